"""Layers that make pictures and sequences smaller or larger, or frame them, without parameters."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..dataclass import dataclass
from ..ops import Shape
from ..ops import pooling as pools
from ..ops.padding import ZeroPad
from ..ops.sliding import SlidingAxis
from ..ops.upsampling import Upsample
from .base import Application, Layer
from .windows import Frame, Padding, PerAxis, each, lengths_of, padded, roundings


@dataclass(frozen=True, kw_only=True)
class _Pooling(Layer):
    """Windows over pictures or sequences, one number from each."""

    size: PerAxis
    """Height and width of a window, or one number for both."""
    stride: PerAxis | None = None
    """How far a window moves; without it, its size."""
    padding: Padding = "valid"
    """Places around: none, as many as keep the size, or how many."""
    rounding: Literal["down", "up"] = "down"
    """Whether a last window that does not fit is left out or cut off."""

    reads_axes = "channels"

    def card(self) -> type[pools.Pool]:
        """The card that pools."""
        raise NotImplementedError

    def axes(self, read: Shape) -> tuple[SlidingAxis, ...]:
        """The axes of the input, with all settings."""
        lengths = lengths_of(self.name, self.kind, read, 1, 2)
        sizes = each(self.name, "size", self.size, len(lengths))
        stride = self.size if self.stride is None else self.stride
        strides = each(self.name, "stride", stride, len(lengths))
        up = self.rounding == "up"
        axes = [
            SlidingAxis(length, size, step, ceil=up)
            for length, size, step in zip(lengths, sizes, strides, strict=True)
        ]
        return padded(self.name, self.padding, axes)

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        axes = self.axes(shapes[0])
        pool = self.card()(
            tuple(axis.size for axis in axes),
            tuple(axis.stride for axis in axes),
            tuple((axis.before, axis.after) for axis in axes),
            self.rounding == "up",
        )
        counts = (self.applied(op, reads, word) for word, op in roundings(axes).items())
        return (*counts, self.applied(pool, reads, "z"))


class MaxPool(_Pooling, kind="max_pool"):
    """The largest number of every window."""

    def card(self) -> type[pools.Pool]:
        return pools.MaxPool


@dataclass(frozen=True, kw_only=True)
class AveragePool(_Pooling, kind="average_pool"):
    """The average of every window.

    PyTorch counts places in the padding, Keras does not.
    """

    count_padding: bool = True
    """Whether places in the padding are counted, as zeros."""

    def card(self) -> type[pools.Pool]:
        return pools.AveragePool if self.count_padding else pools.AveragePoolInside


class GlobalAveragePool(Layer, kind="global_average_pool"):
    """The average of each channel.

    ``(batch, channel, …) → (batch, channel)``.
    """

    reads_axes = "channels"

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        lengths_of(self.name, self.kind, shapes[0], 1, 2)
        return (self.applied(pools.GlobalAveragePool(), reads, "z"),)


class GlobalMaxPool(Layer, kind="global_max_pool"):
    """The largest number of each channel.

    ``(batch, channel, …) → (batch, channel)``.
    """

    reads_axes = "channels"

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        lengths_of(self.name, self.kind, shapes[0], 1, 2)
        return (self.applied(pools.GlobalMaxPool(), reads, "z"),)


@dataclass(frozen=True, kw_only=True)
class ZeroPadding(Layer, kind="zero_padding"):
    """Zeros around pictures, or at both ends of sequences."""

    padding: Frame = 1
    """How many: one number for every end, or top, bottom, left, right."""

    reads_axes = "channels"

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        lengths = lengths_of(self.name, self.kind, shapes[0], 1, 2)
        numbers = each(self.name, "padding", self.padding, 2 * len(lengths), least=0)
        ends = tuple(zip(numbers[::2], numbers[1::2], strict=True))
        return (self.applied(ZeroPad(ends), reads, "z"),)


@dataclass(frozen=True, kw_only=True)
class _Upsampling(Layer):
    """Each number repeated side by side."""

    size: PerAxis = 2
    """How often: one number for every axis, or one for each."""

    reads_axes = "channels"
    dimensions: ClassVar[int]

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        lengths_of(self.name, self.kind, shapes[0], self.dimensions)
        factors = each(self.name, "size", self.size, self.dimensions)
        return (self.applied(Upsample(factors), reads, "z"),)


class Upsampling2d(_Upsampling, kind="upsampling2d"):
    """Rows and columns of pictures repeated.

    ``(batch, channel, height, width) → (batch, channel, size · height, size · width)``.
    """

    dimensions = 2


class Upsampling1d(_Upsampling, kind="upsampling1d"):
    """Places of sequences repeated.

    ``(batch, channel, width) → (batch, channel, size · width)``.
    """

    dimensions = 1
