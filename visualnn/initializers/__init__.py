"""Where the first weights come from: functions of (seed, parameter name, shape), nothing else.

`base` says what an initialiser is; `plain`, `scaled` and `orthogonal` hold them. Where PyTorch and
Keras mean different things by one name, each has its own class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Annotated

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..ops import Array, Shape
from .base import Initializer, generator
from .orthogonal import Orthogonal
from .plain import (
    Constant,
    Normal,
    Ones,
    TruncatedNormal,
    TruncatedNormalKeras,
    Uniform,
    Zeros,
)
from .scaled import (
    GlorotNormal,
    GlorotTruncated,
    GlorotUniform,
    GlorotUniformKeras,
    HeNormal,
    HeTruncated,
    HeUniform,
    HeUniformKeras,
    LeCunNormal,
    LeCunTruncated,
    LeCunUniform,
    PyTorchDefault,
)

__all__ = [
    "INITIALIZERS",
    "KINDS",
    "Axes",
    "First",
    "FirstMatrix",
    "FirstPictureFilters",
    "FirstRowFilters",
    "FirstVector",
    "Given",
    "Initializer",
    "first_values",
    "generator",
    "initializer_of",
    "rule_of",
]


@dataclass(frozen=True)
class Maker:
    """The class of an initialiser, and the defaults that a convention has instead of the class'."""

    make: type[Initializer]
    settings: tuple[str, ...]
    defaults: Mapping[str, float]


def _maker(kind: type[Initializer], **defaults: float) -> Maker:
    return Maker(kind, tuple(field.name for field in fields(kind)), defaults)


def _of(pytorch: Maker, keras: Maker | None = None) -> Mapping[str, Maker]:
    """The makers of one kind by convention; without Keras', both mean the same."""
    return MappingProxyType({"pytorch": pytorch, "keras": keras or pytorch})


KINDS: Mapping[str, Mapping[str, Maker]] = MappingProxyType(
    {
        "zeros": _of(_maker(Zeros)),
        "ones": _of(_maker(Ones)),
        "constant": _of(_maker(Constant)),
        "uniform": _of(_maker(Uniform), _maker(Uniform, low=-0.05, high=0.05)),
        "normal": _of(_maker(Normal), _maker(Normal, std=0.05)),
        "truncated_normal": _of(_maker(TruncatedNormal), _maker(TruncatedNormalKeras)),
        "lecun_uniform": _of(_maker(LeCunUniform)),
        "lecun_normal": _of(_maker(LeCunNormal), _maker(LeCunTruncated)),
        "glorot_uniform": _of(_maker(GlorotUniform), _maker(GlorotUniformKeras)),
        "glorot_normal": _of(_maker(GlorotNormal), _maker(GlorotTruncated)),
        "he_uniform": _of(_maker(HeUniform), _maker(HeUniformKeras)),
        "he_normal": _of(_maker(HeNormal), _maker(HeTruncated)),
        "orthogonal": _of(_maker(Orthogonal)),
        "pytorch": MappingProxyType({"pytorch": _maker(PyTorchDefault)}),
    }
)
"""Name → convention → what makes it."""


def initializer_of(kind: str, convention: str = "pytorch", **settings: float | str) -> Initializer:
    """The initialiser of a kind in a convention, with the given settings over its defaults.

    Raises SettingError for an unknown kind, convention or setting, for a setting out of its range,
    and for one that is needed and missing.
    """
    if kind not in KINDS:
        raise SettingError(
            "unknown first values {kind}; known are {known}", kind=kind, known=", ".join(KINDS)
        )
    if convention not in KINDS[kind]:
        raise SettingError(
            "{kind} has no convention {convention}; it has {known}",
            kind=kind,
            convention=convention,
            known=", ".join(KINDS[kind]),
        )
    maker = KINDS[kind][convention]
    for name in settings:
        if name not in maker.settings:
            raise SettingError(
                "{kind} has no setting {name}; it has {known}",
                kind=kind,
                name=name,
                known=", ".join(maker.settings) or "—",
            )
    try:
        return maker.make(**{**maker.defaults, **settings})
    except TypeError:
        raise SettingError(
            "{kind} needs {known}", kind=kind, known=", ".join(maker.settings)
        ) from None


INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {kind: initializer_of(kind) for kind in KINDS if kind != "constant"}
)
"""Those that a name alone is enough for, with PyTorch's meaning and defaults."""


@dataclass(frozen=True, slots=True)
class Given:
    """First values written out, row by row, instead of drawn."""

    values: Written


Written = float | tuple["Written", ...]
"""Numbers in lists in lists, as deep as the parameter has axes."""


First = str | Initializer | Given
"""How a parameter begins: a rule by its name, a rule with its settings, or the numbers
themselves."""


@dataclass(frozen=True)
class Axes:
    """How many axes the parameter has that a first value is for."""

    count: int


FirstVector = Annotated[First, Axes(1)]
FirstMatrix = Annotated[First, Axes(2)]
FirstRowFilters = Annotated[First, Axes(3)]
FirstPictureFilters = Annotated[First, Axes(4)]


def rule_of(first: First) -> Initializer | Given:
    """The initializer with the rule of a name. Raises SettingError for an unknown name."""
    return initializer_of(first) if isinstance(first, str) else first


def first_values(
    rule: First, *, seed: int, place: str, shape: Shape, fan_in: int, fan_out: int
) -> Array:
    """The first value of one parameter, float64 of `shape`.

    Raises ShapeError where given numbers, or the rule, do not fit the shape, SettingError for an
    unknown rule.
    """
    found = rule_of(rule)
    if isinstance(found, Initializer):
        return found.draw(generator(seed, place), shape, fan_in, fan_out)
    try:
        values = np.array(found.values, np.float64)
    except ValueError as error:
        raise ShapeError(
            "the lists in the first values of {name} are not all of one length", name=place
        ) from error
    if values.shape != shape:
        raise ShapeError(
            "{name} needs first values of shape {shape}, the lesson gives {given}",
            name=place,
            shape=shape,
            given=values.shape,
        )
    return values
