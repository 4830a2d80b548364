"""What a quotation means: from names, times and measures to ticks and numbers of a run.

``name @ N`` is, for what is carried from iteration to iteration (parameters, an optimizer's memory,
rates, counters), its value after N updates; for what an iteration computes, what iteration N
computes with those same parameters; for what an evaluation computes, what the one after N updates
says. So the loss and the weights at the end of a training belong together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum

import numpy as np

from .. import figures
from ..ops import Array, Shape
from ..program import Program
from .file import AxisSlice, Comparison, Conditional, Quotation, Quote

__all__ = ["Truth", "comparison_holds", "condition_holds", "is_inside", "number_of", "tick_after"]


def tick_after(program: Program, name: str, updates: int) -> int | None:
    """The tick at which a name has the value that ``name @ updates`` means; None where nothing of
    this name is computed then."""
    begin = program.start_of(updates)
    if name in program.carried:
        return begin
    for iteration in (updates, updates - 1):
        done = None if iteration < 0 else program.last_writing(name, iteration)
        if done is not None and program.updates_before(name, iteration) == updates:
            return program.start_of(iteration) + done
    is_given = all(program.last_writing(name, n) is None for n in (0, program.iterations - 1))
    return begin if is_given and name in program.shapes[program.is_closing(updates)] else None


def is_inside(quotation: Quotation, shape: Shape) -> bool:
    """Whether a value of this shape has the number, or the numbers, that are quoted."""
    measure, index = quotation.measure, quotation.reference.index
    if measure is None:
        return len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))
    if not measure.index:
        return True
    if len(measure.index) != len(shape):
        return False
    return all(_fits(part, n) for part, n in zip(measure.index, shape, strict=True))


def _fits(part: int | AxisSlice, count: int) -> bool:
    if isinstance(part, int):
        return part < count
    stop = count if part.stop is None else part.stop
    return (part.start or 0) < stop <= count


def number_of(quotation: Quotation, array: Array | None) -> float | None:
    """The quoted number of a value; None without a value, or if that has no such number."""
    if array is None or not is_inside(quotation, array.shape):
        return None
    measure = quotation.measure
    if measure is None:
        return float(array[quotation.reference.index])
    index = tuple(
        slice(part.start, part.stop) if isinstance(part, AxisSlice) else part
        for part in measure.index
    )
    part = np.asarray(array[index] if index else array, np.float64).reshape(-1)
    match measure.kind:
        case "sum":
            return float(part.sum())
        case "mean":
            return float(part.mean())
        case "norm":
            return math.sqrt(float(np.square(part).sum()))
        case "rms":
            return math.sqrt(float(np.square(part).mean()))
        case "max_abs":
            return float(np.abs(part).max())
        case _:
            return float(_COMPARED[measure.sign](part, measure.limit).sum())


_COMPARED: dict[str, Callable[[Array, float], Array]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
"""How a count compares: numbers are equal if they are the same number."""


# -- conditions ------------------------------------------------------------------------------------


class Truth(Enum):
    """Whether a condition holds; not known as long as a number of it has no value."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def condition_holds(words: Conditional, value_of: Callable[[Quote], float | None]) -> Truth:
    """Whether all comparisons of conditional words hold; one that does not decides it alone."""
    found = [_test(test, value_of) for test in words.tests]
    if Truth.NO in found:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.YES


def _test(test: Comparison, value_of: Callable[[Quote], float | None]) -> Truth:
    left, right = (
        value_of(side) if isinstance(side, Quote) else side for side in (test.left, test.right)
    )
    if left is None or right is None:
        return Truth.UNKNOWN
    return Truth.YES if comparison_holds(left, test.sign, right) else Truth.NO


def comparison_holds(left: float, sign: str, right: float) -> bool:
    """Whether a comparison is true of two numbers as prose prints them: those that are printed
    alike, to four digits, are equal, and neither is less than the other. With NaN only ``!=``
    is true."""
    if math.isnan(left) or math.isnan(right):
        return sign == "!="
    equal = left == right or figures.result(left) == figures.result(right)
    return _holding(sign, equal=equal, less=left < right)


def _holding(sign: str, *, equal: bool, less: bool) -> bool:
    match sign:
        case "==":
            return equal
        case "!=":
            return not equal
        case "<":
            return less and not equal
        case "<=":
            return less or equal
        case ">":
            return not less and not equal
        case _:
            return not less or equal
