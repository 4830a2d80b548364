"""All optimizers by kind and convention, and their settings.

`rule` says what an optimizer is, `families` writes each one down.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..errors import SettingError
from . import families
from .rule import MEANINGS, Decay, Line, Optimizer

__all__ = [
    "KINDS",
    "MEANINGS",
    "OPTIMIZERS",
    "Decay",
    "Kind",
    "Line",
    "Optimizer",
    "optimizer_of",
    "settings_of",
]


@dataclass(frozen=True)
class Kind:
    """A kind of optimizer: how it is made, its conventions, and the settings it can do without.

    A setting that it can do without brings lines of its own, which are there only if it is given.
    """

    make: families.Family
    conventions: tuple[str, ...] = ("pytorch", "keras")
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Setting → the conventions that have it; `weight_decay` goes without saying."""


_BOTH = ("pytorch", "keras")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "sgd": Kind(families.sgd),
        "momentum": Kind(families.momentum),
        "nesterov": Kind(families.nesterov),
        "adagrad": Kind(families.adagrad, extra={"lr_decay": ("pytorch",)}),
        "rmsprop": Kind(families.rmsprop, extra={"momentum": _BOTH}),
        "centered_rmsprop": Kind(families.centered_rmsprop, extra={"momentum": _BOTH}),
        "adadelta": Kind(families.adadelta, ("pytorch", "keras", "paper")),
        "adam": Kind(families.adam),
        "amsgrad": Kind(families.amsgrad),
        "adamw": Kind(families.adamw, ("pytorch", "keras", "paper")),
        "adamax": Kind(families.adamax, ("pytorch", "keras", "paper")),
        "nadam": Kind(families.nadam),
        "radam": Kind(families.radam, ("pytorch", "paper")),
    }
)


def optimizer_of(kind: str, convention: str = "pytorch", given: Collection[str] = ()) -> Optimizer:
    """The optimizer of a kind in a convention.

    Of the names of settings in `given`, those that the kind can do without bring their lines.
    Weight decay is a part of the gradient in PyTorch and in papers, decoupled in Keras. Raises
    SettingError for an unknown kind, convention or setting.
    """
    if kind not in KINDS:
        raise SettingError(
            "unknown optimizer {kind}; known are {known}", kind=kind, known=", ".join(KINDS)
        )
    found = KINDS[kind]
    if convention not in found.conventions:
        raise SettingError(
            "optimizer {kind} has no convention {convention}; it has {known}",
            kind=kind,
            convention=convention,
            known=", ".join(found.conventions),
        )
    possible = {name for name, where in found.extra.items() if convention in where}
    made = found.make(convention, frozenset(possible & set(given)))
    extra = {name: 0.0 for name in found.extra if name in possible and name in given}
    if "weight_decay" in given and made.decay is Decay.NONE:
        extra["weight_decay"] = 0.0
        decay = Decay.DECOUPLED if convention == "keras" else Decay.PENALTY
        made = replace(made, decay=decay)
    made = replace(made, settings={**made.settings, **extra})
    for name in given:
        if name not in made.settings:
            raise SettingError(
                "optimizer {kind} has no {name}; it has {known}",
                kind=kind,
                name=name,
                known=", ".join(made.settings),
            )
    return made


OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType({kind: optimizer_of(kind) for kind in KINDS})
"""Each kind with PyTorch's lines and defaults, without the settings it can do without."""


def settings_of(
    kind: str, given: Mapping[str, float], convention: str = "pytorch"
) -> dict[str, float]:
    """The optimizer's numbers, the given ones over the convention's defaults; raises SettingError
    for one it does not have."""
    return {**optimizer_of(kind, convention, given).settings, **given}
