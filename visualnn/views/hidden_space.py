"""The hidden space: the examples, and the plane of the inputs, as a hidden layer sees them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..dataclass import dataclass
from ..expr import Source
from ..layers import Layer
from ..lesson import Lesson
from ..lesson.remembering import remembered
from ..machine.machine import frozen
from ..network import INPUT
from ..ops import Array
from ..text import N_
from .base import CellValue, Moment, View, ViewTable
from .focus import layer_in_focus
from .judging import JudgedExample, decided_classes, judged_examples, probe_of
from .plane import plane_of
from .projection import Projection, beside, single_units, themselves, widest
from .suiting import refuse_hidden_space

__all__ = ["HiddenSpace", "HiddenSpaceView", "Mesh", "SpaceStage", "hidden_space"]

SIDE_POINT_COUNT = 21
"""Points of the mesh along each axis of the input plane."""
UPRIGHT = (1.0, 0.0, 0.0)
"""The cut where u is the distance to it: u = 0."""


@dataclass(frozen=True)
class SpaceStage:
    """A value on the way from the inputs to the layer's output, seen in the picture."""

    name: str
    """The value, as in the program: ``x``, ``hidden.xW``."""
    projection: Projection
    """The projection onto the axes u and v."""
    points: Array
    """``(examples, 2)``: u and v of every example."""
    mesh: Array | None
    """``(side², 2)``: u and v of every point of the mesh; None without a mesh."""


@dataclass(frozen=True)
class Mesh:
    """A grid over the input plane, x0 fastest, and what the network says there."""

    inputs: Array
    """``(side², 2)``: raw inputs."""
    outputs: Array
    """``(side², outputs)``."""
    classes: Array | None
    """``(side²,)``: what is decided there; None for a regression."""
    side: int


@dataclass(frozen=True)
class HiddenSpace:
    """The examples and the mesh in the coordinates of a hidden layer, with the parameters of one
    tick, in evaluation."""

    layer: str
    following: str
    """The layer that reads it."""
    stages: tuple[SpaceStage, ...]
    """From x to the layer's output, which is the last."""
    examples: tuple[JudgedExample, ...]
    """The training examples."""
    mesh: Mesh | None
    """None unless an example has two numbers."""
    line: tuple[float, float, float] | None
    """a, b and c of the next layer's cut ``a·u + b·v + c = 0``; None where none is exact."""
    units: tuple[int, int] | None = None
    """The units that are the axes because they were asked for; None for what the view chooses."""

    @property
    def projection(self) -> Projection:
        """The projection of the layer's output: the weight of each unit on each axis."""
        return self.stages[-1].projection


def hidden_space(moment: Moment, side: int = SIDE_POINT_COUNT) -> HiddenSpace:
    """The space of the hidden layer in focus, else of the first, at a moment; seen along the
    moment's `units` if it has more than these, without a line: the next layer's cut also depends on
    all the others.

    All training examples and a mesh of `side` × `side` points are asked through a probe, in the
    lesson's numbers, whether or not they are in the batch. Raises UnsuitedError for a network that
    is no chain of dense layers with a hidden one among them.
    """
    refuse_hidden_space(moment.lesson)
    return _space(moment, side, _first_places(moment.lesson, _looked_at(moment)[0].name))


@remembered(16)
def _first_places(lesson: Lesson, layer: str) -> Mapping[str, Array]:
    """Stage → where the examples lie before the first update, which says which way axes point."""
    start = Moment(lesson, 0, lesson.start, Source(f"{layer}.W", (0, 0)))
    return {stage.name: stage.points for stage in _space(start, 1, {}).stages}


def _space(moment: Moment, side: int, earlier: Mapping[str, Array]) -> HiddenSpace:
    """The hidden space; `earlier` says for each stage where the examples lay."""
    lesson, values = moment.lesson, moment.values
    layer, following = _looked_at(moment)
    names = tuple(_way(lesson, layer))
    read = (*names, f"{following.name}.z", lesson.network.output)
    examples = judged_examples(moment, ("train",))
    asked = [_asked(moment, values.get("data.x", lesson.start["data.x"]), read)]
    mesh = None
    if lesson.data.x.shape[1:] == (2,):
        inputs = plane_of(lesson).points(side)
        asked.append(_asked(moment, inputs, read))
        outputs = asked[-1][lesson.network.output]
        mesh = Mesh(frozen(inputs), outputs, decided_classes(lesson, outputs), side)
    W, b = (values[f"{following.owner}.{word}"].astype(np.float64) for word in ("W", "b"))
    units = moment.units
    if units is not None and (len(W) <= len(units) or max(units) >= len(W)):
        units = None
    if units is not None:
        projection, line = single_units(len(W), *units), None
    else:
        projection, line = _seen(asked[0][names[-1]], W, b, earlier.get(names[-1]))
    stages = []
    for name in names:
        seen = projection
        if layer_in_focus(lesson.network, name) != layer.name:
            seen = _projection(asked[0][name], earlier.get(name))
        stages.append(_stage(name, seen, asked))
    if line == UPRIGHT:
        stages[-1] = _measured(stages[-1], [each[f"{following.name}.z"] for each in asked], W)
    return HiddenSpace(layer.name, following.name, tuple(stages), examples, mesh, line, units)


def _way(lesson: Lesson, layer: Layer) -> Iterator[str]:
    """The values from the network's input to the layer's output."""
    yield INPUT
    for use in lesson.network.evaluation:
        yield use.writes
        if use.writes == lesson.network.outputs[layer.name]:
            return


def _asked(moment: Moment, inputs: Array, names: Iterable[str]) -> Mapping[str, Array]:
    """These values for raw inputs ``(rows, …)``, each ``(rows, numbers)``."""
    probe = probe_of(moment.lesson, len(inputs), None)
    found = probe.ask(moment.values, inputs.astype(probe.dtype))
    return {name: frozen(found[name].astype(np.float64)) for name in names}


def _seen(
    a: Array, W: Array, b: Array, earlier: Array | None
) -> tuple[Projection, tuple[float, float, float] | None]:
    """How the layer's output ``(rows, units)`` is seen, and the next layer's cut in it."""
    cuts = W.shape[1] == 1 and bool(np.isfinite(W).all() and W.any())
    if len(W) == 2:
        return themselves(2), (float(W[0, 0]), float(W[1, 0]), float(b[0])) if cuts else None
    if cuts:
        return beside(a, W[:, 0], float(b[0]), earlier), UPRIGHT
    return themselves(1) if len(W) == 1 else widest(a, earlier), None


def _projection(values: Array, earlier: Array | None) -> Projection:
    """How a value on the way that is not the layer's own is seen."""
    return themselves(values.shape[1]) if values.shape[1] <= 2 else widest(values, earlier)


def _stage(name: str, projection: Projection, asked: Sequence[Mapping[str, Array]]) -> SpaceStage:
    points, *mesh = (projection.of(values[name]) for values in asked)
    return SpaceStage(name, projection, points, mesh[0] if mesh else None)


def _measured(stage: SpaceStage, sums: Sequence[Array], W: Array) -> SpaceStage:
    """The layer's output, with u from the next layer's own z, so that its sign is that of z to
    the last bit."""
    length = math.hypot(*W[:, 0])
    pairs = zip((stage.points, stage.mesh), sums, strict=False)
    points, *mesh = (
        frozen(np.column_stack([z[:, 0] / length, seen[:, 1]]))
        for seen, z in pairs
        if seen is not None
    )
    return replace(stage, points=points, mesh=mesh[0] if mesh else None)


def _looked_at(moment: Moment) -> tuple[Layer, Layer]:
    """The hidden layer, and the one that reads it."""
    network = moment.lesson.network
    pairs = list(zip(network.layers, network.layers[1:], strict=False))
    name = None if moment.focus is None else layer_in_focus(network, moment.focus.name)
    return next((pair for pair in pairs if pair[0].name == name), pairs[0])


class HiddenSpaceView(View):
    """The training examples and the mesh of the input plane in the coordinates of a hidden layer.

    The layer is the one in focus if it is hidden, else the first. The examples are all training
    examples (``row`` counts them as the data do, not as the batch does), and with the mesh they
    are asked through a probe: the network in evaluation with the parameters of the tick, so that
    they are there before the batch is.

    Let a be the layer's output, w and b the weights and bias of the next layer and z its sum. If
    the next layer has one unit, ``u = (w · a + b) / ‖w‖ = z / ‖w‖``, the signed distance to the
    plane on which z = 0, and ``v = p · a``, where p is the direction at right angles to w in which
    the examples spread most (the first principal direction); v is 0 for a layer of one unit. A
    layer of exactly two units is seen as it is: u and v are the units.
    If the next layer has several units, or w = 0, u and v are the two directions in which the
    examples spread most. A direction of spread has no sign of its own: it points so that the
    examples lie along it rather as before the first update than the other way round (their centred
    places have a positive product with the first ones), and there, or where that product is 0, so
    that its largest weight is positive. An axis turns round only when the examples have come to lie
    at right angles to where they began.

    Where two units are asked for in a layer of more, u and v are these units themselves, and no
    line is drawn: it would depend on all the others.

    Part ``points``: u and v of every example at each stage, with its target and the network's
    output as `JudgedExample` has them. Part ``grid``: the same for a mesh of 21 × 21 points of the
    plane of the raw inputs, i along x0 and j along x1 (empty unless an example has two numbers).
    Part ``axes``: the weight of each unit on the axes u and v; a row without a unit is the
    constant, so that u is the sum of weight · a over the units, plus the constant. Part ``line``:
    the next layer's cut ``a·u + b·v + c = 0``, exact: u = 0, or ``w0·u + w1·v + b = 0`` for two
    units; empty where u and v are two directions of several.

    A *stage* is the value of one instruction, from x to the layer's output. The layer's own (xW, z,
    a) are seen with the weights and constants of its output, so that from z to a only the
    activation moves a point. A value of one or two numbers on the way there, the two inputs above
    all, is seen as it is; a wider one along the two directions in which it spreads most itself.
    """

    name = "hidden-space"
    title = N_("Hidden space")
    parts = ("points", "grid", "line", "axes")

    def refuse(self, lesson: Lesson) -> None:
        refuse_hidden_space(lesson)

    def pick(self, moment: Moment) -> Source | None:
        if moment.focus is not None:
            return moment.focus
        name = moment.lesson.network.outputs[_looked_at(moment)[0].name]
        return Source(name, (0, 0)) if name in moment.values else None

    def table(self, moment: Moment, part: str) -> ViewTable:
        return _TABLES[part](hidden_space(moment))


def _points_table(found: HiddenSpace) -> ViewTable:
    rows = [
        (found.layer, stage.name, each.row, float(u), float(v), each.target, each.output)
        for stage in found.stages
        for each, (u, v) in zip(found.examples, stage.points, strict=True)
    ]
    return ViewTable(("layer", "stage", "row", "u", "v", "target", "output"), tuple(rows))


def _grid_table(found: HiddenSpace) -> ViewTable:
    rows: list[tuple[CellValue, ...]] = []
    if found.mesh is not None:
        side = found.mesh.side
        rows = [
            (found.layer, stage.name, n % side, n // side, float(u), float(v))
            for stage in found.stages
            if stage.mesh is not None
            for n, (u, v) in enumerate(stage.mesh)
        ]
    return ViewTable(("layer", "stage", "i", "j", "u", "v"), tuple(rows))


def _line_table(found: HiddenSpace) -> ViewTable:
    return ViewTable(("a", "b", "c"), () if found.line is None else (found.line,))


def _axes_table(found: HiddenSpace) -> ViewTable:
    rows: list[tuple[CellValue, ...]] = []
    projection = found.projection
    for n, axis in enumerate("uv"):
        rows += [(axis, unit, float(w)) for unit, w in enumerate(projection.weights[n])]
        rows.append((axis, None, float(projection.constants[n])))
    return ViewTable(("axis", "unit", "weight"), tuple(rows))


_TABLES = {
    "points": _points_table,
    "grid": _grid_table,
    "line": _line_table,
    "axes": _axes_table,
}
