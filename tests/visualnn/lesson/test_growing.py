"""Layers made wider and narrower, added and taken away, as changes that can be built."""

from __future__ import annotations

import pytest

from visualnn.lesson import Lesson, open_named
from visualnn.lesson.change import Change, parse_change, setting_text
from visualnn.lesson.changes import changed
from visualnn.lesson.growing import layer_behind, layer_of, resized, without_layer


def made(lesson: Lesson, change: Change | None) -> Lesson:
    assert change is not None
    return changed(lesson, [parse_change(setting_text(change))])


def widths(lesson: Lesson) -> dict[str, int]:
    start = lesson.start
    return {
        name: start[f"{name}.W"].shape[1]
        for name in ("hidden", "hidden2", "hidden3", "output")
        if f"{name}.W" in start
    }


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("hidden.W", "hidden"),
        ("d.hidden.W", "hidden"),
        ("val.output.a", "output"),
        ("x", None),
        ("L", None),
        ("lr", None),
    ],
)
def test_a_number_knows_its_layer(name: str, layer: str | None) -> None:
    assert layer_of(open_named("xor").spec, name) == layer
    assert layer_of(open_named("descent").spec, name) is None


def test_a_layer_is_made_wider_and_narrower_down_to_one_unit() -> None:
    lesson = open_named("playground")
    assert widths(made(lesson, resized(lesson.spec, "hidden", +1)))["hidden"] == 5
    one = made(lesson, resized(lesson.spec, "hidden", -3))
    assert widths(one)["hidden"] == 1
    assert resized(one.spec, "hidden", -1) is None
    assert resized(lesson.spec, "gone", +1) is None
    lenet = open_named("lenet").spec
    assert resized(lenet, "c1", +2) == Change("layers.c1.filters", 8)
    assert resized(lenet, "flat", +1) is None


def test_a_layer_is_added_behind_and_in_front_of_the_last_one() -> None:
    lesson = open_named("playground")
    more = made(lesson, layer_behind(lesson.spec, "hidden"))
    assert [layer.name for layer in more.network.layers] == [
        "hidden",
        "hidden3",
        "hidden2",
        "output",
    ]
    assert widths(more) == {"hidden": 4, "hidden3": 4, "hidden2": 2, "output": 1}
    front = made(lesson, layer_behind(lesson.spec, "output"))
    assert [layer.name for layer in front.network.layers][-2:] == ["hidden3", "output"]
    assert widths(front)["hidden3"] == 2
    assert layer_behind(open_named("neuron").spec, "n") is None
    assert layer_behind(open_named("descent").spec, "n") is None


def test_a_layer_is_taken_away_but_never_the_last_one() -> None:
    lesson = open_named("playground")
    fewer = made(lesson, without_layer(lesson.spec, "hidden2"))
    assert widths(fewer) == {"hidden": 4, "output": 1}
    assert without_layer(lesson.spec, "output") is None
    back = made(fewer, layer_behind(fewer.spec, "hidden"))
    assert len(widths(back)) == 3
