"""The four rows of a truth table, or clouds of points around them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..dataclass import dataclass
from ..initializers import generator
from .base import MAX_ROW_COUNT, Count, DataSource, Examples, Spread, check_range, check_whole

CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


@dataclass(frozen=True)
class Gate(DataSource):
    """The truth table of a logic gate.

    ``(n, 2)`` inputs and ``(n, 1)`` targets of 0 and 1. More than four examples go through the
    table again and again. A base, no gate itself.
    """

    n: Count = 4
    noise: Spread = 0.0
    """The standard deviation of what is added to both inputs."""

    outputs: ClassVar[tuple[float, ...]]
    """What the gate says of each corner."""

    @property
    def classes(self) -> int:
        return 2

    def __post_init__(self) -> None:
        check_whole(1, MAX_ROW_COUNT, n=self.n)
        check_range(0, 1e6, noise=self.noise)

    def examples(self, seed: int) -> Examples:
        corner = np.arange(self.n) % len(CORNERS)
        exact = np.array(CORNERS)[corner]
        noise = generator(seed, "data.noise").normal(size=exact.shape)
        return exact + self.noise * noise, np.array(self.outputs)[corner][:, None]


class And(Gate):
    title = "AND"
    outputs = (0.0, 0.0, 0.0, 1.0)


class Or(Gate):
    title = "OR"
    outputs = (0.0, 1.0, 1.0, 1.0)


class Nand(Gate):
    title = "NAND"
    outputs = (1.0, 1.0, 1.0, 0.0)


class Xor(Gate):
    title = "XOR"
    outputs = (0.0, 1.0, 1.0, 0.0)
