"""The short form of a gradient is what the long one gives, and is not shown where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson.changes import open_changed, parse_change
from visualnn.run.edits import Edit
from visualnn.run.history import History
from visualnn.tell.card import CardPart, Context, card_lines
from visualnn.tell.explain import Explanation, explain

CASES = [
    ("xor", (), "(a[1,0] − t[1,0]) / 4"),
    ("digits", (), "(a[1,0] − t[1,0]) / 32"),
    ("digits", ("loss.label_smoothing=0.1",), "(a[1,0] − smooth_t[1,0]) / 32"),
]


def opened(name: str, settings: tuple[str, ...]) -> tuple[History, int, Context]:
    lesson = open_changed(name, [parse_change(setting) for setting in settings])
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(2)
    return history, tick, Context.at(lesson, history, tick)


def symbols(told: Explanation) -> str:
    assert told.short is not None
    return "".join(token.text for token in told.short.symbols)


@pytest.mark.parametrize(("name", "settings", "form"), CASES)
def test_short_and_long_agree_at_every_index(
    name: str, settings: tuple[str, ...], form: str
) -> None:
    history, tick, context = opened(name, settings)
    values = history.at(tick).values["d.output.z"]
    for index in np.ndindex(values.shape):
        told = explain(history, tick, Source("d.output.z", index))
        assert told.short is not None
        assert told.short.value == pytest.approx(told.value, rel=1e-9, abs=1e-15)
        for leaf in told.short.tree.leaves():
            if leaf.source is not None:
                assert leaf.number == context.values[leaf.source.name][leaf.source.index]
    told = explain(history, tick, Source("d.output.z", (1, 0)))
    assert symbols(told) == form
    (line,) = [line for line in card_lines(context, told) if line.part is CardPart.SHORT_FORM]
    assert line.text.startswith(f"shorter: {form} = ")


def test_where_the_loss_per_row_counts_otherwise_its_gradient_stands_in_the_short_form() -> None:
    history, tick, _ = opened("xor", ())
    made = history.program.written_at("d.losses", tick)
    assert made is not None
    history.edit(Edit(made, Source("d.losses", (1,)), 0.75))
    told = explain(history, tick, Source("d.output.z", (1, 0)))
    assert symbols(told) == "∂L/∂losses[1] · (a[1,0] − t[1,0])"
    assert told.short is not None
    assert told.short.value == pytest.approx(told.value, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "edits"),
    [("digits", {"t": 0.5}), ("xor", {"output.a": 1.0}), ("digits", {"output.a": 0.0})],
    ids=["targets that do not add up to 1", "a floor that acts", "a logarithm that is cut off"],
)
def test_no_short_form_where_it_would_not_be_equal(name: str, edits: dict[str, float]) -> None:
    history, tick, _ = opened(name, ())
    row = 1
    for edited, value in edits.items():
        made = history.program.written_at(edited, tick)
        assert made is not None
        target = history.at(tick).values["t"][row]
        history.edit(Edit(made, Source(edited, (row, int(target.argmax()))), value))
    assert explain(history, tick, Source("d.output.z", (row, 0))).short is None


@pytest.mark.parametrize("place", [Source("d.hidden.z", (0, 0)), Source("output.z", (0, 0))])
def test_other_numbers_have_no_short_form(place: Source) -> None:
    history, tick, _ = opened("digits", ())
    assert explain(history, tick, place).short is None
