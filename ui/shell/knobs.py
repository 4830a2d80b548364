"""The row of knobs over the desk: what the learner may turn in this lesson."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.scrolling import give_clear_viewport
from ui.kit.theme import Text
from ui.session.wishes import Turn
from visualnn.text import _

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.lesson.knobs import Knob

__all__ = ["KnobControl", "KnobsRow"]

ROW_PIXELS = 36
"""The height of the row at factor 1."""
MAX_LINE_COUNT = 3
"""Lines of knobs that are in sight at once; more are scrolled to."""
SLIDER_PIXELS = 90
"""The width of a slider at factor 1."""
TURNING_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Space,
    }
)
"""What turns a knob that has the keyboard."""
SWITCH_WORDS = {"true", "false"}


class KnobControl(QWidget):
    """One knob: its title, and a slider for a range, a switch, or a list of choices."""

    failed = Signal(str)
    """A sentence for the learner."""
    turned = Signal(str)
    """The word of the setting that was chosen."""

    def __init__(self, knob: Knob, is_range: bool, look: Look) -> None:
        super().__init__()
        self.knob = knob
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.value = QLabel()
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.widget = self._made(knob, is_range, look)
        self.widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.widget.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.metrics.unit)
        for each in (self.title, self.widget, self.value):
            row.addWidget(each)
        self.value.setVisible(isinstance(self.widget, QSlider))
        longest = max((setting.text for setting in knob.settings), key=len)
        self.value.setMinimumWidth(self.value.fontMetrics().horizontalAdvance(longest))
        self.retranslate()

    def _made(self, knob: Knob, is_range: bool, look: Look) -> QWidget:
        words = [setting.word for setting in knob.settings]
        if is_range:
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(0, len(words) - 1)
            slider.setFixedWidth(look.metrics.px(SLIDER_PIXELS))
            slider.setPageStep(max(1, len(words) // 10))
            slider.valueChanged.connect(self._slid)
            return slider
        if set(words) == SWITCH_WORDS:
            switch = QCheckBox()
            switch.toggled.connect(lambda on: self._chose("true" if on else "false"))
            return switch
        box = QComboBox()
        box.addItems(words)
        box.activated.connect(lambda n: self._chose(words[n]))
        return box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the knob has the keyboard its keys turn it, and are no shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in TURNING_KEYS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    @guarded
    def _slid(self, place: int) -> None:
        self.value.setText(self.knob.settings[place].text)
        self.turned.emit(self.knob.settings[place].word)

    @guarded
    def _chose(self, word: str) -> None:
        self.turned.emit(word)

    def show_lesson(self, lesson: Lesson) -> None:
        """Stand where the lesson has it."""
        place = self.knob.at(lesson.spec)
        with QSignalBlocker(self.widget):
            match self.widget:
                case QSlider():
                    if place is not None:
                        self.widget.setValue(place)
                    self.value.setText("–" if place is None else self.knob.settings[place].text)
                case QCheckBox():
                    self.widget.setChecked(
                        place is not None and self.knob.settings[place].word == "true"
                    )
                case QComboBox():
                    self.widget.setCurrentIndex(-1 if place is None else place)
        self._speak()

    def retranslate(self) -> None:
        """Say title and choices in the current language."""
        self.title.setText(self.knob.title)
        if isinstance(self.widget, QComboBox):
            for n, setting in enumerate(self.knob.settings):
                self.widget.setItemText(n, setting.text)
        self._speak()

    def _speak(self) -> None:
        self.widget.setAccessibleName(self.knob.title)
        self.widget.setAccessibleDescription(self.value.text())


class KnobsRow(QWidget):
    """All knobs of the lesson in a row, and a button that turns them back; hidden without any."""

    failed = Signal(str)
    """A sentence for the learner."""
    wished = Signal(object)
    """A wish of the learner."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.controls: dict[str, KnobControl] = {}
        self._lesson: Lesson | None = None
        self._opened: Lesson | None = None
        self._knobs: tuple[Knob, ...] = ()
        self.back = QToolButton(self)
        self.back.setText("↺")
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self._turn_back)
        self._inner = QWidget()
        self._scroll = QScrollArea(self)
        give_clear_viewport(self._scroll)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QHBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._scroll, 1)
        rows.addWidget(self.back)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_look(look)
        self.hide()

    @guarded
    def show_lesson(self, lesson: Lesson, opened: Lesson) -> None:
        """Show the knobs of a lesson, which is `opened` with some of them turned."""
        if lesson is self._lesson:
            return
        self._lesson = lesson
        if lesson.knobs != self._knobs:
            self._knobs = lesson.knobs
            self._fill(lesson)
        for control in self.controls.values():
            control.show_lesson(lesson)
        self._opened = opened
        self.back.setEnabled(bool(self._turned()))
        self.setVisible(bool(self.controls))

    def _turned(self) -> list[Knob]:
        """The knobs that stand elsewhere than the lesson had them."""
        lesson, opened = self._lesson, self._opened
        if lesson is None or opened is None:
            return []
        return [
            knob for knob in self._knobs if knob.at(opened.spec) not in {None, knob.at(lesson.spec)}
        ]

    def _fill(self, lesson: Lesson) -> None:
        for control in self.controls.values():
            control.hide()
            control.deleteLater()
        ranges = {spec.id for spec in lesson.spec.knobs if not spec.choices}
        self.controls = {
            knob.id: KnobControl(knob, knob.id in ranges, self.look) for knob in self._knobs
        }
        for name, control in self.controls.items():
            control.setParent(self._inner)
            control.turned.connect(partial(self._turn, name))
            control.failed.connect(self.failed)
            control.show()
        self._arrange()

    def _arrange(self) -> None:
        """Knob after knob in as many lines as they need; of many lines the first are in sight."""
        unit, line = self.look.metrics.unit, self.look.metrics.px(ROW_PIXELS)
        room = self.width() - self.back.sizeHint().width() - 2 * unit
        x, row = 2 * unit, 0
        for control in self.controls.values():
            wide = control.sizeHint().width()
            if x > 2 * unit and x + wide > room:
                x, row = 2 * unit, row + 1
            control.setGeometry(x, row * line, wide, line)
            x += wide + 3 * unit
        self._inner.setMinimumHeight((row + 1) * line)
        self.setFixedHeight(min(row + 1, MAX_LINE_COUNT) * line)

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    @guarded
    def _turn(self, name: str, word: str) -> None:
        self.wished.emit(Turn(name, word))
        if self._lesson is not None:  # what was refused stands where it stood
            self.controls[name].show_lesson(self._lesson)

    @guarded
    def _turn_back(self, _on: bool = False) -> None:
        before = None
        while self._lesson is not before:  # a refusal ends it
            before = self._lesson
            for knob in self._turned()[:1]:
                self.wished.emit(Turn(knob.id))

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.back.setToolTip(_("Turn all knobs back to where the lesson has them."))
        self.back.setAccessibleName(self.back.toolTip())
        for control in self.controls.values():
            control.retranslate()
        self._arrange()

    def set_look(self, look: Look) -> None:
        """Wear another theme or another size."""
        self.look = look
        self.setFont(look.metrics.font(Text.SMALL))
        self._inner.setAutoFillBackground(False)
        self.retranslate()
        self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.look.theme.surface)
