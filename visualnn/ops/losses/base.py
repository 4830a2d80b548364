"""What the losses of one family have in common: shapes, places, and the gradient they receive."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index
from ..base import Array, Named, Op, Shape
from ..target_shapes import numbered_rows


class PerExample(Op, card=False):
    """Prediction and target of one shape, ``(batch, …)``, to one loss per example, ``(batch,)``:
    the mean over all outputs of the example, which j counts (a picture's are its pixels)."""

    output = "l"

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        if len(a) < 2 or a != t:
            raise ShapeError(
                "{loss} compares predictions and targets of one shape, not {a} and {t}",
                loss=self.title,
                a=a,
                t=t,
            )
        return a[:1]


class PerRow(Op, card=False):
    """Rows of classes and rows of targets, ``(batch, …, classes)``, to one loss per row, ``(batch,
    …)``; n is the row: an example, or a step of an example."""

    output = "l"

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        if len(a) < 2 or a != t:
            raise ShapeError(
                "{loss} compares predictions and targets of one shape, not {a} and {t}",
                loss=self.title,
                a=a,
                t=t,
            )
        return a[:-1]


class PerClassNumber(Op, card=False):
    """Rows of classes, ``(batch, …, classes)``, and a class number for each row, ``(batch, …)`` or
    ``(batch, …, 1)``, to one loss per row, ``(batch, …)``."""

    output = "l"

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        return numbered_rows(self, a, t)


def outputs(a: Array | Named) -> int:
    """How many numbers an example has."""
    return math.prod(a.shape[1:])


def places(a: Named, n: int) -> Iterator[Index]:
    """Where the numbers of example `n` stand."""
    return ((n, *rest) for rest in np.ndindex(*a.shape[1:]))


def mean_of(terms: Array) -> Array:
    """One number per example from ``(batch, …)``."""
    return np.asarray(terms.reshape(len(terms), -1).mean(axis=1))


def shared(total: Expr, count: int) -> Expr:
    """A sum over `count` outputs as their mean; of one output it is the sum itself."""
    return total if count == 1 else total / count


def along(g: Array, a: Array) -> Array:
    """The gradient of one number per example, ready to meet ``(batch, …)``."""
    return g.reshape(-1, *(1,) * (a.ndim - 1))


def target_scores(a: Array, t: Array) -> Array:
    """In each row the number that its class number picks: ``(batch, …)``."""
    return np.take_along_axis(a, _numbers(a, t), axis=-1)[..., 0]


def hits(a: Array, t: Array) -> Array:
    """Where in each row the picked number stands: True once in each row of ``(batch, …,
    classes)``."""
    return np.asarray(_numbers(a, t) == np.arange(a.shape[-1]))


def _numbers(a: Array, t: Array) -> Array:
    return t.reshape(*a.shape[:-1], 1).astype(np.intp)


def class_place(t: Named, row: Index) -> Index:
    """Where the class number of a row stands."""
    return row if len(t.shape) == len(row) else (*row, 0)
