"""Very long sums: many terms shown as one, and terms that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from itertools import islice

from ..dataclass import dataclass
from ..text import _
from .arithmetic import add
from .tree import Expr, Number, Reading, Sum, Token, lift


@dataclass(frozen=True, slots=True)
class Subtotal(Expr):
    """Many terms of a long sum, shown as one named number so that the printed line still adds
    up."""

    terms: tuple[Expr, ...]
    whole: Sum | None = field(default=None, compare=False, repr=False)
    """The sum whose last terms these are, if it is known."""
    _known: list[float] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def label(self) -> str:
        return _("({count} more)").format(count=len(self.terms))

    @property
    def value(self) -> float:
        if not self._known:
            if self.whole is None:
                numbers: Iterable[float] = (term.value for term in self.terms)
            else:
                numbers = self.whole.flat_numbers[-len(self.terms) :]
            self._known.append(add(numbers))
        return self._known[0]

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.terms

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Subtotal(parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token(reading(Number(self.label, self.value)))


MADE_TERM_COUNT = 50
"""Terms that are made before it is asked whether to stop."""


class Unmade(Expr):
    """Terms of a very long sum that are made when they are asked for, or a little at a time."""

    __slots__ = ("_left", "_made")

    def __init__(self, left: Iterator[Expr]) -> None:
        self._left: Iterator[Expr] | None = left
        self._made: list[Expr] = []

    @property
    def is_made(self) -> bool:
        """Whether every term is made."""
        return self._left is None

    def make(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Make terms until asked to stop; whether all are made."""
        if self._left is not None:
            for term in self._left:
                self._made.append(term)
                if len(self._made) % MADE_TERM_COUNT == 0 and until():
                    return False
            self._left = None
        return True

    @property
    def parts(self) -> tuple[Expr, ...]:
        self.make()
        return tuple(self._made)

    @property
    def value(self) -> float:
        return add(term.value for term in self.parts)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Subtotal(parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token("…")


_begun_terms: ContextVar[int | None] = ContextVar("begun_terms", default=None)
"""How many terms `total` makes of a sum at once; None for all."""


_left: ContextVar[list[Unmade] | None] = ContextVar("left", default=None)


@contextmanager
def beginning_only(count: int) -> Iterator[list[Unmade]]:
    """Let `total` make so many terms at once, and give what it leaves; nothing of it is computed
    otherwise than by the terms themselves."""
    left: list[Unmade] = []
    before = _begun_terms.set(count)
    leaving = _left.set(left)
    try:
        yield left
    finally:
        _begun_terms.reset(before)
        _left.reset(leaving)


def total(terms: Iterable[Expr]) -> Expr:
    """The sum of any number of terms; of none it is the constant 0. Under `beginning_only` the end
    of a long one is left unmade."""
    most, left = _begun_terms.get(), _left.get()
    if most is not None and left is not None:
        coming = iter(terms)
        first = tuple(islice(coming, most))
        if len(first) == most:
            rest = Unmade(coming)
            left.append(rest)
            return Sum((*first, rest))
        terms = first
    kept = tuple(terms)
    if not kept:
        return lift(0)
    return kept[0] if len(kept) == 1 else Sum(kept)
