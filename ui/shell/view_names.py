"""The row of names over the stage: each view that suits the lesson, as a button that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.text import _

__all__ = ["ViewNames"]

ROW_PIXELS = 28
"""The height of the row at factor 1."""


class ViewNames(QWidget):
    """Names of views; what has no room in the row is in a list behind it."""

    failed = Signal(str)
    """A sentence for the learner."""
    switched = Signal(str)
    """The name of a view that is to be shown."""
    placed = Signal(str)
    """The name of a view that is to be put beside the other, or taken away."""
    turned = Signal(str)
    """The second view is to stand ``beside`` or ``below`` the first."""
    forgotten = Signal()
    """The stage is to be as the lesson has it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.buttons: dict[str, QToolButton] = {}
        self._offered: tuple[tuple[str, str], ...] = ()
        self._shown: tuple[str, ...] = ()
        self._is_chosen = False
        self.list = QToolButton(self)
        self.list.setText("▾")
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.clicked.connect(self._open_list)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.list)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_look(look)

    def offer(
        self, views: Sequence[tuple[str, str]], shown: Sequence[str], *, chosen: bool
    ) -> None:
        """Offer these views, (name, title); those that are `shown` are marked. `chosen`: it is not
        as the lesson has it."""
        if tuple(views) != self._offered:
            self._offered = tuple(views)
            self._fill()
        self._shown, self._is_chosen = tuple(shown), chosen
        for name, button in self.buttons.items():
            button.setChecked(name in shown)
        self._dress()

    def fit(self, room: int) -> int:
        """Show as many names as `room` pixels have place for; the pixels that they take."""
        unit = self.look.metrics.unit
        taken = self._row.contentsMargins().left() + self.list.sizeHint().width() + unit
        for button in self.buttons.values():
            wide = button.sizeHint().width() + self._row.spacing()
            fits = taken + wide <= room
            button.setVisible(fits)
            taken += wide if fits else 0
        return taken

    def _fill(self) -> None:
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for number, (name, title) in enumerate(self._offered):
            button = QToolButton(self)
            button.setText(title)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the steps
            if number < 9:
                button.setToolTip(
                    _("Alt+{number} shows it, Ctrl+{number} puts it beside the other.").format(
                        number=number + 1
                    )
                )
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.clicked.connect(partial(self._switch, name))
            button.customContextMenuRequested.connect(partial(self._open_menu, name))
            self._row.insertWidget(number, button)
            self.buttons[name] = button

    @guarded
    def _switch(self, name: str, _on: bool = False) -> None:
        self.switched.emit(name)

    @guarded
    def _open_menu(self, name: str, at: QPoint) -> None:
        button = self.buttons[name]
        self.menu_of(name).popup(button.mapToGlobal(at))

    @guarded
    def _open_list(self) -> None:
        """The list of all views, each with what can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, title in self._offered:
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(name in self._shown)
            action.triggered.connect(partial(self._switch, name))
        menu.addSeparator()
        self._add_placing(menu, "")
        menu.popup(self.list.mapToGlobal(QPoint(0, self.list.height())))

    def menu_of(self, name: str) -> QMenu:
        """The menu of a view: where it is to stand."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        alone = menu.addAction(_("Show it alone"))
        alone.triggered.connect(partial(self._show_alone, name))
        self._add_placing(menu, name)
        return menu

    def _add_placing(self, menu: QMenu, name: str) -> None:
        is_shown = name in self._shown
        if name and (not is_shown or len(self._shown) > 1):
            title = _("Take it away") if is_shown else _("Put it with the first view")
            put = menu.addAction(title)
            put.triggered.connect(lambda: self.placed.emit(name))
        for placement, title in (
            ("beside", _("Beside each other")),
            ("below", _("Below each other")),
        ):
            turn = menu.addAction(title)
            turn.setEnabled(len(self._shown) > 1)
            turn.triggered.connect(lambda _on=False, p=placement: self.turned.emit(p))
        back = menu.addAction(_("As the lesson has it"))
        back.setEnabled(self._is_chosen)
        back.triggered.connect(self.forgotten)

    @guarded
    def _show_alone(self, name: str, _on: bool = False) -> None:
        if self._shown != (name,):
            if name not in self._shown:
                self.switched.emit(name)
            if self._shown != (name,):
                self.switched.emit(name)

    def retranslate(self) -> None:
        """The language changed: the names come anew with the next offer."""
        self._offered = ()
        self.list.setAccessibleName(_("Views"))
        self.list.setToolTip(_("All views, and how they stand"))

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        metrics, theme = look.metrics, look.theme
        self.setFixedHeight(metrics.px(ROW_PIXELS))
        self._row.setContentsMargins(2 * metrics.unit - metrics.px(6), metrics.px(4), 0, 0)
        self._row.setSpacing(metrics.px(2))
        self._sheet = (
            f"QToolButton {{ padding: 0 {metrics.px(6)}px; color: {theme.ink_soft.name()};"
            f" border: none; border-radius: {metrics.px(4)}px; }}"
            f"QToolButton:hover {{ background: {theme.raised.name()}; }}"
            f"QToolButton:checked {{ background: {theme.raised.name()};"
            f" color: {theme.ink.name()}; }}"
            f"QToolButton:focus {{ border: {metrics.ring}px solid {theme.focus.name()}; }}"
        )
        self._dress()

    def _dress(self) -> None:
        metrics = self.look.metrics
        for button in (*self.buttons.values(), self.list):
            button.setFont(metrics.font(Text.SMALL, strong=button.isChecked()))
            if button.styleSheet() != self._sheet:
                button.setStyleSheet(self._sheet)
            button.setFixedHeight(metrics.px(22))
