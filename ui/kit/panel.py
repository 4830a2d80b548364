"""A panel: a widget that paints frames. It knows no other panel and no engine; what it wishes, it
signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from visualnn.text import _

from .guard import guarded
from .heard import HeardNumbers
from .look import Look
from .run_scales import RunScales
from .wheel import is_resizing

if TYPE_CHECKING:
    from visualnn.tell.frame import Frame
    from visualnn.views.base import Moment

SPEECH_MILLISECONDS = 100
"""While the picture changes, the words for it are renewed after so long, not at every picture."""
REST_MILLISECONDS = 300
"""A picture rests so long before its numbers are made to be heard."""


def is_plain(event: QKeyEvent) -> bool:
    """Whether a key is pressed and no other is held."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def hand_to_window(widget: QWidget, event: QEvent) -> bool:
    """Let the window take an event of a widget in it; whether there is such a window."""
    window = widget.window()
    if window is widget:
        event.ignore()
        return False
    QApplication.sendEvent(window, event)
    event.accept()
    return True


class Panel(QWidget):
    """The base of every panel. Facts come down through `show_frame`, wishes go up through
    `wished`."""

    wished = Signal(object)
    """A Wish: what the learner asks of the session."""
    pointed = Signal(object)
    """The number under the pointer, a Source, or None when the pointer goes: other panels show what
    belongs to it. It is no wish: nothing is recorded, and nothing leads anywhere."""
    pulled = Signal(object, float)
    """A number, a Source, follows the hand: what it would be now. It is no wish until it is let
    go."""
    start_pulled = Signal(object)
    """The start of all walkers on a bare function, a tuple of numbers, follows the hand. It is no
    wish until it is let go."""
    let_go = Signal(bool)
    """What was pulled is kept, or put back."""
    sketched = Signal(object)
    """Raw inputs of a point that is being drawn, a tuple of numbers: what the network says of it is
    shown everywhere. It is no wish until the hand lets go."""
    pinned = Signal(object)
    """The number of a unit whose square stays large in the boundary, a Source, or None for none."""
    paints_by_children = False
    """Whether what it shows is painted by widgets in it that a screen reader does not read."""
    follows_changed = Signal()
    """What the picture needs of every iteration, `follows`, is another thing than before."""
    failed = Signal(str)
    """A sentence for the learner: a wish cannot be fulfilled."""

    wanted_pixels: ClassVar[tuple[int, int] | None] = None
    """Width and height that it would like to have at normal size; None where widgets in it say."""
    least_pixels: ClassVar[tuple[int, int] | None] = None
    """The same of the smallest that can be read."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.frame: Frame | None = None
        self.scales = RunScales()
        self.follows: tuple[str, ...] = ()
        """What the picture needs of every iteration now, besides what its row of the table says."""
        self._speech_due = False
        self._announced: int | None = None
        self._title = self._about = ""
        self._heard: HeardNumbers | None = None
        self._numbers_due: QTimer | None = None

    def watch_each(self, texts: tuple[str, ...]) -> None:
        """Need this of every iteration from now on."""
        if texts != self.follows:
            self.follows = texts
            self.follows_changed.emit()

    def describe(self, title: str, about: str) -> None:
        """Set the accessible name and the help on the keys from two catalogue entries."""
        self._title, self._about = title, about
        if title:
            self.setAccessibleName(_(title))
            self.setWhatsThis(_(about))

    def moment_shown(self, moment: Moment) -> Moment:
        """A moment as the picture shows it, with what was chosen in it: of this its table and its
        file are made."""
        return moment

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame. What did not change (`is`) since the last one need not be painted
        again."""
        self.scales.turn_to(frame)
        self._take(frame)
        self.frame = frame
        self.update()

    def _take(self, frame: Frame) -> None:
        """Take up from a frame what will be painted, while `self.frame` is still the one before. A
        subclass guards it: what fails in one panel must not keep the frame from it."""

    def forget(self) -> None:
        """Hold on to nothing of the frame any more, as before the first one: another lesson is
        open, and nobody sees this panel."""
        self.frame = None
        self.scales.forget()
        for held in ("scene", "view"):  # what a panel that is painted calls what it has made of it
            if hasattr(self, held):
                setattr(self, held, None)

    def set_look(self, look: Look) -> None:
        """Take another theme or size."""
        self.look = look
        self.update()

    def retranslate(self) -> None:
        """Write all texts again, in the language that is now in use."""
        self.describe(self._title, self._about)
        self.update()

    @property
    def is_computing(self) -> bool:
        """Whether it computes what it shows in turns of the event loop, and more is to come."""
        return False

    # -- in words, and number by number ------------------------------------------------------------

    def spoken(self) -> str:
        """What the eye reads here, in a few sentences of the current language: what is shown and
        its value now; before there is one, what will be shown."""
        return ""

    def name_at(self, x: float, y: float) -> str:
        """What the number at a point of the picture is called, as cards call it; "" for none. A
        screen reader hears it before the number."""
        return ""

    @guarded
    def speak(self) -> None:
        """Set the accessible description to the words for what is shown."""
        self._speech_due = False
        if self.hasFocus() and self._announced is not None and self._announced == self._tick:
            return  # who goes about here by the keyboard hears what it stands on
        words = self.spoken()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)  # Qt tells it on

    def announce(self, words: str) -> None:
        """Speak the item that the keyboard moved to; until the next step nothing else is spoken."""
        self._announced = self._tick
        self.setAccessibleDescription(words)

    @guarded
    def read_numbers(self) -> None:
        """Make each number of the picture a thing that a screen reader finds."""
        if self._heard is None:
            children = self.paints_by_children
            self._heard = HeardNumbers(self, self.name_at, with_children=children)
        self._heard.read(self.look.metrics.font())

    def _be_heard(self) -> None:
        """Renew what is heard: the words soon, the numbers once the picture rests."""
        if self._heard is not None and self._heard.is_reading:
            return
        if not self._speech_due:
            self._speech_due = True
            QTimer.singleShot(SPEECH_MILLISECONDS, self, self.speak)
        if self._numbers_due is None:
            self._numbers_due = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
            self._numbers_due.timeout.connect(self.read_numbers)
        self._numbers_due.start()

    @property
    def _tick(self) -> int | None:
        return None if self.frame is None else self.frame.tick

    # -- its room and its keys

    def sizeHint(self) -> QSize:
        return self._sized(self.wanted_pixels, super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._sized(self.least_pixels, super().minimumSizeHint())

    def _sized(self, pixels: tuple[int, int] | None, otherwise: QSize) -> QSize:
        return otherwise if pixels is None else QSize(*map(self.look.metrics.px, pixels))

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether a key is the panel's own while the keyboard is here, although it may be a
        shortcut of the window."""
        return False

    def event(self, event: QEvent) -> bool:
        """Renew the words and numbers that are heard after a repaint, if a screen reader listens;
        leave the wheel with Ctrl to the window, which makes everything bigger or smaller; keep the
        keys that are its own from the window."""
        if is_resizing(event):
            return hand_to_window(self, event)
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and self.takes_key(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.Paint and QAccessible.isActive():
            self._be_heard()
        return super().event(event)
