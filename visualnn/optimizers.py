"""An optimizer: the numbers it brings into the state, its memory, and the lines of its update for
one parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import SettingError
from .ops import Op
from .ops.optimizers import (
    AdamStep,
    Corrected,
    Descend,
    FirstMoment,
    FollowVelocity,
    SecondMoment,
    Velocity,
)

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""


@dataclass(frozen=True)
class Optimizer:
    """One kind of optimizer: default settings, prefixes of its memory, and its update as lines."""

    settings: Mapping[str, float]
    memory: tuple[str, ...]
    lines: Callable[[str], tuple[Line, ...]]
    counts: bool = False
    """Whether an update reads the number of the iteration, k."""


def _sgd(w: str) -> tuple[Line, ...]:
    return ((Descend(), (w, f"d.{w}", "lr"), w),)


def _momentum(w: str) -> tuple[Line, ...]:
    return (
        (Velocity(), (f"v.{w}", f"d.{w}", "momentum"), f"v.{w}"),
        (FollowVelocity(), (w, f"v.{w}", "lr"), w),
    )


def _adam(w: str) -> tuple[Line, ...]:
    return (
        (FirstMoment(), (f"m.{w}", f"d.{w}", "beta1"), f"m.{w}"),
        (SecondMoment(), (f"v.{w}", f"d.{w}", "beta2"), f"v.{w}"),
        (Corrected(), (f"m.{w}", "beta1", "k"), f"mhat.{w}"),
        (Corrected(), (f"v.{w}", "beta2", "k"), f"vhat.{w}"),
        (AdamStep(), (w, f"mhat.{w}", f"vhat.{w}", "lr", "eps"), w),
    )


OPTIMIZERS = MappingProxyType(
    {
        "sgd": Optimizer({"lr": 0.001}, (), _sgd),
        "momentum": Optimizer({"lr": 0.001, "momentum": 0.9}, ("v",), _momentum),
        "adam": Optimizer(
            {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, ("m", "v"), _adam, counts=True
        ),
    }
)
"""Defaults are PyTorch's."""


def settings_of(kind: str, given: Mapping[str, float]) -> dict[str, float]:
    """The optimizer's numbers, the given ones over the defaults; raises SettingError for one it
    does not have."""
    if kind not in OPTIMIZERS:
        raise SettingError(
            "unknown optimizer {kind}; known are {known}", kind=kind, known=", ".join(OPTIMIZERS)
        )
    defaults = OPTIMIZERS[kind].settings
    for name in given:
        if name not in defaults:
            raise SettingError(
                "optimizer {kind} has no {name}; it has {known}",
                kind=kind,
                name=name,
                known=", ".join(defaults),
            )
    return {**defaults, **given}
