"""Parts of the window line by line: the library, its first lesson, screens, and what is told."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NOTING, faults, noting, on_top, opened, small_lesson
from ui.commands.palette import Palette
from ui.kit.look import Look
from ui.kit.overlay import Faults
from ui.kit.theme import LIGHT, Metrics
from ui.session import wishes
from ui.shell.screens import OnScreen, ScreenPlace
from ui.shell.settings import FIRST_LESSON, Rectangle, Settings
from ui.shell.window import Window
from visualnn.errors import LessonError
from visualnn.lesson import find, open_named
from visualnn.lesson.own_data import lesson_text, proposals, write_lesson
from visualnn.tell.data_report import looked_at
from visualnn.text import use_language

Held = Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


def choices(window: Window) -> list[str]:
    """What the palette on top offers."""
    palette = on_top(window)
    assert isinstance(palette, Palette)
    return [palette.list.item(row).text() for row in range(palette.list.count())]


# -- the library -----------------------------------------------------------------------------------


def test_where_no_session_is_kept_that_is_said(window: Window) -> None:
    window.library.choose_session()
    assert window.strip.sentence.text() == "No session is kept yet."
    assert on_top(window) is None


def test_before_the_first_stop_there_is_no_result(window: Window) -> None:
    window.session.take(open_named("playground"))
    window.library.show_result()
    shown = on_top(window)
    assert shown is not None or window.strip.sentence.text() == (
        "The lesson has not come to a stop yet."
    )
    window.session._position = None
    window.sheets.dismiss()
    window.library.show_result()
    assert window.strip.sentence.text() == "The lesson has not come to a stop yet."
    assert on_top(window) is None


def test_a_file_that_cannot_be_read_is_told_with_its_name(window: Window) -> None:
    def fail(error: Exception) -> None:
        raise error

    for error in (PermissionError(13, "Permission denied"), UnicodeError("no text")):
        with window.library.telling("mine"):
            fail(error)
        assert faults(window).report == f"mine: {error}"
    with window.library.telling("mine"):
        fail(LessonError("nothing in it"))
    assert faults(window).report == "nothing in it"


def test_another_seed_keeps_what_else_was_changed_and_who_leads(window: Window) -> None:
    window.library.show(open_named("gates"))
    session = window.session
    variant = session.position.lesson.variants[0].id
    session.grant(wishes.Lead(variant))
    session.grant(wishes.SetKeys(("optimizer.lr=0.75",)))
    session.seek(20)
    window.library.reseed(31)
    assert session.position.lesson.variant == variant
    assert (session.seed, session.rate, session.tick) == (31, 0.75, 0)
    assert not any(run.kind == "ghost" for run in session.runs)
    assert window.library.opened == "gates"


def test_another_seed_before_the_first_lesson_is_nothing(window: Window) -> None:
    told: list[str] = []
    window.failed.connect(told.append)
    window.session._position = None
    window.library.reseed(3)
    assert told == []
    assert not window.session.has_lesson


def test_after_two_interruptions_it_is_asked_what_to_do(window: Window) -> None:
    window.tell_interruption(False)
    assert choices(window) == [
        "Go on where I was",
        "Begin anew; the session is kept",
        "Show the log",
    ]
    palette = on_top(window)
    assert isinstance(palette, Palette)
    assert palette.field.placeholderText() == (
        "visualnn was ended twice before it came to where you were"
    )
    window.session.seek(5)
    palette.field.setText("Begin anew")
    palette.field.returnPressed.emit()
    assert window.session.tick == 0
    window.library.ask_after_interruption("all that happened")
    palette = on_top(window)
    assert isinstance(palette, Palette)
    palette.field.setText("Show the log")
    palette.field.returnPressed.emit()
    assert faults(window).report == "all that happened"
    window.library.show_log("")
    assert faults(window).report == "Nothing went wrong."


def test_after_one_interruption_it_is_said_what_can_be_done(window: Window) -> None:
    window.tell_interruption(True)
    assert window.strip.isVisible()
    assert window.strip.sentence.text().startswith("visualnn was ended in the middle the last time")
    assert on_top(window) is None


def test_the_dialog_for_a_lesson_file_goes_when_it_is_answered(window: Window) -> None:
    window.library.ask_file()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Open a lesson file"
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.findChild(QFileDialog) is None


def test_the_last_lessons_of_ones_own_are_remembered_and_each_once(
    window: Window, tmp_path: Path
) -> None:
    folders = []
    for n in range(10):
        folder = Path(shutil.copytree(find("logistic"), tmp_path / f"mine{n}"))
        folders.append(str(folder))
        window.library.open(str(folder))
    assert window.library.recent == tuple(reversed(folders[2:]))
    window.library.open(folders[5])
    others = [each for each in reversed(folders[2:]) if each != folders[5]]
    assert window.library.recent == (folders[5], *others)
    window.library.open("logistic")  # one of the program's own
    assert window.library.recent[0] == folders[5]


def test_read_again_the_place_is_the_nearest_tick_there_is(window: Window, tmp_path: Path) -> None:
    table, folder = tmp_path / "points.csv", tmp_path / "mine"
    lines = [f"{n},{n * n % 7},{n % 2}" for n in range(12)]
    table.write_text("\n".join(["a,b,t", *lines, ""]), encoding="utf-8")
    own = looked_at(table).own
    write_lesson(folder, own, lesson_text(own, proposals(own)[0], "mine"))
    window.library.open(str(folder))
    last = window.session.last_tick
    window.session.seek(last)
    file = folder / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^epochs = .*$", "epochs = 2", text), encoding="utf-8")
    window.library.reload()
    assert window.session.tick == window.session.last_tick < last
    before = window.session.position
    window.session.seek(7)
    window.library.reload()
    assert window.session.position is not before
    assert window.session.tick == 7


# -- the first lesson ------------------------------------------------------------------------------


@pytest.fixture
def make(qtbot: QtBot, dressed: QApplication) -> Callable[..., Window]:
    def made(lesson: str = "", **more: Any) -> Window:
        window = Window(Look(LIGHT, Metrics(1.0)), Settings(), panels=NOTING, lesson=lesson, **more)
        qtbot.addWidget(window)
        return window

    return made


def test_a_first_lesson_that_takes_long_and_cannot_be_built_gives_way_to_the_usual_one(
    make: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("ui.session.apart.WAIT_SECONDS", 0.0)
    gate = threading.Event()
    real = open_named

    def slowly(name: str, *given: Any) -> Any:
        if name == FIRST_LESSON:
            return real(name, *given)
        gate.wait(20)
        raise LessonError("planted")

    monkeypatch.setattr("visualnn.lesson.open_named", slowly)
    window = make("xor")
    window.furnishing.finish()
    assert not window.session.has_lesson
    gate.set()
    qtbot.waitUntil(lambda: window.session.has_lesson, timeout=20_000)
    assert window.session.lesson_name == FIRST_LESSON
    assert isinstance(window.sheets.top, Faults)


def test_a_session_that_cannot_be_opened_gives_way_to_the_first_lesson(
    make: Callable[..., Window], tmp_path: Path
) -> None:
    window = make(FIRST_LESSON, kept=tmp_path / "gone.visualnn")
    window.furnishing.finish()
    assert window.session.lesson_name == FIRST_LESSON
    assert isinstance(window.sheets.top, Faults)


@pytest.mark.parametrize("way", ["kept", "opened"])
def test_whatever_was_opened_meanwhile_stays(
    make: Callable[..., Window], tmp_path: Path, way: str
) -> None:
    asked: dict[str, Any] = {way: tmp_path / "gone" if way == "kept" else SimpleNamespace()}
    window = make("xor", **asked)
    lesson = small_lesson()
    window.library.show(lesson)
    window.furnishing.finish()
    assert window.session.position.lesson is lesson
    assert window.sheets.top is None


# -- screens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "news", ["screenAdded", "screenRemoved", "primaryScreenChanged", "geometry"]
)
def test_whatever_happens_to_the_screens_the_window_is_looked_after(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, news: str
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    screen = application.primaryScreen()
    window.on_screen._settled.setInterval(0)
    only = Rectangle(0, 0, 1500, 1000)
    window.on_screen.screens = lambda: [ScreenPlace(only, only)]
    window.setGeometry(3000, 40, 900, 700)
    if news == "geometry":
        screen.geometryChanged.emit(QRect(0, 0, 1500, 1000))
    else:
        getattr(application, news).emit(screen)
    qtbot.waitUntil(lambda: window.geometry().right() < 1500)
    assert window.geometry().getRect() == (600, 40, 900, 700)


def test_a_screen_that_comes_is_followed_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, dressed: QApplication
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setGeometry(3000, 40, 900, 700)
    widget.show()
    screen = dressed.primaryScreen()
    monkeypatch.setattr(QGuiApplication, "screens", staticmethod(list))
    kept = OnScreen(lambda: [widget], widget)
    kept._settled.setInterval(0)
    only = Rectangle(0, 0, 1500, 1000)
    kept.screens = lambda: [ScreenPlace(only, only)]
    dressed.screenAdded.emit(screen)
    qtbot.waitUntil(lambda: widget.geometry().x() == 600)
    widget.setGeometry(3000, 40, 900, 700)
    screen.geometryChanged.emit(QRect(0, 0, 1500, 1000))
    qtbot.waitUntil(lambda: widget.geometry().x() == 600)


def test_a_window_that_nobody_sees_is_left_where_it_is(window: Window) -> None:
    only = Rectangle(0, 0, 1500, 1000)
    window.on_screen.screens = lambda: [ScreenPlace(only, only)]
    window.hide()
    window.setGeometry(3000, 40, 900, 700)
    window.on_screen.keep()
    assert window.geometry().x() == 3000


# -- keys, wheel and menu --------------------------------------------------------------------------


def wheel(window: Window, turned: int, held: Qt.KeyboardModifier) -> bool:
    """Turn the wheel over the window itself; whether it took that."""
    at = QPointF(20, 20)
    event = QWheelEvent(
        at, window.mapToGlobal(at), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.accept()
    window.wheelEvent(event)
    return event.isAccepted()


def test_the_wheel_resizes_with_ctrl_alone_and_up_to_the_ends(window: Window) -> None:
    looks = window.appearance
    assert not wheel(window, 120, Held.NoModifier)
    assert not wheel(window, 0, Held.ControlModifier)
    assert looks.size == 1.0
    assert wheel(window, 120, Held.ControlModifier)
    assert looks.size == 1.15
    assert wheel(window, -1, Held.ControlModifier)
    assert looks.size == 1.0
    for _turn in range(20):
        wheel(window, -120, Held.ControlModifier)
    assert looks.size == 0.75


def test_the_menu_opens_under_its_button(window: Window) -> None:
    window.resize(700, 600)
    window.move(0, 0)
    QApplication.processEvents()
    window.open_menu()
    menu = window.commands.menu
    assert menu.isVisible()
    button = window.toolbar.menu
    below = button.mapToGlobal(QPoint(0, button.height()))
    assert menu.pos().x() <= below.x()
    assert isinstance(menu, QMenu)
    menu.close()


class Page(QWidget):
    """A page of the lesson that wants the answers 0 and 1."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[int] = []

    def wants_number(self, number: int) -> bool:
        return number < 2

    def take_number(self, number: int) -> bool:
        self.taken.append(number)
        return True


def test_digits_answer_the_open_question_and_nothing_else(
    window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    real = window.desk.panel_of
    monkeypatch.setattr(
        window.desk, "panel_of", lambda name: page if name == "lesson" else real(name)
    )

    def claimed(key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
        event.ignore()
        return window.event(event) and event.isAccepted()

    assert claimed(Qt.Key.Key_1)
    assert claimed(Qt.Key.Key_2, Held.KeypadModifier)
    assert not claimed(Qt.Key.Key_3)
    assert not claimed(Qt.Key.Key_0)
    assert not claimed(Qt.Key.Key_1, Held.ControlModifier)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_9):
        window.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Held.NoModifier))
    assert page.taken == [0, 1]
    page.hide()
    assert not claimed(Qt.Key.Key_1)


def test_the_keyboard_goes_from_what_is_hidden_back_to_the_steps(window: Window) -> None:
    panel = noting(window, "card")
    panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.setFocus()
    window.desk.toggle("right")
    assert window.hasFocus() or window.focusWidget() is not panel
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert window.session.tick == 1


# -- what closes with it ---------------------------------------------------------------------------


def test_a_window_that_is_closed_leaves_nothing_going(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.play()
    window.presenting.toggle_notes()
    notes = window.presenting.notes
    assert notes is not None
    window.close()
    assert not window.session.playing
    assert not window.session.is_going
    assert not window.session.is_computing_beside
    assert not notes.isVisible()
    assert window.presenting.notes is None
    assert window.lesson_watch._file is None
    assert not window.saving._clock.isActive()


def test_the_title_says_which_lesson_is_open_in_either_language(window: Window) -> None:
    assert window.windowTitle() == "A small one & more — visualnn"
    window.appearance.switch_language()
    assert window.windowTitle() == "작은 수업 — visualnn"
    window.library.show(open_named("logistic"))
    assert window.windowTitle() == f"{window.session.lesson_title} — visualnn"


def test_while_it_plays_buttons_are_looked_after_a_few_times_a_second(window: Window) -> None:
    refreshed: list[None] = []
    window.commands.refresh = lambda: refreshed.append(None)  # type: ignore[method-assign]
    frame = window.session.frame
    assert frame is not None
    window.updates.show(frame)
    assert len(refreshed) == 1
    window.session.play()
    before = len(refreshed)
    for _frame in range(5):
        window.updates.show(frame)
    assert len(refreshed) == before
    assert window.updates._later.isActive()
    window.updates._later.timeout.emit()
    assert len(refreshed) == before + 1
    window.session.pause()


def test_a_check_brings_the_card_and_leaves_it_where_it_is(window: Window) -> None:
    toggled: list[None] = []
    window.desk.toggled.connect(lambda: toggled.append(None))
    window.updates.show_check(None)  # type: ignore[arg-type]
    assert toggled == []
    window.desk.toggle("right")
    window.updates.show_check(None)  # type: ignore[arg-type]
    assert window.desk.shows("right")
    assert len(toggled) == 2
