"""The tensor view: whole values as heat maps with their numbers.

The value that the learner looks at is large; what the current instruction read stands above or
beside it, smaller and in the order of reading, so that a row and a column are seen to become a
cell. Every cell is a door, and a number that may be changed is changed where it stands.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolButton, QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.heat_map import rect
from ui.kit.keys import CELL_ARROWS
from ui.kit.look import Look
from ui.kit.number_editing import NumberEditing
from ui.kit.panel import Panel, is_plain
from ui.kit.pulled import KEY_PIXELS, HeldNumber, pulled_value
from ui.kit.theme import Text
from ui.panels.tensor.legible import SmallTables, rows_read
from ui.panels.tensor.name_picker import NameGroup, NamePicker
from ui.panels.tensor.picture import TensorPicture, nothing_yet, paint_words
from ui.panels.tensor.scene import Item, Names, flat, items, shape_text
from ui.panels.tensor.slice_picker import SlicePicker, moved_slice
from ui.panels.tensor.view import ElementSpot, Slot, TensorView
from ui.session.wishes import Edit, LookAt
from visualnn import figures
from visualnn.expr import Source
from visualnn.names import display
from visualnn.tell.frame import Frame
from visualnn.tell.places import name_of
from visualnn.text import _

__all__ = ["TensorPanel"]

_PAGES: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_OPEN: Final = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PULLS: Final = {Qt.Key.Key_Up: +1, Qt.Key.Key_Down: -1}
_NOTCH_EIGHTH_DEGREES: Final = 120
"""What a wheel reports for one notch."""


class TensorPanel(Panel):
    """Draws the value in focus, or another that was picked, and what the instruction read."""

    wanted_pixels = 400, 300
    least_pixels = 160, 100

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.picked: str | None = None
        """The value that was picked; None while the view follows the focus."""
        self.view: TensorView | None = None
        """What is shown, in its place; None before the first frame."""
        self.editing = NumberEditing(self)
        self.editing.entered.connect(self._entered)
        self.editing.failed.connect(self.failed)
        self._names: Names | None = None
        self._picture: Slot | None = None
        self._pointer: tuple[float, float] | None = None
        self._hover: ElementSpot | None = None
        self._held: HeldNumber | None = None
        """The number that is pressed and may be pulled, or is pulled by keys."""
        self._key_pixels = 0.0
        self._scrolled: tuple[int, int] | None = None
        self._leading: tuple[str, tuple[int, ...]] | None = None  # a value, and its chosen slice
        self._heading: tuple[object, ...] | None = None  # what the buttons were placed for
        self._turned = 0
        self._painted = TensorPicture(self.scales)
        self._difference: tuple[NDArray[Any], NDArray[Any], NDArray[Any]] | None = None
        self._most_rows = 1
        self._small: SmallTables | None = None
        self.slices = SlicePicker(look, self)
        self.picker = NamePicker(look, self._groups, self)
        self.change = self._button(checkable=True)
        self.follow = self._button(checkable=False)
        self.copy_action = QAction(self)
        self._wire()
        # by Tab only: a click here must not take the arrow keys away from stepping
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.addAction(self.copy_action)
        self._speak()
        self._dress()

    def _button(self, *, checkable: bool) -> QToolButton:
        button = QToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setCheckable(checkable)
        button.hide()
        return button

    def _wire(self) -> None:
        self.picker.chosen.connect(self.pick)
        self.picker.failed.connect(self.failed)
        self.slices.moved.connect(self.move_slice)
        self.slices.failed.connect(self.failed)
        self.follow.clicked.connect(self._follow)
        self.change.toggled.connect(self._again)
        self.copy_action.triggered.connect(self.copy)

    def _speak(self) -> None:
        """Texts in the language of now."""
        self.picker.setAccessibleName(_("Value to show"))
        self.picker.setToolTip(_("Choose a value to show"))
        self.change.setText(_("Difference"))
        self.change.setToolTip(_("Show the new numbers minus the old ones"))
        self.follow.setText(_("Follow"))
        self.follow.setToolTip(_("Show the value in focus again"))
        self.copy_action.setText(_("Copy this value as a table"))

    def _dress(self) -> None:
        small = self.look.metrics.font(Text.SMALL)
        self.picker.look = self.look
        self.slices.set_look(self.look)
        self.picker.setFont(self.look.metrics.font(Text.BODY, strong=True))
        for button in (self.change, self.follow):
            button.setFont(small)

    # -- what comes down

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.editing.close()
        super().set_look(look)
        self._dress()
        self._heading = None
        self._again()

    def retranslate(self) -> None:
        """The language changed."""
        super().retranslate()
        self._speak()
        self._heading = None
        self._again()

    @guarded
    def _take(self, frame: Frame) -> None:
        old = self.frame
        if old is None or frame.lesson is not old.lesson:
            self._names, self._most_rows = Names(frame.lesson), rows_read(frame.lesson)
            self._small = SmallTables.of(frame.lesson)
            self._painted.forget()
            self.picked, self._scrolled, self._hover, self._leading = None, None, None, None
        elif frame.focus != old.focus:
            self._scrolled = self._leading = None
        self.editing.follow(frame)
        self.frame = frame
        self._arrange()

    @guarded
    def _again(self, _checked: object = None) -> None:
        """What is shown of the same frame is another part, or another way."""
        if self.frame is not None:
            self._arrange()
        self.update()

    @property
    def subject(self) -> str:
        """The name of the value that is looked at; "" if there is none."""
        if self.picked is not None:
            return self.picked
        focus = self.frame.focus if self.frame is not None else None
        return focus.place.name if focus is not None else ""

    # -- places

    def _arrange(self) -> None:
        """Find the places of all that is shown now."""
        frame, names = self.frame, self._names
        if frame is None or names is None:
            return
        shown = items(frame, names, self.subject)
        changing = self._shows_change
        if changing:
            shown[-1] = self._changed(shown[-1], frame)
        self.view = TensorView(
            frame,
            names,
            self.look,
            (self.width(), self.height()),
            shown,
            changing=changing,
            scrolled=self._scrolled,
            most_rows=self._most_rows,
            small_tables=self._small,
            leading=self._leading[1]
            if self._leading is not None and self._leading[0] == self.subject
            else None,
        )
        self._place_header(self.view)
        if self._pointer is not None:
            self._hover = self.view.under(*self._pointer, self._picture)
        self._picture = self.view.picture(self._hover)
        self._painted.measure(self.view)

    def _place_header(self, view: TensorView) -> None:
        """Put the buttons where the heading of the value is, if it is another than before: that
        takes as long as a tenth of a picture of a run."""
        metrics, area, subject = self.look.metrics, view.regions.header, self.subject
        changes = view.frame.before is not None and subject == view.frame.written
        shape = view.main.item.shape if view.main is not None else ()
        heading = (view.names, subject, area, self.picked is None, changes, view.leading, shape)
        if heading == self._heading:
            return
        self._heading = heading
        self.picker.show_name(subject, display(subject) if subject else _("Choose a value"))
        self.follow.setVisible(self.picked is not None)
        self.change.setVisible(changes)
        right = area.right
        for button in (self.follow, self.change):
            if not button.isHidden():
                right -= button.sizeHint().width()
                _move(button, right, area, button.sizeHint().width())
        phase = view.names.phase(subject) if subject else None
        left = area.left + (metrics.px(16) if phase is not None else -metrics.px(6))
        text = QFontMetrics(self.picker.font()).horizontalAdvance(self.picker.text())
        _move(self.picker, left, area, min(text + metrics.px(12), max(1.0, right - left)))
        self.slices.show_slice(view.leading, shape)
        wide = self.slices.sizeHint().width()
        after = self.picker.geometry().right() + metrics.px(4)
        if self.slices.isVisibleTo(self) and after + wide > right:
            self.slices.hide()  # the keys and the wheel still reach every part
        _move(self.slices, after, area, wide)

    @property
    def _header_room(self) -> tuple[float, float]:
        """What the buttons of the heading leave, from left to right."""
        buttons = (button for button in (self.change, self.follow) if not button.isHidden())
        end = min((button.x() for button in buttons), default=self.width())
        begin = self.picker if self.slices.isHidden() else self.slices
        return begin.geometry().right() + self.look.metrics.px(2), end

    # -- what an update changed

    def _changed(self, item: Item, frame: Frame) -> Item:
        """What its last update changed in a value: new − old."""
        new, old = item.array, frame.before
        if new is None or old is None:
            return item
        made = self._difference
        if made is None or made[0] is not new or made[1] is not old:
            with np.errstate(over="ignore", invalid="ignore"):
                made = self._difference = (new, old, new - old)
        return replace(item, array=made[2])

    @property
    def _shows_change(self) -> bool:
        frame = self.frame
        return (
            self.change.isChecked()
            and frame is not None
            and frame.before is not None
            and frame.written == self.subject
        )

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)
            if self.view is None:
                unit = self.look.metrics.unit
                area = Box(2 * unit, 4 * unit, max(1, self.width() - 4 * unit), self.height())
                paint_words(painter, self.look, area)
                return
            self._painted.paint(painter, self.view, self._hover, self._picture, self._header_room)
            if self.hasFocus():
                for inset in range(self.look.metrics.ring):
                    place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                    paint.frame(painter, place, self.look.theme.focus)

    def forget(self) -> None:
        super().forget()
        self._painted.forget()
        self._picture = self._hover = self._difference = self._names = None

    def spoken(self) -> str:
        """What value is shown and how large, its number in focus, and between which it lies."""
        view = self.view
        if view is None or view.main is None:
            return nothing_yet()
        item = view.main.item
        told = [", ".join((display(item.name), shape_text(item.shape) or _("one number")))]
        told += [caption] if (caption := next(view.captions(None), "")) else []
        if item.array is None:
            told.append(_("{name} is not computed yet").format(name=display(item.name)))
        elif item.array.size > 1 and np.isfinite(item.array).all():
            low, high = figures.result(item.array.min()), figures.result(item.array.max())
            told.append(_("numbers from {low} to {high}").format(low=low, high=high))
        elif item.array.size > 1:
            told.append(_("not all of its numbers are finite"))
        return "\n".join(told)

    # -- wishes

    def _groups(self) -> list[NameGroup]:
        if self._names is None or self.frame is None:
            return []
        return self._names.groups(self.frame)

    @guarded
    def pick(self, name: str) -> None:
        """Show this value until the view follows the focus again."""
        self.editing.close()
        self.picked, self._scrolled = name, None
        self._again()

    @guarded
    def _follow(self, _checked: object = None) -> None:
        self.editing.close()
        self.picked, self._scrolled = None, None
        self._again()

    @guarded
    def copy(self, _checked: object = None) -> None:
        """Put the value on the clipboard: rows of numbers with all their digits, tabs between."""
        main = self.view.main if self.view is not None else None
        if main is None or main.item.array is None:
            return
        array = main.item.array
        rows = array.reshape(array.shape[0] if array.ndim > 1 else 1, -1)
        text = "\n".join(
            "\t".join(figures.full(number, plain=True) for number in line) for line in rows
        )
        QGuiApplication.clipboard().setText(text)

    @guarded
    def edit(self, spot: ElementSpot) -> None:
        """Lay a field over a number, to give it another value."""
        frame = self.frame
        if frame is None or not spot.can_edit:
            return
        cell = rect(spot.slot.grid.cell(*spot.cell)).toRect()
        self.editing.open_at(frame, spot.source, self.look, cell)

    @guarded
    def _entered(self, place: Source, number: float) -> None:
        self.wished.emit(Edit(place, number))

    # -- the pointer

    def _under(self, event: QMouseEvent) -> ElementSpot | None:
        """The element that the pointer is on."""
        at = event.position()
        return None if self.view is None else self.view.under(at.x(), at.y(), self._picture)

    def name_at(self, x: float, y: float) -> str:
        spot = None if self.view is None else self.view.under(x, y, self._picture)
        return "" if spot is None else name_of(spot.source)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = (event.position().x(), event.position().y())
        held = self._held
        if held is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._point(self._under(event))
            return
        number = held.value_at(event.globalPosition())
        if number is not None:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
            self.pulled.emit(held.place, number)

    def _point(self, spot: ElementSpot | None) -> None:
        """Note what is under the pointer."""
        if spot is None if self._hover is None else self._hover.same(spot):
            return
        on_picture = spot is not None and spot.slot is self._picture
        self._hover = spot
        door = spot is not None and spot.slot.item.array is not None
        shape = Qt.CursorShape.PointingHandCursor if door else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if self.view is not None and not on_picture:
            self._picture = self.view.picture(spot)
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._point(None)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._under(event)
        door = spot is not None and spot.slot.item.array is not None
        if event.button() is Qt.MouseButton.LeftButton and spot is not None and door:
            self._end_pull(kept=True)
            self._held = self._in_hand(spot, event.globalPosition())
            self.wished.emit(LookAt(spot.source))

    def _in_hand(self, spot: ElementSpot, at: QPointF) -> HeldNumber | None:
        """A number that can be changed, held here: it follows if it is pulled."""
        array = spot.slot.item.array
        value = math.nan if array is None else float(array[spot.index])
        if not spot.can_edit or not math.isfinite(value):
            return None
        return HeldNumber(spot.source, value, at)

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._end_pull(kept=True):
            self._hover = None  # the pointer is elsewhere now
            self._point(self._under(event))

    def _end_pull(self, *, kept: bool) -> bool:
        """Let go of a number; whether it was pulled."""
        held, self._held, self._key_pixels = self._held, None, 0.0
        if held is None or not held.is_pulled:
            return False
        self.let_go.emit(kept)
        return True

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self._under(event)
        if event.button() is Qt.MouseButton.LeftButton and spot is not None:
            self.edit(spot)

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the pages of a value that is too large to be shown at once."""
        main = self.view.main if self.view is not None else None
        if main is None:
            event.ignore()
            return
        grid, table = main.grid, main.table
        whole = grid.rows == table.rows and grid.columns == table.columns
        if whole and not (self.view is not None and self.view.leading):
            event.ignore()
            return
        event.accept()
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        delta = event.angleDelta()
        self._turned += delta.y() or delta.x()
        notches = int(self._turned / _NOTCH_EIGHTH_DEGREES)
        self._turned -= notches * _NOTCH_EIGHTH_DEGREES
        if notches and whole:
            self.move_slice(0 if sideways else len(main.item.shape) - 3, -notches)
        elif notches:
            down, right = (0, -notches * grid.columns) if sideways else (-notches * grid.rows, 0)
            self._scrolled = (
                max(0, min(table.rows - 1, grid.first_row + down)),
                max(0, min(table.columns - 1, grid.first_column + right)),
            )
            self._again()

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return event.key() == Qt.Key.Key_C
        if self._is_pull_key(event):
            return True
        turns = self.view is not None and self.view.leading and event.key() in _PAGES
        return turns or (is_plain(event) and event.key() in (*CELL_ARROWS, *_OPEN))

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_pull_key(event):
            self._pull_by_key(event)
            return
        key = event.key()
        copies = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if copies and key == Qt.Key.Key_C:
            self.copy()
        elif key in CELL_ARROWS:
            self._go(*CELL_ARROWS[Qt.Key(key)])
        elif key in _OPEN:
            self._edit_in_focus()
        elif key in _PAGES and self.view is not None and self.view.leading:
            first = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.move_slice(0 if first else len(self.view.leading) - 1, _PAGES[Qt.Key(key)])
        else:
            event.ignore()

    def _is_pull_key(self, event: QKeyEvent) -> bool:
        """Whether a key pulls the number in focus, or ends a pull by keys."""
        if event.key() in _PULLS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return True
        is_ending = event.key() in (*_OPEN[1:], Qt.Key.Key_Escape)
        return bool(self._key_pixels) and is_plain(event) and is_ending

    def _pull_by_key(self, event: QKeyEvent) -> None:
        """Shift+↑ and Shift+↓ pull the number in focus, with Ctrl a tenth as far; Enter keeps it,
        Esc puts it back."""
        direction = _PULLS.get(Qt.Key(event.key()))
        if direction is None:
            self._end_pull(kept=event.key() != Qt.Key.Key_Escape)
            return
        spot = self._spot_in_focus()
        if self._held is None and spot is not None:
            self._held = self._in_hand(spot, QPointF())
        if self._held is not None:
            finer = 0.1 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            self._key_pixels += direction * KEY_PIXELS * finer
            self._held.is_pulled = True
            number = pulled_value(self._held.value, self._key_pixels)
            self.pulled.emit(self._held.place, number)

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere has let go."""
        if self._key_pixels:
            self._end_pull(kept=True)
        super().focusOutEvent(event)

    @guarded
    def move_slice(self, axis: int, by: int) -> None:
        """Show another slice of a value with three or more axes, until the focus moves."""
        view = self.view
        if view is None or view.main is None or not view.leading:
            return
        self.editing.close()
        found = moved_slice(view.leading, view.main.item.shape, axis, by)
        self._leading = (view.main.item.name, found)
        self._again()

    def _edit_in_focus(self) -> None:
        """Open the field over the number in focus."""
        spot = self._spot_in_focus()
        if spot is not None:
            self.edit(spot)

    def _spot_in_focus(self) -> ElementSpot | None:
        """The number in focus where the value that is looked at has it."""
        main = None if self.view is None else self.view.main
        cell = None if self.view is None or main is None else self.view.focus_cell(main)
        index = None if main is None or cell is None else main.index(cell)
        if main is None or cell is None or index is None:
            return None
        return ElementSpot(main, cell, index)

    def _go(self, down: int, right: int) -> None:
        """Bring the neighbouring cell into focus; the first one if none is in focus here."""
        main = self.view.main if self.view is not None else None
        focus = self.frame.focus if self.frame is not None else None
        if main is None or main.item.array is None:
            return
        cell = (0, 0)
        if focus is not None and focus.place.name == main.item.name:
            at = main.table.cell(flat(focus.place.index, main.item.shape)) or (0, 0)
            cell = (at[0] + down, at[1] + right)
        index = main.index(cell)
        if index is not None:
            self.wished.emit(LookAt(Source(main.item.name, index)))
            self._announce()

    def _announce(self) -> None:
        """Tell who cannot see it what the keyboard stands on."""
        if self.view is not None:
            self.announce(next(self.view.captions(None), ""))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.editing.close()
        self._again()


def _move(button: QWidget, left: float, area: Box, width: float) -> None:
    """Put a button into the header, unless it is there already."""
    height = min(round(area.height), button.sizeHint().height())
    top = round(area.top + (area.height - height) / 2)
    place = QRect(round(left), top, round(width), height)
    if button.geometry() != place:
        button.setGeometry(place)
