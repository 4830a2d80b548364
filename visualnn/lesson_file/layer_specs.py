"""The layers of a lesson file: one table for each kind, with the fields of the kind's layer.

The meaning of a field is in `visualnn.layers`; here is what may be written.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import LayerName, Matrix, Numbers, Spec, is_text
from .initializer_specs import Initializer

Activation = Literal[
    "relu",
    "sigmoid",
    "tanh",
    "softmax",
    "log_softmax",
    "leaky_relu",
    "relu6",
    "elu",
    "selu",
    "celu",
    "softplus",
    "softsign",
    "gelu",
    "gelu_tanh",
    "silu",
    "mish",
    "hard_sigmoid",
    "hard_swish",
    "hard_tanh",
    "none",
]


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


class LayerBase(Spec):
    """What every layer has."""

    name: LayerName
    """What its values are called after: `hidden` has `hidden.z` and `hidden.a`."""
    inputs: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=100)] | None = None
    """The layers it reads, `x` for the data; without it, the layer before."""
    activation: Activation = "none"


class TrainedLayerBase(LayerBase):
    """What a layer with parameters has."""

    trainable: bool = True
    """Without it, its parameters stay as they are."""
    shares: LayerName | Literal[""] = ""
    """The earlier layer whose parameters it uses instead of its own."""


class DenseSpec(TrainedLayerBase):
    """Every unit reads every number of the input."""

    kind: Literal["dense"]
    units: Annotated[int, Field(ge=1, le=100_000)]
    weights: Annotated[
        Annotated[Initializer, Tag("name")] | Annotated[Matrix, Tag("numbers")],
        Discriminator(is_text),
    ] = "glorot_uniform"
    """How the weights start: a rule, or one row of numbers for each input."""
    bias: Annotated[
        Annotated[Initializer, Tag("name")] | Annotated[Numbers, Tag("numbers")],
        Discriminator(is_text),
    ] = "zeros"
    """How the biases start: a rule, or one number for each unit."""


class ConvolutionSpec(TrainedLayerBase):
    """What every convolution has."""

    filters: Annotated[int, Field(ge=1, le=100_000)]
    """The number of output channels."""
    size: PerAxis
    """Height and width of a filter, or one number for both."""
    stride: PerAxis = 1
    """How far a filter moves, down and across."""
    padding: Padding = "valid"
    """Zeros around: none, as many as keep the size, or how many."""
    dilation: PerAxis = 1
    """The distance between neighbouring places that a filter sees."""
    groups: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Groups of channels that do not see each other."""
    biased: bool = True
    """Whether each output channel has a bias."""
    bias: Annotated[
        Annotated[Initializer, Tag("name")] | Annotated[Numbers, Tag("numbers")],
        Discriminator(is_text),
    ] = "zeros"
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


class FlattenSpec(LayerBase):
    """Each example becomes one row of numbers."""

    kind: Literal["flatten"]


class AddSpec(LayerBase):
    """Two values of one shape are added."""

    kind: Literal["add"]


LayerSpec = Annotated[
    DenseSpec
    | Conv2dSpec
    | Conv1dSpec
    | ConvTranspose2dSpec
    | ConvTranspose1dSpec
    | MaxPoolSpec
    | AveragePoolSpec
    | GlobalAveragePoolSpec
    | ZeroPaddingSpec
    | FlattenSpec
    | AddSpec,
    Discriminator("kind"),
]
