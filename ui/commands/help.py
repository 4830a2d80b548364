"""The help sheet: every command of the table with its keys and its sentence, on one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.kit.look import Look
from ui.kit.overlay import Overlay, words
from ui.kit.theme import Text
from visualnn.text import _

from .command import Command, Menu
from .keys import keys_of

__all__ = ["HelpSheet", "columns"]


def columns(groups: Iterable[tuple[Menu, list[Command]]], count: int) -> list[list[Menu]]:
    """The menus dealt out to so many columns, in order and about equally high."""
    sizes = [(menu, len(commands) + 2) for menu, commands in groups]
    total = sum(size for _menu, size in sizes)
    dealt: list[list[Menu]] = [[] for _ in range(count)]
    height = 0
    for menu, size in sizes:
        middle = height + size / 2
        dealt[int(middle * count / total)].append(menu)
        height += size
    return dealt


class _Area(QScrollArea):
    """As high as the columns of its page if there is room; where there is none, it scrolls."""

    def __init__(self, columns: QHBoxLayout) -> None:
        super().__init__()
        self._columns = columns

    def sizeHint(self) -> QSize:
        wide = self.viewport().width()
        return QSize(wide, self._columns.totalHeightForWidth(wide))


class HelpSheet(Overlay):
    """All commands, sorted as in the menu."""

    def __init__(self, over: QWidget, look: Look, commands: Sequence[Command]) -> None:
        super().__init__(over, look, 1200, top=0.04)
        self.rows.addWidget(words(_("Keys and commands"), look, Text.TITLE))
        page = QWidget()
        columns_row = QHBoxLayout(page)
        self.area = _Area(columns_row)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.addWidget(self.area)
        room = min(over.width(), look.metrics.px(1200)) / look.metrics.factor
        self._commands = tuple(commands)
        self._fill(columns_row, max(1, min(3, int(room / 360))))
        self.area.setWidget(page)
        self.area.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)

    def open(self) -> None:
        """Lie on top; the arrow keys scroll."""
        super().open()
        self.rows.activate()  # only now is it known how high the sentences are
        self._place()
        self.area.setFocus()

    def _fill(self, line: QHBoxLayout, count: int) -> None:
        groups = {menu: [c for c in self._commands if c.menu is menu] for menu in Menu}
        unit = self.look.metrics.unit
        line.setContentsMargins(0, 0, unit, 0)
        line.setSpacing(4 * unit)
        for menus in columns(groups.items(), count):
            column = QVBoxLayout()
            column.setSpacing(unit)
            for menu in menus:
                column.addWidget(words(_(menu.value), self.look, strong=True))
                column.addLayout(self._group(groups[menu]))
                column.addSpacing(unit)
            column.addStretch()
            line.addLayout(column, 1)

    def _group(self, commands: list[Command]) -> QGridLayout:
        """Keys at the left, title and sentence at the right."""
        grid = QGridLayout()
        metrics = self.look.metrics
        grid.setHorizontalSpacing(metrics.unit)
        grid.setVerticalSpacing(metrics.px(4))
        grid.setColumnMinimumWidth(0, metrics.px(96))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, command in enumerate(commands):
            grid.addWidget(words(keys_of(command), self.look, soft=True), row, 0, top)
            grid.addLayout(self._text(command), row, 1)
        return grid

    def _text(self, command: Command) -> QVBoxLayout:
        both = QVBoxLayout()
        both.setSpacing(0)
        title: QLabel = words(_(command.title), self.look)
        sentence: QLabel = words(_(command.help), self.look, Text.SMALL, soft=True)
        for label in (title, sentence):
            label.setWordWrap(True)
            both.addWidget(label)
        return both
