"""Tests of what a lesson remembers: made once, and gone with the lesson."""

from __future__ import annotations

import gc
import weakref

import pytest

from visualnn.company.asked import asked_point
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.remembering import remembered
from visualnn.run.history import History
from visualnn.views.base import Moment, UnsuitedError, View
from visualnn.views.registry import VIEWS


def test_what_is_made_of_a_lesson_is_made_once_and_the_oldest_goes_first() -> None:
    made: list[int] = []

    @remembered(2)
    def doubled(_lesson: Lesson, number: int) -> int:
        made.append(number)
        return 2 * number

    one, other = load(find("xor")), load(find("xor"))
    assert [doubled(one, n) for n in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert made == [1, 2, 3, 2]
    assert doubled(other, 1) == 2
    assert made == [1, 2, 3, 2, 1]


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_no_view_keeps_a_lesson_that_is_closed(view: View) -> None:
    lesson = load(find("xor"))
    if not view.suits(lesson):
        with pytest.raises(UnsuitedError):
            view.refuse(lesson)
        return
    history = History(lesson.program, lesson.start)
    history.run_to(2)
    values = history.at(lesson.program.end_of(1)).values
    moment = Moment(lesson, lesson.program.end_of(1), values, Source("hidden.W", (0, 0)))
    for part in view.parts_in(lesson):
        view.table(moment, part)
    asked_point(lesson, values, (0.5, 0.5))
    there = weakref.ref(lesson)
    del lesson, history, values, moment
    gc.collect()
    assert there() is None
