"""The actions: one per command. Menus, toolbar, palette and keys all use the same."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.kit import icons
from ui.kit.guard import guarded
from visualnn.text import _

from .command import Command, Menu
from .hands import Hands
from .keys import keys_of

__all__ = ["Actions"]


class Actions(QObject):
    """The actions of a window by the ids of their commands, and the menu of them all."""

    done = Signal()
    """A command was done."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, hands: Hands, table: tuple[Command, ...], parent: QWidget) -> None:
        """`parent` is the widget in which the keys are heard."""
        super().__init__(parent)
        self._hands = hands
        self.table = table
        self.is_acting = False
        """Whether a command is being done right now."""
        self.by_id = {command.id: self._make(command, parent) for command in table}
        self.menu = QMenu(parent)
        self._menus = {menu: self.menu.addMenu("") for menu in Menu}
        for command in self.table:
            self._menus[command.menu].addAction(self.by_id[command.id])
        self._undressed: list[Command] = []
        """Commands whose icons are drawn when a menu shows them."""
        self.menu.aboutToShow.connect(self._dress_menus)

    def _make(self, command: Command, parent: QWidget) -> QAction:
        action = QAction(parent)
        if command.act_numbered is None:
            action.setShortcuts([QKeySequence(key) for key in command.keys])
        else:
            self._make_numbered(command, parent)
        action.setAutoRepeat(command.repeats)
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda: self.do(command))
        parent.addAction(action)
        return action

    def _make_numbered(self, command: Command, parent: QWidget) -> None:
        """An action for each key of a command that takes a number."""
        for number, key in enumerate(command.keys):
            action = QAction(parent)
            action.setShortcut(QKeySequence(key))
            action.setAutoRepeat(False)
            action.triggered.connect(lambda _on, n=number: self.do(command, n))
            parent.addAction(action)

    @guarded
    def do(self, command: Command, number: int | None = None) -> None:
        """Do a command: the only way in, from keys, menus, buttons and the palette."""
        self._hands.strip.clear()
        self.is_acting = True
        try:
            if number is None or command.act_numbered is None:
                command.act(self._hands)
            else:
                command.act_numbered(self._hands, number)
        finally:
            self.is_acting = False
        self.done.emit()

    def menu_of(self, ids: Iterable[str], parent: QWidget) -> QMenu:
        """A menu of some commands."""
        self._dress_menus()
        menu = QMenu(parent)
        for each in ids:
            menu.addAction(self.by_id[each])
        return menu

    def refresh(self) -> None:
        """Show what can be done now, and what is switched on."""
        for command in self.table:
            action = self.by_id[command.id]
            enabled = command.enabled(self._hands)
            if action.isEnabled() != enabled:
                action.setEnabled(enabled)
            if command.checked is not None:
                on = command.checked(self._hands)
                if action.isChecked() != on:
                    action.setChecked(on)
                    if command.icon_on:
                        self._dress(command)

    def retranslate(self) -> None:
        """Say what they do in the current language."""
        for command in self.table:
            action = self.by_id[command.id]
            title, about = _(command.title), _(command.help)
            with QSignalBlocker(action):  # window and menu hear of it once
                action.setText(title)
                action.setStatusTip(about)
            action.setToolTip(f"{title}  {keys_of(command)}\n{about}")
        for menu, shown in self._menus.items():
            shown.setTitle(_(menu.value))
        self.dress()

    def dress(self) -> None:
        """Give them icons in the current theme and size; those that are seen in menus alone get
        theirs when one opens."""
        bearing = [command for command in self.table if command.icon]
        for command in bearing:
            if command.toolbar:
                self._dress(command)
        self._undressed = [command for command in bearing if not command.toolbar]

    @guarded
    def _dress_menus(self) -> None:
        """A menu opens: it shows the icons of all commands."""
        for command in self._undressed:
            self._dress(command)
        self._undressed = []

    def _dress(self, command: Command) -> None:
        """Give an action the icon it has now."""
        action, look = self.by_id[command.id], self._hands.appearance.look
        name = command.icon_on if command.icon_on and action.isChecked() else command.icon
        action.setIcon(icons.icon(name, look.theme, look.metrics.px(20)))
