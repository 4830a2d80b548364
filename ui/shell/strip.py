"""The strip: one sentence at the foot of the window, or how far a long way is done.

It lies over the panels and takes no room of theirs; a sentence goes with the next action or after
some seconds.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QToolButton, QWidget

from ui.kit import icons
from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.theme import Text
from visualnn.text import _

__all__ = ["MessageStrip"]

_SENTENCE_SECONDS = 8
_BAR_STEP_COUNT = 1000


class MessageStrip(QFrame):
    """Says one sentence, or shows a bar with a button to give up."""

    cancelled = Signal()

    def __init__(self, look: Look, parent: QWidget, foot: Callable[[], int] = lambda: 0) -> None:
        """`foot` is how many pixels at the foot of the window stay free."""
        super().__init__(parent)
        self.setObjectName("strip")
        self.look = look
        self._over, self._foot = parent, foot
        self.mark = words("", look)
        self.sentence = words("", look)
        self.sentence.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, _BAR_STEP_COUNT)
        self.bar.setTextVisible(False)
        self.button = QToolButton()
        self.button.clicked.connect(self.cancelled)
        line = self._line = QHBoxLayout(self)
        for each in (self.mark, self.sentence, self.bar, self.button):
            line.addWidget(each)
        self._timer = QTimer(self, singleShot=True, interval=1000 * _SENTENCE_SECONDS)
        self._timer.timeout.connect(self.clear)
        self._busy = False
        self.set_look(look)
        self.retranslate()
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence until the next action, at most for eight seconds."""
        self._timer.start()
        if self.isVisible() and not self._busy and self.sentence.text() == sentence:
            return  # what fails at every picture says so once
        self.sentence.setText(sentence)
        self._show(busy=False)

    def progress(self, share: float) -> None:
        """Show how much is done, from 0 to 1; at 1 there is nothing more to show."""
        if share >= 1.0:
            if self._busy:
                self._busy = False
                self.hide()
            return
        self.bar.setRange(0, _BAR_STEP_COUNT)
        self.bar.setValue(round(share * _BAR_STEP_COUNT))
        self.sentence.setText(_("Computing {percent} %").format(percent=int(100 * share)))
        self._timer.stop()
        if not self._busy:
            self._show(busy=True)

    def wait(self, sentence: str) -> None:
        """Show what is waited for, nobody knows how long."""
        self.bar.setRange(0, 0)
        self.sentence.setText(sentence)
        self._timer.stop()
        self._show(busy=True)

    def clear(self) -> None:
        """Take the sentence away; a bar stays."""
        self._timer.stop()
        if not self._busy:
            self.hide()

    def _show(self, *, busy: bool) -> None:
        self._busy = busy
        self.mark.setVisible(not busy)
        self.bar.setVisible(busy)
        self.button.setVisible(busy)
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Lie in the lower middle, as wide as the sentence needs and the window allows."""
        room = self._over.size()
        unit = self.look.metrics.unit
        limit = max(1, min(self.look.metrics.px(720), room.width() - 4 * unit))
        text = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text())
        width = min(limit, text + (32 if self._busy else 9) * unit)
        self.setFixedWidth(width)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        top = room.height() - self._foot() - height - unit
        self.setGeometry((room.width() - width) // 2, top, width, height)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        theme, metrics = look.theme, look.metrics
        unit = metrics.unit
        self.setStyleSheet(
            f"#strip {{ background: {theme.raised.name()}; border: 1px solid {theme.edge.name()};"
            f" border-radius: {metrics.px(6)}px; }}"
        )
        self._line.setContentsMargins(unit + unit // 2, unit, unit + unit // 2, unit)
        self._line.setSpacing(unit)
        size = metrics.px(18)
        ratio = self.devicePixelRatioF()
        self.mark.setPixmap(icons.pixmap("warning", theme.warning, size, ratio))
        self.mark.setFixedWidth(size)
        self.sentence.setFont(metrics.font(Text.BODY))
        self.sentence.setStyleSheet(f"color: {theme.ink.name()}")
        self.bar.setFixedSize(metrics.px(140), metrics.px(6))
        self.bar.setStyleSheet(
            f"QProgressBar {{ background: {theme.line.name()}; border: none; border-radius: 3px; }}"
            f"QProgressBar::chunk {{ background: {theme.ink_soft.name()}; border-radius: 3px; }}"
        )
        self.button.setFont(metrics.font(Text.BODY))
        if self.isVisible():
            self.place()

    def retranslate(self) -> None:
        """The language changed."""
        self.button.setText(_("Cancel"))
