"""The window: its parts, what they tell each other, and what comes from the desktop around it.

It is painted first and furnished afterwards: the engine and the panels are imported, the lesson is
read and every panel is made in turns of the event loop, so that something is on the screen at once.
Everything it can be asked to do is a command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.commands.actions import Actions
from ui.commands.finder import open_finder
from ui.commands.help import HelpSheet
from ui.commands.table import Command
from ui.commands.toolbar import Toolbar
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import Overlay
from ui.kit.theme import apply
from ui.session.session import Session
from visualnn import text

from .appearance import Appearance
from .desk import Desk
from .furniture import PANELS, Furniture, Maker
from .library import FIRST, Library, dropped
from .settings import Memory, Rectangle, Settings, on_a_screen
from .strip import Strip

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.tell.explain import GradientCheck
    from visualnn.tell.frame import Frame

__all__ = ["Window"]


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
        panels: Mapping[str, Maker] = PANELS,
    ) -> None:
        super().__init__()
        self.look = look
        self.settings = settings or Settings()
        self.overlay: Overlay | None = None
        """What lies on top now."""
        self.pictures: Path | None = None
        """Where pictures are saved; None is the folder that the computer has for them."""
        self._memory = memory or Memory(None)
        self._painted = False
        self._doing = False
        self._make_parts()
        self._connect()
        self._lay_out()
        self._turns = self._furnishing(lesson or self.settings.lesson or FIRST, panels)
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._furnish_on)
        self._restore()
        self.retranslate()

    # -- building ----------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        # with their types: the table of commands and the parts refer to each other
        self.session: Session = Session(_to_speed(self.settings.speed), self)
        self.library: Library = Library(self)
        self.appearance: Appearance = Appearance(self)
        self.commands: Actions = Actions(self)
        self.toolbar: Toolbar = Toolbar(self, self.look)
        self.desk: Desk = Desk(self.look, self)
        self.strip: Strip = Strip(self.look, self, self.desk.sections["timeline"].height)
        self.furniture: Furniture = Furniture(self)

    def _connect(self) -> None:
        session = self.session
        session.moved.connect(self._show)
        session.playing_changed.connect(self.refresh)
        session.checked.connect(self._show_check)
        session.busy.connect(self.strip.progress)
        for part in (session, self.library, self.furniture):
            part.failed.connect(self.failed)
        self.failed.connect(self.strip.say)
        self.strip.cancelled.connect(self._give_up)
        self.desk.uncovered.connect(self._uncovered)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # not the first button: its ring would say what nobody asked for
        self.setMinimumSize(480, 320)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.toolbar)
        rows.addWidget(self.desk, 1)

    def _restore(self) -> None:
        """Come back where the window was, as far as there still is a screen."""
        screens = [Rectangle(*s.availableGeometry().getRect()) for s in QGuiApplication.screens()]  # type: ignore[misc]
        wanted = self.settings.geometry
        if wanted is None:
            wanted = Rectangle(0, 0, 1280, 800)
            if screens:
                home = screens[0]
                x = home.x + (home.width - 1280) // 2
                y = home.y + (home.height - 800) // 2
                wanted = wanted._replace(x=x, y=y)
        self.setGeometry(*on_a_screen(wanted, screens))
        self.desk.restore(self.settings.splitters)

    # -- furnishing --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first picture is there: now the rest can come."""
        if not self._painted:
            self._painted = True
            self._clock.start()

    def _furnishing(self, lesson: str, panels: Mapping[str, Maker]) -> list[Callable[[], None]]:
        def make(name: str, maker: Maker) -> Callable[[], None]:
            return lambda: self.furniture.make(name, maker)

        return [
            lambda: self.library.open_first(lesson),
            *(make(name, maker) for name, maker in panels.items()),
        ]

    @guarded
    def _furnish_on(self) -> None:
        """One more turn; the last one stops the clock."""
        if not self._turns:
            self._clock.stop()
            return
        self._turns.pop(0)()

    def furnish(self) -> None:
        """Everything at once, for pictures and tests."""
        while self._turns:
            self._furnish_on()
        self._clock.stop()

    def show_lesson(self, lesson: Lesson) -> None:
        """Show a lesson that was read already."""
        self.library.show(lesson, lesson.name)

    # -- what happens in the parts -----------------------------------------------------------------

    @guarded
    def do(self, command: Command) -> None:
        """Do a command: the only way in, from keys, menus, buttons and the palette."""
        self.strip.clear()
        self._doing = True
        try:
            command.act(self)
        finally:
            self._doing = False
        self.refresh()

    def refresh(self) -> None:
        """Show what can be done now, and what is switched on."""
        self.commands.refresh()
        self.toolbar.show_state()

    @guarded
    def _show(self, frame: Frame) -> None:
        self.furniture.show(frame)
        if not self._doing:  # a command that led here refreshes once it is done
            self.refresh()

    @guarded
    def _uncovered(self) -> None:
        """What was hidden gets the frame it missed, once it has its place."""
        QTimer.singleShot(0, self, self.furniture.catch_up)
        self.refresh()

    @guarded
    def _show_check(self, check: GradientCheck) -> None:
        """A gradient was checked: the card that says so must be seen."""
        if not self.desk.shows("right"):
            self.toggle_part("right")

    @guarded
    def _give_up(self) -> None:
        self.session.steer(lambda player: player.cancel())

    def toggle_part(self, part: str) -> None:
        """Show or hide a part of the window."""
        self.desk.toggle(part)
        self.furniture.catch_up()

    def to_stop(self, direction: int) -> None:
        """Go to another stop, and see what the lesson says there."""
        if not self.desk.shows("left") and not self.desk.hides("lesson"):
            self.desk.bring("lesson")
        self.session.steer(lambda player: player.to_stop(direction))

    def cancel(self) -> None:
        """Close what lies on top, or give up a long way and stop playing."""
        if self.overlay is not None:
            self.overlay.dismiss()
        else:
            self.session.halt()

    # -- language and look -------------------------------------------------------------------------

    def name(self) -> None:
        """Say in the title which lesson is open."""
        self.setWindowTitle(f"{self.session.lesson_title} — visualnn")

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.appearance.translate_qt()
        self.commands.retranslate()
        self.toolbar.retranslate()
        self.strip.retranslate()
        self.desk.retranslate()
        self.furniture.each(lambda panel: panel.retranslate())
        self.name()
        if self.session.frame is not None:
            self._show(self.session.frame)

    def set_look(self, look: Look) -> None:
        """Another theme or another size, at once and everywhere."""
        if self.overlay is not None:
            self.overlay.dismiss()
        self.look = look
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply(application, look.theme, look.metrics)
        self.commands.dress()
        self.toolbar.set_look(look)
        self.strip.set_look(look)
        self.desk.set_look(look)
        self.furniture.each(lambda panel: panel.set_look(look))
        self.refresh()

    # -- what lies on top --------------------------------------------------------------------------

    def lay(self, overlay: Overlay) -> None:
        """Lay something on top, in place of what lies there."""
        if self.overlay is not None:
            self.overlay.dismiss()
        self.overlay = overlay
        overlay.closed.connect(lambda: self._lifted(overlay))
        overlay.open()

    def _lifted(self, overlay: Overlay) -> None:
        if self.overlay is overlay:
            self.overlay = None

    def open_help(self) -> None:
        """All keys on one sheet."""
        self.lay(HelpSheet(self, self.look))

    def open_finder(self) -> None:
        """All commands, and all names of the program."""
        open_finder(self)

    def open_menu(self) -> None:
        """The menu, under its button."""
        button = self.toolbar.menu
        self.commands.menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        """Where the keyboard goes: from what was hidden back to the steps, not to some button."""
        holder = QApplication.focusWidget()
        if holder is not None and holder is not self and not holder.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().focusNextPrevChild(next)

    # -- the desktop around it ---------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size: what lies at the foot moves along, and hidden parts may be seen again."""
        super().resizeEvent(event)
        if self.strip.isVisible():
            self.strip.place()
        QTimer.singleShot(0, self, self.furniture.catch_up)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One lesson can be dropped."""
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A lesson was dropped."""
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.strip.clear()
            self.library.open(path)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: stop playing."""
        super().hideEvent(event)
        self.session.steer(lambda player: None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember, and go."""
        self._clock.stop()
        self.session.halt()
        self.appearance.forget_qt()
        self._memory.save(self._remembered())
        super().closeEvent(event)

    def _remembered(self) -> Settings:
        """What the next start should know."""
        place = self.normalGeometry() if self.isMaximized() or self.isFullScreen() else None
        place = place or self.geometry()
        return replace(
            self.settings,
            language=text.language(),
            theme=self.look.theme.name,
            size=self.appearance.size,
            geometry=Rectangle(place.x(), place.y(), place.width(), place.height()),
            maximized=self.isMaximized(),
            splitters=self.desk.chosen,
            speed=_from_speed(self.session.speed),
            lesson=self.library.opened or self.settings.lesson,
        )


def _to_speed(remembered: float) -> float:
    """Steps per second of a remembered speed; 0 stands for as fast as possible."""
    return float("inf") if remembered == 0.0 else remembered


def _from_speed(speed: float) -> float:
    return 0.0 if speed == float("inf") else speed
