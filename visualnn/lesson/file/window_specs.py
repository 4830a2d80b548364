"""Layers whose windows slide over images and sequences: convolutions, pools, zeros around."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import Matrix, is_text
from .initializer_specs import Initializer
from .layer_base import FirstVector, LayerBase, TrainedLayerBase, Width

_Places = Annotated[int, Field(ge=1, le=10_000)]
_Zeros = Annotated[int, Field(ge=0, le=10_000)]


def _word_or_numbers(value: object) -> str:
    """Which of three alternatives a value belongs to: a word, a list of numbers, or a number."""
    return "name" if isinstance(value, str) else _number_or_list(value)


def _number_or_list(value: object) -> str:
    return "numbers" if isinstance(value, tuple) else "number"


PerAxis = Annotated[
    Annotated[_Places, Tag("number")]
    | Annotated[tuple[_Places, ...], Field(min_length=1, max_length=2), Tag("numbers")],
    Discriminator(_number_or_list),
]
AnyPerAxis = Annotated[
    Annotated[_Zeros, Tag("number")]
    | Annotated[tuple[_Zeros, ...], Field(min_length=1, max_length=2), Tag("numbers")],
    Discriminator(_number_or_list),
]
Frame = Annotated[
    Annotated[_Zeros, Tag("number")]
    | Annotated[tuple[_Zeros, ...], Field(min_length=2, max_length=4), Tag("numbers")],
    Discriminator(_number_or_list),
]
Padding = Annotated[
    Annotated[Literal["valid", "same"], Tag("name")]
    | Annotated[_Zeros, Tag("number")]
    | Annotated[tuple[_Zeros, ...], Field(min_length=2, max_length=4), Tag("numbers")],
    Discriminator(_word_or_numbers),
]
_Rows = Annotated[tuple[Matrix, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]
_Pictures = Annotated[tuple[_Rows, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]
RowFilters = Annotated[
    Annotated[Initializer, Tag("name")] | Annotated[_Rows, Tag("numbers")], Discriminator(is_text)
]
PictureFilters = Annotated[
    Annotated[Initializer, Tag("name")] | Annotated[_Pictures, Tag("numbers")],
    Discriminator(is_text),
]


class ConvolutionSpec(TrainedLayerBase):
    """What every convolution has."""

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
    bias: FirstVector = "zeros"
    """How the biases start: a rule, or one number for each filter."""


class Conv2dSpec(ConvolutionSpec):
    """Filters slide over pictures."""

    kind: Literal["conv2d"]
    weights: PictureFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""


class Conv1dSpec(ConvolutionSpec):
    """Filters slide along sequences."""

    kind: Literal["conv1d"]
    weights: RowFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""


class ConvTranspose2dSpec(ConvolutionSpec):
    """Every number of a picture paints a filter."""

    kind: Literal["conv_transpose2d"]
    weights: PictureFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""
    output_padding: AnyPerAxis = 0
    """Rows more below, columns more at the right."""


class ConvTranspose1dSpec(ConvolutionSpec):
    """Every number of a sequence paints a filter."""

    kind: Literal["conv_transpose1d"]
    weights: RowFilters = "glorot_uniform"
    """How the filters start: a rule, or their numbers."""
    output_padding: AnyPerAxis = 0
    """Places more at the right."""


class PoolSpec(LayerBase):
    """What every pool with windows has."""

    size: PerAxis
    """Height and width of a window, or one number for both."""
    stride: PerAxis | None = None
    """How far a window moves; without it, its size."""
    padding: Padding = "valid"
    """Places around: none, as many as keep the size, or how many."""
    rounding: Literal["down", "up"] = "down"
    """Whether a last window that does not fit is left out or cut off."""


class MaxPoolSpec(PoolSpec):
    """The largest number of every window."""

    kind: Literal["max_pool"]


class AveragePoolSpec(PoolSpec):
    """The average of every window."""

    kind: Literal["average_pool"]
    count_padding: bool = True
    """Whether places in the padding are counted, as zeros."""


class GlobalAveragePoolSpec(LayerBase):
    """The average of each channel."""

    kind: Literal["global_average_pool"]


class ZeroPaddingSpec(LayerBase):
    """Zeros around pictures, or at both ends of sequences."""

    kind: Literal["zero_padding"]
    padding: Frame = 1
    """How many: one number for every end, or top, bottom, left, right."""
