"""The rooms that breaks are planted in at random: their files, and the tests that guard them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .breaks import Break, breaks_of
from .notes import ROOT


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
            "tests/ui/shell/test_*.py",
            "tests/ui/test_*.py",
        ),
    ),
    Room(
        "commands",
        ("ui/commands/**/*.py", "ui/kit/typed.py"),
        (
            "tests/ui/kit/test_typed.py",
            "tests/ui/commands/test_*.py",
            "tests/ui/shell/test_window*.py",
            "tests/ui/shell/test_*.py",
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

OTHERS = (
    "tests/ui/cli/test_*.py",
    "tests/ui/kit/test_*.py",
    "tests/ui/plot/test_*.py",
    "tests/visualnn/journal/test_*.py",
    "tests/visualnn/race/test_*.py",
    "tests/visualnn/study/test_*.py",
)
"""Tests that guard no room, but run much of them."""


def all_guards() -> list[str]:
    """The files of tests that may run a line of any room."""
    return _matching([pattern for room in ROOMS for pattern in room.tests] + list(OTHERS))


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
    """So many breaks, as many of each room as of any other, one room after the other in turn."""
    chosen: list[tuple[int, int, Break]] = []
    for n, room in enumerate(rooms):
        found = [b for b in breaks(room) if not words or any(word in str(b) for word in words)]
        random.Random(f"{seed} {room.name}").shuffle(found)  # noqa: S311  no secret
        share = count // len(rooms) + (n < count % len(rooms))
        chosen += [(turn, n, each) for turn, each in enumerate(found[:share])]
    return [each for _turn, _n, each in sorted(chosen, key=lambda item: item[:2])]
