"""Layers that disturb what passes through them, in training only: dropout and Gaussian noise.

What they draw depends on the lesson's seed, the number of the iteration and their own name.
"""

from __future__ import annotations

from typing import Annotated

from annotated_types import Interval

from ..dataclass import dataclass
from ..limits import Share
from ..ops import Shape
from ..ops.chance import AddNoise, DropoutMask, Noise, Unchanged
from ..ops.chance import Dropout as DropoutOp
from .base import Application, Layer


class _Chance(Layer):
    def evaluated(
        self, reads: tuple[str, ...], shapes: tuple[Shape, ...]
    ) -> tuple[Application, ...]:
        return (self.applied(Unchanged(), reads, "z"),)


@dataclass(frozen=True, kw_only=True)
class Dropout(_Chance, kind="dropout"):
    """Some numbers are dropped, in training only.

    The others are divided by 1 − p.
    """

    p: Share = 0.5
    """The share that is dropped."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        mask = self.applied(DropoutMask(self.name, self.p), (*reads, "seed", "k"), "mask")
        return mask, self.applied(DropoutOp(self.p), (*reads, mask.writes), "z")


@dataclass(frozen=True, kw_only=True)
class GaussianNoise(_Chance, kind="gaussian_noise"):
    """Normally distributed numbers are added, in training only.

    Their mean is 0; a denoising autoencoder has to remove them.
    """

    deviation: Annotated[float, Interval(ge=0, le=1e6)] = 0.1
    """Their standard deviation."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        noise = self.applied(Noise(self.name, self.deviation), (*reads, "seed", "k"), "noise")
        return noise, self.applied(AddNoise(), (*reads, noise.writes), "z")
