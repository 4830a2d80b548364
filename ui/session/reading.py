"""Reading: numbers, places and words as JSON holds them, from a file that anybody may have written.

Every reader raises TypeError, ValueError, KeyError or OverflowError for what it does not take.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from visualnn.expr import Index, Source

__all__ = [
    "index",
    "number",
    "place",
    "plain_number",
    "plain_place",
    "point",
    "switch",
    "table",
    "text",
    "texts",
    "whole",
    "wholes",
]

DIMENSIONS = 8
"""Dimensions that the index of a number may have."""
CHARACTERS = 4096
"""Characters that a text may have."""
TEXT_COUNT = 64
"""Texts that may stand together."""
POINT_NUMBER_COUNT = 1_000_000
"""Numbers that a point that is asked about may have."""


def plain_number(value: float) -> float | str:
    """A number as JSON can hold it: what is not finite becomes a text."""
    return value if math.isfinite(value) else repr(value)


def plain_place(value: Source) -> dict[str, object]:
    """The name and the index of a number."""
    return {"name": value.name, "index": list(value.index)}


def whole(value: object) -> int:
    """A whole number that a float holds exactly."""
    if type(value) is not int or abs(value) > 2**53:
        raise ValueError
    return value


def number(value: object) -> float:
    """A number; what is not finite stands there as a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    if isinstance(value, str) and value not in {"nan", "inf", "-inf"}:
        raise ValueError
    return float(value)


def switch(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def text(value: object) -> str:
    """A text that is not too long."""
    if not isinstance(value, str) or len(value) > CHARACTERS:
        raise TypeError
    return value


def texts(value: object) -> tuple[str, ...]:
    """Not too many texts."""
    if not isinstance(value, list) or len(value) > TEXT_COUNT:
        raise TypeError
    return tuple(map(text, value))


def wholes(value: object) -> tuple[int, ...]:
    """Not too many whole numbers."""
    if not isinstance(value, list) or len(value) > TEXT_COUNT:
        raise TypeError
    return tuple(map(whole, value))


def table(value: object) -> Mapping[str, Any]:
    """A JSON object."""
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def index(value: object) -> Index:
    """The index of a number."""
    if not isinstance(value, list) or len(value) > DIMENSIONS:
        raise TypeError
    return tuple(map(whole, value))


def place(value: object) -> Source:
    """The name and the index of a number."""
    from visualnn.expr import Source

    known = table(value)
    return Source(text(known["name"]), index(known["index"]))


def point(value: object) -> tuple[float, ...]:
    """The raw inputs of a network."""
    if not isinstance(value, list) or len(value) > POINT_NUMBER_COUNT:
        raise TypeError
    return tuple(map(number, value))
