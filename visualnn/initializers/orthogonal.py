"""Weights that turn and do not stretch."""

from __future__ import annotations

import numpy as np

from .. import figures
from ..dataclass import dataclass
from ..errors import ShapeError
from ..ops import Array, Shape
from ..text import N_
from .base import Initializer, Value


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """A random rotation.

    An orthogonal matrix: first axis × all others, the shorter side orthonormal.

    Q of the QR decomposition of normal numbers, each column with the sign of R's diagonal, which
    makes every rotation equally likely. Needs two axes or more.
    """

    gain: Value = 1.0
    """What the rotation is multiplied by."""

    title = N_("Orthogonal")
    reference = (
        "Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning; "
        "PyTorch 2.13 nn.init.orthogonal_"
    )

    @property
    def formula(self) -> str:
        gain = "" if self.gain == 1 else f"{figures.line(self.gain)} · "
        return f"W = {gain}Q · sign(diag R), Q · R ~ N(0, 1)"

    def draw(self, random: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        if len(shape) < 2:
            raise ShapeError(
                "orthogonal first values need two axes or more, not the shape {shape}; "
                "start this parameter with zeros",
                shape=shape,
            )
        rows, columns = shape[0], int(np.prod(shape[1:]))
        normal = random.normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(normal)
        q *= np.sign(np.diagonal(r))
        tall = q if rows >= columns else q.T
        return self.gain * tall.reshape(shape)
