"""What a layer may be told to do with its sums, by the words that lesson files use.

PReLU and Maxout, which need more than a word, are layers of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..errors import SettingError
from ..ops import Op
from ..ops.activations import (
    CELU,
    ELU,
    GELU,
    SELU,
    GELUTanh,
    HardSigmoid,
    HardSwish,
    HardTanh,
    Identity,
    LeakyReLU,
    LogSoftmax,
    Mish,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Tanh,
)

ACTIVATIONS: Mapping[str, Op] = MappingProxyType(
    {
        "relu": ReLU(),
        "sigmoid": Sigmoid(),
        "tanh": Tanh(),
        "softmax": Softmax(),
        "log_softmax": LogSoftmax(),
        "leaky_relu": LeakyReLU(),
        "relu6": ReLU6(),
        "elu": ELU(),
        "selu": SELU(),
        "celu": CELU(),
        "softplus": Softplus(),
        "softsign": Softsign(),
        "gelu": GELU(),
        "gelu_tanh": GELUTanh(),
        "silu": SiLU(),
        "mish": Mish(),
        "hard_sigmoid": HardSigmoid(),
        "hard_swish": HardSwish(),
        "hard_tanh": HardTanh(),
        "identity": Identity(),
    }
)


ALPHAS: Mapping[str, str] = MappingProxyType(
    {"leaky_relu": "negative_slope", "elu": "alpha", "celu": "alpha"}
)
"""The activations whose formula has an α, with the setting of the card that it is."""


def activation_of(layer: str, word: str, alpha: float | None = None) -> Op:
    """The op of an activation, with an α of its own where one is given.

    Raises SettingError, naming the layer, for an unknown word, for an α that the activation does
    not have, and for one that it cannot have.
    """
    if word not in ACTIVATIONS:
        raise SettingError(
            "layer {layer} has the unknown activation {activation}; known are {known}",
            layer=layer,
            activation=word,
            known=", ".join(ACTIVATIONS),
        )
    if alpha is None:
        return ACTIVATIONS[word]
    if word not in ALPHAS:
        raise SettingError(
            "layer {layer}: the activation {activation} has no alpha; {known} have one",
            layer=layer,
            activation=word,
            known=", ".join(ALPHAS),
        )
    return replace(ACTIVATIONS[word], **{ALPHAS[word]: alpha})
