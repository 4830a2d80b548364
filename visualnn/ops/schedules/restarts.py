"""Waves that are more than one line: they grow from restart to restart, or shrink."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, floor, indicator, mod, total
from ...text import N_
from ..base import Array, Named
from .rate import PI, ScheduleOp, cosine


class Restarts(ScheduleOp):
    """Which wave it is, of waves of one length, counted from 0."""

    title = N_("Number of restarts")
    about = N_("How often the rate has jumped back up, once after every T counts.")
    reference = "Loshchilov & Hutter 2017, SGDR"
    output = "restarts"

    def forward(self, period: Array, n: Array) -> Array:
        """i = ⌊(n − 1) / T⌋"""
        return np.asarray(np.floor((n - 1) / period))

    def forward_at(self, at: Index, period: Named, n: Named) -> Expr:
        return floor((n.number() - 1) / period.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(8.0), np.array(rng.choice([1.0, 4, 9, 12, 30]))


class SinceRestart(ScheduleOp):
    """How far into its wave it is, of waves of one length."""

    title = N_("Counts since the restart")
    about = N_("How many counts ago the rate has jumped back up.")
    reference = "Loshchilov & Hutter 2017, SGDR"
    output = "since"

    def forward(self, period: Array, n: Array) -> Array:
        """t = mod(n − 1, T)"""
        return np.asarray(np.fmod(n - 1, period))

    def forward_at(self, at: Index, period: Named, n: Named) -> Expr:
        return mod(n.number() - 1, period.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(8.0), np.array(rng.choice([1.0, 4, 9, 12, 30]))


class GrowingRestarts(ScheduleOp):
    """Which wave it is, of waves that grow by the factor c > 1, counted from 0.

    Counted, not a logarithm: a logarithm that is off in its last bit misses a restart.
    """

    title = N_("Number of restarts of growing waves")
    about = N_("How often the rate has jumped back up; each wave is c times as long as the last.")
    reference = "Loshchilov & Hutter 2017, SGDR, section 3"
    output = "restarts"

    def forward(self, period: Array, growth: Array, n: Array) -> Array:
        """i = Σⱼ [n − 1 ≥ T · (cʲ − 1) / (c − 1)], j = 1 … n"""
        passed = 0
        while passed < n and n - 1 >= period * (growth ** (passed + 1.0) - 1) / (growth - 1):
            passed += 1
        return np.asarray(np.zeros_like(n) + passed)

    def forward_at(self, at: Index, period: Named, growth: Named, n: Named) -> Expr:
        c, terms = growth.number(), list[Expr]()
        # behind the first 0 there are only zeros
        while not terms or (terms[-1].value and len(terms) < n.data):
            begins = period.number() * (c ** (len(terms) + 1) - 1) / (c - 1)
            terms.append(indicator(n.number() - 1, "≥", begins))
        return total(terms)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(4.0), np.array(2.0), np.array(rng.choice([1.0, 4, 5, 12, 13, 30, 61]))


class SinceGrowingRestart(ScheduleOp):
    """How far into its wave it is, of waves that grow by the factor c > 1."""

    title = N_("Counts since the restart of a growing wave")
    about = N_("How many counts ago the rate has jumped back up: what the earlier waves leave.")
    reference = "Loshchilov & Hutter 2017, SGDR, section 3"
    output = "since"

    def forward(self, period: Array, growth: Array, restarts: Array, n: Array) -> Array:
        """t = n − 1 − T · (cⁱ − 1) / (c − 1)"""
        return np.asarray(n - 1 - period * (growth**restarts - 1) / (growth - 1))

    def forward_at(
        self, at: Index, period: Named, growth: Named, restarts: Named, n: Named
    ) -> Expr:
        c, i = growth.number(), restarts.number()
        return n.number() - 1 - period.number() * (c**i - 1) / (c - 1)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(4.0), np.array(2.0), np.array(2.0), np.array(rng.choice([13.0, 20, 28]))


class GrownPeriod(ScheduleOp):
    """The length of the wave it is in."""

    title = N_("Length of the wave")
    about = N_("Each wave is c times as long as the one before.")
    reference = "Loshchilov & Hutter 2017, SGDR, section 3"
    output = "wave"

    def forward(self, period: Array, growth: Array, restarts: Array) -> Array:
        """Tᵢ = T · cⁱ"""
        return np.asarray(period * growth**restarts)

    def forward_at(self, at: Index, period: Named, growth: Named, restarts: Named) -> Expr:
        return period.number() * growth.number() ** restarts.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(4.0), np.array(2.0), np.array(rng.choice([0.0, 1, 3]))


class WaveRate(ScheduleOp):
    """Half a wave from η₀ to its end, by how far into it one is."""

    title = N_("Rate along a wave")
    about = N_("Falls along half a cosine wave, from where the last restart was.")
    reference = "PyTorch 2.13 lr_scheduler.CosineAnnealingWarmRestarts"

    def forward(self, lr0: Array, end_lr: Array, since: Array, wave: Array) -> Array:
        """η = η_T + (η₀ − η_T) · (1 + cos(π · t / Tᵢ)) / 2"""
        return np.asarray(end_lr + (lr0 - end_lr) * (1 + np.cos(np.pi * since / wave)) / 2)

    def forward_at(self, at: Index, lr0: Named, end_lr: Named, since: Named, wave: Named) -> Expr:
        height = 1 + cosine(PI * since.number() / wave.number())
        return end_lr.number() + (lr0.number() - end_lr.number()) * height / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(0.01), np.array(rng.choice([0.0, 2, 7])), np.array(8.0)


class ShrinkingWaveRate(ScheduleOp):
    """Half a wave from η₀ · qⁱ to a share α of η₀, by how far into it one is."""

    title = N_("Rate along a shrinking wave")
    about = N_("Falls along half a cosine wave; each one starts at q times the height of the last.")
    reference = "Keras 3.15 schedules.CosineDecayRestarts"

    def forward(
        self, lr0: Array, alpha: Array, shrink: Array, restarts: Array, since: Array, wave: Array
    ) -> Array:
        """η = η₀ · ((1 − α) · qⁱ · (1 + cos(π · t / Tᵢ)) / 2 + α)"""
        height = shrink**restarts * (1 + np.cos(np.pi * since / wave))
        return np.asarray(lr0 * ((1 - alpha) * height / 2 + alpha))

    def forward_at(
        self, at: Index, lr0: Named, alpha: Named, shrink: Named, restarts: Named, since: Named,
        wave: Named,
    ) -> Expr:  # fmt: skip
        share, full = alpha.number(), shrink.number() ** restarts.number()
        height = full * (1 + cosine(PI * since.number() / wave.number()))
        return lr0.number() * ((1 - share) * height / 2 + share)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        since = np.array(rng.choice([0.0, 2, 7]))
        return np.array(0.1), np.array(0.05), np.array(0.8), np.array(2.0), since, np.array(8.0)
