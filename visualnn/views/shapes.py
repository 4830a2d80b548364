"""The shapes of a network: layer by layer what it hands on, holds, multiplies and sees."""

from __future__ import annotations

import math

import numpy as np

from ..lesson import Lesson, Outline
from ..tell.measure import Measures, ReceptiveAxis, batched_text, measures_of
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable

__all__ = ["ShapesView", "shapes"]

COLUMNS = (
    "layer",
    "kind",
    "output",
    "parameters",
    "trainable",
    "multiply_adds",
    "bytes",
    "sees",
)


class ShapesView(View):
    """Part ``shapes``: a row for each layer, the input first.

    ``output`` is the shape of its output with ``None`` for the batch; ``parameters`` counts all its
    numbers, ``trainable`` those that training changes; ``multiply_adds`` counts, for one example
    forwards, how often a weight is multiplied; ``bytes`` is what one example leaves for the way
    back; ``sees`` is how many places of the input, along each axis, one number of the output is
    made from, empty where that may be all.
    """

    name = "shapes"
    title = N_("Shapes")
    parts = ("shapes",)
    reads_values = False

    def refuse(self, lesson: Lesson) -> None:
        if lesson.network.writes_loss:
            raise UnsuitedError(N_("a function has no layers whose shapes could be shown"))

    def table(self, moment: Moment, part: str) -> ViewTable:
        return shapes(moment.lesson)


def shapes(outline: Outline) -> ViewTable:
    """The table of an outline: no weight is needed for it."""
    network = outline.network
    width = np.dtype(outline.spec.dtype).itemsize
    *layers, _whole = measures_of(network)
    entry = ("x", "input", batched_text(network.shapes["x"]), 0, 0, 0, 0, None)
    return ViewTable(COLUMNS, (entry, *(_row(layer, width) for layer in layers)))


def _row(layer: Measures, width: int) -> tuple[CellValue, ...]:
    held = layer.parameters.value
    return (
        layer.name,
        layer.kind,
        batched_text(layer.shape),
        held,
        held - layer.frozen.value,
        layer.multiply_adds.value,
        layer.kept.value * width,
        None if layer.sees is None else "×".join(map(_places, layer.sees)),
    )


def _places(axis: ReceptiveAxis) -> str:
    return str(math.floor(axis.size.value))
