"""Which lines each test of some files runs, and how long it takes: what says which tests to ask."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "break_notes"
"""Where notes are kept from one run of the tool to the next."""


@dataclass(frozen=True)
class Note:
    """What one test runs of the files asked about."""

    seconds: float
    lines: Mapping[str, frozenset[int]]
    """File → the numbers of its lines."""

    def runs(self, file: str, first: int, last: int) -> bool:
        """Whether the test runs one of the lines of a file from `first` to `last`."""
        return any(first <= line <= last for line in self.lines.get(file, ()))


Notes = dict[str, Note]
"""The names of tests, as pytest writes them → what they run."""


class NoteTaker:
    """A plugin for pytest that notes the lines of `files` that each test runs."""

    def __init__(self, files: Iterable[str]) -> None:
        self._names = {str(ROOT / file): file for file in files}
        self.notes: Notes = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        lines: dict[str, set[int]] = {}
        begun = time.process_time()
        sys.settrace(self._tracer(lines))
        try:
            return (yield)
        finally:
            sys.settrace(None)
            kept = {self._names[path]: frozenset(found) for path, found in lines.items()}
            self.notes[item.nodeid] = Note(time.process_time() - begun, kept)

    def _tracer(self, lines: dict[str, set[int]]) -> Any:
        unseen: dict[CodeType, set[int]] = {}
        names = self._names

        def calls(frame: FrameType, _event: str, _value: object) -> Any:
            code = frame.f_code
            if code.co_filename not in names:
                return None
            if code not in unseen:
                unseen[code] = {line for *_, line in code.co_lines() if line}
            left = unseen[code]
            if not left:
                return None  # every line of it is noted
            found = lines.setdefault(code.co_filename, set())

            def steps(frame: FrameType, event: str, _value: object) -> Any:
                if event == "line":
                    found.add(frame.f_lineno)
                    left.discard(frame.f_lineno)
                return steps

            return steps

        return calls


def written(notes: Notes) -> str:
    """Notes as a text."""
    return json.dumps(
        {
            test: (note.seconds, {file: sorted(lines) for file, lines in note.lines.items()})
            for test, note in notes.items()
        }
    )


def read(text: str) -> Notes:
    """The notes that a text was written from."""
    return {
        test: Note(seconds, {file: frozenset(found) for file, found in lines.items()})
        for test, (seconds, lines) in json.loads(text).items()
    }


def only(notes: Notes, files: Iterable[str]) -> Notes:
    """What the notes say of some files."""
    kept = frozenset(files)
    return {
        test: Note(note.seconds, {file: on for file, on in note.lines.items() if file in kept})
        for test, note in notes.items()
    }


def fingerprint(files: Iterable[str]) -> str:
    """A text that is another one as soon as a file is."""
    found = hashlib.sha256()
    for file in files:
        found.update(file.encode())
        found.update((ROOT / file).read_bytes())
    return found.hexdigest()


@dataclass
class NoteBook:
    """The notes on the tests of a room, kept in a file: those on a file of tests hold as long as it
    is the same and so are all files of the room."""

    room: str
    files: Sequence[str]
    notes: dict[str, str]
    """Files of tests → the notes on their tests, written."""
    prints: dict[str, str]
    """Files of tests → their fingerprints when the notes were taken."""

    @classmethod
    def opened(cls, room: str, files: Sequence[str], *, stale: bool = False) -> NoteBook:
        """The notes that are kept; with `stale` also those from before the room changed."""
        book = cls(room, files, {}, {})
        if book._path.exists():
            kept = json.loads(book._path.read_text(encoding="utf-8"))
            if stale or kept["files"] == fingerprint(files):
                book.notes, book.prints = kept["notes"], kept["prints"]
        return book

    @property
    def _path(self) -> Path:
        return FOLDER / f"{self.room}.json"

    def missing(self, tests: Iterable[str]) -> list[str]:
        """The files of tests on which there are no notes that hold."""
        return [file for file in tests if self.prints.get(file) != fingerprint([file])]

    def add(self, file: str, taken: Notes) -> None:
        """Keep the notes on a file of tests."""
        self.notes[file], self.prints[file] = written(taken), fingerprint([file])
        kept = {"files": fingerprint(self.files), "prints": self.prints, "notes": self.notes}
        FOLDER.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(kept), encoding="utf-8")

    def of(self, tests: Iterable[str]) -> Notes:
        """The notes on all tests of some files."""
        return {
            test: note for file in tests for test, note in read(self.notes.get(file, "{}")).items()
        }
