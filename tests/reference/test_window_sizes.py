"""For two thousand settings the convolution view gives the size that PyTorch gives, and its windows
and what they leave over are those of a count by trying."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.window_sizes import SETTING_COUNT, WindowSetting, settings
from visualnn.layers import Application
from visualnn.ops import Op, Shape
from visualnn.ops.convolution import Conv2d, ConvTranspose2d
from visualnn.ops.pooling import MaxPool
from visualnn.views.window_places import AxisWindows, windows_along
from visualnn.views.windowed_layer import WindowedLayer


@pytest.fixture(scope="module")
def theirs() -> list[list[int]]:
    with np.load(Path(__file__).parent / "window_sizes.npz", allow_pickle=False) as file:
        sizes: list[list[int]] = file["sizes"].tolist()
    return sizes


def layer_of(setting: WindowSetting) -> WindowedLayer:
    filters: Shape = (1, 1, *setting.size)
    op: Op
    if setting.kind == "conv":
        op = Conv2d(setting.stride, setting.padding, setting.dilation)
    elif setting.kind == "transposed":
        op = ConvTranspose2d(setting.stride, setting.padding, setting.extra, setting.dilation)
    else:
        ends = (setting.padding[:2], setting.padding[2:])
        op = MaxPool(setting.size, setting.stride, ends, setting.kind == "pool rounded up")
        filters = ()
    reads = ("x", "W") if filters else ("x",)
    read = (1, 1, *setting.input)
    return WindowedLayer(
        Application(op, reads, "z", "c"),
        "x",
        "z",
        "W" if filters else None,
        None,
        read,
        filters,
    )


def test_sizes_are_pytorchs(theirs: list[list[int]]) -> None:
    found = list(settings())
    assert len(found) == SETTING_COUNT == len(theirs)
    assert sum(setting.input[0] != setting.input[1] for setting in found) > SETTING_COUNT / 3
    for setting, size in zip(found, theirs, strict=True):
        at = layer_of(setting)
        assert [each.output for _word, each in at.sizes()] == size, setting
        assert list(at.lengths) == size, setting


def tried(setting: WindowSetting, n: int) -> tuple[list[int], set[int], range]:
    """Where windows begin along an axis, the places that one of them has a tap at, and, where they
    lie on the input, all places, padding included: by walking along a line."""
    before, after = setting.padding[2 * n : 2 * n + 2]
    size, stride, dilation = setting.size[n], setting.stride[n], setting.dilation[n]
    length = setting.input[n]
    if setting.kind == "transposed":  # windows lie on the output: one for each number of the input
        starts = [q * stride - before for q in range(length)]
        reached = {start + k * dilation for start in starts for k in range(size)}
        return starts, reached, range(0)
    starts = []
    for start in range(-before, length + after, stride):
        ends_inside = start + (size - 1) * dilation < length + after
        last_one = setting.kind == "pool rounded up" and start < length
        covered_before = starts and starts[-1] + (size - 1) * dilation >= length + after - 1
        if ends_inside or (last_one and not covered_before):
            starts.append(start)
    reached = {start + k * dilation for start in starts for k in range(size)}
    return starts, reached, range(-before, max(length + after, max(reached) + 1))


def test_windows_and_what_no_window_reaches_are_those_of_a_count_by_trying() -> None:
    left_over = 0
    for setting in settings():
        at = layer_of(setting)
        for n, (axis, (_word, size)) in enumerate(zip(windows_along(at), at.sizes(), strict=True)):
            starts, reached, places = tried(setting, n)
            assert list(axis.starts) == starts, setting
            assert [axis.taps(q)[0] for q in range(axis.axis.count)] == starts
            if setting.kind != "transposed":
                assert range(axis.first, axis.end) == places, setting
                behind = [place for place in places if place > max(reached)]
                assert list(axis.left_over) == behind, setting
                assert size.left_over == len(behind), setting
                left_over += bool(behind)
            shown = range(axis.first, axis.end)
            assert list(axis.unreached) == [p for p in shown if p not in reached], setting
    assert left_over > 500


def test_a_window_between_places_reaches_none_of_them() -> None:
    axis = AxisWindows(layer_of(
        WindowSetting("conv", (1, 9), (1, 2), (1, 3), (1, 1), (0, 0, 0, 0), (0, 0))
    ).axes[1])  # fmt: skip
    assert axis.starts == (0, 3, 6)
    assert axis.unreached == (2, 5, 8)
    assert axis.left_over == (8,)
