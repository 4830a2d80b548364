"""Layers that normalise, and layers that disturb in training."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .layer_base import FirstVector, LayerBase, Library, TrainedLayerBase


class NormBase(TrainedLayerBase):
    """What both ways to normalise have."""

    convention: Library = "pytorch"
    """Whose formula and defaults it follows."""
    eps: Annotated[float, Field(ge=0, le=1)] | None = None
    """What is added to the variance; without it, the convention's own."""
    gamma: FirstVector = "ones"
    """How the scales start: a rule, or one number for each channel."""
    beta: FirstVector = "zeros"
    """How the shifts start: a rule, or one number for each channel."""


class BatchNormSpec(NormBase):
    """Each channel gets mean 0 and variance 1 over the batch."""

    kind: Literal["batch_norm"]
    momentum: Annotated[float, Field(ge=0, le=1)] | None = None
    """How running statistics move: in PyTorch the weight of the new, in Keras of the old."""


class LayerNormSpec(NormBase):
    """Each example gets mean 0 and variance 1 over its features."""

    kind: Literal["layer_norm"]


class DropoutSpec(LayerBase):
    """Some numbers are dropped, in training only."""

    kind: Literal["dropout"]
    p: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """The share that is dropped."""


class GaussianNoiseSpec(LayerBase):
    """Normally distributed numbers are added, in training only."""

    kind: Literal["gaussian_noise"]
    deviation: Annotated[float, Field(ge=0, le=1e6)] = 0.1
    """Their standard deviation."""
