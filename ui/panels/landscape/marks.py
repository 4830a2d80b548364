"""What is painted over the ground of a landscape: ways, walkers, and the opened update."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.panels.landscape import words
from ui.panels.landscape.geometry import (
    DOT_APART_PIXELS,
    Enlarged,
    corner_for,
    dots_of,
    drawn_way,
    enlarged,
    pixels_of,
)
from ui.panels.landscape.ground import Ground
from ui.panels.landscape.scene import LandscapeScene, OpenedUpdate, RunOnLandscape
from ui.plot.axes import PlotMap
from visualnn.text import _
from visualnn.views.update_pieces import DECAY, GRADIENT, LOOK_AHEAD, MOMENTUM, SCALED

__all__ = ["LandscapeMarks", "Reading"]

Pixel = Callable[[float, float], tuple[float, float]]
"""From a place to the pixel where it is drawn."""

WAY_PIXELS, LEADING_WAY_PIXELS = 1.2, 2.0
DOT_PIXELS, WALKER_PIXELS = 2.2, 5.5
"""How far a dot and the glyph of a walker reach."""
ARROW_PIXELS = 2.2
"""The thickness of an arrow."""
HEAD_PIXELS = 12.0
"""The length of its head."""
LABELLED_PIXELS = 64.0
"""An arrow that is so long has its name beside it."""
LEAST_UPDATE_PIXELS = 44.0
"""An update that is shorter than this on the plot is enlarged in a corner."""
INSET_PIXELS = 156.0
"""The side of the magnifier."""
BUSY_POINT_COUNT = 60
"""So many points of a way say where there is no room for a corner."""
FILLED_SHARE = 0.52
"""How much of the magnifier the update takes."""


class Reading:
    """What is read: an iteration of a way."""

    def __init__(self, run: str, walker: int, update: int) -> None:
        self.run, self.walker, self.update = run, walker, update


class LandscapeMarks:
    """Paints a scene onto a plot."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.scene: LandscapeScene | None = None
        self.reading: Reading | None = None
        self.inset: Enlarged | None = None
        """The magnifier, while there is one."""
        self._ground = Ground()
        self._letters: list[tuple[QPointF, str, bool]] = []

    def forget(self) -> None:
        """Another look: nothing that was painted stays."""
        self._ground = Ground()

    # -- under the plot

    def under(self, painter: QPainter, place: PlotMap) -> None:
        """The ground."""
        scene = self.scene
        if scene is None or scene.relief is None:
            return
        self._ground.paint(painter, place, scene.relief, self.look)

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
        for each in self._ordered(scene):
            self._run(painter, place, scene, each)
        self._write_letters(painter)
        for update in scene.updates:
            self._update(painter, place, update)
        self._read(painter, place, scene)
        self._inset(painter, place, scene)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _ordered(self, scene: LandscapeScene) -> Iterator[RunOnLandscape]:
        """The leading run and the one in front last."""
        leading = scene.frame.leader.id
        yield from sorted(
            scene.runs, key=lambda each: (each.run.id == leading, each.run.is_in_front)
        )

    def _run(
        self, painter: QPainter, place: PlotMap, scene: LandscapeScene, each: RunOnLandscape
    ) -> None:
        theme, factor = self.look.theme, self.look.metrics.factor
        mark = mark_of(each.run.mark, theme)
        leads = each.run.id == scene.frame.leader.id
        for walker, way in enumerate(each.ways):
            places = scene.drawn_places(each, way)
            points = pixels_of(places, place)
            if not len(points):
                continue
            thick = (LEADING_WAY_PIXELS if leads else WAY_PIXELS) * factor
            pen = QPen(mark.series.colour, thick)
            if mark.series.dash:
                pen.setDashPattern(mark.series.dash)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            drawn = drawn_way(points)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in drawn.tolist()]))
            reach = DOT_PIXELS * factor * (1.2 if leads else 1.0)
            painter.setPen(
                QPen(mark.series.colour, 2 * reach, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            dots = points[dots_of(points, DOT_APART_PIXELS * factor)]
            painter.drawPoints([QPointF(x, y) for x, y in dots.tolist()])
            self._start(painter, QPointF(*points[0].tolist()))
            if len(points) == len(way.places) == len(places):
                self._walker(painter, place, scene, each, walker, points[-1])

    def _start(self, painter: QPainter, at: QPointF) -> None:
        theme, factor = self.look.theme, self.look.metrics.factor
        painter.setBrush(theme.surface)
        painter.setPen(QPen(theme.ink, 1.4 * factor))
        painter.drawEllipse(at, 4.0 * factor, 4.0 * factor)
        painter.setBrush(Qt.BrushStyle.NoBrush)

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
        reach = WALKER_PIXELS * look.metrics.factor * (1.25 if leads else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.surface)
        painter.drawEllipse(at, 1.45 * reach, 1.45 * reach)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        mark.paint(painter, at, reach)
        if leads and len(scene.runs) > 1:
            painter.setPen(QPen(look.theme.ink, 1.5 * look.metrics.factor))
            painter.drawEllipse(at, 1.6 * reach, 1.6 * reach)
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

    # -- the update

    def colour_of(self, piece: str) -> QColor:
        """The colour of the arrow of a piece."""
        theme = self.look.theme
        return {
            GRADIENT: theme.ink,
            SCALED: theme.ink,
            MOMENTUM: theme.positive,
            LOOK_AHEAD: theme.negative,
            DECAY: theme.warning,
        }.get(piece, theme.ink)

    def _update(self, painter: QPainter, place: PlotMap, update: OpenedUpdate) -> None:
        """The pieces as arrows, and a hollow dot where they lead."""

        def pixel(x: float, y: float) -> tuple[float, float]:
            return place.across(x), place.up(y)

        self._arrows(painter, update, pixel, is_labelled=True)

    def _arrows(
        self, painter: QPainter, update: OpenedUpdate, pixel: Pixel, *, is_labelled: bool
    ) -> None:
        theme, factor = self.look.theme, self.look.metrics.factor
        if update.unscaled is not None:
            x, y = update.start
            ends = _ends(pixel, (x, y), (x + update.unscaled[0], y + update.unscaled[1]))
            if ends is not None:
                self._hollow_arrow(painter, *ends)
        for piece, tail, tip in update.arrows:
            ends = _ends(pixel, tail, tip)
            if ends is None or _apart(*ends) < 1.0:
                continue
            head = min(HEAD_PIXELS * factor, 0.6 * _apart(*ends))
            paint.arrow(painter, *ends, theme.surface, width=(ARROW_PIXELS + 2) * factor, head=head)
            colour = self.colour_of(piece.name)
            paint.arrow(painter, *ends, colour, width=ARROW_PIXELS * factor, head=head)
            if is_labelled and _apart(*ends) >= LABELLED_PIXELS * factor:
                self._label(painter, *ends, words.piece_symbol(piece.name), colour)
        if update.landing is not None and np.isfinite(update.landing).all():
            at = QPointF(*pixel(*update.landing))
            painter.setPen(QPen(theme.ink, 1.6 * factor))
            painter.setBrush(theme.surface)
            painter.drawEllipse(at, 4.5 * factor, 4.5 * factor)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _label(
        self, painter: QPainter, start: QPointF, end: QPointF, text: str, colour: QColor
    ) -> None:
        """The name of an arrow beside its middle, at the right of its direction."""
        write = paint.writer(self.look.metrics, Text.SMALL)
        middle, along = (start + end) / 2, (end - start) / _apart(start, end)
        gap = 6.0 * self.look.metrics.factor
        wide = write.width(text)
        left = middle.x() - along.y() * gap - (wide if along.y() > 0 else 0)
        top = middle.y() + along.x() * gap - (0 if along.x() > 0 else write.height)
        room = QRectF(left, top, wide, write.height)
        painter.fillRect(room.adjusted(-2, 1, 2, -1), self.look.theme.surface)
        painter.setFont(write.font)
        painter.setPen(colour)
        write.centre(painter, room.adjusted(-2, 0, 2, 0), text)

    def _hollow_arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        """The step that would be taken without dividing."""
        look = self.look
        length = _apart(start, end)
        if length < 3.0:
            return
        pen = QPen(look.theme.ink_soft, 1.3 * look.metrics.factor)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawLine(start, end)
        step = (end - start) / length
        across = QPointF(-step.y(), step.x())
        head = min(10.0 * look.metrics.factor, 0.6 * length)
        painter.setPen(QPen(look.theme.ink_soft, 1.3 * look.metrics.factor))
        neck = end - step * head
        painter.setBrush(look.theme.surface)
        painter.drawPolygon(
            QPolygonF([end, neck + across * head * 0.42, neck - across * head * 0.42])
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # -- the magnifier

    def _inset(self, painter: QPainter, place: PlotMap, scene: LandscapeScene) -> None:
        """A corner with the update enlarged, where it is small, and the box of the sizes."""
        self.inset = None
        update = scene.updates[0] if len(scene.updates) == 1 else None
        if update is None:
            return
        corners = [(place.across(x), place.up(y)) for x, y in update.corners]
        spans = np.ptp(np.array(corners or [(0.0, 0.0)]), axis=0)
        is_small = (
            len(corners) > 1
            and 0.0 < float(spans.max()) < LEAST_UPDATE_PIXELS * self.look.metrics.factor
        )
        has_sizes = update.size is not None and update.value is not None
        if not is_small and not has_sizes:
            return
        side = INSET_PIXELS * self.look.metrics.factor
        count = is_small + has_sizes
        if place.box.width < 2.4 * side or place.box.height < 1.3 * side:
            return
        tall = side * count if place.box.height > side * count * 1.4 else side
        is_row = tall == side and count > 1
        wide = side * 2 if is_row else side
        if place.box.width < 1.6 * wide:
            return
        corner = corner_for(wide, tall, place.box, self._busy(place, scene))
        boxes = [
            Box(
                corner.left + (n * side if is_row else 0),
                corner.top + (0 if is_row else n * side),
                side,
                side,
            )
            for n in range(count)
        ]
        if is_small:
            self._magnifier(painter, place, update, boxes[0])
        if has_sizes:
            self._sizes(painter, update, boxes[-1])

    def _busy(self, place: PlotMap, scene: LandscapeScene) -> np.ndarray:
        """Pixels that an inset should leave free: places of each way, and the minima."""
        ways = []
        for each in scene.runs:
            for way in each.ways:
                places = scene.drawn_places(each, way)
                few = places[:: max(1, len(places) // BUSY_POINT_COUNT)]
                ways.append(pixels_of(np.concatenate([few, places[-1:]]), place))
        lowest = scene.landscape.lowest
        if lowest:
            ways.append(pixels_of(np.array(lowest), place))
        return np.concatenate(ways) if ways else np.empty((0, 2))

    def _frame(self, painter: QPainter, box: Box, title: str) -> QRectF:
        """The frame of an inset with its title; the room that is left."""
        look, theme = self.look, self.look.theme
        room = QRectF(round(box.left), round(box.top), round(box.width), round(box.height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(room, theme.surface)
        paint.frame(painter, room, theme.edge)
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        line = QRectF(room.left() + 6, room.top() + 3, room.width() - 12, write.height)
        write.left(painter, line, title)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return room

    def _magnifier(self, painter: QPainter, place: PlotMap, update: OpenedUpdate, box: Box) -> None:
        look = self.look
        self.inset = view = enlarged(update.corners, place, box, FILLED_SHARE)
        room = self._frame(
            painter, box, _("The update, × {factor}").format(factor=words.times(view.factor))
        )
        painter.save()
        painter.setClipRect(room.adjusted(1, 1, -1, -1))
        start = QPointF(*view.pixel(*update.start))
        self._arrows(painter, update, view.pixel, is_labelled=False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.ink)
        painter.drawEllipse(start, 3.0 * look.metrics.factor, 3.0 * look.metrics.factor)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        top = room.bottom() - 4 - write.height * len(update.arrows)
        for n, (piece, _tail, _tip) in enumerate(update.arrows):
            line = QRectF(room.left() + 6, top + n * write.height, room.width() - 12, write.height)
            painter.setPen(self.colour_of(piece.name))
            write.left(painter, line, words.piece_symbol(piece.name))
        painter.restore()

    def _sizes(self, painter: QPainter, update: OpenedUpdate, box: Box) -> None:
        """What is divided as an arrow, and by what as a box: its half sides are the sizes."""
        value, size = update.value, update.size
        if value is None or size is None or not np.isfinite([*value, *size]).all():
            return
        look, theme = self.look, self.look.theme
        room = self._frame(painter, box, words.sizes_title(update))
        most = max(*size, *map(abs, value), 1e-300)
        unit = 0.34 * room.width() / most
        middle = room.center() + QPointF(0, 4 * look.metrics.factor)
        half = QPointF(max(size[0] * unit, 1.0), max(size[1] * unit, 1.0))
        painter.setPen(QPen(theme.phases["update"].mark, 1.6 * look.metrics.factor))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(middle - half, middle + half))
        tip = middle + QPointF(-value[0] * unit, value[1] * unit)
        head = min(8.0 * look.metrics.factor, 0.6 * _apart(middle, tip))
        if _apart(middle, tip) >= 1.0:
            paint.arrow(painter, middle, tip, theme.ink, width=ARROW_PIXELS, head=head)
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        line = QRectF(
            room.left() + 6, room.bottom() - write.height - 3, room.width() - 12, write.height
        )
        write.left(painter, line, words.shares(update))

    # -- what is read

    def _read(self, painter: QPainter, place: PlotMap, scene: LandscapeScene) -> None:
        reading = self.reading
        each = None if reading is None else scene.run_of(reading.run)
        if reading is None or each is None or reading.walker >= len(each.ways):
            return
        places = each.ways[reading.walker].places
        if reading.update < len(places) and np.isfinite(places[reading.update]).all():
            x, y = places[reading.update].tolist()
            reach = 6.5 * self.look.metrics.factor
            painter.setPen(QPen(self.look.theme.ink, 2.0 * self.look.metrics.factor))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(place.across(x), place.up(y)), reach, reach)


def _ends(
    pixel: Pixel, tail: tuple[float, float], tip: tuple[float, float]
) -> tuple[QPointF, QPointF] | None:
    """The ends of an arrow in pixels; None where one is nowhere."""
    if not np.isfinite([*tail, *tip]).all():
        return None
    ends = [QPointF(*pixel(*each)) for each in (tail, tip)]
    if max(abs(n) for end in ends for n in (end.x(), end.y())) > 1e5:
        return None
    return ends[0], ends[1]


def _apart(one: QPointF, other: QPointF) -> float:
    return math.hypot(other.x() - one.x(), other.y() - one.y())
