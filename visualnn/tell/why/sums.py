"""Sums: one term that decides, terms that cancel."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ... import figures
from ...dataclass import dataclass
from ...expr import Expr, Negative
from ...text import _
from .reason import ROUNDING_SHARE, Reason, Said, Subject, is_constant

DECIDING_SHARE = 2 / 3
"""Share of all that is added and taken away from which on a term decides, of three or more."""
DECIDING_SHARE_OF_TWO = 0.9
"""The same where there are only two terms, one of which always has half."""
CANCELLED_SHARE = 0.05
"""What is left of all that is added and taken away, at most, where terms are said to cancel."""


@dataclass(frozen=True)
class OnlyTermReason(Reason):
    """All terms but one are 0."""

    term: Expr
    row: int | None
    others: int

    @property
    def template(self) -> str:
        if self.row is not None:
            return _("Only example {row} counts: every other term is 0.")
        if self.others == 1:
            return _("Only {term} is left: the other term is 0.")
        return _("Only {term} is left: the other {count} terms are 0.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return _named(self.term, self.row) | {"count": str(self.others)}


@dataclass(frozen=True)
class DecidingTermReason(Reason):
    """One term is a large share of all that is added and taken away."""

    term: Expr
    row: int | None
    share: float
    same_sign: bool
    """Whether nothing is taken away from what is added, so that the share is one of the sum."""

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down."""
        return math.floor(100 * self.share)

    @property
    def template(self) -> str:
        if self.row is not None:
            return (
                _("{share} of this sum is example {row}.")
                if self.same_sign
                else _("Example {row} decides: {share} of all that is added and taken away here.")
            )
        return (
            _("{share} of this sum is {term}.")
            if self.same_sign
            else _("{term} decides: {share} of all that is added and taken away here.")
        )

    @property
    def parts(self) -> Mapping[str, Said]:
        return _named(self.term, self.row) | {"share": f"{self.percent} %"}


@dataclass(frozen=True)
class CancelledReason(Reason):
    """What is added and what is taken away nearly balance."""

    plus: float
    minus: float

    @property
    def template(self) -> str:
        if self.plus + self.minus == 0:
            return _("0, because the terms cancel: {plus} is added and {minus} taken away.")
        return _("The terms nearly cancel: {plus} is added and {minus} taken away.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"plus": figures.line(self.plus), "minus": figures.line(-self.minus)}


def deciding_term(subject: Subject) -> Reason | None:
    """The term that is all or most of a sum; no constant, which always is what it is."""
    if len(subject.numbers) < 2 or _is_without_decider(subject):
        return None
    sizes = tuple(map(abs, subject.numbers))
    whole, largest = math.fsum(sizes), max(sizes)
    term = subject.terms[sizes.index(largest)]
    if not whole or is_constant(term):
        return None
    if sum(map(bool, sizes)) == 1:
        return OnlyTermReason(term, subject.row_of(term), len(sizes) - 1)
    share = largest / whole
    if share < (DECIDING_SHARE_OF_TWO if len(sizes) == 2 else DECIDING_SHARE):
        return None
    same = all(n >= 0 for n in subject.numbers) or all(n <= 0 for n in subject.numbers)
    return DecidingTermReason(term, subject.row_of(term), share, same)


def cancelled_terms(subject: Subject) -> Reason | None:
    """Terms of both signs of whose sizes little is left."""
    if _is_without_cancelling(subject):
        return None
    numbers = np.frombuffer(subject.numbers) if subject.numbers else np.zeros(0)
    plus = math.fsum(numbers[numbers > 0].tolist())
    minus = math.fsum(numbers[numbers < 0].tolist())
    if not plus or not minus or abs(plus + minus) > CANCELLED_SHARE * (plus - minus):
        return None
    return CancelledReason(plus, minus)


def _is_without_decider(subject: Subject) -> bool:
    """Whether a look over a long sum says already that no term is as large a share."""
    seen = subject.overview
    return seen is not None and seen.largest < (1 - ROUNDING_SHARE) * DECIDING_SHARE * seen.size


def _is_without_cancelling(subject: Subject) -> bool:
    """Whether a look over a long sum says already that more is left of it."""
    seen = subject.overview
    return seen is not None and abs(seen.total) > (1 + ROUNDING_SHARE) * CANCELLED_SHARE * seen.size


def _named(term: Expr, row: int | None) -> dict[str, Said]:
    if row is not None:
        return {"row": str(row)}
    return {"term": term.inner if isinstance(term, Negative) else term}
