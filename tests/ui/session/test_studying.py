"""A study in the window: begun, ended, gone on with, while everything else goes on."""

from __future__ import annotations

import errno
import gc
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.session import studying
from ui.session.session import Session
from ui.session.wishes import BeginStudy, EndStudy
from visualnn.errors import VisualnnError
from visualnn.lesson import open_named
from visualnn.lesson.studies import StudyNumbers, StudyOffer
from visualnn.study.outcome import Outcome, Refusal, outcome_of
from visualnn.study.plan import Study, StudyRun

WAIT_MILLISECONDS = 60_000


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session in XOR; its studies have short runs, one after the other in its own thread."""
    made = Session(2.0)
    made.studying.folder = tmp_path
    made.take(open_named("xor"))
    monkeypatch.setattr("visualnn.study.workers.outcomes", one_by_one)
    monkeypatch.setattr("visualnn.lesson.studies.SEEDS_ALONE_COUNT", 3)
    return made


computed: list[StudyRun] = []


def one_by_one(study: Study, runs: list[StudyRun], jobs: int, *, is_given_up: object) -> object:
    """What the processes do, without processes."""
    for run in runs:
        if is_given_up():  # type: ignore[operator]
            return
        computed.append(run)
        yield run, outcome_of(study.lesson, study.fixed, run, 5)


def numbers(session: Session) -> StudyNumbers:
    assert session.position.frame is not None
    found = session.position.frame.study
    assert found is not None
    return found


def offer_of_seeds(session: Session) -> int:
    from visualnn.lesson.studies import offers_of

    offers = offers_of(session.position.lesson)
    return next(n for n, offer in enumerate(offers) if not offer.axes)


def test_a_study_comes_into_the_frame_run_by_run_and_changes_nothing_else(
    session: Session, qtbot: QtBot
) -> None:
    before, granted = session.tick, session.granted
    session.grant(BeginStudy(offer_of_seeds(session)))
    assert numbers(session).is_going
    qtbot.waitUntil(lambda: not session.studying.is_on, timeout=WAIT_MILLISECONDS)
    found = numbers(session)
    assert [dot.seed for dot in found.dots] == [0, 1, 2]
    assert not found.is_going
    assert (session.tick, session.granted) == (before, granted)
    session.over()
    assert numbers(session) is found


def test_what_is_kept_is_not_computed_again(session: Session, qtbot: QtBot) -> None:
    computed.clear()
    for _time in range(2):
        session.grant(BeginStudy(offer_of_seeds(session)))
        qtbot.waitUntil(lambda: not session.studying.is_on, timeout=WAIT_MILLISECONDS)
        assert len(numbers(session).dots) == 3
    assert len(computed) == 3


def test_a_study_can_be_ended_and_gone_on_with(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def halting(study: Study, runs: list[StudyRun], jobs: int, *, is_given_up: object) -> object:
        yield runs[0], outcome_of(study.lesson, study.fixed, runs[0], 5)
        while not is_given_up():  # type: ignore[operator]
            pass

    computed.clear()
    with monkeypatch.context() as patch:
        patch.setattr("visualnn.study.workers.outcomes", halting)
        session.grant(BeginStudy(offer_of_seeds(session)))
        qtbot.waitUntil(lambda: len(numbers(session).dots) == 1, timeout=WAIT_MILLISECONDS)
        session.grant(EndStudy())
    assert not session.studying.is_on
    assert not numbers(session).is_going
    session.grant(BeginStudy(offer_of_seeds(session)))
    qtbot.waitUntil(lambda: not session.studying.is_on, timeout=WAIT_MILLISECONDS)
    assert len(numbers(session).dots) == 3
    assert len(computed) == 2


def test_what_fails_is_told(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_words: object, is_given_up: object) -> object:
        raise VisualnnError("there is no room")

    monkeypatch.setattr("visualnn.study.workers.outcomes", failing)
    session.grant(BeginStudy(offer_of_seeds(session)))
    qtbot.waitUntil(lambda: not session.studying.is_on, timeout=WAIT_MILLISECONDS)
    assert numbers(session).problems == ("there is no room",)


def test_another_lesson_has_no_study(session: Session, qtbot: QtBot) -> None:
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.take(open_named("logistic"))
    assert not session.studying.is_on
    assert session.position.frame is not None
    assert session.position.frame.study is None
    session.grant(BeginStudy(99))
    assert not session.studying.is_on


def test_runs_in_processes_are_those_of_the_thread(qtbot: QtBot, tmp_path: Path) -> None:
    lesson = open_named("xor")
    made = studying.Studying()
    made.folder = tmp_path
    made.begin(lesson, replace(StudyOffer(2)), jobs=2)
    made.finish()
    assert made.numbers is not None
    assert [dot.seed for dot in made.numbers.dots] == [0, 1]
    for dot in made.numbers.dots:
        alone = outcome_of("xor", (), StudyRun((), (), dot.seed), None)
        assert isinstance(alone, Outcome)
        assert dict(alone.values) == dict(dot.values)


# -- begun, ended, and what fails ------------------------------------------------------------------


def waiting(gate: threading.Event) -> Callable[..., Iterator[tuple[StudyRun, object]]]:
    """Processes that finish one run, then wait until they are given up or let go."""

    def outcomes(
        study: Study, runs: list[StudyRun], jobs: int, *, is_given_up: Callable[[], bool]
    ) -> Iterator[tuple[StudyRun, object]]:
        asked.append((len(runs), jobs))
        yield runs[0], outcome_of(study.lesson, study.fixed, runs[0], 5)
        while not is_given_up() and not gate.wait(0.01):
            pass
        given_up.append(is_given_up())

    asked: list[tuple[int, int]] = []
    given_up: list[bool] = []
    outcomes.asked, outcomes.given_up = asked, given_up  # type: ignore[attr-defined]
    return outcomes


def test_another_study_takes_the_place_of_the_one_that_is_computed(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    outcomes: Any = waiting(gate)
    monkeypatch.setattr("visualnn.study.workers.outcomes", outcomes)
    session.grant(BeginStudy(offer_of_seeds(session)))
    qtbot.waitUntil(lambda: len(numbers(session).dots) == 1, timeout=WAIT_MILLISECONDS)
    session.grant(BeginStudy(offer_of_seeds(session)))
    assert numbers(session).is_going
    assert numbers(session).dots == ()
    qtbot.waitUntil(lambda: outcomes.given_up == [True], timeout=WAIT_MILLISECONDS)
    gate.set()
    qtbot.waitUntil(lambda: not session.studying.is_on, timeout=WAIT_MILLISECONDS)
    assert outcomes.given_up == [True, False]


def test_a_study_never_keeps_the_program_from_ending(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr("visualnn.study.workers.outcomes", waiting(gate))
    session.grant(BeginStudy(offer_of_seeds(session)))
    working = [each for each in threading.enumerate() if each.name == "visualnn-study"]
    assert working
    assert all(each.daemon for each in working)
    gate.set()
    session.studying.finish()
    assert not session.studying.is_on


@pytest.mark.parametrize(("jobs", "expected"), [(1, 1), (2, 2), (7, 3)])
def test_there_are_no_more_processes_than_runs(
    session: Session, monkeypatch: pytest.MonkeyPatch, jobs: int, expected: int
) -> None:
    gate = threading.Event()
    gate.set()
    outcomes: Any = waiting(gate)
    monkeypatch.setattr("visualnn.study.workers.outcomes", outcomes)
    from visualnn.lesson.studies import offers_of

    lesson = session.position.lesson
    session.studying.begin(lesson, offers_of(lesson)[offer_of_seeds(session)], jobs)
    session.studying.finish()
    assert outcomes.asked == [(3, expected)]


def test_where_all_runs_are_kept_no_process_is_asked_for_more_than_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    asked: list[tuple[int, int]] = []

    def nothing(_study: Study, runs: list[StudyRun], jobs: int, **_more: object) -> Iterator[None]:
        asked.append((len(runs), jobs))
        return iter(())

    monkeypatch.setattr("visualnn.study.workers.outcomes", nothing)
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    assert asked == [(0, 1)]
    assert len(numbers(session).dots) == 3


def test_why_runs_are_missing_is_told_a_few_times_with_what_they_set(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_study: Study, runs: list[StudyRun], _jobs: int, **_more: object) -> object:
        for run in runs:
            yield run, Refusal("no run of {seed}", {"seed": str(run.seed)})
        yield runs[0], Refusal("nor again", {})
        yield replace(runs[0], texts=("optimizer.lr=3",)), Refusal("too fast", {})

    monkeypatch.setattr("visualnn.study.workers.outcomes", refusing)
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    found = numbers(session)
    assert not found.is_going
    assert found.dots == ()
    assert found.problems == ("0: no run of 0", "1: no run of 1", "2: no run of 2")
    assert list(session.studying._problems)[3:] == ["0: nor again", "optimizer.lr=3: too fast"]
    monkeypatch.setattr("visualnn.study.workers.outcomes", one_by_one)
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    assert numbers(session).problems == ()  # those were of the study before


def test_a_fault_of_the_program_is_told_with_its_kind(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object, **_more: object) -> object:
        raise KeyError("planted")

    monkeypatch.setattr("visualnn.study.workers.outcomes", broken)
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    assert numbers(session).problems == ("KeyError: 'planted'",)


def test_where_nothing_can_be_kept_that_is_told_and_the_runs_are_computed(
    session: Session, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_bytes(b"")
    session.studying.folder = blocked
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    found = numbers(session)
    assert len(found.dots) == 3
    (told,) = found.problems
    why = told.removeprefix("what is finished cannot be kept: ")
    assert why in {os.strerror(errno.ENOTDIR), os.strerror(errno.EEXIST)}


def test_without_a_folder_nothing_is_kept(session: Session) -> None:
    session.studying.folder = None
    computed.clear()
    for _time in range(2):
        session.grant(BeginStudy(offer_of_seeds(session)))
        session.studying.finish()
    assert len(computed) == 6
    assert numbers(session).problems == ()


def test_what_is_finished_is_looked_for_as_long_as_there_is_something_to_find(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = session.studying._clock
    assert not clock.isActive()
    session.grant(BeginStudy(offer_of_seeds(session)))
    assert clock.isActive()
    session.grant(EndStudy())
    assert not clock.isActive()
    told: list[None] = []
    session.studying.changed.connect(lambda: told.append(None))
    session.grant(EndStudy())  # there is none any more
    assert told == []
    clock.start()
    clock.timeout.emit()
    assert not clock.isActive()
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    assert not clock.isActive()
    turns_until_collected(qtbot)


def turns_until_collected(qtbot: QtBot) -> None:
    """The collector of garbage is back once no thread works."""
    qtbot.waitUntil(gc.isenabled, timeout=WAIT_MILLISECONDS)


def test_a_picture_is_made_anew_only_where_there_is_news(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr("visualnn.study.workers.outcomes", waiting(gate))
    session.grant(BeginStudy(offer_of_seeds(session)))
    qtbot.waitUntil(lambda: len(numbers(session).dots) == 1, timeout=WAIT_MILLISECONDS)
    told: list[None] = []
    session.studying.changed.connect(lambda: told.append(None))
    session.studying._look()
    assert told == []
    assert numbers(session).is_going
    gate.set()
    session.studying.finish()
    assert len(told) == 1
    session.take(open_named("logistic"))
    assert session.studying.numbers is None


def test_where_nobody_knows_how_many_processors_there_are_one_works(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    gate.set()
    outcomes: Any = waiting(gate)
    monkeypatch.setattr("visualnn.study.workers.outcomes", outcomes)
    monkeypatch.setattr("ui.session.studying.os.cpu_count", lambda: None)
    session.grant(BeginStudy(offer_of_seeds(session)))
    session.studying.finish()
    assert outcomes.asked == [(3, 1)]
