"""A place in a lesson that was looked up: everything that its text names is there."""

from __future__ import annotations

import re

from ..dataclass import dataclass
from ..errors import UnknownNameError
from ..expr import Source
from ..lesson import Lesson, open_named
from ..lesson.change import Change, parse_change
from ..lesson.changes import changed
from ..lesson.file import LESSON_RUN
from ..lesson.file.references import parse_reference
from ..lesson.place import LessonPlace
from ..lesson.variants import open_variant, variant_named
from ..program import STOPPED
from ..run.history import History
from ..text import N_
from .registry import view_named

__all__ = ["END", "OpenedPlace", "number_named", "opened_place", "tick_named"]

END = "end"
"""The end of a lesson, where a tick may stand."""


@dataclass(frozen=True, eq=False)
class OpenedPlace:
    """A lesson, and where in it somebody is to be."""

    lesson: Lesson
    """As its file has it."""
    variant: str | None
    """The id of the variant that leads; None for the lesson itself."""
    changes: tuple[Change, ...]
    """What is changed in the run that leads."""
    tick: int
    focus: Source | None
    view: str | None


def opened_place(place: LessonPlace) -> OpenedPlace:
    """Open the lesson of a place and find everything in it that the place names.

    Raises LessonError or LessonFaults for a lesson that cannot be opened or built, UnsuitedError
    for a view that has nothing to show in it, SettingError and UnknownNameError for what it does
    not have.
    """
    lesson = leading = open_named(place.lesson)
    variant = None if place.variant in {None, LESSON_RUN} else place.variant
    if variant is not None:
        variant_named(lesson.variants, variant)
        leading = open_variant(lesson, variant)
    changes = tuple(map(parse_change, place.settings))
    if changes:
        leading = changed(leading, changes)
    if place.view is not None:
        view_named(place.view).refuse(leading)
    history = History(leading.program, leading.start)
    tick = tick_named(leading, history, place.at or "0")
    focus = None if place.focus is None else number_named(place.focus)
    if focus is not None:
        _refuse_focus(leading, tick, focus)
    return OpenedPlace(lesson, variant, changes, tick, focus, place.view)


def number_named(text: str) -> Source:
    """The number that is written as NAME[i,j]. Raises VisualnnError for another text."""
    reference = parse_reference(text)
    return Source(reference.name, reference.index)


def tick_named(lesson: Lesson, history: History, text: str) -> int:
    """The tick that is written as a number, as the name of a stop, or as ``end``: of the lesson, or
    where its training says that it is over. Raises UnknownNameError."""
    stops = {stop.name: stop.tick for stop in lesson.stops}
    if text in stops:
        return stops[text]
    if text == END:
        if STOPPED not in lesson.program.carried:
            return lesson.last_tick
        return lesson.closing_tick(history.run_to(lesson.iterations, halting=True))
    if re.fullmatch(r"[0-9]{1,15}", text) and int(text) <= lesson.last_tick:
        return int(text)
    raise UnknownNameError(
        N_("{text} is neither a tick up to {last} nor a stop of the lesson; stops are {known}"),
        text=text,
        last=lesson.last_tick,
        known=", ".join([*stops, END]),
    )


def _refuse_focus(lesson: Lesson, tick: int, focus: Source) -> None:
    """Raise UnknownNameError for a number that has no value at a tick; nothing is computed."""
    program, name, index = lesson.program, focus.name, focus.index
    here = program.locate(tick)
    shape = program.shapes[program.is_closing(here.iteration)].get(name)
    written = program.done_after(name, here.iteration)
    is_known = name in lesson.start or (written is not None and written <= here.done)
    fits = shape is not None and len(shape) == len(index)
    if not is_known or not fits or any(i >= n for i, n in zip(index, shape or (), strict=True)):
        raise UnknownNameError(N_("{place} has no value at tick {tick}"), place=focus, tick=tick)
