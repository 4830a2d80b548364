"""A comparison finds, a little at a time, what a search from the beginning finds."""

from __future__ import annotations

import pytest

from visualnn.company.comparison import RunComparison
from visualnn.company.parting import first_parting
from visualnn.expr import Source
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.changes import changed, parse_change
from visualnn.run.history import Edit, History

Run = tuple[Lesson, History]


@pytest.fixture(scope="module")
def xor() -> Lesson:
    return open_named("xor")


def run_of(lesson: Lesson, *texts: str) -> Run:
    made = changed(lesson, map(parse_change, texts)) if texts else lesson
    return made, History(made.program, made.start)


def at_once() -> bool:
    return True


def never() -> bool:
    return False


def test_each_run_is_compared_with_the_leading_one(xor: Lesson) -> None:
    leading = run_of(xor)
    others = {
        "tanh": run_of(xor, "layers.hidden.activation=tanh"),
        "weights": run_of(xor, "layers.output.weights=zeros"),
        "fast": run_of(xor, "optimizer.lr=0.5"),
    }
    comparison = RunComparison(leading, others)
    assert {each.key for each in comparison.known.differences} == {
        "layers.hidden.activation",
        "layers.output.weights",
        "optimizer.lr",
    }
    turns = 0
    while not comparison.advance(at_once):
        turns += 1
    assert turns >= 2
    for name, (lesson, _history) in others.items():
        one, other = run_of(xor)[1], run_of(lesson)[1]
        assert comparison.known.partings[name] == first_parting(one, other, 5)
    first = comparison.known.first
    assert first is not None
    assert first[0] == "weights"


def test_it_disturbs_no_run(xor: Lesson) -> None:
    leading, other = run_of(xor), run_of(xor, "optimizer.lr=0.5")
    RunComparison(leading, {"fast": other}).advance(never)
    assert leading[1].furthest == other[1].furthest == 0


def test_it_goes_as_far_as_the_leading_run_and_further_when_that_does(xor: Lesson) -> None:
    late = 'schedule={ kind = "step", period = 12, gamma = 0.5, every = "update" }'
    leading, other = run_of(xor), run_of(xor, late)
    comparison = RunComparison(leading, {"late": other})
    assert comparison.advance(never)
    assert not comparison.known.partings
    leading[1].run_to(20)
    assert not comparison.is_done
    known = comparison.known
    assert comparison.advance(never)
    assert comparison.known is not known
    one, two = run_of(xor)[1], run_of(other[0])[1]
    assert comparison.known.partings["late"] == first_parting(one, two, 20)


def test_a_run_before_an_edit_parts_behind_the_edit(xor: Lesson) -> None:
    leading = run_of(xor)
    leading[1].run_to(30)
    before = (xor, leading[1].fork(1 << 20))
    tick = xor.program.start_of(20) + 2
    leading[1].edit(Edit(tick, Source("hidden.W", (0, 0)), 9.0))
    leading[1].run_to(30)
    comparison = RunComparison(leading, {"ghost": before})
    assert comparison.advance(never)
    found = comparison.known.partings["ghost"]
    assert found.iteration == 20
    assert found.tick > tick
    assert found.name == "hidden.xW"
    assert comparison.known.differences == ()


def test_a_run_that_is_the_same_parts_nowhere_and_is_not_searched(xor: Lesson) -> None:
    leading = run_of(xor)
    comparison = RunComparison(leading, {"kept": (xor, leading[1].fork(1 << 20))})
    assert comparison.advance(never)
    assert comparison.is_done
    assert comparison.known.first is None


def test_a_run_alone_is_compared_with_none(xor: Lesson) -> None:
    comparison = RunComparison(run_of(xor), {})
    assert comparison.is_done
    assert comparison.known.differences == ()
