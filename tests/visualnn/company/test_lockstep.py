"""Runs in step stand where the leading one stands, are computed fairly, and cost nothing when
nobody looks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.visualnn.nets import same_bits
from visualnn.company.companion import Companion
from visualnn.company.companion_run import CompanionRun, RunKind
from visualnn.company.company import MAX_RUN_COUNT, Company, company_of
from visualnn.company.endings import Endings
from visualnn.company.lockstep import tick_beside
from visualnn.errors import DataError, LessonError, UnknownNameError
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.variants import LESSON_RUN, open_variant
from visualnn.machine.machine import Machine
from visualnn.program import Phase, Program
from visualnn.run import history as history_module
from visualnn.run.history import Edit, History
from visualnn.tell.frame import frame_at

CHANGES = {
    "same": (),
    "rate": (Change("optimizer.lr", 0.5),),
    "adam": (Change("optimizer", {"kind": "adam", "lr": 0.1}),),
    "deeper": (
        Change("layers.more", {"kind": "dense", "units": 3, "after": "hidden"}),
        Change("layers.drop", {"kind": "dropout", "p": 0.5, "after": "more"}),
    ),
    "batches": (Change("batch.size", 3),),
    "short": (Change("epochs", 2),),
}


@cache
def lesson(name: str = "same") -> Lesson:
    if name == "same":
        return changed(load(find("xor")), [Change("beside", None)])
    return changed(lesson(), CHANGES[name])


def variant(name: str) -> Companion:
    run = CompanionRun(name, "xor", RunKind.VARIANT)
    return Companion(run, lambda: lesson(name), wants_end=False, is_in_step=True)


def company(*names: str) -> Company:
    return Company([variant(name) for name in names], Endings())


def history_of(name: str = "same") -> History:
    return History(lesson(name).program, lesson(name).start)


def never() -> bool:
    return False


def after(times: int) -> Callable[[], bool]:
    """Asks to stop when it was asked more often than this."""
    left = [times]

    def until() -> bool:
        left[0] -= 1
        return left[0] < 0

    return until


# -- places ----------------------------------------------------------------------------------------


def corresponding(leading: Program, tick: int, other: Program) -> tuple[int, bool]:
    """The same found by going through the other iteration line by line."""
    place = leading.locate(tick)
    lines = leading.instructions(place.iteration)[: place.done]
    name, phase = lines[-1].writes, lines[-1].phase
    times = [line.writes for line in lines].count(name)
    order, begin = list(Phase), other.start_of(place.iteration)
    passed = 0
    for done, line in enumerate(other.instructions(place.iteration), 1):
        times -= line.writes == name
        if times == 0:
            return begin + done, True
        if order.index(line.phase) <= order.index(phase):
            passed = done
    return begin + passed, False


@pytest.mark.parametrize("leading", CHANGES)
@pytest.mark.parametrize("name", CHANGES)
def test_a_run_stands_at_the_same_instruction_or_at_the_end_of_the_same_phase(
    leading: str, name: str
) -> None:
    one, other = lesson(leading).program, lesson(name).program
    assert tick_beside(one, 0, other, 10**9) == (0, True)
    for tick in range(1, one.end_of(4) + 1):
        assert tick_beside(one, tick, other, 10**9) == corresponding(one, tick, other)


def test_a_run_that_is_shorter_stands_at_its_end() -> None:
    one, short = lesson("same"), lesson("short")
    end = one.program.end_of(1)
    closing = short.last_tick - short.program.end_of(1)
    for tick in (end, end + 1, end + closing):
        assert tick_beside(one.program, tick, short.program, short.last_tick) == (tick, True)
    for tick in (end + closing + 1, one.last_tick):
        found = tick_beside(one.program, tick, short.program, short.last_tick)
        assert found == (short.last_tick, False)


# -- in step ---------------------------------------------------------------------------------------


def test_the_values_of_every_run_are_those_of_its_own_training() -> None:
    together, history = company(*CHANGES), history_of()
    for tick in (0, 1, 9, 26, 26 * 3 + 11, 26 * 40 + 20, 26 * 7 + 2):
        assert together.stand(history.program, tick, never)
        for name, run in together.runs.items():
            alone = history_of(name)
            there, is_same = tick_beside(
                history.program, tick, alone.program, lesson(name).last_tick
            )
            assert (run.tick, run.is_same_instruction) == (there, is_same)
            assert run.values is not None
            assert same_bits(run.values, alone.at(there).values)
            assert run.opened is lesson(name)


def test_a_slice_computes_as_many_iterations_of_every_run() -> None:
    together, history = company("rate", "adam", "deeper"), history_of()
    for rounds in (1, 2, 3, 20):
        came = together.run_to(history, 1000, until=after(rounds))
        assert came == history.furthest
        assert {run.furthest for run in together.runs.values()} == {came}
        assert came >= rounds
    assert together.run_to(history, 995) == 995
    for name, run in together.runs.items():
        alone = history_of(name)
        alone.run_to(995)
        assert np.array_equal(run.curves["L"], alone.curves["L"])


def test_of_large_networks_each_goes_on_by_an_instruction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "SLICED_ROW_BYTES", 0)
    monkeypatch.setattr(Company, "_share", 0)
    done: list[Machine] = []
    stepping = Machine.stepping

    def counted(machine: Machine) -> Iterator[None]:
        done.append(machine)
        return stepping(machine)

    monkeypatch.setattr(Machine, "stepping", counted)
    together, leading = company("rate", "adam"), History(lesson().program, lesson().start, 0)
    assert leading.is_sliced
    tick, turns = lesson().program.end_of(1), 0
    while leading.furthest < 2:
        done.clear()
        together.run_to(leading, 2, until=after(2))
        together.follow(leading, tick)
        assert len(done) <= 2 + 2 * 2
        turns += 1
    assert turns > tick / 2
    while not together.stand(leading.program, tick, after(2)):
        pass
    for name, run in together.runs.items():
        alone = history_of(name)
        there, _ = tick_beside(leading.program, tick, alone.program, lesson(name).last_tick)
        assert run.tick == there
        assert run.values is not None
        assert same_bits(run.values, alone.at(there).values)


def test_one_that_is_behind_catches_up_while_the_others_go_on() -> None:
    together, history = company("rate", "adam"), history_of()
    together.leave_out("adam", is_left_out=True)
    together.run_to(history, 60)
    assert (together.runs["adam"].furthest, together.runs["rate"].furthest) == (0, 60)
    together.leave_out("adam", is_left_out=False)
    while together.runs["adam"].furthest < history.furthest:
        before = history.furthest, together.runs["adam"].furthest
        together.run_to(history, 1000, until=after(1))
        assert history.furthest > before[0]
        assert together.runs["adam"].furthest > before[1]
    assert history.furthest < 1000


def test_one_that_does_not_come_in_time_has_no_values_until_it_does() -> None:
    together, history = company("rate", "adam"), history_of()
    tick = history.program.end_of(50)
    assert together.stand(history.program, 3, never)
    assert not together.stand(history.program, tick, lambda: True)
    assert {run.values for run in together.runs.values()} == {None}
    assert not together.is_standing(history.program, tick)
    turns = 0
    while not together.stand(history.program, tick, after(2)):
        turns += 1
    assert turns > 0
    assert together.is_standing(history.program, tick)
    assert not together.is_standing(history.program, tick - 1)
    assert all(run.values is not None for run in together.runs.values())


def test_nobody_computes_who_is_not_looked_at() -> None:
    opened = []

    def open_lesson() -> Lesson:
        opened.append(1)
        return lesson("rate")

    run = CompanionRun("rate", "xor", RunKind.VARIANT)
    together = Company([Companion(run, open_lesson, wants_end=False, is_in_step=True)], Endings())
    history = history_of()
    together.leave_out("rate", is_left_out=True)
    together.run_to(history, 20)
    assert together.stand(history.program, 26 * 20, never)
    together.leave_out("rate", is_left_out=False)
    together.is_watched = False
    together.run_to(history, 40)
    assert together.stand(history.program, 26 * 40, never)
    assert together.is_done
    assert (opened, together.runs["rate"].furthest) == ([], 0)
    together.is_watched = True
    assert not together.is_standing(history.program, 26 * 40)


def test_one_that_bursts_or_cannot_be_opened_says_so_and_the_others_go_on() -> None:
    def refuse() -> Lesson:
        raise LessonError("planted")

    burst = changed(lesson(), [Change("optimizer.lr", 1e200)])
    runs = [
        Companion(CompanionRun("gone", "xor"), refuse, wants_end=False, is_in_step=True),
        Companion(CompanionRun("burst", "xor"), lambda: burst, wants_end=False, is_in_step=True),
        variant("rate"),
    ]
    together, history = Company(runs, Endings()), history_of()
    together.run_to(history, 30)
    assert together.stand(history.program, history.program.end_of(29), never)
    gone, burst_run, rate = together.runs.values()
    assert isinstance(gone.failure, DataError)
    assert (gone.values, gone.trouble) == (None, None)
    alone = History(burst.program, burst.start)
    alone.run_to(30)
    assert burst_run.trouble is not None
    assert alone.trouble is not None
    assert (burst_run.trouble.tick, burst_run.trouble.place) == (
        alone.trouble.tick,
        alone.trouble.place,
    )
    assert (rate.failure, rate.trouble, rate.furthest) == (None, None, 30)
    assert rate.values is not None


# -- who is there ----------------------------------------------------------------------------------


def test_every_run_has_a_mark_of_its_own_and_keeps_it() -> None:
    together = company("rate", "adam", "short")
    marks = {name: run.mark for name, run in together.runs.items()}
    assert sorted((together.leader.mark, *marks.values())) == [0, 1, 2, 3]
    together.dismiss("rate")
    assert {name: run.mark for name, run in together.runs.items()} == {"adam": 2, "short": 3}
    together.add(variant("deeper"))
    assert together.runs["deeper"].mark == 1
    with pytest.raises(UnknownNameError, match="no run rate"):
        together.dismiss("rate")


def test_more_runs_than_can_be_told_apart_are_refused_in_a_sentence() -> None:
    runs = [
        Companion(CompanionRun(f"v{n}", "xor", RunKind.VARIANT), lesson, is_in_step=True)
        for n in range(MAX_RUN_COUNT)
    ]
    together = Company(runs[:-1], Endings())
    with pytest.raises(DataError) as refused:
        together.add(runs[-1])
    assert refused.value.sentence() == "16 runs are shown together already; dismiss one first"
    assert len(together.runs) == MAX_RUN_COUNT - 1
    together.dismiss("v3")
    together.add(runs[-1])
    assert together.runs["v15"].mark == 4


def test_another_run_leads_and_the_one_that_led_takes_its_place() -> None:
    together, history = company("adam", "rate"), history_of()
    together.run_to(history, 12)
    history.edit(Edit(history.program.end_of(11), Source("lr"), 0.25))
    what, leads = together.change_leader("adam", lesson(), history, 1 << 24)
    assert what is lesson("adam")
    assert (together.leader.id, together.leader.mark) == ("adam", 1)
    assert list(together.runs) == [LESSON_RUN, "rate"]
    assert together.runs[LESSON_RUN].mark == 0
    assert (leads.furthest, leads.edits) == (12, ())
    together.run_to(leads, 20)
    assert {run.furthest for run in together.runs.values()} == {20}
    alone = history_of()
    alone.run_to(12)
    alone.edit(Edit(alone.program.end_of(11), Source("lr"), 0.25))
    alone.run_to(20)
    assert np.array_equal(together.runs[LESSON_RUN].curves["L"], alone.curves["L"])
    assert len(together.runs[LESSON_RUN].edits) == 1
    back, again = together.change_leader(LESSON_RUN, what, leads, 1 << 24)
    assert (back, together.leader.id, again.edits) == (lesson(), LESSON_RUN, history.edits)
    assert list(together.runs) == ["adam", "rate"]
    together.leave_out("rate", is_left_out=True)
    for name in ("rate", "nobody"):
        with pytest.raises(UnknownNameError):
            together.change_leader(name, back, again, 1 << 24)


def test_one_run_at_a_time_is_in_front() -> None:
    together = Company(
        [variant("adam"), variant("rate")], Endings(), company_of(lesson(), Endings()).leader
    )

    def in_front() -> list[str]:
        return [run.id for run in (together.leader, *together.runs.values()) if run.is_in_front]

    assert in_front() == [LESSON_RUN]
    for name in ("rate", "adam", LESSON_RUN):
        together.bring_to_front(name)
        assert in_front() == [name]


# -- what a frame carries --------------------------------------------------------------------------


def test_a_frame_carries_every_run_that_is_shown_in_the_order_of_marks() -> None:
    together, history = company("adam", "rate"), history_of()
    together.stand(history.program, 26 * 3 + 4, never)
    together.leave_out("adam", is_left_out=True)
    tick = 26 * 3 + 4
    frame = frame_at(lesson(), history, tick, company=together.runs, leader=together.leader)
    assert [run.id for run in frame.runs] == [LESSON_RUN, "rate"]
    assert frame.runs[0].values is frame.values
    assert frame.runs[0].curves is frame.curves
    assert (frame.runs[0].tick, frame.runs[0].opened) == (tick, lesson())
    assert frame.company is together.runs


# -- the company of a lesson with variants ---------------------------------------------------------

VARIANTS = """
[[variants]]
id = "adam"
title = { en = "Adam", ko = "Adam" }
set = { "optimizer.kind" = "adam" }

[[variants]]
id = "broken"
title = { en = "Broken", ko = "고장" }
set = { "layers.hidden.units" = 0 }
"""


@pytest.fixture
def bringing(tmp_path: Path) -> Lesson:
    """XOR with two variants, of which one cannot be built."""
    folder = tmp_path / "xor"
    shutil.copytree(find("xor"), folder)
    path = folder / "lesson.toml"
    told = path.read_text(encoding="utf-8").replace("format = 1", "format = 2")
    path.write_text(told + VARIANTS, encoding="utf-8")
    return load(folder)


def test_the_variants_of_a_lesson_are_in_step_and_one_that_cannot_be_says_so(
    bringing: Lesson,
) -> None:
    together = company_of(bringing, Endings())
    assert list(together.runs) == ["adam", "broken", "logistic"]
    assert {name: run.mark for name, run in together.runs.items()} == {
        "adam": 1,
        "broken": 2,
        "logistic": 3,
    }
    history = History(bringing.program, bringing.start)
    together.run_to(history, 25)
    assert together.stand(history.program, history.program.end_of(24), never)
    adam, broken, _logistic = together.runs.values()
    assert isinstance(broken.failure, LessonError)
    assert broken.failure.sentence() == (
        "the variant broken cannot be built: 0 is too small; the least is 1"
    )
    assert broken.failure.place.line > 100
    made = open_variant(bringing, "adam")
    alone = History(made.program, made.start)
    assert adam.title is not None
    assert (adam.title.en, adam.kind, adam.furthest) == ("Adam", RunKind.VARIANT, 25)
    assert adam.values is not None
    assert same_bits(adam.values, alone.at(made.program.end_of(24)).values)


def test_the_company_of_a_variant_is_the_lesson_and_its_siblings(bringing: Lesson) -> None:
    together = company_of(open_variant(bringing, "adam"), Endings())
    assert (together.leader.id, together.leader.mark) == ("adam", 1)
    assert list(together.runs) == [LESSON_RUN, "broken", "logistic"]
    assert [run.mark for run in together.runs.values()] == [0, 2, 3]
    what = open_variant(bringing, "adam")
    with pytest.raises(LessonError, match="broken cannot be built"):
        together.change_leader("broken", what, History(what.program, what.start), 1 << 24)


def test_a_lesson_in_a_folder_of_ones_own_has_the_one_that_stands_there_beside_it(
    bringing: Lesson, tmp_path: Path
) -> None:
    shutil.copytree(find("logistic"), tmp_path / "logistic")
    path = tmp_path / "logistic" / "lesson.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("epochs = ", "epochs = 1007 # "), encoding="utf-8"
    )
    together = company_of(bringing, Endings())
    together.finish()
    assert together.runs["logistic"].furthest == 1007


# -- while somebody plays --------------------------------------------------------------------------


def test_while_the_leading_run_passes_by_the_others_have_the_values_of_their_own_training() -> None:
    together, history = company(*CHANGES), history_of()
    stood = set()
    for _picture in range(12):
        came = 1 + together.run_to(history, 300, until=after(1), seconds=0.002, ahead=1)
        tick = history.program.end_of(came - 1)
        history.at(tick)
        together.follow(history, tick)
        assert history.furthest == came
        for name, run in together.runs.items():
            alone, own = history_of(name), lesson(name)
            assert run.furthest == min(came, own.iterations)
            alone.run_to(run.furthest)
            assert np.array_equal(run.curves["L"], alone.curves["L"])
            there, is_same = tick_beside(history.program, tick, alone.program, own.last_tick)
            if run.values is None:
                continue
            stood.add(name)
            assert (run.tick, run.is_same_instruction) == (there, is_same)
            assert same_bits(run.values, alone.at(there).values)
    assert {"same", "rate", "adam", "deeper", "batches"} <= stood


def test_a_round_fills_the_time_that_there_is() -> None:
    together, history = company("rate", "adam"), history_of()
    asked = []

    def until() -> bool:
        asked.append(history.furthest)
        return False

    came = [together.run_to(history, 10**6, until=until, seconds=1e-9) for _ in range(20)]
    assert len(asked) == 20  # no time is left for a second round
    assert [after - before for before, after in pairwise(came)] == [1] * 19
