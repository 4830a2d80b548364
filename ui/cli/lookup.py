"""What the command line names: a lesson, a number of it, a tick, a file to write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import UnknownNameError, VisualnnError
from visualnn.text import N_

from .errors import UsageError, print_remarks

if TYPE_CHECKING:
    from visualnn.company.asked import AskedPoint
    from visualnn.expr import Source
    from visualnn.lesson import Lesson, Outline
    from visualnn.lesson.change import Change
    from visualnn.run.history import History
    from visualnn.tell.explain import Explanation

__all__ = [
    "asked",
    "changed_lesson",
    "changes_of",
    "check_writable",
    "end_of_iteration",
    "explanation",
    "focus_at",
    "lesson_and_history",
    "number",
    "outline_of",
    "point",
    "tick",
]


def changed_lesson(name: str, settings: Sequence[str], variant: str | None = None) -> Lesson:
    """A lesson, or a variant of it, with KEY=VALUE changes. Raises LessonError, and UsageError for
    a key or a variant that does not exist."""
    from visualnn.lesson.changes import open_changed
    from visualnn.lesson.file import LESSON_RUN
    from visualnn.lesson.variants import open_named_variant

    changes = changes_of(settings)
    try:
        lesson = (
            open_changed(name, changes)
            if variant in {None, LESSON_RUN}
            else open_named_variant(name, str(variant), changes)
        )
    except UnknownNameError as error:
        raise UsageError(error.template, **error.params) from error
    print_remarks(lesson.data.remarks)
    return lesson


def changes_of(settings: Sequence[str]) -> list[Change]:
    """What is written as KEY=VALUE. Raises UsageError."""
    from visualnn.lesson.changes import parse_change

    try:
        return [parse_change(setting) for setting in settings]
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def lesson_and_history(
    name: str, settings: Sequence[str] = (), variant: str | None = None, at: str = ""
) -> tuple[Lesson, History]:
    """The lesson of that name or path, or a variant of it, with KEY=VALUE changes, and a history at
    its start. Where it is asked for `at` a stop and nothing is changed, its knobs are where that
    stop has them. Raises LessonError, and UsageError for a key or a variant that does not exist."""
    from visualnn.lesson.stops import unmet_settings
    from visualnn.run.history import History

    lesson = changed_lesson(name, settings, variant)
    stop = next((each for each in lesson.stops if each.name == at), None)
    if stop is not None and not settings:
        needed = unmet_settings(lesson, stop)
        lesson = changed_lesson(name, needed, variant) if needed else lesson
    return lesson, History(lesson.program, lesson.start)


def outline_of(name: str, settings: Sequence[str] = (), variant: str | None = None) -> Outline:
    """The lesson, or a variant of it, with KEY=VALUE changes as far as a summary needs it: without
    changes no weight is made. Raises LessonError, and UsageError for a key or a variant that does
    not exist."""
    from visualnn.lesson import outline_of, specification

    if settings or variant is not None:
        return changed_lesson(name, settings, variant)
    outline = outline_of(specification(name))
    print_remarks(outline.data.remarks)
    return outline


def number(text: str) -> Source:
    """The number that is written as NAME[i,j]. Raises UsageError."""
    from visualnn.views.opened_place import number_named

    try:
        return number_named(text)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def point(text: str) -> tuple[float, ...]:
    """The point that is written as numbers with commas between them. Raises UsageError."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(
            N_("{text} is no point; write its numbers with commas, like 0.5,0.5"), text=text
        ) from error


def asked(lesson: Lesson, history: History, at: int, text: str) -> AskedPoint:
    """The point that is written as numbers with commas, asked about at a tick. Raises UsageError
    for what is no example of the lesson."""
    from visualnn.company.asked import asked_point

    try:
        return asked_point(lesson, history.at(at).values, point(text))
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def explanation(
    history: History, at: int, place: Source, asked: AskedPoint | None = None
) -> Explanation:
    """The explanation of a number at a tick, also of a point that was asked about. Raises
    UsageError if there is no such number."""
    from visualnn.tell.explain import explain

    try:
        return explain(history, at, place, asked=asked)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def focus_at(history: History, at: int, text: str | None) -> Source | None:
    """The number to look at, if one is written as NAME[i,j]. Raises UsageError if it has no value
    at the tick."""
    if not text:
        return None
    place = number(text)
    explanation(history, at, place)
    return place


def end_of_iteration(lesson: Lesson, iteration: int) -> int:
    """The tick at the end of an iteration. Raises UsageError for one that the lesson has not."""
    if iteration >= lesson.iterations:
        raise UsageError(
            N_("iteration {asked} does not exist: the lesson ends with iteration {last}"),
            asked=iteration,
            last=lesson.iterations - 1,
        )
    return lesson.program.end_of(iteration)


def tick(lesson: Lesson, history: History, text: str) -> int:
    """The tick that is written as a number, as the name of a stop, or as ``end``: of the lesson, or
    where its training says that it is over. Raises UsageError."""
    from visualnn.views.opened_place import tick_named

    try:
        return tick_named(lesson, history, text)
    except UnknownNameError as error:
        raise UsageError(error.template, **error.params) from error


def check_writable(path: Path) -> None:
    """Refuse before any work what could not be saved after it. Raises VisualnnError."""
    if not path.parent.is_dir():
        raise VisualnnError(N_("there is no folder {folder} to write to"), folder=path.parent)
    if path.exists() and not path.is_file():
        raise VisualnnError(N_("{path} is no file that could be replaced"), path=path)
