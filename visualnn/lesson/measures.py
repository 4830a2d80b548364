"""Measures: one number that says something of a whole array, and of what an iteration did."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from ..ops import Array, Op
from ..ops.activations.base import Activation
from ..program import Instruction

__all__ = [
    "MEASURES",
    "RUN_MEASURES",
    "SATURATED_SHARE",
    "saturated_share",
    "steepest",
    "update_ratio",
]

SATURATED_SHARE = 0.05
"""A unit is saturated where its slope is below this share of the largest."""
MOST_SHARE = 0.5
"""More than this share of rows is most of them."""
AXIS_END = 5.0
AXIS_POINT_COUNT = 201
"""The z-axis over which the largest slope of an activation is looked for."""


def _mean(values: Array) -> float:
    return float(values.mean(dtype=np.float64))


def _std(values: Array) -> float:
    return float(values.std(dtype=np.float64))


def _norm(values: Array) -> float:
    return math.sqrt(float(np.square(values, dtype=np.float64).sum()))


def _rms(values: Array) -> float:
    return math.sqrt(float(np.square(values, dtype=np.float64).mean()))


def _max_abs(values: Array) -> float:
    return float(np.abs(values).max())


def _zeros(values: Array) -> float:
    return 1.0 - np.count_nonzero(values) / values.size


def _silent(values: Array) -> float:
    if values.ndim < 2:
        return math.nan
    return float(np.prod(values.shape[1:])) - float(np.count_nonzero(values.any(axis=0)))


MEASURES: Mapping[str, Callable[[Array], float]] = MappingProxyType(
    {
        "mean": _mean,
        "std": _std,
        "norm": _norm,
        "rms": _rms,
        "max_abs": _max_abs,
        "zeros": _zeros,
        "silent": _silent,
    }
)
"""What one number may say of a whole array v of n numbers: the mean m = Σv / n; the standard
deviation √(Σ(v − m)² / n); the Euclidean norm √Σv²; the root mean square √(Σv² / n); the largest
|v|; the share of numbers that are exactly 0; and of an array ``(rows, units, …)`` the count of
units that are 0 on every row. All in float64."""
RUN_MEASURES = ("update_ratio", "saturated")
"""What takes more than one array: of a parameter ‖ΔW‖ / ‖W‖, the length of the iteration's update
by that of the parameter before it; of an activation's output the share of units that are saturated
on most rows, where |f′(z)| < 0.05 · max |f′| and a ≠ 0."""


def update_ratio(before: Array, after: Array) -> float:
    """‖after − before‖ / ‖before‖; NaN for a parameter that is 0."""
    length = _norm(before)
    return _norm(np.subtract(after, before, dtype=np.float64)) / length if length else math.nan


def steepest(op: Activation) -> float:
    """The largest |f′(z)| over the z-axis."""
    z = np.linspace(-AXIS_END, AXIS_END, AXIS_POINT_COUNT)[:, None]
    return float(np.nanmax(np.abs(_slopes(op, z, op.compute("forward", z)))))


def saturated_share(made: Instruction, z: Array, a: Array, largest: float) -> float:
    """The share of units of an activation's output that are saturated on most rows. `made` is the
    instruction that wrote a of z, `largest` its `steepest`."""
    with np.errstate(all="ignore"):
        slopes = _slopes(made.op, z, a)
        flat = (np.abs(slopes) < SATURATED_SHARE * largest) & (a != 0)
        return float((flat.mean(axis=0) > MOST_SHARE).mean())


def _slopes(op: Op, z: Array, a: Array) -> Array:
    known = {"g": np.ones_like(z), "z": z, op.output: a}
    return op.compute("grad_z", *(known[word] for word in op.rule_inputs["grad_z"]))
