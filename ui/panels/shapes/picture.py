"""The drawing of the shapes: boxes with their skips, bars under them, and the table."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.shapes import words
from ui.panels.shapes.geometry import ARC_PIXELS, NAME_PIXELS, LayerTableLayout, ShapesLayout
from ui.panels.shapes.scene import LANES, NUMBER_COLUMNS, ShapesScene

__all__ = ["paint_bars", "paint_boxes", "paint_table"]

WORD_COLUMNS = ("layer", "kind", "output")
"""Columns of words: they stand at the left."""
NAME_ROOM_PIXELS = 4
"""Pixels that are left free between two names over the boxes."""


def paint_boxes(
    painter: QPainter,
    scene: ShapesScene,
    places: ShapesLayout,
    look: Look,
    hovered: int | None,
) -> None:
    """The boxes, the arcs of skips and branches over them, and as many names as have room."""
    theme = look.theme
    work, picked = scene.index_of(scene.current), scene.picked_index
    fill = mix(theme.surface, theme.ink_soft, 0.25)
    block = mix(theme.surface, theme.ink_soft, 0.45)
    _arcs(painter, scene, places, look)
    for n, (item, box) in enumerate(zip(scene.items, places.boxes, strict=True)):
        place = QRectF(round(box.left), round(box.top), max(1, round(box.width)), round(box.height))
        painter.fillRect(place, block if item.group.members else fill)
        if box.width > 4:
            paint.frame(painter, place, theme.ink_faint)
        if item.group.repeats > 1 and box.width > 8:
            _folds(painter, place, item.group.repeats, look)
        if n in (picked, hovered):
            wide = look.metrics.ring if n == picked else look.metrics.hairline
            for inset in range(wide):
                paint.frame(
                    painter, place.adjusted(-inset - 1, -inset - 1, inset + 1, inset + 1), theme.ink
                )
        if n == work:
            paint.outline(painter, place, theme, look.metrics)
    _names(painter, scene, places, look, picked if hovered is None else hovered)
    _sizes(painter, scene, places, look, picked if hovered is None else hovered)


def _folds(painter: QPainter, place: QRectF, repeats: int, look: Look) -> None:
    """Lines in the box of a block: one for each repetition, as far as they can be told apart."""
    lines = min(repeats, max(2, int(place.width() / 4)))
    for n in range(1, lines):
        x = round(place.left() + n * place.width() / lines)
        painter.fillRect(QRectF(x, place.top() + 1, 1, place.height() - 2), look.theme.ink_faint)


def _arcs(painter: QPainter, scene: ShapesScene, places: ShapesLayout, look: Look) -> None:
    """Skips and branches: arcs from what is read to what reads it, over all boxes between."""
    if not scene.edges or not places.boxes:
        return
    px = look.metrics.factor
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(mix(look.theme.surface, look.theme.ink_soft, 0.8), look.metrics.hairline))
    for source, target in scene.edges:
        between = places.boxes[source : target + 1]
        start_box, end_box = places.boxes[source], places.boxes[target]
        x = start_box.left + start_box.width / 2
        end = end_box.left + end_box.width / 2
        top = min(box.top for box in between)
        ceiling = places.arcs_top + NAME_PIXELS * px
        rise = max(ceiling, top - ARC_PIXELS * px * (0.4 + 0.1 * min(target - source, 6)))
        path = QPainterPath(QPointF(x, start_box.top))
        path.cubicTo(QPointF(x, rise), QPointF(end, rise), QPointF(end, end_box.top))
        painter.drawPath(path)
    painter.restore()


def _names(
    painter: QPainter, scene: ShapesScene, places: ShapesLayout, look: Look, first: int | None
) -> None:
    """The names over the boxes, as many as have room; that of the picked one always."""
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    taken: list[tuple[float, float]] = []
    order = list(range(len(scene.items)))
    work = scene.index_of(scene.current)
    for special in (work, first):
        if special is not None and special < len(order):
            order.remove(special)
            order.insert(0, special)
    top = places.arcs_top
    for n in order:
        item, box = scene.items[n], places.boxes[n]
        text = item.name
        if item.group.members:
            text = f"{item.name}: {scene.kind(item)}" if n == first else f"{item.name} ▸"
            if item.group.repeats > 1:
                text = f"{item.name}: × {item.group.repeats}"
        wide = write.width(text)
        left = min(max(box.left + box.width / 2 - wide / 2, places.picture.left),
                   places.picture.right - wide)  # fmt: skip
        room = (left - NAME_ROOM_PIXELS, left + wide + NAME_ROOM_PIXELS)
        if any(room[0] < end and start < room[1] for start, end in taken):
            continue
        taken.append(room)
        painter.setPen(look.theme.ink if n in (first, work) else look.theme.ink_soft)
        at = QRectF(left, top, wide + 1, NAME_PIXELS * look.metrics.factor)
        write.left(painter, at, text)


def _sizes(
    painter: QPainter, scene: ShapesScene, places: ShapesLayout, look: Look, first: int | None
) -> None:
    """The sizes under the boxes, as many as have room: that of the picked box always, then those
    that differ from the one before."""
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(look.theme.ink_soft)
    label = words.size_heading()
    if write.width(label) <= places.size_label.width:
        write.right(painter, rect(places.size_label), label)
    texts = [item.size_text for item in scene.items]
    order = sorted(
        range(len(texts)), key=lambda n: (n != first, n > 0 and texts[n] == texts[n - 1], n)
    )
    taken: list[tuple[float, float]] = []
    for n in order:
        box, wide = places.boxes[n], write.width(texts[n])
        left = min(box.left + box.width / 2 - wide / 2, places.picture.right - wide)
        left = max(left, places.size_row.left - look.metrics.px(4))
        room = (left - NAME_ROOM_PIXELS / 2, left + wide + NAME_ROOM_PIXELS / 2)
        if any(room[0] < end and start < room[1] for start, end in taken):
            continue
        taken.append(room)
        painter.setPen(look.theme.ink if n == first else look.theme.ink_soft)
        write.left(
            painter, QRectF(left, places.size_row.top, wide + 1, places.size_row.height), texts[n]
        )


def paint_bars(
    painter: QPainter,
    scene: ShapesScene,
    places: ShapesLayout,
    look: Look,
    hovered: int | None,
) -> None:
    """Three rows of bars under the boxes: the largest of each fills its row."""
    theme, write = look.theme, paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    picked = scene.picked_index if hovered is None else hovered
    for lane, room, label in zip(LANES, places.lanes, places.labels, strict=True):
        painter.setPen(theme.ink_soft)
        text = words.heading(lane)
        if write.width(text) > label.width:
            text = words.short_heading(lane)
        write.right(painter, rect(label), text)
        painter.fillRect(QRectF(room.left, round(room.bottom) - 1, room.width, 1), theme.line)
        values = [scene.value(item, lane) for item in scene.items]
        most = max(values, default=0)
        for n, (value, box) in enumerate(zip(values, places.boxes, strict=True)):
            if not value or not most:
                continue
            tall = max(1.0, value / most * (room.height - 4))
            colour = theme.ink if n == picked else theme.ink_faint
            wide = max(1.0, round(box.width))
            bar = QRectF(round(box.left), round(room.bottom - 1 - tall), wide, round(tall))
            painter.fillRect(bar, colour)


def paint_table(
    painter: QPainter,
    scene: ShapesScene,
    table: LayerTableLayout,
    look: Look,
    first: int,
    hovered: tuple[int, str] | None,
) -> None:
    """The rows of the table that are seen; numbers stand at the right of their columns."""
    theme = look.theme
    write = paint.writer(look.metrics, Text.SMALL)
    strong = paint.writer(look.metrics, Text.SMALL, strong=True)
    painter.setFont(write.font)
    painter.setPen(theme.ink_soft)
    for box, column in zip(table.columns, table.names, strict=True):
        _cell(painter, write, Box(box.left, table.head.top, box.width, table.head.height),
              words.heading(column), right=column not in WORD_COLUMNS)  # fmt: skip
    paint.hairline(painter, table.head.left, table.head.bottom - 1, table.head.width, theme)
    work, picked = scene.index_of(scene.current), scene.picked_index
    items = scene.items
    for place in range(min(table.rows, len(items) - first)):
        n, row = first + place, table.row(place)
        item = items[n]
        if n == picked:
            painter.fillRect(rect(row), theme.selection)
        elif hovered is not None and hovered[0] == n:
            painter.fillRect(rect(row), theme.raised)
        if n == work:
            painter.fillRect(QRectF(row.left - 6, row.top, 3, row.height), theme.accent)
        for column, box in zip(table.names, table.columns, strict=True):
            text = scene.text(item, column)
            if column == "layer" and item.group.members:
                text = f"▸ {text}"
            opened = n == picked and scene.column == column
            painter.setFont(strong.font if opened else write.font)
            painter.setPen(theme.ink if column in NUMBER_COLUMNS else theme.ink_soft)
            cell = Box(box.left, row.top, box.width, row.height)
            _cell(painter, strong if opened else write, cell, text,
                  right=column not in WORD_COLUMNS)  # fmt: skip
            if hovered == (n, column) and column in NUMBER_COLUMNS:
                line = QRectF(box.left + 4, row.bottom - 3, box.width - 8, 1)
                painter.fillRect(line, theme.ink_faint)
    if len(items) > table.rows:
        _scrollbar(painter, table, look, first, len(items))


def _cell(painter: QPainter, write: paint.Writer, box: Box, text: str, *, right: bool) -> None:
    place = rect(box).adjusted(4, 0, -6, 0)
    if right:
        write.right(painter, place, text)
    else:
        write.left(painter, place, text)


def _scrollbar(
    painter: QPainter, table: LayerTableLayout, look: Look, first: int, count: int
) -> None:
    """Where in the table one is."""
    body = table.body
    tall = max(8.0, body.height * table.rows / count)
    top = body.top + (body.height - tall) * first / max(1, count - table.rows)
    painter.fillRect(QRectF(body.right - 3, top, 3, tall), look.theme.ink_faint)
