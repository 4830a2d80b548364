"""Playing halts where a condition comes true, and says so."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson, opened
from ui.session import ahead
from ui.session.session import Session
from visualnn.grain import Grain


@pytest.fixture
def session(qtbot: QtBot, dressed: QApplication) -> Session:
    return opened(lesson("logistic"))


def play_to_the_halt(session: Session, qtbot: QtBot) -> str:
    told: list[str] = []
    session.failed.connect(told.append)
    session.set_speed(math.inf)
    session.play()
    qtbot.waitUntil(lambda: not session.playing, timeout=20_000)
    return "\n".join(told)


def test_playing_halts_where_the_loss_falls_below_a_number(session: Session, qtbot: QtBot) -> None:
    position = session.position
    position.history.run_to(60)
    losses = position.history.curves["L"]
    limit = float(losses[40] + losses[41]) / 2
    wanted = int(np.flatnonzero(losses < limit)[0])
    session.toggle_condition(f"L < {limit!r}")
    frame = session.frame
    assert frame is not None
    assert frame.conditions == (f"L < {limit!r}",)
    hit = ahead.condition_before(position, position.lesson.program.end_of(59))
    assert hit is not None
    program = position.lesson.program
    done = program.done_after("L", wanted)
    assert done is not None
    assert hit[0] == program.start_of(wanted) + done
    assert f"in iteration {wanted}, L is" in hit[1]
    session.toggle_condition(f"L < {limit!r}")
    assert position.conditions == ()


def test_playing_says_why_it_halts(session: Session, qtbot: QtBot) -> None:
    position, program = session.position, session.position.lesson.program
    taken = {program.locate(stop.tick).iteration for stop in position.lesson.stops}
    free = next(n for n in range(2, 200) if not taken & {n - 2, n - 1, n, n + 1})
    position.history.run_to(free + 1)
    losses = position.history.curves["L"]
    session.seek(program.end_of(free - 2))
    session.finish()
    session.toggle_condition(f"L < {float(losses[free - 1] + losses[free]) / 2!r}")
    words = play_to_the_halt(session, qtbot)
    assert f"in iteration {free}, L is" in words
    assert program.locate(session.tick).iteration == free
    assert session.written == "L"


def test_what_holds_already_comes_true_no_more(session: Session) -> None:
    session.seek(session.position.lesson.program.end_of(1))
    session.finish()
    session.toggle_condition("L > 0")
    assert ahead.condition_before(session.position, session.tick + 50) is None


def test_a_carried_number_halts_where_it_is_written(session: Session) -> None:
    position, program = session.position, session.position.lesson.program
    name = position.lesson.program.parameters[0]
    shape = position.known(0)[name].shape
    place = f"{name}[{','.join('0' * len(shape))}]"
    before = float(position.known(0)[name][(0,) * len(shape)])
    after = float(position.known(program.end_of(0))[name][(0,) * len(shape)])
    sign = ">" if after > before else "<"
    session.toggle_condition(f"{place} {sign} {(before + after) / 2!r}")
    hit = ahead.condition_before(position, program.end_of(2))
    assert hit is not None
    done = program.done_after(name, 0)
    assert hit[0] == done


def test_what_is_no_condition_here_is_refused(session: Session, qtbot: QtBot) -> None:
    for wrong in ("L", "nothing < 1", "W[0] < 1"):
        with qtbot.waitSignal(session.failed):
            session.toggle_condition(wrong)
    assert session.position.conditions == ()


def falling_below(session: Session, iteration: int) -> tuple[str, int]:
    """A condition that comes true in an iteration, and the tick at which it does."""
    position, program = session.position, session.position.lesson.program
    position.history.run_to(iteration + 3)
    losses = position.history.curves["L"]
    done = program.done_after("L", iteration)
    assert done is not None
    limit = float(losses[iteration - 1] + losses[iteration]) / 2
    return f"L < {limit!r}", program.start_of(iteration) + done


def test_term_by_term_it_halts_there_too_and_says_so(session: Session, qtbot: QtBot) -> None:
    stops = {stop.tick for stop in session.position.lesson.stops}
    found = (falling_below(session, n) for n in range(3, 50))
    condition, there = next(each for each in found if each[1] not in stops)
    session.seek(there - 1)
    session.finish()
    session.toggle_condition(condition)
    told: list[str] = []
    session.failed.connect(told.append)
    session.set_grain(Grain.TERM)
    session.set_speed(60.0)
    session.play()
    qtbot.waitUntil(lambda: not session.playing, timeout=20_000)
    session.arrive_now()
    assert session.tick == there
    (words,) = told
    assert words.startswith(f"Halted at {condition}: in iteration ")


def test_a_condition_halts_on_the_way_to_where_it_comes_true_and_not_behind_it(
    session: Session,
) -> None:
    position, program = session.position, session.position.lesson.program
    assert ahead.condition_before(position, program.end_of(3)) is None
    first, there = falling_below(session, 7)
    later, then = falling_below(session, 9)
    for condition in (later, first):
        session.toggle_condition(condition)
    for tick, goal, halts in (
        (there - 1, there, there),
        (there - 2, there - 1, None),
        (there, there + 1, None),
        (there - 5, program.end_of(12), there),  # the first of both
        (there, program.end_of(12), then),
    ):
        session.seek(tick)
        session.finish()
        found = ahead.condition_before(position, goal)
        assert (found and found[0]) == halts
