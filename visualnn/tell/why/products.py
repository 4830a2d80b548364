"""Products with a small factor, and quotients that are a share of a whole."""

from __future__ import annotations

from collections.abc import Mapping

from ... import figures
from ...dataclass import dataclass
from ...expr import Expr, Negative, Product, Quotient, Sum
from ...text import _
from .reason import Reason, Said, Subject

SMALL_FACTOR = 0.05
"""Size up to which a factor makes a product small."""
USUAL_FACTOR = 0.25
"""Size from which on the other factors do not."""
SATURATED_SHARE = 0.01
"""How near to 0 or 1 a share is where it is said to be close to it."""


@dataclass(frozen=True)
class SmallFactorReason(Reason):
    """A product is small because one factor is."""

    factor: Expr

    @property
    def template(self) -> str:
        return _("Small, because {factor} is only {value}.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"factor": self.factor, "value": figures.line(self.factor.value)}


@dataclass(frozen=True)
class NearlyAllReason(Reason):
    """A share is close to 1 because its own term is nearly all of the sum it is divided by."""

    term: Expr
    rest: float

    @property
    def template(self) -> str:
        return _(
            "Close to 1: the top is nearly all of the sum below the line, the rest only {rest}."
        )

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"rest": figures.line(self.rest)}


@dataclass(frozen=True)
class NearlyNothingReason(Reason):
    """A share is close to 0 because the sum it is divided by is far larger than its own term."""

    term: Expr
    whole: float

    @property
    def template(self) -> str:
        return _("Close to 0: of the sum {whole} below the line, the top is only {value}.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"value": figures.line(self.term.value), "whole": figures.line(self.whole)}


def share_of_whole(subject: Subject) -> Reason | None:
    """A term divided by a sum in which it stands itself, as in sigmoid and softmax, if the share is
    close to 0 or 1."""
    core = subject.core
    if core is not subject.tree or not isinstance(core, Quotient):
        return None
    if not isinstance(core.bottom, Sum):
        return None
    terms, numbers = core.bottom.flat_terms, core.bottom.flat_numbers
    if core.top not in terms or any(number < 0 for number in numbers):
        return None
    whole, own = sum(numbers), core.top.value
    if not whole:
        return None
    if own <= SATURATED_SHARE * whole:
        return NearlyNothingReason(core.top, whole)
    if own >= (1 - SATURATED_SHARE) * whole:
        rest = sum(number for term, number in zip(terms, numbers, strict=True) if term != core.top)
        return NearlyAllReason(core.top, rest)
    return None


def small_factor(subject: Subject) -> Reason | None:
    """The one factor that makes a product small, if no other does."""
    core = subject.core
    if isinstance(core, Quotient):
        return None
    factors = _multiplied(core)
    if len(factors) < 2 or subject.value == 0:
        return None
    small = [factor for factor in factors if abs(factor.value) <= SMALL_FACTOR]
    if len(small) != 1:
        return None
    others = [factor for factor in factors if factor is not small[0]]
    if any(not USUAL_FACTOR <= abs(other.value) <= 1 / USUAL_FACTOR for other in others):
        return None
    return SmallFactorReason(small[0])


def _multiplied(tree: Expr) -> tuple[Expr, ...]:
    """The factors of a product, products and signs inside opened; a quotient is one."""
    match tree:
        case Negative(inner):
            return _multiplied(inner)
        case Product(factors):
            return tuple(part for factor in factors for part in _multiplied(factor))
        case _:
            return (tree,)
