"""An expression that carries its numbers: symbols, substituted numbers and result are three
readings of one tree.

The leaves are named numbers of the state (:class:`Number`), so a tree can be drawn with names,
drawn with
values, evaluated, and asked which numbers it was made from. Nothing here knows where the numbers
live.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import islice

from . import figures
from .text import _

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


@dataclass(frozen=True, slots=True)
class Sum(Expr):
    """Terms added up; a negated term prints as a subtraction."""

    terms: tuple[Expr, ...]
    _known: _KnownTerms | None = field(default=None, init=False, compare=False, repr=False)
    binding = Binding.SUM

    @property
    def value(self) -> float:
        if len(self.terms) < LONG_TERM_COUNT:
            return _add(term.value for term in self.terms)
        known = self._look()
        return _add(known.numbers if known.is_flat else (term.value for term in self.terms))

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
        return _divide(self.top.value, self.bottom.value)

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
        return _power(self.base.value, self.exponent.value)

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


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _expm1(x: float) -> float:
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf


def _log(x: float) -> float:
    if math.isnan(x) or x < 0:
        return math.nan
    return math.log(x) if x > 0 else -math.inf


def _sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else math.nan


def _extreme(pick: Callable[[list[float]], float]) -> Callable[..., float]:
    """NaN wins, as in NumPy's maximum and minimum."""

    def chosen(*values: float) -> float:
        return math.nan if any(map(math.isnan, values)) else pick(list(values))

    return chosen


FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": _exp,
    "expm1": _expm1,
    "ln": _log,
    "log1p": lambda x: math.log1p(x) if x > -1 else _log(1 + x),
    "erf": math.erf,
    "sqrt": _sqrt,
    "tanh": math.tanh,
    "cos": lambda x: math.cos(x) if math.isfinite(x) else math.nan,
    "sin": lambda x: math.sin(x) if math.isfinite(x) else math.nan,
    "max": _extreme(max),
    "min": _extreme(min),
    "abs": abs,
    "floor": lambda x: float(math.floor(x)) if math.isfinite(x) else x,
    "ceil": lambda x: float(math.ceil(x)) if math.isfinite(x) else x,
    "mod": lambda a, b: math.fmod(a, b) if b and math.isfinite(a) else math.nan,
}
"""Every function a tree may call, by the name it is printed with."""

_BRACKETS = {
    "sqrt": ("√(", ")"),
    "abs": ("|", "|"),
    "floor": ("⌊", "⌋"),
    "ceil": ("⌈", "⌉"),
    # printed as what they mean; computed in one piece, because 1 would swallow a small number
    "expm1": ("(exp(", ") − 1)"),
    "log1p": ("ln(1 + ", ")"),
}


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A named function of some arguments."""

    function: str
    arguments: tuple[Expr, ...]

    @property
    def value(self) -> float:
        return FUNCTIONS[self.function](*(argument.value for argument in self.arguments))

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.arguments

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Call(self.function, parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        left, right = _BRACKETS.get(self.function, (f"{self.function}(", ")"))
        yield Token(left)
        for place, argument in enumerate(self.arguments):
            if place:
                yield Token(", ")
            yield from argument.tokens(reading)
        yield Token(right)


_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "≥": operator.ge,
    "=": operator.eq,
    "≤": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Indicator(Expr):
    """1 where a comparison holds, 0 elsewhere, printed as Iverson's bracket ``[left > right]``."""

    left: Expr
    relation: str
    right: Expr

    @property
    def value(self) -> float:
        a, b = self.left.value, self.right.value
        return float(_RELATIONS[self.relation](a, b))

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Indicator(parts[0], self.relation, parts[1])

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token("[")
        yield from self.left.tokens(reading)
        yield Token(f" {self.relation} ")
        yield from self.right.tokens(reading)
        yield Token("]")


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
            self._known.append(_add(numbers))
        return self._known[0]

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.terms

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Subtotal(parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token(reading(Number(self.label, self.value)))


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
        return _add(term.value for term in self.parts)

    def rebuild(self, parts: tuple[Expr, ...]) -> Expr:
        return Subtotal(parts)

    def tokens(self, reading: Reading) -> Iterator[Token]:
        yield Token("…")


LONG_TERM_COUNT = 64
"""Terms from which on a sum remembers what they came to."""
MADE_TERM_COUNT = 50
"""Terms that are made before it is asked whether to stop."""
_begun_terms: ContextVar[int | None] = ContextVar("begun_terms", default=None)
"""How many terms `total` makes of a sum at once; None for all."""


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


_left: ContextVar[list[Unmade] | None] = ContextVar("left", default=None)


def whole(tree: Expr) -> Expr:
    """The tree with every term made and in its place."""
    if isinstance(tree, Sum) and isinstance(tree.terms[-1], Unmade):
        return Sum((*tree.terms[:-1], *tree.terms[-1].parts))
    if isinstance(tree, Number | Opaque | Subtotal):
        return tree
    return tree.rebuild(tuple(whole(part) for part in tree.parts))


def begun(tree: Expr) -> Expr:
    """The tree of which only the terms are in sums that are made."""
    if isinstance(tree, Sum) and isinstance(tree.terms[-1], Unmade):
        return Sum(tree.terms[:-1])
    if isinstance(tree, Number | Opaque | Subtotal):
        return tree
    return tree.rebuild(tuple(begun(part) for part in tree.parts))


def _add(values: Iterable[float]) -> float:
    numbers = list(values)
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        return sum(numbers)


def _divide(top: float, bottom: float) -> float:
    if bottom:
        return top / bottom
    if top == 0 or math.isnan(top):
        return math.nan
    return math.copysign(math.inf, top) * math.copysign(1.0, bottom)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):
        # too large, 1/0, or a root of a negative number, which is none
        if base < 0 and exponent != math.floor(exponent):
            return math.nan
        return math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf


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


def exp(x: Operand) -> Expr:
    return Call("exp", (lift(x),))


def expm1(x: Operand) -> Expr:
    """exp(x) − 1, exact for small x."""
    return Call("expm1", (lift(x),))


def ln(x: Operand) -> Expr:
    return Call("ln", (lift(x),))


def log1p(x: Operand) -> Expr:
    """ln(1 + x), exact for small x; x is printed behind the plus as it is, so it is no sum and not
    negative."""
    return Call("log1p", (lift(x),))


def sqrt(x: Operand) -> Expr:
    return Call("sqrt", (lift(x),))


def tanh(x: Operand) -> Expr:
    return Call("tanh", (lift(x),))


def cos(x: Operand) -> Expr:
    return Call("cos", (lift(x),))


def sin(x: Operand) -> Expr:
    return Call("sin", (lift(x),))


def erf(x: Operand) -> Expr:
    """The error function, 2/√π times the area under exp(−t²) from 0 to x."""
    return Call("erf", (lift(x),))


def absolute(x: Operand) -> Expr:
    return Call("abs", (lift(x),))


def floor(x: Operand) -> Expr:
    return Call("floor", (lift(x),))


def ceil(x: Operand) -> Expr:
    return Call("ceil", (lift(x),))


def mod(a: Operand, b: Operand) -> Expr:
    return Call("mod", (lift(a), lift(b)))


def maximum(*xs: Operand) -> Expr:
    return Call("max", tuple(map(lift, xs)))


def minimum(*xs: Operand) -> Expr:
    return Call("min", tuple(map(lift, xs)))


def indicator(left: Operand, relation: str, right: Operand) -> Expr:
    return Indicator(lift(left), relation, lift(right))


def abridge(tree: Expr, shown: int = 12) -> Expr:
    """Return the tree in which each sum of more than `shown` terms is its first ``shown - 1`` terms
    and one subtotal of the rest."""
    if isinstance(tree, Sum):
        terms = tree.flat_terms
        if isinstance(terms[-1], Unmade) and not terms[-1].is_made:
            kept = tuple(abridge(term, shown) for term in terms[:-1][: shown - 1])
            return Sum((*kept, terms[-1]))
        if len(terms) > shown:
            kept = tuple(abridge(term, shown) for term in terms[: shown - 1])
            return Sum((*kept, Subtotal(terms[shown - 1 :], tree)))
    if isinstance(tree, Number | Opaque | Subtotal):
        return tree
    return tree.rebuild(tuple(abridge(part, shown) for part in tree.parts))


def map_numbers(tree: Expr, change: Callable[[float], float]) -> Expr:
    """Return the tree in which every printed number is replaced by ``change(number)``; a test uses
    it to compute with the rounded numbers that a reader has."""
    if isinstance(tree, Number):
        return replace(tree, number=change(tree.number))
    if isinstance(tree, Opaque):
        return replace(tree, number=change(tree.number))
    if isinstance(tree, Subtotal):
        return Number(tree.label, change(tree.value))
    return tree.rebuild(tuple(map_numbers(part, change) for part in tree.parts))
