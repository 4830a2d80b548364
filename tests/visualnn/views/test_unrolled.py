"""Recurrent layers as time steps and cells: by names alone, and as a table of a run."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from tests.spelling import long, spelling, stacked
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.run.history import History
from visualnn.views.base import Moment
from visualnn.views.unrolled import (
    StepPlace,
    UnrolledLayer,
    steps_of_lines,
    steps_of_program,
    steps_reached,
    unrolled_layers,
    value_name,
)
from visualnn.views.values import NetworkView

EVERY = {
    "rnn": spelling("rnn"),
    "keras": spelling("rnn", "keras"),
    "lstm": spelling("lstm"),
    "gru": spelling("gru"),
    "paper": spelling("gru", "paper"),
    "stacked": stacked(),
    "long": long(12, "lstm"),
}


def layer_of(lesson: Lesson, name: str = "r") -> UnrolledLayer:
    return unrolled_layers(lesson.network)[name]


def words(lesson: Lesson) -> dict[str, str]:
    """The cell of each value of the second step."""
    layer = layer_of(lesson)
    return {
        name.removeprefix("r.t2."): place.word
        for name, place in layer.in_steps.items()
        if place.step == 2
    }


def test_cells_are_gates_and_memories_in_the_order_of_the_weights() -> None:
    assert layer_of(EVERY["rnn"]).words == ("h",)
    assert layer_of(EVERY["lstm"]).words == ("i", "f", "g", "o", "c", "h")
    assert layer_of(EVERY["gru"]).words == ("r", "z", "n", "h")
    assert layer_of(EVERY["paper"]).words == ("z", "r", "n", "h")
    assert layer_of(EVERY["lstm"]).memories == ("c", "h")
    assert list(layer_of(EVERY["gru"]).cells)[:4] == [(0, "h"), (1, "x"), (1, "r"), (1, "z")]


def test_what_leads_to_one_cell_is_its_own_and_sums_are_of_all() -> None:
    assert words(EVERY["rnn"]) == {
        "x": "x", "xW": "h", "x_sum": "h", "hW": "h", "h_sum": "h", "z": "h", "h": "h",
    }  # fmt: skip
    lstm = words(EVERY["lstm"])
    assert {name for name, word in lstm.items() if not word} == {
        "xW", "x_sum", "hW", "h_sum", "sum",
    }  # fmt: skip
    assert (lstm["o_sum"], lstm["c"], lstm["tanh_c"]) == ("o", "c", "h")
    gru = words(EVERY["gru"])
    assert (gru["x_n"], gru["h_n"], gru["r_h"], gru["n_sum"]) == ("n", "n", "n", "n")
    assert (gru["x_r"], gru["h_z"], gru["h_sum"]) == ("r", "z", "")


def test_a_column_of_the_sums_belongs_to_one_gate() -> None:
    lesson = EVERY["lstm"]
    layer, history = layer_of(lesson), History(lesson.program, lesson.start)
    values = history.at(lesson.program.end_of(0)).values
    for column in range(20):
        gate, unit = layer.gate_of(column)
        own = values[f"r.t3.{gate}_sum"][:, unit]
        assert np.array_equal(values["r.t3.sum"][:, column], own)


@pytest.mark.parametrize("name", EVERY)
def test_every_line_of_a_step_stands_beside_the_others(name: str) -> None:
    lesson = EVERY[name]
    for layer in unrolled_layers(lesson.network).values():
        steps = steps_of_lines(layer, lesson.program.closing)
        runs = [step for step, _lines in groupby(steps) if step is not None]
        there, back = list(range(layer.count + 1)), list(range(layer.count, 0, -1))
        assert runs == [*there, *back]
        for instruction, step in zip(lesson.program.closing, steps, strict=True):
            place = layer.in_steps.get(value_name(instruction.writes))
            if step is not None and place is not None:
                assert place.step in {step, step - 1}


def test_the_step_that_is_reached_goes_up_and_down_again() -> None:
    lesson = EVERY["rnn"]
    reached = list(steps_reached(steps_of_program(lesson.network, lesson.program.closing)))
    turns = [step for step, _run in groupby(reached)]
    assert turns == [1, 2, 3, 4, 3, 2, 1]


def test_names_of_values_gradients_and_their_parts() -> None:
    assert value_name("d.r.t2.h.use1") == "r.t2.h"
    assert value_name("d.r.W_hh.sum3") == "r.W_hh"
    assert value_name("d.r.t2.i_sum") == "r.t2.i_sum"
    assert value_name("val.r.t2.h") == "r.t2.h"
    place = layer_of(EVERY["lstm"]).in_steps["r.t2.i_sum"]
    assert place == StepPlace(2, "i")


@pytest.mark.parametrize("name", ["lstm", "gru", "stacked"])
def test_the_table_has_every_cell_of_the_row_in_focus(name: str) -> None:
    lesson = EVERY[name]
    history = History(lesson.program, lesson.start)
    end = lesson.program.end_of(1)
    values = history.at(end).values
    moment = Moment(lesson, end, values, Source("o.a", (2, 1)))
    records = NetworkView().table(moment, "steps").records
    assert {record["row"] for record in records} == {2}
    for record in records:
        place, unit = f"{record['layer']}.t{record['step']}.{record['cell']}", record["unit"]
        assert isinstance(unit, int)
        assert record["value"] == values[place][2, unit]
        gradient = values.get(f"d.{place}")
        assert record["gradient"] == (None if gradient is None else gradient[2, unit])
    layers = unrolled_layers(lesson.network).values()
    cells = sum(
        (len(each.memories) + each.count * len(each.words)) * each.units
        + each.count * each.features
        for each in layers
    )
    assert len(records) == cells


def test_of_an_lstm_the_cells_make_the_next_memory() -> None:
    """c = f · c before + i · g and h = o · tanh c, computed from the table alone."""
    lesson = EVERY["lstm"]
    end = lesson.program.end_of(0)
    values = History(lesson.program, lesson.start).at(end).values
    found = {
        (record["step"], record["cell"], record["unit"]): record["value"]
        for record in NetworkView().table(Moment(lesson, end, values), "steps").records
    }
    for step in range(1, 5):
        for unit in range(5):
            i, f, g, o = (found[step, gate, unit] for gate in "ifgo")
            c = f * found[step - 1, "c", unit] + i * g  # type: ignore[operator]
            assert found[step, "c", unit] == pytest.approx(c, rel=1e-15)
            h = o * np.tanh(c)
            assert found[step, "h", unit] == pytest.approx(h, rel=1e-15)


def test_a_network_without_recurrent_layers_has_no_steps() -> None:
    xor = load(find("xor"))
    assert unrolled_layers(xor.network) == {}
    assert set(steps_of_program(xor.network, xor.program.closing)) == {None}
    values = History(xor.program, xor.start).at(3).values
    view = NetworkView()
    assert view.table(Moment(xor, 3, values), "steps").rows == ()
    assert view.parts_in(xor) == ("units", "weights")
    assert view.parts_in(EVERY["gru"]) == ("units", "weights", "steps")
