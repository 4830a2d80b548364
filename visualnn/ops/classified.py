"""Precision, recall and F1: how far one can rely on the answers for each class."""

from __future__ import annotations

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, Indicator, indicator, lift, total
from ..text import N_
from .base import Array, Named, Op, Shape
from .metrics import first_choice_at


@dataclass(frozen=True)
class SaidYes(Op):
    """1 for each answer that says yes, else 0: ``(batch, answers) → (batch, answers)``."""

    threshold: float = 0.5
    """What an answer exceeds to say yes: one half for shares, 0 for scores."""

    title = N_("Answers yes")
    about = N_("1 for each answer that says yes, 0 for each that says no.")
    output = "c"

    def forward(self, a: Array) -> Array:
        """c[n,j] = [a[n,j] > threshold]"""
        return np.asarray(a > self.threshold, a.dtype)

    def forward_at(self, at: Index, a: Named) -> Expr:
        return indicator(a[at], ">", self.threshold)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(size=(6, 3)),)


@dataclass(frozen=True)
class NoAndYes(Op):
    """The one answer of an example as a row of two classes, no and yes: ``(batch, …, 1) → (batch,
    …, 2)``."""

    threshold: float = 0.5
    """What an answer exceeds to say yes: one half for shares, 0 for scores."""

    title = N_("No and yes as two classes")
    about = N_("Writes an answer as a row: 1 at the first place for no, at the second for yes.")
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        (a,) = shapes
        if a[-1:] != (1,):
            raise ShapeError("{op} needs one answer per row, not the shape {a}", op=self.title, a=a)
        return (*a[:-1], 2)

    def forward(self, a: Array) -> Array:
        """c[n,1] = [a[n] > threshold],  c[n,0] = [a[n] ≤ threshold]"""
        yes = a > self.threshold
        return np.concatenate((~yes, yes), axis=-1).astype(a.dtype)

    def forward_at(self, at: Index, a: Named) -> Expr:
        return indicator(a[(*at[:-1], 0)], ">" if at[-1] else "≤", self.threshold)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(size=(6, 1)),)


class ChosenClass(Op):
    """A row with a single 1 at the first choice: ``(batch, …, classes) → (batch, …, classes)``. Of
    equal shares the first counts."""

    title = N_("The class that is chosen")
    about = N_("1 for the class with the largest share, 0 for all others.")
    output = "c"
    opaque = True

    def forward(self, a: Array) -> Array:
        """c[n,j] = [first choice of a[n,·] = j]"""
        return np.asarray(a.argmax(axis=-1)[..., None] == np.arange(a.shape[-1]), a.dtype)

    def forward_at(self, at: Index, a: Named) -> Expr:
        return Indicator(first_choice_at(a, at[:-1]), "=", lift(at[-1]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(size=(6, 3)),)


class OfClasses(Op, card=False):
    """What was chosen and what is right, each with 1 for yes and 0 for no, ``(batch, …, classes)``,
    to one number for each class."""

    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        c, t = shapes
        if len(c) < 2 or c != t:
            raise ShapeError(
                "{op} compares choices and targets of one shape, not {c} and {t}",
                op=self.title,
                c=c,
                t=t,
            )
        return c[-1:]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return tuple(np.eye(4)[[*rng.integers(0, 3, 7), 3]] for _ in range(2))

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        rows = np.eye(3)
        return ((rows[[0, 0, 1]], rows[[0, 1, 1]]), (rows[[0, 0]], rows[[1, 1]]))


def _counted(*factors: Array) -> Array:
    """How often all factors are 1, for each class."""
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return np.asarray(product.reshape(-1, product.shape[-1]).sum(axis=0))


def _ratio(above: Array, below: Array) -> Array:
    return np.where(below > 0, above / np.where(below > 0, below, 1), 0)


def _ratio_at(above: Expr, below: Expr) -> Expr:
    return above / below if below.value > 0 else indicator(below, ">", 0)


def _rows(of: Named) -> list[Index]:
    return list(np.ndindex(*of.shape[:-1]))


class Precision(OfClasses):
    """Of all examples that were taken for a class, the share that belongs to it; 0 for a class that
    was never chosen."""

    title = N_("Precision of each class")
    about = N_("How many of those taken for a class belong to it, as a share.")
    reference = "scikit-learn metrics.precision_score(average=None, zero_division=0)"
    output = "p"

    def forward(self, c: Array, t: Array) -> Array:
        """p[j] = Σₙ c[n,j] · t[n,j] / Σₙ c[n,j],  0 where nothing was chosen"""
        return _ratio(_counted(c, t), _counted(c))

    def forward_at(self, at: Index, c: Named, t: Named) -> Expr:
        rows = [(*n, at[0]) for n in _rows(c)]
        return _ratio_at(total(c[p] * t[p] for p in rows), total(c[p] for p in rows))


class Recall(OfClasses):
    """Of all examples of a class, the share that was found; 0 for a class without examples."""

    title = N_("Recall of each class")
    about = N_("How many of those that belong to a class were found, as a share.")
    reference = "scikit-learn metrics.recall_score(average=None, zero_division=0)"
    output = "r"

    def forward(self, c: Array, t: Array) -> Array:
        """r[j] = Σₙ c[n,j] · t[n,j] / Σₙ t[n,j],  0 where nothing is right"""
        return _ratio(_counted(c, t), _counted(t))

    def forward_at(self, at: Index, c: Named, t: Named) -> Expr:
        rows = [(*n, at[0]) for n in _rows(c)]
        return _ratio_at(total(c[p] * t[p] for p in rows), total(t[p] for p in rows))


class F1(OfClasses):
    """The harmonic mean of precision and recall; 0 for a class that neither was chosen nor is
    right."""

    title = N_("F1 of each class")
    about = N_("One number for precision and recall together; it is small where either is small.")
    reference = "scikit-learn metrics.f1_score(average=None, zero_division=0)"
    output = "f"

    def forward(self, c: Array, t: Array) -> Array:
        """f[j] = 2 · Σₙ c[n,j] · t[n,j] / (Σₙ c[n,j] + Σₙ t[n,j]),  0 where both are 0"""
        return _ratio(2 * _counted(c, t), _counted(c) + _counted(t))

    def forward_at(self, at: Index, c: Named, t: Named) -> Expr:
        rows = [(*n, at[0]) for n in _rows(c)]
        below = total(c[p] for p in rows) + total(t[p] for p in rows)
        return _ratio_at(2 * total(c[p] * t[p] for p in rows), below)


class MacroMean(Op):
    """The mean over classes, each counting the same: ``(classes,) → ()``."""

    title = N_("Mean over the classes")
    about = N_("The average of one number per class; a rare class counts as much as a common one.")
    reference = "scikit-learn metrics.f1_score(average='macro')"
    output = "m"
    curve = True
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        (s,) = shapes
        if len(s) != 1:
            raise ShapeError("{op} needs one number per class, not {s}", op=self.title, s=s)
        return ()

    def forward(self, s: Array) -> Array:
        """m = Σⱼ s[j] / classes"""
        return np.asarray(s.sum() / s.size)

    def forward_at(self, at: Index, s: Named) -> Expr:
        return total(s[j] for j in range(s.shape[0])) / s.shape[0]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(size=4),)
