"""All optimizers by kind and convention, and their settings.

`rule` says what an optimizer is, `families` writes each one down.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Annotated, Any

from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import SettingError
from ..limits import Nonnegative, Portion, Share
from . import families
from .rule import MEANINGS, Decay, Line, OptimizerRule

__all__ = [
    "KINDS",
    "LIMITS",
    "MEANINGS",
    "OPTIMIZERS",
    "Decay",
    "Line",
    "OptimizerKind",
    "OptimizerRule",
    "optimizer_of",
    "settings_of",
]


LIMITS: Mapping[str, Any] = MappingProxyType(
    {
        "lr": Nonnegative,
        "momentum": Share,
        "dampening": Portion,
        "rho": Share,
        "beta1": Share,
        "beta2": Share,
        "eps": Nonnegative,
        "lr_decay": Nonnegative,
        "momentum_decay": Nonnegative,
        "threshold": Annotated[float, Interval(ge=4, le=1e308)],
        "weight_decay": Share,
    }
)
"""Setting → what it may be, whichever optimizer has it."""


@dataclass(frozen=True)
class OptimizerKind:
    """A kind of optimizer: how it is made, its conventions, and the settings it can do without.

    A setting that it can do without brings lines of its own, which are there only if it is given.
    """

    title: str
    meaning: str
    make: families.Family
    conventions: tuple[str, ...] = ("pytorch", "keras")
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Setting → the conventions that have it; `weight_decay` goes without saying."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Setting → what whoever writes a lesson has to know of it."""

    @property
    def settings(self) -> tuple[str, ...]:
        """All that it has in any convention."""
        made = (self.make(convention, frozenset()).settings for convention in self.conventions)
        return tuple(dict.fromkeys([name for each in made for name in each] + [*self.extra]))


_BOTH = ("pytorch", "keras")
_ALL = ("pytorch", "keras", "paper")
_VELOCITY = {"momentum": "With it, a velocity of scaled gradients."}

KINDS: Mapping[str, OptimizerKind] = MappingProxyType(
    {
        "sgd": OptimizerKind("SGD", "Gradient descent.", families.sgd),
        "momentum": OptimizerKind(
            "Momentum",
            "Gradient descent with a velocity.",
            families.momentum,
            extra={"dampening": ("pytorch",)},
            notes={
                "dampening": "The share of each gradient, but the first, that is left out; PyTorch "
                "only."
            },
        ),
        "nesterov": OptimizerKind(
            "Nesterov", "Gradient descent with a velocity and a look ahead.", families.nesterov
        ),
        "adagrad": OptimizerKind(
            "Adagrad",
            "Steps divided by the root of all squared gradients.",
            families.adagrad,
            extra={"lr_decay": ("pytorch",)},
            notes={"lr_decay": "How fast the rate fades; PyTorch only."},
        ),
        "rmsprop": OptimizerKind(
            "RMSprop",
            "Steps divided by the root of recent squared gradients.",
            families.rmsprop,
            extra={"momentum": _BOTH},
            notes=_VELOCITY,
        ),
        "centered_rmsprop": OptimizerKind(
            "CenteredRMSprop",
            "Steps divided by the root of the gradient's recent variance.",
            families.centered_rmsprop,
            extra={"momentum": _BOTH},
            notes=_VELOCITY,
        ),
        "adadelta": OptimizerKind(
            "Adadelta", "Steps of the size of recent steps.", families.adadelta, _ALL
        ),
        "adam": OptimizerKind("Adam", "Adam.", families.adam),
        "amsgrad": OptimizerKind(
            "AMSGrad", "Adam over the largest second moment so far.", families.amsgrad
        ),
        "adamw": OptimizerKind(
            "AdamW", "Adam with a weight decay beside the gradient.", families.adamw, _ALL
        ),
        "adamax": OptimizerKind(
            "Adamax",
            "Adam over the largest recent gradient.",
            families.adamax,
            _ALL,
            notes={"eps": "Not in the paper."},
        ),
        "nadam": OptimizerKind(
            "NAdam",
            "Adam with Nesterov's look ahead.",
            families.nadam,
            notes={"momentum_decay": "How fast the momentum warms up; PyTorch only."},
        ),
        "radam": OptimizerKind(
            "RAdam",
            "Adam that trusts its second moment only after a while.",
            families.radam,
            ("pytorch", "paper"),
            notes={"threshold": "How many gradients the second moment must have seen."},
        ),
    }
)


def optimizer_of(
    kind: str, convention: str = "pytorch", given: Collection[str] = ()
) -> OptimizerRule:
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


OPTIMIZERS: Mapping[str, OptimizerRule] = MappingProxyType(
    {kind: optimizer_of(kind) for kind in KINDS}
)
"""Each kind with PyTorch's lines and defaults, without the settings it can do without."""


def settings_of(
    kind: str, given: Mapping[str, float], convention: str = "pytorch"
) -> dict[str, float]:
    """The optimizer's numbers, the given ones over the convention's defaults; raises SettingError
    for one it does not have."""
    return {**optimizer_of(kind, convention, given).settings, **given}
