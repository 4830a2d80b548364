"""A pulled number: everything follows, release is one edit, Esc leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import lesson, opened
from tests.ui.session.test_wishes import state
from ui.session import wishes
from ui.session.pulling import BUSY_SHARE, MAX_PAUSE_SECONDS, PulledWish, Pulling
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.run.edits import Edit

PLACE = Source("hidden.W", (1, 3))


@pytest.fixture
def session(qapp: QApplication, patient: None) -> Iterator[Session]:
    made = opened(lesson("xor"))
    made.failed.connect(pytest.fail)
    made.seek(130)
    made.look_at(PLACE)
    yield made
    made.halt()


def pulled(session: Session, value: float, place: Source = PLACE) -> float:
    session.pull(place, value)
    session.show_pulled()
    assert session.frame is not None
    return float(session.frame.values[place.name][place.index])


def test_frames_follow_and_the_run_does_not(session: Session) -> None:
    before, history, granted = state(session), session.position.history, session.granted
    for value in (0.5, 0.75, -1.0):
        assert pulled(session, value) == value
        assert history.laid.items == ()
    session.let_go(kept=False)
    assert session.position.history is history
    assert state(session) == before
    assert session.granted == granted
    assert not session.can_undo


def test_release_is_one_edit_that_one_undo_takes_back(session: Session) -> None:
    before = state(session)
    for value in (0.5, 0.75, -1.0):
        pulled(session, value)
    session.let_go(kept=True)
    assert session.position.history.laid.items == (Edit(130, PLACE, -1.0),)
    assert session.granted[-1] == wishes.Edit(PLACE, -1.0)
    typed = opened(lesson("xor"))
    typed.seek(130)
    typed.look_at(PLACE)
    typed.edit(PLACE, -1.0)
    assert state(typed)["values"] == state(session)["values"]
    session.undo()
    assert state(session)["values"] == before["values"]
    assert not session.can_undo


def test_what_was_known_of_later_iterations_is_still_known(session: Session) -> None:
    session.seek_end()
    furthest = session.position.history.furthest
    session.seek(130)
    pulled(session, 3.0)
    session.let_go(kept=False)
    assert session.position.history.furthest == furthest > 900


def test_the_newest_number_is_shown_and_none_is_queued(session: Session) -> None:
    shown: list[float] = []
    session.moved.connect(lambda frame: shown.append(float(frame.values["hidden.W"][1, 3])))
    for n in range(100):
        session.pull(PLACE, n / 10)
    session.show_pulled()
    session.show_pulled()
    assert shown == [9.9]


def test_another_wish_puts_the_number_back_first(session: Session) -> None:
    history = session.position.history
    pulled(session, 3.0)
    session.over()
    assert session.position.history is history
    assert history.laid.items == ()
    session.let_go(kept=True)
    assert history.laid.items == ()


def test_a_number_that_cannot_be_changed_is_said_and_nothing_is_pulled(
    qapp: QApplication, patient: None
) -> None:
    made = opened(lesson("xor"))
    made.seek(26)
    told: list[str] = []
    made.failed.connect(told.append)
    before = state(made)
    made.pull(Source("data.x", (0, 0)), 2.0)
    made.show_pulled()
    assert told == ["data.x is not a number that can be changed here"]
    made.let_go(kept=False)
    assert made.position.history.laid.items == ()
    assert state(made) == before


def test_many_pulls_kept_and_put_back_end_where_they_began(session: Session) -> None:
    random, before = Random(3), state(session)  # noqa: S311  what is tried is no secret
    for _ in range(60):
        place = Source("hidden.W", (random.randrange(2), random.randrange(8)))
        for _ in range(random.randrange(1, 4)):
            pulled(session, random.uniform(-2, 2), place)
        session.let_go(kept=random.random() < 0.5)
        if random.random() < 0.3:
            session.undo()
    while session.can_undo:
        session.undo()
    session.look_at(PLACE)
    assert state(session)["values"] == before["values"]
    assert state(session)["edits"] == before["edits"]


@pytest.mark.parametrize("taken", [0.0, 0.010, 0.020, 60.0])
def test_the_events_have_their_time_between_two_pictures(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, taken: float
) -> None:
    """Showing takes its share of the time, and a slow picture never makes the hand wait long."""
    shown: list[PulledWish] = []
    moments = iter([5.0, 5.0 + taken])
    monkeypatch.setattr("ui.session.pulling.time.perf_counter", lambda: next(moments))

    def show(wish: PulledWish) -> bool:
        shown.append(wish)
        return True

    pulling = Pulling(show)
    wish = wishes.Edit(PLACE, 0.5)
    pulling.pull(wish)
    pulling.show_now()
    assert shown == [wish]
    expected = min(taken * (1 - BUSY_SHARE) / BUSY_SHARE, MAX_PAUSE_SECONDS)
    assert pulling._clock.interval() / 1000 == pytest.approx(expected, abs=0.0006)
    assert pulling.end() == wish
    assert not pulling._clock.isActive()


def test_a_sketch_halts_what_plays_and_is_no_wish(session: Session) -> None:
    session.toggle_playing()
    played, granted, tick = session.playing, session.granted, session.tick
    session.sketch((0.5, 0.25))
    assert (played, session.playing) == (True, False)
    frame = session.frame
    assert frame is not None
    assert session.tick == tick
    assert session.granted == granted


def beside(session: Session) -> bool:
    """Whether something is computed aside now."""
    return session.is_computing_beside


def test_while_a_hand_draws_nothing_is_computed_aside_and_afterwards_it_goes_on(
    qapp: QApplication, patient: None
) -> None:
    session = opened(lesson("xor"))
    assert beside(session)
    session.sketch((0.5, 0.25))
    assert session._pen_rest.isActive()
    assert not beside(session)
    session.moved.emit(session.frame)  # whatever comes to be shown meanwhile
    assert not beside(session)
    session._pen_rest.setInterval(0)
    session._pen_rest.start()
    while session._pen_rest.isActive():
        qapp.processEvents()
    assert beside(session)
    session.halt()
