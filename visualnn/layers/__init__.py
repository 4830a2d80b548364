"""The kinds of layers, one file for each family; importing this registers them all.

`base` says what a layer is; each other file holds a few kinds.
"""

from .activation import ACTIVATIONS, activation_of
from .base import KINDS, Application, Buffer, Layer, Parameter
from .bend import Maxout, PReLU
from .chance import Dropout, GaussianNoise
from .combine import Add, Concatenate, Multiply
from .convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from .dense import Dense
from .ensemble import Average, Largest, Vote
from .function import Function
from .normalize import BatchNorm, LayerNorm
from .pooling import AveragePool, GlobalAveragePool, MaxPool, ZeroPadding
from .recurrent import GRU, LSTM, RNN
from .sequence import DenseSteps, Embedding
from .shape import Flatten, Reshape

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
    "Largest",
    "Layer",
    "LayerNorm",
    "MaxPool",
    "Maxout",
    "Multiply",
    "PReLU",
    "Parameter",
    "Reshape",
    "Vote",
    "ZeroPadding",
    "activation_of",
]
