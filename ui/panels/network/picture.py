"""The picture of a network: how a scene is painted on the places of a layout.

What seldom changes, the edges and the captions of the layers, is painted once into a backdrop. It
is made anew when a weight array is another one (``is``), or the size, the look, the language or
the unit that is looked at. Units, numbers and marks are painted for every frame.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF

from ui.kit import paint
from ui.kit.colours import ColourScale, diverging, grey, limit_of, to_image
from ui.kit.geometry.grid import blocks
from ui.kit.geometry.limits import limit_above
from ui.kit.look import Look
from ui.kit.output import is_vector, pixel_ratio
from ui.kit.run_scales import RunScales
from ui.kit.stamps import Stamps
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.network.geometry import (
    TARGET,
    NetworkLayout,
    PlacedBlock,
    Point,
    Rect,
    Segment,
    Sizes,
    along,
    arrange,
    edge,
    in_sight,
    nearest,
)
from ui.panels.network.growth import GROWTH_PIXELS, GrowthButton, GrowthRow
from ui.panels.network.header import Hover, NetworkHeader
from ui.panels.network.lines import NetworkLines
from ui.panels.network.scene import Edges, Mode, Scene, bundles, drawn_edges, every_edge
from ui.panels.network.squares import UnitSquares
from ui.panels.network.steps_picture import StepsPicture
from ui.panels.network.strip import STRIP_PIXELS, NetworkStrip
from ui.panels.network.wiring import Array, LayerPart, NetworkSpot, Wiring
from ui.panels.network.words import NetworkWords, tip
from visualnn.figures import compact, result
from visualnn.network import INPUT

MAX_LABEL_COUNT: Final = 12
"""Weights of an explained number that get their value written on their edges, at most."""


CAPTION_PIXELS: Final = 30
"""The height of the lines under a layer."""
MAX_WINDOW_COUNT: Final = 16
"""Windows of one picture that are marked one by one; more are marked as far as they
reach."""


class NetworkPicture:
    """A network laid out for one size and one look.

    Where not all columns have room, those around the rank ``around`` are placed; ``kept`` are the
    ones that were, and are again if it is among them. ``looked``: of recurrent layers the time step
    that is looked at.
    """

    def __init__(
        self,
        wiring: Wiring,
        look: Look,
        scales: RunScales,
        width: float,
        height: float,
        around: int = 0,
        kept: tuple[int, int] | None = None,
        squares: UnitSquares | None = None,
        looked: Mapping[str, int] = MappingProxyType({}),
        growth: Collection[GrowthButton] = (),
    ) -> None:
        self.wiring, self.looked = wiring, looked
        self._scales = scales
        self._squares = squares
        self.look = look
        self.size = (width, height)
        px = look.metrics.px
        self.header = NetworkHeader(look, width)
        self._small = paint.writer(look.metrics, Text.SMALL)
        self._scale = diverging(look.theme)
        margin = float(px(16))
        top, bottom = px(56), px(42) + (px(GROWTH_PIXELS) if growth else 0)
        sizes = Sizes().scaled(look.metrics.factor)
        room = Rect(margin, top, max(1.0, width - 2 * margin), max(1.0, height - top - bottom))
        self.sight = in_sight(wiring.blocks, wiring.ending, room, sizes, around, kept)
        """The ranks that are placed: from the first up to and without the second."""
        self.strip: NetworkStrip | None = None
        ranks = max(wiring.ranks.values()) + 1
        if self.sight != (0, ranks):
            bottom += px(STRIP_PIXELS)
            room = Rect(margin, top, room.width, max(1.0, height - top - bottom))
            self.sight = in_sight(wiring.blocks, wiring.ending, room, sizes, around, kept)
            self.strip = NetworkStrip(wiring, look, self.size, self.sight)
        first, end = self.sight
        placed = [name for name, rank in wiring.ranks.items() if first <= rank < end]
        self._whole = bundles(wiring, placed)
        bottom += 0 if all(self._whole.values()) else px(18)
        room = Rect(margin, top, room.width, max(1.0, height - top - bottom))
        self.layout: NetworkLayout = arrange(
            wiring.blocks, wiring.ending, room, sizes, self.sight, looked
        )
        foot = height - bottom + px(8)
        self.growth = self._growth_row(growth, foot + px(CAPTION_PIXELS), margin)
        self.steps = StepsPicture(wiring, self.layout, look)
        self.lines = NetworkLines(wiring, self.layout, look, scales)
        self.words = NetworkWords(
            wiring,
            self.layout,
            look,
            self.size,
            margin=margin,
            foot=foot,
            under=self.strip.height if self.strip is not None else 0.0,
            weighted=self._whole,
        )
        self.edges: dict[str, Edges] = {
            name: every_edge(wiring, name) for name, whole in self._whole.items() if whole
        }
        self._stamps = Stamps(1.0)
        self._looked: NetworkSpot | None = None
        self._chosen_by: dict[str, tuple[Array | None, NetworkSpot | None, NetworkSpot | None]] = {}
        self._ground: QPixmap | None = None
        """What never changes: the ways without a weight, and the captions."""
        self._backdrop: QPixmap | None = None
        self._backdrop_of: tuple[object, ...] = ()
        self._backdrop_reaches: list[float] = []
        self._bias_places = dict(self._biased())
        self._no_bias = mix(look.theme.surface, look.theme.ink_soft, 0.7)
        self._limits: dict[str, tuple[Array | None, float]] = {}
        self._tiles: dict[str, tuple[Array | None, int, bool, float, float, QPixmap]] = {}
        """Pictures as they were painted last: of what array, row and side, up to which number, and
        how finely."""
        self._signs: dict[str, tuple[Array, bool]] = {}
        self.labels: list[tuple[QRectF, NetworkSpot]] = []
        """Numbers written on edges in the last picture, and what they are."""

    def _growth_row(self, buttons: Iterable[GrowthButton], top: float, margin: float) -> GrowthRow:
        middles = {
            name: block.rect.x + block.rect.width / 2 for name, block in self.layout.blocks.items()
        }
        return GrowthRow(self.look, buttons, middles, top, margin)

    # -- the whole

    def paint(
        self,
        painter: QPainter,
        scene: Scene,
        mode: Mode,
        hover: Hover,
        cursor: tuple[str, int] | None,
    ) -> None:
        """Paint everything. ``cursor`` is the unit the keyboard stands on, if it is here."""
        ratio = pixel_ratio(painter)
        if self._stamps.ratio != ratio:
            self._stamps = Stamps(ratio)
        if is_vector(painter):
            self._paint_backdrop(painter, scene)
        else:
            painter.drawPixmap(0, 0, self._renewed(scene, hover.spot, ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._marked_edges(painter, scene, hover.spot)
        self._outlines(painter, scene)
        self._marks(painter, scene)
        painter.setFont(self._small.font)
        for block in self.layout.blocks.values():
            if block.picture:
                self._picture(painter, block, scene)
            else:
                self._units(painter, block, scene)
        self._unit_squares(painter, scene)
        self._bars(painter, scene)
        self._biases(painter, scene)
        self.steps.paint(painter, scene, hover.step)
        self._front_marks(painter, scene, hover.spot, cursor)
        self._edge_numbers(painter, scene, hover.spot)
        self.words.paint_names(painter, scene)
        self.words.paint_chips(painter, scene, hover.chip)
        self.header.paint(painter, scene, mode, hover)
        self.growth.paint(painter, hover.growth)
        self.words.paint_note(painter, scene, self.edges)
        if self.strip is not None:
            self.strip.paint(painter, hover.strip, self._rank_of(scene))
            if hover.strip is not None:
                place = self.strip.place_of(hover.strip)
                self.words.paint_tip(painter, self.strip.column_text(hover.strip), place)
        button = None if hover.growth is None else self.growth.places.get(hover.growth)
        if hover.growth is not None and button is not None:
            above = button.center().x(), button.top()
            self.words.paint_tip(painter, hover.growth.tip, above)
        if hover.spot is not None and self._is_placed(hover.spot):
            self.words.paint_tip(painter, tip(scene, hover.spot), self._anchor(hover.spot))

    def measure(self, scene: Scene) -> None:
        """Have the colours reach as far as the numbers of a scene do, whether it is painted or the
        next one comes before."""
        self._choose_edges(scene)
        for name in self.layout.blocks:
            if scene.shown[name].array is not None:
                self._limit_of(name, scene)
        for block, edges in self.edges.items():
            self.lines.reach(edges, scene.weights[block])
        for block in self._bias_places:
            self._bias_reach(block, scene)

    def _rank_of(self, scene: Scene) -> int | None:
        """Where among the columns the number in focus is."""
        return None if scene.focus is None else self.wiring.ranks.get(scene.focus.block)

    def _is_placed(self, spot: NetworkSpot) -> bool:
        """Whether a thing of the drawing has a place: its block is in sight, a weight's start too,
        and a weight is one of those that are drawn at all."""
        if spot.block not in self.layout.blocks:
            return False
        return spot.part is not LayerPart.WEIGHT or spot.block in self.edges

    def spot_at(self, x: float, y: float, scene: Scene) -> NetworkSpot | None:
        """The spot that is drawn at a point: a bias before its unit, a unit before the edges behind
        it."""
        for place, spot in self.labels:
            if place.contains(x, y):
                return spot
        for block, (places, size) in self._bias_places.items():
            for unit, (centre_x, centre_y) in enumerate(places):
                if math.hypot(x - centre_x, y - centre_y) <= size + 1.5:
                    return NetworkSpot(LayerPart.BIAS, block, unit)
        hit = self.layout.hit(x, y)
        if hit is not None:
            return NetworkSpot(LayerPart.UNIT, *hit)
        reach = float(self.look.metrics.px(4))
        for block, edges in self.edges.items():
            segments = [self.segment(block, *pair) for pair in edges.pairs]
            found = nearest(segments, x, y, reach)
            if found is not None:
                start, unit = edges.pairs[found]
                return NetworkSpot(LayerPart.WEIGHT, block, unit, start)
        return None

    def segment(self, block: str, start: int, unit: int) -> Segment:
        """The line of one weight."""
        line = self.lines.line(block, (start, unit))
        return line.x1(), line.y1(), line.x2(), line.y2()

    # -- the backdrop: lines and captions

    def _renewed(self, scene: Scene, hovered: NetworkSpot | None, ratio: float) -> QPixmap:
        """The backdrop, painted anew if something in it is another."""
        if hovered is None or hovered.part is not LayerPart.WEIGHT:
            self._looked = hovered
        self._choose_edges(scene)
        reaches = [self.lines.reach(edges, scene.weights[n]) for n, edges in self.edges.items()]
        now = (
            self._scales.run,
            *(scene.weights[block].array for block in self._whole),
            *(self.edges[block].pairs for block, whole in self._whole.items() if not whole),
        )
        same = len(now) == len(self._backdrop_of) and all(map(operator.is_, now, self._backdrop_of))
        same = same and reaches == self._backdrop_reaches
        if self._backdrop is None or self._backdrop.devicePixelRatio() != ratio or not same:
            self._backdrop_of, self._backdrop_reaches = now, reaches
            self._backdrop = self._painted_backdrop(scene, ratio)
        return self._backdrop

    def _choose_edges(self, scene: Scene) -> None:
        """Find the weights that are drawn where there are too many."""
        for block, whole in self._whole.items():
            key = (scene.weights[block].array, self._looked, scene.focus)
            old = self._chosen_by.get(block)
            if not whole and (old is None or old[0] is not key[0] or old[1:] != key[1:]):
                self._chosen_by[block] = key
                chosen = drawn_edges(scene, block, self._looked)
                if chosen != self.edges.get(block):
                    self.edges[block] = chosen

    def _paint_backdrop(self, painter: QPainter, scene: Scene) -> None:
        """All that is kept from one picture to the next, painted straight away."""
        painter.fillRect(QRectF(0, 0, *self.size), self.look.theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for block, edges in self.edges.items():
            self.lines.paint(painter, block, edges, scene.weights[block], keep=True)

    def _paint_ground(self, painter: QPainter) -> None:
        """What never changes in one layout."""
        self.lines.paint_plain(painter)
        self.steps.paint_ground(painter)
        self.words.paint_captions(painter)

    def _painted_backdrop(self, scene: Scene, ratio: float) -> QPixmap:
        width, height = self.size
        pixmap = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        if self._ground is None or self._ground.devicePixelRatio() != ratio:
            pixmap.fill(self.look.theme.surface)
            self._ground = pixmap
            with QPainter(pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_ground(painter)
        pixmap = self._ground.copy()
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for block, edges in self.edges.items():
                self.lines.paint(painter, block, edges, scene.weights[block], keep=True)
        return pixmap

    # -- marks: the accent, the pointer, the keyboard

    def _marked_edges(self, painter: QPainter, scene: Scene, hovered: NetworkSpot | None) -> None:
        """The weights that are in focus, pointed at, or that the number in focus is made from."""
        theme, ring = self.look.theme, float(self.look.metrics.ring)
        if hovered is not None and hovered.part is LayerPart.WEIGHT and self._is_placed(hovered):
            self._underlay(painter, scene, [hovered], theme.ink_soft, 1.5 * ring)
            self._cores(painter, scene, [hovered])
        sources = [
            spot
            for spot in scene.sources
            if spot.part is LayerPart.WEIGHT and self._is_placed(spot)
        ]
        if sources:
            self._underlay(painter, scene, sources, theme.accent, ring)
            self._cores(painter, scene, sources)
        focus = scene.focus
        if focus is not None and focus.part is LayerPart.WEIGHT and self._is_placed(focus):
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

    def _outlines(self, painter: QPainter, scene: Scene) -> None:
        """Around every block that the current instruction reads or writes."""
        room = self.look.metrics.px(5)
        for region in scene.regions:
            extent = self._region(region.block) if region.part is LayerPart.UNIT else None
            if extent is not None:
                away = room - 2 if region.block in self.wiring.cells else room
                away = away if region.block in self.wiring.values else 0  # a step has a frame
                place = _qt(extent).adjusted(-away, -away, away, away)
                paint.outline(painter, place, self.look.theme, self.look.metrics)

    def _region(self, block: str) -> Rect | None:
        """What is outlined of a block: its units, or a time step."""
        placed = self.layout.blocks.get(block)
        return placed.rect if placed is not None else self.layout.extent(block)

    def _marks(self, painter: QPainter, scene: Scene) -> None:
        """Behind units: a full ring for the number in focus, a thin one for what it is made of."""
        ring = float(self.look.metrics.ring)
        for spot in scene.sources:
            if spot != scene.focus and self._is_placed(spot) and not self._in_front(spot):
                self._ring(painter, spot, 0.5, ring, self.look.theme.accent)
        focus = scene.focus
        if focus is not None and self._is_placed(focus) and not self._in_front(focus):
            self._ring(painter, focus, 0.0, 1.5 * ring, self.look.theme.accent)

    def _in_front(self, spot: NetworkSpot) -> bool:
        """Whether a mark would be hidden behind what it marks."""
        return spot.part is not LayerPart.UNIT or self.layout.blocks[spot.block].picture

    def _front_marks(
        self,
        painter: QPainter,
        scene: Scene,
        hovered: NetworkSpot | None,
        cursor: tuple[str, int] | None,
    ) -> None:
        theme, ring = self.look.theme, float(self.look.metrics.ring)
        front = [
            spot
            for spot in scene.sources
            if self._is_placed(spot) and self._in_front(spot) and spot != scene.focus
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
        if focus is not None and self._is_placed(focus) and self._in_front(focus):
            self._ring(painter, focus, 0.0, 1.5 * ring, theme.accent)
        hovered = hovered if hovered is not None and self._is_placed(hovered) else None
        if hovered is not None:
            self._ring(painter, hovered, 1.0, 0.75 * ring, theme.ink_soft)
        if cursor is not None and cursor[0] in self.layout.blocks:
            self._ring(painter, NetworkSpot(LayerPart.UNIT, *cursor), 3.5 * ring, ring, theme.focus)

    def _windows(self, painter: QPainter, block: PlacedBlock, units: set[int]) -> None:
        """Around the cells of a picture that the number in focus is made from: as few rectangles
        as there can be, so that a filter's window is one."""
        theme, metrics = self.look.theme, self.look.metrics
        if len(units) == block.count:
            paint.outline(painter, _qt(block.rect), theme, metrics)
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
            if spot.block in self._bias_places:
                places, size = self._bias_places[spot.block]
                painter.drawEllipse(QPointF(*places[spot.unit]), size + away, size + away)
            return
        block = self.layout.blocks[spot.block]
        if spot.unit // max(1, block.rows * block.columns) >= block.tiles.shown and block.picture:
            place = _qt(block.rect)  # its part of the block has no room
        else:
            place = _qt(block.unit(spot.unit))
        place = place.adjusted(-away, -away, away, away)
        corner = 1.0 if block.picture else self._corner(block) + away
        painter.drawRoundedRect(place, corner, corner)

    # -- numbers

    def _corner(self, block: PlacedBlock) -> float:
        angular = block.name == TARGET or block.square
        return self.look.metrics.px(4) if angular else block.height / 2

    def _units(self, painter: QPainter, block: PlacedBlock, scene: Scene) -> None:
        """Units as pills with their numbers, or as dots."""
        theme, numbers = self.look.theme, scene.numbers[block.name]
        corner, scale, write = self._corner(block), self._scale, self._small
        width, height = block.width, block.height
        fall = write.baseline(QRectF(0, 0, 0, height))
        if numbers is None:
            self._hollow(painter, block, block.centres)
            return
        waiting = self._waiting(block, scene)
        shown = scene.shown[block.name]
        limit = self._limit_of(block.name, scene)
        # a value among gradients is no gradient: it has no colour
        plain = scene.gradient and not shown.gradient
        rim = self.look.metrics.px(8)
        room = width - block.square - rim if block.numbered else width - 0.2 * height
        most = width - block.square - 2.0 if block.numbered else room
        written = block.numbered or height >= write.height - 2.0
        signed = height >= 9.0
        edge_colour = mix(theme.line, theme.ink, 0.35)
        for unit, value in enumerate(numbers.tolist()):
            (x, y), entry = block.centres[unit], scale.entry(value, limit)
            if plain and entry:
                entry = scale.entry(0.0, limit)
            top, fill = y - height / 2, scale.colours[entry] if entry else theme.surface
            stamp = self._stamps.rounded(width, height, corner, fill, edge_colour)
            painter.drawPixmap(QPointF(x - width / 2, top), stamp)
            text, wide = self._figure(value, room, most) if written else ("", 0.0)
            if not entry:
                place = _qt(block.unit(unit)).adjusted(block.square, 0, 0, 0)
                self._paint_not_finite(painter, place, corner, text)
                continue
            if text:
                painter.setPen(scale.inks[entry])
                write.at(painter, x + (block.square - wide) / 2, top + fall, text)
            elif signed:
                paint.sign(painter, _qt(block.unit(unit)), value, scale.inks[entry])
        if waiting is not None:
            self._hollow(painter, block, (block.centres[waiting],))

    def square_of(self, spot: NetworkSpot) -> QRectF | None:
        """The place of the square at a unit; None where there is none."""
        block = self.layout.blocks.get(spot.block)
        if block is None or not block.square or spot.part is not LayerPart.UNIT:
            return None
        place = block.unit(spot.unit)
        return QRectF(place.x, place.y, block.square, place.height).adjusted(1, 1, -1, -1)

    def _unit_squares(self, painter: QPainter, scene: Scene) -> None:
        """The square at each unit, the pinned one framed."""
        if self._squares is None:
            return
        theme, thick = self.look.theme, self.look.metrics.ring
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for block in self.layout.blocks.values():
            for unit in range(block.count if block.square else 0):
                place = self.square_of(NetworkSpot(LayerPart.UNIT, block.name, unit))
                if place is None:
                    continue
                self._squares.paint(painter, (block.name, unit), place, theme)
                if (block.name, unit) == scene.pinned:
                    for inset in range(thick):
                        edges = place.adjusted(inset, inset, -inset, -inset)
                        paint.frame(painter, edges, theme.ink)

    def _paint_not_finite(self, painter: QPainter, place: QRectF, corner: float, text: str) -> None:
        """A unit whose number is none: striped, as in every table, around the word."""
        theme = self.look.theme
        painter.setPen(QPen(theme.not_finite, 1.0))
        painter.setBrush(QBrush(theme.not_finite, Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        plate = QRectF(0, 0, self._small.width(text) + 6, self._small.height - 2)
        plate.moveCenter(place.center())
        if text:
            painter.fillRect(plate, theme.surface)
            painter.setPen(theme.ink)
            self._small.centre(painter, plate, text)

    def _hollow(self, painter: QPainter, block: PlacedBlock, centres: tuple[Point, ...]) -> None:
        """Units that wait: empty, with a dash."""
        theme, width, height = self.look.theme, block.width, block.height
        stamp = self._stamps.rounded(
            width, height, self._corner(block), theme.surface, theme.ink_faint
        )
        painter.setPen(theme.ink_faint)
        half = self._small.width(paint.NOT_COMPUTED) / 2
        fall = self._small.baseline(QRectF(0, 0, 0, height))
        for x, y in centres:
            painter.drawPixmap(QPointF(x - width / 2, y - height / 2), stamp)
            left = x + block.square / 2 - half
            self._small.at(painter, left, y - height / 2 + fall, paint.NOT_COMPUTED)

    @staticmethod
    def _waiting(block: PlacedBlock, scene: Scene) -> int | None:
        """The unit of a block whose number is not added up yet."""
        spot = scene.waiting
        inside = spot is not None and spot.part is LayerPart.UNIT and spot.block == block.name
        return spot.unit if spot is not None and inside else None

    def _figure(self, value: float, room: float, most: float = 0.0) -> tuple[str, float]:
        """A number inside a unit and its width: four digits, fewer where there is no room, and one
        from rim to rim rather than none."""
        text, width = "", 0.0
        for text in (result(value), *(compact(value, digits=digits) for digits in (3, 2, 1))):
            width = self._small.width(text)
            if width <= room:
                return text, width
        return (text, width) if width <= most else ("", 0.0)

    def _picture(self, painter: QPainter, block: PlacedBlock, scene: Scene) -> None:
        """Units as the cells of a picture: grey for brightness, in two colours if there are
        signs."""
        theme, place = self.look.theme, _qt(block.rect)
        ratio = pixel_ratio(painter)
        numbers, shown = scene.numbers[block.name], scene.shown[block.name]
        if numbers is None or shown.array is None:
            for tile in range(block.tiles.shown):
                corner = _qt(block.tile(tile))
                painter.fillRect(corner, theme.surface)
                paint.frame(painter, corner, theme.line)
            painter.setPen(theme.ink_faint)
            self._small.centre(painter, place, paint.NOT_COMPUTED)
            return
        key = (shown.array, scene.row, shown.gradient, self._limit_of(block.name, scene))
        known = self._tiles.get(block.name)
        if known is None or known[0] is not key[0] or known[1:4] != key[1:] or known[4] != ratio:
            pixmap = QPixmap(math.ceil(place.width() * ratio), math.ceil(place.height() * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(theme.surface)
            with QPainter(pixmap) as inner:
                inner.translate(-place.topLeft())
                self._paint_tiles(inner, block, numbers, scene)
            known = self._tiles[block.name] = (*key, ratio, pixmap)
        painter.drawPixmap(place.topLeft(), known[5])
        waiting = self._waiting(block, scene)
        if waiting is not None:
            painter.fillRect(_qt(block.unit(waiting)), theme.surface)

    def _paint_tiles(
        self, painter: QPainter, block: PlacedBlock, numbers: Array, scene: Scene
    ) -> None:
        """The cells of a picture, or of all that have room."""
        theme, shown = self.look.theme, scene.shown[block.name]
        assert shown.array is not None  # noqa: S101  there are numbers
        signed = shown.gradient or block.name != INPUT or self._has_signs(shown.array)
        scale: ColourScale = self._scale if signed else grey(theme)
        limit = self._limit_of(block.name, scene)
        size = block.rows * block.columns
        edge_colour = mix(theme.line, theme.ink, 0.2)
        for tile in range(block.tiles.shown):
            part = numbers[tile * size : (tile + 1) * size]
            missing = size - len(part)
            cells = np.concatenate([part, np.zeros(missing, part.dtype)]) if missing else part
            corner = _qt(block.tile(tile))
            image = to_image(cells.reshape(block.rows, -1), limit, scale)
            painter.drawImage(corner, image)
            if missing:
                wide = missing * block.width
                painter.fillRect(
                    QRectF(corner.right() - wide, corner.bottom() - block.height, wide,
                           block.height), theme.surface)  # fmt: skip
            paint.frame(painter, corner, edge_colour)

    def _limit_of(self, name: str, scene: Scene) -> float:
        """The number that has the full colour in a block in the whole run. A cell has it in common
        with the same cell of the other time steps, so that what fades with time is seen to fade."""
        shown = scene.shown[name]
        largest = self._largest(name, shown.array)
        for other in self.wiring.same_cells.get(name, ()):
            there = scene.shown[other]
            if there.gradient == shown.gradient:
                largest = max(largest, self._largest(other, there.array))
        return _steady(self._scales.reach(shown.name, largest))

    def _largest(self, name: str, array: Array | None) -> float:
        """The largest number of what a block shows; looked for once in each array."""
        known = self._limits.get(name)
        if known is None or known[0] is not array:
            known = self._limits[name] = (array, 0.0 if array is None else limit_of(array))
        return known[1]

    def _has_signs(self, array: Array) -> bool:
        known = self._signs.get(INPUT)
        if known is None or known[0] is not array:
            known = self._signs[INPUT] = (array, bool((array < 0).any()))
        return known[1]

    def _bars(self, painter: QPainter, scene: Scene) -> None:
        """The share of each class as a bar, its number in front of it."""
        if not self.layout.bars:
            return
        theme, numbers = self.look.theme, scene.numbers[self.wiring.output]
        shares = scene.shown[self.wiring.output].name.endswith(".a") and not scene.gradient
        for unit, rect in enumerate(self.layout.bars):
            place = _qt(rect)
            painter.setPen(theme.ink_soft)
            self._small.left(painter, place, str(unit))
            place.setLeft(place.left() + self.look.metrics.px(16))
            painter.fillRect(place, theme.raised)
            if shares and numbers is not None:
                share = float(numbers[unit])
                if math.isfinite(share):
                    place.setWidth(min(1.0, max(0.0, share)) * place.width())
                    painter.fillRect(place, theme.ink_soft)

    def _biased(self) -> Iterator[tuple[str, tuple[tuple[tuple[float, float], ...], float]]]:
        """Block → where its bias stands, at the upper left of each unit, and how large; only where
        there is room."""
        for name, block in self.layout.blocks.items():
            size = max(2.0, min(float(self.look.metrics.px(4)), math.floor(block.height / 5)))
            if name in self.wiring.biased and not block.picture and block.height >= 10.0:
                aside = 0.15 * size if block.square else 0.3 * block.height
                off = block.width / 2 - aside, block.height / 2 - 0.15 * size
                places = (
                    (round(x - off[0]) + 0.5, round(y - off[1]) + 0.5) for x, y in block.points
                )
                yield name, (tuple(places), size)

    def _biases(self, painter: QPainter, scene: Scene) -> None:
        """The bias of each unit as a dot in the colour of its number."""
        surface = self.look.theme.surface
        for block, (places, size) in self._bias_places.items():
            array = scene.biases[block].array
            if array is None:
                continue
            limit, wide = limit_above(self._bias_reach(block, scene)), 2.0 * size + 1.0
            for (x, y), value in zip(places, array.tolist(), strict=True):
                colour = self._scale.stroke(value, limit) if value else self._no_bias
                stamp = self._stamps.rounded(wide, wide, wide / 2, colour, surface)
                painter.drawPixmap(QPointF(x - wide / 2, y - wide / 2), stamp)

    def _bias_reach(self, block: str, scene: Scene) -> float:
        """How far the colours of a block's bias reach."""
        bias = scene.biases[block]
        return self._scales.reach(bias.name, 0.0 if bias.array is None else limit_of(bias.array))

    def _edge_numbers(self, painter: QPainter, scene: Scene, hovered: NetworkSpot | None) -> None:
        """Write their numbers on the weights in focus, made from, and pointed at."""
        sources = [
            spot
            for spot in scene.sources
            if spot.part is LayerPart.WEIGHT and self._is_placed(spot)
        ]
        spots = sources if len(sources) <= MAX_LABEL_COUNT else []
        fan_out = len({spot.start for spot in sources}) < len({spot.unit for spot in sources})
        places = dict.fromkeys(spots, 0.7 if fan_out else 0.3)
        for spot in (scene.focus, hovered):
            if spot is not None and spot.part is LayerPart.WEIGHT and self._is_placed(spot):
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

    def place_of(self, spot: NetworkSpot) -> QRect:
        """The place at which the number of a spot stands, or would stand."""
        label = next((place for place, known in self.labels if known == spot), None)
        if label is not None:
            return label.toRect()
        if spot.part is LayerPart.WEIGHT:
            x, y = along(self.segment(spot.block, spot.start, spot.unit), 0.5)
            return QRect(round(x), round(y), 1, 1)
        block = self.layout.blocks.get(spot.block)
        return QRect() if block is None else _qt(block.unit(spot.unit)).toRect()

    def _anchor(self, spot: NetworkSpot) -> tuple[float, float]:
        """The point under which the line about a spot stands."""
        if spot.part is LayerPart.WEIGHT:
            x, y = along(self.segment(spot.block, spot.start, spot.unit), 0.5)
            return x, y + self._small.height / 2
        place = self.layout.blocks[spot.block].unit(spot.unit)
        return place.middle[0], place.bottom


def _steady(largest: float) -> float:
    """The number that has the full colour: the largest, rounded up to a power of two.

    So the colours stay still while the numbers move a little.
    """
    if largest <= 0.0 or not math.isfinite(largest):
        return 1.0
    return float(2.0 ** math.ceil(math.log2(largest)))


def _qt(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
