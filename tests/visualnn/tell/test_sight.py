"""How far a number sees, for every kind of layer: against the numbers that go wrong when one number
of the input is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn.layers import KINDS
from visualnn.lesson import Lesson, from_dict
from visualnn.tell.measure import measures_of
from visualnn.views.fan import fan_of

LENGTH = 48
"""Places of the sequence: so many that what one number sees has no end in it."""
SLIDING = frozenset(
    {"conv1d", "conv_transpose1d", "max_pool", "average_pool", "zero_padding", "upsampling1d"}
)
"""Kinds that move along an axis; the two-dimensional ones are the same along each of two."""
PLACE_BY_PLACE = ("dropout", "gaussian_noise", "prelu", "batch_norm")
"""Kinds that see the same place alone."""
MEETING = ("add", "multiply", "average", "maximum", "concatenate")
Layers = Sequence[Mapping[str, Any]]


def lesson_of(layers: Layers, shape: tuple[int, ...] = (1, LENGTH)) -> Lesson:
    """A sequence through these layers; what comes behind sees everything."""
    last = str(layers[-1]["name"])
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 1,
            "data": {
                "source": "table",
                "inputs": np.ones((1, int(np.prod(shape)))).tolist(),
                "targets": [[0.3]],
                "shape": list(shape),
            },
            "layers": [
                *layers,
                {"name": "flat", "kind": "flatten", "inputs": [last]},
                {"name": "out", "kind": "dense", "units": 1},
            ],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


def moved_by_each(lesson: Lesson, name: str) -> np.ndarray:
    """Which places of a value ``(input places, output places)`` are no number any more when one of
    the input is none."""
    found = []
    for place in np.ndindex(*lesson.network.shapes["x"][2:]):
        x = np.ones(lesson.network.shapes["x"])
        x[(0, 0, *place)] = np.nan
        values = {**lesson.start, "x": x}
        for use in lesson.network.evaluation:
            with np.errstate(all="ignore"):
                values[use.writes] = use.op.compute("forward", *(values[n] for n in use.reads))
            if use.writes == name:
                break
        found.append(np.isnan(values[name][0]).any(axis=0))
    return np.array(found)


def check(layers: Layers) -> None:
    """The fan of every cell is what moves it, and the largest width is what the summary says."""
    lesson = lesson_of(layers)
    name = lesson.network.outputs[str(layers[-1]["name"])]
    moved = moved_by_each(lesson, name)
    sees = next(
        each.sees for each in measures_of(lesson.network) if each.name == layers[-1]["name"]
    )
    assert sees is not None
    (axis,) = sees
    assert axis.size.value == axis.width
    widths = [0]
    for cell in range(moved.shape[1]):
        places = np.flatnonzero(moved[:, cell])
        told = axis.at(cell)
        span = fan_of(lesson.network, name, (cell,)).get("x")
        if not places.size:
            assert span is None or not span[0].inside
            continue
        assert span is not None
        assert sorted(span[0].inside) == places.tolist()
        assert told is not None
        # what lies beyond the ends of the sequence is not there to be moved
        assert max(told[0], 0) <= places[0]
        assert places[-1] <= min(told[1], LENGTH - 1)
        if told[0] >= 0 and told[1] < LENGTH and is_inside(lesson, name, cell):
            assert told == (places[0], places[-1])
            widths.append(int(places[-1] - places[0]) + 1)
    if max(widths) > 1:
        assert max(widths) == axis.width


def is_inside(lesson: Lesson, name: str, cell: int) -> bool:
    """Whether a cell is made from no padding, here or in any layer before."""
    return all(span[0].padded == 0 for span in fan_of(lesson.network, name, (cell,)).values())


SINGLE: Mapping[str, Layers] = {
    "repeated": [
        {"name": "up", "kind": "upsampling1d", "size": 3},
        {"name": "c", "kind": "conv1d", "filters": 2, "size": 5},
    ],
    "repeated and strided": [
        {"name": "up", "kind": "upsampling1d", "size": 2},
        {"name": "c", "kind": "conv1d", "filters": 1, "size": 2, "stride": 2},
    ],
    "repeated, framed and strided": [
        {"name": "up", "kind": "upsampling1d", "size": 2},
        {"name": "frame", "kind": "zero_padding", "padding": [1, 0]},
        {"name": "c", "kind": "conv1d", "filters": 1, "size": 2, "stride": 2},
    ],
    "painted with gaps": [
        {"name": "p", "kind": "conv_transpose1d", "filters": 1, "size": 2, "stride": 3,
         "dilation": 2},
        {"name": "c", "kind": "max_pool", "size": 3, "stride": 1},
    ],
    "two ways of one length": [
        {"name": "a", "kind": "conv1d", "filters": 1, "size": 3, "padding": [2, 0]},
        {"name": "b", "kind": "conv1d", "filters": 1, "size": 3, "padding": [0, 2],
         "inputs": ["x"]},
        {"name": "sum", "kind": "add", "inputs": ["a", "b"]},
    ],
}  # fmt: skip
WIDTHS = {"repeated": 3, "repeated and strided": 1, "repeated, framed and strided": 2,
          "two ways of one length": 5}  # fmt: skip


@pytest.mark.parametrize("name", SINGLE)
def test_what_enlarges_is_seen_in_groups(name: str) -> None:
    check(SINGLE[name])
    sees = measures_of(lesson_of(SINGLE[name]).network)[len(SINGLE[name]) - 1].sees
    assert sees is not None
    assert sees[0].width == WIDTHS.get(name, sees[0].width)


@st.composite
def chains(draw: st.DrawFn) -> Layers:
    """Some layers behind each other, of every kind that moves along an axis or sees one place."""
    layers: list[Mapping[str, Any]] = []
    for n in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([*sorted(SLIDING), *PLACE_BY_PLACE, "meeting"]))
        made: dict[str, Any] = {"name": f"l{n}", "kind": kind}
        if kind in {"conv1d", "conv_transpose1d", "max_pool", "average_pool"}:
            made |= {"size": draw(st.integers(1, 4)), "stride": draw(st.integers(1, 3))}
        if kind in {"conv1d", "conv_transpose1d"}:
            made |= {"filters": draw(st.integers(1, 2)), "dilation": draw(st.integers(1, 2))}
        if kind == "conv1d":
            made["padding"] = draw(st.sampled_from(["same", "valid", 1, [0, 2], [2, 1]]))
        if kind in {"max_pool", "average_pool"}:
            made["rounding"] = draw(st.sampled_from(["up", "down"]))
        if kind == "zero_padding":
            made["padding"] = [draw(st.integers(0, 2)), draw(st.integers(0, 2))]
        if kind == "upsampling1d":
            made["size"] = draw(st.integers(1, 3))
        if kind == "meeting":
            before = str(layers[-1]["name"]) if layers else "x"
            layers.append({"name": f"w{n}", "kind": "conv1d", "filters": 1, "padding": "same",
                           "size": draw(st.integers(1, 4)), "inputs": [before]})  # fmt: skip
            layers.append({"name": f"v{n}", "kind": "conv1d", "filters": 1, "padding": "same",
                           "size": draw(st.integers(1, 4)), "inputs": [before]})  # fmt: skip
            made |= {"kind": draw(st.sampled_from(MEETING)), "inputs": [f"w{n}", f"v{n}"]}
        layers.append(made)
    return layers


@given(chains())
def test_any_chain_sees_what_moves_it(layers: Layers) -> None:
    try:
        lesson = lesson_of(layers)
    except Exception:  # noqa: BLE001  sizes that do not fit are tested elsewhere
        return
    if max(shape[-1] for shape in lesson.network.shapes.values() if len(shape) == 3) < 400:
        check(layers)


def test_every_kind_of_layer_is_tried_or_sees_everything() -> None:
    """A new kind says what it sees, and is put into a list here."""
    whole = {"global_average_pool", "global_max_pool", "layer_norm", "rnn", "lstm", "gru"}
    shaped = {
        "dense",
        "flatten",
        "reshape",
        "permute",
        "embedding",
        "dense_steps",
        "maxout",
        "vote",
    }
    two = {"conv2d", "conv_transpose2d", "upsampling2d"}
    assert set(KINDS) == SLIDING | set(PLACE_BY_PLACE) | set(MEETING) | whole | shaped | two


@pytest.mark.parametrize("kind", ["conv2d", "conv_transpose2d", "upsampling2d", "max_pool"])
def test_each_axis_of_a_picture_is_seen_as_that_of_a_sequence(kind: str) -> None:
    settings: Mapping[str, Mapping[str, Any]] = {
        "conv2d": {"filters": 1, "size": [3, 2], "stride": [2, 1], "dilation": [1, 2]},
        "conv_transpose2d": {"filters": 1, "size": [2, 3], "stride": [3, 2]},
        "upsampling2d": {"size": [2, 3]},
        "max_pool": {"size": [2, 3], "stride": [1, 2]},
    }
    layers = [
        {"name": "a", "kind": kind, **settings[kind]},
        {"name": "b", "kind": "conv2d", "filters": 1, "size": [3, 4], "stride": [1, 2]},
    ]
    lesson = lesson_of(layers, (1, 12, 13))
    name = lesson.network.outputs["b"]
    sees = next(each.sees for each in measures_of(lesson.network) if each.name == "b")
    assert sees is not None
    found = [0, 0]
    moved = moved_by_each(lesson, name).reshape(12, 13, *lesson.network.shapes[name][2:])
    for cell in np.ndindex(*lesson.network.shapes[name][2:]):
        for axis in range(2):
            seen = np.flatnonzero(moved[(..., *cell)].any(axis=1 - axis))
            if seen.size:
                found[axis] = max(found[axis], int(seen[-1] - seen[0]) + 1)
    assert [axis.width for axis in sees] == found
