"""Fingerprint: whether the numbers of a run are the same again, to the bit or nearly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Literal

import numpy as np

from ..ops import Array

__all__ = ["RELATIVE_TOLERANCE", "Likeness", "fingerprint", "likeness"]

RELATIVE_TOLERANCE = 1e-9
"""How far a measure may be off, as a share of the numbers it is made of."""
ARRAY_NUMBER_COUNT = 1 << 14
"""Numbers of an array at most; a larger one would take longer to hash than a step may."""
NAME_COUNT = 200

Likeness = Literal["same", "near", "other"]
"""The same bits; equal at the relative tolerance; neither."""


def fingerprint(values: Mapping[str, Array]) -> dict[str, Any]:
    """A hash of these values, and of each array some measures. Arrays that are large are
    left out."""
    made = blake2b(digest_size=16)
    measures = {}
    small = [name for name in sorted(values) if values[name].size <= ARRAY_NUMBER_COUNT]
    for name in small[:NAME_COUNT]:
        array = np.ascontiguousarray(values[name])
        made.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        made.update(array.tobytes())
        measures[name] = _measures(array)
    return {"hash": made.hexdigest(), "measures": measures}


def _measures(array: Array) -> list[float | str]:
    """Sum and sum of magnitudes of the finite numbers, and how many are NaN, ∞ and −∞."""
    with np.errstate(all="ignore"):
        wide = array.astype(np.float64)
        finite = wide[np.isfinite(wide)]
        sums = float(finite.sum()), float(np.abs(finite).sum())
    counts = np.isnan(wide).sum(), np.isposinf(wide).sum(), np.isneginf(wide).sum()
    return [*(each if math.isfinite(each) else repr(each) for each in sums), *map(int, counts)]


def likeness(kept: Mapping[str, Any], values: Mapping[str, Array]) -> Likeness:
    """How these values compare with a fingerprint that was kept. Raises KeyError, TypeError or
    ValueError for what is no fingerprint."""
    now = fingerprint(values)
    if kept["hash"] == now["hash"]:
        return "same"
    then, here = kept["measures"], now["measures"]
    if set(then) != set(here):
        return "other"
    return "near" if all(_near(then[name], here[name]) for name in here) else "other"


def _near(then: list[float | str], now: list[float | str]) -> bool:
    if len(then) != len(now) or then[2:] != now[2:]:
        return False
    (sum_then, size_then), (sum_now, size_now) = map(float, then[:2]), map(float, now[:2])
    slack = RELATIVE_TOLERANCE * max(size_then, size_now)
    if not math.isfinite(slack):  # the sums are larger than any number
        return then == now
    return abs(sum_then - sum_now) <= slack and abs(size_then - size_now) <= slack
