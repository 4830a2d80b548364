"""Edits: what a wish changes in the run, and where that is to be seen."""

from __future__ import annotations

from visualnn.run.history import Edit
from visualnn.tell.frame import Focus

from . import wishes
from .position import Position, Way

__all__ = ["change"]


def change(position: Position, wish: wishes.Edit | wishes.Undo | wishes.Redo) -> Way | None:
    """Change the run; the way to what was changed, None if there was nothing to change.

    Raises VisualnnError if the number cannot be changed; nothing is then.
    """
    history = position.history
    if isinstance(wish, wishes.Edit):
        history.edit(Edit(position.tick, wish.place, wish.value))
        return Way(position.tick, Focus(wish.place))
    edit = history.undo() if isinstance(wish, wishes.Undo) else history.redo()
    return None if edit is None else Way(edit.tick, Focus(edit.place))
