"""Replaying: a session is run again from the beginning of its lesson, wish by wish."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from visualnn.dataclass import dataclass
from visualnn.errors import VisualnnError

from . import wishes
from .session import Session
from .wishes import wish_from

if TYPE_CHECKING:
    from visualnn.journal.fingerprint import Likeness
    from visualnn.journal.reading import Journal
    from visualnn.lesson import Lesson

__all__ = ["BAD_RECORD", "FOUND_BY_SEARCH", "Replay", "grant_again", "note_of", "replay"]

BAD_RECORD = (VisualnnError, TypeError, ValueError, KeyError, IndexError, OverflowError)
"""What a record raises that is not understood."""
FOUND_BY_SEARCH = (wishes.SeekParting, wishes.SeekTrouble, wishes.SeekFlag, wishes.SeekEnd)
"""Wishes that lead to something that has to be found, as far as it was computed by then."""
CHANGES_OF_LESSON = (
    wishes.Turn,
    wishes.SetKeys,
    wishes.AddExample,
    wishes.MoveExample,
    wishes.RemoveExample,
)
"""Wishes that build another lesson and lead to the same place in it."""


@dataclass(frozen=True)
class Replay:
    """What became of a session that was run again."""

    session: Session
    granted: int
    """How many wishes were granted."""
    refused: int
    """How many records could not be understood, or not be granted."""
    likeness: Likeness | None
    """How the numbers at the last checkpoint compare with those that were saved; None without
    one."""


def replay(
    journal: Journal,
    lesson: Lesson,
    heard: Callable[[Session, wishes.Wish, dict[str, Any]], None] | None = None,
) -> Replay:
    """Grant all wishes of a journal from the beginning of its lesson; no checkpoint is taken for
    granted. `heard` is told of each wish with its record, once it was granted."""
    from visualnn.journal.fingerprint import likeness

    session = Session(1.0)
    failures: list[str] = []
    session.failed.connect(failures.append)
    session.take(lesson)
    session.set_grain(journal.header.grain)
    checked = next(journal.checkpoints(), None)
    alike, granted, unknown = None, 0, 0
    note: wishes.Arrive | None = None
    for line in range(1, len(journal)):
        try:
            record = journal.record(line)
            note = note_of(record) or note
            if line == checked:
                _settle(session, note)
                alike = likeness(record["checkpoint"]["numbers"], _values(session))
            wish = grant_again(session, record)
        except BAD_RECORD:
            unknown += 1
            continue
        if wish is not None:
            note, granted = None, granted + 1
            if heard is not None:
                heard(session, wish, record)
    _settle(session, note)
    return Replay(session, granted, unknown + len(failures), alike)


def _values(session: Session) -> Any:
    return {} if session.frame is None else session.frame.values


def _settle(session: Session, note: wishes.Arrive | None) -> None:
    """Be where playing had come to."""
    session.arrive_now()
    if note is not None:
        session.drift_to(note)
        session.arrive_now()


def note_of(record: dict[str, Any]) -> wishes.Arrive | None:
    """Where playing had come to, if a record says so. Raises one of BAD_RECORD."""
    note = wish_from(record["note"]) if "note" in record else None
    return note if isinstance(note, wishes.Arrive) else None


def grant_again(
    session: Session, record: dict[str, Any], *, in_passing: bool = False
) -> wishes.Wish | None:
    """Grant the wish of a record, if it holds one, and wait until it is there. What it led to is
    taken from the record where it had to be searched for. Of several changes of the lesson in a
    row only the last run is computed if they are granted `in_passing`, by whoever arrives there.
    Raises one of BAD_RECORD."""
    if "granted" not in record:
        return None
    wish, came = wish_from(record["granted"]), record.get("came")
    if in_passing and (
        isinstance(wish, CHANGES_OF_LESSON)
        or (isinstance(wish, wishes.Arrive) and session.is_passing_changes)
    ):
        session.grant_in_passing(wish)
        return wish
    session.arrive_now()
    session.grant(wish)
    session.arrive_now()
    if type(came) is int and isinstance(wish, FOUND_BY_SEARCH) and came != session.tick:
        session.grant(wishes.Arrive(came))
        session.arrive_now()
    return wish
