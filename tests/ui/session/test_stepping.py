"""The session: where the verbs lead at every grain, what playing halts at, what edits do."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import opened
from ui.session.session import Session
from ui.session.wishes import Follow, LookAt
from visualnn.expr import Source
from visualnn.lesson import find, from_dict, load
from visualnn.machine.walk import Grain
from visualnn.tell.frame import Frame


@pytest.fixture
def session(qapp: QApplication) -> Session:
    made = opened(load(find("xor")))
    made.seek(0)
    return made


def now(session: Session) -> Frame:
    assert session.frame is not None
    return session.frame


@pytest.mark.parametrize("grain", [grain for grain in Grain if grain is not Grain.TERM])
def test_over_and_back_are_inverse_at_every_grain(session: Session, grain: Grain) -> None:
    session.seek(26 * 3)
    session.set_grain(grain)
    ticks = [session.tick]
    for _ in range(5):
        session.over()
        ticks.append(session.tick)
    assert sorted(set(ticks)) == ticks
    for tick in reversed(ticks[:-1]):
        session.back()
        assert session.tick == tick


def test_terms_are_added_one_by_one_and_taken_away_again(session: Session) -> None:
    session.seek(3)
    session.set_grain(Grain.TERM)
    seen = []
    for _ in range(3):
        session.over()
        partial = getattr(now(session).explanation, "partial", None)
        seen.append((session.tick, partial.shown if partial else None))
    assert seen == [(3, 1), (3, 2), (4, 1)]
    back = []
    for _ in range(3):
        session.back()
        partial = getattr(now(session).explanation, "partial", None)
        back.append((session.tick, partial.shown if partial else None))
    assert back == [(3, 2), (3, 1), (2, None)]


def test_the_last_partial_sum_is_the_number(session: Session) -> None:
    session.seek(3)
    session.set_grain(Grain.TERM)
    session.over()
    session.over()
    explanation = now(session).explanation
    assert explanation is not None
    assert explanation.partial is not None
    assert explanation.partial.shown == explanation.partial.terms
    assert explanation.partial.subtotal == pytest.approx(explanation.value, rel=1e-12)


def test_the_eye_stays_on_the_unit_that_was_clicked(session: Session) -> None:
    session.seek(4)
    session.look_at(Source("hidden.z", (2, 5)))
    session.over()
    assert session.place == Source("hidden.a", (2, 5))
    session.over()
    assert session.place == Source("output.xW", (2, 0))
    session.seek(21)
    assert session.place == Source("d.hidden.b", (5,))


def test_playing_halts_at_a_stop_and_at_a_breakpoint(session: Session, qtbot: QtBot) -> None:
    session.set_speed(float("inf"))
    session.seek(26)  # behind the stops of the first iteration
    session.toggle_breakpoint("L")
    session.play()
    qtbot.waitUntil(lambda: not session.playing)
    assert session.tick == 26 + 10
    session.toggle_breakpoint("L")
    session.play()
    qtbot.waitUntil(lambda: not session.playing)
    assert session.tick == next(
        s.tick for s in session.position.lesson.stops if s.name == "hundred"
    )


def test_the_highest_speed_gets_to_the_end(session: Session, qtbot: QtBot) -> None:
    session.set_speed(float("inf"))
    while session.tick < session.position.lesson.last_tick:
        session.play()
        qtbot.waitUntil(lambda: not session.playing, timeout=20_000)
    lesson = session.position.lesson
    assert session.position.history.furthest == lesson.iterations
    losses = now(session).curves["L"]  # that of the closing pass is the last
    assert len(losses) == lesson.iterations + 1
    assert losses[-1] == now(session).values["L"]


@pytest.mark.parametrize("grain", [Grain.ITERATION, Grain.EPOCH, None])
def test_playing_halts_where_the_training_says_that_it_is_over(
    session: Session, grain: Grain | None, qtbot: QtBot
) -> None:
    described = load(find("xor")).spec.model_dump(mode="json", exclude_none=True)
    described |= {"stops": [], "batch": {"size": 2}, "beside": None}
    described["optimizer"]["lr"] = 0.0
    described["callbacks"] = {"early_stopping": {"patience": 7}}
    session.take(from_dict({key: part for key, part in described.items() if part is not None}))
    told: list[str] = []
    session.failed.connect(told.append)
    session.set_speed(60.0 if grain else float("inf"))
    session.set_grain(grain or Grain.EPOCH)
    session.play()
    qtbot.waitUntil(lambda: not session.playing, timeout=5000)
    closing = session.position.lesson.closing_tick(2 * 8)
    assert session.tick == closing
    assert float(now(session).values["stopped"]) == 1
    assert len(told) == 1
    session.seek(0)
    session.seek_end()
    assert session.tick == closing
    session.play()  # and on, if one wants
    qtbot.waitUntil(lambda: now(session).place.epoch > 9, timeout=5000)
    session.pause()
    assert len(told) == 1


def test_an_edit_goes_on_from_its_tick_and_undo_brings_back_every_bit(session: Session) -> None:
    session.seek(26 * 5)
    before = {name: value.tobytes() for name, value in now(session).values.items()}
    session.seek(23)
    place = Source("hidden.W", (1, 3))
    session.edit(place, -1.5)
    assert now(session).values["hidden.W"][1, 3] == -1.5
    session.seek(26 * 5)
    assert {name: value.tobytes() for name, value in now(session).values.items()} != before
    session.undo()
    assert (session.tick, session.place) == (23, place)
    session.seek(26 * 5)
    assert {name: value.tobytes() for name, value in now(session).values.items()} == before
    session.redo()
    assert now(session).values["hidden.W"][1, 3] == -1.5


def test_a_long_way_can_be_given_up(qapp: QApplication, qtbot: QtBot) -> None:
    long = opened(load(find("digits")))
    long.seek(0)
    told: list[float] = []
    long.busy.connect(told.append)
    long.seek(long.last_tick)
    if long.tick == 0:  # not there within the first patience
        long.cancel()
        assert told[-1] == 1.0
        assert long.tick == 0
    qtbot.wait(50)
    assert long.tick in (0, long.last_tick)


def test_what_cannot_be_changed_is_told_and_changes_nothing(session: Session) -> None:
    told: list[str] = []
    session.failed.connect(told.append)
    session.seek(5)
    session.edit(Source("data.x", (0, 0)), 3.0)
    assert len(told) == 1
    assert session.position.history.edits == ()
    assert session.tick == 5


def test_origin_and_use_are_opposite_ways(session: Session) -> None:
    session.seek(12)
    session.look_at(Source("hidden.a", (1, 3)))
    session.seek_origin()
    assert session.tick == 5
    explanation = now(session).explanation
    assert explanation is not None
    use = next(use for use in explanation.used_by if use.instruction.writes == "output.xW")
    session.grant(Follow(use.tick))
    assert (session.tick, session.place) == (6, Source("output.xW", (1, 0)))


def test_playing_term_by_term_halts_at_a_stop_too(session: Session, qtbot: QtBot) -> None:
    session.set_speed(60.0)
    session.set_grain(Grain.TERM)
    stop = session.position.lesson.stops[0]
    session.seek(stop.tick - 1)
    session.play()
    qtbot.waitUntil(lambda: not session.playing)
    assert session.tick == stop.tick


def test_a_door_to_a_far_number_keeps_the_number_in_focus(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    place, there = Source("hidden.W", (1, 3)), session.position.history.program.end_of(700)
    session.grant(LookAt(place, there))
    assert session.tick == 0
    qtbot.waitUntil(lambda: session.tick == there)
    assert session.place == place


def test_the_session_is_made_before_the_engine_is_imported() -> None:
    code = (
        "import sys, ui.session.session\n"
        "heavy = ('numpy', 'visualnn.lesson', 'visualnn.run', 'visualnn.machine')\n"
        "ui.session.session.Session(2.0)\n"
        "print([name for name in sys.modules if name.startswith(heavy)])\n"
    )
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
