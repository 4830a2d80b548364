"""Filters of steps: which instructions are let through, forwards and backwards."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.lesson import open_named
from visualnn.program import Phase
from visualnn.run.filtered import MAX_SOUGHT_ITERATION_COUNT, filtered_tick, has_changed
from visualnn.run.history import History
from visualnn.step_filter import StepFilter

LAST = 10**9


@pytest.fixture(scope="module")
def history() -> History:
    lesson = open_named("xor")
    return History(lesson.program, lesson.start)


def walked(history: History, chosen: StepFilter, layer: str = "", count: int = 30) -> list[int]:
    ticks: list[int] = []
    tick = 0
    while len(ticks) < count:
        found = filtered_tick(history, tick, +1, chosen, layer, LAST)
        assert found is not None
        assert found > tick
        tick = found
        ticks.append(tick)
    return ticks


@pytest.mark.parametrize("chosen", [StepFilter.LAYER, StepFilter.UPDATES])
def test_what_is_let_through_is_all_that_holds_and_nothing_else(
    history: History, chosen: StepFilter
) -> None:
    program = history.program
    ticks = walked(history, chosen, "hidden")
    expected = []
    for tick in range(1, ticks[-1] + 1):
        instruction = program.at(tick)
        assert instruction is not None
        is_meant = instruction.phase is Phase.UPDATE
        if chosen is StepFilter.LAYER:
            is_meant = instruction.layer == "hidden"
        expected += [tick] if is_meant else []
    assert ticks == expected


def test_the_way_back_is_the_way_there(history: History) -> None:
    for chosen in (StepFilter.LAYER, StepFilter.UPDATES, StepFilter.CHANGED):
        ticks = walked(history, chosen, "output")
        back = [ticks[-1]]
        while back[-1] > ticks[0]:
            found = filtered_tick(history, back[-1], -1, chosen, "output", LAST)
            assert found is not None
            back.append(found)
        assert back[::-1] == ticks
    assert filtered_tick(history, 1, -1, StepFilter.UPDATES, "", LAST) is None


def test_only_what_differs_from_an_iteration_before_has_changed(history: History) -> None:
    program = history.program
    first = program.end_of(0)
    assert walked(history, StepFilter.CHANGED, count=first) == list(range(1, first + 1))
    tick = program.end_of(2)
    while program.locate(tick).iteration < 4:
        found = filtered_tick(history, tick, +1, StepFilter.CHANGED, "", LAST)
        assert found is not None
        for passed in range(tick + 1, found + 1):
            instruction, place = program.at(passed), program.locate(passed)
            assert instruction is not None
            before = history.at(program.end_of(place.iteration - 1)).values[instruction.writes]
            after = history.at(program.end_of(place.iteration)).values[instruction.writes]
            length = np.sqrt((np.asarray(before, float) ** 2).sum())
            apart = np.sqrt(((np.asarray(after, float) - before) ** 2).sum())
            assert bool(apart > 0.01 * length) == (passed == found), instruction.writes
        tick = found


def test_nothing_is_looked_for_without_end(history: History) -> None:
    asked: list[int] = []

    def ask() -> bool:
        asked.append(1)
        return False

    assert filtered_tick(history, 0, +1, StepFilter.LAYER, "nobody", LAST, ask) is None
    assert len(asked) == MAX_SOUGHT_ITERATION_COUNT - 1
    assert filtered_tick(history, 0, +1, StepFilter.UPDATES, "", 3) is None


def test_a_share_of_the_length_counts_and_nan_is_a_change() -> None:
    assert not has_changed(np.array([1.0, 0.0]), np.array([1.0, 0.01]))
    assert has_changed(np.array([1.0, 0.0]), np.array([1.0, 0.011]))
    assert not has_changed(np.zeros(2), np.zeros(2))
    assert has_changed(np.zeros(2), np.array([0.0, 1e-9]))
    assert has_changed(np.zeros(2), np.array([0.0, np.nan]))
    assert has_changed(np.zeros(2), np.zeros(3))
