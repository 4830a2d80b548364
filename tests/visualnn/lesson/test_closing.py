"""How a run closes: one forward pass with the last parameters, up to the loss, that updates
nothing."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.errors import LessonError
from visualnn.lesson import Lesson, find, from_dict, load, shipped
from visualnn.program import Phase
from visualnn.run.history import History
from visualnn.tell.frame import frame_at


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_run_closes_with_a_loss_of_the_last_parameters(name: str) -> None:
    lesson = load(find(name))
    program = lesson.program
    end = program.end_of(lesson.iterations - 1)
    instructions = [program.at(tick) for tick in range(end + 1, lesson.last_tick + 1)]
    phases = [ins.phase for ins in instructions if ins is not None]
    if not lesson.network.writes_loss:
        assert set(phases) == {Phase.BATCH, Phase.FORWARD, Phase.LOSS}
    else:  # a bare function has its height for a loss, and noise for a batch
        assert set(phases) <= {Phase.BATCH, Phase.FORWARD}
    beyond = program.at(lesson.last_tick + 1)
    assert beyond is not None
    assert beyond.phase is Phase.BACKWARD
    assert "L" in {ins.writes for ins in instructions if ins is not None}


def test_loss_and_weights_on_the_last_screen_belong_together() -> None:
    lesson = load(find("xor"))
    history = History(lesson.program, lesson.start)
    values = frame_at(lesson, history, lesson.last_tick).values
    z = np.maximum(values["x"] @ values["hidden.W"] + values["hidden.b"], 0)
    y = 1 / (1 + np.exp(-(z @ values["output.W"] + values["output.b"])))
    loss = -np.mean(values["t"] * np.log(y) + (1 - values["t"]) * np.log(1 - y))
    assert float(values["L"]) == pytest.approx(float(loss), rel=1e-12)


def test_every_tick_of_an_update_is_what_it_was() -> None:
    lesson = load(find("xor"))
    history = History(lesson.program, lesson.start)
    end = lesson.program.end_of(lesson.iterations - 1)
    assert end == lesson.iterations * len(lesson.program.closing)
    before = history.at(end).values
    at_close = history.at(lesson.last_tick).values
    for name in lesson.program.parameters:
        assert np.array_equal(before[name], at_close[name])
    assert history.furthest == lesson.iterations


def test_the_closing_loss_is_the_last_point_of_the_curve() -> None:
    lesson = load(find("xor"))
    history = History(lesson.program, lesson.start)
    end = lesson.program.end_of(lesson.iterations - 1)
    assert frame_at(lesson, history, end).curves["L"].size == lesson.iterations
    frame = frame_at(lesson, history, lesson.last_tick)
    assert frame.curves["L"].size == lesson.iterations + 1
    closing = frame_at(lesson, history, end + 1)  # texts tell the last loss from here on, too
    assert np.array_equal(closing.curves["L"], frame.curves["L"])
    assert frame.curves["L"][-1] == frame.values["L"]
    assert not frame.curves["L"].flags.writeable
    assert history.curves["L"].size == lesson.iterations


def made(format_: int, **stop: object) -> Lesson:
    """XOR with one stop."""
    described = load(find("xor")).spec.model_dump(mode="json", exclude_none=True)
    described = {
        key: described[key]
        for key in described
        if key not in {"desk", "knobs", "studies", "variants"}
    }
    return from_dict(described | {"format": format_, "stops": [{"id": "here", **stop}]})


def test_the_last_iteration_of_a_lesson_is_the_closing_pass_since_format_2() -> None:
    old, new = made(1, iteration=-1, at="L"), made(2, iteration=-1, at="L")
    program = old.program
    done = program.done_after("L", 0) or 0
    assert old.stops[0].tick == program.start_of(999) + done
    assert new.stops[0].tick == program.start_of(1000) + done == new.last_tick
    assert made(2, iteration=1000, at="L").stops[0].tick == new.last_tick
    assert made(2, iteration=-1).stops[0].tick == program.end_of(999)


@pytest.mark.parametrize(
    ("format_", "stop", "fault"),
    [
        (
            1,
            {"iteration": 1000},
            "iteration 1000 does not exist: .* ends with iteration 999",
        ),
        (
            2,
            {"iteration": 1001},
            "iteration 1001 does not exist: .* ends with iteration 1000",
        ),
        (
            2,
            {"iteration": -1, "at": "hidden.W"},
            "the lesson ends with a forward pass and its loss; hidden.W is not computed there",
        ),
    ],
)
def test_a_stop_behind_the_end_is_refused(
    format_: int, stop: dict[str, object], fault: str
) -> None:
    with pytest.raises(LessonError, match=fault):
        made(format_, **stop)


# -- questions about later iterations


def asking(format_: int = 2, **question: object) -> Lesson:
    """XOR that asks at the loss of its first iteration."""
    return made(format_, at="L", questions=[{"id": "then", **question}])


@pytest.mark.parametrize(
    ("answer", "name", "iteration"),
    [
        ("L @ 1", "L", 1),
        ("L @ +1", "L", 1),
        ("L @ end", "L", 1000),
        ("output.a[1,0] @ 100", "output.a", 100),
        ("d.hidden.W[0,1]", "d.hidden.W", 0),
    ],
)
def test_a_question_asks_for_a_number_of_its_time(answer: str, name: str, iteration: int) -> None:
    lesson = asking(kind="number", answer=answer, tolerance=0.01)
    question = lesson.stops[0].questions[0]
    program = lesson.program
    assert question.tick == program.start_of(iteration) + (program.done_after(name, iteration) or 0)
    history = History(program, lesson.start)
    frame = frame_at(lesson, history, lesson.stops[0].tick)
    if iteration:
        assert frame.answers == {"then": None}
        history.run_to(iteration)
    frame = frame_at(lesson, history, lesson.stops[0].tick)
    found = frame.answers["then"]
    assert found is not None
    assert question.answer is not None
    assert found[0] == history.at(question.tick).values[name][question.answer.index]


def test_weights_are_asked_for_after_so_many_updates() -> None:
    lesson = asking(kind="number", answer="hidden.W[0,1] @ 1", tolerance=0.01)
    assert lesson.stops[0].questions[0].tick == lesson.program.end_of(0)
    lesson = asking(
        kind="choice",
        choices=["less", "equal", "greater"],
        rule="compare",
        answer="L @ +1",
        other="L",
    )
    question = lesson.stops[0].questions[0]
    history = History(lesson.program, lesson.start)
    history.run_to(2)
    found = frame_at(lesson, history, lesson.stops[0].tick).answers["then"]
    assert found == tuple(history.curves["L"][[1, 0]])
    assert question.tick == lesson.program.start_of(1) + (lesson.program.done_after("L", 1) or 0)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("L", "stops[0].questions[0].answer: the answer is on the screen already"),
        ("L @ 0", "stops[0].questions[0].answer: the answer is on the screen already"),
        ("hidden.W[0,0] @ 0", "the answer is on the screen already"),
        ("L @ 1001", "the lesson ends after 1000 updates; “L @ 1001” does not exist"),
        ("L @ soon", "“L @ soon” does not say when; write L @ 5, L @ +1 or L @ end"),
        ("L @", "“L @” does not say when"),
        ("d.hidden.W[0,0] @ end", "the run closes before the answer is computed"),
        ("nothing @ 3", "nothing is called nothing in iteration 3"),
        ("L[3] @ 3", "L[3] does not exist"),
    ],
)
def test_an_answer_that_cannot_be_asked_for_is_refused(answer: str, fault: str) -> None:
    with pytest.raises(LessonError) as caught:
        asking(kind="number", answer=answer, tolerance=0.01)
    assert fault in str(caught.value)


def test_a_lesson_of_format_1_asks_for_numbers_of_its_iteration_only() -> None:
    assert asking(1, kind="number", answer="L", tolerance=0.1).stops
    with pytest.raises(LessonError, match="“L @ \\+1” is part of format 2"):
        asking(1, kind="number", answer="L @ +1", tolerance=0.1)


def test_answers_are_written_as_they_are_read() -> None:
    lesson = asking(kind="number", answer="L @ +1", tolerance=0.1)
    again = from_dict(lesson.spec.model_dump(mode="json", exclude_none=True))
    assert again.stops[0].questions[0].tick == lesson.stops[0].questions[0].tick
