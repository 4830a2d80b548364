"""A panel around a plot: a title that says what is seen, a line below that says what is read, and
the keys that zoom and move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.theme import Text
from ui.plot.geometry import PlotPanelLayout, plot_panel_layout
from ui.plot.plot import PlotWidget

__all__ = ["ENTER", "PLANE_ARROWS", "PlotPanel"]

ZOOMS: Final = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
NUMBERS: Final = (Qt.Key.Key_7, Qt.Key.Key_0)


class PlotPanel(PaintedPanel):
    """The base of panels with one plot. A subclass says what stands in it."""

    paints_by_children = True

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.pointer: QPointF | None = None
        """Where the pointer is over the plot, in its pixels."""
        self.plot = PlotWidget(look, self)
        self.plot.pointed.connect(self._point)
        self.plot.clicked.connect(self._click)
        self.plot.failed.connect(self.failed)
        self.plot.hide()

    # -- what a subclass says

    def titles(self) -> Sequence[str]:
        """The pattern that is seen now, and after it shorter ways to say it; none: nothing is
        shown yet."""
        return ()

    def note(self) -> str:
        """What is read below the plot."""
        return ""

    def nothing_yet(self) -> str:
        """What will be here, where there is no title."""
        return ""

    def read(self) -> None:
        """Take up what is pointed at, by the pointer or by keys."""

    def draw(self) -> None:
        """Give the plot what it shows."""

    def click(self) -> None:
        """A click of the left button where the pointer is."""

    def is_door(self) -> bool:
        """Whether a click where the pointer is opens a number."""
        return False

    def pointer_shape(self) -> Qt.CursorShape:
        """The shape of the pointer where it is: a hand over a door."""
        over = self.pointer is not None and self.is_door()
        return Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor

    def paint_more(self, painter: QPainter, places: PlotPanelLayout) -> None:
        """Paint what is no plot."""

    def title_room(self, places: PlotPanelLayout) -> Box:
        """Where the title may stand."""
        return places.title

    def press(self, key: Qt.Key) -> bool:
        """What a key does besides zooming and moving; whether it does something."""
        return False

    @property
    def holds_something(self) -> bool:
        """Whether Esc has something to let go."""
        return False

    # -- what comes down

    def forget(self) -> None:
        """Hold on to nothing of the lesson, in the plot neither."""
        super().forget()
        self._draw()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        super().set_look(look)
        self.plot.set_look(look)
        self._draw()

    def retranslate(self) -> None:
        """The language changed."""
        super().retranslate()
        self._draw()

    @guarded
    def _draw(self) -> None:
        self.draw()
        self._place()
        self._read()

    @guarded
    def _read(self) -> None:
        self.read()
        self.plot.refresh()
        self.update()

    # -- places

    def layout_now(self) -> PlotPanelLayout:
        """Where everything stands at this size."""
        return plot_panel_layout(self.width(), self.height(), self.look.metrics.factor)

    def _place(self) -> None:
        box = self.layout_now().plot
        wide, tall = max(round(box.width), 1), max(round(box.height), 1)
        self.plot.setGeometry(QRect(round(box.left), round(box.top), wide, tall))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._draw()

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        titles, places = self.titles(), self.layout_now()
        if not titles:
            self.paint_nothing_yet(painter, self.nothing_yet())
            return
        self.paint_line(painter, self.title_room(places), titles, Text.BODY)
        self.paint_more(painter, places)
        self.paint_line(painter, places.note, (self.note(),), Text.SMALL)

    # -- the pointer

    @guarded
    def _point(self, place: object) -> None:
        self.pointer = place if isinstance(place, QPointF) else None
        self._read()
        shape = self.pointer_shape()
        if self.plot.viewport().cursor().shape() != shape:
            self.plot.viewport().setCursor(shape)

    @guarded
    def _click(self, place: object) -> None:
        self.pointer = place if isinstance(place, QPointF) else None
        self._read()
        self.click()

    @guarded
    def enterEvent(self, event: QEnterEvent) -> None:
        self._read()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self.pointer = None
        self._read()

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        taken = event.key() in (*PLANE_ARROWS, *ENTER, *ZOOMS, *NUMBERS)
        allowed = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        escapes = event.key() == Qt.Key.Key_Escape and self.holds_something
        return not event.modifiers() & ~allowed and (taken or escapes)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self.frame is None or not self.titles():
            super().keyPressEvent(event)
        elif key in PLANE_ARROWS and shifted:
            self.plot.pan(*PLANE_ARROWS[key])
        elif key in ZOOMS:
            self.plot.zoom(ZOOMS[key])
        elif key == Qt.Key.Key_0:
            self.plot.show_all()
        elif not self.press(key):
            event.ignore()

    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._read()

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._read()
