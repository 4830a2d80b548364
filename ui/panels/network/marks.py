"""The marks of a network: the accent, the pointer, the keyboard, and numbers on weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.geometry.grid import blocks
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.network.geometry import (
    NetworkLayout,
    PlacedBlock,
    Point,
    Rect,
    Segment,
    along,
    edge,
)
from ui.panels.network.lines import NetworkLines
from ui.panels.network.scene import Edges, Scene
from ui.panels.network.units_picture import UnitsPicture, rect_of
from ui.panels.network.wiring import LayerPart, NetworkSpot, Wiring
from visualnn.figures import result

__all__ = ["NetworkMarks"]

MAX_LABEL_COUNT: Final = 12
"""Weights of an explained number that get their value written on their edges, at most."""
MAX_WINDOW_COUNT: Final = 16
"""Windows of one picture that are marked one by one; more are marked as far as they
reach."""


class NetworkMarks:
    """Paints the marks of a layout, whose weights in sight are `edges`."""

    def __init__(
        self,
        wiring: Wiring,
        layout: NetworkLayout,
        look: Look,
        lines: NetworkLines,
        units: UnitsPicture,
        edges: Mapping[str, Edges],
    ) -> None:
        self.wiring, self.layout, self.look = wiring, layout, look
        self.lines, self.edges = lines, edges
        self._units = units
        self._small = paint.writer(look.metrics, Text.SMALL)
        self.labels: list[tuple[QRectF, NetworkSpot]] = []
        """Numbers written on edges in the last picture, and what they are."""

    def is_placed(self, spot: NetworkSpot) -> bool:
        """Whether a thing of the drawing has a place: its block is in sight, a weight's start too,
        and a weight is one of those that are drawn at all."""
        if spot.block not in self.layout.blocks:
            return False
        return spot.part is not LayerPart.WEIGHT or spot.block in self.edges

    def segment(self, block: str, start: int, unit: int) -> Segment:
        """The line of one weight."""
        line = self.lines.line(block, (start, unit))
        return line.x1(), line.y1(), line.x2(), line.y2()

    def paint_edges(self, painter: QPainter, scene: Scene, hovered: NetworkSpot | None) -> None:
        """The weights that are in focus, pointed at, or that the number in focus is made from."""
        theme, ring = self.look.theme, float(self.look.metrics.ring)
        if hovered is not None and hovered.part is LayerPart.WEIGHT and self.is_placed(hovered):
            self._underlay(painter, scene, [hovered], theme.ink_soft, 1.5 * ring)
            self._cores(painter, scene, [hovered])
        sources = [
            spot for spot in scene.sources if spot.part is LayerPart.WEIGHT and self.is_placed(spot)
        ]
        if sources:
            self._underlay(painter, scene, sources, theme.accent, ring)
            self._cores(painter, scene, sources)
        focus = scene.focus
        if focus is not None and focus.part is LayerPart.WEIGHT and self.is_placed(focus):
            self._underlay(painter, scene, [focus], theme.accent, 1.5 * ring)
            self._cores(painter, scene, [focus])
        painter.setPen(QPen(theme.accent, ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for points in self._summed(scene):
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def _underlay(
        self,
        painter: QPainter,
        scene: Scene,
        spots: list[NetworkSpot],
        colour: QColor,
        wider: float,
    ) -> None:
        """A line behind each of some edges, so much wider than it."""
        for spot in spots:
            edges = Edges(((spot.start, spot.unit),), self.edges[spot.block].of)
            width = self.lines.width(edges, scene.weights[spot.block])
            painter.setPen(QPen(colour, width + wider))
            painter.drawLine(self.lines.line(spot.block, (spot.start, spot.unit)))

    def _cores(self, painter: QPainter, scene: Scene, spots: list[NetworkSpot]) -> None:
        for block in {spot.block for spot in spots}:
            pairs = tuple((spot.start, spot.unit) for spot in spots if spot.block == block)
            edges = Edges(pairs, self.edges[block].of)
            shown = scene.weights[block]
            known = shown if scene.waiting not in spots else replace(shown, array=None)
            self.lines.paint(painter, block, edges, known)

    def _summed(self, scene: Scene) -> Iterator[tuple[Point, ...]]:
        """The ways without a weight between the number in focus and what it is made from."""
        focus, placed_blocks = scene.focus, self.layout.blocks
        routes = {(route.start, route.end): route.points for route in self.layout.routes}
        for spot in scene.sources:
            if (
                focus is None
                or {spot.part, focus.part} != {LayerPart.UNIT}
                or spot.unit != focus.unit
            ):
                continue
            for start, end in ((spot, focus), (focus, spot)):
                layer = self.wiring.layers.get(end.block)
                placed = {start.block, end.block} <= placed_blocks.keys()
                if layer and placed and start.block in layer.inputs and not self._lined(end.block):
                    x0, y0, x1, y1 = edge(
                        placed_blocks[start.block],
                        start.unit,
                        placed_blocks[end.block],
                        end.unit,
                    )
                    straight: tuple[Point, ...] = ((x0, y0), (x1, y1))
                    yield routes.get((start.block, end.block), straight)

    def _lined(self, block: str) -> bool:
        """Whether lines that are weights lead into a block."""
        return self.wiring.weights(block) is not None

    def paint_outlines(self, painter: QPainter, scene: Scene) -> None:
        """Around every block that the current instruction reads or writes."""
        room = self.look.metrics.px(5)
        for region in scene.regions:
            extent = self._region(region.block) if region.part is LayerPart.UNIT else None
            if extent is not None:
                away = room - 2 if region.block in self.wiring.cells else room
                away = away if region.block in self.wiring.values else 0  # a step has a frame
                place = rect_of(extent).adjusted(-away, -away, away, away)
                paint.outline(painter, place, self.look.theme, self.look.metrics)

    def _region(self, block: str) -> Rect | None:
        """What is outlined of a block: its units, or a time step."""
        placed = self.layout.blocks.get(block)
        return placed.rect if placed is not None else self.layout.extent(block)

    def paint_behind(self, painter: QPainter, scene: Scene) -> None:
        """Behind units: a full ring for the number in focus, a thin one for what it is made of."""
        ring = float(self.look.metrics.ring)
        for spot in scene.sources:
            if spot != scene.focus and self.is_placed(spot) and not self._in_front(spot):
                self._ring(painter, spot, 0.5, ring, self.look.theme.accent)
        focus = scene.focus
        if focus is not None and self.is_placed(focus) and not self._in_front(focus):
            self._ring(painter, focus, 0.0, 1.5 * ring, self.look.theme.accent)

    def _in_front(self, spot: NetworkSpot) -> bool:
        """Whether a mark would be hidden behind what it marks."""
        return spot.part is not LayerPart.UNIT or self.layout.blocks[spot.block].picture

    def paint_in_front(
        self,
        painter: QPainter,
        scene: Scene,
        hovered: NetworkSpot | None,
        cursor: tuple[str, int] | None,
    ) -> None:
        """Before units: marks that would be hidden behind them, and those of pointer and keys."""
        theme, ring = self.look.theme, float(self.look.metrics.ring)
        front = [
            spot
            for spot in scene.sources
            if self.is_placed(spot) and self._in_front(spot) and spot != scene.focus
        ]
        for block in {spot.block for spot in front if spot.part is LayerPart.UNIT}:
            cells = {
                spot.unit for spot in front if spot.block == block and spot.part is LayerPart.UNIT
            }
            self._windows(painter, self.layout.blocks[block], cells)
        for spot in front:
            if spot.part is LayerPart.BIAS:
                self._ring(painter, spot, 0.5, ring, theme.accent)
        focus = scene.focus
        if focus is not None and self.is_placed(focus) and self._in_front(focus):
            self._ring(painter, focus, 0.0, 1.5 * ring, theme.accent)
        hovered = hovered if hovered is not None and self.is_placed(hovered) else None
        if hovered is not None:
            self._ring(painter, hovered, 1.0, 0.75 * ring, theme.ink_soft)
        if cursor is not None and cursor[0] in self.layout.blocks:
            self._ring(painter, NetworkSpot(LayerPart.UNIT, *cursor), 3.5 * ring, ring, theme.focus)

    def _windows(self, painter: QPainter, block: PlacedBlock, units: set[int]) -> None:
        """Around the cells of a picture that the number in focus is made from: as few rectangles
        as there can be, so that a filter's window is one."""
        theme, metrics = self.look.theme, self.look.metrics
        if len(units) == block.count:
            paint.outline(painter, rect_of(block.rect), theme, metrics)
            return
        by_tile: dict[int, list[tuple[int, int]]] = {}
        for unit in units:
            tile, rest = divmod(unit, block.rows * block.columns)
            if tile < block.tiles.shown:
                by_tile.setdefault(tile, []).append(divmod(rest, block.columns))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = float(metrics.ring)
        for tile, cells in by_tile.items():
            corner = block.tile(tile)
            found = blocks(cells)
            if len(found) > MAX_WINDOW_COUNT:  # cells with gaps between them: as far as they reach
                rows, columns = zip(*cells, strict=True)
                found = [(min(rows), min(columns), max(rows), max(columns))]
            for top, left, bottom, right in found:
                place = QRectF(
                    corner.x + left * block.width,
                    corner.y + top * block.height,
                    (right + 1 - left) * block.width,
                    (bottom + 1 - top) * block.height,
                )
                thick = ring if min(block.width, block.height) >= 4.0 or len(cells) > 1 else 1.0
                painter.setPen(QPen(theme.accent, thick))
                painter.drawRect(place.adjusted(-thick / 2, -thick / 2, thick / 2, thick / 2))

    def _ring(
        self, painter: QPainter, spot: NetworkSpot, gap: float, thick: float, colour: QColor
    ) -> None:
        """A ring around a unit or a bias; weights are marked otherwise."""
        if spot.part is LayerPart.WEIGHT:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, thick))
        away = gap + thick / 2
        if spot.part is LayerPart.BIAS:
            if spot.block in self._units.bias_places:
                places, size = self._units.bias_places[spot.block]
                painter.drawEllipse(QPointF(*places[spot.unit]), size + away, size + away)
            return
        block = self.layout.blocks[spot.block]
        if spot.unit // max(1, block.rows * block.columns) >= block.tiles.shown and block.picture:
            place = rect_of(block.rect)  # its part of the block has no room
        else:
            place = rect_of(block.unit(spot.unit))
        place = place.adjusted(-away, -away, away, away)
        corner = 1.0 if block.picture else self._units.corner(block) + away
        painter.drawRoundedRect(place, corner, corner)

    def paint_numbers(self, painter: QPainter, scene: Scene, hovered: NetworkSpot | None) -> None:
        """Write their numbers on the weights in focus, made from, and pointed at."""
        sources = [
            spot for spot in scene.sources if spot.part is LayerPart.WEIGHT and self.is_placed(spot)
        ]
        spots = sources if len(sources) <= MAX_LABEL_COUNT else []
        fan_out = len({spot.start for spot in sources}) < len({spot.unit for spot in sources})
        places = dict.fromkeys(spots, 0.7 if fan_out else 0.3)
        for spot in (scene.focus, hovered):
            if spot is not None and spot.part is LayerPart.WEIGHT and self.is_placed(spot):
                places.setdefault(spot, 0.5)
        self.labels = []
        for spot, share in places.items():
            value = scene.value(spot)
            if value is None and spot != scene.waiting:
                continue
            text = paint.NOT_COMPUTED if value is None else result(value)
            segment = self.segment(spot.block, spot.start, spot.unit)
            start = self.layout.blocks[self.wiring.layers[spot.block].inputs[0]]
            if start.rect.right > segment[0]:  # behind it the first part of the edge is hidden
                share = ((start.rect.right + segment[2]) / 2 - segment[0]) / (
                    segment[2] - segment[0]
                )
            plate = self._free_plate(segment, share, self._small.width(text) + 6)
            width = plate.width()
            painter.fillRect(plate, self.look.theme.surface)
            painter.setPen(self.look.theme.ink)
            self._small.centre(painter, plate, text)
            if spot == hovered:
                base = self._small.baseline(plate)
                paint.door(painter, plate.x() + 3, base, width - 6, self.look.theme.ink)
            self.labels.append((plate, spot))

    def _free_plate(self, segment: Segment, share: float, width: float) -> QRectF:
        """The place of a number on a line: at a share of the way, or beside it where that place is
        taken."""
        height = self._small.height
        found = None
        for step in (0.0, 0.08, -0.08, 0.16, -0.16):
            x, y = along(segment, min(0.9, max(0.1, share + step)))
            plate = QRectF(round(x - width / 2), round(y - height / 2), width, height)
            found = plate if found is None else found
            if not any(plate.intersects(taken) for taken, _spot in self.labels):
                return plate
        assert found is not None  # noqa: S101  there is a first one
        return found
