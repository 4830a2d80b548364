"""Figures: how a number is written.

One rule with four lengths, so that a number looks the same wherever it stands:

========  ==================  ===================================================
function  significant digits  where
========  ==================  ===================================================
compact   3                   where space is tight: inside a node, on a tick mark
table     4                   tables and heat maps
line      6                   the substituted numbers of an arithmetic line
result    4                   what follows the = or ≈ of an arithmetic line
full      all                 on demand: the shortest text that reads back exactly
========  ==================  ===================================================

The rules, in the order in which they apply:

1. NaN is "NaN", infinities are "∞" and "−∞". Zero is "0", minus zero too.
2. A whole number of at most six digits is exact and is written as such: "1", "−32", "100000".
3. A number below 0.0001, or one whose point would stand after digits that are not known, is
   written in powers of ten: "1.234×10⁻⁵", "1.235×10⁴".
4. Otherwise it is a plain decimal. There is never a separator of thousands: those stand only in
   what is counted, such as parameters, which ``count`` writes ("61,706").
5. In ``table`` and ``compact`` zeros at the end stay ("0.7310", "0.5000"): columns keep their
   width, and "1.000" says "rounded to one" where "1" says "exactly one".
6. In ``line`` and ``result`` a short decimal stays short ("0.1", "2.5") and zeros at the end
   mean that something was rounded away ("0.120000" stands for 0.12000004). A decimal counts as
   short if it is the number to twelve digits: 0.1 + 0.2 leaves 0.30000000000000004 in a machine
   and "0.3" on paper.

Each function takes ``plain=True`` for the same figure in ASCII, as a command line or another
program wants it ("-1.234e-05", "-inf"); ``float()`` of that text is the number that was printed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window writes its first figures before it can afford to import NumPy
    import numpy as np

    Number = float | int | np.floating | np.integer | np.bool_
    """What can be written: one number of Python or NumPy, never an array."""

__all__ = [
    "compact",
    "count",
    "full",
    "line",
    "result",
    "rounded_line",
    "rounded_result",
    "table",
]

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"

COMPACT_DIGITS = 3
TABLE_DIGITS = 4
LINE_DIGITS = 6
RESULT_DIGITS = 4

_WHOLE_LIMIT = 1_000_000  # the first whole number that is no longer written out
_SHORT_DIGITS = 12  # a decimal that is right to so many digits counts as the number itself
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def compact(value: Number, *, digits: int = COMPACT_DIGITS, plain: bool = False) -> str:
    """Three significant digits or fewer, zeros at the end kept: for nodes and tick marks."""
    return _written(value, digits, False, plain)


def table(value: Number, *, plain: bool = False) -> str:
    """Four significant digits, zeros at the end kept: for tables and heat maps."""
    return _written(value, TABLE_DIGITS, False, plain)


def line(value: Number, *, plain: bool = False) -> str:
    """Six significant digits, short decimals short: for the numbers put into a formula."""
    return _written(value, LINE_DIGITS, True, plain)


def result(value: Number, *, plain: bool = False) -> str:
    """Four significant digits, short decimals short: for the value a formula gives."""
    return _written(value, RESULT_DIGITS, True, plain)


def count(number: int) -> str:
    """What is counted, its thousands apart: parameters, multiplications, rows."""
    return f"{number:,}".replace("-", MINUS)


def full(value: Number, *, plain: bool = False) -> str:
    """Every digit: the shortest decimal that reads back as the same number of its own type."""
    number = _float(value)
    if number == 0.0:
        return "0" if _is_whole(value) else "0.0"
    if not math.isfinite(number):
        return _not_finite(number, plain)
    text = str(int(value)) if _is_whole(value) else repr(number)
    return text if plain else _typeset(text)


def rounded_line(value: Number) -> float:
    """The number that the text of ``line`` stands for.

    The last few numbers before overflow (above 1.79769e308) are rounded up past it: infinity.
    """
    return float(line(value, plain=True))


def rounded_result(value: Number) -> float:
    """The number that the text of ``result`` stands for; infinity above 1.797e308."""
    return float(result(value, plain=True))


def _written(value: Number, digits: int, short: bool, plain: bool) -> str:
    number = value if type(value) is float else _float(value)
    if -_WHOLE_LIMIT < number < _WHOLE_LIMIT and number == int(number):
        text = str(int(number))  # takes minus zero to "0" as well
    elif not math.isfinite(number):
        return _not_finite(number, plain)
    else:
        text = _short(number, digits) if short else _padded(number, digits)
    return text if plain else _typeset(text)


def _float(value: Number) -> float:
    """The number as Python's float; single precision by its own shortest decimal.

    0.1 in single precision is 0.10000000149…, of which the last digits are not its own.
    """
    if isinstance(value, float | int):
        return float(value)
    return float(value) if _is_whole(value) else float(str(value))


def _is_whole(value: Number) -> bool:
    """Whether the type of a number has no fractions."""
    if isinstance(value, float | int):
        return isinstance(value, int)
    return value.dtype.kind in "iub"


def _not_finite(number: float, plain: bool) -> str:
    if math.isnan(number):
        return "NaN"
    if plain:
        return "inf" if number > 0 else "-inf"
    return INFINITY if number > 0 else MINUS + INFINITY


def _padded(number: float, digits: int) -> str:
    """Exactly so many significant digits: "0.7310", "1.200e-05"; no point without digits after."""
    text = f"{number:#.{digits}g}"
    return text.removesuffix(".").replace(".e", "e")


def _short(number: float, digits: int) -> str:
    """At most so many significant digits; padded unless the short decimal is the number."""
    text = f"{number:.{digits}g}"
    if float(text) == float(f"{number:.{_SHORT_DIGITS}g}"):
        return text
    return _padded(number, digits)


def _typeset(text: str) -> str:
    """ASCII to print: a true minus sign, and a power of ten with a raised exponent."""
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return text.replace("-", MINUS) if text[0] == "-" else text
