"""The tour and the welcome, step by step: what they say, where they stand, and which keys move."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.tour import BACK_KEYS, NEXT_KEYS, Tour, TourStep, place_beside
from ui.shell.welcome import Welcome
from visualnn.text import use_language

LOOK = Look(LIGHT, Metrics(1.0))
STEPS = (
    TourStep("a", "One", "First."),
    TourStep("b", "Two", "Second."),
    TourStep("c", "Three", "Third."),
)
PLACES = {"a": QRect(0, 100, 200, 120), "b": QRect(600, 300, 190, 100)}
Key = Qt.Key


@pytest.fixture
def under(qtbot: QtBot, dressed: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    use_language("en")


@pytest.fixture
def tour(under: QWidget) -> Tour:
    made = Tour(under, LOOK, PLACES.get, STEPS)
    made.open()
    return made


def test_each_step_says_where_one_is_and_how_one_goes_on(tour: Tour) -> None:
    assert tour.hasFocus()
    seen: list[tuple[object, ...]] = []
    for step in STEPS:
        assert tour.title.text() == step.title
        assert tour.text.text() == step.text
        assert tour.accessibleName() == f"{tour.count.text()}. {step.title}"
        assert tour.accessibleDescription() == step.text
        seen.append((tour.count.text(), tour.next_button.text(), tour.next_button.accessibleName()))
        seen.append((tour.leave_button.isVisible(), tour.back_button.isEnabled()))
        if step is not STEPS[-1]:
            tour.next_button.click()
    assert seen == [
        ("1 / 3", "→", "Next"), (True, False),
        ("2 / 3", "→", "Next"), (True, True),
        ("3 / 3", "Begin", "Begin"), (False, True),
    ]  # fmt: skip
    assert tour.back_button.text() == "←"
    assert tour.back_button.accessibleName() == "Back"
    assert tour.leave_button.text() == "Leave (Esc)"
    assert tour.title.wordWrap()
    assert tour.text.wordWrap()
    for button in (tour.back_button, tour.next_button, tour.leave_button):
        assert button.focusPolicy() is Qt.FocusPolicy.NoFocus
        assert tour.sheet.isAncestorOf(button)
    assert tour.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_buttons_lead_on_and_back_and_out(tour: Tour) -> None:
    closed: list[None] = []
    tour.closed.connect(lambda: closed.append(None))
    tour.next_button.click()
    tour.next_button.click()
    tour.back_button.click()
    assert tour.number == 1
    tour.go(-5)
    assert tour.number == 0
    tour.leave_button.click()
    assert not tour.isVisible()
    assert closed == [None]


def test_behind_the_last_step_is_the_end(tour: Tour) -> None:
    for _step in STEPS:
        assert tour.isVisible()
        tour.next_button.click()
    assert not tour.isVisible()


@pytest.mark.parametrize("key", sorted(NEXT_KEYS, key=str))
def test_keys_lead_on(tour: Tour, key: Qt.Key) -> None:
    QTest.keyClick(tour, key)
    assert tour.number == 1


@pytest.mark.parametrize("key", sorted(BACK_KEYS, key=str))
def test_keys_lead_back(tour: Tour, key: Qt.Key) -> None:
    tour.go(+2)
    QTest.keyClick(tour, key)
    assert tour.number == 1
    QTest.keyClick(tour, Key.Key_X)
    assert tour.number == 1


def test_the_sheet_stands_beside_the_part_or_in_the_middle(tour: Tour) -> None:
    unit = LOOK.metrics.unit
    sheet = tour.sheet
    part = tour._part()
    assert part is not None
    at = place_beside(part, (sheet.width(), sheet.height()), tour.rect(), 2 * unit)
    assert sheet.geometry().topLeft() == at
    assert sheet.width() == 380
    assert sheet.height() == tour.rows.totalHeightForWidth(380)
    tour.go(+2)
    assert tour._part() is None
    assert sheet.geometry().center().x() == pytest.approx(450, abs=1)
    assert sheet.geometry().center().y() == pytest.approx(300, abs=1)


def test_in_a_small_window_the_sheet_is_as_wide_as_that_allows(tour: Tour, under: QWidget) -> None:
    under.resize(300, 200)
    QApplication.processEvents()
    assert tour.geometry() == under.rect()
    assert tour.sheet.width() == 300 - 2 * LOOK.metrics.unit


def test_a_part_is_followed_when_it_moves(tour: Tour, under: QWidget) -> None:
    before = tour.sheet.geometry()
    tour._where = {"a": QRect(500, 300, 300, 200)}.get
    QApplication.sendEvent(under, QEvent(QEvent.Type.UpdateRequest))
    assert tour.sheet.geometry() == before
    QApplication.sendEvent(under, QEvent(QEvent.Type.LayoutRequest))
    assert tour.sheet.geometry() != before
    assert not tour.eventFilter(under, QEvent(QEvent.Type.LayoutRequest))
    tour._where = PLACES.get
    tour.eventFilter(tour, QEvent(QEvent.Type.LayoutRequest))  # of something else
    assert tour.sheet.geometry() != before


def test_the_part_has_a_ring_and_all_else_a_veil(tour: Tour, under: QWidget) -> None:
    ring = LOOK.metrics.ring
    part = tour._part()
    assert part is not None
    assert part == PLACES["a"] & tour.rect().adjusted(ring, ring, -ring, -ring)
    tour.sheet.hide()
    plain = QWidget()
    plain.resize(900, 600)
    under_it = under.grab().toImage()
    inside = under_it.pixelColor(part.center())
    outside = under_it.pixelColor(QPoint(700, 500))
    assert inside != outside or LIGHT.window == inside
    edge = under_it.pixelColor(QPoint(part.center().x(), part.top()))
    assert edge != inside
    tour.go(+2)  # a part that is not seen has none
    tour.sheet.hide()
    veiled = under.grab().toImage()
    assert veiled.pixelColor(part.center()) == veiled.pixelColor(QPoint(700, 500))
    assert veiled.pixelColor(QPoint(part.center().x(), part.top())) != edge
    plain.deleteLater()


@pytest.mark.parametrize(
    ("part", "corner"),
    [
        (QRect(100, 200, 200, 100), (310, 200)),  # at the right
        (QRect(700, 200, 200, 100), (390, 200)),  # at the left
        (QRect(100, 100, 800, 100), (350, 210)),  # below
        (QRect(100, 450, 800, 100), (350, 340)),  # above
        (QRect(10, 0, 300, 40), (320, 10)),  # never out of the room
        (QRect(10, 560, 300, 40), (320, 490)),
    ],
)
def test_a_sheet_stands_where_it_fits_first(part: QRect, corner: tuple[int, int]) -> None:
    at = place_beside(part, (300, 100), QRect(0, 0, 1000, 600), 10)
    assert (at.x(), at.y()) == pytest.approx(corner, abs=1)
    kept = QRect(at.x(), at.y(), 300, 100)
    assert QRect(10, 10, 980, 580).contains(kept)
    assert not kept.intersects(part)


def test_a_sheet_stands_up_to_the_last_pixel_beside_a_part() -> None:
    room = QRect(0, 0, 1000, 600)
    exact = place_beside(QRect(0, 0, 670, 600), (300, 100), room, 10)
    assert (exact.x(), exact.y()) == (680, 250 - 1)
    tight = place_beside(QRect(0, 0, 690, 600), (300, 100), room, 10)
    assert tight.x() == 690  # the gap gives way before the part is covered
    covered = place_beside(QRect(0, 0, 691, 600), (300, 100), room, 10)
    assert covered.x() == 345 - 150


# -- the welcome -----------------------------------------------------------------------------------


@pytest.fixture
def welcome(under: QWidget) -> Welcome:
    made = Welcome(under, LOOK)
    made.open()
    return made


def test_the_language_is_asked_for_in_both(welcome: Welcome) -> None:
    assert welcome.title.text() == "visualnn"
    assert welcome.text.text() == "언어 · Language"
    assert welcome.text.wordWrap()
    assert [button.text() for button in welcome.buttons.values()] == ["한국어", "English"]
    assert welcome.buttons["en"].hasFocus()
    assert all(button.autoDefault() for button in (*welcome.buttons.values(), welcome.go_button))
    assert not welcome.go_button.isVisible()
    assert welcome.focusPolicy() is Qt.FocusPolicy.StrongFocus
    wished: list[None] = []
    welcome.wished.connect(lambda: wished.append(None))
    QTest.keyClick(welcome, Key.Key_Right)  # first the language
    assert wished == []
    assert welcome.isVisible()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_then_it_says_what_there_is_to_see(welcome: Welcome, language: str) -> None:
    chosen: list[str] = []
    wished: list[bool] = []
    welcome.chosen.connect(chosen.append)
    welcome.wished.connect(lambda: wished.append(welcome.isVisible()))
    before = welcome.sheet.height()
    welcome.buttons[language].click()  # type: ignore[index]
    assert chosen == [language]
    assert not any(button.isVisible() for button in welcome.buttons.values())
    assert welcome.title.text() == "One neuron"
    assert welcome.text.text().startswith("A neuron multiplies what comes in")
    assert welcome.go_button.text() == "See it  →"
    assert welcome.go_button.isVisible()
    assert welcome.go_button.hasFocus()
    assert welcome.go_button.accessibleDescription() == welcome.text.text()
    assert welcome.sheet.height() != before
    welcome.go_button.click()
    assert wished == [False]
