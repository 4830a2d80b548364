"""The dense layer: every unit reads every number of its input."""

from __future__ import annotations

from ..dataclass import dataclass
from ..errors import ShapeError
from ..initializers import FirstMatrix, FirstVector
from ..ops import Shape
from ..ops.dense import AddBias, MatMul
from .base import Application, Layer, Parameter, Width


@dataclass(frozen=True, kw_only=True)
class Dense(Layer, kind="dense"):
    """Every unit reads every number of the input.

    ``(batch, in) → (batch, units)``: ``z = x · W + b`` with ``W`` of shape ``(in, units)``.
    """

    units: Width
    biased: bool = True
    """Whether each unit has a bias."""
    weights: FirstMatrix = "glorot_uniform"
    """How the weights start: a rule, or one row of numbers for each input."""
    bias: FirstVector = "zeros"
    """How the biases start: a rule, or one number for each unit."""

    starts = ("weights", "bias")

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        (read,) = reads
        if len(read) != 2:
            raise ShapeError(
                "dense layer {layer} needs one row of numbers per example, not {shape}; put a "
                "flatten layer before it",
                layer=self.name,
                shape=read[1:],
            )
        fans = read[1], self.units
        weights = self.owned("W", fans, fans, self.weights, "weights")
        if not self.biased:
            return (weights,)
        return weights, self.owned("b", fans[1:], fans, self.bias, "bias")

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        weights = f"{self.owner}.W"
        if not self.biased:
            return (self.applied(MatMul(), (*reads, weights), "z"),)
        product = self.applied(MatMul(), (*reads, weights), "xW")
        return product, self.applied(AddBias(), (product.writes, f"{self.owner}.b"), "z")
