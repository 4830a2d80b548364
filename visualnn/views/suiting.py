"""Which lessons a view suits, for the views that are offered before anybody looks at them.

What a view computes takes many more imports than whether it has anything to say, and most views of
a lesson are offered and never opened. Each function raises UnsuitedError, which says why not.
"""

from __future__ import annotations

from collections.abc import Callable

from ..layers import Application
from ..layers.dense import Dense
from ..lesson import Lesson
from ..network import INPUT
from ..ops.activations import LogSoftmax, PReLU, Softmax
from ..ops.activations.base import Activation
from ..ops.convolution.conv import Sliding
from ..ops.convolution.transposed import Painting
from ..ops.landscape import Landscape
from ..ops.pooling import GlobalAveragePool, GlobalMaxPool, Pool
from ..text import N_
from .base import UnsuitedError

__all__ = [
    "has_activation",
    "has_windows",
    "refuse_activation",
    "refuse_convolution",
    "refuse_gradient_flow",
    "refuse_hidden_space",
    "refuse_rate_map",
    "suits",
]


def suits(refuse: Callable[[Lesson], None], lesson: Lesson) -> bool:
    """Whether a lesson is not refused."""
    try:
        refuse(lesson)
    except UnsuitedError:
        return False
    return True


def has_activation(use: Application) -> bool:
    """Whether what is applied is an activation."""
    return isinstance(use.op, (Activation, PReLU)) or type(use.op) in {Softmax, LogSoftmax}


def refuse_activation(lesson: Lesson) -> None:
    """Ask for an activation."""
    if not any(map(has_activation, lesson.network.applications)):
        raise UnsuitedError(N_("no layer of this lesson has an activation"))


def has_windows(use: Application) -> bool:
    """Whether what is applied is a convolution, a transposed one, or a pool."""
    kinds = (Sliding, Painting, Pool, GlobalAveragePool, GlobalMaxPool)
    return isinstance(use.op, kinds)


def refuse_convolution(lesson: Lesson) -> None:
    """Ask for a convolution or a pool."""
    if not any(map(has_windows, lesson.network.applications)):
        raise UnsuitedError(N_("no layer of this lesson is a convolution or a pool"))


def refuse_gradient_flow(lesson: Lesson) -> None:
    """Ask for a network."""
    if lesson.network.writes_loss:
        raise UnsuitedError(N_("this lesson walks on a function; there is no network"))


def refuse_hidden_space(lesson: Lesson) -> None:
    """Ask for a chain of dense layers with a hidden one among them."""
    refuse_gradient_flow(lesson)
    before = INPUT
    for layer in lesson.network.layers:
        if not isinstance(layer, Dense):
            raise UnsuitedError(
                N_(
                    "the hidden space is drawn for a chain of dense layers; {layer} is of the kind "
                    "{kind}"
                ),
                layer=layer.name,
                kind=layer.kind,
            )
        if layer.inputs != (before,):
            raise UnsuitedError(
                N_(
                    "the hidden space is drawn for a chain of layers; {layer} does not read the "
                    "layer before it"
                ),
                layer=layer.name,
            )
        before = layer.name
    if len(lesson.network.layers) == 1:
        raise UnsuitedError(N_("this network has no hidden layer"))


def refuse_rate_map(lesson: Lesson) -> None:
    """Ask for a quadratic with a lowest place."""
    ops = [use.op for use in lesson.network.applications if isinstance(use.op, Landscape)]
    if not ops or not ops[0].curvatures:
        raise UnsuitedError(
            N_(
                "the map of rate and momentum is drawn where a lesson walks on a quadratic with a "
                "lowest place"
            )
        )
