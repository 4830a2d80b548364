"""The pieces of a piecewise linear network: the cells into which its units' kinks cut the plane of
the inputs, each with the one formula of school algebra that holds in it.

Source: Montúfar, Pascanu, Cho & Bengio 2014, On the Number of Linear Regions of Deep Neural
Networks. Cells are exact: a polygon is cut where a unit's z is at a kink, layer after layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

import numpy as np

from ..compiler.batch import prepared
from ..dataclass import dataclass
from ..lesson import Lesson
from ..network import INPUT
from ..ops import Array, Op
from ..ops.activations import HardSigmoid, HardTanh, Identity, LeakyReLU, ReLU, ReLU6
from ..ops.activations.base import Activation
from ..ops.combine import Add
from ..ops.data import Scale
from ..ops.dense import AddBias, MatMul
from ..ops.preparation import Standardise

__all__ = ["MAX_CELL_COUNT", "Cells", "Fold", "Region", "cut"]

MAX_CELL_COUNT = 4_000
"""The most cells that a plane is cut into."""
STRAIGHT = (HardSigmoid, HardTanh, Identity, LeakyReLU, ReLU, ReLU6)
"""The activations that are straight lines between their kinks."""
ROUNDING_SHARE = 1e-12
"""The share of a polygon's largest |z| within which a corner counts as lying on the cut."""


@dataclass(frozen=True)
class Affine:
    """Values that are straight functions of the two inputs: ``slopes · x + constants``, of shapes
    ``(values, 2)`` and ``(values,)``."""

    slopes: Array
    constants: Array

    def at(self, points: Array) -> Array:
        """The values at points ``(points, 2)``: ``(points, values)``."""
        return points @ self.slopes.T + self.constants


@dataclass(frozen=True)
class Region:
    """A cell: a convex polygon ``(corners, 2)``, which units fire in it, and what holds there."""

    corners: Array
    pattern: str
    """For each unit of each layer with a kink 1 where its z lies above its first kink, else 0;
    layers are parted by ``|``."""
    slopes: Array
    """``(outputs, 2)``: ∂output/∂x0 and ∂output/∂x1."""
    constants: Array
    """``(outputs,)``: what the formula gives at the origin."""

    @property
    def area(self) -> float:
        """The area in squared units of the inputs (shoelace formula)."""
        x, y = self.corners.T
        return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


@dataclass(frozen=True)
class Fold:
    """A straight piece of the line on which a unit's z is 0."""

    layer: str
    unit: int
    ends: Array
    """``(2, 2)``: two points."""


@dataclass(frozen=True)
class Cells:
    """The plane, cut: its regions, the folds, and the value that the formulas give."""

    regions: tuple[Region, ...]
    folds: tuple[Fold, ...]
    of: str
    """The name of the value: the last one that is a straight function in each region, which is the
    output, or what its sigmoid or softmax reads."""


@dataclass(frozen=True)
class _Cell:
    corners: Array
    forms: Mapping[str, Affine]
    pattern: tuple[str, ...] = ()


@dataclass
class _Cutting:
    cells: list[_Cell]
    folds: list[Fold] = field(default_factory=list)


def cut(lesson: Lesson, values: Mapping[str, Array], corners: Array) -> Cells | None:
    """Cut a convex polygon ``(corners, 2)`` of raw inputs by the network with the parameters in
    `values`.

    None if something in the network is no piecewise linear function of two inputs, or if there
    would be more than `MAX_CELL_COUNT` regions.
    """
    known = {**lesson.start, **values}
    lines = list(_lines(lesson))
    first = lines[0][1][0] if lines else INPUT
    plane = Affine(np.eye(2), np.zeros(2))
    work = _Cutting([_Cell(np.asarray(corners, np.float64), {first: plane})])
    last = first
    for op, reads, writes, layer in lines:
        step = _STEPS.get(type(op))
        if step is None or reads[0] not in work.cells[0].forms:
            if reads[0] != last or writes != lesson.network.output:
                return None
            _fold(work, last, layer)
            return _finished(work, last)
        if isinstance(op, STRAIGHT):
            _fold(work, reads[0], layer)
            if not _bend(work, op, reads[0], writes):
                return None
        else:
            work.cells = [
                _with(cell, writes, step(cell.forms, reads, known)) for cell in work.cells
            ]
        last = writes
    return _finished(work, last)


def _lines(lesson: Lesson) -> Iterator[tuple[Op, tuple[str, ...], str, str]]:
    """What is done to an input, then the network in evaluation."""
    for op, reads, writes in prepared(lesson.plan, "", INPUT):
        if not writes.endswith("t"):
            yield op, reads, writes, "batch"
    for use in lesson.network.evaluation:
        yield use.op, use.reads, use.writes, use.layer


def _finished(work: _Cutting, last: str) -> Cells:
    regions = tuple(
        Region(
            cell.corners,
            "|".join(cell.pattern),
            cell.forms[last].slopes,
            cell.forms[last].constants,
        )
        for cell in work.cells
    )
    return Cells(regions, tuple(work.folds), last)


def _with(cell: _Cell, name: str, form: Affine, pattern: str | None = None) -> _Cell:
    told = cell.pattern if pattern is None else (*cell.pattern, pattern)
    return _Cell(cell.corners, {**cell.forms, name: form}, told)


# -- straight cards


_Known = Mapping[str, Array]
_Step = Callable[[Mapping[str, Affine], Sequence[str], _Known], Affine]


def _product(forms: Mapping[str, Affine], reads: Sequence[str], known: _Known) -> Affine:
    x, W = forms[reads[0]], known[reads[1]]
    return Affine(W.T @ x.slopes, x.constants @ W)


def _biased(forms: Mapping[str, Affine], reads: Sequence[str], known: _Known) -> Affine:
    z = forms[reads[0]]
    return Affine(z.slopes, z.constants + known[reads[1]])


def _scaled(forms: Mapping[str, Affine], reads: Sequence[str], known: _Known) -> Affine:
    x, scale = forms[reads[0]], float(known[reads[1]])
    return Affine(x.slopes / scale, x.constants / scale)


def _standardised(forms: Mapping[str, Affine], reads: Sequence[str], known: _Known) -> Affine:
    x, mean, deviation = forms[reads[0]], known[reads[1]], known[reads[2]]
    return Affine(x.slopes / deviation[:, None], (x.constants - mean) / deviation)


def _added(forms: Mapping[str, Affine], reads: Sequence[str], known: _Known) -> Affine:
    one, other = forms[reads[0]], forms[reads[1]]
    return Affine(one.slopes + other.slopes, one.constants + other.constants)


def _same(forms: Mapping[str, Affine], reads: Sequence[str], known: _Known) -> Affine:
    return forms[reads[0]]


_STEPS: Mapping[type[Op], _Step] = {
    MatMul: _product,
    AddBias: _biased,
    Scale: _scaled,
    Standardise: _standardised,
    Add: _added,
    **dict.fromkeys(STRAIGHT, _same),
}


# -- cards with kinks


def _fold(work: _Cutting, z: str, layer: str) -> None:
    """Note where each unit's z is 0 in the cells as they are now."""
    for cell in work.cells:
        heights = cell.forms[z].at(cell.corners)
        for unit in range(heights.shape[1]):
            ends = _crossing(cell.corners, heights[:, unit])
            if ends is not None:
                work.folds.append(Fold(layer, unit, ends))


def _bend(work: _Cutting, op: Activation, z: str, a: str) -> bool:
    """Cut every cell at the kinks of every unit, and follow the straight piece in each; False if
    there are too many."""
    kinks = op.kinks
    units = len(work.cells[0].forms[z].constants)
    for unit in range(units):
        for kink in kinks:
            cells: list[_Cell] = []
            for cell in work.cells:
                heights = cell.forms[z].at(cell.corners)[:, unit] - kink
                cells += [
                    _Cell(corners, cell.forms, cell.pattern)
                    for corners in _parted(cell.corners, heights)
                ]
            work.cells = cells
            if len(cells) > MAX_CELL_COUNT:
                return False
    work.cells = [_straightened(cell, op, z, a) for cell in work.cells]
    return True


def _straightened(cell: _Cell, op: Activation, z: str, a: str) -> _Cell:
    """The activation in one cell, where it is a straight line of each unit's z."""
    form = cell.forms[z]
    middle = form.at(cell.corners.mean(axis=0)[None])
    out = op.compute("forward", middle)
    rule = "grad_z"
    known = {"g": np.ones_like(middle), "z": middle, op.output: out}
    slope = op.compute(rule, *(known[name] for name in op.rule_inputs[rule]))[0]
    shift = out[0] - slope * middle[0]
    bent = Affine(slope[:, None] * form.slopes, slope * form.constants + shift)
    pattern = (
        "".join("1" if height > op.kinks[0] else "0" for height in middle[0]) if op.kinks else ""
    )
    return _with(cell, a, bent, pattern) if op.kinks else _with(cell, a, bent)


# -- polygons


def _sides(heights: Array) -> Array:
    """−1, 0 or 1 for each corner: below, on, or above the cut."""
    slack = ROUNDING_SHARE * float(np.abs(heights).max(initial=0.0))
    return np.where(heights > slack, 1, np.where(heights < -slack, -1, 0))


def _parted(corners: Array, heights: Array) -> tuple[Array, ...]:
    """A convex polygon cut where a straight function, of these heights at its corners, is 0."""
    sides = _sides(heights)
    if not (sides > 0).any() or not (sides < 0).any():
        return (corners,)
    parts: dict[int, list[Array]] = {1: [], -1: []}
    for n, corner in enumerate(corners):
        for side, part in parts.items():
            if sides[n] in (0, side):
                part.append(corner)
        m = (n + 1) % len(corners)
        if sides[n] * sides[m] < 0:
            share = heights[n] / (heights[n] - heights[m])
            crossing = corner + share * (corners[m] - corner)
            for part in parts.values():
                part.append(crossing)
    return tuple(np.array(part) for part in parts.values() if len(part) > 2)


def _crossing(corners: Array, heights: Array) -> Array | None:
    """The two points at which a straight function's line of 0 leaves a convex polygon; None where
    it does not go through."""
    sides = _sides(heights)
    if not (sides > 0).any() or not (sides < 0).any():
        return None
    ends = []
    for n, corner in enumerate(corners):
        m = (n + 1) % len(corners)
        if sides[n] == 0:
            ends.append(corner)
        elif sides[n] * sides[m] < 0:
            share = heights[n] / (heights[n] - heights[m])
            ends.append(corner + share * (corners[m] - corner))
    return np.array(ends[:2]) if len(ends) >= 2 else None
