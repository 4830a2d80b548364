"""The picture of the hidden space: the bent mesh with its tint, the cut, and the examples."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF

from ui.kit import paint
from ui.kit.colours import diverging
from ui.kit.example_marks import ExampleMarks, asked_mark, cross, mark_of, ring
from ui.kit.geometry.plane_map import PlaneMap
from ui.kit.look import Look
from ui.kit.output import pixel_ratio
from ui.kit.plane_axes import line_under, paint_numbers_across, paint_numbers_upward
from ui.kit.plane_image import TINT_SHARE, class_colour
from ui.kit.theme import THEMES, Text
from ui.kit.tint import mix
from ui.panels.hidden_space import words
from ui.panels.hidden_space.geometry import (
    LARGEST_DRAWN,
    NAME_PIXELS,
    SpaceLayout,
    StagePlace,
    Track,
    between,
    ends_between,
    label_places,
)
from ui.panels.hidden_space.scene import HiddenSpaceScene
from visualnn.text import _

__all__ = ["HiddenSpacePicture"]

RADIUS_PIXELS, SMALL_RADIUS_PIXELS, TINY_RADIUS_PIXELS = 5.0, 3.2, 2.2
"""Pixels from the middle of an example to its edge: of a few, of many, of very many."""
PLOT_PIXELS, GROWTH_FACTOR = 260.0, 1.8
"""The side of the plot in pixels up to which examples have this size, and how many times it they
grow to at most."""
FEW_EXAMPLE_COUNT, MANY_EXAMPLE_COUNT = 60, 400
"""From so many examples on their marks are small, and tiny."""
LINE_PIXELS = 2.4
"""The width in pixels of the next layer's cut."""
VEIL_ALPHA = 200
"""How opaque a cell is, of 255: where the plane is folded, the cell below is seen."""
HANDLE_PIXELS = 5.0
"""The radius of the slider's handle."""
Array = NDArray[Any]


class HiddenSpacePicture:
    """Paints a scene; keeps the mesh and the marks between paintings."""

    def __init__(self) -> None:
        self._mesh: QPixmap | None = None
        self._meshed: tuple[object, ...] = ()
        self._marks: ExampleMarks | None = None

    def map(self, scene: HiddenSpaceScene, place: StagePlace, places: SpaceLayout) -> PlaneMap:
        """Which pixel is which place at a stop of the slider, or between two."""
        ends = ends_between(scene.ends, place)
        return PlaneMap(places.plot, ends.least, ends.largest)

    # -- the plane

    def paint_mesh(
        self,
        painter: QPainter,
        scene: HiddenSpaceScene,
        place: StagePlace,
        plane: PlaneMap,
        look: Look,
    ) -> None:
        """The plane of the inputs, bent, its cells tinted by what the network says there."""
        if scene.lean is None:
            return
        ratio = pixel_ratio(painter)
        now = (scene, scene.version, place, plane, look.theme, look.metrics.factor, ratio)
        if now != self._meshed or self._mesh is None:
            self._mesh, self._meshed = self._drawn(scene, place, plane, look, ratio), now
        painter.drawPixmap(QPointF(plane.box.left, plane.box.top), self._mesh)

    def _drawn(
        self,
        scene: HiddenSpaceScene,
        place: StagePlace,
        plane: PlaneMap,
        look: Look,
        ratio: float,
    ) -> QPixmap:
        made = QPixmap(round(plane.box.width * ratio), round(plane.box.height * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        mesh = scene.space.mesh
        stages = [each.mesh for each in scene.space.stages if each.mesh is not None]
        if mesh is None or scene.lean is None:
            return made
        spots = _pixels(between(stages, place), plane) - [plane.box.left, plane.box.top]
        finite = np.isfinite(spots).all(axis=1)
        # every point once: four corners for each cell take longer than painting them
        points = [QPointF(x, y) for x, y in np.nan_to_num(spots).tolist()]
        with QPainter(made) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            for corners, brush in self._cells(scene, finite, mesh.side, look):
                painter.setBrush(brush)
                painter.drawConvexPolygon(QPolygonF([points[n] for n in corners]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = QColor(mix(look.theme.zero, look.theme.ink, 0.55))
            line.setAlpha(80)
            painter.setPen(QPen(line, 0.7 * look.metrics.factor))
            numbers = np.arange(len(points)).reshape(mesh.side, mesh.side)
            for strand in (*numbers, *numbers.T):
                for piece in _pieces(strand, finite):
                    painter.drawPolyline(QPolygonF([points[n] for n in piece]))
        return made

    def _cells(
        self, scene: HiddenSpaceScene, finite: Array, side: int, look: Look
    ) -> Iterator[tuple[list[int], QBrush]]:
        """The corners of each cell that has a place, and what it is filled with."""
        numbers = np.arange(side * side).reshape(side, side)
        corners = np.stack(
            [numbers[:-1, :-1], numbers[:-1, 1:], numbers[1:, 1:], numbers[1:, :-1]], axis=2
        ).reshape(-1, 4)
        placed: list[bool] = np.asarray(finite[corners].all(axis=1)).tolist()
        brushes = self._brushes(scene, look)
        for each, is_placed, brush in zip(corners.tolist(), placed, brushes, strict=True):
            if is_placed:
                yield each, brush

    def _brushes(self, scene: HiddenSpaceScene, look: Look) -> list[QBrush]:
        theme, lean, classes = look.theme, scene.lean, scene.cell_classes
        if lean is None:
            return []
        if classes is None:
            known = _veils(theme.name)
            return [known[n] for n in diverging(theme).entries(lean, 1.0 / TINT_SHARE).tolist()]
        found = []
        for number, lead in zip(classes.tolist(), lean.tolist(), strict=True):
            finite = np.isfinite(lead)
            colour = QColor(class_colour(theme, number, lead) if finite else theme.not_finite)
            colour.setAlpha(VEIL_ALPHA)
            found.append(QBrush(colour))
        return found

    # -- the cut and the trail

    def paint_cut(
        self, painter: QPainter, scene: HiddenSpaceScene, plane: PlaneMap, look: Look
    ) -> None:
        """The line on which the next layer's z is 0."""
        ends = cut_ends(scene, plane)
        if ends is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.theme.ink, LINE_PIXELS * look.metrics.factor))
        painter.drawLine(*(QPointF(*plane.place(*end)) for end in ends))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_trail(
        self,
        painter: QPainter,
        scene: HiddenSpaceScene,
        place: StagePlace,
        plane: PlaneMap,
        look: Look,
    ) -> None:
        """The way of the example in focus from the inputs to where it is, with its stops."""
        if scene.row is None:
            return
        passed = [stage.points[scene.row] for stage in scene.space.stages[: place.before + 1]]
        passed.append(between([each.points for each in scene.space.stages], place)[scene.row])
        spots = _pixels(np.array(passed), plane)
        spots = spots[np.isfinite(spots).all(axis=1)]
        colour = QColor(look.theme.ink)
        colour.setAlpha(120)
        pen = QPen(colour, 1.2 * look.metrics.factor)
        pen.setDashPattern([3.0, 2.5])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(_polygon(spots))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x, y in spots[:-1]:
            painter.drawEllipse(QPointF(x, y), look.metrics.px(2), look.metrics.px(2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # -- the examples

    def spots(self, scene: HiddenSpaceScene, place: StagePlace, plane: PlaneMap) -> Array:
        """Where the examples are drawn: ``(examples, 2)``, not finite for one that is nowhere."""
        return _pixels(between([each.points for each in scene.space.stages], place), plane)

    def radius(self, scene: HiddenSpaceScene, plane: PlaneMap, look: Look) -> float:
        """How large an example is; it grows with the plot."""
        count = len(scene.space.examples)
        size = RADIUS_PIXELS if count < FEW_EXAMPLE_COUNT else SMALL_RADIUS_PIXELS
        if count >= MANY_EXAMPLE_COUNT:
            size = TINY_RADIUS_PIXELS
        factor = look.metrics.factor
        room = min(plane.box.width, plane.box.height) / (PLOT_PIXELS * factor)
        return size * factor * min(max(room, 1.0), GROWTH_FACTOR)

    def paint_examples(
        self,
        painter: QPainter,
        scene: HiddenSpaceScene,
        place: StagePlace,
        plane: PlaneMap,
        look: Look,
    ) -> None:
        """The examples, wrong ones crossed, the one in focus and the one pointed at ringed."""
        radius, theme = self.radius(scene, plane, look), look.theme
        marks = self._marks_of(radius, pixel_ratio(painter))
        spots = self.spots(scene, place, plane)
        ringed = [row for row in (scene.pointed, scene.row) if row is not None]
        order = [n for n in range(len(spots)) if n not in ringed] + ringed
        few = len(spots) < MANY_EXAMPLE_COUNT
        for n in order:
            x, y = float(spots[n, 0]), float(spots[n, 1])
            if not (np.isfinite(x) and np.isfinite(y)):
                continue
            each = scene.example(n)
            if n in ringed:
                ring(painter, x, y, radius, theme)
            if each.right is False and few:
                cross(painter, x, y, radius, theme)
            number = int(each.target) if scene.classes else 0
            mark = mark_of(theme, number, scene.classes, validation=False)
            marks.paint(painter, x, y, mark)

    def paint_asked(
        self,
        painter: QPainter,
        scene: HiddenSpaceScene,
        place: StagePlace,
        plane: PlaneMap,
        look: Look,
    ) -> None:
        """The point that the network is asked about."""
        if scene.asked:
            x, y = _pixels(between(scene.asked, place), plane)[0].tolist()
            asked_mark(painter, x, y, RADIUS_PIXELS * look.metrics.factor, look.theme)

    def _marks_of(self, radius: float, ratio: float) -> ExampleMarks:
        marks = self._marks
        if marks is None or (marks.radius, marks.ratio) != (radius, ratio):
            marks = self._marks = ExampleMarks(radius, ratio)
        return marks

    def paint_legend(
        self, painter: QPainter, scene: HiddenSpaceScene, plane: PlaneMap, look: Look
    ) -> None:
        """What the marks mean, in a corner of the plot."""
        theme, metrics = look.theme, look.metrics
        write = paint.writer(metrics, Text.SMALL)
        radius = RADIUS_PIXELS * metrics.factor
        marks = ExampleMarks(radius, pixel_ratio(painter))
        texts = [_("class {number}").format(number=n) for n in range(scene.classes)]
        wrong = any(each.right is False for each in scene.space.examples)
        rows = [*texts, _("wrong")] if wrong else texts
        line, box = float(metrics.px(18)), plane.box
        wide = max((write.width(text) for text in rows), default=0.0) + metrics.px(28)
        tall = line * len(rows) + metrics.px(6)
        if not rows or tall > box.height or wide > box.width:
            return
        frame = QRectF(box.right - wide - metrics.px(4), box.top + metrics.px(4), wide, tall)
        painter.fillRect(frame, theme.surface)
        paint.frame(painter, frame, theme.line)
        painter.setFont(write.font)
        for n, text in enumerate(rows):
            row = QRectF(frame.left() + metrics.px(20), frame.top() + metrics.px(3) + n * line,
                         wide - metrics.px(22), line)  # fmt: skip
            left, middle = frame.left() + metrics.px(10), row.center().y()
            if n < len(texts):
                mark = mark_of(theme, n, scene.classes, validation=False)
                marks.paint(painter, left, middle, mark)
            else:
                cross(painter, left, middle, 0.7 * radius, theme)
            painter.setPen(theme.ink_soft)
            write.left(painter, row, text)

    # -- axes and slider

    def paint_axes(
        self,
        painter: QPainter,
        scene: HiddenSpaceScene,
        place: StagePlace,
        plane: PlaneMap,
        look: Look,
    ) -> None:
        """A few round numbers along both axes, and what the axes are; a mixture has neither."""
        theme, metrics, box = look.theme, look.metrics, plane.box
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        across, upward = words.axes(scene, place)
        across = write.elided(across, box.width)
        end = box.right - write.width(across)
        painter.setPen(theme.ink_soft)
        write.at(painter, end, write.baseline(line_under(plane, look)), across)
        if upward:
            # above the plot, where no mark lies and no number of its axis stands
            name = write.elided(upward, box.width)
            room = QRectF(box.left, box.top - metrics.px(NAME_PIXELS), box.width,
                          metrics.px(NAME_PIXELS))  # fmt: skip
            write.left(painter, room, name)
        if place.is_stop:
            paint_numbers_across(painter, plane, look, end)
            paint_numbers_upward(painter, plane, look, room=40)

    def paint_track(
        self,
        painter: QPainter,
        scene: HiddenSpaceScene,
        place: float,
        places: SpaceLayout,
        look: Look,
    ) -> None:
        """The slider: a line with a stop for each instruction, and the handle."""
        theme, metrics = look.theme, look.metrics
        track = track_of(scene, places)
        middle = places.track.top + metrics.px(9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.edge, metrics.px(2)))
        painter.drawLine(QPointF(track.left, middle), QPointF(track.right, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.edge)
        for n in range(track.stages):
            painter.drawEllipse(QPointF(track.x(n), middle), metrics.px(3), metrics.px(3))
        painter.setBrush(theme.ink)
        handle = HANDLE_PIXELS * metrics.factor
        painter.drawEllipse(QPointF(track.x(place), middle), handle, handle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        for n, left, text in self._track_labels(scene, track, places, write, metrics.px(6)):
            painter.setPen(theme.ink if place == n else theme.ink_soft)
            row = QRectF(left, middle + metrics.px(6), write.width(text) + 1, metrics.px(16))
            write.left(painter, row, text)

    def _track_labels(
        self,
        scene: HiddenSpaceScene,
        track: Track,
        places: SpaceLayout,
        write: paint.Writer,
        gap: float,
    ) -> Iterator[tuple[int, float, str]]:
        """The stops of the slider with where their names begin: in full, without the layer, or, in
        a very narrow panel, both ends alone."""
        every = range(track.stages)
        full = [words.stage(scene, n) for n in every]
        brief = [text.rpartition(".")[2] for text in full]
        for numbers, texts in ((every, full), (every, brief), ((0, track.stages - 1), brief)):
            told = [texts[n] for n in numbers]
            box, middles = places.track, [track.x(n) for n in numbers]
            found = label_places([*map(write.width, told)], middles, box.left, box.right, gap)
            if found is not None:
                yield from zip(numbers, found, told, strict=True)
                return


def track_of(scene: HiddenSpaceScene, places: SpaceLayout) -> Track:
    """The slider's line."""
    return Track(places.track.left, places.track.right, len(scene.space.stages))


def cut_ends(
    scene: HiddenSpaceScene, plane: PlaneMap
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The ends of the next layer's cut within the plot; None where there is none or it lies
    outside."""
    if scene.space.line is None:
        return None
    a, b, c = scene.space.line
    (u0, v0), (u1, v1) = plane.least, plane.largest
    found: list[tuple[float, float]] = []
    if b != 0.0:
        crossings = [(u, -(a * u + c) / b) for u in (u0, u1)]
        found += [(u, v) for u, v in crossings if v0 <= v <= v1]
    if a != 0.0:
        crossings = [(-(b * v + c) / a, v) for v in (v0, v1)]
        found += [(u, v) for u, v in crossings if u0 <= u <= u1]
    if len(found) < 2:
        return None
    return min(found), max(found)


def _pixels(places: Array, plane: PlaneMap) -> Array:
    """Where places ``(rows, 2)`` are drawn; NaN for what lies beyond all drawing."""
    box = plane.box
    with np.errstate(all="ignore"):
        kept = np.where(np.abs(places) < LARGEST_DRAWN, places, np.nan)
        right = (kept[:, 0] - plane.least[0]) * (box.width / (plane.largest[0] - plane.least[0]))
        up = (kept[:, 1] - plane.least[1]) * (box.height / (plane.largest[1] - plane.least[1]))
    return np.stack([box.left + right, box.bottom - up], axis=1)


def _pieces(strand: Array, finite: Array) -> list[list[int]]:
    """The points of a line in pieces without those that are nowhere."""
    kept = finite[strand]
    if kept.all():
        return [strand.tolist()]
    edges = np.flatnonzero(np.diff(kept.astype(int))) + 1
    return [piece.tolist() for piece in np.split(strand, edges) if finite[piece].all()]


@cache
def _veils(name: str) -> tuple[QBrush, ...]:
    """The colours of the scale, as opaque as a cell is."""
    found = []
    for colour in diverging(THEMES[name]).colours:
        veil = QColor(colour)
        veil.setAlpha(VEIL_ALPHA)
        found.append(QBrush(veil))
    return tuple(found)


def _polygon(spots: Array) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in spots.tolist()])
