"""The window: builds the panels, carries their wishes up to the player and its frames down to them.

It is painted first and furnished afterwards: the engine and the panels are imported, the lesson is
read and every panel is made in turns of the event loop, so that something is on the screen at once.
Everything it can be asked to do is a command; the methods here are what the table of commands
calls.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QIODevice,
    QLibraryInfo,
    QPoint,
    QStandardPaths,
    Qt,
    QTimer,
    QTranslator,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QVBoxLayout, QWidget

from visualnn import figures, text
from visualnn.errors import VisualnnError
from visualnn.files import write_whole
from visualnn.text import LANGUAGES, _

from . import icons
from .commands import COMMANDS, Command, Menu
from .desk import Desk
from .guard import guarded
from .help import HelpSheet, keys_of
from .look import Look
from .overlay import Ask, Faults, Overlay
from .palette import Entry, Palette
from .settings import Memory, Rectangle, Settings, on_a_screen
from .strip import Strip
from .theme import THEMES, Metrics, apply
from .toolbar import Toolbar

if TYPE_CHECKING:
    from visualnn.explain import Use
    from visualnn.expr import Source
    from visualnn.frame import Focus, Frame
    from visualnn.lesson import Lesson

    from .panel import Panel
    from .player import Player

__all__ = ["FIRST", "PANELS", "SIZES", "Window"]

_log = logging.getLogger(__name__)

FIRST = "xor"
"""The lesson of a program that was never opened before."""
SIZES = (0.75, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
"""The size factors that the keys go through."""
_PROJECTOR = 2.0
_TRAIL = 100  # places that can be gone back to


def _network(window: Window) -> Panel:
    from .panels.network import NetworkPanel

    return NetworkPanel(window.look)


def _lesson(window: Window) -> Panel:
    from .panels.lesson import LessonPanel

    return LessonPanel(window.look)


def _tensor(window: Window) -> Panel:
    from .panels.tensor import TensorPanel

    return TensorPanel(window.look)


def _listing(window: Window) -> Panel:
    from .panels.listing import ListingPanel

    panel = ListingPanel(window.look)
    panel.breakpoint_toggled.connect(window.toggle_breakpoint)
    return panel


def _card(window: Window) -> Panel:
    from .panels.card import CardPanel

    panel = CardPanel(window.look)
    panel.followed.connect(window.follow)
    panel.origin_sought.connect(window.seek_origin)
    panel.check_wanted.connect(window.seek_check)
    panel.trouble_sought.connect(window.seek_trouble)
    window.checked.connect(panel.show_check)
    return panel


def _timeline(window: Window) -> Panel:
    from .panels.timeline import TimelinePanel

    return TimelinePanel(window.look)


def _curves(window: Window) -> Panel:
    from .panels.curves import CurvesPanel

    return CurvesPanel(window.look)


Maker = Callable[["Window"], "Panel"]
PANELS: Mapping[str, Maker] = {
    "network": _network,
    "card": _card,
    "lesson": _lesson,
    "listing": _listing,
    "timeline": _timeline,
    "tensor": _tensor,
    "curves": _curves,
}
"""The panels, in the order in which they are made: what is looked at first comes first."""


class Window(QWidget):
    """Everything on the screen."""

    failed = Signal(str)
    """A sentence for the learner."""
    checked = Signal(object)
    """A GradientCheck that was asked for."""

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
        self._memory = memory or Memory(None)
        self._makers = panels
        self.player: Player | None = None
        self.frame: Frame | None = None
        self.panels: dict[str, Panel] = {}
        self.pictures: Path | None = None
        """Where pictures are saved; None is the folder that the computer has for them."""
        self._asked = lesson or self.settings.lesson or FIRST
        self._opened = ""
        self._overlay: Overlay | None = None
        self._before: list[tuple[int, Source | None]] = []
        self._after: list[tuple[int, Source | None]] = []
        self._unprojected: float | None = None
        self._translator = QTranslator(self)
        self._stale: set[str] = set()
        self._painted = False
        self._make_actions()
        self._build()
        self._turns = self._furnishing()
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._furnish_on)
        self.failed.connect(self.strip.say)
        self._restore()
        self.retranslate()

    # -- building ----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        """One action per command; menus, toolbar and keys all use the same one."""
        self.actions_by_id: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(self)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setAutoRepeat(command.repeats)
            action.setCheckable(command.checked is not None)
            action.triggered.connect(lambda _on=False, command=command: self.do(command))
            self.addAction(action)
            self.actions_by_id[command.id] = action

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # not the first button: its ring would say what nobody asked for
        self.setMinimumSize(480, 320)
        self.menu = QMenu(self)
        self._menus = {menu: self.menu.addMenu("") for menu in Menu}
        for command in COMMANDS:
            self._menus[command.menu].addAction(self.actions_by_id[command.id])
        self.toolbar = Toolbar(self, self.look)
        self.desk = Desk(self.look, self)
        self.strip = Strip(self.look, self, self.desk.sections["timeline"].height)
        self.strip.cancelled.connect(lambda: self.steer(lambda player: player.cancel()))
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

    def _furnishing(self) -> list[Callable[[], None]]:
        def make(name: str) -> Callable[[], None]:
            return lambda: self._make_panel(name)

        return [
            self._open_first,
            *(make(name) for name in self._makers),
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

    def _make_panel(self, name: str) -> None:
        panel = self._makers[name](self)
        panel.focused.connect(self.look_at)
        panel.sought.connect(self.seek)
        panel.edited.connect(self.edit)
        panel.lesson_chosen.connect(self.open_lesson)
        panel.failed.connect(self.failed)
        panel.failed.connect(self.strip.say)
        self.panels[name] = panel
        self.desk.put(name, panel)
        if self.frame is not None:
            panel.show_frame(self.frame)

    def _open_first(self) -> None:
        """The lesson of the last time, or the first one where that is gone."""
        self._open(self._asked)
        if self.player is None and self._asked != FIRST:
            self._open(FIRST)

    # -- down: frames ------------------------------------------------------------------------------

    def _show(self, frame: Frame) -> None:
        """The one way down: a frame to every panel that is seen."""
        self.frame = frame
        for name, panel in self.panels.items():
            if panel.isVisibleTo(self):
                self._stale.discard(name)
                self._tell_panel(lambda panel=panel: panel.show_frame(frame))  # type: ignore[misc]
            else:
                self._stale.add(name)
        self._refresh()

    @guarded
    def _tell_panel(self, act: Callable[[], None]) -> None:
        """Tell one panel something; if it fails, the others are told all the same."""
        act()

    def _tell_panels(self, act: Callable[[Panel], None]) -> None:
        for panel in self.panels.values():
            self._tell_panel(lambda panel=panel: act(panel))  # type: ignore[misc]

    def _show_hidden(self) -> None:
        """Panels that were not seen get the frame they missed."""
        if self.frame is not None:
            for name in sorted(self._stale):
                if self.panels[name].isVisibleTo(self):
                    self._stale.discard(name)
                    panel, frame = self.panels[name], self.frame
                    self._tell_panel(lambda p=panel, f=frame: p.show_frame(f))  # type: ignore[misc]

    def _refresh(self) -> None:
        """What can be done now, and what is switched on."""
        for command in COMMANDS:
            action = self.actions_by_id[command.id]
            enabled = command.enabled(self)
            if action.isEnabled() != enabled:
                action.setEnabled(enabled)
            if command.checked is not None:
                on = command.checked(self)
                if action.isChecked() != on:
                    action.setChecked(on)
                    if command.icon_on:
                        self._dress(command)
        self.toolbar.show_state()

    def _player_says(self, playing: bool) -> None:
        self._refresh()

    # -- up: commands and wishes -------------------------------------------------------------------

    @guarded
    def do(self, command: Command) -> None:
        """Do a command: the only way in, from keys, menus, buttons and the palette."""
        self.strip.clear()
        command.act(self)
        self._refresh()

    def steer(self, act: Callable[[Player], object]) -> None:
        """Let the player do something by hand; that ends playing by itself."""
        if self.player is not None:
            self.player.pause()
            act(self.player)

    @guarded
    def look_at(self, place: Source) -> None:
        """A number was clicked: explain it."""
        self.strip.clear()
        if self.player is not None:
            self._leave()
            self.player.look_at(place)

    @guarded
    def seek(self, tick: int) -> None:
        """A tick was clicked: go there."""
        self.strip.clear()
        self.steer(lambda player: player.go(tick))

    @guarded
    def edit(self, place: Source, value: float) -> None:
        """A number was changed."""
        self.strip.clear()
        self.steer(lambda player: player.edit(place, value))

    @guarded
    def follow(self, use: Use) -> None:
        """To where the number in focus goes."""
        self.strip.clear()
        self._leave()
        self.steer(lambda player: player.to_use(use))

    @guarded
    def seek_origin(self) -> None:
        """To where the number in focus was made."""
        self.strip.clear()
        self._leave()
        self.steer(lambda player: player.to_origin())

    @guarded
    def seek_trouble(self) -> None:
        """To the first number that is not finite."""
        self.strip.clear()
        self._leave()
        self.steer(lambda player: player.to_trouble())

    @guarded
    def toggle_breakpoint(self, name: str) -> None:
        """Halt, or no longer, where this name is written."""
        if self.player is not None:
            self.player.toggle_breakpoint(name)

    @guarded
    def seek_check(self) -> None:
        """The card asks for it."""
        self.strip.clear()
        self.check_gradient()

    def check_gradient(self) -> None:
        """Compare the gradient in focus with two extra forward passes."""
        found = self.player.check_gradient() if self.player is not None else None
        if found is not None:
            if not self.desk.shows("right"):
                self.toggle_part("right")
            self.checked.emit(found)

    # -- what the commands ask ---------------------------------------------------------------------

    @property
    def tick(self) -> int:
        """Where the learner is."""
        return self.player.tick if self.player else 0

    @property
    def last_tick(self) -> int:
        """The end of the lesson."""
        return self.player.lesson.last_tick if self.player else 0

    @property
    def place(self) -> Source | None:
        """The number in focus."""
        return self.frame.focus.place if self.frame and self.frame.focus else None

    @property
    def written(self) -> str:
        """The name that was written last."""
        return self.frame.written if self.frame else ""

    @property
    def breakpoints(self) -> frozenset[str]:
        """Names at whose writing playing halts."""
        return self.player.breakpoints if self.player else frozenset()

    @property
    def playing(self) -> bool:
        """Whether it steps on by itself."""
        return self.player is not None and self.player.playing

    @property
    def grain(self) -> int:
        """How much a step covers, as a number of GRAINS."""
        return int(self.player.grain) if self.player else 1

    @property
    def speed(self) -> float:
        """Steps per second."""
        return self.player.speed if self.player else _to_speed(self.settings.speed)

    @property
    def has_trouble(self) -> bool:
        """Whether there is a number that is not finite."""
        return self.frame is not None and self.frame.trouble is not None

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return self.frame is not None and self.frame.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a change can be made again."""
        return self.frame is not None and self.frame.can_redo

    @property
    def rate(self) -> float | None:
        """The learning rate at this tick."""
        known = self.frame.values.get("lr") if self.frame else None
        return None if known is None else float(known)

    @property
    def rate_text(self) -> str:
        """The learning rate as it is written."""
        rate = self.rate
        return "" if rate is None else figures.result(rate)

    @property
    def seed(self) -> int | None:
        """Where the lesson's randomness comes from."""
        return self.player.lesson.spec.seed if self.player else None

    @property
    def lesson_title(self) -> str:
        """What the lesson is called in the current language."""
        if self.player is None:
            return _("Lesson")
        return self.player.lesson.spec.title.in_language(text.language())

    @property
    def is_dark(self) -> bool:
        """Whether the theme is dark."""
        return self.look.theme.dark

    @property
    def is_projecting(self) -> bool:
        """Whether the window is dressed for a projector."""
        return self._unprojected is not None

    def has_stop(self, direction: int) -> bool:
        """Whether the lesson has a stop further on (+1) or further back (−1)."""
        if self.player is None:
            return False
        return any((stop.tick - self.tick) * direction > 0 for stop in self.player.lesson.stops)

    # -- stepping ----------------------------------------------------------------------------------

    def jump_iteration(self, direction: int) -> None:
        """To the end of this iteration, or of the one before."""
        from visualnn.walk import Grain

        self.steer(lambda player: player.jump(Grain.ITERATION, direction))

    def jump_epoch(self, direction: int) -> None:
        """To the end of this epoch, or of the one before."""
        from visualnn.walk import Grain

        self.steer(lambda player: player.jump(Grain.EPOCH, direction))

    def set_grain(self, number: int) -> None:
        """How much a step covers from now on."""
        from visualnn.walk import Grain

        if self.player is not None:
            self.player.set_grain(Grain(number))

    def ask_tick(self) -> None:
        """Ask for a tick to go to."""
        question = _("Go to tick (0 to {last})").format(last=self.last_tick)

        def answer(typed: str) -> str | None:
            if not typed.isascii() or not typed.isdigit() or int(typed[:16]) > self.last_tick:
                return _("Type a whole number from 0 to {last}.").format(last=self.last_tick)
            self._leave()
            self.steer(lambda player: player.go(int(typed)))
            return None

        self.lay(Ask(self, self.look, question, str(self.tick), answer))

    def toggle_breakpoint_here(self) -> None:
        """Halt, or no longer, where the last name was written."""
        if self.written:
            self.toggle_breakpoint(self.written)

    # -- playing -----------------------------------------------------------------------------------

    def toggle_playing(self) -> None:
        """Play or pause."""
        if self.player is not None:
            self.player.toggle()

    def set_speed(self, speed: float) -> None:
        """So many steps a second from now on."""
        if self.player is not None:
            self.player.set_speed(speed)
            self._refresh()

    def change_speed(self, direction: int) -> None:
        """The next faster or slower speed."""
        from .player import SPEEDS

        faster = [speed for speed in SPEEDS if (speed - self.speed) * direction > 0]
        if self.speed == float("inf"):
            faster = [] if direction > 0 else list(SPEEDS[:-1])
        if faster:
            self.set_speed(min(faster) if direction > 0 else max(faster))

    def cancel(self) -> None:
        """Close what lies on top, or give up a long way, or stop playing."""
        if self._overlay is not None:
            self._overlay.dismiss()
        elif self.player is not None:
            self.player.cancel()
            self.player.pause()

    # -- looking -----------------------------------------------------------------------------------

    def _leave(self) -> None:
        """Remember where the learner is before going somewhere else by a door."""
        here = (self.tick, self.place)
        if not self._before or self._before[-1] != here:
            self._before.append(here)
            del self._before[:-_TRAIL]
        self._after.clear()

    def can_look_back(self, direction: int) -> bool:
        """Whether there is something to go back (−1) or forward (+1) to."""
        return bool(self._before if direction < 0 else self._after)

    def look_back(self, direction: int) -> None:
        """To what was looked at before, or back again."""
        come, gone = (self._before, self._after) if direction < 0 else (self._after, self._before)
        if self.player is None or not come:
            return
        gone.append((self.tick, self.place))
        tick, place = come.pop()
        self.player.pause()
        self.player.go(tick, self._focus(place))

    def _focus(self, place: Source | None) -> Focus | None:
        from visualnn.frame import Focus

        return None if place is None else Focus(place)

    def visit(self, place: Source) -> None:
        """Show a number by its name: here if it is known, else where it will be written."""
        if self.player is None or self.frame is None:
            return
        self._leave()
        if place.name in self.frame.values:
            self.player.look_at(place)
            return
        program = self.player.lesson.program
        iteration = program.locate(self.tick).iteration
        closing = (iteration // program.iterations + 1) * program.iterations - 1
        for candidate in (iteration, closing):
            done = program.done_after(place.name, candidate)
            if done is not None:
                tick = program.start_of(candidate) + done
                self.steer(lambda player, tick=tick: player.go(tick, self._focus(place)))  # type: ignore[misc]
                return

    def copy_card(self) -> None:
        """The explanation as text."""
        from visualnn.report import card

        if self.frame is not None and self.frame.explanation is not None:
            QGuiApplication.clipboard().setText(card(self.frame.explanation))
            self.strip.say(_("The explanation is on the clipboard."))

    # -- changing ----------------------------------------------------------------------------------

    def ask_number(self) -> None:
        """Ask for another value of the number in focus."""
        from visualnn.names import display

        if self.frame is None or self.place is None:
            return
        place = self.place
        now = figures.full(self.frame.values[place.name][place.index], plain=True)
        shown = display(place.name) + str(place).removeprefix(place.name)
        self._ask_value(place, _("New value of {name}").format(name=shown), now)

    def ask_rate(self) -> None:
        """Ask for another learning rate."""
        from visualnn.expr import Source

        if self.rate is not None:
            now = figures.full(self.rate, plain=True)
            self._ask_value(Source("lr"), _("New learning rate η from here on"), now)

    def _ask_value(self, place: Source, question: str, now: str) -> None:
        from .typed import number_in

        def answer(typed: str) -> str | None:
            number = number_in(typed)
            if number is None:
                return _("Type a number like 0.05 or −1.5e−3.")
            self.edit(place, number)
            return None

        self.lay(Ask(self, self.look, question, now, answer))

    # -- lessons -----------------------------------------------------------------------------------

    @guarded
    def open_lesson(self, name: str) -> None:
        """Open a lesson by the name of one that comes with the program, or by its path."""
        self.strip.clear()
        self._open(name)
        self._refresh()

    def _open(self, name: str) -> None:
        from visualnn.lesson import find, load

        try:
            self._take(load(find(name)))
        except VisualnnError as error:
            self._tell(error.report(_))
        except (OSError, UnicodeError) as error:
            self._tell(f"{name}: {error}")
        else:
            self._opened = name

    def _take(self, lesson: Lesson) -> None:
        self._before.clear()
        self._after.clear()
        if self.player is None:
            from .player import Player

            self.player = Player(lesson, self)
            self.player.speed = _to_speed(self.settings.speed)
            self.player.moved.connect(self._show)
            self.player.failed.connect(self.strip.say)
            self.player.busy.connect(self.strip.progress)
            self.player.playing_changed.connect(self._player_says)
            self.player.go(0)
        else:
            self.player.open(lesson)
        self._name()

    def show_lesson(self, lesson: Lesson) -> None:
        """Show a lesson that was read already."""
        self._turns = [turn for turn in self._turns if turn != self._open_first]
        self._take(lesson)
        self._opened = lesson.name

    def _tell(self, report: str) -> None:
        """What is wrong with a lesson; the one that was open stays."""
        heading = _("This lesson cannot be opened")
        self.lay(Faults(self, self.look, heading, report))

    def _name(self) -> None:
        self.setWindowTitle(f"{self.lesson_title} — visualnn")

    def choose_lesson(self) -> None:
        """Offer the lessons that come with the program, and files."""
        from visualnn.lesson import shipped

        titles = {name: _title(path) for name, path in shipped().items()}
        entries = [
            Entry(title, lambda name=name: self.open_lesson(name), note=name, also=name)  # type: ignore[misc]
            for name, title in titles.items()
        ]
        entries.append(Entry(_("A lesson file…"), self.ask_file, keys_of(_command("open-file"))))
        self.lay(Palette(self, self.look, _("Which lesson?"), entries))

    def ask_file(self) -> None:
        """Ask for a lesson file with the system's dialog."""
        dialog = QFileDialog(self, _("Open a lesson file"))
        dialog.setNameFilter(_("Lessons") + " (*.toml)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_lesson)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def reload(self) -> None:
        """Read the lesson's file again and stay at the same tick."""
        if not self._opened:
            return
        tick, before = self.tick, self.player.lesson if self.player else None
        self._open(self._opened)
        if self.player is not None and self.player.lesson is not before:
            self.player.go(tick)

    def save_picture(self) -> None:
        """The window as a PNG file."""
        folder = self.pictures or Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        )
        name = self.player.lesson.name if self.player else "visualnn"
        path = folder / f"visualnn-{name}-{self.tick}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, self.picture())
        except OSError as error:
            self.failed.emit(_("The picture was not saved: {reason}").format(reason=error.strerror))
            return
        self.strip.say(_("Saved {path}").format(path=path))

    def picture(self) -> bytes:
        """The window as it looks now, as the content of a PNG file."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.grab().toImage().save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    # -- view --------------------------------------------------------------------------------------

    def switch_language(self) -> None:
        """The other language."""
        others = [language for language in LANGUAGES if language != text.language()]
        text.use_language(others[0])
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._translate_qt()
        for command in COMMANDS:
            action = self.actions_by_id[command.id]
            keys = keys_of(command)
            action.setText(_(command.title))
            action.setToolTip(f"{_(command.title)}  {keys}\n{_(command.help)}")
            action.setStatusTip(_(command.help))
        for menu, shown in self._menus.items():
            shown.setTitle(_(menu.value))
        self._dress_all()
        self.toolbar.retranslate()
        self.strip.retranslate()
        self.desk.retranslate()
        self._tell_panels(lambda panel: panel.retranslate())
        self._name()
        if self.frame is not None:
            self._show(self.frame)

    def _translate_qt(self) -> None:
        """The words of Qt's own dialogs."""
        QApplication.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if text.language() != "en" and self._translator.load(f"qtbase_{text.language()}", folder):
            QApplication.installTranslator(self._translator)

    def _dress_all(self) -> None:
        for command in COMMANDS:
            if command.icon:
                self._dress(command)

    def _dress(self, command: Command) -> None:
        """Give an action the icon it has now."""
        action = self.actions_by_id[command.id]
        name = command.icon_on if command.icon_on and action.isChecked() else command.icon
        action.setIcon(icons.icon(name, self.look.theme, self.look.metrics.px(20)))

    def switch_theme(self) -> None:
        """Light or dark."""
        theme = THEMES["light" if self.is_dark else "dark"]
        self.set_look(Look(theme, self.look.metrics))

    def set_look(self, look: Look) -> None:
        """Another theme or another size, at once and everywhere."""
        if self._overlay is not None:
            self._overlay.dismiss()
        self.look = look
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply(application, look.theme, look.metrics)
        self._dress_all()
        self.toolbar.set_look(look)
        self.strip.set_look(look)
        self.desk.set_look(look)
        self._tell_panels(lambda panel: panel.set_look(look))
        self._refresh()

    def can_change_size(self, direction: int) -> bool:
        """Whether there is a larger (+1) or a smaller (−1) size."""
        return any((size - self.look.metrics.factor) * direction > 1e-6 for size in SIZES)

    def change_size(self, direction: int) -> None:
        """The next larger or smaller size; 0 is the normal one."""
        now = self.look.metrics.factor
        further = [size for size in SIZES if (size - now) * direction > 1e-6]
        if direction == 0:
            self._resize(1.0)
        elif further:
            self._resize(min(further) if direction > 0 else max(further))

    def _resize(self, factor: float) -> None:
        self.set_look(Look(self.look.theme, Metrics(factor)))

    def toggle_full_screen(self) -> None:
        """The full screen, or a window again."""
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def toggle_projector(self) -> None:
        """The full screen and twice the size, or back."""
        if self._unprojected is None:
            self._unprojected = self.look.metrics.factor
            self._resize(_PROJECTOR)
            self.showFullScreen()
        else:
            self._resize(self._unprojected)
            self._unprojected = None
            self.showNormal()

    def shows(self, part: str) -> bool:
        """Whether a part of the window is shown."""
        return self.desk.shows(part)

    def toggle_part(self, part: str) -> None:
        """Show or hide a part of the window."""
        self.desk.toggle(part)
        self._show_hidden()

    # -- what lies on top --------------------------------------------------------------------------

    def lay(self, overlay: Overlay) -> None:
        """Lay something on top, in place of what lies there."""
        if self._overlay is not None:
            self._overlay.dismiss()
        self._overlay = overlay
        overlay.closed.connect(lambda: self._lifted(overlay))
        overlay.open()

    def _lifted(self, overlay: Overlay) -> None:
        if self._overlay is overlay:
            self._overlay = None

    @property
    def overlay(self) -> Overlay | None:
        """What lies on top now."""
        return self._overlay

    def open_help(self) -> None:
        """All keys on one sheet."""
        self.lay(HelpSheet(self, self.look))

    def open_menu(self) -> None:
        """The menu, under its button."""
        button = self.toolbar.menu
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def open_palette(self) -> None:
        """All commands, and all names of the program."""
        hint = _("A command, or a number like hidden.W[0,3]")
        commands = [
            Entry(_(command.title), self._doing(command), keys_of(command), also=command.title)
            for command in COMMANDS
            if command.id != "palette" and self.actions_by_id[command.id].isEnabled()
        ]
        self.lay(Palette(self, self.look, hint, [*commands, *self._names()], self._typed))

    def _doing(self, command: Command) -> Callable[[], None]:
        return lambda: self.do(command)

    def _shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Every name of the program and its shape."""
        return self.player.lesson.program.shapes[True] if self.player else {}

    def _names(self) -> list[Entry]:
        from visualnn.expr import Source
        from visualnn.names import display
        from visualnn.report import shape_text

        return [
            Entry(
                display(name),
                self._visiting(Source(name, (0,) * len(shape))),
                note=shape_text(shape),
                also=name,
            )
            for name, shape in self._shapes().items()
        ]

    def _visiting(self, place: Source) -> Callable[[], None]:
        @guarded
        def go(self: Window) -> None:
            self.visit(place)

        return lambda: go(self)

    def _typed(self, typed: str) -> Entry | str | None:
        """A number that was typed by its name and index."""
        from visualnn.names import display

        from .typed import place_in

        place = place_in(typed) if "[" in typed else None
        shape = self._shapes().get(place.name) if place else None
        if place is None or shape is None:
            return None
        if len(place.index) != len(shape) or any(
            i >= n for i, n in zip(place.index, shape, strict=True)
        ):
            sentence = _("{name} has the shape {shape}, counted from 0")
            return sentence.format(name=display(place.name), shape="×".join(map(str, shape)))
        shown = display(place.name) + str(place).removeprefix(place.name)
        return Entry(shown, self._visiting(place), note=_("look at this number"))

    # -- the window as such ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size: what lies at the foot moves along."""
        super().resizeEvent(event)
        if self.strip.isVisible():
            self.strip.place()
        if self._stale:
            QTimer.singleShot(0, self, self._show_hidden)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One lesson can be dropped."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A lesson was dropped."""
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_lesson(path)

    def _dropped(self, event: QDropEvent) -> str | None:
        """The one file or folder that is carried; nothing for text, several, or the network."""
        urls = event.mimeData().urls()
        if len(urls) != 1 or not urls[0].isLocalFile():
            return None
        path = Path(urls[0].toLocalFile())
        try:
            if path.is_dir() and (path / "lesson.toml").is_file():
                return str(path)
            return str(path) if path.suffix == ".toml" and path.is_file() else None
        except OSError:
            return None

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: stop playing."""
        super().hideEvent(event)
        if self.player is not None:
            self.player.pause()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember, and go."""
        self._clock.stop()
        if self.player is not None:
            self.player.pause()
            self.player.cancel()
        QApplication.removeTranslator(self._translator)
        self._memory.save(self._remembered())
        super().closeEvent(event)

    def _remembered(self) -> Settings:
        """What the next start should know."""
        place = self.normalGeometry() if self.isMaximized() or self.isFullScreen() else None
        place = place or self.geometry()
        factor = self.look.metrics.factor if self._unprojected is None else self._unprojected
        return replace(
            self.settings,
            language=text.language(),
            theme=self.look.theme.name,
            size=factor,
            geometry=Rectangle(place.x(), place.y(), place.width(), place.height()),
            maximized=self.isMaximized(),
            splitters=self.desk.chosen,
            speed=_from_speed(self.speed),
            lesson=self._opened or self.settings.lesson,
        )


def _to_speed(remembered: float) -> float:
    """Steps per second of a remembered speed; 0 stands for as fast as possible."""
    return float("inf") if remembered == 0.0 else remembered


def _from_speed(speed: float) -> float:
    return 0.0 if speed == float("inf") else speed


def _command(name: str) -> Command:
    return next(command for command in COMMANDS if command.id == name)


def _title(path: Path) -> str:
    """A lesson's title, or its folder where it cannot be read."""
    from visualnn import lesson_file

    try:
        return lesson_file.read(path).title.in_language(text.language())
    except (VisualnnError, OSError, UnicodeError):
        return path.name
