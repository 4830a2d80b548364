"""The kinds of layers, one file for each family; importing this registers them all.

`base` says what a layer is; each other file holds a few kinds.
"""

from .activation import ACTIVATIONS, activation_of
from .base import KINDS, Application, Buffer, Layer, Parameter
from .combine import Add
from .convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from .dense import Dense
from .pooling import AveragePool, GlobalAveragePool, MaxPool, ZeroPadding
from .shape import Flatten

__all__ = [
    "ACTIVATIONS",
    "KINDS",
    "Add",
    "Application",
    "AveragePool",
    "Buffer",
    "Conv1d",
    "Conv2d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "Dense",
    "Flatten",
    "GlobalAveragePool",
    "Layer",
    "MaxPool",
    "Parameter",
    "ZeroPadding",
    "activation_of",
]
