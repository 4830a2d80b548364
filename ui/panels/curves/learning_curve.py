"""A learning curve: the numbers of one measure over the iterations, and how they are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from ui.kit.curve_image import curve_image
from ui.kit.geometry.axis import ValueAxis, axis_between, spans_decades
from ui.kit.geometry.envelope import Array, Envelope, envelope, plain
from ui.kit.geometry.stretch import Stretch
from ui.kit.theme import Series, Theme
from ui.kit.tint import mix
from ui.panels.curves.geometry import nearest_point
from visualnn.program import STOPPED
from visualnn.tell.frame import Frame

__all__ = ["LearningCurve", "Plot", "axis_of", "groups_of", "loss_beside"]


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """One line: its numbers, and the iterations they belong to (offset + i · step)."""

    name: str
    values: Array
    offset: int
    step: int
    series: Series
    companion: str = ""
    """The lesson that the line comes from, if it is not this one."""

    def point(self, iteration: int) -> int | None:
        """The number of the point at an iteration, or of the last one before it."""
        nth = nearest_point(iteration, self.offset, self.step, self.values.size)
        return None if nth is None or self.iteration(nth) > iteration else nth

    def iteration(self, nth: int) -> int:
        return self.offset + nth * self.step

    def last(self, stretch: Stretch) -> float:
        """The last finite number on screen, or before it; NaN if there is none."""
        nth = nearest_point(stretch.end, self.offset, self.step, self.values.size)
        if nth is None:
            return math.nan
        finite = np.flatnonzero(np.isfinite(self.values[: nth + 1]))
        return float(self.values[finite[-1]]) if finite.size else math.nan

    @property
    def key(self) -> str:
        return f"{self.companion}:{self.name}"

    def reach(self, stretch: Stretch, columns: int) -> Envelope:
        return envelope(self.values, stretch, columns, offset=self.offset, step=self.step)

    def image(self, reach: Envelope, axis: ValueAxis, height: int, ratio: float) -> QImage:
        """The line as a picture; that of the validation, among the noise of the batches, is
        thicker."""
        thick = 2.0 if self.step > 1 else 1.25
        return curve_image(reach, axis, height, self.series, ratio=ratio, thickness=thick)


@dataclass(frozen=True, eq=False)
class Plot:
    """The curves that share an axis."""

    name: str
    curves: tuple[LearningCurve, ...]
    axis: ValueAxis | None


def loss_beside(frame: Frame) -> Array | None:
    """The losses of the lesson that stands beside this one, as far as they are known; None if none
    is."""
    run = frame.company.get(frame.lesson.spec.beside or "")
    losses = None if run is None else run.curves.get("L")
    return None if losses is None or not losses.size else losses


def groups_of(frame: Frame, theme: Theme) -> dict[str, tuple[LearningCurve, ...]]:
    """The curves by what they measure: the loss first, then every metric."""
    iterations = frame.lesson.program.iterations
    found: dict[str, list[LearningCurve]] = {"L": []}
    for name, values in frame.curves.items():
        if name == STOPPED:
            continue
        measure = name.removeprefix("val.")
        closing = measure != name or frame.lesson.program.done_after(name, 0) is None
        offset, step = (iterations - 1, iterations) if closing else (0, 1)
        curve = LearningCurve(name, plain(values), offset, step, theme.series[measure != name])
        found.setdefault(measure, []).append(curve)
    companion, losses = frame.lesson.spec.beside, loss_beside(frame)
    if losses is not None and companion is not None:
        faint = Series(mix(theme.surface, theme.ink_faint, 0.7), theme.series[1].dash)
        found["L"].append(LearningCurve("L", plain(losses), 0, 1, faint, companion))
    # parts of the loss and the learning rate behind what a person asks for first
    ordered = sorted(found, key=lambda name: name == "lr" or name.endswith(".L"))
    return {measure: tuple(found[measure]) for measure in ordered if found[measure]}


def axis_of(name: str, reaches: list[Envelope]) -> ValueAxis | None:
    """An axis for all curves of a plot; shares of one are drawn from 0 to 1."""
    extents = [extent for reach in reaches if (extent := reach.extent) is not None]
    if not extents:
        return None
    low, high = min(low for low, _high in extents), max(high for _low, high in extents)
    if name != "L" and low >= 0.0 and high <= 1.0:
        return ValueAxis(-0.06, 1.06, False)
    return axis_between(low, high, log=spans_decades(low, high))
