"""The painting of a study: a dot for each run on its setting's track, or the cells of a grid of two
settings, each with its dots."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.kit.tint import ink_on, mix
from ui.panels.study.geometry import EndScale, StudyLayout, end_scale, spread_out
from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.lesson.studies import StudyDot, StudyNumbers
from visualnn.views.study import spread_of

__all__ = ["PlacedDot", "StudyPicture"]

DOT_PIXELS, MARGIN_PIXELS = 7, 16
"""The diameter of a dot, and the room for runs that diverged at the right end of a track."""
LOSSES = ("val.L", "L")
"""What a cell of a grid tells of, if it has room: the errors on both parts of the data."""
MOST_TINT = 0.7
"""The share of colour in the cell of the largest end."""


@dataclass(frozen=True)
class PlacedDot:
    """A run, and where its dot stands."""

    dot: StudyDot
    x: float
    y: float
    is_finite: bool


@dataclass(frozen=True)
class StudyPicture:
    """What is painted of a study in one measure."""

    study: StudyNumbers
    measure: str
    own: float | None
    """The same measure of the run that is open, where it is now."""
    places: StudyLayout
    look: Look

    @property
    def is_grid(self) -> bool:
        """Whether two settings are crossed."""
        return len(self.study.offer.axes) > 1

    @property
    def scale(self) -> EndScale:
        """The axis that all runs share."""
        ends = [dot.values.get(self.measure, math.nan) for dot in self.study.dots]
        return end_scale([*ends, math.nan if self.own is None or self.is_grid else self.own])

    def _room(self, places: tuple[int, ...]) -> Box:
        if not places:
            return self.places.track(0)
        if self.is_grid:
            columns = len(self.study.offer.axes[1].settings)
            cell = self.places.cell(places[0], places[1], columns)
            tall = cell.height / 2
            return Box(cell.left + 4, cell.top + tall, cell.width - 8, tall)
        return self.places.track(places[0])

    def dots(self) -> Iterator[PlacedDot]:
        """Every run with its place."""
        scale, px = self.scale, self.look.metrics.px
        for places in self.study.offer.places:
            dots, room = self.study.at(places), self._room(places)
            size = px(4 if self.is_grid else DOT_PIXELS)
            wide = max(room.width - px(4 if self.is_grid else MARGIN_PIXELS) - size, 1.0)
            for dot, below in zip(dots, spread_out(len(dots), room.height, size), strict=True):
                end = dot.values.get(self.measure, math.nan)
                is_finite = math.isfinite(end)
                x = room.left + size / 2 + (scale.at(end) * wide if is_finite else wide + size)
                yield PlacedDot(dot, x, room.top + room.height / 2 + below, is_finite)

    # -- painting

    def paint(self, painter: QPainter, chosen: StudyDot | None) -> None:
        """Labels, tracks or cells, the axis, and the dots."""
        self._labels(painter)
        if self.is_grid:
            self._cells(painter)
        else:
            self._tracks(painter)
            self._axis(painter)
        theme, px = self.look.theme, self.look.metrics.px
        half = px(4 if self.is_grid else DOT_PIXELS) / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self.dots():
            at = QPointF(placed.x, placed.y)
            if placed.is_finite:
                painter.setPen(QPen(theme.surface, 1))
                painter.setBrush(
                    theme.ink_soft if self.is_grid else mark_of(0, theme).series.colour
                )
                painter.drawEllipse(at, half, half)
            else:
                self._cross(painter, at, half)
            if placed.dot is chosen:
                painter.setPen(QPen(theme.focus, self.look.metrics.ring))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, half + 4, half + 4)
        painter.restore()

    def _cross(self, painter: QPainter, at: QPointF, half: float) -> None:
        painter.setPen(QPen(self.look.theme.wrong, 2))
        for way in (-1, 1):
            ends = QPointF(half, way * half)
            painter.drawLine(at - ends, at + ends)

    def _labels(self, painter: QPainter) -> None:
        offer, theme = self.study.offer, self.look.theme
        write = paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        wide = self.places.label_width - 6
        labels = [setting.text for setting in offer.axes[0].settings] if offer.axes else []
        for box, text in zip(self.places.rows, labels, strict=False):
            place = QRectF(box.left, box.top, wide, box.height)
            write.right(painter, place, write.elided(text, wide))
        if self.is_grid:
            settings = offer.axes[1].settings
            for n, setting in enumerate(settings):
                cell = self.places.cell(0, n, len(settings))
                axis = self.places.axis
                place = QRectF(cell.left, axis.top, cell.width, axis.height)
                write.centre(painter, place, write.elided(setting.text, cell.width))

    def _tracks(self, painter: QPainter) -> None:
        theme, scale, px = self.look.theme, self.scale, self.look.metrics.px
        size = px(DOT_PIXELS)
        faint = mix(theme.surface, theme.line, 0.6)
        for n in range(len(self.places.rows)):
            track = self.places.track(n)
            middle = track.top + track.height / 2
            painter.fillRect(QRectF(track.left, track.bottom - 1, track.width, 1), faint)
            places = (n,) if self.study.offer.axes else ()
            found = spread_of(self.study.at(places), self.measure)
            if found.least is None or found.median is None or found.largest is None:
                continue
            wide = max(track.width - px(MARGIN_PIXELS) - size, 1.0)
            left, mid, right = (
                track.left + size / 2 + scale.at(value) * wide
                for value in (found.least, found.median, found.largest)
            )
            painter.fillRect(QRectF(left, middle, right - left, 1), theme.line)
            tall = min(track.height - 4, px(16))
            painter.fillRect(QRectF(mid, middle - tall / 2, 1, tall), theme.ink)
        if self.own is not None and math.isfinite(self.own) and self.study.dots:
            track = self.places.track(0)
            wide = max(track.width - px(MARGIN_PIXELS) - size, 1.0)
            x = track.left + size / 2 + scale.at(self.own) * wide
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.ink, 1.5))
            painter.drawEllipse(QPointF(x, self.places.axis.top), size / 2 + 1, size / 2 + 1)
            painter.restore()

    def _axis(self, painter: QPainter) -> None:
        theme, scale, px = self.look.theme, self.scale, self.look.metrics.px
        if not self.study.dots:
            return
        axis, size = self.places.axis, px(DOT_PIXELS)
        write = paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.fillRect(QRectF(axis.left, axis.top, axis.width, 1), theme.ink_faint)
        wide = max(axis.width - px(MARGIN_PIXELS) - size, 1.0)
        free = axis.left - px(20)
        painter.setPen(theme.ink_soft)
        for tick in scale.ticks:
            x, text = axis.left + size / 2 + scale.at(tick) * wide, figures.compact(tick)
            left = x - write.width(text) / 2
            if left < free or left + write.width(text) > axis.right + px(12):
                continue
            painter.fillRect(QRectF(x, axis.top, 1, 3), theme.ink_faint)
            write.at(painter, left, axis.top + write.height + 1, text)
            free = left + write.width(text) + px(6)

    def _cells(self, painter: QPainter) -> None:
        """The median of each setting as colour and number; the runs stand below it as dots."""
        theme, offer = self.look.theme, self.study.offer
        medians = {p: spread_of(self.study.at(p), self.measure).median for p in offer.places}
        known = end_scale(value for value in medians.values() if value is not None)
        write = paint.writer(self.look.metrics, Text.SMALL)
        columns = len(offer.axes[1].settings)
        for places, median in medians.items():
            box = self.places.cell(places[0], places[1], columns)
            inside = rect(box).adjusted(1, 1, -1, -1)
            ground = theme.surface
            if median is not None:
                ground = mix(theme.surface, theme.positive, MOST_TINT * known.at(median))
            painter.fillRect(inside, ground)
            paint.frame(painter, inside, theme.line)
            painter.setFont(write.font)
            painter.setPen(ink_on(ground))
            top = QRectF(box.left, box.top, box.width, box.height / 2)
            text = next((t for t in self._told(places) if write.width(t) <= box.width - 8), "")
            write.centre(painter, top, text)

    def _told(self, places: tuple[int, ...]) -> Iterator[str]:
        """What a cell says: the medians of both losses, else that of the measure alone."""
        medians = {
            name: figures.compact(found.median)
            for name in dict.fromkeys((self.measure, *LOSSES))
            if (found := spread_of(self.study.at(places), name)).median is not None
        }
        if self.measure not in medians:
            yield paint.NOT_COMPUTED
            return
        yield "   ".join(f"{name} {text}" for name, text in medians.items())
        yield medians[self.measure]
