"""What every panel promises, as checks of one row of the table of panels each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QCursor,
    QImage,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from tests.ui.runs import company, known_quotes, picture
from tests.ui.strokes import texts_of
from ui.kit import guard
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.panel_spec import PanelSpec
from ui.kit.theme import DARK, LIGHT, Metrics, Theme, apply
from ui.session.wishes import LookAt, Seek
from ui.shell.window import Window
from visualnn.lesson import Lesson
from visualnn.run.history import History
from visualnn.tell.frame import Focus, Frame, frame_at
from visualnn.text import _, use_language

SIZE = (620, 300)
SIZES = ((240, 110), (481, 260), (1280, 640))
"""One that is smaller than most panels ask for, an odd one, and a large one."""
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")
SLIDING = frozenset({"network", "shapes"})
"""The panels in which a long network is seen in part, and what was in sight stays there as far as
it can: which part depends on the way."""
SHORT_NETWORK_LAYER_COUNT = 3
"""So many layers at most are seen whole."""
STEPS = 5
"""How many places of a lesson are gone to, forward and back."""


def dress(theme: Theme, factor: float) -> Look:
    """Give the application a look, as the window does."""
    look = Look(theme, Metrics(factor))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(application, look.theme, look.metrics)
    return look


class Stage:
    """A panel on the screen, what it said went wrong, and a run whose frames it is shown.

    What it wishes is counted and, as far as it is a place or a number to look at, granted.
    """

    def __init__(self, qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
        self.spec, self.lesson = spec, lesson
        self.history = History(lesson.program, lesson.start)
        self.tick, self.focus = 0, None
        self.wishes = 0
        self.failures: list[str] = []
        QCursor.setPos(-1000, -1000)  # nothing is under the pointer
        self.panel = spec.made(dress(LIGHT, 1.0))
        qtbot.addWidget(self.panel)
        self.panel.resize(*SIZE)
        self._listen()
        self.panel.show()

    def _listen(self) -> None:
        panel = self.panel
        panel.failed.connect(self.failures.append)
        panel.wished.connect(self._grant)
        for name in _signals(panel) - {"failed", "destroyed"}:
            getattr(panel, name).connect(self._count)

    def _count(self, *_what: object) -> None:
        self.wishes += 1

    def _grant(self, wish: object) -> None:
        if isinstance(wish, Seek):
            self.go(wish.tick)
        elif isinstance(wish, LookAt):
            self.go(self.tick if wish.tick is None else wish.tick, Focus(wish.place))

    def frame(self, tick: int, focus: Focus | None = None) -> Frame:
        return frame_at(
            self.lesson,
            self.history,
            tick,
            focus,
            company=company(self.lesson),
            quoted=known_quotes(self.lesson),
        )

    def go(self, tick: int, focus: Focus | None = None) -> None:
        """Show the frame at a tick, computed as far as it has come."""
        self.tick = tick
        self.history.run_to(self.lesson.program.locate(tick).iteration)
        self.panel.show_frame(self.frame(tick, focus))

    def settle(self) -> None:
        """Let what waits for a turn of the event loop happen."""
        for _turn in range(3):
            QApplication.processEvents()
        while self.panel.is_computing:
            QApplication.processEvents()

    def picture(self) -> QImage:
        self.settle()
        return picture(self.panel)

    @property
    def places(self) -> tuple[int, ...]:
        """Ticks from the first iteration to the third, of every phase."""
        end = self.lesson.program.end_of(min(2, self.lesson.iterations - 1))
        return tuple(int(tick) for tick in np.linspace(end / STEPS, end, STEPS))


def _signals(panel: Panel) -> set[str]:
    """The names of the signals that panels declare, those of Qt's own classes left out."""
    kinds = [kind for kind in type(panel).__mro__ if issubclass(kind, Panel)]
    return {name for kind in kinds for name, thing in vars(kind).items() if _is_signal(thing)}


def _is_signal(thing: object) -> bool:
    return type(thing).__name__ == "Signal"


@contextmanager
def nothing_escapes() -> Iterator[None]:
    """No exception leaves an event or a slot."""
    with capture_exceptions() as escaped:
        yield
        QApplication.processEvents()
    assert not escaped, [repr(value) for _kind, value, _trace in escaped]


def is_empty(image: QImage) -> bool:
    """Whether a picture has one colour only."""
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return bool((pixels == pixels[0]).all())


# -- the promises ----------------------------------------------------------------------------------


def check_same_place_same_picture(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """Forward, back and forward again: the same place is the same picture and the same words."""
    stage = Stage(qtbot, spec, lesson)

    def seen(ticks: Iterable[int]) -> dict[int, tuple[QImage, str]]:
        found = {}
        for tick in ticks:
            stage.go(tick)
            found[tick] = stage.picture(), stage.panel.spoken()
        return found

    with nothing_escapes():
        stage.go(stage.places[0])
        stage.picture()
        for tick in stage.places:  # a picture depends on what was shown, not on what was painted
            stage.go(tick)
        back = seen(reversed(stage.places))
        forward = seen(stage.places)
        back_again = seen(reversed(stage.places))
    last = stage.places[-1]
    assert back[last] == forward[last], f"{spec.name}: another picture the second time"
    for tick in stage.places:
        assert back[tick] == back_again[tick], f"{spec.name}: another picture at tick {tick}"
        assert forward[tick][1] == back[tick][1], f"{spec.name}: other words at tick {tick}"
        if spec.name not in SLIDING or len(lesson.network.layers) <= SHORT_NETWORK_LAYER_COUNT:
            assert forward[tick] == back[tick], f"{spec.name}: another way, another picture"
    pictures = {bytes(image.constBits()) for image, _words in back.values()}
    if lesson.stops:
        assert len(pictures) > 1, f"{spec.name}: the same picture wherever one is"
    assert stage.failures == []


def check_every_look(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """Both themes, both languages and three sizes paint something, and without complaint."""
    stage = Stage(qtbot, spec, lesson)
    stage.go(stage.places[-2])
    said: dict[str, str] = {}
    pictures: dict[tuple[str, str], QImage] = {}
    with nothing_escapes():
        for theme in (LIGHT, DARK):
            for size, factor in zip(SIZES, (0.75, 1.0, 2.0), strict=True):
                stage.panel.set_look(dress(theme, factor))
                stage.panel.resize(*size)
                for language in ("en", "ko"):
                    use_language(language)
                    stage.panel.retranslate()
                    image = stage.picture()
                    assert not is_empty(image), (spec.name, theme.name, size, language)
                    pictures[theme.name, language] = image
                    said[language] = stage.panel.spoken()
                    assert stage.panel.accessibleName() == _(spec.title)
        use_language("en")
    light, dark = pictures["light", "en"], pictures["dark", "en"]
    assert light != dark, f"{spec.name}: the theme changes nothing"
    assert said["en"] != said["ko"], f"{spec.name}: says the same in both languages"
    assert stage.failures == []


def check_empty_before_its_numbers(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """Before there is a lesson, and before anything is computed, it says what will be here."""
    stage = Stage(qtbot, spec, lesson)
    with nothing_escapes():
        stage.picture()
        assert stage.panel.spoken().strip(), f"{spec.name}: says nothing before a lesson is open"
        stage.go(0)
        assert not is_empty(stage.picture()), f"{spec.name}: an empty room at the start"
        waiting = stage.panel.spoken()
        assert waiting.strip(), f"{spec.name}: says nothing at the start"
        for tick in (1, lesson.program.end_of(0)):
            stage.go(tick)
            stage.picture()
            missing = [n for n in spec.needs if not len(stage.frame(tick).curves.get(n, ()))]
            if missing and not stage.history.furthest:
                assert stage.panel.spoken() == waiting, f"{spec.name}: does not wait for {missing}"
        stage.go(lesson.program.end_of(1))
        assert stage.panel.spoken() != waiting, f"{spec.name}: still says what will be here"
    assert stage.failures == []


def check_words(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """It has a translated name and says in words what is seen: also as the run goes on."""
    stage = Stage(qtbot, spec, lesson)
    panel = stage.panel
    with nothing_escapes():
        told = []
        for tick in stage.places:
            stage.go(tick)
            words = panel.spoken()
            assert words.strip(), f"{spec.name}: nothing in words at tick {tick}"
            told.append(words)
        assert len(set(told)) > 1, f"{spec.name}: says the same wherever one is"
        QAccessible.setActive(True)
        try:
            stage.go(stage.places[0])
            panel.grab()
            qtbot.waitUntil(lambda: panel.accessibleDescription() == panel.spoken())
            stage.go(stage.places[-1])
            panel.grab()
            qtbot.waitUntil(lambda: panel.accessibleDescription() == panel.spoken())
        finally:
            QAccessible.setActive(False)
        heard = QAccessible.queryAccessibleInterface(panel)
        assert heard.text(QAccessible.Text.Name) == _(spec.title)
        assert heard.text(QAccessible.Text.Description) == panel.spoken() != ""
        assert heard.text(QAccessible.Text.Help) == _(spec.about)
    assert stage.failures == []


def check_numbers_are_heard(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """Each number that is painted is the name or the value of something that a screen reader
    finds."""
    stage = Stage(qtbot, spec, lesson)
    for tick in (stage.places[0], stage.places[-1]):
        stage.go(tick)
        stage.settle()
        seen = {number for text in texts_of(stage.panel) for number in NUMBER.findall(text)}
        stage.panel.read_numbers()
        heard = " ".join(_heard(QAccessible.queryAccessibleInterface(stage.panel)))
        missing = seen - set(NUMBER.findall(heard))
        assert not missing, f"{spec.name}: nobody hears {sorted(missing)} at tick {tick}"
    assert stage.failures == []


def _heard(node: QAccessibleInterface) -> Iterator[str]:
    """All that a node and those in it are called and say."""
    if node.state().invisible:
        return
    kinds = QAccessible.Text
    yield from (node.text(kind) for kind in (kinds.Name, kinds.Value, kinds.Description))
    for n in range(node.childCount()):
        yield from _heard(node.child(n))


def check_keys(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """Tab reaches it, and each key that it names does something: a wish, another picture, or
    another place for the keyboard."""
    assert spec.keys, f"{spec.name}: names no keys"
    stage = Stage(qtbot, spec, lesson)
    idle = set(spec.keys)
    with nothing_escapes():
        stage.go(0)
        stage.panel.activateWindow()
        qtbot.waitUntil(stage.panel.isActiveWindow)
        takers = [w for w in (stage.panel, *stage.panel.findChildren(QWidget)) if _takes_tab(w)]
        assert takers, f"{spec.name}: the keyboard does not reach it"
        holder = stage.panel if stage.panel in takers else takers[0]
        holder.setFocus(Qt.FocusReason.TabFocusReason)
        for place in stage.places:
            stage.go(place)
            for key in spec.keys:
                before = stage.wishes, stage.picture(), QApplication.focusWidget()
                pressed = _combination(key)
                held = pressed.keyboardModifiers()
                QTest.keyClick(QApplication.focusWidget() or holder, pressed.key(), held)
                stage.settle()
                if (stage.wishes, stage.picture(), QApplication.focusWidget()) != before:
                    idle.discard(key)
            if not idle:
                break
    assert not idle, f"{spec.name}: these keys do nothing: {idle}"
    assert stage.failures == []


def _combination(name: str) -> QKeyCombination:
    return QKeyCombination.fromCombined(QKeySequence(name)[0].toCombined())  # type: ignore[index]


def _key(name: str) -> Qt.Key:
    return _combination(name).key()


def _press(widget: QWidget, names: Iterable[str]) -> None:
    """Give keys to a widget itself, past the shortcuts of its window."""
    for name in names:
        pressed = _combination(name)
        event = QKeyEvent(QEvent.Type.KeyPress, pressed.key(), pressed.keyboardModifiers())
        widget.event(event)


def _takes_tab(widget: QWidget) -> bool:
    takes = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(takes) and widget.isVisible() and widget.isEnabled()


class Broken:
    """Stands where a frame should and fails whatever is asked of it."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(f"planted: {name}")


def check_lives_through_an_exception(qtbot: QtBot, spec: PanelSpec, lesson: Lesson) -> None:
    """What fails in a frame, a painting or a key is one sentence in the window, which lives on."""
    window = Window(Look(LIGHT, Metrics()), panels=(spec,))
    qtbot.addWidget(window)
    window.resize(800, 500)
    window.library.show(lesson)
    window.show()
    window.furnishing.finish()
    panel = window.furniture.panels[spec.name]
    broken: Frame = Broken()  # type: ignore[assignment]
    attempts: dict[str, Callable[[], object]] = {
        "show_frame": lambda: window.furniture.each(lambda each: each.show_frame(broken)),
        "paintEvent": panel.grab,
        "keyPressEvent": lambda: _press(panel, spec.keys),
        "retranslate": lambda: window.furniture.each(Panel.retranslate),
        "speak": panel.speak,
    }
    guard._told.clear()  # the same failure is told again
    told: list[str] = []
    window.failed.connect(told.append)
    for what, attempt in attempts.items():
        panel.frame = broken
        try:
            with nothing_escapes():
                attempt()
        except RuntimeError as error:
            raise AssertionError(f"{spec.name}: {what} lets an exception out: {error}") from error
    assert told, f"{spec.name}: no sentence on what went wrong"
    assert all("planted" in sentence for sentence in told)
    panel.frame, frame = None, window.session.frame
    assert frame is not None
    with nothing_escapes():
        window.furniture.show(frame)
        assert not is_empty(picture(panel))
    # runs beside the leading one may have come further meanwhile, which is another frame
    shown = window.furniture.panels[spec.name].frame
    assert shown is frame or shown is window.session.frame
    assert window.isVisible()


CHECKS: tuple[Callable[[QtBot, PanelSpec, Lesson], None], ...] = (
    check_same_place_same_picture,
    check_every_look,
    check_empty_before_its_numbers,
    check_words,
    check_numbers_are_heard,
    check_keys,
    check_lives_through_an_exception,
)
"""The contract."""
