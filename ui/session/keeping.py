"""Keeping: what is granted goes into the journal of the lesson, and comes back from it.

A line for each wish as soon as it is granted; while somebody plays, the place a few times a second;
now and then a checkpoint, so that little has to be granted again when the lesson is opened the next
time. The disk is written by threads of its own (`visualnn.journal.writer`); what it does not take
stays in memory until it does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded
from visualnn.errors import DataError, VisualnnError
from visualnn.text import _

from . import wishes
from .replaying import BAD_RECORD, grant_again, note_of
from .session import Session
from .wishes import plain

if TYPE_CHECKING:
    from pathlib import Path

    from visualnn.journal.folder import SessionFolder
    from visualnn.journal.header import Header
    from visualnn.journal.reading import Journal
    from visualnn.journal.writer import JournalWriter
    from visualnn.lesson import Lesson

__all__ = ["CHECKPOINT_WISH_COUNT", "NOTE_SECONDS", "Keeping"]

_log = logging.getLogger(__name__)
NOTE_SECONDS = 0.25
"""Seconds between two notes of where playing has come to, at least."""
CHECKPOINT_WISH_COUNT = 200
"""Wishes after which there is a checkpoint at the latest."""
CHECKPOINT_MILLISECONDS = 1000
"""Milliseconds without a wish after which there is one."""
WATCH_MILLISECONDS = 100
"""Milliseconds after which it is looked again whether the disk has caught up."""
UNFINISHED_SITTING_COUNT = 2
"""Sittings that ended before the place was reached again, after which nobody is led there unasked:
it may be what ends the program."""


class Keeping(QObject):
    """The journal of the lesson that is open; without a folder nothing is kept."""

    failed = Signal(str)
    """A sentence for the learner."""
    changed = Signal()
    """It is saved by now, or cannot be saved."""
    interrupted = Signal(bool)
    """The program was ended in the middle of this lesson the last time; whether the learner is
    where they were."""

    def __init__(
        self, session: Session, folder: SessionFolder | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._folder = session, folder
        self._writer: JournalWriter | None = None
        self._header: Header | None = None
        """Of a session that begins with its first wish."""
        self._lesson: Lesson | None = None
        self._is_replaying = False
        self._begun = self._noted_at = time.monotonic()
        self._noted: wishes.Arrive | None = None
        self._wish_count = 0
        self._wishes_since = 0
        self._is_troubled = False
        self._kept: Path | None = None
        """The session that the learner was not led back to."""
        self._idle = QTimer(self, singleShot=True, interval=CHECKPOINT_MILLISECONDS)
        self._idle.timeout.connect(self.make_checkpoint)
        self._watch = QTimer(self, interval=WATCH_MILLISECONDS)
        self._watch.timeout.connect(self._look)
        session.recorded.connect(self._record)
        session.moved.connect(self._note)
        session.playing_changed.connect(self._play)

    # -- what holds now ----------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The file of the session; None as long as there is none."""
        return self._writer.path if self._writer is not None else None

    @property
    def is_saved(self) -> bool:
        """Whether everything that was done is on the disk, confirmed by it."""
        return self._writer is None or self._writer.is_saved

    @property
    def is_troubled(self) -> bool:
        """Whether the disk takes nothing now."""
        return self._is_troubled

    def wait_until_saved(self, seconds: float) -> bool:
        """Wait until everything that was done is on the disk, at most so long; whether it is."""
        return self._writer is None or self._writer.wait(seconds)

    # -- opening -----------------------------------------------------------------------------------

    def open(self, lesson: Lesson, opened: str, *, anew: bool = False) -> None:
        """Open a lesson by the name or path that it was opened by: where the learner was in it, or
        from its beginning if that is asked for, or they were never there."""
        self.leave()
        if self._folder is None:
            self._session.take(lesson)
            return
        from visualnn.journal.header import header_of, known_as

        header = header_of(lesson, opened, self._session.grain)
        path = None if anew else self._folder.latest(known_as(opened))
        if path is None or not self._go_on(lesson, header, path):
            self._begin(lesson, header)
            if anew:
                self._write_header()

    @property
    def folder(self) -> SessionFolder | None:
        """Where sessions are kept; None if they are not."""
        return self._folder

    def open_session(self, path: Path) -> str:
        """Open a session with its lesson as it was then; returns the name that opens the lesson as
        it is now. Raises DataError or another VisualnnError
        if it cannot be opened, OSError if it cannot be read."""
        from visualnn.journal.reading import read_journal

        header = read_journal(path).header
        lesson = header.open()
        self.leave()
        if not self._go_on(lesson, header, path):
            self._begin(lesson, self._renewed(header))
        return header.opened

    def start_over(self) -> None:
        """Begin the lesson again in a session of its own; the old one is kept."""
        lesson, header = self._lesson, self._header_now()
        bookmarks = self._session.bookmarks
        if lesson is not None and header is not None:
            self.leave()
            self._begin(lesson, header)
            self._write_header()
        elif self._session.has_lesson:
            lesson = self._session.position.first_lesson
            self._session.forget_answers(lesson)
            self._session.take(lesson)
        for n, kept in bookmarks.items():  # what was prepared is there for the next class
            prepared = wishes.SetBookmark(n, kept.tick, kept.sentence, kept.place, kept.panel)
            self._session.grant(prepared)

    def go_back(self) -> None:
        """Be where the learner was before the program was ended in the middle, after all."""
        lesson, header, path = self._lesson, self._header, self._kept
        if lesson is not None and header is not None and path is not None:
            self._kept = None
            self._go_on(lesson, header, path, is_asked=True)

    def _header_now(self) -> Header | None:
        if self._header is not None or self._writer is None:
            return self._header
        from visualnn.journal.reading import journal_from

        return self._renewed(journal_from(self._writer.lines[0]).header)

    def _renewed(self, header: Header) -> Header:
        """The header of another session of the same lesson that begins now."""
        from datetime import UTC, datetime

        now = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(header, begun=now, grain=self._session.grain)

    def _begin(self, lesson: Lesson, header: Header) -> None:
        """A session that has its file with the first wish."""
        self._lesson, self._header, self._writer = lesson, header, None
        self._session.forget_answers(lesson)
        self._session.take(lesson)

    def _go_on(self, lesson: Lesson, header: Header, path: Path, *, is_asked: bool = False) -> bool:
        """Go on with a session; whether that was possible. If not, it is told why."""
        from visualnn.journal.file import LockedError

        assert self._folder is not None  # noqa: S101  there is a path in it
        try:
            opened = self._folder.go_on(path)
        except LockedError:
            self.failed.emit(
                _(
                    "This lesson is open in another window, which saves what is done there; here "
                    "a session of its own begins."
                )
            )
            return False
        except (VisualnnError, OSError) as error:
            self.failed.emit(
                _("The session {name} cannot be gone on with: {reason}").format(
                    name=path.name, reason=error
                )
            )
            return False
        journal = opened.journal
        is_same = is_asked or self._is_same(lesson, header, journal, path)
        is_led = is_same and (is_asked or not _ends_again_and_again(journal))
        if not is_led:
            opened.writer.close()
            if is_same:
                self._kept = path
                QTimer.singleShot(0, self, lambda: self.interrupted.emit(False))
            return False
        self._lesson, self._header, self._writer = lesson, None, opened.writer
        self._begun = time.monotonic()
        self._append({"sitting": header.begun, "program": header.program})
        if journal.lost_bytes and not journal.is_torn:
            self.failed.emit(
                _("A part of this session is damaged; everything before it is here again.")
            )
        self._replay(lesson, journal)
        if not journal.is_closed and len(journal) > 1 and not is_asked:
            QTimer.singleShot(0, self, lambda: self.interrupted.emit(True))
        return True

    def _is_same(self, lesson: Lesson, now: Header, journal: Journal, path: Path) -> bool:
        """Whether a session is of a lesson that computes the same; what changed in its files is
        told."""
        from visualnn.journal.header import changed_files
        from visualnn.lesson import is_architecture

        then = journal.header
        if not then.files and not is_architecture(then.opened):
            return False  # nobody knows what it was
        files = changed_files(then, now)
        if not files:
            return True
        what = _what_changed(then, lesson)
        if what == "" and not set(files) & {*then.data, *now.data}:
            sentence = _("{files} changed since you were here; what the run computes did not.")
            self.failed.emit(sentence.format(files=", ".join(files)))
            return True
        sentence = _(
            "{files} changed since you were here{what}. A new session begins; the old one opens "
            "as it was with: visualnn sessions open {id}"
        )
        what = f" ({what})" if what else ""
        self.failed.emit(sentence.format(files=", ".join(files), what=what, id=path.stem))
        return False

    # -- coming back -------------------------------------------------------------------------------

    @contextmanager
    def _replaying(self) -> Iterator[None]:
        self._is_replaying = True
        try:
            yield
        finally:
            self._is_replaying = False

    def _replay(self, lesson: Lesson, journal: Journal) -> None:
        """Lead the learner to where the lines of a journal end."""
        from .passing import PassedMoves

        session = self._session
        session.forget_answers(lesson)
        moves = PassedMoves(session)
        with self._replaying():
            line, kept = self._resume_checkpoint(lesson, journal)
            if kept is None:
                session.take(lesson)
                session.set_grain(journal.header.grain)
            note: wishes.Arrive | None = None
            for each in range(line + 1, len(journal)):
                try:
                    if moves.take(journal.wish_text(each)):
                        note, self._wish_count = None, self._wish_count + 1
                        continue
                    record = journal.record(each)
                    note = note_of(record) or note
                    if grant_again(session, record, in_passing=True) is not None:
                        note = None
                        self._wish_count += 1
                except BAD_RECORD as error:
                    _log.warning("a record of the session cannot be granted again: %s", error)
            session.end_passing()
            if note is not None:
                session.arrive_now()
                session.drift_to(note)
        self._wishes_since = 0
        self._note()

    def _resume_checkpoint(
        self, lesson: Lesson, journal: Journal
    ) -> tuple[int, dict[str, Any] | None]:
        """Resume the last checkpoint that can be; its line and its fingerprint, or 0 and None."""
        from .checkpoint import resumed

        for line in journal.checkpoints():
            try:
                kept = journal.record(line)
                self._wish_count = int(kept["wishes"])
                found = resumed(lesson, kept["checkpoint"])
            except BAD_RECORD as error:
                _log.warning("a checkpoint cannot be used: %s", error)
                continue
            self._session.resume(found, self._wish_count)
            self._compare_once_there(found.way.tick, dict(found.fingerprint))
            return line, dict(found.fingerprint)
        self._wish_count = 0
        return 0, None

    def _compare_once_there(self, tick: int, kept: dict[str, Any]) -> None:
        """Once the place of a checkpoint is reached: tell if the numbers are others there."""
        position = self._session.position

        def compare(_frame: object = None) -> None:
            frame = position.frame
            is_left = self._session.position is not position
            if not is_left and (frame is None or frame.tick != tick):
                return
            self._session.moved.disconnect(compare)
            if frame is not None and not is_left:
                self._tell_likeness(kept, frame.values)

        self._session.moved.connect(compare)
        compare()

    def _tell_likeness(self, kept: dict[str, Any], values: Any) -> None:
        from visualnn.journal.fingerprint import likeness

        try:
            alike = likeness(kept, values)
        except BAD_RECORD:
            return
        if alike == "other":
            self.failed.emit(
                _(
                    "The numbers here are others than those that were saved: another version of "
                    "visualnn, or another computer, computed them."
                )
            )

    # -- writing -----------------------------------------------------------------------------------

    @property
    def _is_ours(self) -> bool:
        """Whether the session is in the lesson whose journal this is."""
        session = self._session
        return (
            not self._is_replaying
            and self._lesson is not None
            and session.has_lesson
            and session.position.first_lesson is self._lesson
        )

    @guarded
    def _record(self, wish: wishes.Wish) -> None:
        if not self._is_ours:
            return
        self._noted = None
        self._append({"granted": plain(wish), "came": self._session.tick})
        self._wish_count += 1
        self._wishes_since += 1
        if self._wishes_since >= CHECKPOINT_WISH_COUNT:
            QTimer.singleShot(0, self, self.make_checkpoint)
        self._idle.start()

    @guarded
    def _note(self, _frame: object = None) -> None:
        """Note where playing has come to, not too often while it goes on."""
        if not self._is_ours:
            return
        now = time.monotonic()
        if self._session.playing and now - self._noted_at < NOTE_SECONDS:
            return
        drift = self._session.drift
        if drift is not None and drift != self._noted:
            self._noted, self._noted_at = drift, now
            self._append({"note": plain(drift)})

    @guarded
    def _play(self, is_playing: bool) -> None:
        if not self._is_ours:
            return
        self._append({"playing": is_playing})
        if not is_playing:
            QTimer.singleShot(0, self, self._note)  # the last step of it is still being made

    @guarded
    def make_checkpoint(self) -> None:
        """Write down what all wishes have come to, unless the last line says so already."""
        if not self._is_ours or self._writer is None or self._wishes_since == 0:
            return
        from .checkpoint import checkpoint

        made = checkpoint(self._session.position, self._session.grain)
        if made is not None:
            self._append({"checkpoint": made, "wishes": self._wish_count})
        self._wishes_since = 0

    def _append(self, record: dict[str, object]) -> None:
        self._write_header()
        if self._writer is None:
            return
        try:
            self._writer.append(record | {"at": round(time.monotonic() - self._begun, 3)})
        except DataError as error:
            self._trouble(error.sentence(_))
            return
        self._look()

    def _write_header(self) -> None:
        if self._folder is not None and self._header is not None:
            header, self._header = self._header, None
            self._writer = self._folder.begin(header)
            self._begun = time.monotonic()
            self._append({"sitting": header.begun, "program": header.program})

    @guarded
    def _look(self) -> None:
        """Tell once that the disk takes nothing, and once that it does again."""
        writer = self._writer
        if writer is None or writer.is_saved:
            self._watch.stop()
            if self._is_troubled:
                self._is_troubled = False
                self.failed.emit(_("Everything is saved again."))
                self.changed.emit()
            return
        self._watch.start()
        if writer.failure is not None:
            error = writer.failure
            reason = getattr(error, "strerror", None) or str(error)
            self._trouble(
                _(
                    "What you do cannot be saved now: {reason}. It is kept in memory, and saved as "
                    "soon as that is possible."
                ).format(reason=reason)
            )

    def _trouble(self, sentence: str) -> None:
        if not self._is_troubled:
            self._is_troubled = True
            self.failed.emit(sentence)
            self.changed.emit()

    def leave(self) -> None:
        """Write the end of the session, and give its file back."""
        self._kept = None
        if self._writer is not None:
            self._note()
            self.make_checkpoint()
            self._append({"closed": True})
            if not self._writer.close():
                _log.warning("the end of the session could not be saved: %s", self._writer.failure)
        self._watch.stop()
        self._writer = self._header = self._lesson = None
        self._noted = None
        self._wish_count = self._wishes_since = 0
        self._is_troubled = False


def _ends_again_and_again(journal: Journal) -> bool:
    """Whether the last sittings all ended before anything was done in them."""
    last = range(max(1, len(journal) - UNFINISHED_SITTING_COUNT), len(journal))
    return len(last) == UNFINISHED_SITTING_COUNT and all(
        journal.begins_with(line, "sitting") for line in last
    )


def _what_changed(then: Header, lesson: Lesson) -> str | None:
    """The keys at which a lesson is another than it was, as a few words, or none if none of its
    numbers depends on what changed; None if nobody knows what it was."""
    from visualnn.company.differences import differences
    from visualnn.tell.comparison import change_text

    try:
        found = differences([then.open().spec, lesson.spec])
    except (VisualnnError, OSError):
        return None
    told = [*map(change_text, found[:3])]
    return ", ".join([*told, *(["…"] if len(found) > 3 else [])])
