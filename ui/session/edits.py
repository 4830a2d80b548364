"""Changes: what a wish changes in the run, and where that is to be seen."""

from __future__ import annotations

from visualnn.lesson.drawn import Addition, ExampleChange, Move, Removal, with_example
from visualnn.run.history import Edit
from visualnn.run.starting import start_of
from visualnn.tell.frame import Focus

from . import wishes
from .position import Position, Way
from .racing import set_rates, tell_measured, tell_searched
from .runs import GHOST_ID, ghost_of, leave_ghost, pasts_of
from .starting import follow_start, runs_at_start, start_at
from .turning import redo_turn, run_lesson, set_keys, turn, undo_turn

__all__ = ["change"]


def change(position: Position, wish: wishes.ChangeWish) -> Way | None:
    """Change the run; the way to what was changed, None if there was nothing to change. The run
    before a change that is new, or made again, stays beside it as its ghost.

    Raises VisualnnError if the number cannot be changed; nothing is then.
    """
    way = _changed(position, wish)
    tell_searched(position)
    tell_measured(position)
    return way


def _changed(position: Position, wish: wishes.ChangeWish) -> Way | None:
    match wish:
        case wishes.Turn():
            return turn(position, wish)
        case wishes.SetKeys():
            return set_keys(position, wish)
        case wishes.SetRates():
            return set_rates(position, wish)
        case wishes.AddExample() | wishes.MoveExample() | wishes.RemoveExample():
            return run_lesson(position, with_example(position.lesson, _example(wish)))
        case _:
            return _edited(position, wish)


def _edited(
    position: Position, wish: wishes.Edit | wishes.StartAt | wishes.Undo | wishes.Redo
) -> Way | None:
    """Change numbers of the run, or take the last change of any kind back, or make it again."""
    history = position.history
    if isinstance(wish, wishes.Undo):
        if not history.can_undo:
            return undo_turn(position)
        start = start_of(history.laid.items)
        edit = history.undo()
        was_for_all = _follow(position, start, is_undone=True)
        if edit is not None:
            before_it = position.company.history_of(GHOST_ID)
            if before_it is not None:
                history.adopt(before_it)
            leave_ghost(position, None)
        if was_for_all:
            return Way(position.tick, position.focus)
        return None if edit is None else Way(edit.tick, Focus(edit.place))
    if isinstance(wish, wishes.Redo) and not history.can_redo:
        return redo_turn(position)
    is_new = isinstance(wish, wishes.Edit | wishes.StartAt)
    ghost = ghost_of(position) if is_new or history.can_redo else None
    # of a start that all runs share the others leave what they were, too
    others = (
        runs_at_start(position.lesson, position.company) if isinstance(wish, wishes.StartAt) else ()
    )
    pasts = pasts_of(position, others)
    before = history.laid.items
    way = _done(position, wish)
    if history.laid.items != before:
        if is_new:
            position.turns.undone.clear()
        leave_ghost(position, ghost, pasts)
    return way


def _example(wish: wishes.ExampleWish) -> ExampleChange:
    """What a wish changes in the examples."""
    match wish:
        case wishes.AddExample(point, target):
            return Addition(point, target)
        case wishes.MoveExample(split, row, point, target):
            return Move(split, row, point, target)
        case wishes.RemoveExample(split, row):
            return Removal(split, row)


def _done(position: Position, wish: wishes.Edit | wishes.StartAt | wishes.Redo) -> Way | None:
    history = position.history
    if isinstance(wish, wishes.StartAt):
        start_at(position.lesson, history, position.company, wish.start)
        return Way(position.tick, position.focus)
    if isinstance(wish, wishes.Edit):
        history.edit(Edit(position.tick, wish.place, wish.value))
        return Way(position.tick, Focus(wish.place))
    start = start_of(history.laid.items)
    edit = history.redo()
    if _follow(position, start, is_undone=False):
        return Way(position.tick, position.focus)
    return None if edit is None else Way(edit.tick, Focus(edit.place))


def _follow(position: Position, start: tuple[Edit, ...], *, is_undone: bool) -> bool:
    """Take the other runs along to the leading one's start; whether any was."""
    company = position.company
    return follow_start(position.lesson, position.history, company, start, is_undone=is_undone)
