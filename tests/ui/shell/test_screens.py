"""Screens come and go: the window stays on one, as large as it allows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.screens import ScreenPlace
from ui.shell.settings import Rectangle
from ui.shell.window import Window
from visualnn.lesson import find, load

LARGE, SMALL = Rectangle(0, 0, 1920, 1080), Rectangle(0, 0, 1024, 768)
BESIDE = Rectangle(1920, 0, 1024, 768)


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    made.library.show(load(find("xor")))
    made.show()
    yield made
    made.close()


def see(window: Window, *screens: Rectangle) -> None:
    window.on_screen.screens = lambda: [ScreenPlace(each, each) for each in screens]
    window.on_screen.keep()
    QApplication.processEvents()


def place(window: Window) -> Rectangle:
    return Rectangle(*window.geometry().getRect())  # type: ignore[misc]


def test_a_window_on_a_screen_that_is_gone_comes_back(window: Window) -> None:
    window.setGeometry(2000, 40, 900, 700)
    see(window, LARGE, BESIDE)
    assert place(window) == (2000, 40, 900, 700)
    see(window, LARGE)
    assert place(window) == (1020, 40, 900, 700)
    see(window)
    assert place(window) == (1020, 40, 900, 700)
    see(window, SMALL)
    assert place(window) == (124, 40, 900, 700)


def test_in_front_of_a_class_it_fills_the_screen_that_is_there(window: Window) -> None:
    window.presenting.begin()
    for screen, factor in ((LARGE, 2.0), (SMALL, 1.3), (LARGE, 2.0)):
        see(window, screen)
        assert window.isFullScreen()
        assert window.appearance.look.metrics.factor == factor
    window.appearance.change_size(+1)
    chosen = window.appearance.look.metrics.factor
    see(window, SMALL)
    assert window.appearance.look.metrics.factor == chosen


def test_the_notes_come_along(window: Window) -> None:
    window.presenting.begin()
    window.presenting.toggle_notes()
    notes = window.presenting.notes
    assert notes is not None
    notes.setGeometry(2100, 10, 700, 600)
    see(window, SMALL)
    assert SMALL.width >= notes.geometry().right()
