"""What a layer may be told to do with its sums, by the words that lesson files use.

PReLU and Maxout, which need more than a word, are layers of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def activation_of(layer: str, word: str) -> Op:
    """The op of an activation; raises SettingError, naming the layer, for an unknown word."""
    if word not in ACTIVATIONS:
        raise SettingError(
            "layer {layer} has the unknown activation {activation}; known are {known}",
            layer=layer,
            activation=word,
            known=", ".join(ACTIVATIONS),
        )
    return ACTIVATIONS[word]
