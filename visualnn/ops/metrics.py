"""Metrics: what a person wants to know about a network, without a part in its training."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, Indicator, Opaque, Picked, indicator, lift, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .target_shapes import numbered_rows


class Correct(Op):
    """1 for each row whose most probable class is the target's, else 0: ``(batch, …, classes) →
    (batch, …)``.

    With one output the class is whether the output exceeds one half. Of equal shares the first
    counts.
    """

    title = N_("Right or wrong")
    about = N_("1 where the network's first choice is the right one, 0 where it is not.")
    output = "c"
    opaque = True

    def shape(self, *shapes: Shape) -> Shape:
        super().shape(*shapes)
        return shapes[0][:-1]

    def forward(self, a: Array, t: Array) -> Array:
        """c[n] = [first choice of a[n,·] = first choice of t[n,·]]"""
        return np.asarray(first_choice(a) == first_choice(t), a.dtype)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return Indicator(first_choice_at(a, at), "=", first_choice_at(t, at))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(size=(6, 3)), np.eye(3)[rng.integers(0, 3, size=6)]


class CorrectSide(Op):
    """1 for each score that is on its target's side of 0, else 0: ``(batch, 1) → (batch,)``.
    Targets are 0 and 1, or −1 and 1; a score of 0 says no."""

    title = N_("Right or wrong side")
    about = N_("1 where the score is positive for yes and not positive for no, 0 elsewhere.")
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        super().shape(*shapes)
        if shapes[0][1:] != (1,):
            raise ShapeError(
                "{op} needs one score per example, not the shape {z}", op=self.title, z=shapes[0]
            )
        return shapes[0][:-1]

    def forward(self, z: Array, t: Array) -> Array:
        """c[n] = [[z[n] > 0] = [t[n] > 0]]"""
        return np.asarray((z > 0) == (t > 0), z.dtype)[:, 0]

    def forward_at(self, at: Index, z: Named, t: Named) -> Expr:
        n = at[0]
        return indicator(indicator(z[n, 0], ">", 0), "=", indicator(t[n, 0], ">", 0))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(6, 1)), rng.choice([-1.0, 1.0], (6, 1))


@dataclass(frozen=True)
class CorrectAnswers(Op):
    """1 for each answer that is on its target's side, else 0: ``(batch, answers) → (batch,
    answers)``. Several questions of yes or no are answered side by side, each by itself."""

    threshold: float = 0.5
    """What an answer exceeds to say yes: one half for shares, 0 for scores."""

    title = N_("Right or wrong answers")
    about = N_("1 for each answer that says yes or no as its target does, 0 elsewhere.")
    reference = "Keras 3.15 metrics.BinaryAccuracy"
    output = "c"

    def forward(self, a: Array, t: Array) -> Array:
        """c[n,j] = [[a[n,j] > threshold] = [t[n,j] > ½]]"""
        return np.asarray((a > self.threshold) == (t > 0.5), a.dtype)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        return indicator(indicator(a[at], ">", self.threshold), "=", indicator(t[at], ">", 0.5))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(size=(6, 3)), rng.integers(0, 2, size=(6, 3)).astype(float)


class CorrectNumber(Op):
    """1 for each row whose most probable class is the one with the target's number: ``(batch, …,
    classes), (batch, …) → (batch, …)``. Of equal shares the first counts. The numbers may also
    stand one to a row, ``(batch, …, 1)``."""

    title = N_("Right or wrong number")
    about = N_("1 where the network's first choice is the class whose number is the target.")
    output = "c"
    opaque = True

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        return numbered_rows(self, a, t)

    def forward(self, a: Array, t: Array) -> Array:
        """c[n] = [first choice of a[n,·] = t[n]]"""
        return np.asarray(a.argmax(axis=-1) == t.reshape(a.shape[:-1]), a.dtype)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        number = at if len(t.shape) == len(at) else (*at, 0)
        return Indicator(first_choice_at(a, at), "=", t[number])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(size=(6, 3)), rng.integers(0, 3, size=(6, 1)).astype(float)


@dataclass(frozen=True)
class AmongTheFirst(Op):
    """1 for each row whose right class has fewer than k classes above it, else 0: ``(batch, …,
    classes) → (batch, …)``. The target's row has a single 1."""

    k: int = 2

    title = N_("Among the first choices")
    about = N_(
        "1 where only few classes were given more than the right one, 0 where too many were."
    )
    reference = "PyTorch 2.13 torch.topk; Russakovsky et al. 2015, ImageNet, sec. 4.1 (top-5)"
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        super().shape(*shapes)
        return shapes[0][:-1]

    def forward(self, a: Array, t: Array) -> Array:
        """c[n] = [Σⱼ [a[n,j] > r] < k],  r = Σⱼ t[n,j] · a[n,j]"""
        right = (t * a).sum(axis=-1, keepdims=True)
        return np.asarray((a > right).sum(axis=-1) < self.k, a.dtype)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        row = [(*at, j) for j in range(a.shape[-1])]
        right = total(t[p] * a[p] for p in row)
        return indicator(total(indicator(a[p], ">", right) for p in row), "<", self.k)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(size=(6, 4)), np.eye(4)[rng.integers(0, 4, size=6)]


@dataclass(frozen=True)
class NumberAmongTheFirst(Op):
    """1 for each row in which fewer than k classes are above the one whose number is the target,
    else 0: ``(batch, …, classes), (batch, …) or (batch, …, 1) → (batch, …)``."""

    k: int = 2

    title = N_("Number among the first choices")
    about = N_("1 where only few classes were given more than the one whose number is the target.")
    reference = "PyTorch 2.13 torch.topk; Keras 3.15 metrics.SparseTopKCategoricalAccuracy"
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        a, t = shapes
        return numbered_rows(self, a, t)

    def forward(self, a: Array, t: Array) -> Array:
        """c[n] = [Σⱼ [a[n,j] > a[n,t[n]]] < k]"""
        numbers = t.reshape(*a.shape[:-1], 1).astype(np.intp)
        right = np.take_along_axis(a, numbers, axis=-1)
        return np.asarray((a > right).sum(axis=-1) < self.k, a.dtype)

    def forward_at(self, at: Index, a: Named, t: Named) -> Expr:
        number = at if len(t.shape) == len(at) else (*at, 0)
        right = Picked(a[(*at, t.count(*number))], (t[number],))
        above = (indicator(a[(*at, j)], ">", right) for j in range(a.shape[-1]))
        return indicator(total(above), "<", self.k)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.uniform(size=(6, 4)), rng.integers(0, 4, size=(6, 1)).astype(float)


class Choice(Op):
    """The number of each row's first choice: ``(batch, …, classes) → (batch, …)``. With one output
    it is 1 where the output exceeds one half. Of equal shares the first counts."""

    title = N_("First choice")
    about = N_("The number of the class that has the largest share.")
    output = "c"
    opaque = True

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0][:-1]

    def forward(self, a: Array) -> Array:
        """c[n] = first choice of a[n,·]"""
        return first_choice(a).astype(a.dtype)

    def forward_at(self, at: Index, a: Named) -> Expr:
        return first_choice_at(a, at)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.uniform(size=(6, 3)),)


class Side(Op):
    """1 for each score above 0, else 0: ``(batch, …, 1) → (batch, …)``."""

    title = N_("Side of the score")
    about = N_("1 where the score says yes, 0 where it says no.")
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0][:-1]

    def forward(self, z: Array) -> Array:
        """c[n] = [z[n] > 0]"""
        return (z[..., 0] > 0).astype(z.dtype)

    def forward_at(self, at: Index, z: Named) -> Expr:
        return indicator(z[(*at, 0)], ">", 0)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(6, 1)),)


@dataclass(frozen=True)
class ConfusionMatrix(Op):
    """How often a class was taken for another: the right one says the row, the chosen one the
    column: ``(batch, …), (batch, …) → (classes, classes)``. The right ones may also stand one to
    a row, ``(batch, …, 1)``."""

    classes: int = 3

    title = N_("Confusion matrix")
    about = N_("Counts how many examples of each class were taken for which class.")
    reference = "Keras 3.15 and TensorFlow math.confusion_matrix: rows are right, columns chosen"
    output = "m"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        chosen, right = shapes
        if right not in (chosen, (*chosen, 1)):
            raise ShapeError(
                "{op} needs one right class for each choice of {chosen}, not the shape {right}",
                op=self.title,
                chosen=chosen,
                right=right,
            )
        return (self.classes, self.classes)

    def forward(self, chosen: Array, right: Array) -> Array:
        """m[i,j] = Σₙ [right[n] = i] · [chosen[n] = j]"""
        classes = np.arange(self.classes)
        rows, columns = (of.reshape(-1, 1) == classes for of in (right, chosen))
        return rows.T.astype(chosen.dtype) @ columns.astype(chosen.dtype)

    def forward_at(self, at: Index, chosen: Named, right: Named) -> Expr:
        i, j = at
        return total(
            indicator(right[n], "=", lift(i)) * indicator(chosen[n], "=", lift(j))
            for n in np.ndindex(*right.shape)
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return tuple(rng.integers(0, 3, 6).astype(float) for _ in range(2))


class Share(Op):
    """The mean of ones and zeros: ``(batch, …) → ()``."""

    title = N_("Share of the right ones")
    about = N_("How many were right, as a share of all.")
    output = "share"
    curve = True
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        (c,) = shapes
        if not c:
            raise ShapeError("a share needs one number per example, not the shape {c}", c=c)
        return ()

    def forward(self, c: Array) -> Array:
        """share = Σₙ c[n] / batch"""
        return np.asarray(c.mean())

    def forward_at(self, at: Index, c: Named) -> Expr:
        return total(c[n] for n in np.ndindex(*c.shape)) / c.data.size

    def forward_bound(self, out: Array, c: Array) -> tuple[Call, ...]:
        # counted first and then divided, so that all of them are 1 and not a hair less
        ones, count = np.ones(c.size, c.dtype), np.array(c.size, c.dtype)
        return (partial(c.reshape(-1).dot, ones, out), partial(np.divide, out, count, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.integers(0, 2, size=5).astype(float),)


def first_choice(rows: Array) -> Array:
    return np.asarray(rows[..., 0] > 0.5 if rows.shape[-1] == 1 else rows.argmax(axis=-1))


def first_choice_at(rows: Named, row: Index) -> Expr:
    if rows.shape[-1] == 1:
        return Indicator(rows[(*row, 0)], ">", lift(0.5))
    numbers = tuple(rows[(*row, j)] for j in range(rows.shape[-1]))
    asked = f"argmax {rows.label or rows.name}[{','.join(map(str, row))},·]"
    return Opaque(asked, float(rows.data[row].argmax()), numbers)
