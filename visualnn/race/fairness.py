"""Fairness: the rule under which the runs of a race are compared, found from their rates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from ..dataclass import dataclass
from ..figures import result
from ..text import N_, _

__all__ = ["Fairness", "FairnessRule", "fairness_of"]


class FairnessRule(StrEnum):
    """How the rates of a race were chosen."""

    SAME = "same"
    """Every run has the same rate."""
    BEST = "best"
    """Every run has the rate of a list at which it did best."""
    UNEQUAL = "unequal"
    """The rates differ and nothing says why."""
    CHANGING = "changing"
    """A schedule, a callback or the learner lets the rate of a run change on the way."""


TEXTS = {
    FairnessRule.SAME: N_("Same rate for all: {rate}."),
    FairnessRule.BEST: N_("Each at its best of these rates: {rates}."),
    FairnessRule.CHANGING: N_(
        "Not the same rate all the way: it began with {each}. Who is first says little."
    ),
    FairnessRule.UNEQUAL: N_("Not the same rate for all: {each}. Who is first says little."),
}

BRIEF_TEXTS = {
    FairnessRule.CHANGING: N_("Not the same rate all the way."),
    FairnessRule.UNEQUAL: N_("Not the same rate for all."),
}


@dataclass(frozen=True)
class Fairness:
    """The rule of a race, and the rates that it is about."""

    rule: FairnessRule
    rates: Mapping[str, float]
    """Run → its rate."""
    searched: tuple[float, ...] = ()
    """Of a search: every rate that was tried for every run."""

    @property
    def text(self) -> str:
        """The rule in one sentence, in the current language."""
        return self.told({})

    @property
    def brief(self) -> str:
        """The rule in a few words, without the names of runs, in the current language."""
        if self.rule in (FairnessRule.CHANGING, FairnessRule.UNEQUAL):
            return _(BRIEF_TEXTS[self.rule])
        return self.text

    def told(self, names: Mapping[str, str]) -> str:
        """The same with other names for the runs."""
        return _(TEXTS[self.rule]).format(
            rate=result(next(iter(self.rates.values()))) if self.rates else "",
            rates=", ".join(map(result, self.searched)),
            each=", ".join(
                _named(names.get(name, name), result(rate)) for name, rate in self.rates.items()
            ),
        )


def _named(name: str, rate: str) -> str:
    """A run with its rate; a name that says it already stands alone."""
    return name if rate in name.split() else f"{name} {rate}"


def fairness_of(
    rates: Mapping[str, float],
    best: Mapping[str, float] | None = None,
    searched: Sequence[float] = (),
    changing: Collection[str] = (),
) -> Fairness:
    """The rule that the rates of the runs keep, with which they began. `best` are the best rates
    that a search found among those that it `searched`; the rates of the runs in `changing` do not
    stay what they were."""
    if changing:
        return Fairness(FairnessRule.CHANGING, rates)
    if best is not None and dict(best) == dict(rates):
        return Fairness(FairnessRule.BEST, rates, tuple(searched))
    if len(set(rates.values())) <= 1:
        return Fairness(FairnessRule.SAME, rates)
    return Fairness(FairnessRule.UNEQUAL, rates)
