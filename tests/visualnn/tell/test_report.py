"""Reports: a trace in words says what the golden file says, and every reading of it agrees."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.golden import FOLDER, LESSONS, words
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.run.history import Edit, History
from visualnn.tables import table
from visualnn.tell import report, summary
from visualnn.tell.card import Context
from visualnn.tell.explain import explain
from visualnn.text import use_language


@pytest.fixture(scope="module")
def xor() -> Lesson:
    return load(find("xor"))


@pytest.mark.parametrize("name", LESSONS)
def test_the_trace_is_the_golden_one(name: str) -> None:
    """After a wanted change: ``python -m tests.golden``, and read the difference."""
    assert words(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_the_trace_is_the_same_twice_and_after_coming_back(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    first = list(report.trace_text(xor, history, 2))
    history.run_to(50)
    assert list(report.trace_text(xor, history, 2)) == first
    assert list(report.trace_text(xor, History(xor.program, xor.start), 2)) == first


def test_every_instruction_is_in_the_trace(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    traced = list(report.trace(history, 2))
    assert [each.instruction for each in traced] == [*xor.program.closing, *xor.program.closing]
    assert [each.tick for each in traced] == list(range(1, 2 * len(xor.program.closing) + 1))
    for each in traced:
        value = history.at(each.tick).values[each.instruction.writes]
        assert each.shape == value.shape
        assert len(each.elements) == (
            value.size if value.size <= report.WHOLE_VALUE_NUMBER_COUNT else 1
        )
        for element in each.elements:
            assert element.value == value[element.place.index]


def test_the_data_are_json_and_hold_the_numbers(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    data = json.loads(json.dumps(report.trace_data(xor, history), allow_nan=False))
    assert data["lesson"] == "xor"
    last = data["instructions"][-1]
    assert last["name"] == "output.b"
    assert last["phase"] == "update"
    assert last["elements"][0]["value"] == history.at(last["tick"]).values["output.b"][0]
    assert last["elements"][0]["made_from"] == ["output.b[0]", "lr", "d.output.b[0]"]


def test_numbers_that_are_not_finite_are_named(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    history.edit(Edit(0, Source("hidden.W", (0, 0)), 1e308))
    history.edit(Edit(0, Source("lr"), 1e308))
    data = report.trace_data(xor, history, 2)
    text = json.dumps(data, allow_nan=False)
    assert '"value": null' in text
    lines = "\n".join(report.trace_text(xor, history, 2))
    assert "NaN" in lines or "∞" in lines
    history.run_to(3)
    assert history.trouble is not None
    assert "not finite" in report.ending_text(xor, history)


def test_a_line_overwrites_with_an_arrow(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    end = xor.program.end_of(0)
    line = report.line(explain(history, end, Source("output.b", (0,))))
    assert line == "output.b[0] ← b[0] − η · ∂L/∂b[0] = 0 − 0.1 · 0.0784978 = −0.007850"


def told(lesson: Lesson, history: History, tick: int, place: Source) -> str:
    return report.card(Context.at(lesson, history, tick), explain(history, tick, place))


def test_the_card_says_where_the_number_came_from(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    end = xor.program.end_of(0)
    card = told(xor, history, end, Source("d.hidden.W", (1, 3)))
    value = float(history.at(end).values["d.hidden.W"][1, 3])
    assert card.splitlines()[0] == f"∂L/∂hidden.W[1,3] = {value!r}".replace("-", "−")
    assert "tick 22, backward, hidden" in card
    assert "x[3,1] = 1.0" in card
    assert "hidden.W (23)" in card
    data = told(xor, history, end, Source("data.x", (0, 1)))
    assert "From the data “XOR”: example 0, input 1" in data
    assert "how far one update goes" in told(xor, history, end, Source("lr"))
    first = told(xor, history, 0, Source("hidden.W", (0, 0)))
    assert "The first value, drawn at random from the seed 7: He, normal." in first
    history.edit(Edit(end, Source("hidden.W", (0, 0)), 2.5))
    edited = told(xor, history, end, Source("hidden.W", (0, 0)))
    assert f"set by hand at tick {end}" in edited
    assert "before: " in edited


def test_the_card_says_in_words_that_a_number_is_none(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    history.edit(Edit(0, Source("hidden.W", (0, 0)), 1e308))
    history.edit(Edit(0, Source("hidden.W", (1, 0)), 1e308))
    tick = xor.program.done_after("hidden.xW", 0) or 0
    assert "Infinite: the result is larger" in told(xor, history, tick, Source("hidden.xW", (3, 0)))


@pytest.mark.parametrize(("name", "total"), [("xor", 33), ("digits", 2410)])
def test_the_summary_counts_right(name: str, total: int) -> None:
    shown = load(find(name))
    text = summary.summary(shown)
    assert f"{total:,} parameters" in text
    counted = sum(np.prod(parameter.shape) for parameter in shown.network.parameters)
    assert counted == total
    sums = [line.split("  ")[-1].strip() for line in text.splitlines() if " = " in line]
    assert len(sums) == len(shown.network.layers) + 1
    for line in sums[:-1]:
        left, right = line.replace(",", "").split(" = ")
        products = [np.prod([int(n) for n in part.split("·")]) for part in left.split(" + ")]
        assert sum(products) == int(right)


def test_columns_stand_under_each_other_in_korean() -> None:
    use_language("ko")
    try:
        assert load(find("xor")).spec.title.ko in summary.summary(load(find("xor")))
    finally:
        use_language("en")
    rows = list(table([("층", "b"), ("aaaa", "c")]))
    assert rows == ["층    b", "----  -", "aaaa  c"]


def test_the_ending_has_the_last_numbers(xor: Lesson) -> None:
    history = History(xor.program, xor.start)
    assert report.ending_data(xor, history) == {}
    assert "0 of 1000" in report.ending_text(xor, history)
    history.run_to(10)
    closing = xor.program.start_of(10) + (xor.program.done_after("L", 10) or 0)
    assert report.ending_data(xor, history)["L"] == float(history.at(closing).values["L"])
    assert history.furthest == 10
    text = report.ending_text(xor, history)
    assert "10 of 1000" in text
    assert len(text.splitlines()) == 9
