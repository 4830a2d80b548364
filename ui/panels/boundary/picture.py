"""The picture of the boundary: the tinted plane, its lines, and the examples on it."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.colours import diverging
from ui.kit.example_marks import ExampleMark, ExampleMarks, asked_mark, cross, mark_of, ring
from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap
from ui.kit.look import Look
from ui.kit.output import pixel_ratio
from ui.kit.plane_axes import line_under, paint_numbers_across, paint_numbers_upward
from ui.kit.plane_image import TINT_SHARE, PlaneImage, paint_not_finite
from ui.kit.polygon import polygon_of
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.boundary.drawing import HeldExample
from ui.panels.boundary.geometry import BoundaryLayout, tick_ends
from ui.panels.boundary.scene import BoundaryScene, Unit
from visualnn.figures import compact
from visualnn.names import display
from visualnn.text import _
from visualnn.views.judging import JudgedExample
from visualnn.views.regions import Region

__all__ = ["BoundaryPicture"]

RADIUS_PIXELS, SMALL_RADIUS_PIXELS = 5.0, 3.2
"""Pixels from the middle of an example to its edge: of a few, and of many."""
TICK_SHARES = 1 / 3, 2 / 3
"""Where on a unit's line its ticks stand; an example may lie on one of them."""
BOUNDARY_PIXELS = 2.4
"""The width in pixels of the line at which another class is decided."""
PLANE_PIXELS, GROWTH_FACTOR = 260.0, 1.8
"""The side of the plane in pixels up to which examples have this size, and how many times it they
grow to at most."""
FEW_EXAMPLE_COUNT = 60
"""From so many examples on their marks are small."""
Array = NDArray[Any]
Pixels = list[tuple[float, float]]


class BoundaryPicture:
    """Paints a scene; keeps the marks and the tint between paintings."""

    def __init__(self) -> None:
        self._image: PlaneImage | None = None
        self._tinted: tuple[object, ...] = ()
        self._marks: ExampleMarks | None = None
        self._legend_marks: ExampleMarks | None = None

    # -- the plane

    def paint_plane(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        """The tint, and everything that lies on it but the examples."""
        box = _rect(plane.box)
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, look.theme.zero if scene.tinted else look.theme.surface)
        if scene.tinted:
            self._tint(scene, look)
        if scene.tinted and self._image is not None:
            image = self._image.image
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            place = _rect(plane.image_box(image.width(), image.height()))
            painter.drawImage(place, image)
            if not scene.finite:
                finite = np.isfinite(scene.tint[0]).reshape(image.height(), image.width())
                paint_not_finite(painter, place, finite, look.theme)
        if scene.wanted.regions:
            self._paint_regions(painter, scene, plane, look)
        if scene.inputs == 1:
            self._paint_curves(painter, scene, plane, look)
        self._paint_zero_lines(painter, scene, plane, look)
        if scene.square is None:
            self._paint_flips(painter, scene, plane, look)
        painter.restore()
        paint.frame(painter, box, look.theme.line)

    def _tint(self, scene: BoundaryScene, look: Look) -> None:
        """Colour the grid again if it says something else."""
        now = (scene, scene.version, scene.square, look.theme)
        if now == self._tinted:
            return
        columns = len(scene.answer.axes[0])
        rows = len(scene.answer.axes[1]) if scene.inputs == 2 else 1
        image = self._image
        if image is None or (image.image.width(), image.image.height()) != (columns, rows):
            image = self._image = PlaneImage(columns, rows)
        image.paint(*scene.tint, look.theme)
        self._tinted = now

    def _paint_flips(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        pen = QPen(look.theme.ink, BOUNDARY_PIXELS * look.metrics.factor)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in scene.flips:
            painter.drawPolyline(polygon_of(_placed(line, plane)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_curves(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        """What the network says over its one input, a line for each output."""
        theme, heights = look.theme, scene.curves()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = scene.answer.points[:, 0]
        reach = plane.largest[1] - plane.least[1]
        for n in range(heights.shape[1]):
            colour = theme.ink if scene.two_sided else theme.series[n % len(theme.series)].colour
            painter.setPen(QPen(colour, look.metrics.px(2)))
            y = np.clip(heights[:, n], plane.least[1] - reach, plane.largest[1] + reach)
            finite = np.isfinite(y)
            line = np.stack([x[finite], y[finite]], axis=1)
            painter.drawPolyline(polygon_of(_placed(line, plane)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # -- lines of units, regions

    def _paint_zero_lines(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        theme, metrics = look.theme, look.metrics
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for unit, lines in scene.zero_lines.items():
            focused = unit == scene.unit
            colour = theme.ink if focused else mix(theme.zero, theme.ink, 0.5)
            thick = 1.2 if focused else 0.8
            if unit == scene.square:
                thick = BOUNDARY_PIXELS
            painter.setPen(QPen(colour, thick * metrics.factor))
            placed = [_placed(line, plane) for line in lines]
            for line in placed:
                painter.drawPolyline(polygon_of(line))
            longest = max((_pixels(line) for line in placed), key=_length, default=[])
            for share in TICK_SHARES:
                self._paint_tick(painter, scene, unit, longest, share, plane, metrics.px(7))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_tick(
        self,
        painter: QPainter,
        scene: BoundaryScene,
        unit: Unit,
        line: Pixels,
        share: float,
        plane: PlaneMap,
        length: float,
    ) -> None:
        """A short stroke on the side of a line on which the unit fires."""
        middle = tick_ends(line, share, (0.0, -1.0), length)
        if middle is None:
            return
        point = plane.point(*middle[0])[: scene.inputs]
        rise = scene.answer.rise_at(*unit, point)
        box = plane.box
        uphill = (
            rise[0] * (plane.largest[0] - plane.least[0]) / box.width,
            -rise[1] * (plane.largest[1] - plane.least[1]) / box.height if len(rise) > 1 else 0.0,
        )
        ends = tick_ends(line, share, uphill, length)
        if ends is not None:
            painter.drawLine(QPointF(*ends[0]), QPointF(*ends[1]))

    def _paint_regions(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        cells = scene.answer.cells
        if cells is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(mix(look.theme.zero, look.theme.ink, 0.35), 0.8 * look.metrics.factor))
        for region in cells.regions:
            painter.drawPolygon(polygon_of(_placed(region.corners, plane)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_region(self, painter: QPainter, region: Region, plane: PlaneMap, look: Look) -> None:
        """The edge of the region that is read."""
        painter.save()
        painter.setClipRect(_rect(plane.box))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(look.theme.ink, 1.6 * look.metrics.factor)
        pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        painter.drawPolygon(polygon_of(_placed(region.corners, plane)))
        painter.restore()

    # -- the examples

    def paint_examples(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        """The examples, wrong ones crossed, the one in focus ringed."""
        radius = self.radius(scene, plane, look)
        marks = self._marks_of(radius, pixel_ratio(painter))
        known: dict[tuple[float, str], ExampleMark] = {}
        # the one in focus in front, the validation behind
        ordered = sorted(scene.examples, key=lambda each: each.split == "train")
        ordered.sort(key=lambda each: _row(each) in {scene.row, scene.pointed})
        for each in ordered:
            key = (each.target, each.split)
            if key not in known:
                known[key] = self._mark(scene, each, look)
            x, y = plane.place(*scene.place_of(each))
            if _row(each) in {scene.row, scene.pointed}:
                ring(painter, x, y, radius, look.theme)
            if each.right is False:
                cross(painter, x, y, radius, look.theme)
            marks.paint(painter, x, y, known[key])

    def paint_held(
        self,
        painter: QPainter,
        scene: BoundaryScene,
        plane: PlaneMap,
        held: HeldExample,
        look: Look,
    ) -> None:
        """An example where the hand holds it, with a line from where it still is; crossed out
        where letting go removes it."""
        radius = self.radius(scene, plane, look)
        x, y = held.at
        start = plane.place(*scene.place_of(held.example))
        painter.setPen(QPen(look.theme.accent, look.metrics.hairline, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(*start), QPointF(x, y))
        if held.is_out(plane.box):
            cross(painter, x, y, radius, look.theme)
        marks = self._marks_of(radius, pixel_ratio(painter))
        marks.paint(painter, x, y, self._mark(scene, held.example, look))

    def paint_asked(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        """The point that the network is asked about."""
        if scene.asked is None:
            return
        x, y = plane.place(*scene.place_of_asked(scene.asked))
        asked_mark(painter, x, y, RADIUS_PIXELS * look.metrics.factor, look.theme)

    def radius(self, scene: BoundaryScene, plane: PlaneMap, look: Look) -> float:
        """How large an example is; it grows with the plane."""
        few = len(scene.examples) < FEW_EXAMPLE_COUNT
        factor = look.metrics.factor
        room = min(
            max(min(plane.box.width, plane.box.height) / (PLANE_PIXELS * factor), 1.0),
            GROWTH_FACTOR,
        )
        return (RADIUS_PIXELS if few else SMALL_RADIUS_PIXELS) * factor * room

    def _marks_of(self, radius: float, ratio: float) -> ExampleMarks:
        marks = self._marks
        if marks is None or (marks.radius, marks.ratio) != (radius, ratio):
            marks = self._marks = ExampleMarks(radius, ratio)
        return marks

    def _mark(self, scene: BoundaryScene, each: JudgedExample, look: Look) -> ExampleMark:
        number = int(each.target) if scene.classes else 0
        validation = each.split == "validation"
        mark = mark_of(look.theme, number, scene.classes, validation=validation)
        if scene.inputs == 2 and not scene.classes:
            # as the plane around it is tinted if the network is right
            colour = diverging(look.theme).colour(each.target * TINT_SHARE, scene.reach)
            return replace(mark, fill=colour.rgb())
        return mark

    # -- axes

    def paint_axes(
        self, painter: QPainter, scene: BoundaryScene, plane: PlaneMap, look: Look
    ) -> None:
        """A few round numbers along both axes, and what the axes are."""
        theme, metrics, box = look.theme, look.metrics, plane.box
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        end = box.right - write.width("x0")
        write.at(painter, end, write.baseline(line_under(plane, look)), "x0")
        right = box.left - metrics.px(5)
        row = QRectF(0, box.top - metrics.px(1), right, metrics.px(14))
        if scene.inputs == 2:
            write.at(painter, right - write.width("x1"), write.baseline(row), "x1")
        else:
            name = display(scene.lesson.network.output)
            inside = row.translated(0, metrics.px(4))
            write.at(painter, box.left + metrics.px(6), write.baseline(inside), name)
        paint_numbers_across(painter, plane, look, end)
        paint_numbers_upward(painter, plane, look, room=50, below=row.bottom())

    # -- around the plane

    def paint_legend(
        self,
        painter: QPainter,
        scene: BoundaryScene,
        places: BoundaryLayout,
        top: float,
        look: Look,
    ) -> None:
        """What the marks and the tint mean, in the column beside the plane."""
        theme, metrics = look.theme, look.metrics
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        ratio = pixel_ratio(painter)
        radius = RADIUS_PIXELS * metrics.factor
        marks = self._legend_marks
        if marks is None or (marks.radius, marks.ratio) != (radius, ratio):
            marks = self._legend_marks = ExampleMarks(radius, ratio)
        line, left = float(metrics.px(18)), places.side.left
        room = places.side.right - left - metrics.px(18)
        for number, text, validation in _legend(scene):
            if top + line > places.side.bottom:
                return
            middle = top + line / 2
            mark = mark_of(theme, number, scene.classes, validation=validation)
            if scene.inputs == 2 and not scene.classes:
                mark = replace(mark, fill=theme.zero.rgb())
            marks.paint(painter, left + radius, middle, mark)
            painter.setPen(theme.ink_soft)
            row = QRectF(left + metrics.px(18), top, room, line)
            write.left(painter, row, text)
            top += line
        if any(each.right is False for each in scene.examples) and top + line <= places.side.bottom:
            cross(painter, left + radius, top + line / 2, 0.7 * radius, theme)
            painter.setPen(theme.ink_soft)
            write.left(painter, QRectF(left + metrics.px(18), top, room, line), _("wrong"))
        if scene.tinted and not scene.classes and top + 2 * line <= places.side.bottom:
            self._paint_scale(painter, scene, QRectF(left, top, room, line), look)

    def _paint_scale(
        self, painter: QPainter, scene: BoundaryScene, row: QRectF, look: Look
    ) -> None:
        """Which number has which tint: a bar from −reach to reach, and its numbers under it."""
        metrics, scale = look.metrics, diverging(look.theme)
        steps, bar = 32, QRectF(row.left(), row.top() + metrics.px(4), row.width(), metrics.px(8))
        for n in range(steps):
            left, right = (round(bar.left() + bar.width() * m / steps) for m in (n, n + 1))
            colour = scale.colour((2 * (n + 0.5) / steps - 1) * TINT_SHARE, 1.0)
            painter.fillRect(left, round(bar.top()), right - left, round(bar.height()), colour)
        write = paint.writer(metrics, Text.SMALL)
        painter.setPen(look.theme.ink_soft)
        under = QRectF(bar.left(), bar.bottom(), bar.width(), row.height())
        write.left(painter, under, compact(-scene.reach))
        write.right(painter, under, compact(scene.reach))


def _row(example: JudgedExample) -> tuple[str, int]:
    return example.split, example.row


def _legend(scene: BoundaryScene) -> list[tuple[int, str, bool]]:
    """The number of a class, what stands beside its mark, whether it is of the validation."""
    both = (False, True) if scene.wanted.validation else (False,)
    found = []
    for validation in both:
        if validation and not any(each.split == "validation" for each in scene.examples):
            continue
        for number in range(max(scene.classes, 1)):
            text = _("class {number}").format(number=number) if scene.classes else _("target")
            if validation:
                text = _("{mark}, validation").format(mark=text)
            found.append((number, text, validation))
    return found


def _placed(line: Array, plane: PlaneMap) -> Array:
    """Points ``(points, 2)`` where they are drawn; a single place ``(1, 1)`` is an upright line."""
    box = plane.box
    if line.shape[1] == 1:
        x = plane.place(float(line[0, 0]), 0.0)[0]
        return np.array([(x, box.bottom), (x, box.top)])
    right = (line[:, 0] - plane.least[0]) * (box.width / (plane.largest[0] - plane.least[0]))
    up = (line[:, 1] - plane.least[1]) * (box.height / (plane.largest[1] - plane.least[1]))
    return np.stack([box.left + right, box.bottom - up], axis=1)


def _pixels(placed: Array) -> Pixels:
    return [(x, y) for x, y in placed.tolist()]


def _length(line: Pixels) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(line))


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
