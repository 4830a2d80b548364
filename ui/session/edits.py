"""Changes: what a wish changes in the run, and where that is to be seen."""

from __future__ import annotations

from visualnn.run.history import Edit
from visualnn.tell.frame import Focus

from . import wishes
from .position import Position, Way
from .runs import GHOST_ID, ghost_of, leave_ghost
from .turning import redo_turn, set_keys, turn, undo_turn

__all__ = ["ChangeWish", "change"]


ChangeWish = wishes.Edit | wishes.Turn | wishes.SetKeys | wishes.Undo | wishes.Redo


def change(position: Position, wish: ChangeWish) -> Way | None:
    """Change the run; the way to what was changed, None if there was nothing to change. The run
    before a change that is new, or made again, stays beside it as its ghost.

    Raises VisualnnError if the number cannot be changed; nothing is then.
    """
    history = position.history
    if isinstance(wish, wishes.Turn):
        return turn(position, wish)
    if isinstance(wish, wishes.SetKeys):
        return set_keys(position, wish)
    if isinstance(wish, wishes.Undo):
        if not history.can_undo:
            return undo_turn(position)
        edit = history.undo()
        if edit is not None:
            before_it = position.company.history_of(GHOST_ID)
            if before_it is not None:
                history.adopt(before_it)
            leave_ghost(position, None)
        return None if edit is None else Way(edit.tick, Focus(edit.place))
    if isinstance(wish, wishes.Redo) and not history.can_redo:
        return redo_turn(position)
    ghost = ghost_of(position) if isinstance(wish, wishes.Edit) or history.can_redo else None
    before = history.laid.items
    way = _done(position, wish)
    if history.laid.items != before:
        if isinstance(wish, wishes.Edit):
            position.turns.undone.clear()
        leave_ghost(position, ghost)
    return way


def _done(position: Position, wish: wishes.Edit | wishes.Redo) -> Way | None:
    history = position.history
    if isinstance(wish, wishes.Edit):
        history.edit(Edit(position.tick, wish.place, wish.value))
        return Way(position.tick, Focus(wish.place))
    edit = history.redo()
    return None if edit is None else Way(edit.tick, Focus(edit.place))
