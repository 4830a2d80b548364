"""Sheet: the text of a stop, its questions and what may come after it; it scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.kit.flow import FlowView, TextBlock
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel import hand_to_window
from ui.kit.scrolling import give_clear_viewport
from ui.kit.wheel import is_resizing

from .choice_list import INSET_PIXELS, ChoiceList
from .head import MARGIN_STEPS
from .more import More, cover_top
from .prose_view import ProseView
from .question_view import QuestionView

__all__ = ["Sheet"]


class Sheet(QScrollArea):
    """Shows blocks and questions; knows nothing of lessons."""

    activated = Signal(object)
    answered = Signal(str, object)
    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.questions: dict[str, QuestionView] = {}
        give_clear_viewport(self)
        self.text = ProseView(look, self)
        self.ending = ProseView(look, self)
        self._content = content = QWidget(self)
        self._body = QWidget(content)
        self._row = QHBoxLayout(content)
        self._row.addWidget(self._body)
        self._row.addStretch(1)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.text)
        self._column.addWidget(self.ending)
        self._column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self, content):
            part.setAutoFillBackground(False)
        self.more = More(look, self)
        self.more.wanted.connect(self._go_on)
        self.more.failed.connect(self.failed)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._cover)
        bar.rangeChanged.connect(self._cover)
        self._revealing = ""
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._reveal)
        self._wire(self.text)
        self._wire(self.ending)
        self._space()

    def _wire(self, part: ProseView | QuestionView) -> None:
        part.activated.connect(self.activated)
        part.hovered.connect(self._follow)
        part.failed.connect(self.failed)

    def set_text(self, text: tuple[TextBlock, ...], ending: tuple[TextBlock, ...]) -> None:
        """The prose, and what stands after the questions."""
        self.text.set_blocks(text)
        self.ending.set_blocks(ending)
        self.ending.setVisible(bool(ending))

    def set_questions(self, kinds: list[tuple[str, bool]]) -> None:
        """Fresh views for these questions: (id, whether a number is asked for)."""
        for view in self.questions.values():
            view.hide()
            self._column.removeWidget(view)
            view.deleteLater()
        self.questions = {}
        for place, (name, numeric) in enumerate(kinds, 1):
            view = QuestionView(name, self.look, numeric=numeric, parent=self._body)
            self._wire(view)
            view.answered.connect(self.answered)
            self._column.insertWidget(place, view)
            view.show()
            self.questions[name] = view

    # -- scrolling

    def to_top(self) -> None:
        """The beginning of the text."""
        self._revealing = ""
        self.verticalScrollBar().setValue(0)

    def reveal(self, question: str) -> None:
        """Bring the verdict on an answer into sight, once it is laid out."""
        self._revealing = question
        self._later.start()

    @guarded
    def _reveal(self) -> None:
        view = self.questions.get(self._revealing)
        if view is not None:
            self.ensureWidgetVisible(view.after, 0, 0)

    @guarded
    def _cover(self, *_scrolled: int) -> None:
        """Cover the line that the lower edge would cut, while the text goes on below."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        below = bar.maximum() - bar.value()
        high = height >= 3 * self.more.least
        self.more.setVisible(below > 0 and high)
        if below <= 0 or not high:
            return
        up = self._body.y() - bar.value()
        views: list[ProseView | QuestionView] = [self.text, *self.questions.values(), self.ending]
        lines = [
            (up + view.y() + top, up + view.y() + bottom)
            for view in views
            if not view.isHidden()
            for top, bottom in view.lines()
        ]
        begun = [line for line in lines if line[0] > 0]  # a row as high as all of it stays
        top = round(cover_top(begun, height - self.more.least))
        self.more.setGeometry(0, top, self.viewport().width(), height - top)
        self.more.raise_()

    @guarded
    def _go_on(self) -> None:
        """Scroll on by what is in sight."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + max(self.more.y() - self.more.least, self.more.least))

    @guarded
    def _follow(self, _door: object) -> None:
        """Keep the door that the keyboard is on in sight."""
        view = self.focusWidget()
        if isinstance(view, FlowView) and view.hasFocus() and not view.focus_place().isEmpty():
            middle = view.mapTo(self._content, view.focus_place().center().toPoint())
            self.ensureVisible(middle.x(), middle.y(), 0, self.look.metrics.px(24))

    # -- look and language

    def _space(self) -> None:
        """The scroll bar stands in the margin: the text is as wide with it as without."""
        unit, inset = self.look.metrics.unit, self.look.metrics.px(INSET_PIXELS)
        self._row.setContentsMargins(MARGIN_STEPS * unit - inset, unit // 2, 0, MARGIN_STEPS * unit)
        self._body.setFixedWidth(max(1, self.width() - 2 * MARGIN_STEPS * unit + inset))
        self.text.setContentsMargins(inset, 0, 0, 0)
        self.ending.setContentsMargins(inset, 3 * unit, 0, 0)

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        if is_resizing(event):
            hand_to_window(self, event)
        else:
            super().wheelEvent(event)

    @property
    def open_choices(self) -> ChoiceList | None:
        """The choices of the first question that is open and has some."""
        for view in self.questions.values():
            if view.choices is not None and view.choices.choices and not view.choices.said:
                return view.choices
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._space()
        super().resizeEvent(event)
        self._cover()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.text.set_look(look)
        self.ending.set_look(look)
        self.more.set_look(look)
        for view in self.questions.values():
            view.set_look(look)
        self._space()

    def retranslate(self) -> None:
        """The language changed; the words come with the next blocks."""
        for view in self.questions.values():
            view.retranslate()
