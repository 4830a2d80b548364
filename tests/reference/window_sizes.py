"""Two thousand settings of layers with windows, oblong ones among them, for the comparison of sizes
with PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SETTING_COUNT = 2000
KINDS = ("conv", "pool", "pool rounded up", "transposed")

Pair = tuple[int, int]


@dataclass(frozen=True)
class WindowSetting:
    """One layer over pictures of one channel; pairs are height and width."""

    kind: str
    input: Pair
    size: Pair
    stride: Pair
    dilation: Pair
    padding: tuple[int, int, int, int]
    """Top, bottom, left, right."""
    extra: Pair
    """Of a transposed convolution: its output_padding."""


def settings() -> Iterator[WindowSetting]:
    """The settings, the same each time."""
    random = np.random.default_rng(2_000)
    made = 0
    while made < SETTING_COUNT:
        kind = KINDS[made % len(KINDS)]
        found = _drawn(random, kind)
        if _fits(found):
            made += 1
            yield found


def _drawn(random: np.random.Generator, kind: str) -> WindowSetting:
    def pair(low: int, high: int) -> Pair:
        one, other = (int(n) for n in random.integers(low, high, 2))
        return (one, other) if random.random() < 0.7 else (one, one)

    size, stride = pair(1, 6), pair(1, 5)
    dilation = pair(1, 4) if "pool" not in kind else (1, 1)
    if "pool" in kind:  # PyTorch pads a pool by half its window at most, both ends alike
        ends = [int(random.integers(0, n // 2 + 1)) for n in size]
        padding = (ends[0], ends[0], ends[1], ends[1])
    elif kind == "transposed":
        ends = [int(n) for n in random.integers(0, 3, 2)]
        padding = (ends[0], ends[0], ends[1], ends[1])
    else:
        top, bottom, left, right = (int(n) for n in random.integers(0, 4, 4))
        padding = (top, bottom, left, right)
    extra = (0, 0)
    if kind == "transposed":
        most = [max(s, d) for s, d in zip(stride, dilation, strict=True)]
        extra = (int(random.integers(0, most[0])), int(random.integers(0, most[1])))
    return WindowSetting(kind, pair(1, 20), size, stride, dilation, padding, extra)


def _fits(setting: WindowSetting) -> bool:
    """Whether there is any output."""
    for n in range(2):
        ends = setting.padding[2 * n] + setting.padding[2 * n + 1]
        extent = setting.dilation[n] * (setting.size[n] - 1) + 1
        if setting.kind == "transposed":
            length = (setting.input[n] - 1) * setting.stride[n] - ends + extent + setting.extra[n]
            if length < 1:
                return False
        elif setting.input[n] + ends < extent:
            return False
    return True
