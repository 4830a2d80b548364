"""The lines of learning curves on their axes, as far as they were computed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from ui.kit.curve_image import curve_image
from ui.kit.geometry.axis import ValueAxis
from ui.kit.geometry.box import Box
from ui.kit.geometry.envelope import envelope, plain
from ui.kit.geometry.growing_curve import GrowingCurve
from ui.kit.geometry.stretch import Stretch
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.panels.curves.ground import draw_grid, say_leaving
from ui.panels.curves.kept import Kept
from ui.panels.curves.learning_curve import LearningCurve, Plot, axis_of
from ui.panels.curves.leaving import leaving_words, staying
from visualnn.tell.frame import Frame

__all__ = ["CurveLines", "CurveSurroundings"]

PAST_OPACITY = 0.35
"""How strong curves are that runs had before the last change of all."""
FADED_OPACITY = 0.3
"""How strong the other curves are while one run is pointed at."""


@dataclass(frozen=True)
class CurveSurroundings:
    """What lines are drawn in: the frame, the iterations on screen, the look, and the run that is
    pointed at, if any."""

    frame: Frame
    stretch: Stretch
    look: Look
    pointed: str | None


class CurveLines:
    """What is known of each curve, and its line as it was drawn last."""

    def __init__(self) -> None:
        self._growing: dict[str, GrowingCurve] = {}
        self._images: Kept[QImage] = Kept()

    def forget(self) -> None:
        """Other curves are to be drawn."""
        self._growing.clear()
        self._images = Kept()

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget what is known of curves that are not there any more."""
        for key in self._growing.keys() - set(keys):
            del self._growing[key]

    def draw(
        self,
        painter: QPainter,
        name: str,
        curves: tuple[LearningCurve, ...],
        box: Box,
        ratio: float,
        around: CurveSurroundings,
    ) -> Plot:
        """Draw the curves of a plot. A run that has diverged, or left the scale of the leading one,
        leaves the axis to the others."""
        stretch, look = around.stretch, around.look
        columns, height = round(box.width * ratio), round(box.height * ratio)
        states = [(curve.state, stretch, columns) for curve in curves]
        grown = [self.grown(curve) for curve in curves]
        places = [(curve.offset, curve.step) for curve in curves]
        reaches = [
            known.reach(stretch, columns, offset=offset, step=step)
            for known, (offset, step) in zip(grown, places, strict=True)
        ]
        stays = staying(reaches, [curve.is_leading for curve in curves])
        sound = [
            reach
            for curve, reach, stay in zip(curves, reaches, stays, strict=True)
            if curve.is_leading or (stay and curve.run.trouble is None)
        ]
        axis = axis_of(name, sound) or axis_of(name, reaches)
        if axis is None:
            return Plot(name, curves, None)
        if axis.log:  # the line from number to number is straight on the axis that is drawn
            reaches = [
                known.reach(stretch, columns, offset=offset, step=step, log=True)
                for known, (offset, step) in zip(grown, places, strict=True)
            ]
        draw_grid(painter, axis, box, look)
        _draw_pasts(painter, name, axis, box, ratio, around)
        # the other runs behind, the few points of the validation and what is raised in front
        for curve, reach, state in sorted(
            zip(curves, reaches, states, strict=True),
            key=lambda drawn: (drawn[0].is_pointed, drawn[0].is_raised, drawn[0].is_leading),
        ):
            factor = look.metrics.factor
            make = partial(curve.image, reach, axis, height, ratio, factor)
            looks = (state, axis, height, curve.series, curve.thickness, factor)
            image = self._images.get(curve.key, looks, make)
            is_faded = around.pointed is not None and not curve.is_pointed
            painter.setOpacity(FADED_OPACITY if is_faded else 1.0)
            painter.drawImage(QPointF(round(box.left), round(box.top)), image)
        painter.setOpacity(1.0)
        say_leaving(painter, leaving_words(curves, reaches, axis), box, look)
        return Plot(name, curves, axis)

    def grown(self, curve: LearningCurve) -> GrowingCurve:
        """What is known of a curve, with the numbers that have come."""
        known = self._growing.setdefault(curve.key, GrowingCurve())
        known.take(curve.run_state, curve.values)
        return known


def _draw_pasts(
    painter: QPainter,
    name: str,
    axis: ValueAxis,
    box: Box,
    ratio: float,
    around: CurveSurroundings,
) -> None:
    """Faintly, the curves before the last change of all runs."""
    if name != "L":
        return
    columns, height = round(box.width * ratio), round(box.height * ratio)
    painter.setOpacity(PAST_OPACITY)
    for run in around.frame.runs:
        values = None if run.past is None else run.past.curves.get(name)
        if values is not None and values.size:
            reach = envelope(plain(values), around.stretch, columns, log=axis.log)
            series = mark_of(run.mark, around.look.theme).series
            image = curve_image(reach, axis, height, series, ratio=ratio)
            painter.drawImage(QPointF(round(box.left), round(box.top)), image)
    painter.setOpacity(1.0)
