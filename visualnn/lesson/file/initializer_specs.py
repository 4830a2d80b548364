"""How a parameter may start in a lesson file: the name of a rule, or a table with its settings.

The meaning of a setting is in `visualnn.initializers`; here is what may be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import Spec

_Number = Annotated[float, Field(ge=-1e30, le=1e30)]
_Spread = Annotated[float, Field(ge=0, le=1e30)]


class RuleBase(Spec):
    """What every rule has."""

    kind: str
    convention: Literal["pytorch", "keras"] = "pytorch"
    """Whose meaning and defaults: Keras cuts normal distributions off at two standard
    deviations."""

    @property
    def given(self) -> dict[str, float | str]:
        """The settings that the lesson gives, by name."""
        return self.model_dump(exclude={"kind", "convention"}, exclude_none=True)


class PlainRule(RuleBase):
    """A rule without settings."""

    kind: Literal["zeros", "ones", "lecun_uniform", "lecun_normal"]


class ConstantRule(RuleBase):
    """Every number the same."""

    kind: Literal["constant"]
    value: _Number


class UniformRule(RuleBase):
    """Numbers between two bounds."""

    kind: Literal["uniform"]
    low: _Number | None = None
    high: _Number | None = None


class NormalRule(RuleBase):
    """Numbers around a mean."""

    kind: Literal["normal"]
    mean: _Number | None = None
    std: _Spread | None = None
    """The standard deviation."""


class TruncatedNormalRule(RuleBase):
    """Numbers around a mean, and none far from it."""

    kind: Literal["truncated_normal"]
    mean: _Number | None = None
    std: _Spread | None = None
    """The standard deviation."""
    low: _Number | None = None
    """The least number; PyTorch only."""
    high: _Number | None = None
    """The largest number; PyTorch only."""


class GlorotRule(RuleBase):
    """Glorot's variance."""

    kind: Literal["glorot_uniform", "glorot_normal"]
    gain: _Spread | None = None
    """What the standard deviation is multiplied by; PyTorch only."""


class HeRule(RuleBase):
    """He's variance."""

    kind: Literal["he_uniform", "he_normal"]
    slope: _Number | None = None
    """The slope of a leaky rectifier; PyTorch only."""
    fan: Literal["in", "out"] | None = None
    """Whether sums or gradients keep their variance; PyTorch only."""


class OrthogonalRule(RuleBase):
    """A random rotation."""

    kind: Literal["orthogonal"]
    gain: _Number | None = None
    """What the rotation is multiplied by."""


class PyTorchRule(RuleBase):
    """What PyTorch's layers do on their own."""

    kind: Literal["pytorch"]
    convention: Literal["pytorch"] = "pytorch"


def _word_or_table(value: object) -> str:
    return "table" if isinstance(value, Mapping | RuleBase) else "word"


_Word = Literal[
    "zeros",
    "ones",
    "uniform",
    "normal",
    "truncated_normal",
    "lecun_uniform",
    "lecun_normal",
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "orthogonal",
    "pytorch",
]
_Table = Annotated[
    PlainRule
    | ConstantRule
    | UniformRule
    | NormalRule
    | TruncatedNormalRule
    | GlorotRule
    | HeRule
    | OrthogonalRule
    | PyTorchRule,
    Discriminator("kind"),
]
Initializer = Annotated[
    Annotated[_Word, Tag("word")] | Annotated[_Table, Tag("table")], Discriminator(_word_or_table)
]
"""A rule by its name, with PyTorch's defaults, or as a table: `{ kind = "normal", std = 0.01 }`."""
