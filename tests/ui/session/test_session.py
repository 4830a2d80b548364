"""The session: where playing halts, where the eye falls, what a visit finds, and what a change that
leads nowhere leaves behind."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import small_lesson
from tests.ui.runs import opened
from ui.session.ahead import REPLAY_PICTURES, halt_before
from ui.session.going import SLICE_SECONDS
from ui.session.playing import LEAST_SLICE_SECONDS, PICTURE_SECONDS, SPEEDS, slice_after
from ui.session.session import Session
from ui.session.wishes import Arrive, Ask, Follow, LookAt
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, from_dict, load
from visualnn.machine.walk import Grain
from visualnn.run.travel import Traveller
from visualnn.tell.frame import Focus, Frame

LESSON = small_lesson()


def with_validation(epochs: int = 4) -> Lesson:
    """Three iterations an epoch, and an evaluation in the last of them."""
    described = LESSON.spec.model_dump(mode="json", exclude_none=True)
    described |= {"epochs": epochs, "stops": [], "batch": {"size": 1}}
    described["data"] = {"source": "xor", "validation": 0.25}
    return from_dict(described)


@pytest.fixture
def session(qapp: QApplication, patient: None) -> Session:
    made = Session(2.0)
    made.take(LESSON)
    return made


def focus(session: Session) -> Focus:
    assert session.position.focus is not None
    return session.position.focus


# -- where playing halts ---------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [speed for speed in SPEEDS if speed >= 30])
@pytest.mark.parametrize("grain", [Grain.INSTRUCTION, Grain.PHASE, Grain.ITERATION, Grain.EPOCH])
def test_playing_halts_at_every_stop_at_any_speed(
    session: Session, qtbot: QtBot, speed: float, grain: Grain
) -> None:
    session.set_speed(speed)
    session.set_grain(grain)
    for stop in session.position.lesson.stops:
        session.seek(max(session.tick, stop.tick - 3))
        session.play()
        qtbot.waitUntil(lambda: not session.playing)
        assert session.tick == stop.tick


@pytest.mark.parametrize("speed", [60.0, float("inf")])
def test_playing_halts_at_the_first_breakpoint_of_an_epoch(
    qapp: QApplication, qtbot: QtBot, speed: float
) -> None:
    session = opened(with_validation())
    session.seek(0)
    session.set_speed(speed)
    session.set_grain(Grain.EPOCH)
    session.toggle_breakpoint("val.L")
    program = session.position.history.program
    for epoch in range(2):
        session.play()
        qtbot.waitUntil(lambda: not session.playing)
        closing = (epoch + 1) * program.iterations - 1
        done = program.done_after("val.L", closing)
        assert done is not None
        assert session.tick == program.start_of(closing) + done


def test_a_stop_on_the_way_comes_before_a_breakpoint_behind_it(
    session: Session, qtbot: QtBot
) -> None:
    session.set_speed(60.0)
    session.set_grain(Grain.EPOCH)
    session.toggle_breakpoint("d.L")
    ticks = []
    for _halt in range(2):
        session.play()
        qtbot.waitUntil(lambda: not session.playing)
        ticks.append(session.tick)
    assert ticks[0] == session.position.lesson.stops[0].tick
    program = session.position.history.program
    assert ticks[1] == program.start_of(0) + (program.done_after("d.L", 0) or 0)


# -- where the eye falls ---------------------------------------------------------------------------


def test_a_stop_takes_the_eye_from_the_row_that_was_chosen(session: Session) -> None:
    first = session.position.lesson.stops[0]
    session.seek(first.tick - 1)
    assert session.frame is not None
    session.look_at(Source(session.frame.written, (0, 1)))
    session.seek(first.tick)
    assert session.place == Source("hidden.z", (1, 2))
    session.over()
    assert session.place == Source("hidden.a", (1, 2))  # where the stop points, not (0, 1)


def test_a_stop_takes_the_eye_also_from_who_comes_to_look_at_another_number(
    session: Session,
) -> None:
    first = session.position.lesson.stops[0]
    session.seek(first.tick - 1)
    assert session.frame is not None
    session.look_at(Source(session.frame.written, (0, 1)))
    session.grant(Arrive(first.tick, Source("hidden.xW", (0, 0))))
    assert session.place == Source("hidden.xW", (0, 0))
    session.over()
    assert session.place == Source("hidden.a", (1, 2))


# -- what a visit finds ----------------------------------------------------------------------------


@pytest.mark.parametrize("iteration", [0, 1, 4, 5])
def test_a_visit_in_the_middle_of_an_epoch_goes_to_its_evaluation(
    qapp: QApplication, patient: None, iteration: int
) -> None:
    session = Session(2.0)
    session.take(with_validation())
    program = session.position.history.program
    assert program.iterations == 3
    session.seek(program.start_of(iteration) + 2)
    session.visit(Source("val.L"))
    closing = 2 if iteration < 3 else 5
    assert session.place == Source("val.L")
    assert session.tick == program.start_of(closing) + (program.done_after("val.L", closing) or 0)
    session.look_back(-1)
    assert session.tick == program.start_of(iteration) + 2


def test_a_visit_goes_no_further_than_this_iteration_if_it_can(session: Session) -> None:
    program = session.position.history.program
    session.seek(program.start_of(2) + 2)
    session.visit(Source("d.hidden.W", (1, 2)))
    assert session.place == Source("d.hidden.W", (1, 2))
    assert session.tick == program.start_of(2) + (program.done_after("d.hidden.W", 2) or 0)


@pytest.mark.parametrize("known", [Source("lr"), Source("hidden.W", (0, 1))])
def test_looking_and_visiting_let_playing_go_on(session: Session, known: Source) -> None:
    session.seek(3)
    session.play()
    session.look_at(known)
    assert session.playing
    session.visit(known)
    assert session.playing
    assert session.place == known
    session.back()
    assert not session.playing


def test_looking_at_a_number_of_another_time_ends_playing(session: Session) -> None:
    session.seek(3)
    session.play()
    session.grant(LookAt(Source("hidden.W", (0, 1)), 0))
    assert not session.playing
    assert session.tick == 0


def test_a_step_by_hand_ends_playing(session: Session) -> None:
    for step in (session.over, session.back, session.seek_end, lambda: session.jump_iteration(+1)):
        session.seek(3)
        session.play()
        step()
        assert not session.playing


@pytest.mark.parametrize("away", [0, 1, 2])
def test_a_breakpoint_behind_the_goal_halts_nobody(session: Session, away: int) -> None:
    session.toggle_breakpoint("d.L")
    program = session.position.history.program
    halt = program.start_of(0) + (program.done_after("d.L", 0) or 0)
    session.seek(halt - 4)
    found = halt_before(session.position, halt - away)
    assert found == (halt if away == 0 else None)


def test_a_breakpoint_at_the_very_next_instruction_halts(session: Session) -> None:
    session.toggle_breakpoint("d.L")
    program = session.position.history.program
    halt = program.start_of(0) + (program.done_after("d.L", 0) or 0)
    session.seek(halt - 1)
    assert halt_before(session.position, halt + 3) == halt


# -- long ways


def test_a_long_way_arrives_once_and_is_over(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    monkeypatch.setattr("ui.session.going.SLICE_SECONDS", 0.001)
    session = Session(2.0)
    session.take(small_lesson(epochs=5_000))
    shares: list[float] = []
    session.busy.connect(shares.append)
    there = session.position.history.program.start_of(9_000) + 4
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
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    session = Session(2.0)
    session.take(small_lesson(epochs=500_000))
    shares: list[float] = []
    session.busy.connect(shares.append)
    session.seek(session.last_tick)
    qtbot.waitUntil(lambda: len(shares) > 2)
    session.halt()
    assert shares[-1] == 1.0
    told, furthest = len(shares), session.position.history.furthest
    session.halt()  # nothing to give up any more
    qtbot.wait(30)
    assert (session.tick, len(shares)) == (0, told)
    assert session.position.history.furthest == furthest
    assert not session._going.is_going


def test_looking_lets_a_long_way_go_on_and_moving_gives_it_up(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    session = Session(2.0)
    session.take(small_lesson(epochs=5_000))
    there = session.position.history.program.start_of(9_000) + 4
    session.seek(there)
    session.look_at(Source("hidden.W", (1, 2)))
    assert (session.tick, session.place) == (0, Source("hidden.W", (1, 2)))
    session.finish()
    assert session.tick == there
    session.seek(session.last_tick)
    session.seek(there)  # to stay here is a wish too
    session.finish()
    assert session.tick == there


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
    digits.seek_end()
    assert told == [told[0]] * 2
    assert digits.position.history.furthest == 0
    digits.undo()
    assert digits.frame is not None
    assert digits.frame.values["k"] == 1.0


def test_a_long_way_ends_where_nothing_can_be_computed(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
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


# -- how fast it goes ------------------------------------------------------------------------------


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for file in ("playing", "going", "ahead"):
        monkeypatch.setattr(f"ui.session.{file}.time", made)
    return made


def playing_on(session: Session, clock: Clock, *seconds: float) -> list[int]:
    """Where a session is after each turn of its clock."""
    seen = []
    for passed in seconds:
        clock.now += passed
        session._playing._play_on()
        seen.append(session.tick)
    return seen


def test_so_many_steps_a_second_and_none_is_lost(session: Session, clock: Clock) -> None:
    session.take(replace(LESSON, stops=()))
    session.set_speed(10.0)
    session.play()
    assert playing_on(session, clock, 0.06, 0.06, 0.06, 0.06, 0.06) == [0, 1, 1, 2, 3]
    assert playing_on(session, clock, 7.0) == [5]  # a window that was held for long does not rush
    session.pause()
    clock.now += 60.0
    session.play()
    assert playing_on(session, clock, 0.05, 0.06) == [5, 6]
    session.set_grain(Grain.ITERATION)
    program = session.position.history.program
    assert playing_on(session, clock, 0.2) == [program.end_of(1)]
    session.pause()


def test_terms_are_played_one_at_a_time(session: Session, clock: Clock) -> None:
    program = session.position.history.program
    done = program.done_after("hidden.xW", 0)
    assert done is not None
    session.take(replace(LESSON, stops=()))
    session.seek(done)
    session.set_grain(Grain.TERM)
    session.set_speed(10.0)
    session.play()
    seen = []
    for _turn in range(3):
        playing_on(session, clock, 0.11)
        seen.append((session.tick, session.position.focus.term if session.position.focus else None))
    assert seen == [(done, 1), (done, 2), (done + 1, 1)]
    session.pause()


def test_what_is_known_passes_in_so_many_pictures(session: Session, clock: Clock) -> None:
    long = replace(small_lesson(epochs=1000), stops=())
    session.take(long)
    session.position.history.run_to(long.iterations)
    session.set_speed(float("inf"))
    session.play()
    program = session.position.history.program
    each = long.iterations // REPLAY_PICTURES
    assert playing_on(session, clock, 0.0, 0.0) == [
        program.end_of(each - 1),
        program.end_of(2 * each - 1),
    ]
    session.seek(program.start_of(700) + 3)
    assert playing_on(session, clock, 0.0) == [program.end_of(700 + each - 1)]
    session.seek(program.end_of(long.iterations - 3))
    assert playing_on(session, clock, 0.0) == [session.position.lesson.last_tick]
    assert not session.playing


def test_no_iteration_is_computed_twice_at_the_highest_speed(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.take(replace(small_lesson(epochs=10_000), stops=()))
    looks = itertools.count(clock.now, SLICE_SECONDS / 3)
    ticking = SimpleNamespace(perf_counter=lambda: next(looks))
    monkeypatch.setattr("ui.session.ahead.time", ticking)
    restored: list[int] = []
    restore = Traveller.restore

    def watched(self: Traveller, iteration: int) -> None:
        restored.append(iteration)
        restore(self, iteration)

    monkeypatch.setattr(Traveller, "restore", watched)
    session.set_speed(float("inf"))
    session.play()
    (tick,) = playing_on(session, clock, 0.0)
    history = session.position.history
    assert history.furthest > 10
    assert tick == history.program.end_of(history.furthest - 1)
    assert not restored
    session.pause()


def test_computing_gets_what_painting_leaves_of_a_picture() -> None:
    painting, seconds = 0.009, SLICE_SECONDS
    for _picture in range(20):
        seconds = slice_after(seconds, seconds + painting)
    assert seconds + painting == pytest.approx(PICTURE_SECONDS)
    assert slice_after(seconds, PICTURE_SECONDS) == seconds
    assert slice_after(seconds, 10.0) == LEAST_SLICE_SECONDS
    assert slice_after(LEAST_SLICE_SECONDS, 0.0) > LEAST_SLICE_SECONDS
    assert slice_after(SLICE_SECONDS, 0.0) == SLICE_SECONDS


def test_what_is_new_goes_on_one_iteration_at_least(session: Session, clock: Clock) -> None:
    session.take(replace(LESSON, stops=()))
    session.set_speed(float("inf"))
    session.play()
    clock.now += 1.0
    ticks = playing_on(session, clock, 0.0, 0.0)
    assert 0 < ticks[0] <= ticks[1]
    assert all(session.position.history.program.locate(tick).done for tick in ticks)
    session.pause()


def test_playing_begins_and_ends_once(session: Session) -> None:
    told: list[bool] = []
    session.playing_changed.connect(told.append)
    session.pause()
    session.play()
    session.play()
    assert session.playing
    session.toggle_playing()
    session.pause()
    assert told == [True, False]
    session.toggle_playing()
    session.take(LESSON)
    assert told == [True, False, True, False]
    session.seek_end()
    session.play()
    assert not session.playing


# -- the verbs -------------------------------------------------------------------------------------


def test_into_is_one_grain_finer_and_out_leads_to_its_end(session: Session) -> None:
    program = session.position.history.program
    session.set_grain(Grain.EPOCH)
    session.into()
    assert (session.grain, session.tick) == (Grain.ITERATION, program.end_of(0))
    session.set_grain(Grain.TERM)
    session.into()
    assert session.grain is Grain.TERM
    session.set_grain(Grain.INSTRUCTION)
    session.seek(program.start_of(1) + 5)
    session.set_grain(Grain.PHASE)
    session.out()
    assert (session.grain, session.tick) == (Grain.PHASE, program.end_of(1))


def test_a_sum_of_one_term_is_one_step(session: Session) -> None:
    session.seek(9)  # an activation
    assert session.place is not None
    assert session.place.name == "hidden.a"
    session.set_grain(Grain.TERM)
    session.over()
    assert session.tick == 10
    session.seek(9)
    session.back()
    assert session.tick == 8


def test_terms_end_with_the_lesson(session: Session) -> None:
    session.set_grain(Grain.TERM)
    session.back()
    assert session.tick == 0
    session.seek(session.position.lesson.last_tick)
    terms = []
    for _time in range(4):
        session.over()
        assert session.tick == session.position.lesson.last_tick
        terms.append(session.position.focus.term if session.position.focus else None)
    assert terms == [1, 2, 2, 2]


def test_another_grain_shows_the_whole_sum_again(session: Session) -> None:
    done = session.position.history.program.done_after("hidden.xW", 0)
    assert done is not None
    session.seek(done)
    session.set_grain(Grain.TERM)
    session.over()
    assert focus(session).term == 1
    session.set_grain(Grain.TERM)
    assert focus(session).term == 1
    session.set_grain(Grain.PHASE)
    assert focus(session).term is None
    assert session.frame is not None
    assert session.frame.focus == session.position.focus


def test_stops_are_gone_to_in_both_directions(session: Session) -> None:
    first, second = (stop.tick for stop in session.position.lesson.stops)
    ticks = []
    for direction in (+1, +1, +1, -1, -1):
        session.seek_stop(direction)
        ticks.append(session.tick)
    assert ticks == [first, second, second, first, first]
    session.seek(second + 5)
    session.seek_stop(-1)
    assert session.tick == second
    session.seek(session.position.lesson.last_tick)
    session.seek_start()
    assert session.tick == 0


def test_a_tick_outside_is_the_nearest_one(session: Session) -> None:
    session.seek(-5)
    assert session.tick == 0
    session.seek(10**6)
    assert session.tick == session.position.lesson.last_tick


def test_a_number_that_is_none_is_gone_to(qapp: QApplication, qtbot: QtBot) -> None:
    session = opened(LESSON)
    session.seek(0)
    session.seek_trouble()
    assert session.tick == 0
    session.edit(Source("lr"), 1e308)
    session.seek(session.position.lesson.last_tick)
    qtbot.waitUntil(lambda: not session._going.is_going)  # on a slow machine it takes turns
    trouble = session.position.history.trouble
    assert trouble is not None
    session.seek_trouble()
    assert session.tick == trouble.tick
    assert session.place == trouble.place


def test_an_edit_pauses_and_is_undone_where_it_was_made(session: Session) -> None:
    place = Source("hidden.W", (0, 1))
    session.undo()
    session.redo()
    assert session.tick == 0
    session.seek(5)
    session.play()
    session.edit(place, 0.25)
    assert not session.playing
    assert session.place == place
    for act in (session.undo, session.redo):
        session.seek(9)
        act()
        assert (session.tick, focus(session).place) == (5, place)
        assert session.frame is not None
        is_changed = bool(session.frame.values[place.name][place.index] == 0.25)
        assert is_changed is (act == session.redo)


# -- the session of a learner ----------------------------------------------------------------------


def test_before_the_first_lesson_every_question_has_an_answer(qapp: QApplication) -> None:
    session = Session(5.0)
    assert (session.tick, session.last_tick, session.place, session.written) == (0, 0, None, "")
    assert (session.playing, session.grain, session.speed) == (False, 1, 5.0)
    assert (session.rate, session.rate_text, session.seed) == (None, "", None)
    assert (session.breakpoints, session.shapes) == (frozenset(), {})
    assert not any((session.has_trouble, session.can_undo, session.can_redo))
    assert not session.has_stop(+1)
    assert session.lesson_title == "Lesson"
    session.toggle_playing()
    session.set_speed(30.0)
    session.set_grain(3)
    session.toggle_breakpoint("L")
    session.toggle_breakpoint_here()
    session.look_at(Source("L"))
    session.visit(Source("L"))
    session.check_gradient()
    session.halt()
    session.seek(5)
    assert (session.tick, session.speed, session.grain) == (0, 30.0, 1)
    session.take(LESSON)
    assert session.speed == 30.0


def test_what_is_asked_of_a_session_is_what_its_frame_shows(session: Session) -> None:
    assert session.last_tick == LESSON.last_tick
    assert session.seed == LESSON.spec.seed
    assert session.lesson_title == "A small one & more"
    assert (session.rate, session.rate_text) == (0.5, "0.5")
    assert session.shapes["hidden.W"] == (2, 3)
    assert (session.has_stop(+1), session.has_stop(-1)) == (True, False)
    first, second = (stop.tick for stop in LESSON.stops)
    session.seek(first)
    assert (session.has_stop(+1), session.has_stop(-1)) == (True, False)
    assert session.place == Source("hidden.z", (1, 2))
    assert session.written == "hidden.z"
    session.seek(second)
    assert (session.has_stop(+1), session.has_stop(-1)) == (False, True)
    session.seek(0)
    session.edit(Source("lr"), 1e308)
    assert (session.can_undo, session.can_redo, session.has_trouble) == (True, False, False)
    session.seek(session.last_tick)
    assert session.has_trouble
    session.undo()
    assert (session.can_undo, session.can_redo, session.has_trouble) == (False, True, False)


def test_speeds_are_gone_through_and_end(session: Session) -> None:
    seen = []
    for direction in (+1,) * 7 + (-1,) * 8:
        session.change_speed(direction)
        seen.append(session.speed)
    up = [speed for speed in SPEEDS if speed > 2.0]
    assert seen[:7] == [*up, *[SPEEDS[-1]] * (7 - len(up))]
    down = sorted(SPEEDS, reverse=True)[1:]
    assert seen[7:] == [*down, *[SPEEDS[0]] * (8 - len(down))]
    session.set_speed(7.0)
    session.change_speed(+1)
    assert session.speed == 10.0


def test_iterations_and_epochs_are_jumped_over(session: Session) -> None:
    program = LESSON.program
    session.toggle_playing()
    session.seek(3)
    assert not session.playing
    session.jump_iteration(+1)
    assert session.tick == program.end_of(0)
    session.jump_epoch(+1)
    assert session.tick == program.end_of(1)
    session.jump_iteration(-1)
    assert session.tick == program.end_of(0)
    session.jump_epoch(-1)
    assert session.tick == 0
    session.set_grain(int(Grain.EPOCH))
    assert session.grain == Grain.EPOCH
    session.over()
    assert session.tick == program.end_of(1)


def test_a_breakpoint_is_set_and_taken_away_where_the_learner_is(session: Session) -> None:
    session.toggle_breakpoint_here()
    assert session.breakpoints == frozenset()
    session.seek(3)
    name = session.written
    session.toggle_breakpoint_here()
    assert session.breakpoints == {name}
    assert session.frame is not None
    assert session.frame.breakpoints == {name}
    session.toggle_breakpoint("L")
    session.toggle_breakpoint_here()
    assert session.breakpoints == {"L"}
    session.take(LESSON)
    assert session.breakpoints == frozenset()


def test_doors_are_remembered_and_steps_are_not(session: Session) -> None:
    place = Source("hidden.W", (0, 1))
    assert (session.can_look_back(-1), session.can_look_back(+1)) == (False, False)
    session.look_back(-1)
    session.seek(3)
    session.over()
    assert not session.can_look_back(-1)
    before = session.place
    session.look_at(place)
    session.visit(Source("lr"))
    assert session.place == Source("lr")
    session.look_at_seed()
    assert session.place == Source("seed")
    for expected in (Source("lr"), place, before):
        session.look_back(-1)
        assert session.place == expected
    assert not session.can_look_back(-1)
    for expected in (place, Source("lr"), Source("seed")):
        session.look_back(+1)
        assert session.place == expected
    assert not session.can_look_back(+1)
    session.take(LESSON)
    assert not session.can_look_back(-1)


def test_ways_to_where_a_number_comes_from_and_goes_are_doors(session: Session) -> None:
    program = LESSON.program
    made = program.done_after("hidden.a", 0)
    read = program.done_after("output.xW", 0)
    assert made is not None
    assert read is not None
    session.seek(read)
    session.look_at(Source("hidden.a", (1, 2)))
    session.seek_origin()
    assert (session.tick, session.place) == (made, Source("hidden.a", (1, 2)))
    assert session.frame is not None
    assert session.frame.explanation is not None
    use = next(
        use for use in session.frame.explanation.used_by if use.instruction.writes == "output.xW"
    )
    session.grant(Follow(use.tick))
    assert (session.tick, session.place) == (read, Source("output.xW", (1, 0)))
    for tick in (made, read):
        session.look_back(-1)
        assert session.tick == tick
    session.edit(Source("lr"), 1e308)
    session.seek(session.last_tick)
    session.seek_trouble()
    assert session.tick == session.position.history.trouble.tick  # type: ignore[union-attr]
    session.look_back(-1)
    assert session.tick == session.last_tick


def test_a_gradient_is_checked_and_nothing_else(session: Session) -> None:
    checked: list[object] = []
    told: list[str] = []
    session.checked.connect(checked.append)
    session.failed.connect(told.append)
    session.check_gradient()
    assert (checked, told) == ([], [])
    session.visit(Source("d.hidden.W", (0, 1)))
    session.check_gradient()
    assert len(checked) == 1
    session.look_at(Source("hidden.W", (0, 1)))
    session.check_gradient()
    assert len(checked) == 1
    assert len(told) == 1


def test_a_session_passes_on_what_its_player_says(session: Session, qtbot: QtBot) -> None:
    frames: list[object] = []
    told: list[bool] = []
    session.moved.connect(frames.append)
    session.playing_changed.connect(told.append)
    session.seek(4)
    assert frames == [session.frame]
    session.toggle_playing()
    assert session.playing
    session.toggle_playing()
    assert told == [True, False]
    assert session.tick == 4
    session.take(small_lesson(epochs=3))
    assert session.frame is frames[-1]
    assert session.tick == 0


# -- what is pointed at, and what is asked about ---------------------------------------------------


def test_what_is_pointed_at_in_one_panel_comes_to_all_and_is_not_recorded(
    session: Session, qtbot: QtBot
) -> None:
    session.seek(6)
    granted = session.granted
    frames: list[Frame] = []
    session.moved.connect(frames.append)
    place = Source("data.x", (2, 0))
    session.point_at(place)
    session.point_at(place)  # it is pointed at already
    session.point_at(None)
    assert [frame.pointed for frame in frames] == [place, None]
    assert {frame.tick for frame in frames} == {6}
    assert session.granted == granted
    session.point_at(place)
    session.over()
    assert frames[-1].pointed == place  # it stays while the run goes on


def test_a_point_that_is_asked_about_is_explained_and_goes_along(session: Session) -> None:
    session.seek(6)
    session.grant(Ask((0.5, 0.25)))
    assert focus(session).place == Source("asked.output.a", (0, 0))
    told = session.position.frame
    assert told is not None
    assert told.explanation is not None
    first = told.explanation.value
    session.look_at(Source("asked.hidden.z", (0, 2)))
    assert focus(session).place == Source("asked.hidden.z", (0, 2))
    session.look_back(-1)
    assert focus(session).place == Source("asked.output.a", (0, 0))
    session.jump_iteration(+1)
    session.jump_iteration(+1)
    frame = session.frame
    assert frame is not None
    assert frame.asked is not None
    assert frame.asked.values["asked.output.a"][0, 0] != first
    assert frame.focus is not None
    assert not frame.focus.place.name.startswith("asked.")
    session.grant(Ask())
    assert session.frame is not None
    assert session.frame.asked is None


def test_what_was_asked_is_asked_again_when_the_wishes_are_granted_again(session: Session) -> None:
    session.seek(6)
    session.grant(Ask((0.5, 0.25)))
    session.over()
    session.look_back(-1)
    again = Session(2.0)
    again.take(LESSON)
    for wish in session.granted:
        again.grant(wish)
    assert again.tick == session.tick
    assert again.position.point == (0.5, 0.25)
    assert focus(again) == focus(session)


def test_what_is_no_point_is_refused_and_nothing_changes(session: Session) -> None:
    session.grant(Ask((0.5, 0.25)))
    told: list[str] = []
    session.failed.connect(told.append)
    before, granted = session.frame, session.granted
    session.grant(Ask((0.5,)))
    assert told == ["a point that is asked about is 2 finite numbers, as an example is"]
    assert session.frame is before
    assert session.position.point == (0.5, 0.25)
    assert session.granted == granted
