"""How far each example of a batch is changed: numbers drawn from (seed, iteration, place)."""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import SettingError
from ...expr import Expr, Index
from ...text import N_
from ..base import Array, Named, Shape
from ..chance import Drawn, refuse_share


@dataclass(frozen=True)
class DrawnForEach(Drawn, card=False):
    """One number for each example: ``(batch, …), (), () → (batch,)``."""

    place: str = "batch"

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0][:1]


@dataclass(frozen=True)
class DrawnFlip(DrawnForEach):
    """Whether an example is flipped: 1 with probability p, else 0."""

    p: float = 0.5

    title = N_("Which are flipped")
    about = N_("Draws for each example of the batch whether it is flipped.")
    reference = "NumPy PCG64 seeded with (seed, k, place)"
    output = "flip"

    def __post_init__(self) -> None:
        if not 0 <= self.p <= 1:
            raise SettingError("a share of flips is from 0 to 1, not {p}", p=self.p)

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        return random.random(shape) < self.p

    def forward(self, x: Array, seed: Array, k: Array) -> Array:
        """flip = [u < p],  u = uniform(seed, k, place) in [0, 1)"""
        return self._drawn(x, seed, k).astype(x.dtype)

    def forward_at(self, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        return self._asked("flip", at, x, seed, k)


@dataclass(frozen=True)
class DrawnAmount(DrawnForEach):
    """How far an example is turned, enlarged or brightened: any number of a range, all equally
    likely."""

    low: float = -1.0
    high: float = 1.0

    title = N_("How far each goes")
    about = N_("Draws a number between two bounds for each example of the batch.")
    reference = "NumPy PCG64 seeded with (seed, k, place)"
    output = "amount"

    def __post_init__(self) -> None:
        if not (np.isfinite(self.low) and np.isfinite(self.high) and self.low <= self.high):
            raise SettingError(
                "low must not be more than high: {low} and {high}", low=self.low, high=self.high
            )

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        return random.uniform(self.low, self.high, shape)

    def forward(self, x: Array, seed: Array, k: Array) -> Array:
        """amount = uniform(seed, k, place) in [low, high)"""
        return self._drawn(x, seed, k).astype(x.dtype)

    def forward_at(self, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        return self._asked("amount", at, x, seed, k)


@dataclass(frozen=True)
class DrawnShift(DrawnForEach):
    """How many pixels an example is shifted: a whole number from −most to most, all equally
    likely."""

    most: int = 2

    title = N_("How far each is shifted")
    about = N_("Draws a whole number of pixels for each example of the batch.")
    reference = "NumPy PCG64 seeded with (seed, k, place)"
    output = "shift"

    def __post_init__(self) -> None:
        if self.most < 0:
            raise SettingError(
                "a picture is shifted by 0 pixels at least, not {most}", most=self.most
            )

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        return random.integers(-self.most, self.most, shape, endpoint=True)

    def forward(self, x: Array, seed: Array, k: Array) -> Array:
        """shift = integer(seed, k, place) from −most to most"""
        return self._drawn(x, seed, k).astype(x.dtype)

    def forward_at(self, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        return self._asked("shift", at, x, seed, k)


@dataclass(frozen=True)
class DrawnHoles(Drawn):
    """Which pixels stay, 1, and which are removed, 0: one number for all channels of a pixel.

    ``(batch, channel, height, width) → (batch, 1, height, width)``; rows of numbers keep their
    shape.
    """

    place: str = "batch"
    p: float = 0.1

    title = N_("Which pixels stay")
    about = N_("Draws for each pixel whether it stays or is removed in this iteration.")
    reference = "NumPy PCG64 seeded with (seed, k, place)"
    output = "mask"

    def __post_init__(self) -> None:
        refuse_share(self, self.p)

    def shape(self, *shapes: Shape) -> Shape:
        x = shapes[0]
        return (x[0], 1, *x[2:]) if len(x) == 4 else x

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        return random.random(shape) >= self.p

    def forward(self, x: Array, seed: Array, k: Array) -> Array:
        """mask = [u ≥ p],  u = uniform(seed, k, place) in [0, 1)"""
        return self._drawn(x, seed, k).astype(x.dtype)

    def forward_at(self, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        return self._asked("kept", at, x, seed, k)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 2, 3)), np.array(3.0), np.array(2.0)
