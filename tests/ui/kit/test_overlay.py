"""Overlays: where they lie, which keys they keep, and how they go away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.overlay import AskOverlay, Faults, Field, Overlay, words
from ui.kit.theme import LIGHT, Metrics, Text

LOOK = Look(LIGHT, Metrics(1.0))
Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def opened(window: QWidget, width: int = 400, top: float = 0.1) -> Overlay:
    made = Overlay(window, LOOK, width, top=top)
    made.rows.addWidget(words("A sheet", LOOK, Text.TITLE))
    made.open()
    return made


def claims(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> bool:
    """Whether a widget takes a key before it becomes a shortcut."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_label_shows_its_text_and_no_more(dressed: QApplication) -> None:
    label = words("<b>bold</b>", LOOK, soft=True)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>bold</b>"
    assert LIGHT.ink_soft.name() in label.styleSheet()
    assert LIGHT.ink.name() in words("", LOOK).styleSheet()
    assert words("", LOOK, strong=True).font().bold()
    assert not words("", LOOK).font().bold()


def test_it_covers_the_window_and_its_sheet_lies_in_the_upper_middle(window: QWidget) -> None:
    overlay = opened(window)
    place = overlay.sheet.geometry()
    assert overlay.geometry() == window.rect()
    assert overlay.isVisible()
    assert place.width() == 400
    assert place.left() == 200
    assert place.top() == 60
    assert place.height() == overlay.sheet.sizeHint().height()
    window.resize(500, 300)
    QApplication.processEvents()
    assert overlay.geometry() == window.rect()
    assert overlay.sheet.geometry().left() == 50
    assert overlay.sheet.geometry().top() == 30
    window.resize(300, 90)
    QApplication.processEvents()
    unit = LOOK.metrics.unit
    assert overlay.sheet.width() == 300 - 4 * unit
    assert overlay.sheet.geometry().top() == max(unit, 9)
    assert overlay.sheet.geometry().bottom() < 90


def test_the_same_size_again_moves_nothing(window: QWidget) -> None:
    overlay = opened(window)
    before = overlay.sheet.geometry()
    overlay.eventFilter(window, QEvent(QEvent.Type.Move))
    assert not overlay.eventFilter(window, QEvent(QEvent.Type.Resize))
    assert overlay.sheet.geometry() == before


def test_bare_keys_are_kept_and_those_of_the_window_are_not(window: QWidget) -> None:
    overlay = opened(window)
    for key in (Key.Key_Space, Key.Key_Right, Key.Key_1):
        assert claims(overlay, key)
        assert claims(overlay, key, Held.ShiftModifier)
        assert claims(overlay, key, Held.KeypadModifier)
        assert not claims(overlay, key, Held.ControlModifier)
    for key in (Key.Key_Escape, Key.Key_F1, Key.Key_F2, Key.Key_F12):
        assert not claims(overlay, key)
    plain = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Space, Held.NoModifier)
    plain.ignore()
    QApplication.sendEvent(overlay, plain)
    assert overlay.isVisible()


def test_a_click_beside_the_sheet_closes_it_and_one_on_it_does_not(window: QWidget) -> None:
    overlay = opened(window)
    closed: list[bool] = []
    overlay.closed.connect(lambda: closed.append(True))
    QTest.mouseClick(overlay, LEFT, pos=overlay.sheet.geometry().center())
    assert overlay.isVisible()
    assert closed == []
    QTest.mouseClick(overlay, LEFT, pos=QPoint(5, 5))
    assert not overlay.isVisible()
    assert closed == [True]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.findChildren(Overlay) == []


def test_the_keyboard_goes_back_to_who_had_it(window: QWidget) -> None:
    line = QLineEdit(window)
    line.show()
    line.setFocus()
    asked = AskOverlay(window, LOOK, "How many?", "7", lambda _typed: None)
    asked.open()
    assert asked.field.hasFocus()
    asked.dismiss()
    assert line.hasFocus()
    other = AskOverlay(window, LOOK, "How many?", "7", lambda _typed: None)
    other.open()
    line.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    other.dismiss()
    assert not other.isVisible()


def test_a_line_tells_on_the_keys_that_move_in_a_list(window: QWidget) -> None:
    field = Field(LOOK, "words")
    field.setParent(window)
    assert field.selectedText() == "words"
    assert field.maxLength() == 200
    moved: list[int] = []
    field.moved.connect(moved.append)
    for key in (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown):
        assert claims(field, key)
        QTest.keyClick(field, key)
    assert moved == [-1, 1, -8, 8]
    assert not claims(field, Key.Key_F9)
    QTest.keyClick(field, Key.Key_A)
    assert field.text() == "a"


def test_what_is_typed_into_a_line_comes_to_no_other_widget(window: QWidget) -> None:
    field = Field(LOOK)
    field.setParent(window)
    passed: list[str] = []

    class Under(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                passed.append(event.text())
            return False

    under = Under()
    window.installEventFilter(under)
    QTest.keyClicks(field, "7a")
    QTest.keyClick(field, Key.Key_Down)
    window.removeEventFilter(under)
    assert field.text() == "7a"
    assert passed == []


def test_a_wrong_answer_is_told_and_a_right_one_closes(window: QWidget) -> None:
    given: list[str] = []

    def answer(typed: str) -> str | None:
        given.append(typed)
        return None if typed == "8" else f"{typed} is not 8."

    asked = AskOverlay(window, LOOK, "How many?", "7", answer)
    asked.open()
    assert asked.field.accessibleName() == "How many?"
    assert asked.field.selectedText() == "7"
    assert not asked.fault.isVisible()
    low = asked.sheet.height()
    QTest.keyClick(asked.field, Key.Key_Return)
    assert asked.fault.isVisible()
    assert asked.fault.text() == "7 is not 8."
    assert asked.sheet.height() > low
    asked.field.selectAll()
    QTest.keyClicks(asked.field, " 8 ")
    assert not asked.fault.isVisible()
    QTest.keyClick(asked.field, Key.Key_Return)
    assert given == ["7", "8"]
    assert not asked.isVisible()


def test_faults_are_read_copied_and_closed_with_enter(window: QWidget) -> None:
    faults = Faults(window, LOOK, "This lesson cannot be opened", "a:1:1: wrong\nb: wrong")
    faults.open()
    assert faults.text.toPlainText() == faults.report
    assert faults.text.isReadOnly()
    assert faults.text.accessibleName() == "This lesson cannot be opened"
    assert faults.close_button.hasFocus()
    assert faults.close_button.isDefault()
    assert faults.sizeHint() == faults.sheet.sizeHint()
    faults.copy_button.click()
    assert QGuiApplication.clipboard().text() == faults.report
    assert faults.isVisible()
    faults.close_button.click()
    assert not faults.isVisible()


def test_a_click_on_the_sheet_leaves_the_keyboard_in_it(window: QWidget) -> None:
    window.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    overlay = Overlay(window, LOOK, 400, top=0.1)
    field = QLineEdit()
    overlay.rows.addWidget(field)
    overlay.open()
    field.setFocus()
    corner = overlay.sheet.geometry().topLeft() + QPoint(3, 3)
    QTest.mouseClick(window.windowHandle(), LEFT, pos=corner)
    assert QApplication.focusWidget() is field
    closed = []
    overlay.closed.connect(lambda: closed.append(True))
    QTest.mouseClick(window.windowHandle(), LEFT, pos=QPoint(2, 590))
    assert closed
