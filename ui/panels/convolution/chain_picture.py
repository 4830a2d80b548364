"""The drawing of a chain of layers: rows of cells with the fan between them, and the box on the
input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.colours import diverging, limit_of
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from ui.kit.geometry.limits import limit_above
from ui.kit.heat_map import HeatMap, rect
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.convolution import chain_words
from ui.panels.convolution.chain_geometry import ChainLayout, PlacedRow
from ui.panels.convolution.chain_scene import ChainScene, ChainSpot
from ui.panels.convolution.scene import ConvolutionScene
from visualnn.network import INPUT

__all__ = ["ChainPicture"]

Array = NDArray[np.floating]

LEAST_CELL_PIXELS = 3.0
"""Pixels of a cell from which on each is drawn; of smaller ones the row alone."""
FAN_SHARE, SEEN_SHARE = 0.07, 0.3
"""How much ink is in the fan, and in the cells that the chosen one is made from."""


class ChainPicture:
    """Paints a chain; it keeps the pictures of its numbers."""

    def __init__(self) -> None:
        self._maps = (HeatMap(), HeatMap())

    def paint(
        self,
        painter: QPainter,
        chain: ChainScene,
        scene: ConvolutionScene,
        places: ChainLayout,
        spot: ChainSpot,
        look: Look,
    ) -> None:
        """Paint the fan, the rows over it, and the two pictures."""
        _paint_fan(painter, places, look)
        for n, placed in enumerate(places.rows):
            _paint_row(painter, placed, look, chosen=n == 0, pointed=spot.cell if n == 0 else None)
        limits = self.limits(chain, scene)
        for n, array in enumerate(_arrays(chain, scene)):
            write = paint.writer(look.metrics, Text.SMALL)
            painter.setFont(write.font)
            painter.setPen(look.theme.ink_soft)
            texts = chain_words.labels(chain, scene, n == 1)
            room = places.labels[n].width
            text = next((t for t in texts if write.width(t) <= room), texts[-1])
            write.left(painter, rect(places.labels[n]), text)
            grid = places.pictures[n]
            table, scale = chain.table(scene, of_batch=n == 0), diverging(look.theme)
            self._maps[n].paint(painter, look, grid, table, array, scale, limits[n])
            _paint_box(painter, chain, scene, grid, look)
            if spot.pixel is not None:
                _frame(painter, grid.cell(*spot.pixel), look, look.theme.ink)

    def limits(self, chain: ChainScene, scene: ConvolutionScene) -> tuple[float, ...]:
        """How far from zero the colours of the two pictures reach in the whole run."""
        return tuple(
            0.0 if array is None else limit_above(scene.reach(f"chain {n}", limit_of(array)))
            for n, array in enumerate(_arrays(chain, scene))
        )


def _arrays(chain: ChainScene, scene: ConvolutionScene) -> tuple[Array | None, Array | None]:
    """The input of the network, and how often each of its cells is read."""
    return scene.found.values.get(scene.found.prefix + INPUT), chain.counts(scene)


def _paint_fan(painter: QPainter, places: ChainLayout, look: Look) -> None:
    """From the cells of each row that the chosen one is made from to those of the row below."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(look.theme.surface, look.theme.ink, FAN_SHARE))
    for upper, lower in zip(places.rows, places.rows[1:], strict=False):
        if upper.row.seen is None or lower.row.seen is None:
            continue
        top = upper.box(upper.row.seen.first, upper.row.seen.last)
        end = lower.box(lower.row.seen.first, lower.row.seen.last)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(top.left, top.bottom),
                    QPointF(top.right, top.bottom),
                    QPointF(end.right, end.top),
                    QPointF(end.left, end.top),
                ]
            )
        )
    painter.restore()


def _paint_row(
    painter: QPainter, placed: PlacedRow, look: Look, *, chosen: bool, pointed: int | None
) -> None:
    theme, row = look.theme, placed.row
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(theme.ink if chosen else theme.ink_soft)
    write.left(painter, rect(placed.label), f"{row.layer} · {row.length}")
    painter.fillRect(rect(placed.box(0, row.length - 1)), theme.window)
    if row.seen is not None:
        inside = sorted(row.seen.inside)
        for first, last in _runs(inside):
            painter.fillRect(
                rect(placed.box(first, last)), mix(theme.surface, theme.ink, SEEN_SHARE)
            )
    hatch = QBrush(mix(theme.line, theme.ink, 0.45), Qt.BrushStyle.BDiagPattern)
    for place in row.left_over:
        painter.fillRect(rect(placed.box(place, place)), hatch)
    whole = placed.box(0, row.length - 1)
    if placed.cell >= LEAST_CELL_PIXELS:
        paint.rules(painter, rect(whole), 1, row.length, theme.line)
    else:
        paint.frame(painter, rect(whole), theme.line)
    _paint_padding(painter, placed, look)
    if chosen and row.seen is not None:
        _frame(painter, placed.box(row.seen.first, row.seen.last), look, theme.accent)
    if pointed is not None:
        _frame(painter, placed.box(pointed, pointed), look, theme.ink)


def _paint_padding(painter: QPainter, placed: PlacedRow, look: Look) -> None:
    """The places around a row: hollow and dotted."""
    row = placed.row
    ends = ((-row.before, -1), (row.length, row.length - 1 + row.after))
    painter.save()
    painter.setPen(QPen(look.theme.line, 1, Qt.PenStyle.DotLine))
    for first, last in ends:
        if last < first:
            continue
        if placed.cell >= LEAST_CELL_PIXELS:
            for place in range(first, last + 1):
                painter.drawRect(rect(placed.box(place, place)))
        else:
            painter.drawRect(rect(placed.box(first, last)))
    painter.restore()


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring places from the first to the last."""
    begin = before = None
    for place in places:
        if before is None or place != before + 1:
            if begin is not None and before is not None:
                yield begin, before
            begin = place
        before = place
    if begin is not None and before is not None:
        yield begin, before


def _paint_box(
    painter: QPainter, chain: ChainScene, scene: ConvolutionScene, grid: Grid, look: Look
) -> None:
    """The box of the cell on a picture, as far as it lies on it."""
    found = chain.box(scene)
    if found is None:
        return
    (top, bottom), (left, right) = found
    top, bottom = max(top, 0), min(bottom, grid.rows - 1)
    left, right = max(left, 0), min(right, grid.columns - 1)
    if top <= bottom and left <= right:
        _frame(painter, grid.block(top, left, bottom, right), look, look.theme.accent)


def _frame(painter: QPainter, box: Box, look: Look, colour: object) -> None:
    ring = look.metrics.ring
    place = QRectF(rect(box)).adjusted(0, 0, 1, 1)
    for n in range(ring):
        paint.frame(painter, place.adjusted(-n, -n, n, n), colour)  # type: ignore[arg-type]
    paint.frame(painter, place.adjusted(-ring, -ring, ring, ring), look.theme.surface)
