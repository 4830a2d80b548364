"""One line on a terminal that says how far a long computation is."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

from visualnn.tables import width
from visualnn.text import _

BAR_COLUMNS = 40
"""The widest bar; a narrow terminal gets a shorter one or none."""


class ProgressLine:
    """A bar, what is done of the total, and the time left, written over itself."""

    def __init__(
        self, stream: TextIO, total: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._total, self._clock = stream, total, clock
        self._first: tuple[float, int] | None = None
        self._columns = 0

    def update(self, done: int) -> None:
        """Write the line anew."""
        now = self._clock()
        if self._first is None:
            self._first = (now, done)
        words = f"{done}/{self._total}"
        seconds = self._seconds_left(now, done)
        if seconds is not None:
            left = _("{time} left").format(time=clock_text(seconds))
            words = f"{words}  {left}"
        # The last column stays free: a full line would wrap, and \r leads back to its second half.
        room = shutil.get_terminal_size().columns - 1
        columns = min(BAR_COLUMNS, room - width(words) - len("[]  "))
        text = f"[{self._bar(done, columns)}]  {words}" if columns > 0 else words
        self._write(text if width(text) <= room else "")

    def clear(self) -> None:
        """Leave the line empty and the cursor at its start."""
        self._write("")
        self._stream.write("\r")
        self._stream.flush()

    def _seconds_left(self, now: float, done: int) -> float | None:
        """What the rest takes at the speed since the first update; None while that is unknown."""
        assert self._first is not None  # noqa: S101  the first update sets it
        begun, before = self._first
        if done <= before or now <= begun:
            return None
        return (now - begun) / (done - before) * (self._total - done)

    def _bar(self, done: int, columns: int) -> str:
        filled = columns * done // self._total if self._total else columns
        return "#" * filled + "-" * (columns - filled)

    def _write(self, text: str) -> None:
        """Put a text over the last one; what that was longer is blanked."""
        columns = width(text)
        self._stream.write("\r" + text + " " * (self._columns - columns))
        self._stream.flush()
        self._columns = columns


@contextlib.contextmanager
def progress_of(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; in a file or a pipe nothing."""
    if sys.stderr is None or not sys.stderr.isatty():  # a program without a console has none
        yield lambda _done: None
        return
    line = ProgressLine(sys.stderr, total)
    try:
        yield line.update
    finally:
        line.clear()


def clock_text(seconds: float) -> str:
    """Return a duration as ``0:09``, ``12:34`` or ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
