"""What the convolution shows of a frame: the layer and cell in focus, or those that are pointed
at, and the arrays of each grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.grid import NumberTable
from ui.kit.geometry.limits import limit_above
from ui.kit.run_scales import RunScales
from visualnn.dataclass import dataclass
from visualnn.expr import Index, Source
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.tell.sizes import AxisSize
from visualnn.views.cell import CellInFocus, cell_in_focus, number_at
from visualnn.views.convolution import has_same_padding
from visualnn.views.moments import moment_of
from visualnn.views.size_curves import SizeCurve, size_curves
from visualnn.views.window_numbers import (
    TapNumbers,
    WeightNumbers,
    made_of,
    returned_to,
    stamped,
    weight_numbers,
)
from visualnn.views.window_places import AxisWindows, windows_along
from visualnn.views.windowed_layer import WindowedLayer

__all__ = ["ConvolutionScene", "GridName", "GridSpot"]

Array = NDArray[Any]
GridName = Literal[
    "input", "window", "kernel", "products", "output", "d.input", "d.kernel", "d.output"
]
FORWARD: Final[tuple[GridName, ...]] = ("input", "window", "kernel", "products", "output")
BACKWARD: Final[tuple[GridName, ...]] = (
    "input", "kernel", "output", "d.input", "d.kernel", "d.output", "products",
)  # fmt: skip
BACKWARD_OF_POOL: Final[tuple[GridName, ...]] = tuple(g for g in BACKWARD if g != "d.kernel")
SIDE: Final[Mapping[GridName, str]] = {
    "input": "input",
    "d.input": "input",
    "output": "output",
    "d.output": "output",
}
"""The grids of places; all others are grids of taps."""


@dataclass(frozen=True)
class GridSpot:
    """A cell of a grid: row and column for pictures, one number for sequences."""

    grid: GridName
    place: Index


class ConvolutionScene:
    """The numbers of one lesson's convolutions and pools at the frame that was shown last."""

    def __init__(self, lesson: Lesson, scales: RunScales) -> None:
        self.lesson = lesson
        self._scales = scales
        self.frame: Frame
        self.found: CellInFocus
        """The cell, the number of the input and the weight that are looked at."""
        self.subject: str = "output"
        """Whose gradient is opened on the way back: ``output``, ``input`` or ``weight``."""
        self.spot: GridSpot | None = None
        """What is pointed at; None while the focus is shown."""
        self.turned: bool | None = None
        """Whether the learner chose the way back; None for what suits the focus."""
        self.walk: int | None = None
        """How many cells of the output a walk has filled; None while none is walked."""
        self.taps: TapNumbers
        self.back: TapNumbers
        self._channels: tuple[int, int] | None = None
        self._base: CellInFocus
        self._limits: dict[str, tuple[Array, float]] = {}
        self._curves: dict[str, tuple[SizeCurve, ...]] = {}
        self._stamped: tuple[tuple[object, ...], Array | None] = ((), None)
        self._weights: tuple[tuple[object, ...], WeightNumbers | None] = ((), None)

    # -- what comes in

    def show(self, frame: Frame) -> None:
        """Take a frame. What is pointed at stays while the layer stays."""
        self.frame = frame
        base = cell_in_focus(moment_of(frame))
        before = getattr(self, "_base", None)
        if before is None or before.at.z != base.at.z or before.at.layer != base.at.layer:
            self.spot = self._channels = self.walk = None
        elif base.cell[:2] != before.cell[:2] or base.source[:2] != before.source[:2]:
            self._channels = None
        self._base = base
        self._settle()

    def point(self, spot: GridSpot | None) -> None:
        """Move the window to a cell of a grid; None lets it go back to the focus."""
        self.spot = spot
        self._settle()

    def turn(self, backward: bool) -> None:
        """Choose the way: back for the gradients."""
        self.turned = backward
        if self.spot is not None and self.spot.grid not in self.grids:
            self.spot = None
        self._settle()

    def change_channel(self, grid: GridName, direction: int) -> bool:
        """Go to another channel of the side that a grid belongs to; whether there is one."""
        o, c = self.found.cell[1], self.found.source[1]
        if SIDE.get(grid) == "output":
            o = (o + direction) % self.outputs
            c = self._joined(o, c)
        else:
            first, count = self.joined
            if not self.at.filters:
                o = c = (c + direction) % self.inputs
            else:
                c = first + (c - first + direction) % count
        changed = (o, c) != (self.found.cell[1], self.found.source[1])
        self._channels = (o, c)
        self._settle()
        return changed

    def _joined(self, o: int, c: int) -> int:
        """The input's channel for an output's channel: the same one if they are joined."""
        if not self.at.filters:
            return o
        first, count = self._group(o)
        return c if first <= c < first + count else first

    def _group(self, o: int) -> tuple[int, int]:
        """The first channel of the input that an output's channel is made from, and how many."""
        at = self._base.at
        if not at.filters:
            return o, 1
        count = self.inputs // at.groups
        return o // (self.outputs // at.groups) * count, count

    def _settle(self) -> None:
        """Find cell, source and weight again: those in focus, or those under the pointer."""
        base, spot = self._base, self.spot
        last = self.last_added
        o, c = self._channels or (base.cell[1], base.source[1] if last is None else last[0])
        c = self._joined(o, c)
        row = base.cell[0]
        cell, source, weight = base.cell[2:], base.source[2:], base.weight
        self.subject = self._subject_of_focus()
        if self._channels is not None and weight is not None:
            weight = (
                None if weight[0] == "b" else ("W", (*self.filter_between(o, c), *weight[1][2:]))
            )
        if spot is not None:
            cell, source, weight, self.subject = self._pointed(spot, cell, source, o, c)
        self.found = replace(base, cell=(row, o, *cell), source=(row, c, *source), weight=weight)
        if spot is None and self.subject == "weight":
            row = self._largest_row(row)
            self.found = replace(self.found, cell=(row, o, *cell), source=(row, c, *source))
        self.taps, self.back = made_of(self.found), returned_to(self.found)

    def _largest_row(self, row: int) -> int:
        """The example that gives most to the gradient of the weight in focus, up or down; the
        first of those that give as much, and `row` until there is a gradient."""
        numbers = self.weight
        if numbers is None or numbers.products is None:
            return row
        given = np.abs(numbers.products.reshape(len(numbers.products), -1).sum(axis=1))
        return int(given.argmax()) if np.isfinite(given).all() else row

    def _subject_of_focus(self) -> str:
        focus = self.frame.focus
        if self._base.weight is not None:
            return "weight"
        name = "" if focus is None else focus.place.name
        of_input = name in (f"d.{self._base.at.x}", self._base.at.x)
        return "input" if of_input else "output"

    def _pointed(
        self, spot: GridSpot, cell: Index, source: Index, o: int, c: int
    ) -> tuple[Index, Index, tuple[str, Index] | None, str]:
        """Cell, source, weight and subject for what is pointed at."""
        at, place = self._base.at, spot.place
        if SIDE.get(spot.grid) == "output":
            seen = _first_inside(at, place, backward=False)
            return place, seen if seen is not None else source, None, "output"
        if SIDE.get(spot.grid) == "input":
            if any(not 0 <= one < n for one, n in zip(place, at.read[2:], strict=True)):
                return cell, source, None, "output"
            over = _middle_window(at, place)
            return over if over is not None else cell, place, None, "input"
        if at.filters and spot.grid in ("kernel", "d.kernel"):
            return cell, source, ("W", (*self.filter_between(o, c), *place)), "weight"
        return cell, source, None, self.subject

    # -- what is shown

    @property
    def at(self) -> WindowedLayer:
        return self._base.at

    @property
    def backward(self) -> bool:
        """Whether the way back of the gradients is shown."""
        if self.turned is not None:
            return self.turned
        focus = self.frame.focus
        return focus is not None and focus.place.name.startswith("d.") and not self._base.prefix

    @property
    def is_mixture(self) -> bool:
        """Whether the filter has one place only: the layer mixes channels."""
        at = self.at
        return bool(at.filters) and all(n == 1 for n in at.filters[2:]) and not self.backward

    @property
    def grids(self) -> tuple[GridName, ...]:
        """The grids that are shown, in the order of reading."""
        if not self.backward:
            return FORWARD
        return BACKWARD if self._base.at.filters else BACKWARD_OF_POOL

    @property
    def outputs(self) -> int:
        """Channels of the output."""
        at = self._base.at
        if not at.filters:
            return self.inputs
        return at.filters[1] * at.groups if at.is_transposed else at.filters[0]

    @property
    def inputs(self) -> int:
        """Channels of the input."""
        return self._base.at.read[1]

    @property
    def joined(self) -> tuple[int, int]:
        """The first channel of the input that the cell is made from, and how many there are."""
        return self._group(self.found.cell[1])

    @property
    def windows(self) -> tuple[AxisWindows, ...]:
        """The windows along each axis of the side that they lie on."""
        return windows_along(self.at)

    @property
    def sizes(self) -> tuple[tuple[str, AxisSize], ...]:
        return self.at.sizes()

    @property
    def same_padding(self) -> bool:
        """Whether the lesson asks for the padding of the layer by the word ``same``."""
        return has_same_padding(self.lesson, self.at)

    @property
    def curves(self) -> tuple[SizeCurve, ...]:
        """The size rule along the first axis at other values of each setting."""
        layer = self.at.layer
        if layer not in self._curves:
            self._curves[layer] = size_curves(self.at, 0, same=self.same_padding)
        return self._curves[layer]

    @property
    def sums_name(self) -> str:
        """The name of the output that is shown: with the bias, before that without."""
        at, prefix = self.at, self.found.prefix
        known = self.found.values
        without = prefix + at.use.writes
        return without if prefix + at.z not in known and without in known else prefix + at.z

    @property
    def filled(self) -> int:
        """How many cells of the output's channel are filled, in reading order."""
        whole = int(np.prod(self.at.lengths))
        if self.sums_name not in self.found.values:
            return 0
        if self.walk is not None and not self.backward:
            return min(self.walk, whole)
        place = self.unfinished
        if place is None:
            return whole
        return int(np.ravel_multi_index(self._place_of(place), self.at.lengths))

    @property
    def unfinished(self) -> Index | None:
        """The index of the cell whose sum is being added up term by term, if it is one of the
        channel that is shown."""
        place = self.frame.unfinished
        if place is None or self.spot is not None or self._channels is not None:
            return None
        if place.name != self._base.prefix + self.at.use.writes:
            return None
        return place.index if place.index == self._sum_of(self._base.cell).index else None

    @property
    def last_added(self) -> tuple[int, Index] | None:
        """The channel of the input and the tap of the product that was added last, while the sum of
        the cell is added up term by term."""
        told = self.frame.explanation
        if self.unfinished is None or told is None or told.partial is None:
            return None
        weights = [each.index for each in told.partial.added if each.name == self.at.W]
        if not weights:
            return None
        return self._base.at.channels(weights[-1])[1], weights[-1][2:]

    @property
    def added(self) -> int | None:
        """How many products of the cell are added so far, in the order channel, row, column; None
        for all."""
        last = self.last_added
        if last is None:
            return None
        shape = self.taps.inside.shape
        before = (last[0] - self.taps.first) * self.taps.inside.size
        return before + int(np.ravel_multi_index(last[1], shape)) + 1

    @property
    def shown_products(self) -> int:
        """How many products of the grid are there, in reading order: those that are added; none
        before the cell is computed."""
        size, added = self.table("products").size, self.added
        if not self.backward and added is None and self.value is None:
            return 0
        if added is None or self.backward:
            return size
        before = 0 if self.is_mixture else self.found.source[1] - self.taps.first
        return min(max(added - before * self.taps.inside.size, 0), size)

    def _place_of(self, index: Index) -> Index:
        place = index[2:]
        return place or (0,) * len(self.at.axes)

    # -- the numbers of the grids

    def array(self, grid: GridName) -> Array | None:
        """The array whose table a grid shows; None where it is not computed."""
        at, values = self.at, self.found.values
        prefix = self.found.prefix
        match grid:
            case "input":
                return values.get(prefix + at.x)
            case "output":
                return values.get(self.sums_name)
            case "d.output":
                return self.found.gradient
            case "d.input":
                name = at.gradient(self.lesson.program, "x")
                known = None if prefix or name is None else values.get(name)
                return self._stamped_so_far() if self.stamps and known is not None else known
            case "d.kernel":
                name = at.gradient(self.lesson.program, "W")
                return None if prefix or name is None else values.get(name)
            case "kernel":
                return self._kernel()
            case "window":
                return self._of_channel(self.taps.numbers)
            case "products":
                return self._products()

    def _kernel(self) -> Array | None:
        if self.at.filters and not self.is_mixture:
            return self.found.values.get(self.at.W or "")
        return self._of_channel(self.taps.weights)

    def _of_channel(self, array: Array | None) -> Array | None:
        """The taps of the input's channel that is shown; of a mixture those of all channels."""
        if array is None or self.is_mixture:
            return array
        return array[self.found.source[1] - self.taps.first]

    def _products(self) -> Array | None:
        if not self.backward or self.subject == "output":
            return self.stamp if self.backward else self._of_channel(self.taps.products)
        if self.subject == "weight":
            found = self.weight
            return None if found is None or found.products is None else found.products[self.row]
        products = self.back.products
        return None if products is None else products[self.found.cell[1] - self.back.first]

    @property
    def stamp(self) -> Array | None:
        """What the gradient of the cell hands back through each tap of the channel that is
        shown: ∂L/∂z × weight."""
        g, weights = self.gradient, self._of_channel(self.taps.weights)
        if g is None or weights is None:
            return None
        return np.where(self.taps.inside, g * np.nan_to_num(weights), 0.0)

    @property
    def weight(self) -> WeightNumbers | None:
        """Every product of the gradient of the weight that is looked at."""
        if self.found.weight is None:
            return None
        key = (self.found.weight, self.found.x, self.found.gradient)
        if not _same(key, self._weights[0]):
            self._weights = (key, weight_numbers(self.found, *self.found.weight))
        return self._weights[1]

    @property
    def stamps(self) -> bool:
        """Whether the gradient of the input is shown as far as a walk has stamped it."""
        return self.walk is not None and self.backward and bool(self.at.filters)

    def touched_by_weight(self, side: str) -> tuple[Index, ...]:
        """Axis by axis the places of the input or the output that the weight which is looked at
        meets; those in the padding left out."""
        at, weight = self.at, self.found.weight
        if weight is None or weight[0] == "b":
            return tuple(tuple(range(n)) for n in at.lengths) if side == "output" else ()
        slides = (side == "output") == at.is_transposed
        found = []
        for axis, tap, count in zip(at.axes, weight[1][2:], at.counts, strict=True):
            seen = [
                (window, window * axis.stride + tap * axis.dilation - axis.before)
                for window in range(count)
            ]
            inside = [pair for pair in seen if 0 <= pair[1] < axis.length]
            found.append(tuple(pair[slides] for pair in inside))
        return tuple(found)

    def _stamped_so_far(self) -> Array | None:
        key = (self.walk, self.found.source[:2], self.found.gradient)
        if not _same(key, self._stamped[0]):
            made = stamped(self.found, self.walk or 0)
            self._stamped = (key, made)
        return self._stamped[1]

    def table(self, grid: GridName) -> NumberTable:
        """Which numbers of its array a grid shows."""
        at, (row, o) = self.at, self.found.cell[:2]
        c = self.found.source[1]
        match grid:
            case "input":
                return _slice(at.read[2:], row * self.inputs + c)
            case "d.input":
                return _slice(at.read[2:], 0 if self.stamps else row * self.inputs + c)
            case "output" | "d.output":
                return _slice(at.lengths, row * self.outputs + o)
            case "kernel" | "d.kernel" if at.filters and not self.is_mixture:
                near, second = self.filter_between(o, c)
                return _slice(at.filters[2:], near * at.filters[1] + second)
        if self.is_mixture:
            count = self.joined[1]
            return NumberTable(count, 1, count)
        products = grid == "products" and self.backward and self.subject == "weight"
        return _slice(at.counts if products else self.taps.inside.shape, 0)

    def filter_between(self, o: int, c: int) -> Index:
        """The first two indices of the filter between two channels."""
        at = self.at
        share = at.filters[1]
        return (c, o % share) if at.is_transposed else (o, c % share)

    def limit(self, grid: GridName) -> float:
        """How far from zero the colours of a grid reach in the whole run: as its own numbers do, of
        the gradients of both sides the larger one, so that stamp and stamped are alike."""
        if grid in ("d.input", "d.output"):
            return max(self._limit("d.input"), self._limit("d.output"))
        if grid == "window":
            return self._limit("input")
        return self._limit(grid)

    def _limit(self, grid: GridName) -> float:
        array = self.array(grid)
        if grid == "d.input" and self.stamps:
            name = self.at.gradient(self.lesson.program, "x")
            array = self.found.values.get(name or "")
        if array is None:
            return 0.0
        known = self._limits.get(grid)
        if known is None or known[0] is not array:
            finite = np.abs(array[np.isfinite(array)])
            known = self._limits[grid] = (array, float(finite.max(initial=0.0)))
        return limit_above(self.reach(grid, known[1]))

    def reach(self, what: str, largest: float) -> float:
        """How far something of the layer that is shown has reached from zero in this run, where it
        is `largest` now."""
        return self._scales.reach(f"{self.found.prefix}{self.at.z} {what}", largest)

    # -- single numbers

    @property
    def row(self) -> int:
        """The example of the batch."""
        return self.found.cell[0]

    @property
    def value(self) -> float | None:
        """The cell's number, as far as it is computed."""
        array = self.found.values.get(self.sums_name)
        row, o, *place = self.found.cell
        return number_at(array, (row, o, *self.at.cell(tuple(place))))

    @property
    def gradient(self) -> float | None:
        """∂L/∂z of the cell."""
        row, o, *place = self.found.cell
        return number_at(self.found.gradient, (row, o, *self.at.cell(tuple(place))))

    @property
    def winner(self) -> Index | None:
        """The tap that a max pool took."""
        weights = self.taps.weights
        if not self.at.takes_largest or weights is None or np.isnan(weights).all():
            return None
        taps = np.unravel_index(int(np.nanargmax(weights[0])), weights[0].shape)
        return tuple(int(k) for k in taps)

    def source(self, spot: GridSpot) -> Source | None:
        """The named number in a cell of a grid; None for what has no name: padding and shares. A
        product leads to the sum that it is part of."""
        at, prefix = self.at, self.found.prefix
        (row, o), c = self.found.cell[:2], self.found.source[1]
        program = self.lesson.program
        match spot.grid:
            case "input" | "d.input":
                if not _within(spot.place, at.read[2:]):
                    return None
                name = prefix + at.x if spot.grid == "input" else at.gradient(program, "x")
                return None if name is None else Source(name, (row, c, *spot.place))
            case "output":
                return Source(self.sums_name, (row, o, *at.cell(spot.place)))
            case "d.output":
                return Source(f"d.{at.z}", (row, o, *at.cell(spot.place)))
            case "window":
                channel, place = self._under(spot.place)
                if not _within(place, at.read[2:]):
                    return None
                return Source(prefix + at.x, (row, channel, *place))
            case "kernel":
                if at.W is None:
                    return self._sum_of(self.found.cell)
                return Source(at.W, self._weight_at(spot.place))
            case "d.kernel":
                name = at.gradient(program, "W")
                return None if name is None else Source(name, self._weight_at(spot.place))
            case "products":
                return self._sum_behind_products()

    def _weight_at(self, place: Index) -> Index:
        o, c = self.found.cell[1], self.found.source[1]
        if self.is_mixture:
            return (*self.filter_between(o, self.joined[0] + place[0]), *(0 for _ in self.at.axes))
        return (*self.filter_between(o, c), *place)

    def _under(self, place: Index) -> tuple[int, Index]:
        """Channel and place of the input under a cell of the window's grid."""
        if self.is_mixture:
            tap = (0,) * len(self.at.axes)
            return self.joined[0] + place[0], self.taps.place(tap)
        return self.found.source[1], self.taps.place(place)

    def _sum_of(self, cell: Index) -> Source:
        name = self._base.prefix + self.at.use.writes
        return Source(name, (*cell[:2], *self.at.cell(cell[2:])))

    def _sum_behind_products(self) -> Source | None:
        if not self.backward:
            return self._sum_of(self.found.cell)
        program = self.lesson.program
        if self.subject == "weight" and self.found.weight is not None:
            name = self.at.gradient(program, self.found.weight[0])
            return None if name is None else Source(name, self.found.weight[1])
        if self.subject == "input":
            name = self.at.gradient(program, "x")
            return None if name is None else Source(name, self.found.source)
        row, o, *place = self.found.cell
        return Source(f"d.{self.at.z}", (row, o, *self.at.cell(tuple(place))))

    def number(self, spot: GridSpot) -> float | None:
        """The number in a cell of a grid; None for padding and what is not computed."""
        array, table = self.array(spot.grid), self.table(spot.grid)
        row, column = (0, *spot.place)[-2:]
        if spot.grid in ("window", "kernel", "products") and self.is_mixture:
            row, column = spot.place[0], 0
        offset = table.offset(row, column)
        if array is None or offset is None:
            return None
        return float(array.reshape(-1)[offset])


def _slice(lengths: Index, number: int) -> NumberTable:
    """The picture or sequence of a channel: so many pictures lie before it."""
    rows, columns = (1, *lengths)[-2:]
    return NumberTable(rows, columns, rows * columns, number * rows * columns)


def _within(place: Index, lengths: Index) -> bool:
    return all(0 <= one < n for one, n in zip(place, lengths, strict=True))


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(
        a is b or (not isinstance(a, np.ndarray) and a == b)
        for a, b in zip(one, other, strict=True)
    )


def _first_inside(at: WindowedLayer, place: Index, *, backward: bool) -> Index | None:
    """The first number on the other side that a place is joined with."""
    from visualnn.views.window_places import met_by_taps

    lengths = at.lengths if backward else at.read[2:]
    found = []
    for places, n in zip(met_by_taps(at, place, backward=backward), lengths, strict=True):
        inside = [one for one in places if 0 <= one < n]
        if not inside:
            return None
        found.append(inside[0])
    return tuple(found)


def _middle_window(at: WindowedLayer, place: Index) -> Index | None:
    """The cell of the output whose window has this number of the input most nearly in its
    middle."""
    from visualnn.views.window_places import met_by_taps

    found = []
    for places, n in zip(met_by_taps(at, place, backward=True), at.lengths, strict=True):
        inside = [(abs(2 * k - len(places) + 1), one) for k, one in enumerate(places)
                  if 0 <= one < n]  # fmt: skip
        if not inside:
            return None
        found.append(min(inside)[1])
    return tuple(found)
