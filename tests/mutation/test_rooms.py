"""The breaks of the window's rooms: there are enough, a few are caught, and no file is touched."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import notes as notes_module
from .asked import MOST_SECONDS, named_alike, nearest
from .breaks import breaks_of, planted
from .notes import Note, NoteBook
from .replacing import changed_functions
from .results import Results, report
from .rooms import ROOMS, Room, breaks, sample
from .unnoticeable import UNNOTICEABLE
from .verdict import Verdict

ROOT = Path(__file__).parents[2]
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
    assert [each.room for each in chosen[:5]] == [room.name for room in ROOMS]
    shares = [sum(each.room == room.name for each in chosen) for room in ROOMS]
    assert sum(shares) == 52
    assert max(shares) - min(shares) <= 1


ASKED = """
import json
import sys
from pathlib import Path

from tests.mutation import notes as notes_module
from tests.mutation.asked import nearest, noted
from tests.mutation.rooms import ROOMS, Room, breaks
from tests.mutation.trials import Trial, collect, run_trials

folder, *tests = sys.argv[1:]
notes_module.FOLDER = Path(folder)
room = Room("trail", ("ui/session/*.py",), tuple(tests))
collect(room.guards())
notes = noted([room], room.guards(), print)[room.name]
session = next(each for each in ROOMS if each.name == "session")


def planted(words):
    return next(each for each in breaks(session) if words in each.name)


trials = [Trial(None, tuple(notes))]
broken = planted("Trail.after_turning: 1 → 0 (2)")
trials.append(Trial(broken, nearest(broken, notes)))
told = []
run_trials(
    trials, lambda trial, verdict, test, _seconds:
    told.append((getattr(trial.planting, "name", ""), trial.tests, verdict, test)), workers=1,
)
print(json.dumps(told))
"""


def asked(folder: Path, *tests: str) -> list[tuple[str, list[str], str, str]]:
    """The trials of a few breaks: their names, the tests asked, the verdict, the test that fell."""
    command = [sys.executable, "-c", ASKED, str(folder), *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  the lines above
    assert done.returncode == 0, done.stderr
    return [(name, tests, verdict, test) for name, tests, verdict, test in json.loads(done.stdout)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the tool forks")
def test_what_is_not_broken_is_missed_and_a_break_is_caught(tmp_path: Path) -> None:
    file = ROOT / "ui/session/trail.py"
    before = file.read_bytes()
    whole, broken = asked(tmp_path, *TRAIL)
    assert (whole[0], whole[2]) == ("", "MISSED")
    assert broken[2] == "caught"
    assert "test_trail.py::" in broken[3]
    assert any("test_a_new_way_forgets_what_lay_ahead" in test for test in broken[1])
    assert file.read_bytes() == before


def test_a_statement_has_its_lines_and_a_compound_one_its_head() -> None:
    lines = {each.name.partition(": ")[2]: each.lines for each in breaks_of("room", "t.py", SOURCE)}
    assert lines["step < 3 → step <= 3"] == (18, 18)
    assert lines["without self.halt()"] == (19, 19)
    assert lines["40 → 41"] == (20, 20)
    assert lines["return self.at → 0"] == (14, 21)


def broken_functions(room: Room, words: str) -> int | None:
    planting = next(each for each in breaks(room) if words in each.name)
    pairs = changed_functions(planting)
    return None if pairs is None else len(pairs)


def test_a_break_in_a_function_is_planted_without_importing_anew() -> None:
    session = next(room for room in ROOMS if room.name == "session")
    assert broken_functions(session, "Trail.after_turning: 1 → 0 (2)") == 1
    outside = next(each for each in breaks(session) if "." not in each.home and each.home.istitle())
    assert changed_functions(outside) is None


def test_the_tests_asked_run_the_line_and_the_quick_ones_come_first() -> None:
    planting = next(iter(breaks_of("room", "thing.py", SOURCE)))
    first, last = planting.lines
    notes = {
        "slow": Note(3.0, {"thing.py": frozenset({first})}),
        "quick": Note(0.1, {"thing.py": frozenset({last})}),
        "elsewhere": Note(0.1, {"thing.py": frozenset({999})}),
        "other": Note(0.1, {"that.py": frozenset({first})}),
        "late": Note(MOST_SECONDS, {"thing.py": frozenset({first})}),
    }
    assert nearest(planting, notes) == ("quick", "slow")
    unrun = {name: notes[name] for name in ("elsewhere", "other")}
    assert nearest(planting, unrun) == ("elsewhere",)
    assert nearest(planting, unrun, first=("other",)) == ("other", "elsewhere")


def test_by_name_records_are_asked_first_and_then_the_folder_and_the_contract() -> None:
    panels = next(room for room in ROOMS if room.name == "panels")
    planting = next(each for each in breaks(panels) if each.file.startswith("ui/panels/card/"))
    tests = (
        "tests/ui/panels/test_contract.py::test_every_panel[card-check_words-xor]",
        "tests/ui/panels/test_contract.py::test_every_panel[curves-check_words-xor]",
        "tests/ui/panels/card/test_card.py::test_a_card",
        "tests/ui/panels/test_records.py::test_a_panel[card-xor]",
        "tests/ui/panels/test_records.py::test_a_panel[curves-xor]",
    )
    assert named_alike(planting, tests) == (tests[3], tests[2], tests[0])
    session = next(room for room in ROOMS if room.name == "session")
    planting = next(each for each in breaks(session) if each.file == "ui/session/trail.py")
    others = (
        "tests/ui/session/test_trail.py::test_there_and_back",
        "tests/ui/session/test_keeping.py::test_keeping",
        "tests/ui/session/test_session_record.py::test_every_wish[xor]",
    )
    assert named_alike(planting, others) == (others[0], others[2], others[1])


def test_notes_are_kept_until_a_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_module, "ROOT", tmp_path)
    monkeypatch.setattr(notes_module, "FOLDER", tmp_path / "notes")
    for name in ("code.py", "test_one.py"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    taken = {"test_one.py::test": Note(0.5, {"code.py": frozenset({1, 2})})}
    book = NoteBook.opened("room", ["code.py"])
    assert book.missing(["test_one.py"]) == ["test_one.py"]
    book.add("test_one.py", taken)
    again = NoteBook.opened("room", ["code.py"])
    assert again.missing(["test_one.py"]) == []
    assert again.of(["test_one.py"]) == taken
    (tmp_path / "test_one.py").write_text("other", encoding="utf-8")
    assert again.missing(["test_one.py"]) == ["test_one.py"]
    (tmp_path / "code.py").write_text("other", encoding="utf-8")
    assert NoteBook.opened("room", ["code.py"]).of(["test_one.py"]) == {}
    assert NoteBook.opened("room", ["code.py"], stale=True).of(["test_one.py"]) == taken


def test_each_reason_is_given_once_and_says_something() -> None:
    assert all(len(reason) > 20 for reason in UNNOTICEABLE.values())


def test_every_break_that_is_excused_can_still_be_planted() -> None:
    names = {each.name for room in ROOMS for each in breaks(room)}
    assert set(UNNOTICEABLE) - names == set()


def test_results_are_kept_and_a_run_goes_on_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_module, "ROOT", tmp_path)
    for name in ("thing.py", "other.py"):
        (tmp_path / name).write_text(SOURCE, encoding="utf-8")
    chosen = [next(iter(breaks_of("room", name, SOURCE))) for name in ("thing.py", "other.py")]
    unlike, same_name = chosen
    path = tmp_path / "results"
    Results(path).add(unlike, Verdict.CAUGHT, "test.py::test", 2.0)
    Results(path).add(same_name, Verdict.MISSED, "", 4.0)
    again = Results(path)
    caught, missed = again.of(unlike), again.of(same_name)
    assert caught is not None
    assert missed is not None
    assert (caught.verdict, caught.catcher) == (Verdict.CAUGHT, "test.py::test")
    assert missed.verdict is Verdict.MISSED
    text, whole = report(chosen, again)
    assert not whole
    assert f"MISSED {same_name}\n" in text
    assert "noticed 1 of 2 (50.0%); 2 of 2 planted; 3 s each" in text
    # what a test said that fails without any break is taken back, also in the next run
    again.add_test("test.py::test", passes=False)
    assert again.of(unlike) is None
    assert Results(path).of(unlike) is None
    # and so is what was said of a file that is another one now
    (tmp_path / "other.py").write_text(SOURCE + "\n", encoding="utf-8")
    assert again.of(same_name) is None
