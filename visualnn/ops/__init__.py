"""The cards of mathematics, one file for each kind; importing this registers them all."""

from . import (
    activations,
    chance,
    combine,
    data,
    dense,
    functions,
    losses,
    metrics,
    normalize,
    optimizers,
    recurrent,
    schedules,
    sequence,
    shape,
)
from .base import REGISTRY, Array, Call, Named, Op, Shape

__all__ = [
    "REGISTRY",
    "Array",
    "Call",
    "Named",
    "Op",
    "Shape",
    "activations",
    "chance",
    "combine",
    "data",
    "dense",
    "functions",
    "losses",
    "metrics",
    "normalize",
    "optimizers",
    "recurrent",
    "schedules",
    "sequence",
    "shape",
]
