"""The drawing: a picture is drawn by hand, and the network answers while it is drawn.

What is drawn is a point that the network is asked about: every number that it computes of it has a
card. While the hand moves nothing is recorded; letting go is the wish.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.heat_map import rect
from ui.kit.keys import CELL_ARROWS, ENTER
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.theme import Text
from ui.panels.drawing import words
from ui.panels.drawing.geometry import DrawingLayout, drawing_layout, inked
from ui.panels.drawing.picture import paint_answers, paint_canvas
from ui.session.wishes import Ask, LookAt
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.figures import result
from visualnn.lesson import Lesson
from visualnn.names import ASKED
from visualnn.tell.frame import Frame
from visualnn.text import _
from visualnn.views.drawing import (
    DrawablePicture,
    DrawingView,
    SeenPicture,
    class_label,
    drawable_picture,
    seen_picture,
)

__all__ = ["DrawingPanel"]

PAGES: Final = {Qt.Key.Key_PageDown: +1, Qt.Key.Key_PageUp: -1}
PENS: Final = {Qt.Key.Key_Space: False, Qt.Key.Key_Backspace: True}
"""Key → whether it rubs out."""
RAW_DIGITS = 2
"""Decimal places to which what is drawn is rounded, so that it can be said and kept."""


@dataclass(frozen=True)
class _Drawable:
    """What is drawn in a lesson."""

    lesson: Lesson
    picture: DrawablePicture
    labels: tuple[str, ...]

    @property
    def rows(self) -> int:
        return self.picture.rows

    @property
    def columns(self) -> int:
        return self.picture.columns


class DrawingPanel(PaintedPanel):
    """A picture to draw on, and the network's answer beside it."""

    wanted_pixels = 520, 360
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.shares: NDArray[np.float64] = np.zeros((1, 1))
        """How much ink lies on each place of the picture, ``(rows, columns)``, from 0 to 1."""
        self._drawable: _Drawable | None = None
        self._seen: SeenPicture | None = None
        self._pen: tuple[int, int] | None = None
        """The place of the pen while the keyboard moves it."""
        self._picked: int | None = None
        self._hovered: int | str | None = None
        self._stroke: tuple[tuple[float, float], bool] | None = None
        """Where the hand is while it draws, and whether it rubs out."""
        self._clock = QTimer(self, singleShot=True, interval=0)
        self._clock.timeout.connect(self._sketch)

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        if self._drawable is None or self._drawable.lesson is not frame.lesson:
            self._open(frame.lesson)
        known = self._drawable
        if known is None:
            return
        focus = None if frame.focus is None else frame.focus.place
        self._seen = seen_picture(frame.lesson, frame.values, focus)
        if self._stroke is None and not self._clock.isActive():
            self.shares = self._shares_of(known, self._seen.numbers)

    def _open(self, lesson: Lesson) -> None:
        """Begin with an empty picture."""
        self._stroke = self._pen = self._picked = self._seen = None
        if not DrawingView().suits(lesson):
            self._drawable = None
            return
        picture = drawable_picture(lesson)
        count = lesson.network.shapes[lesson.network.output][1]
        labels = tuple(class_label(lesson, n) for n in range(count))
        self._drawable = _Drawable(lesson, picture, labels)
        self.shares = np.zeros((picture.rows, picture.columns))

    def _shares_of(
        self, known: _Drawable, numbers: NDArray[np.floating] | None
    ) -> NDArray[np.float64]:
        """How much ink raw numbers stand for; without numbers none."""
        picture = known.picture
        if numbers is None:
            return np.zeros((known.rows, known.columns))
        raw = np.asarray(numbers, np.float64).reshape(known.rows, known.columns)
        return np.clip((raw - picture.blank) / ((picture.ink - picture.blank) or 1.0), 0, 1)

    @property
    def point(self) -> tuple[float, ...]:
        """The picture in raw numbers, as the data have them."""
        if self._drawable is None:
            return ()
        picture = self._drawable.picture
        raw = picture.blank + self.shares * (picture.ink - picture.blank)
        return tuple(np.round(raw, RAW_DIGITS).reshape(-1).tolist())

    @property
    def said(self) -> list[float] | None:
        """What the network says of the picture, output by output; None before it is computed."""
        found = None if self._seen is None else self._seen.said
        return None if found is None else [float(value) for value in found]

    @property
    def picture_box(self) -> Box:
        """Where the picture stands that is drawn on; an empty box where nothing can be drawn."""
        known = self._drawable
        return Box(0, 0, 0, 0) if known is None else self._layout(known).picture.box

    @property
    def _row(self) -> int | None:
        """The example of the batch that is shown; None for a picture that was drawn."""
        return None if self._seen is None or self._seen.is_drawn else self._seen.row

    def forget(self) -> None:
        super().forget()
        self._drawable = self._seen = None

    @property
    def _is_validation(self) -> bool:
        """Whether the example that is shown is one of the validation data."""
        return self._seen is not None and self._seen.is_validation

    def spoken(self) -> str:
        """The answer and all numbers."""
        if self._drawable is None:
            return words.nothing_yet()
        kept_aside = self._is_validation
        return words.spoken(self.said, self._drawable.labels, self._row, is_validation=kept_aside)

    # -- where things are

    def _layout(self, known: _Drawable) -> DrawingLayout:
        factor = self.look.metrics.factor
        return drawing_layout(
            self.width(), self.height(), factor, known.rows, known.columns, len(known.labels)
        )

    def _items(self, places: DrawingLayout) -> list[tuple[str, str, Box]]:
        """The switches above the picture: name, words, place."""
        write = paint.writer(self.look.metrics, Text.SMALL)
        found, x = [], places.head.left
        for name, text in (("clear", _("clear")), ("take", _("take the example in focus"))):
            wide = write.width(text)
            if x + wide > places.head.right:
                break
            found.append((name, text, Box(x, places.head.top, wide, places.head.height)))
            x += wide + self.look.metrics.px(12)
        return found

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        known = self._drawable
        if known is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
            return
        places, said = self._layout(known), self.said
        self.paint_line(
            painter,
            places.title,
            words.titles(said, known.labels, self._row, is_validation=self._is_validation),
            Text.BODY,
        )
        write = paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        for name, text, box in self._items(places):
            painter.setPen(self.look.theme.ink_soft)
            write.left(painter, rect(box), text)
            if name == self._hovered:
                base = write.baseline(rect(box))
                paint.door(painter, box.left, base, box.width, self.look.theme.ink_soft)
        pen = self._pen if self.hasFocus() else None
        paint_canvas(painter, places, self.shares, pen, self.look)
        hovered = self._hovered if isinstance(self._hovered, int) else None
        paint_answers(painter, places, said, known.labels, self._picked, hovered, self.look)
        self.paint_line(painter, places.note, (self._note(),), Text.SMALL)

    def _note(self) -> str:
        """The place of the pen, or how to draw."""
        source = None if self._pen is None else self._place(self._pen)
        if source is not None and self.frame is not None and self.hasFocus():
            value = float(self.frame.values[source.name][source.index])
            return words.note(source.name, source.index, value)
        return _("left button draws, right button rubs out; a number opens its card")

    def _place(self, cell: tuple[int, int]) -> Source | None:
        """The raw number of a place of the picture, once it is there."""
        seen, known = self._seen, self._drawable
        if seen is None or seen.numbers is None or known is None:
            return None
        index = np.unravel_index(cell[0] * known.columns + cell[1], seen.numbers.shape)
        return Source(seen.input, (seen.row, *(int(n) for n in index)))

    # -- drawing

    def _draw(self, end: tuple[float, float], *, rubs: bool) -> None:
        """Go on with the stroke to a place, and let the network answer as soon as it can."""
        begin = end if self._stroke is None else self._stroke[0]
        if self._stroke is None and self._row is not None:  # it begins on an empty sheet
            self.shares = np.zeros_like(self.shares)
        self.shares = inked(self.shares, begin, end, rubs=rubs)
        self._stroke = (end, rubs)
        if not self._clock.isActive():
            self._clock.start()  # its frame paints the stroke and the answer at once

    @guarded
    def _sketch(self) -> None:
        """Show what the network says of the picture as it is now."""
        if self._drawable is not None and self._stroke is not None:
            self.sketched.emit(self.point)

    def _finish(self) -> None:
        """The stroke is over: ask about the picture."""
        self._stroke = None
        self._clock.stop()
        self.wished.emit(Ask(self.point))

    def _clear(self) -> None:
        self._stroke = None
        self._clock.stop()
        self.shares = np.zeros_like(self.shares)
        self.wished.emit(Ask(self.point))
        self.update()

    def _take_row(self, known: _Drawable) -> None:
        """Take the picture of the row in focus."""
        frame = self.frame
        if frame is None:
            return
        plain = {name: array for name, array in frame.values.items() if not name.startswith(ASKED)}
        focus = None if frame.focus is None else frame.focus.place
        self.shares = self._shares_of(known, seen_picture(frame.lesson, plain, focus).numbers)
        self._finish()
        self.update()

    # -- the pointer

    def _answer_at(self, places: DrawingLayout, at: QPointF) -> int | None:
        found = (n for n, row in enumerate(places.answers) if row.whole.contains(at.x(), at.y()))
        return next(found, None)

    def _look_at_answer(self, n: int) -> None:
        if self._seen is not None and self._seen.said is not None:
            self.wished.emit(LookAt(Source(self._seen.output, (self._seen.row, n))))

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        known, at = self._drawable, event.position()
        rubs = event.button() is Qt.MouseButton.RightButton
        if known is None or not (rubs or event.button() is Qt.MouseButton.LeftButton):
            return
        places = self._layout(known)
        if places.picture.box.contains(at.x(), at.y()):
            self._stroke = self._pen = None  # a new stroke
            self._draw(places.cell(at.x(), at.y()), rubs=rubs)
            return
        for name, _text, box in self._items(places):
            if box.contains(at.x(), at.y()):
                if name == "clear":
                    self._clear()
                else:
                    self._take_row(known)
                return
        answer = self._answer_at(places, at)
        if answer is not None:
            self._look_at_answer(answer)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        known, at = self._drawable, event.position()
        if known is None:
            return
        places = self._layout(known)
        if self._stroke is not None:
            self._draw(places.cell(at.x(), at.y()), rubs=self._stroke[1])
            return
        answer = self._answer_at(places, at) if self.said is not None else None
        items = (name for name, _t, box in self._items(places) if box.contains(at.x(), at.y()))
        self._hovered = answer if answer is not None else next(items, None)
        if places.picture.box.contains(at.x(), at.y()):
            shape = Qt.CursorShape.CrossCursor
        elif self._hovered is not None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._stroke is not None:
            self._finish()
            self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        own = (*CELL_ARROWS, *PAGES, *ENTER, *PENS, Qt.Key.Key_Delete, Qt.Key.Key_T)
        escapes = event.key() == Qt.Key.Key_Escape and self._row is None
        return is_plain(event) and (event.key() in own or escapes)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, known = Qt.Key(event.key()), self._drawable
        if known is None or self.frame is None:
            super().keyPressEvent(event)
            return
        if key in CELL_ARROWS:
            self._move_pen(known, *CELL_ARROWS[key])
        elif key in PENS:
            pen = self._pen or (known.rows // 2, known.columns // 2)
            self._pen, self._stroke = pen, None
            self._draw((pen[0] + 0.5, pen[1] + 0.5), rubs=PENS[key])
            self._finish()
            self.announce(self.spoken())
        elif key in PAGES:
            self._pen = None
            first = -1 if PAGES[key] > 0 else 0
            picked = first if self._picked is None else self._picked
            self._picked = (picked + PAGES[key]) % len(known.labels)
            said = self.said
            value = paint.NOT_COMPUTED if said is None else result(said[self._picked])
            self.announce(f"{known.labels[self._picked]}: {value}")
        elif key in ENTER:
            self._open_number()
        elif key == Qt.Key.Key_Delete:
            self._clear()
        elif key == Qt.Key.Key_T:
            self._take_row(known)
        elif key == Qt.Key.Key_Escape and self._row is None:
            self.wished.emit(Ask())
        else:
            event.ignore()
            return
        self.update()

    def _move_pen(self, known: _Drawable, down: int, right: int) -> None:
        """Move the pen by a place; the first time it comes to the middle."""
        self._picked = None
        if self._pen is None:
            self._pen = (known.rows // 2, known.columns // 2)
        else:
            row, column = self._pen[0] + down, self._pen[1] + right
            self._pen = min(max(row, 0), known.rows - 1), min(max(column, 0), known.columns - 1)
        self.announce(self._note())

    def _open_number(self) -> None:
        """Look at the number of the pen's place, else at the answer that is picked or largest."""
        place = None if self._pen is None else self._place(self._pen)
        if place is not None:
            self.wished.emit(LookAt(place))
        elif self.said is not None:
            largest = int(np.argmax(self.said))
            self._look_at_answer(largest if self._picked is None else self._picked)

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._picked = None
        self.update()
