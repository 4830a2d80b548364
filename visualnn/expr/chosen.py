"""Numbers that no formula makes: drawn or found all at once, or picked by other numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass
from .tree import Expr, Number, Reading, Token


@dataclass(frozen=True, slots=True)
class Opaque(Expr):
    """A number with no formula for one element (a shuffle, an arg-max): it says what was asked and
    of whom."""

    label: str
    number: float
    made_from: tuple[Number, ...] = ()

    @property
    def value(self) -> float:
        return self.number

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.made_from

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return self

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token(self.label)


@dataclass(frozen=True, slots=True)
class Picked(Expr):
    """A number that other numbers chose by saying where it stands: a row of the data, say."""

    number: Expr
    by: tuple[Expr, ...]

    @property
    def value(self) -> float:
        return self.number.value

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.number, *self.by)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Picked(parts[0], parts[1:])

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield from self.number.tokens(reading)
