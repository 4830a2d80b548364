"""What the tensor view shows, in its place: every value with its grid, and what is said of a cell.

A view is made anew for each frame and size. It paints nothing and holds nothing that changes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import MAX_SIDE_RATIO, CellSize, Grid, NumberTable, fit, table_of, wrapped
from ui.kit.heat_map import MAX_NUMBER_COUNT, are_numbers_shown, least_number_cell
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.tensor.legible import MAX_ROW_COUNT, SmallTables, is_small
from ui.panels.tensor.multiples import Legible, Regions, TileWish, lines, regions, row
from ui.panels.tensor.scene import (
    Item,
    Names,
    ViewReason,
    flat,
    index_at,
    made_from,
    picture_of,
    shape_text,
)
from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.expr import Index, Source
from visualnn.names import display, label
from visualnn.tell.frame import Frame
from visualnn.tell.places import can_change
from visualnn.text import _

__all__ = ["ElementSpot", "Slot", "TensorView"]

_NUMBER_CELL_PIXELS: Final = 34
"""Pixels that a cell needs for its number."""
_LEAST_PICTURE_PIXELS: Final = 40
"""Pixels of a line that a small multiple without numbers has at least."""
_MIN_CELL_PIXELS: Final = 1.5
"""Pixels that a cell of the value that is looked at has at least, so that 64 rows fit."""
_MIN_PAGED_CELL_PIXELS: Final = 3.0
"""Pixels of such a cell where a value has more rows than are shown at a time."""


@dataclass(frozen=True, eq=False)
class Slot:
    """A value in its place."""

    item: Item
    table: NumberTable
    grid: Grid
    title: Box
    name: str = ""
    """What it is called where it stands."""

    def cell(self, index: Index) -> tuple[int, int] | None:
        """The cell of an element; None if it is not shown."""
        shape = self.item.shape
        inside = len(index) == len(shape) and all(
            0 <= i < n for i, n in zip(index, shape, strict=True)
        )
        cell = self.table.cell(flat(index, shape)) if inside else None
        return cell if cell is not None and self.grid.shown(*cell) else None

    def index(self, cell: tuple[int, int]) -> Index | None:
        """The element in a cell; None where the table has none."""
        offset = self.table.offset(*cell)
        return None if offset is None else index_at(offset, self.item.shape)


_OF_GRADIENT = "∂L/∂"
"""What the name of a gradient begins with; no shorter name is without it."""
LEAST_PIXEL_SHARE = 0.05
"""Of a pixel on the screen, what a number of a small picture may have at least."""
PICTURES_AXIS_COUNT = 4
"""Axes of examples that are pictures: batch, channel, height, width."""


@dataclass(frozen=True, eq=False)
class ElementSpot:
    """An element of a value, where it is shown."""

    slot: Slot
    cell: tuple[int, int]
    index: Index

    @property
    def source(self) -> Source:
        return Source(self.slot.item.name, self.index)

    @property
    def can_edit(self) -> bool:
        """Whether its number may be changed: it exists now, and is not a datum."""
        item = self.slot.item
        return (
            item.kind is not ViewReason.BEFORE
            and item.array is not None
            and can_change(self.source)
        )

    def same(self, other: ElementSpot | None) -> bool:
        """Whether it is the same cell of the same grid."""
        return (
            other is not None
            and other.cell == self.cell
            and other.index == self.index
            and other.slot.item.kind is self.slot.item.kind
            and other.slot.item.name == self.slot.item.name
            and other.slot.grid == self.slot.grid
        )


class TensorView:
    """The values of a frame in a panel of some size; ``shown`` is what ``items`` found.

    ``changing`` says that the last one is the difference of an update. ``scrolled`` is the cell
    that must be seen where not all can be; without it, that is the one in focus.
    """

    def __init__(
        self,
        frame: Frame,
        names: Names,
        look: Look,
        size: tuple[int, int],
        shown: list[Item],
        *,
        changing: bool = False,
        scrolled: tuple[int, int] | None = None,
        most_rows: int = 1,
        small_tables: SmallTables | None = None,
        leading: tuple[int, ...] | None = None,
    ) -> None:
        self._leading = leading
        self.frame, self.names, self.look = frame, names, look
        self.width, self.height = size
        self.changing, self._scrolled = changing, scrolled
        self.regions = self._divide(most_rows, small_tables, read=bool(frame.read))
        small = [item for item in shown if item.kind is not ViewReason.MAIN]
        slots = [] if self.regions.strip is None else self._strip(self.regions.strip, small)
        self.small = tuple(slots)
        """What the instruction read, in its order, and what it wrote if that is not ``main``."""
        large = [item for item in shown if item.kind is ViewReason.MAIN]
        self.leading = self._main_slice(large[0]) if large else ()
        """Of the value that is looked at, the indices of the axes that its table does not show."""
        self.main = self._main(large[0]) if large else None
        """The value that is looked at."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All values, the one that is looked at last."""
        return self.small if self.main is None else (*self.small, self.main)

    def _divide(self, most_rows: int, small_tables: SmallTables | None, *, read: bool) -> Regions:
        metrics = self.look.metrics
        line = paint.writer(metrics, Text.SMALL).height
        return regions(
            self.width,
            self.height,
            metrics.unit,
            strip=line + metrics.px(6) + most_rows * metrics.px(18),
            main=line + min(most_rows * metrics.px(24), MAX_ROW_COUNT * metrics.px(3)),
            least=metrics.px(170) if read else float("inf"),
            legible=None if small_tables is None else self._legible(small_tables),
            of_pictures=self.frame.lesson.data.x.ndim == PICTURES_AXIS_COUNT,
        )

    def _legible(self, small: SmallTables) -> Legible:
        """The room in which the numbers of a lesson of small values can be read."""
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        wide, high = least_number_cell(self.look)
        left = write.width(str(small.rows - 1)) + metrics.px(6)
        return Legible(
            width=left + metrics.px(3) + small.columns * wide,
            height=write.height + 1 + metrics.px(3) + high * small.rows,
            tile_height=write.height + metrics.px(6) + high * small.rows,
            tile_widths=[[wide * columns for columns in each] for each in small.read],
            gap=self._tile_gap,
        )

    @property
    def _tile_gap(self) -> float:
        return 2.0 * self.look.metrics.unit

    # -- slices of values with more than two axes

    def _main_slice(self, item: Item) -> tuple[int, ...]:
        """The slice that was chosen, else the one that the focus is in."""
        shape = item.shape
        if len(shape) < 3:
            return ()
        focus = self.frame.focus
        found = self._leading
        if found is None and focus is not None and focus.place.name == item.name:
            found = focus.place.index[: len(shape) - 2]
        if found is None or len(found) != len(shape) - 2:
            found = (0,) * (len(shape) - 2)
        return tuple(min(i, n - 1) for i, n in zip(found, shape, strict=False))

    def _slice_of(self, item: Item) -> tuple[int, ...]:
        """The slice that holds what the number in focus is made from, or that number itself."""
        if len(item.shape) < 3:
            return ()
        made, added = made_from(self.frame, item)
        focus = self.frame.focus
        if not made and focus is not None and focus.place.name == item.name:
            made = [focus.place.index]
        index = (added or made or [()])[0]
        return index[: len(item.shape) - 2]

    # -- small multiples

    def _strip(self, strip: Box, shown: list[Item]) -> list[Slot]:
        """What was read, beside each other, on as many lines as numbers need that there are."""
        wide, high = least_number_cell(self.look)
        rows = max((item.shape[0] for item in shown if _is_small_table(item)), default=1)
        lowest = self._title_height + high * rows
        widths = [self._least_width(item, wide) for item in shown]
        most = max(1, int(strip.height / lowest)) if all(map(_can_stack, shown)) else 1
        slots: list[Slot] = []
        counts = lines(widths, strip.width, self._tile_gap, most)
        height = strip.height / len(counts)
        for number, count in enumerate(counts):
            line = Box(strip.left, strip.top + number * height, strip.width, height)
            slots += self._tiles(line, shown[len(slots) : len(slots) + count])
        return slots

    def _least_width(self, item: Item, wide: float) -> float:
        """What a small multiple takes of a line at least; `wide` is a cell with its number."""
        if not item.shape:
            return self._wish(item, table_of(()), 0.0)
        if is_small(item.shape):
            return max(wide * item.shape[-1], self._title_width(item))
        return self.look.metrics.px(_LEAST_PICTURE_PIXELS)

    @property
    def _title_height(self) -> float:
        metrics = self.look.metrics
        return paint.writer(metrics, Text.SMALL).height + metrics.px(6)

    def _tiles(self, strip: Box, shown: list[Item]) -> list[Slot]:
        """Small multiples on one line."""
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        head = self._title_height
        room = Box(strip.left, strip.top + head, strip.width, max(1.0, strip.height - head))
        size = CellSize(
            1.0, metrics.px(_NUMBER_CELL_PIXELS), write.height - 2, metrics.px(46), metrics.px(18)
        )
        tables = [table_of(item.shape, self._slice_of(item)) for item in shown]
        gap = (3 if len(shown) < 4 else 2) * metrics.unit
        wishes = [
            TileWish(self._wish(item, table, room.height), self._title_width(item), not item.shape)
            for item, table in zip(shown, tables, strict=True)
        ]
        slots = []
        for item, table, place in zip(shown, tables, row(wishes, room, gap), strict=True):
            if len(item.shape) == 1:
                table = self._vector(
                    table, place, wrapped(table.size, place.width, place.height, 2.0)
                )
            made, _added = made_from(self.frame, item)
            at = table.cell(flat(made[0], item.shape)) if made else None
            cells = size if item.shape else replace(size, widest=metrics.px(88))
            if len(item.shape) > 2:  # of a large picture the whole, not a page of it
                cells = replace(cells, least=LEAST_PIXEL_SHARE)
            grid = self._grid(item, table, place, cells, at or (0, 0))
            is_last = item is shown[-1] and not self.regions.beside
            beyond = 0.0 if is_last else gap - metrics.unit
            title = Box(place.left, strip.top, place.width + beyond, head)
            slots.append(Slot(item, table, grid, title, self._short(item, title.width)))
        return slots

    def _vector(self, table: NumberTable, room: Box, other: NumberTable) -> NumberTable:
        """A vector in as many rows as its numbers need, of tens where it is long, if they have
        room; else the other."""
        wide, high = least_number_cell(self.look)
        columns = min(table.size, max(1, int(room.width / wide)))
        if table.size > columns > 10:
            columns = columns // 10 * 10
        rows = math.ceil(table.size / columns)
        if table.size > MAX_NUMBER_COUNT or rows * high > room.height:
            return other
        return NumberTable(rows, min(columns, table.size), table.size)

    def _grid(
        self, item: Item, table: NumberTable, room: Box, size: CellSize, at: tuple[int, int]
    ) -> Grid:
        """The cells of a value. Where the numbers of a small one have no room, it is the part of it
        around a cell that has, for no sign says what a number says."""
        grid = fit(table.rows, table.columns, room, size, at, side_ratio=_side_ratio(item))
        is_picture = self.names.is_image(item.name)
        if (
            not is_small(item.shape)
            or is_picture
            or are_numbers_shown(grid, table, self.look, item.array)
        ):
            return grid
        wide, high = least_number_cell(self.look)
        numbered = replace(size, least=wide, lowest=high)
        return fit(table.rows, table.columns, room, numbered, at, side_ratio=_side_ratio(item))

    def _wish(self, item: Item, table: NumberTable, height: float) -> float:
        """How wide the cells of a small multiple would like to be together."""
        metrics = self.look.metrics
        width = metrics.px(46)
        if not item.shape:
            write = paint.writer(metrics, Text.SMALL)
            number = "" if item.array is None else figures.result(item.array.item())
            return max(width, write.width(number) + metrics.px(10))
        if is_small(item.shape):
            return table.columns * width
        return table.columns * min(width, 2 * height / max(1, table.rows))

    def _title_width(self, item: Item) -> float:
        """What the title of a small multiple takes: badge, name and shape."""
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        badge = metrics.px(20) if self.names.phase(item.name) else 0
        text = f"{display(item.name)} {shape_text(item.shape)}"
        text += "  ±0.000" if item.shape else ""
        return badge + write.width(text) + metrics.px(2)

    def _short(self, item: Item, width: float) -> str:
        """The whole name; where it does not fit, what it is called within its layer, or its last
        part, which tells it from others of the same layer."""
        write = paint.writer(self.look.metrics, Text.SMALL)
        name = display(item.name)
        if write.width(name) <= width or self.frame.instruction is None:
            return name
        within = label(item.name, self.frame.instruction.layer)
        if write.width(within) <= width:
            return within
        plain = within.removeprefix(_OF_GRADIENT)
        return within[: len(within) - len(plain)] + plain.rpartition(".")[2]

    # -- the value that is looked at

    def _main(self, item: Item) -> Slot:
        """The value, under its column numbers and beside its row numbers."""
        metrics, area = self.look.metrics, self.regions.main
        write = paint.writer(metrics, Text.SMALL)
        top, gap = (write.height + 1 if item.shape else metrics.px(6)), metrics.px(6)
        table = table_of(item.shape, self.leading)
        left = write.width(str(table.rows - 1)) + gap if table.rows > 1 else metrics.px(2)
        height = max(1.0, area.height - top - metrics.px(3))
        width = max(1.0, area.width - left - metrics.px(3))
        if picture_of(self.names, item.name, item.shape, (0, 0)) is not None:
            width = max(1.0, width - self._picture_side(height) - 3 * metrics.unit)
        if len(item.shape) == 1:
            one_row = table
            for labels in (0.0, write.width(str(table.size)) + gap - left):  # beside several rows
                room = Box(0.0, 0.0, max(1.0, width - labels), height)
                other = wrapped(one_row.size, room.width, height, metrics.px(6))
                table = self._vector(one_row, room, other)
                if table.rows == 1:
                    break
            else:
                left, width = left + labels, max(1.0, width - labels)
        size = CellSize(
            _MIN_CELL_PIXELS if table.rows <= MAX_ROW_COUNT else _MIN_PAGED_CELL_PIXELS,
            metrics.px(_NUMBER_CELL_PIXELS),
            write.height - 2,
            metrics.px(76 if item.shape else 168),
            metrics.px(28 if item.shape else 56),
        )
        room = Box(round(area.left + left), round(area.top + top), width, height)
        grid = self._grid(item, table, room, size, self._at(item, table))
        return Slot(item, table, grid, Box(area.left, area.top, left, top), display(item.name))

    def _at(self, item: Item, table: NumberTable) -> tuple[int, int]:
        """The cell that must be seen where not all can be: the focus, or where the wheel went."""
        if self._scrolled is not None:
            return self._scrolled
        focus = self.frame.focus
        if focus is None or focus.place.name != item.name:
            return (0, 0)
        return table.cell(flat(focus.place.index, item.shape)) or (0, 0)

    def focus_cell(self, slot: Slot) -> tuple[int, int] | None:
        """The cell of the number in focus in a value; None if the value does not have it."""
        focus = self.frame.focus
        if focus is None or focus.place.name != slot.item.name:
            return None
        return slot.cell(focus.place.index)

    def waiting_cell(self, slot: Slot) -> tuple[int, int] | None:
        """The cell of a number whose sum is not added up yet."""
        place = self.frame.unfinished
        if place is None or place.name != slot.item.name or slot.item.kind is ViewReason.BEFORE:
            return None
        return slot.cell(place.index)

    # -- the picture beside it

    def _picture_side(self, height: float) -> float:
        metrics = self.look.metrics
        most = min(height, 0.3 * self.width, metrics.px(160))
        side = max(1, self.names.side)
        return max(1.0, most // side) * side

    def picture(self, hover: ElementSpot | None) -> Slot | None:
        """The row or column under the pointer, else in focus, as a picture; None if it is none."""
        main = self.main
        if main is None or main.item.array is None:
            return None
        cell = self.focus_cell(main) or (0, 0)
        if hover is not None and hover.slot is main:
            cell = hover.cell
        table = picture_of(self.names, main.item.name, main.item.shape, cell)
        if table is None:
            return None
        side = self._picture_side(main.grid.box.height)
        left = round(main.grid.box.right + 3 * self.look.metrics.unit)
        if side < 2 * table.rows or left + side > self.width:
            return None
        box = Box(left, main.grid.box.top, side, side)
        title = Box(left, main.title.top, self.width - left, main.title.height)
        line = table.base // main.table.columns if table.stride == 1 else table.base
        name = (_("row {number}") if table.stride == 1 else _("column {number}")).format(
            number=line
        )
        return Slot(main.item, table, Grid(box, table.rows, table.columns), title, name)

    # -- what is where, and what is said of it

    def under(self, x: float, y: float, picture: Slot | None) -> ElementSpot | None:
        """The element at a point."""
        for slot in (*((picture,) if picture is not None else ()), *self.slots):
            cell = slot.grid.at(x, y)
            index = slot.index(cell) if cell is not None else None
            if cell is not None and index is not None:
                return ElementSpot(slot, cell, index)
        return None

    def captions(self, hover: ElementSpot | None) -> Iterator[str]:
        """The line under the value, of the cell under the pointer, else in focus; after it shorter
        ways to say it. Nothing if there is nothing to say."""
        told = (hover.slot, hover.index) if hover is not None else self._in_focus()
        if told is None:
            return
        item, index = told[0].item, told[1]
        where = f"[{','.join(map(str, index))}]" if index else ""
        name = f"{display(item.name)}{where}"
        old = self.frame.before
        values = old if item.kind is ViewReason.BEFORE else self.frame.values.get(item.name)
        if values is None:
            yield _("{name} is not computed yet").format(name=name)
            return
        told_of = self.frame.explanation
        if item.kind is not ViewReason.BEFORE and Source(item.name, index) == self.frame.unfinished:
            assert told_of is not None and told_of.partial is not None  # noqa: S101, PT018  unfinished
            partial = told_of.partial
            after = _("after {shown} of {terms} terms: {value}").format(
                shown=partial.shown, terms=partial.terms, value=figures.result(partial.subtotal)
            )
            yield f"{name}  {after}"
            yield after
            return
        value = values[index]
        update = item.kind is ViewReason.MAIN and item.name == self.frame.written
        earlier = old[index] if update and old is not None else None
        if item.kind is ViewReason.BEFORE:
            name = _("{name} before").format(name=name)
        if earlier is None and hover is not None and hover.can_edit:
            hint = _("double-click to change it")
            yield f"{name} = {figures.result(value)}    {hint}"
        for short in (name, where):
            if earlier is None:
                yield f"{short} = {figures.result(value)}"
            else:
                yield f"{short}  {' → '.join(told_apart(earlier, value))}"

    def _in_focus(self) -> tuple[Slot, Index] | None:
        focus = self.frame.focus
        if self.main is None or focus is None or focus.place.name != self.main.item.name:
            return None
        return self.main, focus.place.index


def _is_small_table(item: Item) -> bool:
    return len(item.shape) == 2 and is_small(item.shape)


def _can_stack(item: Item) -> bool:
    """Whether a small multiple is as good on a line of its own: a picture is as large as it can."""
    return len(item.shape) < 3


def _side_ratio(item: Item) -> float:
    """How much longer one side of a cell without a number may be: the plane of a picture, a channel
    or a filter keeps its proportions."""
    return 1.0 if len(item.shape) > 2 else MAX_SIDE_RATIO


def told_apart(earlier: float, value: float) -> tuple[str, str]:
    """Two numbers with four digits, or with as many as it takes to see that they differ."""
    for write in (figures.result, figures.line, figures.full):
        texts = write(earlier), write(value)
        if texts[0] != texts[1]:
            break
    else:
        return figures.result(earlier), figures.result(value)
    return texts
