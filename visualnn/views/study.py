"""A study: what came out of many runs of a lesson, over seeds and settings."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence

from ..dataclass import dataclass
from ..lesson import Lesson
from ..lesson.studies import StudyDot, StudyNumbers, offers_of
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable

__all__ = ["Spread", "StudyView", "spread_of"]


@dataclass(frozen=True)
class Spread:
    """How far apart the runs of one setting end, in one measure."""

    count: int
    """Of all runs that are finished."""
    diverged: int
    """Of those, the ones that made a number that is not finite."""
    least: float | None
    median: float | None
    """The middle one of the finite ends; of an even count the mean of the two in the middle."""
    largest: float | None


def spread_of(dots: Sequence[StudyDot], measure: str) -> Spread:
    """The spread of some runs in a measure: ``L``, ``val.L`` or a metric."""
    ends = [dot.values[measure] for dot in dots if measure in dot.values]
    finite = sorted(end for end in ends if math.isfinite(end))
    diverged = sum(dot.diverged_at is not None for dot in dots)
    if not finite:
        return Spread(len(dots), diverged, None, None, None)
    return Spread(len(dots), diverged, finite[0], statistics.median(finite), finite[-1])


class StudyView(View):
    """Many runs of the lesson, as far as a study of them is computed.

    Part ``runs``: a row for each finished run with its settings, its seed, the iterations it has
    computed, each loss and metric after its last update, the iteration that made the first number
    that is not finite, and its seconds. Part ``spread``: for each setting and measure how many runs
    there are, how many of them diverged, and the least, the median and the largest finite end.
    """

    name = "study"
    title = N_("Study")
    parts = ("runs", "spread")

    def refuse(self, lesson: Lesson) -> None:
        if not offers_of(lesson):
            raise UnsuitedError(
                N_("only a lesson of a file, with a network, is trained many times")
            )

    def table(self, moment: Moment, part: str) -> ViewTable:
        study = moment.study
        measures = ("L",) if study is None else study.measures
        if part == "runs":
            columns = ("settings", "seed", "iterations", *measures, "diverged_at", "seconds")
            return ViewTable(columns, () if study is None else tuple(_runs(study, measures)))
        columns = ("settings", "measure", "runs", "diverged", "least", "median", "largest")
        return ViewTable(columns, () if study is None else tuple(_spreads(study, measures)))


def _settings(study: StudyNumbers, places: tuple[int, ...]) -> str:
    words = zip(study.offer.axes, study.offer.words(places), strict=True)
    return ", ".join(f"{axis.title} {word}" for axis, word in words)


def _runs(study: StudyNumbers, measures: Sequence[str]) -> Iterator[tuple[CellValue, ...]]:
    for dot in study.dots:
        yield (
            _settings(study, dot.places),
            dot.seed,
            dot.iterations,
            *(dot.values.get(name) for name in measures),
            dot.diverged_at,
            dot.seconds,
        )


def _spreads(study: StudyNumbers, measures: Sequence[str]) -> Iterator[tuple[CellValue, ...]]:
    for places in study.offer.places:
        for name in measures:
            found = spread_of(study.at(places), name)
            yield (
                _settings(study, places),
                name,
                found.count,
                found.diverged,
                found.least,
                found.median,
                found.largest,
            )
