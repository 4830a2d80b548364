"""Question view: one question of a lesson, before and after its answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.kit import paint
from ui.kit.flow import Run, RunStyle, TextBlock, TextSize
from ui.kit.guard import guarded
from ui.kit.look import Look
from visualnn.text import _

from .answers import MAX_NUMBER_CHARACTERS, Answer, read_number
from .choice_list import INSET_PIXELS, ChoiceList, ListedAnswer
from .prose_view import ProseView

__all__ = ["NumberField", "QuestionView"]


class _AnswerField(QLineEdit):
    """A line for a number; Escape gives the keyboard back to the window."""

    def event(self, event: QEvent) -> bool:
        """Escape is the field's own while it is written in."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)


class NumberField(QWidget):
    """A small field for a number, and a button that compares it."""

    entered = Signal(float)
    """A number that could be read."""
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = _AnswerField(self)
        self.field.setMaxLength(MAX_NUMBER_CHARACTERS)
        self.button = QPushButton(self)
        self.note = ProseView(look, self)
        self.note.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note.hide()
        self._row = QHBoxLayout()
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.button)
        self._row.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.note)
        self.field.returnPressed.connect(self._check)
        self.field.textEdited.connect(self.note.hide)
        self.button.clicked.connect(self._check)
        self.set_look(look)
        self.retranslate()

    @guarded
    def _check(self, _pressed: bool = False) -> None:
        number = read_number(self.field.text())
        if number is None:
            text = _("Write a number, like −0.25.")
            self.note.set_blocks((TextBlock((Run(text, RunStyle.SOFT),), TextSize.SMALL),))
            self.note.show()
            return
        self.note.hide()
        self.entered.emit(number)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        metrics = look.metrics
        for widget in (self.field, self.button):
            widget.setFont(metrics.font())
        self.field.setMinimumWidth(metrics.px(40))
        self.field.setMaximumWidth(metrics.px(120))
        self._row.setSpacing(metrics.unit)
        self._column.setSpacing(metrics.px(4))
        self.note.set_look(look)

    def retranslate(self) -> None:
        """The language changed."""
        self.button.setText(_("Check"))
        self.field.setPlaceholderText(_("a number"))
        self.field.setAccessibleName(_("Your answer"))
        self.note.hide()


class QuestionView(QWidget):
    """The prompt, the choices or the field, and what is shown after the answer."""

    answered = Signal(str, object)
    """The id of the question, and what was said: a number or the id of a choice."""
    activated = Signal(object)
    """A door of the text was opened."""
    hovered = Signal(object)
    failed = Signal(str)

    def __init__(self, question: str, look: Look, *, numeric: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = question
        self.look = look
        self.prompt = ProseView(look, self)
        self.choices = None if numeric else ChoiceList(look, self)
        self.number = NumberField(look, self) if numeric else None
        self.after = ProseView(look, self)
        self.after.hide()
        self._column = QVBoxLayout(self)
        for widget in (self.prompt, self.choices, self.number, self.after):
            if widget is not None:
                self._column.addWidget(widget)
        for text in (self.prompt, self.after):
            text.activated.connect(self.activated)
            text.hovered.connect(self.hovered)
            text.failed.connect(self.failed)
        if self.choices is not None:
            self.choices.chosen.connect(self._say)
            self.choices.failed.connect(self.failed)
        if self.number is not None:
            self.number.entered.connect(self._say)
            self.number.failed.connect(self.failed)
        self._space()

    def _space(self) -> None:
        unit = self.look.metrics.unit
        self._column.setContentsMargins(0, 2 * unit, 0, 0)
        self._column.setSpacing(unit)
        inset = self.look.metrics.px(INSET_PIXELS)
        for text in (self.prompt, self.after):
            text.setContentsMargins(inset, 0, 0, 0)
        if self.number is not None:
            self.number.setContentsMargins(inset, 0, 0, 0)

    # -- what is shown

    def show_open(self, prompt: Sequence[TextBlock], choices: Sequence[ListedAnswer]) -> None:
        """Ask; nothing is given away."""
        self.prompt.set_blocks(prompt)
        if self.choices is not None:
            self.choices.show_choices(choices, "", "")
        if self.number is not None:
            self.number.show()
        self.after.hide()
        self.after.set_blocks(())

    def show_answered(
        self,
        prompt: Sequence[TextBlock],
        choices: Sequence[ListedAnswer],
        said: Answer,
        correct: str,
        after: Sequence[TextBlock],
    ) -> None:
        """What was said beside what is so, and the explanation."""
        self.prompt.set_blocks(prompt)
        if self.choices is not None:
            self.choices.show_choices(choices, str(said), correct)
        self.after.set_blocks(after)
        self.after.show()
        if self.number is not None:
            self.number.hide()
            self.number.field.clear()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        for widget in (self.prompt, self.choices, self.number, self.after):
            if widget is not None:
                widget.set_look(look)
        self._space()

    def retranslate(self) -> None:
        """The language changed; the words come with the next blocks."""
        if self.number is not None:
            self.number.retranslate()

    def lines(self) -> list[tuple[float, float]]:
        """Top and bottom of all that must not be cut in two, in this widget."""
        found = [
            (view.y() + top, view.y() + bottom)
            for view in (self.prompt, self.after)
            if not view.isHidden()
            for top, bottom in view.lines()
        ]
        if self.choices is not None:
            rows = map(self.choices.row_place, range(len(self.choices.choices)))
            y = self.choices.y()
            found += [(y + row.top(), y + row.bottom()) for row in rows]
        if self.number is not None and not self.number.isHidden():
            found.append((self.number.y(), self.number.y() + self.number.height()))
        return found

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            left, y = self.look.metrics.px(INSET_PIXELS), self.look.metrics.unit - 1
            paint.hairline(painter, left, y, self.width() - left, self.look.theme)

    # -- answering

    @guarded
    def _say(self, said: Answer) -> None:
        inputs = (self.choices, *((self.number.field, self.number.button) if self.number else ()))
        had_keyboard = any(widget.hasFocus() for widget in inputs if widget is not None)
        self.answered.emit(self.question, said)
        if had_keyboard and self.after.isVisible():
            self.after.setFocus()  # the keys 1–6 and the field's are the window's again
