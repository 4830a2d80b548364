"""The summary: every count of it re-adds, and no weight is made for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from visualnn import lesson
from visualnn.errors import UnknownNameError
from visualnn.layers import Add, Dense, Flatten
from visualnn.layers.convolution import Conv2d, ConvTranspose2d
from visualnn.layers.pooling import GlobalAveragePool, MaxPool
from visualnn.lesson import Outline, outline_of
from visualnn.lesson.file import from_dict
from visualnn.network import Network, build
from visualnn.ops import Array
from visualnn.tell import summary
from visualnn.tell.measure import TOTAL, formula_text, measures_of

DEEP: dict[str, Any] = {
    "format": 1,
    "name": "deep",
    "title": {"en": "Deep", "ko": "깊이"},
    "epochs": 1,
    "data": {"source": "table", "inputs": [[1.0, 2.0]], "targets": [[1.0]]},
    "layers": [
        {"name": "a", "kind": "dense", "units": 4, "activation": "relu"},
        {"name": "b", "kind": "dense", "units": 4, "trainable": False},
        {"name": "c", "kind": "dense", "units": 4, "shares": "b"},
        {"name": "sum", "kind": "add", "inputs": ["c", "a"]},
        {"name": "out", "kind": "dense", "units": 1},
    ],
    "loss": {"kind": "mean_squared_error"},
    "optimizer": {"kind": "sgd", "lr": 0.1},
}


def drawn(description: dict[str, Any]) -> Outline:
    return outline_of(from_dict(description))


def equations(text: str) -> dict[str, list[str]]:
    """What a card says of each count: the words, the numbers, the result."""
    lines = (line.split(" = ") for line in text.splitlines() if " = " in line)
    return {name: parts for name, *parts in lines}


def calculated(text: str) -> int:
    """What a reader with a calculator gets."""
    plain = text.replace("·", "*").replace("−", "-").replace("⌊", "int(").replace("⌋", ")")
    assert re.fullmatch(r"[0-9+*/() int-]+", plain), plain
    return int(eval(plain))  # noqa: S307  digits and signs only


def test_a_card_says_each_count_in_words_and_numbers() -> None:
    said = equations(summary.card(drawn(DEEP), "a"))
    assert said == {
        "output": ["(None, 4)"],
        "parameters": ["a.W + a.b", "2·4 + 4", "12"],
        "multiply-adds": ["inputs·units", "2·4", "8"],
        "numbers kept for one example": ["a.xW + a.z + a.a", "4 + 4 + 4", "12"],
        "memory": ["12·8", "96 bytes"],
        "sees": ["all of its example"],
    }


def test_frozen_and_shared_parameters_are_counted_once() -> None:
    shown = drawn(DEEP)
    said = {each.name: each for each in measures_of(shown.network)}
    counts = {name: (each.parameters.value, each.frozen.value) for name, each in said.items()}
    assert counts == {
        "a": (12, 0),
        "b": (20, 20),
        "c": (0, 0),
        "sum": (0, 0),
        "out": (5, 0),
        TOTAL: (37, 20),
    }
    assert said["c"].multiply_adds.value == 16
    assert equations(summary.card(shown, "b"))["frozen"] == ["b.W + b.b", "4·4 + 4", "20"]
    text = summary.summary(shown)
    assert "17 of them are trained, 20 are frozen" in text
    assert [line[0] for line in text.splitlines() if line.endswith(" (frozen)")] == ["b"]


def test_the_whole_network_is_the_sum_of_its_layers() -> None:
    said = equations(summary.card(drawn(DEEP), TOTAL))
    assert said["parameters"] == ["a + b + out", "12 + 20 + 5", "37"]
    assert said["multiply-adds"] == ["a + b + c + out", "8 + 16 + 16 + 4", "44"]
    assert calculated(said["numbers kept for one example"][1]) == 12 + 8 + 8 + 4 + 2


def test_the_kept_numbers_are_those_of_the_program() -> None:
    shown = lesson.from_dict(DEEP)
    kept = measures_of(shown.network)[-1].kept.value
    forward = [i for i in shown.program.closing if i.phase == "forward"]
    assert kept == sum(np.prod(shown.program.shapes[True][i.writes]) for i in forward)


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="there is no layer z; there are a, b, c, sum, out"):
        summary.card(drawn(DEEP), "z")


def windowed() -> Network:
    """Two paths of windows that meet, with strides, dilation and a painted one."""
    return build(
        (
            Conv2d(name="a", inputs=("x",), filters=2, size=3, stride=2, padding=1),
            MaxPool(name="p", inputs=("a",), size=(2, 3), stride=1),
            Conv2d(name="b", inputs=("p",), filters=2, size=(3, 1), dilation=(2, 1), biased=False),
            Conv2d(name="c", inputs=("p",), filters=2, size=(7, 1), padding=(1, 1, 0, 0)),
            Add(name="meet", inputs=("b", "c")),
            ConvTranspose2d(name="wide", inputs=("meet",), filters=1, size=4, stride=2),
            Conv2d(name="last", inputs=("wide",), filters=1, size=3),
        ),
        (1, 33, 29),
    )


def widths(network: Network, layer: str) -> tuple[int, ...]:
    """How wide the rectangle is that a number in the middle of a layer's output depends on."""
    random = np.random.default_rng(0)
    values = {"x": random.normal(size=network.shapes["x"])}
    values |= {p.name: random.normal(size=p.shape) for p in network.parameters}
    output = network.outputs[layer]
    middle = tuple(length // 2 for length in network.shapes[output][2:])

    def computed(x: Array) -> float:
        known = {**values, "x": x}
        for use in network.applications:
            known[use.writes] = use.op.compute("forward", *(known[name] for name in use.reads))
        return float(known[output][0, 0, *middle])

    before, lengths = computed(values["x"]), []
    for axis in (2, 3):
        lines = range(values["x"].shape[axis])
        moved = [
            n for n in lines if any(computed(x) != before for x in pushed(values["x"], axis, n))
        ]
        lengths.append(moved[-1] - moved[0] + 1)
    return tuple(lengths)


def pushed(x: Array, axis: int, line: int) -> Iterator[Array]:
    """With other numbers in one row or column; the largest of a window moves only when it is
    passed."""
    for step in (1e-3, 50.0, -50.0):
        more = x.copy()
        more.swapaxes(0, axis)[line] += step
        yield more


@pytest.mark.parametrize("layer", ["a", "p", "b", "c", "meet", "wide", "last"])
def test_a_number_sees_as_far_as_it_is_said_to(layer: str) -> None:
    network = windowed()
    sees = {each.name: each.sees for each in measures_of(network)}[layer]
    assert sees is not None
    said = tuple(int(axis.size.value) for axis in sees)
    found = widths(network, layer)
    if layer in ("wide", "last"):  # what one painted place lacks, its neighbour has
        assert all(a - 4 < b <= a for a, b in zip(said, found, strict=True))
    else:
        assert found == said


def test_lengths_and_sight_are_written_out() -> None:
    of = {each.name: each for each in measures_of(windowed())}
    texts = [formula_text(length.tree, lambda leaf: leaf.label) for length in of["a"].lengths]
    assert texts == ["⌊(33 + 1 + 1 − 3) / 2⌋ + 1", "⌊(29 + 1 + 1 − 3) / 2⌋ + 1"]
    assert [length.value for length in of["a"].lengths] == list(of["a"].shape[2:])
    p, b = of["p"].sees, of["b"].sees
    assert p is not None
    assert b is not None
    assert [formula_text(axis.size, lambda leaf: leaf.label) for axis in p] == [
        "3 + (2 − 1)·2",
        "3 + (3 − 1)·2",
    ]
    assert formula_text(b[0].size, lambda leaf: leaf.label) == "5 + (5 − 1)·2"
    assert of["b"].multiply_adds.symbols == (
        "height·width·filters·channels·filter height·filter width"
    )


def test_a_dense_layer_and_an_average_over_all_see_everything() -> None:
    layers = (
        Conv2d(name="c", inputs=("x",), filters=3, size=3),
        GlobalAveragePool(name="g", inputs=("c",)),
        Dense(name="out", inputs=("g",), units=2),
    )
    sights = [each.sees is None for each in measures_of(build(layers, (1, 8, 8)))]
    assert sights == [False, True, True, True]
    flat = build((Flatten(name="f", inputs=("x",)), Dense(name="e", inputs=("f",), units=2)), (8,))
    assert [each.sees is None for each in measures_of(flat)] == [False, True, True]
