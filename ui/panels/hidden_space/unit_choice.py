"""The choice of two units as the axes of a hidden space, in place of directions of all of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.text import _

__all__ = ["UnitChoice"]

FIRST_UNITS = (0, 1)
"""The units that are the axes at first."""
LIST_PIXELS, GAP_PIXELS = 96, 6
"""The width of a list of units, and what is between two."""


class UnitChoice(QObject):
    """A button in the title's line, and a list of units for each axis while it is on."""

    chosen = Signal(object)
    """Two units, or None for directions of all."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.button = QToolButton(panel)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.button.setCheckable(True)
        self.lists = (QComboBox(panel), QComboBox(panel))
        """The unit to the right, and the one upward."""
        self.units: tuple[int, int] | None = None
        self._count = 0
        self._look: Look
        for widget in (self.button, *self.lists):
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the panel's keys choose too
            widget.hide()
        self.button.clicked.connect(partial(self.press, 0))
        for n, each in enumerate(self.lists):
            each.activated.connect(partial(self._picked, n))

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self._look = look
        for widget in (self.button, *self.lists):
            widget.setFont(look.metrics.font(Text.SMALL))

    @property
    def is_offered(self) -> bool:
        """Whether the layer has more units than axes."""
        return self._count > len(FIRST_UNITS)

    @property
    def button_width(self) -> float:
        """The width that the button takes of the title's line."""
        return self.button.sizeHint().width() + 2.0 if self.is_offered else 0.0

    def show_units(self, count: int, units: tuple[int, int] | None) -> None:
        """Stand as a layer of so many units is seen."""
        self._count, self.units = count, units
        self.button.setText(_("Units"))
        self.button.setToolTip(
            _("See the layer along two of its units instead of directions of all (5)")
        )
        self.button.setChecked(units is not None)
        self.button.setVisible(self.is_offered)
        for n, each in enumerate(self.lists):
            text = (_("→ unit {number}"), _("↑ unit {number}"))[n]
            names = [text.format(number=number) for number in range(count)]
            with QSignalBlocker(each):
                if [each.itemText(place) for place in range(each.count())] != names:
                    each.clear()
                    each.addItems(names)
                each.setCurrentIndex(-1 if units is None else units[n])
            each.setAccessibleName((_("unit to the right"), _("unit upward"))[n])
            each.setVisible(units is not None)

    def place(self, title: Box, row: Box, width: int) -> None:
        """Take places: the button at the end of the title's line, the lists in a row of theirs."""
        metrics = self._look.metrics
        wide, tall = self.button.sizeHint().width(), metrics.px(24)
        right = width - round(title.left)
        self.button.setGeometry(QRect(right - wide, round(title.top) + metrics.px(1), wide, tall))
        room = (row.width - metrics.px(GAP_PIXELS)) / len(self.lists)
        each_wide = round(min(room, metrics.px(LIST_PIXELS)))
        for n, each in enumerate(self.lists):
            left = round(row.left) + n * (each_wide + metrics.px(GAP_PIXELS))
            each.setGeometry(QRect(left, round(row.top), each_wide, tall))

    @guarded
    def press(self, number: int, _checked: object = None) -> None:
        """Turn it on or off (0), or go to the next unit to the right (1) or upward (2) that
        is not the other one."""
        if number == 0:
            self.chosen.emit(FIRST_UNITS if self.units is None else None)
        elif self.units is not None:
            axis = number - 1
            unit = (self.units[axis] + 1) % self._count
            if unit == self.units[1 - axis]:
                unit = (unit + 1) % self._count
            self._picked(axis, unit)

    @guarded
    def _picked(self, axis: int, unit: int) -> None:
        """Another unit for one axis; the two change places where it is that of the other."""
        if self.units is None:
            return
        units = [*self.units]
        if units[1 - axis] == unit:
            units[1 - axis] = units[axis]
        units[axis] = unit
        self.chosen.emit((units[0], units[1]))
