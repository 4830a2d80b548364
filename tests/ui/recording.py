"""What tests of records share: a log of what changed, and the comparison with the record kept.

A record says what the program did when it was written; ``python -m tests.ui.recording`` writes all
of them anew (words choose some, as with ``pytest -k``), and the difference is then read like any
other change. Words, wishes and numbers may not differ at all. Lengths may by rounding, and by
`CLOSE_PIXELS` where fonts are measured a little differently than where the records were written.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from ui.kit import paint
from ui.kit.theme import Metrics, Text

FOLDER = Path(__file__).parents[1] / "golden"
CLOSE_PIXELS = 3.0
"""So far apart two lengths may be that count as the same where fonts are measured otherwise."""
ROUNDED_PIXELS = 0.11
"""The same where they are measured alike: lengths are written with one decimal."""
WRITTEN_ON = ("linux", "6.11")
"""The system and the Qt with which records of pictures were written. Elsewhere fonts, and with them
what has room, are other ones, and pictures are not compared."""
LENGTHS = " | "
"""Stands between lengths in pixels and all else in a line."""
PANGRAM = "Sphinx of black quartz, judge my vow: 0.123456789 Ω 한글"
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")


class Log:
    """Lines of a record on what is done, each with what it changed."""

    def __init__(self, name: str, state: Callable[[], Mapping[str, str]]) -> None:
        self._state = state
        self._last: Mapping[str, str] = {}
        self.heard: list[str] = []
        self._record = Record(name)
        self.say = self._record.say
        self.end = self._record.end

    def hear(self, name: str) -> Callable[..., None]:
        """A slot that writes down what a signal brings."""
        return lambda *what: self.heard.append(f"{name} {' '.join(map(plain, what))}".rstrip())

    def did(self, what: str) -> None:
        """Something was done: write down what was heard since, and what is otherwise now."""
        now = self._state()
        self.say(what)
        heard, self.heard = self.heard, []
        for each in heard:
            self.say(f"  {each}")
        for name in sorted({*now, *self._last}):
            if now.get(name) != self._last.get(name):
                self.say(f"  {name}: {now.get(name, 'gone')}")
        self._last = now


def plain(thing: object) -> str:
    """A thing in words that are the same each time."""
    if isinstance(thing, set | frozenset):
        return plain(sorted(thing))
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing))


def differences(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The lines that differ by more than a few pixels."""
    found = [
        f"- {one}\n+ {other}"
        for one, other in zip(before, now, strict=False)
        if one != other and not _are_close(one, other)
    ]
    if len(before) != len(now):
        found.append(f"{len(now)} lines in place of {len(before)}")
    return found


def _are_close(one: str, other: str) -> bool:
    """Whether two lines differ in lengths alone, and by little."""
    (marks, _bar, words), (now, _bar, words_now) = (
        each.partition(LENGTHS) for each in (one, other)
    )
    are_strokes = one.startswith("    ") or LENGTHS in one
    if words != words_now or not are_strokes or NUMBER.sub("0", marks) != NUMBER.sub("0", now):
        return False
    pairs = zip(NUMBER.findall(marks), NUMBER.findall(now), strict=True)
    exact = QGuiApplication.instance() is None or _same_fonts()
    near = ROUNDED_PIXELS if exact else CLOSE_PIXELS
    return all(abs(float(a) - float(b)) <= near for a, b in pairs)


def _measured_fonts() -> str:
    """How long a sentence is in each size, and how high."""
    metrics = Metrics(1.0)
    lines = []
    for size in Text:
        writer = paint.writer(metrics, size)
        lines.append(f"{size.name} {writer.width(PANGRAM):.3f} {writer.height:.3f}")
    return "\n".join(lines) + "\n"


@cache
def _same_fonts() -> bool:
    """Whether fonts are measured here as where the records were written."""
    path = FOLDER / "fonts.txt"
    return path.exists() and path.read_text(encoding="utf-8") == _measured_fonts()


class Record:
    """Lines that are compared with those kept under a name while they are written, so that the
    first that differs ends the test; or are kept instead, if that is asked for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._path = FOLDER / f"{name}.txt"
        self._is_written = bool(os.environ.get("WRITE_RECORDS"))
        self._lines: list[str] = []
        self._kept: list[str] = []
        if not self._is_written:
            assert self._path.exists(), f"there is no record {self._path.name} yet: make records"
            lines = self._path.read_text(encoding="utf-8").splitlines()
            self._kept = [line.rstrip() for line in lines]

    def say(self, line: str) -> None:
        """Write a line.

        Raises AssertionError if another one is kept.
        """
        line = line.replace("\n", " / ").replace(str(Path.home()), "~").rstrip()
        place = len(self._lines)
        self._lines.append(line)
        if not self._is_written:
            kept = self._kept[place : place + 1] or ["nothing more"]
            self._compare(kept, [line])

    def end(self) -> None:
        """All is said.

        Raises AssertionError if more is kept.
        """
        if self._is_written:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            text = "\n".join(self._lines) + "\n"
            self._path.write_text(text, encoding="utf-8", newline="\n")
            if QGuiApplication.instance() is not None and self.name.startswith("panels/"):
                fonts = _measured_fonts()
                (FOLDER / "fonts.txt").write_text(fonts, encoding="utf-8", newline="\n")
        else:
            self._compare(self._kept[len(self._lines) :], [])

    def _compare(self, kept: Sequence[str], now: Sequence[str]) -> None:
        how = "if that is how it should be: make records"
        found = differences(kept, now)
        place = f"line {len(self._lines)}"
        assert not found, "\n".join([f"{self._path.name}, {place}: {how}", *found])


def check(name: str, text: str) -> None:
    """Compare a text with the record kept under a name, or keep it, if that is asked for.

    Raises AssertionError with the first line that differs.
    """
    record = Record(name)
    for line in text.splitlines():
        record.say(line)
    record.end()


def same_pictures() -> bool:
    """Whether pictures come out here as where the records were written."""
    return (sys.platform, qVersion().rpartition(".")[0]) == WRITTEN_ON


RECORDS = sorted(str(path) for path in Path("tests").rglob("test_*record*.py"))
"""The tests that compare with a record, or write it."""

if __name__ == "__main__":
    chosen = ["-k", " or ".join(sys.argv[1:])] if sys.argv[1:] else []
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *chosen, *RECORDS]
    environment = {**os.environ, "WRITE_RECORDS": "1"}
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603  our own tests
