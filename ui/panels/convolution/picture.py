"""The drawing of the convolution: grids with their padding, the windows on their edges, the window
and the cell that are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QRegion

from ui.kit import paint
from ui.kit.colours import diverging
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from ui.kit.heat_map import HeatMap, rect
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.convolution import words
from ui.panels.convolution.geometry import (
    TICK_PIXELS,
    ConvolutionLayout,
    GridShape,
    PlacedGrid,
    Ring,
)
from ui.panels.convolution.scene import SIDE, ConvolutionScene, GridName, GridSpot
from visualnn.expr import Index
from visualnn.views.window_numbers import TapNumbers

__all__ = [
    "ConvolutionPicture",
    "cell_of",
    "hatched_boxes",
    "ring_of",
    "shapes_of",
    "tick_boxes",
    "touched_cells",
]

LEAST_TICK_PIXELS = 3.0
"""Pixels between two marks of windows, below which they would be one line."""
LEAST_FRAMED_PIXELS = 5.0
"""Pixels of a cell that gets a frame of its own; of smaller ones all together get one."""
MARKED_CELL_COUNT = 160
"""Cells that are framed one by one; more are framed together."""
TEXT_CELL_PIXELS = 13.0
"""Pixels of a cell of padding that gets its 0."""

Cells = list[tuple[int, int]]


def cell_of(place: Index) -> tuple[int, int]:
    """Row and column of a place; a sequence is one row."""
    row, column = (0, *place)[-2:]
    return row, column


def shapes_of(scene: ConvolutionScene) -> dict[str, GridShape]:
    """How many cells each grid has."""
    at = scene.at
    found: dict[str, GridShape] = {}
    for grid in scene.grids:
        table = scene.table(grid)
        row = scene.found.source[1] - scene.joined[0] if scene.is_mixture else 0
        taps = grid in ("window", "kernel", "products")
        pages = scene.is_mixture and taps
        side = SIDE.get(grid)
        ringed = side == ("output" if at.is_transposed else "input")
        ring = ring_of(scene) if ringed else Ring()
        found[grid] = GridShape(table.rows, table.columns, ring, row if pages else 0, pages)
    return found


def ring_of(scene: ConvolutionScene) -> Ring:
    """The padding around the side that the windows lie on."""
    along = scene.windows
    ends = [(-axis.first, axis.end - axis.axis.length) for axis in along]
    (top, bottom), (left, right) = ((0, 0), *ends)[-2:]
    return Ring(top, left, bottom, right)


def touched_cells(scene: ConvolutionScene, grid: GridName) -> Cells:
    """The cells of a grid that belong to what is looked at: the window and the cell, the number of
    the input and the gradients that reach it, the weight and all places that it touched."""
    found, side = scene.found, SIDE.get(grid)
    subject = scene.subject if scene.backward else "output"
    if side == "output":
        if subject == "input":
            return _inside(scene.back.places, scene.at.lengths)
        if subject == "weight":
            return _crossed(scene.touched_by_weight("output"))
        return [cell_of(found.cell[2:])]
    if side == "input":
        if subject == "input":
            return [cell_of(found.source[2:])]
        if subject == "weight":
            return _crossed(scene.touched_by_weight("input"))
        return _all(scene.taps.places, scene.taps.met)
    return _tap_cells(scene, grid)


def _tap_cells(scene: ConvolutionScene, grid: GridName) -> Cells:
    """The cells of a grid of taps that are looked at."""
    spot, weight = scene.spot, scene.found.weight
    if grid == "products" and scene.backward and scene.subject == "weight":
        return []
    if scene.is_mixture:
        return [(scene.found.source[1] - scene.joined[0], 0)]
    if spot is not None and spot.grid in ("window", "kernel", "products", "d.kernel"):
        return [cell_of(spot.place)]
    if weight is not None and weight[0] == "W" and scene.subject == "weight":
        return [cell_of(weight[1][2:])]
    if spot is not None and SIDE.get(spot.grid) == "input" and not scene.backward:
        return [
            cell_of(tap)
            for tap in np.ndindex(*scene.taps.inside.shape)
            if scene.taps.met[tap] and scene.taps.place(tap) == spot.place
        ]
    if scene.backward and scene.subject == "input":
        return [cell_of(tap) for tap in np.ndindex(*scene.back.met.shape) if scene.back.inside[tap]]
    if scene.last_added is not None:
        return [cell_of(scene.last_added[1])]
    winner = scene.winner
    return [] if winner is None or grid == "products" else [cell_of(winner)]


def _all(places: tuple[Index, ...], met: np.ndarray) -> Cells:
    """The places of all taps that lead anywhere."""
    return [
        cell_of(tuple(along[k] for along, k in zip(places, tap, strict=True)))
        for tap in np.ndindex(*met.shape)
        if met[tap]
    ]


def _inside(places: tuple[Index, ...], lengths: Index) -> Cells:
    """Every place, inside, of which each coordinate is one of these."""
    kept = tuple(
        tuple(place for place in along if 0 <= place < n)
        for along, n in zip(places, lengths, strict=True)
    )
    return _crossed(kept)


def _crossed(places: tuple[Index, ...]) -> Cells:
    """Every cell of these places along the axes."""
    if not places:
        return []
    rows, columns = ((0,), *places)[-2:]
    return [(row, column) for row in rows for column in columns]


class ConvolutionPicture:
    """Paints the grids of a scene; each keeps the picture of its numbers."""

    def __init__(self) -> None:
        self._maps: dict[str, HeatMap] = {}

    def paint(
        self, painter: QPainter, scene: ConvolutionScene, places: ConvolutionLayout, look: Look
    ) -> None:
        """Paint every grid with its marks."""
        for grid in scene.grids:
            placed = places.grids[grid]
            self._label(painter, scene, grid, placed, look)
            self._numbers(painter, scene, grid, placed, look)
            if SIDE.get(grid) == ("output" if scene.at.is_transposed else "input"):
                _hatches(painter, scene, placed, look)
                _ticks(painter, scene, placed, look)
        for grid in scene.grids:
            _marks(painter, scene, grid, places.grids[grid], look)
        _signs_between(painter, scene, places, look)

    def _label(
        self,
        painter: QPainter,
        scene: ConvolutionScene,
        grid: GridName,
        placed: PlacedGrid,
        look: Look,
    ) -> None:
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(look.theme.ink_soft)
        texts = words.labels(scene, grid)
        text = next((t for t in texts if write.width(t) <= placed.label.width), texts[-1])
        write.left(painter, rect(placed.label), text)

    def _numbers(
        self,
        painter: QPainter,
        scene: ConvolutionScene,
        grid: GridName,
        placed: PlacedGrid,
        look: Look,
    ) -> None:
        array, table, limit = scene.array(grid), scene.table(grid), scene.limit(grid)
        scale = diverging(look.theme)
        _padding(painter, scene, grid, placed, look)
        filled = {"output": scene.filled, "products": scene.shown_products}.get(grid, table.size)
        whole = self._map(grid)
        if filled >= table.size or array is None:
            whole.paint(painter, look, placed.grid, table, array, scale, limit)
        else:
            waiting = self._map(f"{grid} waiting")
            waiting.paint(painter, look, placed.grid, table, None, scale, limit)
            if filled:
                painter.save()
                painter.setClipRegion(_first_cells(placed.grid, filled))
                whole.paint(painter, look, placed.grid, table, array, scale, limit)
                painter.restore()
        if grid in ("window", "kernel", "products"):
            _gaps(painter, scene, grid, placed, look)

    def _map(self, name: str) -> HeatMap:
        return self._maps.setdefault(name, HeatMap())


def _has_gaps(scene: ConvolutionScene, grid: GridName) -> bool:
    """Whether a grid of taps has cells without a number."""
    weight = grid == "kernel" and scene.at.filters
    return not weight and not bool(_numbers_of(scene).inside.all())


def _numbers_of(scene: ConvolutionScene) -> TapNumbers:
    """The numbers that the grids of taps show."""
    return scene.back if scene.backward and scene.subject == "input" else scene.taps


def _gaps(
    painter: QPainter, scene: ConvolutionScene, grid: GridName, placed: PlacedGrid, look: Look
) -> None:
    """Taps in the padding, and those that meet nothing: cells of padding."""
    if scene.is_mixture or not _has_gaps(scene, grid):
        return
    if grid == "products" and scene.backward and scene.subject == "weight":
        return
    inside = _numbers_of(scene).inside
    for tap in np.ndindex(*inside.shape):
        if not inside[tap]:
            _pad_cell(painter, scene, placed.grid.cell(*cell_of(tap)), look)


def _padding(
    painter: QPainter, scene: ConvolutionScene, grid: GridName, placed: PlacedGrid, look: Look
) -> None:
    """The ring around a grid."""
    ring = placed.ring
    if ring == Ring() or grid == "d.input":
        return
    for row, column in _ring_cells(placed):
        _pad_cell(painter, scene, placed.grid.cell(row, column), look)


def _ring_cells(placed: PlacedGrid) -> Iterator[tuple[int, int]]:
    """The cells of the ring; where they are too small to be told apart, none."""
    grid, ring = placed.grid, placed.ring
    if min(grid.cell_width, grid.cell_height) < 1.0:
        return
    for row in range(-ring.top, grid.rows + ring.bottom):
        for column in range(-ring.left, grid.columns + ring.right):
            if not (0 <= row < grid.rows and 0 <= column < grid.columns):
                yield row, column


def _pad_cell(painter: QPainter, scene: ConvolutionScene, box: Box, look: Look) -> None:
    """A cell of padding: hollow and dotted, with the 0 that a convolution counts there."""
    theme = look.theme
    painter.fillRect(rect(box).adjusted(1, 1, 0, 0), theme.window)
    if min(box.width, box.height) >= LEAST_FRAMED_PIXELS:
        painter.save()
        painter.setPen(QPen(theme.line, 1, Qt.PenStyle.DotLine))
        painter.drawRect(rect(box))
        painter.restore()
    if min(box.width, box.height) >= TEXT_CELL_PIXELS * look.metrics.factor and scene.at.filters:
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_faint)
        if not scene.at.is_transposed:
            write.centre(painter, rect(box), "0")


def _first_cells(grid: Grid, count: int) -> QRegion:
    """The region of the first so many cells in reading order."""
    rows, rest = divmod(count, grid.columns)
    region = QRegion()
    if rows:
        region += rect(grid.block(0, 0, rows - 1, grid.columns - 1)).toAlignedRect()
    if rest:
        region += rect(grid.block(rows, 0, rows, rest - 1)).toAlignedRect()
    return region


def _hatches(painter: QPainter, scene: ConvolutionScene, placed: PlacedGrid, look: Look) -> None:
    """Hatch the rows and columns that no window reaches."""
    brush = QBrush(mix(look.theme.line, look.theme.ink, 0.45), Qt.BrushStyle.BDiagPattern)
    for box in hatched_boxes(scene, placed):
        painter.fillRect(rect(box), brush)


def hatched_boxes(scene: ConvolutionScene, placed: PlacedGrid) -> list[Box]:
    """The rows and columns, padding included, at which no window has a tap."""
    outer, grid, along = placed.outer, placed.grid, scene.windows
    columns = [grid.block(0, place, 0, place) for place in along[-1].unreached]
    found = [Box(box.left, outer.top, box.width, outer.height) for box in columns]
    if len(along) > 1:
        rows = [grid.block(place, 0, place, 0) for place in along[0].unreached]
        found += [Box(outer.left, box.top, outer.width, box.height) for box in rows]
    return found


def _ticks(painter: QPainter, scene: ConvolutionScene, placed: PlacedGrid, look: Look) -> None:
    """Mark on the edges where each window begins, and strongly the taps of the one that is looked
    at."""
    theme, px = look.theme, look.metrics.factor
    for strong, colour in ((False, theme.ink_faint), (True, theme.ink)):
        for box in tick_boxes(scene, placed, px, taps=strong):
            painter.fillRect(rect(box), colour)


def tick_boxes(
    scene: ConvolutionScene, placed: PlacedGrid, factor: float, *, taps: bool
) -> list[Box]:
    """The marks on the upper and the left edge: the first tap of each window, or all `taps` of the
    one that is looked at. Where first taps lie closer than can be seen there are none."""
    grid, outer, along = placed.grid, placed.outer, scene.windows
    chosen = scene.found.source[2:] if scene.at.is_transposed else scene.found.cell[2:]
    length = (TICK_PIXELS - 2) * factor * (1.0 if taps else 0.6)
    found: list[Box] = []
    for n, axis in enumerate(along):
        across = n == len(along) - 1
        cell = grid.cell_width if across else grid.cell_height
        if not taps and cell * axis.axis.stride < LEAST_TICK_PIXELS:
            continue
        for place in axis.taps(chosen[n]) if taps else axis.starts:
            middle = grid.middle(place, across=across)
            if across:
                found.append(Box(middle, outer.top - 1 - length, 1, length))
            else:
                found.append(Box(outer.left - 1 - length, middle, length, 1))
    return found


def _marks(
    painter: QPainter, scene: ConvolutionScene, grid: GridName, placed: PlacedGrid, look: Look
) -> None:
    """Frames around what is looked at."""
    cells = [c for c in touched_cells(scene, grid) if placed.grid.shown(c[0], 0) or placed.ring
             != Ring()]  # fmt: skip
    shown = placed.grid
    colour = look.theme.ink if scene.spot is not None else look.theme.accent
    if cells:
        rows, columns = sorted({r for r, _ in cells}), sorted({c for _, c in cells})
        whole = shown.block(rows[0], columns[0], rows[-1], columns[-1])
        solid = len(cells) == (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
        small = min(shown.cell_width, shown.cell_height) < LEAST_FRAMED_PIXELS
        if solid or small or len(cells) > MARKED_CELL_COUNT:
            _frame(painter, whole, colour, look, strong=True)
        else:
            for row, column in cells:
                _frame(painter, shown.cell(row, column), colour, look, strong=len(cells) < 40)
    _winner(painter, scene, grid, placed, look)
    if scene.spot is not None and scene.spot.grid == grid:
        row, column = _row_column(scene, scene.spot)
        if shown.shown(row, 0) or placed.ring != Ring():
            _frame(painter, shown.cell(row, column), look.theme.ink, look, strong=True)


def _row_column(scene: ConvolutionScene, spot: GridSpot) -> tuple[int, int]:
    if scene.is_mixture and spot.grid in ("window", "kernel", "products"):
        return spot.place[0], 0
    return cell_of(spot.place)


def _winner(
    painter: QPainter, scene: ConvolutionScene, grid: GridName, placed: PlacedGrid, look: Look
) -> None:
    """The number that a max pool took, where it stands in the input; on the way back its gradient
    goes home there."""
    winner = scene.winner
    if winner is None or SIDE.get(grid) != "input" or (scene.subject == "input" and scene.backward):
        return
    box = placed.grid.cell(*cell_of(scene.taps.place(winner)))
    if min(box.width, box.height) < LEAST_FRAMED_PIXELS:
        return
    _frame(painter, box, look.theme.ink, look, strong=True)


def _frame(painter: QPainter, box: Box, colour: QColor, look: Look, *, strong: bool) -> None:
    """A frame around cells, set off from whatever colour it lies on."""
    ring = look.metrics.ring if strong else look.metrics.hairline
    place = rect(box).adjusted(0, 0, 1, 1)
    for n in range(ring):
        paint.frame(painter, place.adjusted(-n, -n, n, n), colour)
    outer = place.adjusted(-ring, -ring, ring, ring)
    paint.frame(painter, outer, look.theme.surface)


def _signs_between(
    painter: QPainter, scene: ConvolutionScene, places: ConvolutionLayout, look: Look
) -> None:
    """×, = and Σ between the grids, so that they read as one line of arithmetic."""
    if scene.backward:
        return
    write = paint.writer(look.metrics, Text.TITLE)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_soft)
    grids = places.grids
    if grids["kernel"].outer.top >= grids["input"].outer.bottom:
        return  # they do not stand in one line
    for sign, one, other in (
        ("→", "input", "kernel"), ("→", "products", "output"),
    ):  # fmt: skip
        left = grids[one].outer.right
        right = min(g.outer.left for g in _column(grids, other))
        first = max(g.outer.right for g in _column(grids, one)) if one == "products" else left
        middle = grids["output" if other == "output" else "input"].outer
        high = write.height
        room = QRectF(first, middle.top + middle.height / 2 - high / 2, right - first, high)
        if room.width() >= write.width(sign):
            write.centre(painter, room, sign)


def _column(grids: Mapping[str, PlacedGrid], name: str) -> list[PlacedGrid]:
    """The grids of the column that a grid stands in."""
    middle = ("window", "kernel", "products")
    return [grids[n] for n in (middle if name in middle else (name,)) if n in grids]
