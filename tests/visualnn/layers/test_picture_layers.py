"""Layers over pictures and sequences: what they open into, their parameters, sizes and refusals."""

from __future__ import annotations

import pytest

from visualnn.errors import SettingError, ShapeError
from visualnn.initializers import Given, first_values
from visualnn.layers import (
    AveragePool,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    GlobalAveragePool,
    Layer,
    MaxPool,
    ZeroPadding,
)
from visualnn.network import Network, build
from visualnn.ops import Shape

X = ("x",)


def opened(layer: Layer, *example: int) -> Network:
    return build((layer,), example)


def test_a_convolution_is_a_product_and_a_bias() -> None:
    network = opened(Conv2d("c", X, "relu", filters=6, size=5, padding=2), 1, 28, 28)
    told = [(use.op.title, use.reads, use.writes) for use in network.applications]
    assert told == [
        ("2-D convolution", ("x", "c.W"), "c.xW"),
        ("Add the channel's bias", ("c.xW", "c.b"), "c.z"),
        ("ReLU", ("c.z",), "c.a"),
    ]
    assert [(p.name, p.shape, p.fan_in, p.fan_out) for p in network.parameters] == [
        ("c.W", (6, 1, 5, 5), 25, 150),
        ("c.b", (6,), 25, 150),
    ]
    assert network.shapes["c.a"] == (1, 6, 28, 28)


def test_a_convolution_without_bias_ends_with_its_product() -> None:
    network = opened(Conv1d("c", X, filters=2, size=3, biased=False), 4, 9)
    assert [use.writes for use in network.applications] == ["c.z"]
    assert [p.name for p in network.parameters] == ["c.W"]


@pytest.mark.parametrize(
    ("layer", "example", "shape", "fans"),
    [
        (Conv2d("c", X, filters=8, size=(3, 2), groups=2), (6, 4, 4), (8, 3, 3, 2), (18, 48)),
        (Conv1d("c", X, filters=8, size=3, groups=4), (4, 9), (8, 1, 3), (3, 24)),
        (ConvTranspose2d("c", X, filters=6, size=2, groups=2), (4, 3, 3), (4, 3, 2, 2), (12, 16)),
        (ConvTranspose1d("c", X, filters=6, size=3), (4, 5), (4, 6, 3), (18, 12)),
    ],
)  # fmt: skip
def test_fans_are_those_of_pytorch(
    layer: Layer, example: Shape, shape: Shape, fans: tuple[int, int]
) -> None:
    """torch.nn.init._calculate_fan_in_and_fan_out of a weight of that shape."""
    first, second = opened(layer, *example).parameters
    assert (first.shape, first.fan_in, first.fan_out) == (shape, *fans)
    assert (second.fan_in, second.fan_out) == fans


@pytest.mark.parametrize(
    ("layer", "example", "sizes", "counted"),
    [
        (Conv2d("l", X, filters=1, size=11, stride=4, padding=2), (3, 224, 224), (55, 55),
         {"height", "width"}),
        (Conv2d("l", X, filters=1, size=11, stride=4), (3, 227, 227), (55, 55), set()),
        (Conv2d("l", X, filters=1, size=7, stride=2, padding=3), (3, 224, 225), (112, 113),
         {"height"}),
        (Conv2d("l", X, filters=1, size=3, padding="same"), (3, 5, 4), (5, 4), set()),
        (Conv2d("l", X, filters=1, size=(2, 4), padding="same"), (3, 5, 4), (5, 4), set()),
        (Conv2d("l", X, filters=1, size=3, stride=2, padding="same"), (3, 5, 4), (3, 2), set()),
        (Conv2d("l", X, filters=1, size=1, stride=2, padding="same"), (3, 4, 5), (2, 3),
         {"height"}),
        (Conv2d("l", X, filters=1, size=3, dilation=2, padding="same"), (3, 5, 4), (5, 4), set()),
        (Conv2d("l", X, filters=1, size=2, padding=(1, 2, 3, 4)), (3, 5, 4), (7, 10), set()),
        (Conv1d("l", X, filters=1, size=3, stride=(2,), padding=(0, 2)), (3, 6), (3,), {"width"}),
        (MaxPool("l", X, size=2), (3, 7, 6), (3, 3), {"height"}),
        (MaxPool("l", X, size=3, stride=2, rounding="up"), (3, 112, 112), (56, 56),
         {"height", "width"}),
        (MaxPool("l", X, size=3, stride=2, padding="same"), (3, 7, 4), (4, 2), set()),
        (MaxPool("l", X, size=2), (3, 7), (3,), {"width"}),
        (AveragePool("l", X, size=2, stride=1, padding="same"), (3, 7, 4), (7, 4), set()),
        (GlobalAveragePool("l", X), (3, 7, 4), (), set()),
        (GlobalAveragePool("l", X), (3, 7), (), set()),
        (ZeroPadding("l", X), (3, 7, 4), (9, 6), set()),
        (ZeroPadding("l", X, padding=(1, 0, 2, 3)), (3, 7, 4), (8, 9), set()),
        (ZeroPadding("l", X, padding=(2, 3)), (3, 7), (12,), set()),
        (ConvTranspose2d("l", X, filters=3, size=2, stride=2), (3, 7, 4), (14, 8), set()),
        (ConvTranspose2d("l", X, filters=3, size=3, stride=2, padding=1, output_padding=1),
         (3, 7, 4), (14, 8), set()),
        (ConvTranspose2d("l", X, filters=3, size=3, stride=2, padding="same"), (3, 7, 4),
         (14, 8), set()),
        (ConvTranspose2d("l", X, filters=3, size=(1, 4), stride=3, padding="same"), (3, 7, 4),
         (21, 12), set()),
        (ConvTranspose1d("l", X, filters=3, size=4, stride=2, padding="same"), (3, 7), (14,),
         set()),
    ],
)  # fmt: skip
def test_sizes_and_the_roundings_that_are_seen(
    layer: Layer, example: Shape, sizes: Shape, counted: set[str]
) -> None:
    network = opened(layer, *example)
    assert network.shapes[network.output] == (1, 3, *sizes) or (
        network.shapes[network.output] == (1, 1, *sizes)
    )
    known = {f"l.{word}" for word in ("height", "width")}
    assert known & {use.writes for use in network.applications} == {f"l.{w}" for w in counted}
    assert known & {use.writes for use in network.evaluation} == {f"l.{w}" for w in counted}


def test_same_puts_the_odd_place_at_the_end() -> None:
    """Keras 3.15: a filter of 2 sees one row more below and one column more at the right."""
    network = opened(Conv2d("l", X, filters=1, size=2, padding="same"), 1, 4, 4)
    assert network.applications[0].op.padding == (0, 1, 0, 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("layer", "example", "error", "sentence"),
    [
        (Conv2d("l", X, filters=1, size=3), (9,), ShapeError,
         r"conv2d layer l reads \(channel, height, width\) of each example, not \(9,\)"),
        (Conv2d("l", X, filters=1, size=3), (3, 9), ShapeError, "reads"),
        (Conv1d("l", X, filters=1, size=3), (3, 9, 9), ShapeError, r"\(channel, width\)"),
        (MaxPool("l", X, size=2), (9,), ShapeError, "max_pool layer l reads"),
        (GlobalAveragePool("l", X), (9,), ShapeError, "reads"),
        (ZeroPadding("l", X), (9,), ShapeError, "reads"),
        (Conv2d("l", X, filters=1, size=5), (1, 4, 4), ShapeError,
         r"\(4 \+ 2·0 − 5\) / 1 \+ 1 = 0: a window 5 high does not fit an input 4 high"),
        (Conv2d("l", X, filters=4, size=3, groups=2), (3, 4, 4), SettingError,
         "3 input channels and 4 filters do not divide into 2 groups"),
        (Conv2d("l", X, filters=3, size=3, groups=2), (4, 4, 4), SettingError, "3 filters"),
        (Conv2d("l", X, filters=3, size=3, groups=0), (4, 4, 4), SettingError, "0 groups"),
        (Conv2d("l", X, filters=3, size=(3,)), (4, 4, 4), SettingError,
         "layer l needs 2 numbers as its size, not 1"),
        (Conv2d("l", X, filters=3, size=3, stride=0, padding="same"), (4, 4, 4), SettingError,
         "layer l cannot have stride = 0; the least is 1"),
        (Conv2d("l", X, filters=3, size=3, padding=(1, 1)), (4, 4, 4), SettingError,
         "needs 4 numbers as its padding, not 2"),
        (Conv2d("l", X, filters=3, size=3, padding=-1), (4, 4, 4), SettingError, "least is 0"),
        (MaxPool("l", X, size=(2, 2)), (3, 9), SettingError, "needs 1 numbers as its size"),
        (MaxPool("l", X, size=2, padding=2), (3, 9), SettingError, "more padding than input"),
        (ConvTranspose1d("l", X, filters=1, size=2, output_padding=1), (3, 9), SettingError,
         "output_padding = 1"),
        (ConvTranspose1d("l", X, filters=1, size=2, padding=9), (3, 2), ShapeError,
         "the padding cuts everything off"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    layer: Layer, example: Shape, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        opened(layer, *example)


def test_filters_can_be_written_down() -> None:
    edge = Given((((((-1.0, 1.0), (-1.0, 1.0)),)),))
    values = first_values(edge, seed=0, place="c.W", shape=(1, 1, 2, 2), fan_in=4, fan_out=4)
    assert values.tolist() == [[[[-1, 1], [-1, 1]]]]
    ragged = Given(((((-1.0, 1.0), (-1.0,)),),))
    with pytest.raises(ShapeError, match=r"c\.W are not all of one length"):
        first_values(ragged, seed=0, place="c.W", shape=(1, 1, 2, 2), fan_in=4, fan_out=4)
