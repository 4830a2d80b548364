"""What is said of any number, wherever it is shown: its full name, and whether it may be
changed."""

from __future__ import annotations

from ..expr import Source
from ..names import ASKED, display

__all__ = ["can_change", "name_of"]


def name_of(place: Source) -> str:
    """The full name of a number: ``∂L/∂hidden.W[0,3]``."""
    return str(Source(display(place.name), place.index))


def can_change(place: Source) -> bool:
    """Whether a learner may give this number another value: not the data, nor what it is drawn
    from."""
    fixed = place.name.startswith(("data.", "val.data.", ASKED))
    return not fixed and place.name not in {"seed", "scale"}
