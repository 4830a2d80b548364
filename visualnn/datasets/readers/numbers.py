"""How a cell of a file is written: numbers by one grammar, narrower than Python's, and what else
programs write in their place.

``float()`` also takes ``1_000``, digits of other scripts, ``nan`` and ``infinity``; here these are
no numbers.
"""

from __future__ import annotations

import math
import re
from enum import IntFlag

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_IN_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:(['’ \u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]*)?%?"
)
"""A number with apostrophes or spaces before its thousands, as in 1'234.5."""
_GROUP_MARKS = str.maketrans("", "", "'’ \u00a0\u202f")
_DAY = r"(?:[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{4})"
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_DATE = re.compile(rf"{_DAY}(?:[ T]{_TIME})?|{_TIME}|[0-9]{{4}}년 ?[0-9]{{1,2}}월 ?[0-9]{{1,2}}일")
_SWAPPED = str.maketrans(",.", ".,")

_MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "?", "-", "inf", "infinity"})
_TRUTH = {"true": 1.0, "false": 0.0}
_PLAIN = b"0123456789+-.eE"


class Reading(IntFlag):
    """The ways in which a cell can be read."""

    POINT = 1
    """A number with a decimal point, commas before thousands."""
    COMMA = 2
    """A number with a decimal comma, points before thousands."""
    POINT_PERCENT = 4
    COMMA_PERCENT = 8
    TRUTH = 16
    """True or False."""
    DATE = 32
    """A day, a time of day, or both."""


NUMBERS = Reading.POINT | Reading.COMMA | Reading.POINT_PERCENT | Reading.COMMA_PERCENT
ANY = NUMBERS | Reading.TRUTH | Reading.DATE


def readings_of(cell: str) -> Reading:
    """All ways in which a cell can be read, spaces around it aside; none for a word."""
    text = _ungrouped(cell.strip(" "))
    if text.endswith("%"):
        number = _numbers_in(text[:-1].rstrip(" "))
        found = Reading(0)
        if number & Reading.POINT:
            found |= Reading.POINT_PERCENT
        if number & Reading.COMMA:
            found |= Reading.COMMA_PERCENT
        return found
    if found := _numbers_in(text):
        return found
    if text.lower() in _TRUTH:
        return Reading.TRUTH
    return Reading.DATE if _DATE.fullmatch(text) else Reading(0)


def _ungrouped(text: str) -> str:
    """A number without apostrophes and spaces before its thousands; any other text as it is."""
    return text.translate(_GROUP_MARKS) if _GROUPED.fullmatch(text) else text


def _numbers_in(text: str) -> Reading:
    found = Reading(0)
    if _value(text) is not None:
        found |= Reading.POINT
    if _value(text.translate(_SWAPPED)) is not None:
        found |= Reading.COMMA
    return found


def _value(text: str) -> float | None:
    """The finite number with a decimal point that a text is; None for anything else."""
    if not NUMBER.fullmatch(text):
        if not _IN_THOUSANDS.fullmatch(text):
            return None
        text = text.replace(",", "")
    value = float(text)
    return value if math.isfinite(value) else None


def value_of(cell: str, reading: Reading) -> float:
    """The number that a cell is when it is read like this; it can be, and is no date."""
    text = _ungrouped(cell.strip(" "))
    if reading is Reading.TRUTH:
        return _TRUTH[text.lower()]
    by = 1.0
    if reading & (Reading.POINT_PERCENT | Reading.COMMA_PERCENT):
        text, by = text[:-1].rstrip(" "), 100.0
    if reading & (Reading.COMMA | Reading.COMMA_PERCENT):
        text = text.translate(_SWAPPED)
    return float(text.replace(",", "")) / by


def number_of(text: str) -> float | None:
    """The finite number that a cell holds, spaces around it aside; None if it holds none."""
    text = text.strip(" ")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def is_missing(text: str) -> bool:
    """Whether a cell holds what programs write where a number is missing."""
    return text.strip(" ").lstrip("+-").lower() in _MISSING or text.strip(" ") == "-"


def looks_plain(line: str, delimiter: str) -> bool:
    """Whether a line is made of nothing but the signs of numbers, so that Python's own reading of
    them is the grammar's."""
    if not line.isascii():
        return False
    return not line.encode("ascii").translate(None, _PLAIN + delimiter.encode("ascii"))
