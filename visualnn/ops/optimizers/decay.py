"""Weight decay: as a part of the gradient, or as a line of its own before the step."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...expr import Expr, Index
from ...text import N_
from ..base import Array, Call, Named
from ..memory import notes_like
from .update import Update, example_numbers


class WeightPenalty(Update):
    """L2 regularisation as PyTorch's `weight_decay` does it: the gradient of ½ · λ · w² is added,
    and the optimizer then treats the sum as the gradient."""

    title = N_("Weight decay in the gradient")
    about = N_("Adds a pull towards zero to the gradient, in proportion to the weight.")
    reference = "PyTorch 2.13 optim.SGD(weight_decay) and all others but AdamW"
    output = "penalized"

    def forward(self, g: Array, w: Array, weight_decay: Array) -> Array:
        """g = ∂L/∂w + λ · w"""
        return g + weight_decay * w

    def forward_at(self, at: Index, g: Named, w: Named, weight_decay: Named) -> Expr:
        return g[at] + weight_decay.number() * w[at]

    def forward_bound(
        self, out: Array, g: Array, w: Array, weight_decay: Array
    ) -> tuple[Call, ...]:
        pull = notes_like(w)
        return (partial(np.multiply, w, weight_decay, pull), partial(np.add, g, pull, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), example_numbers(rng), np.array(0.01)


class DecoupledDecay(Update):
    """Weight decay beside the gradient: the weight shrinks, and no mean or size ever sees it."""

    title = N_("Weight decay, decoupled")
    about = N_("Shrinks the weight by a small share before the step; the gradient stays as it is.")
    reference = "PyTorch 2.13 optim.AdamW; Keras 3.15, weight_decay of any optimizer"
    output = "shrunk"

    def forward(self, w: Array, lr: Array, weight_decay: Array) -> Array:
        """w′ = w − η · λ · w"""
        return w - lr * weight_decay * w

    def forward_at(self, at: Index, w: Named, lr: Named, weight_decay: Named) -> Expr:
        return w[at] - lr.number() * weight_decay.number() * w[at]

    def forward_bound(
        self, out: Array, w: Array, lr: Array, weight_decay: Array
    ) -> tuple[Call, ...]:
        share, pull = notes_like(lr), notes_like(w)
        return (
            partial(np.multiply, lr, weight_decay, share),
            partial(np.multiply, w, share, pull),
            partial(np.subtract, w, pull, out),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), np.array(0.1), np.array(0.01)


class OutrightDecay(Update):
    """Decoupled weight decay of the paper, which the learning rate does not touch."""

    title = N_("Weight decay, whatever the rate")
    about = N_("Shrinks the weight by the same share at every learning rate.")
    reference = "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, Algorithm 2"
    output = "shrunk"

    def forward(self, w: Array, weight_decay: Array) -> Array:
        """w′ = w − λ · w"""
        return w - weight_decay * w

    def forward_at(self, at: Index, w: Named, weight_decay: Named) -> Expr:
        return w[at] - weight_decay.number() * w[at]

    def forward_bound(self, out: Array, w: Array, weight_decay: Array) -> tuple[Call, ...]:
        pull = notes_like(w)
        return (partial(np.multiply, w, weight_decay, pull), partial(np.subtract, w, pull, out))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return example_numbers(rng), np.array(0.01)
