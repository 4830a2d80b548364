"""Wishes as data: through JSON and back, and granted again on a fresh session."""

from __future__ import annotations

import json
import math
from dataclasses import fields

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import bursting, lesson, opened
from ui.session import wishes
from ui.session.record import WISHES_KEPT, Record
from ui.session.session import Session
from visualnn.errors import DataError
from visualnn.expr import Source
from visualnn.machine.walk import Grain

PLACE = Source("hidden.W", (1, 3))
EXAMPLES = (
    wishes.LookAt(PLACE),
    wishes.LookAt(Source("L"), 36),
    wishes.Visit(PLACE),
    wishes.Follow(9),
    wishes.SeekOrigin(),
    wishes.SeekTrouble(),
    wishes.SeekParting(),
    wishes.BeginStudy(2),
    wishes.EndStudy(),
    wishes.SeekFlag(),
    wishes.SeekFlag("h3"),
    wishes.Ask((0.5, -1e-300)),
    wishes.Ask(),
    wishes.LookBack(-1),
    wishes.CheckGradient(),
    wishes.Seek(26),
    wishes.Seek(26, leaves=True),
    wishes.SeekStart(),
    wishes.SeekEnd(),
    wishes.SeekStop(+1),
    wishes.Step(-1),
    wishes.StepOut(),
    wishes.StepUnit(4, +1),
    wishes.Arrive(7),
    wishes.Arrive(7, PLACE, 2),
    wishes.Edit(PLACE, 0.1),
    wishes.Edit(PLACE, -5e-324),
    wishes.Edit(PLACE, math.inf),
    wishes.StartAt((0.5, -1e-300)),
    wishes.StartAt((1.5,)),
    wishes.Turn("optimizer.lr", "0.3"),
    wishes.Turn("seed"),
    wishes.SetKeys(("seed=9", "clip=")),
    wishes.SetRates(("lesson", "adam"), (0.09, 1e-3), (0.09, 1e-3)),
    wishes.SetRates(("lesson",), (0.09,)),
    wishes.SearchRates(),
    wishes.ReturnRates(),
    wishes.AddExample((0.5, -1.25), 1.0),
    wishes.MoveExample("train", 3, (0.5, 2.0)),
    wishes.MoveExample("validation", 3, (0.5,), 2.5),
    wishes.RemoveExample("validation", 0),
    wishes.Undo(),
    wishes.Redo(),
    wishes.SetGrain(0),
    wishes.ToggleBreakpoint("d.L"),
    wishes.ToggleWatch("norm(d.hidden.W)"),
    wishes.ToggleCondition("L < 0.1"),
    wishes.Keep(),
    wishes.Dismiss("ghost"),
    wishes.Lead("lesson"),
    wishes.LeaveOut("logistic"),
    wishes.BringBack("logistic"),
    wishes.BringToFront("kept-1"),
    wishes.AnswerQuestion("before-relu", "relu-of-it", "positive"),
    wishes.AnswerQuestion("before-update", "new-weight", -0.25),
    wishes.ForgetAnswer("before-relu", "relu-of-it"),
    wishes.OpenHint("before-relu", "relu-of-it"),
    wishes.CountHands("before-relu", "relu-of-it", (12, 3, 7)),
    wishes.SetBookmark(2, 40, "The bend", Source("hidden.z", (1, 3)), "boundary"),
    wishes.ForgetBookmark(2),
    wishes.OpenLesson("xor"),
    wishes.ShowResult(),
)


def through_json(wish: wishes.Wish) -> wishes.Wish:
    return wishes.wish_from(json.loads(json.dumps(wishes.plain(wish), allow_nan=False)))


def test_every_kind_of_wish_is_an_example() -> None:
    assert {type(wish) for wish in EXAMPLES} == set(wishes.WISHES.values())
    kinds = {each for each in vars(wishes).values() if isinstance(each, type)} - {wishes.Wish}
    assert set(wishes.WISHES.values()) == {each for each in kinds if issubclass(each, wishes.Wish)}


@pytest.mark.parametrize("wish", EXAMPLES, ids=repr)
def test_a_wish_comes_back_from_json_as_it_was(wish: wishes.Wish) -> None:
    back = through_json(wish)
    assert back == wish
    assert type(back) is type(wish)
    assert [type(getattr(back, f.name)) for f in fields(back)] == [
        type(getattr(wish, f.name)) for f in fields(wish)
    ]


def test_a_number_that_is_none_comes_back() -> None:
    back = through_json(wishes.Edit(PLACE, math.nan))
    assert isinstance(back, wishes.Edit)
    assert math.isnan(back.value)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "Seek",
        {},
        {"wish": "Wish"},
        {"wish": "__init__"},
        {"wish": ["Seek"], "tick": 1},
        {"wish": "Seek"},
        {"wish": "Seek", "tick": "1"},
        {"wish": "Seek", "tick": True},
        {"wish": "Seek", "tick": 1.0},
        {"wish": "Seek", "tick": 10**300},
        {"wish": "Seek", "tick": 1, "leaves": 1},
        {"wish": "Seek", "tick": 1, "by_hand": False},
        {"wish": "Edit", "place": {"name": "lr", "index": []}, "value": "1e3"},
        {"wish": "Edit", "place": {"name": "lr", "index": []}, "value": 10**400},
        {"wish": "LookAt", "place": "lr"},
        {"wish": "LookAt", "place": {"name": 1, "index": []}},
        {"wish": "LookAt", "place": {"name": "x", "index": ["0"]}},
        {"wish": "LookAt", "place": {"name": "x", "index": [0] * 9}},
        {"wish": "LookAt", "place": {"name": "x"}},
        {"wish": "OpenLesson", "name": "x" * 5000},
        {"wish": "AnswerQuestion", "stop": "a", "question": "b", "said": True},
        {"wish": "AnswerQuestion", "stop": "a", "question": "b", "said": None},
        {"wish": "AnswerQuestion", "stop": "a", "question": "b", "said": "x" * 5000},
    ],
)
def test_what_is_no_wish_is_refused_in_a_sentence(data: object) -> None:
    with pytest.raises(DataError) as refused:
        wishes.wish_from(data)
    assert refused.value.sentence().startswith("this is no wish: ")
    assert len(refused.value.sentence()) < 500


def test_a_record_is_bounded_and_says_what_it_lost() -> None:
    record = Record()
    for tick in range(WISHES_KEPT + 3):
        record.add(wishes.Seek(tick))
    assert len(record.wishes) == WISHES_KEPT
    assert record.wishes[0] == wishes.Seek(3)
    assert record.lost == 3


# -- granted again ---------------------------------------------------------------------------------


def state(session: Session) -> dict[str, object]:
    """Where a session is and what holds there, values by their bits."""
    position, frame = session.position, session.frame
    assert frame is not None
    return {
        "tick": session.tick,
        "focus": position.focus,
        "edits": frame.edits,
        "grain": session.grain,
        "breakpoints": session.breakpoints,
        "can": (frame.can_undo, frame.can_redo, frame.can_look_back, frame.can_look_forward),
        "trail": position.trail,
        "values": {name: value.tobytes() for name, value in frame.values.items()},
    }


def granted_again(session: Session) -> Session:
    """A fresh session of the same lesson that was granted the same wishes, through JSON."""
    fresh = opened(session.position.as_opened)
    for wish in session.granted:
        fresh.grant(through_json(wish))
        fresh.finish()
    return fresh


def assert_same_again(session: Session) -> None:
    fresh = granted_again(session)
    assert state(fresh) == state(session)
    session.over()  # and the eye is on the same row and unit
    fresh.over()
    assert state(fresh) == state(session)


@pytest.fixture
def session(qapp: QApplication, patient: None) -> Session:
    made = opened(lesson("xor"))
    made.failed.connect(pytest.fail)
    return made


def test_stepping_looking_and_editing_granted_again_end_at_the_same_bits(session: Session) -> None:
    session.over()
    session.into()
    session.over()
    session.set_grain(Grain.LAYER)
    session.out()
    session.look_at(Source("hidden.a", (1, 3)))
    session.seek_origin()
    session.grant(wishes.Follow(6))
    session.look_back(-1)
    session.seek_stop(+1)
    session.edit(Source("lr"), 0.5)
    session.jump_iteration(+1)
    session.edit(Source("hidden.W", (1, 3)), -1.5)
    session.jump_epoch(+1)
    session.undo()
    session.seek(26 * 4 + 9)
    session.redo()
    session.undo()
    session.visit(Source("d.hidden.W", (0, 2)))
    session.check_gradient()
    session.toggle_breakpoint("L")
    session.grant(wishes.LookAt(Source("L"), 26 * 3))
    session.look_back(-1)
    assert len(session.granted) == 24  # every one of them; “into” is two
    assert_same_again(session)


def test_terms_granted_again_show_as_many(session: Session) -> None:
    session.seek(3)
    session.set_grain(Grain.TERM)
    for _ in range(4):
        session.over()
    session.back()
    assert session.position.focus is not None
    assert session.position.focus.term is not None
    assert_same_again(session)


def test_trouble_and_the_end_are_found_again(qapp: QApplication, patient: None) -> None:
    session = opened(bursting())
    session.seek(26 * 5)
    session.seek_trouble()
    assert session.has_trouble
    assert session.tick != 26 * 5
    assert_same_again(session)
    session.seek_end()
    assert_same_again(session)


@pytest.mark.parametrize(
    ("grain", "speed"),
    [(Grain.TERM, 60.0), (Grain.INSTRUCTION, 60.0), (Grain.EPOCH, math.inf)],
)
def test_what_playing_came_to_is_recorded_as_arriving_there(
    session: Session, qtbot: QtBot, grain: Grain, speed: float
) -> None:
    session.set_grain(grain)
    session.set_speed(speed)
    session.seek(27)
    session.play()
    qtbot.waitUntil(lambda: session.tick > 29)
    session.look_at(Source("hidden.W", (1, 3)))  # while it plays
    there = session.tick
    qtbot.waitUntil(lambda: session.tick > there or not session.playing)
    session.pause()
    arrived = [wish for wish in session.granted if isinstance(wish, wishes.Arrive)]
    assert [wish.tick for wish in arrived] == sorted({there, session.tick})
    assert_same_again(session)


def test_what_was_refused_or_given_up_is_not_recorded(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    session = opened(lesson("digits"))
    session.seek(3)
    told: list[str] = []
    session.failed.connect(told.append)
    session.edit(Source("data.x", (0, 0)), 3.0)
    assert len(told) == 1
    session.seek(session.last_tick)
    session.look_at(Source("x", (0, 1)))
    session.cancel()
    session.undo()
    session.seek_trouble()
    session.grant(wishes.OpenLesson("logistic"))
    assert session.granted == (wishes.Seek(3), wishes.LookAt(Source("x", (0, 1))))


def test_a_change_whose_way_is_given_up_is_recorded_with_the_place_that_stayed(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(lesson("xor"))
    for tick in (26 * 3, 26 * 900):
        session.seek(tick)
        session.finish()
        session.edit(Source("lr"), 0.25)
    session.undo()
    session.undo()
    session.redo()
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    session.redo()
    session.cancel()
    assert session.tick == 26 * 3
    assert len(session.position.history.edits) == 2
    session.look_at(Source("hidden.W", (0, 2)))
    assert isinstance(session.granted[-2], wishes.Arrive)
    assert_same_again(session)


def test_another_lesson_begins_another_record(session: Session) -> None:
    session.seek(9)
    session.look_at(Source("x", (0, 1)))
    session.take(lesson("logistic"))
    assert session.granted == ()
    assert not session.can_look_back(-1)


def test_a_lesson_is_opened_by_whoever_hears_the_wish(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.lesson_wished) as heard:
        session.grant(wishes.OpenLesson("logistic"))
    assert heard.args == ["logistic"]
    assert session.lesson_name == "xor"


def test_before_the_first_lesson_every_wish_is_granted_by_doing_nothing(
    qapp: QApplication,
) -> None:
    session = Session(2.0)
    session.failed.connect(pytest.fail)
    session.moved.connect(pytest.fail)
    for wish in EXAMPLES:
        session.grant(wish)
    session.toggle_playing()
    session.halt()
    session.finish()
    session.refresh()
    assert session.granted == ()
    assert (session.tick, session.frame, session.playing) == (0, None, False)
