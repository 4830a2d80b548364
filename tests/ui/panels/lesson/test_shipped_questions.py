"""Every question of every shipped lesson: the run has the answer, just inside of the tolerance is
right and just outside is not, and one choice alone is right."""

from __future__ import annotations

from functools import cache

import pytest

from ui.panels.lesson.answers import judge
from visualnn.lesson import find, load, shipped
from visualnn.lesson.file.stop_specs import NumberQuestion
from visualnn.run.history import History
from visualnn.tell.frame import Frame, frame_at


@cache
def frames(name: str) -> tuple[Frame, ...]:
    """The frames of a lesson at its stops, after it has run to its end."""
    lesson = load(find(name))
    history = History(lesson.program, lesson.start)
    history.at(lesson.last_tick)
    return tuple(frame_at(lesson, history, stop.tick) for stop in lesson.stops)


ASKING_NOTHING = {"playground"}
"""Lessons without a story."""


@pytest.mark.parametrize("name", shipped())
def test_every_question_has_one_right_answer(name: str) -> None:
    asked = 0
    for frame, stop in zip(frames(name), frames(name)[0].lesson.stops, strict=True):
        for question in stop.questions:
            asked += 1
            spec, known = question.spec, frame.answers.get(question.spec.id)
            if isinstance(spec, NumberQuestion):
                right = spec.correct if known is None else known[0]
                assert right is not None
                number, reach = right, spec.tolerance
                for way in (-1, 1):
                    assert judge(spec, number + way * 0.99 * reach, known).right
                    assert not judge(spec, number + way * 1.01 * reach, known).right
                continue
            best = [each for each in spec.choices if judge(spec, each, known).right]
            assert len(best) == 1, (stop.name, spec.id)
            assert judge(spec, best[0], known).correct == best[0]
    assert bool(asked) == (name not in ASKING_NOTHING)


@pytest.mark.parametrize("name", shipped())
def test_every_question_of_a_number_can_be_answered_by_the_printed_number(name: str) -> None:
    """The tolerance is not narrower than what four printed digits can say."""
    for frame, stop in zip(frames(name), frames(name)[0].lesson.stops, strict=True):
        for question in stop.questions:
            known = frame.answers.get(question.spec.id)
            if isinstance(question.spec, NumberQuestion) and known is not None:
                assert judge(question.spec, float(f"{known[0]:.4g}"), known).right
