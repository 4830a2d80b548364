"""A race: the runs of a lesson on a bare function, walked to their ends and placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import VisualnnError
from ..lesson import Lesson
from ..lesson.change import Change
from ..lesson.changes import changed
from ..run.history import MEGABYTE, History
from ..text import N_
from ..views.base import UnsuitedError
from ..views.landscape import WalkerWay, landscape_of
from .standings import Standing, placed, standing_of

__all__ = ["Race", "at_rate", "best_of", "race", "racing", "search", "walked"]

WALK_BYTES = MEGABYTE
"""The memory that the history of one walk may hold on to."""
RATE_KEY = "optimizer.lr"


@dataclass(frozen=True)
class Race:
    """The runs of a race by their ids, ready to walk."""

    lessons: Mapping[str, Lesson]

    @property
    def rates(self) -> dict[str, float]:
        """Run → the learning rate of its optimizer."""
        return {name: float(each.start["lr"]) for name, each in self.lessons.items()}

    @property
    def changing(self) -> tuple[str, ...]:
        """The runs whose rate a schedule or a callback changes on the way."""
        return tuple(
            name
            for name, each in self.lessons.items()
            if each.plan.schedule is not None or each.plan.callbacks
        )


def racing(lessons: Mapping[str, Lesson]) -> Race:
    """A race of these runs; raises UnsuitedError for a lesson with a network, or with several
    starts."""
    for each in lessons.values():
        landscape_of(each)
        if each.start["w"].ndim != 1:
            raise UnsuitedError(
                N_("a race goes from one start; this lesson has {count}"),
                count=len(each.start["w"]),
            )
    return Race(dict(lessons))


def walked(lesson: Lesson) -> WalkerWay:
    """The whole way of a lesson's walker; it ends where its numbers do."""
    history = History(lesson.program, lesson.start, WALK_BYTES)
    history.run_to(lesson.iterations)
    trails, landscape = history.trails, landscape_of(lesson)
    return WalkerWay.along(landscape, trails["w"], trails["lr"])


def race(runs: Race) -> tuple[Standing, ...]:
    """Walk every run to its end and place them."""
    return placed(_standing(name, each) for name, each in runs.lessons.items())


def _standing(name: str, lesson: Lesson) -> Standing:
    rate = float(lesson.start["lr"])
    return standing_of(name, rate, walked(lesson), landscape_of(lesson).lowest_height)


def search(runs: Race, rates: Sequence[float]) -> Iterator[Standing]:
    """Walk every run at every one of the rates: what each came to, one after the other. A rate that
    a run cannot have counts as diverged at once."""
    for name, lesson in runs.lessons.items():
        for rate in rates:
            try:
                yield _standing(name, at_rate(lesson, rate))
            except VisualnnError:
                yield Standing(name, rate, 0, float("nan"), None, None, 0)


def best_of(found: Iterable[Standing]) -> dict[str, float]:
    """Run → the rate at which it did best, the smaller one of two that are equal."""
    best: dict[str, Standing] = {}
    for each in sorted(found, key=lambda each: each.rate):
        known = best.get(each.id)
        if known is None or each.order < known.order:
            best[each.id] = each
    return {name: each.rate for name, each in best.items()}


def at_rate(lesson: Lesson, rate: float) -> Lesson:
    """The same run with another learning rate. Raises LessonError for one that it cannot have."""
    bare = replace(lesson, spec=lesson.spec.with_stops(()))  # nobody reads while it is searched
    return changed(bare, [Change(RATE_KEY, rate)])
