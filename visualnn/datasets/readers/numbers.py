"""How a number is written in a file: one grammar, narrower than Python's.

``float()`` also takes ``1_000``, digits of other scripts, ``nan`` and ``infinity``; here these are
no numbers.
"""

from __future__ import annotations

import math
import re

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

_MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "?", "-", "inf", "infinity"})
_PLAIN = b"0123456789+-.eE"


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
