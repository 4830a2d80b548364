"""The kinds of layers, one file for each family; importing this registers them all.

`base` says what a layer is; each other file holds a few kinds.
"""

from .activation import ACTIVATIONS, activation_of
from .base import KINDS, Application, Axes, Buffer, Layer, Parameter

# In the order in which lesson files are told which kinds there are.
# isort: off
from .dense import Dense
from .convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from .pooling import (
    AveragePool,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool,
    Upsampling1d,
    Upsampling2d,
    ZeroPadding,
)
from .shape import Flatten, Permute, Reshape
from .combine import Add, Concatenate, Multiply
from .ensemble import Average, Maximum, Vote
from .bend import Maxout, PReLU
from .normalize import BatchNorm, LayerNorm
from .chance import Dropout, GaussianNoise
from .sequence import DenseSteps, Embedding
from .recurrent import GRU, LSTM, RNN

# isort: on
from .function import Function

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "KINDS",
    "LSTM",
    "RNN",
    "Add",
    "Application",
    "Average",
    "AveragePool",
    "Axes",
    "BatchNorm",
    "Buffer",
    "Concatenate",
    "Conv1d",
    "Conv2d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "Dense",
    "DenseSteps",
    "Dropout",
    "Embedding",
    "Flatten",
    "Function",
    "GaussianNoise",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Layer",
    "LayerNorm",
    "MaxPool",
    "Maximum",
    "Maxout",
    "Multiply",
    "PReLU",
    "Parameter",
    "Permute",
    "Reshape",
    "Upsampling1d",
    "Upsampling2d",
    "Vote",
    "ZeroPadding",
    "activation_of",
]
