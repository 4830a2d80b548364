"""Schedules by kind and convention: the lines that write the learning rate, and their settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Annotated, Any, Literal

import numpy as np
from annotated_types import Interval, Len

from .dataclass import dataclass
from .errors import SettingError
from .limits import Nonnegative, Portion
from .ops import Array, Op
from .ops.schedules import (
    AfterWarmUp,
    ConstantRate,
    CosineRate,
    CosineRateThatStays,
    CosineRestartsRate,
    ExponentialRate,
    GrowingRestarts,
    GrownPeriod,
    MultiStepRate,
    OneCycleRate,
    PiecewiseRate,
    PolynomialRate,
    Restarts,
    ShrinkingWaveRate,
    SinceGrowingRestart,
    SinceRestart,
    SlowExponentialRate,
    StepRate,
    WarmedRate,
    WarmUpRate,
    WaveRate,
)
from .text import N_

Setting = float | tuple[float, ...]
Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""
Counter = Literal["epoch", "k"]


@dataclass(frozen=True)
class ScheduleLines:
    """The lines that write the rate, the last one `lr` itself; the numbers they read; the counter
    they follow: `epoch`, or the number of the update, `k`."""

    lines: tuple[Line, ...]
    settings: Mapping[str, Setting]
    counter: Counter

    def following(self, counter: Counter) -> ScheduleLines:
        """These lines with another counter."""
        lines = tuple(
            (op, _renamed(reads, self.counter, counter), out) for op, reads, out in self.lines
        )
        return replace(self, lines=lines, counter=counter)

    def set(self, settings: Mapping[str, Setting]) -> ScheduleLines:
        """These lines with other numbers. Raises ShapeError where these do not fit each other."""
        made = replace(self, settings={**self.settings, **settings})
        made.run({name: np.array(value, np.float64) for name, value in made.settings.items()}, 1)
        return made

    def run(self, values: Mapping[str, Array], count: int) -> Array:
        """The rate at a count, from 1 on, where its settings have these values."""
        known = {**values, self.counter: np.array(float(count))}
        for op, reads, writes in self.lines:
            arrays = [known[name] for name in reads]
            op.shape(*(array.shape for array in arrays))
            known[writes] = op.compute("forward", *arrays)
        return known["lr"]

    def warmed_up(self, first_share: float) -> ScheduleLines:
        """These lines behind a warm-up: until it is over the schedule stands at its first count."""
        own = tuple(
            (op, _renamed(reads, self.counter, "n_after"), "planned_lr" if out == "lr" else out)
            for op, reads, out in self.lines
        )
        lines: tuple[Line, ...] = (
            (AfterWarmUp(), ("warm_up", self.counter), "n_after"),
            *own,
            (WarmedRate(), ("planned_lr", "first_share", "warm_up", self.counter), "lr"),
        )
        settings = {**self.settings, "warm_up": 5.0, "first_share": first_share}
        return ScheduleLines(lines, settings, self.counter)


def _renamed(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name == old else name for name in names)


def _one(op: Op, counter: Counter, **settings: Setting) -> ScheduleLines:
    """A schedule of one line, which reads its settings in this order."""
    return ScheduleLines(((op, (*settings, counter), "lr"),), settings, counter)


def _pytorch(op: Op, **settings: Setting) -> ScheduleLines:
    return _one(op, "epoch", **settings)


def _keras(op: Op, **settings: Setting) -> ScheduleLines:
    return _one(op, "k", **settings)


def _growing(counter: Counter) -> tuple[Line, ...]:
    return (
        (GrowingRestarts(), ("period", "growth", counter), "restarts"),
        (SinceGrowingRestart(), ("period", "growth", "restarts", counter), "since"),
        (GrownPeriod(), ("period", "growth", "restarts"), "wave"),
    )


def _shrinking(wave: str) -> Line:
    return ShrinkingWaveRate(), ("lr0", "alpha", "shrink", "restarts", "since", wave), "lr"


_EQUAL_WAVES: tuple[Line, ...] = (
    (Restarts(), ("period", "k"), "restarts"),
    (SinceRestart(), ("period", "k"), "since"),
    _shrinking("period"),
)

SCHEDULES: Mapping[str, Mapping[str, ScheduleLines]] = MappingProxyType(
    {
        "constant": {
            "pytorch": _pytorch(ConstantRate(), lr0=0.001),
            "keras": _keras(ConstantRate(), lr0=0.001),
        },
        "step": {
            "pytorch": _pytorch(StepRate(), lr0=0.001, gamma=0.1, period=30.0),
            "keras": _keras(StepRate(), lr0=0.001, gamma=0.1, period=1000.0),
        },
        "multi_step": {
            "pytorch": _pytorch(MultiStepRate(), lr0=0.001, gamma=0.1, milestones=(30.0, 80.0)),
            "keras": _keras(
                PiecewiseRate(), lr0=0.001, milestones=(1000.0, 2000.0), rates=(1e-4, 1e-5)
            ),
        },
        "exponential": {
            "pytorch": _pytorch(ExponentialRate(), lr0=0.001, gamma=0.9),
            "keras": _keras(SlowExponentialRate(), lr0=0.001, gamma=0.9, period=1000.0),
        },
        "polynomial": {
            "pytorch": _pytorch(PolynomialRate(), lr0=0.001, end_lr=0.0, power=1.0, period=5.0),
            "keras": _keras(PolynomialRate(), lr0=0.001, end_lr=1e-4, power=1.0, period=1000.0),
        },
        "cosine": {
            "pytorch": _pytorch(CosineRate(), lr0=0.001, end_lr=0.0, period=50.0),
            "keras": _keras(CosineRateThatStays(), lr0=0.001, alpha=0.0, period=1000.0),
        },
        "cosine_restarts": {
            "pytorch": _pytorch(CosineRestartsRate(), lr0=0.001, end_lr=0.0, period=10.0),
            "keras": ScheduleLines(
                _EQUAL_WAVES, {"lr0": 0.001, "alpha": 0.0, "shrink": 1.0, "period": 1000.0}, "k"
            ),
        },
        "growing_cosine_restarts": {
            "pytorch": ScheduleLines(
                (*_growing("epoch"), (WaveRate(), ("lr0", "end_lr", "since", "wave"), "lr")),
                {"lr0": 0.001, "end_lr": 0.0, "period": 10.0, "growth": 2.0},
                "epoch",
            ),
            "keras": ScheduleLines(
                (*_growing("k"), _shrinking("wave")),
                {"lr0": 0.001, "alpha": 0.0, "shrink": 1.0, "period": 1000.0, "growth": 2.0},
                "k",
            ),
        },
        "warm_up": {
            "pytorch": _pytorch(WarmUpRate(), lr0=0.001, first_share=1 / 3, period=5.0),
        },
        # PyTorch's own defaults for 100 updates: stepped with each of them, not with each epoch
        "one_cycle": {
            "pytorch": _one(
                OneCycleRate(), "k", lr0=0.0004, peak_lr=0.01, end_lr=4e-8, turn=29.0, last=99.0
            ),
        },
    }
)
"""Kind → convention → schedule. Settings that a library leaves to its user are examples."""

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "lr0": N_("A setting of the lesson: the learning rate that the schedule starts from."),
        "gamma": N_("A setting of the schedule: the factor by which the rate falls."),
        "period": N_("A setting of the schedule: how many counts one turn of it takes."),
        "milestones": N_("A setting of the schedule: the counts at which the rate changes."),
        "rates": N_("A setting of the schedule: the rate behind each milestone."),
        "power": N_("A setting of the schedule: how bent its way down is."),
        "end_lr": N_("A setting of the schedule: the rate that it ends at."),
        "peak_lr": N_("A setting of the schedule: the highest rate."),
        "alpha": N_("A setting of the schedule: the share of the rate that it ends at."),
        "growth": N_("A setting of the schedule: how many times as long as the last each wave is."),
        "shrink": N_(
            "A setting of the schedule: by which factor each wave is lower than the last."
        ),
        "first_share": N_(
            "A setting of the schedule: the share of the rate that a warm-up begins at."
        ),
        "warm_up": N_("A setting of the schedule: how many counts the warm-up takes."),
        "turn": N_("A setting of the schedule: how many counts after the first the peak is."),
        "last": N_("A setting of the schedule: how many counts after the first the end is."),
    }
)
"""Setting → what it does: a catalogue entry (English)."""

Counts = Annotated[float, Interval(gt=0, le=1e12)]
"""A number of epochs or updates, whole or not."""
_Factor = Annotated[float, Interval(gt=0, le=1e6)]
_Several = Annotated[tuple[Nonnegative, ...], Len(1, 1_000)]
LIMITS: Mapping[str, Any] = MappingProxyType(
    {
        "warm_up": Counts,
        "milestones": _Several,
        "gamma": _Factor,
        "rates": _Several,
        "period": Counts,
        "power": _Factor,
        "growth": Annotated[float, Interval(gt=1, le=1e6)],
        "peak_lr": Nonnegative,
        "end_lr": Nonnegative,
        "alpha": Portion,
        "shrink": _Factor,
        "turn": Counts,
        "last": Counts,
        "first_share": Portion,
    }
)
"""Setting → what it may be, whichever schedule has it."""


@dataclass(frozen=True)
class ScheduleKind:
    """A kind of schedule as an author of lessons needs it: its meaning, the settings that must be
    given, and notes on settings."""

    meaning: str
    needed: tuple[str, ...] = ()
    """The settings that a library leaves to its user."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Setting → what it means here."""


_SHRINK = "What each wave is lower by; Keras only."
KINDS: Mapping[str, ScheduleKind] = MappingProxyType(
    {
        "constant": ScheduleKind("The rate stays as it is."),
        "step": ScheduleKind("A factor after every so many counts.", ("period",)),
        "multi_step": ScheduleKind(
            "A factor, or in Keras' convention another rate, behind each milestone.",
            ("milestones",),
            {"gamma": "PyTorch only.", "rates": "The rate behind each milestone; Keras only."},
        ),
        "exponential": ScheduleKind(
            "A factor at every count.",
            ("gamma",),
            {"period": "The counts that the whole factor takes; Keras only."},
        ),
        "polynomial": ScheduleKind("A power of what is left.", ("period",)),
        "cosine": ScheduleKind(
            "Half a cosine wave.",
            ("period",),
            {
                "end_lr": "PyTorch only.",
                "alpha": "The share of the rate that it ends at; Keras only.",
            },
        ),
        "cosine_restarts": ScheduleKind(
            "Half a cosine wave again and again.",
            ("period",),
            {"end_lr": "PyTorch only.", "alpha": "Keras only.", "shrink": _SHRINK},
        ),
        "growing_cosine_restarts": ScheduleKind(
            "Half a cosine wave again and again, each longer than the last.",
            ("period",),
            {
                "growth": "How many times as long as the last each wave is.",
                "end_lr": "PyTorch only.",
                "alpha": "Keras only.",
                "shrink": _SHRINK,
            },
        ),
        "warm_up": ScheduleKind("A straight line up to the rate.", ("period",)),
        "one_cycle": ScheduleKind(
            "Up to a peak, and down to far below the start.",
            ("peak_lr", "end_lr", "turn", "last"),
            {
                "turn": "So many counts after the first is the peak.",
                "last": "So many counts after the first is the end.",
            },
        ),
    }
)

RISES_ITSELF = frozenset({"warm_up", "one_cycle"})
"""The kinds that need no warm-up in front of them."""


def schedule_of(
    kind: str, convention: str = "pytorch", given: Collection[str] = ()
) -> ScheduleLines:
    """The schedule of a kind in a convention, behind a warm-up if `warm_up` is among the settings
    that are given.

    Raises SettingError for an unknown kind, convention or setting.
    """
    if kind not in SCHEDULES:
        raise SettingError(
            "unknown schedule {kind}; known are {known}", kind=kind, known=", ".join(SCHEDULES)
        )
    if convention not in SCHEDULES[kind]:
        raise SettingError(
            "schedule {kind} has no convention {convention}; it has {known}",
            kind=kind,
            convention=convention,
            known=", ".join(SCHEDULES[kind]),
        )
    schedule = SCHEDULES[kind][convention]
    if "warm_up" in given and kind not in RISES_ITSELF:
        # PyTorch's LinearLR starts at a third, Keras' warm-up at nothing
        schedule = schedule.warmed_up(0.0 if convention == "keras" else 1 / 3)
    for name in given:
        if name not in schedule.settings:
            raise SettingError(
                "schedule {kind} has no {name}; it has {known}",
                kind=kind,
                name=name,
                known=", ".join(schedule.settings),
            )
    return schedule


def rates(
    kind: str, settings: Mapping[str, Setting], counts: int, convention: str = "pytorch"
) -> Array:
    """The learning rate at the counts 1, 2, …, computed by the schedule's cards: ``(counts,)``.

    Raises SettingError for an unknown kind, convention or setting.
    """
    schedule = schedule_of(kind, convention, settings).set(settings)
    values = {name: np.array(value, np.float64) for name, value in schedule.settings.items()}
    return np.array([schedule.run(values, n) for n in range(1, counts + 1)])
