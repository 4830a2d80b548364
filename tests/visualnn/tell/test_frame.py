"""The frame: what is told of a tick, and of the stop that was reached last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from visualnn.lesson import Lesson, find, load
from visualnn.lesson.file import Quotation, Reference
from visualnn.run.history import History
from visualnn.tell.frame import frame_at

QUOTED = (Quotation(Reference("hidden.z", (1, 3))), Quotation(Reference("L")))
EARLY, LATE = map(str, QUOTED)


@pytest.fixture
def lesson() -> Lesson:
    """XOR with one stop, in its second iteration, which quotes what is known there and what is
    not."""
    made = load(find("xor"))
    tick = made.program.start_of(1) + (made.program.done_after("hidden.a", 1) or 0)
    return replace(made, stops=(replace(made.stops[0], tick=tick, quotations=QUOTED),))


def test_a_quote_is_a_number_of_the_iteration_of_its_stop(lesson: Lesson) -> None:
    history, stop = History(lesson.program, lesson.start), lesson.stops[0]
    program = lesson.program
    at_stop = history.at(stop.tick).values
    z = float(at_stop["hidden.z"][1, 3])
    assert frame_at(lesson, history, stop.tick).quotes == {EARLY: z, LATE: None}
    end = program.end_of(1)
    loss = float(history.at(end).values["L"])
    assert frame_at(lesson, history, end).quotes == {EARLY: z, LATE: loss}
    for later in (program.end_of(2), program.end_of(40)):
        assert frame_at(lesson, history, later).quotes == {EARLY: z, LATE: None}
    assert frame_at(lesson, history, stop.tick - 1).quotes == {}
