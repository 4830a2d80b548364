"""Folder: the sessions of a person, each a journal of its own in the user's data folder.

It is known before the window is seen; what reads and writes a journal is imported with the first
one.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..dataclass import dataclass
from ..errors import DataError, UnknownNameError
from ..files import write_whole
from ..text import N_

if TYPE_CHECKING:
    from datetime import datetime

    from .header import Header
    from .reading import Journal
    from .writer import JournalWriter

__all__ = ["ENDING", "OpenedSession", "SessionFile", "SessionFolder"]

ENDING = ".visualnn"
"""What the name of a session's file ends with."""
DAMAGED_ENDING = ".damaged"
OFF_VARIABLE = "VISUALNN_NO_SETTINGS"
SESSION_COUNT = 10_000
"""Sessions that are looked at."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")


@dataclass(frozen=True)
class SessionFile:
    """A session as it lies in the folder."""

    id: str
    path: Path
    header: Header | None
    """None if its first line does not hold."""
    bytes: int
    changed: datetime
    """When something was written into it last, in UTC."""


@dataclass(frozen=True)
class OpenedSession:
    """A session that is gone on with: what it holds, and where its next line goes."""

    journal: Journal
    writer: JournalWriter


class SessionFolder:
    """A folder of sessions; it is made with the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of_this_person(cls) -> SessionFolder | None:
        """Where this computer keeps the data of its programs; None if nothing may be kept."""
        if os.environ.get(OFF_VARIABLE):
            return None
        from platformdirs import user_data_path

        return cls(user_data_path("visualnn", appauthor=False) / "sessions")

    @property
    def studies(self) -> Path:
        """The folder beside it in which finished runs of studies are kept."""
        return self.path.parent / "studies"

    # -- what is there -----------------------------------------------------------------------------

    def __iter__(self) -> Iterator[SessionFile]:
        """Every session, the one that was worked on last first. Raises OSError if the folder cannot
        be read."""
        from datetime import UTC, datetime

        found = []
        for n, path in enumerate(self.path.glob("*" + ENDING) if self.path.is_dir() else ()):
            if n >= SESSION_COUNT:
                break
            with contextlib.suppress(OSError):
                status = path.lstat()
                found.append((status.st_mtime_ns, path, status))
        for _time, path, status in sorted(found, reverse=True):
            changed = datetime.fromtimestamp(status.st_mtime, UTC)
            yield SessionFile(path.stem, path, _header_of(path), status.st_size, changed)

    def latest(self, opened: str) -> Path | None:
        """The session of a lesson, by the name or path that it was opened by, that was worked on
        last."""
        with contextlib.suppress(OSError):
            for session in self:
                if session.header is not None and session.header.opened == opened:
                    return session.path
        return None

    def find(self, name: str) -> Path:
        """The file of a session by its id. Raises UnknownNameError."""
        path = self.path / (name + ENDING)
        if _ID.fullmatch(name) is None or not path.is_file():
            raise UnknownNameError(N_("there is no session {name}"), name=name)
        return path

    # -- beginning and going on --------------------------------------------------------------------

    def new_path(self, lesson: str) -> Path:
        """A path that no session has yet."""
        from datetime import UTC, datetime

        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", lesson)[:60].strip("-") or "lesson"
        stem += datetime.now(UTC).strftime("-%Y%m%d-%H%M%S")
        names = [stem, *(f"{stem}-{n}" for n in range(2, SESSION_COUNT))]
        paths = (self.path / (name + ENDING) for name in names)
        return next(path for path in paths if not path.exists())

    def begin(self, header: Header) -> JournalWriter:
        """Begin a session. Its first line is on its way to the disk."""
        from .writer import JournalWriter

        writer = JournalWriter(self.new_path(header.lesson))
        writer.append(header.plain())
        return writer

    def go_on(self, path: Path) -> OpenedSession:
        """Open a session to go on with it. What is damaged behind its last line that holds is kept
        in a file of its own before it is cut off.

        Raises LockedError if another window has it, DataError if it is no session, OSError if it
        cannot be read and written.
        """
        from .file import JournalFile
        from .lines import FILE_BYTES
        from .reading import journal_from
        from .writer import JournalWriter

        file = JournalFile(path)
        try:
            content = file.read(FILE_BYTES + 1)
            if len(content) > FILE_BYTES:
                raise DataError(
                    N_("{file} is no session: no regular file of at most {most} bytes"),
                    file=path.name,
                    most=FILE_BYTES,
                )
            journal = journal_from(content, path.name)
            if journal.lost_bytes and not journal.is_torn:
                write_whole(path.with_name(path.name + DAMAGED_ENDING), content)
        except BaseException:
            file.close()
            raise
        return OpenedSession(journal, JournalWriter(path, journal.lines, journal.checksum, file))

    # -- files as a whole --------------------------------------------------------------------------

    def export(self, name: str, target: Path) -> None:
        """Write a session, as far as it holds, into a file. Raises UnknownNameError, DataError or
        OSError."""
        from .reading import read_journal

        content = b"".join(read_journal(self.find(name)).lines)
        write_whole(target, content)

    def delete(self, name: str) -> None:
        """Remove a session. Raises UnknownNameError, DataError if a window has it open, OSError."""
        from .file import is_locked

        path = self.find(name)
        if is_locked(path):
            raise DataError(
                N_("the session {name} is open in a window; close that first"), name=name
            )
        path.unlink()
        with contextlib.suppress(OSError):
            path.with_name(path.name + DAMAGED_ENDING).unlink()


def _header_of(path: Path) -> Header | None:
    from .reading import read_header

    try:
        return read_header(path)
    except (DataError, OSError):
        return None
