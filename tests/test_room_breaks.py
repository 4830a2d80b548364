"""The breaks of the window's rooms: there are enough, a few are caught, and no file is touched."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from .mutate_rooms import (
    ROOMS,
    UNNOTICEABLE,
    Break,
    Guards,
    Room,
    Verdict,
    breaks,
    breaks_of,
    guards_of,
    judge,
    planted,
    sample,
)

SOURCE = '''
"""A module."""

__all__ = ["Thing"]
MOST = 100

class Thing:
    """Counts."""

    def __repr__(self) -> str:
        return f"{1 + 1}"

    def next(self, step: int = 1) -> int:
        """Go on."""
        assert step > 0
        self.label.setSpacing(8 * unit)
        _log.warning("on")
        if self.playing and step < 3:
            self.halt()
            self.at = min(self.at + step, 40)
        return self.at
'''
EXPECTED = {
    "step < 3 → step <= 3",
    "step < 3 → step >= 3",
    "self.playing and step < 3 → self.playing or step < 3",
    "if self.playing and step < 3 → not",
    "without self.halt()",
    "without self.at = min(self.at + step, 40)",
    "min(self.at + step, 40) → max(self.at + step, 40)",
    "self.at + step → self.at - step",
    "1 → 2",
    "1 → 0",
    *("3 → 4", "3 → 2"),
    *("40 → 41", "40 → 39", "40 → 80", "40 → 20"),
    "return self.at → 0",
}
TRAIL = ("tests/ui/session/test_trail.py",)


def test_every_place_is_broken_that_does_something_and_no_other() -> None:
    found = list(breaks_of("room", "thing.py", SOURCE))
    assert {each.name.partition(": ")[2] for each in found} == EXPECTED
    assert len(found) == len(EXPECTED)
    healthy = ast.unparse(ast.parse(SOURCE))
    for each in found:
        broken = ast.unparse(planted(SOURCE, each.place, each.way))
        assert broken != healthy
        compile(broken, each.file, "exec")


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_files_breaks_and_tests(room: Room) -> None:
    assert room.paths()
    assert room.guards()
    assert len(breaks(room)) >= 200


def test_a_sample_is_spread_evenly_and_the_same_each_time() -> None:
    chosen = sample(ROOMS, 52, seed=3)
    assert chosen == sample(ROOMS, 52, seed=3)
    assert chosen != sample(ROOMS, 52, seed=4)
    shares = [sum(each.room == room.name for each in chosen) for room in ROOMS]
    assert sum(shares) == 52
    assert max(shares) - min(shares) <= 1


def in_the_trail(words: str) -> Break:
    return next(each for each in breaks(ROOMS[1]) if f"Trail.after_turning: {words}" in each.name)


def test_what_is_not_broken_is_missed_and_a_break_is_caught() -> None:
    guards, fault = guards_of(Room("trail", ("ui/session/*.py",), TRAIL))
    assert guards is not None, fault
    planting = in_the_trail("1 → 0 (2)")
    file = Path(__file__).parents[1] / planting.file
    before = file.read_bytes()
    assert judge(None, guards) == (Verdict.MISSED, "")
    verdict, test = judge(planting, guards)
    assert verdict is Verdict.CAUGHT
    assert "test_there_and_back" in test
    near = guards.nearest(planting)
    assert {name.partition("::")[2] for name in near} >= {"test_a_new_way_forgets_what_lay_ahead"}
    assert guards.nearest(replace(planting, home="Trail.no_such")) == []
    assert file.read_bytes() == before


CHILD = '''
import subprocess
import sys

TOLD = """
from ui.session.trail import Spot, Trail
print(len(Trail((Spot(1), Spot(2))).after_turning(-1, Spot(3)).left))
"""

def test_child():
    done = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True)
    assert done.stdout.strip() == "1", done.stderr
'''


def test_an_interpreter_that_a_test_starts_has_the_break_too(tmp_path: Path) -> None:
    file = tmp_path / "test_child.py"
    file.write_text(CHILD, encoding="utf-8")
    guards = Guards((str(file),), (), {})
    assert judge(None, guards) == (Verdict.MISSED, "")
    verdict, test = judge(in_the_trail("1 → 2 (2)"), guards)
    assert (verdict, "test_child" in test) == (Verdict.CAUGHT, True)


def test_each_reason_is_given_once_and_says_something() -> None:
    assert all(len(reason) > 20 for reason in UNNOTICEABLE.values())


def test_every_break_that_is_excused_can_still_be_planted() -> None:
    names = {each.name for room in ROOMS for each in breaks(room)}
    assert set(UNNOTICEABLE) - names == set()
