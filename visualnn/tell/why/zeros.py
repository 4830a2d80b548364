"""Numbers that are zero, or none at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ... import figures
from ...dataclass import dataclass
from ...expr import Expr, Indicator, Number, Quotient, Sum
from ...text import _
from .choices import gate
from .reason import Reason, Said, Subject, factors_of


@dataclass(frozen=True)
class NotFiniteReason(Reason):
    """A number is NaN or infinite because one that it is made from is."""

    leaf: Number

    @property
    def template(self) -> str:
        return _("Because {leaf} is {value}.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"leaf": self.leaf, "value": figures.result(self.leaf.value)}


@dataclass(frozen=True)
class ZeroBottomReason(Reason):
    """A number is NaN or infinite because it is divided by 0."""

    bottom: Expr

    @property
    def template(self) -> str:
        return _("Because it is divided by {bottom}, which is 0.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"bottom": self.bottom}


@dataclass(frozen=True)
class ZeroFactorReason(Reason):
    """A number is 0 because one factor is, whatever the others are."""

    factor: Expr

    @property
    def template(self) -> str:
        return _("0, because {factor} is 0.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"factor": self.factor}


@dataclass(frozen=True)
class ZeroEverywhereReason(Reason):
    """A sum is 0 because the same factor, at each place of one axis, is 0 in every term."""

    zeros: tuple[Number, ...]
    axis: int
    rows: bool
    """Whether the axis counts the examples of the batch."""

    @property
    def letter(self) -> str:
        """What stands for the place along the axis."""
        return "n" if self.rows else "i"

    @property
    def template(self) -> str:
        if self.rows:
            return _("0, because {pattern} is 0 in every example.")
        return _("0, because {pattern} is 0 for each of the {count} values of {letter}.")

    @property
    def parts(self) -> Mapping[str, Said]:
        first = self.zeros[0]
        index = list(map(str, first.source.index if first.source else ()))
        index[self.axis] = self.letter
        pattern = f"{first.label.partition('[')[0]}[{','.join(index)}]"
        return {"pattern": pattern, "count": str(len(self.zeros)), "letter": self.letter}


@dataclass(frozen=True)
class ZeroTermsReason(Reason):
    """A sum is 0 because each of its terms is."""

    terms: tuple[Expr, ...]

    @property
    def template(self) -> str:
        return _("0, because all {count} terms are 0.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"count": str(len(self.terms))}


def not_finite(subject: Subject) -> Reason | None:
    """The first number it is made from that is NaN or infinite, else a bottom that is 0."""
    if math.isfinite(subject.value):
        return None
    for leaf in subject.tree.leaves():
        if leaf.source is not None and not math.isfinite(leaf.value):
            return NotFiniteReason(leaf)
    core = subject.core
    if isinstance(core, Quotient) and core.bottom.value == 0:
        return ZeroBottomReason(core.bottom)
    return None


def zero(subject: Subject) -> Reason | None:
    """What makes the number exactly 0."""
    if subject.is_usual or subject.value != 0:
        return None
    if isinstance(subject.core, Sum):
        return _of_a_sum(subject)
    factors = factors_of(subject.core)
    found = next((factor for factor in factors if factor.value == 0), None)
    if found is None or (len(factors) == 1 and found is subject.core):
        return None
    if isinstance(found, Indicator):
        return gate(subject)
    return ZeroFactorReason(found)


def _of_a_sum(subject: Subject) -> Reason | None:
    if any(subject.numbers):
        return None
    split = [factors_of(term) for term in subject.terms]
    if len({len(factors) for factors in split}) == 1:
        for slot in zip(*split, strict=True):
            found = _everywhere(slot, subject)
            if found is not None:
                return found
    return ZeroTermsReason(subject.terms)


def _everywhere(slot: Sequence[Expr], subject: Subject) -> Reason | None:
    """What stands at one place of each term, if all of it is 0 and of one name and line."""
    leaves = [leaf for leaf in slot if isinstance(leaf, Number) and leaf.source is not None]
    if len(leaves) < len(slot) or any(leaf.number != 0 for leaf in leaves):
        return None
    sources = [leaf.source for leaf in leaves if leaf.source is not None]
    first = sources[0]
    if any(s.name != first.name or len(s.index) != len(first.index) for s in sources):
        return None
    varying = [
        axis for axis in range(len(first.index)) if len({s.index[axis] for s in sources}) > 1
    ]
    if not varying:
        return ZeroFactorReason(leaves[0])
    if len(varying) > 1:
        return None
    rows = varying[0] == 0 and first.name in subject.rows
    return ZeroEverywhereReason(tuple(leaves), varying[0], rows)
