"""Layers of sequences: words as rows of a table, and a dense layer at every time step."""

from __future__ import annotations

from ..dataclass import dataclass
from ..errors import ShapeError
from ..initializers import FirstMatrix, FirstVector
from ..ops import Shape
from ..ops.sequence import AddBiasSteps, Embed, MatMulSteps
from .base import Application, Layer, Parameter, Width


@dataclass(frozen=True, kw_only=True)
class Embedding(Layer, kind="embedding"):
    """Each whole number becomes a row of a table.

    ``(batch, time)``, each number from 0 to `rows` − 1, to ``(batch, time, units)``.
    """

    rows: Width
    """How many different numbers there are, from 0 on."""
    units: Width
    """How long a row is."""
    table: FirstMatrix = "normal"
    """How the table starts: a rule, or its rows."""

    starts = ("table",)
    gives_axes = "sequence"

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        fans = self.rows, self.units
        return (self.owned("E", fans, fans, self.table, "table"),)

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        return (self.applied(Embed(), (*reads, f"{self.owner}.E"), "z"),)


@dataclass(frozen=True, kw_only=True)
class DenseSteps(Layer, kind="dense_steps"):
    """The same dense layer at every time step.

    ``(batch, time, in) → (batch, time, units)``.
    """

    units: Width
    biased: bool = True
    """Whether each unit has a bias."""
    weights: FirstMatrix = "glorot_uniform"
    """How the weights start: a rule, or one row of numbers for each input."""
    bias: FirstVector = "zeros"
    """How the biases start: a rule, or one number for each unit."""

    starts = ("weights", "bias")
    reads_axes = "sequence"

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        fans = width_of_steps(self, reads), self.units
        weights = self.owned("W", fans, fans, self.weights, "weights")
        if not self.biased:
            return (weights,)
        return weights, self.owned("b", fans[1:], fans, self.bias, "bias")

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        if not self.biased:
            return (self.applied(MatMulSteps(), (*reads, f"{self.owner}.W"), "z"),)
        product = self.applied(MatMulSteps(), (*reads, f"{self.owner}.W"), "xW")
        return product, self.applied(AddBiasSteps(), (product.writes, f"{self.owner}.b"), "z")


def width_of_steps(layer: Layer, reads: tuple[Shape, ...]) -> int:
    """The features of one time step; raises ShapeError for what is no sequence."""
    (read,) = reads
    if len(read) != 3:
        raise ShapeError(
            "the layer {layer} needs a sequence, (time, features), for each example, not {shape}",
            layer=layer.name,
            shape=read[1:],
        )
    return read[2]
