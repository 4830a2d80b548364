"""What the activation panel shows of a frame: the numbers of its view, asked when they change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.network import INPUT
from visualnn.tell.frame import Frame
from visualnn.views.activation import Activated, ActivationCurve, activated
from visualnn.views.base import Moment
from visualnn.views.moments import moment_of
from visualnn.views.plane import rounded_range
from visualnn.views.silence import Silence, SilenceProbe

__all__ = ["ActivationScene"]

MAX_RUG_COUNT = 200
"""More rows than these are drawn as a histogram."""
BIN_COUNT = 60
"""Bars of the histogram from one end of the z-axis to the other."""

Array = NDArray[Any]


@dataclass(frozen=True)
class _DrawnCurves:
    """Which curves are drawn."""

    name: str = ""
    unit: tuple[int, ...] = ()
    end: float = 0.0
    overlaid: tuple[str, ...] = ()


class ActivationScene:
    """The numbers of one lesson's activation at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._silences = SilenceProbe(lesson)
        self._ends: dict[str, float] = {}
        """For each activation how far its axis went: it grows, and shrinks with an edit only."""
        self._edits: tuple[object, ...] = ()
        self._row = -1, 0
        """The tick of the frame that was shown last, and the row."""
        self._drawn = _DrawnCurves()
        self._learned: tuple[Array | None, ...] = ()
        """The learned settings of the drawn function, which move as it is trained."""
        self._broken: tuple[Array, Array, Array, Array] | None = None
        self.moment: Moment
        self.found: Activated
        self.silence = Silence.NONE
        self.overlays: tuple[tuple[str, ActivationCurve], ...] = ()
        self.heights = (0.0, 1.0)
        """The ends of the upright axis."""

    def show(self, frame: Frame, overlaid: Sequence[str] = ()) -> None:
        """Take a frame; nothing is asked again if nothing of it changed."""
        if frame.edits != self._edits:
            self._ends, self._edits = {}, frame.edits
        moment = moment_of(frame)
        found = activated(moment)
        name = found.use.writes
        end = max(self._ends.get(name, 0.0), float(found.axis[-1]))
        if end > float(found.axis[-1]):
            found = activated(moment, end)
        self._ends[name] = end
        row, kept = self.row_named(found, moment.focus), self._row
        if row is None and (frame.tick, found.z is not None) == (kept[0], True):
            row = kept[1]  # a number of no row was clicked: the example stays
            if found.z is not None and row < len(found.z):
                found = replace(found, row=row)
        self._row = frame.tick, found.row
        self.moment, self.found = moment, found
        self.silence = self._silences.silence_of(moment, found)
        learned = tuple(moment.values.get(name) for name in found.use.reads[1:])
        now = _DrawnCurves(found.use.writes, found.unit, end, tuple(overlaid))
        if now != self._drawn or any(
            one is not other for one, other in zip(learned, self._learned, strict=True)
        ):
            self._drawn, self._learned = now, learned
            self._draw_anew()

    def _draw_anew(self) -> None:
        found = self.found
        if found.curve is None:
            self.overlays, self._broken = (), None
            return
        self.overlays = tuple((word, found.overlay(word)) for word in self._drawn.overlaid)
        curves = [found.curve, *(curve for _word, curve in self.overlays)]
        drawn = [found.curve.slope, *(curve.f for curve in curves)]
        known = np.concatenate([line[np.isfinite(line)] for line in drawn])
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        self.heights = rounded_range(low, high)
        kinks = getattr(found.use.op, "kinks", None) or ()
        slope = _broken(found.curve.z, found.curve.slope, kinks)
        self._broken = found.curve.z, found.curve.f, *slope

    @property
    def is_curve(self) -> bool:
        """Whether there is a function of one number; softmax is none."""
        return self.found.curve is not None

    @property
    def lines(self) -> tuple[Array, Array, Array, Array]:
        """z and f; z and f′, with gaps where it jumps. Raises ValueError where there is none."""
        if self._broken is None:
            raise ValueError("softmax is no function of one number")
        return self._broken

    # -- the rows of the unit

    @property
    def is_known(self) -> bool:
        """Whether the numbers of the layer are computed."""
        return self.found.tangent is not None

    @property
    def row_count(self) -> int:
        """The rows of the batch."""
        return 0 if self.found.z is None else len(self.found.z)

    def of_unit(self, values: Array | None) -> Array:
        """What the rows of the unit have of some values of the layer, ``(rows,)``."""
        if values is None:
            return np.zeros(0)
        return np.asarray(values.reshape(len(values), -1)[:, self._flat_unit])

    @property
    def _flat_unit(self) -> int:
        """The number of the unit among all of its layer."""
        shape = self.lesson.network.shapes[self.found.use.writes][1:]
        return int(np.ravel_multi_index(self.found.unit, shape))

    def place(self, row: int, *, before: bool = False) -> Source:
        """The name of a row's a, or of its z."""
        found = self.found
        name = found.use.reads[0] if before else found.use.writes
        return Source(found.prefix + name, (row, *found.unit))

    def slope_place(self) -> Source | None:
        """The number of the trace that f′ of the row in focus went into: the gradient of its z;
        None before it is computed."""
        found = self.found
        name = "d." + found.use.reads[0]
        if found.prefix or name not in self.moment.values:
            return None
        return Source(name, (found.row, *found.unit))

    def row_of(self, place: Source | None) -> int | None:
        """The row of the batch that a number belongs to; None for a number of no row, or of none in
        this batch."""
        if place is None or not place.index or self.found.prefix:
            return None
        name, row = place.name, place.index[0]
        if name == "data.x":
            rows = self.moment.values.get("rows")
            if rows is not None:
                at = np.flatnonzero(np.asarray(rows) == row)
                return int(at[0]) if at.size else None
        elif name != INPUT and all(use.writes != name for use in self.lesson.network.applications):
            return None
        return row if row < self.row_count else None

    def row_named(self, found: Activated, place: Source | None) -> int | None:
        """The row of the batch that a number in focus names; None if it names none."""
        names = {INPUT, *(use.writes for use in self.lesson.network.applications)}
        if place is None or not place.index or not place.name.startswith(found.prefix):
            return None
        plain = place.name.removeprefix(found.prefix).removeprefix("d.")
        return place.index[0] if plain in names else None

    def next_row(self, row: int, step: int) -> int | None:
        """The row beside another in the order of z, or None at the end."""
        order = np.argsort(self.of_unit(self.found.z), kind="stable").tolist()
        at = order.index(row) + step
        return order[at] if 0 <= at < len(order) else None

    def next_unit(self, step: int) -> tuple[int, ...]:
        """The unit before or behind the one that is looked at, round and round."""
        shape = self.lesson.network.shapes[self.found.use.writes][1:]
        at = self._flat_unit + step
        return tuple(int(n) for n in np.unravel_index(at % math.prod(shape), shape))

    def bins(self) -> tuple[Array, Array]:
        """Of many rows: how many of the unit's z lie in each part of the axis, and its edges."""
        z = self.of_unit(self.found.z)
        edges = np.linspace(float(self.found.axis[0]), float(self.found.axis[-1]), BIN_COUNT + 1)
        counts, _edges = np.histogram(z[np.isfinite(z)], edges)
        return counts, edges


def _broken(z: Array, slope: Array, kinks: Sequence[float]) -> tuple[Array, Array]:
    """A slope with a gap behind each kink, where it jumps."""
    behind = [int(np.searchsorted(z, kink, side="right")) for kink in kinks]
    inside = [n for n in behind if 0 < n < len(z)]
    middles = [float(z[n - 1]) * 0.5 + float(z[n]) * 0.5 for n in inside]
    return np.insert(z, inside, middles), np.insert(slope, inside, math.nan)
