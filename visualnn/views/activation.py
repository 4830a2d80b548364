"""The activation of a layer: its curve, and where on it the units of the batch are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..expr import Source
from ..layers import ACTIVATIONS, Application
from ..lesson import Lesson
from ..lesson.measures import SATURATED_SHARE, steepest
from ..machine.machine import frozen
from ..network import INPUT
from ..ops import Array, Op
from ..ops.activations import LogSoftmax, Softmax
from ..ops.activations.base import Activation
from ..text import N_
from .base import CellValue, Moment, View, ViewTable
from .focus import layer_in_focus, parted
from .suiting import has_activation, refuse_activation

__all__ = [
    "OVERLAYS",
    "Activated",
    "ActivationCurve",
    "ActivationView",
    "Tangent",
    "activated",
    "has_activation",
    "largest_slope",
    "slopes_of",
]

SIDE_POINT_COUNT = 100
"""Points of the curve on each side of z = 0."""
MIN_AXIS_END = 5.0
"""The least |z| at which the axis ends, so that every function shows its bend."""
MAX_AXIS_END = 1e30
"""Sums beyond it are not on the axis; a float32 could not hold the squares."""

OVERLAYS: tuple[str, ...] = tuple(
    word for word, op in ACTIVATIONS.items() if isinstance(op, Activation)
)
"""The functions that can be laid over, by the words that lesson files use."""

_STEEPEST: Mapping[type[Op], float] = MappingProxyType({Softmax: 0.25, LogSoftmax: 1.0})
"""The largest ∂a/∂z of a unit by its own z that these can have: of a(1 − a), and of 1 − exp(a)."""


@dataclass(frozen=True)
class ActivationCurve:
    """A function over the z-axis: three arrays of ``2 · HALF + 1`` numbers."""

    z: Array
    f: Array
    slope: Array
    """f′(z) by the card's gradient rule with g = 1: at a kink what training uses there."""


@dataclass(frozen=True)
class Tangent:
    """The line ``slope · z + intercept`` that touches the curve at one unit's z."""

    z: float
    a: float
    slope: float

    @property
    def intercept(self) -> float:
        """The value of the tangent at z = 0."""
        return self.a - self.slope * self.z


@dataclass(frozen=True)
class Activated:
    """What the activation of one layer does with every sum of the batch, as it is in the trace."""

    use: Application
    """The activation in the network: its card, the names of z and a, and its layer."""
    z: Array | None
    """``(rows, units, …)``; None before it is computed."""
    a: Array | None
    slope: Array | None
    """∂a/∂z of each unit by its own z."""
    curve: ActivationCurve | None
    """None for softmax, where a unit's output is no function of its own z alone."""
    axis: Array
    """The z-axis."""
    row: int
    unit: tuple[int, ...]
    """The row and the unit that are looked at."""
    prefix: str = ""
    """``val.`` where the numbers are of the evaluation: it stands before their names."""

    @property
    def steepest(self) -> float:
        """The largest |f′(z)| over the drawn curve; of softmax the largest there can be."""
        if self.curve is None:
            return _STEEPEST[type(self.use.op)]
        known = np.abs(self.curve.slope[np.isfinite(self.curve.slope)])
        return float(known.max(initial=0.0))

    @property
    def saturated(self) -> Array | None:
        """Where |f′(z)| is below `SATURATED_SHARE` of the steepest: of the shape of z."""
        if self.slope is None:
            return None
        return np.asarray(np.abs(self.slope) < SATURATED_SHARE * self.steepest)

    @property
    def saturated_count(self) -> int:
        """The count of sums of the batch that lie where the curve is flat."""
        return 0 if self.saturated is None else int(self.saturated.sum())

    @property
    def flat_parts(self) -> tuple[tuple[float, float], ...]:
        """Where the curve is flat: the first and the last z of each run of points at which a sum
        would be saturated."""
        if self.curve is None:
            return ()
        flat = np.abs(self.curve.slope) < SATURATED_SHARE * self.steepest
        edges = np.flatnonzero(np.diff(np.concatenate([[0], flat.astype(np.int8), [0]])))
        z = self.curve.z
        return tuple(
            (float(z[first]), float(z[end - 1]))
            for first, end in zip(edges[::2], edges[1::2], strict=True)
        )

    @property
    def silent(self) -> Array | None:
        """*Silent on this row*: where a = 0, of the shape of a."""
        return None if self.a is None else np.asarray(self.a == 0)

    @property
    def silent_on_every_row(self) -> Array | None:
        """*Silent on every row now*: the units whose a is 0 in the whole batch, ``(units, …)``."""
        return None if self.silent is None else np.asarray(self.silent.all(axis=0))

    @property
    def powers(self) -> Array | None:
        """Of softmax, exp(z − m) of every score of the row that is looked at, m the largest of
        them, ``(units,)``: what its outputs are shares of. None before z is computed."""
        if self.z is None or self.curve is not None:
            return None
        scores = self.z[(self.row, *self.unit[:-1])].astype(np.float64)
        with np.errstate(all="ignore"):
            return np.asarray(np.exp(scores - scores.max()))

    @property
    def tangent(self) -> Tangent | None:
        """The tangent at the unit and row that are looked at; None before they are computed."""
        if self.z is None or self.a is None or self.slope is None:
            return None
        at = (self.row, *self.unit)
        return Tangent(float(self.z[at]), float(self.a[at]), float(self.slope[at]))

    def overlay(self, word: str) -> ActivationCurve:
        """Another function on the same axis, with its default settings.

        Raises SettingError for a word that is not among `OVERLAYS`.
        """
        if word not in OVERLAYS:
            raise SettingError(
                "there is no function {name} to be laid over; there are {known}",
                name=word,
                known=", ".join(OVERLAYS),
            )
        return _curve(ACTIVATIONS[word], self.axis, ())


def activated(moment: Moment, least_end: float = MIN_AXIS_END) -> Activated:
    """The activation that is looked at, at a moment: that of the layer in focus, else the first
    that is computed by then, else the first. Its z-axis goes to `least_end` at least.

    Raises UnsuitedError in a lesson without any.
    """
    refuse_activation(moment.lesson)
    prefix, use = _looked_at(moment)
    values = moment.values if prefix else moment.computed
    z, a = (values.get(prefix + name) for name in (use.reads[0], use.writes))
    row, unit = _place(moment, prefix, use)
    others = tuple(values[name] for name in use.reads[1:])
    slope = None if z is None or a is None else slopes_of(use.op, z, a, others)
    axis = _axis(use.op, z, least_end, np.dtype(moment.lesson.spec.dtype))
    curve = None
    if type(use.op) not in _STEEPEST:
        curve = _curve(use.op, axis, tuple(_of_unit(other, unit) for other in others))
    return Activated(use, z, a, slope, curve, axis, row, unit, prefix)


def _uses(lesson: Lesson) -> Iterator[Application]:
    """Every activation of the network, in the order of computing."""
    yield from filter(has_activation, lesson.network.applications)


def _looked_at(moment: Moment) -> tuple[str, Application]:
    """The prefix of the names of its values (``val.`` in the evaluation), and the activation."""
    uses = list(_uses(moment.lesson))
    computed = [use for use in uses if use.writes in moment.values] or uses
    if moment.focus is None:
        return "", computed[0]
    prefix, plain = parted(moment.focus.name)
    layer = layer_in_focus(moment.lesson.network, plain)
    # a recurrent layer has an activation in every time step: the step of the number comes first
    own = [use for use in uses if plain in (use.reads[0], use.writes)]
    own += [use for use in computed if use.layer == layer]
    own += [use for use in uses if use.layer == layer]
    return (prefix, own[0]) if own else ("", computed[0])


def _place(moment: Moment, prefix: str, use: Application) -> tuple[int, tuple[int, ...]]:
    """The row and unit of the number in focus: a value of the batch names its row, one of the
    layer's own its unit too; a weight or bias of a dense layer names its unit. Else the first."""
    network, place = moment.lesson.network, moment.focus
    shape = network.shapes[use.reads[0]]
    row, unit = 0, (0,) * (len(shape) - 1)
    if place is None or not place.index:
        return row, unit
    before, plain = parted(place.name)
    of_batch = plain == INPUT or any(plain == each.writes for each in network.applications)
    if of_batch and before == prefix:
        row = place.index[0]
    if layer_in_focus(network, plain) != use.layer:
        return row, unit
    if of_batch and network.shapes[plain] == shape:
        return row, place.index[1:]
    known = moment.values.get(place.name)
    if not of_batch and known is not None and len(shape) == 2 and known.shape[-1] == shape[-1]:
        return row, place.index[-1:]
    return row, unit


def largest_slope(op: Op) -> float:
    """The largest |f′(z)| that an activation has over the z-axis; of softmax the largest there can
    be."""
    known = _STEEPEST.get(type(op))
    if known is not None:
        return known
    return steepest(op) if isinstance(op, Activation) else math.inf


def slopes_of(op: Op, z: Array, a: Array, others: Sequence[Array]) -> Array:
    """∂a/∂z of each unit by its own z, by the card's gradient rule."""
    if type(op) not in _STEEPEST:
        return _gradient(op, np.ones_like(z), z, a, others)
    slope = np.empty_like(a)
    for unit in range(a.shape[-1]):  # one output at a time, for each reads all scores of its row
        g = np.zeros_like(a)
        g[..., unit] = 1
        slope[..., unit] = _gradient(op, g, z, a, others)[..., unit]
    return frozen(slope)


def _gradient(op: Op, g: Array, z: Array, a: Array, others: Sequence[Array]) -> Array:
    known = {"g": g, "z": z, op.output: a, **dict(zip(op.inputs[1:], others, strict=True))}
    return op.compute("grad_z", *(known[word] for word in op.rule_inputs["grad_z"]))


def _axis(op: Op, z: Array | None, least_end: float, dtype: np.dtype[np.generic]) -> Array:
    """The z-axis: symmetric, 0 in its middle, to 1, 2 or 5 times a power of ten, so that it grows
    in round steps only."""
    sums = np.abs(np.zeros(0) if z is None else z).ravel()
    kinks = np.abs(getattr(op, "kinks", ()))
    ends = np.concatenate([sums[sums <= MAX_AXIS_END], kinks, [least_end]])
    axis = (
        np.arange(-SIDE_POINT_COUNT, SIDE_POINT_COUNT + 1)
        * _rounded_up(float(ends.max()))
        / SIDE_POINT_COUNT
    )
    return frozen(axis.astype(dtype))


def _rounded_up(reach: float) -> float:
    power = float(f"1e{math.floor(math.log10(reach))}")
    return next(power * times for times in (1, 2, 5, 10, 20) if power * times >= reach)


def _curve(op: Op, axis: Array, others: Sequence[Array]) -> ActivationCurve:
    z = axis[:, None]
    f = op.compute("forward", z, *others)
    slope = _gradient(op, np.ones_like(z), z, f, others)
    return ActivationCurve(axis, f[:, 0], slope[:, 0])


def _of_unit(setting: Array, unit: tuple[int, ...]) -> Array:
    """A learned setting as the unit has it: one for all, or one for each channel."""
    return setting if setting.shape == (1,) else setting[unit[0] : unit[0] + 1]


class ActivationView(View):
    """What the activation of a layer does with the sums of the batch.

    It is the layer in focus, or the first whose activation is computed at the tick. Part ``units``:
    for each row of the batch and each unit (the index behind the row) its z and its a, as they are
    in the trace; ``slope``, f′(z), the card's gradient rule with g = 1; ``saturated``, whether
    ``|f′(z)| < 0.05 · max |f′|`` over the drawn curve. What is not computed yet is empty, and so
    are slope and saturated before a.

    Part ``curve``: f and f′ at 201 places of a z-axis from −r to r, where r is the least of 1, 2
    and 5 times a power of ten that is at least 5, every kink of f, and every |z| of the batch at
    this tick (finite and at most 10³⁰). A learned slope (PReLU) is that of the unit in focus.

    Softmax has no curve, for a unit's output depends on every score of its row: ``slope`` is ∂a/∂z
    of the same unit, a(1 − a), of log-softmax 1 − exp(a), and max |f′| the largest that these can
    be, ¼ and 1. Its outputs are shares of exp(z − m), m the largest score of the row
    (`Activated.powers`).

    A unit is silent on a row where its a is 0; `visualnn.views.silence` tells for how many rows.
    """

    name = "activation"
    title = N_("Activation")
    parts = ("units", "curve")

    def refuse(self, lesson: Lesson) -> None:
        refuse_activation(lesson)

    def pick(self, moment: Moment) -> Source | None:
        if moment.focus is not None:
            return moment.focus
        found = activated(moment)
        return None if found.a is None else Source(found.use.writes, (0,) * found.a.ndim)

    def table(self, moment: Moment, part: str) -> ViewTable:
        found = activated(moment)
        return _curve_table(found) if part == "curve" else _units_table(found)


def _units_table(found: Activated) -> ViewTable:
    columns = ("row", "unit", "z", "a", "slope", "saturated")
    z, a, slope, saturated = found.z, found.a, found.slope, found.saturated
    if z is None:
        return ViewTable(columns, ())
    rows: list[tuple[CellValue, ...]] = []
    for index in np.ndindex(*z.shape):
        unit = ",".join(map(str, index[1:]))
        cells: tuple[CellValue, ...] = (None, None, None)
        if a is not None and slope is not None and saturated is not None:
            steep = float(slope[index])
            flat = None if math.isnan(steep) else bool(saturated[index])
            cells = float(a[index]), steep, flat
        rows.append((index[0], unit, float(z[index]), *cells))
    return ViewTable(columns, tuple(rows))


def _curve_table(found: Activated) -> ViewTable:
    rows: tuple[tuple[CellValue, ...], ...] = ()
    if found.curve is not None:
        places = zip(found.curve.z, found.curve.f, found.curve.slope, strict=True)
        rows = tuple((float(z), float(f), float(slope)) for z, f, slope in places)
    return ViewTable(("z", "f", "slope"), rows)
