"""Would the tests notice? Plants one-place breaks in the window and in lesson reading, at random.

``python -m tests.mutate_rooms`` plants 150 of all the breaks there are, the same ones each time;
``--seed 7`` plants others, ``--count 20`` fewer, ``--room session`` only those of a room, and words
only those whose names contain one of them. ``--list`` only names them. No file is changed: the
interpreter that runs the tests is given the broken code. Asked are the tests that run the broken
line, which are noted once and again when a file of the room or of its tests changes; with
``--by-name`` nothing is noted, and the records and the tests named like the broken file are asked:
quicker for a few breaks, but some are missed that others would notice. A test that catches
something is run without the break too. The exit code is 1 if the tests missed a break that is not
in `UNNOTICEABLE`.

`tests.planted_breaks` says what is broken, `tests.break_notes` which tests run it,
`tests.break_trials` asks them. It needs a system that can fork a process.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from .break_notes import ROOT, NoteBook, Notes, only
from .break_trials import Trial, Verdict, collect, note, run_tests, run_trials
from .planted_breaks import Break, breaks_of

Asked = Callable[[Break], tuple[str, ...]]
"""The tests to ask about a break."""
MOST_SECONDS = 60
"""Tests are asked about a break until they would take so long, as it was noted; what the others
would notice counts as missed."""


NOT_ASKED = 9
"""The rank of a test that is not asked by its name."""


@dataclass(frozen=True)
class Room:
    """Files that belong together and the tests that guard them, as patterns; those that guard them
    most closely come first, because the first failure ends the run."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    first: tuple[str, ...] = ()
    """The tests to ask first about what no function does: the fields of a table, for example."""

    def paths(self) -> list[str]:
        """The files of the room, seen from the root."""
        return _matching(self.files)

    def guards(self) -> list[str]:
        """The files of its tests."""
        return _matching(self.tests)


ROOMS = (
    Room(
        "reading",
        ("visualnn/lesson/*.py", "visualnn/lesson/file/*.py"),
        (
            "tests/visualnn/lesson/file/test_*.py",
            "tests/visualnn/lesson/test_*.py",
            "tests/visualnn/compiler/test_objective.py",
            "tests/visualnn/compiler/test_scheduled.py",
            "tests/visualnn/compiler/test_callbacks.py",
            "tests/visualnn/test_initializers.py",
            "tests/visualnn/tell/test_data_report.py",
            "tests/ui/panels/lesson/test_*.py",
            "tests/ui/test_function_lesson.py",
        ),
        ("tests/visualnn/lesson/file/test_lesson_file.py::test_the_published_schema_is_fresh",),
    ),
    Room(
        "session",
        ("ui/session/*.py",),
        (
            "tests/ui/session/test_*.py",
            "tests/ui/commands/test_*.py",
            "tests/ui/shell/test_window*.py",
        ),
    ),
    Room(
        "commands",
        ("ui/commands/**/*.py", "ui/kit/typed.py"),
        (
            "tests/ui/kit/test_typed.py",
            "tests/ui/commands/test_*.py",
            "tests/ui/shell/test_window*.py",
        ),
    ),
    Room(
        "shell",
        ("ui/shell/*.py", "ui/kit/guard.py", "ui/kit/overlay.py"),
        (
            "tests/ui/kit/test_guard.py",
            "tests/ui/kit/test_overlay.py",
            "tests/ui/shell/test_*.py",
            "tests/ui/commands/test_*.py",
        ),
    ),
    Room(
        "panels",
        ("ui/panels/**/*.py",),
        (
            "tests/ui/panels/**/test_*.py",
            "tests/ui/test_*.py",
            "tests/ui/shell/test_window_by_hand.py",
        ),
    ),
)
"""Every room that breaks are planted in. A pattern may match nothing."""

UNNOTICEABLE: dict[str, str] = {
    "commands/help columns: 2 → 1": (
        "the heading of a menu counts as two rows; the columns are about equally high with one too"
    ),
    "commands/help columns: 2 → 3": "with three rows for a heading they are so as well",
    "commands/takeaway copy_view: True → False": (
        "the first part is copied of all there are; that no other is made saves time only"
    ),
    "commands/palette Palette._move: 1 → 2": "rows are moved by one or by eight, never by two",
    "commands/palette Palette._sieve: 1 → 0": (
        "how high a list of nothing would be: it is hidden then"
    ),
    "lesson/outline _walk: 1 → 0": "how wide the data of a lesson without data are",
    "lesson/outline _walk: 1 → 2": "the same: there are no rows of them",
    "lesson/toml_text _check_structure: 0 → 1 (9)": (
        "where the start of a line is looked for: a first line that is empty makes no difference"
    ),
    "lesson/plan _augment: 1 → 2": (
        "whether the shape of an example suits is asked there, and any number of examples will do"
    ),
    "kit/overlay Overlay.dismiss: without self._under.removeEventFilter(self)": (
        "Qt forgets the filter itself once the overlay is deleted, at the end of the same turn"
    ),
    "shell/arrangement _widest: 0 → 1": (
        "the width of a column without panels: what it is compared with is never less than 1"
    ),
    "shell/desk Desk.set_look: without self._last = None": (
        "another size gives another arrangement in any case, and another theme needs none"
    ),
}
"""Breaks that change nothing a person could notice, and why."""


def _matching(patterns: Sequence[str]) -> list[str]:
    """The files that match, each once, in the order of the patterns."""
    found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return list(dict.fromkeys(path.relative_to(ROOT).as_posix() for path in found))


@cache
def breaks(room: Room) -> tuple[Break, ...]:
    """Every break of the files of a room."""
    return tuple(
        found
        for file in room.paths()
        for found in breaks_of(room.name, file, (ROOT / file).read_text(encoding="utf-8"))
    )


def sample(rooms: Sequence[Room], count: int, seed: int, words: Sequence[str] = ()) -> list[Break]:
    """So many breaks, as many of each room as of any other."""
    chosen: list[Break] = []
    for n, room in enumerate(rooms):
        found = [b for b in breaks(room) if not words or any(word in str(b) for word in words)]
        random.Random(f"{seed} {room.name}").shuffle(found)  # noqa: S311  no secret
        share = count // len(rooms) + (n < count % len(rooms))
        chosen += found[:share]
    return chosen


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
    records, those in a folder or a file of that name, then the contract of panels. Nothing has to
    be noted for that, and what any other test would notice counts as missed."""
    path = PurePath(planting.file)
    names = {path.stem, path.parent.name}
    is_panel = "panels" in path.parts
    panel = path.parts[2] if is_panel else ""

    def rank(test: str) -> int:
        file, _colons, name = test.partition("::")
        if "_record" in file:
            return 1 if not is_panel or f"[{panel}-" in name else NOT_ASKED
        if PurePath(file).stem == f"test_{path.stem}":
            return 0
        if panel and f"/{panel}/" in file:
            return 2
        if panel and f"[{panel}-" in name:
            return 3
        stem = PurePath(file).stem.removeprefix("test_")
        if not panel and any(each in stem or stem in each for each in names):
            return 3
        return 4 if not panel and PurePath(file).parent.name == path.parent.name else NOT_ASKED

    ranks = {test: rank(test) for test in tests}
    return tuple(sorted((t for t in tests if ranks[t] < NOT_ASKED), key=lambda t: ranks[t]))


def noted(
    rooms: Sequence[Room], told: Callable[[str], object], *, stale: bool = False
) -> dict[str, Notes]:
    """The notes on the tests of each room; those that fail without any break are told of and not
    asked about one."""
    books = {room: NoteBook.opened(room.name, room.paths(), stale=stale) for room in rooms}
    missing = {room: book.missing(room.guards()) for room, book in books.items()}
    for file in dict.fromkeys(file for files in missing.values() for file in files):
        asking = [room for room in rooms if file in missing[room]]
        taken, faults = note(file, [path for room in asking for path in room.paths()])
        for fault in faults:
            told(f"not asked, as it fails without any break: {fault}\n")
        for room in asking:
            books[room].add(file, only(taken, room.paths()))
    return {room.name: book.of(room.guards()) for room, book in books.items()}


def run(chosen: Sequence[Break], asked: Asked, workers: int = 2) -> dict[Break, Verdict]:
    """The verdict on each break, which is written as it falls.

    A test that caught something must pass without any break, or what it said of breaks is taken
    back and the others are asked.
    """
    verdicts: dict[Break, Verdict] = {}
    catchers: dict[Break, str] = {}
    known: dict[str, bool] = {}

    def told(trial: Trial, verdict: Verdict, line: str, seconds: float) -> None:
        planting = trial.planting
        assert planting is not None
        if verdict is Verdict.MISSED:
            line = f"of {len(trial.tests)} tests"
            if planting.name in UNNOTICEABLE:
                verdict = Verdict.UNNOTICEABLE
        verdicts[planting] = verdict
        catchers[planting] = _test_in(line, trial.tests)
        sys.stdout.write(f"{verdict:18}{planting}   {line[:110]} ({seconds:.0f} s)\n")
        sys.stdout.flush()

    def tried(trial: Trial, verdict: Verdict, line: str, _seconds: float) -> None:
        known[trial.tests[0]] = verdict is Verdict.MISSED
        if verdict is not Verdict.MISSED:
            sys.stdout.write(f"not asked, as it fails without any break: {line}\n")

    todo = list(chosen)
    while todo:
        trials = [
            Trial(each, tuple(test for test in asked(each) if known.get(test, True)))
            for each in todo
        ]
        run_trials(trials, told, workers)
        new = {test for each in todo if (test := catchers[each])} - set(known)
        run_trials([Trial(None, (test,)) for test in sorted(new)], tried, workers)
        todo = [each for each in todo if not known.get(catchers[each], True)]
    return verdicts


def _test_in(line: str, tests: Sequence[str]) -> str:
    """The test that a line of pytest is about; empty if none."""
    told = line.partition(" ")[2]
    return max((test for test in tests if told.startswith(test)), key=len, default="")


def main(arguments: Sequence[str]) -> int:
    """Plant a sample of breaks and say what came of them; 0 if none was missed."""
    if arguments[:1] == ["--tests"]:
        code = run_tests(arguments[1:])
        sys.stdout.flush()
        os._exit(code)  # without taking Qt down piece by piece, which may crash
    parser = argparse.ArgumentParser(prog="python -m tests.mutate_rooms")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", action="append", choices=[room.name for room in ROOMS])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    parser.add_argument(
        "--stale", action="store_true", help="use notes from before files of the room changed"
    )
    parser.add_argument(
        "--by-name", action="store_true", help="note nothing; ask records and tests named alike"
    )
    asked = parser.parse_args(arguments)
    say = sys.stdout.write
    rooms = [room for room in ROOMS if not asked.room or room.name in asked.room]
    chosen = sample(rooms, asked.count, asked.seed, asked.words)
    if asked.list or not chosen:
        say("".join(f"{planting}\n" for planting in chosen) or "no break is called that\n")
        return 0 if chosen else 1
    begun = time.monotonic()
    tests = collect(sorted({file for room in rooms for file in room.guards()}))
    by_room = {room.name: room for room in rooms}
    if asked.by_name:
        guards = {room.name: frozenset(room.guards()) for room in rooms}
        of_room = {
            name: [test for test in tests if test.partition("::")[0] in files]
            for name, files in guards.items()
        }
        likely = {each: named_alike(each, of_room[each.room]) for each in chosen}
    else:
        notes = noted(rooms, say, stale=asked.stale)
        likely = {
            each: nearest(each, notes[each.room], by_room[each.room].first) for each in chosen
        }
    say(f"it is known whom to ask after {time.monotonic() - begun:.0f} s\n")
    verdicts = run(chosen, likely.__getitem__, asked.workers)
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for planting, verdict in verdicts.items():
        counts[planting.room][verdict] += 1
    for name, count in counts.items():
        each = ", ".join(f"{number} {verdict}" for verdict, number in sorted(count.items()))
        say(f"{name:12}{count.total():5} planted: {each}\n")
    caught = sum(v in {Verdict.CAUGHT, Verdict.HUNG} for v in verdicts.values())
    real = sum(v is not Verdict.UNNOTICEABLE for v in verdicts.values())
    say(f"noticed {caught} of {real} in {time.monotonic() - begun:.0f} s\n")
    return 0 if caught == real else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
