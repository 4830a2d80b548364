"""Presenting: the window in front of a class. It is large and shows one view and the text of the
stop; its keys are those of a presenter's remote, wherever the keyboard is.

It begins and ends with the command `projector`. Nothing moves by itself meanwhile: what plays is
paused, and every change is somebody's key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.theme import Metrics
from ui.kit.virtuals import guard_virtuals
from ui.session.session import Session

from .appearance import Appearance
from .blank_screen import BlankScreen
from .desk import Desk
from .pointer_light import PointerLight

if TYPE_CHECKING:
    from visualnn.tell.frame import Frame

    from .notes import NotesWindow

__all__ = ["Presenting"]

NOTES_FACTOR = 1.3
"""So many times as large as the window was before are the notes."""
_TYPED_INTO = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_BARE = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
_STOPS = {Qt.Key.Key_PageDown: +1, Qt.Key.Key_PageUp: -1}
_BLACK, _WHITE = ("b", "B", ".", "ㅠ"), ("w", "W", ",", "ㅈ")
"""What the keys of a remote write, on a Korean keyboard too."""


@runtime_checkable
class ShowsAnswers(Protocol):
    """A panel that says which answers it shows."""

    def show_answers(self, shown: Literal["own", "none", "right"]) -> None:
        """Show the learner's own answers with what is right, none, or what is right."""


class Presenting(QObject):
    """Whether the window is shown to a class, and what is hidden, dark or pointed at meanwhile."""

    begun = Signal()
    ended = Signal()
    changed = Signal()
    """Another part of it is on or off."""
    stop_wished = Signal(int)
    """The next (+1) or the previous (−1) stop."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        appearance: Appearance,
        desk: Desk,
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._appearance, self._desk = appearance, desk
        self._controls: QWidget | None = None
        self._blank: BlankScreen | None = None
        self._light: PointerLight | None = None
        self._holder: QWidget | None = None
        self.notes: NotesWindow | None = None
        """The window of the notes, once it was made."""
        self.is_on = False
        """Whether the window is shown to a class."""
        self._answers: Literal["own", "none", "right"] = "own"
        self._stop: int | None = None

    def hide_meanwhile(self, controls: QWidget) -> None:
        """Hide the controls in front of a class until somebody asks for them."""
        self._controls = controls

    # -- on and off --------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Begin, or end."""
        self.end() if self.is_on else self.begin()

    def begin(self) -> None:
        """Show the window to a class."""
        self.is_on = True
        self._session.pause()
        self.show_controls(shown=False)
        self._desk.present(presented=True)
        self._appearance.dress_for_projector()
        self._answer("none")
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101  a window is there
        application.focusChanged.connect(self._follow_keyboard)
        self._window.installEventFilter(self)
        self._follow_keyboard(None, QApplication.focusWidget())
        self.begun.emit()
        self.changed.emit()

    def end(self) -> None:
        """Show everything as before."""
        if not self.is_on:
            return
        self.is_on = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101  a window is there
        application.focusChanged.disconnect(self._follow_keyboard)
        self._window.removeEventFilter(self)
        self._follow_keyboard(self._holder, None)
        self.lift_blank()
        self._put_out()
        self.show_controls(shown=True)
        self._answer("own")
        self._appearance.undress()
        self._desk.present(presented=False)
        self.ended.emit()
        self.changed.emit()

    # -- the notes ---------------------------------------------------------------------------------

    @property
    def shows_notes(self) -> bool:
        """Whether the notes are seen."""
        return self.notes is not None and self.notes.isVisible()

    def toggle_notes(self) -> None:
        """Show the notes in a window of their own, or no longer."""
        if self.notes is not None and self.shows_notes:
            self.notes.close()
            return
        from .notes import NotesWindow

        if self.notes is None:
            self.notes = NotesWindow(self._notes_look)
            self.notes.failed.connect(self.failed)
            self.notes.closed.connect(self.changed)
            self.notes.installEventFilter(self)
            guard_virtuals()
        self.notes.show_place(self._session.frame, self._session.bookmarks)
        self.notes.begin(self._window)
        self.changed.emit()

    @property
    def _notes_look(self) -> Look:
        """The notes are glanced at from a step away: a little larger than the window before."""
        look = self._appearance.look
        factor = min(Metrics.MAX_FACTOR, self._appearance.size * NOTES_FACTOR)
        return Look(look.theme, Metrics(factor))

    @guarded
    def dress(self) -> None:
        """Another theme or size."""
        if self.notes is not None:
            self.notes.set_look(self._notes_look)

    @guarded
    def retranslate(self) -> None:
        """The language changed."""
        if self.notes is not None:
            self.notes.retranslate()

    def close(self) -> None:
        """The window is closed, and the notes with it."""
        notes, self.notes = self.notes, None
        if notes is not None:
            notes.removeEventFilter(self)
            notes.close()
            notes.deleteLater()

    # -- what is seen ------------------------------------------------------------------------------

    @property
    def shows_controls(self) -> bool:
        """Whether the toolbar and the knobs are seen."""
        return self._controls is not None and not self._controls.isHidden()

    def show_controls(self, *, shown: bool) -> None:
        """Show the toolbar and the knobs, or hide them."""
        if self._controls is not None:
            self._controls.setVisible(shown)
        self.changed.emit()

    def reveal(self) -> None:
        """Say what is right, or keep it back again."""
        self._answer("none" if self._answers == "right" else "right")
        self.changed.emit()

    @property
    def conceals_answers(self) -> bool:
        """Whether questions stand there as if nothing was answered."""
        return self._answers == "none"

    @guarded
    def see(self, frame: Frame) -> None:
        """Another stop came: what is right there waits until somebody asks."""
        if self.shows_notes and self.notes is not None:
            self.notes.show_place(frame, self._session.bookmarks)
        stop, self._stop = self._stop, frame.stop
        if self._answers == "right" and frame.stop != stop:
            self._answer("none")
            self.changed.emit()

    def furnish(self) -> None:
        """Another panel was made: tell it what holds."""
        self._answer(self._answers)

    def _answer(self, shown: Literal["own", "none", "right"]) -> None:
        self._answers = shown
        panel: object = self._desk.panel_of("lesson")
        if isinstance(panel, ShowsAnswers):
            panel.show_answers(shown)

    # -- blank and pointed at ----------------------------------------------------------------------

    @property
    def blank(self) -> str:
        """``black`` or ``white`` while nothing else is seen; empty else."""
        return "" if self._blank is None else self._blank.name

    def blank_out(self, name: str) -> None:
        """Show nothing but ``black`` or ``white``; the same again shows the window."""
        is_same = self.blank == name
        self.lift_blank()
        if not is_same:
            self._blank = BlankScreen(self._window, name, QColor(name))
        self.changed.emit()

    def lift_blank(self) -> bool:
        """Show the window again; whether it was blank."""
        blank, self._blank = self._blank, None
        if blank is not None:
            blank.dismiss()
        return blank is not None

    @property
    def lit(self) -> str:
        """How the pointer is made seen: ``ring`` or ``spotlight``; empty if it is not."""
        return "" if self._light is None else self._light.kind

    def light(self, kind: str) -> None:
        """Draw a ``ring`` around the pointer, or leave light, a ``spotlight``, only around it; the
        same again takes it away."""
        is_same = self.lit == kind
        self._put_out()
        if not is_same:
            self._light = PointerLight(self._window, self._appearance, kind)
            self._light.failed.connect(self.failed)
        self.changed.emit()

    def _put_out(self) -> None:
        light, self._light = self._light, None
        if light is not None:
            light.dismiss()

    # -- keys --------------------------------------------------------------------------------------

    @guarded
    def _follow_keyboard(self, _before: QWidget | None, holder: QWidget | None) -> None:
        """Hear the keys of the remote wherever the keyboard is."""
        if self._holder is not None and self._holder is not self._window:
            self._holder.removeEventFilter(self)
        self._holder = holder
        if holder is None or holder is self._window:
            return
        if holder.window() in {self._window, self.notes}:
            holder.installEventFilter(self)
            holder.destroyed.connect(self._forget_holder)

    def _forget_holder(self) -> None:
        self._holder = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of a remote before whatever has the keyboard."""
        if not self.is_on or event.type() not in {
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        }:
            return False
        assert isinstance(event, QKeyEvent)  # noqa: S101  of these types
        if not self._is_of_remote(watched, event):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._press(event)
        event.accept()
        return True

    def _is_of_remote(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.modifiers() not in _BARE:
            return False
        if event.key() in _STOPS or (event.key() == Qt.Key.Key_Escape and self.blank):
            return True
        return event.text() in (*_BLACK, *_WHITE) and not isinstance(watched, _TYPED_INTO)

    @guarded
    def _press(self, event: QKeyEvent) -> None:
        if event.key() in _STOPS:
            self.lift_blank()
            self.stop_wished.emit(_STOPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.lift_blank()
            self.changed.emit()
        else:
            self.blank_out("black" if event.text() in _BLACK else "white")
