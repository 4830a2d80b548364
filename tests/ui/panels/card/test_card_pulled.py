"""The result of the card follows the hand: mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.panels.card.test_card import Desk
from ui.panels.card.explained import CardRequest
from visualnn.expr import Source
from visualnn.run.edits import Edit

pytestmark = pytest.mark.usefixtures("patient")
PLACE = Source("hidden.W", (1, 3))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk("xor", qtbot)
    made.card.pulled.connect(made.session.pull)
    made.card.let_go.connect(lambda kept: made.session.let_go(kept=kept))
    made.session.seek(130)
    made.session.look_at(PLACE)
    return made


def value(desk: Desk) -> float:
    desk.session.show_pulled()
    assert desk.session.frame is not None
    return float(desk.session.frame.values["hidden.W"][1, 3])


def grip(desk: Desk) -> QPoint:
    return desk.view.place_of(CardRequest.DIGITS).center().toPoint()


def pull(desk: Desk, by: QPoint) -> QPoint:
    """Press on the result and pull, without letting go; where the hand is then."""
    begin = grip(desk)
    QTest.mousePress(desk.view, LEFT, pos=begin)
    for share in (0.5, 1.0):
        QTest.mouseMove(desk.view, begin + by * share)
    return begin + by


def test_press_and_pull_and_release_is_one_edit(desk: Desk) -> None:
    before = value(desk)
    end = pull(desk, QPoint(60, 0))
    moved = value(desk)
    assert moved == pytest.approx(before + 0.6 * max(abs(before), 0.1), abs=1e-3)
    QTest.mouseRelease(desk.view, LEFT, pos=end)
    assert desk.session.position.history.laid.items == (Edit(130, PLACE, moved),)
    desk.session.undo()
    assert value(desk) == before
    assert not desk.failures


def test_up_is_more_and_down_is_less(desk: Desk) -> None:
    before = value(desk)
    pull(desk, QPoint(0, -40))
    assert value(desk) > before


def test_escape_puts_it_back(desk: Desk) -> None:
    before = value(desk)
    end = pull(desk, QPoint(60, 0))
    assert value(desk) != before
    QTest.keyClick(desk.view, Qt.Key.Key_Escape)
    assert value(desk) == before
    QTest.mouseRelease(desk.view, LEFT, pos=end)
    assert desk.session.position.history.laid.items == ()
    assert not desk.session.can_undo


def test_a_click_that_trembles_is_a_click(desk: Desk) -> None:
    begin, short = grip(desk), desk.text
    QTest.mousePress(desk.view, LEFT, pos=begin)
    QTest.mouseMove(desk.view, begin + QPoint(2, 1))
    QTest.mouseRelease(desk.view, LEFT, pos=begin + QPoint(2, 1))
    assert desk.text != short  # all its digits
    assert desk.session.position.history.laid.items == ()


def to_the_result(desk: Desk) -> None:
    desk.view.setFocus()
    for _ in range(60):
        desk.view.focusNextPrevChild(True)
        if desk.view.focus_place() == desk.view.place_of(CardRequest.DIGITS):
            return
    pytest.fail("the keyboard does not come to the result")


@pytest.mark.parametrize("kept", [True, False])
def test_keys_pull_and_enter_keeps_or_escape_puts_back(desk: Desk, kept: bool) -> None:
    before = value(desk)
    to_the_result(desk)
    for _ in range(3):
        QTest.keyClick(desk.view, Qt.Key.Key_Up)
    QTest.keyClick(desk.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    moved = value(desk)
    assert moved == pytest.approx(before + 0.29 * max(abs(before), 0.1), abs=1e-3)
    QTest.keyClick(desk.view, Qt.Key.Key_Return if kept else Qt.Key.Key_Escape)
    assert value(desk) == (moved if kept else before)
    edits = desk.session.position.history.laid.items
    assert edits == ((Edit(130, PLACE, moved),) if kept else ())


def test_data_cannot_be_pulled(desk: Desk) -> None:
    desk.session.visit(Source("data.x", (0, 0)))
    assert not desk.view.pullable
