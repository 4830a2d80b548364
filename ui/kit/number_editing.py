"""Giving a number of a frame another value: a field over it, until something is entered or it no
longer is the number that was meant."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.number_editor import NumberEditor
from visualnn.expr import Source
from visualnn.tell.frame import Frame

__all__ = ["NumberEditing"]


class NumberEditing(QObject):
    """The one field of a widget. It closes when another moment of the run, or another lesson, is
    shown; the keyboard then goes back to who had it before."""

    entered = Signal(object, float)
    """The place of a number, and the value that it is to have."""
    failed = Signal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.editor: NumberEditor | None = None
        self._over = over
        self._opened: tuple[Frame, Source] | None = None
        self._before: QWidget | None = None
        """Who had the keyboard before the field was opened."""

    def open(self, frame: Frame, place: Source, look: Look) -> NumberEditor:
        """Open a field with a number of a frame; the caller lays it over its place. The largest
        number it takes is the largest of the value's type."""
        self.close()
        array = frame.values[place.name]
        largest = float(np.finfo(array.dtype).max)
        editor = NumberEditor(look, float(array[place.index]), self._over, largest=largest)
        editor.failed.connect(self.failed)
        editor.committed.connect(self._committed)
        editor.cancelled.connect(self.close)
        self.editor, self._opened = editor, (frame, place)
        self._before = QApplication.focusWidget()
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return editor

    def open_at(self, frame: Frame, place: Source, look: Look, cell: QRect) -> None:
        """Open a field over the cell of the widget that shows the number."""
        self.open(frame, place, look).lie_over(cell, self._over.size())

    def follow(self, frame: Frame) -> None:
        """Close the field if the frame shows another moment than the one it was opened at."""
        if self._opened is not None:
            opened, _place = self._opened
            if (frame.tick, frame.lesson) != (opened.tick, opened.lesson):
                self.close()

    @guarded
    def close(self) -> None:
        """Close the field without a new value."""
        editor, self.editor, self._opened = self.editor, None, None
        before, self._before = self._before, None
        if editor is None:
            return
        held = editor.hasFocus()
        editor.hide()
        editor.deleteLater()
        if held:
            to = before if before is not None and isValid(before) else self._over
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    @guarded
    def _committed(self, number: float) -> None:
        opened = self._opened
        self.close()
        if opened is not None:
            self.entered.emit(opened[1], number)
