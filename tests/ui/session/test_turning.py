"""Turned knobs: another lesson leads, the run before is its ghost, and undo leads back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from random import Random

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import lesson, opened
from tests.ui.session.test_wishes import granted_again, state
from tests.visualnn.nets import same_bits
from ui.session import wishes
from ui.session.checkpoint import checkpoint
from ui.session.going import Going
from ui.session.position import Position, Way
from ui.session.runs import GHOST_ID
from ui.session.session import Session
from ui.session.turning import set_keys
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.changes import Change, changed, description_of
from visualnn.lesson.stops import unmet_settings
from visualnn.run.history import History

KNOBS = [
    {"key": "optimizer.lr", "from": 0.01, "to": 10, "log": True},
    {"key": "layers.hidden.units", "from": 0, "to": 8},
    {"key": "layers.hidden.activation", "choices": ["relu", "tanh"]},
    {"key": "seed", "from": 5, "to": 9},
]
PLACE = Source("hidden.W", (0, 0))


def with_knobs() -> Lesson:
    description, _sources = description_of(lesson("xor").spec)
    for key in ("stops", "beside", "variants"):
        description.pop(key, None)
    return from_dict({**description, "knobs": KNOBS, "format": 2})


@pytest.fixture
def session(
    qapp: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    made = opened(with_knobs())
    made.failed.connect(pytest.fail)
    yield made
    made.halt()


def leading(session: Session) -> Lesson:
    assert session.frame is not None
    return session.frame.lesson


def test_the_changed_lesson_leads_at_the_same_place_and_leaves_a_ghost(session: Session) -> None:
    session.seek(100)
    session.look_at(PLACE)
    before = session.frame
    assert before is not None
    session.turn("optimizer.lr", "1")
    frame = session.frame
    assert frame is not None
    assert frame.lesson.spec.optimizer.lr == 1.0
    assert (frame.tick, session.place) == (100, PLACE)
    anew = changed(with_knobs(), [Change("optimizer.lr", 1.0)])
    assert same_bits(frame.values, History(anew.program, anew.start).at(100).values)
    (ghost,) = [run for run in frame.runs if run.id == GHOST_ID]
    assert ghost.opened is before.lesson
    assert ghost.values is not None
    assert np.array_equal(ghost.values["hidden.W"], before.values["hidden.W"])


def test_another_network_leads_where_the_number_in_focus_may_be_gone(session: Session) -> None:
    session.seek(100)
    session.look_at(Source("hidden.W", (0, 7)))
    session.turn("layers.hidden.units", "2")
    assert session.place != Source("hidden.W", (0, 7))
    assert session.frame is not None
    assert session.frame.values["hidden.W"].shape == (2, 2)
    session.undo()
    assert session.place == Source("hidden.W", (0, 7))


@pytest.mark.parametrize(
    ("place", "keys", "stays"),
    [
        (Source("hidden.W", (0, 1)), "layers.hidden.units=2", True),
        (Source("hidden.W", (0, 2)), "layers.hidden.units=2", False),  # just behind the last
        (Source("hidden.b", (1,)), "layers.hidden.biased=false", False),  # no such name any more
        (Source("lr"), "layers.hidden.units=2", True),
    ],
)
def test_the_number_in_focus_stays_where_there_is_one_like_it(
    session: Session, place: Source, keys: str, stays: bool
) -> None:
    session.seek(100)
    session.look_at(place)
    session.grant(wishes.SetKeys((keys,)))
    assert (session.place == place) is stays
    assert session.tick <= 100


def test_undo_and_redo_lead_through_edits_and_turns_in_order(session: Session) -> None:
    session.seek(26)
    states = [state(session)]
    for wish in (
        wishes.Edit(PLACE, 0.5),
        wishes.Turn("optimizer.lr", "1"),
        wishes.Edit(PLACE, -0.5),
        wishes.Turn("seed", "8"),
        wishes.Turn("layers.hidden.activation", "tanh"),
    ):
        session.grant(wish)
        states.append(state(session))
    for known in states[-2::-1]:
        assert session.can_undo
        session.undo()
        assert_same(state(session), known)
    for known in states[1:]:
        assert session.can_redo
        session.redo()
        assert_same(state(session), known)
    assert not session.can_redo


def assert_same(one: dict[str, object], other: dict[str, object]) -> None:
    """The same but for the trail, which a turned knob begins anew."""
    ways = {"trail", "can", "focus"}
    assert {k: v for k, v in one.items() if k not in ways} == {
        k: v for k, v in other.items() if k not in ways
    }


def test_a_new_change_forgets_what_was_undone(session: Session) -> None:
    session.seek(26)
    session.turn("optimizer.lr", "1")
    session.undo()
    session.edit(PLACE, 0.5)
    assert not session.can_redo
    session.undo()
    session.turn("optimizer.lr", "3")
    assert not session.can_redo
    session.undo()
    session.redo()
    assert leading(session).spec.optimizer.lr == 3.0


def test_playing_ends_where_a_knob_is_turned(session: Session) -> None:
    session.seek(3)
    session.play()
    session.turn("seed", "8")
    assert not session.playing


def test_the_same_setting_again_changes_nothing(session: Session) -> None:
    session.turn("optimizer.lr", "0.1")
    assert not session.can_undo
    assert leading(session) is session.as_opened


def test_a_knob_turns_back_to_where_the_lesson_has_it(session: Session) -> None:
    session.turn("optimizer.lr", "1")
    session.turn("optimizer.lr", "3")
    session.turn("optimizer.lr")
    assert leading(session).spec.optimizer.lr == 0.1


def test_what_cannot_be_built_leaves_all_as_it_was(session: Session) -> None:
    session.seek(50)
    before, frame = state(session), session.frame
    told: list[str] = []
    session.failed.disconnect(pytest.fail)
    session.failed.connect(told.append)
    for knob, setting in (
        ("layers.hidden.units", "0"),
        ("layers.hidden.units", "77"),
        ("rate", "1"),
    ):
        session.turn(knob, setting)
    assert [sentence.split(":")[0].split(";")[0] for sentence in told] == [
        "the knob units of hidden cannot be turned to 0",
        "the knob layers.hidden.units has no setting 77",
        "there is no knob rate",
    ]
    assert session.frame is frame
    assert_same(state(session), before)
    assert not session.can_undo


def test_granted_again_the_wishes_lead_to_the_same_place(session: Session) -> None:
    session.seek(30)
    session.edit(PLACE, 0.5)
    session.turn("seed", "8")
    session.over()
    session.turn("optimizer.lr", "1")
    session.undo()
    session.edit(PLACE, 0.25)
    again = granted_again(session)
    assert_same(state(again), state(session))
    again.halt()


def test_many_turns_edits_undos_and_redos_end_where_they_began(session: Session) -> None:
    random = Random(5)  # noqa: S311  what is tried is no secret
    session.seek(52)
    start = state(session)
    for _ in range(120):
        match random.randrange(6):
            case 0 | 1:
                knob = random.choice(leading(session).knobs)
                words = [each.word for each in knob.settings if each.word != "0"]
                session.turn(knob.id, random.choice(words))
            case 2:
                session.edit(Source("lr"), random.choice([0.01, 0.2]))
            case 3:
                session.undo()
            case 4:
                session.redo()
            case _:
                session.over()
    for _ in range(300):
        if session.can_undo:
            session.undo()
    session.seek(52)
    assert not session.can_undo
    assert state(session)["values"] == start["values"]
    assert leading(session).spec == with_knobs().spec


def test_two_hundred_drags_turns_keeps_undos_and_redos_end_where_they_began(
    session: Session,
) -> None:
    """Bit for bit after all undos; a drag that is given up leaves no trace at once."""
    random = Random(11)  # noqa: S311  what is tried is no secret
    session.seek(52)
    start = state(session)
    kinds = set()
    for _ in range(200):
        kind = random.choice(["drag", "escape", "turn", "keep", "undo", "redo"])
        kinds.add(kind)
        match kind:
            case "drag" | "escape":
                before, granted = state(session), session.granted
                rows, units = leading(session).start["hidden.W"].shape
                place = Source("hidden.W", (random.randrange(rows), random.randrange(units)))
                for _picture in range(random.randrange(1, 4)):
                    session.pull(place, random.uniform(-2, 2))
                    session.show_pulled()
                session.let_go(kept=kind == "drag")
                if kind == "escape":
                    assert state(session) == before
                    assert session.granted == granted
            case "turn":
                knob = random.choice(leading(session).knobs)
                words = [each.word for each in knob.settings if each.word != "0"]
                session.turn(knob.id, random.choice(words))
            case "keep":
                session.keep() if len(session.runs) < 4 else session.dismiss()
            case "undo":
                session.undo()
            case _:
                session.redo()
    assert len(kinds) == 6
    while session.can_undo:
        session.undo()
    session.seek(52)
    assert state(session)["values"] == start["values"]
    assert state(session)["edits"] == start["edits"]
    assert leading(session).spec == with_knobs().spec


def test_a_change_that_leaves_no_stop_asks_for_nothing_meanwhile(
    qapp: QApplication, patient: None
) -> None:
    """Runs go on between a change and the first frame of what it made."""
    made = opened(lesson("xor"))
    last = made.position.lesson.stops[-1]
    made.seek(last.tick)
    assert made.frame is not None
    assert made.frame.stop is not None
    set_keys(made.position, wishes.SetKeys(("layers.hidden.units=2",)))
    assert len(made.position.lesson.stops) <= made.frame.stop
    assert made.position.iteration_asked is None
    made.halt()


def test_keys_without_knobs_are_set_and_undone(session: Session) -> None:
    session.seek(9)
    session.grant(wishes.SetKeys(("layers.hidden.units=5", "optimizer.lr=0.5")))
    lesson = session.position.lesson
    assert (lesson.start["hidden.W"].shape[1], float(lesson.start["lr"])) == (5, 0.5)
    assert session.tick == 9
    assert any(run.kind == "ghost" for run in session.runs)
    same = session.position.history
    session.grant(wishes.SetKeys(("optimizer.lr=0.5",)))
    assert session.position.history is same
    session.undo()
    assert session.position.lesson.changes == ()


def test_a_lesson_that_was_changed_has_no_checkpoint(session: Session) -> None:
    assert checkpoint(session.position, session.grain) is not None
    session.turn("optimizer.lr", "1")
    assert checkpoint(session.position, session.grain) is None  # it would lead to another run
    session.undo()
    assert checkpoint(session.position, session.grain) is None


def test_changes_in_passing_come_to_the_same_and_compute_one_run(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        wishes.Seek(900),
        wishes.LookAt(PLACE),
        wishes.Turn("optimizer.lr", "1"),
        wishes.AddExample((0.5, 0.5), 1.0),
        wishes.Arrive(900, PLACE),  # noted on a far way
        wishes.MoveExample("train", 0, (0.25, 0.0)),
        wishes.SetKeys(("seed=8",)),
    ]
    for wish in steps:
        session.grant(wish)
        session.arrive_now()
    other = opened(session.position.first_lesson)
    for wish in steps[:2]:
        other.grant(wish)
    computed: list[Lesson] = []
    go = Going.go

    def counted(self: Going, position: Position, way: Way, arrive: Callable[[int], None]) -> None:
        computed.append(position.lesson)
        go(self, position, way, arrive)

    monkeypatch.setattr(Going, "go", counted)
    for wish in steps[2:]:
        other.grant_in_passing(wish)  # type: ignore[arg-type]
    assert computed == []
    other.arrive_now()
    assert computed == [other.position.lesson]
    assert other.granted == session.granted
    assert (other.tick, other.place) == (session.tick, session.place)
    assert session.frame is not None
    assert other.frame is not None
    for name, value in session.frame.values.items():
        np.testing.assert_array_equal(other.frame.values[name], value)
    other.undo()
    session.undo()
    assert other.position.lesson.spec.seed == session.position.lesson.spec.seed == 7
    other.halt()


@pytest.mark.usefixtures("qapp", "patient")
def test_going_to_a_stop_turns_its_knobs_and_is_granted_again_alike() -> None:
    session = opened(lesson("sizes"))
    seen = []
    for _n in range(len(session.position.lesson.stops)):
        session.seek_stop(+1)
        frame = session.frame
        assert frame is not None
        assert frame.stop is not None
        stop = frame.lesson.stops[frame.stop]
        assert stop.tick == frame.tick
        assert unmet_settings(frame.lesson, stop) == ()
        seen.append((stop.name, frame.tick, frame.values["x"].shape))
    assert [name for name, *_rest in seen] == [stop.name for stop in lesson("sizes").stops]
    assert seen[-2][2] == (1, 1, 8, 12)
    session.seek_stop(-1)
    frame = session.frame
    assert frame is not None
    assert (frame.tick, frame.values["x"].shape) == seen[-2][1:]
    again = opened(lesson("sizes"))
    for wish in session.granted:
        again.grant(wish)
    assert again.granted == session.granted
    assert again.position.lesson.spec == session.position.lesson.spec
    assert again.tick == session.tick
