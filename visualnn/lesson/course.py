"""The course: the lessons that come with the program in their order, and what comes before each."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

from ..dataclass import dataclass
from ..errors import LessonError, VisualnnError
from ..resources import resource
from ..text import LANGUAGES, N_, Language
from .shelf import shipped
from .title_reading import heading
from .toml_text import MAX_FILE_BYTES, content_of, decoded, parse_toml

__all__ = ["CourseLesson", "course", "next_lesson"]

COURSE_FILE = "lessons/course.toml"


@dataclass(frozen=True)
class CourseLesson:
    """A lesson as a line of the course."""

    name: str
    number: str
    """The digits that its folder begins with; several lessons may share them."""
    titles: Mapping[Language, str]
    after: tuple[str, ...]
    """The names of the lessons that should come before it."""
    has_stops: bool
    """Whether it tells something and so can be finished; a playground does not."""


def course() -> tuple[CourseLesson, ...]:
    """All lessons in order: that of their folders, but none stands before one that should come
    before it. One whose file cannot be read is called by its folder."""
    folders = shipped()
    after = _after()
    waiting = [
        _line(name, folder, tuple(each for each in after.get(name, ()) if each in folders))
        for name, folder in folders.items()
    ]
    placed: list[CourseLesson] = []
    while waiting:
        names = {lesson.name for lesson in waiting}
        ready = (lesson for lesson in waiting if names.isdisjoint(lesson.after))
        placed.append(next(ready, waiting[0]))
        waiting.remove(placed[-1])
    return tuple(placed)


def _line(name: str, folder: Path, after: tuple[str, ...]) -> CourseLesson:
    number = folder.name.partition("-")[0]
    try:
        read = heading(folder)
    except VisualnnError:
        return CourseLesson(name, number, dict.fromkeys(LANGUAGES, folder.name), after, False)
    return CourseLesson(name, number, read.titles, after, read.has_stops)


def _after() -> dict[str, tuple[str, ...]]:
    """Lesson → those that come before it, as the course's own file says; raises LessonError if it
    says something else."""
    path = resource(COURSE_FILE)
    file = str(path)
    table = parse_toml(decoded(content_of(path, MAX_FILE_BYTES), file), file).get("after", {})
    if not isinstance(table, dict):
        raise LessonError(N_("{file} holds no table {key}"), file=file, key="after")
    return {name: tuple(map(str, names)) for name, names in table.items()}


def next_lesson(
    lessons: tuple[CourseLesson, ...], finished: Container[str], now: str = ""
) -> str | None:
    """The name of the lesson to go on with: the first one that is not finished, counted from the
    lesson that is open now and round to the beginning; None where all are."""
    names = [lesson.name for lesson in lessons]
    start = names.index(now) if now in names else 0
    for lesson in (*lessons[start:], *lessons[:start]):
        if lesson.has_stops and lesson.name not in finished:
            return lesson.name
    return None
