"""What lies on top: one sheet at a time, in the look of the moment, and gone when it is closed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened
from ui.commands.help import HelpSheet
from ui.commands.table import BY_ID, COMMANDS
from ui.kit.look import Look
from ui.kit.overlay import AskOverlay, Faults, Overlay
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.shell.appearance import Appearance
from ui.shell.sheets import Sheets


@pytest.fixture
def under(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    return widget


@pytest.fixture
def appearance(under: QWidget, dressed: QApplication) -> Appearance:
    return Appearance(Look(LIGHT, Metrics(1.0)), under)


@pytest.fixture
def sheets(under: QWidget, appearance: Appearance) -> Sheets:
    return Sheets(under, appearance, COMMANDS)


def top(sheets: Sheets) -> Overlay | None:
    """What lies on top now; a call, so that no checker thinks it still is what it was."""
    return sheets.top


def plain(over: QWidget, look: Look) -> Overlay:
    return Overlay(over, look, 300)


def test_nothing_lies_there_at_first(sheets: Sheets) -> None:
    assert top(sheets) is None
    assert not sheets.dismiss()


def test_a_sheet_takes_the_place_of_the_one_before(sheets: Sheets, under: QWidget) -> None:
    sheets.lay(plain)
    first = sheets.top
    assert first is not None
    assert first.parentWidget() is under
    sheets.open_help()
    shown = top(sheets)
    assert isinstance(shown, HelpSheet)
    assert first.isHidden()
    assert shown.isVisible()


def test_a_sheet_that_closes_itself_lies_there_no_more(sheets: Sheets) -> None:
    sheets.lay(plain)
    assert sheets.top is not None
    sheets.top.dismiss()
    assert top(sheets) is None
    sheets.lay(plain)
    assert sheets.dismiss()
    assert top(sheets) is None


def test_what_closes_late_does_not_lift_what_lies_there_now(sheets: Sheets) -> None:
    sheets.lay(plain)
    first = sheets.top
    assert first is not None
    sheets.lay(plain)
    second = sheets.top
    first.closed.emit()
    assert sheets.top is second


def test_a_sheet_wears_the_look_of_the_moment(sheets: Sheets, appearance: Appearance) -> None:
    appearance.set_look(Look(DARK, Metrics(1.5)))
    sheets.lay(plain)
    assert sheets.top is not None
    assert sheets.top.look == Look(DARK, Metrics(1.5))


def test_a_question_is_asked_until_the_answer_is_right(sheets: Sheets) -> None:
    answers: list[str] = []

    def answer(typed: str) -> str | None:
        answers.append(typed)
        return None if typed == "7" else "Type 7."

    sheets.ask("Which number?", "3", answer)
    asked = sheets.top
    assert isinstance(asked, AskOverlay)
    QTest.keyClick(asked.field, Qt.Key.Key_Return)
    assert asked.fault.text() == "Type 7."
    assert top(sheets) is asked
    asked.field.setText("7")
    QTest.keyClick(asked.field, Qt.Key.Key_Return)
    assert top(sheets) is None
    assert answers == ["3", "7"]


def test_what_is_wrong_with_a_file_is_reported(sheets: Sheets) -> None:
    sheets.report("This cannot be opened", "a.toml:3:1: no such key")
    assert isinstance(sheets.top, Faults)
    assert sheets.top.text.toPlainText() == "a.toml:3:1: no such key"


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("settings", QListWidget),
        ("open", QListWidget),
        ("palette", QLineEdit),
        ("tick", QLineEdit),
        ("seed", QLineEdit),
    ],
)
def test_a_sheet_has_the_keyboard_where_one_goes_on_and_gives_it_back(
    qtbot: QtBot, dressed: QApplication, patient: None, command: str, kind: type[QWidget]
) -> None:
    window = opened(qtbot, dressed)
    before = QApplication.focusWidget()
    window.commands.do(BY_ID[command])
    sheet, holder = window.sheets.top, QApplication.focusWidget()
    assert sheet is not None
    assert isinstance(holder, kind)
    assert sheet.isAncestorOf(holder)
    window.sheets.dismiss()
    assert QApplication.focusWidget() is before
