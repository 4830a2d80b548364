"""Rates along half a cosine wave, once or again and again, and the one cycle."""

from __future__ import annotations

import numpy as np

from ...expr import Expr, Index, maximum, minimum, mod
from ...text import N_
from ..base import Array, Named
from .rate import PI, ScheduleOp, cosine


class CosineRate(ScheduleOp):
    """Half a wave from η₀ to its end; PyTorch's goes up again after T counts."""

    title = N_("Cosine rate")
    about = N_("Falls along half a cosine wave: slowly, then fast, then slowly again.")
    reference = "PyTorch 2.13 lr_scheduler.CosineAnnealingLR; Loshchilov & Hutter 2017, SGDR, eq. 5"

    def forward(self, lr0: Array, end_lr: Array, period: Array, n: Array) -> Array:
        """η = η_T + (η₀ − η_T) · (1 + cos(π · (n − 1) / T)) / 2"""
        return np.asarray(end_lr + (lr0 - end_lr) * (1 + np.cos(np.pi * (n - 1) / period)) / 2)

    def forward_at(self, at: Index, lr0: Named, end_lr: Named, period: Named, n: Named) -> Expr:
        wave = 1 + cosine(PI * (n.number() - 1) / period.number())
        return end_lr.number() + (lr0.number() - end_lr.number()) * wave / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12]))
        return np.array(0.1), np.array(0.01), np.array(8.0), n


class CosineRateThatStays(ScheduleOp):
    """Half a wave from η₀ to a share α of it, and no further."""

    title = N_("Cosine rate that stays")
    about = N_("Falls along half a cosine wave to a share of itself, and stays there.")
    reference = "Keras 3.15 schedules.CosineDecay"

    def forward(self, lr0: Array, alpha: Array, period: Array, n: Array) -> Array:
        """η = η₀ · ((1 − α) · (1 + cos(π · min(n − 1, T) / T)) / 2 + α)"""
        wave = 1 + np.cos(np.pi * np.minimum(n - 1, period) / period)
        return np.asarray(lr0 * ((1 - alpha) * wave / 2 + alpha))

    def forward_at(self, at: Index, lr0: Named, alpha: Named, period: Named, n: Named) -> Expr:
        wave = 1 + cosine(PI * minimum(n.number() - 1, period.number()) / period.number())
        return lr0.number() * ((1 - alpha.number()) * wave / 2 + alpha.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12]))
        return np.array(0.1), np.array(0.05), np.array(8.0), n


class CosineRestartsRate(ScheduleOp):
    """Half a wave again and again, all of one length."""

    title = N_("Cosine rate with restarts")
    about = N_("Falls along half a cosine wave and jumps back up after every T counts.")
    reference = "PyTorch 2.13 lr_scheduler.CosineAnnealingWarmRestarts(T_mult=1)"

    def forward(self, lr0: Array, end_lr: Array, period: Array, n: Array) -> Array:
        """η = η_T + (η₀ − η_T) · (1 + cos(π · mod(n − 1, T) / T)) / 2"""
        wave = 1 + np.cos(np.pi * np.fmod(n - 1, period) / period)
        return np.asarray(end_lr + (lr0 - end_lr) * wave / 2)

    def forward_at(self, at: Index, lr0: Named, end_lr: Named, period: Named, n: Named) -> Expr:
        wave = 1 + cosine(PI * mod(n.number() - 1, period.number()) / period.number())
        return end_lr.number() + (lr0.number() - end_lr.number()) * wave / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 4, 9, 12, 30]))
        return np.array(0.1), np.array(0.01), np.array(8.0), n


class OneCycleRate(ScheduleOp):
    """Up half a wave to the peak, down half a wave to far below the start."""

    title = N_("One cycle")
    about = N_("Rises to a peak and falls far below the start, both along half a cosine wave.")
    reference = "PyTorch 2.13 lr_scheduler.OneCycleLR; Smith & Topin 2018, Super-Convergence"

    def forward(
        self, lr0: Array, peak_lr: Array, end_lr: Array, turn: Array, last: Array, n: Array
    ) -> Array:
        """η = η₀ + (η_max − η₀) · (1 − cos(π · min(n − 1, U) / U)) / 2 + (η_T − η_max) · \
(1 − cos(π · max(n − 1 − U, 0) / (T − U))) / 2"""
        up = 1 - np.cos(np.pi * np.minimum(n - 1, turn) / turn)
        down = 1 - np.cos(np.pi * np.maximum(n - 1 - turn, 0) / (last - turn))
        return np.asarray(lr0 + (peak_lr - lr0) * up / 2 + (end_lr - peak_lr) * down / 2)

    def forward_at(
        self, at: Index, lr0: Named, peak_lr: Named, end_lr: Named, turn: Named, last: Named,
        n: Named,
    ) -> Expr:  # fmt: skip
        first, peak, end = lr0.number(), peak_lr.number(), end_lr.number()
        gone, top = n.number() - 1, turn.number()
        up = 1 - cosine(PI * minimum(gone, top) / top)
        down = 1 - cosine(PI * maximum(gone - top, 0) / (last.number() - top))
        return first + (peak - first) * up / 2 + (end - peak) * down / 2

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        n = np.array(rng.choice([1.0, 2, 4, 5, 9, 12]))
        rates = np.array(0.004), np.array(0.1), np.array(1e-6)
        return *rates, np.array(3.0), np.array(11.0), n
