"""Head: the title of the lesson, its stops, and the arrows to the neighbouring ones."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.kit import icons, paint
from ui.kit.flow import FlowView, Run, RunStyle, TextBlock, TextSize
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.tell.frame import Frame
from visualnn.text import _, language

from .stop_row import StopRow

__all__ = ["MARGIN_STEPS", "Head"]

MARGIN_STEPS = 2
"""Steps of the grid left and right of the text."""


class Head(QWidget):
    """The head of the lesson, which stands above the text and does not scroll."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._title = ""
        self.name = FlowView(look, self)
        self.name.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.row = StopRow(look, self)
        self.before = QToolButton(self)
        self.after = QToolButton(self)
        self._line = QHBoxLayout()
        self._line.setSpacing(0)
        self._line.addWidget(self.row, 1)
        self._line.addWidget(self.before)
        self._line.addWidget(self.after)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.name)
        self._column.addLayout(self._line)
        self.set_look(look)

    def show_lesson(self, frame: Frame) -> None:
        """The title, in the current language, and the stop."""
        self._title = frame.lesson.spec.title.in_language(language())
        self._write()
        self.row.show_stop(frame.lesson, frame.stop)

    def show_ways(self, before: int | None, after: int | None) -> None:
        """Show the stops that the arrows lead to, if any."""
        for button, tick in ((self.before, before), (self.after, after)):
            if button.isEnabled() != (tick is not None):
                button.setEnabled(tick is not None)

    def _write(self) -> None:
        """Large where it fits on a line, otherwise in the size of the text."""
        metrics = self.look.metrics
        wide = paint.writer(metrics, Text.TITLE, strong=True).width(self._title)
        room = self.width() - 2 * MARGIN_STEPS * metrics.unit
        size = TextSize.TITLE if wide <= room else TextSize.BODY
        self.name.set_blocks((TextBlock((Run(self._title, RunStyle.STRONG),), size),))
        wide = (
            self.width() - (MARGIN_STEPS + 1) * metrics.unit
        )  # as the margins of the column leave it
        self.name.setFixedHeight(self.name.heightForWidth(max(1, wide)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._write()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        metrics = look.metrics
        unit = metrics.unit
        self._column.setContentsMargins(MARGIN_STEPS * unit, unit, unit, metrics.px(3))
        self.name.set_look(look)
        self.row.set_look(look)
        for button, icon in ((self.before, "back"), (self.after, "forward")):
            button.setIcon(icons.icon(icon, look.theme, metrics.px(16)))
            button.setIconSize(QSize(metrics.px(16), metrics.px(16)))
        self._write()

    def retranslate(self) -> None:
        """The language changed."""
        for button, text in (
            (self.before, _("Previous stop")),
            (self.after, _("Next stop")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.row.describe()
