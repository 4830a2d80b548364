"""The picture of a tensor view: cells, their marks, headings, the arrow and the line below.

What is slow to paint, the cells, is kept from one frame to the next by ``HeatMap``.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.kit import colours, paint
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import MANY_CELL_COUNT, blocks, tick_step
from ui.kit.geometry.limits import limit_above
from ui.kit.heat_map import HeatMap, rect, thin_outline
from ui.kit.look import Look
from ui.kit.paint import Writer
from ui.kit.run_scales import RunScales
from ui.kit.theme import THEMES, Text
from ui.panels.tensor.scene import Item, ViewReason, edited, flat, made_from, shape_text
from ui.panels.tensor.view import ElementSpot, Slot, TensorView
from visualnn import figures
from visualnn.expr import Index
from visualnn.text import _

__all__ = ["TensorPicture", "paint_words"]

_EDITED: Final = "✎"
_CACHED_MAP_COUNT: Final = 24
_PENCIL_CELL_PIXELS: Final = 34
"""Pixels of a cell in which a pencil does not cover the number."""
_ROUNDED_CELL_PIXELS: Final = 9
"""Pixels of a cell from which on its outline has round corners."""
_LONG_LEGEND_PIXELS: Final = 380
"""Pixels of a panel from which on the legend names both ends."""


def nothing_yet() -> str:
    """What will stand here, and how to get it."""
    return _("The value that an instruction writes is shown here. Do one step, or choose a value.")


def paint_words(painter: QPainter, look: Look, area: Box) -> None:
    """What will stand here, and how to get it."""
    painter.setFont(look.metrics.font(Text.BODY))
    painter.setPen(look.theme.ink_soft)
    painter.drawText(rect(area), int(Qt.TextFlag.TextWordWrap), nothing_yet())


class TensorPicture:
    """Paints one view after another, with colours that do not flicker."""

    def __init__(self, scales: RunScales) -> None:
        self._scales = scales
        self._largest: dict[tuple[str, ViewReason], tuple[NDArray[Any], float, int, bool]] = {}
        self._maps: OrderedDict[tuple[str, ViewReason, str], HeatMap] = OrderedDict()

    def forget(self) -> None:
        """Another lesson: nothing is kept."""
        self._largest.clear()
        self._maps.clear()

    def paint(
        self,
        painter: QPainter,
        view: TensorView,
        hover: ElementSpot | None,
        picture: Slot | None,
        header: tuple[float, float],
    ) -> None:
        """Paint a view with what is under the pointer. ``header`` is the room that the buttons of
        the heading leave, from left to right."""
        for slot in view.small:
            self._paint_slot(painter, view, slot, hover)
            self._paint_title(painter, view, slot)
        self._paint_relation(painter, view)
        if view.main is None:
            paint_words(painter, view.look, view.regions.main)
            return
        self._paint_header(painter, view, view.main, header)
        if view.main.item.shape:
            here = hover.cell if hover is not None and hover.slot is view.main else None
            here = here or view.focus_cell(view.main)
            _paint_columns(painter, view.look, view.main, here)
            _paint_rows(painter, view.look, view.main, here)
        self._paint_slot(painter, view, view.main, hover)
        if picture is not None:
            self._paint_slot(painter, view, picture, hover, "picture")
            write = paint.writer(view.look.metrics, Text.SMALL)
            painter.setFont(write.font)
            painter.setPen(view.look.theme.ink_soft)
            write.left(painter, rect(picture.title), picture.name)
        self._paint_caption(painter, view, view.main, hover)

    def measure(self, view: TensorView) -> None:
        """Have the colours reach as far as the numbers of a view do, whether it is painted or the
        next one comes before."""
        for slot in (*view.small, view.main):
            if slot is not None and slot.item.shape:
                self._limit(slot.item)

    def _measured(self, item: Item) -> tuple[float, int, bool]:
        """The largest finite distance from zero, how many numbers are not finite, and whether one
        is below zero."""
        if item.array is None:
            return 0.0, 0, False
        key = (item.name, item.kind)
        known = self._largest.get(key)
        if known is None or known[0] is not item.array:
            largest = colours.limit_of(item.array)
            finite = np.isfinite(item.array)
            bad = 0 if finite.all() else int(finite.size - np.count_nonzero(finite))
            signed = bool((item.array < 0).any())
            known = self._largest[key] = (item.array, largest, bad, signed)
        return known[1:]

    def _limit(self, item: Item) -> float:
        """How far from zero the colours of a value reach, in the whole run."""
        return limit_above(self._scales.reach(item.name, self._measured(item)[0]))

    def _scale(self, view: TensorView, item: Item) -> colours.ColourScale:
        """Shades of grey for a picture, and the colours of signs for all that has some."""
        grey = view.names.is_image(item.name) and not self._measured(item)[2]
        return (colours.grey if grey else colours.diverging)(view.look.theme)

    def _paint_slot(
        self,
        painter: QPainter,
        view: TensorView,
        slot: Slot,
        hover: ElementSpot | None,
        part: str = "cells",
    ) -> None:
        """A value: its cells and what is marked in them."""
        item = slot.item
        if not item.shape and item.array is not None:
            _paint_scalar(painter, view.look, slot, float(item.array))
        else:
            scale, limit = self._scale(view, item), self._limit(item)
            cells = self._map(slot, part)
            cells.paint(painter, view.look, slot.grid, slot.table, item.array, scale, limit)
        waiting = view.waiting_cell(slot)
        if waiting is not None:
            _paint_waiting(painter, view.look, slot.grid.cell(*waiting))
        _paint_sources(painter, view, slot)
        self._paint_edits(painter, view, slot)
        cell = view.focus_cell(slot) if item.kind in {ViewReason.MAIN, ViewReason.WRITTEN} else None
        if cell is not None:
            _outline(painter, view.look, slot.grid.cell(*cell))
        if hover is not None and hover.slot is slot:
            self._paint_hover(painter, view, hover)

    def _map(self, slot: Slot, part: str) -> HeatMap:
        key = (slot.item.name, slot.item.kind, part)
        found = self._maps.pop(key, None) or HeatMap()
        self._maps[key] = found
        if len(self._maps) > _CACHED_MAP_COUNT:
            self._maps.popitem(last=False)
        return found

    def _paint_title(self, painter: QPainter, view: TensorView, slot: Slot) -> None:
        """Badge, name and shape of a small multiple, as far as there is room."""
        theme, metrics = view.look.theme, view.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        box = slot.title
        left, middle = box.left, box.top + write.height / 2 + 1
        phase, shape = view.names.phase(slot.item.name), shape_text(slot.item.shape)
        if phase is not None and write.width(slot.name) + metrics.px(20) <= box.width:
            left = paint.badge(painter, left, middle, phase, theme, metrics).right() + metrics.px(4)
        painter.setFont(write.font)
        painter.setPen(theme.ink)
        line = QRectF(left, box.top + 1, max(1.0, box.right - left), write.height)
        write.left(painter, line, slot.name)
        left += write.width(slot.name) + metrics.px(4)
        limit = self._limit(slot.item) if slot.item.shape and slot.item.array is not None else 0.0
        signed = self._scale(view, slot.item).signed
        reach = f"{'±' if signed else '≤ '}{figures.result(limit)}" if limit else ""
        part = _part_shown(slot)
        shape = f"{shape}  {part}" if part else shape
        for text in (f"{shape}  {reach}" if reach else shape, shape, part):
            if left + write.width(text) <= box.right + metrics.unit:
                painter.setPen(theme.ink_faint)
                write.at(painter, left, write.baseline(line), text)
                return

    def _paint_edits(self, painter: QPainter, view: TensorView, slot: Slot) -> None:
        """The pencil in the corner of each number that is the learner's own."""
        own = edited(view.frame, slot.item)
        if not own or slot.item.array is None:
            return
        write = paint.writer(view.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        scale, limit = self._scale(view, slot.item), self._limit(slot.item)
        for index in own:
            cell = slot.cell(index)
            if cell is None:
                continue
            place = rect(slot.grid.cell(*cell))
            plain = slot.item.shape == ()
            value = float(slot.item.array[index])
            ink = view.look.theme.ink if plain else scale.ink(value, limit)
            if place.height() >= write.height and place.width() >= view.look.metrics.px(
                _PENCIL_CELL_PIXELS
            ):
                painter.setPen(ink)
                corner = QRectF(place.right() - write.width(_EDITED) - 1, place.top() - 3,
                                write.width(_EDITED), write.height)  # fmt: skip
                write.at(painter, corner.left(), write.baseline(corner), _EDITED)
            else:
                dot = max(2, min(4, int(place.width() / 2)))
                painter.fillRect(QRectF(place.right() - dot, place.top() + 1, dot, dot), ink)

    def _paint_hover(self, painter: QPainter, view: TensorView, hover: ElementSpot) -> None:
        """A cell under the pointer is a door."""
        item, metrics, ink = hover.slot.item, view.look.metrics, view.look.theme.ink
        place = rect(hover.slot.grid.cell(*hover.cell))
        if item.array is None:
            return
        paint.frame(painter, place.adjusted(0, 0, 1, 1), ink)
        if place.height() < metrics.px(13) or place.width() < metrics.px(24):
            return
        if item.shape:
            value = float(item.array[hover.index])
            ink = self._scale(view, item).ink(value, self._limit(item))
        inner = place.width() - metrics.px(12)
        left = place.center().x() - inner / 2
        paint.door(painter, left, place.bottom() - metrics.px(6), inner, ink)

    def _paint_header(
        self, painter: QPainter, view: TensorView, main: Slot, room: tuple[float, float]
    ) -> None:
        """The badge before and the shape after the name; how many numbers are not finite."""
        theme, metrics, area = view.look.theme, view.look.metrics, view.regions.header
        write = paint.writer(metrics, Text.SMALL)
        phase = view.names.phase(main.item.name)
        if phase is not None:
            middle = area.top + area.height / 2
            paint.badge(painter, area.left, middle, phase, theme, metrics)
        painter.setFont(write.font)
        left, end = room
        bad = self._measured(main.item)[1]
        texts = [(shape_text(main.item.shape), theme.ink_faint)]
        if main.grid.columns < main.table.columns:
            texts.append((_part_shown(main), theme.ink_soft))
        elif main.grid.rows < main.table.rows:
            last = main.grid.first_row + main.grid.rows - 1
            shown = _("rows {first}–{last}").format(first=main.grid.first_row, last=last)
            texts.append((shown, theme.ink_soft))
        if view.changing:
            texts.append((_("new − old"), theme.ink_soft))
        if bad:
            texts.append((_("{count} not finite").format(count=bad), theme.warning))
        for text, colour in texts:
            if text and left + write.width(text) <= end:
                painter.setPen(colour)
                line = QRectF(left, area.top, write.width(text) + 1, area.height)
                write.left(painter, line, text)
                left += write.width(text) + metrics.unit

    @staticmethod
    def _paint_relation(painter: QPainter, view: TensorView) -> None:
        """The arrow from what was read to what was written, and the formula between them."""
        strip, between = view.regions.strip, view.regions.relation
        instruction = view.frame.instruction
        if strip is None or between is None or instruction is None or not view.small:
            return
        theme, metrics = view.look.theme, view.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        low = max(slot.grid.box.bottom for slot in view.small)
        written = view.main is not None and view.main.item.name == instruction.writes
        if view.regions.beside:
            line = QRectF(strip.left, low + metrics.unit, strip.width, write.height)
            y = view.small[0].grid.box.top + metrics.px(24)
            ends = (
                QPointF(between.left + metrics.px(4), y),
                QPointF(between.right - metrics.px(6), y),
            )
        else:
            line = QRectF(strip.left, low + 2, between.width, between.bottom - low - 2)
            x = strip.left + metrics.px(7) + 0.5
            ends = QPointF(x, low + metrics.px(5)), QPointF(x, between.bottom)
            if written:
                line.setLeft(strip.left + metrics.px(20))
        if written:
            paint.arrow(painter, *ends, theme.ink_soft)
        elif len(view.small) > 1 and view.small[-1].item.kind is ViewReason.WRITTEN:
            last = view.small[-1]
            y = last.grid.box.top + min(last.grid.box.height / 2, metrics.px(20))
            tip = QPointF(last.title.left - metrics.px(2), y)
            if tip.x() - metrics.px(13) < strip.left:  # it stands on a line of its own
                tip.setX(strip.left + metrics.px(13))
            paint.arrow(painter, tip - QPointF(metrics.px(13), 0), tip, theme.ink_soft)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        write.left(painter, line, instruction.formula)

    def _paint_caption(
        self, painter: QPainter, view: TensorView, main: Slot, hover: ElementSpot | None
    ) -> None:
        """The number under the pointer or in focus in words, and what the colours mean."""
        area = view.regions.caption
        write = paint.writer(view.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(view.look.theme.ink_soft)
        told = main if hover is None or not hover.slot.item.shape else hover.slot
        right = self._paint_legend(painter, view, told.item, write)
        room = QRectF(area.left, area.top, max(1.0, right - area.left), area.height)
        for text in view.captions(hover):
            if write.width(text) <= room.width():
                write.left(painter, room, text)
                return

    def _paint_legend(
        self, painter: QPainter, view: TensorView, item: Item, write: Writer
    ) -> float:
        """What the outermost colours of a value stand for; where the legend begins."""
        area, metrics = view.regions.caption, view.look.metrics
        limit = self._limit(item)
        if item.array is None or not item.shape or not limit:
            return area.right
        scale = self._scale(view, item)
        start, end = _ends(limit, self._measured(item)[0] > limit, signed=scale.signed)
        wide = view.width >= metrics.px(_LONG_LEGEND_PIXELS)
        if not wide and scale.signed:
            start, end = "", f"±{figures.result(limit)}"
        bar, gap = metrics.px(48 if wide else 32), metrics.px(4)
        middle = area.top + area.height / 2
        line = QRectF(area.right - write.width(end), area.top, write.width(end) + 1, area.height)
        write.at(painter, line.left(), write.baseline(line), end)
        place = QRectF(
            round(line.left() - gap - bar), round(middle - metrics.px(4)), bar, metrics.px(8)
        )
        painter.drawImage(place, _ramp(view.look.theme.name, signed=scale.signed))
        left = place.left() - (gap + write.width(start) if start else 0.0)
        write.at(painter, left, write.baseline(line), start)
        return left - metrics.unit


def _part_shown(slot: Slot) -> str:
    """Which rows and columns of a value are shown where not all are: ``[0–3, 2–5]``."""
    grid, table = slot.grid, slot.table
    if not slot.item.shape or (grid.rows, grid.columns) == (table.rows, table.columns):
        return ""
    rows, columns = _span(grid.first_row, grid.rows), _span(grid.first_column, grid.columns)
    return f"[{rows}, {columns}]" if len(slot.item.shape) > 1 else f"[{columns}]"


def _span(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}–{first + count - 1}"


@cache
def _ramp(theme: str, *, signed: bool) -> QImage:
    """All colours of a scale from left to right."""
    scale = (colours.diverging if signed else colours.grey)(THEMES[theme])
    return colours.to_image(np.linspace(-1.0 if signed else 0.0, 1.0, 33)[None, :], 1.0, scale)


def _ends(limit: float, beyond: bool, *, signed: bool) -> tuple[str, str]:
    """What stands at the ends of the colours; some numbers may lie beyond them."""
    number = figures.result(limit)
    more, less = ("≥ ", "≤ ") if beyond else ("", "")
    return (
        f"{less}−{number}" if signed else "0",
        f"{more}+{number}" if signed else f"{more}{number}",
    )


def _paint_waiting(painter: QPainter, look: Look, cell: Box) -> None:
    """A number whose sum is not added up yet: as one that is not computed."""
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    place = rect(cell)
    painter.fillRect(place, look.theme.surface)
    painter.setPen(look.theme.ink_faint)
    write.centre(painter, place, paint.NOT_COMPUTED)


def _paint_scalar(painter: QPainter, look: Look, slot: Slot, value: float) -> None:
    """A single number: it has nothing to be compared with, so it has no colour."""
    large = slot.item.kind is ViewReason.MAIN
    write = paint.writer(look.metrics, Text.TITLE if large else Text.SMALL)
    place, text = rect(slot.grid.box), figures.result(value)
    painter.setFont(write.font)
    if not np.isfinite(value):
        paint.hatch(painter, place, look.theme, text, write)
        return
    paint.frame(painter, place, look.theme.line)
    painter.setPen(look.theme.ink)
    room = place.width() - 4
    write.centre(painter, place, text if write.width(text) <= room else write.fitted(value, room))


def _paint_sources(painter: QPainter, view: TensorView, slot: Slot) -> None:
    """What the number in focus was made of; term by term, the term that was added last."""
    look = view.look
    made, added = made_from(view.frame, slot.item)
    told = view.frame.explanation
    whole = told is not None and told.partial is None
    for block in _blocks(slot, made):
        if whole:
            _outline(painter, look, block)
        else:
            thin_outline(painter, block, look)
    for block in _blocks(slot, added):
        _outline(painter, look, block)


def _outline(painter: QPainter, look: Look, box: Box) -> None:
    """The accent around cells; square around tiny ones, where a round corner would be all of
    it."""
    place = rect(box)
    if min(box.width, box.height) >= look.metrics.px(_ROUNDED_CELL_PIXELS):
        inside = look.metrics.ring  # over the border, not over what stands in the neighbours
        place = place.adjusted(inside - 1, inside - 1, 1 - inside, 1 - inside)
        paint.outline(painter, place, look.theme, look.metrics)
        return
    ring, gap = look.metrics.ring, look.metrics.hairline
    for out in (0, ring + gap):
        for n in range(out, out + gap):
            paint.frame(painter, place.adjusted(-n - 1, -n - 1, n + 1, n + 1), look.theme.surface)
    for n in range(gap, gap + ring):
        paint.frame(painter, place.adjusted(-n - 1, -n - 1, n + 1, n + 1), look.theme.accent)


def _blocks(slot: Slot, indices: list[Index]) -> list[Box]:
    """Elements of a value as few rectangles."""
    if len(indices) > MANY_CELL_COUNT:
        offsets = np.ravel_multi_index(np.array(indices).T, slot.item.shape)
        found = slot.table.cells(offsets)
    else:
        cells = [slot.table.cell(flat(index, slot.item.shape)) for index in indices]
        found = [cell for cell in cells if cell is not None]
    shown = (slot.grid.clipped(block) for block in blocks(found))
    return [slot.grid.block(*block) for block in shown if block is not None]


def _paint_columns(painter: QPainter, look: Look, slot: Slot, here: tuple[int, int] | None) -> None:
    """The numbers of the columns over them, and which one is told of."""
    theme, metrics, grid = look.theme, look.metrics, slot.grid
    write = paint.writer(metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(theme.ink_faint)
    top = grid.box.top - write.height - 1
    label = write.width(str(slot.table.columns)) + metrics.px(6)
    step = tick_step(grid.cell_width, label)
    mine = None if here is None else here[1]
    for column in range(grid.first_column, grid.first_column + grid.columns):
        near = mine is not None and abs(column - mine) * grid.cell_width < label
        if column % step == 0 and not near:
            middle = grid.box.left + (column - grid.first_column + 0.5) * grid.cell_width
            _label(painter, write, str(column), middle, top)
    if mine is not None:
        cell = grid.cell(grid.first_row, mine)
        text, middle = str(mine), cell.left + cell.width / 2
        half = max(cell.width / 2, write.width(text) / 2 + metrics.px(2))
        painter.fillRect(QRectF(middle - half, top, 2 * half, write.height), theme.selection)
        painter.setPen(theme.ink)
        _label(painter, write, text, middle, top)


def _label(painter: QPainter, write: Writer, text: str, middle: float, top: float) -> None:
    """The number of a column, centred over it."""
    width = write.width(text)
    place = QRectF(middle - width / 2, top, width, write.height)
    write.at(painter, place.left(), write.baseline(place), text)


def _paint_rows(painter: QPainter, look: Look, slot: Slot, here: tuple[int, int] | None) -> None:
    """The numbers of the rows beside them, and which one is told of; a single row has none."""
    theme, grid = look.theme, slot.grid
    if slot.table.rows == 1:
        return
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    right = grid.box.left - look.metrics.px(4)
    each = slot.table.columns if len(slot.item.shape) == 1 else 1
    step = tick_step(grid.cell_height, write.height - 1)
    for line in range(grid.first_row, grid.first_row + grid.rows):
        mine = here is not None and line == here[0]
        near = here is not None and abs(line - here[0]) * grid.cell_height < write.height - 2
        if not mine and (near or line % step):
            continue
        cell = grid.cell(line, grid.first_column)
        text = str(line * each)
        place = QRectF(right - write.width(text), cell.top, write.width(text), cell.height)
        if mine:
            tall = max(cell.height, write.height - 2)
            top = place.center().y() - tall / 2
            left = slot.title.left
            painter.fillRect(QRectF(left, top, grid.box.left - left - 1, tall), theme.selection)
        painter.setPen(theme.ink if mine else theme.ink_faint)
        write.at(painter, place.left(), write.baseline(place), text)
