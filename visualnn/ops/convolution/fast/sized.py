"""What both layouts know: the sizes of a convolution over pictures, and its three sums."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from ...base import Array, Call
from ...memory import notes
from ...sliding import SlidingAxis


class SizedConvolution(ABC):
    """A convolution of one size, with the memory that it needs."""

    def __init__(
        self,
        height: SlidingAxis,
        width: SlidingAxis,
        batch: int,
        channels: tuple[int, int],
        groups: int,
        dtype: np.dtype[Any],
    ) -> None:
        self.height, self.width = height, width
        self.batch, self.groups, self.dtype = batch, groups, dtype
        self.seen, self.made = channels
        """Channels of x, channels of s."""
        self.places = height.count, width.count
        """Rows and columns of s."""
        self.taps = height.size, width.size
        self.padded = tuple(a.before + a.length + a.reach for a in (height, width))
        """Rows and columns of x with its padding."""

    @abstractmethod
    def slid(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        """The calls that slide W over x."""

    @abstractmethod
    def spread(self, out: Array, s: Array, W: Array) -> tuple[Call, ...]:
        """The calls that paint W for every number of s."""

    @abstractmethod
    def met(self, out: Array, x: Array, s: Array) -> tuple[Call, ...]:
        """The calls that add up for each weight what it met."""

    def inside(self, padded: Array, rows: int, columns: int) -> Array:
        """The part of a padded picture that is the picture; rows and columns lie on these axes."""
        at: list[slice] = [slice(None)] * padded.ndim
        for axis, where in ((self.height, rows), (self.width, columns)):
            at[where] = slice(axis.before, axis.before + axis.length)
        return padded[tuple(at)]

    def notes(self, *shape: int) -> Array:
        """Memory that other rules write to in between."""
        return notes(shape, self.dtype)

    def zeros(self, *shape: int) -> Array:
        """Memory of its own: what is never written to stays 0."""
        return np.zeros(shape, self.dtype)
