"""The decision boundary: what the network says of every point of the input plane."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from contourpy import contour_generator

from ..company.probe import Probe
from ..lesson import Lesson
from ..losses import KINDS
from ..ops import Array
from ..ops.activations.base import Activation
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .regions import Cells, Fold, cut

__all__ = ["Boundary", "BoundaryView", "Judged", "Plane", "boundary", "judged", "plane_of"]

SIDE = 61
"""Points along each axis of the grid, or of the line of a network with one input."""
MARGIN = 0.15
"""The share of the examples' spread that is shown beyond them, on each side."""


@dataclass(frozen=True)
class Plane:
    """The part of the inputs that is shown: least and largest raw input along each axis."""

    least: tuple[float, ...]
    largest: tuple[float, ...]

    def axis(self, n: int, side: int) -> Array:
        """Evenly spaced places along an axis, both ends included."""
        return np.linspace(self.least[n], self.largest[n], side)

    def points(self, side: int) -> Array:
        """The grid as raw inputs ``(side², 2)``, or ``(side, 1)``; x0 runs fastest."""
        if len(self.least) == 1:
            return self.axis(0, side)[:, None]
        x0, x1 = np.meshgrid(self.axis(0, side), self.axis(1, side))
        return np.stack([x0.ravel(), x1.ravel()], axis=1)

    @property
    def corners(self) -> Array:
        """The rectangle, counter-clockwise: ``(4, 2)``."""
        (left, low), (right, high) = self.least, self.largest
        return np.array([[left, low], [right, low], [right, high], [left, high]])


def plane_of(lesson: Lesson) -> Plane:
    """The plane around all examples of a lesson: their spread and a margin, rounded outward to a
    step of 1, 2 or 5 times a power of ten, so that it stays for the whole run."""
    rows = np.concatenate([lesson.data.x, lesson.data.val_x])
    low, high = rows.min(axis=0), rows.max(axis=0)
    ends = [_rounded(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    return Plane(tuple(a for a, _ in ends), tuple(b for _, b in ends))


def _rounded(low: float, high: float) -> tuple[float, float]:
    spread = high - low or 1.0
    low, high = low - MARGIN * spread, high + MARGIN * spread
    power = 10.0 ** math.floor(math.log10(spread / 10))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= spread / 20)
    return math.floor(low / step) * step, math.ceil(high / step) * step


@dataclass(frozen=True)
class Judged:
    """An example and what the network says of it."""

    row: int
    split: str
    """``train`` or ``validation``."""
    x: tuple[float, ...]
    """The raw inputs."""
    target: float
    """The number, or the class."""
    output: float
    """The network's output; of several the class of the largest."""
    right: bool | None
    """None where nothing is decided: a regression."""


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
    cells: Cells | None
    """The pieces of a piecewise linear network of two inputs."""

    def fires_share(self, layer: str, unit: int) -> float:
        """The share of the grid's points at which the unit's z is above 0."""
        return float((self.sums[layer, unit] > 0).mean())

    def folds(self) -> Iterator[Fold]:
        """The lines on which a unit's z is 0: exact where the network is piecewise linear, else
        interpolated between the points of the grid."""
        if len(self.plane.least) != 2:
            return
        exact = {(fold.layer, fold.unit) for fold in self.cells.folds} if self.cells else set()
        if self.cells is not None:
            yield from self.cells.folds
        side = math.isqrt(len(self.points))
        axes = (self.plane.axis(0, side), self.plane.axis(1, side))
        for (layer, unit), z in self.sums.items():
            if (layer, unit) in exact or (self.cells is not None and layer in _layers(self.cells)):
                continue
            for line in contour_generator(*axes, z.reshape(side, side)).lines(0.0):
                for ends in pairwise(line):
                    yield Fold(layer, unit, np.array(ends))


def _layers(cells: Cells) -> frozenset[str]:
    return frozenset(fold.layer for fold in cells.folds)


def boundary(moment: Moment, side: int = SIDE, dtype: str | None = None) -> Boundary:
    """The boundary at a moment: the network of that tick asked about `side` points along each
    axis, in the lesson's numbers or in `dtype`."""
    lesson = moment.lesson
    plane = plane_of(lesson)
    points = plane.points(side)
    probe = _probe(lesson, len(points), dtype)
    found = probe.ask(moment.values, points.astype(probe.dtype))
    outputs = found[lesson.network.output].reshape(len(points), -1).copy()
    sums = {
        (layer, unit): found[z][:, unit].copy()
        for layer, z in _sums(lesson)
        for unit in range(found[z].shape[1])
    }
    cells = cut(lesson, moment.values, plane.corners) if len(plane.least) == 2 else None
    return Boundary(plane, points, outputs, decided(lesson, outputs), sums, cells)


@lru_cache(maxsize=8)
def _probe(lesson: Lesson, points: int, dtype: str | None) -> Probe:
    """A probe that is bound once for as long as it is asked again and again."""
    return Probe(lesson, points, dtype)


def _sums(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Each layer with an activation, and the name of what the activation reads."""
    for use in lesson.network.evaluation:
        if isinstance(use.op, Activation) and len(lesson.network.shapes[use.reads[0]]) == 2:
            yield use.layer, use.reads[0]


def decided(lesson: Lesson, outputs: Array) -> Array | None:
    """The class decided for each row of outputs ``(rows, outputs)``: of several outputs the first
    largest, of a single one 1 where it says yes; None for a regression."""
    loss = lesson.plan.objective.main
    if KINDS[loss.kind].targets == "numbers":
        return None
    if outputs.shape[1] > 1:
        return np.asarray(outputs.argmax(axis=1))
    limit = 0.0 if loss.form.reads == "scores" else 0.5
    return np.asarray((outputs[:, 0] > limit).astype(int))


def judged(moment: Moment) -> tuple[Judged, ...]:
    """Every example, training then validation, with what the network of that tick says of it."""
    lesson = moment.lesson
    found: list[Judged] = []
    for split, prefix in (("train", ""), ("validation", "val.")):
        names = (f"{prefix}data.x", f"{prefix}data.t")
        if names[0] in lesson.start:
            x, t = (moment.values.get(name, lesson.start[name]) for name in names)
            found += _judged(lesson, moment.values, split, x, t)
    return tuple(found)


def _judged(
    lesson: Lesson, values: Mapping[str, Array], split: str, x: Array, t: Array
) -> Sequence[Judged]:
    found = _probe(lesson, len(x), None).ask(values, x)
    outputs = found[lesson.network.output].reshape(len(x), -1)
    classes = decided(lesson, outputs)
    targets = _targets(lesson, t.reshape(len(x), -1), classes is not None)
    said = outputs[:, 0] if classes is None or outputs.shape[1] == 1 else classes
    return [
        Judged(
            row,
            split,
            tuple(map(float, x[row])),
            float(targets[row]),
            float(said[row]),
            None if classes is None else bool(classes[row] == targets[row]),
        )
        for row in range(len(x))
    ]


def _targets(lesson: Lesson, t: Array, classes: bool) -> Array:
    """One number for each row of targets ``(rows, …)``: the class, where classes are decided."""
    if classes and t.shape[1] > 1:
        return np.asarray(t.argmax(axis=1))
    if classes and KINDS[lesson.plan.objective.main.kind].targets == "signs":
        return np.asarray((t[:, 0] > 0).astype(int))
    return t[:, 0]


class BoundaryView(View):
    """What the network says of the plane of its two raw inputs, or of the line of its one.

    Part ``grid``: `SIDE` points along each axis, the network's outputs there, and the class decided
    (empty for a regression); of one input x1 is empty. Part ``examples``: every example as `Judged`
    says. Part ``units``: the share of the grid at which a unit's z is above 0. Part ``contours``:
    pieces of the lines on which a unit's z is 0, two rows a piece.

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
    rows: list[tuple[CellValue, ...]] = [
        (
            *_axes(point),
            *map(float, outputs),
            None if classes is None else int(classes[n]),
        )
        for n, (point, outputs) in enumerate(zip(found.points, found.outputs, strict=True))
    ]
    return ViewTable(("x0", "x1", *names, "class"), tuple(rows))


def _examples_table(moment: Moment) -> ViewTable:
    rows = tuple(
        (each.row, each.split, *_axes(each.x), each.target, each.output, each.right)
        for each in judged(moment)
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
