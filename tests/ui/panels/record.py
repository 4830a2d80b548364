"""What a panel does, written down: what it says and paints at some places of a lesson, what is
under the pointer, and what each key and each click wishes for.

`tests.ui.recording` says how records are compared and written anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tests.ui.panels.contract import Stage, _key, dress
from tests.ui.recording import plain
from tests.ui.runs import wheel
from tests.ui.strokes import numbers, painted, written
from ui.kit.panel_spec import PanelSpec
from ui.kit.theme import DARK, LIGHT

ACROSS, DOWN = 26, 18
"""How many places are pointed at, across a panel and down."""
MOST_CLICKS = 40
"""So many different places are clicked at most."""


class Recorder:
    """A panel on the screen, and the lines about it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.panel = stage, stage.panel
        self.lines: list[str] = []
        self.heard: list[str] = []
        self._seen: set[str] = set()
        self._paints = _Paints(self.panel)
        kinds = [kind for kind in type(self.panel).__mro__ if kind.__module__.startswith("ui.")]
        names = {
            name
            for kind in kinds
            for name, thing in vars(kind).items()
            if type(thing).__name__ == "Signal"
        }
        for name in sorted(names):
            getattr(self.panel, name).connect(partial(self._hear, name))

    def _hear(self, name: str, *what: object) -> None:
        self.heard.append(f"{name} {' '.join(map(_plain, what))}")

    def say(self, text: str) -> None:
        self.lines.append(" / ".join(text.rstrip().split("\n")))

    def look(self, *, strokes: bool = True) -> None:
        """What is said and painted now."""
        self.stage.settle()
        for line in self.panel.spoken().splitlines():
            self.say(f"  says {line}")
        if strokes:
            found = self.strokes()
            new = [line for line in found if line not in self._seen]
            for line in new:
                self.say(f"  {line}")
            if len(new) < len(found):
                self.say(f"  {len(found) - len(new)} strokes as before")
            self._seen.update(found)

    def strokes(self) -> list[str]:
        """Every stroke of the picture as it would be painted now."""
        self._paints.is_counting = False
        try:
            return painted(self.panel)
        finally:
            self._paints.is_counting = True

    def taken(self) -> str:
        """What was wished since the last time."""
        heard, self.heard = self.heard, []
        return "; ".join(heard)

    def answer(self, what: str, before: tuple[str, int]) -> None:
        """What an action brought: wishes, other words, another picture."""
        self.stage.settle()
        heard, is_painted = self.taken(), self._paints.count > 0
        now = self.state()
        told = [heard] if heard else []
        if now[0] != before[0]:
            old = before[0].split(" / ")
            told.append(f"says {' / '.join(s for s in now[0].split(' / ') if s not in old)}")
        elif now[1] != before[1]:
            told.append("paints something else")
        if now[1] != before[1] and not (is_painted or self._paints.came()):
            told.append("which nobody sees, as it is not painted")
        self.say(f"  {what}: {'; '.join(told) or 'nothing'}")

    def state(self) -> tuple[str, int]:
        self._paints.count = 0
        words = f"{self.panel.spoken()}\n{self.panel.accessibleDescription()}".replace("\n", " / ")
        return words, zlib.crc32("\n".join(self.strokes()).encode())

    def point(self) -> list[QPoint]:
        """Point at many places; what the pointer finds, and one place of each thing found."""
        found: dict[str, QPoint] = {}
        last = ""
        size = self.panel.size()
        for row in range(DOWN):
            for column in range(ACROSS):
                at = QPoint(
                    round((column + 0.5) * size.width() / ACROSS),
                    round((row + 0.5) * size.height() / DOWN),
                )
                widget = self.panel.childAt(at) or self.panel
                inner = widget.mapFrom(self.panel, at)
                _send(widget, QEvent.Type.MouseMove, inner, Qt.MouseButton.NoButton)
                tip = _tip(widget, inner)
                what = f"{self.taken()} | {widget.cursor().shape().name} {tip}"
                if what != last:
                    self.say(f"  at {numbers(at.x(), at.y())} {what}")
                last = what
                found.setdefault(what, at)
        return list(found.values())

    def click(self, places: Iterable[QPoint]) -> None:
        """Click at places, each from the picture of now."""
        for at in places:
            self._press(at, QEvent.Type.MouseButtonPress, "click")

    def open(self, places: Sequence[QPoint]) -> None:
        """Click twice at places, and give up what that began."""
        for at in places:
            self._press(at, QEvent.Type.MouseButtonDblClick, "double click")
            _type(QApplication.focusWidget() or self.panel, "Escape")

    def _press(self, at: QPoint, kind: QEvent.Type, what: str) -> None:
        before = self.state()
        widget = self.panel.childAt(at) or self.panel
        inner = widget.mapFrom(self.panel, at)
        for each in (kind, QEvent.Type.MouseButtonRelease):
            _send(widget, each, inner, Qt.MouseButton.LeftButton)
        self.answer(f"{what} {numbers(at.x(), at.y())}", before)

    def drag(self) -> None:
        """Pull a few places aside."""
        size = self.panel.size()
        for x, y in ((0.5, 0.5), (0.25, 0.3), (0.75, 0.6), (0.4, 0.9)):
            before = self.state()
            at = QPoint(round(x * size.width()), round(y * size.height()))
            widget = self.panel.childAt(at) or self.panel
            inner = widget.mapFrom(self.panel, at)
            _send(widget, QEvent.Type.MouseButtonPress, inner, Qt.MouseButton.LeftButton)
            for n in (1, 2, 3):
                there = inner + QPoint(17 * n, -11 * n)
                _send(widget, QEvent.Type.MouseMove, there, Qt.MouseButton.LeftButton)
            self.answer(f"pull {numbers(at.x(), at.y())}", before)
            before = self.state()
            there = inner + QPoint(51, -33)
            _send(widget, QEvent.Type.MouseButtonRelease, there, Qt.MouseButton.LeftButton)
            self.answer("let go", before)

    def turn(self) -> None:
        """Turn the wheel over a few places."""
        size = self.panel.size()
        for x, y in ((0.5, 0.5), (0.2, 0.3), (0.8, 0.8)):
            at = QPoint(round(x * size.width()), round(y * size.height()))
            for notches in (1, -2):
                before = self.state()
                wheel(self.panel.childAt(at) or self.panel, at, notches)
                self.answer(f"wheel {notches} at {numbers(at.x(), at.y())}", before)

    def press(self, names: Iterable[str]) -> None:
        """Press keys, one after the other."""
        for name in names:
            for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
                before = self.state()
                _type(QApplication.focusWidget() or self.panel, name, modifier)
                shift = "Shift+" if modifier is Qt.KeyboardModifier.ShiftModifier else ""
                self.answer(f"key {shift}{name}", before)


def _type(
    widget: QWidget, name: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, _key(name), held, _text_of(name))
    QApplication.sendEvent(widget, event)


def _text_of(name: str) -> str:
    return name.lower() if len(name) == 1 else ""


class _Paints(QObject):
    """Counts how often a panel or a widget in it is painted by itself."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.count, self.is_counting = 0, True
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._panel = panel

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.is_counting and event.type() == QEvent.Type.Paint:
            self.count += isinstance(watched, QWidget) and (
                watched is self._panel or self._panel.isAncestorOf(watched)
            )
        return False

    def came(self) -> bool:
        """Whether it is painted within a moment."""
        for _moment in range(20):
            if self.count:
                return True
            QTest.qWait(5)
        return False


def _plain(thing: object) -> str:
    return written(thing) if isinstance(thing, QPoint | QPointF | QRect | QSize) else plain(thing)


def _send(widget: QWidget, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton) -> None:
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(
        kind, QPointF(at), QPointF(widget.mapToGlobal(at)), button, held,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def _tip(widget: QWidget, at: QPoint) -> str:
    """The words that come up where the pointer rests on a place of a widget."""
    shown: list[str] = []
    event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
    with pytest.MonkeyPatch.context() as patch:
        # the tip of Qt itself goes a while after it should, and another time on a busy machine
        patch.setattr(QToolTip, "showText", lambda _at, text, *_more: shown.append(text))
        QApplication.sendEvent(widget, event)
    return " ".join(shown) or widget.toolTip()


@contextmanager
def _without_blinking() -> Iterator[None]:
    """No text cursor blinks while a picture is compared with the one before."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.cursorFlashTime()
    application.setCursorFlashTime(0)
    try:
        yield
    finally:
        application.setCursorFlashTime(before)


def record(stage: Stage, spec: PanelSpec) -> list[str]:
    """The record of a panel with a lesson."""
    recorder = Recorder(stage)
    with _without_blinking():
        recorder.say("before anything is computed")
        stage.go(0)
        recorder.look()
        for place, tick in enumerate(stage.places):
            recorder.say(f"at tick {tick}")
            stage.go(tick)
            recorder.look(strokes=place % 2 == 0)
        for tick in (stage.places[2], stage.places[-1]):
            recorder.say(f"the pointer at tick {tick}")
            stage.go(tick)
            found = recorder.point()
            step = max(1, len(found) // MOST_CLICKS)
            recorder.click(found[::step])
            recorder.look()
            recorder.open(found[:: 2 * step])
            recorder.drag()
        recorder.say("the wheel")
        recorder.turn()
        recorder.say("the keys")
        stage.panel.setFocus(Qt.FocusReason.TabFocusReason)
        for tick in (stage.places[1], stage.places[-1]):
            stage.go(tick)
            recorder.press(spec.keys)
            recorder.press(spec.keys)
        recorder.look()
        for size in ((260, 150), (900, 240), (380, 700)):
            recorder.say(f"at {size[0]} × {size[1]}")
            stage.panel.resize(*size)
            recorder.look()
            recorder.point()
        recorder.say("dark and half as large again")
        stage.panel.set_look(dress(DARK, 1.5))
        stage.panel.resize(930, 450)
        recorder.look()
        stage.panel.set_look(dress(LIGHT, 1.0))
        recorder.say("large")
        stage.panel.resize(1500, 900)
        recorder.look()
    return recorder.lines
