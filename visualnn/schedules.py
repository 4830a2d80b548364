"""Schedules by kind and convention: the line that writes the learning rate, and its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from .errors import SettingError
from .ops import Array, Op
from .ops.schedules import (
    ConstantRate,
    CosineRate,
    CosineRateThatStays,
    CosineRestartsRate,
    ExponentialRate,
    MultiStepRate,
    OneCycleRate,
    PolynomialRate,
    SlowExponentialRate,
    StepRate,
    WarmUpRate,
)

Setting = float | tuple[float, ...]


@dataclass(frozen=True)
class Schedule:
    """A card, the settings it reads before the counter, and the counter: `epoch` or `k`."""

    op: Op
    settings: Mapping[str, Setting]
    counter: str

    @property
    def line(self) -> tuple[Op, tuple[str, ...], str]:
        """The op, the names it reads, the name it writes."""
        return self.op, (*self.settings, self.counter), "lr"


def _pytorch(op: Op, **settings: Setting) -> Schedule:
    return Schedule(op, settings, "epoch")


def _keras(op: Op, **settings: Setting) -> Schedule:
    return Schedule(op, settings, "k")


SCHEDULES: Mapping[str, Mapping[str, Schedule]] = MappingProxyType(
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
        },
        "warm_up": {
            "pytorch": _pytorch(WarmUpRate(), lr0=0.001, first_share=1 / 3, period=5.0),
        },
        # PyTorch's own defaults for 100 updates: stepped with each of them, not with each epoch
        "one_cycle": {
            "pytorch": Schedule(
                OneCycleRate(),
                {"lr0": 0.0004, "peak_lr": 0.01, "end_lr": 4e-8, "turn": 29.0, "last": 99.0},
                "k",
            ),
        },
    }
)
"""Kind → convention → schedule. Settings that a library leaves to its user are examples."""


def schedule_of(kind: str, convention: str = "pytorch") -> Schedule:
    """The schedule of a kind in a convention; raises SettingError for what there is not."""
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
    return SCHEDULES[kind][convention]


def rates(
    kind: str, settings: Mapping[str, Setting], counts: int, convention: str = "pytorch"
) -> Array:
    """The learning rate at the counts 1, 2, …, computed by the schedule's card: ``(counts,)``.

    Raises SettingError for an unknown kind, convention or setting.
    """
    schedule = schedule_of(kind, convention)
    for name in settings:
        if name not in schedule.settings:
            raise SettingError(
                "schedule {kind} has no {name}; it has {known}",
                kind=kind,
                name=name,
                known=", ".join(schedule.settings),
            )
    numbers = [np.array(value, np.float64) for value in {**schedule.settings, **settings}.values()]
    return np.array(
        [
            float(schedule.op.compute("forward", *numbers, np.array(float(n))))
            for n in range(1, counts + 1)
        ]
    )
