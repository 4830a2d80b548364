"""What is painted over the ground of a landscape: ways, walkers, and the opened update."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.polygon import polygon_of
from ui.kit.theme import Text
from ui.panels.landscape.arrows import paint_landing, paint_update
from ui.panels.landscape.curve import paint_energy, paint_minima, paint_profile, paint_tangent
from ui.panels.landscape.insets import Insets
from ui.panels.landscape.legend import paint_key, paint_legend, paint_start
from ui.panels.landscape.scene import LandscapeScene, RunOnLandscape
from ui.plot.axes import PlotMap
from ui.plot.glyph import paint_glyph, paint_ring
from ui.plot.ground import Ground
from ui.plot.lines import pixel_pen
from ui.plot.ways import DOT_APART_PIXELS, DrawnWay, DrawnWays, pixels_of

__all__ = ["LandscapeMarks", "WayPlace"]

DOT_PIXELS, WALKER_PIXELS = 2.2, 5.5
"""How far a dot and the glyph of a walker reach."""
PAST_OPACITY = 0.4
"""How strong ways are that runs had before the last change of all."""


class WayPlace:
    """What is read: an iteration of a way."""

    def __init__(self, run: str, walker: int, update: int) -> None:
        self.run, self.walker, self.update = run, walker, update


class LandscapeMarks:
    """Paints a scene onto a plot."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.scene: LandscapeScene | None = None
        self.reading: WayPlace | None = None
        self.insets = Insets()
        """The update enlarged, and the box of the sizes."""
        self.legend = False
        """Whether it is said whose the marks are."""
        self.has_table = False
        """Whether the standings say it."""
        self._ground = Ground()
        self._ways = DrawnWays()
        self._letters: list[tuple[QPointF, str, bool]] = []

    def forget(self) -> None:
        """Another look: nothing that was painted stays."""
        self._ground = Ground()

    # -- under the plot

    def under(self, painter: QPainter, place: PlotMap) -> None:
        """The ground."""
        scene = self.scene
        if scene is not None and scene.profile is not None:
            paint_profile(painter, place, scene.profile, self.look)
        elif scene is not None and scene.relief is not None:
            ways = [(each, way) for each in scene.runs for way in each.ways]
            last = [scene.drawn_places(each, way)[-1:] for each, way in ways]
            standing = pixels_of(np.concatenate(last), place) if last else np.empty((0, 2))
            self._ground.paint(painter, place, scene.relief, self.look, standing)

    # -- over it

    def over(self, painter: QPainter, place: PlotMap) -> None:
        """Ways and walkers, the leading one on top, and its update."""
        scene = self.scene
        if scene is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = place.box
        painter.setClipRect(QRectF(box.left, box.top, box.width, box.height))
        self._letters = []
        if scene.profile is not None:
            paint_minima(painter, place, scene.profile, self.look)
        runs = [*self._ordered(scene)]
        ways = [scene.drawn_places(each, way) for each in runs for way in each.ways]
        apart = DOT_APART_PIXELS * self.look.metrics.factor
        drawn = iter(self._ways.of(ways, place, apart))
        self._pasts(painter, place, runs)
        for each in runs:
            self._run(painter, place, scene, each, drawn)
        self._write_letters(painter)

        if scene.is_curve and scene.energy is not None:
            paint_energy(painter, scene.energy, scene.leading_place, place, self.look)
        for tangent in scene.tangents:
            paint_tangent(painter, tangent, place, self.look)
        for update in scene.updates:
            paint_update(painter, update, place.pixel, self.look, is_labelled=True)
            landing = scene.landing_of(update)
            if landing is not None:
                paint_landing(painter, update, landing, place.pixel, self.look)
        paint_key(painter, place, scene, self.look)
        self._read(painter, place, scene)
        if not self.insets.is_beside:
            self.insets.paint(painter, self.look)
        if self.legend and not self.has_table:
            paint_legend(painter, place, scene, self.look)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _ordered(self, scene: LandscapeScene) -> Iterator[RunOnLandscape]:
        """The leading run and the one in front last."""
        leading = scene.frame.leader.id
        yield from sorted(
            scene.runs, key=lambda each: (each.run.id == leading, each.run.is_in_front)
        )

    def _pasts(self, painter: QPainter, place: PlotMap, runs: list[RunOnLandscape]) -> None:
        """Faintly, the ways before the last change of all runs."""
        painter.setOpacity(PAST_OPACITY)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for each in runs:
            if each.past is not None:
                colour = mark_of(each.run.mark, self.look.theme).series.colour
                painter.setPen(pixel_pen(colour, (), self.look.metrics.hairline))
                painter.drawPolyline(polygon_of(pixels_of(each.past, place)))
        painter.setOpacity(1.0)

    def _run(
        self,
        painter: QPainter,
        place: PlotMap,
        scene: LandscapeScene,
        each: RunOnLandscape,
        drawn: Iterator[DrawnWay],
    ) -> None:
        theme, factor = self.look.theme, self.look.metrics.factor
        mark = mark_of(each.run.mark, theme)
        leads = each.run.id == scene.frame.leader.id
        for walker, way in enumerate(each.ways):
            known = next(drawn)
            points = known.points
            if not len(points):
                continue
            pixels = 2 * self.look.metrics.hairline if leads else self.look.metrics.hairline
            painter.setPen(pixel_pen(mark.series.colour, mark.series.dash, pixels))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(polygon_of(known.line))
            reach = DOT_PIXELS * factor * (1.2 if leads else 1.0)
            painter.setPen(
                QPen(mark.series.colour, 2 * reach, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            painter.drawPoints(polygon_of(known.dots))
            paint_start(painter, QPointF(*points[0].tolist()), self.look)
            if len(points) == len(way.places):
                self._walker(painter, place, scene, each, walker, points[-1])

    def _walker(
        self,
        painter: QPainter,
        place: PlotMap,
        scene: LandscapeScene,
        each: RunOnLandscape,
        walker: int,
        point: np.ndarray,
    ) -> None:
        """The glyph of a run where its walker stands, and its letter."""
        look = self.look
        at = QPointF(*point.tolist())
        if not QRectF(place.box.left, place.box.top, place.box.width, place.box.height).contains(
            at
        ):
            return
        mark = mark_of(each.run.mark, look.theme)
        leads = each.run.id == scene.frame.leader.id
        reach = paint_glyph(painter, at, mark, WALKER_PIXELS, look, leads=leads)
        if leads and len(scene.runs) > 1:
            paint_ring(painter, at, reach, look)
        if len(scene.runs) > 1 or len(each.ways) > 1:
            text = mark.label if len(each.ways) == 1 else str(walker)
            self._letters.append((QPointF(at.x() + 1.6 * reach, at.y()), text, leads))

    def _write_letters(self, painter: QPainter) -> None:
        """The letters of the walkers, the leading one first; one that would lie on another is left
        out."""
        taken: list[QRectF] = []
        for at, text, leads in sorted(self._letters, key=lambda letter: not letter[2]):
            write = paint.writer(self.look.metrics, Text.SMALL, strong=leads)
            room = QRectF(at.x(), at.y() - write.height, write.width(text), write.height)
            if any(room.intersects(other) for other in taken):
                continue
            taken.append(room)
            painter.setFont(write.font)
            painter.setPen(self.look.theme.ink)
            write.left(painter, room.adjusted(0, 0, 4, 0), text)

    # -- what is read

    def _read(self, painter: QPainter, place: PlotMap, scene: LandscapeScene) -> None:
        reading = self.reading
        each = None if reading is None else scene.run_of(reading.run)
        if reading is None or each is None or reading.walker >= len(each.ways):
            return
        places = each.ways[reading.walker].drawn
        if reading.update < len(places) and np.isfinite(places[reading.update]).all():
            x, y = places[reading.update].tolist()
            reach = 6.5 * self.look.metrics.factor
            painter.setPen(QPen(self.look.theme.ink, 2.0 * self.look.metrics.factor))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(place.across(x), place.up(y)), reach, reach)
