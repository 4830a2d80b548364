"""Kinks, conditions and the larger or smaller of several numbers: which side won."""

from __future__ import annotations

from collections.abc import Mapping

from ... import figures
from ...dataclass import dataclass
from ...expr import Call, Expr, Indicator
from ...text import _
from .reason import Reason, Said, Subject, factors_of, is_constant


@dataclass(frozen=True)
class ClosedReason(Reason):
    """A number is 0 because a condition does not hold."""

    condition: Indicator

    @property
    def template(self) -> str:
        return _("0, because the condition {condition} does not hold: {left} is {value}.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return _condition(self.condition)


@dataclass(frozen=True)
class OpenReason(Reason):
    """A number comes through as it is because every condition on it holds."""

    condition: Indicator
    passed: Expr

    @property
    def template(self) -> str:
        return _("{passed} comes through unchanged: {condition} holds, for {left} is {value}.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"passed": self.passed, **_condition(self.condition)}


@dataclass(frozen=True)
class WinnerReason(Reason):
    """The largest or smallest of several numbers is the result."""

    function: str
    winner: Expr
    others: tuple[Expr, ...]

    @property
    def template(self) -> str:
        if len(self.others) > 1:
            return (
                _("{winner} wins: with {value} it is the largest of {count}.")
                if self.function == "max"
                else _("{winner} wins: with {value} it is the smallest of {count}.")
            )
        return (
            _("{winner} wins, because {value} is larger than {other}.")
            if self.function == "max"
            else _("{winner} wins, because {value} is smaller than {other}.")
        )

    @property
    def parts(self) -> Mapping[str, Said]:
        return {
            "winner": self.winner,
            "value": figures.line(self.winner.value),
            "other": figures.line(self.others[0].value),
            "count": str(len(self.others) + 1),
        }


def gate(subject: Subject) -> Reason | None:
    """A condition that lets a number through or not: the first that does not hold, or the last of
    those that all do, where exactly one other factor is left."""
    factors = factors_of(subject.core)
    conditions = [factor for factor in factors if isinstance(factor, Indicator)]
    rest = [factor for factor in factors if not isinstance(factor, Indicator)]
    if not conditions:
        return None
    closed = next((condition for condition in conditions if not condition.value), None)
    if closed is not None:
        return ClosedReason(closed) if subject.value == 0 else None
    if len(rest) == 1 and subject.value == rest[0].value:
        return OpenReason(conditions[-1], rest[0])
    return None


def winner(subject: Subject) -> Reason | None:
    """The number that a maximum or a minimum chose, if one alone is the largest or smallest; inside
    another choice the one that decided."""
    call: Expr = subject.core
    if not _chooses(call):
        return None
    while True:
        assert isinstance(call, Call)  # noqa: S101  `_chooses` looked
        value = call.value
        best = [argument for argument in call.arguments if argument.value == value]
        if len(best) != 1 or is_constant(call):
            return None
        if not _chooses(best[0]):
            others = tuple(a for a in call.arguments if a is not best[0])
            return WinnerReason(call.function, best[0], others)
        call = best[0]


def _chooses(tree: Expr) -> bool:
    return isinstance(tree, Call) and tree.function in {"max", "min"} and len(tree.arguments) > 1


def _condition(condition: Indicator) -> Mapping[str, Said]:
    left, right = condition.left, condition.right
    subject = right if is_constant(left) else left
    return {"condition": condition, "left": subject, "value": figures.line(subject.value)}
