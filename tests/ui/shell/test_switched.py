"""A window whose language, theme or size is switched is like one that was opened so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTime, SignalInstance
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NOTING
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics, apply
from ui.shell import notes
from ui.shell.knobs import KnobControl
from ui.shell.window import Window
from visualnn.lesson import open_named
from visualnn.text import Language, use_language

SAID = (
    "text",
    "title",
    "toolTip",
    "placeholderText",
    "accessibleName",
    "accessibleDescription",
    "windowTitle",
    "currentText",
)
"""What widgets and actions say, by the names of the methods that tell it."""


class Opener:
    """Opens windows with a lesson that has knobs, a table in place of a view, and notes."""

    def __init__(self, qtbot: QtBot, application: QApplication) -> None:
        self._qtbot, self._application = qtbot, application

    def open(self, look: Look) -> Window:
        apply(self._application, look.theme, look.metrics)
        window = Window(look, panels=NOTING)
        self._qtbot.addWidget(window)
        window.resize(1280, 800)
        window.library.show(open_named("playground"))
        window.show()
        window.furnishing.finish()
        window.desk.toggle_table("network")
        window.presenting.toggle_notes()
        assert window.presenting.notes is not None
        window.presenting.notes.resize(600, 400)
        return window


class StandingTime:
    """Nine o'clock, and not a second later."""

    @staticmethod
    def currentTime() -> QTime:
        return QTime(9, 0)

    @staticmethod
    def monotonic() -> float:
        return 0.0


@pytest.fixture
def opener(
    qtbot: QtBot, dressed: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opener]:
    monkeypatch.setattr(notes, "time", StandingTime)  # the notes have a clock
    monkeypatch.setattr(notes, "QTime", StandingTime)
    yield Opener(qtbot, dressed)
    use_language("en")


def parts(window: Window) -> list[QWidget]:
    """All widgets of a window and of its notes."""
    for _turn in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    notes = window.presenting.notes
    assert notes is not None
    return [part for top in (window, notes) for part in (top, *top.findChildren(QWidget))]


def said(window: Window) -> list[tuple[str, ...]]:
    """What all widgets and actions say; but for the list of the shelf, which keeps its name."""
    found = []
    for each in (*parts(window), *window.findChildren(QAction)):
        # a class of Qt has some of them as signals
        told = [getattr(each, name, None) for name in SAID]
        texts = [tell() for tell in told if callable(tell) and not isinstance(tell, SignalInstance)]
        if each is not window.desk.shelf.list:
            found.append((type(each).__name__, *map(str, texts)))
    return sorted(found)


def worn(window: Window) -> list[tuple[object, ...]]:
    """The sheets, fonts and least sizes of all widgets that are seen; but for what Qt makes inside
    of its own, and what is in knobs, whose sliders stay as long as they were made."""
    return sorted(
        (
            type(each).__name__,
            each.styleSheet(),
            each.font().pixelSize(),
            each.minimumSizeHint().toTuple(),
        )
        for each in parts(window)
        if each.isVisible() and type(each) is not QWidget and not in_knob(each)
    )


def in_knob(widget: QWidget | None) -> bool:
    while widget is not None and not isinstance(widget, KnobControl):
        widget = widget.parentWidget()
    return widget is not None


def notes_seen(window: Window) -> QImage:
    """The picture of the notes."""
    assert window.presenting.notes is not None
    return window.presenting.notes.grab().toImage()


@pytest.mark.parametrize(("first", "then"), [("en", "ko"), ("ko", "en")])
def test_a_window_says_everything_in_the_language_it_is_switched_to(
    opener: Opener, first: Language, then: Language
) -> None:
    look = Look(LIGHT, Metrics(1.0))
    use_language(then)
    fresh = opener.open(look)
    use_language(first)
    window = opener.open(look)
    before = said(window)
    window.appearance.switch_language()
    assert said(window) == said(fresh)
    assert said(window) != before
    assert notes_seen(window) == notes_seen(fresh)


@pytest.mark.parametrize(
    "then",
    [Look(DARK, Metrics(1.0)), Look(LIGHT, Metrics(1.3)), Look(DARK, Metrics(0.75))],
    ids=["dark", "larger", "dark and smaller"],
)
def test_a_window_wears_the_theme_and_size_it_is_switched_to(opener: Opener, then: Look) -> None:
    fresh = opener.open(then)
    window = opener.open(Look(LIGHT, Metrics(1.0)))
    before = worn(window)
    window.appearance.set_look(then)
    assert worn(window) == worn(fresh)
    assert worn(window) != before
    assert notes_seen(window) == notes_seen(fresh)
