"""What the tables of all layers have in common: first values, activations, inputs, sharing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import LayerName, Matrix, Numbers, Spec, is_text
from .initializer_specs import Initializer

FirstMatrix = Annotated[
    Annotated[Initializer, Tag("name")] | Annotated[Matrix, Tag("numbers")],
    Discriminator(is_text),
]
"""How a matrix starts: a rule, or its rows."""
FirstVector = Annotated[
    Annotated[Initializer, Tag("name")] | Annotated[Numbers, Tag("numbers")],
    Discriminator(is_text),
]
"""How a row of numbers starts: a rule, or the numbers."""
Library = Literal["pytorch", "keras"]
"""Whose formula and defaults a layer follows."""
Width = Annotated[int, Field(ge=1, le=100_000)]
"""How many units or rows there are."""
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
    "identity",
    "none",
]


class LayerBase(Spec):
    """What every layer has."""

    name: LayerName
    """What its values are called after: `hidden` has `hidden.z` and `hidden.a`."""
    inputs: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=100)] | None = None
    """The layers it reads, `x` for the data; without it, the layer before."""
    activation: Activation = "none"
    alpha: float | None = None
    """The α of its activation: leaky ReLU's slope (Keras has 0.3), the floor of ELU and CELU."""


class TrainedLayerBase(LayerBase):
    """What a layer with parameters has."""

    trainable: bool = True
    """Without it, its parameters stay as they are."""
    shares: LayerName | Literal[""] = ""
    """The earlier layer whose parameters it uses instead of its own."""
