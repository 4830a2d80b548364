"""A start in the hand: all walkers begin elsewhere, together, and go back together."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import lesson, opened
from tests.ui.session.test_wishes import granted_again, state
from tests.visualnn.nets import same_bits
from ui.session import wishes
from ui.session.checkpoint import checkpoint, resumed
from ui.session.runs import GHOST_ID
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.lesson import from_dict, open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.variants import LESSON_RUN, open_named_variant
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views.landscape import walker_ways
from visualnn.views.moments import moments_of_runs

START = (-3.0, 0.5)
OTHER = (2.0, -1.0)


@pytest.fixture
def session(
    qapp: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    monkeypatch.setattr("ui.session.position.AHEAD_SECONDS", math.inf)
    made = opened(open_named("trajectories"))
    made.failed.connect(pytest.fail)
    made.seek(made.position.lesson.program.start_of(30))
    made.finish()
    yield made
    made.halt()


def ways(session: Session) -> dict[str, Array]:
    """Run → its places up to where the learner is."""
    assert session.frame is not None
    moments = moments_of_runs(session.frame)
    return {name: walker_ways(moment)[0].places for name, moment in moments.items()}


def leading_way(session: Session) -> Array:
    return ways(session)[session.position.company.leader.id]


def expected(name: str, start: tuple[float, ...], updates: int) -> Array:
    """The way of a run of the lesson whose file has another start."""
    change = Change("function.start", list(start))
    run = (
        open_changed("trajectories", [change])
        if name == LESSON_RUN
        else open_named_variant("trajectories", name, [change])
    )
    history = History(run.program, run.start)
    history.run_to(updates)
    return history.trails["w"][: updates + 1]


def assert_all_from(session: Session, start: tuple[float, ...]) -> None:
    found = ways(session)
    found.pop(GHOST_ID, None)
    assert len(found) == 11
    for name, way in found.items():
        np.testing.assert_array_equal(way, expected(name, start, 30))


def test_all_walkers_start_there_and_the_place_in_time_stays(session: Session) -> None:
    tick, place = session.tick, session.place
    before = leading_way(session)
    session.grant(wishes.StartAt(START))
    session.finish()
    assert (session.tick, session.place) == (tick, place)
    assert_all_from(session, START)
    assert session.frame is not None
    assert session.frame.is_changed
    np.testing.assert_array_equal(ways(session)[GHOST_ID], before)


def test_undo_and_redo_take_all_of_them_along(session: Session) -> None:
    first = ways(session)
    for start in (START, OTHER):
        session.grant(wishes.StartAt(start))
        session.finish()
    assert_all_from(session, OTHER)
    session.undo()
    session.finish()
    assert_all_from(session, START)
    session.undo()
    session.finish()
    assert not session.can_undo
    for name, way in ways(session).items():
        np.testing.assert_array_equal(way, first[name])
    session.redo()
    session.redo()
    session.finish()
    assert_all_from(session, OTHER)
    assert not session.can_redo


def test_a_change_of_one_number_moves_no_other_run(session: Session) -> None:
    session.grant(wishes.StartAt(START))
    session.seek(0)
    session.edit(Source("w", (1,)), 0.25)
    session.undo()
    session.seek(session.position.lesson.program.start_of(30))
    session.finish()
    assert_all_from(session, START)


def test_a_run_that_was_kept_stays_where_it_was(session: Session) -> None:
    before = leading_way(session)
    session.keep()
    session.grant(wishes.StartAt(START))
    session.finish()
    np.testing.assert_array_equal(ways(session)["kept-1"], before)


def test_who_leads_afterwards_can_undo_it_for_all(session: Session) -> None:
    session.grant(wishes.StartAt(START))
    session.grant(wishes.Lead("adam"))
    session.finish()
    assert_all_from(session, START)
    session.undo()
    session.finish()
    opened_start = tuple(open_named("trajectories").start["w"].tolist())
    assert_all_from(session, opened_start)


def test_the_record_leads_there_again(session: Session) -> None:
    session.grant(wishes.StartAt(START))
    session.undo()
    session.grant(wishes.StartAt(OTHER))
    session.finish()
    again = granted_again(session)
    again.finish()
    for name, way in ways(session).items():
        np.testing.assert_array_equal(ways(again)[name], way)


def test_it_is_kept_with_the_session_and_undone_after_coming_back(session: Session) -> None:
    session.grant(wishes.StartAt(START))
    session.finish()
    kept = json.loads(json.dumps(checkpoint(session.position, session.grain)))
    again = Session(1.0)
    again.resume(resumed(open_named("trajectories"), kept), len(session.granted))
    again.finish()
    assert_all_from(again, START)
    again.undo()
    again.finish()
    opened_start = tuple(open_named("trajectories").start["w"].tolist())
    assert_all_from(again, opened_start)
    again.halt()


def test_ways_ahead_are_those_that_it_will_go(session: Session) -> None:
    before, history, granted = state(session), session.position.history, session.granted
    for start in (OTHER, START):
        session.pull_start(start)
        session.show_pulled()
        assert session.frame is not None
        assert len(session.frame.ahead) == 11
        for name, way in session.frame.ahead.items():
            np.testing.assert_array_equal(way, expected(name, start, 30))
    assert history.laid.items == ()
    session.let_go(kept=False)
    assert session.frame is not None
    assert not session.frame.ahead
    assert state(session) == before
    assert session.granted == granted
    session.pull_start(START)
    session.show_pulled()
    session.let_go(kept=True)
    session.finish()
    assert session.granted[-1] == wishes.StartAt(START)
    assert not session.frame.ahead
    assert_all_from(session, START)


def test_what_takes_long_comes_with_the_next_picture(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.position.AHEAD_SECONDS", 0.0)
    lengths = []
    session.pull_start(START)
    for _ in range(3):
        session.show_pulled()
        assert session.frame is not None
        lengths.append({len(way) for way in session.frame.ahead.values()})
    assert lengths == [{26}, {31}, {31}]


def test_where_no_walker_can_start_nothing_changes(qapp: QApplication, patient: None) -> None:
    several = {"kind": "bowl", "start": [[1.0, 2.0], [3.0, 4.0]]}
    walk = from_dict(
        {
            "format": 1,
            "name": "walk",
            "title": {"en": "A walk", "ko": "산책"},
            "epochs": 5,
            "function": several,
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )
    for made, start in ((walk, (1.0, 1.0)), (lesson("xor"), (1.0, 1.0))):
        session = opened(made)
        told: list[str] = []
        session.failed.connect(told.append)
        session.seek(9)
        before = session.frame
        assert before is not None
        session.grant(wishes.StartAt(start))
        session.pull_start(start)
        session.show_pulled()
        session.let_go(kept=False)
        assert len(told) == 2
        assert session.frame is not None
        assert same_bits(session.frame.values, before.values)
        assert not session.can_undo
        session.halt()


def test_every_run_leaves_what_it_was_where_all_start_elsewhere(session: Session) -> None:
    before = ways(session)
    losses = {run.id: run.curves["L"].tolist() for run in session.runs}
    session.grant(wishes.StartAt(OTHER))
    session.finish()
    runs = {run.id: run for run in session.runs}
    leader = session.position.company.leader.id
    assert runs[leader].past is None  # it has its ghost
    assert {name for name, run in runs.items() if run.past} == set(before) - {leader}
    for name, run in runs.items():
        if run.past is not None:
            known = run.past.trails["w"]
            assert known[: len(before[name])].tolist() == before[name].tolist()
            assert not known.flags.writeable
            count = len(run.past.curves["L"])
            assert run.past.curves["L"].tolist() == losses[name][:count]
    session.undo()
    session.finish()
    assert all(run.past is None for run in session.runs)
    session.grant(wishes.StartAt(OTHER))
    session.dismiss()
    session.dismiss()
    session.finish()
    assert all(run.past is None for run in session.runs)
    assert GHOST_ID not in {run.id for run in session.runs}


def test_a_change_of_one_run_alone_leaves_the_others_no_past(session: Session) -> None:
    session.grant(wishes.StartAt(OTHER))
    session.edit(Source("w", (0,)), 0.5)
    session.finish()
    assert all(run.past is None for run in session.runs)
