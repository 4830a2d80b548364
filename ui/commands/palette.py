"""The palette: a line to type into and a list of what that could mean.

It finds commands, lessons and every name of the program; a name with an index, ``hidden.W[0,3]``,
leads to that number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QWidget,
)

from ui.kit.look import Look
from ui.kit.overlay import Field, Overlay, words
from ui.kit.row_delegate import RowDelegate
from ui.kit.theme import Text
from visualnn.dataclass import dataclass
from visualnn.text import _

__all__ = ["Entry", "Palette", "matching_entries", "rank"]

_LISTED_ENTRY_COUNT = 60
_VISIBLE_ROW_COUNT = 10
ROW_PIXELS = 28
"""The height of a row at factor 1."""


@dataclass(frozen=True)
class Entry:
    """Something that can be chosen."""

    text: str
    act: Callable[[], object]
    note: str = ""
    """What stands at the right: keys, a shape."""
    also: str = ""
    """Other words it is found by."""


def rank(query: str, text: str) -> int | None:
    """The rank of a text as an answer to a query: 0 is best, None is no answer."""
    asked, known = query.casefold().strip(), text.casefold()
    if not asked:
        return 0
    if known.startswith(asked):
        return 0
    if f" {asked}" in known or f".{asked}" in known:
        return 1
    if asked in known:
        return 2
    if all(part in known for part in asked.split()):
        return 3
    return 4 if len(asked) >= 3 and _in_order(asked, known) else None


def _in_order(asked: str, known: str) -> bool:
    """Whether the letters of one stand in the other in the same order."""
    rest = iter(known)
    return all(letter in rest for letter in asked if letter != " ")


def matching_entries(query: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that answer to what was typed, best first, otherwise in their order."""
    ranked = []
    for entry in entries:
        ranks = [rank(query, text) for text in (entry.text, entry.also)]
        good = [number for number in ranks if number is not None]
        if good:
            ranked.append((min(good), entry))
    ranked.sort(key=lambda pair: pair[0])
    return [entry for _rank, entry in ranked[:_LISTED_ENTRY_COUNT]]


class _EntryDelegate(RowDelegate):
    """A row: the text of an entry, and its note."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        place, unit = QRectF(option.rect), self.look.metrics.unit
        entry = index.data(Qt.ItemDataRole.UserRole)
        self.draw_ground(painter, index.row(), place)
        self.draw_texts(painter, place.adjusted(unit, 0, -unit, 0), entry.text, entry.note)


class Palette(Overlay):
    """The line and the list. `special` reads what is typed: an entry of its own, a sentence about
    what is wrong with it, or nothing."""

    def __init__(
        self,
        over: QWidget,
        look: Look,
        hint: str,
        entries: Sequence[Entry],
        special: Callable[[str], Entry | str | None] = lambda _text: None,
    ) -> None:
        super().__init__(over, look, 560, top=0.08)
        self._entries, self._special = entries, special
        self.field = Field(look)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_EntryDelegate(look, self.list, ROW_PIXELS))
        self.list.setUniformItemSizes(True)
        self.fault = words("", look, Text.SMALL, soft=True)
        self.fault.setWordWrap(True)
        for each in (self.field, self.list, self.fault):
            self.rows.addWidget(each)
        self.field.textChanged.connect(self._sieve)
        self.field.moved.connect(self._move)
        self.field.returnPressed.connect(self._chosen)
        self.list.itemClicked.connect(self._choose)
        self._sieve("")

    def open(self) -> None:
        """Lie on top, ready to be typed into."""
        super().open()
        self.field.setFocus()

    def _sieve(self, text: str) -> None:
        """Show what answers to the text."""
        entries = matching_entries(text, self._entries)
        special = self._special(text.strip()) if text.strip() else None
        if isinstance(special, Entry):
            entries.insert(0, special)
        fault = special if isinstance(special, str) else ""
        if not entries and not fault:
            fault = _("No command and no name answers to “{text}”.").format(text=text.strip())
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.list.setVisible(bool(entries))
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.text)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        seen = min(_VISIBLE_ROW_COUNT, max(1, len(entries)))
        self.list.setFixedHeight(self.look.metrics.px(ROW_PIXELS) * seen)
        self._place()

    def _move(self, rows: int) -> None:
        count = self.list.count()
        if count:
            row = self.list.currentRow() + rows
            self.list.setCurrentRow(max(0, min(count - 1, row)) if abs(rows) > 1 else row % count)

    def _chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._choose(item)

    def _choose(self, item: QListWidgetItem) -> None:
        """Close first: what is chosen may open something itself."""
        entry = item.data(Qt.ItemDataRole.UserRole)
        self.dismiss()
        entry.act()
