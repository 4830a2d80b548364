"""A study in the window: begun, ended, gone on with, while everything else goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.session import studying
from ui.session.session import Session
from ui.session.wishes import BeginStudy, EndStudy
from visualnn.errors import VisualnnError
from visualnn.lesson import open_named
from visualnn.lesson.studies import StudyNumbers, StudyOffer
from visualnn.study.outcome import Outcome, outcome_of
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
