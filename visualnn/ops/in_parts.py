"""A network in evaluation on more examples than fit into memory at once: computed part by part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..expr import Expr, Index, Opaque
from ..text import N_
from .activations import Tanh
from .base import Array, Call, Named, Op, Shape
from .dense import AddBias, MatMul
from .memory import notes

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""

QUOTED_NUMBER_COUNT = 1024
"""Numbers of an example that are quoted as what a result is made from, at most; of each other array
it is the first."""

_LINES: tuple[Line, ...] = (
    (MatMul(), ("x", "W"), "s"),
    (AddBias(), ("s", "b"), "z"),
    (Tanh(), ("z",), "a"),
)


@dataclass(frozen=True)
class NetworkInParts(Op):
    """What some lines make of examples, ``(examples, …) → (examples, …)``: of `size` examples at a
    time, so that what lies between the first line and the last needs memory for so many only.

    `names` are what the lines read besides each other, the examples first. Every line takes the
    examples row by row, as a network in evaluation does.
    """

    lines: tuple[Line, ...] = _LINES
    names: tuple[str, ...] = ("x", "W", "b")
    size: int = 2

    title = N_("Network in parts")
    about = N_(
        "Computes the network on some of the examples at a time, because the values of all of them "
        "would not fit into memory, and keeps what loss and metrics read."
    )
    output = "y"
    opaque = True
    variants = ({}, {"size": 1}, {"size": 100})

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", self.names)
        object.__setattr__(self, "rule_inputs", MappingProxyType({"forward": self.names}))

    def shape(self, *shapes: Shape) -> Shape:
        examples, *others = shapes
        one = self._shape_of((1, *examples[1:]), *others)
        return (examples[0], *one[1:])

    def forward(self, *arrays: Array) -> Array:
        """y[n,·] = network(x[n,·])"""
        examples, *others = arrays
        parts = [
            self._of(examples[begin : begin + self.size], others)
            for begin in range(0, len(examples), self.size)
        ]
        return np.concatenate(parts)

    def forward_at(self, at: Index, *arrays: Named) -> Expr:
        examples, *others = arrays
        n = at[0]
        made = self._of(examples.data[n : n + 1], [other.data for other in others])
        places = islice(np.ndindex(examples.shape[1:]), QUOTED_NUMBER_COUNT)
        read = [examples[n, *place] for place in places]
        read += [other[(0,) * other.data.ndim] for other in others]
        asked = f"network({examples.label or examples.name}[{n}])"
        return Opaque(f"{asked}[{', '.join(map(str, at[1:]))}]", float(made[0][at[1:]]), (*read,))

    def forward_bound(self, out: Array, *arrays: Array) -> tuple[Call, ...]:
        examples, *others = arrays
        size = min(self.size, len(examples))
        part = notes((size, *examples.shape[1:]), examples.dtype)
        calls: list[Call] = []
        made: dict[int, tuple[Array, tuple[Call, ...]]] = {}
        for begin in range(0, len(examples), size):
            count = min(size, len(examples) - begin)
            if count not in made:  # the last part may be shorter
                made[count] = self._bound(part[:count], others)
            result, lines = made[count]
            calls.append(partial(np.copyto, part[:count], examples[begin : begin + count]))
            calls += [*lines, partial(np.copyto, out[begin : begin + count], result)]
        return tuple(calls)

    def _bound(self, part: Array, others: Sequence[Array]) -> tuple[Array, tuple[Call, ...]]:
        """What the lines make of one part, and the calls that make it."""
        known = dict(zip(self.names, (part, *others), strict=True))
        calls: list[Call] = []
        for op, names, writes in self.lines:
            reads = tuple(known[name] for name in names)
            known[writes] = notes(op.shape(*(read.shape for read in reads)), part.dtype)
            calls += op.bind("forward", known[writes], reads)
        return known[self.lines[-1][2]], tuple(calls)

    def _of(self, part: Array, others: Sequence[Array]) -> Array:
        """What the lines make of one part."""
        known = dict(zip(self.names, (part, *others), strict=True))
        for op, names, writes in self.lines:
            known[writes] = op.compute("forward", *(known[name] for name in names))
        return known[self.lines[-1][2]]

    def _shape_of(self, *shapes: Shape) -> Shape:
        known = dict(zip(self.names, shapes, strict=True))
        for op, names, writes in self.lines:
            known[writes] = op.shape(*(known[name] for name in names))
        return known[self.lines[-1][2]]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(2,))
