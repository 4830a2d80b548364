"""Which part of the drawing a number of the trace is, and what each part shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from ui.panels.network.geometry import LOSS, LOSSES, TARGET
from ui.panels.network.scene import (
    MAX_EDGE_COUNT,
    STRONGEST_EDGE_COUNT,
    Mode,
    Scene,
    bundles,
    drawn_edges,
    every_edge,
    make_scene,
)
from ui.panels.network.wiring import LayerPart, NetworkRegion, NetworkSpot, Wiring
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, from_dict, load
from visualnn.run.history import History
from visualnn.tell.frame import Focus, Frame, frame_at

DENSE = {"kind": "dense", "units": 6, "activation": "tanh", "weights": "he_normal"}
SUMS: Mapping[str, Any] = MappingProxyType(
    {
        "format": 1,
        "name": "sums",
        "title": {"en": "Sums", "ko": "덧셈"},
        "epochs": 3,
        "data": {"source": "xor"},
        "layers": [
            {"name": "first", **DENSE},
            {"name": "inner", **DENSE},
            {"name": "both", "kind": "add", "inputs": ["first", "inner"]},
            {"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"},
        ],
        "loss": {"kind": "binary_cross_entropy"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }
)
WHOLE = {
    "regularization": {"l2": 0.1},
    "clip": {"kind": "norm", "limit": 1.0, "convention": "keras"},
}
LESSONS: Mapping[str, Lesson] = {
    "whole": from_dict({**SUMS, **WHOLE, "callbacks": {"early_stopping": {"patience": 2}}}),
    "xor": load(find("xor")),
    "digits": load(find("digits")),
    "sums": from_dict(SUMS),
}
WIRINGS = {name: Wiring(it.network, it.program) for name, it in LESSONS.items()}


def frame_of(
    name: str, written: str = "", place: Source | None = None, iteration: int = 0
) -> Frame:
    """The frame at which a name has just been written; without one, the very beginning."""
    lesson = LESSONS[name]
    history = History(lesson.program, lesson.start)
    tick = 0
    if written:
        done = lesson.program.done_after(written, iteration)
        assert done is not None
        tick = lesson.program.start_of(iteration) + done
    return frame_at(lesson, history, tick, Focus(place) if place else None)


def scene_of(
    name: str,
    written: str = "",
    place: Source | None = None,
    *,
    mode: Mode = Mode.FOLLOW,
    chosen: int | None = None,
    iteration: int = 0,
) -> Scene:
    return make_scene(WIRINGS[name], frame_of(name, written, place, iteration), mode, chosen)


@pytest.mark.parametrize(
    ("lesson", "name", "region"),
    [
        ("xor", "x", NetworkRegion(LayerPart.UNIT, "x")),
        ("xor", "data.x", NetworkRegion(LayerPart.UNIT, "x")),
        ("xor", "hidden.xW", NetworkRegion(LayerPart.UNIT, "hidden")),
        ("xor", "d.hidden.z", NetworkRegion(LayerPart.UNIT, "hidden")),
        ("xor", "hidden.W", NetworkRegion(LayerPart.WEIGHT, "hidden")),
        ("xor", "d.output.W", NetworkRegion(LayerPart.WEIGHT, "output")),
        ("xor", "d.hidden.b", NetworkRegion(LayerPart.BIAS, "hidden")),
        ("xor", "losses", NetworkRegion(LayerPart.UNIT, LOSSES)),
        ("xor", "d.L", NetworkRegion(LayerPart.UNIT, LOSS)),
        ("xor", "lr", None),
        ("digits", "batch.x", NetworkRegion(LayerPart.UNIT, "x")),
        ("digits", "val.t", NetworkRegion(LayerPart.UNIT, TARGET)),
        ("digits", "val.output.a", NetworkRegion(LayerPart.UNIT, "output")),
        ("digits", "vhat.hidden.W", NetworkRegion(LayerPart.WEIGHT, "hidden")),
        ("digits", "m.output.b", NetworkRegion(LayerPart.BIAS, "output")),
        ("digits", "order", None),
        ("whole", "l2.output.W", NetworkRegion(LayerPart.OTHER, "output", "output.W")),
        ("whole", "norm.output.W", NetworkRegion(LayerPart.OTHER, "output", "output.W")),
        ("whole", "clipped.output.W", NetworkRegion(LayerPart.WEIGHT, "output")),
        ("whole", "stop.first.b", NetworkRegion(LayerPart.BIAS, "first")),
        ("sums", "d.first.a.use2", NetworkRegion(LayerPart.UNIT, "first")),
        ("sums", "d.both.z", NetworkRegion(LayerPart.UNIT, "both")),
    ],
)
def test_names_belong_to_parts(lesson: str, name: str, region: NetworkRegion | None) -> None:
    assert WIRINGS[lesson].region(name) == region


@pytest.mark.parametrize("name", LESSONS)
def test_every_layer_name_of_the_program_is_somewhere(name: str) -> None:
    wiring = WIRINGS[name]
    elsewhere = {"k", "epoch", "order", "rows", "correct", "accuracy"}
    elsewhere |= {"L.sum2", "L.sum3", "stop.better", "stop.best", "stop.wait", "stopped"}
    for instruction in wiring.program.closing:
        written = instruction.writes.removeprefix("val.")
        assert (wiring.region(instruction.writes) is None) == (written in elsewhere)


@pytest.mark.parametrize(
    ("lesson", "place", "spot"),
    [
        ("xor", Source("hidden.a", (3, 5)), NetworkSpot(LayerPart.UNIT, "hidden", 5)),
        ("xor", Source("hidden.W", (1, 4)), NetworkSpot(LayerPart.WEIGHT, "hidden", 4, 1)),
        ("xor", Source("d.hidden.b", (6,)), NetworkSpot(LayerPart.BIAS, "hidden", 6)),
        ("xor", Source("losses", (2,)), NetworkSpot(LayerPart.UNIT, LOSSES, 0)),
        ("xor", Source("L"), NetworkSpot(LayerPart.UNIT, LOSS, 0)),
        ("digits", Source("batch.t", (4, 0)), None),
        ("digits", Source("data.x", (900, 20)), NetworkSpot(LayerPart.UNIT, "x", 20)),
        ("digits", Source("rows", (4,)), None),
    ],
)
def test_numbers_are_units_weights_and_biases(
    lesson: str, place: Source, spot: NetworkSpot | None
) -> None:
    assert WIRINGS[lesson].spot(place) == spot


def test_a_spot_leads_back_to_its_number() -> None:
    scene = scene_of("xor", "hidden.z", Source("hidden.z", (2, 3)))
    for place in (Source("hidden.z", (2, 3)), Source("hidden.W", (1, 6)), Source("output.b", (0,))):
        spot = scene.wiring.spot(place)
        assert spot is not None
        assert scene.place(spot) == place
        assert scene.value(spot) == frame_of("xor", "hidden.z").values[place.name][place.index]


def test_blocks_show_the_latest_of_their_values() -> None:
    shown = [
        scene_of("xor", written).shown["hidden"].name
        for written in ("hidden.xW", "hidden.z", "hidden.a", "L")
    ]
    assert shown == ["hidden.xW", "hidden.z", "hidden.a", "hidden.a"]
    before = scene_of("xor", "t")
    assert before.shown["hidden"].array is None
    assert before.numbers["hidden"] is None
    assert before.value(NetworkSpot(LayerPart.UNIT, "hidden", 0)) is None
    assert before.numbers["x"] is not None


def test_at_the_beginning_nothing_but_parameters_is_known() -> None:
    scene = scene_of("xor")
    assert set(scene.numbers.values()) == {None}
    assert scene.value(NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 1)) is not None
    assert scene.focus is None
    assert scene.regions == ()


def test_the_row_in_focus_is_shown() -> None:
    assert scene_of("xor", "hidden.a", Source("hidden.a", (2, 1))).row == 2
    assert scene_of("xor", "losses", Source("losses", (3,))).row == 3
    assert scene_of("xor", "d.hidden.W", Source("d.hidden.W", (1, 3))).row == 0
    assert scene_of("xor", "d.hidden.W", Source("d.hidden.W", (1, 3)), chosen=2).row == 2
    assert scene_of("xor", "t", Source("t", (1, 0)), chosen=99).row == 3
    scene = scene_of("xor", "hidden.a", Source("hidden.a", (2, 1)))
    expected = frame_of("xor", "hidden.a").values["hidden.a"][2]
    numbers = scene.numbers["hidden"]
    assert numbers is not None
    assert np.array_equal(numbers, expected)


def test_gradients_are_followed_through_the_backward_phase() -> None:
    forward, backward, update = (
        scene_of("xor", written) for written in ("L", "d.hidden.z", "hidden.W")
    )
    assert (forward.gradient, backward.gradient, update.gradient) == (False, True, False)
    assert backward.shown["output"].name == "d.output.xW"
    assert backward.shown["hidden"].name == "d.hidden.z"
    assert backward.shown["x"].name == "x"
    assert backward.weights["hidden"].name == "d.hidden.W"
    assert backward.weights["hidden"].array is None
    assert update.weights["hidden"].name == "hidden.W"


def test_in_the_backward_phase_values_that_are_read_show() -> None:
    to_hidden = scene_of("xor", "d.hidden.a")
    assert to_hidden.weights["output"].name == "output.W"
    to_weights = scene_of("xor", "d.output.W")
    assert to_weights.shown["hidden"].name == "hidden.a"
    assert to_weights.shown["output"].name == "d.output.xW"
    assert to_weights.weights["output"].name == "d.output.W"
    looked_back = scene_of("xor", "hidden.W", Source("d.hidden.W", (1, 3)))
    assert looked_back.weights["hidden"].name == "d.hidden.W"
    assert looked_back.weights["output"].name == "output.W"


def test_values_or_gradients_alone_can_be_asked_for() -> None:
    values = scene_of("xor", "d.hidden.a", mode=Mode.VALUES)
    assert values.shown["hidden"].name == "hidden.a"
    gradients = scene_of("xor", "output.a", mode=Mode.GRADIENTS)
    assert gradients.shown["hidden"].array is None
    assert gradients.shown["x"].name == "x"


def test_partial_gradients_show_until_they_meet() -> None:
    names = [
        scene_of("sums", written).shown["first"].name
        for written in ("d.first.a.use1", "d.first.a.use2", "d.first.a")
    ]
    assert names == ["d.first.a.use1", "d.first.a.use2", "d.first.a"]


def test_the_evaluation_shows_validation_rows() -> None:
    last = LESSONS["digits"].program.iterations - 1
    scene = scene_of("digits", "val.output.z", iteration=last)
    assert scene.validation
    assert scene.shown["output"].name == "val.output.z"
    assert scene.shown[TARGET].name == "val.t"
    assert scene.rows == len(LESSONS["digits"].data.val_x)
    asked = scene_of("digits", "val.output.z", mode=Mode.GRADIENTS, iteration=last)
    assert asked.shown["output"].name == "val.output.z"
    assert not asked.gradient
    back = scene_of("digits", "val.output.z", Source("hidden.a", (3, 1)), iteration=last)
    assert not back.validation
    assert back.rows == LESSONS["digits"].plan.last
    assert scene_of("digits", "t").rows == LESSONS["digits"].plan.batch


def test_one_sum_lights_two_inputs_two_weights_and_one_unit() -> None:
    scene = scene_of("xor", "hidden.xW", Source("hidden.xW", (1, 3)))
    assert scene.focus == NetworkSpot(LayerPart.UNIT, "hidden", 3)
    assert scene.sources == (
        NetworkSpot(LayerPart.UNIT, "x", 0),
        NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 0),
        NetworkSpot(LayerPart.UNIT, "x", 1),
        NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 1),
    )
    assert scene.regions == (
        NetworkRegion(LayerPart.UNIT, "x"),
        NetworkRegion(LayerPart.WEIGHT, "hidden"),
        NetworkRegion(LayerPart.UNIT, "hidden"),
    )


def test_few_edges_are_drawn_and_of_many_the_strongest() -> None:
    assert bundles(WIRINGS["xor"]) == {"output": True, "hidden": True}
    assert bundles(WIRINGS["digits"]) == {"output": True, "hidden": False}
    total = len(every_edge(WIRINGS["digits"], "output").pairs) + STRONGEST_EDGE_COUNT
    assert total <= MAX_EDGE_COUNT
    scene = scene_of("digits")
    edges = drawn_edges(scene, "hidden", None)
    weights = np.abs(frame_of("digits").values["hidden.W"])
    assert (len(edges.pairs), edges.of, edges.unit) == (STRONGEST_EDGE_COUNT, 2048, None)
    sizes = weights[edges.index].tolist()
    assert sizes == sorted(sizes)
    assert sizes[0] == np.sort(weights, axis=None)[-STRONGEST_EDGE_COUNT]


def test_of_many_edges_those_of_the_unit_in_focus_are_drawn() -> None:
    scene = scene_of("digits", "hidden.xW", Source("hidden.xW", (0, 7)))
    into = drawn_edges(scene, "hidden", None)
    assert into.unit == ("hidden", 7)
    assert {unit for _, unit in into.pairs} == {7}
    assert {start for start, _ in into.pairs} == set(range(64))
    out = drawn_edges(scene, "hidden", NetworkSpot(LayerPart.UNIT, "x", 20))
    assert out.unit == ("x", 20)
    assert sorted(out.pairs) == [(20, unit) for unit in range(32)]


def test_weights_that_are_no_numbers_are_drawn_as_the_strongest() -> None:
    frame = frame_of("digits")
    broken = frame.values["hidden.W"].copy()
    broken[5, 6] = np.nan
    values = MappingProxyType({**frame.values, "hidden.W": broken})
    changed = Frame(**{**vars(frame), "values": values})
    scene = make_scene(WIRINGS["digits"], changed, Mode.FOLLOW, None)
    assert drawn_edges(scene, "hidden", None).pairs[-1] == (5, 6)


def test_of_weights_that_are_not_computed_some_are_drawn_everywhere() -> None:
    scene = scene_of("digits", "d.output.z")
    assert scene.weights["hidden"].array is None
    edges = drawn_edges(scene, "hidden", None)
    assert len(set(edges.pairs)) == STRONGEST_EDGE_COUNT
    assert len({start for start, _ in edges.pairs}) > 32
    assert {unit for _, unit in edges.pairs} == set(range(32))
    assert len(drawn_edges(scene, "hidden", NetworkSpot(LayerPart.UNIT, "hidden", 4)).pairs) == 64


def test_digits_are_a_picture_and_four_numbers_are_not() -> None:
    assert WIRINGS["digits"].blocks[0].columns == 8
    assert WIRINGS["xor"].blocks[0].columns == 0
    assert WIRINGS["digits"].ending.bars
    assert not WIRINGS["xor"].ending.bars


def test_every_instruction_of_penalties_clipping_and_callbacks_has_its_scene() -> None:
    program = LESSONS["whole"].program
    for ins in program.closing:
        shape = program.shapes[True][ins.writes]
        scene_of("whole", ins.writes, Source(ins.writes, (0,) * len(shape)), iteration=0)
