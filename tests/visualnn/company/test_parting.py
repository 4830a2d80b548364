"""Where the numbers of two runs first part, checked against going through every tick of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from visualnn.company.parting import Parting, PartingSearch, first_parting
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.changes import changed, parse_change
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.tell.comparison import parting_text


@pytest.fixture(scope="module")
def xor() -> Lesson:
    return open_named("xor")


def run_of(lesson: Lesson, *texts: str) -> History:
    made = changed(lesson, map(parse_change, texts))
    return History(made.program, made.start)


def written(history: History, iterations: int) -> Iterator[tuple[int, tuple[int, str, int], Array]]:
    """Every value that is written: its tick; iteration, name and how often it was written before
    in the iteration; the array."""
    for iteration in range(iterations):
        times: Counter[str] = Counter()
        start = history.program.start_of(iteration)
        for tick, line in enumerate(history.program.instructions(iteration), start + 1):
            yield (
                tick,
                (iteration, line.writes, times[line.writes]),
                history.at(tick).values[line.writes],
            )
            times[line.writes] += 1


def first_by_walking(
    one: History, other: History, iterations: int
) -> tuple[int, str, tuple[int, ...]] | None:
    """Tick, name and index of the first computed number that differs."""
    theirs = {key: array.copy() for _tick, key, array in written(other, iterations)}
    for tick, key, array in written(one, iterations):
        if key in theirs and array.shape == theirs[key].shape:
            for index in np.ndindex(array.shape):
                here, there = float(array[index]), float(theirs[key][index])
                if here != there and not (np.isnan(here) and np.isnan(there)):
                    return tick, key[1], index
    return None


@pytest.mark.parametrize(
    "texts",
    [
        ["layers.hidden.activation=tanh"],
        ["layers.hidden.activation=leaky_relu"],
        ["layers.output.activation=tanh", "loss.kind=mean_squared_error"],
        ["optimizer.lr=0.2"],
        ["optimizer.kind=adam"],
        ['schedule={ kind = "step", period = 3, gamma = 0.5, every = "update" }'],
        ['clip={ kind = "value", limit = 0.2 }'],
        ["regularization.l2=0.01"],
        ["epochs=4"],
    ],
)
def test_it_is_the_first_number_that_differs_when_every_tick_is_looked_at(
    xor: Lesson, texts: list[str]
) -> None:
    found = first_parting(run_of(xor), run_of(xor, *texts), 4)
    walked = first_by_walking(run_of(xor), run_of(xor, *texts), 4)
    if walked is None:
        assert found is None
    else:
        assert found is not None
        assert (found.tick, found.name, found.index) == walked
        ours = run_of(xor).at(found.tick).values[found.name][found.index]
        assert found.values is not None
        assert found.values[0] == ours != found.values[1]
        assert found.iteration == xor.program.locate(found.tick).iteration


def test_a_schedule_parts_the_runs_only_where_it_begins(xor: Lesson) -> None:
    late = ['schedule={ kind = "step", period = 3, gamma = 0.5, every = "update" }']
    found = first_parting(run_of(xor), run_of(xor, *late), 10)
    assert found is not None
    assert found.iteration in {2, 3}


def test_first_weights_and_data_part_before_the_first_tick(xor: Lesson) -> None:
    weights = "layers.output.weights=[[1],[1],[1],[1],[1],[1],[1],[1]]"
    found = first_parting(run_of(xor), run_of(xor, weights), 4)
    start = float(xor.start["output.W"][0, 0])
    assert found == Parting(0, 0, "output.W", (0, 0), (start, 1.0), ((8, 1), (8, 1)))
    found = first_parting(run_of(xor), run_of(xor, "layers.hidden.units=3"), 4)
    assert found == Parting(0, 0, "hidden.W", (), None, ((2, 8), (2, 3)))
    assert parting_text(found, 4, "xor", "narrow") == (
        "before the first update, hidden.W has the shape 2×8 in xor, 2×3 in narrow"
    )
    moons = changed(xor, [parse_change('data={ source = "moons", n = 8 }')])
    one, other = (History(each.program, each.start) for each in (xor, moons))
    found = first_parting(one, other, 4)
    assert found is not None
    assert (found.tick, found.name, found.values) == (0, "data.x", None)


def test_runs_that_are_the_same_never_part(xor: Lesson) -> None:
    search = PartingSearch(run_of(xor), run_of(xor), 30)
    assert search.advance()
    assert (search.found, search.compared) == (None, 30)
    assert parting_text(None, 30, "a", "b") == "the same numbers to the last bit in 30 iterations"


def test_both_become_infinite_alike_and_do_not_part(xor: Lesson) -> None:
    wild = [
        "optimizer.lr=1e200",
        "layers.output.activation=identity",
        "loss.kind=mean_squared_error",
    ]
    assert first_parting(run_of(xor, *wild), run_of(xor, *wild), 20) is None


def test_a_search_goes_on_where_it_was_left(xor: Lesson) -> None:
    late = ['schedule={ kind = "step", period = 12, gamma = 0.5, every = "update" }']
    search = PartingSearch(run_of(xor), run_of(xor, *late), 100)
    turns = 0
    while not search.advance(lambda: True):
        turns += 1
        assert search.compared == turns
    whole = first_parting(run_of(xor), run_of(xor, *late), 100)
    assert search.found == whole is not None
    assert search.compared == turns == whole.iteration


def test_a_line_says_both_numbers_in_full(xor: Lesson) -> None:
    found = Parting(3, 99, "d.hidden.W", (0, 1), (0.1, 0.1 + 2**-56), ((2, 8), (2, 8)))
    assert parting_text(found, 9, "lesson", "tanh") == (
        "in iteration 3, ∂L/∂hidden.W[0,1] is 0.1 in lesson, 0.10000000000000002 in tanh"
    )
