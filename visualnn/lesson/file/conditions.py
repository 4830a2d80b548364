"""Conditional words in prose: from `{? L < 0.6931 : words | other words}` to their parts.

Read character by character; nothing of it is ever run. Inside the words a quotation stands in its
own braces, and ``\\|``, ``\\{``, ``\\}`` are these signs themselves. Conditions do not stand inside
each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...dataclass import dataclass
from ...errors import LessonError, TextPosition
from ...text import N_
from .prose import Comparison, Quote
from .quotations import SIGNS, scan_number, scan_quotation

__all__ = ["OPENING", "Cut", "end_of", "read_condition", "split"]

OPENING = "{?"
"""What conditional words begin with."""
MAX_TEST_COUNT = 8
"""Comparisons of one condition."""

_AND = re.compile(r"\s+and\s+")
_TICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the parts of conditional words stand, as characters of the text: each from where it
    begins up to where it ends."""

    words: tuple[int, int]
    otherwise: tuple[int, int]


def end_of(text: str, at: int, end: int) -> int | None:
    """Behind the brace that closes the one at a character; None if none does before `end`."""
    return next((place + 1 for place, sign in _signs(text, at + 1, end) if sign == "}"), None)


def split(text: str, begin: int, end: int) -> tuple[Cut, int | None]:
    """The words and the other words between two characters, and where a second bar stands that
    should not."""
    bars = [place for place, sign in _signs(text, begin, end) if sign == "|"]
    if not bars:
        return Cut((begin, end), (end, end)), None
    return Cut((begin, bars[0]), (bars[0] + 1, end)), bars[1] if len(bars) > 1 else None


def _signs(text: str, at: int, end: int) -> list[tuple[int, str]]:
    """The bars and the closing brace at the level of the condition itself: not those inside of
    quotations and code, and none behind a backslash."""
    found: list[tuple[int, str]] = []
    depth = 0
    while at < end:
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == "`":
            ticks = _TICKS.match(text, at)
            size = len(ticks[0]) if ticks else 1
            closing = text.find("`" * size, at + size, end)
            at = (closing if closing >= 0 else at) + size - 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            if depth == 0:
                found.append((at, sign))
                break
            depth -= 1
        elif sign == "|" and depth == 0:
            found.append((at, sign))
        at += 1
    return found


def read_condition(
    text: str, at: int, end: int, place_of: Callable[[int], TextPosition]
) -> tuple[tuple[Comparison, ...], int]:
    """The comparisons that stand from a character on, and where the words begin behind the colon.
    Raises LessonError at the character that does not fit."""
    tests: list[Comparison] = []
    while True:
        left, at = _side(text, _past(text, at, end), end, place_of)
        at = _past(text, at, end)
        sign = next((sign for sign in SIGNS if text.startswith(sign, at)), None)
        if sign is None:
            raise LessonError(
                N_("here one of the signs {signs} belongs"),
                place=place_of(at),
                signs=" ".join(sorted(SIGNS)),
            )
        right, at = _side(text, _past(text, at + len(sign), end), end, place_of)
        tests.append(Comparison(left, sign, right))
        if len(tests) > MAX_TEST_COUNT:
            raise LessonError(
                N_("a condition has at most {most} comparisons"),
                place=place_of(at),
                most=MAX_TEST_COUNT,
            )
        joint = _AND.match(text, at, end)
        if joint is None:
            break
        at = joint.end()
    at = _past(text, at, end)
    if at >= end or text[at] != ":":
        raise LessonError(
            N_("behind the comparison “and” or a colon belongs: {example}"),
            place=place_of(at),
            example="{? L < 0.5 : words | other words}",
        )
    return tuple(tests), at + 1


def _side(
    text: str, at: int, end: int, place_of: Callable[[int], TextPosition]
) -> tuple[Quote | float, int]:
    number = scan_number(text[:end], at)
    if number is not None:
        return number
    place = place_of(min(at, end - 1))
    quotation, behind = scan_quotation(text[:end], at, place)
    return Quote(quotation, place), behind


def _past(text: str, at: int, end: int) -> int:
    """The next character that is no space."""
    while at < end and text[at].isspace():
        at += 1
    return at
