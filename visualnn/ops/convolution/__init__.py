"""Convolutions and what belongs to them, one file for each concept."""

from .bias import AddChannelBias
from .conv import Conv1d, Conv2d
from .transposed import ConvTranspose1d, ConvTranspose2d

__all__ = ["AddChannelBias", "Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d"]
