"""What is asked of a session: which run is let go next, what stands in front, what is followed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import lesson, opened
from ui.session import wishes
from ui.session.copying import place_of
from ui.session.session import Session
from visualnn.errors import SettingError
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.lesson.variants import LESSON_RUN

PLACE = Source("hidden.W", (1, 3))


@pytest.fixture
def session(qapp: QApplication, patient: None) -> Iterator[Session]:
    made = opened(lesson("xor"))
    made.failed.connect(pytest.fail)
    yield made
    made.halt()


def test_the_run_that_is_let_go_next_is_the_one_in_front_then_the_ghost_then_the_last_kept(
    session: Session,
) -> None:
    assert session.dismissible == ""
    session.seek(3)
    session.keep()
    session.edit(PLACE, 0.5)
    session.keep()
    session.edit(PLACE, 0.75)  # somebody keeps what it was
    assert session.dismissible == "kept-2"
    session.edit(PLACE, 1.5)
    assert session.dismissible == "ghost"
    session.grant(wishes.BringToFront("kept-1"))
    assert session.dismissible == "kept-1"
    session.grant(wishes.BringToFront("logistic"))  # which nobody can let go
    assert session.dismissible == "ghost"
    for expected in ("ghost", "kept-2", "kept-1", ""):
        assert session.dismissible == expected
        session.dismiss()


def test_what_all_runs_were_before_can_be_let_go(qapp: QApplication, patient: None) -> None:
    session = opened(open_named("trajectories"))
    session.seek(30)
    assert session.dismissible == ""
    session.grant(wishes.StartAt((2.0, -1.0)))
    session.finish()
    assert session.dismissible == "ghost"
    session.keep()
    assert session.dismissible == "ghost"
    session.dismiss()
    session.finish()
    assert session.dismissible == "kept-1"
    session.halt()


def test_runs_that_were_left_out_are_brought_back_together(session: Session) -> None:
    session.keep()
    names = [run.id for run in session.runs if run.id != LESSON_RUN]
    assert len(names) == 2
    for name in names:
        session.grant(wishes.LeaveOut(name))
    known = [session.left_out]
    session.bring_back()
    known.append(session.left_out)
    assert known == [tuple(names), ()]
    assert [run.id for run in session.runs if run.id != LESSON_RUN] == names


def test_another_run_than_the_leading_one_can_stand_in_front(session: Session) -> None:
    known = [session.front]
    session.lead_front()
    session.leave_out_front()
    for name in (LESSON_RUN, "logistic"):
        session.grant(wishes.BringToFront(name))
        known.append(session.front)
    assert [run and run.id for run in known] == [None, None, "logistic"]
    session.lead_front()
    assert session.position.company.leader.id == "logistic"


def test_a_race_needs_a_function_and_somebody_to_race_with(
    qapp: QApplication, patient: None
) -> None:
    found = {}
    for name in ("trajectories", "xor", "gates"):
        session = opened(open_named(name))
        found[name] = (session.has_race, len(session.runs) > 1)
        session.halt()
    assert found == {"trajectories": (True, True), "xor": (False, True), "gates": (False, True)}


def test_it_is_known_whether_the_number_in_focus_is_followed(session: Session) -> None:
    known = []
    acts: tuple[Callable[[], None], ...] = (
        lambda: session.look_at(PLACE),
        session.toggle_watch_here,
        lambda: session.look_at(Source("lr")),
        lambda: session.look_at(PLACE),
        session.toggle_watch_here,
    )
    for act in acts:
        act()
        known.append(session.is_followed)
    assert known == [False, True, False, True, False]


def test_turned_knobs_and_changed_numbers_are_both_taken_back(session: Session) -> None:
    known = [(session.can_undo, session.can_redo)]
    acts: tuple[Callable[[], None], ...] = (
        lambda: session.grant(wishes.SetKeys(("optimizer.lr=0.5",))),
        session.undo,
        lambda: session.edit(PLACE, 0.5),
        session.undo,
    )
    for act in acts:
        act()
        known.append((session.can_undo, session.can_redo))
    assert known == [(False, False), (True, False), (False, True), (True, False), (False, True)]


def test_stops_lie_on_both_sides_of_where_one_is(session: Session) -> None:
    ticks = sorted(stop.tick for stop in session.position.lesson.stops)
    seen = []
    for tick in (ticks[0] - 1, ticks[0], ticks[-1], ticks[-1] + 1):
        session.seek(tick)
        seen.append((session.has_stop(-1), session.has_stop(+1)))
    assert seen == [(False, True), (False, True), (True, False), (True, False)]


# -- the line that leads here ----------------------------------------------------------------------


def test_a_line_says_the_stop_by_its_name_and_another_tick_by_its_number(session: Session) -> None:
    stop = session.position.lesson.stops[0]
    session.seek(stop.tick)
    place = place_of(session.position, "xor", "curves")
    assert (place.lesson, place.at, place.view) == ("xor", stop.name, "curves")
    assert place.focus == str(session.place)
    stops = {each.tick for each in session.position.lesson.stops}
    between = next(tick for tick in range(1, 99) if tick not in stops)
    session.seek(between)
    place = place_of(session.position, "xor", "")
    assert (place.at, place.view, place.variant) == (str(between), None, None)
    session.seek(0)
    assert place_of(session.position, "xor", "").focus is None


def test_where_the_lesson_beside_leads_the_line_opens_that_one(session: Session) -> None:
    session.grant(wishes.Lead("logistic"))
    assert place_of(session.position, "xor", "").lesson == "logistic"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda s: s.edit(PLACE, 0.5), "a number was changed by hand"),
        (lambda s: s.grant(wishes.AddExample((0.5, 0.5), 1.0)), "examples were drawn by hand"),
        (lambda s: s.grant(wishes.Ask((0.5, 0.5))), "a point that was asked about"),
    ],
)
def test_where_no_line_can_lead_that_is_said(
    session: Session, act: Callable[[Session], None], why: str
) -> None:
    act(session)
    with pytest.raises(SettingError, match=why):
        place_of(session.position, "xor", "")


def test_speeds_begin_slow_and_end_as_fast_as_can_be(session: Session) -> None:
    seen = [session.speed]
    for _step in range(8):
        session.change_speed(+1)
        seen.append(session.speed)
    assert seen == [2.0, 5.0, 10.0, 30.0, 60.0, math.inf, math.inf, math.inf, math.inf]
    for _step in range(9):
        session.change_speed(-1)
    assert session.speed == 1.0


# -- what is computed beside -----------------------------------------------------------------------


def test_runs_beside_are_computed_as_long_as_somebody_sees_them(session: Session) -> None:
    session.finish()
    company = session.position.company
    assert company.is_watched
    session.watch_runs(watched=False)
    session.keep()
    session.seek(26 * 3)
    seen = [company.is_watched, session.is_computing_beside]
    session.watch_runs(watched=False)  # that is known
    session.watch_runs(watched=True)
    seen += [company.is_watched, session.is_computing_beside]
    assert seen[0] is False
    assert seen[2:] == [True, True]
    session.finish()
    assert not session.is_computing_beside


def test_nothing_is_computed_beside_while_the_window_is_furnished(session: Session) -> None:
    session.finish()
    session.hold_company(held=True)
    session.seek(26 * 3)
    session.edit(PLACE, 0.5)  # which leaves a ghost
    held = session.is_computing_beside
    session.hold_company(held=False)
    assert [held, session.is_computing_beside] == [False, True]


def test_a_lesson_that_is_taken_while_it_is_held_waits_for_its_runs_to_be_seen(
    session: Session,
) -> None:
    session.hold_company(held=True)
    session.take(lesson("logistic"))
    assert not session.position.company.is_watched
    session.hold_company(held=False)
    session.take(lesson("xor"))
    assert session.position.company.is_watched


def test_numbers_that_a_picture_needs_are_followed_and_no_others(session: Session) -> None:
    session.seek(26 * 50)
    session.finish()
    known = []
    for _time in range(2):
        session.watch_numbers(("lr",))
        known.append(session.is_computing_beside)
        session.finish()
    assert known == [True, False]
    assert session.position.watching.wanted == ("lr",)


def test_before_the_first_lesson_nothing_is_watched(qapp: QApplication) -> None:
    empty = Session(2.0)
    empty.failed.connect(pytest.fail)
    empty.watch_runs(watched=True)
    empty.watch_numbers(("lr",))
    empty.hold_company(held=False)
    empty.pull(PLACE, 0.5)
    empty.sketch((0.5, 0.5))
    empty.time_updates()
    empty.let_go(kept=True)
    assert not empty.is_computing_beside
    assert empty.drift is None
