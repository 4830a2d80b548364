"""The first start and the tour: what leads somebody new to the first number they understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from ui.commands.toolbar import Toolbar
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.session.session import Session
from ui.session.wishes import Arrive
from visualnn import text

from .appearance import Appearance
from .desk import Desk
from .library import Library
from .sheets import Sheets

if TYPE_CHECKING:
    from .tour import Tour
    from .welcome import Welcome

__all__ = ["FIRST_NUMBER_STOP", "FirstStart"]

FIRST_NUMBER_STOP = "product"
"""The stop of the first lesson at which somebody new sees the first number."""


class FirstStart(QObject):
    """Asks somebody new for the language, shows them a number, and leads through the window."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self,
        over: QWidget,
        session: Session,
        appearance: Appearance,
        library: Library,
        desk: Desk,
        toolbar: Toolbar,
        sheets: Sheets,
    ) -> None:
        super().__init__(over)
        self._over, self._session, self._appearance = over, session, appearance
        self._library, self._desk, self._toolbar = library, desk, toolbar
        self._sheets = sheets

    @guarded
    def welcome(self) -> None:
        """Ask for the language, over whatever stands there already."""
        from .welcome import Welcome

        def made(over: QWidget, look: Look) -> Welcome:
            sheet = Welcome(over, look)
            sheet.chosen.connect(self._speak)
            sheet.wished.connect(self._show_first_number)
            return sheet

        self._sheets.lay(made)

    @guarded
    def _speak(self, language: str) -> None:
        if language != text.language():
            self._appearance.switch_language()

    @guarded
    def _show_first_number(self) -> None:
        """Go to it as soon as the lesson is there, and begin the tour."""
        if not self._session.has_lesson:
            self._library.changed.connect(self._show_once_there)
            return
        stops = self._session.position.lesson.stops
        there = next((stop for stop in stops if stop.name == FIRST_NUMBER_STOP), None)
        if there is not None:
            self._session.grant(Arrive(there.tick, there.focus))
        self.begin_tour()

    @guarded
    def _show_once_there(self) -> None:
        self._library.changed.disconnect(self._show_once_there)
        self._show_first_number()

    def begin_tour(self) -> None:
        """Lead through the window."""
        from .tour import Tour

        def made(over: QWidget, look: Look) -> Tour:
            return Tour(over, look, self._place_of)

        self._sheets.lay(made)

    def _place_of(self, part: str) -> QRect | None:
        """Where a part is in the window; None if it is not seen."""
        widgets: list[QWidget] = []
        if part == "transport":
            widgets += self._toolbar.transport
        elif part == "stage":
            widgets.append(self._desk.stage)
        elif part in self._desk.sections:
            widgets.append(self._desk.sections[part])
        found = QRect()
        for widget in widgets:
            if widget.isVisible():
                found |= QRect(widget.mapTo(self._over, QPoint(0, 0)), widget.size())
        return None if found.isEmpty() else found
