"""Passing: moves of a session that is opened again are granted without a look at where each leads.

Where such a move leads depends on the tick and the grain alone, so of many in a row only the last
place is computed and shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualnn.errors import DataError
from visualnn.grain import Grain
from visualnn.journal.lines import record_of

from . import wishes
from .ways import way_of
from .wishes import wish_from

if TYPE_CHECKING:
    from .position import Position, Way
    from .session import Session

__all__ = ["PassedMoves"]


class PassedMoves:
    """Grants the moves of a journal in passing."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[bytes, wishes.MoveByTick | None] = {}
        """The move that a text of a journal stands for; None where it stands for none."""

    def take(self, wish_text: bytes) -> bool:
        """Grant the wish that a record begins with, if it is a move that can be passed through;
        whether it is. Raises what computing raises."""
        try:
            wish = self._known[wish_text]
        except KeyError:
            wish = self._known[wish_text] = _move_in(wish_text)
        if wish is None or not self._can_pass(wish):
            return False
        self._session.move_in_passing(wish, _way)
        return True

    def _can_pass(self, wish: wishes.MoveByTick) -> bool:
        """Whether no term is stepped to, and nothing is laid over the run with which an instruction
        could fail."""
        session = self._session
        by_grain = isinstance(wish, wishes.Step | wishes.StepOut)
        if by_grain and session.grain == Grain.TERM:
            return False
        return not session.position.history.laid.items


def _move_in(wish_text: bytes) -> wishes.MoveByTick | None:
    """The move that a record begins with that is cut off behind its wish."""
    try:
        wish = wish_from(record_of(wish_text + b"}").get("granted"))
    except DataError:
        return None
    if not isinstance(wish, wishes.MoveByTick):
        return None
    is_of_terms = isinstance(wish, wishes.StepUnit) and wish.grain == Grain.TERM
    leaves = isinstance(wish, wishes.Seek) and wish.leaves
    return None if is_of_terms or leaves else wish


def _way(position: Position, grain: int, wish: wishes.MoveByTick) -> Way:
    way = way_of(position, Grain(grain), wish)
    assert way is not None, wish  # noqa: S101  every such move leads somewhere
    return way
