"""RAdam: Adam that trusts its second moment only once that has seen enough gradients."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, Picked, indicator, sqrt
from ...text import N_
from ..base import Array, Named
from .update import Shared, Update, example_numbers, sizes


class LongestMemory(Shared):
    """How many gradients the second moment sees in the end."""

    title = N_("Longest memory")
    about = N_("How many gradients the second moment is the mean of, after a long time.")
    reference = "Liu et al. 2020, On the Variance of the Adaptive Learning Rate, Algorithm 2"
    output = "rho_inf"

    def forward(self, beta2: Array) -> Array:
        """ρ∞ = 2 / (1 − β₂) − 1"""
        return np.asarray(2 / (1 - beta2) - 1)

    def forward_at(self, at: Index, beta2: Named) -> Expr:
        return 2 / (1 - beta2.number()) - 1

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(0.99),)


class MemoryLength(Shared):
    """How many gradients the second moment sees now."""

    title = N_("Length of memory")
    about = N_("How many gradients the second moment is the mean of by now.")
    reference = "Liu et al. 2020, On the Variance of the Adaptive Learning Rate, Algorithm 2"
    output = "rho_k"

    def forward(self, rho_inf: Array, beta2: Array, k: Array) -> Array:
        """ρₖ = ρ∞ − 2 · k · β₂ᵏ / (1 − β₂ᵏ)"""
        return np.asarray(rho_inf - 2 * k * beta2**k / (1 - beta2**k))

    def forward_at(self, at: Index, rho_inf: Named, beta2: Named, k: Named) -> Expr:
        left = beta2.number() ** k.number()
        return rho_inf.number() - 2 * k.number() * left / (1 - left)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(199.0), np.array(0.99), np.array(7.0)


class Rectifier(Shared):
    """How far the second moment is trusted: not at all up to the threshold, fully in the end.
    PyTorch's threshold is 5, the paper's 4."""

    title = N_("Rectification")
    about = N_("How far the second moment can be trusted: 0 as long as it has seen too little.")
    reference = "Liu et al. 2020, On the Variance of the Adaptive Learning Rate, Algorithm 2"
    output = "rect"

    def forward(self, rho_k: Array, rho_inf: Array, threshold: Array) -> Array:
        """r = √((ρₖ − 4) · (ρₖ − 2) · ρ∞ / ((ρ∞ − 4) · (ρ∞ − 2) · ρₖ)) if ρₖ > θ, else 0"""
        if not rho_k > threshold:
            return np.zeros_like(rho_k)
        top = (rho_k - 4) * (rho_k - 2) * rho_inf
        return np.asarray(np.sqrt(top / ((rho_inf - 4) * (rho_inf - 2) * rho_k)))

    def forward_at(self, at: Index, rho_k: Named, rho_inf: Named, threshold: Named) -> Expr:
        now, longest = rho_k.number(), rho_inf.number()
        trusted = indicator(now, ">", threshold.number())
        if not trusted.value:
            return Picked(trusted, (longest,))
        top = (now - 4) * (now - 2) * longest
        return trusted * sqrt(top / ((longest - 4) * (longest - 2) * now))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(rng.choice([3.0, 4.5, 7.0, 90.0])), np.array(199.0), np.array(5.0)


class Adaption(Update):
    """One over the size of the gradient, ε beside the uncorrected root."""

    title = N_("Adaption")
    about = N_("One over the usual size of the gradient, made up for the start from 0.")
    reference = "PyTorch 2.13 optim.RAdam; the paper has no ε, which is ε = 0"
    output = "adaption"

    def forward(self, v: Array, beta2: Array, k: Array, eps: Array) -> Array:
        """l = √(1 − β₂ᵏ) / (√v + ε)"""
        return np.sqrt(1 - beta2**k) / (np.sqrt(v) + eps)

    def forward_at(self, at: Index, v: Named, beta2: Named, k: Named, eps: Named) -> Expr:
        return sqrt(1 - beta2.number() ** k.number()) / (sqrt(v[at]) + eps.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return sizes(rng), np.array(0.99), np.array(3.0), np.array(1e-2)


class RectifiedStep(Update):
    """RAdam's step: adaptive where the second moment is trusted, momentum alone before that."""

    title = N_("RAdam's step")
    about = N_("As long as r is 0 the mean gradient alone, afterwards Adam's step, slowed by r.")
    reference = "Liu et al. 2020, On the Variance of the Adaptive Learning Rate, Algorithm 2"
    output = "w"

    def forward(self, w: Array, mhat: Array, adaption: Array, rect: Array, lr: Array) -> Array:
        """w ← w − η · m̂ · r · l if r > 0, else w − η · m̂"""
        return w - lr * mhat * rect * adaption if rect > 0 else w - lr * mhat

    def forward_at(
        self, at: Index, w: Named, mhat: Named, adaption: Named, rect: Named, lr: Named
    ) -> Expr:
        step = lr.number() * mhat[at]
        if rect.number().value > 0:
            return w[at] - step * rect.number() * adaption[at]
        return Picked(w[at] - step, (rect.number(), adaption[at]))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        rect = np.array(rng.choice([0.0, 0.4]))
        return example_numbers(rng), example_numbers(rng), sizes(rng), rect, np.array(0.1)
