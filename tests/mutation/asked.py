"""Which tests are asked about a break: those that run its line, or those that are called alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from .breaks import Break
from .notes import NoteBook, Notes, only
from .rooms import Room
from .trials import note_each

Asked = Callable[[Break], tuple[str, ...]]
"""The tests to ask about a break."""
MOST_SECONDS = 60
"""Tests are asked about a break until they would take so long, as it was noted; what the others
would notice counts as missed."""


NOT_ASKED = 9
"""The rank of a test that is not asked by its name."""


def nearest(planting: Break, notes: Notes, first: Sequence[str] = ()) -> tuple[str, ...]:
    """The tests that run the broken line, the quick ones that run little else first.

    What no test runs by itself is run when its module is imported: then `first` and those that run
    anything in the file, or in its folder, are asked.
    """
    found = [test for test, note in notes.items() if note.runs(planting.file, *planting.lines)]
    early = () if found else first
    if not found:
        found = [test for test, note in notes.items() if planting.file in note.lines]
    if not found:
        folder = PurePath(planting.file).parent
        found = [
            test
            for test, note in notes.items()
            if any(folder in PurePath(file).parents for file in note.lines)
        ]

    def cost(test: str) -> float:
        known = notes[test]
        return known.seconds * sum(map(len, known.lines.values()))

    asked = [test for test in notes if test.partition("[")[0] in early]
    asked += sorted(found or notes, key=cost)
    chosen, seconds = dict[str, None](), 0.0
    for test in asked:
        seconds += notes[test].seconds
        if chosen and seconds > MOST_SECONDS:
            break
        chosen[test] = None
    return tuple(chosen)


def named_alike(planting: Break, tests: Sequence[str]) -> tuple[str, ...]:
    """The tests that are called as the broken file or its folder is: those of the file first, then
    records, those in a folder or a file of that name, then the contract of panels; at last all
    others of the room, but the records and the contracts of other panels. Nothing has to be noted
    for that."""
    path = PurePath(planting.file)
    names = {path.stem, path.parent.name}
    panel = path.parts[2] if "panels" in path.parts else ""
    if not any(f"[{panel}-" in test for test in tests):
        panel = ""  # several panels share the file

    def rank(test: str) -> int:
        file, _colons, name = test.partition("::")
        if "_record" in file:
            return 1 if not panel or f"[{panel}-" in name else NOT_ASKED
        if PurePath(file).stem == f"test_{path.stem}":
            return 0
        if panel and f"/{panel}/" in file:
            return 2
        if panel and f"[{panel}-" in name:
            return 3
        stem = PurePath(file).stem.removeprefix("test_")
        if not panel and any(each in stem or stem in each for each in names):
            return 3
        if not panel and PurePath(file).parent.name == path.parent.name:
            return 4
        return NOT_ASKED if file.endswith("/test_contract.py") else 5

    ranks = {test: rank(test) for test in tests}
    return tuple(sorted((t for t in tests if ranks[t] < NOT_ASKED), key=lambda t: ranks[t]))


def noted(
    rooms: Sequence[Room],
    guards: Sequence[str],
    told: Callable[[str], object],
    workers: int = 2,
    *,
    stale: bool = False,
) -> dict[str, Notes]:
    """The notes on what tests run of each room; those that fail without any break are told of and
    not asked about one. `guards` are their files."""
    books = {room: NoteBook.opened(room.name, room.paths(), stale=stale) for room in rooms}
    missing = {room: book.missing(guards) for room, book in books.items()}
    asking: dict[str, list[Room]] = {}
    for room, files in missing.items():
        for file in files:
            asking.setdefault(file, []).append(room)
    asked = {file: [path for r in of for path in r.paths()] for file, of in asking.items()}
    for file, taken, faults in note_each(asked, workers):
        for fault in faults:
            told(f"not asked, as it fails without any break: {fault}\n")
        for room in asking[file]:
            books[room].add(file, only(taken, room.paths()))
    return {room.name: book.of(guards) for room, book in books.items()}
