"""Arithmetic of single numbers as in arrays: overflow gives ±∞, 0/0 gives NaN."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable


def add(values: Iterable[float]) -> float:
    numbers = list(values)
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        return sum(numbers)


def divide(top: float, bottom: float) -> float:
    if bottom:
        return top / bottom
    if top == 0 or math.isnan(top):
        return math.nan
    return math.copysign(math.inf, top) * math.copysign(1.0, bottom)


def power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):
        # too large, 1/0, or a root of a negative number, which is none
        if base < 0 and exponent != math.floor(exponent):
            return math.nan
        return math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _expm1(x: float) -> float:
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf


def _log(x: float) -> float:
    if math.isnan(x) or x < 0:
        return math.nan
    return math.log(x) if x > 0 else -math.inf


def _sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else math.nan


def _extreme(pick: Callable[[list[float]], float]) -> Callable[..., float]:
    """NaN wins, as in NumPy's maximum and minimum."""

    def chosen(*values: float) -> float:
        return math.nan if any(map(math.isnan, values)) else pick(list(values))

    return chosen


FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": _exp,
    "expm1": _expm1,
    "ln": _log,
    "log1p": lambda x: math.log1p(x) if x > -1 else _log(1 + x),
    "erf": math.erf,
    "sqrt": _sqrt,
    "tanh": math.tanh,
    "cos": lambda x: math.cos(x) if math.isfinite(x) else math.nan,
    "sin": lambda x: math.sin(x) if math.isfinite(x) else math.nan,
    "max": _extreme(max),
    "min": _extreme(min),
    "abs": abs,
    "floor": lambda x: float(math.floor(x)) if math.isfinite(x) else x,
    "ceil": lambda x: float(math.ceil(x)) if math.isfinite(x) else x,
    "mod": lambda a, b: math.fmod(a, b) if b and math.isfinite(a) else math.nan,
}
"""Every function a tree may call, by the name it is printed with."""


RELATIONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "≥": operator.ge,
    "=": operator.eq,
    "≤": operator.le,
    "<": operator.lt,
}
