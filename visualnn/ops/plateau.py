"""Reduce on plateau: the learning rate is lowered when an epoch's number does not get better."""

from __future__ import annotations

import numpy as np

from ..dataclass import dataclass
from ..expr import Expr, Index, Picked, indicator, maximum
from ..text import N_
from .base import Array, Named
from .callbacks import Watched, yes_or_no


class OutOfPatience(Watched):
    """Whether a rate on a plateau is lowered: after more epochs than there is patience."""

    title = N_("Lower the rate?")
    about = N_("1 where more epochs in a row were not better than there is patience.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau"
    output = "lower"

    def forward(self, wait: Array, better: Array, patience: Array) -> Array:
        """lower = [(n + 1) · (1 − better) > patience]"""
        return np.asarray((wait + 1) * (1 - better) > patience, wait.dtype)

    def forward_at(self, at: Index, wait: Named, better: Named, patience: Named) -> Expr:
        return indicator(_waited(wait, better), ">", patience.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(float(rng.integers(0, 5))), yes_or_no(rng), np.array(2.0)


class AtTheEndOfPatience(Watched):
    """Whether a rate on a plateau is lowered: after as many epochs as there is patience."""

    title = N_("Lower the rate now?")
    about = N_("1 where as many epochs in a row were not better as there is patience.")
    reference = "Keras 3.15 callbacks.ReduceLROnPlateau"
    output = "lower"

    def forward(self, wait: Array, better: Array, patience: Array) -> Array:
        """lower = (1 − better) · [n + 1 ≥ patience]"""
        return np.asarray((1 - better) * (wait + 1 >= patience), wait.dtype)

    def forward_at(self, at: Index, wait: Named, better: Named, patience: Named) -> Expr:
        worse = 1 - better.number()
        return worse * indicator(wait.number() + 1, "≥", patience.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(float(rng.integers(0, 5))), yes_or_no(rng), np.array(2.0)


class StillWaiting(Watched):
    """How many epochs in a row were not better since the rate was last lowered."""

    title = N_("Epochs without progress at this rate")
    about = N_("One more epoch that was not better; 0 again after one that was, or at a new rate.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau; Keras 3.15 ReduceLROnPlateau"
    output = "n"

    def forward(self, wait: Array, better: Array, lower: Array) -> Array:
        """n ← (n + 1) · (1 − better) · (1 − lower)"""
        return np.asarray((wait + 1) * (1 - better) * (1 - lower))

    def forward_at(self, at: Index, wait: Named, better: Named, lower: Named) -> Expr:
        return _waited(wait, better) * (1 - lower.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(float(rng.integers(0, 5))), yes_or_no(rng), yes_or_no(rng)


class CountsAsBetter(Watched):
    """Whether an epoch leaves the patience as it is: it was better, or the rate cools down."""

    title = N_("Better, or cooling down?")
    about = N_("1 where the epoch was better, or where the rate was lowered too short a time ago.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau(cooldown); Keras 3.15 (cooldown)"
    output = "b"

    def forward(self, better: Array, cooling: Array) -> Array:
        """b = 1 − (1 − better) · [cooling ≤ 0]"""
        return np.asarray(1 - (1 - better) * (cooling <= 0))

    def forward_at(self, at: Index, better: Named, cooling: Named) -> Expr:
        return 1 - (1 - better.number()) * indicator(cooling.number(), "≤", 0)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return yes_or_no(rng), np.array(float(rng.integers(0, 3)))


class EpochsToCool(Watched):
    """How many epochs more do not count against the patience."""

    title = N_("Epochs left to cool down")
    about = N_("One epoch less in which the rate cools down, and never less than none.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau(cooldown); Keras 3.15 (cooldown)"
    output = "c"

    def forward(self, cooling: Array) -> Array:
        """c ← max(c − 1, 0)"""
        return np.asarray(np.maximum(cooling - 1, 0))

    def forward_at(self, at: Index, cooling: Named) -> Expr:
        return maximum(cooling.number() - 1, 0)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(float(rng.integers(0, 4))),)

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        return ((np.array(1.0),), (np.array(0.0),))


class StartToCool(Watched):
    """A lowered rate begins to cool down."""

    title = N_("Begin to cool down")
    about = N_("As many epochs as the cooldown takes where the rate was lowered; else as before.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau(cooldown); Keras 3.15 (cooldown)"
    output = "c"

    def forward(self, cooling: Array, lower: Array, cooldown: Array) -> Array:
        """c ← (1 − lower) · c + lower · cooldown"""
        return np.asarray((1 - lower) * cooling + lower * cooldown)

    def forward_at(self, at: Index, cooling: Named, lower: Named, cooldown: Named) -> Expr:
        return (1 - lower.number()) * cooling.number() + lower.number() * cooldown.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(float(rng.integers(0, 4))), yes_or_no(rng), np.array(2.0)


class LowerRate(Watched):
    """The learning rate that a plateau leads to."""

    title = N_("The lower rate")
    about = N_("A share of the learning rate, but not less than the least.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau; Keras 3.15 ReduceLROnPlateau"
    output = "r"

    def forward(self, lr: Array, factor: Array, min_lr: Array) -> Array:
        """r = max(η · f, η_min)"""
        return np.asarray(np.maximum(lr * factor, min_lr))

    def forward_at(self, at: Index, lr: Named, factor: Named, min_lr: Named) -> Expr:
        return maximum(lr.number() * factor.number(), min_lr.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(rng.uniform(0.01, 0.5)), np.array(0.1), np.array(0.02)


@dataclass(frozen=True)
class TakeLowerRate(Watched):
    """The learning rate from the next epoch on; steps down that hardly count are not taken."""

    least: float = 1e-8
    """By how much, at least, the lower rate must be lower; 0 in Keras."""

    title = N_("Rate on a plateau")
    about = N_("The lower rate if it is time and it is lower, otherwise the rate as it was.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau(eps)"
    output = "lr"
    curve = True

    def forward(self, lr: Array, lower_lr: Array, lower: Array) -> Array:
        """η ← r if lower · [η − r > least] = 1, else η"""
        return np.asarray(lower_lr if lower and lr - lower_lr > self.least else lr)

    def forward_at(self, at: Index, lr: Named, lower_lr: Named, lower: Named) -> Expr:
        yes = lower.data and lr.data - lower_lr.data > self.least
        chosen, other = (lower_lr[()], lr[()]) if yes else (lr[()], lower_lr[()])
        return Picked(chosen, (lower.number(), other))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(0.1), np.array(rng.choice([0.05, 0.1])), yes_or_no(rng)


def _waited(wait: Named, better: Named) -> Expr:
    return (wait.number() + 1) * (1 - better.number())
