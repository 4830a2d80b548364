"""Clipping: the lines between backpropagation and update that make gradients shorter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..dataclass import dataclass
from ..errors import SettingError
from ..ops import Op
from ..ops.clipping import (
    ClipByValue,
    ClipFactor,
    ClipFactorExact,
    Norm,
    ScaleGradient,
    SquaredNorm,
)
from ..ops.combine import Add
from ..text import N_

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""

LIMIT = "clip"
"""The limit, a number of the state."""
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        LIMIT: N_(
            "A setting of the lesson: gradients are kept as short, or their numbers as small."
        ),
    }
)
"""Setting → what it does: a catalogue entry (English)."""


@dataclass(frozen=True)
class Clip:
    """The way gradients are clipped: by `value`, by the `norm` of each, or by their
    `global_norm`."""

    kind: str
    limit: float
    convention: str = "pytorch"

    def __post_init__(self) -> None:
        known = {"value", "norm", "global_norm"}
        if self.kind not in known:
            raise SettingError(
                "unknown clipping {kind}; known are {known}",
                kind=self.kind,
                known=", ".join(sorted(known)),
            )

    @property
    def factor(self) -> Op:
        return ClipFactor() if self.convention == "pytorch" else ClipFactorExact()

    def shared(self, parameters: Sequence[str]) -> tuple[Line, ...]:
        """The lines that run once for all parameters: the length of all gradients, and the
        factor."""
        if self.kind != "global_norm" or not parameters:
            return ()
        squares: list[Line] = [
            (SquaredNorm(), (f"d.{w}",), f"square.{w}" if len(parameters) > 1 else "square")
            for w in parameters
        ]
        lines = squares[:1]
        so_far = squares[0][2]
        for n, line in enumerate(squares[1:], 2):
            writes = "square" if n == len(squares) else f"square.sum{n}"
            lines += [line, (Add(), (so_far, line[2]), writes)]
            so_far = writes
        return (*lines, (Norm(), ("square",), "norm"), (self.factor, ("norm", LIMIT), "factor"))

    def lines(self, w: str) -> tuple[Line, ...]:
        """The lines that clip the gradient of one parameter; the last line writes `gradient(w)`."""
        g, clipped = f"d.{w}", self.gradient(w)
        if self.kind == "value":
            return ((ClipByValue(), (g, LIMIT), clipped),)
        if self.kind == "global_norm":
            return ((ScaleGradient(), (g, "factor"), clipped),)
        square, norm, factor = f"square.{w}", f"norm.{w}", f"factor.{w}"
        return (
            (SquaredNorm(), (g,), square),
            (Norm(), (square,), norm),
            (self.factor, (norm, LIMIT), factor),
            (ScaleGradient(), (g, factor), clipped),
        )

    def gradient(self, w: str) -> str:
        """The name of the clipped gradient."""
        return f"clipped.{w}"
