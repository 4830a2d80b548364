"""The course map line by line: columns, marks, notes, and keys, over lessons that are made up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QListView, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.commands.palette import Entry
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.course_map import (
    LINE_PIXELS,
    CourseMap,
    MapLine,
    MapState,
    lesson_lines,
    progress_in_words,
)
from ui.shell.progress import LessonProgress
from visualnn.lesson.course import CourseLesson

LOOK = Look(LIGHT, Metrics(1.0))
Key = Qt.Key


@pytest.fixture
def under(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


class Shelf:
    """Made-up lessons, and what was opened of them."""

    def __init__(self, under: QWidget) -> None:
        self.under = under
        self.opened: list[str] = []

    def entry(self, text: str, note: str = "") -> Entry:
        return Entry(text, lambda: self.opened.append(text), note)

    def line(self, name: str, state: MapState = MapState.NEW, *after: str) -> MapLine:
        number = "7" if name == "a" else ""
        return MapLine(self.entry(f"Lesson {name}"), name, number, state, f"{name} so far", after)

    def lay(
        self,
        lessons: list[MapLine] | None = None,
        next_lesson: str | None = "b",
        now: str = "c",
    ) -> CourseMap:
        if lessons is None:
            lessons = [self.line(name) for name in "abc"] + [
                self.line("d", MapState.FINISHED, "a", "gone"),
                self.line("e", MapState.BEGUN),
            ]
        others = [
            ("Known", [MapLine(self.entry("Net", "a shape")), MapLine(self.entry("Other"))]),
            ("Own", [MapLine(self.entry("File"))]),
        ]
        made = CourseMap(self.under, LOOK, lessons, others, next_lesson, now)
        made.open()
        QApplication.processEvents()
        return made


@pytest.fixture
def shelf(under: QWidget) -> Shelf:
    return Shelf(under)


def texts(shown: CourseMap) -> list[str]:
    return [shown.list.item(row).text() for row in range(shown.list.count())]


# -- the lines -------------------------------------------------------------------------------------


def test_a_lesson_says_how_far_one_came_and_a_playground_says_nothing() -> None:
    titles = {"en": "One", "ko": "하나"}
    lessons = [
        CourseLesson(name, "0", titles, (), has_stops)  # type: ignore[arg-type]
        for name, has_stops in (("new", True), ("begun", True), ("done", True), ("play", False))
    ]
    seen = LessonProgress(("one", "two"), (), 5, 0)
    done = LessonProgress(("one",), (), 1, 0, is_at_end=True)
    entries = {each.name: Entry(each.name, lambda: None) for each in lessons}
    lines = lesson_lines(lessons, {"begun": seen, "done": done, "play": seen}, entries)
    assert [(line.name, line.state, line.progress) for line in lines] == [
        ("new", MapState.NEW, "Not begun"),
        ("begun", MapState.BEGUN, "2 of 5 stops seen"),
        ("done", MapState.FINISHED, "Finished"),
        ("play", MapState.NONE, ""),
    ]
    answered = LessonProgress(("one",), ("one/a", "one/b"), 5, 3)
    assert progress_in_words(answered) == "2 of 3 questions answered"


def test_in_a_wide_window_lessons_stand_in_two_columns_and_the_rest_in_a_third(
    shelf: Shelf,
) -> None:
    shown = shelf.lay()
    lessons = [f"Lesson {name}" for name in "abcde"]
    assert texts(shown) == [*lessons, *[""] * 5, "Known", "Net", "Other", "Own", "File"]
    assert shown.list.isWrapping()
    assert shown.list.height() == 5 * LINE_PIXELS + 1
    assert shown.list.gridSize().height() == LINE_PIXELS
    rects = [shown.list.visualItemRect(shown.list.item(row)) for row in range(15)]
    assert len({rect.left() for rect in rects}) == 3
    assert [rect.top() for rect in rects[:5]] == [rect.top() for rect in rects[5:10]]
    for row in (5, 10, 13):
        assert shown.list.item(row).flags() == Qt.ItemFlag.NoItemFlags


@pytest.mark.parametrize(
    ("size", "columned"),
    [((990, 700), True), ((989, 700), False), ((1300, 316), True), ((1300, 315), False)],
)
def test_where_columns_have_no_room_there_is_one_that_is_scrolled(
    shelf: Shelf, size: tuple[int, int], columned: bool
) -> None:
    shelf.under.resize(*size)
    shown = shelf.lay()
    assert shown.list.isWrapping() is columned
    if not columned:
        lessons = [f"Lesson {name}" for name in "abcde"]
        assert texts(shown) == [*lessons, "Known", "Net", "Other", "Own", "File"]
        unit = LOOK.metrics.unit
        assert shown.list.gridSize().width() == min(1200, size[0] - 4 * unit) - 4 * unit - 12
        most = (round(0.95 * size[1]) - 150) // LINE_PIXELS
        assert shown.list.height() == min(10, most) * LINE_PIXELS + 1


def test_columns_share_the_sheet(shelf: Shelf) -> None:
    shown = shelf.lay()
    wide = 1200 - 4 * LOOK.metrics.unit
    assert shown.list.gridSize().width() == wide // 3 - 1
    shelf.under.resize(1100, 700)
    shown = shelf.lay()
    assert shown.list.gridSize().width() == (1100 - 8 * LOOK.metrics.unit) // 3 - 1


def test_the_longer_column_says_how_many_rows_there_are(shelf: Shelf) -> None:
    lessons = [shelf.line(f"{n}") for n in range(13)]
    shown = shelf.lay(lessons)
    assert shown.list.height() == 7 * LINE_PIXELS + 1
    assert shown.list.count() == 14 + 5


def test_the_sheet_says_what_is_finished_and_what_comes_next(shelf: Shelf) -> None:
    lessons = [
        shelf.line("a", MapState.FINISHED),
        shelf.line("b"),
        shelf.line("c", MapState.NONE),
    ]
    assert shelf.lay(lessons)._summary() == "1 of 2 lessons finished · next: Lesson b"
    assert shelf.lay(lessons, None)._summary() == "1 of 2 lessons finished"


def test_the_list_is_read_aloud_and_has_the_keyboard(shelf: Shelf) -> None:
    shown = shelf.lay()
    assert shown.list.hasFocus()
    assert shown.list.accessibleName() == "The course"
    assert shown.field.accessibleName() == shown.field.placeholderText() == "Find a lesson"
    role = Qt.ItemDataRole.AccessibleTextRole
    assert shown.list.item(0).data(role) == "7, Lesson a, a so far"
    assert shown.list.item(1).data(role) == "Lesson b, b so far, next"
    assert shown.list.item(11).data(role) == "Net, a shape"
    assert shown.about.wordWrap()
    assert shown.list.frameShape() is QFrame.Shape.NoFrame
    assert shown.list.flow() is QListView.Flow.TopToBottom
    assert shown.list.movement() is QListView.Movement.Static
    assert shown.list.resizeMode() is QListView.ResizeMode.Adjust
    assert shown.list.verticalScrollMode() is QListWidget.ScrollMode.ScrollPerPixel
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert shown.list.horizontalScrollBarPolicy() == never
    assert shown.about.alignment() & Qt.AlignmentFlag.AlignTop


# -- what is said ----------------------------------------------------------------------------------


def test_each_line_says_what_it_is_to_the_chosen_one(shelf: Shelf) -> None:
    shown = shelf.lay()
    notes = {line.name: shown.note_of(line) for line in shown._lessons}
    assert notes == {"a": "", "b": "next", "c": "open now", "d": "", "e": ""}
    shown.list.setCurrentRow(3)
    notes = {line.name: shown.note_of(line) for line in shown._lessons}
    assert notes == {"a": "before it", "b": "next", "c": "open now", "d": "", "e": ""}
    net = shown._others[0][1][0]
    assert shown.note_of(net) == "a shape"


def test_of_the_chosen_lesson_it_is_told_how_far_one_is_and_what_comes_before(
    shelf: Shelf,
) -> None:
    shown = shelf.lay()
    assert shown.about.text() == "b so far"
    shown.list.setCurrentRow(3)
    assert shown.about.text() == "d so far\nWhat comes before it: Lesson a"
    shown.list.setCurrentRow(11)
    assert shown.about.text() == ""
    shown.list.setCurrentRow(0)
    shown.list.setCurrentRow(10)  # a heading
    assert shown.about.text() == ""
    assert shown.current is None
    shown.list.setCurrentRow(-1)
    assert shown.current is None


def test_the_map_opens_on_the_next_lesson_or_the_first(shelf: Shelf) -> None:
    assert shelf.lay().list.currentRow() == 1
    assert shelf.lay(next_lesson="d").list.currentRow() == 3
    assert shelf.lay(next_lesson=None).list.currentRow() == 0
    assert shelf.lay(next_lesson="elsewhere").list.currentRow() == 0


# -- what is looked for ----------------------------------------------------------------------------


def test_what_is_typed_leaves_what_answers_to_it_in_one_column(shelf: Shelf) -> None:
    shown = shelf.lay()
    shown.field.setText("Lesson d")
    assert texts(shown) == ["Lesson d"]
    assert shown.list.currentRow() == 0
    assert not shown.list.isWrapping()
    assert shown.list.height() == LINE_PIXELS + 1
    shown.field.setText("net")
    assert texts(shown) == ["Net"]
    shown.field.setText("nothing of the kind")
    assert texts(shown) == []
    assert shown.list.height() == LINE_PIXELS + 1
    assert shown.about.text() == ""
    shown.field.setText("  ")
    assert len(texts(shown)) == 15
    assert shown.list.isWrapping()


def test_letters_go_into_the_field_and_other_keys_do_not(shelf: Shelf) -> None:
    shown = shelf.lay()
    QTest.keyClicks(shown.list, "ne")
    assert shown.field.text() == "ne"
    assert shown.field.hasFocus()
    shown.list.setFocus()
    QTest.keyClick(shown.list, Key.Key_Space)
    QTest.keyClick(shown.list, Key.Key_Backspace)
    assert shown.field.text() == "ne"
    assert shown.list.hasFocus()


def test_arrows_lead_from_the_field_into_the_list_and_round(shelf: Shelf) -> None:
    shown = shelf.lay()
    shown.field.setFocus()
    shown.field.setText("Lesson")
    assert len(texts(shown)) == 5
    QTest.keyClick(shown.field, Key.Key_Down)
    assert (shown.list.currentRow(), shown.list.hasFocus()) == (1, True)
    shown.field.setFocus()
    QTest.keyClick(shown.field, Key.Key_Up)
    QTest.keyClick(shown.field, Key.Key_Up)
    assert shown.list.currentRow() == 4
    shown.field.setFocus()
    shown.field.setText("nothing of the kind")
    QTest.keyClick(shown.field, Key.Key_Down)
    QTest.keyClick(shown.field, Key.Key_Return)
    assert shown.isVisible()
    assert shelf.opened == []


# -- what is opened --------------------------------------------------------------------------------


def test_enter_and_a_click_open_a_line_once_the_map_is_gone(shelf: Shelf) -> None:
    seen: list[bool] = []
    lessons = [shelf.line("a")]
    shown = shelf.lay([MapLine(Entry("Look", lambda: seen.append(shown.isVisible())), "look")])
    QTest.keyClick(shown.field, Key.Key_Return)
    assert seen == [False]
    other = shelf.lay([*lessons, shelf.line("b")])
    spot = other.list.visualItemRect(other.list.item(0)).center()
    QTest.mouseClick(other.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert shelf.opened[:1] == ["Lesson a"]
    assert not other.isVisible()


def test_a_heading_opens_nothing(shelf: Shelf) -> None:
    shown = shelf.lay()
    shown._choose(shown.list.item(10))
    assert shown.isVisible()
    assert shelf.opened == []


# -- how it looks ----------------------------------------------------------------------------------


def picture(shown: CourseMap) -> QImage:
    shown.list.setCurrentRow(-1)
    return shown.list.viewport().grab().toImage()


def mark(shown: CourseMap, image: QImage, row: int) -> dict[str, QColor]:
    """The colours of a line's mark: in its left and its right half, and at its upper edge."""
    unit = LOOK.metrics.unit
    rect = shown.list.visualItemRect(shown.list.item(row))
    middle = QPoint(rect.left() + 2 * unit, rect.top() + rect.height() // 2)
    return {
        "left": image.pixelColor(middle - QPoint(3, 0)),
        "right": image.pixelColor(middle + QPoint(2, 0)),
        "edge": image.pixelColor(middle - QPoint(0, 5)),
    }


def ink(image: QImage, rect: QRect) -> int:
    """Pixels of a place that are not the ground."""
    ground = image.pixelColor(rect.right() - 2, rect.top() + 1)
    return sum(
        image.pixelColor(x, y) != ground
        for x in range(rect.left(), rect.right() + 1)
        for y in range(rect.top(), rect.bottom() + 1)
    )


def test_a_ring_fills_as_one_comes_on(shelf: Shelf) -> None:
    states = (MapState.NONE, MapState.NEW, MapState.BEGUN, MapState.FINISHED)
    shown = shelf.lay([shelf.line(str(n), state) for n, state in enumerate(states)], None, "")
    image = picture(shown)
    none, new, begun, finished = (mark(shown, image, row) for row in range(4))
    ground = none["edge"]
    assert none["left"] == none["right"] == ground
    assert new["edge"] != ground
    assert new["left"] == new["right"] == ground
    assert begun["left"] != ground
    assert begun["right"] == ground
    assert finished["right"].green() > finished["right"].blue()
    assert finished["edge"] != new["edge"]
    assert finished["left"] != ground


def test_a_finished_lesson_has_a_tick_in_its_mark(shelf: Shelf) -> None:
    shown = shelf.lay([shelf.line("a", MapState.FINISHED), shelf.line("x")], None, "")
    image = picture(shown)
    rect = shown.list.visualItemRect(shown.list.item(0))
    middle = QPoint(rect.left() + 2 * LOOK.metrics.unit, rect.center().y())
    inside = {
        image.pixelColor(middle + QPoint(dx, dy)).lightness()
        for dx in range(-3, 4)
        for dy in range(-2, 3)
    }
    assert max(inside) - min(inside) > 60  # a light line on a dark ground
    down = image.pixelColor(middle + QPoint(-1, 1)).lightness()
    up = image.pixelColor(middle + QPoint(1, 0)).lightness()
    plain = image.pixelColor(middle + QPoint(0, -4)).lightness()
    assert down > plain + 20
    assert up > plain + 20


def test_the_next_lesson_is_written_strong_and_the_chosen_one_has_a_ground(shelf: Shelf) -> None:
    lines = [MapLine(shelf.entry("Same words"), name) for name in ("a", "b", "")]
    shown = shelf.lay(lines, "b", "")
    image = picture(shown)
    rects = [shown.list.visualItemRect(shown.list.item(row)) for row in range(3)]
    halves = [rect.adjusted(0, 0, -rect.width() // 2, 0) for rect in rects]
    inks = [ink(image, half) for half in halves]
    assert inks[1] > inks[0]
    assert inks[2] > 0
    shown.list.setCurrentRow(0)
    chosen = shown.list.viewport().grab().toImage()
    corner = rects[0].topLeft() + QPoint(2, 2)
    assert chosen.pixelColor(corner) == LIGHT.selection
    assert image.pixelColor(corner) != LIGHT.selection


def test_numbers_and_headings_are_written(shelf: Shelf) -> None:
    lines = [
        MapLine(shelf.entry(" "), "a", "42"),
        MapLine(shelf.entry(" "), "b", ""),
    ]
    shown = shelf.lay(lines, None, "")
    image = picture(shown)
    first, second = (shown.list.visualItemRect(shown.list.item(row)) for row in range(2))
    assert ink(image, first) > ink(image, second)
    heads = [row for row in range(shown.list.count()) if texts(shown)[row] in ("Known", "Own")]
    for row in heads:
        assert ink(image, shown.list.visualItemRect(shown.list.item(row))) > 0
