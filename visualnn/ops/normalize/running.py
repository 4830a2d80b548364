"""Running statistics: what training saw on average, for evaluation, one number per channel.

They are carried from iteration to iteration and have no gradient. The libraries mean opposite
things by *momentum*, and differ in the variance they remember.
"""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import BatchError
from ...expr import Expr, Index
from ...text import N_
from ..base import Array, Named, Op, Shape
from .channels import example_numbers
from .reduce import count, refuse_other


@dataclass(frozen=True)
class UpdateRunningMean(Op):
    """PyTorch's running mean: `momentum` is the weight of the new, ``(channel,), (channel,) →
    (channel,)``."""

    momentum: float = 0.1

    title = N_("Running mean")
    about = N_("Moves the remembered mean a little towards the mean of this batch.")
    reference = "PyTorch 2.13 nn.BatchNorm2d"
    output = "new"

    def forward(self, running: Array, mu: Array) -> Array:
        """μ̄[c] ← (1 − momentum) · μ̄[c] + momentum · μ[c]"""
        return (1 - self.momentum) * running + self.momentum * mu

    def forward_at(self, at: Index, running: Named, mu: Named) -> Expr:
        return (1 - self.momentum) * running[at] + self.momentum * mu[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=3), rng.normal(size=3)


@dataclass(frozen=True)
class UpdateRunningVariance(Op):
    """PyTorch's running variance, of the unbiased variance: ``(batch, channel, …), (channel,),
    (channel,) → (channel,)``.

    The batch's variance was divided by the count m; times m / (m − 1) it is divided by m − 1. Of
    a single number there is no unbiased variance: NaN (PyTorch refuses such a batch).
    """

    momentum: float = 0.1

    title = N_("Running variance")
    about = N_("Moves the remembered variance a little towards the unbiased one of this batch.")
    reference = "PyTorch 2.13 nn.BatchNorm2d"
    output = "new"
    batched = False
    unquoted = {"forward": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        x, running, var = shapes
        refuse_other(self, x, running, var)
        return running

    def refuse_batch(self, *shapes: Shape) -> None:
        if count(shapes[0]) == 1:
            raise BatchError(
                "the unbiased variance of one number per channel would divide by 1 − 1 = 0; "
                "take batches of at least 2 examples, the last of an epoch included, or leave "
                "that out with drop_last = true in [batch]"
            )

    def forward(self, x: Array, running: Array, var: Array) -> Array:
        """σ̄²[c] ← (1 − momentum) · σ̄²[c] + momentum · σ²[c] · m / (m − 1)"""
        m = count(x.shape)
        unbiased = np.divide(var * m, m - 1)
        return (1 - self.momentum) * running + self.momentum * unbiased

    def forward_at(self, at: Index, x: Named, running: Named, var: Named) -> Expr:
        m = count(x.shape)
        unbiased = var[at] * m / (m - 1)
        return (1 - self.momentum) * running[at] + self.momentum * unbiased

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), rng.uniform(0.5, 2, size=3), rng.uniform(0.5, 2, size=3)


@dataclass(frozen=True)
class UpdateRunningKeras(Op):
    """Keras' running mean or (biased) variance: `momentum` is the weight of the old, ``(channel,),
    (channel,) → (channel,)``."""

    momentum: float = 0.99

    title = N_("Running average, Keras")
    about = N_("Keeps most of what is remembered and takes a little from this batch.")
    reference = "Keras 3.15 BatchNormalization"
    output = "new"

    def forward(self, running: Array, batch: Array) -> Array:
        """r[c] ← momentum · r[c] + (1 − momentum) · batch[c]"""
        return self.momentum * running + (1 - self.momentum) * batch

    def forward_at(self, at: Index, running: Named, batch: Named) -> Expr:
        return self.momentum * running[at] + (1 - self.momentum) * batch[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=3), rng.normal(size=3)
