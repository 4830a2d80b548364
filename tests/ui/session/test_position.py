"""The position: what comes along with a step, what is looked at where, and what is kept of it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.desks import small_lesson
from tests.ui.runs import lesson, opened
from ui.session import wishes
from ui.session.checkpoint import checkpoint, resumed
from ui.session.going import MOST_SHARE, Going
from ui.session.position import Way
from ui.session.prepared import BOOKMARK_COUNT, MAX_HANDS
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.lesson.variants import LESSON_RUN
from visualnn.machine.walk import Grain
from visualnn.run.edits import ArrayEdit
from visualnn.run.history import History
from visualnn.tell.frame import Frame

PLACE = Source("hidden.W", (1, 3))


@pytest.fixture
def session(qapp: QApplication, patient: None) -> Iterator[Session]:
    made = opened(lesson("xor"))
    made.failed.connect(pytest.fail)
    yield made
    made.halt()


def refusing(session: Session) -> list[str]:
    """What is told of a session from now on."""
    told: list[str] = []
    session.failed.disconnect(pytest.fail)
    session.failed.connect(told.append)
    return told


# -- what comes along ------------------------------------------------------------------------------


def test_what_is_followed_comes_along_with_a_step(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.position.WATCHING_SECONDS", math.inf)
    session.toggle_watch("lr")
    session.seek(26 * 12)
    assert session.frame is not None
    assert session.frame.watched.numbers["lr"].size >= 12


def test_a_long_sum_is_made_to_its_end_and_then_shown(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualnn.tell.trees.BEGUN_TERM_COUNT", 1)
    session.set_grain(Grain.TERM)
    session.seek(3)
    position = session.position
    known = [position.is_explained]
    told = refusing(session)
    session.over()
    assert told == ["the terms of this sum are still being made; wait a moment"]
    assert session.tick == 3
    assert position.make_terms(lambda: False)
    assert [*known, position.is_explained] == [False, True]
    session.refresh()
    session.over()
    assert position.focus is not None
    assert position.focus.term == 1


def test_a_long_sum_is_made_in_an_idle_turn_and_shown_at_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualnn.tell.trees.BEGUN_TERM_COUNT", 1)
    session.finish()
    session.seek(3)
    assert session.is_computing_beside
    frames: list[object] = []
    session.moved.connect(frames.append)
    session._company._go_on()
    assert session.position.is_explained
    assert len(frames) == 1
    assert session.frame is not None
    assert session.frame.explanation is not None
    assert session.frame.explanation.is_whole


# -- while a hand pulls or draws -------------------------------------------------------------------


@pytest.mark.parametrize(
    "pull",
    [
        lambda session: session.pull(PLACE, 0.5),
        lambda session: session.sketch((0.5, 0.25)),
    ],
)
def test_who_takes_a_number_in_hand_plays_no_longer(
    session: Session, pull: Callable[[Session], None]
) -> None:
    session.seek(5)
    session.play()
    pull(session)
    assert not session.playing
    session.let_go(kept=False)


@pytest.mark.parametrize(
    "pull",
    [
        lambda session: session.pull(PLACE, 0.5),
        lambda session: session.sketch((0.5, 0.25)),
    ],
)
def test_who_takes_a_number_in_hand_gives_a_far_way_up(
    session: Session, monkeypatch: pytest.MonkeyPatch, pull: Callable[[Session], None]
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    session.seek(26 * 995)
    going = [session.is_going]
    pull(session)
    going.append(session.is_going)
    assert going == [True, False]
    session.let_go(kept=False)


def test_what_is_pulled_is_shown_with_the_next_turn(session: Session) -> None:
    session.pull(PLACE, 0.5)
    assert session._pulling._clock.interval() == 0
    assert session._pulling._clock.isSingleShot()
    session.let_go(kept=False)


def test_a_network_too_large_for_a_second_run_is_not_pulled(session: Session) -> None:
    told = refusing(session)
    session.position.history.large = True
    session.pull(PLACE, 0.5)
    session.show_pulled()
    assert told == ["this network is too large to follow the hand; type the number"]
    session.keep()
    assert told[1:] == ["this network is too large for a second run of it to be kept"]
    session.position.history.large = False


def test_what_is_drawn_and_no_example_leaves_the_point_there_was(session: Session) -> None:
    session.seek(6)
    session.sketch((0.5, 0.25))
    told = refusing(session)
    before = session.frame
    session.sketch((math.nan, 0.5))
    assert len(told) == 1
    assert session.position.point == (0.5, 0.25)
    assert session.frame is before
    session.look_at(Source("asked.hidden.z", (0, 2)))
    session.sketch((0.25, 0.25))
    assert session.place == Source("asked.hidden.z", (0, 2))  # the eye stays where it is
    session.look_at(PLACE)
    session.sketch((0.25, 0.5))
    assert session.place == Source("asked.output.a", (0, 0))


def test_a_point_that_is_asked_about_is_no_point_of_a_lesson_of_another_size(
    session: Session,
) -> None:
    session.grant(wishes.Ask((0.5, 0.25)))
    session.grant(wishes.SetKeys(("layers.hidden.units=3",)))
    assert session.frame is not None
    assert session.frame.asked is not None
    assert session.frame.asked.point == (0.5, 0.25)


def test_pointed_at_or_pinned_before_the_first_frame_nothing_is_shown(
    qapp: QApplication,
) -> None:
    empty = Session(2.0)
    frames: list[object] = []
    empty.moved.connect(frames.append)
    empty.point_at(PLACE)
    empty.pin(PLACE)
    assert frames == []


def test_a_pinned_unit_stays_until_another_is(session: Session) -> None:
    session.seek(5)
    frames: list[Frame] = []
    session.moved.connect(frames.append)
    session.pin(PLACE)
    session.over()
    session.pin(None)
    assert [frame.pinned for frame in frames] == [PLACE, PLACE, None]


# -- where the eye falls ---------------------------------------------------------------------------


def test_a_door_with_an_eye_of_its_own_takes_the_eye_along(session: Session) -> None:
    session.seek(4)
    session.look_at(Source("hidden.z", (2, 5)))
    assert session.position.eye == (2, 5)
    position = session.position
    position.arrive(Way(6, eye=(1, 4)), 6)
    assert position.eye == (1, 4)
    assert session.place == Source("output.xW", (1, 0))


def test_terms_are_entered_from_both_ends_and_whole_sums_are_not(session: Session) -> None:
    position = session.position
    terms = []
    for way in (Way(3, enters=+1), Way(3, enters=-1), Way(3), Way(5, enters=+1)):
        frame = position.arrive(way, way.tick)
        assert frame.focus is not None
        assert frame.explanation is not None
        terms.append((frame.focus.term, frame.explanation.terms))
    assert terms == [(1, 2), (2, 2), (None, 2), (None, 1)]  # an activation has one


def test_a_spot_is_left_on_the_trail_once_and_only_by_a_door(session: Session) -> None:
    position = session.position
    position.arrive(Way(3), 3)
    here = position.spot
    position.arrive(Way(3, position.focus, leaves=True), 3)
    assert position.trail.next(-1) is None  # nowhere else was gone to
    position.arrive(Way(9, leaves=True), 9)
    assert position.trail.next(-1) == here
    position.arrive(Way(10), 10)
    assert position.trail.next(-1) == here
    position.arrive(Way(here.tick, turns=-1), here.tick)
    assert position.trail.next(-1) is None
    assert position.trail.next(+1) is not None


# -- answers and stops -----------------------------------------------------------------------------


def test_the_first_answer_counts_until_it_is_forgotten(session: Session) -> None:
    key = ("xor", "before-relu", "relu-of-it")
    for said in ("positive", "zero"):
        session.grant(wishes.AnswerQuestion(*key[1:], said))
    session.grant(wishes.AnswerQuestion("before-update", "new-weight", 1.5))
    assert dict(session.position.said) == {
        key: "positive",
        ("xor", "before-update", "new-weight"): 1.5,
    }
    session.grant(wishes.ForgetAnswer(*key[1:]))
    assert list(session.position.said) == [("xor", "before-update", "new-weight")]
    session.grant(wishes.AnswerQuestion(*key[1:], "zero"))
    assert session.position.said[key] == "zero"


def test_a_result_is_about_the_run_of_the_lesson_also_where_a_variant_leads(
    qapp: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    session = opened(open_named("gates"))
    session.seek_end()
    session.finish()
    own = session.position.frames_of_stops()
    assert len(own) == len(session.position.lesson.stops)
    assert [frame.tick for frame in own] == [s.tick for s in session.position.lesson.stops]
    session.grant(wishes.Lead(session.position.lesson.variants[0].id))
    session.finish()
    assert session.position.company.history_of(LESSON_RUN) is not None
    led = session.position.frames_of_stops()
    assert {frame.lesson.variant for frame in led} == {None}
    for one, other in zip(own, led, strict=True):
        for name, value in one.values.items():
            np.testing.assert_array_equal(value, other.values[name])
    session.halt()


def test_stops_that_were_not_come_to_have_no_frame(session: Session) -> None:
    stops = session.position.lesson.stops
    found = session.position.frames_of_stops()
    near = [s for s in stops if session.position.lesson.program.locate(s.tick).iteration == 0]
    assert [frame.tick for frame in found] == [stop.tick for stop in near]
    assert session.tick == 0


# -- as plain data ---------------------------------------------------------------------------------


def test_a_run_that_was_changed_array_by_array_has_no_checkpoint(session: Session) -> None:
    assert checkpoint(session.position, session.grain) is not None
    session.keep()
    kept = session.position.company.history_of("kept-1")
    assert kept is not None
    assert checkpoint(session.position, session.grain) is not None
    kept.edit(ArrayEdit(0, "hidden.b", np.zeros(8)))
    assert checkpoint(session.position, session.grain) is None


def strange(session: Session, change: Callable[[dict[str, object]], object]) -> None:
    """A checkpoint with something else in it is refused."""
    made = checkpoint(session.position, session.grain)
    data = json.loads(json.dumps(made))
    resumed(session.position.first_lesson, json.loads(json.dumps(made)))
    change(data)
    with pytest.raises((TypeError, ValueError, KeyError, IndexError)):
        resumed(session.position.first_lesson, data)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["leader"].update(now=2),
        lambda data: data["leader"].update(now=-1),
        lambda data: data["leader"].update(mark=16),
        lambda data: data["leader"].update(mark=-1),
        lambda data: data["leader"].update(mark=data["runs"][0]["mark"]),
        lambda data: data["leader"]["changes"][1].append([3, data["pinned"], 0.5]),
        lambda data: data["leader"]["changes"][1][1].__setitem__(0, -1),
        lambda data: data["leader"]["changes"][1][1].__setitem__(0, 10**9),
        lambda data: data["leader"]["changes"][1][1][1].update(index=[2, 0]),
        lambda data: data["leader"]["changes"][1][1][1].update(index=[-1, 0]),
        lambda data: data["leader"]["changes"][1][1][1].update(index=[0]),
        lambda data: data["leader"]["changes"][1][1][1].update(name="output.z"),  # not yet there
        lambda data: data["leader"]["changes"][1][1][1].update(name="nothing"),
        lambda data: data.update(point=["nan", 0.5]),
        lambda data: data.update(trail=[[], [], []]),
        lambda data: data.update(grain=17),
        lambda data: data["runs"][0].update(front=1),
        lambda data: data["runs"][0].update(id="nobody"),
        lambda data: data.update(bookmarks=[[1, 2, "x"]]),
    ],
)
def test_what_cannot_be_in_a_checkpoint_is_refused(
    session: Session, change: Callable[[dict[str, object]], object]
) -> None:
    session.seek(4)
    session.edit(PLACE, 0.5)
    session.pin(PLACE)
    session.grant(wishes.Ask((0.5, 0.25)))
    strange(session, change)


def test_a_tick_outside_of_the_lesson_is_its_nearest_end(session: Session) -> None:
    session.seek(4)
    made = checkpoint(session.position, session.grain)
    assert made is not None
    for tick, there in ((-5, 0), (10**9, session.last_tick), (4, 4)):
        data = json.loads(json.dumps(made)) | {"tick": tick}
        found = resumed(session.position.first_lesson, data)
        assert found.way.tick == there
        assert found.grain == session.grain


def test_what_was_prepared_before_there_was_such_a_thing_is_nothing(session: Session) -> None:
    made = checkpoint(session.position, session.grain)
    assert made is not None
    data = json.loads(json.dumps(made))
    del data["hands"], data["bookmarks"]
    found = resumed(session.position.first_lesson, data)
    assert dict(found.position.prepared.bookmarks) == {}
    assert dict(found.position.prepared.class_counts) == {}


def test_an_edit_of_a_number_that_is_written_there_is_taken_back_in(session: Session) -> None:
    session.seek(5)
    session.edit(Source("hidden.z", (1, 2)), 0.25)
    made = checkpoint(session.position, session.grain)
    found = resumed(session.position.first_lesson, json.loads(json.dumps(made)))
    assert found.position.history.laid.items == session.position.history.laid.items


# -- far ways --------------------------------------------------------------------------------------


def test_work_in_slices_tells_its_share_and_what_comes_then(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", -1.0)
    monkeypatch.setattr("ui.session.going.SLICE_SECONDS", -1.0)
    going, shares, done = Going(), list[float](), list[str]()
    going.busy.connect(shares.append)
    going.work(iter((0.25, 0.5, 1.0)), lambda: done.append("then"))
    assert (shares, done, going.is_going) == ([], [], True)
    going._go_on()
    going._go_on()
    assert (shares, done) == ([0.5, MOST_SHARE], [])
    going._go_on()
    assert (shares, done, going.is_going) == ([0.5, MOST_SHARE, 1.0], ["then"], False)
    going._clock.start()
    going._go_on()  # there is nothing to do any more
    assert not going._clock.isActive()
    assert len(shares) == 3


def test_work_that_fails_ends(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", -1.0)

    def failing() -> Iterator[float]:
        yield 0.5
        raise ValueError("planted")

    going, told, shares = Going(), list[str](), list[float]()
    going.failed.connect(told.append)
    going.busy.connect(shares.append)
    going.work(failing(), lambda: None)
    going.finish()
    assert "planted" in told[0]
    assert not going.is_going
    assert shares == [1.0]
    going.finish()
    assert len(told) == 1


def test_a_study_is_begun_by_its_place_among_those_that_are_offered(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(session.studying, "begin", lambda _lesson, offer: begun.append(offer))
    from visualnn.lesson.studies import offers_of

    offers = offers_of(session.position.lesson)
    for number in (-1, 0, len(offers) - 1, len(offers)):
        session.grant(wishes.BeginStudy(number))
    assert begun == [offers[0], offers[-1]]


def test_a_small_lesson_has_no_point_of_another_size(qapp: QApplication, patient: None) -> None:
    session = opened(small_lesson())
    told: list[str] = []
    session.failed.connect(told.append)
    session.grant(wishes.Ask((1.0, 2.0, 3.0)))
    assert len(told) == 1
    assert session.position.point is None
    session.halt()


@pytest.mark.parametrize("is_sliced", [True, False])
def test_the_memory_of_a_very_large_lesson_returns_once_another_is_open(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, is_sliced: bool
) -> None:
    returned: list[None] = []
    monkeypatch.setattr("ui.session.granting.return_memory", lambda: returned.append(None))
    monkeypatch.setattr("ui.session.granting.FORGOTTEN_MILLISECONDS", 0)
    session = opened(small_lesson())
    monkeypatch.setattr(History, "is_sliced", property(lambda _history: is_sliced))
    session.take(small_lesson())
    monkeypatch.undo()
    session.halt()
    for _turn in range(3):
        qapp.processEvents()
    assert len(returned) == is_sliced


def test_counts_and_numbers_of_bookmarks_are_taken_up_to_their_limits(session: Session) -> None:
    asked = ("before-relu", "relu-of-it")
    told = refusing(session)
    for counts in ((0, 0, MAX_HANDS), (1, 2, 3)):
        session.grant(wishes.CountHands(*asked, counts))
        assert dict(session.position.prepared.class_counts) == {asked: counts}
    near = ("before-update", "new-weight")
    session.grant(wishes.CountHands(*near, (4, 5)))  # near enough, and not
    assert session.position.prepared.class_counts[near] == (4, 5)
    assert told == []
    for wrong in ((0, 0, MAX_HANDS + 1), (-1, 0, 0), (1, 2), (1, 2, 3, 4)):
        session.grant(wishes.CountHands(*asked, wrong))
    assert told == ["3 counts are needed, each a whole number"] * 4
    session.grant(wishes.CountHands(*asked, ()))
    assert list(session.position.prepared.class_counts) == [near]
    told.clear()
    for number in (BOOKMARK_COUNT, 1):
        session.grant(wishes.SetBookmark(number, 0, "first"))
        session.grant(wishes.SetBookmark(number, session.last_tick, "last"))
    assert list(session.bookmarks) == [1, BOOKMARK_COUNT]
    assert {each.sentence for each in session.bookmarks.values()} == {"last"}
    assert told == []
    for number, tick in ((0, 0), (BOOKMARK_COUNT + 1, 0), (1, -1), (1, session.last_tick + 1)):
        session.grant(wishes.SetBookmark(number, tick, "none"))
    assert len(told) == 4
    session.grant(wishes.ForgetBookmark(1))
    assert list(session.bookmarks) == [BOOKMARK_COUNT]
