"""What is done to targets before a loss reads them: smoothing, and weights of classes."""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import ShapeError
from ...expr import Expr, Index, Picked, indicator, lift, total
from ...text import N_
from ..base import Array, Named, Op, Shape
from ..target_shapes import numbered_rows
from .base import class_place, hits


@dataclass(frozen=True)
class SmoothLabels(Op):
    """A share of every row of targets spread evenly over all classes: ``(batch, …, classes) →
    (batch, …, classes)``."""

    smoothing: float = 0.1
    """The share that is spread, α."""

    title = N_("Label smoothing")
    about = N_("Takes a little from the right class and gives it to all of them alike.")
    reference = (
        "Szegedy et al. 2016, Rethinking the Inception Architecture, sec. 7; PyTorch 2.13 "
        "nn.CrossEntropyLoss(label_smoothing)"
    )
    output = "s"

    def forward(self, t: Array) -> Array:
        """s[n,j] = (1 − α) · t[n,j] + α / classes"""
        return (1 - self.smoothing) * t + self.smoothing / t.shape[-1]

    def forward_at(self, at: Index, t: Named) -> Expr:
        return (1 - self.smoothing) * t[at] + self.smoothing / t.shape[-1]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.eye(4)[rng.integers(0, 4, size=3)],)


@dataclass(frozen=True)
class RowsOfClassNumbers(Op):
    """Class numbers written as rows of targets, of which a share may be spread over all classes:
    ``(batch, …, classes), (batch, …) or (batch, …, 1) → (batch, …, classes)``. The predictions say
    how many classes there are."""

    smoothing: float = 0.0
    """The share that is spread, α."""

    title = N_("Class numbers as rows")
    about = N_("Writes each class number as a row with a 1 at its place, smoothed where asked for.")
    reference = "PyTorch 2.13 nn.CrossEntropyLoss(label_smoothing), on class numbers"
    output = "s"
    unquoted = {"forward": frozenset({"a"})}
    variants = ({}, {"smoothing": 0.2})

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        numbered_rows(self, a, t)
        return a

    def forward(self, a: Array, t: Array) -> Array:
        """s[n,j] = (1 − α) · [t[n] = j] + α / classes"""
        rows = hits(a, t).astype(a.dtype)
        return (1 - self.smoothing) * rows + self.smoothing / a.shape[-1]

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        right = indicator(t[class_place(t, at[:-1])], "=", lift(at[-1]))
        if not self.smoothing:
            return right
        return (1 - self.smoothing) * right + self.smoothing / a.shape[-1]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.integers(0, 4, size=(3, 1)).astype(float)


@dataclass(frozen=True)
class SmoothAnswers(Op):
    """Targets 0 and 1 moved towards one half: ``(batch, …) → (batch, …)``."""

    smoothing: float = 0.1
    """How far, α: at 1 both would be one half."""

    title = N_("Label smoothing of yes and no")
    about = N_("Moves the targets 0 and 1 a little towards the middle.")
    reference = "Keras 3.15 losses.BinaryCrossentropy(label_smoothing)"
    output = "s"

    def forward(self, t: Array) -> Array:
        """s = (1 − α) · t + α / 2"""
        return (1 - self.smoothing) * t + self.smoothing / 2

    def forward_at(self, at: Index, t: Named) -> Expr:
        return (1 - self.smoothing) * t[at] + self.smoothing / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.integers(0, 2, size=(3, 2)).astype(float),)


def _one_each(op: Op, t: Shape, w: Shape) -> None:
    if len(t) < 2 or w != t[-1:]:
        raise ShapeError(
            "{op} needs one weight for each of the {classes} classes, not the shape {w}",
            op=op.title,
            classes=t[-1] if t else 0,
            w=w,
        )


class WeighClasses(Op):
    """Every target times the weight of its class: ``(batch, …, classes), (classes,) → (batch, …,
    classes)``."""

    title = N_("Weigh the classes")
    about = N_(
        "Multiplies the targets of each class by its weight: a rare class can count for more."
    )
    reference = "PyTorch 2.13 nn.CrossEntropyLoss(weight)"
    output = "s"

    def shape(self, *shapes: Shape) -> Shape:
        t, w = shapes
        _one_each(self, t, w)
        return t

    def forward(self, t: Array, w: Array) -> Array:
        """s[n,j] = t[n,j] · w[j]"""
        return t * w

    def forward_at(self, at: Index, t: Named, w: Named) -> Expr:
        return t[at] * w[at[-1]]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.eye(4)[rng.integers(0, 4, size=3)], rng.uniform(0.5, 2, 4)


class WeightOfTarget(Op):
    """How much each row counts, by its class: ``(batch, …, classes), (classes,) → (batch, …)``."""

    title = N_("Weight of each example")
    about = N_("The weight of the class that is the target.")
    reference = "PyTorch 2.13 nn.CrossEntropyLoss(weight), the sum that its mean divides by"
    output = "u"

    def shape(self, *shapes: Shape) -> Shape:
        t, w = shapes
        _one_each(self, t, w)
        return t[:-1]

    def forward(self, t: Array, w: Array) -> Array:
        """u[n] = Σⱼ t[n,j] · w[j]"""
        return np.asarray((t * w).sum(axis=-1))

    def forward_at(self, at: Index, t: Named, w: Named) -> Expr:
        return total(t[(*at, j)] * w[j] for j in range(w.shape[0]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.eye(4)[rng.integers(0, 4, size=3)], rng.uniform(0.5, 2, 4)


def _rows(t: Shape) -> Shape:
    """Of class numbers, without the axis of length 1 that they may stand in."""
    return t[:-1] if len(t) > 1 and t[-1] == 1 else t


class WeightOfClassNumber(Op):
    """How much each row counts, by the number of its class: ``(batch, …, 1)`` or ``(batch, …)``,
    ``(classes,) → (batch, …)``."""

    title = N_("Weight of each class number")
    about = N_("Looks up the weight of the class whose number is the target.")
    reference = "PyTorch 2.13 nn.CrossEntropyLoss(weight), the sum that its mean divides by"
    output = "u"

    def shape(self, *shapes: Shape) -> Shape:
        t, w = shapes
        if len(w) != 1 or not t:
            raise ShapeError(
                "{op} needs one class number in each row, not the shape {t}",
                op=self.title,
                t=t,
            )
        return _rows(t)

    def forward(self, t: Array, w: Array) -> Array:
        """u[n] = w[t[n]]"""
        return np.asarray(w[t.reshape(_rows(t.shape)).astype(np.intp)])

    def forward_at(self, at: Index, t: Named, w: Named) -> Expr:
        place = class_place(t, at)
        return Picked(w[t.count(*place)], (t[place],))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.integers(0, 4, size=(3, 1)).astype(float), rng.uniform(0.5, 2, 4)
