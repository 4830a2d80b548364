"""A moment of a history: what a view is made from, read off a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from ..expr import Source
from ..lesson import Lesson
from ..ops import Array
from ..run.history import History
from ..tell.frame import Frame, values_before_update
from .base import Moment, View
from .curves import curves_until

__all__ = ["moment_at", "moment_of"]


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
    moment = Moment(
        lesson,
        tick,
        history.at(tick).values,
        focus,
        curves_until(lesson.program, history.curves, done),
        _followed(history, tick, view.follows(lesson)),
        values_before_update(history, tick),
    )
    return moment if focus is not None else replace(moment, focus=view.pick(moment))


def moment_of(frame: Frame) -> Moment:
    """The moment that a frame paints, with the curves as they stand at its tick; nothing is
    followed."""
    lesson = frame.lesson
    iteration = frame.place.iteration
    done = iteration + (frame.tick >= lesson.program.end_of(iteration))
    focus = frame.focus.place if frame.focus is not None else None
    curves = curves_until(lesson.program, frame.curves, done)
    return Moment(
        lesson, frame.tick, frame.values, focus, curves, before_update=frame.before_update
    )


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
