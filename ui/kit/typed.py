"""What a person types: numbers and the names of numbers."""

from __future__ import annotations

import math
import re

from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson.file.references import parse_reference

__all__ = ["number_in", "place_in"]

_NUMBER = re.compile(r"[+-]?([0-9]{1,17}(\.[0-9]{0,30})?|\.[0-9]{1,17})(e[+-]?[0-9]{1,3})?")
_MAX_CHARACTERS = 60


def number_in(text: str) -> float | None:
    """The number a text is, written as in Python or with a true minus sign; None for anything else.

    Separators, words like “nan” and what is too large for a machine are no numbers.
    """
    plain = text.strip().replace("−", "-").lower()
    if len(plain) > _MAX_CHARACTERS or not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


def place_in(text: str) -> Source | None:
    """The place that is named: ``hidden.W[0,3]``, also as it is shown, ``∂L/∂hidden.W[0,3]``."""
    plain = re.sub(r"\s", "", text).replace("∂L/∂", "d.", 1)
    try:
        reference = parse_reference(plain)
    except LessonError:
        return None
    return Source(reference.name, reference.index)
