"""Functions and comparisons of expressions, and the words that make them."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass
from .arithmetic import FUNCTIONS, RELATIONS
from .tree import Expr, Operand, Reading, Token, lift

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


@dataclass(frozen=True, slots=True)
class Indicator(Expr):
    """1 where a comparison holds, 0 elsewhere, printed as Iverson's bracket ``[left > right]``."""

    left: Expr
    relation: str
    right: Expr

    @property
    def value(self) -> float:
        a, b = self.left.value, self.right.value
        return float(RELATIONS[self.relation](a, b))

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
