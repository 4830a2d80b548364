"""What a card says of its size before anything is computed: how far it reaches, how much it
multiplies, how long its output is. All of it is arithmetic that can be read.
"""

from __future__ import annotations

from fractions import Fraction

from ..dataclass import dataclass
from ..expr import Expr, Number, Product


@dataclass(frozen=True, slots=True)
class Reach:
    """Along one axis: how many neighbouring places of the input one place of the output is made
    from, and how many places further the next one begins (less than one where the output is the
    longer)."""

    extent: int = 1
    stride: Fraction = Fraction(1)
    taps: tuple[tuple[int, ...], ...] = ()
    """The places themselves, if the axis had no ends, of the first places of the output: as many as
    it takes until the same come again, moved. Without them `extent` places from the same one on."""

    @property
    def cycle(self) -> tuple[tuple[int, ...], ...]:
        """The taps, also where they were left out."""
        return self.taps or (tuple(range(self.extent)),)


def product(*factors: tuple[str, int]) -> Expr:
    """Some counted things multiplied: their words and numbers."""
    return Product(tuple(Number(word, count) for word, count in factors))
