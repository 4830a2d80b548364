"""The number editor: what it takes, what it refuses and why, and how it ends."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.number_editor import NumberEditor, may_become_number
from ui.kit.theme import LIGHT, Metrics


class Desk(QWidget):
    """A window with an editor in it, and what came out of that."""

    def __init__(self, value: float, largest: float) -> None:
        super().__init__()
        self.editor = NumberEditor(Look(LIGHT, Metrics()), value, self, largest=largest)
        self.got: list[float] = []
        self.cancelled = 0
        rows = QVBoxLayout(self)
        rows.addWidget(self.editor)
        self.editor.committed.connect(self.got.append)
        self.editor.cancelled.connect(self._count)

    def _count(self) -> None:
        self.cancelled += 1


def type_text(editor: NumberEditor, text: str) -> None:
    """Press a key for each character, also for those that no English keyboard has."""
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(editor, event)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(0.25, 3.4e38)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.editor.setFocus()
    made.editor.selectAll()
    yield made
    made.editor.committed.disconnect()
    made.editor.cancelled.disconnect()


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1", 1.0), ("-0.25", -0.25), ("−0.25", -0.25), ("+2.5e-3", 0.0025), (".5", 0.5), ("2.", 2.0),
     (" 7 ", 7.0), ("1E3", 1000.0)],
)  # fmt: skip
def test_enter_gives_the_number(desk: Desk, qtbot: QtBot, typed: str, number: float) -> None:
    type_text(desk.editor, typed)
    assert desk.editor.hint == ""
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    assert desk.got == [number]
    assert math.copysign(1.0, desk.got[0]) == math.copysign(1.0, number)


@pytest.mark.parametrize("typed", ["nan", "inf", "1_0", "1,5", "0x1", "1e5e", "--1", "٣"])
def test_what_is_no_number_turns_red_while_it_is_typed(
    desk: Desk, qtbot: QtBot, typed: str
) -> None:
    type_text(desk.editor, typed)
    assert LIGHT.wrong.name() in desk.editor.styleSheet()
    assert "such as" in desk.editor.hint
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    assert desk.got == []
    desk.editor.selectAll()
    QTest.keyClicks(desk.editor, "3")
    assert desk.editor.styleSheet() == ""
    assert desk.editor.hint == ""
    QTest.keyClick(desk.editor, Qt.Key.Key_Enter)
    assert desk.got == [3.0]


@pytest.mark.parametrize("typed", ["-", "", "1e", "."])
def test_what_is_begun_is_only_wrong_when_it_is_entered(
    desk: Desk, qtbot: QtBot, typed: str
) -> None:
    desk.editor.clear()
    type_text(desk.editor, typed)
    assert desk.editor.styleSheet() == ""
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    assert desk.got == []
    assert LIGHT.wrong.name() in desk.editor.styleSheet()


@pytest.mark.parametrize("typed", ["1e39", "1e999"])
def test_a_number_that_the_value_cannot_hold_is_refused(
    desk: Desk, qtbot: QtBot, typed: str
) -> None:
    type_text(desk.editor, typed)
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    assert desk.got == []
    assert desk.editor.hint


def test_escape_gives_up_once(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.editor, "9")
    QTest.keyClick(desk.editor, Qt.Key.Key_Escape)
    QTest.keyClick(desk.editor, Qt.Key.Key_Escape)
    assert desk.cancelled == 1
    assert desk.got == []


def test_it_begins_with_all_digits_selected(desk: Desk) -> None:
    assert desk.editor.text() == "0.25"
    assert desk.editor.selectedText() == "0.25"


def test_the_sentence_is_plain_text_inside_the_window_and_goes_with_the_field(
    desk: Desk, qtbot: QtBot
) -> None:
    QTest.keyClicks(desk.editor, "x")
    hint = desk.editor._hint
    assert hint is not None
    assert hint.textFormat() is Qt.TextFormat.PlainText
    assert hint.isVisible()
    assert hint.geometry().left() >= 0
    desk.editor.hide()
    assert desk.editor.hint == ""


@pytest.mark.parametrize(
    ("text", "may"), [("-", True), ("1e-", True), ("1.2.3", False), ("e5", True)]
)
def test_beginnings(text: str, may: bool) -> None:
    assert may_become_number(text) is may


def test_the_beginning_of_a_long_number_is_in_sight(qtbot: QtBot) -> None:
    made = Desk(-0.12345678901234567, 1e300)
    qtbot.addWidget(made)
    made.resize(80, 60)
    made.show()
    editor = made.editor
    assert editor.selectedText() == editor.text()
    assert editor.cursorPosition() == 0
    editor.lie_over(QRect(300, 10, 20, 20), QSize(400, 100))
    assert editor.width() >= editor.fontMetrics().horizontalAdvance(editor.text())
    assert editor.geometry().right() <= 400
    editor.lie_over(QRect(30, 10, 20, 20), QSize(60, 100))
    assert editor.width() == 60
