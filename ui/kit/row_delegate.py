"""Rows of a list that draws itself: a text at the left, a note at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text

__all__ = ["RowDelegate"]


class RowDelegate(QStyledItemDelegate):
    """Draws the rows of a list, each as high as ``row_pixels`` at a size factor of 1. The chosen
    row has a ground of its own."""

    def __init__(self, look: Look, rows: QListWidget, row_pixels: int) -> None:
        super().__init__(rows)
        self.look = look
        self._rows, self._row_pixels = rows, row_pixels

    def draw_ground(self, painter: QPainter, row: int, place: QRectF) -> None:
        """Fill the place of the chosen row."""
        if row == self._rows.currentRow():
            painter.fillRect(place, self.look.theme.selection)

    def draw_texts(
        self, painter: QPainter, place: QRectF, text: str, note: str, *, strong: bool = False
    ) -> None:
        """Write the text, and at the right, on at most half of the place, the note in small
        letters."""
        theme, metrics = self.look.theme, self.look.metrics
        small = paint.writer(metrics, Text.SMALL)
        painter.setFont(small.font)
        painter.setPen(theme.ink_soft)
        wide = min(small.width(note) + 1, place.width() / 2) if note else 0.0
        small.right(painter, place.adjusted(place.width() - wide, 0, 0, 0), note)
        write = paint.writer(metrics, strong=strong)
        painter.setFont(write.font)
        painter.setPen(theme.ink)
        write.left(painter, place.adjusted(0, 0, -wide - metrics.unit, 0), text)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """A row of the list; its width is the list's."""
        return QSize(10, self.look.metrics.px(self._row_pixels))
