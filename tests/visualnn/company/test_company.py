"""Company: runs beside a lesson take turns, let go between iterations, and end as any run ends."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.visualnn.nets import same_bits
from visualnn.company import company as company_module
from visualnn.company.company import Companion, CompanionRun, Company, company_of
from visualnn.company.endings import Endings
from visualnn.errors import DataError, LessonError
from visualnn.lesson import Lesson, assemble, find, load
from visualnn.run.history import History
from visualnn.text import _, use_language


@cache
def lesson(epochs: int) -> Lesson:
    """The single neuron, trained for some iterations; it has no company itself."""
    spec = load(find("logistic")).spec
    return assemble(spec.model_copy(update={"beside": None, "stops": (), "epochs": epochs}))


def beside(name: str, epochs: int, key: object = None) -> Companion:
    return Companion(CompanionRun(name, name), lambda: lesson(epochs), key)


def missing(name: str, key: object = None) -> Companion:
    def refuse() -> Lesson:
        raise LessonError("planted")

    return Companion(CompanionRun(name, name), refuse, key)


def after(turns: int) -> Callable[[], bool]:
    """Asks to stop after some turns."""
    left = [turns]

    def until() -> bool:
        left[0] -= 1
        return left[0] <= 0

    return until


# -- turns -----------------------------------------------------------------------------------------


def test_a_run_goes_on_in_whole_iterations_and_ends_as_any_run_ends() -> None:
    company, what = Company([beside("slow", 300)], Endings()), lesson(300)
    history = History(what.program, what.start)
    history.run_to(300)
    whole = history.curves["L"]
    sizes = []
    while not company.advance(lambda: True):
        run = company.runs["slow"]
        assert (run.ending, run.failure, run.is_done) == (None, None, False)
        losses = run.curves.get("L", whole[:0])
        assert np.array_equal(losses, whole[: losses.size])
        assert run.share == losses.size / 300
        sizes.append(losses.size)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 3
    run = company.runs["slow"]
    assert run.ending is not None
    assert same_bits(run.ending, history.at(what.last_tick).values)
    assert run.share == 1.0
    assert all(not array.flags.writeable for array in (*run.ending.values(), *run.curves.values()))


def test_runs_take_turns_and_a_short_one_ends_first() -> None:
    company = Company([beside("long", 2000), beside("short", 20)], Endings())
    assert not company.advance(after(12))
    long, short = company.runs["long"], company.runs["short"]
    assert 0 < long.share < 1
    assert short.is_done
    assert company.advance(lambda: False)
    assert company.runs["short"] is short


def test_it_asks_after_every_turn_and_does_one_at_least() -> None:
    company = Company([beside("a", 50), beside("b", 50)], Endings())
    asked = 0

    def until() -> bool:
        nonlocal asked
        asked += 1
        return False

    snapshots = []
    while not company.advance(lambda: True):
        snapshots.append(company.runs)
    other = Company([beside("a", 50), beside("b", 50)], Endings())
    assert other.advance(until)
    assert len({id(each) for each in snapshots}) == len(snapshots)  # something new in each
    assert asked > 6
    assert other.is_done
    assert other.runs is other.runs


def test_nobody_is_company_to_a_lesson_that_asks_for_none() -> None:
    company = company_of(lesson(5))
    assert company.is_done
    assert company.runs == {}
    assert company.advance(lambda: False)


# -- what goes wrong -------------------------------------------------------------------------------


def test_one_that_cannot_be_opened_says_so_and_the_others_go_on() -> None:
    company = Company([missing("gone"), beside("here", 20)], Endings())
    company.finish()
    gone = company.runs["gone"]
    assert isinstance(gone.failure, DataError)
    assert gone.failure.sentence() == "the lesson gone cannot run beside this one: planted"
    use_language("ko")
    try:
        assert "gone 수업" in gone.failure.sentence(_)
    finally:
        use_language("en")
    assert (gone.ending, gone.is_done) == (None, True)
    assert company.runs["here"].ending is not None


def test_a_fault_of_the_program_is_raised_once_and_the_others_go_on() -> None:
    def broken() -> Lesson:
        raise RuntimeError("planted")

    faulty = Companion(CompanionRun("faulty", "faulty"), broken)
    company = Company([faulty, beside("here", 20)], Endings())
    with pytest.raises(RuntimeError, match="planted"):
        company.finish()
    company.finish()
    assert company.is_done
    assert company.runs["here"].ending is not None


# -- what is kept ----------------------------------------------------------------------------------


def test_a_run_that_ended_lately_is_there_from_the_beginning() -> None:
    endings, opened = Endings(), []

    def open_lesson() -> Lesson:
        opened.append(1)
        return lesson(20)

    for turn in range(2):
        company = Company([Companion(CompanionRun("x", "x"), open_lesson, "key")], endings)
        assert company.is_done is (turn == 1)
        company.finish()
        assert company.runs["x"].ending is not None
    assert opened == [1]
    variant = Companion(CompanionRun("first", "other"), open_lesson, "key")
    run = Company([variant], endings).runs["first"]
    assert (run.id, run.lesson, run.is_done) == ("first", "other", True)
    Company([missing("gone", "gone")], endings).finish()
    again = Company([beside("gone", 20, "gone")], endings)
    assert not again.is_done  # what failed is tried again


def test_few_endings_are_kept_and_of_large_ones_the_last() -> None:
    run = replace(CompanionRun("x", "x"), ending={"W": np.zeros(100)})
    endings = Endings(count=3, nbytes=10_000)
    for key in "abc":
        endings.keep(key, run)
    assert endings.get("a") is run  # asked for: not the next to go
    endings.keep("d", run)
    assert [endings.get(key) is not None for key in "abcd"] == [True, False, True, True]
    large = replace(run, ending={"W": np.zeros(2_000)})
    endings.keep("e", large)
    assert [endings.get(key) is not None for key in "abcde"] == [False] * 4 + [True]


def test_memory_is_shared_among_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    budgets = []

    def history(program: object, start: object, budget: int) -> History:
        budgets.append(budget)
        return History(program, start, budget)  # type: ignore[arg-type]

    monkeypatch.setattr("visualnn.company.companion.History", history)
    Company([beside(name, 5) for name in "abcd"], Endings()).finish()
    assert budgets == [company_module.COMPANY_BYTES // 4] * 4


def test_a_run_that_is_over_holds_no_history() -> None:
    companion = beside("a", 5)
    Company([companion], Endings()).finish()
    assert companion._history is None


# -- the company of a lesson -----------------------------------------------------------------------


def test_a_lesson_has_the_company_of_the_one_beside_it() -> None:
    company = company_of(load(find("xor")), Endings())
    assert list(company.runs) == ["logistic"]
    company.finish()
    other = load(find("logistic"))
    history = History(other.program, other.start)
    history.run_to(other.iterations)
    values = company.runs["logistic"].ending
    assert values is not None
    assert same_bits(values, history.at(other.last_tick).values)


def test_the_files_of_the_lesson_beside_are_read_again_when_they_changed(tmp_path: Path) -> None:
    folder = tmp_path / "single"
    shutil.copytree(find("logistic"), folder)
    what = lesson(5)
    spec = what.spec.model_copy(update={"beside": str(folder)})
    endings, main = Endings(), replace(what, spec=spec)
    company_of(main, endings).finish()
    assert company_of(main, endings).is_done
    path = folder / "lesson.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert not company_of(main, endings).is_done
    shutil.rmtree(folder)
    gone = company_of(main, endings)
    gone.finish()
    assert [run.failure is not None for run in gone.runs.values()] == [True]


def test_a_network_is_the_same_run_however_small_the_memory() -> None:
    large = Companion(CompanionRun("a", "a"), lambda: lesson(30))
    while not large.run.is_done:
        large.go_on(1 << 10)
    roomy = Companion(CompanionRun("a", "a"), lambda: lesson(30))
    while not roomy.run.is_done:
        roomy.go_on(1 << 30)
    assert large.run.ending is not None
    assert roomy.run.ending is not None
    assert same_bits(large.run.ending, roomy.run.ending)
    assert np.array_equal(large.run.curves["L"], roomy.run.curves["L"])
