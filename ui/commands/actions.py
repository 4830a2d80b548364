"""The actions: one per command of the table. Menus, toolbar, palette and keys all use the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ui.kit import icons
from visualnn.text import _

from .keys import keys_of
from .table import COMMANDS, Command, Menu

if TYPE_CHECKING:
    from ui.shell.window import Window

__all__ = ["Actions"]


class Actions:
    """The actions of a window by the ids of their commands, and the menu of them all."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.by_id = {command.id: self._make(command) for command in COMMANDS}
        self.menu = QMenu(window)
        self._menus = {menu: self.menu.addMenu("") for menu in Menu}
        for command in COMMANDS:
            self._menus[command.menu].addAction(self.by_id[command.id])

    def _make(self, command: Command) -> QAction:
        action = QAction(self._window)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setAutoRepeat(command.repeats)
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda: self._window.do(command))
        self._window.addAction(action)
        return action

    def refresh(self) -> None:
        """What can be done now, and what is switched on."""
        for command in COMMANDS:
            action = self.by_id[command.id]
            enabled = command.enabled(self._window)
            if action.isEnabled() != enabled:
                action.setEnabled(enabled)
            if command.checked is not None:
                on = command.checked(self._window)
                if action.isChecked() != on:
                    action.setChecked(on)
                    if command.icon_on:
                        self._dress(command)

    def retranslate(self) -> None:
        """Say what they do in the current language."""
        for command in COMMANDS:
            action = self.by_id[command.id]
            title, about = _(command.title), _(command.help)
            action.setText(title)
            action.setToolTip(f"{title}  {keys_of(command)}\n{about}")
            action.setStatusTip(about)
        for menu, shown in self._menus.items():
            shown.setTitle(_(menu.value))
        self.dress()

    def dress(self) -> None:
        """Give them icons in the current theme and size."""
        for command in COMMANDS:
            if command.icon:
                self._dress(command)

    def _dress(self, command: Command) -> None:
        """Give an action the icon it has now."""
        action, look = self.by_id[command.id], self._window.look
        name = command.icon_on if command.icon_on and action.isChecked() else command.icon
        action.setIcon(icons.icon(name, look.theme, look.metrics.px(20)))
