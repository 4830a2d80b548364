"""The changes that examples go through in training, and the lines that each opens into.

How far an example goes is one line, drawn from (seed, iteration, name); what is done with it is
another. Evaluation has none of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import SettingError
from ..limits import Portion, Share
from ..ops import Op, Shape
from ..ops.augment import (
    Brighten,
    DrawnAmount,
    DrawnFlip,
    DrawnHoles,
    DrawnShift,
    FlipLeftRight,
    FlipUpDown,
    RemovePixels,
    RotatedColumns,
    RotatedRows,
    SampleBilinear,
    SampleNearest,
    ScaledColumns,
    ScaledRows,
    Shift,
)
from ..ops.chance import AddNoise, Noise

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""

Sampling = Literal["nearest", "bilinear"]
Enlargement = Annotated[float, Interval(ge=1e-3, le=1e3)]
Factor = Annotated[float, Interval(ge=0, le=1e3)]
SAMPLES: Mapping[str, Op] = MappingProxyType(
    {"nearest": SampleNearest(), "bilinear": SampleBilinear()}
)


@dataclass(frozen=True)
class Augmentation(ABC):
    """One change; its fields are its settings."""

    word: ClassVar[str]
    """What the changed examples are called: `batch.word`."""

    @abstractmethod
    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        """The lines that read `x`, examples of a shape, and write `out`; what is drawn is called
        after `name`."""


@dataclass(frozen=True)
class Flip(Augmentation):
    """Some pictures are mirrored."""

    p: Portion = 0.5
    """With which probability; without it, one half."""
    op: ClassVar[Op]

    word = "flipped"

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        flip = f"{name}.flip"
        return [(DrawnFlip(flip, self.p), (x, "seed", "k"), flip), (self.op, (x, flip), out)]


class FlippedLeftRight(Flip):
    op = FlipLeftRight()


class FlippedUpDown(Flip):
    op = FlipUpDown()


@dataclass(frozen=True)
class Shifted(Augmentation):
    """Each picture is moved by whole pixels."""

    most: Annotated[int, Interval(ge=0, le=1_000)] = 2
    """How many pixels at most, in each direction; without it, 2."""

    word = "shifted"

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        down, right = f"{name}.down", f"{name}.right"
        return [
            (DrawnShift(down, self.most), (x, "seed", "k"), down),
            (DrawnShift(right, self.most), (x, "seed", "k"), right),
            (Shift(), (x, down, right), out),
        ]


@dataclass(frozen=True)
class Rotated(Augmentation):
    """Each picture is turned around its middle."""

    most: Annotated[float, Interval(ge=0, le=180)] = 15.0
    """How many degrees at most, in each direction; without it, 15."""
    sampling: Sampling = "bilinear"
    """Between pixels: the nearest one, or four mixed, which it is without it."""

    word = "rotated"

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        angle = f"{name}.angle"
        rows, columns = f"{name}.rows", f"{name}.columns"
        size = _size(shape)
        return [
            (DrawnAmount(angle, -self.most, self.most), (x, "seed", "k"), angle),
            (RotatedRows(*size), (angle,), rows),
            (RotatedColumns(*size), (angle,), columns),
            (SAMPLES[self.sampling], (x, rows, columns), out),
        ]


@dataclass(frozen=True)
class Enlarged(Augmentation):
    """Each picture is enlarged or made smaller."""

    low: Enlargement = 0.9
    """The least factor; without it, 0.9."""
    high: Enlargement = 1.1
    """The largest factor; without it, 1.1."""
    sampling: Sampling = "bilinear"
    """Between pixels: the nearest one, or four mixed, which it is without it."""

    word = "enlarged"

    def __post_init__(self) -> None:
        DrawnAmount(low=self.low, high=self.high)

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        factor = f"{name}.factor"
        rows, columns = f"{name}.rows", f"{name}.columns"
        size = _size(shape)
        return [
            (DrawnAmount(factor, self.low, self.high), (x, "seed", "k"), factor),
            (ScaledRows(*size), (factor,), rows),
            (ScaledColumns(*size), (factor,), columns),
            (SAMPLES[self.sampling], (x, rows, columns), out),
        ]


@dataclass(frozen=True)
class Brightened(Augmentation):
    """Each example is multiplied by a number.

    Nothing is cut off.
    """

    low: Factor = 0.8
    """The least factor; without it, 0.8."""
    high: Factor = 1.2
    """The largest factor; without it, 1.2."""

    word = "brightened"

    def __post_init__(self) -> None:
        DrawnAmount(low=self.low, high=self.high)

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        factor = f"{name}.factor"
        return [
            (DrawnAmount(factor, self.low, self.high), (x, "seed", "k"), factor),
            (Brighten(), (x, factor), out),
        ]


@dataclass(frozen=True)
class Noisy(Augmentation):
    """A small number is added to each number."""

    std: Annotated[float, Interval(ge=0, le=1e6)] = 0.1
    """The standard deviation; without it, 0.1."""

    word = "noisy"

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        noise = f"{name}.noise"
        return [
            (Noise(noise, self.std), (x, "seed", "k"), noise),
            (AddNoise(), (x, noise), out),
        ]


@dataclass(frozen=True)
class Removed(Augmentation):
    """Some pixels become 0."""

    p: Share = 0.1
    """With which probability; without it, 0.1."""

    word = "removed"

    def lines(self, x: str, out: str, name: str, shape: Shape) -> list[Line]:
        mask = f"{name}.mask"
        return [
            (DrawnHoles(mask, self.p), (x, "seed", "k"), mask),
            (RemovePixels(), (x, mask), out),
        ]


AUGMENTATIONS: Mapping[str, type[Augmentation]] = MappingProxyType(
    {
        "flip_left_right": FlippedLeftRight,
        "flip_up_down": FlippedUpDown,
        "shift": Shifted,
        "rotate": Rotated,
        "scale": Enlarged,
        "brightness": Brightened,
        "noise": Noisy,
        "remove": Removed,
    }
)
"""Every change by the word that lesson files use."""


def augmentation_of(kind: str, **settings: float | str) -> Augmentation:
    """The change of a kind; raises SettingError for an unknown kind or setting."""
    if kind not in AUGMENTATIONS:
        raise SettingError(
            "unknown change {kind}; known are {known}", kind=kind, known=", ".join(AUGMENTATIONS)
        )
    return AUGMENTATIONS[kind](**settings)


def _size(shape: Shape) -> tuple[int, int]:
    """Height and width of pictures; of anything else the least, which the cards then refuse."""
    return (shape[-2], shape[-1]) if len(shape) == 3 else (1, 1)
