"""What tests of records share: a log of what changed, and the comparison with the record kept.

A record says what the program did when it was written; ``python -m tests.ui.recording`` writes all
of them anew (words choose some, as with ``pytest -k``), and the difference is then read like any
other change. Lengths may differ by `CLOSE_PIXELS`, as fonts are measured a little differently from
one system to the next; words, wishes and numbers may not.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import qVersion

FOLDER = Path(__file__).parents[1] / "golden"
CLOSE_PIXELS = 3
"""So far apart two lengths may be that count as the same."""
WRITTEN_ON = ("linux", "6.11")
"""The system and the Qt with which records of pictures were written. Elsewhere fonts, and with them
what has room, are other ones, and pictures are not compared."""
LENGTHS = " | "
"""Stands between lengths in pixels and all else in a line."""
NUMBER = re.compile(r"(?<![\w.])-?\d+(?![\w.])")


class Log:
    """Lines on what is done, each with what it changed."""

    def __init__(self, state: Callable[[], Mapping[str, str]]) -> None:
        self._state = state
        self._last: Mapping[str, str] = {}
        self.heard: list[str] = []
        self.lines: list[str] = []

    def hear(self, name: str) -> Callable[..., None]:
        """A slot that writes down what a signal brings."""
        return lambda *what: self.heard.append(f"{name} {' '.join(map(plain, what))}".rstrip())

    def did(self, what: str) -> None:
        """Something was done: write down what was heard since, and what is otherwise now."""
        now = self._state()
        self.lines.append(what)
        self.lines += [f"  {each}" for each in self.heard]
        self.heard.clear()
        for name in sorted({*now, *self._last}):
            if now.get(name) != self._last.get(name):
                self.lines.append(f"  {name}: {now.get(name, 'gone')}")
        self._last = now

    def text(self) -> str:
        """The lines as a text, one each; whose home it is, is not told."""
        text = "\n".join(line.replace("\n", " / ") for line in self.lines) + "\n"
        return text.replace(str(Path.home()), "~")


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
    return all(abs(int(a) - int(b)) <= CLOSE_PIXELS for a, b in pairs)


def check(name: str, text: str) -> None:
    """Compare a record with the one kept under a name, or keep it, if that is asked for.

    Raises AssertionError with the first lines that differ.
    """
    path = FOLDER / f"{name}.txt"
    if os.environ.get("WRITE_RECORDS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"there is no record {path.name} yet: make records"
    kept = path.read_text(encoding="utf-8").splitlines()
    found = differences(kept, text.splitlines())
    how = "if that is how it should be: make records"
    assert not found, "\n".join([f"{path.name}: {how}", *found[:6]])


def same_pictures() -> bool:
    """Whether pictures come out here as where the records were written."""
    return (sys.platform, qVersion().rpartition(".")[0]) == WRITTEN_ON


RECORDS = (
    "tests/ui/panels/test_records.py",
    "tests/ui/session/test_session_record.py",
    "tests/ui/shell/test_window_record.py",
    "tests/visualnn/lesson/file/test_reading_record.py",
)

if __name__ == "__main__":
    chosen = ["-k", " or ".join(sys.argv[1:])] if sys.argv[1:] else []
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *chosen, *RECORDS]
    environment = {**os.environ, "WRITE_RECORDS": "1"}
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603  our own tests
