"""The curves of the size rule against windows that are laid down one by one, and the calls of
libraries against what they say."""

from __future__ import annotations

import ast
import itertools
import math
from typing import Any

import pytest

from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.text import use_language
from visualnn.views import VIEWS, Moment
from visualnn.views.convolution import has_same_padding
from visualnn.views.library_calls import library_calls
from visualnn.views.size_curves import SizeStep, size_curves
from visualnn.views.windowed_layer import windowed_layers

CONVOLUTIONS = [
    {"kind": "conv2d", "filters": 2, "size": size, "stride": stride, "dilation": dilation,
     "padding": padding}
    for size, stride, dilation, padding in itertools.product(
        (1, 3, [2, 3]), (1, 2, [3, 1]), (1, 2), (0, 1, [1, 2, 0, 1], "same"))
]  # fmt: skip
POOLS = [
    {"kind": kind, "size": size, "stride": stride, "padding": padding, "rounding": rounding}
    for kind, size, stride, padding, rounding in itertools.product(
        ("max_pool", "average_pool"), (2, 3), (1, 2, 3), (0, 1), ("down", "up"))
]  # fmt: skip
TRANSPOSED = [
    {"kind": "conv_transpose2d", "filters": 2, "size": size, "stride": stride, "padding": padding}
    for size, stride, padding in itertools.product((2, 3), (1, 2, 3), (0, 1))
]


def lesson_of(layer: dict[str, Any]) -> Lesson:
    """One picture through a layer, ``c``, and a layer that makes two numbers of whatever it
    gives."""
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "epochs": 1,
            "data": {"source": "synthetic", "shape": [2, 9, 8], "classes": 2},
            "layers": [
                {"name": "c", **layer},
                {"name": "flat", "kind": "flatten"},
                {"name": "out", "kind": "dense", "units": 2},
            ],
            "loss": {"kind": "categorical_cross_entropy_with_logits"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


def laid(given: dict[str, int], *, ceil: bool) -> int | None:
    """How many windows there are, by laying them down until one does not fit."""
    length, before, after = given["input"], given["before"], given["after"]
    reach = given["dilation"] * (given["filter"] - 1) + 1
    if reach > length + before + after:
        return None
    count, start = 0, -before
    while start + reach <= length + after or (ceil and start + reach - given["stride"] < length
                                              + after and start < length):  # fmt: skip
        count, start = count + 1, start + given["stride"]
    return count


@pytest.mark.parametrize("layer", [*CONVOLUTIONS, *POOLS], ids=str)
def test_every_point_is_what_laying_windows_down_gives(layer: dict[str, Any]) -> None:
    lesson = lesson_of(layer)
    at = next(windowed_layers(lesson.network))
    same = has_same_padding(lesson, at)
    assert same == (layer["padding"] == "same")
    for n, (_word, size) in enumerate(at.sizes()):
        now = {"input": size.input, "filter": size.filter, "stride": size.stride,
               "dilation": size.dilation, "before": size.before, "after": size.after}  # fmt: skip
        curves = size_curves(at, n, same=same)
        assert ("padding" in [c.setting for c in curves]) is not same
        for curve in curves:
            for step in curve.steps:
                key = [curve.setting] if curve.setting != "padding" else ["before", "after"]
                given = now | dict.fromkeys(key, step.value)
                if same:
                    reach = given["dilation"] * (given["filter"] - 1) + 1
                    whole = max(0, (math.ceil(given["input"] / given["stride"]) - 1)
                                * given["stride"] + reach - given["input"])  # fmt: skip
                    given |= {"before": whole // 2, "after": whole - whole // 2}
                if (
                    "pool" in layer["kind"]
                    and max(given["before"], given["after"]) * 2 > given["filter"]
                ):
                    assert step.output is None  # a window would see more padding than input
                    continue
                assert step.output == laid(given, ceil=layer.get("rounding") == "up")
            here = [step for step in curve.steps if step.value == curve.now]
            assert [step.output for step in here] == (
                [size.output] if curve.now is not None else []
            )


def test_what_cannot_be_is_told_with_the_sum_and_what_would_fit() -> None:
    use_language("en")
    at = next(windowed_layers(lesson_of({"kind": "conv2d", "filters": 2, "size": 3}).network))
    steps = {c.setting: {s.value: s for s in c.steps} for c in size_curves(at, 1)}
    assert steps["dilation"][4] == SizeStep(
        4,
        None,
        sum="(8 + 2·0 − 9) / 1 + 1 = 0: a window 9 wide does not fit an input 8 wide; "
        "nearest that fit: padding 1, or a window at most 8 wide",
    )
    assert steps["stride"][2] == SizeStep(2, 3, 1, "⌊(8 − 3 + 2·0) / 2⌋ + 1")


def test_the_table_has_every_point_of_both_axes() -> None:
    lesson = open_named("sizes")
    table = VIEWS["convolution"].table(Moment(lesson, 0, lesson.start), "curve")
    at = next(windowed_layers(lesson.network))
    expected = [
        (word, curve.setting, step.value, step.output, step.left_over)
        for n, word in enumerate(("height", "width"))
        for curve in size_curves(at, n)
        for step in curve.steps
    ]
    assert list(table.rows) == expected


def test_the_mean_of_everything_has_no_curve() -> None:
    at = next(windowed_layers(lesson_of({"kind": "global_max_pool"}).network))
    assert size_curves(at, 0) == ()


def pair(value: object) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)


def torch_output(text: str, read: tuple[int, int]) -> tuple[int, ...]:
    """The lengths that a line of PyTorch gives, by the formulas of its documentation."""
    lengths = list(read)
    for call in ast.parse(f"({text},)", mode="eval").body.elts:  # type: ignore[attr-defined]
        kind = call.func.attr
        given = [ast.literal_eval(each) for each in call.args]
        words = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
        if kind == "ZeroPad2d":
            left, right, top, bottom = given[0]
            lengths = [lengths[0] + top + bottom, lengths[1] + left + right]
            continue
        if kind == "AdaptiveAvgPool2d":
            return (1, 1)
        sizes = pair(given[-1])
        strides = pair(words.get("stride", sizes if kind.endswith("Pool2d") else 1))
        gaps, more = pair(words.get("dilation", 1)), pair(words.get("output_padding", 0))
        padding = words.get("padding", 0)
        for n in range(2):
            reach = gaps[n] * (sizes[n] - 1) + 1
            if padding == "same":
                assert strides == (1, 1)
                continue
            pad = pair(padding)[n]
            if kind == "ConvTranspose2d":
                lengths[n] = (lengths[n] - 1) * strides[n] - 2 * pad + reach + more[n]
            elif words.get("ceil_mode"):
                count = math.ceil((lengths[n] + 2 * pad - reach) / strides[n]) + 1
                lengths[n] = count - ((count - 1) * strides[n] >= lengths[n] + pad)
            else:
                lengths[n] = (lengths[n] + 2 * pad - reach) // strides[n] + 1
    return tuple(lengths)


def keras_output(text: str, read: tuple[int, int]) -> tuple[int, ...]:
    """The lengths that a line of Keras gives, by its documentation."""
    lengths = list(read)
    for call in ast.parse(f"({text},)", mode="eval").body.elts:  # type: ignore[attr-defined]
        kind = call.func.id
        given = [ast.literal_eval(each) for each in call.args]
        words = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
        if kind == "ZeroPadding2D":
            ends = given[0] if isinstance(given[0], tuple) else ((given[0],) * 2,) * 2
            lengths = [n + sum(pair(end)) for n, end in zip(lengths, ends, strict=True)]
            continue
        sizes = pair(given[-1])
        strides = pair(words.get("strides", sizes if "Pooling" in kind else 1))
        gaps = pair(words.get("dilation_rate", 1))
        for n in range(2):
            reach = gaps[n] * (sizes[n] - 1) + 1
            if kind == "Conv2DTranspose":
                lengths[n] = (lengths[n] - 1) * strides[n] + reach
            elif words.get("padding") == "same":
                lengths[n] = math.ceil(lengths[n] / strides[n])
            else:
                lengths[n] = (lengths[n] - reach) // strides[n] + 1
    return tuple(lengths)


@pytest.mark.parametrize("layer", [*CONVOLUTIONS, *POOLS, *TRANSPOSED], ids=str)
def test_the_calls_of_libraries_give_the_layers_size(layer: dict[str, Any]) -> None:
    lesson = lesson_of(layer)
    at = next(windowed_layers(lesson.network))
    calls = library_calls(at, same=has_same_padding(lesson, at))
    assert torch_output(calls["PyTorch"], (9, 8)) == at.lengths
    if "Keras" in calls:
        assert keras_output(calls["Keras"], (9, 8)) == at.lengths
    else:
        assert layer["padding"] != 0 or layer.get("rounding") == "up"
