"""Updates: what the parts of a window are told when a frame came, a command was done, or language
and look have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.commands.actions import Actions
from ui.commands.toolbar import Toolbar
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.text import _

from .desk import Desk
from .furniture import Furniture
from .knobs import KnobsRow
from .sheets import Sheets
from .strip import MessageStrip

if TYPE_CHECKING:
    from visualnn.tell.explain import GradientCheck
    from visualnn.tell.frame import Frame

__all__ = ["Updates"]

REFRESH_MILLISECONDS = 100
"""While somebody plays, it is looked again after so long what can be done now, not at every
picture."""


class Updates(QObject):
    """Tells each part of a window what is new."""

    given_up = Signal()
    """Whatever takes long is to end."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        keeping: Keeping,
        commands: Actions,
        toolbar: Toolbar,
        desk: Desk,
        strip: MessageStrip,
        sheets: Sheets,
        furniture: Furniture,
        knobs: KnobsRow,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._keeping = window, session, keeping
        self._commands, self._toolbar = commands, toolbar
        self._desk, self._strip, self._sheets = desk, strip, sheets
        self._furniture, self._knobs = furniture, knobs
        self._later = QTimer(self, singleShot=True, interval=REFRESH_MILLISECONDS)
        self._later.timeout.connect(self.refresh)

    @guarded
    def refresh(self) -> None:
        """Show what can be done now, and what is switched on."""
        self._commands.refresh()
        self._toolbar.show_state()
        self.name()

    @guarded
    def show(self, frame: Frame) -> None:
        """Show a frame everywhere."""
        self._knobs.show_lesson(frame.lesson, self._session.as_opened or frame.lesson)
        self._furniture.show(frame)
        if self._commands.is_acting:
            return  # a command that led here refreshes once it is done
        if not self._session.playing:
            self.refresh()
            return
        self._toolbar.show_state()
        if not self._later.isActive():
            self._later.start()

    @guarded
    def uncover(self) -> None:
        """Give what was hidden the frame it missed, once it has its place."""
        QTimer.singleShot(0, self, self._furniture.catch_up)
        self.refresh()

    @guarded
    def show_check(self, _check: GradientCheck) -> None:
        """Bring the card, which says how the check of a gradient came out."""
        if not self._desk.shows("right"):
            self._desk.toggle("right")

    @guarded
    def give_up(self) -> None:
        """Leave a long way where it is, and open no longer what takes long."""
        self.given_up.emit()
        self._session.cancel()
        self._session.pause()

    @guarded
    def name(self) -> None:
        """Say in the title which lesson is open, and if what is done there cannot be saved."""
        title = f"{self._session.lesson_title} — visualnn"
        if self._keeping.is_troubled:
            title = " · ".join((_("not saved"), title))
        self._window.setWindowTitle(title)

    @guarded
    def retranslate(self) -> None:
        """Say everything in the current language."""
        for part in (self._commands, self._toolbar, self._strip, self._knobs, self._desk):
            part.retranslate()
        self._furniture.each(lambda panel: panel.retranslate())
        self.name()
        if self._session.frame is not None:
            self.show(self._session.frame)

    @guarded
    def dress(self, look: Look) -> None:
        """Wear another theme or another size."""
        self._sheets.dismiss()
        self._commands.dress()
        for part in (self._toolbar, self._strip, self._knobs, self._desk):
            part.set_look(look)
        self._furniture.dress()
        self.refresh()
