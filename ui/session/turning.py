"""Turning knobs and setting keys: the changed lesson leads, the run before stays beside it as its
ghost, and everything is undone with the same key as a change of a number."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from visualnn.company.company import KEPT_RUN_BYTES
from visualnn.company.lockstep import tick_beside
from visualnn.errors import LessonError, UnknownNameError
from visualnn.lesson.change import Change, parse_change
from visualnn.lesson.changes import changed
from visualnn.lesson.knobs import knob_named, refused_setting, setting_named
from visualnn.run.history import History
from visualnn.tell.frame import Focus
from visualnn.text import N_

from .position import Position, Way
from .runs import ghost_of, leave_ghost
from .turns import LeftRun

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

    from . import wishes

__all__ = ["enter_run", "leave_run", "redo_turn", "run_lesson", "set_keys", "turn", "undo_turn"]


def turn(position: Position, wish: wishes.Turn) -> Way | None:
    """Turn a knob: the changed lesson leads from its start or, as far as there is one, at the same
    place; None if the lesson is as it would be then.

    Raises UnknownNameError for a knob or a setting that there is not, LessonError for a lesson that
    cannot be built; nothing has changed then.
    """
    lesson = position.lesson
    knob = knob_named(lesson.knobs, wish.knob)
    setting = wish.setting
    if setting is None:
        at = knob.at(position.as_opened.spec)
        if at is None:
            raise UnknownNameError(
                N_("the lesson has {knob} at none of its settings"), knob=knob.title
            )
        setting = knob.settings[at].word
    chosen = setting_named(knob, setting)
    if chosen.is_made_in(lesson.spec):
        return None
    return run_lesson(
        position, _changed(position, chosen.changes_of(lesson.spec), knob.id, chosen.word)
    )


def set_keys(position: Position, wish: wishes.SetKeys) -> Way | None:
    """Give keys of the lesson other values; None if the lesson is as it would be then.

    Raises SettingError for what is no setting, UnknownNameError for a key that does not exist,
    LessonError for a lesson that cannot be built; nothing has changed then.
    """
    made = changed(position.lesson, map(parse_change, wish.settings))
    same = made.spec.model_dump() == position.lesson.spec.model_dump()
    return None if same else run_lesson(position, made)


def run_lesson(position: Position, made: Lesson) -> Way:
    """Let a changed lesson lead from its start or, as far as there is one, at the same place; the
    run before is its ghost."""
    ghost = ghost_of(position)
    position.history.forget_undone()
    position.turns.done.append(leave_run(position))
    position.turns.undone.clear()
    way = enter_run(position, made, History(made.program, made.start, position.budget))
    leave_ghost(position, ghost)
    return way


def undo_turn(position: Position) -> Way | None:
    """Go back to the run that the last turned knob left; None if there is none."""
    return _back(position, position.turns.done, position.turns.undone)


def redo_turn(position: Position) -> Way | None:
    """Go on to the run that was left by undoing; None if there is none."""
    return _back(position, position.turns.undone, position.turns.done)


def _back(position: Position, source: deque[LeftRun], target: deque[LeftRun]) -> Way | None:
    if not source:
        return None
    left = source.pop()
    target.append(leave_run(position, left.beside))
    enter_run(position, left.lesson, left.history)
    for name, (lesson, history) in left.beside.items():
        if name in position.company.runs:
            position.company.take(name, lesson, history)
    leave_ghost(position, None)
    return Way(left.tick, left.focus)


def _changed(position: Position, changes: Iterable[Change], knob: str, word: str) -> Lesson:
    try:
        return changed(position.lesson, changes)
    except (LessonError, UnknownNameError) as error:
        lesson = position.lesson
        named = knob_named(lesson.knobs, knob)
        raise refused_setting(lesson.spec, named, word, error) from error


def leave_run(position: Position, beside: Iterable[str] = ()) -> LeftRun:
    """The run as it is, and those beside it of these ids; of a network too large for a second one
    itself."""
    history, company = position.history, position.company
    kept = history if history.large else history.fork(KEPT_RUN_BYTES)
    others = {
        name: (company.lesson_of(name), known.fork(KEPT_RUN_BYTES))
        for name in beside
        if (known := company.history_of(name)) is not None
    }
    return LeftRun(position.lesson, kept, position.tick, position.focus, others)


def enter_run(position: Position, lesson: Lesson, history: History) -> Way:
    """Let another run lead in the place of this one."""
    before, focus = position.history.program, position.focus
    position.take_run(lesson, history)
    company = position.company
    company.leader = replace(company.leader, ending=None, values=None, curves={})
    there, _same = tick_beside(before, position.tick, lesson.program, lesson.last_tick)
    return Way(there, None if focus is None else _still_there(lesson, focus))


def _still_there(lesson: Lesson, focus: Focus) -> Focus | None:
    """The number in focus, where the lesson has a name and an index like it."""
    shape = lesson.program.shapes[True].get(focus.place.name)
    index = focus.place.index
    fits = shape is not None and len(shape) == len(index)
    if not fits or any(i >= n for i, n in zip(index, shape or (), strict=True)):
        return None
    return Focus(focus.place)
