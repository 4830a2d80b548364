"""What the shapes panel shows: the layers and blocks of a network with their measures, which of
them is at work, and which is picked."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.network import INPUT
from visualnn.tell.frame import Frame
from visualnn.tell.measure import (
    Counting,
    Measures,
    batched_text,
    measures_of,
    measures_of_input,
    measures_together,
)
from visualnn.tell.summary import arithmetic, bytes_text, sight_text
from visualnn.text import _
from visualnn.views.focus import layer_in_focus
from visualnn.views.shape_groups import ShapeGroup, edges_between, groups_of, shown_groups
from visualnn.views.shapes import COLUMNS

__all__ = ["LANES", "ShapeItem", "ShapesScene"]

UNFOLDED_LAYER_COUNT = 14
"""Up to so many layers a network is shown layer by layer from the start."""
LANES = ("parameters", "multiply_adds", "bytes")
"""The columns that are drawn as bars."""


@dataclass(frozen=True)
class ShapeItem:
    """A layer or a folded block."""

    group: ShapeGroup
    measures: Measures

    @property
    def name(self) -> str:
        return self.group.name

    @property
    def height(self) -> int:
        """The places of a picture from top to bottom; 1 for what is no picture."""
        return self.measures.shape[2] if len(self.measures.shape) > 3 else 1

    @property
    def size_text(self) -> str:
        """The places of a picture or a sequence along its axes, once where they are alike; of a
        vector its units."""
        places = self.measures.shape[2:] or self.measures.shape[1:2]
        alike = len(set(places)) == 1
        return "×".join(figures.count(n) for n in (places[:1] if alike else places))

    @property
    def channels(self) -> int:
        """Channels of a picture or a sequence; the units of a dense layer."""
        return self.measures.shape[1] if len(self.measures.shape) > 1 else 1


class ShapesScene:
    """One lesson's network; a frame says which layer is at work."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        network = lesson.network
        self.counting: Counting = "lesson"
        """How parameters are counted and shapes are written."""
        *self.layers, self.whole = measures_of(network)
        names = [layer.name for layer in network.layers]
        self.groups = groups_of(names)
        numbers = {name: n for n, name in enumerate(names)} | {INPUT: -1}
        self.reads = [[numbers[each] for each in layer.inputs] for layer in network.layers]
        self.width = np.dtype(lesson.spec.dtype).itemsize
        """Bytes of a number."""
        self.unfolded: frozenset[str] = frozenset()
        if len(names) <= UNFOLDED_LAYER_COUNT:
            self.unfolded = self._every_name
        self._input = ShapeItem(ShapeGroup(INPUT, -1, 1), measures_of_input(network))
        self._items: tuple[frozenset[str], tuple[ShapeItem, ...]] | None = None
        self._edges: tuple[frozenset[str], tuple[tuple[int, int], ...]] | None = None
        self.current: int | None = None
        """The number of the layer at work."""
        self.written = ""
        """What was written last."""
        self.picked: str | None = None
        """The name of the layer or block that is picked."""
        self.column: str | None = None
        """The column whose arithmetic is opened."""

    def show(self, frame: Frame) -> None:
        """Take a frame: the layer of what was written last is at work."""
        network = self.lesson.network
        self.written = frame.written
        name = layer_in_focus(network, frame.written) if frame.written else None
        names = [layer.name for layer in network.layers]
        self.current = names.index(name) if name in names else None

    @cached_property
    def _every_name(self) -> frozenset[str]:
        """The names of all groups, also of those inside of others."""
        found, left = set(), list(self.groups)
        while left:
            group = left.pop()
            if group.members:
                found.add(group.name)
                left += group.members
        return frozenset(found)

    @property
    def can_unfold(self) -> bool:
        """Whether there is any block."""
        return bool(self._every_name)

    @property
    def items(self) -> tuple[ShapeItem, ...]:
        """What is seen, from the input to the output."""
        key = self.unfolded
        if self._items is None or self._items[0] != key:
            shown = map(self._item, shown_groups(self.groups, key))
            self._items = (key, (self._input, *shown))
        return self._items[1]

    def _item(self, group: ShapeGroup) -> ShapeItem:
        inside = self.layers[group.first : group.end]
        if len(inside) == 1:
            return ShapeItem(group, inside[0])
        return ShapeItem(group, measures_together(group.name, inside))

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """Skips and branches between the items."""
        key = self.unfolded
        if self._edges is None or self._edges[0] != key:
            found = edges_between([item.group for item in self.items[1:]], self.reads)
            self._edges = (key, tuple((source + 1, target + 1) for source, target in found))
        return self._edges[1]

    def index_of(self, layer: int | None) -> int | None:
        """The item that shows a layer, itself or folded into a block."""
        if layer is None:
            return None
        items = enumerate(self.items)
        return next((k for k, item in items if item.group.first <= layer < item.group.end), None)

    @property
    def picked_index(self) -> int | None:
        """The item that is picked."""
        return next((k for k, item in enumerate(self.items) if item.name == self.picked), None)

    # -- folding

    def toggle(self, item: ShapeItem) -> None:
        """Unfold a block in its place."""
        if item.group.members:
            self.unfolded |= {item.name}
            self.picked = self.items[self.index_of(item.group.first) or 0].name

    def fold(self) -> bool:
        """Fold the block in which the picked layer is, whether there is one."""
        index = self.picked_index
        if index is None:
            return False
        first = self.items[index].group.first
        around = self._around(first)
        open_ = [name for name in around if name in self.unfolded]
        if not open_:
            return False
        self.unfolded -= {open_[-1]}
        self.picked = open_[-1]
        return True

    def _around(self, layer: int) -> list[str]:
        """The groups that a layer is in, from the outermost."""
        found: list[str] = []
        groups: tuple[ShapeGroup, ...] = self.groups
        while True:
            inside = next((g for g in groups if g.members and g.first <= layer < g.end), None)
            if inside is None:
                return found
            found.append(inside.name)
            groups = inside.members

    def unfold_all(self) -> None:
        """Unfold every block, or fold all of them again."""
        picked = self.picked_index
        layer = None if picked is None else self.items[picked].group.first
        every = self._every_name
        self.unfolded = frozenset() if self.unfolded == every else every
        if layer is not None:
            self.picked = self.items[self.index_of(layer) or 0].name

    # -- numbers

    def count_as(self, counting: Counting) -> None:
        """Count parameters and write shapes as the lesson, or as a library does."""
        self.counting = counting
        *self.layers, self.whole = measures_of(self.lesson.network, counting)
        self._items = None

    def _shape_text(self, item: ShapeItem) -> str:
        shape, network = item.measures.shape, self.lesson.network
        name = INPUT if item is self._input else network.layers[item.group.end - 1].name
        pictures = len(shape) == 4 or network.axes.get(name) == "channels"
        return batched_text(shape, self.counting, channels_first=pictures)

    def value(self, item: ShapeItem, column: str) -> int:
        """The number of a column that is drawn as a bar."""
        measures = item.measures
        if column == "bytes":
            return measures.kept.value * self.width
        count = measures.parameters if column == "parameters" else measures.multiply_adds
        return count.value

    def text(self, item: ShapeItem, column: str) -> str:
        """What stands in a column of the table."""
        measures = item.measures
        match column:
            case "layer":
                return item.name
            case "kind":
                return self.kind(item)
            case "output":
                return self._shape_text(item)
            case "trainable":
                return figures.count(measures.parameters.value - measures.frozen.value)
            case "bytes":
                return bytes_text(measures.kept.value * self.width)
            case "sees":
                if item is self._input:
                    return ""
                return sight_text(measures.sees)
        return figures.count(self.value(item, column))

    def kind(self, item: ShapeItem) -> str:
        """The kind of a layer; of a block how often it repeats, or how many layers it has."""
        group = item.group
        if not group.members:
            return item.measures.kind
        if group.repeats > 1:
            return f"× {group.repeats}"
        return _("{count} layers").format(count=group.count)

    def arithmetic(self, item: ShapeItem, column: str) -> tuple[str, ...]:
        """How a number of the table comes about, in lines."""
        if item is self._input and column == "sees":
            return ()
        return arithmetic(item.measures, column, self.width, self.text(item, "output"))

    def most(self, column: str) -> tuple[ShapeItem, float]:
        """The layer or block with the most of something, and its share of all."""
        items = [self._item(group) for group in self.groups]
        best = max(items, key=lambda item: self.value(item, column))
        every = sum(self.value(item, column) for item in items)
        return best, (self.value(best, column) / every if every else math.nan)

    def output_of(self, item: ShapeItem) -> Source:
        """The first number that a layer hands on, or the last layer of a block."""
        network = self.lesson.network
        if item is self._input:
            return Source(INPUT, (0,) * len(network.shapes[INPUT]))
        name = network.outputs[network.layers[item.group.end - 1].name]
        return Source(name, (0,) * len(network.shapes[name]))


NUMBER_COLUMNS = COLUMNS[2:]
"""The columns with arithmetic."""
