"""The window: frames go down one path, wishes come up, and whatever happens it stays usable."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.desks import (
    NAMES,
    NOTING,
    OFF_STAGE,
    UNSUITED,
    Noting,
    faults,
    noting,
    on_top,
    opened,
    small_lesson,
    standing,
)
from ui.commands.palette import Entry as PaletteEntry
from ui.commands.palette import Palette, matching_entries, rank
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.panels import PANELS
from ui.session.wishes import Edit, LookAt, OpenLesson, Seek
from ui.shell.course_map import CourseMap
from ui.shell.settings import FIRST_LESSON, Memory, Rectangle, Settings
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import find, load, shipped
from visualnn.lesson.architectures import ARCHITECTURES
from visualnn.text import language, use_language

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


def copied(tmp_path: Path, name: str = "xor") -> Path:
    folder = tmp_path / "mine"
    shutil.copytree(find(name), folder)
    return folder


# -- down and up -----------------------------------------------------------------------------------


def test_every_panel_that_is_seen_is_shown_every_frame(window: Window, qtbot: QtBot) -> None:
    assert set(window.furniture.panels) == set(NAMES)
    seen = standing(window)
    assert set(seen) == set(NAMES) - OFF_STAGE
    before = {name: len(noting(window, name).frames) for name in seen}
    for _time in range(3):
        QTest.keyClick(window, Key.Key_Right)
    for name in seen:
        frames = noting(window, name).frames
        assert len(frames) == before[name] + 3
        assert frames[-1] is window.session.frame
    assert [frame.tick for frame in noting(window).frames[-3:]] == [1, 2, 3]


def test_a_hidden_panel_gets_the_frame_it_missed(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["card-column"])
    card = noting(window, "card")
    seen = len(card.frames)
    QTest.keyClick(window, Key.Key_Right)
    assert len(card.frames) == seen
    window.commands.do(BY_ID["card-column"])
    assert card.frames[-1] is window.session.frame


def test_wishes_go_up(window: Window) -> None:
    panel = noting(window, "tensor")
    panel.wished.emit(Seek(9))
    assert window.session.tick == 9
    panel.wished.emit(LookAt(Source("hidden.W", (1, 2))))
    assert window.session.place == Source("hidden.W", (1, 2))
    panel.wished.emit(Edit(Source("hidden.W", (1, 2)), 0.75))
    assert window.session.frame is not None
    assert window.session.frame.values["hidden.W"][1, 2] == 0.75
    panel.wished.emit(OpenLesson("logistic"))
    assert window.session.position.lesson.name == "logistic"
    assert panel.frames[-1].lesson.name == "logistic"


def test_a_wish_that_cannot_be_fulfilled_is_told_and_changes_nothing(window: Window) -> None:
    window.commands.do(BY_ID["over"])
    before = window.session.frame
    panel = noting(window)
    panel.wished.emit(Edit(Source("data.x", (0, 0)), 1.0))
    assert window.strip.isVisible()
    assert "data.x" in window.strip.sentence.text()
    assert window.session.frame is before
    panel.wished.emit(LookAt(Source("hidden.W", (7, 7))))
    assert window.session.tick == 1
    window.commands.do(BY_ID["over"])
    assert window.session.tick == 2
    assert not window.strip.isVisible()
    panel.failed.emit("The panel could not do it.")
    assert window.strip.sentence.text() == "The panel could not do it."
    assert window.strip.isVisible()


def test_a_panel_that_cannot_be_made_leaves_the_others(
    qtbot: QtBot, dressed: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_look: Look) -> Noting:
        raise RuntimeError("no such thing")

    look = Look(LIGHT, Metrics(1.0))
    network, *others = NOTING
    window = Window(look, panels=(*(replace(spec, make=broken) for spec in others), network))
    qtbot.addWidget(window)
    window.library.show(small_lesson())
    window.show()
    window.furnishing.finish()
    window.commands.do(BY_ID["over"])
    assert noting(window).frames[-1].tick == 1
    assert "no such thing" in caplog.text


def test_a_panel_that_fails_leaves_the_others(
    window: Window, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_anything: object) -> None:
        raise RuntimeError("broken panel")

    one, *others = standing(window)
    for name in ("show_frame", "set_look", "retranslate"):
        monkeypatch.setattr(noting(window, one), name, broken)
    for command in ("over", "theme", "language", "language", "over"):
        window.commands.do(BY_ID[command])
    assert "broken panel" in window.strip.sentence.text()
    for name in others:
        panel = noting(window, name)
        assert panel.frames[-1].tick == 2
        assert panel.looks[-1].theme is DARK
        assert panel.translated == 2
    assert "broken panel" in caplog.text


# -- furnishing ------------------------------------------------------------------------------------


def test_it_is_painted_before_it_is_furnished(qtbot: QtBot, dressed: QApplication) -> None:
    painted: list[bool] = []

    def watching(look: Look) -> Noting:
        painted.append(under.furnishing.has_begun)
        return Noting(look)

    specs = tuple(replace(spec, make=watching) for spec in PANELS)
    under = Window(Look(LIGHT, Metrics(1.0)), panels=specs)
    qtbot.addWidget(under)
    under.commands.do(BY_ID["over"])  # nothing to step through yet, and no harm done
    under.show()
    qtbot.waitUntil(lambda: under.furnishing.is_over)
    assert painted
    under.furnishing.finish()
    assert painted == [True] * len(NAMES)
    assert under.session.lesson_name == FIRST_LESSON


def test_a_last_lesson_that_is_gone_gives_way_to_the_first(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    settings = Settings(lesson=str(tmp_path / "gone"))
    window = Window(Look(LIGHT, Metrics(1.0)), settings, panels=())
    qtbot.addWidget(window)
    window.show()
    window.furnishing.finish()
    assert window.session.position.lesson.name == FIRST_LESSON
    assert "gone" in faults(window).report


# -- lessons ---------------------------------------------------------------------------------------


def test_a_bad_lesson_is_told_and_the_good_one_stays(window: Window, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = folder / "lesson.toml"
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace("units = 8", 'units = "<b>8</b>"'), encoding="utf-8")
    window.commands.do(BY_ID["over"])
    before = window.session.frame
    window.library.open(str(folder))
    line = source.splitlines().index("units = 8") + 1
    assert f"{file}:{line}:" in faults(window).text.toPlainText()
    assert window.session.frame is before
    faults(window).copy_button.click()
    assert QGuiApplication.clipboard().text() == faults(window).report
    faults(window).close_button.click()
    assert on_top(window) is None
    window.commands.do(BY_ID["over"])
    assert window.session.tick == 2


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a = [" * 1000, b"x" * 5000])
def test_any_file_can_be_tried(window: Window, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lesson.toml"
    path.write_bytes(content)
    window.library.open(str(path))
    assert str(path) in faults(window).report
    assert window.session.lesson_title == "A small one & more"


def test_a_lesson_is_read_again_at_the_same_tick(window: Window, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    window.library.open(str(folder))
    window.session.seek(30)
    file = folder / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("lr = 0.1", "lr = 0.25"), encoding="utf-8")
    window.commands.do(BY_ID["reload"])
    assert window.session.tick == 30
    assert window.session.rate == 0.25
    file.write_text(text.replace("lr = 0.1", "lr = fast"), encoding="utf-8")
    window.commands.do(BY_ID["reload"])
    assert faults(window).report
    assert window.session.rate == 0.25


def drop(window: Window, *paths: Path) -> bool:
    """Drop some files onto the window; whether it took them."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Held.NoModifier,
    )
    event.ignore()
    window.drop.eventFilter(window, event)
    return event.isAccepted()


def test_a_lesson_can_be_dropped(window: Window, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert drop(window, folder)
    assert window.session.position.lesson.name == "xor"
    window.library.open("logistic")
    assert drop(window, folder / "lesson.toml")
    assert window.session.position.lesson.name == "xor"
    for paths in ((folder, folder), (tmp_path / "gone.toml",), ()):
        assert not drop(window, *paths)


def test_the_lessons_are_offered(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["open"])
    offered = on_top(window)
    assert isinstance(offered, CourseMap)
    offered_lines = [offered.list.item(row).text() for row in range(offered.list.count())]
    assert len(list(filter(None, offered_lines))) == len(shipped()) + len(ARCHITECTURES) + 3
    QTest.keyClicks(offered.field, "logist")
    QTest.keyClick(offered.field, Key.Key_Return)
    assert on_top(window) is None
    assert window.session.position.lesson.name == "logistic"


def test_lessons_that_were_opened_are_offered_again(window: Window, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    window.library.open(str(folder))
    window.library.open("logistic")
    window.library.open(str(folder))
    assert window.library.recent == (str(folder),)
    window.commands.do(BY_ID["open"])
    offered = on_top(window)
    assert isinstance(offered, CourseMap)
    QTest.keyClicks(offered.field, "mine")
    window.library.open("logistic")
    QTest.keyClick(offered.field, Key.Key_Return)
    assert window.library.opened == str(folder)


def test_the_seed_can_be_changed(window: Window) -> None:
    window.library.open("xor")
    window.session.seek(30)
    before = window.session.position.lesson.start["hidden.W"]
    window.library.reseed(3)
    assert (window.session.seed, window.session.tick) == (3, 0)
    assert not np.array_equal(window.session.position.lesson.start["hidden.W"], before)
    window.library.reseed(7)
    assert np.array_equal(window.session.position.lesson.start["hidden.W"], before)


def test_the_wheel_with_ctrl_makes_everything_bigger(window: Window) -> None:
    size = window.appearance.size
    panel = window.furniture.panels["network"]
    for turned, larger in ((120, True), (-120, False)):
        at = QPointF(20, 20)
        event = QWheelEvent(
            at, panel.mapToGlobal(at), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
            Held.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(panel, event)
        assert (window.appearance.size > size) == larger


def test_what_was_computed_is_there_at_once_when_a_change_is_undone(window: Window) -> None:
    window.library.open("xor")
    session = window.session
    session.seek(session.position.lesson.program.start_of(200))
    history = session.position.history
    known = history.furthest
    whole = history.curves["L"].copy()
    session.seek(session.position.lesson.program.start_of(50))
    session.edit(Source("hidden.W", (0, 0)), 0.5)
    assert history.furthest < known
    session.undo()
    assert history.furthest == known
    assert np.array_equal(history.curves["L"], whole)
    assert np.array_equal(history.at(session.tick).values["L"], whole[49])


# -- palette ---------------------------------------------------------------------------------------


def test_a_number_is_found_by_its_name(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, "hidden.W[0,2]")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.session.place == Source("hidden.W", (0, 2))
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    palette.field.setText("∂L/∂hidden.W[1, 2]")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.session.place == Source("d.hidden.W", (1, 2))
    assert window.session.written == "d.hidden.W"


def test_an_index_outside_is_told(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, "hidden.W[0,3]")
    assert palette.fault.isVisible()
    assert "2×3" in palette.fault.text()
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.session.place is None


def test_what_nothing_answers_to_is_said(window: Window) -> None:
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, "qqqq")
    assert palette.list.isHidden()
    assert "qqqq" in palette.fault.text()
    palette.field.clear()
    assert not palette.list.isHidden()
    assert palette.fault.isHidden()


def test_a_sheet_that_shrinks_leaves_nothing_behind(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    qtbot.wait(20)
    high = palette.sheet.height()
    QTest.keyClicks(palette.field, "hidden.W")
    qtbot.wait(50)
    assert palette.sheet.height() < high

    def is_clean() -> bool:  # the screen has what a window that is painted anew has
        seen = window.screen().grabWindow(window.winId()).toImage()
        anew = window.grab().toImage()
        low = palette.sheet.geometry().bottom() + 4
        return all(
            seen.pixel(x, y) == anew.pixel(x, y)
            for x in range(palette.sheet.x(), palette.sheet.geometry().right(), 9)
            for y in range(low, low + high)
            if y < window.height() - 1
        )

    qtbot.waitUntil(is_clean)


def test_a_command_is_found_and_done(window: Window, qtbot: QtBot) -> None:
    QTest.keyClick(window, Key.Key_K, Held.ControlModifier)
    palette = on_top(window)
    assert isinstance(palette, Palette)
    everything = palette.list.count()
    assert everything > len(BY_ID) / 2
    QTest.keyClicks(palette.field, "end")
    assert 0 < palette.list.count() < everything
    QTest.keyClick(palette.field, Key.Key_Down)
    QTest.keyClick(palette.field, Key.Key_Up)
    QTest.keyClicks(palette.field, " go")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.session.tick == window.session.last_tick
    assert window.session.grain == 1  # the arrows moved in the list, not in the program


def test_a_click_beside_the_palette_closes_it(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["palette"])
    veil = on_top(window)
    assert veil is not None
    QTest.mouseClick(veil, Qt.MouseButton.LeftButton, pos=QPoint(5, 700))
    assert on_top(window) is None


def test_what_is_found_is_in_a_good_order() -> None:
    names = ["Step back", "Play", "d.hidden.W", "hidden.W", "Go to where it was made"]
    entries = [PaletteEntry(name, lambda: None) for name in names]
    assert [e.text for e in matching_entries("hidden.w", entries)] == ["hidden.W", "d.hidden.W"]
    assert [e.text for e in matching_entries("back", entries)] == ["Step back"]
    assert [e.text for e in matching_entries("made go", entries)] == ["Go to where it was made"]
    assert matching_entries("zzz", entries) == []
    assert len(matching_entries("", entries)) == len(names)
    assert rank("stbk", "Step back") == 4


# -- language, theme, size -------------------------------------------------------------------------


def test_the_language_changes_at_once(window: Window) -> None:
    assert window.windowTitle() == "A small one & more — visualnn"
    assert "&&" in window.toolbar.lesson.text()
    window.commands.do(BY_ID["language"])
    assert language() == "ko"
    assert window.windowTitle().startswith("작은 수업")
    assert "작은 수업" in window.toolbar.lesson.text()
    assert all(noting(window, name).translated == 1 for name in NAMES)
    assert window.toolbar.language.text() == "EN"
    window.commands.do(BY_ID["language"])
    assert window.windowTitle().startswith("A small one")


def test_theme_and_size_change_at_once(window: Window) -> None:
    window.commands.do(BY_ID["theme"])
    window.commands.do(BY_ID["bigger"])
    for name in NAMES:
        assert [look.theme for look in noting(window, name).looks] == [DARK, DARK]
        assert noting(window, name).looks[-1].metrics.factor == 1.15
    assert window.toolbar.height() == Metrics(1.15).px(40)


def test_text_is_never_taken_for_html(window: Window) -> None:
    window.failed.emit("<b>bold</b>")
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
    assert window.strip.sentence.text() == "<b>bold</b>"


# -- sizes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1024, 768), (800, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0, 3.0])
def test_everything_fits_at_every_size(
    window: Window, size: tuple[int, int], factor: float
) -> None:
    window.appearance.set_look(Look(LIGHT, Metrics(factor)))
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    inside = window.rect()
    for button in window.toolbar.findChildren(type(window.toolbar.menu)):
        if button.isVisible():
            place = button.rect().translated(button.mapTo(window, QPoint(0, 0)))
            assert inside.contains(place), button.text()
    assert window.desk.stage.width() >= 0.38 * size[0]
    assert window.desk.sections["network"].isVisible()
    assert window.desk.sections["timeline"].isVisible()
    assert window.toolbar._icons["over"].isVisible()
    assert window.toolbar._icons["back"].isVisible()


def test_a_part_that_was_hidden_comes_back_as_it_was(window: Window) -> None:
    before = standing(window)
    for command in ("lesson-column", "tensor-row", "card-column"):
        window.commands.do(BY_ID[command])
        assert standing(window) != before
        window.commands.do(BY_ID[command])
        assert standing(window) == before


def test_what_was_asked_for_is_seen_and_something_else_gives_way(window: Window) -> None:
    window.desk.bring("boundary")
    assert {"boundary", "network", "lesson", "card"} <= set(standing(window))
    assert noting(window, "boundary").frames[-1] is window.session.frame


def test_what_has_no_room_is_named_and_brought(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed)
    shelf, names = window.desk.shelf, window.desk.stage.names
    assert not shelf.buttons
    assert set(names.buttons) == {
        "network",
        "tensor",
        "curves",
        "boundary",
        *(OFF_STAGE - UNSUITED),
    }
    assert {name for name, button in names.buttons.items() if button.isChecked()} == {
        "network",
        "boundary",
    }
    window.appearance.set_look(Look(LIGHT, Metrics(2.0)))
    qtbot.waitUntil(lambda: set(shelf.buttons) == {"card", "listing"})
    place = window.desk.stage.rect().translated(window.desk.stage.mapTo(window.desk, QPoint(0, 0)))
    assert place.contains(shelf.geometry())
    assert window.desk.sections["lesson"].isVisible()
    QTest.mouseClick(shelf.buttons["card"], Qt.MouseButton.LeftButton)
    assert window.desk.sections["card"].isVisible()
    assert not window.desk.sections["lesson"].isVisible()
    assert window.desk.shows("right")
    qtbot.waitUntil(lambda: noting(window, "card").frame is window.session.frame)
    window.appearance.set_look(Look(LIGHT, Metrics(1.0)))
    assert not shelf.buttons
    assert set(standing(window)) == set(NAMES) - OFF_STAGE


def test_a_shelf_without_room_is_a_list(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed)
    shelf = window.desk.shelf
    brought: list[str] = []
    shelf.wanted.connect(brought.append)
    panels = [("tensor", "Values"), ("curves", "Learning curves")]
    shelf.offer(panels, 1000)
    assert not shelf.buttons["tensor"].isHidden()
    assert shelf.list.isHidden()
    shelf.offer(panels, 70)
    assert shelf.buttons["tensor"].isHidden()
    assert not shelf.list.isHidden()
    assert shelf.width() <= 70
    menu = shelf.list.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    assert brought == ["curves"]


def test_going_to_a_stop_shows_what_the_lesson_says(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed)
    window.appearance.set_look(Look(LIGHT, Metrics(3.0)))
    assert not window.desk.sections["lesson"].isVisible()
    window.commands.do(BY_ID["next-stop"])
    assert window.desk.sections["lesson"].isVisible()
    window.appearance.set_look(Look(LIGHT, Metrics(1.0)))
    window.desk.toggle("left")
    window.commands.do(BY_ID["next-stop"])
    assert not window.desk.sections["lesson"].isVisible()  # somebody wanted it so


def test_splitters_and_place_are_remembered(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    memory = Memory(tmp_path / "settings.json")
    window = opened(qtbot, dressed, memory=memory)
    columns = window.desk.splitters["columns"]
    handle = columns.handle(1)
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(60, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    moved = columns.sizes()
    assert moved[0] > 340
    window.commands.do(BY_ID["theme"])
    window.session.set_speed(float("inf"))
    window.setGeometry(20, 30, 1280, 740)
    window.close()
    kept = memory.load()
    assert kept.theme == "dark"
    assert kept.speed == 0.0
    assert kept.geometry == Rectangle(20, 30, 1280, 740)
    assert kept.splitters["columns"] == tuple(moved)
    again = opened(qtbot, dressed, settings=kept, size=(1280, 740))
    assert again.session.speed == float("inf")
    assert again.desk.splitters["columns"].sizes()[0] == moved[0]


def test_a_window_from_a_screen_that_is_gone_comes_back(
    qtbot: QtBot, dressed: QApplication
) -> None:
    settings = Settings(geometry=Rectangle(50_000, -9_000, 90_000, 300))
    window = Window(Look(LIGHT, Metrics(1.0)), settings, panels=())
    qtbot.addWidget(window)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(window.geometry())


# -- messages and long ways ------------------------------------------------------------------------


def test_a_long_way_shows_a_bar_and_can_be_given_up(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed, small_lesson(epochs=500_000))
    window.commands.do(BY_ID["end"])
    qtbot.waitUntil(window.strip.bar.isVisible)
    assert window.strip.button.isVisible()
    QTest.mouseClick(window.strip.button, Qt.MouseButton.LeftButton)
    assert not window.strip.isVisible()
    assert window.session.tick < window.session.last_tick
    window.commands.do(BY_ID["end"])
    qtbot.waitUntil(window.strip.bar.isVisible)
    QTest.keyClick(window, Key.Key_Escape)
    assert not window.strip.isVisible()
    window.commands.do(BY_ID["over"])
    assert window.session.frame is not None


def test_a_message_goes_by_itself(window: Window, qtbot: QtBot) -> None:
    window.failed.emit("This did not work.")
    assert window.strip.isVisible()
    window.strip._timer.setInterval(1)
    window.strip._timer.start()
    qtbot.waitUntil(lambda: not window.strip.isVisible())


def test_it_closes_while_it_plays_and_travels(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed, small_lesson(epochs=500_000))
    window.commands.do(BY_ID["play"])
    window.commands.do(BY_ID["end"])
    window.close()
    assert not window.session.playing


# -- keyboard --------------------------------------------------------------------------------------


def test_space_presses_the_button_that_has_the_keyboard(window: Window, qtbot: QtBot) -> None:
    button = window.toolbar._icons["over"]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Key.Key_Space)
    assert window.session.tick == 1
    assert not window.session.playing


def test_a_click_leaves_the_keys_with_the_steps(window: Window, qtbot: QtBot) -> None:
    QTest.mouseClick(window.toolbar._icons["over"], Qt.MouseButton.LeftButton)
    assert window.session.tick == 1
    QTest.keyClick(window, Key.Key_Right)
    assert window.session.tick == 2


def test_every_button_says_what_it_is(window: Window) -> None:
    for button in window.toolbar.findChildren(type(window.toolbar.menu)):
        if button is not window.toolbar.seed:
            assert button.toolTip()
            assert button.accessibleName() or button.text()


# -- with the panels of the program ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["xor", "digits", "logistic"])
def test_the_real_panels_live_in_it(qtbot: QtBot, dressed: QApplication, name: str) -> None:
    look = Look(LIGHT, Metrics(1.0))
    window = Window(look)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    told: list[str] = []
    window.failed.connect(told.append)
    window.library.show(load(find(name)))
    window.show()
    window.furnishing.finish()
    assert set(window.furniture.panels) == set(NAMES)
    window.session.failed.connect(told.append)
    for commands in (
        *(["over"] * 3, ["theme", "next-stop"], ["language", "into", "out", "bigger"]),
        *(["forward-epoch", "back"], ["projector", "back-iteration", "projector"]),
        *(["lesson-column", "tensor-row", "card-column", "start", "normal-size"],),
        *(["card-column", "tensor-row", "lesson-column", "end", "language", "theme"],),
    ):
        for command in commands:
            window.commands.do(BY_ID[command])
        window.grab()
        QApplication.processEvents()
    qtbot.waitUntil(lambda: window.session.tick == window.session.last_tick, timeout=30_000)
    assert told == []
    desk = window.desk
    on_stage = desk.staged[:1]  # the second one does not suit, or has no room beside the table
    off_stage = set(desk.views) - {"tensor", "curves"} - set(on_stage)
    seen = {each for each in NAMES if desk.offers(each)} - off_stage
    assert seen <= set(standing(window)) <= seen | set(desk.staged)
    for place in standing(window):
        shown = window.furniture.panels[place].frame
        assert shown is not None
        assert shown.tick == window.session.tick


def test_stepping_works_wherever_the_keyboard_is(qtbot: QtBot, dressed: QApplication) -> None:
    window = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.library.show(load(find("xor")))
    window.show()
    window.furnishing.finish()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for place in NAMES:
        panel = window.furniture.panels[place]
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=panel.rect().center())
        for key, command in ((Key.Key_Space, "play"), (Key.Key_Space, "play")):
            before = window.session.playing
            QTest.keyClick(QApplication.focusWidget() or window, key)
            assert window.session.playing is not before, (place, command)


def test_what_is_pointed_at_or_pinned_in_one_panel_comes_to_all(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = opened(qtbot, dressed)
    place = Source("hidden.a", (1, 2))
    noting(window, "network").pointed.emit(place)
    assert noting(window, "tensor").frames[-1].pointed == place
    noting(window, "network").pointed.emit(None)
    noting(window, "network").pinned.emit(place)
    frame = noting(window, "tensor").frames[-1]
    assert (frame.pointed, frame.pinned) == (None, place)
    noting(window, "tensor").pinned.emit(None)
    assert noting(window, "network").frames[-1].pinned is None
