"""The lines of a network: the weights, coloured by their sign and as thick as they are large, and
the ways without a weight.

A line is laid once and kept; what lies before it is painted by whoever asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.kit.colours import diverging, limit_of
from ui.kit.geometry.limits import limit_above
from ui.kit.look import Look
from ui.kit.run_scales import RunScales
from ui.kit.tint import mix
from ui.panels.network.geometry import LOSS, LOSSES, TARGET, NetworkLayout, PlacedBlock, Point, edge
from ui.panels.network.scene import MAX_SORTED_WEIGHT_COUNT, Edges
from ui.panels.network.wiring import Array, Shown, Wiring

__all__ = ["QUIET_BUNDLE_EDGE_COUNT", "NetworkLines"]

Codes = NDArray[np.int64]

LEVEL_COUNT: Final = 8
"""Thicknesses that an edge can have."""
QUIET_LEVEL: Final = 6
"""In a bundle of many edges those up to this level are one pixel wide."""
MIN_EDGE_PIXELS, MAX_EDGE_PIXELS = 0.8, 4.0
QUIET_BUNDLE_EDGE_COUNT: Final = 100
"""Bundles of more edges are drawn more quietly."""


class NetworkLines:
    """The lines of a layout in one look."""

    def __init__(
        self, wiring: Wiring, layout: NetworkLayout, look: Look, scales: RunScales
    ) -> None:
        self.wiring = wiring
        self._scales = scales
        self.layout = layout
        self.look = look
        self.plain = mix(look.theme.line, look.theme.ink, 0.12)
        """The colour of a way without a weight."""
        self._scale = diverging(look.theme)
        self._lines: dict[str, dict[tuple[int, int], QLineF]] = {}
        self._largest: dict[str, tuple[Array, Edges, float]] = {}
        """Weights → how far those of these edges lie from zero."""
        self._kept: dict[str, tuple[Edges, list[QLineF]]] = {}
        self._pens = {many: self._pens_of(many) for many in (False, True)}

    def width(self, edges: Edges, weights: Shown) -> float:
        """The width of the first of some edges, in pixels."""
        if weights.array is None:
            return 1.0
        pens = self._pens[edges.of > QUIET_BUNDLE_EDGE_COUNT]
        return pens[int(self._codes(edges, weights.name, weights.array)[0])].widthF()

    def paint_plain(self, painter: QPainter) -> None:
        """The ways without a weight: sums, flattening, from the outputs to the loss."""
        painter.setPen(QPen(self.plain, 1.0))
        painter.drawLines(list(self._plain_lines()))
        ways = (route.points for route in self.layout.routes)
        for points in (*ways, *self.ways_to_the_loss()):
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def _plain_lines(self) -> Iterator[QLineF]:
        blocks = self.layout.blocks
        for name in blocks:
            layer = self.wiring.layers.get(name)
            if layer is None:
                continue
            jumped = {route.start for route in self.layout.routes if route.end == name}
            for read in dict.fromkeys(layer.inputs if name not in self.layout.steps else ()):
                if read not in blocks:
                    yield self._stub(blocks[name])
                elif self.wiring.weights(name) is None and read not in jumped:
                    yield from _straight(blocks[read], blocks[name])

    def _stub(self, block: PlacedBlock) -> QLineF:
        """The end of a way from a block that is not in sight."""
        x, y = block.rect.x, block.rect.middle[1]
        return QLineF(x - self.look.metrics.px(14), y, x - 2, y)

    def ways_to_the_loss(self) -> Iterator[tuple[Point, ...]]:
        """From each output past its target, and from each target, to the losses; from these to the
        loss of all."""
        blocks = self.layout.blocks
        output, target = blocks.get(self.wiring.output), blocks.get(TARGET)
        losses, loss = blocks.get(LOSSES), blocks.get(LOSS)
        if losses is not None and loss is not None:
            x = losses.rect.middle[0]
            yield (x, losses.rect.bottom), (x, loss.rect.y)
        end = losses or loss
        if end is None or output is None or TARGET not in self.layout.blocks:
            if end is not None and output is not None:
                yield (output.rect.right, output.rect.middle[1]), (end.rect.x, end.rect.middle[1])
            return
        assert target is not None  # noqa: S101  it is among the blocks
        apart = end.height / 6
        upper, lower = end.rect.middle[1] - apart, end.rect.middle[1] + apart
        many = output.picture or target.count != output.count
        for unit in range(1 if many else output.count):
            place = output.rect if many else output.unit(unit)
            aim = target.rect if many else target.unit(unit)
            middle = place.middle[1]
            above = min(place.y, aim.y) - self.look.metrics.px(3)
            past = target.rect.right + self.look.metrics.px(4)
            start = place.right + (aim.x - place.right) / 2 if not self.layout.bars else place.right
            yield (place.right, middle), (start, above), (past, above), (end.rect.x, upper)
            yield (aim.right, aim.middle[1]), (end.rect.x, lower)

    def paint(
        self,
        painter: QPainter,
        block: str,
        edges: Edges,
        weights: Shown,
        *,
        keep: bool = False,
    ) -> None:
        """The weights into a block: colour for the sign, thickness for the size. ``keep`` what will
        be painted again."""
        if weights.array is None:
            painter.setPen(QPen(self.look.theme.line, 1.0))
            painter.drawLines([self.line(block, pair) for pair in edges.pairs])
            return
        pens = self._pens[edges.of > QUIET_BUNDLE_EDGE_COUNT]
        codes = self._codes(edges, weights.name, weights.array)
        lines = self._lines_of(block, edges, keep)
        order = np.argsort(codes, kind="stable")
        ordered = [lines[place] for place in order.tolist()]
        begin = 0
        for code, count in enumerate(np.bincount(codes).tolist()):
            if count:
                painter.setPen(pens[code])
                painter.drawLines(ordered[begin : begin + count])
                begin += count

    def reach(self, edges: Edges, weights: Shown) -> float:
        """How far the lines of some weights reach from zero in this run; 0 before there are any."""
        array = weights.array
        return 0.0 if array is None else self._reach(edges, weights.name, array)

    def _reach(self, edges: Edges, name: str, weights: Array) -> float:
        """Of very many weights those count that are drawn."""
        known = self._largest.get(name)
        if known is None or known[0] is not weights or known[1] is not edges:
            drawn = weights if weights.size <= MAX_SORTED_WEIGHT_COUNT else weights[edges.index]
            known = self._largest[name] = weights, edges, limit_of(drawn)
        return self._scales.reach(name, known[2])

    def _codes(self, edges: Edges, name: str, weights: Array) -> Codes:
        """For each edge the number of its pen: 0 for zero, then thicker and thicker, positive and
        negative in turns, the last for what is not finite."""
        limit = limit_above(self._reach(edges, name, weights)) or 1.0
        with np.errstate(invalid="ignore", over="ignore"):
            share = weights[edges.index] / limit
            size = np.ceil(np.minimum(np.abs(share), 1.0) * LEVEL_COUNT)
            codes = np.maximum(2 * size - (share > 0.0), 0)
        return np.where(np.isfinite(share), codes, 2 * LEVEL_COUNT + 1).astype(np.int64)

    def _lines_of(self, block: str, edges: Edges, keep: bool) -> list[QLineF]:
        """The lines of some edges, in their order; kept as long as the edges are the same."""
        known = self._kept.get(block)
        if known is not None and known[0] is edges:
            return known[1]
        lines = [self.line(block, pair) for pair in edges.pairs]
        if keep:
            self._kept[block] = edges, lines
        return lines

    def _pens_of(self, many: bool) -> list[QPen]:
        """A pen for each of the codes of ``_codes``.

        Of many edges most are thin: lines up to one pixel wide are drawn ten times as quickly.
        """
        theme, factor = self.look.theme, self.look.metrics.factor
        pens = [QPen(theme.line, 1.0)]
        for level in range(1, LEVEL_COUNT + 1):
            share = level / LEVEL_COUNT
            width = factor * (
                MIN_EDGE_PIXELS
                + (MAX_EDGE_PIXELS - MIN_EDGE_PIXELS) * (level - 1) / (LEVEL_COUNT - 1)
            )
            if many:
                share, width = 0.8 * share, 1.0 if level <= QUIET_LEVEL else 1.8 * factor
            pens.extend(QPen(self._scale.stroke(each, 1.0), width) for each in (share, -share))
        pens.append(QPen(theme.not_finite, 2.0 * factor))
        for pen in pens:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pens

    def line(self, block: str, pair: tuple[int, int]) -> QLineF:
        """The line of one weight."""
        lines = self._lines.setdefault(block, {})
        if pair not in lines:
            start = self.layout.blocks[self.wiring.layers[block].inputs[0]]
            lines[pair] = QLineF(*edge(start, pair[0], self.layout.blocks[block], pair[1]))
        return lines[pair]


def _straight(start: PlacedBlock, end: PlacedBlock) -> Iterator[QLineF]:
    """Unit by unit where both have as many, else from the middle of one block to the other's."""
    if start.count == end.count and not start.picture and not end.picture:
        for unit in range(end.count):
            yield QLineF(*edge(start, unit, end, unit))
        return
    yield QLineF(start.rect.right, start.rect.middle[1], end.rect.x, end.rect.middle[1])
