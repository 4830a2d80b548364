"""The layers of a lesson file: one table for each kind, with the fields of the kind's layer.

The meaning of a field is in `visualnn.layers`; here, in `window_specs`, `normalize_specs`
and `sequence_specs` is what may be written.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field

from .layer_base import Activation, FirstMatrix, FirstVector, LayerBase, TrainedLayerBase, Width
from .normalize_specs import BatchNormSpec, DropoutSpec, GaussianNoiseSpec, LayerNormSpec
from .sequence_specs import DenseStepsSpec, EmbeddingSpec, GRUSpec, LSTMSpec, RNNSpec
from .window_specs import (
    AveragePoolSpec,
    Conv1dSpec,
    Conv2dSpec,
    ConvTranspose1dSpec,
    ConvTranspose2dSpec,
    GlobalAveragePoolSpec,
    MaxPoolSpec,
    ZeroPaddingSpec,
)

__all__ = ["Activation", "AddSpec", "DenseSpec", "FlattenSpec", "LayerBase", "LayerSpec"]


class DenseSpec(TrainedLayerBase):
    """Every unit reads every number of the input."""

    kind: Literal["dense"]
    units: Width
    weights: FirstMatrix = "glorot_uniform"
    """How the weights start: a rule, or one row of numbers for each input."""
    bias: FirstVector = "zeros"
    """How the biases start: a rule, or one number for each unit."""


class FlattenSpec(LayerBase):
    """Each example becomes one row of numbers."""

    kind: Literal["flatten"]


class ReshapeSpec(LayerBase):
    """Each example gets another shape; no number changes."""

    kind: Literal["reshape"]
    to: Annotated[
        tuple[Annotated[int, Field(ge=-1, le=100_000)], ...], Field(min_length=1, max_length=7)
    ]
    """The shape of one example; one length may be -1, which is what is left."""


class AddSpec(LayerBase):
    """Values of one shape are added."""

    kind: Literal["add"]


class MultiplySpec(LayerBase):
    """Values of one shape are multiplied."""

    kind: Literal["multiply"]


class ConcatenateSpec(LayerBase):
    """Values are put behind each other: features, or the channels of images."""

    kind: Literal["concatenate"]


class PReLUSpec(TrainedLayerBase):
    """A leaky ReLU that learns its slope."""

    kind: Literal["prelu"]
    slope: float = 0.25
    """Every slope in the beginning."""
    per_channel: bool = False
    """A slope for each unit or channel instead of one for all."""


class MaxoutSpec(LayerBase):
    """The largest of some neighbouring units."""

    kind: Literal["maxout"]
    pieces: Annotated[int, Field(ge=1, le=1_000)] = 2
    """How many units become one."""


class TogetherBase(LayerBase):
    """Several outputs of one shape, read as one."""

    joint: bool = True
    """Whether the members learn from what they say together; if not, each learns from a loss of
    its own in `[[losses]]`."""


class AverageSpec(TogetherBase):
    """The mean of several outputs of one shape."""

    kind: Literal["average"]


class MaximumSpec(TogetherBase):
    """The largest of several outputs of one shape, place by place."""

    kind: Literal["maximum"]


class VoteSpec(LayerBase):
    """Each output gives its first choice one vote; the shares of the votes are the output."""

    kind: Literal["vote"]


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
    | ReshapeSpec
    | AddSpec
    | MultiplySpec
    | ConcatenateSpec
    | AverageSpec
    | MaximumSpec
    | VoteSpec
    | PReLUSpec
    | MaxoutSpec
    | BatchNormSpec
    | LayerNormSpec
    | DropoutSpec
    | GaussianNoiseSpec
    | EmbeddingSpec
    | DenseStepsSpec
    | RNNSpec
    | LSTMSpec
    | GRUSpec,
    Discriminator("kind"),
]
