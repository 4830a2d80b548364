"""The palette: how well a text answers to what was typed, and how the list is gone through."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.commands.palette import Entry, Palette, matching_entries, rank
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics

Key = Qt.Key


def nothing() -> None:
    """What an entry does that is never chosen."""


def entries(*texts: str) -> list[Entry]:
    return [Entry(text, nothing) for text in texts]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("", "Step back", 0),
        ("  ", "Step back", 0),
        ("STEP", "step back", 0),
        (" step ", "Step back", 0),
        ("back", "Step back", 1),
        ("w", "hidden.W", 1),
        ("tep", "Step back", 2),
        ("back step", "Step back", 3),
        ("sbk", "Step back", 4),
        ("sk", "Step back", None),
        ("s b k", "Step back", 3),
        ("kbs", "Step back", None),
        ("stepx", "Step back", None),
    ],
)
def test_how_well_a_text_answers(query: str, text: str, expected: int | None) -> None:
    assert rank(query, text) == expected


def test_the_best_come_first_and_else_the_order_stays() -> None:
    known = [
        *entries("in the back", "a.back", "Back", "no", "feedback"),
        Entry("Zurück", nothing, also="back"),
    ]
    assert [entry.text for entry in matching_entries("back", known)] == [
        "Back", "Zurück", "in the back", "a.back", "feedback",
    ]  # fmt: skip
    assert matching_entries("", known) == known
    assert matching_entries("zzz", known) == []


def test_no_more_than_sixty_are_found() -> None:
    known = entries(*(f"entry {n}" for n in range(70)))
    assert matching_entries("entry", known) == known[:60]


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def palette(window: QWidget, known: list[Entry]) -> Palette:
    def special(typed: str) -> Entry | str | None:
        if typed == "bad[9]":
            return "There is no 9."
        return Entry("exactly this", chosen_exactly) if typed.startswith("good") else None

    made = Palette(window, Look(LIGHT, Metrics(1.0)), "What?", known, special)
    made.open()
    return made


DONE: list[str] = []


def chosen_exactly() -> None:
    DONE.append("exactly this")


def test_the_list_is_gone_through_by_key(window: QWidget) -> None:
    made = palette(window, entries(*(f"entry {n}" for n in range(12))))
    assert made.field.hasFocus()
    assert made.field.placeholderText() == made.field.accessibleName() == "What?"
    rows = []
    for key in (
        *(Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Down),
        *(Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp, Key.Key_PageUp),
    ):
        QTest.keyClick(made.field, key)
        rows.append(made.list.currentRow())
    assert rows == [1, 2, 1, 0, 11, 0, 8, 11, 3, 0]
    made.field.setText("nothing like it")
    QTest.keyClick(made.field, Key.Key_Down)
    QTest.keyClick(made.field, Key.Key_Return)
    assert made.isVisible()


def test_a_row_shows_its_text_and_its_note(window: QWidget) -> None:
    def row(entry: Entry) -> QImage:
        made = palette(window, [Entry("first", nothing), entry])
        image = made.list.grab(made.list.visualItemRect(made.list.item(1))).toImage()
        made.dismiss()
        return image

    plain = row(Entry("Step on", nothing))
    assert row(Entry("Step back", nothing)) != plain
    noted = row(Entry("Step on", nothing, note="Ctrl+K"))
    assert noted != plain
    half = plain.width() // 2  # at the left nothing is changed by it
    assert noted.copy(0, 0, half, 20) == plain.copy(0, 0, half, 20)


def test_the_list_is_as_high_as_what_it_holds(window: QWidget) -> None:
    made = palette(window, entries(*(f"entry {n}" for n in range(12))))
    assert made.list.height() == 10 * 28
    made.field.setText("entry 11")
    assert made.list.count() == 1
    assert made.list.height() == 28
    assert made.list.currentRow() == 0


def test_what_is_typed_exactly_stands_first(window: QWidget) -> None:
    made = palette(window, entries("good morning", "evening"))
    made.field.setText(" good ")
    texts = [made.list.item(row).text() for row in range(made.list.count())]
    assert texts == ["exactly this", "good morning"]
    assert not made.fault.isVisible()
    DONE.clear()
    QTest.keyClick(made.field, Key.Key_Return)
    assert DONE == ["exactly this"]
    assert not made.isVisible()


def test_what_is_wrong_is_said(window: QWidget) -> None:
    made = palette(window, entries("good morning"))
    made.field.setText("bad[9]")
    assert made.fault.isVisible()
    assert made.fault.text() == "There is no 9."
    assert not made.list.isVisible()
    made.field.setText(" zzz ")
    assert made.fault.text() == "No command and no name answers to “zzz”."
    made.field.setText("morning")
    assert not made.fault.isVisible()
    assert made.list.isVisible()


def test_a_click_chooses_and_closes_first(window: QWidget) -> None:
    seen: list[bool] = []
    made = palette(window, [])
    made.dismiss()
    made = palette(window, [Entry("one", lambda: seen.append(made.isVisible()))])
    rect = made.list.visualItemRect(made.list.item(0))
    QTest.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert seen == [False]
