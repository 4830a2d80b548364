"""Layers in which paths of the network meet."""

from __future__ import annotations

from typing import ClassVar

from ..ops import Op, Shape
from ..ops.combine import Add as AddOp
from ..ops.combine import Concatenate as ConcatenateOp
from ..ops.combine import Multiply as MultiplyOp
from .base import MAX_INPUT_COUNT, Application, Layer


class _Chain(Layer):
    """Two values by one op, then the result and the next: one line for each."""

    least_inputs, most_inputs = 2, MAX_INPUT_COUNT
    op: ClassVar[Op]
    word: ClassVar[str]
    """What a result on the way is called, with the number of inputs that are in it."""

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        so_far, *others = reads
        uses = []
        for count, read in enumerate(others, 2):
            word = "z" if count == len(reads) else f"{self.word}{count}"
            uses.append(self.applied(self.op, (so_far, read), word))
            so_far = uses[-1].writes
        return tuple(uses)


class Add(_Chain, kind="add"):
    """Values of one shape are added.

    A residual sum.
    """

    op = AddOp()
    word = "sum"


class Multiply(_Chain, kind="multiply"):
    """Values of one shape are multiplied.

    A gate.
    """

    op = MultiplyOp()
    word = "product"


class Concatenate(Layer, kind="concatenate"):
    """Values are put behind each other: features, or the channels of images.

    They meet along the axis behind the batch.
    """

    least_inputs, most_inputs = 2, MAX_INPUT_COUNT

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        widths = tuple(shape[1] if len(shape) > 1 else 0 for shape in shapes)
        return (self.applied(ConcatenateOp(widths), reads, "z"),)
