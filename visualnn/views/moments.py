"""A moment of a history: what a view is made from, read off a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from ..company.companion_run import CompanionRun
from ..company.histogram_watch import HistogramWatch
from ..expr import Source
from ..lesson import Lesson
from ..lesson.histogram_trails import HistogramTrails
from ..machine.machine import frozen
from ..ops import Array
from ..program import Program
from ..run.curves import curves_at
from ..run.history import History
from ..tell.frame import Frame, values_before_update
from .base import Moment, View

__all__ = ["moment_at", "moment_of", "moments_of_runs"]


def moment_at(
    lesson: Lesson, history: History, tick: int, view: View, focus: Source | None = None
) -> Moment:
    """The moment at a tick, with what the view follows; without a focus the view picks one.

    Raises UnsuitedError in a lesson that the view does not suit.
    """
    view.refuse(lesson)
    iteration = lesson.program.locate(tick).iteration
    done = iteration + (tick >= lesson.program.end_of(iteration))
    history.run_to(done)
    values = history.at(tick).values
    moment = Moment(
        lesson,
        tick,
        values,
        focus,
        curves_at(lesson.program, history.curves, tick, values),
        _followed(history, tick, view.follows(lesson)),
        values_before_update(history, tick),
        histograms=lambda names: _histograms(lesson, history, names),
    )
    return moment if focus is not None else replace(moment, focus=view.pick(moment))


def moment_of(frame: Frame) -> Moment:
    """The moment that a frame paints, with the curves as they stand at its tick; of what a view
    follows there are the trails of a walk on a bare function."""
    lesson = frame.lesson
    focus = frame.focus.place if frame.focus is not None else None
    curves = curves_at(lesson.program, frame.curves, frame.tick, frame.values)
    followed = _followed_until(lesson.program, frame.leader.trails, frame.tick, frame.values)
    before, study = frame.before_update, frame.study
    return Moment(
        lesson,
        frame.tick,
        frame.values,
        focus,
        curves,
        followed,
        before,
        study,
        lambda _names: frame.watched.histograms,
    )


def _histograms(lesson: Lesson, history: History, names: tuple[str, ...]) -> HistogramTrails:
    """Those of every iteration that a history has come to."""
    watch = HistogramWatch(history, lesson.iterations, names)
    watch.advance(lambda: False)
    return watch.trails


def moments_of_runs(frame: Frame) -> Mapping[str, Moment]:
    """The moment of each run of a frame that is shown and has values, by its id; the curves of
    those beside the leading one are not in it. While the leading run only passes by, one on a bare
    function has as much as its trail says: where it is, and its rate."""
    found = {}
    for run in frame.runs:
        if run.id == frame.leader.id:
            found[run.id] = moment_of(frame)
        elif run.opened is not None and run.values is not None and run.tick is not None:
            followed = _followed_until(run.opened.program, run.trails, run.tick, run.values)
            found[run.id] = Moment(run.opened, run.tick, run.values, followed=followed)
        elif (passing := _in_passing(frame, run)) is not None:
            found[run.id] = passing
    return found


def _in_passing(frame: Frame, run: CompanionRun) -> Moment | None:
    """The moment of a run that stands nowhere, at the end of the same iteration; None where its
    trail does not reach there."""
    iteration, lesson = frame.place.iteration, run.opened
    is_end = frame.tick == frame.lesson.program.end_of(iteration)
    if lesson is None or not is_end or not run.trails or iteration >= lesson.iterations:
        return None
    if min(map(len, run.trails.values())) <= iteration + 1:
        return None
    tick = lesson.program.end_of(iteration)
    values = MappingProxyType({name: rows[iteration + 1] for name, rows in run.trails.items()})
    followed = _followed_until(lesson.program, run.trails, tick, values)
    return Moment(lesson, tick, values, followed=followed)


def _followed_until(
    program: Program, trails: Mapping[str, Array], tick: int, values: Mapping[str, Array]
) -> Mapping[str, Array]:
    """The trails up to a tick, and what stands there now."""
    if not trails:
        return MappingProxyType({})
    iteration = program.locate(tick).iteration
    found = {}
    for name, rows in trails.items():
        rows = rows[: iteration + 1]
        if program.start_of(iteration) != tick:
            rows = frozen(np.concatenate([rows, values[name][None]]))
        found[name] = rows
    return MappingProxyType(found)


def _followed(history: History, tick: int, names: Iterable[str]) -> Mapping[str, Array]:
    """The names' values at the start of every iteration up to a tick, and at the tick."""
    program = history.program
    ticks = [program.start_of(n) for n in range(program.locate(tick).iteration + 1)]
    if ticks[-1] != tick:
        ticks.append(tick)
    names = tuple(names)
    series: dict[str, list[Array]] = {name: [] for name in names}
    for each in ticks if names else ():
        values = history.at(each).values
        for name in names:
            series[name].append(np.array(values[name]))
    found = {name: np.stack(arrays) for name, arrays in series.items()}
    for array in found.values():
        array.setflags(write=False)
    return MappingProxyType(found)
