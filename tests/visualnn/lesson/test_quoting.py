"""What quotations mean: counting, measures and comparisons."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualnn.lesson import Lesson, find, load
from visualnn.lesson.file import Comparison, Conditional, parse_quotation
from visualnn.lesson.file.markdown import parse_prose
from visualnn.lesson.file.prose import Paragraph, Quote
from visualnn.lesson.quoting import (
    Truth,
    comparison_holds,
    condition_holds,
    is_inside,
    number_of,
    tick_after,
)
from visualnn.run.history import History


@pytest.fixture(scope="module")
def xor() -> Lesson:
    return load(find("xor"))


@pytest.mark.parametrize("updates", [0, 1, 7, 1000])
def test_loss_and_weights_after_some_updates_belong_together(xor: Lesson, updates: int) -> None:
    history = History(xor.program, xor.start)

    def of(name: str) -> np.ndarray:
        tick = tick_after(xor.program, name, updates)
        assert tick is not None
        return history.at(tick).values[name]

    x, t = of("x"), of("t")
    z = np.maximum(x @ of("hidden.W") + of("hidden.b"), 0) @ of("output.W") + of("output.b")
    y = 1 / (1 + np.exp(-z))
    loss = float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))
    assert float(of("L")) == pytest.approx(loss, rel=1e-12)
    program = xor.program
    if updates:
        last = history.at(program.end_of(updates - 1)).values["hidden.W"]
        assert np.array_equal(of("hidden.W"), last)
    else:
        assert np.array_equal(of("hidden.W"), xor.start["hidden.W"])


def test_an_evaluation_is_the_one_after_so_many_updates() -> None:
    lesson = load(find("digits"))
    program = lesson.program
    epoch = program.iterations
    tick = tick_after(program, "val.L", epoch)
    assert tick is not None
    assert program.locate(tick).iteration == epoch - 1
    instruction = program.at(tick)
    assert instruction is not None
    assert instruction.writes == "val.L"
    assert tick_after(program, "val.L", 0) is None
    assert tick_after(program, "val.L", epoch + 1) is None
    assert tick_after(program, "nothing", 3) is None
    assert tick_after(program, "data.x", 3) == program.start_of(3)


ARRAY = np.array([[1.0, -2.0, 3.0], [0.5, 0.25, -8.0]])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a[1,2]", -8.0),
        ("sum(a)", -5.25),
        ("sum(a[0,:])", 2.0),
        ("mean(a[:,1])", -0.875),
        ("rms(a[0,0:2])", math.sqrt(2.5)),
        ("max_abs(a)", 8.0),
        ("norm(a[0,1:])", math.sqrt(13.0)),
        ("count(a > 0)", 4.0),
        ("count(a[:,2] <= -8)", 1.0),
        ("count(a != 3)", 5.0),
        ("sum(a[:,:1])", 1.5),
    ],
)
def test_a_number_is_made_of_those_that_are_meant(text: str, number: float) -> None:
    assert number_of(parse_quotation(text), ARRAY) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    "text", ["a", "a[0]", "a[2,0]", "sum(a[0])", "sum(a[:,3])", "sum(a[1:1,0])", "sum(a[:,0:4])"]
)
def test_what_is_outside_is_no_number(text: str) -> None:
    assert not is_inside(parse_quotation(text), ARRAY.shape)
    assert number_of(parse_quotation(text), ARRAY) is None


def test_without_a_value_there_is_no_number() -> None:
    assert number_of(parse_quotation("sum(a)"), None) is None


@pytest.mark.parametrize(
    ("left", "right", "signs"),
    [
        (1.0, 2.0, "< <= !="),
        (2.0, 1.0, "> >= !="),
        (1.0, 1.0, "== <= >="),
        (0.69314718, 0.6931, "== <= >="),  # printed alike
        (0.6930, 0.6931, "< <= !="),
        (1e-12, 0.0, "> >= !="),
        (0.1 + 0.2, 0.3, "== <= >="),
        (-0.0, 0.0, "== <= >="),
        (math.inf, 1.0, "> >= !="),
        (math.inf, math.inf, "== <= >="),
        (math.nan, 1.0, "!="),
        (math.nan, math.nan, "!="),
    ],
)
def test_numbers_compare_as_prose_prints_them(left: float, right: float, signs: str) -> None:
    found = [
        sign for sign in ["<", "<=", ">", ">=", "==", "!="] if comparison_holds(left, sign, right)
    ]
    assert sorted(found) == sorted(signs.split())


@pytest.mark.parametrize(
    ("known", "truth"),
    [
        ({"a": 1.0, "b": 1.0}, Truth.YES),
        ({"a": 1.0, "b": 3.0}, Truth.NO),
        ({"a": 1.0}, Truth.UNKNOWN),
        ({"b": 3.0}, Truth.NO),
        ({}, Truth.UNKNOWN),
    ],
)
def test_one_comparison_that_is_false_decides(known: dict[str, float], truth: Truth) -> None:
    prose, _faults = parse_prose("# T\n\n## s\n{? a < 2 and b < 2 : yes}\n", "en.md", "en")
    block = prose.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    words = block.runs[0]
    assert isinstance(words, Conditional)
    assert all(isinstance(test, Comparison) for test in words.tests)

    def value_of(quote: Quote) -> float | None:
        return known.get(str(quote.quotation))

    assert condition_holds(words, value_of) is truth
