"""The four rows of a truth table."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from .base import DataSource, Examples

CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


class Gate(DataSource):
    """The truth table of a logic gate.

    ``(4, 2)`` inputs and ``(4, 1)`` targets of 0 and 1. A base, no gate itself.
    """

    outputs: ClassVar[tuple[float, ...]]
    """What the gate says of each corner."""

    @property
    def classes(self) -> int:
        return 2

    def examples(self, seed: int) -> Examples:
        return np.array(CORNERS), np.array(self.outputs)[:, None]


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
