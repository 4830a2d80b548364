"""Writer: lines onto the disk in the order in which they came, without keeping anybody waiting.

One thread writes, another one has the disk confirm what was written, so that a line is out of the
process at once even while an earlier one is still being confirmed: a process that is killed loses
nothing, however slow the disk. What cannot be written stays in memory and is tried again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import DataError
from ..text import N_
from .file import JournalFile
from .lines import FILE_BYTES, FIRST_CHECKSUM, line_of, written

__all__ = ["RETRY_SECONDS", "WAIT_SECONDS", "WRITTEN_SECONDS", "JournalWriter"]

WRITTEN_SECONDS = 0.25
"""Seconds that a line may keep its writer waiting until it is out of the process; where that takes
longer, the next ones wait as long as for the disk, until it has caught up."""
WAIT_SECONDS = 0.02
"""Seconds that a line may keep its writer waiting for the disk; one that takes longer is waited for
no more until it has caught up."""
RETRY_SECONDS = 1.0
"""Seconds after which what failed is tried again."""
CLOSE_SECONDS = 3.0
"""Seconds that closing waits for the disk."""


class JournalWriter:
    """The lines of a journal, on the disk as far as it takes them; without a path in memory alone.

    All lines are kept in memory too: a file that was lost on the way is written anew.
    """

    def __init__(
        self,
        path: Path | None,
        lines: Sequence[bytes] = (),
        checksum: bytes = FIRST_CHECKSUM,
        file: JournalFile | None = None,
    ) -> None:
        """`lines` are those that the file holds already, the last one with `checksum`; `file` is
        the file if it is open. What stands behind them in it is cut off before the next line."""
        self.path = path
        self._lines = [*lines]
        self._checksum = checksum
        self._file = file
        self._bytes = sum(map(len, lines))
        self._change = threading.Condition()
        self._written = self._synced = len(lines)
        self._synced_bytes = self._written_bytes = self._bytes
        self._failure: Exception | None = None
        self._next_try = 0.0
        self._is_syncing = self._is_closing = False
        self._is_slow = self._is_held = False
        """Whether the disk takes long to confirm lines, and to take them at all."""
        self._attempt = 0
        """Counts the failures: what was begun before the last one is void."""
        self._is_broken = False
        """Whether the file has to be opened anew."""
        self._threads: list[threading.Thread] = []

    @property
    def lines(self) -> tuple[bytes, ...]:
        """Every line, also those that are not on the disk yet."""
        with self._change:
            return tuple(self._lines)

    @property
    def checksum(self) -> bytes:
        """That of the last line."""
        return self._checksum

    @property
    def saved_count(self) -> int:
        """How many lines the disk has confirmed."""
        return self._synced

    @property
    def is_saved(self) -> bool:
        """Whether every line is on the disk, confirmed by it."""
        return self.path is not None and self._synced == len(self._lines)

    @property
    def failure(self) -> Exception | None:
        """Why the disk takes nothing now; None while it does."""
        return self._failure

    def append(self, record: Mapping[str, object]) -> int:
        """Add a record; it is on the disk when `saved_count` has reached the number that is
        returned. Waits for that a moment, where the disk is quick.

        Raises DataError for a record longer than a line may be, and once the journal is as long as
        a journal may be.
        """
        line, checksum = line_of(written(record), self._checksum)
        if self._bytes + len(line) > FILE_BYTES:
            raise DataError(N_("this session has become too long to be saved; start over"))
        self._checksum = checksum
        with self._change:
            self._lines.append(line)
            self._bytes += len(line)
            number = len(self._lines)
            if self.path is not None and not self._is_closing:
                self._start()
                self._change.notify_all()
                self._wait_a_moment(number)
        return number

    def _wait_a_moment(self, number: int) -> None:
        """Wait until a line is out of the process, and on the disk if that is quick."""
        if self._failure is not None:
            return
        self._is_held = self._is_held and self._written < number - 1
        self._is_slow = self._is_slow and self._synced < number - 1
        came = self._change.wait_for(
            lambda: self._has_written(number) or self._failure is not None,
            WAIT_SECONDS if self._is_held else WRITTEN_SECONDS,
        )
        self._is_held = self._is_held or not came
        if came and not self._is_slow:
            self._is_slow = not self._change.wait_for(
                lambda: self._has_synced(number) or self._failure is not None, WAIT_SECONDS
            )

    def _has_written(self, number: int) -> bool:
        return self._written >= number

    def _has_synced(self, number: int) -> bool:
        return self._synced >= number

    def wait(self, seconds: float) -> bool:
        """Wait until every line is on the disk; whether they all are."""
        with self._change:
            number = len(self._lines)
            self._next_try = 0.0
            self._change.notify_all()
            self._change.wait_for(lambda: self._has_synced(number) or not self._threads, seconds)
        return self.is_saved

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Write what is left, as far as the disk takes it in that time, and give the file back;
        whether all of it is on the disk."""
        if self._threads:
            self.wait(seconds)
        with self._change:
            self._is_closing = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(1.0)
        if self._file is not None and not any(thread.is_alive() for thread in self._threads):
            self._file.close()
            self._file = None
        self._threads = []
        return self.is_saved

    # -- in threads of its own ---------------------------------------------------------------------

    def _start(self) -> None:
        if not self._threads:
            for work in (self._write_on, self._sync_on):
                thread = threading.Thread(target=work, name="visualnn-journal", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _write_on(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(self._can_write, self._pause())
                if self._is_closing:
                    return
                if not self._can_write():
                    continue
                attempt, first = self._attempt, self._written
                lines, offset = self._lines[first:], self._written_bytes
            try:
                self._write(attempt, first, lines, offset)
            except Exception as error:  # noqa: BLE001  told the learner, and tried again
                self._fail(error)

    def _can_write(self) -> bool:
        if self._is_closing:
            return True
        is_due = self._failure is None or time.monotonic() >= self._next_try
        return is_due and self._written < len(self._lines)

    def _pause(self) -> float | None:
        """The seconds until a failed attempt is made again."""
        if self._failure is None or self._written == len(self._lines):
            return None
        return max(self._next_try - time.monotonic(), 0.01)

    def _write(self, attempt: int, first: int, lines: Sequence[bytes], offset: int) -> None:
        """Write lines at an offset; into a file that is not there any more, all of them."""
        if self._is_broken or (self._file is not None and not self._file.is_there):
            self._let_go()
        if self._file is None:
            assert self.path is not None  # noqa: S101  a thread was started
            self._file = JournalFile(self.path)
            if self._file.size < offset:
                lines, offset = [*self._lines[:first], *lines], 0
                first = 0
        self._file.cut(offset)
        content = b"".join(lines)
        self._file.write(content, offset)
        with self._change:
            if attempt == self._attempt:
                self._written = first + len(lines)
                self._written_bytes = offset + len(content)
            self._change.notify_all()

    def _sync_on(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._is_closing or self._synced < self._written)
                file, attempt = self._file, self._attempt
                if self._is_closing:
                    return
                if file is None or self._is_broken:
                    self._change.wait(RETRY_SECONDS)  # the other thread opens it anew
                    continue
                number, end = self._written, self._written_bytes
                self._is_syncing = True
            try:
                file.sync()
            except Exception as error:  # noqa: BLE001  told the learner, and tried again
                self._fail(error, was_syncing=True)
                continue
            with self._change:
                self._is_syncing = False
                if attempt == self._attempt:
                    self._synced, self._synced_bytes = number, end
                    self._failure = None
                self._change.notify_all()

    def _fail(self, error: Exception, *, was_syncing: bool = False) -> None:
        """Begin again behind the last line that the disk confirmed: what was written since may be
        anywhere."""
        with self._change:
            self._attempt += 1
            self._failure, self._is_broken = error, True
            self._next_try = time.monotonic() + RETRY_SECONDS
            self._written, self._written_bytes = self._synced, self._synced_bytes
            self._is_syncing = self._is_syncing and not was_syncing
            self._change.notify_all()

    def _let_go(self) -> None:
        """Give the file back once nothing waits for it."""
        with self._change:
            self._change.wait_for(lambda: not self._is_syncing)
            file, self._file, self._is_broken = self._file, None, False
        if file is not None:
            file.close()
