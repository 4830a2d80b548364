"""From one loss per example to the one number that training makes small."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...errors import ShapeError
from ...expr import Expr, Index, lift, total
from ...text import N_
from ..base import Array, Call, Named, Op, Shape
from ..memory import constant


class Mean(Op):
    """The mean of one number per example: ``(batch,) → ()``, or per step: ``(batch, …) → ()``."""

    title = N_("Mean over the batch")
    about = N_("The average over all examples of the batch.")
    output = "L"
    curve = True
    batched = False
    unquoted = {"grad_l": frozenset({"l"})}

    def shape(self, *shapes: Shape) -> Shape:
        (l,) = shapes
        if not l:
            raise ShapeError(
                "a mean over the batch needs one number per example, not the shape {l}", l=l
            )
        return ()

    def forward(self, l: Array) -> Array:
        """L = Σₙ l[n] / batch"""
        return np.asarray(l.mean())

    def forward_at(self, at: Index, l: Named) -> Expr:
        return total(l[n] for n in np.ndindex(*l.shape)) / l.data.size

    def forward_bound(self, out: Array, l: Array) -> tuple[Call, ...]:
        return (partial(l.reshape(-1).dot, np.full(l.size, 1 / l.size, l.dtype), out),)

    def grad_l(self, g: Array, l: Array) -> Array:
        """∂L/∂l[n] = ∂L/∂L / batch"""
        return np.full(l.shape, g / l.size)

    def grad_l_at(self, at: Index, g: Named, l: Named) -> Expr:
        return g.number() / l.data.size

    def grad_l_bound(self, out: Array, g: Array, l: Array) -> tuple[Call, ...]:
        return (partial(np.divide, g, constant(l.size, l), out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=5),)


class SumOverBatch(Op):
    """The sum of one number per example: ``(batch,) → ()``, or per step: ``(batch, …) → ()``."""

    title = N_("Sum over the batch")
    about = N_("The losses of all examples of the batch, added up.")
    reference = "PyTorch 2.13 nn.MSELoss(reduction='sum')"
    output = "L"
    curve = True
    batched = False
    unquoted = {"grad_l": frozenset({"l"})}

    def shape(self, *shapes: Shape) -> Shape:
        (l,) = shapes
        if not l:
            raise ShapeError(
                "a sum over the batch needs one number per example, not the shape {l}", l=l
            )
        return ()

    def forward(self, l: Array) -> Array:
        """L = Σₙ l[n]"""
        return np.asarray(l.sum())

    def forward_at(self, at: Index, l: Named) -> Expr:
        return total(l[n] for n in np.ndindex(*l.shape))

    def grad_l(self, g: Array, l: Array) -> Array:
        """∂L/∂l[n] = ∂L/∂L"""
        return np.full(l.shape, g)

    def grad_l_at(self, at: Index, g: Named, l: Named) -> Expr:
        return g.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=5),)


class WeighExamples(Op):
    """The loss of each row times how much the row counts: ``(batch, …), (batch, …) → (batch,
    …)``."""

    title = N_("Weigh the examples")
    about = N_("Multiplies the loss of each example by its weight.")
    output = "s"
    elementwise = True

    def forward(self, l: Array, u: Array) -> Array:
        """s[n] = l[n] · u[n]"""
        return l * u

    def forward_at(self, at: Index, l: Named, u: Named) -> Expr:
        return l[at] * u[at]

    def grad_l(self, g: Array, u: Array) -> Array:
        """∂L/∂l[n] = ∂L/∂s[n] · u[n]"""
        return g * u

    def grad_l_at(self, at: Index, g: Named, u: Named) -> Expr:
        return g[at] * u[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=3), rng.uniform(0.5, 2, 3)


class MeanByWeight(Op):
    """Weighted losses over the sum of the weights: ``(batch, …), (batch, …) → ()``."""

    title = N_("Mean by weight")
    about = N_("The losses added up, divided by all that the examples of the batch count.")
    reference = "PyTorch 2.13 nn.CrossEntropyLoss(weight, reduction='mean')"
    output = "L"
    curve = True
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        super().shape(*shapes)
        return ()

    def forward(self, l: Array, u: Array) -> Array:
        """L = Σₙ l[n] / Σₙ u[n]"""
        return np.asarray(l.sum() / u.sum())

    def forward_at(self, at: Index, l: Named, u: Named) -> Expr:
        rows = list(np.ndindex(*l.shape))
        return total(l[n] for n in rows) / total(u[n] for n in rows)

    def grad_l(self, g: Array, u: Array) -> Array:
        """∂L/∂l[n] = ∂L/∂L / Σₘ u[m]"""
        return np.full(u.shape, g / u.sum())

    def grad_l_at(self, at: Index, g: Named, u: Named) -> Expr:
        return g.number() / total(u[n] for n in np.ndindex(*u.shape))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=5), rng.uniform(0.5, 2, 5)


class WeighLoss(Op):
    """One of several losses times how much it counts: ``(), () → ()``."""

    title = N_("Weigh the loss")
    about = N_("Multiplies the loss of one output by how much that output counts.")
    reference = "Szegedy et al. 2015, Going Deeper with Convolutions, sec. 5"
    output = "s"
    batched = False

    def forward(self, L: Array, weight: Array) -> Array:
        """s = λ · L"""
        return np.asarray(weight * L)

    def forward_at(self, at: Index, L: Named, weight: Named) -> Expr:
        return weight.number() * L.number()

    def grad_L(self, g: Array, weight: Array) -> Array:
        """∂L/∂L₁ = ∂L/∂s · λ"""
        return np.asarray(g * weight)

    def grad_L_at(self, at: Index, g: Named, weight: Named) -> Expr:
        return g.number() * weight.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.asarray(rng.normal()), np.array(0.3)


class One(Op):
    """Where backpropagation starts: the loss changes by 1 when the loss changes by 1."""

    title = N_("Start of backpropagation")
    about = N_("If the loss grows by 1, the loss grows by 1: the first gradient is 1.")
    output = "g"
    batched = False
    unquoted = {"forward": frozenset({"L"})}

    def forward(self, L: Array) -> Array:
        """∂L/∂L = 1"""
        return np.ones_like(L)

    def forward_at(self, at: Index, L: Named) -> Expr:
        return lift(1)

    def forward_bound(self, out: Array, L: Array) -> tuple[Call, ...]:
        return (partial(out.fill, 1.0),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.asarray(rng.normal()),)
