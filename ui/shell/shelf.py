"""The shelf: the names of the panels that have no room now, each a button that brings it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.theme import Text
from visualnn.text import _

__all__ = ["Shelf"]


class Shelf(QWidget):
    """A row of words at the right end of a heading; where the row is too long, one word with a
    list."""

    wanted = Signal(str)
    """The name of a panel that should be shown."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.buttons: dict[str, QToolButton] = {}
        self.list = self._button("")
        self.list.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self.list.setMenu(self._menu)
        self._label = words("", look, Text.SMALL, soft=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._label)
        self._row.addWidget(self.list)
        self._offered: tuple[tuple[str, str], ...] = ()
        self._dress()
        self.hide()

    def offer(self, panels: Sequence[tuple[str, str]], room: int) -> None:
        """Offer these panels, (name, title)."""
        if tuple(panels) != self._offered:
            self._offered = tuple(panels)
            self._fill()
        label = _("Show:")
        self._label.setText(label)
        self.list.setText(f"{label.rstrip(':')} ▾")
        self._spread(labelled=True, listed=False)
        if self._wide > room:
            self._spread(labelled=False, listed=False)
        if self._wide > room:
            self._spread(labelled=False, listed=True)
        self.setVisible(bool(panels))
        self.resize(min(self._wide, room), self.sizeHint().height())

    @property
    def _wide(self) -> int:
        self._row.activate()
        return self.sizeHint().width()

    def _spread(self, *, labelled: bool, listed: bool) -> None:
        self._label.setVisible(labelled)
        self.list.setVisible(listed)
        for button in self.buttons.values():
            button.setVisible(not listed)

    def _fill(self) -> None:
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        self._menu.clear()
        for name, title in self._offered:
            button = self._button(title)
            button.clicked.connect(lambda _on, name=name: self.wanted.emit(name))
            action = self._menu.addAction(title)
            action.triggered.connect(lambda _on, name=name: self.wanted.emit(name))
            self._row.addWidget(button)
            self.buttons[name] = button
        self._dress()

    def _button(self, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setAccessibleName(" ".join((_("Show:"), title)))
        return button

    def _dress(self) -> None:
        metrics, theme = self.look.metrics, self.look.theme
        self._row.setSpacing(metrics.px(3))
        self._label.setFont(metrics.font(Text.SMALL))
        self._label.setStyleSheet(f"color: {theme.ink_soft.name()}")
        for button in (self.list, *self.buttons.values()):
            button.setFont(metrics.font(Text.SMALL))
            button.setStyleSheet(
                f"QToolButton {{ padding: 0 {metrics.px(3)}px; background: {theme.raised.name()};"
                f" border-radius: {metrics.px(4)}px; }}"
                f"QToolButton:hover {{ background: {theme.line.name()}; }}"
            )

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self._dress()
