"""What a setting may be, beside its type: limits that a kind's fields carry.

Whoever reads a lesson file checks them; the engine itself looks at none. A limit is metadata of an
annotation, as `annotated_types` has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from annotated_types import Interval

from .dataclass import dataclass


@dataclass(frozen=True, init=False)
class OneOf:
    """A word out of a table that says which there are."""

    words: tuple[str, ...]

    def __init__(self, words: Iterable[str]) -> None:
        object.__setattr__(self, "words", tuple(words))


Share = Annotated[float, Interval(ge=0, lt=1)]
"""A part of a whole, and never all of it."""
Portion = Annotated[float, Interval(ge=0, le=1)]
"""A part of a whole, or all of it."""
Nonnegative = Annotated[float, Interval(ge=0, le=1e308)]
Positive = Annotated[float, Interval(gt=0, le=1e308)]
