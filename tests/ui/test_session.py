"""The session: where playing halts, where the eye falls, what a visit finds, and what a change that
leads nowhere leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import small_lesson
from ui.player import SPEEDS, Player
from ui.session import Session
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, from_dict, load
from visualnn.walk import Grain

LESSON = small_lesson()


def with_validation(epochs: int = 4) -> Lesson:
    """Three iterations an epoch, and an evaluation in the last of them."""
    described = LESSON.spec.model_dump(mode="json", exclude_none=True)
    described |= {"epochs": epochs, "stops": [], "batch": {"size": 1}}
    described["data"] = {"source": "xor", "validation": 0.25}
    return from_dict(described)


@pytest.fixture
def player(qapp: QApplication) -> Player:
    made = Player(LESSON)
    made.go(0)
    return made


@pytest.fixture
def session(qapp: QApplication, patient: None) -> Session:
    made = Session(2.0)
    made.take(LESSON)
    return made


def player_of(session: Session) -> Player:
    assert session.player is not None
    return session.player


# -- where playing halts ---------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [speed for speed in SPEEDS if speed >= 30])
@pytest.mark.parametrize("grain", [Grain.INSTRUCTION, Grain.PHASE, Grain.ITERATION, Grain.EPOCH])
def test_playing_halts_at_every_stop_at_any_speed(
    player: Player, qtbot: QtBot, speed: float, grain: Grain
) -> None:
    player.set_speed(speed)
    player.set_grain(grain)
    for stop in player.lesson.stops:
        player.go(max(player.tick, stop.tick - 3))
        player.play()
        qtbot.waitUntil(lambda: not player.playing)
        assert player.tick == stop.tick


@pytest.mark.parametrize("speed", [60.0, float("inf")])
def test_playing_halts_at_the_first_breakpoint_of_an_epoch(
    qapp: QApplication, qtbot: QtBot, speed: float
) -> None:
    player = Player(with_validation())
    player.go(0)
    player.set_speed(speed)
    player.set_grain(Grain.EPOCH)
    player.toggle_breakpoint("val.L")
    program = player.history.program
    for epoch in range(2):
        player.play()
        qtbot.waitUntil(lambda: not player.playing)
        closing = (epoch + 1) * program.iterations - 1
        done = program.done_after("val.L", closing)
        assert done is not None
        assert player.tick == program.start_of(closing) + done


def test_a_stop_on_the_way_comes_before_a_breakpoint_behind_it(
    player: Player, qtbot: QtBot
) -> None:
    player.set_speed(60.0)
    player.set_grain(Grain.EPOCH)
    player.toggle_breakpoint("d.L")
    ticks = []
    for _halt in range(2):
        player.play()
        qtbot.waitUntil(lambda: not player.playing)
        ticks.append(player.tick)
    assert ticks[0] == player.lesson.stops[0].tick
    program = player.history.program
    assert ticks[1] == program.start_of(0) + (program.done_after("d.L", 0) or 0)


# -- where the eye falls ---------------------------------------------------------------------------


def test_a_stop_takes_the_eye_from_the_row_that_was_chosen(player: Player) -> None:
    first = player.lesson.stops[0]
    player.go(first.tick - 1)
    assert player.frame is not None
    player.look_at(Source(player.frame.written, (0, 1)))
    player.go(first.tick)
    assert player.focus is not None
    assert player.focus.place == Source("hidden.z", (1, 2))
    player.over()
    assert player.focus.place == Source("hidden.a", (1, 2))  # where the stop points, not (0, 1)


# -- what a visit finds ----------------------------------------------------------------------------


@pytest.mark.parametrize("iteration", [0, 1, 4, 5])
def test_a_visit_in_the_middle_of_an_epoch_goes_to_its_evaluation(
    qapp: QApplication, patient: None, iteration: int
) -> None:
    session = Session(2.0)
    session.take(with_validation())
    program = player_of(session).history.program
    assert program.iterations == 3
    session.seek(program.start_of(iteration) + 2)
    session.visit(Source("val.L"))
    closing = 2 if iteration < 3 else 5
    assert session.place == Source("val.L")
    assert session.tick == program.start_of(closing) + (program.done_after("val.L", closing) or 0)
    session.look_back(-1)
    assert session.tick == program.start_of(iteration) + 2


def test_a_visit_goes_no_further_than_this_iteration_if_it_can(session: Session) -> None:
    program = player_of(session).history.program
    session.seek(program.start_of(2) + 2)
    session.visit(Source("d.hidden.W", (1, 2)))
    assert session.place == Source("d.hidden.W", (1, 2))
    assert session.tick == program.start_of(2) + (program.done_after("d.hidden.W", 2) or 0)


# -- long ways


def test_a_long_way_arrives_once_and_is_over(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.player.PATIENCE", 0.0)
    monkeypatch.setattr("ui.player.SLICE", 0.001)
    session = Session(2.0)
    session.take(small_lesson(epochs=5_000))
    shares: list[float] = []
    session.busy.connect(shares.append)
    there = player_of(session).history.program.start_of(9_000) + 4
    session.seek(there)
    assert session.tick == 0
    qtbot.waitUntil(lambda: session.tick == there)
    assert shares[:-1] == sorted(shares[:-1])
    assert all(0 < share < 1 for share in shares[:-1])
    assert shares[-1] == 1.0
    session.seek(7)
    assert session.tick == 7
    told = len(shares)
    qtbot.wait(30)
    assert (session.tick, len(shares)) == (7, told)


def test_a_long_way_that_is_given_up_goes_no_further(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.player.PATIENCE", 0.0)
    session = Session(2.0)
    session.take(small_lesson(epochs=500_000))
    shares: list[float] = []
    session.busy.connect(shares.append)
    session.seek(session.last_tick)
    qtbot.waitUntil(lambda: len(shares) > 2)
    session.halt()
    assert shares[-1] == 1.0
    told, furthest = len(shares), player_of(session).history.furthest
    session.halt()  # nothing to give up any more
    qtbot.wait(30)
    assert (session.tick, len(shares)) == (0, told)
    assert player_of(session).history.furthest == furthest
    assert not player_of(session)._traveller.isActive()


# -- a change that leads nowhere -------------------------------------------------------------------


@pytest.fixture
def digits(qapp: QApplication, patient: None) -> Session:
    lesson = load(find("digits"))
    made = Session(60.0)
    made.take(replace(lesson, stops=lesson.stops[:1]))
    return made


def test_what_goes_on_by_itself_ends_where_nothing_can_be_computed(
    digits: Session, qtbot: QtBot
) -> None:
    told: list[str] = []
    digits.failed.connect(told.append)
    player = player_of(digits)
    digits.seek(1)
    digits.edit(Source("k"), 0.5)
    before = digits.frame
    assert before is not None
    for speed in (60.0, float("inf")):
        digits.seek(3)
        told.clear()
        digits.set_speed(speed)
        digits.toggle_playing()
        qtbot.waitUntil(lambda: not digits.playing)
        assert told == [told[0]]
        assert digits.tick == 3
    digits.steer(lambda player: player.to_end())
    assert told == [told[0]] * 2
    assert player.history.furthest == 0
    digits.steer(lambda player: player.undo())
    assert digits.frame is not None
    assert digits.frame.values["k"] == 1.0


def test_a_long_way_ends_where_nothing_can_be_computed(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.player.PATIENCE", 0.0)
    session = Session(2.0)
    session.take(load(find("digits")))
    told: list[str] = []
    shares: list[float] = []
    session.failed.connect(told.append)
    session.busy.connect(shares.append)
    session.seek(1)
    session.edit(Source("k"), 0.5)
    session.seek(2000)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(20)
    assert len(told) == 1
    assert shares[-1] == 1.0
    assert session.tick == 1
