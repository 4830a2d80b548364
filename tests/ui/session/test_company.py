"""Company in slices: what is computed beside the learner lets go in time, tells what it came to,
and never stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import small_lesson
from tests.ui.runs import lesson, picture
from tests.ui.runs import opened as opened_session
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics, apply
from ui.session.company import PICTURE_SECONDS
from ui.session.going import SLICE_SECONDS
from ui.session.session import Session
from ui.session.wishes import Lead, SetKeys
from ui.shell.window import Window
from visualnn.company.company import Companion, CompanionRun, Company
from visualnn.company.endings import Endings
from visualnn.company.quoted import QuotedRun, QuotedRuns, WantedNumber
from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.file import Quotation, Reference
from visualnn.run.history import History
from visualnn.tell.frame import Frame

QUOTE = Quotation(Reference("L"), at_end=True, lesson="slow")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("ui.session.company.time", made)
    return made


class Slow(Companion):
    """A run of many epochs, each of whose turns takes some seconds of the clock."""

    def __init__(self, clock: Clock, seconds: float, epochs: int = 100_000) -> None:
        super().__init__(CompanionRun("slow", "slow"), lambda: small_lesson(epochs))
        self.clock, self.seconds = clock, seconds
        self.turns = 0

    def go_on(self, budget: int) -> None:
        super().go_on(budget)
        self.turns += 1
        self.clock.now += self.seconds


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The company that lessons have from now on."""

    def have(*companions: Companion) -> None:
        monkeypatch.setattr(
            "ui.session.position.company_of", lambda _lesson: Company(companions, Endings())
        )

    return have


_sessions: list[Session] = []


def opened(what: Lesson) -> Session:
    _sessions.append(opened_session(what))
    return _sessions[-1]


@pytest.fixture(autouse=True)
def halted() -> Iterator[None]:
    """No session computes anything after its test."""
    yield
    while _sessions:
        _sessions.pop().halt()


def quoting() -> Lesson:
    """A lesson whose first stop quotes the end of the slow one."""
    what = small_lesson()
    return replace(what, stops=(replace(what.stops[0], quotations=(QUOTE,)), *what.stops[1:]))


def is_computing(session: Session) -> bool:
    return session._company.is_on


def furthest(session: Session) -> int:
    return session.position.history.furthest


def frame(session: Session) -> Frame:
    assert session.frame is not None
    return session.frame


# -- slices ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "turns"), [(0.0011, 11), (0.005, 3), (60.0, 1)])
def test_a_slice_ends_with_the_first_turn_that_passes_its_deadline(
    qapp: QApplication,
    clock: Clock,
    beside: Callable[..., None],
    seconds: float,
    turns: int,
) -> None:
    slow = Slow(clock, seconds)
    beside(slow)
    session = opened(small_lesson())
    for _slice in range(5):
        begun, before = clock.now, slow.turns
        session._company._go_on()
        assert slow.turns - before == turns
        assert SLICE_SECONDS - seconds <= clock.now - begun <= SLICE_SECONDS + seconds
        run = session.position.company.runs["slow"]
        assert run.ending is None
        assert round(run.share * 200_000) == run.curves.get("L", np.zeros(0)).size
    assert is_computing(session)


def test_pictures_of_what_goes_on_come_a_few_times_a_second(
    qapp: QApplication, clock: Clock, beside: Callable[..., None]
) -> None:
    beside(Slow(clock, SLICE_SECONDS))
    session = opened(small_lesson())
    frames: list[Frame] = []
    session.moved.connect(frames.append)
    begun = clock.now
    for _slice in range(100):
        session._company._go_on()
    passed = clock.now - begun
    assert passed / PICTURE_SECONDS - 2 <= len(frames) <= passed / PICTURE_SECONDS
    shares = [each.company["slow"].share for each in frames]
    assert shares == sorted(set(shares))
    assert {each.tick for each in frames} == {0}
    assert session.granted == ()


def test_a_number_of_its_end_is_a_dash_and_then_that_number(
    qapp: QApplication, clock: Clock, beside: Callable[..., None]
) -> None:
    slow = Slow(clock, SLICE_SECONDS, epochs=50)
    beside(slow)
    session = opened(quoting())
    session.seek(session.position.lesson.stops[0].tick)
    seen = []
    while is_computing(session):
        seen.append(frame(session).quotes[str(QUOTE)])
        session._company._go_on()
    assert set(seen) == {None}
    assert frame(session).company["slow"].ending is not None
    assert furthest(session) == 0


def test_what_prose_quotes_is_computed_in_idle_turns(
    qapp: QApplication, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = small_lesson(50)
    run = QuotedRun([WantedNumber(str(QUOTE), QUOTE)], lambda: other)
    monkeypatch.setattr("ui.session.position.quoted_of", lambda _lesson: QuotedRuns([run]))
    session = opened(quoting())
    session.seek(session.position.lesson.stops[0].tick)
    assert frame(session).quotes[str(QUOTE)] is None
    while is_computing(session):
        clock.now += 1.0
        session._company._go_on()
    history = History(other.program, other.start)
    last = other.iterations
    closing = other.program.start_of(last) + (other.program.done_after("L", last) or 0)
    loss = float(history.at(closing).values["L"])
    assert frame(session).quotes[str(QUOTE)] == loss
    assert loss != float(history.at(other.program.end_of(last - 1)).values["L"])
    assert furthest(session) == 0


def test_after_an_edit_the_numbers_of_the_unchanged_run_are_computed(
    qapp: QApplication, clock: Clock
) -> None:
    session = opened(load(find("xor")))
    stop = next(stop for stop in session.position.lesson.stops if stop.quotations)
    session.seek(stop.tick)
    before = frame(session)
    assert not before.is_changed
    assert not before.unchanged
    quoted = next(q for q in stop.quotations if before.quotes[str(q)] is not None)
    name = next(iter(session.position.lesson.program.parameters))
    session.seek(0)
    session.edit(Source(name, (0, 0)), 7.0)
    session.seek(stop.tick)
    assert frame(session).is_changed
    session.finish()
    assert frame(session).unchanged[str(quoted)] == before.quotes[str(quoted)]
    session.undo()
    assert not frame(session).is_changed
    assert not frame(session).unchanged


def test_the_unchanged_run_is_asked_once_for_each_stop(
    qapp: QApplication, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def asked(own: Lesson, stop: int) -> QuotedRuns:
        made.append(stop)
        return QuotedRuns([])

    monkeypatch.setattr("ui.session.position.unchanged_of", asked)
    session = opened(small_lesson())
    session.seek(3)
    session.edit(Source("lr"), 0.25)
    first, second = (stop.tick for stop in session.position.lesson.stops)
    for _time in range(3):
        session.seek(first)
        session.refresh()
    assert made == [0]
    session.seek(second)
    session.refresh()
    assert made == [0, 1]


def test_once_a_picture_was_made_the_next_one_waits(
    qapp: QApplication,
    clock: Clock,
    beside: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside(Slow(clock, 0.0))
    session = opened(small_lesson())
    frames: list[Frame] = []
    session.moved.connect(frames.append)
    monkeypatch.setattr(session._company, "_advance", lambda _position, _deadline: False)
    counts = []
    for seconds in (0.0, PICTURE_SECONDS, 0.0, PICTURE_SECONDS / 2, PICTURE_SECONDS / 2, 0.0):
        clock.now += seconds
        session._company._go_on()
        counts.append(len(frames))
    assert counts == [0, 1, 1, 1, 2, 2]


def test_a_question_is_about_the_run_of_its_lesson_whichever_leads(
    qapp: QApplication, clock: Clock
) -> None:
    session = opened(load(find("two-units")))
    stop = next(n for n, each in enumerate(session.position.lesson.stops) if each.questions)
    session.seek(session.position.lesson.stops[stop].tick)
    name = session.position.lesson.stops[stop].name
    session.finish()
    own = frame(session)
    assert own.is_own_run
    session.grant(Lead("seed-7"))
    session.seek(next(each.tick for each in session.position.lesson.stops if each.name == name))
    session.finish()
    led = frame(session)
    assert not led.is_own_run
    assert dict(led.answers) == dict(own.answers)
    assert dict(led.unchanged) == {key: own.quotes[key] for key in led.unchanged}
    assert any(led.quotes[key] != own.quotes[key] for key in led.unchanged)


def test_a_turned_knob_changes_the_run_and_no_number_that_is_quoted_of_it(
    qapp: QApplication, clock: Clock
) -> None:
    session = opened(load(find("activations")))
    session.finish()
    before = dict(session.position.quoted.numbers)
    session.grant(SetKeys(("optimizer.lr=0.5",)))
    session.finish()
    assert frame(session).is_changed
    assert dict(session.position.quoted.numbers) == before


def test_idle_turns_go_on_by_themselves(
    qapp: QApplication, qtbot: QtBot, beside: Callable[..., None]
) -> None:
    slow = Slow(Clock(), 0.0, epochs=500)
    beside(slow)
    session = opened(quoting())
    qtbot.waitUntil(lambda: frame(session).company["slow"].is_done)
    assert not is_computing(session)
    turns = slow.turns
    session.seek(5)
    qtbot.wait(20)
    assert slow.turns == turns


# -- not in the way --------------------------------------------------------------------------------


def test_nothing_goes_on_while_the_learner_plays(
    qapp: QApplication, qtbot: QtBot, clock: Clock, beside: Callable[..., None]
) -> None:
    slow = Slow(clock, SLICE_SECONDS)
    beside(slow)
    session = opened(replace(small_lesson(), stops=()))
    session.set_speed(1.0)
    session.play()
    session._company._go_on()
    session.refresh()
    assert not is_computing(session)
    qtbot.wait(20)
    assert slow.turns == 0
    session.pause()
    assert is_computing(session)


def test_nothing_goes_on_while_a_far_way_is_gone(
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
    beside: Callable[..., None],
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    slow = Slow(clock, SLICE_SECONDS)
    beside(slow)
    session = opened(small_lesson(epochs=500_000))
    shares: list[float] = []
    session.busy.connect(shares.append)
    turns = slow.turns
    session.seek(session.last_tick)
    qtbot.waitUntil(lambda: len(shares) > 2)
    assert slow.turns == turns
    session.cancel()
    assert shares[-1] == 1.0
    assert is_computing(session)


def test_who_gives_a_far_way_up_has_the_company_go_on(
    qtbot: QtBot,
    dressed: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
    beside: Callable[..., None],
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    beside(Slow(clock, SLICE_SECONDS))
    window = Window(Look(LIGHT, Metrics()), panels=())
    qtbot.addWidget(window)
    session = window.session
    _sessions.append(session)
    window.library.show(small_lesson(epochs=500_000))
    session.seek(session.last_tick)
    assert session.tick == 0
    window.updates.give_up()
    assert not session._going.is_going
    assert is_computing(session)


def test_another_lesson_ends_it(
    qapp: QApplication, qtbot: QtBot, clock: Clock, beside: Callable[..., None]
) -> None:
    slow = Slow(clock, SLICE_SECONDS)
    beside(slow)
    session = opened(small_lesson())
    session._company._go_on()
    assert slow.turns > 0
    turns = slow.turns
    beside()
    session.take(small_lesson(epochs=3))
    assert not is_computing(session)
    qtbot.wait(20)
    assert slow.turns == turns
    assert frame(session).company == {}


def test_a_window_that_is_closed_computes_nothing(
    qapp: QApplication, clock: Clock, beside: Callable[..., None]
) -> None:
    beside(Slow(clock, SLICE_SECONDS))
    session = opened(small_lesson())
    assert is_computing(session)
    session.halt()
    assert not is_computing(session)


# -- what goes wrong -------------------------------------------------------------------------------


def test_one_that_cannot_be_opened_is_told_once_and_the_rest_goes_on(
    qapp: QApplication, qtbot: QtBot, beside: Callable[..., None]
) -> None:
    def refuse() -> Lesson:
        raise LessonError("planted")

    gone = Companion(CompanionRun("gone", "gone"), refuse)
    beside(gone, Slow(Clock(), 0.0, epochs=5))
    session = Session(2.0)
    told: list[str] = []
    session.failed.connect(told.append)
    session.take(quoting())
    qtbot.waitUntil(lambda: frame(session).company["slow"].is_done)
    session.seek(session.position.lesson.stops[0].tick)
    session.finish()
    assert told == ["the lesson gone cannot run beside this one: planted"]
    assert frame(session).company["gone"].failure is not None


def test_a_fault_of_the_program_is_told_and_the_clock_stops(
    qapp: QApplication, qtbot: QtBot, beside: Callable[..., None]
) -> None:
    def fail() -> Lesson:
        raise RuntimeError("planted")

    beside(Companion(CompanionRun("faulty", "faulty"), fail))
    session = Session(2.0)
    told: list[str] = []
    session.failed.connect(told.append)
    session.take(small_lesson())
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(20)
    assert len(told) == 1
    assert "planted" in told[0]
    assert not is_computing(session)


def test_after_a_failed_turn_the_next_one_waits_for_the_learner(
    qapp: QApplication, clock: Clock, beside: Callable[..., None]
) -> None:
    def fail() -> Lesson:
        raise RuntimeError("planted")

    slow = Slow(clock, SLICE_SECONDS)
    beside(Companion(CompanionRun("faulty", "faulty"), fail), slow)
    session = opened(small_lesson())
    session._company._go_on()
    assert not is_computing(session)
    session.seek(3)
    assert is_computing(session)
    session._company._go_on()
    assert slow.turns > 0


# -- questions about later -------------------------------------------------------------------------


def asking(iteration: int) -> Lesson:
    """XOR with one stop, which asks for a number of a later iteration."""
    what = lesson("xor")
    stop = next(stop for stop in what.stops if any(q.answer for q in stop.questions))
    question = next(question for question in stop.questions if question.answer)
    far = what.program.start_of(iteration) + what.program.locate(question.tick).done
    spec = what.spec.model_copy(update={"beside": None})
    stop = replace(stop, questions=(replace(question, tick=far),), quotations=())
    return replace(what, spec=spec, stops=(stop,))


def test_the_run_comes_as_far_as_an_open_question_asks_for(
    qapp: QApplication, patient: None
) -> None:
    what = asking(400)
    session = opened(what)
    stop = what.stops[0]
    assert not is_computing(session)
    session.seek(stop.tick)
    name, source = stop.questions[0].spec.id, stop.questions[0].answer
    assert source is not None
    assert frame(session).answers == {name: None}
    assert furthest(session) == 0
    assert is_computing(session)
    slices = 0
    while is_computing(session):
        session._company._go_on()
        slices += 1
        assert slices < 10_000
    assert furthest(session) == 400
    assert session.tick == stop.tick
    values = session.position.history.at(stop.questions[0].tick).values
    assert frame(session).answers == {name: (float(values[source.name][source.index]), None)}
    session.edit(Source("lr"), 0.25)  # another run, whose answer is another number
    assert frame(session).answers == {name: None}
    session.finish()
    known = frame(session).answers[name]
    assert known is not None
    assert known[0] != float(values[source.name][source.index])


def test_a_network_whose_states_show_the_arena_is_not_run_ahead(
    qapp: QApplication, patient: None
) -> None:
    """The frame on the screen would change with it."""
    what = asking(40)
    session = opened(what)
    session.position.history.large = True
    session.seek(what.stops[0].tick)
    assert not is_computing(session)
    assert list(frame(session).answers.values()) == [None]
    session.seek(what.stops[0].questions[0].tick)
    assert None not in frame(session).answers.values()


def test_a_question_that_cannot_be_answered_is_tried_once(
    qapp: QApplication, patient: None
) -> None:
    what = lesson("digits")
    stop = what.stops[0]
    far = what.program.start_of(3) + (what.program.done_after("L", 3) or 0)
    number = next(question for each in what.stops for question in each.questions)
    number = replace(number, answer=Source("L"), other=None, tick=far)
    stop = replace(stop, questions=(number,), quotations=())
    session = opened(replace(what, stops=(stop,)))
    told: list[str] = []
    session.failed.connect(told.append)
    session.seek(1)
    session.edit(Source("k"), 0.5)
    session.seek(stop.tick)
    turns = 0
    while is_computing(session):
        session._company._go_on()
        turns += 1
        assert turns < 100
    assert frame(session).answers == {number.spec.id: None}
    session.refresh()
    assert not is_computing(session)
    session.undo()
    session.seek(stop.tick)
    session.finish()
    assert frame(session).answers[number.spec.id] is not None
    assert told == []


# -- the same picture ------------------------------------------------------------------------------


def test_finished_at_once_or_in_slices_the_window_is_the_same(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch, patient: None
) -> None:
    from visualnn.company.company import company_of

    def fresh(what: Lesson) -> Company:
        return company_of(what, Endings())

    monkeypatch.setattr("ui.session.position.company_of", fresh)
    look = Look(LIGHT, Metrics())
    apply(dressed, look.theme, look.metrics)
    pictures = []
    for at_once in (True, False):
        window = Window(look)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.library.show(lesson("xor"))
        window.show()
        window.furnishing.finish()
        session = window.session
        session.seek(lesson("xor").stops[-1].tick)
        if at_once:
            session.finish()
        else:
            qtbot.waitUntil(lambda session=session: not is_computing(session))  # type: ignore[misc]
        assert frame(session).company["logistic"].ending is not None
        for _turn in range(4):
            QApplication.processEvents()
        pictures.append(picture(window))
        window.close()
    assert pictures[0] == pictures[1]
