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


class FlattenSpec(LayerBase):
    """Each example becomes one row of numbers."""

    kind: Literal["flatten"]


class AddSpec(LayerBase):
    """Two values of one shape are added."""

    kind: Literal["add"]


LayerSpec = Annotated[DenseSpec | FlattenSpec | AddSpec, Discriminator("kind")]
