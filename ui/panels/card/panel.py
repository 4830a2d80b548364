"""The card: where one number came from, everything in the same place each time."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QToolTip,
    QWidget,
)

from ui.kit import paint
from ui.kit.flow import FlowView
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.number_editing import NumberEditing
from ui.kit.panel import Panel
from ui.kit.pulled import pulled_value
from ui.kit.scrolling import give_clear_viewport
from ui.kit.theme import Text
from ui.panels.card.explained import CardRequest, explained, nothing_yet
from ui.panels.card.followed import FollowedStrip
from ui.session.wishes import (
    CheckGradient,
    Edit,
    Follow,
    LookAt,
    LookBack,
    SeekOrigin,
    SeekTrouble,
    ToggleWatch,
)
from visualnn import figures
from visualnn.expr import Source
from visualnn.tell.explain import GradientCheck
from visualnn.tell.frame import Frame
from visualnn.tell.places import can_change, name_of
from visualnn.tell.uses import Use
from visualnn.text import _

__all__ = ["CardPanel"]

MEASURE_WORDS = ("norm", "rms", "mean", "std", "max_abs", "zeros")
"""What is offered to be followed of a whole array."""


class CardPanel(Panel):
    """The explanation of the number in focus."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._digits = self._everything = False
        self._told_tick: int | None = None
        self._check: GradientCheck | None = None
        self._pull_begin: tuple[Source, float] | None = None
        """The number that is pulled, and what it was before."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._text = FlowView(look)
        self._editing = NumberEditing(self._text)
        self._editing.entered.connect(self._entered)
        self._editing.failed.connect(self.failed)
        self._scroll = QScrollArea(self)
        give_clear_viewport(self._scroll)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._text)
        self._text.setAutoFillBackground(False)
        self._back = self._arrow("←", lambda: self.go(-1))
        self._forward = self._arrow("→", lambda: self.go(+1))
        self._follow = QPushButton("∿", self)
        self._follow.setFlat(True)
        self._follow.setEnabled(False)
        self._follow.setStyleSheet("padding: 0px")
        self._follow.clicked.connect(self._open_measures)
        self.followed = FollowedStrip(look, self)
        self.followed.wished.connect(self.wished)
        self.followed.failed.connect(self.failed)
        self.followed.hide()
        self._text.doubles = True
        self._text.activated.connect(self._opened)
        self._text.doubled.connect(self._doubled)
        self._text.hovered.connect(self._hovered)
        self._text.pulled.connect(self._pulled)
        self._text.let_go.connect(self._let_go)
        self._text.failed.connect(self.failed)
        self.retranslate()
        self.set_look(look)

    def _arrow(self, text: str, move: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setEnabled(False)
        button.clicked.connect(move)
        return button

    # -- what is shown

    @guarded
    def show_frame(self, frame: Frame) -> None:
        before, self.frame = self.frame, frame
        self._back.setEnabled(frame.can_look_back)
        self._forward.setEnabled(frame.can_look_forward)
        if _subject(before) != _subject(frame) and self._pull_begin is None:
            self._digits = self._everything = False
            self._check = None
            self._editing.close()
            self._scroll.verticalScrollBar().setValue(0)
        self._follow.setEnabled(frame.focus is not None)
        self.followed.show_frame(frame)
        if self.followed.isHidden() == bool(self.followed.names) or (
            self.followed.height() != self.followed.wanted_height
        ):
            self._arrange()
        self._rebuild()

    @guarded
    def show_check(self, check: GradientCheck) -> None:
        """Show how a gradient compares, until another number is looked at."""
        told = self.frame.explanation if self.frame else None
        if told is not None and told.place == check.place:
            self._check = check
            self._rebuild()

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self.followed.look = look
        unit = look.metrics.unit
        self._text.setContentsMargins(2 * unit, 0, 2 * unit, 2 * unit)
        self._text.set_look(look)
        self._arrange()

    def retranslate(self) -> None:
        super().retranslate()
        for button, words in (
            (self._back, _("Back to the number looked at before")),
            (self._forward, _("Forward again")),
            (self._follow, _("Follow this number, or a measure of its array (Shift+F9)")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self._rebuild()

    def _rebuild(self) -> None:
        """Say it all anew; what is equal is not laid out again."""
        frame = self.frame
        told = frame.explanation if frame else None
        pulls = told is not None and can_change(told.place) and math.isfinite(told.value)
        self._text.pullable = frozenset({CardRequest.DIGITS}) if pulls else frozenset()
        if frame is None or frame.explanation is None:
            self._text.set_blocks(nothing_yet())
        else:
            self._text.set_blocks(
                explained(
                    frame,
                    frame.explanation,
                    digits=self._digits,
                    everything=self._everything,
                    check=self._check,
                )
            )
        self._fit()
        self.update(0, 0, self.width(), self._head_height())

    def spoken(self) -> str:
        """The card, line by line."""
        return self._text.plain()

    def step_words(self) -> str:
        """What a step came to: the number that the card is about, its value, and the operation, as
        its first lines say."""
        lines = self.spoken().split("\n")
        told = None if self.frame is None else self.frame.explanation
        if told is None:
            return lines[0]
        return f"{lines[0]} = {figures.result(told.value)}. {'. '.join(lines[1:2])}"

    def read_numbers(self) -> None:
        """Make the numbers be heard, and say what the step came to."""
        super().read_numbers()
        if self._tick is not None and self._tick != self._told_tick:
            self._told_tick = self._tick
            event = QAccessibleAnnouncementEvent(self, self.step_words())
            QAccessible.updateAccessibility(event)

    # -- the numbers looked at

    @guarded
    def go(self, direction: int) -> None:
        """Back (−1) to what was looked at before, or forward (+1) again."""
        self.wished.emit(LookBack(direction))

    @guarded
    def _open_measures(self) -> None:
        """A list: the number itself, and what can be said of its whole array."""
        frame = self.frame
        if frame is None or frame.focus is None:
            return
        place = frame.focus.place
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        texts = [str(place)]
        if frame.values[place.name].size > 1:
            texts += [f"{measure}({place.name})" for measure in MEASURE_WORDS]
        if place.name in frame.lesson.program.parameters:
            texts.append(f"update_ratio({place.name})")
        for text in texts:
            action = QAction(text, menu, checkable=True, checked=text in frame.watched.pinned)
            action.triggered.connect(
                lambda _checked, text=text: self.wished.emit(ToggleWatch(text))
            )
            menu.addAction(action)
        menu.popup(self._follow.mapToGlobal(QPoint(0, self._follow.height())))

    # -- doors

    @guarded
    def _opened(self, target: object) -> None:
        match target:
            case Source():
                self.wished.emit(LookAt(target))
            case Use():
                self.wished.emit(Follow(target.tick))
            case CardRequest.ORIGIN:
                self.wished.emit(SeekOrigin())
            case CardRequest.TROUBLE:
                self.wished.emit(SeekTrouble())
            case CardRequest.CHECK:
                self.wished.emit(CheckGradient())
            case CardRequest.DIGITS:
                self._digits = not self._digits
                self._rebuild()
            case CardRequest.MORE:
                self._everything = True
                self._rebuild()
            case CardRequest.EDIT:
                self._edit()

    @guarded
    def _doubled(self, target: object) -> None:
        """A number was double-clicked: by now it is the one that is explained."""
        if target is CardRequest.DIGITS or isinstance(target, Source):
            self._digits = False
            self._rebuild()
            self._edit()

    @guarded
    def _hovered(self, target: object) -> None:
        """All digits of the result beside the pointer; the keyboard's door in sight."""
        place = self._text.focus_place()
        if not place.isEmpty() and self._text.hasFocus():
            centre = place.center().toPoint()
            self._scroll.ensureVisible(centre.x(), centre.y(), 0, self.look.metrics.px(24))
        if (
            target is CardRequest.DIGITS
            and self.frame
            and self.frame.explanation
            and not self._digits
        ):
            asked = self.frame.explanation.place
            text = figures.full(self.frame.values[asked.name][asked.index])
            box = self._text.place_of(CardRequest.DIGITS).toRect()
            below = self._text.mapToGlobal(box.bottomLeft() + QPoint(0, self.look.metrics.px(2)))
            QToolTip.showText(below, text, self._text, box)
        else:
            QToolTip.hideText()

    # -- a number that follows the hand

    @guarded
    def _pulled(self, _target: object, pixels: float) -> None:
        told = self.frame.explanation if self.frame else None
        if told is None or self.frame is None:
            return
        if self._pull_begin is None:
            self._pull_begin = (told.place, told.value)
        place, begin = self._pull_begin
        self.pulled.emit(place, pulled_value(begin, pixels))

    @guarded
    def _let_go(self, kept: bool) -> None:
        self._pull_begin = None
        self.let_go.emit(kept)

    # -- another value

    def _edit(self) -> None:
        """A field over the result."""
        told = self.frame.explanation if self.frame else None
        if self.frame is None or told is None or not can_change(told.place):
            return
        editor = self._editing.open(self.frame, told.place, self.look)
        editor.setFont(self.look.metrics.font(Text.BODY))
        editor.setAccessibleName(_("New value of {name}").format(name=name_of(told.place)))
        box = self._text.place_of(CardRequest.DIGITS).toRect()
        px, edge = self.look.metrics.px, 2 * self.look.metrics.unit
        wide = min(self._text.width() - box.left() - edge, px(220))
        editor.setGeometry(box.left() - px(8), box.center().y() - px(16), wide, px(32))

    @guarded
    def _entered(self, place: Source, number: float) -> None:
        self.wished.emit(Edit(place, number))

    # -- places

    def _head_height(self) -> int:
        return 4 * self.look.metrics.unit

    def _arrange(self) -> None:
        metrics = self.look.metrics
        side, head = 3 * metrics.unit, self._head_height()
        right = self.width() - 2 * metrics.unit
        top = (head - side) // 2
        self._forward.setGeometry(right - side, top, side, side)
        self._back.setGeometry(right - 2 * side, top, side, side)
        self._follow.setGeometry(right - 3 * side, top, side, side)
        below = min(self.followed.wanted_height, max(self.height() - head, 0) // 2)
        self.followed.setVisible(below > 0)
        self.followed.setGeometry(0, self.height() - below, self.width(), below)
        self._scroll.setGeometry(0, head, self.width(), max(0, self.height() - head - below))
        self._fit()

    def _fit(self) -> None:
        """The text is as wide as the card; a scroll bar lies over its margin."""
        width = self.width()
        self._text.resize(width, self._text.heightForWidth(width))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.surface)
            told = self.frame.explanation if self.frame else None
            if told is None or told.instruction is None:
                return
            x, middle = 2 * metrics.unit, self._head_height() / 2
            phase = told.instruction.phase
            box = paint.badge(painter, x, middle, phase, theme, metrics)
            words = _(phase.label)
            if told.instruction.layer != phase:
                words = f"{words} · {told.instruction.layer}"
            write = paint.writer(metrics, Text.SMALL)
            painter.setFont(write.font)
            painter.setPen(theme.ink_soft)
            left = box.right() + metrics.unit
            room = QRectF(left, 0, self._follow.x() - left - metrics.unit, self._head_height())
            write.left(painter, room, words)


def _subject(frame: Frame | None) -> tuple[object, ...]:
    """What the card is about: another number, or the same made at another time."""
    told = frame.explanation if frame else None
    return (None,) if told is None else (told.place, told.tick, told.origin, told.value)
