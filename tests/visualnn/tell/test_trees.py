"""Very long sums: their end is made a little at a time, and then they are what they always were."""

from __future__ import annotations

import pytest

from tests.visualnn.nets import NETS
from visualnn.expr import Source
from visualnn.run.history import History
from visualnn.tell import trees
from visualnn.tell.explain import explain
from visualnn.tell.trees import Trees


@pytest.fixture
def story() -> History:
    return NETS["pictures"]().history()


def longest(story: History) -> tuple[int, Source]:
    """A number of the first iteration whose sum has most terms, and when it is made."""
    program = story.program
    found = []
    for tick in range(1, program.end_of(0) + 1):
        instruction = program.at(tick)
        assert instruction is not None
        value = story.at(tick).values[instruction.writes]
        place = Source(instruction.writes, (0,) * value.ndim)
        found.append((explain(story, tick, place).terms, tick, place))
    _terms, tick, place = max(found, key=lambda each: each[0])
    return tick, place


def test_a_sum_that_is_made_in_pieces_is_the_one_that_is_made_at_once(
    story: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "BEGUN_TERM_COUNT", 3)
    monkeypatch.setattr("visualnn.expr.long_sums.MADE_TERM_COUNT", 1)
    tick, place = longest(story)
    at_once = explain(story, tick, place)
    assert at_once.terms > 5
    growing = Trees()
    told = explain(story, tick, place, trees=growing)
    assert not told.is_whole
    assert told.value == at_once.value
    assert told.formula == at_once.formula
    assert told.numbers[-1].text == "…"
    assert told.made_from == at_once.made_from[: len(told.made_from)]
    turns = 0
    while not growing.make(lambda: True):
        turns += 1
        assert not explain(story, tick, place, trees=growing).is_whole
    assert turns >= at_once.terms - 4
    assert explain(story, tick, place, trees=growing) == at_once
    assert explain(story, tick, place, 2, trees=growing) == explain(story, tick, place, 2)


def test_every_number_of_an_iteration_is_told_alike(
    story: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "BEGUN_TERM_COUNT", 1)
    program, growing = story.program, Trees()
    for tick in range(1, program.end_of(0) + 1):
        instruction = program.at(tick)
        assert instruction is not None
        value = story.at(tick).values[instruction.writes]
        place = Source(instruction.writes, tuple(n - 1 for n in value.shape))
        explain(story, tick, place, trees=growing)
        growing.make(lambda: False)
        assert explain(story, tick, place, trees=growing) == explain(story, tick, place), place
