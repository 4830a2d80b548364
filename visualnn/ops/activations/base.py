"""What activations share: one output for each input, an example, settings that are refused."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np

from ...errors import SettingError
from ..base import Array, Op

Convention = Literal["pytorch", "keras"]
"""The library whose defaults a card follows, where the two differ."""


class Activation(Op, card=False):
    """One number to one number, whatever the shape: z to a.

    Where the function has a kink the derivative is the one that PyTorch gives; the card's docstring
    names it.
    """

    output = "a"
    channelwise = True
    kinks: ClassVar[tuple[float, ...]] = ()
    """Where the derivative jumps (for the default settings), in rising order."""

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (between(rng, self.kinks),)


def between(
    rng: np.random.Generator, kinks: tuple[float, ...] = (0.0,), shape: tuple[int, ...] = (3, 4)
) -> Array:
    """Numbers from every stretch between the kinks and from 2 beyond them, a tenth of a stretch
    away from its ends."""
    if not kinks:
        return rng.normal(size=shape)
    ends = np.array([kinks[0] - 2, *kinks, kinks[-1] + 2])
    which = rng.permutation(np.arange(math.prod(shape)) % (len(ends) - 1))
    share = rng.uniform(0.1, 0.9, size=len(which))
    return np.asarray(ends[which] + share * np.diff(ends)[which]).reshape(shape)


def refuse_unless(fits: bool, op: Op, setting: str, value: float) -> None:
    """Raise SettingError for a setting that the formula has no meaning for."""
    if not fits or not math.isfinite(value):
        raise SettingError(
            "{op} cannot have {setting} = {value}", op=op.title, setting=setting, value=value
        )
