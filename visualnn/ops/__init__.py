"""The cards of mathematics, one file for each kind; importing this registers them all."""

from . import (
    activations,
    combine,
    data,
    dense,
    functions,
    losses,
    metrics,
    optimizers,
    schedules,
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
    "combine",
    "data",
    "dense",
    "functions",
    "losses",
    "metrics",
    "optimizers",
    "schedules",
    "shape",
]
