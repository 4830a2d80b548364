"""A section of the desk: a panel under its heading, drawn as large as its room allows."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.panel_spec import PanelSpec
from ui.kit.theme import Metrics, Text
from visualnn.text import _

if TYPE_CHECKING:
    from ui.kit.panel import Panel
    from visualnn.lesson import Lesson

    from .twin import TableTwin

__all__ = ["PanelSection"]

GROWTH_STEP = 0.25
"""Drawings grow with their room in such steps, so that they do not tremble while it changes."""
COMFORT_FACTOR = 1.3
"""So many times the room that its numbers need is what a drawing fills at its normal size."""


class PanelSection(QWidget):
    """A panel under its heading; empty until the panel comes."""

    resized = Signal()

    def __init__(self, look: Look, spec: PanelSpec) -> None:
        super().__init__()
        self.look = look
        self.twin: TableTwin | None = None
        self.spec = spec
        self._lesson: Lesson | None = None
        self._fitted: PanelSpec | None = spec
        self.growth = 1.0
        """How many times its normal size the panel draws itself."""
        headed = spec.where != "below"
        self.panel: Panel | None = None
        self.heading = words("", look, Text.SMALL, soft=True) if headed else None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        if self.heading is not None:
            self._rows.addWidget(self.heading)
        self._rows.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.set_look(look)

    def fill(self, panel: Panel) -> None:
        """Put the panel under the heading."""
        self._rows.takeAt(self._rows.count() - 1)  # the space that kept its place
        self.panel = panel
        self._rows.addWidget(panel, 1)
        panel.show()
        self.retranslate()

    @property
    def drawing_look(self) -> Look:
        """The look that the panel draws itself in: larger where a view has room."""
        if self.growth == 1.0:
            return self.look
        factor = min(Metrics.MAX_FACTOR, self.look.metrics.factor * self.growth)
        return Look(self.look.theme, Metrics(factor))

    def fit(self, lesson: Lesson | None) -> None:
        """Need the room that this lesson's numbers need; without one, the room of an empty
        panel."""
        self._lesson, self._fitted = lesson, None

    @property
    def fitted(self) -> PanelSpec:
        """The row of the table with the least size that it needs in the lesson, which is found when
        somebody wants to see it."""
        if self._fitted is None:
            self._fitted = self.spec if self._lesson is None else self.spec.fitted(self._lesson)
        return self._fitted

    def roominess(self) -> float:
        """How many times its normal size the panel could draw itself here."""
        factor = self.look.metrics.factor * COMFORT_FACTOR
        width, height = self.fitted.drawn_size
        wide = self.width() / (max(self.fitted.least_width, width) * factor)
        tall = self.height() / (max(self.fitted.least_height, height) * factor)
        steps = math.floor(min(wide, tall) / GROWTH_STEP)
        return max(1.0, steps * GROWTH_STEP)

    def show_heading(self, shown: bool) -> None:
        """Say its name over the panel, or not, where the name stands elsewhere."""
        if self.heading is not None:
            self.heading.setVisible(shown)

    @property
    def shows_table(self) -> bool:
        """Whether the numbers stand here as a table, in the place of the picture."""
        return self.twin is not None and not self.twin.isHidden()

    def toggle_table(self) -> TableTwin | None:
        """Show the numbers of the view as a table, or the picture again; the twin if it was made
        now."""
        made = None
        if self.panel is None or not self.spec.view:
            return None
        if self.twin is None:
            from .twin import TableTwin

            made = self.twin = TableTwin(
                self.look, self.spec.view, self.spec.title, self.panel.moment_shown
            )
            self.twin.hide()
            self._rows.addWidget(self.twin, 1)
        shown = not self.shows_table
        self.twin.setVisible(shown)
        self.panel.setVisible(not shown)
        if shown:
            self.twin.cells.setFocus()
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell it on."""
        super().resizeEvent(event)
        self.resized.emit()

    def retranslate(self) -> None:
        """The language changed."""
        if self.twin is not None:
            self.twin.retranslate()
        if self.heading is not None and self.panel is not None:
            self.heading.setText(_(self.spec.title))

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        if self.twin is not None:
            self.twin.set_look(look)
        unit = look.metrics.unit
        if self.heading is not None:
            self.heading.setFont(look.metrics.font(Text.SMALL))
            self.heading.setStyleSheet(f"color: {look.theme.ink_soft.name()}")
            self.heading.setContentsMargins(2 * unit, unit, unit, 0)
            self.heading.setFixedHeight(look.metrics.px(28))

    def sizeHint(self) -> QSize:
        """Whatever the splitters give."""
        return _size(self.look.metrics, 100, 80)

    def minimumSizeHint(self) -> QSize:
        """A panel may become small, but not vanish by itself."""
        return _size(self.look.metrics, 100, 48)


@lru_cache(maxsize=8)
def _size(metrics: Metrics, width: int, height: int) -> QSize:
    """A size in pixels; Qt's layouts ask for it thousands of times, and change nothing in it."""
    return QSize(metrics.px(width), metrics.px(height))
