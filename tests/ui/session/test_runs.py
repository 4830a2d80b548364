"""Runs that are shown together: kept, left as ghosts, left out, brought back, and led."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson, opened
from tests.ui.session.test_wishes import granted_again, state
from tests.visualnn.nets import same_bits
from ui.session import wishes
from ui.session.position import Way
from ui.session.runs import GHOST_ID
from ui.session.session import Session
from visualnn.company.companion import Companion
from visualnn.company.companion_run import CompanionRun, RunKind
from visualnn.company.company import MAX_RUN_COUNT, Company, company_of
from visualnn.company.endings import Endings
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.variants import LESSON_RUN
from visualnn.tell.comparison import compared_lines, compared_shortest
from visualnn.tell.frame import Frame
from visualnn.tell.runs import changed_loss, ghost_losses

LINES = 26
"""Instructions of an iteration of XOR."""


def variants(what: Lesson) -> Company:
    """The company of a lesson that brings two variants."""
    changes = {
        "adam": Change("optimizer", {"kind": "adam", "lr": 0.1}),
        "wide": Change("layers.hidden.units", 12),
    }

    def companion(name: str, change: Change) -> Companion:
        run = CompanionRun(name, what.name, RunKind.VARIANT)
        return Companion(run, lambda: changed(what, [change]), wants_end=False, is_in_step=True)

    made = [companion(name, change) for name, change in changes.items()]
    return Company(made, Endings(), company_of(what, Endings()).leader)


@pytest.fixture
def session(
    qapp: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setattr("ui.session.position.company_of", variants)
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    made = opened(lesson("xor"))
    made.failed.connect(pytest.fail)
    yield made
    made.halt()


def frame(session: Session) -> Frame:
    assert session.frame is not None
    return session.frame


def ids(session: Session) -> list[str]:
    return [run.id for run in frame(session).runs]


def run(session: Session, name: str) -> CompanionRun:
    return next(each for each in frame(session).runs if each.id == name)


def loss(session: Session, name: str) -> float:
    values = run(session, name).values
    assert values is not None
    return float(values["L"])


# -- where they stand ------------------------------------------------------------------------------


def test_every_step_shows_every_run_at_the_same_place(session: Session) -> None:
    for _ in range(30):
        session.over()
        session.finish()
        assert {each.tick is not None for each in frame(session).runs} == {True}
        assert run(session, "wide").tick == session.tick
        assert run(session, "wide").is_same_instruction
        place = session.position.lesson.program.locate(session.tick)
        adam = run(session, "adam")
        assert adam.opened is not None
        assert adam.tick is not None
        assert adam.opened.program.locate(adam.tick).iteration == place.iteration


def test_playing_at_full_speed_keeps_all_runs_at_the_same_iteration(
    session: Session, qtbot: QtBot
) -> None:
    session.take(replace(lesson("xor"), stops=()))  # nothing halts it
    session.set_speed(math.inf)
    seen: list[set[int]] = []
    session.moved.connect(lambda shown: seen.append({each.furthest for each in shown.runs}))
    session.play()
    qtbot.waitUntil(lambda: session.position.history.furthest > 300 or not session.playing)
    session.pause()
    assert len(seen) > 1
    assert all(len(furthest) == 1 for furthest in seen)
    qtbot.waitUntil(lambda: all(each.values is not None for each in frame(session).runs))


def test_runs_that_only_pass_by_come_as_far_and_stand_there(session: Session) -> None:
    position = session.position
    position.company.run_to(position.history, 11)
    shown = position.arrive(Way(LINES * 12, passes=True), LINES * 12)
    passing = {name: shown.company[name] for name in ("adam", "wide")}
    position.company.follow(position.history, LINES * 3)  # where nothing stands in memory
    assert {run.values for run in position.company.runs.values()} == {None}
    shown = position.look_again()
    for name, run in passing.items():
        assert run.furthest == shown.furthest == 12
        standing = shown.company[name]
        assert (run.tick, run.is_same_instruction) == (standing.tick, standing.is_same_instruction)
        assert run.values is not None
        assert standing.values is not None
        assert same_bits(run.values, standing.values)


def test_a_far_way_takes_the_other_runs_along(session: Session) -> None:
    session.seek(LINES * 700)
    session.finish()
    assert {each.furthest for each in frame(session).runs} == {700}
    assert all(each.values is not None for each in frame(session).runs)


# -- kept runs and ghosts --------------------------------------------------------------------------


def test_a_kept_run_stays_as_it_was_with_its_changes(session: Session) -> None:
    session.seek(LINES * 10)
    session.edit(Source("lr"), 0.5)
    session.seek(LINES * 20)
    session.grant(wishes.Keep())
    before = loss(session, LESSON_RUN)
    session.seek(LINES * 10)
    session.edit(Source("lr"), 0.01)
    session.seek(LINES * 20)
    session.finish()
    kept = run(session, "kept-1")
    assert loss(session, "kept-1") == before != loss(session, LESSON_RUN)
    assert (kept.kind, kept.number, len(kept.edits)) == (RunKind.KEPT, 1, 1)
    session.grant(wishes.Keep())
    assert run(session, "kept-2").number == 2
    assert len({each.mark for each in frame(session).runs}) == len(ids(session))


def test_a_change_leaves_the_run_before_it_as_a_ghost_until_it_is_dismissed(
    session: Session,
) -> None:
    session.seek(LINES * 30)
    losses = frame(session).curves["L"].copy()
    session.seek(LINES * 5)
    session.edit(Source("lr"), 0.7)
    ghost = run(session, GHOST_ID)
    assert ghost.kind is RunKind.GHOST
    assert np.array_equal(ghost.curves["L"], losses)
    session.seek(LINES * 30)
    session.finish()
    assert loss(session, GHOST_ID) == losses[29]
    assert loss(session, LESSON_RUN) != losses[29]
    session.grant(wishes.Dismiss(GHOST_ID))
    assert GHOST_ID not in ids(session)


def test_the_ghost_is_the_run_before_the_last_change(session: Session) -> None:
    for tick, rate in ((3, 0.3), (6, 0.2)):
        session.seek(tick)
        session.edit(Source("lr"), rate)
    assert len(run(session, GHOST_ID).edits) == 1
    session.undo()  # back to what the ghost is
    assert GHOST_ID not in ids(session)
    session.redo()
    assert len(run(session, GHOST_ID).edits) == 1
    session.undo()
    session.grant(wishes.Keep())
    session.redo()
    assert GHOST_ID not in ids(session)  # somebody keeps that run already
    assert len(run(session, "kept-1").edits) == 1


def test_a_change_that_is_refused_or_changes_nothing_leaves_no_ghost(
    session: Session,
) -> None:
    session.failed.disconnect(pytest.fail)
    session.seek(3)
    session.edit(Source("data.x", (0, 0)), 3.0)
    session.redo()
    session.undo()
    assert GHOST_ID not in ids(session)


def test_where_there_is_no_room_a_run_is_refused_and_a_change_goes_without_ghost(
    session: Session,
) -> None:
    session.failed.disconnect(pytest.fail)
    told: list[str] = []
    session.failed.connect(told.append)
    for _ in range(MAX_RUN_COUNT):
        session.grant(wishes.Keep())
    assert len(ids(session)) == MAX_RUN_COUNT
    assert len(told) == 3
    assert "16" in told[0]
    assert sum(isinstance(wish, wishes.Keep) for wish in session.granted) == MAX_RUN_COUNT - 3
    session.seek(4)
    session.edit(Source("lr"), 0.3)
    assert len(frame(session).edits) == 1
    assert len(ids(session)) == MAX_RUN_COUNT


# -- who leads -------------------------------------------------------------------------------------


def test_another_run_leads_at_the_same_place_and_the_former_one_stays(session: Session) -> None:
    session.seek(LINES * 8 + 5)
    session.look_at(Source("hidden.z", (1, 3)))
    values = run(session, "wide").values
    assert values is not None
    session.grant(wishes.Lead("wide"))
    shown = frame(session)
    assert shown.leader.id == "wide"
    assert same_bits(shown.values, values)
    assert shown.lesson.program.shapes[True]["hidden.z"] == (4, 12)
    assert session.place == Source("hidden.z", (1, 3))
    assert ids(session) == [LESSON_RUN, "adam", "wide"]
    session.edit(Source("lr"), 0.3)
    assert run(session, GHOST_ID).lesson == "xor"
    session.grant(wishes.Lead(LESSON_RUN))
    assert frame(session).lesson is lesson("xor")
    assert frame(session).edits == ()
    assert len(run(session, "wide").edits) == 1
    session.grant(wishes.Lead("wide"))
    assert len(frame(session).edits) == 1
    assert session.can_undo
    session.undo()
    assert frame(session).edits == ()


def test_a_run_that_was_left_out_is_not_computed_until_it_is_brought_back(
    session: Session,
) -> None:
    session.grant(wishes.LeaveOut("adam"))
    session.seek(LINES * 12)
    session.finish()
    assert ids(session) == [LESSON_RUN, "wide"]
    assert frame(session).company["adam"].furthest == 0
    session.grant(wishes.BringBack("adam"))
    session.finish()
    assert run(session, "adam").values is not None
    session.grant(wishes.BringToFront("adam"))
    assert [each.id for each in frame(session).runs if each.is_in_front] == ["adam"]


def test_what_was_done_with_the_runs_is_granted_again(session: Session) -> None:
    session.seek(LINES * 3)
    session.grant(wishes.Keep())
    session.edit(Source("lr"), 0.4)
    session.grant(wishes.LeaveOut("adam"))
    session.grant(wishes.BringToFront("wide"))
    session.grant(wishes.Lead("wide"))
    session.edit(Source("hidden.W", (1, 11)), 0.25)
    session.grant(wishes.Dismiss("kept-1"))
    session.over()
    session.finish()
    first = lesson("xor")
    session.position.lesson, now = first, session.position.lesson
    fresh = granted_again(session)
    session.position.lesson = now
    assert state(fresh) == state(session)
    assert ids(fresh) == ids(session)
    assert [each.edits for each in frame(fresh).runs] == [
        each.edits for each in frame(session).runs
    ]
    fresh.halt()


def test_a_run_that_is_not_there_is_refused_in_a_sentence(session: Session) -> None:
    session.failed.disconnect(pytest.fail)
    told: list[str] = []
    session.failed.connect(told.append)
    before = session.granted
    for wish in (
        wishes.Dismiss("x"),
        wishes.Lead("x"),
        wishes.LeaveOut("x"),
        wishes.BringBack("x"),
    ):
        session.grant(wish)
    assert len(told) == 4
    assert session.granted == before


# -- what differs, and where the numbers part ------------------------------------------------------


def test_it_is_found_in_idle_turns_what_differs_and_where_the_numbers_part(
    session: Session, qtbot: QtBot
) -> None:
    session.seek(LINES * 5)
    qtbot.waitUntil(lambda: session.has_parting, timeout=20_000)
    compared = frame(session).compared
    keys = {difference.key for difference in compared.differences}
    assert {"optimizer.kind", "layers.hidden.units"} <= keys
    qtbot.waitUntil(lambda: len(frame(session).compared.partings) == 2, timeout=20_000)
    first = frame(session).compared.first
    assert first is not None
    assert first[0] == "wide"
    assert (first[1].tick, first[1].name) == (0, "hidden.W")


def test_one_goes_to_where_the_numbers_first_part(session: Session) -> None:
    session.seek(LINES * 5)
    session.grant(wishes.LeaveOut("wide"))
    session.finish()
    first = frame(session).compared.first
    assert first is not None
    name, parting = first
    assert (name, parting.iteration) == ("adam", 0)
    session.seek_parting()
    assert session.tick == parting.tick > 0
    focus = frame(session).focus
    assert focus is not None
    assert focus.place == parting.place
    values = frame(session).values[parting.name][parting.index]
    assert parting.values is not None
    assert values == parting.values[0]
    beside = run(session, "adam").values
    assert beside is not None
    assert beside[parting.name][parting.index] == parting.values[1]


def test_a_change_that_leaves_a_ghost_parts_there(session: Session) -> None:
    session.seek(LINES * 3 + 4)
    session.edit(Source("hidden.W", (0, 0)), 3.0)
    session.finish()
    parting = frame(session).compared.partings[GHOST_ID]
    assert parting.iteration == 3
    assert parting.tick > LINES * 3 + 4
    session.grant(wishes.LeaveOut("wide"))
    session.grant(wishes.LeaveOut("adam"))
    session.finish()
    (line,) = compared_lines(frame(session))
    assert line.startswith("the numbers first part: in iteration 3, ")
    assert line.endswith("in before the change")
    assert compared_shortest(frame(session)) == ("they part in iteration 3",)
    session.undo()
    session.finish()
    assert GHOST_ID not in frame(session).compared.partings


def test_only_the_run_that_was_changed_is_compared_with_its_ghost(session: Session) -> None:
    session.seek(LINES * 20)
    session.finish()
    session.seek(LINES * 5)
    session.edit(Source("lr"), 0.5)
    session.seek(LINES * 20)
    session.finish()
    assert changed_loss(frame(session))
    session.grant(wishes.Lead("wide"))
    session.finish()
    assert GHOST_ID in ids(session)
    assert changed_loss(frame(session)) == ""
    assert ghost_losses(frame(session)) is None


def test_the_runs_come_to_the_front_in_turn(session: Session) -> None:
    def next_in_front() -> str:
        session.bring_next_to_front()
        (name,) = (each.id for each in session.runs if each.is_in_front)
        return name

    first, *others = ids(session)
    assert [next_in_front() for _ in range(4)] == [*others, first, others[0]]
    session.leave_out_front()  # and the leading one takes its place
    assert [each.id for each in session.runs if each.is_in_front] == [first]
    session.grant(wishes.BringToFront(others[0]))  # which is not shown now
    assert next_in_front() == first
    session.grant(wishes.Keep())
    kept = ids(session)[-1]
    session.grant(wishes.BringToFront(kept))
    session.dismiss()
    assert kept not in ids(session)
    assert [each.id for each in session.runs if each.is_in_front] == [first]


def test_a_run_that_leads_is_in_front_and_named_beside_the_lesson(session: Session) -> None:
    alone = session.lesson_title
    session.grant(wishes.BringToFront("adam"))
    session.grant(wishes.Lead("wide"))
    assert session.front is None
    assert [each.id for each in session.runs if each.is_in_front] == ["wide"]
    assert session.lesson_title.startswith(f"{alone} · ")
    session.grant(wishes.Lead(LESSON_RUN))
    assert session.lesson_title == alone


# -- who takes the wheel ---------------------------------------------------------------------------

LETTING_PLAY: list[wishes.Wish] = [
    wishes.LookAt(Source("lr")),
    wishes.Visit(Source("lr")),
    wishes.Ask((0.25, 0.75)),
    wishes.CheckGradient(),
    wishes.SetGrain(2),
    wishes.ToggleBreakpoint("d.L"),
    wishes.ToggleWatch("L"),
    wishes.ToggleCondition("L < 0.1"),
    wishes.AnswerQuestion("before-relu", "relu-of-it", "positive"),
    wishes.ForgetAnswer("before-relu", "relu-of-it"),
    wishes.OpenHint("before-relu", "relu-of-it"),
    wishes.CountHands("before-relu", "relu-of-it", (12, 3, 7)),
    wishes.SetBookmark(2, 40, "The bend", Source("hidden.z", (1, 3)), "boundary"),
    wishes.ForgetBookmark(2),
    wishes.EndStudy(),
    wishes.Keep(),
    wishes.Dismiss("wide"),
    wishes.LeaveOut("adam"),
    wishes.BringBack("adam"),
    wishes.BringToFront("wide"),
]
TAKING_THE_WHEEL: list[wishes.Wish] = [
    wishes.Follow(9),
    wishes.SeekOrigin(),
    wishes.SeekTrouble(),
    wishes.SeekParting(),
    wishes.SeekFlag(),
    wishes.LookBack(-1),
    wishes.Seek(9),
    wishes.SeekStart(),
    wishes.SeekEnd(),
    wishes.SeekStop(+1),
    wishes.Step(+1),
    wishes.StepOut(),
    wishes.StepUnit(2, +1),
    wishes.Arrive(9),
    wishes.Edit(Source("lr"), 0.25),
    wishes.SetKeys(("seed=9",)),
    wishes.AddExample((0.5, 0.5), 1.0),
    wishes.MoveExample("train", 0, (0.5, 0.5)),
    wishes.RemoveExample("train", 0),
    wishes.Undo(),
    wishes.Redo(),
    wishes.Lead("wide"),
]


def test_every_wish_is_one_or_the_other() -> None:
    kinds = [type(wish) for wish in (*LETTING_PLAY, *TAKING_THE_WHEEL)]
    assert sorted(kind.__name__ for kind in kinds) == sorted(
        set(wishes.WISHES)
        - {"OpenLesson", "Turn", "StartAt"}  # by lessons that suit: test_turning, test_starting
        - {"SetRates", "SearchRates", "ReturnRates"}  # test_racing
        - {"BeginStudy"}  # test_studying
        - {"ShowResult"}  # the window shows it: test_result_page
    )


def test_a_wish_says_whether_it_takes_the_wheel() -> None:
    letting = [*LETTING_PLAY, wishes.BeginStudy(0), wishes.ShowResult()]
    assert [wish for wish in letting if wish.by_hand] == []
    assert [wish for wish in TAKING_THE_WHEEL if not wish.by_hand] == []


@pytest.mark.parametrize("wish", LETTING_PLAY, ids=lambda wish: type(wish).__name__)
def test_playing_goes_on_while_something_is_looked_at(session: Session, wish: wishes.Wish) -> None:
    session.seek(session.position.history.program.done_after("d.hidden.W", 0) or 0)
    session.play()
    session.grant(wish)
    assert session.playing


@pytest.mark.parametrize("wish", TAKING_THE_WHEEL, ids=lambda wish: type(wish).__name__)
def test_playing_ends_where_the_learner_goes_or_changes_something(
    session: Session, wish: wishes.Wish
) -> None:
    session.seek(3)
    session.play()
    session.failed.disconnect(pytest.fail)
    session.grant(wish)  # even if it leads nowhere from here, and says so
    assert not session.playing
