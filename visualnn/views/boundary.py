"""The decision boundary: what the network says of every point of the input plane."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from ..company.probe import Probe
from ..dataclass import dataclass
from ..lesson import Lesson
from ..ops import Array
from ..ops.activations.base import Activation
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .judging import decided_classes, judged_examples, limit_of, probe_of
from .level_lines import level_lines
from .plane import Plane, plane_of
from .regions import Cells, Fold, cut

__all__ = ["Boundary", "BoundaryView", "PlaneProbe", "answer_at", "boundary"]

SIDE_POINT_COUNT = 61
"""Points along each axis of the grid, or of the line of a network with one input."""


@dataclass(frozen=True)
class Boundary:
    """What the network says of the plane, with the parameters of one tick, in evaluation."""

    plane: Plane
    points: Array
    """``(points, 1 or 2)``: raw inputs."""
    outputs: Array
    """``(points, outputs)``."""
    classes: Array | None
    """``(points,)``: what is decided there; None for a regression."""
    sums: Mapping[tuple[str, int], Array]
    """(layer, unit) → z of the unit at every point, for layers with an activation."""
    limit: float
    """What a single output must be above to say yes."""
    cells: Cells | None = None
    """The pieces of a piecewise linear network of two inputs, where they were asked for."""

    @property
    def axes(self) -> tuple[Array, ...]:
        """The places of the grid along each axis."""
        inputs = len(self.plane.least)
        side = round(len(self.points) ** (1 / inputs))
        return tuple(self.plane.axis(n, side) for n in range(inputs))

    def square(self, values: Array) -> Array:
        """Values ``(points,)`` as the grid has them, ``(x1, x0)``."""
        side = math.isqrt(len(values))
        return values.reshape(side, side)

    def fires_share(self, layer: str, unit: int) -> float:
        """The share of the grid's points at which the unit's z is above 0."""
        return float((self.sums[layer, unit] > 0).mean())

    def flips(self) -> tuple[Array, ...]:
        """Where another class is decided, interpolated between the points of the grid: lines
        ``(points, 2)``, or of one input single places ``(1, 1)``."""
        if self.classes is None:
            return ()
        outputs, count = self.outputs, self.outputs.shape[1]
        if count == 1:
            heights = [outputs[:, 0] - self.limit]
        else:
            heights = [
                outputs[:, n] - np.delete(outputs, n, axis=1).max(axis=1) for n in range(count)
            ]
        return tuple(line for height in heights for line in self._zeros(height))

    def zero_lines(self, layer: str, unit: int) -> tuple[Array, ...]:
        """Where a unit's z is 0, interpolated between the points of the grid, which is exact in a
        layer that reads the inputs: lines ``(points, 2)``, or single places ``(1, 1)``."""
        return self._zeros(self.sums[layer, unit])

    def _zeros(self, heights: Array) -> tuple[Array, ...]:
        axes = self.axes
        if len(axes) == 2:
            lines = level_lines(*axes, self.square(heights)).lines(0.0)
            return tuple(np.asarray(line) for line in lines)
        before, after = heights[:-1], heights[1:]
        with np.errstate(invalid="ignore"):
            crossed = np.flatnonzero((before > 0) != (after > 0))
        x = axes[0]
        shares = before[crossed] / (before[crossed] - after[crossed])
        places = x[crossed] + shares * (x[crossed + 1] - x[crossed])
        return tuple(np.array([[place]]) for place in places if np.isfinite(place))

    def rise_at(self, layer: str, unit: int, point: Sequence[float]) -> Array:
        """Along each axis, how steeply a unit's z rises at the point of the grid nearest to
        `point`: ``(inputs,)``."""
        axes = self.axes
        grid = self.sums[layer, unit].reshape([len(axis) for axis in axes])
        # x1 is the first axis of the grid
        nearest = [
            int(np.abs(axis - place).argmin()) for axis, place in zip(axes, point, strict=True)
        ][::-1]
        found = []
        for n, axis in enumerate(axes):
            turned = len(axes) - 1 - n
            low, high = nearest.copy(), nearest.copy()
            low[turned] = max(0, nearest[turned] - 1)
            high[turned] = min(len(axis) - 1, nearest[turned] + 1)
            width = axis[high[turned]] - axis[low[turned]]
            found.append(float(grid[tuple(high)] - grid[tuple(low)]) / width)
        return np.array(found)

    def folds(self) -> Iterator[Fold]:
        """The lines on which a unit's z is 0: exact where the network is piecewise linear, else
        interpolated between the points of the grid."""
        if len(self.plane.least) != 2:
            return
        exact = {(fold.layer, fold.unit) for fold in self.cells.folds} if self.cells else set()
        if self.cells is not None:
            yield from self.cells.folds
        for layer, unit in self.sums:
            if (layer, unit) in exact or (self.cells is not None and layer in _layers(self.cells)):
                continue
            for line in self.zero_lines(layer, unit):
                for ends in pairwise(line):
                    yield Fold(layer, unit, np.array(ends))


def _layers(cells: Cells) -> frozenset[str]:
    return frozenset(fold.layer for fold in cells.folds)


class PlaneProbe:
    """The network of a lesson, asked about the same grid of its plane at one tick after another.

    It is bound once for `side` points along each axis, in the lesson's numbers or in `dtype`.
    """

    def __init__(
        self, lesson: Lesson, side: int = SIDE_POINT_COUNT, dtype: str | None = None
    ) -> None:
        self.lesson = lesson
        self.plane = plane_of(lesson)
        self.points = self.plane.points(side)
        self.points.setflags(write=False)
        self._probe = Probe(lesson, len(self.points), dtype)
        self._asked = self.points.astype(self._probe.dtype)
        self._sums = tuple(_sums(lesson))
        self.reads = self._probe.reads
        """The names that an answer depends on."""

    def ask(self, values: Mapping[str, Array], *, cells: bool = False) -> Boundary:
        """The boundary with the parameters in `values`, and the pieces of the plane where they are
        wanted. Its arrays are good until the next time."""
        found = self._probe.ask(values, self._asked)
        outputs = found[self.lesson.network.output].reshape(len(self.points), -1)
        sums = {
            (layer, unit): found[z][:, unit]
            for layer, z in self._sums
            for unit in range(found[z].shape[1])
        }
        pieces = None
        if cells and len(self.plane.least) == 2:
            pieces = cut(self.lesson, values, self.plane.corners)
        classes, limit = decided_classes(self.lesson, outputs), limit_of(self.lesson)
        return Boundary(self.plane, self.points, outputs, classes, sums, limit, pieces)


def boundary(moment: Moment, side: int = SIDE_POINT_COUNT, dtype: str | None = None) -> Boundary:
    """The boundary at a moment: the network of that tick asked about `side` points along each
    axis, in the lesson's numbers or in `dtype`."""
    return PlaneProbe(moment.lesson, side, dtype).ask(moment.values, cells=True)


def answer_at(moment: Moment, point: Sequence[float]) -> tuple[Array, int | None]:
    """What the network of a moment says of one point of raw inputs: its outputs ``(outputs,)`` and
    the class decided, None where none is, or an output is not finite."""
    asked = np.asarray(point, np.float64)[None]
    probe = probe_of(moment.lesson, 1, None)
    found = probe.ask(moment.values, asked.astype(probe.dtype))
    outputs = found[moment.lesson.network.output].reshape(1, -1)
    classes = decided_classes(moment.lesson, outputs)
    decides = classes is not None and bool(np.isfinite(outputs).all())
    return outputs[0].copy(), int(classes[0]) if classes is not None and decides else None


def _sums(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Each layer with an activation, and the name of what the activation reads."""
    for use in lesson.network.evaluation:
        if isinstance(use.op, Activation) and len(lesson.network.shapes[use.reads[0]]) == 2:
            yield use.layer, use.reads[0]


class BoundaryView(View):
    """What the network says of the plane of its two raw inputs, or of the line of its one.

    Part ``grid``: `SIDE_POINT_COUNT` points along each axis, the network's outputs there, and the
    class decided (empty for a regression, and where an output is not finite); of one input x1 is
    empty. Part ``examples``: every
    example as `JudgedExample` says. Part ``units``: the share of the grid at which a unit's z is
    above 0. Part ``contours``: pieces of the lines on which a unit's z is 0, two rows a piece.

    Part ``regions``: for a piecewise linear network the cells its kinks cut the plane into. In a
    cell the value read by the last sigmoid or softmax (else the output) is ``a0 · x0 + a1 · x1 +
    c``, exactly; ``share`` is its part of the plane's area. Of several outputs, the further ones
    are ``a0_1, a1_1, c_1`` and so on.
    """

    name = "boundary"
    title = N_("Decision boundary")
    parts = ("grid", "examples", "units", "contours", "regions")

    def refuse(self, lesson: Lesson) -> None:
        if lesson.network.writes_loss:
            raise UnsuitedError(N_("this lesson walks on a function; there is no network"))
        shape = lesson.data.x.shape[1:]
        if shape not in {(1,), (2,)}:
            raise UnsuitedError(
                N_("a boundary is drawn over one or two inputs; here an example has {shape}"),
                shape="×".join(map(str, shape)) or "0",
            )

    def table(self, moment: Moment, part: str) -> ViewTable:
        if part == "examples":
            return _examples_table(moment)
        return _TABLES[part](boundary(moment))


def _axes(point: Sequence[float]) -> tuple[float, float | None]:
    return float(point[0]), float(point[1]) if len(point) > 1 else None


def _grid_table(found: Boundary) -> ViewTable:
    count = found.outputs.shape[1]
    names = ("output",) if count == 1 else tuple(f"output{n}" for n in range(count))
    classes = found.classes
    finite = np.asarray(np.isfinite(found.outputs).all(axis=1))
    rows: list[tuple[CellValue, ...]] = [
        (
            *_axes(point),
            *map(float, outputs),
            int(classes[n]) if classes is not None and finite[n] else None,
        )
        for n, (point, outputs) in enumerate(zip(found.points, found.outputs, strict=True))
    ]
    return ViewTable(("x0", "x1", *names, "class"), tuple(rows))


def _examples_table(moment: Moment) -> ViewTable:
    rows = tuple(
        (each.row, each.split, *_axes(each.x), each.target, each.output, each.right)
        for each in judged_examples(moment)
    )
    return ViewTable(("row", "split", "x0", "x1", "target", "output", "right"), rows)


def _units_table(found: Boundary) -> ViewTable:
    rows = tuple((layer, unit, found.fires_share(layer, unit)) for layer, unit in found.sums)
    return ViewTable(("layer", "unit", "fires_share"), rows)


def _contours_table(found: Boundary) -> ViewTable:
    rows: list[tuple[CellValue, ...]] = []
    pieces: dict[tuple[str, int], int] = {}
    for fold in found.folds():
        piece = pieces.get((fold.layer, fold.unit), 0)
        pieces[fold.layer, fold.unit] = piece + 1
        rows += [(fold.layer, fold.unit, piece, float(x0), float(x1)) for x0, x1 in fold.ends]
    return ViewTable(("layer", "unit", "piece", "x0", "x1"), tuple(rows))


def _regions_table(found: Boundary) -> ViewTable:
    count = found.outputs.shape[1]
    columns = ["id", "pattern", "share", "a0", "a1", "c"]
    columns += [f"{word}_{n}" for n in range(1, count) for word in ("a0", "a1", "c")]
    regions = found.cells.regions if found.cells is not None else ()
    whole = sum(region.area for region in regions) or 1.0
    rows: list[tuple[CellValue, ...]] = []
    for n, region in enumerate(regions):
        formulas = np.column_stack([region.slopes, region.constants]).ravel()
        rows.append((n, region.pattern, region.area / whole, *map(float, formulas)))
    return ViewTable(tuple(columns), tuple(rows))


_TABLES = {
    "grid": _grid_table,
    "units": _units_table,
    "contours": _contours_table,
    "regions": _regions_table,
}
