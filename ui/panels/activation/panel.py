"""The activation of a layer: f and f′ over z, and where on them the numbers of the batch are.

Softmax, where a unit's output depends on every score of its row, is bars instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import Text
from ui.panels.activation import words
from ui.panels.activation.geometry import ActivationLayout, layout
from ui.panels.activation.marks import ActivationMarks
from ui.panels.activation.scene import MAX_RUG_COUNT, ActivationScene
from ui.panels.activation.shares import SharePicture
from ui.plot.axes import AxisSpan
from ui.plot.plot import PlotWidget
from ui.session.wishes import LookAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.text import _
from visualnn.views.activation import OVERLAYS, ActivationView

__all__ = ["ActivationPanel"]

REACH_PIXELS = 7
"""Pixels from a row's stroke or dot within which the pointer is meant for it."""
RUG_PIXELS = 14
"""The height of the strip with the other rows."""
MAX_OVERLAY_COUNT = 4
"""Functions that are laid over at once."""
ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ZOOMS: Final = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
OTHERS: Final = (Qt.Key.Key_7, Qt.Key.Key_0)


class ActivationPanel(Panel):
    """Draws the function; the pointer or the keys read it, a click explains a number."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: ActivationScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.overlaid: tuple[str, ...] = ()
        """The functions that are laid over, by the words that lesson files use."""
        self._pointer: QPointF | None = None
        self._key_row: int | None = None
        self._shares = SharePicture()
        self.plot = PlotWidget(look, self)
        self.marks = ActivationMarks(look)
        self.plot.under, self.plot.over = self.marks.under, self.marks.over
        self.plot.beneath = self.marks.beneath
        self.plot.pointed.connect(self._point)
        self.plot.clicked.connect(self._click)
        self.plot.failed.connect(self.failed)
        self.plot.hide()
        self.others = QToolButton(self)
        self.others.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.others.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.others.clicked.connect(self._open_others)
        self.others.hide()
        # by Tab only: a click here must not take the arrow keys away from stepping
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._label()
        self._dress()

    def _label(self) -> None:
        self.others.setText(_("Other functions"))
        self.others.setToolTip(_("Lay another function over this one (7)"))

    def _dress(self) -> None:
        self.others.setFont(self.look.metrics.font(Text.SMALL))
        self.marks.look = self.look
        self.plot.foot = self.look.metrics.px(RUG_PIXELS)
        self.plot.set_look(self.look)

    def sizeHint(self) -> QSize:
        return QSize(self.look.metrics.px(420), self.look.metrics.px(280))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.metrics.px(200), self.look.metrics.px(110))

    # -- what comes down

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame."""
        self._take(frame)
        super().show_frame(frame)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        super().set_look(look)
        self._dress()
        self._draw()

    def retranslate(self) -> None:
        """The language changed."""
        super().retranslate()
        self._label()
        self._draw()

    @guarded
    def _take(self, frame: Frame) -> None:
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            self.scene, self._key_row, self.overlaid = None, None, ()
            self._shares.forget()
            if ActivationView().suits(frame.lesson):
                scene = ActivationScene(frame.lesson)
                scene.show(frame, self.overlaid)
                self.scene = scene
        elif scene is not None:
            scene.show(frame, self.overlaid)
        if self._key_row is not None and scene is not None and self._key_row >= scene.row_count:
            self._key_row = None
        self._draw()

    @guarded
    def _draw(self) -> None:
        """Give the plot what the scene has."""
        scene, plot = self.scene, self.plot
        self.marks.scene = scene
        shown = scene is not None and scene.is_curve
        self.others.setVisible(shown)
        if plot.isHidden() == shown:
            plot.setVisible(shown)
        if scene is not None and shown:
            axis = scene.found.axis
            upright = AxisSpan(words.function_name(scene), *scene.heights)
            plot.set_axes(AxisSpan("z", float(axis[0]), float(axis[-1])), upright)
            plot.set_lines(self.marks.lines())
        self._place()
        self._read()

    def spoken(self) -> str:
        """The title, the numbers of the row, and what is read."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self._note())

    # -- places

    def _layout(self) -> ActivationLayout:
        return layout(self.width(), self.height(), self.look.metrics.factor)

    def _place(self) -> None:
        places, metrics = self._layout(), self.look.metrics
        box = places.plot
        self.plot.setGeometry(_whole(box))
        wide = self.others.sizeHint().width() + metrics.px(6)
        title = places.title
        if wide > title.width / 2:
            self.others.hide()
        left = round(title.right) - wide
        self.others.setGeometry(QRect(left, metrics.px(2), wide, metrics.px(24)))

    # -- reading

    def _pointed_row(self) -> int | None:
        """The row that the pointer is meant for, else the one that the keys went to."""
        scene = self.scene
        if scene is None or self._pointer is None or not scene.is_curve or not scene.is_known:
            return self._key_row
        place, at = self.plot.map, self._pointer
        reach = self.look.metrics.px(REACH_PIXELS)
        beneath = at.y() > place.box.bottom
        if beneath and scene.row_count > MAX_RUG_COUNT:
            return None
        z, a = scene.of_unit(scene.found.z).tolist(), scene.of_unit(scene.found.a).tolist()
        found, best = None, float(reach)
        for row, (across, up) in enumerate(zip(z, a, strict=True)):
            away = abs(place.across(across) - at.x())
            if not beneath:
                away = max(away, abs(place.up(up) - at.y()))
            if away <= best and (away < best or row == scene.found.row):
                found, best = row, away
        return found

    @guarded
    def _read(self) -> None:
        """Take up what is pointed at."""
        self.marks.row = self._pointed_row()
        self.marks.legend = self._pointer is not None or self.hasFocus()
        self.plot.refresh()
        self.update()

    def _note(self) -> str:
        """What is said below: of a row, of a place of the curve, or of the whole layer."""
        scene = self.scene
        if scene is None:
            return ""
        if not scene.is_curve:
            unit = self._shares.unit
            return words.note(scene) if unit is None else words.share_readout(scene, unit)
        if self.marks.row is not None and scene.is_known:
            return words.row_readout(scene, self.marks.row)
        if self._pointer is not None:
            place = self.plot.map
            z = place.x_at(self._pointer.x())
            if self._pointer.y() > place.box.bottom and scene.row_count > MAX_RUG_COUNT:
                return words.bin_readout(scene, z)
            return words.curve_readout(scene, z)
        return words.note(scene)

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.look.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.surface)
            if self.scene is None:
                self._paint_empty(painter)
            else:
                self._paint_scene(painter, self.scene)
            if self.hasFocus():
                for inset in range(self.look.metrics.ring):
                    place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                    paint.frame(painter, place, theme.focus)

    def _paint_scene(self, painter: QPainter, scene: ActivationScene) -> None:
        places = self._layout()
        title = places.title
        if self.others.isVisibleTo(self):
            title = Box(title.left, title.top, self.others.x() - title.left - 4, title.height)
        self._line(painter, title, tuple(words.titles(scene)), Text.BODY)
        if not scene.is_curve:
            self._shares.paint(painter, scene, places.plot, self.look)
        self._line(painter, places.note, (self._note(),), Text.SMALL)

    def _line(self, painter: QPainter, box: Box, texts: Sequence[str], size: Text) -> None:
        """Set the first of some texts that fits, else the last."""
        title = size is Text.BODY
        write = paint.writer(self.look.metrics, size, strong=title)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink if title else self.look.theme.ink_soft)
        text = next((each for each in texts if write.width(each) <= box.width), texts[-1])
        write.left(painter, QRectF(box.left, box.top, box.width, box.height), text)

    def _paint_empty(self, painter: QPainter) -> None:
        metrics = self.look.metrics
        painter.setFont(metrics.font(Text.BODY))
        painter.setPen(self.look.theme.ink_faint)
        room = QRectF(self.rect()).adjusted(metrics.px(16), 0, -metrics.px(16), 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), words.nothing_yet())

    # -- the pointer

    @guarded
    def _point(self, place: object) -> None:
        self._pointer = place if isinstance(place, QPointF) else None
        self._read()
        over = self._number_at() is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        if self.plot.viewport().cursor().shape() != shape:
            self.plot.viewport().setCursor(shape)

    @guarded
    def _click(self, place: object) -> None:
        self._pointer = place if isinstance(place, QPointF) else None
        self._read()
        found = self._number_at()
        if found is not None:
            self.wished.emit(LookAt(found))

    def _number_at(self) -> Source | None:
        """The number that is pointed at."""
        scene = self.scene
        if scene is None or self._pointer is None or not scene.is_known:
            return None
        tangent, place = scene.found.tangent, self.plot.map
        if tangent is not None and scene.is_curve:
            away = QPointF(place.across(tangent.z), place.up(tangent.slope)) - self._pointer
            if max(abs(away.x()), abs(away.y())) <= self.look.metrics.px(REACH_PIXELS):
                return scene.slope_place() or scene.place(scene.found.row)
        row = self._pointed_row()
        return None if row is None else scene.place(row)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene = self.scene
        if scene is None or scene.is_curve:
            return
        at = event.position()
        unit = self._shares.unit_at(scene, self._layout().plot, self.look, at.x(), at.y())
        if unit != self._shares.unit:
            self._shares.unit = unit
            shape = (
                Qt.CursorShape.ArrowCursor if unit is None else Qt.CursorShape.PointingHandCursor
            )
            self.setCursor(shape)
            self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        if scene is None or scene.is_curve or event.button() is not Qt.MouseButton.LeftButton:
            return
        unit = self._shares.unit_at(scene, self._layout().plot, self.look, at.x(), at.y())
        if unit is not None and scene.is_known:
            place = scene.place(scene.found.row)
            above = at.y() < self._shares.layout(scene, self._layout().plot, self.look).names.top
            if above:
                place = scene.place(scene.found.row, before=True)
            self.wished.emit(LookAt(Source(place.name, (*place.index[:-1], unit))))

    @guarded
    def enterEvent(self, event: QEnterEvent) -> None:
        self._read()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer, self._shares.unit = None, None
        self._read()

    # -- other functions

    @guarded
    def _open_others(self) -> None:
        """A list of the functions that can be laid over."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for word in OVERLAYS:
            action = QAction(word, menu, checkable=True, checked=word in self.overlaid)
            action.triggered.connect(lambda _checked, word=word: self.toggle(word))
            menu.addAction(action)
        menu.popup(self.others.mapToGlobal(QPoint(0, self.others.height())))

    @guarded
    def toggle(self, word: str) -> None:
        """Lay a function over, or take it away; the fifth takes the place of the first."""
        kept = tuple(each for each in self.overlaid if each != word)
        if word not in self.overlaid:
            kept = (*kept, word)[-MAX_OVERLAY_COUNT:]
        self._lay_over(kept)

    def _lay_over(self, overlaid: tuple[str, ...]) -> None:
        self.overlaid = overlaid
        if self.scene is not None and self.frame is not None:
            self.scene.show(self.frame, overlaid)
            self._draw()

    def _next_over(self) -> None:
        """The next function alone, and after the last one none."""
        last = self.overlaid[-1] if self.overlaid else None
        at = -1 if last is None else OVERLAYS.index(last)
        self._lay_over(OVERLAYS[at + 1 : at + 2])

    # -- the keyboard

    def event(self, event: QEvent) -> bool:
        """While the keyboard is here, the arrows move here and do not step the program."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            taken = event.key() in (*ARROWS, *ENTER, *ZOOMS, *OTHERS)
            allowed = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
            escapes = event.key() == Qt.Key.Key_Escape and self._holds_something
            if not event.modifiers() & ~allowed and (taken or escapes):
                event.accept()
                return True
        return super().event(event)

    @property
    def _holds_something(self) -> bool:
        return self._key_row is not None or bool(self.overlaid)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scene = Qt.Key(event.key()), self.scene
        if scene is None or self.frame is None:
            super().keyPressEvent(event)
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in ARROWS and shifted:
            self.plot.pan(*ARROWS[key])
        elif key in ARROWS:
            self._move(scene, *ARROWS[key])
        elif key in ENTER:
            self._look_at(scene)
        elif key in ZOOMS:
            self.plot.zoom(ZOOMS[key])
        elif key == Qt.Key.Key_0:
            self.plot.show_all()
        elif key == Qt.Key.Key_7 and scene.is_curve:
            self._next_over()
            self.announce(words.spoken(scene, ""))
        elif key == Qt.Key.Key_Escape and self._holds_something:
            self._key_row = None
            self._lay_over(())
        else:
            event.ignore()

    def _move(self, scene: ActivationScene, rows: int, units: int) -> None:
        """Go to another row in the order of z, or look at another unit."""
        if not scene.is_known:
            return
        found = scene.found
        self._pointer = None  # what the keys go to is read
        if units or not scene.is_curve:
            row = found.row
            if not scene.is_curve and units:
                row = min(max(row - units, 0), scene.row_count - 1)
                unit = found.unit
            else:
                unit = scene.next_unit(units or rows)
            self.wished.emit(LookAt(Source(scene.place(row).name, (row, *unit))))
        else:
            start = found.row if self._key_row is None else self._key_row
            row_beside = scene.next_row(start, rows)
            if row_beside is not None:
                self._key_row = row_beside
        self._read()
        self.announce(self._note() or words.spoken(scene, ""))

    def _look_at(self, scene: ActivationScene) -> None:
        """Explain the number that the keys went to, else the one in focus."""
        if scene.is_known:
            row = scene.found.row if self._key_row is None else self._key_row
            self.wished.emit(LookAt(scene.place(row)))

    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._read()

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._read()

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._draw()


def _whole(box: Box) -> QRect:
    return QRect(
        round(box.left), round(box.top), max(round(box.width), 1), max(round(box.height), 1)
    )
