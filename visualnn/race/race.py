"""A race: the runs of a lesson on a bare function, walked to their ends and placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..lesson import Lesson
from ..lesson.change import Change
from ..lesson.changes import changed
from ..run.edits import Edit
from ..run.history import MEGABYTE, History
from ..text import N_
from ..views.base import UnsuitedError
from ..views.landscape import WalkerWay, landscape_of
from .standings import Standing, placed, standing_of

__all__ = [
    "RATE_KEY",
    "Race",
    "at_rate",
    "best_of",
    "race",
    "racing",
    "search",
    "search_steps",
    "walked",
]

WALK_BYTES = MEGABYTE
"""The memory that the history of one walk may hold on to."""
RATE_KEY = "optimizer.lr"
SLICE_ITERATIONS = 250
"""Iterations of a walk that a search does in one step."""


@dataclass(frozen=True)
class Race:
    """The runs of a race by their ids, ready to walk."""

    lessons: Mapping[str, Lesson]
    laid: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    """Run → what a learner laid over it, oldest first."""

    @property
    def rates(self) -> dict[str, float]:
        """Run → the learning rate of its optimizer."""
        return {name: float(each.start["lr"]) for name, each in self.lessons.items()}

    def at_rates(self, rates: Mapping[str, float]) -> Race:
        """The same race, each run at its own one of these rates. Raises LessonError for one that it
        cannot have."""
        return Race({n: at_rate(each, rates[n]) for n, each in self.lessons.items()}, self.laid)

    @property
    def changing(self) -> tuple[str, ...]:
        """The runs whose rate a schedule or a callback changes on the way."""
        return tuple(
            name
            for name, each in self.lessons.items()
            if each.plan.schedule is not None or each.plan.callbacks
        )


def racing(
    lessons: Mapping[str, Lesson], laid: Mapping[str, tuple[Edit, ...]] | None = None
) -> Race:
    """A race of these runs, with what was laid over them; raises UnsuitedError for a lesson with a
    network, or with several starts."""
    for each in lessons.values():
        landscape_of(each)
        if each.start["w"].ndim != 1:
            raise UnsuitedError(
                N_("a race goes from one start; this lesson has {count}"),
                count=len(each.start["w"]),
            )
    return Race(dict(lessons), dict(laid or {}))


def walked(lesson: Lesson, laid: tuple[Edit, ...] = ()) -> WalkerWay:
    """The whole way of a lesson's walker; it ends where its numbers do."""
    history = _history(lesson, laid)
    history.run_to(lesson.iterations)
    return _way(lesson, history)


def _history(lesson: Lesson, laid: tuple[Edit, ...]) -> History:
    history = History(lesson.program, lesson.start, WALK_BYTES)
    history.take_changes((laid,), 0)
    return history


def _way(lesson: Lesson, history: History) -> WalkerWay:
    trails = history.trails
    return WalkerWay.along(landscape_of(lesson), trails["w"], trails["lr"])


def race(runs: Race) -> tuple[Standing, ...]:
    """Walk every run to its end and place them."""
    return placed(
        _standing(name, each, walked(each, runs.laid.get(name, ())))
        for name, each in runs.lessons.items()
    )


def _standing(name: str, lesson: Lesson, way: WalkerWay) -> Standing:
    rate = float(lesson.start["lr"])
    return standing_of(name, rate, way, landscape_of(lesson).lowest_height)


def search(runs: Race, rates: Sequence[float]) -> Iterator[Standing]:
    """Walk every run at every one of the rates: what each came to, one after the other. A rate that
    a run cannot have counts as diverged at once."""
    return (found for found in search_steps(runs, rates) if found is not None)


def search_steps(runs: Race, rates: Sequence[float]) -> Iterator[Standing | None]:
    """The same in steps of at most `SLICE_ITERATIONS` iterations: None, or what a walk that is done
    came to."""
    for name, lesson in runs.lessons.items():
        for rate in rates:
            try:
                changed_lesson = at_rate(lesson, rate)
                history = _history(changed_lesson, runs.laid.get(name, ()))
            except VisualnnError:
                yield Standing(name, rate, 0, float("nan"), None, None, 0)
                continue
            while history.furthest < lesson.iterations:
                history.run_to(min(history.furthest + SLICE_ITERATIONS, lesson.iterations))
                yield None
            found = _standing(name, changed_lesson, _way(changed_lesson, history))
            yield replace(found, rate=rate)


def best_of(found: Iterable[Standing]) -> dict[str, float]:
    """Run → the rate at which it did best, the smaller one of two that are equal."""
    best: dict[str, Standing] = {}
    for each in sorted(found, key=lambda each: each.rate):
        known = best.get(each.id)
        if known is None or each.order < known.order:
            best[each.id] = each
    return {name: each.rate for name, each in best.items()}


def at_rate(lesson: Lesson, rate: float) -> Lesson:
    """The same run with another learning rate, without stops: nobody reads while it is searched.
    Raises LessonError for one that it cannot have."""
    bare = replace(lesson, spec=lesson.spec.with_stops((), for_good=True))
    return changed(bare, [Change(RATE_KEY, rate)])
