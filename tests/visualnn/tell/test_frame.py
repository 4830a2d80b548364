"""The frame: what is told of a tick, and of the stop that was reached last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.file import Quotation, Reference
from visualnn.run.history import Edit, History
from visualnn.tell.frame import frame_at, iteration_asked

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


def test_the_end_of_a_run_is_a_dash_until_it_is_known(lesson: Lesson) -> None:
    own = Quotation(Reference("L"), at_end=True)
    other = Quotation(Reference("output.a", (0, 0)), updates=100, lesson="logistic")
    made = replace(lesson, stops=(replace(lesson.stops[0], quotations=(own, other)),))
    history, tick = History(lesson.program, lesson.start), made.stops[0].tick
    unknown = dict.fromkeys(map(str, (own, other)))
    assert frame_at(made, history, tick).quotes == unknown
    frame = frame_at(made, history, tick, quoted={str(other): 0.25})
    assert frame.quotes == {str(own): None, str(other): 0.25}
    frame = frame_at(made, history, tick, quoted={str(other): 0.25, str(own): 0.125})
    assert frame.quotes == {str(own): 0.125, str(other): 0.25}
    assert history.furthest == 1  # nothing was trained for it


def test_a_question_about_later_is_answered_once_the_run_has_come_that_far() -> None:
    made = load(find("xor"))
    stop = next(stop for stop in made.stops if any(q.answer for q in stop.questions))
    asked = next(question for question in stop.questions if question.answer)
    assert asked.answer is not None
    far = made.program.start_of(40) + made.program.locate(asked.tick).done
    made = replace(made, stops=(replace(stop, questions=(replace(asked, tick=far),)),))
    history, name = History(made.program, made.start), asked.spec.id
    frame = frame_at(made, history, stop.tick)
    assert frame.answers == {name: None}
    assert iteration_asked(made, frame) == 40
    assert history.furthest == 0  # nothing was computed for it
    history.run_to(39)
    assert frame_at(made, history, stop.tick).answers == {name: None}
    history.run_to(40)
    frame = frame_at(made, history, stop.tick)
    value = float(history.at(far).values[asked.answer.name][asked.answer.index])
    assert frame.answers == {name: (value, None)}
    assert iteration_asked(made, frame) is None
    history.edit(Edit(stop.tick, Source("lr"), 0.25))  # what was known is another run's
    assert frame_at(made, history, stop.tick).answers == {name: None}
    assert iteration_asked(made, frame_at(made, history, 0)) is None


def test_the_run_has_to_come_as_far_as_the_last_of_the_questions() -> None:
    made = load(find("xor"))
    stop = next(stop for stop in made.stops if any(q.answer for q in stop.questions))
    asked = next(question for question in stop.questions if question.answer)
    questions = tuple(
        replace(
            asked,
            spec=asked.spec.model_copy(update={"id": f"in-{iteration}"}),
            tick=made.program.start_of(iteration) + made.program.locate(asked.tick).done,
        )
        for iteration in (30, 40, 20)
    )
    made = replace(made, stops=(replace(stop, questions=questions),))
    history = History(made.program, made.start)
    assert iteration_asked(made, frame_at(made, history, stop.tick)) == 40
    history.run_to(30)
    frame = frame_at(made, history, stop.tick)
    assert [name for name, value in frame.answers.items() if value is None] == ["in-40"]
