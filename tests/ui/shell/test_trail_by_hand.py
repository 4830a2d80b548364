"""One trail: the arrows of the card and Alt+← and Alt+→ are the same, and never disagree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson
from ui.kit.flow import FlowView
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.session.trail import Spot
from ui.session.wishes import LookAt
from ui.shell.window import Window
from visualnn.expr import Source

pytestmark = pytest.mark.usefixtures("patient")

Key = Qt.Key


class Screen:
    """The window as one sees it: its card, its arrows and its keys."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.card = window.furniture.panels["card"]

    @property
    def spot(self) -> Spot:
        return Spot(self.window.session.tick, self.window.session.place)

    def arrow(self, direction: int) -> QToolButton:
        first, second = sorted(self.card.findChildren(QToolButton), key=lambda b: b.x())
        return first if direction < 0 else second

    def click(self, direction: int) -> None:
        QTest.mouseClick(self.arrow(direction), Qt.MouseButton.LeftButton)
        self.agree()

    def press(self, key: Key, modifier: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self.window, key, modifier)
        self.agree()

    def open(self, nth: int) -> None:
        """Click a number that the explained one is made from."""
        frame = self.window.session.frame
        assert frame is not None
        assert frame.explanation is not None
        place = frame.explanation.made_from[nth].source
        view = self.card.findChild(FlowView)
        assert view is not None
        box = view.place_of(place)
        assert not box.isEmpty()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
        self.agree()

    def agree(self) -> None:
        """What the arrows offer, the commands offer."""
        actions = self.window.commands.by_id
        for direction, command in ((-1, "look-back"), (+1, "look-forward")):
            assert self.arrow(direction).isEnabled() == actions[command].isEnabled()
            assert self.arrow(direction).isEnabled() == self.window.session.can_look_back(direction)


@pytest.fixture
def screen(qtbot: QtBot, dressed: QApplication) -> Iterator[Screen]:
    window = Window(Look(LIGHT, Metrics()))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.library.show(lesson("xor"))
    with qtbot.waitExposed(window):
        window.show()
    window.furnishing.finish()
    shown = Screen(window)
    shown.agree()
    yield shown
    assert not window.strip.isVisible()


def test_what_the_mouse_went_back_through_the_keys_go_forward_through(screen: Screen) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    screen.window.session.seek(3)
    screen.agree()
    assert not screen.arrow(-1).isEnabled()
    first = screen.spot
    screen.open(0)
    QTest.keyClick(screen.window, Key.Key_F12)  # where it was made
    screen.agree()
    assert screen.window.session.tick != 3
    QTest.keyClick(screen.window, Key.Key_PageDown)
    screen.agree()
    screen.open(0)
    last = screen.spot
    back: list[Spot] = []
    by_mouse = True
    while screen.arrow(-1).isEnabled():
        screen.click(-1) if by_mouse else screen.press(Key.Key_Left, alt)
        by_mouse = not by_mouse
        back.append(screen.spot)
    assert back[-1] == first
    assert len(back) == 3
    ahead: list[Spot] = []
    while screen.arrow(+1).isEnabled():
        screen.press(Key.Key_Right, alt) if by_mouse else screen.click(+1)
        by_mouse = not by_mouse
        ahead.append(screen.spot)
    assert ahead[:-1] == back[-2::-1]
    assert ahead[-1] == last


def test_a_new_door_takes_both_ways_forward_away(screen: Screen) -> None:
    screen.window.session.seek(3)
    screen.open(0)
    screen.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert screen.arrow(+1).isEnabled()
    screen.open(1)
    assert not screen.arrow(+1).isEnabled()


def test_another_lesson_begins_another_trail(screen: Screen) -> None:
    screen.window.session.seek(3)
    screen.open(0)
    screen.window.library.open("logistic")
    screen.agree()
    assert not screen.arrow(-1).isEnabled()


def test_a_far_door_leaves_no_spot_before_it_is_gone_through(
    screen: Screen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    session = screen.window.session
    there = session.position.lesson.program.end_of(900)
    session.grant(LookAt(Source("L"), there))
    screen.agree()
    assert not screen.arrow(-1).isEnabled()
    qtbot.waitUntil(lambda: session.tick == there)
    screen.agree()
    assert screen.arrow(-1).isEnabled()
    screen.click(-1)
    assert screen.spot == Spot(0)
