"""The kinds of layers, one file for each family; importing this registers them all.

`base` says what a layer is; each other file holds a few kinds.
"""

from .activation import ACTIVATIONS, activation_of
from .base import KINDS, Application, Buffer, Layer, Parameter
from .combine import Add
from .dense import Dense
from .shape import Flatten

__all__ = [
    "ACTIVATIONS",
    "KINDS",
    "Add",
    "Application",
    "Buffer",
    "Dense",
    "Flatten",
    "Layer",
    "Parameter",
    "activation_of",
]
