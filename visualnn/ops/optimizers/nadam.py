"""NAdam: Adam with Nesterov's look ahead, and a momentum that warms up."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, lift
from ...text import N_
from ..base import Array, Named
from .update import Shared, Update, example_numbers


class WarmMomentum(Shared):
    """The momentum of this update; ψ says how slowly it warms up."""

    title = N_("Momentum of this update")
    about = N_("The share of the past that counts now: half of β₁ at first, β₁ in the end.")
    reference = "Dozat 2016, Incorporating Nesterov Momentum into Adam; PyTorch 2.13 optim.NAdam"
    output = "mu"

    def forward(self, beta1: Array, momentum_decay: Array, k: Array) -> Array:
        """μₖ = β₁ · (1 − 0.5 · 0.96^(ψ · k))"""
        return np.asarray(beta1 * (1 - 0.5 * 0.96 ** (momentum_decay * k)))

    def forward_at(self, at: Index, beta1: Named, momentum_decay: Named, k: Named) -> Expr:
        return beta1.number() * (1 - 0.5 * _fading(momentum_decay.number() * k.number()))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.9), np.array(0.5), np.array(3.0)


class NextWarmMomentum(Shared):
    """The momentum of the update after this one."""

    title = N_("Momentum of the next update")
    about = N_("The share of the past that will count at the next update.")
    reference = "Dozat 2016, Incorporating Nesterov Momentum into Adam; PyTorch 2.13 optim.NAdam"
    output = "mu_next"

    def forward(self, beta1: Array, momentum_decay: Array, k: Array) -> Array:
        """μₖ₊₁ = β₁ · (1 − 0.5 · 0.96^(ψ · (k + 1)))"""
        return np.asarray(beta1 * (1 - 0.5 * 0.96 ** (momentum_decay * (k + 1))))

    def forward_at(self, at: Index, beta1: Named, momentum_decay: Named, k: Named) -> Expr:
        return beta1.number() * (1 - 0.5 * _fading(momentum_decay.number() * (k.number() + 1)))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.9), np.array(0.5), np.array(3.0)


class QuickMomentum(Shared):
    """The momentum of this update where nothing slows its warming up: ψ = 1."""

    title = N_("Momentum of this update, warming up fast")
    about = N_("The share of the past that counts now: half of β₁ at first, soon β₁ itself.")
    reference = "Keras 3.15 optimizers.Nadam"
    output = "mu"

    def forward(self, beta1: Array, k: Array) -> Array:
        """μₖ = β₁ · (1 − 0.5 · 0.96ᵏ)"""
        return np.asarray(beta1 * (1 - 0.5 * 0.96**k))

    def forward_at(self, at: Index, beta1: Named, k: Named) -> Expr:
        return beta1.number() * (1 - 0.5 * _fading(k.number()))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.9), np.array(3.0)


class NextQuickMomentum(Shared):
    """The momentum of the update after this one, where ψ = 1."""

    title = N_("Momentum of the next update, warming up fast")
    about = N_("The share of the past that will count at the next update; soon it is β₁.")
    reference = "Keras 3.15 optimizers.Nadam"
    output = "mu_next"

    def forward(self, beta1: Array, k: Array) -> Array:
        """μₖ₊₁ = β₁ · (1 − 0.5 · 0.96ᵏ⁺¹)"""
        return np.asarray(beta1 * (1 - 0.5 * 0.96 ** (k + 1)))

    def forward_at(self, at: Index, beta1: Named, k: Named) -> Expr:
        return beta1.number() * (1 - 0.5 * _fading(k.number() + 1))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.9), np.array(3.0)


class MomentumProduct(Shared):
    """What the first moment's correction takes away where momentum changes: at a constant
    momentum it would be β₁ᵏ. It starts from 1."""

    title = N_("Product of the momenta")
    about = N_("All momenta so far, multiplied: the share of the first moment that is still 0.")
    reference = "Dozat 2016, Incorporating Nesterov Momentum into Adam; PyTorch 2.13 optim.NAdam"
    output = "mu_product"

    def forward(self, mu_product: Array, mu: Array) -> Array:
        """Πμ ← Πμ · μₖ"""
        return np.asarray(mu_product * mu)

    def forward_at(self, at: Index, mu_product: Named, mu: Named) -> Expr:
        return mu_product.number() * mu.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.6), np.array(0.7)


class NesterovMean(Update):
    """NAdam's first moment: already weighted as the next update will weight it."""

    title = N_("First moment, one step ahead")
    about = N_("The mean gradient as the next update will see it, with this gradient once more.")
    reference = "Dozat 2016, Incorporating Nesterov Momentum into Adam; PyTorch 2.13 optim.NAdam"
    output = "mbar"

    def forward(self, m: Array, g: Array, mu: Array, mu_next: Array, mu_product: Array) -> Array:
        """m̄ = μₖ₊₁ · m / (1 − Πμ · μₖ₊₁) + (1 − μₖ) · ∂L/∂w / (1 − Πμ)"""
        ahead = mu_next / (1 - mu_product * mu_next)
        return ahead * m + (1 - mu) / (1 - mu_product) * g

    def forward_at(
        self, at: Index, m: Named, g: Named, mu: Named, mu_next: Named, mu_product: Named
    ) -> Expr:
        now, after, product = mu.number(), mu_next.number(), mu_product.number()
        return after * m[at] / (1 - product * after) + (1 - now) * g[at] / (1 - product)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (
            example_numbers(rng),
            example_numbers(rng),
            np.array(0.5),
            np.array(0.6),
            np.array(0.3),
        )


def _fading(exponent: Expr) -> Expr:
    return lift(0.96) ** exponent
