"""Steps that pass something over: by key, while playing, and as the lesson has it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desks import small_lesson
from ui.session.session import Session
from ui.session.wishes import Seek, Step
from visualnn.grain import Grain
from visualnn.lesson import from_dict
from visualnn.lesson.changes import description_of
from visualnn.program import Phase
from visualnn.step_filter import StepFilter


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    made = Session(2.0)
    made.take(small_lesson())
    return made


def phase(session: Session) -> Phase:
    instruction = session.position.history.program.at(session.tick)
    assert instruction is not None
    return instruction.phase


def test_only_updates_are_stepped_through_and_recorded_as_where_they_lead(
    session: Session,
) -> None:
    session.choose_steps(StepFilter.UPDATES)
    seen = []
    for _step in range(6):
        session.over()
        seen.append(session.tick)
        assert phase(session) is Phase.UPDATE
    assert session.granted[-6:] == tuple(Seek(tick) for tick in seen)
    session.back()
    assert session.tick == seen[-2]


def test_larger_steps_pass_nothing_over(session: Session) -> None:
    session.choose_steps(StepFilter.UPDATES)
    session.set_grain(Grain.PHASE)
    session.over()
    assert phase(session) is not Phase.UPDATE
    assert session.granted[-1] == Step(+1)


def test_playing_passes_over_the_same(session: Session, qtbot: QtBot) -> None:
    session.take(replace(small_lesson(), stops=()))  # nothing halts it
    session.choose_steps(StepFilter.UPDATES)
    session.set_speed(60.0)
    ticks: list[int] = []
    session.moved.connect(lambda frame: ticks.append(frame.tick))
    session.play()
    qtbot.waitUntil(lambda: len(ticks) > 3)
    session.pause()
    program = session.position.history.program
    for tick in set(ticks) - {0, session.position.lesson.last_tick}:
        instruction = program.at(tick)
        assert instruction is not None
        assert instruction.phase is Phase.UPDATE


def test_before_the_first_there_is_none_and_that_is_told(session: Session, qtbot: QtBot) -> None:
    session.choose_steps(StepFilter.UPDATES)
    with qtbot.waitSignal(session.failed) as told:
        session.back()
    assert "Ctrl+F5" in told.args[0]
    assert session.tick == 0


def test_a_lesson_says_how_it_is_stepped(session: Session) -> None:
    described = description_of(small_lesson().spec)[0]
    described |= {"format": 2, "desk": {"views": ["network"], "steps": "changed"}}
    session.take(from_dict(described))
    filters = [session.step_filter]
    session.take(small_lesson())
    filters.append(session.step_filter)
    assert filters == [StepFilter.CHANGED, StepFilter.ALL]
