"""Callbacks: what is decided between two epochs, from one number that is watched.

Everything here is a number of the state: the best so far, how long it has not better, whether to
stop. What is carried on from epoch to epoch stands left of an arrow.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..expr import Expr, Index, Picked, indicator, lift, maximum
from ..text import N_
from .base import Array, Call, Named, Op


class Watched(Op, card=False):
    """A scalar made of scalars of the state."""

    batched = False


@dataclass(frozen=True)
class EpochTotal(Watched):
    """The losses of an epoch's batches added up, each times its examples; a new epoch starts at
    0."""

    size: int = 4
    """Examples in the batch."""
    iterations: int = 3
    """Iterations in an epoch."""

    title = N_("Loss of the epoch so far")
    about = N_("Adds what the examples of this batch lost; a new epoch begins with nothing.")
    reference = "Keras 3.15 metrics.Mean, which tracks the loss of an epoch"
    output = "s"

    def forward(self, total: Array, L: Array, k: Array) -> Array:
        """s ← s + batch · L,  from s = 0 where an epoch begins"""
        # what was before the epoch may be no number, so that it is left out, not multiplied by 0
        so_far = total if (k - 1) % self.iterations else np.zeros_like(total)
        return np.asarray(so_far + self.size * L)

    def forward_at(self, at: Index, total: Named, L: Named, k: Named) -> Expr:
        begins = not (k.data - 1) % self.iterations
        so_far = Picked(lift(0) if begins else total.number(), (k.number(), total.number()))
        return so_far + self.size * L.number()

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(2.5), np.array(rng.normal()), np.array(rng.integers(1, 7).astype(float))


@dataclass(frozen=True)
class EpochMean(Watched):
    """The mean loss of an epoch's examples."""

    rows: int = 10
    """Examples in an epoch."""

    title = N_("Loss of the epoch")
    about = N_("The mean of what the examples of this epoch lost, each in its batch.")
    reference = "Keras 3.15 metrics.Mean, which tracks the loss of an epoch"
    output = "m"

    def forward(self, total: Array) -> Array:
        """m = s / examples"""
        return np.asarray(total / self.rows)

    def forward_at(self, at: Index, total: Named) -> Expr:
        return total.number() / self.rows

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(rng.normal()),)


class Improves(Watched, card=False):
    """Whether the number that is watched is better than the best so far, by more than a margin. NaN
    never is."""

    output = "c"

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(rng.uniform(0.5, 1.5)), np.array(1.0), np.array(0.1)


class ImprovesBelow(Improves):
    """For what should become small, with a margin as it is."""

    title = N_("Better: smaller by a margin")
    about = N_("1 where the number is smaller than the best so far by more than the margin.")
    reference = "Keras 3.15 callbacks.EarlyStopping, callbacks.ReduceLROnPlateau"

    def forward(self, value: Array, best: Array, margin: Array) -> Array:
        """c = [value + δ < best]"""
        return np.asarray(value + margin < best, value.dtype)

    def forward_at(self, at: Index, value: Named, best: Named, margin: Named) -> Expr:
        return indicator(value.number() + margin.number(), "<", best.number())


class ImprovesAbove(Improves):
    """For what should become large, with a margin as it is."""

    title = N_("Better: larger by a margin")
    about = N_("1 where the number is larger than the best so far by more than the margin.")
    reference = "Keras 3.15 callbacks.EarlyStopping, callbacks.ReduceLROnPlateau"

    def forward(self, value: Array, best: Array, margin: Array) -> Array:
        """c = [value − δ > best]"""
        return np.asarray(value - margin > best, value.dtype)

    def forward_at(self, at: Index, value: Named, best: Named, margin: Named) -> Expr:
        return indicator(value.number() - margin.number(), ">", best.number())


class ImprovesBelowShare(Improves):
    """For what should become small, with a margin that is a share of the best so far."""

    title = N_("Better: smaller by a share")
    about = N_("1 where the number is smaller than the best so far by more than a share of it.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau(threshold_mode='rel')"

    def forward(self, value: Array, best: Array, margin: Array) -> Array:
        """c = [value < best · (1 − δ)]"""
        return np.asarray(value < best * (1 - margin), value.dtype)

    def forward_at(self, at: Index, value: Named, best: Named, margin: Named) -> Expr:
        return indicator(value.number(), "<", best.number() * (1 - margin.number()))


class ImprovesAboveShare(Improves):
    """For what should become large, with a margin that is a share of the best so far."""

    title = N_("Better: larger by a share")
    about = N_("1 where the number is larger than the best so far by more than a share of it.")
    reference = "PyTorch 2.13 lr_scheduler.ReduceLROnPlateau(threshold_mode='rel', mode='max')"

    def forward(self, value: Array, best: Array, margin: Array) -> Array:
        """c = [value > best · (1 + δ)]"""
        return np.asarray(value > best * (1 + margin), value.dtype)

    def forward_at(self, at: Index, value: Named, best: Named, margin: Named) -> Expr:
        return indicator(value.number(), ">", best.number() * (1 + margin.number()))


class BestSoFar(Watched):
    """The best value of what is watched. Before the first epoch it is the worst number there
    is."""

    title = N_("Best so far")
    about = N_("Takes the new number over if it is better.")
    output = "best"

    def forward(self, best: Array, value: Array, better: Array) -> Array:
        """best ← value if better = 1, else best"""
        return np.asarray(value if better else best)

    def forward_at(self, at: Index, best: Named, value: Named, better: Named) -> Expr:
        return either(better, value[()], best[()])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(1.0), np.array(rng.normal()), yes_or_no(rng)


class EpochsWaited(Watched):
    """How many epochs in a row were not better."""

    title = N_("Epochs without progress")
    about = N_("One more epoch that was not better; 0 again after one that was.")
    reference = "Prechelt 1998, Early Stopping - But When?; Keras 3.15 callbacks.EarlyStopping"
    output = "n"

    def forward(self, wait: Array, better: Array) -> Array:
        """n ← (n + 1) · (1 − better)"""
        return np.asarray((wait + 1) * (1 - better))

    def forward_at(self, at: Index, wait: Named, better: Named) -> Expr:
        return (wait.number() + 1) * (1 - better.number())

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(float(rng.integers(0, 5))), yes_or_no(rng)


class Stopped(Watched):
    """Whether the training is over; once it is, it stays over."""

    title = N_("Stop?")
    about = N_("1 once so many epochs in a row were not better as there is patience.")
    reference = "Keras 3.15 callbacks.EarlyStopping"
    output = "stopped"
    curve = True

    def forward(self, stopped: Array, wait: Array, patience: Array) -> Array:
        """stopped ← max(stopped, [n ≥ patience])"""
        return np.asarray(np.maximum(stopped, wait >= patience), stopped.dtype)

    def forward_at(self, at: Index, stopped: Named, wait: Named, patience: Named) -> Expr:
        return maximum(stopped.number(), indicator(wait.number(), "≥", patience.number()))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return yes_or_no(rng), np.array(float(rng.integers(0, 5))), np.array(3.0)


class KeepBest(Op):
    """A parameter as it was at the best epoch so far: ``(…), (…), () → (…)``."""

    title = N_("Keep the best")
    about = N_("Copies the parameter if this epoch was the best so far.")
    reference = "Keras 3.15 callbacks.EarlyStopping(restore_best_weights), ModelCheckpoint"
    output = "kept"
    elementwise = True

    def forward(self, kept: Array, w: Array, better: Array) -> Array:
        """kept ← w if better = 1, else kept"""
        return w if better else kept

    def forward_at(self, at: Index, kept: Named, w: Named, better: Named) -> Expr:
        return either(better, w[at], kept[at])

    def forward_bound(self, out: Array, kept: Array, w: Array, better: Array) -> tuple[Call, ...]:
        return (partial(_copy_either, out, better, w, kept),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), yes_or_no(rng)


class Restore(Op):
    """A parameter put back to what it was at the best epoch: ``(…), (…), () → (…)``."""

    title = N_("Put the best back")
    about = N_("When the training stops, the parameter becomes what it was at the best epoch.")
    reference = "Keras 3.15 callbacks.EarlyStopping(restore_best_weights)"
    output = "w"
    elementwise = True

    def forward(self, w: Array, kept: Array, stopped: Array) -> Array:
        """w ← kept if stopped = 1, else w"""
        return kept if stopped else w

    def forward_at(self, at: Index, w: Named, kept: Named, stopped: Named) -> Expr:
        return either(stopped, kept[at], w[at])

    def forward_bound(self, out: Array, w: Array, kept: Array, stopped: Array) -> tuple[Call, ...]:
        return (partial(_copy_either, out, stopped, kept, w),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), yes_or_no(rng)


def either(condition: Named, yes: Expr, no: Expr) -> Expr:
    """The one or the other, chosen by a number that is 1 or 0."""
    taken, left = (yes, no) if condition.data else (no, yes)
    return Picked(taken, (condition.number(), left))


def _copy_either(out: Array, condition: Array, yes: Array, no: Array) -> None:
    np.copyto(out, yes if condition else no)


def yes_or_no(rng: np.random.Generator) -> Array:
    return np.array(float(rng.integers(0, 2)))
