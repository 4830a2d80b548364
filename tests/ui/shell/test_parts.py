"""Parts of the shell: the shelf, the library, the appearance and the furniture."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QRect, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NAMES, NOTING, faults, is_dark, noting, on_top, opened, small_lesson
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.session.wishes import Edit, LookAt, Seek
from ui.shell.appearance import SIZE_FACTORS
from ui.shell.course_map import CourseMap
from ui.shell.drop import dropped
from ui.shell.persistence import place, remembered
from ui.shell.settings import Settings
from ui.shell.shelf import Shelf
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import find
from visualnn.text import language, use_language

LOOK = Look(LIGHT, Metrics(1.0))
PANELS = [("tensor", "Values"), ("curves", "Learning curves"), ("card", "Explanation")]


def left_by(window: Window) -> Settings:
    """The settings that a window leaves."""
    parts = (window.appearance, window.desk, window.session, window.library)
    return remembered(window.settings, window, *parts)


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


# -- the shelf -------------------------------------------------------------------------------------


@pytest.fixture
def room(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 100)
    made.show()
    return made


def shown(shelf: Shelf) -> tuple[bool, bool, bool]:
    """Whether its word, its buttons and its list are shown."""
    return (
        shelf._label.isVisible(),
        all(button.isVisible() for button in shelf.buttons.values()),
        shelf.list.isVisible(),
    )


def test_a_shelf_gives_way_word_by_word(room: QWidget) -> None:
    shelf = Shelf(LOOK, room)
    shelf.offer(PANELS, 1000)
    wide = shelf.width()
    assert shown(shelf) == (True, True, False)
    assert [button.text() for button in shelf.buttons.values()] == [t for _name, t in PANELS]
    shelf.offer(PANELS, wide)
    assert shown(shelf) == (True, True, False)
    shelf.offer(PANELS, wide - 1)
    assert shown(shelf) == (False, True, False)
    narrow = shelf.width()
    assert narrow < wide
    shelf.offer(PANELS, narrow)
    assert shown(shelf) == (False, True, False)
    shelf.offer(PANELS, narrow - 1)
    assert shelf.list.isVisible()
    assert not any(button.isVisible() for button in shelf.buttons.values())
    assert shelf.list.text() == "Show ▾"
    shelf.offer(PANELS, 5)
    assert shelf.width() == 5
    shelf.offer([], 1000)
    assert not shelf.isVisible()


def test_a_shelf_brings_what_is_clicked(room: QWidget) -> None:
    shelf = Shelf(LOOK, room)
    wanted: list[str] = []
    shelf.wanted.connect(wanted.append)
    shelf.offer(PANELS, 1000)
    button = shelf.buttons["curves"]
    shelf.offer(PANELS, 900)
    assert shelf.buttons["curves"] is button
    button.click()
    menu = shelf.list.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [title for _name, title in PANELS]
    menu.actions()[2].trigger()
    assert wanted == ["curves", "card"]
    assert button.accessibleName() == "Show: Learning curves"
    shelf.offer(PANELS[:1], 1000)
    assert list(shelf.buttons) == ["tensor"]
    assert len(menu.actions()) == 1
    assert not button.isVisible()


def test_a_click_on_the_shelf_leaves_the_keys_where_they_were(room: QWidget, qtbot: QtBot) -> None:
    line = QLineEdit(room)
    line.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    line.setFocus()
    shelf = Shelf(LOOK, room)
    shelf.offer(PANELS, 1000)
    button = shelf.buttons["curves"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert line.hasFocus()
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert room.focusWidget() in shelf.buttons.values()


# -- the library -----------------------------------------------------------------------------------


def carried(*urls: QUrl) -> QMimeData:
    made = QMimeData()
    made.setUrls(urls)
    return made


def test_only_one_lesson_of_this_computer_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(find("xor"), folder)
    file = folder / "lesson.toml"
    local = QUrl.fromLocalFile
    assert dropped(carried(local(str(folder)))) == str(folder)
    assert dropped(carried(local(str(file)))) == str(file)
    other = tmp_path / "other.toml"
    other.touch()
    assert dropped(carried(local(str(other)))) == str(other)
    (tmp_path / "folder.toml").mkdir()
    for urls in (
        [], [local(str(folder)), local(str(file))], [local(str(tmp_path / "gone.toml"))],
        [QUrl("https://example.org/lesson.toml")],
    ):  # fmt: skip
        assert dropped(carried(*urls)) is None


def test_a_lesson_is_known_by_what_it_was_opened_by(window: Window, tmp_path: Path) -> None:
    assert window.library.opened == "small"
    window.library.open("logistic")
    assert window.library.opened == "logistic"
    assert window.windowTitle() == f"{window.session.lesson_title} — visualnn"
    window.library.open(str(tmp_path / "gone"))
    assert str(tmp_path / "gone") in faults(window).report
    assert window.library.opened == "logistic"
    window.library.open("lenet5")
    assert window.library.opened == "lenet5"
    assert on_top(window) is not None  # nobody has closed it yet


def test_reading_again_goes_back_to_the_tick_only_where_it_worked(
    window: Window, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(find("logistic"), folder)
    window.library.open(str(folder))
    window.session.seek(7)
    session = window.session
    before = session.position.lesson
    window.library.reload()
    assert session.position.lesson is not before
    assert window.session.tick == 7
    again = session.position.lesson
    (folder / "lesson.toml").write_text("no", encoding="utf-8")
    window.library.reload()
    assert session.position.lesson is again
    assert window.session.tick == 7
    window.library.opened = ""
    window.library.reload()
    assert session.position.lesson is again


def test_the_lessons_can_be_chosen_from_and_a_file_too(window: Window) -> None:
    window.library.choose()
    offered = on_top(window)
    assert isinstance(offered, CourseMap)
    texts = [offered.list.item(row).text() for row in range(offered.list.count())]
    assert texts[-1] == "A lesson file…"
    offered.field.setText("lenet5")
    offered._open()
    assert window.library.opened == "lenet5"
    window.library.choose()
    offered = on_top(window)
    assert isinstance(offered, CourseMap)
    offered.field.setText("A lesson file")
    offered._open()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    both, lessons = dialog.nameFilters()
    assert both.startswith("Lessons and data (*.toml *.csv ")
    assert lessons == "Lessons (*.toml)"
    window.failed.emit("A sentence")
    dialog.fileSelected.emit(str(find("xor") / "lesson.toml"))
    assert window.library.opened == str(find("xor") / "lesson.toml")
    assert not window.strip.isVisible()
    dialog.close()


# -- the appearance --------------------------------------------------------------------------------


def test_sizes_are_gone_through_and_end(window: Window) -> None:
    looks = window.appearance
    seen = [looks.size]
    for _size in SIZE_FACTORS:
        if looks.can_change_size(+1):
            looks.change_size(+1)
            seen.append(looks.size)
    looks.change_size(+1)
    assert seen == [size for size in SIZE_FACTORS if size >= 1.0]
    assert looks.size == 3.0
    for _size in SIZE_FACTORS:
        looks.change_size(-1)
    assert not looks.can_change_size(-1)
    assert looks.size == SIZE_FACTORS[0]
    looks.change_size(0)
    assert looks.size == 1.0
    window.appearance.set_look(Look(LIGHT, Metrics(1.2)))
    looks.change_size(-1)
    assert looks.size == 1.15


def test_theme_and_language_are_switched_there_and_back(window: Window) -> None:
    looks = window.appearance
    metrics = window.appearance.look.metrics
    looks.switch_theme()
    assert window.appearance.look.theme is DARK
    assert window.appearance.look.metrics is metrics
    assert is_dark(window)
    looks.switch_theme()
    assert not is_dark(window)
    looks.switch_language()
    assert language() == "ko"
    looks.switch_language()
    assert language() == "en"


# -- the furniture ---------------------------------------------------------------------------------


def test_a_panel_that_comes_later_gets_the_frame_there_is(window: Window) -> None:
    window.session.seek(4)
    late = noting(window)
    window.furniture.make(NOTING[NAMES.index("network")])
    assert noting(window) is not late
    assert noting(window).frames == [window.session.frame]


def test_a_hidden_panel_misses_frames_and_catches_up_once(window: Window) -> None:
    card = noting(window, "card")
    window.desk.toggle("right")
    seen = len(card.frames)
    window.session.seek(3)
    window.session.seek(4)
    window.furniture.catch_up()
    assert len(card.frames) == seen
    window.desk.toggle("right")
    assert card.frames[seen:] == [window.session.frame]
    window.furniture.catch_up()
    assert len(card.frames) == seen + 1


def test_a_wish_takes_the_sentence_away(window: Window) -> None:
    panel = noting(window, "tensor")
    panel.failed.emit("It failed.")
    assert window.strip.isVisible()
    panel.wished.emit(Seek(3))
    assert not window.strip.isVisible()
    panel.failed.emit("It failed.")
    panel.wished.emit(LookAt(Source("lr")))
    assert not window.strip.isVisible()
    panel.failed.emit("It failed.")
    panel.wished.emit(Edit(Source("lr"), 0.25))
    assert not window.strip.isVisible()
    assert window.session.rate == 0.25


# -- the window ------------------------------------------------------------------------------------


def test_the_size_and_the_speed_of_another_day_come_back(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = opened(qtbot, dressed, settings=Settings(speed=0.0, lesson="digits"))
    assert window.session.speed == float("inf")
    kept = left_by(window)
    assert (kept.speed, kept.lesson, kept.language, kept.maximized) == (0.0, "small", "en", False)
    window.session.set_speed(10.0)
    assert left_by(window).speed == 10.0


def test_a_window_that_fills_the_screen_remembers_the_size_to_come_back_to(
    window: Window,
) -> None:
    window.setGeometry(20, 30, 1000, 700)
    place = (20, 30, 1000, 700)
    assert left_by(window).geometry == place
    window.showFullScreen()
    QApplication.processEvents()
    assert window.geometry() != QRect(*place)
    assert left_by(window).geometry == place
    assert not left_by(window).maximized
    window.showMaximized()
    assert left_by(window).maximized


def test_what_lies_on_top_is_closed_before_a_way_is_given_up(window: Window) -> None:
    window.session.toggle_playing()
    window.sheets.open_help()
    first = on_top(window)
    window.open_finder()
    assert on_top(window) is not first
    BY_ID["cancel"].act(window.hands)
    assert on_top(window) is None
    assert window.session.playing
    BY_ID["cancel"].act(window.hands)
    assert not window.session.playing


def test_a_window_that_nobody_sees_does_not_play(window: Window) -> None:
    window.session.toggle_playing()
    window.hide()
    assert not window.session.playing


def test_a_checked_gradient_shows_the_card(window: Window) -> None:
    window.desk.toggle("right")
    window.session.visit(Source("d.hidden.W", (0, 1)))
    window.session.check_gradient()
    assert window.desk.shows("right")
    window.session.check_gradient()
    assert window.desk.shows("right")


def test_a_stop_shows_the_lesson_unless_somebody_hid_it(window: Window) -> None:
    BY_ID["next-stop"].act(window.hands)
    assert window.session.tick == small_lesson().stops[0].tick
    BY_ID["next-stop"].act(window.hands)
    BY_ID["previous-stop"].act(window.hands)
    assert window.session.tick == small_lesson().stops[0].tick
    window.desk.toggle("left")
    BY_ID["next-stop"].act(window.hands)
    assert not window.desk.shows("left")


def test_each_size_is_a_little_larger_than_the_one_before() -> None:
    assert SIZE_FACTORS[0] == 0.75
    assert SIZE_FACTORS[-1] == 3.0
    assert 1.0 in SIZE_FACTORS
    for one, other in pairwise(SIZE_FACTORS):
        assert 1.0 < other / one < 1.26


def test_a_window_is_never_smaller_than_its_toolbar_needs(window: Window) -> None:
    window.resize(10, 10)
    assert (window.width(), window.height()) == (480, 320)
    assert window.toolbar.minimumSizeHint().width() <= 480


def test_a_new_window_stands_in_the_middle_of_the_first_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    place(window, Settings(geometry=None))
    screen = QGuiApplication.screens()[0].availableGeometry()
    width, height = min(1280, screen.width()), min(800, screen.height())
    assert (window.width(), window.height()) == (width, height)
    left, top = window.x() - screen.x(), window.y() - screen.y()
    assert abs(left - (screen.width() - width) // 2) <= 1
    assert abs(top - (screen.height() - height) // 2) <= 1


def test_a_new_window_without_a_screen_stands_at_the_corner(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shell.screens.QGuiApplication.screens", list)
    window = QWidget()
    qtbot.addWidget(window)
    place(window, Settings(geometry=None))
    assert window.geometry().getRect() == (0, 0, 1280, 800)


def test_the_buttons_of_qt_speak_the_language_of_the_window(window: Window) -> None:
    def cancel() -> str:
        return QCoreApplication.translate("QPlatformTheme", "Cancel")

    assert cancel() == "Cancel"
    for chosen, word in (("ko", "취소"), ("en", "Cancel"), ("ko", "취소")):
        use_language(chosen)  # type: ignore[arg-type]
        window.appearance.translate_qt()
        assert cancel() == word
    window.appearance.forget_qt()
    assert cancel() == "Cancel"
