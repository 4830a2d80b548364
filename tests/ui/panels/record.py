"""What a panel does, written down: what it says and paints at some places of a lesson, what is
under the pointer, and what each key and each click wishes for.

`tests.ui.recording` says how records are compared and written anew.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.described import described
from tests.ui.panels.contract import Stage, _key, dress
from tests.ui.recording import Record, plain
from tests.ui.runs import wheel
from tests.ui.strokes import numbers, overall, painted, written
from ui.kit.panel_spec import PanelSpec
from ui.kit.theme import DARK, LIGHT
from ui.session import wishes
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.tell.frame import Focus

ACROSS, DOWN = 26, 18
"""How many places are pointed at, across a panel and down."""
MOST_CLICKS = 32
"""So many different places are clicked at most."""
MANY_STROKE_COUNT = 900
"""A panel with so many strokes is clicked at a quarter of them, as each picture takes long."""
MOST_HOVERS, MOST_PULLS, MOST_NUMBERS = 9, 4, 8
KEYS = (
    "Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Return", "Enter", "Space",
    "Esc", "Del", "Backspace", "Tab", "+", "-", "=", ",", ".", *"0127ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)  # fmt: skip
"""Keys of which it is written down whether a panel keeps them from the window."""
HELD = {
    "": Qt.KeyboardModifier.NoModifier,
    "Shift+": Qt.KeyboardModifier.ShiftModifier,
    "Ctrl+": Qt.KeyboardModifier.ControlModifier,
    "Alt+": Qt.KeyboardModifier.AltModifier,
    "Keypad+": Qt.KeyboardModifier.KeypadModifier,
}


class Recorder:
    """A panel on the screen, and the lines about it."""

    def __init__(self, stage: Stage, record: Record) -> None:
        self.stage, self.panel = stage, stage.panel
        self._record = record
        self.heard: list[str] = []
        self._seen: set[str] = set()
        self._known: tuple[str, int] | None = None
        """What is said and painted, as long as nothing but `answer` was done since."""
        self._children: dict[str, str] = {}
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
        self._record.say(text)

    def go(self, tick: int, focus: Focus | None = None) -> None:
        self._known = None
        self.stage.go(tick, focus)

    def resize(self, width: int, height: int) -> None:
        self._known = None
        self.stage.panel.resize(width, height)

    def look(self, *, strokes: bool = True) -> None:
        """What is said and painted now, and which widgets stand where."""
        self.stage.settle()
        self._known = None
        for line in self.panel.spoken().splitlines():
            self.say(f"  says {line}")
        if strokes:
            self._say_new(self.strokes())
            self._paints.is_counting = False
            self.say(f"    overall {overall(self.panel)} |")
            self._paints.is_counting = True
        children = self._described()
        for name in sorted({*children, *self._children}):
            if children.get(name) != self._children.get(name):
                self.say(f"    {name} {children.get(name, 'gone | ')}")
        self._children = children

    def _say_new(self, found: list[str]) -> None:
        new = [line for line in found if line not in self._seen]
        for line in new:
            self.say(f"  {line}")
        if len(new) < len(found):
            self.say(f"  {len(found) - len(new)} strokes as before")
        self._seen.update(found)

    def _described(self) -> dict[str, str]:
        """Every widget in the panel that is seen, by its kind and its number among them."""
        counts: Counter[str] = Counter()
        found: dict[str, str] = {}
        for child in self.panel.findChildren(QWidget):
            kind = type(child).__name__
            counts[kind] += 1
            if child.isVisibleTo(self.panel) and not child.isWindow():
                found[f"{kind}#{counts[kind]}"] = described(child, self.panel)
        return found

    def sizes(self) -> None:
        """How large it would like to be, and must be, and what else is fixed of it."""
        panel = self.panel
        hints = (panel.sizeHint(), panel.minimumSizeHint(), panel.minimumSize())
        self.say(f"    sizes {' '.join(map(written, hints))} | {panel.focusPolicy().name}")

    def keeps(self) -> None:
        """Which keys are kept from the window where the keyboard is now."""
        widget = QApplication.focusWidget() or self.panel
        for words, held in HELD.items():
            kept = []
            for name in KEYS:
                event = QKeyEvent(QEvent.Type.ShortcutOverride, _key(name), held, _text_of(name))
                event.ignore()
                QApplication.sendEvent(widget, event)
                kept += [name] if event.isAccepted() else []
            self.say(f"  keeps {words}: {' '.join(kept)}")

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

    def _begin(self) -> tuple[str, int]:
        """What is said and painted before something is done."""
        before = self._known or self.state()
        self._paints.count = 0
        return before

    def answer(self, what: str, before: tuple[str, int]) -> None:
        """What an action brought: wishes, other words, another picture."""
        self.stage.settle()
        heard, is_painted = self.taken(), self._paints.count > 0
        now = self._known = self.state()
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
            self._known = None

    def click_otherwise(self, places: Iterable[QPoint]) -> None:
        """Click at places with the right button."""
        for at in places:
            kind = QEvent.Type.MouseButtonPress
            self._press(at, kind, "right click", Qt.MouseButton.RightButton)

    def _press(
        self,
        at: QPoint,
        kind: QEvent.Type,
        what: str,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        before = self._begin()
        widget = self.panel.childAt(at) or self.panel
        inner = widget.mapFrom(self.panel, at)
        for each in (kind, QEvent.Type.MouseButtonRelease):
            _send(widget, each, inner, button)
        self.answer(f"{what} {numbers(at.x(), at.y())}", before)

    def hover(self, places: Sequence[QPoint]) -> None:
        """Point at places and say what is painted then; then go away."""
        for at in places:
            self.say(f"  over {numbers(at.x(), at.y())} |")
            widget = self.panel.childAt(at) or self.panel
            inner = widget.mapFrom(self.panel, at)
            _send(widget, QEvent.Type.MouseMove, inner, Qt.MouseButton.NoButton)
            self.look()
        before = self._begin()
        for widget in (self.panel, *self.panel.findChildren(QWidget)):
            if widget.isVisible():
                QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
        self.answer("gone", before)

    def drag(self, places: Sequence[QPoint]) -> None:
        """Pull places aside."""
        size = self.panel.size()
        shares = ((0.5, 0.5), (0.25, 0.3), (0.75, 0.6), (0.4, 0.9))
        middles = [QPoint(round(x * size.width()), round(y * size.height())) for x, y in shares]
        for at in (*middles, *places):
            before = self._begin()
            widget = self.panel.childAt(at) or self.panel
            inner = widget.mapFrom(self.panel, at)
            _send(widget, QEvent.Type.MouseButtonPress, inner, Qt.MouseButton.LeftButton)
            for n in (1, 2, 3):
                there = inner + QPoint(17 * n, -11 * n)
                _send(widget, QEvent.Type.MouseMove, there, Qt.MouseButton.LeftButton)
            self.answer(f"pull {numbers(at.x(), at.y())}", before)
            before = self._begin()
            there = inner + QPoint(51, -33)
            _send(widget, QEvent.Type.MouseButtonRelease, there, Qt.MouseButton.LeftButton)
            self.answer("let go", before)

    def turn(self) -> None:
        """Turn the wheel over a few places."""
        size = self.panel.size()
        for x, y in ((0.5, 0.5), (0.2, 0.3), (0.8, 0.8)):
            at = QPoint(round(x * size.width()), round(y * size.height()))
            for notches in (1, -2):
                before = self._begin()
                wheel(self.panel.childAt(at) or self.panel, at, notches)
                self.answer(f"wheel {notches} at {numbers(at.x(), at.y())}", before)

    def press(self, names: Iterable[str]) -> None:
        """Press keys, one after the other."""
        for name in names:
            for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
                self.press_once(name, modifier)

    def press_once(
        self, name: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key."""
        before = self._begin()
        taken = _type(QApplication.focusWidget() or self.panel, name, modifier)
        shift = "Shift+" if modifier is Qt.KeyboardModifier.ShiftModifier else ""
        self.answer(f"key {shift}{name}{' left to others' * (not taken)}", before)


def _type(
    widget: QWidget, name: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> bool:
    """Press a key; whether it was taken."""
    event = QKeyEvent(QEvent.Type.KeyPress, _key(name), held, _text_of(name))
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


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
def without_blinking() -> Iterator[None]:
    """No text cursor blinks while a picture is compared with the one before."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.cursorFlashTime()
    application.setCursorFlashTime(0)
    try:
        yield
    finally:
        application.setCursorFlashTime(before)


def record(stage: Stage, spec: PanelSpec, name: str) -> None:
    """Write the record of a panel with a lesson."""
    recorder = Recorder(stage, kept := Record(name))
    with without_blinking():
        recorder.say("before there is a lesson")
        recorder.look()
        recorder.sizes()
        recorder.say("before anything is computed")
        recorder.go(0)
        recorder.look()
        _look_at_places(recorder)
        _look_at_numbers(recorder)
        _use_pointer(recorder)
        _use_keys(recorder, spec)
        _look_at_sizes(recorder)
        recorder.say("forgotten")
        stage.panel.forget()
        recorder.look()
        recorder.go(stage.places[-1])
        recorder.look()
    kept.end()


def record_briefly(stage: Stage, spec: PanelSpec, name: str) -> None:
    """The same without what takes long."""
    recorder = Recorder(stage, kept := Record(name))
    with without_blinking():
        _look_at_places(recorder)
        _look_at_numbers(recorder)
        recorder.hover(recorder.point()[:MOST_HOVERS])
        stage.panel.setFocus(Qt.FocusReason.TabFocusReason)
        recorder.press(spec.keys)
        recorder.look()
    kept.end()


def _look_at_places(recorder: Recorder) -> None:
    for place, tick in enumerate(recorder.stage.places):
        recorder.say(f"at tick {tick}")
        recorder.go(tick)
        recorder.look(strokes=place % 2 == 0)


def _look_at_numbers(recorder: Recorder) -> None:
    """With some of all numbers in focus, at the end of the backward pass and of the iteration."""
    stage = recorder.stage
    for tick, most in ((stage.places[-1] - 1, MOST_NUMBERS), (stage.places[-1], 3)):
        recorder.go(tick)
        values = stage.frame(tick).values
        names = sorted(name for name in values if values[name].size)
        for name in names[:: max(1, len(names) // most)][:most]:
            shape = values[name].shape
            place = Source(name, tuple(n // 2 for n in shape))
            recorder.say(f"at tick {tick} with {place} in focus")
            recorder.go(tick, Focus(place))
            recorder.look()


def _use_pointer(recorder: Recorder) -> None:
    places = recorder.stage.places
    for tick in (places[2], places[-1]):
        recorder.say(f"the pointer at tick {tick}")
        recorder.go(tick)
        found = recorder.point()
        many = len(recorder.strokes()) > MANY_STROKE_COUNT
        step = max(1, len(found) // (MOST_CLICKS // 4 if many else MOST_CLICKS))
        recorder.hover(found[:: max(1, len(found) // MOST_HOVERS)][:MOST_HOVERS])
        recorder.click(found[::step])
        recorder.look()
        recorder.click_otherwise(found[:: 4 * step])
        recorder.open(found[:: 2 * step])
        recorder.drag(found[:: max(1, len(found) // MOST_PULLS)][:MOST_PULLS])
    recorder.say("the wheel")
    recorder.turn()


def _use_keys(recorder: Recorder, spec: PanelSpec) -> None:
    stage = recorder.stage
    recorder.say("the keys")
    stage.panel.setFocus(Qt.FocusReason.TabFocusReason)
    recorder.keeps()
    for tick in (stage.places[1], stage.places[-1]):
        recorder.go(tick)
        recorder.press(spec.keys)
        recorder.press(spec.keys)
    recorder.look()
    recorder.keeps()
    stage.panel.setFocus(Qt.FocusReason.TabFocusReason)
    recorder.press(spec.keys[:1])
    recorder.look()
    stage.panel.clearFocus()
    recorder.say("the keyboard is elsewhere")
    recorder.look()


def _look_at_sizes(recorder: Recorder) -> None:
    panel = recorder.stage.panel
    for size in ((260, 150), (900, 240), (380, 700)):
        recorder.say(f"at {size[0]} × {size[1]}")
        recorder.resize(*size)
        recorder.look()
        recorder.point()
    recorder.say("dark and half as large again")
    panel.set_look(dress(DARK, 1.5))
    recorder.resize(930, 450)
    recorder.look()
    recorder.sizes()
    panel.set_look(dress(LIGHT, 1.0))
    recorder.say("large")
    recorder.resize(1500, 900)
    recorder.look()


# -- with a session --------------------------------------------------------------------------------


class SessionStage(Stage):
    """A panel that is shown what a session shows, and a session that grants what it wishes."""

    def __init__(self, qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
        super().__init__(qtbot, spec, lesson)
        self.session = Session(2.0, self.panel)
        self.session.moved.connect(self.panel.show_frame)
        self.session.take(lesson)

    def _grant(self, wish: object) -> None:
        pass  # it is written down


WEIGHT, UNIT = Source("hidden.W", (0, 1)), Source("hidden.a", (0, 2))
DEEDS: tuple[tuple[str, Callable[[Session], object]], ...] = (
    ("looks at a weight", lambda session: session.grant(wishes.LookAt(WEIGHT))),
    ("follows it", lambda session: session.toggle_watch_here()),
    ("follows the loss", lambda session: session.toggle_watch("L")),
    ("breaks where it is written", lambda session: session.toggle_breakpoint_here()),
    ("breaks on a condition", lambda session: session.toggle_condition("L < 0.1")),
    ("points at a unit", lambda session: session.point_at(UNIT)),
    ("pins it", lambda session: session.pin(UNIT)),
    ("pulls the weight", lambda session: session.pull(WEIGHT, 0.5)),
    ("sees that", lambda session: session.show_pulled()),
    ("keeps it", lambda session: session.let_go(kept=True)),
    ("keeps the run", lambda session: session.keep()),
    ("turns the rate", lambda session: session.turn("optimizer.lr", "0.5")),
    ("goes on", lambda session: session.jump_iteration(+1)),
    ("brings a run to the front", lambda session: session.bring_next_to_front()),
    ("brings the next", lambda session: session.bring_next_to_front()),
    ("lets it lead", lambda session: session.lead_front()),
    ("brings one more", lambda session: session.bring_next_to_front()),
    ("leaves it out", lambda session: session.leave_out_front()),
    ("draws a point", lambda session: session.sketch((0.25, 0.75))),
    ("asks about it", lambda session: session.grant(wishes.Ask((0.5, 0.5)))),
    ("pulls a start", lambda session: session.pull_start((0.5, -0.5))),
    ("sees the start", lambda session: session.show_pulled()),
    ("puts it back", lambda session: session.let_go(kept=False)),
    ("goes far", lambda session: session.seek(2_000)),
    ("brings back", lambda session: session.bring_back()),
)
"""What is done while a panel looks on."""


def record_deeds(stage: SessionStage, spec: PanelSpec, name: str) -> None:
    """Write what a panel shows of what is done in a session, also of several runs."""
    recorder = Recorder(stage, kept := Record(name))
    session = stage.session
    with without_blinking():
        session.seek(stage.places[-1])
        session.finish()
        for words, act in DEEDS:
            act(session)
            session.finish()
            recorder.say(f"somebody {words}")
            recorder.look()
        recorder.hover(recorder.point()[:MOST_HOVERS])
        recorder.click(recorder.point()[:MOST_HOVERS])
        stage.panel.setFocus(Qt.FocusReason.TabFocusReason)
        recorder.press(spec.keys)
        for size in ((300, 190), (640, 640)):
            recorder.say(f"at {size[0]} × {size[1]}")
            recorder.resize(*size)
            recorder.look()
            recorder.hover(recorder.point()[:MOST_PULLS])
    kept.end()
