"""How a lesson changes its examples in training: one `[[augment]]` table for each change.

The meaning of a setting is in `visualnn.compiler.augmentation`; here is what may be written.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from .fields import Spec

Sampling = Literal["nearest", "bilinear"]
Factor = Annotated[float, Field(ge=1e-3, le=1e3)]


class AugmentBase(Spec):
    """What every change has."""

    kind: str

    @property
    def given(self) -> dict[str, Any]:
        """The settings that the lesson gives, by name."""
        return self.model_dump(exclude={"kind"}, exclude_none=True)


class FlipAugment(AugmentBase):
    """Some pictures are mirrored."""

    kind: Literal["flip_left_right", "flip_up_down"]
    p: Annotated[float, Field(ge=0, le=1)] | None = None
    """With which probability; without it, one half."""


class ShiftAugment(AugmentBase):
    """Each picture is moved by whole pixels."""

    kind: Literal["shift"]
    most: Annotated[int, Field(ge=0, le=1_000)] | None = None
    """How many pixels at most, in each direction; without it, 2."""


class RotateAugment(AugmentBase):
    """Each picture is turned around its middle."""

    kind: Literal["rotate"]
    most: Annotated[float, Field(ge=0, le=180)] | None = None
    """How many degrees at most, in each direction; without it, 15."""
    sampling: Sampling | None = None
    """Between pixels: the nearest one, or four mixed, which it is without it."""


class ScaleAugment(AugmentBase):
    """Each picture is enlarged or made smaller."""

    kind: Literal["scale"]
    low: Factor | None = None
    """The least factor; without it, 0.9."""
    high: Factor | None = None
    """The largest factor; without it, 1.1."""
    sampling: Sampling | None = None
    """Between pixels: the nearest one, or four mixed, which it is without it."""


class BrightnessAugment(AugmentBase):
    """Each example is multiplied by a number."""

    kind: Literal["brightness"]
    low: Annotated[float, Field(ge=0, le=1e3)] | None = None
    """The least factor; without it, 0.8."""
    high: Annotated[float, Field(ge=0, le=1e3)] | None = None
    """The largest factor; without it, 1.2."""


class NoiseAugment(AugmentBase):
    """A small number is added to each number."""

    kind: Literal["noise"]
    std: Annotated[float, Field(ge=0, le=1e6)] | None = None
    """The standard deviation; without it, 0.1."""


class RemoveAugment(AugmentBase):
    """Some pixels become 0."""

    kind: Literal["remove"]
    p: Annotated[float, Field(ge=0, lt=1)] | None = None
    """With which probability; without it, 0.1."""


AugmentSpec = Annotated[
    FlipAugment
    | ShiftAugment
    | RotateAugment
    | ScaleAugment
    | BrightnessAugment
    | NoiseAugment
    | RemoveAugment,
    Discriminator("kind"),
]
