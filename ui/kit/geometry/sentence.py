"""A sentence of the catalogue whose gaps are filled with styled, clickable runs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .flow import Run

_GAP = re.compile(r"\{(\w+)\}")


def filled(template: str, **parts: Run | Sequence[Run]) -> tuple[Run, ...]:
    """The sentence with runs in its gaps ``{name}``; what the runs say is never read as a template.

    Raises KeyError for a gap that nothing is given for.
    """
    found: list[Run] = []
    for place, text in enumerate(_GAP.split(template)):
        if place % 2:
            part = parts[text]
            found.extend([part] if isinstance(part, Run) else part)
        elif text:
            found.append(Run(text))
    return tuple(found)
