"""What the command line names: a lesson, a number of it, a tick, a file to write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import N_

from .errors import UsageError

if TYPE_CHECKING:
    from visualnn.expr import Source
    from visualnn.lesson import Lesson, Outline
    from visualnn.run.history import History
    from visualnn.tell.explain import Explanation

__all__ = ["check_writable", "explanation", "lesson_and_history", "number", "outline_of", "tick"]


def lesson_and_history(name: str) -> tuple[Lesson, History]:
    """The lesson of that name or path, and a history at its start. Raises LessonError."""
    from visualnn.lesson import open_named
    from visualnn.run.history import History

    lesson = open_named(name)
    return lesson, History(lesson.program, lesson.start)


def outline_of(name: str) -> Outline:
    """The lesson as far as a summary needs it: no weight is made. Raises LessonError."""
    from visualnn.lesson import outline_of, specification

    return outline_of(specification(name))


def number(text: str) -> Source:
    """The number that is written as NAME[i,j]. Raises UsageError."""
    from visualnn.expr import Source
    from visualnn.lesson.file.references import parse_reference

    try:
        reference = parse_reference(text)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error
    return Source(reference.name, reference.index)


def explanation(history: History, at: int, place: Source) -> Explanation:
    """The explanation of a number at a tick. Raises UsageError if there is no such number."""
    from visualnn.tell.explain import explain

    try:
        return explain(history, at, place)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def tick(lesson: Lesson, history: History, text: str) -> int:
    """The tick that is written as a number, as the name of a stop, or as ``end``: of the lesson, or
    where its training says that it is over. Raises UsageError."""
    stops = {stop.name: stop.tick for stop in lesson.stops}
    if text in stops:
        return stops[text]
    if text == "end":
        from visualnn.program import STOPPED

        if STOPPED not in lesson.program.carried:
            return lesson.last_tick
        return lesson.program.end_of(history.run_to(lesson.iterations, halting=True) - 1)
    if re.fullmatch(r"[0-9]{1,15}", text) and int(text) <= lesson.last_tick:
        return int(text)
    raise UsageError(
        N_("{text} is neither a tick up to {last} nor a stop of the lesson; stops are {known}"),
        text=text,
        last=lesson.last_tick,
        known=", ".join([*stops, "end"]),
    )


def check_writable(path: Path) -> None:
    """Refuse before any work what could not be saved after it. Raises VisualnnError."""
    if not path.parent.is_dir():
        raise VisualnnError(N_("there is no folder {folder} to write to"), folder=path.parent)
