"""What a chain of layers shows: its rows, the box of the cell on the input, and what counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.grid import NumberTable
from ui.panels.convolution.scene import ConvolutionScene
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.network import INPUT
from visualnn.tell.measure import measures_of
from visualnn.views.chain import ChainRow, chain_of, count_share_in_the_middle, counts_of

__all__ = ["ChainScene", "ChainSpot"]

MAX_COUNTED_PRODUCT_COUNT = 20_000_000
"""Multiplications of a pass over the batch, from which on nobody waits for what counts."""


@dataclass(frozen=True)
class ChainSpot:
    """What is pointed at: a place of the uppermost row, or a place of the input (row, column)."""

    cell: int | None = None
    pixel: tuple[int, int] | None = None


class ChainScene:
    """The chain of the cell that a scene of the convolution looks at."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[object, ...], NDArray[Any] | None] = ((), None)
        self._rows: tuple[tuple[object, ...], tuple[ChainRow, ...], tuple[ChainRow, ...]] = (
            (), (), ())  # fmt: skip
        self._limits: dict[str, tuple[int, int]] = {}

    def rows(self, scene: ConvolutionScene, axis: int = -1) -> tuple[ChainRow, ...]:
        """The rows along the last axis, or along the first."""
        key = (scene.lesson, scene.at.layer, scene.found.cell[2:])
        if self._rows[0] != key:
            network, last = scene.lesson.network, len(scene.at.axes) - 1
            made = chain_of(network, scene.found, last)
            other = chain_of(network, scene.found, 0) if last else made
            self._rows = (key, made, other)
        return self._rows[1] if axis else self._rows[2]

    def lengths(self, scene: ConvolutionScene) -> tuple[int, int]:
        """Rows and columns of the input; a sequence has one row."""
        rows, columns = (1, *scene.lesson.network.shapes[INPUT][2:])[-2:]
        return rows, columns

    def is_possible(self, scene: ConvolutionScene) -> bool:
        """Whether the input has places, and the layer's own lie over them."""
        return len(scene.lesson.network.shapes[INPUT]) > 2 and len(self.rows(scene)) > 1

    def is_too_large(self, scene: ConvolutionScene) -> bool:
        """Whether nobody waits for what counts."""
        x = scene.found.values.get(scene.found.prefix + INPUT)
        products = measures_of(scene.lesson.network)[-1].multiply_adds.value
        return products * (1 if x is None else len(x)) > MAX_COUNTED_PRODUCT_COUNT

    def counts(self, scene: ConvolutionScene) -> NDArray[Any] | None:
        """How much each number of the example counts in the cell, ``(channel, …)``."""
        found = scene.found
        key = (found.at.layer, found.cell, found.x, found.z, found.values.get(INPUT))
        known = self._kept[0]
        same = len(known) == len(key) and all(
            a is b if isinstance(b, np.ndarray) else a == b for a, b in zip(known, key, strict=True)
        )
        if not same:
            large = self.is_too_large(scene)
            made = None if large else counts_of(scene.lesson.network, found)
            self._kept = (key, made)
        return self._kept[1]

    def channel(self, scene: ConvolutionScene) -> int:
        """The channel of the input that counts most."""
        counts = self.counts(scene)
        if counts is None:
            return 0
        return int(np.abs(counts).reshape(len(counts), -1).sum(axis=1).argmax())

    def box(self, scene: ConvolutionScene) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """First and last row, first and last column of the input that the cell is made from; they
        may lie in the padding. None where it may be all of it."""
        ends = []
        for axis in (0, -1):
            row = self.rows(scene, axis)[-1]
            if row.layer != INPUT or row.seen is None:
                return None
            ends.append((row.seen.first, row.seen.last))
        if len(scene.at.axes) == 1:
            ends[0] = (0, 0)
        return ends[0], ends[1]

    def middle_share(self, scene: ConvolutionScene) -> float | None:
        """The share of what counts that lies in the middle half of the box along each axis."""
        counts, box = self.counts(scene), self.box(scene)
        if counts is None or box is None:
            return None
        return count_share_in_the_middle(counts, box[-len(scene.at.axes) :])

    def table(self, scene: ConvolutionScene, *, of_batch: bool) -> NumberTable:
        """Which numbers of the input, or of what counts, are shown."""
        rows, columns = self.lengths(scene)
        number = self.channel(scene)
        if of_batch:
            number += scene.row * scene.lesson.network.shapes[INPUT][1]
        return NumberTable(rows, columns, rows * columns, number * rows * columns)

    def pixel(self, scene: ConvolutionScene, place: tuple[int, int]) -> Source:
        """The named number of the input at a place."""
        places = place[-len(scene.at.axes) :]
        return Source(scene.found.prefix + INPUT, (scene.row, self.channel(scene), *places))
