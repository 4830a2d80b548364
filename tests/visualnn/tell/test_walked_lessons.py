"""Every shipped lesson walked: forwards, backwards, and with a number changed in three ways; what
its prose quotes at a stop is what the run has there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load, shipped
from visualnn.lesson.file import Quotation
from visualnn.ops import Array
from visualnn.run.history import Edit, History
from visualnn.tell.frame import Frame, frame_at

NAMES = tuple(shipped())


@cache
def opened(name: str) -> Lesson:
    return load(find(name))


def run_to_the_end(lesson: Lesson, *edits: Edit) -> History:
    history = History(lesson.program, lesson.start)
    for edit in edits:
        history.edit(edit)
    history.at(lesson.last_tick)
    return history


def frames(lesson: Lesson, history: History) -> list[Frame]:
    return [frame_at(lesson, history, stop.tick) for stop in lesson.stops]


def number_in(quotation: Quotation, array: Array) -> float:
    """What a quotation means of an array, computed once more here."""
    measure = quotation.measure
    if measure is None:
        return float(array[quotation.reference.index])
    part = tuple(
        each if isinstance(each, int) else slice(each.start, each.stop) for each in measure.index
    )
    numbers = np.asarray(array[part] if part else array)
    match measure.kind:
        case "sum":
            return float(numbers.sum())
        case "mean":
            return float(numbers.mean())
        case "rms":
            return float(np.sqrt(np.mean(numbers**2)))
        case "count" if measure.sign == ">":
            return float((numbers > measure.limit).sum())
        case "count" if measure.sign == "<":
            return float((numbers < measure.limit).sum())
    raise AssertionError(quotation)


def assert_quoted(frame: Frame, stop: int, tick_of: History) -> int:
    """Every number that is quoted where the learner stands is the run's; how many there were."""
    told = 0
    for page in frame.lesson.spec.prose.values():
        for quote in page.quotes(frame.lesson.stops[stop].name):
            quotation = quote.quotation
            if quotation.is_placed or quotation.lesson is not None:
                continue
            name = quotation.reference.name
            known = frame.quotes[str(quotation)]
            if known is None:  # it is made later in the iteration
                assert name not in frame.values
                continue
            values = tick_of.at(frame.tick).values
            assert known == pytest.approx(
                number_in(quotation, values[name]), rel=1e-12, nan_ok=True
            )
            told += 1
    return told


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_quote_the_same_numbers(name: str) -> None:
    lesson = opened(name)
    for stop in lesson.spec.stops:
        quoted = [
            {str(quote.quotation) for quote in page.quotes(stop.id)}
            for page in lesson.spec.prose.values()
        ]
        assert quoted[0] == quoted[1], stop.id


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_says_the_same_forwards_and_backwards(name: str) -> None:
    lesson = opened(name)
    history = run_to_the_end(lesson)
    forwards = frames(lesson, history)
    backwards = [frame_at(lesson, history, stop.tick) for stop in reversed(lesson.stops)]
    for frame, again in zip(forwards, reversed(backwards), strict=True):
        assert (frame.stop, frame.quotes, frame.answers) == (
            again.stop,
            again.quotes,
            again.answers,
        )
    assert sum(assert_quoted(frame, n, history) for n, frame in enumerate(forwards)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_stops_come_one_after_the_other(name: str) -> None:
    ticks = [stop.tick for stop in opened(name).stops]
    assert ticks == sorted(set(ticks))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", ["first", "last", "rate"])
def test_after_a_change_a_lesson_quotes_the_changed_run(name: str, way: str) -> None:
    lesson = opened(name)
    start = lesson.start
    trained = [parameter.name for parameter in lesson.network.parameters]
    place = {
        "first": Source(trained[0], (0,) * start[trained[0]].ndim),
        "last": Source(trained[-1], (0,) * start[trained[-1]].ndim),
        "rate": Source("lr", ()),
    }[way]
    before = float(start[place.name][place.index])
    changed = {"first": -before, "last": before + 1.0, "rate": 3 * before}[way]
    history = run_to_the_end(lesson, Edit(0, place, changed))
    told = frames(lesson, history)
    assert all(frame.is_changed for frame in told)
    assert sum(assert_quoted(frame, n, history) for n, frame in enumerate(told)) > 0
