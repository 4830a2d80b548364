"""What an expression is, and its arithmetic: leaves, sums, products, quotients, powers, signs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import field
from enum import IntEnum

from .. import figures
from ..dataclass import dataclass
from .arithmetic import add, divide, power

Index = tuple[int, ...]


class Binding(IntEnum):
    """The precedence of an expression when it is printed, loosest first. A looser expression inside
    a tighter one gets brackets."""

    SUM = 1
    SIGN = 2
    PRODUCT = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Source:
    """The place of one number in the state: a name and an index, ``()`` for a scalar."""

    name: str
    index: Index = ()

    def __str__(self) -> str:
        return f"{self.name}[{','.join(map(str, self.index))}]" if self.index else self.name


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a printed expression; a piece that stands for a number of the state says which."""

    text: str
    source: Source | None = None


Reading = Callable[["Number"], str]
"""A function that prints a leaf, by its name or by its value."""


class Expr:
    """A number and how it was made."""

    __slots__ = ()
    binding = Binding.ATOM

    @property
    def value(self) -> float:
        """The result, computed from the leaves; overflow gives ±∞ and 0/0 gives NaN, as in the
        arrays."""
        raise NotImplementedError

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The expressions this one is made of, in reading order."""
        return ()

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        """An expression of this kind over other parts, in the order of `parts`."""
        return self

    def tokens(self, reading: Reading) -> Iterator[Token]:
        raise NotImplementedError

    def leaves(self) -> Iterator[Number]:
        """Every leaf, left to right, repeated where it is used twice."""
        for part in self.parts:
            yield from part.leaves()

    def __add__(self, other: Operand) -> Expr:
        return Sum((self, lift(other)))

    def __radd__(self, other: Operand) -> Expr:
        return Sum((lift(other), self))

    def __sub__(self, other: Operand) -> Expr:
        return Sum((self, Negative(lift(other))))

    def __rsub__(self, other: Operand) -> Expr:
        return Sum((lift(other), Negative(self)))

    def __mul__(self, other: Operand) -> Expr:
        return Product((self, lift(other)))

    def __rmul__(self, other: Operand) -> Expr:
        return Product((lift(other), self))

    def __truediv__(self, other: Operand) -> Expr:
        return Quotient(self, lift(other))

    def __rtruediv__(self, other: Operand) -> Expr:
        return Quotient(lift(other), self)

    def __neg__(self) -> Expr:
        return Negative(self)

    def __pow__(self, other: Operand) -> Expr:
        return Power(self, lift(other))


Operand = Expr | float | int


@dataclass(frozen=True, slots=True)
class Number(Expr):
    """A leaf: a named number of the state, or a constant (then without a source)."""

    label: str
    number: float
    source: Source | None = None

    @property
    def value(self) -> float:
        return self.number

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token(reading(self), self.source)

    def leaves(self) -> Iterator[Number]:
        yield self


LONG_TERM_COUNT = 64
"""Terms from which on a sum remembers what they came to."""


@dataclass(frozen=True, slots=True)
class Sum(Expr):
    """Terms added up; a negated term prints as a subtraction."""

    terms: tuple[Expr, ...]
    _known: _KnownTerms | None = field(default=None, init=False, compare=False, repr=False)
    binding = Binding.SUM

    @property
    def value(self) -> float:
        if len(self.terms) < LONG_TERM_COUNT:
            return add(term.value for term in self.terms)
        known = self._look()
        return add(known.numbers if known.is_flat else (term.value for term in self.terms))

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.terms

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Sum(parts)

    def flat(self) -> Iterator[Expr]:
        """The terms, sums inside the sum opened."""
        for term in self.terms:
            if isinstance(term, Sum):
                yield from term.flat()
            else:
                yield term

    @property
    def flat_terms(self) -> tuple[Expr, ...]:
        """The same at once; of a long sum they are looked up once."""
        return tuple(self.flat()) if len(self.terms) < LONG_TERM_COUNT else self._look().terms

    @property
    def flat_numbers(self) -> array[float]:
        """The values of `flat_terms`; of a long sum they are computed once."""
        if len(self.terms) < LONG_TERM_COUNT:
            return array("d", map(quick_value, self.flat()))
        return self._look().numbers

    def _look(self) -> _KnownTerms:
        if self._known is None:
            # the tree stays what it is: this is computed from the terms alone
            object.__setattr__(self, "_known", _KnownTerms(self))
        assert self._known is not None  # noqa: S101  set above
        return self._known

    def tokens(self, reading: Reading) -> Iterator[Token]:
        for place, term in enumerate(self.flat()):
            inner = term.inner if isinstance(term, Negative) else term
            minus = inner is not term
            if place:
                yield Token(" − " if minus else " + ")
            elif minus:
                yield Token("−")
            yield from _wrapped(inner, Binding.SIGN, reading)


class _KnownTerms:
    """What is remembered of a long sum."""

    def __init__(self, of: Sum) -> None:
        opens = Sum in set(map(type, of.terms))
        self.is_flat = not opens
        """Whether no term is a sum itself."""
        self.terms = tuple(of.flat()) if opens else of.terms
        self._numbers: array[float] | None = None

    @property
    def numbers(self) -> array[float]:
        if self._numbers is None:
            self._numbers = array("d", map(quick_value, self.terms))
        return self._numbers


@dataclass(frozen=True, slots=True)
class Product(Expr):
    """Factors multiplied."""

    factors: tuple[Expr, ...]
    binding = Binding.PRODUCT

    @property
    def value(self) -> float:
        result = 1.0
        for factor in self.factors:
            result *= factor.value
        return result

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.factors

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Product(parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        for place, factor in enumerate(self.factors):
            if place:
                yield Token(" · ")
            # a quotient as a later factor would read as (a·b)/c: bracket it
            tight = Binding.POWER if place and isinstance(factor, Quotient) else Binding.PRODUCT
            yield from _wrapped(factor, tight, reading)


def quick_value(term: Expr) -> float:
    """The value of a term; of the common ones, of which a sum may have many thousands, quickly."""
    if type(term) is Product and len(term.factors) == 2:
        left, right = term.factors
        if type(left) is Number and type(right) is Number:
            return left.number * right.number
    return term.value


@dataclass(frozen=True, slots=True)
class Quotient(Expr):
    """A top divided by a bottom."""

    top: Expr
    bottom: Expr
    binding = Binding.PRODUCT

    @property
    def value(self) -> float:
        return divide(self.top.value, self.bottom.value)

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.top, self.bottom)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Quotient(*parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield from _wrapped(self.top, Binding.PRODUCT, reading)
        yield Token(" / ")
        yield from _wrapped(self.bottom, Binding.POWER, reading)


@dataclass(frozen=True, slots=True)
class Power(Expr):
    """A base raised to an exponent."""

    base: Expr
    exponent: Expr
    binding = Binding.POWER

    @property
    def value(self) -> float:
        return power(self.base.value, self.exponent.value)

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.base, self.exponent)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Power(*parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield from _wrapped(self.base, Binding.ATOM, reading)
        if (
            isinstance(self.exponent, Number)
            and self.exponent.source is None
            and self.exponent.number == 2
        ):
            yield Token("²")
        else:
            yield Token("^")
            yield from _wrapped(self.exponent, Binding.ATOM, reading)


@dataclass(frozen=True, slots=True)
class Negative(Expr):
    """A number with its sign turned."""

    inner: Expr
    binding = Binding.SIGN

    @property
    def value(self) -> float:
        return -self.inner.value

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.inner,)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Negative(*parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token("−")
        yield from _wrapped(self.inner, Binding.PRODUCT, reading)


def _wrapped(inner: Expr, least: Binding, reading: Reading) -> Iterator[Token]:
    if isinstance(inner, Number) and least >= Binding.POWER:
        # a figure in powers of ten is a product itself: 10⁻⁸ squared is not 10⁻⁸²
        text = reading(inner)
        product = "×" in text and not text.startswith("(")
        yield Token(f"({text})" if product else text, inner.source)
    elif inner.binding >= least:
        yield from inner.tokens(reading)
    else:
        yield Token("(")
        yield from inner.tokens(reading)
        yield Token(")")


def lift(x: Operand) -> Expr:
    """A plain number as a leaf that is its own name."""
    return x if isinstance(x, Expr) else Number(figures.line(x), float(x))
