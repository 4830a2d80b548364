"""A projection: many numbers of a layer seen as two."""

from __future__ import annotations

import math

import numpy as np

from ..dataclass import dataclass
from ..machine.machine import frozen
from ..ops import Array

__all__ = ["Projection", "beside", "single_units", "themselves", "widest"]

UNLIKE_SHARE = 1e-9
"""Below this cosine two arrangements of the rows are as good as unlike: rounding has a say."""


@dataclass(frozen=True)
class Projection:
    """Two straight functions of n numbers: ``(u, v) = weights · values + constants``."""

    weights: Array
    """``(2, n)``: the first row is of u, the second of v."""
    constants: Array
    """``(2,)``"""

    def of(self, values: Array) -> Array:
        """u and v of each row: ``(rows, n) → (rows, 2)``."""
        with np.errstate(all="ignore"):
            return frozen(np.asarray(values @ self.weights.T + self.constants))


def themselves(count: int) -> Projection:
    """One or two numbers as they are; v is 0 where there is one."""
    return Projection(frozen(np.eye(2, count)), frozen(np.zeros(2)))


def single_units(count: int, across: int, upward: int) -> Projection:
    """Two of so many numbers as they are, whatever the others."""
    return Projection(frozen(np.eye(count)[[across, upward]]), frozen(np.zeros(2)))


def widest(values: Array, earlier: Array | None = None) -> Projection:
    """The two directions in which rows ``(rows, n)`` spread most, the wider one first: the first
    principal directions (Pearson 1901), without a constant. `earlier`, ``(rows, 2)``, is where
    the rows lay before; it says which way the axes point."""
    weights = _directions(values, np.eye(values.shape[1]), 2, earlier)
    return Projection(frozen(weights), frozen(np.zeros(2)))


def beside(values: Array, w: Array, b: float, earlier: Array | None = None) -> Projection:
    """u: the signed distance ``(w · values + b) / ‖w‖`` to a plane; v: the direction within the
    plane in which rows ``(rows, n)`` spread most, 0 if there is a single number. w is not 0.
    `earlier`, ``(rows, 2)``, is where the rows lay before; it says which way v points."""
    length = math.hypot(*w)
    away = w / length
    # all columns but the first are at right angles to w and to each other
    within = np.linalg.qr(away[:, None], mode="complete").Q[:, 1:]
    across = None if earlier is None else earlier[:, 1:]
    weights = np.stack([away, _directions(values, within, 1, across)[0]])
    return Projection(frozen(weights), frozen(np.array([b / length, 0.0])))


def _directions(values: Array, basis: Array, count: int, earlier: Array | None) -> Array:
    """The first principal directions of rows within the span of a basis ``(n, dimensions)``, as
    ``(count, n)``; zeros where there are no more."""
    finite = np.isfinite(values).all(axis=1)
    rows = values[finite].astype(np.float64)
    found = np.zeros((count, values.shape[1]))
    if basis.shape[1] == 0:
        return found
    if len(rows):
        rows = rows / (np.abs(rows).max() or 1.0)  # squares of what is very large stay finite
        rows = rows - rows.mean(axis=0)
    within = rows @ basis
    spread = within.T @ within if len(rows) else np.eye(basis.shape[1])
    wide = (basis @ np.linalg.eigh(spread).eigenvectors[:, ::-1])[:, :count].T
    fits = earlier is not None and earlier.shape == (len(values), count)
    before = earlier[finite] if fits and earlier is not None else None
    found[: len(wide)] = wide * _signs(rows, wide, before)[:, None]
    return found


def _signs(rows: Array, wide: Array, earlier: Array | None) -> Array:
    """1 or −1 for each direction, which has no sign of its own: such that the centred rows lie
    along it as they lay before; where that says nothing, such that its largest weight is
    positive."""
    signs = np.sign(wide[np.arange(len(wide)), np.abs(wide).argmax(axis=1)])
    if earlier is None or not len(rows):
        return signs
    here, there = rows @ wide.T, earlier[:, : len(wide)]
    with np.errstate(all="ignore"):
        there = there - there.mean(axis=0)
        likeness = (here * there).sum(axis=0)
        sure = UNLIKE_SHARE * np.linalg.norm(here, axis=0) * np.linalg.norm(there, axis=0)
        told = np.abs(likeness) > sure
    return np.where(told, np.sign(likeness), signs)
