"""Activations: what a unit does with its weighted sum, one file for each family."""

from .base import Activation, Convention
from .exponential import CELU, ELU, SELU, Softplus
from .gated import GELU, GELUTanh, Mish, SiLU
from .hard import HardSigmoid, HardSwish, HardTanh, ReLU6
from .rectifiers import Identity, LeakyReLU, Maxout, PReLU, ReLU
from .sigmoidal import Sigmoid, Softsign, Tanh
from .softmax import LogSoftmax, Softmax

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "SELU",
    "Activation",
    "Convention",
    "GELUTanh",
    "HardSigmoid",
    "HardSwish",
    "HardTanh",
    "Identity",
    "LeakyReLU",
    "LogSoftmax",
    "Maxout",
    "Mish",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Softsign",
    "Tanh",
]
