"""A name picker: a quiet button that says which value is shown, and a list to choose another.

The list has all names of the program in its order, under the phase that writes them; what is not
computed yet is faint. Typing the beginning of a name goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QToolButton, QWidget

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.dataclass import dataclass

__all__ = ["NameEntry", "NameGroup", "NamePicker"]


@dataclass(frozen=True)
class NameEntry:
    """One value of the list: its name, what is shown for it, and whether it is computed."""

    name: str
    text: str
    known: bool


@dataclass(frozen=True)
class NameGroup:
    """The values of one phase under its title."""

    title: str
    choices: tuple[NameEntry, ...]


class _List(QListWidget):
    """The list, which closes with Esc and takes a choice with Enter."""

    taken = Signal(QListWidgetItem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentItem() is not None:
            self.taken.emit(self.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


class NamePicker(QToolButton):
    """The button. ``groups`` is asked for what there is whenever the list is opened."""

    chosen = Signal(str)
    failed = Signal(str)

    def __init__(
        self, look: Look, groups: Callable[[], Sequence[NameGroup]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._groups = groups
        self._name = ""
        self._list: _List | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open)

    def show_name(self, name: str, text: str) -> None:
        """Say which value is shown."""
        self._name = name
        if self.text() != f"{text} ▾":
            self.setText(f"{text} ▾")

    @property
    def list(self) -> QListWidget | None:
        """The list while it is open."""
        return self._list if self._list is not None and self._list.isVisible() else None

    @guarded
    def open(self) -> None:
        """Open the list under the button."""
        if self._list is not None:
            self._list.deleteLater()
        made = self._list = _List(self)
        made.setWindowFlag(Qt.WindowType.Popup)
        made.setFont(self.look.metrics.font(Text.BODY))
        made.setAccessibleName(self.accessibleName())
        for group in self._groups():
            self._fill(made, group)
        metrics = self.look.metrics
        made.resize(QSize(metrics.px(240), metrics.px(360)))
        made.itemClicked.connect(self._take)
        made.taken.connect(self._take)
        made.move(self._place(made.size()))
        made.show()
        made.setFocus()
        if made.currentItem() is not None:
            made.scrollToItem(made.currentItem(), QListWidget.ScrollHint.PositionAtCenter)

    def _fill(self, made: QListWidget, group: NameGroup) -> None:
        theme = self.look.theme
        head = QListWidgetItem(group.title, made)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(self.look.metrics.font(Text.SMALL, strong=True))
        head.setForeground(QBrush(theme.ink_soft))
        head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        head.setSizeHint(QSize(0, self.look.metrics.px(26)))
        for choice in group.choices:
            item = QListWidgetItem(choice.text, made)
            item.setData(Qt.ItemDataRole.UserRole, choice.name)
            item.setForeground(QBrush(theme.ink if choice.known else theme.ink_faint))
            if choice.name == self._name:
                made.setCurrentItem(item)

    def _place(self, size: QSize) -> QPoint:
        """Under the button, or above it, on the screen that it is on."""
        below = self.mapToGlobal(QPoint(0, self.height()))
        room = self.screen().availableGeometry()
        if below.y() + size.height() > room.bottom():
            below.setY(max(room.top(), self.mapToGlobal(QPoint(0, 0)).y() - size.height()))
        below.setX(max(room.left(), min(below.x(), room.right() - size.width())))
        return below

    @guarded
    def _take(self, item: QListWidgetItem) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        if name:
            if self._list is not None:
                self._list.close()
            self.chosen.emit(str(name))
