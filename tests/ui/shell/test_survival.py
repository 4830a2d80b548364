"""Whatever fails in what Qt calls: the window lives, the log has it, a sentence says so."""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui
from ui.kit import guard
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.kit.virtuals import guarded_virtual, overrides
from ui.shell.crash_log import catching_the_rest
from ui.shell.window import Window
from visualnn.grain import Grain
from visualnn.lesson import find, load


def everything_imported() -> None:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


everything_imported()
OVERRIDES = sorted(overrides(), key=lambda each: (each[0].__module__, each[0].__name__, each[1]))


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Window:
    look = Look(LIGHT, Metrics(1.0))
    made = Window(look)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.library.show(load(find("xor")))
    made.show()
    made.furnishing.finish()
    return made


@pytest.fixture
def all_raise(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make every method that overrides one of Qt's raise from now on."""

    def break_them() -> None:
        for cls, name in OVERRIDES:
            monkeypatch.setattr(cls, name, guarded_virtual(cls, raising(name)))

    return break_them


def raising(name: str) -> Callable[..., Any]:
    def method(_self: object, *_given: object, **_named: object) -> None:
        raise ZeroDivisionError(f"planted in {name}")

    method.__name__ = name
    return method


def test_there_are_methods_to_guard_in_every_room() -> None:
    rooms = {cls.__module__.split(".")[1] for cls, _name in OVERRIDES}
    assert {"kit", "panels", "plot", "shell", "commands"} <= rooms
    assert len(OVERRIDES) > 200


def test_every_one_of_them_is_guarded_once_a_window_is_there(window: Window) -> None:
    bare = [
        f"{cls.__module__}.{cls.__qualname__}.{name}"
        for cls, name in OVERRIDES
        if not hasattr(cls.__dict__[name], "__wrapped__")
    ]
    assert not bare


@pytest.mark.parametrize(
    ("cls", "name"), OVERRIDES, ids=[f"{cls.__qualname__}.{name}" for cls, name in OVERRIDES]
)
def test_each_that_raises_is_logged_and_told(
    cls: type, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Told(QObject):
        pass

    sentences: list[str] = []

    class Failed:
        def emit(self, sentence: str) -> None:
            sentences.append(sentence)

    guard.forget_told()
    broken = guarded_virtual(cls, raising(name))
    told = Told()
    told.failed = Failed()  # type: ignore[attr-defined]
    with caplog.at_level(logging.ERROR):
        answer = broken(told)
    assert f"{cls.__qualname__}.{name} failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert len(sentences) == 1
    assert f"planted in {name}" in sentences[0]
    if name in {"sizeHint", "minimumSizeHint"}:
        assert answer.isValid()
    if name in {"event", "eventFilter"}:
        assert answer is False


def test_when_all_of_them_raise_the_window_lives_and_goes_on_afterwards(
    window: Window,
    all_raise: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said: list[str] = []
    window.failed.connect(said.append)
    all_raise()
    with caplog.at_level(logging.ERROR):
        window.resize(900, 640)
        QApplication.processEvents()
        window.grab()
        for panel in window.furniture.panels.values():
            panel.updateGeometry()
            QTest.mouseClick(panel, Qt.MouseButton.LeftButton)
            QTest.keyClick(panel, Qt.Key.Key_Down)
            wheel_over(panel)
        QApplication.processEvents()
    monkeypatch.undo()
    window.session.halt()
    tick = window.session.tick
    assert said
    assert "Traceback" in caplog.text
    window.resize(1280, 800)
    window.session.set_grain(Grain.INSTRUCTION)  # Down, which no panel took, made it finer
    window.session.over()
    QApplication.processEvents()
    assert window.session.tick == tick + 1
    assert not window.grab().isNull()


def wheel_over(widget: Any) -> None:
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where,
        widget.mapToGlobal(where),
        QPointF(0, 0).toPoint(),
        QPointF(0, 120).toPoint(),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


# -- what nobody caught ---------------------------------------------------------------------------


@pytest.fixture
def sentences() -> Iterator[list[str]]:
    found: list[str] = []
    guard.forget_told()
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with catching_the_rest(found.append):
        yield found
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_what_leaves_a_slot_is_logged_and_told(
    sentences: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise KeyError("planted")
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
    assert "nobody caught this in a call of Qt" in caplog.text
    assert sentences == ["Something went wrong inside visualnn; nothing was changed. ('planted')"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_leaves_a_thread_is_logged_and_told(
    sentences: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise KeyError("planted in a thread")

    thread = threading.Thread(target=fail, name="a-thread")
    thread.start()
    thread.join()
    assert "in the thread a-thread" in caplog.text
    assert len(sentences) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_is_raised_while_something_is_taken_apart_is_logged_and_told(
    sentences: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    class Late:
        def __del__(self) -> None:
            raise KeyError("planted in the end")

    late = Late()
    del late
    assert "was taken apart" in caplog.text
    assert len(sentences) == 1


def test_the_same_failure_is_told_once(
    sentences: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    error = KeyError("again")
    for _ in range(5):
        sys.excepthook(KeyError, error, None)
    assert len(sentences) == 1


SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from ui.shell import application, window
from ui.shell.settings import Memory
from pathlib import Path

def fail():
    raise KeyError("planted in a slot")

shown = application._shown
def show(app, made):
    made.furnishing.finish()
    timer = QTimer(made, interval=10)
    timer.timeout.connect(fail)
    timer.start()
    QTimer.singleShot(400, made.close)
    made.failed.connect(lambda said: print("SAID", said, flush=True))
    return shown(app, made)
application._shown = show
sys.exit(application.open_window(Memory(Path(sys.argv[1]))))
"""


def test_a_slot_that_raises_ends_no_program_and_is_in_the_log(tmp_path: Path) -> None:
    state = tmp_path / "state"
    environment = {**os.environ, "XDG_STATE_HOME": str(state), "HOME": str(tmp_path)}
    answer = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", SCRIPT, str(tmp_path / "settings.json")],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "SAID Something went wrong inside visualnn" in answer.stdout
    log = next(state.rglob("visualnn.log")).read_text(encoding="utf-8")
    assert "planted in a slot" in log
    assert "Traceback" in log
