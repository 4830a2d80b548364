"""The views that a lesson asks for: whether each has something to say in it."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import LessonError, LessonFaults
from ..lesson import Lesson
from ..lesson.file.places import Key
from ..text import N_
from .base import UnsuitedError
from .registry import VIEWS

__all__ = ["refuse_unsuited"]


def refuse_unsuited(lesson: Lesson) -> None:
    """Raise LessonFaults, each where it is written and why, for views that a lesson or a stop of it
    asks for and that have nothing to say in it."""
    faults = list(_unsuited(lesson, lesson.desk_views, "desk", "views"))
    for n, stop in enumerate(lesson.stops):
        faults += _unsuited(lesson, stop.views, "stops", n, "views")
    if faults:
        raise LessonFaults(faults)


def _unsuited(lesson: Lesson, names: tuple[str, ...], *keys: Key) -> Iterator[LessonError]:
    for n, name in enumerate(names):
        try:
            VIEWS[name].refuse(lesson)
        except UnsuitedError as error:
            yield LessonError(
                N_("the view {view} does not suit this lesson: {why}"),
                place=lesson.spec.where(*keys, n),
                view=name,
                why=error,
            )
