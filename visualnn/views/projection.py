"""A projection: many numbers of a layer seen as two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..machine.machine import frozen
from ..ops import Array

__all__ = ["Projection", "beside", "themselves", "widest"]


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


def widest(values: Array) -> Projection:
    """The two directions in which rows ``(rows, n)`` spread most, the wider one first: the first
    principal directions (Pearson 1901), without a constant."""
    weights = _directions(values, np.eye(values.shape[1]), 2)
    return Projection(frozen(weights), frozen(np.zeros(2)))


def beside(values: Array, w: Array, b: float) -> Projection:
    """u: the signed distance ``(w · values + b) / ‖w‖`` to a plane; v: the direction within the
    plane in which rows ``(rows, n)`` spread most, 0 if there is a single number. w is not 0."""
    length = math.hypot(*w)
    away = w / length
    # all columns but the first are at right angles to w and to each other
    within = np.linalg.qr(away[:, None], mode="complete").Q[:, 1:]
    weights = np.stack([away, _directions(values, within, 1)[0]])
    return Projection(frozen(weights), frozen(np.array([b / length, 0.0])))


def _directions(values: Array, basis: Array, count: int) -> Array:
    """The first principal directions of rows within the span of a basis ``(n, dimensions)``, as
    ``(count, n)``; zeros where there are no more. The largest weight of each is positive."""
    rows = values[np.isfinite(values).all(axis=1)].astype(np.float64)
    found = np.zeros((count, values.shape[1]))
    if basis.shape[1] == 0:
        return found
    if len(rows):
        rows = rows / (np.abs(rows).max() or 1.0)  # squares of what is very large stay finite
        rows = (rows - rows.mean(axis=0)) @ basis
    vectors = np.linalg.eigh(rows.T @ rows if len(rows) else np.eye(basis.shape[1])).eigenvectors
    wide = (basis @ vectors[:, ::-1])[:, :count].T
    signs = np.sign(wide[np.arange(len(wide)), np.abs(wide).argmax(axis=1)])
    found[: len(wide)] = wide * signs[:, None]
    return found
