"""The first start and the tour, as somebody new meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.first_start import FIRST_NUMBER_STOP
from ui.shell.settings import FIRST_LESSON, Memory, Settings
from ui.shell.tour import TOUR, Tour, place_beside
from ui.shell.welcome import Welcome
from ui.shell.window import Window
from visualnn.lesson import open_named
from visualnn.text import language, use_language


@pytest.fixture
def start(dressed: QApplication, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    windows = []

    def made(settings: Settings | None = None, lesson: str = "") -> Window:
        memory = Memory(tmp_path / "settings.json")
        window = Window(Look(LIGHT, Metrics()), settings or memory.load(), memory, lesson=lesson)
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.furnishing.finish()
        return window

    yield made
    for window in windows:
        window.close()
        window.deleteLater()
    use_language("en")


def test_somebody_new_is_asked_for_the_language_and_led_to_the_first_number(
    start: Callable[..., Window],
) -> None:
    window = start()
    welcome = window.sheets.top
    assert isinstance(welcome, Welcome)
    assert window.focusWidget() is welcome.buttons["en"]
    welcome.buttons["ko"].click()
    assert language() == "ko"
    assert welcome.text.text().startswith("뉴런은")
    QTest.keyClick(welcome, Qt.Key.Key_Right)
    session = window.session
    assert session.lesson_name == FIRST_LESSON
    there = next(s for s in session.position.lesson.stops if s.name == FIRST_NUMBER_STOP)
    assert session.tick == there.tick
    assert session.frame is not None
    assert session.frame.explanation is not None
    assert session.frame.explanation.value == 6.0
    assert isinstance(on_top(window), Tour)


def test_the_language_is_asked_once(start: Callable[..., Window]) -> None:
    first = start()
    assert isinstance(on_top(first), Welcome)
    first.commands.by_id["cancel"].trigger()
    assert on_top(first) is None
    first.close()
    assert start().sheets.top is None


def test_who_asks_for_a_lesson_is_shown_that_lesson(start: Callable[..., Window]) -> None:
    window = start(lesson="xor")
    assert on_top(window) is None
    assert window.session.lesson_name == "xor"


def test_the_first_number_waits_for_its_lesson(start: Callable[..., Window]) -> None:
    window = start(Settings(language="en"))
    lesson = open_named(FIRST_LESSON)
    window.session._position = None
    window.first_start._show_first_number()
    assert on_top(window) is None
    window.library.show(lesson)
    assert isinstance(on_top(window), Tour)
    assert window.session.tick > 0


def on_top(window: Window) -> object:
    return window.sheets.top


def toured(window: Window) -> Tour:
    window.commands.by_id["tour"].trigger()
    tour = window.sheets.top
    assert isinstance(tour, Tour)
    return tour


def test_the_tour_goes_on_and_back_and_ends_by_itself(start: Callable[..., Window]) -> None:
    window = start(Settings(language="en"))
    tick = window.session.tick
    tour = toured(window)
    parts = []
    for number, step in enumerate(TOUR):
        assert tour.number == number
        assert tour.accessibleName() == f"{number + 1} / {len(TOUR)}. {step.title}"
        assert tour.accessibleDescription() == step.text
        part = tour._part()
        assert part is not None
        assert tour.rect().contains(part)
        assert tour.rect().contains(tour.sheet.geometry())
        assert not part.intersects(tour.sheet.geometry())
        parts.append(part)
        if number == 1:
            QTest.keyClick(tour, Qt.Key.Key_Left)
            assert tour.number == 0
            QTest.keyClick(tour, Qt.Key.Key_Space)
        QTest.keyClick(tour, Qt.Key.Key_Right)
    assert on_top(window) is None
    assert window.session.tick == tick
    assert len({part.getRect() for part in parts}) == len(TOUR) - 1


def test_the_tour_can_be_left_and_called_again(start: Callable[..., Window]) -> None:
    window = start(Settings(language="en"))
    tour = toured(window)
    QTest.keyClick(tour, Qt.Key.Key_Right)
    window.commands.by_id["cancel"].trigger()
    assert on_top(window) is None
    assert toured(window).number == 0


def test_a_part_that_is_not_seen_has_no_ring(start: Callable[..., Window]) -> None:
    window = start(Settings(language="en"))
    window.desk.toggle("right")
    tour = toured(window)
    assert tour._part() is None
    assert tour.rect().contains(tour.sheet.geometry())


@pytest.mark.parametrize(
    ("part", "corner"),
    [
        (QRect(0, 100, 200, 100), (210, 100)),
        (QRect(800, 100, 200, 100), (490, 100)),
        (QRect(0, 0, 1000, 100), (350, 110)),
        (QRect(0, 500, 1000, 100), (350, 390)),
        (QRect(0, 0, 1000, 600), (350, 249)),
    ],
)
def test_a_sheet_stands_beside_what_it_is_about(part: QRect, corner: tuple[int, int]) -> None:
    at = place_beside(part, (300, 100), QRect(0, 0, 1000, 600), 10)
    assert abs(at.x() - corner[0]) <= 1
    assert abs(at.y() - corner[1]) <= 1
