"""The slice picker: its arrows, its wheel, and what is under the pointer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK
from ui.panels.tensor.slice_picker import SlicePicker, moved_slice

SHAPE = (16, 1, 6, 8, 8)


@pytest.fixture
def picker(qtbot: QtBot, dressed: QApplication) -> Iterator[SlicePicker]:
    over = QWidget()
    qtbot.addWidget(over)
    made = SlicePicker(LOOK, over)
    made.show_slice((3, 0, 5), SHAPE)
    made.resize(made.sizeHint())
    over.show()
    yield made
    over.hide()  # and lives until here


def place(picker: SlicePicker, number: int) -> QPoint:
    return picker._pieces()[number][0].center().toPoint()


def turn(picker: SlicePicker, at: QPoint, by: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(picker.mapToGlobal(at)), QPoint(), QPoint(0, by),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(picker, event)
    assert event.isAccepted()


def test_arrows_and_wheel_move_along_the_axes_that_have_several_parts(picker: SlicePicker) -> None:
    moves: list[tuple[int, int]] = []
    picker.moved.connect(lambda axis, by: moves.append((axis, by)))
    assert [text for _place, text, _door in picker._pieces()] == ["‹", "3", "›", "‹", "5", "›"]
    for number in range(6):
        QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=place(picker, number))
        QTest.mouseClick(picker, Qt.MouseButton.RightButton, pos=place(picker, number))
    assert moves == [(0, -1), (0, 1), (2, -1)]  # behind the last part there is none
    moves.clear()
    QTest.mouseDClick(picker, Qt.MouseButton.LeftButton, pos=place(picker, 2))
    assert set(moves) == {(0, 1)}
    for number in range(6):
        moves.clear()
        for by in (1, -1, 120):
            turn(picker, place(picker, number), by)
        axis = 0 if number < 3 else 2
        assert moves == [(axis, -1), (axis, 1), (axis, -1)]


def test_what_can_be_clicked_has_a_hand(picker: SlicePicker) -> None:
    hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
    for number, shape in ((0, hand), (1, arrow), (2, hand), (5, arrow), (3, hand)):
        QTest.mouseMove(picker, place(picker, number))
        QApplication.processEvents()
        assert picker.cursor().shape() is shape, number
    QApplication.sendEvent(picker, QEvent(QEvent.Type.Leave))
    assert picker.cursor().shape() is arrow


def test_it_says_which_part_is_shown_and_goes_where_there_is_one(picker: SlicePicker) -> None:
    assert picker.accessibleName() == "Part of the value: 3 / 16, 0 / 1, 5 / 6"
    assert not picker.isHidden()
    picker.show_slice((0,), (1, 4, 4))
    assert picker.isHidden()
    assert picker.sizeHint().width() == 1


def test_a_slice_moves_no_further_than_there_are() -> None:
    assert moved_slice((3, 0), (5, 2, 4, 4), 0, 1) == (4, 0)
    assert moved_slice((3, 0), (5, 2, 4, 4), 0, 9) == (4, 0)
    assert moved_slice((3, 0), (5, 2, 4, 4), 0, -9) == (0, 0)
    assert moved_slice((3, 0), (5, 2, 4, 4), 1, 1) == (3, 1)
