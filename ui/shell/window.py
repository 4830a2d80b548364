"""The window: it builds its parts, connects them and lays them out.

It is painted first and furnished afterwards: the engine is imported, the lesson is read and the
panels that are seen are made in turns of the event loop, so that something is on the screen at
once.
Everything it can be asked to do is a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QHideEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.commands.actions import Actions
from ui.commands.bringing import commands_with
from ui.commands.hands import Hands
from ui.commands.rows.stepping import go_to_stop
from ui.commands.toolbar import Toolbar
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel_spec import PanelSpec
from ui.kit.virtuals import guard_virtuals
from ui.kit.wheel import is_resizing
from ui.panels import PANELS
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.text import _

from .appearance import Appearance
from .course_progress import CourseProgress
from .desk import Desk
from .drop import LessonDrop
from .first_lesson import NEXT, FirstLesson, bring
from .first_start import FirstStart
from .furnishing import Furnishing
from .furniture import Furniture
from .knobs import KnobsRow
from .lesson_watch import LessonWatch
from .library import Library
from .persistence import Saving, place, remembered, speed_of
from .presenting import Presenting
from .screens import OnScreen
from .settings import FIRST_LESSON, Memory, Settings
from .sheets import Sheets
from .strip import MessageStrip
from .updates import Updates

if TYPE_CHECKING:
    from visualnn.journal.folder import SessionFolder
    from visualnn.views.opened_place import OpenedPlace

__all__ = ["Window"]

VIEW_COMMANDS = ("view-table", "copy-view", "save-png", "save-svg", "save-pdf", "save-csv")
"""The commands in the menu of a view."""
"""Beside the sessions: where finished runs of studies are kept."""
RACES_FOLDER = "races"
"""Beside the sessions: where searches of rates are written that cannot lie beside their lessons."""


@runtime_checkable
class TakesNumbers(Protocol):
    """A panel that a digit can answer."""

    def wants_number(self, number: int) -> bool:
        """Whether a number, from 0, is an answer to what is asked."""

    def take_number(self, number: int) -> bool:
        """Take a number, from 0; whether it was wanted."""


class Window(QWidget):
    """Everything on the screen."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self,
        look: Look,
        settings: Settings | None = None,
        memory: Memory | None = None,
        *,
        lesson: str = "",
        sessions: SessionFolder | None = None,
        kept: Path | None = None,
        opened: OpenedPlace | None = None,
        panels: Sequence[PanelSpec] = PANELS,
    ) -> None:
        """`sessions` is where what is done is kept, `kept` the file of a session to open, `opened`
        the place in a lesson to be at."""
        super().__init__()
        guard_virtuals()
        self.settings = settings or Settings()
        self.pictures_folder: Path | None = None
        """Where pictures are saved; None is the folder that the computer has for them."""
        self._memory = memory or Memory(None)
        self._build(look, panels, sessions)
        asked = lesson or self.settings.lesson or FIRST_LESSON
        first = FirstLesson(self.library, self.session, asked, kept, opened)
        self.furnishing = Furnishing(first.turns, self)
        self.furnishing.completed.connect(partial(self.furniture.order, unseen=True))
        self.furniture.ordered.connect(self._furnish)
        later = partial(self.furnishing.add, tuple(partial(bring, module) for module in NEXT))
        self.furnishing.ended.connect(partial(QTimer.singleShot, 0, self, later))
        self.furnishing.begun.connect(partial(self.session.hold_company, held=True))
        self.furnishing.ended.connect(partial(self.session.hold_company, held=False))
        is_first_start = self._memory.path is not None and not self.settings.language
        if is_first_start and not lesson and kept is None and opened is None:
            self.furnishing.ended.connect(self._welcome)
        self._connect()
        self._lay_out()
        place(self, self.settings)
        self.library.recent = self.settings.recent
        self.desk.staging.restore(self.settings.stages)
        self.desk.restore(self.settings.splitters)
        self.updates.retranslate()
        self.saving = Saving(self._memory, self.remembered, self)

    def _furnish(self, spec: PanelSpec) -> None:
        """Make a panel in the next turns, after what it loads."""
        self.furnishing.add((*spec.loads(), partial(self.furniture.make, spec)))

    def _build(
        self, look: Look, panels: Sequence[PanelSpec], sessions: SessionFolder | None
    ) -> None:
        table = commands_with(panels)
        self.session = Session(speed_of(self.settings), self)
        self.keeping = Keeping(self.session, sessions, self)
        if sessions is not None:
            self.session.studying.folder = sessions.studies
            self.session.race_folder = sessions.path.parent / RACES_FOLDER
        self.appearance = Appearance(look, self)
        self.sheets = Sheets(self, self.appearance, table)
        self.desk = Desk(look, panels)
        self.strip = MessageStrip(look, self, self.desk.foot_height)
        self.progress = CourseProgress(self.settings.progress, self)
        self.library = Library(
            self.session, self.keeping, self.sheets, self.strip, self.progress, self
        )
        self.knobs = KnobsRow(look, self)
        self.presenting = Presenting(self, self.session, self.appearance, self.desk)
        self.hands = Hands(
            self.session,
            self.library,
            self.appearance,
            self.desk,
            self.sheets,
            self.strip,
            self,
            self.presenting,
        )
        self.commands = Actions(self.hands, table, self)
        self.toolbar = Toolbar(self.commands, self.session, look, self)
        self.controls = QWidget(self)
        """The toolbar, and the knobs under it."""
        self.presenting.hide_meanwhile(self.controls)
        self.furniture = Furniture(self.session, self.appearance, self.desk, self.strip)
        self.drop = LessonDrop(self)
        self.lesson_watch = LessonWatch(self.session, self)
        self.on_screen = OnScreen(self._windows, self)
        self.first_start = FirstStart(
            self,
            self.session,
            self.appearance,
            self.library,
            self.desk,
            self.toolbar,
            self.sheets,
        )
        self.updates = Updates(
            self,
            self.session,
            self.keeping,
            self.commands,
            self.toolbar,
            self.desk,
            self.strip,
            self.sheets,
            self.furniture,
            self.knobs,
        )

    def _connect(self) -> None:
        updates = self.updates
        self.session.moved.connect(updates.show)
        self.session.moved.connect(self.progress.show)
        self.session.playing_changed.connect(lambda _playing: updates.refresh())
        self.knobs.wished.connect(self.strip.clear)
        self.knobs.wished.connect(self.session.grant)
        self.session.checked.connect(updates.show_check)
        self.session.busy.connect(self.strip.progress)
        self.session.lesson_wished.connect(self.library.open)
        self.session.result_wished.connect(self.library.show_result)
        self.library.changed.connect(updates.name)
        self.library.changed.connect(self.lesson_watch.watch)
        self.lesson_watch.changed.connect(self.library.reload)
        self.on_screen.moved.connect(self.appearance.fit_projector)
        self.library.view_wished.connect(self.desk.bring_view)
        self.keeping.changed.connect(updates.name)
        self.keeping.interrupted.connect(self.tell_interruption)
        self.commands.done.connect(updates.refresh)
        self.appearance.look_changed.connect(updates.dress)
        self.appearance.language_changed.connect(updates.retranslate)
        presenting = self.presenting
        presenting.changed.connect(updates.refresh)
        presenting.stop_wished.connect(partial(go_to_stop, self.hands))
        self.session.moved.connect(presenting.see)
        self.furniture.made.connect(lambda _name: presenting.furnish())
        self.appearance.look_changed.connect(lambda _look: presenting.dress())
        self.appearance.language_changed.connect(presenting.retranslate)
        self.drop.lesson_dropped.connect(self.strip.clear)
        self.drop.lesson_dropped.connect(self.library.open)
        self.drop.picture_dropped.connect(self.strip.clear)
        self.drop.picture_dropped.connect(self.library.pictures.ask)
        self.strip.cancelled.connect(updates.give_up)
        updates.given_up.connect(self.library.give_up)
        self.desk.toggled.connect(self.furniture.catch_up)
        self.desk.uncovered.connect(updates.uncover)
        self.desk.menu_wanted.connect(self.open_view_menu)
        parts = (
            self.session,
            self.keeping,
            self.library,
            self.furniture,
            self.commands,
            self.furnishing,
            self.presenting,
            self.lesson_watch,
            self.on_screen,
        )
        for part in (*parts, updates, self.desk, self.knobs, self.progress, self.first_start):
            part.failed.connect(self.failed)
        self.failed.connect(self.strip.say)
        self.session.said.connect(self.strip.say)

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # not the first button: its ring would say what nobody asked for
        self.setMinimumSize(480, 320)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        lines = QVBoxLayout(self.controls)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.toolbar)
        lines.addWidget(self.knobs)
        rows.addWidget(self.controls)
        rows.addWidget(self.desk, 1)
        self.setTabOrder(self.toolbar.palette_button, self.strip.button)

    def _windows(self) -> tuple[QWidget, ...]:
        """This window, and that of the notes."""
        notes = self.presenting.notes
        return (self,) if notes is None else (self, notes)

    def open_menu(self) -> None:
        """Open the menu under its button."""
        button = self.toolbar.menu
        self.commands.menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def open_view_menu(self, at: QPoint) -> None:
        """Open the menu of the view that was clicked."""
        menu = self.commands.menu_of(VIEW_COMMANDS, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # what was chosen is done after the menu has closed
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self.desk.let_go))
        menu.popup(at)

    def _welcome(self) -> None:
        """Welcome somebody new, once."""
        self.furnishing.ended.disconnect(self._welcome)
        self.first_start.welcome()

    def begin_tour(self) -> None:
        """Lead through the window."""
        self.first_start.begin_tour()

    def open_lesson_settings(self) -> None:
        """Lay the settings of the lesson on top."""
        from .lesson_settings import lay_settings

        lay_settings(
            self.sheets, self.strip, self.session, self.commands.by_id["save-lesson"].trigger
        )

    def show_log(self) -> None:
        """Show what went wrong inside the program."""
        from .crash_log import log_path, log_text

        self.library.show_log(log_text(log_path()))

    @guarded
    def tell_interruption(self, is_led: bool) -> None:
        """Say that the program was ended in the middle, and offer what can be done about it."""
        if is_led:
            self.strip.say(
                _(
                    "visualnn was ended in the middle the last time; you are where you were. "
                    "Shift+F5 starts over, Ctrl+Shift+L shows the log."
                )
            )
        else:
            from .crash_log import log_path, log_text

            self.library.ask_after_interruption(log_text(log_path()))

    def open_finder(self) -> None:
        """Lay all commands and all names of the program on top."""
        from ui.commands.finder import finder

        laid = partial(
            finder,
            actions=self.commands,
            session=self.session,
            open_line=self.library.open_line,
        )
        self.sheets.lay(laid)

    # -- the desktop around it ---------------------------------------------------------------------

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        """Where the keyboard goes: from what was hidden back to the steps, not to some button."""
        holder = QApplication.focusWidget()
        if holder is not None and holder is not self and not holder.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().focusNextPrevChild(next)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first picture is there: now the rest can come."""
        self.furnishing.begin()

    def event(self, event: QEvent) -> bool:
        """While a question of the lesson's page is open, digits answer it instead of setting the
        grain."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._answered(event) is not None:
            event.accept()
            return True
        return super().event(event)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit that nobody else took answers the open question of the lesson's page."""
        number, page = self._answered(event), self._page
        if number is not None and page is not None:
            page.take_number(number)
        else:
            super().keyPressEvent(event)

    def _answered(self, event: QKeyEvent) -> int | None:
        """The number, from 0, of the answer that a key gives to the open question."""
        number = event.key() - Qt.Key.Key_1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not 0 <= number < 9:
            return None
        page = self._page
        return number if page is not None and page.wants_number(number) else None

    @property
    def _page(self) -> TakesNumbers | None:
        """The page of the lesson, if it is seen."""
        panel: object = self.desk.panel_of("lesson")
        is_seen = isinstance(panel, QWidget) and panel.isVisible()
        return panel if is_seen and isinstance(panel, TakesNumbers) else None

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel with Ctrl makes everything bigger or smaller."""
        turned = event.angleDelta().y()
        direction = 1 if turned > 0 else -1
        if not is_resizing(event) or not turned:
            event.ignore()
        elif self.appearance.can_change_size(direction):
            self.appearance.change_size(direction)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size: what lies at the foot moves along, and hidden parts may be seen again."""
        super().resizeEvent(event)
        if self.strip.isVisible():
            self.strip.place()
        QTimer.singleShot(0, self, self.furniture.catch_up)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: stop playing."""
        super().hideEvent(event)
        self.session.pause()

    def remembered(self) -> Settings:
        """The settings that the next start should know."""
        parts = (self.appearance, self.desk, self.session, self.library)
        return remembered(self.settings, self, *parts)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember, and go."""
        self.furnishing.stop()
        self.saving.stop()
        self.keeping.leave()
        self.session.halt()
        self.presenting.close()
        self.session.studying.end()
        self.lesson_watch.stop()
        self.appearance.forget_qt()
        self._memory.save(self.remembered())
        super().closeEvent(event)
