"""The units of a network as they are painted: their numbers, pictures, bars, squares and biases."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPixmap

from ui.kit import paint
from ui.kit.colours import ColourScale, diverging, grey, limit_of, to_image
from ui.kit.geometry.limits import limit_above
from ui.kit.look import Look
from ui.kit.output import pixel_ratio
from ui.kit.run_scales import RunScales
from ui.kit.stamps import Stamps
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.network.geometry import TARGET, NetworkLayout, PlacedBlock, Point, Rect
from ui.panels.network.scene import Scene
from ui.panels.network.squares import UnitSquares
from ui.panels.network.wiring import Array, LayerPart, NetworkSpot, Wiring
from visualnn.figures import compact, result
from visualnn.network import INPUT

__all__ = ["UnitsPicture", "rect_of"]


class UnitsPicture:
    """Paints the units of all blocks of a layout."""

    def __init__(
        self,
        wiring: Wiring,
        layout: NetworkLayout,
        look: Look,
        scales: RunScales,
        squares: UnitSquares | None,
    ) -> None:
        self.wiring, self.layout, self.look = wiring, layout, look
        self._scales, self._squares = scales, squares
        self._small = paint.writer(look.metrics, Text.SMALL)
        self._scale = diverging(look.theme)
        self.stamps = Stamps(1.0)
        self.bias_places = dict(self._biased())
        """Block → where the biases of its units stand, and how large they are."""
        self._no_bias = mix(look.theme.surface, look.theme.ink_soft, 0.7)
        self._limits: dict[str, tuple[Array | None, float]] = {}
        self._tiles: dict[str, tuple[Array | None, int, bool, float, float, QPixmap]] = {}
        """Pictures as they were painted last: of what array, row and side, up to which number, and
        how finely."""
        self._signs: dict[str, tuple[Array, bool]] = {}

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the units of every block, and what belongs to them."""
        ratio = pixel_ratio(painter)
        if self.stamps.ratio != ratio:
            self.stamps = Stamps(ratio)
        painter.setFont(self._small.font)
        for block in self.layout.blocks.values():
            if block.picture:
                self.paint_picture(painter, block, scene)
            else:
                self.paint_units(painter, block, scene)
        self.paint_squares(painter, scene)
        self.paint_bars(painter, scene)
        self.paint_biases(painter, scene)

    def measure(self, scene: Scene) -> None:
        """Have the colours reach as far as the numbers of a scene do."""
        for name in self.layout.blocks:
            if scene.shown[name].array is not None:
                self.full_colour(name, scene)
        for block in self.bias_places:
            self.bias_reach(block, scene)

    def bias_at(self, x: float, y: float) -> NetworkSpot | None:
        """The bias that is drawn at a point."""
        for block, (places, size) in self.bias_places.items():
            for unit, (centre_x, centre_y) in enumerate(places):
                if math.hypot(x - centre_x, y - centre_y) <= size + 1.5:
                    return NetworkSpot(LayerPart.BIAS, block, unit)
        return None

    def corner(self, block: PlacedBlock) -> float:
        angular = block.name == TARGET or block.square
        return self.look.metrics.px(4) if angular else block.height / 2

    def paint_units(self, painter: QPainter, block: PlacedBlock, scene: Scene) -> None:
        """Units as pills with their numbers, or as dots."""
        theme, numbers = self.look.theme, scene.numbers[block.name]
        corner, scale, write = self.corner(block), self._scale, self._small
        width, height = block.width, block.height
        fall = write.baseline(QRectF(0, 0, 0, height))
        if numbers is None:
            self._hollow(painter, block, block.centres)
            return
        waiting = self._waiting(block, scene)
        shown = scene.shown[block.name]
        limit = self.full_colour(block.name, scene)
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
            stamp = self.stamps.rounded(width, height, corner, fill, edge_colour)
            painter.drawPixmap(QPointF(x - width / 2, top), stamp)
            text, wide = self._figure(value, room, most) if written else ("", 0.0)
            if not entry:
                place = rect_of(block.unit(unit)).adjusted(block.square, 0, 0, 0)
                self._paint_not_finite(painter, place, corner, text)
                continue
            if text:
                painter.setPen(scale.inks[entry])
                write.at(painter, x + (block.square - wide) / 2, top + fall, text)
            elif signed:
                paint.sign(painter, rect_of(block.unit(unit)), value, scale.inks[entry])
        if waiting is not None:
            self._hollow(painter, block, (block.centres[waiting],))

    def square_of(self, spot: NetworkSpot) -> QRectF | None:
        """The place of the square at a unit; None where there is none."""
        block = self.layout.blocks.get(spot.block)
        if block is None or not block.square or spot.part is not LayerPart.UNIT:
            return None
        place = block.unit(spot.unit)
        return QRectF(place.x, place.y, block.square, place.height).adjusted(1, 1, -1, -1)

    def paint_squares(self, painter: QPainter, scene: Scene) -> None:
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
        stamp = self.stamps.rounded(
            width, height, self.corner(block), theme.surface, theme.ink_faint
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

    def paint_picture(self, painter: QPainter, block: PlacedBlock, scene: Scene) -> None:
        """Units as the cells of a picture: grey for brightness, in two colours if there are
        signs."""
        theme, place = self.look.theme, rect_of(block.rect)
        ratio = pixel_ratio(painter)
        numbers, shown = scene.numbers[block.name], scene.shown[block.name]
        if numbers is None or shown.array is None:
            for tile in range(block.tiles.shown):
                corner = rect_of(block.tile(tile))
                painter.fillRect(corner, theme.surface)
                paint.frame(painter, corner, theme.line)
            painter.setPen(theme.ink_faint)
            self._small.centre(painter, place, paint.NOT_COMPUTED)
            return
        key = (shown.array, scene.row, shown.gradient, self.full_colour(block.name, scene))
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
            painter.fillRect(rect_of(block.unit(waiting)), theme.surface)

    def _paint_tiles(
        self, painter: QPainter, block: PlacedBlock, numbers: Array, scene: Scene
    ) -> None:
        """The cells of a picture, or of all that have room."""
        theme, shown = self.look.theme, scene.shown[block.name]
        assert shown.array is not None  # noqa: S101  there are numbers
        signed = shown.gradient or block.name != INPUT or self._has_signs(shown.array)
        scale: ColourScale = self._scale if signed else grey(theme)
        limit = self.full_colour(block.name, scene)
        size = block.rows * block.columns
        edge_colour = mix(theme.line, theme.ink, 0.2)
        for tile in range(block.tiles.shown):
            part = numbers[tile * size : (tile + 1) * size]
            missing = size - len(part)
            cells = np.concatenate([part, np.zeros(missing, part.dtype)]) if missing else part
            corner = rect_of(block.tile(tile))
            image = to_image(cells.reshape(block.rows, -1), limit, scale)
            painter.drawImage(corner, image)
            if missing:
                wide = missing * block.width
                painter.fillRect(
                    QRectF(corner.right() - wide, corner.bottom() - block.height, wide,
                           block.height), theme.surface)  # fmt: skip
            paint.frame(painter, corner, edge_colour)

    def full_colour(self, name: str, scene: Scene) -> float:
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

    def paint_bars(self, painter: QPainter, scene: Scene) -> None:
        """The share of each class as a bar, its number in front of it."""
        if not self.layout.bars:
            return
        theme, numbers = self.look.theme, scene.numbers[self.wiring.output]
        shares = scene.shown[self.wiring.output].name.endswith(".a") and not scene.gradient
        for unit, rect in enumerate(self.layout.bars):
            place = rect_of(rect)
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

    def paint_biases(self, painter: QPainter, scene: Scene) -> None:
        """The bias of each unit as a dot in the colour of its number."""
        surface = self.look.theme.surface
        for block, (places, size) in self.bias_places.items():
            array = scene.biases[block].array
            if array is None:
                continue
            limit, wide = limit_above(self.bias_reach(block, scene)), 2.0 * size + 1.0
            for (x, y), value in zip(places, array.tolist(), strict=True):
                colour = self._scale.stroke(value, limit) if value else self._no_bias
                stamp = self.stamps.rounded(wide, wide, wide / 2, colour, surface)
                painter.drawPixmap(QPointF(x - wide / 2, y - wide / 2), stamp)

    def bias_reach(self, block: str, scene: Scene) -> float:
        """How far the colours of a block's bias reach."""
        bias = scene.biases[block]
        return self._scales.reach(bias.name, 0.0 if bias.array is None else limit_of(bias.array))


def _steady(largest: float) -> float:
    """The number that has the full colour: the largest, rounded up to a power of two.

    So the colours stay still while the numbers move a little.
    """
    if largest <= 0.0 or not math.isfinite(largest):
        return 1.0
    return float(2.0 ** math.ceil(math.log2(largest)))


def rect_of(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
