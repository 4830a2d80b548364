"""Copying: where the learner is, as one line of text that leads there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualnn.company.companion_run import RunKind
from visualnn.company.company import found_beside
from visualnn.errors import SettingError
from visualnn.journal.header import known_as
from visualnn.lesson.change import setting_text
from visualnn.lesson.place import LessonPlace
from visualnn.names import ASKED
from visualnn.text import N_

if TYPE_CHECKING:
    from .position import Position

__all__ = ["place_of"]


def place_of(position: Position, opened: str, view: str) -> LessonPlace:
    """The place of a learner in a lesson that was opened by a name or path, with a view that is
    shown, or none.

    Raises SettingError where a line of text cannot lead: to a number that was changed by hand, to
    examples that were drawn, or to a point that the network is asked about.
    """
    lesson, focus = position.lesson, position.focus
    if position.history.laid.items:
        raise SettingError(
            N_(
                "a number was changed by hand here, which no line of text holds; this takes a "
                "session file: visualnn sessions export"
            )
        )
    if lesson.data_before_drawing is not None:
        raise SettingError(
            N_(
                "examples were drawn by hand here, which no line of text holds; this takes a "
                "session file: visualnn sessions export"
            )
        )
    if focus is not None and focus.place.name.startswith(ASKED):
        raise SettingError(
            N_(
                "the number in focus is of a point that was asked about, which no line of text "
                "holds; this takes a session file: visualnn sessions export"
            )
        )
    stop = next((stop.name for stop in lesson.stops if stop.tick == position.tick), None)
    return LessonPlace(
        _opened(position, opened),
        tuple(map(setting_text, lesson.changes)),
        lesson.variant,
        stop or str(position.tick),
        view or None,
        None if focus is None else str(focus.place),
    )


def _opened(position: Position, opened: str) -> str:
    """What opens the lesson that leads."""
    leader = position.company.leader
    if leader.kind is not RunKind.BESIDE:
        return known_as(opened)
    folder = found_beside(position.first_lesson, leader.id)
    return leader.id if folder is None else str(folder)
