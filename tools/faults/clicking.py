"""Random clicking: a seeded hand that knows nothing goes about the window of every lesson, and the
window must live, raise nothing and answer soon.

It points, clicks, drags, turns the wheel, types keys and letters, resizes, and chooses commands. Of
what it does, the last acts before a fault are printed, with the seed, so that it can be done again.
"""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit import guard
from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply, fusion_application
from ui.shell.crash_log import catching_the_rest
from ui.shell.window import Window
from visualnn.lesson import find, load

MOST_TURN_SECONDS = 1.0
"""Seconds of the processor that one act may keep the window waiting."""
TOLD_ACTS = 12
RESCUE_MILLISECONDS = 400
"""Milliseconds after which a menu or a dialog that waits is closed."""
LEFT_OUT = ("open", "save", "copy", "print", "quit", "file", "present", "handout")
"""Words in the ids of commands that a hand in a test does not choose: they wait for the system's
dialogs, or write files."""
KEYS = (
    *(Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down) * 4,
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_F1),
    *(Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_5, Qt.Key.Key_Period, Qt.Key.Key_Minus),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace),
)
SIZES = ((1280, 800), (1024, 768), (480, 320), (1920, 1080), (640, 900))


@dataclass
class Clicked:
    """What came of it."""

    acts: int = 0
    longest: float = 0.0
    longest_act: str = ""
    faults: list[str] = field(default_factory=list)


class _Errors(logging.Handler):
    """What is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        what = self.format(record)
        if record.exc_info and record.exc_info[1] is not None:
            what = f"{record.getMessage()}: {record.exc_info[1]!r}"
        self.found.append(what)


class Hand:
    """A hand that knows nothing, over one window."""

    def __init__(self, window: Window, seed: str) -> None:
        self.window = window
        self._random = random.Random(seed)  # noqa: S311  repeatable, no secret
        self._acts: tuple[tuple[int, Callable[[], str]], ...] = (
            (30, self._click),
            (8, self._double_click),
            (12, self._drag),
            (12, self._wheel),
            (25, self._key),
            (12, self._command),
            (5, self._type),
            (1, self._resize),
        )

    def act(self) -> str:
        """Do something; what it was."""
        weights = [weight for weight, _ in self._acts]
        (_, act) = self._random.choices(self._acts, weights)[0]
        return act()

    def _somewhere(self) -> tuple[QWidget, QPoint]:
        size = self.window.size()
        at = QPoint(
            self._random.randrange(max(1, size.width())),
            self._random.randrange(max(1, size.height())),
        )
        over = QApplication.activePopupWidget() or self.window
        found = over.childAt(at) or over
        return found, found.mapFrom(over, at)

    def _modifier(self) -> Qt.KeyboardModifier:
        none = Qt.KeyboardModifier.NoModifier
        return self._random.choice(
            (none, none, none, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)
        )

    def _click(self) -> str:
        widget, at = self._somewhere()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, self._modifier(), at)
        return f"click {type(widget).__name__} {at.x()},{at.y()}"

    def _double_click(self) -> str:
        widget, at = self._somewhere()
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, self._modifier(), at)
        return f"double click {type(widget).__name__} {at.x()},{at.y()}"

    def _drag(self) -> str:
        widget, at = self._somewhere()
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(widget, left, self._modifier(), at)
        for _ in range(self._random.randrange(1, 6)):
            at += QPoint(self._random.randrange(-80, 81), self._random.randrange(-60, 61))
            QTest.mouseMove(widget, at)
        QTest.mouseRelease(widget, left, self._modifier(), at)
        return f"drag {type(widget).__name__} to {at.x()},{at.y()}"

    def _wheel(self) -> str:
        widget, at = self._somewhere()
        turned = self._random.choice((-1200, -120, 120, 1200))
        control = Qt.KeyboardModifier.ControlModifier
        with_control = self._random.random() < 0.1
        event = QWheelEvent(
            QPointF(at),
            QPointF(widget.mapToGlobal(at)),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            control if with_control else Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        return f"wheel {turned} over {type(widget).__name__} {at.x()},{at.y()}"

    def _key(self) -> str:
        key = self._random.choice(KEYS)
        holder = QApplication.focusWidget() or self.window
        QTest.keyClick(holder, key, self._modifier())
        return f"key {key.name} to {type(holder).__name__}"

    def _command(self) -> str:
        commands = self.window.commands
        ids = [name for name in commands.by_id if not any(word in name for word in LEFT_OUT)]
        name = self._random.choice(sorted(ids))
        action = commands.by_id[name]
        if action.isEnabled():
            action.trigger()
        return f"command {name}"

    def _type(self) -> str:
        text = self._random.choice(("0.5", "-3", "1e308", "nan", "hidden.z[0,1]", "가", "2,5", "a"))
        holder = QApplication.focusWidget() or self.window
        for letter in text:  # as an input method sends them, for QTest knows ASCII only
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                none = Qt.KeyboardModifier.NoModifier
                QApplication.sendEvent(holder, QKeyEvent(kind, 0, none, letter))
        return f"type {text} to {type(holder).__name__}"

    def _resize(self) -> str:
        size = self._random.choice(SIZES)
        self.window.resize(*size)
        return f"resize {size[0]}×{size[1]}"


def click(
    names: tuple[str, ...], seconds: float, seed: int = 0, acts: int | None = None
) -> Clicked:
    """Go about the lessons of these names for so many seconds in all, or for so many acts each."""
    found = Clicked()
    known = QApplication.instance()
    application = known if isinstance(known, QApplication) else fusion_application("visualnn")
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        with catching_the_rest(lambda _sentence: None):
            for name in names:
                _about(
                    application, name, seconds / len(names), f"{seed}-{name}", acts, found, errors
                )
    finally:
        logging.getLogger().removeHandler(errors)
    return found


def _about(
    application: QApplication,
    name: str,
    seconds: float,
    seed: str,
    acts: int | None,
    found: Clicked,
    errors: _Errors,
) -> None:
    look = Look(THEMES["light"], Metrics())
    apply(application, look.theme, look.metrics)
    window = Window(look)
    window.resize(1280, 800)
    window.library.show(load(find(name)))
    window.show()
    window.furnishing.finish()
    rescue = QTimer(window, interval=RESCUE_MILLISECONDS)
    rescue.timeout.connect(_close_what_waits)
    rescue.start()
    hand, last = Hand(window, seed), deque[str](maxlen=TOLD_ACTS)
    end, count = time.perf_counter() + seconds, 0
    while (time.perf_counter() < end) if acts is None else (count < acts):
        guard.forget_told()
        begun = time.thread_time()
        last.append(hand.act())
        application.processEvents()
        took = time.thread_time() - begun
        count += 1
        found.acts += 1
        if took > found.longest:
            found.longest, found.longest_act = took, f"{name}: {last[-1]}"
        if acts is None and took > MOST_TURN_SECONDS:  # else it is to be the same every time
            found.faults.append(f"{seed}: {took:.1f} s: {last[-1]}")
        found.faults += [f"{seed}: {error}: {' | '.join(last)}" for error in errors.found]
        errors.found.clear()
        if not window.isVisible():
            found.faults.append(f"{seed}: the window is gone: {' | '.join(last)}")
            break
    window.session.halt()
    window.close()
    window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # no loop does it here
    application.processEvents()


def _close_what_waits() -> None:
    """A menu or a dialog that was opened waits in an event loop of its own for somebody to act."""
    waiting = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if waiting is not None:
        waiting.close()
