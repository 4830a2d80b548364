"""Convolutional layers: a convolution, and a bias for each channel."""

from __future__ import annotations

import math
from typing import ClassVar

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import First, FirstPictureFilters, FirstRowFilters, FirstVector
from ..ops import Op, Shape
from ..ops.convolution import AddChannelBias
from ..ops.convolution import Conv1d as Conv1dOp
from ..ops.convolution import Conv2d as Conv2dOp
from ..ops.convolution import ConvTranspose1d as ConvTranspose1dOp
from ..ops.convolution import ConvTranspose2d as ConvTranspose2dOp
from ..ops.sliding import SlidingAxis
from .base import Application, Layer, Parameter, Width
from .windows import Padding, PerAxis, ZerosPerAxis, each, lengths_of, padded, roundings


@dataclass(frozen=True, kw_only=True)
class Convolutional(Layer):
    """What all kinds are told; a base of kinds, no kind itself.

    First values are drawn for PyTorch's fans: ``W.shape[1]`` and ``W.shape[0]`` channels, times the
    places of a filter.
    """

    filters: Width
    """The number of output channels."""
    size: PerAxis
    """Height and width of a filter, or one number for both."""
    stride: PerAxis = 1
    """How far a filter moves, down and across."""
    padding: Padding = "valid"
    """Zeros around: none, as many as keep the size, or how many."""
    dilation: PerAxis = 1
    """The distance between neighbouring places that a filter sees."""
    groups: Width = 1
    """Groups of channels that do not see each other."""
    biased: bool = True
    """Whether each output channel has a bias."""
    weights: First = "glorot_uniform"
    bias: FirstVector = "zeros"
    """How the biases start: a rule, or one number for each filter."""

    starts = ("weights", "bias")
    reads_axes = "channels"
    dimensions: ClassVar[int]
    """The axes on which filters slide."""

    def weight_channels(self, channels: int) -> tuple[int, int]:
        """The first two lengths of W, for an input of so many channels."""
        return self.filters, channels // self.groups

    def operation(self, read: Shape) -> Op:
        """The convolution of an input of this shape."""
        raise NotImplementedError

    def counted(self, read: Shape) -> dict[str, Op]:
        """The axes whose size is rounded, with the card that rounds it."""
        return {}

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        (read,) = reads
        lengths_of(self.name, self.kind, read, self.dimensions)
        self._refuse_groups(read[1])
        sizes = self._each("size", self.size)
        shape = (*self.weight_channels(read[1]), *sizes)
        fans = shape[1] * math.prod(sizes), shape[0] * math.prod(sizes)
        owner = self.owner
        W = Parameter(f"{owner}.W", owner, shape, *fans, self.weights, "weights", self.trainable)
        if not self.biased:
            return (W,)
        biases = (self.filters,)
        return W, Parameter(f"{owner}.b", owner, biases, *fans, self.bias, "bias", self.trainable)

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        (read,) = shapes
        counts = (self.applied(op, reads, word) for word, op in self.counted(read).items())
        weighed = self.applied(
            self.operation(read), (*reads, f"{self.owner}.W"), "xW" if self.biased else "z"
        )
        if not self.biased:
            return (*counts, weighed)
        return *counts, weighed, self.applied(
            AddChannelBias(), (weighed.writes, f"{self.owner}.b"), "z"
        )  # fmt: skip

    def _each(self, setting: str, value: PerAxis, least: int = 1) -> tuple[int, ...]:
        return each(self.name, setting, value, self.dimensions, least)

    def _refuse_groups(self, channels: int) -> None:
        if self.groups < 1 or channels % self.groups or self.filters % self.groups:
            raise SettingError(
                "layer {layer}: {channels} input channels and {filters} filters do not divide "
                "into {groups} groups",
                layer=self.name,
                channels=channels,
                filters=self.filters,
                groups=self.groups,
            )

    def _unpadded(self, lengths: Shape) -> tuple[SlidingAxis, ...]:
        """Axes of these lengths as filters slide on them, without padding."""
        settings = (
            self._each(setting, getattr(self, setting))
            for setting in ("size", "stride", "dilation")
        )
        return tuple(SlidingAxis(*numbers) for numbers in zip(lengths, *settings, strict=True))


class _SlidingConvolution(Convolutional):
    """Filters slide over the input."""

    def axes(self, read: Shape) -> tuple[SlidingAxis, ...]:
        """The axes of the input, with all settings."""
        return padded(self.name, self.padding, self._unpadded(read[2:]))

    def counted(self, read: Shape) -> dict[str, Op]:
        return roundings(self.axes(read))


@dataclass(frozen=True, kw_only=True)
class Conv2d(_SlidingConvolution, kind="conv2d"):
    """Filters slide over pictures.

    ``(batch, in, height, width) → (batch, filters, height, width)``, W ``(filters, in / groups,
    height, width)``.
    """

    weights: FirstPictureFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""

    dimensions = 2

    def operation(self, read: Shape) -> Op:
        h, w = self.axes(read)
        ends = (h.before, h.after, w.before, w.after)
        return Conv2dOp((h.stride, w.stride), ends, (h.dilation, w.dilation), self.groups)


@dataclass(frozen=True, kw_only=True)
class Conv1d(_SlidingConvolution, kind="conv1d"):
    """Filters slide along sequences.

    ``(batch, in, width) → (batch, filters, width)``, W ``(filters, in / groups, width)``.
    """

    weights: FirstRowFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""

    dimensions = 1

    def operation(self, read: Shape) -> Op:
        (w,) = self.axes(read)
        return Conv1dOp(w.stride, (w.before, w.after), w.dilation, self.groups)


@dataclass(frozen=True, kw_only=True)
class _TransposedConvolution(Convolutional):
    """Every number of the input paints a filter. Padding is cut off the output; ``same`` cuts as
    much as makes it `stride` times as large as the input, and adds where that is too little."""

    output_padding: ZerosPerAxis = 0
    """Places more at the end of each axis."""

    def weight_channels(self, channels: int) -> tuple[int, int]:
        return channels, self.filters // self.groups

    def painted(self, read: Shape) -> tuple[tuple[SlidingAxis, int], ...]:
        """The axes of the input with all settings, each with the places more at its output's
        end."""
        axes = self._unpadded(read[2:])
        more = self._each("output_padding", self.output_padding, least=0)
        if self.padding != "same":
            return tuple(zip(padded(self.name, self.padding, axes), more, strict=True))
        # the output whose "same" convolution would have the size of this input
        wide = padded(
            self.name, "same", self._unpadded(tuple(axis.length * axis.stride for axis in axes))
        )
        lacking = (max(0, axis.stride - axis.extent) for axis in axes)
        return tuple((axis, a + b) for axis, a, b in zip(wide, more, lacking, strict=True))


@dataclass(frozen=True, kw_only=True)
class ConvTranspose2d(_TransposedConvolution, kind="conv_transpose2d"):
    """Every number of a picture paints a filter.

    ``(batch, in, height, width) → (batch, filters, height, width)``, W ``(in, filters / groups,
    height, width)``.
    """

    weights: FirstPictureFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""
    output_padding: ZerosPerAxis = 0
    """Rows more below, columns more at the right."""

    dimensions = 2

    def operation(self, read: Shape) -> Op:
        (h, below), (w, beside) = self.painted(read)
        ends = (h.before, h.after, w.before, w.after)
        steps, gaps = (h.stride, w.stride), (h.dilation, w.dilation)
        return ConvTranspose2dOp(steps, ends, (below, beside), gaps, self.groups)


@dataclass(frozen=True, kw_only=True)
class ConvTranspose1d(_TransposedConvolution, kind="conv_transpose1d"):
    """Every number of a sequence paints a filter.

    ``(batch, in, width) → (batch, filters, width)``, W ``(in, filters / groups, width)``.
    """

    weights: FirstRowFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""
    output_padding: ZerosPerAxis = 0
    """Places more at the right."""

    dimensions = 1

    def operation(self, read: Shape) -> Op:
        ((w, beside),) = self.painted(read)
        return ConvTranspose1dOp(w.stride, (w.before, w.after), beside, w.dilation, self.groups)
