"""A window whose lessons are kept: closed, killed, with a full disk, twice."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import NOTING, on_top
from ui.commands.palette import Palette
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics, apply
from ui.shell.settings import Memory, Settings
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.journal.folder import SessionFolder
from visualnn.journal.reading import read_journal
from visualnn.text import use_language


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return SessionFolder(tmp_path / "sessions")


@pytest.fixture
def show(
    qtbot: QtBot, dressed: QApplication, patient: None, folder: SessionFolder
) -> Iterator[Callable[..., Window]]:
    """Opens a window over the folder."""
    apply(dressed, LIGHT, Metrics())

    def opened(memory: Memory | None = None, **more: object) -> Window:
        settings = memory.load() if memory else Settings()
        look = Look(LIGHT, Metrics(settings.size))
        window = Window(look, settings, memory, sessions=folder, panels=NOTING, **more)  # type: ignore[arg-type]
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.furnishing.finish()
        return window

    yield opened
    use_language("en")


def test_a_window_opens_where_the_last_one_was_closed(
    show: Callable[..., Window], tmp_path: Path
) -> None:
    memory = Memory(tmp_path / "settings.json")
    first = show(memory)
    first.session.seek(60)
    first.session.edit(Source("lr"), 0.5)
    first.library.open("logistic")
    first.session.seek(33)
    first.close()
    second = show(memory)
    assert (second.session.lesson_name, second.session.tick) == ("logistic", 33)
    assert second.strip.isHidden()
    second.library.open("neuron")
    assert second.session.tick == 60
    assert second.session.rate == 0.5
    second.commands.do(BY_ID["start-over"])
    assert (second.session.tick, second.session.can_undo) == (0, False)
    second.commands.do(BY_ID["open-session"])
    palette = on_top(second)
    assert isinstance(palette, Palette)
    palette.field.setText("logistic")
    palette.field.returnPressed.emit()
    assert (second.session.lesson_name, second.session.tick) == ("logistic", 33)
    second.close()


def test_a_lesson_that_is_read_again_stays_as_it_is(show: Callable[..., Window]) -> None:
    window = show()
    window.session.seek(60)
    window.session.edit(Source("lr"), 0.5)
    window.library.reload()
    assert (window.session.tick, window.session.rate) == (60, 0.5)
    window.close()


def test_a_second_window_says_whose_session_it_is(show: Callable[..., Window]) -> None:
    first = show()
    first.session.seek(60)
    second = show()
    assert "another window" in second.strip.sentence.text()
    second.session.seek(7)
    assert first.keeping.path != second.keeping.path
    second.close()
    first.close()


def test_a_session_opens_by_its_file(show: Callable[..., Window]) -> None:
    first = show()
    first.session.seek(60)
    path = first.keeping.path
    first.close()
    second = show(lesson="logistic", kept=path)
    assert (second.session.lesson_name, second.session.tick) == ("neuron", 60)
    assert second.library.opened == "neuron"
    second.close()


def test_a_session_that_cannot_be_opened_is_told(
    show: Callable[..., Window], folder: SessionFolder
) -> None:
    folder.path.mkdir(parents=True)
    broken = folder.path / "broken.visualnn"
    broken.write_bytes(b"nothing")
    window = show(kept=broken)
    assert on_top(window) is not None
    assert window.session.lesson_name == "neuron"
    window.close()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden here")
def test_a_folder_that_cannot_be_written_is_told_at_once(
    show: Callable[..., Window], folder: SessionFolder
) -> None:
    folder.path.parent.chmod(0o500)
    try:
        window = show()
        window.session.over()
        assert "cannot be saved" in window.strip.sentence.text()
    finally:
        folder.path.parent.chmod(0o700)
    window.close()


def test_a_full_disk_is_told_at_once_and_again_when_it_is_not(
    show: Callable[..., Window], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualnn.journal.writer.RETRY_SECONDS", 0.02)
    window = show()
    window.session.over()

    class Full:
        def __getattr__(self, name: str) -> object:
            return self._fail if name == "write" else getattr(os, name)

        def _fail(self, *_arguments: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("visualnn.journal.file.os", Full())
        window.session.over()
        assert "cannot be saved now: No space left on device" in window.strip.sentence.text()
        assert window.windowTitle().startswith("not saved · ")
        window.session.over()
        assert window.session.tick == 3
        assert not window.keeping.is_saved
    qtbot.waitUntil(lambda: window.keeping.is_saved)
    qtbot.waitUntil(lambda: not window.windowTitle().startswith("not saved"))
    assert window.strip.sentence.text() == "Everything is saved again."
    assert window.keeping.path is not None
    granted = [r for r in read_journal(window.keeping.path).records() if "granted" in r]
    assert len(granted) == 3
    window.close()


def test_settings_are_saved_while_the_window_is_open(
    show: Callable[..., Window], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shell.persistence.SAVING_MILLISECONDS", 10)
    memory = Memory(tmp_path / "settings.json")
    window = show(memory)

    def text() -> str:
        file = tmp_path / "settings.json"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    window.commands.do(BY_ID["theme"])
    qtbot.waitUntil(lambda: '"theme": "dark"' in text())
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: '"language": "ko"' in text())
    window.close()


OPENED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.cli import main
from ui.shell.window import Window

def work():
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, Window)), None)
    if window is None or not window.furnishing.is_over:
        QTimer.singleShot(10, work)
        return
    print("at", window.session.tick, window.strip.sentence.text(), flush=True)
    window.session.over()
    print("now", window.session.tick, flush=True)

QTimer.singleShot(0, work)
sys.exit(main(["open", "xor"]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing to be killed by")
@pytest.mark.parametrize("kind", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_a_program_that_is_ended_goes_on_at_its_next_start(tmp_path: Path, kind: str) -> None:
    known = {f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "DATA", "STATE")}
    told = []
    for _time in range(2):
        with subprocess.Popen(  # noqa: S603  this interpreter
            [sys.executable, "-c", OPENED],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **known, "VISUALNN_NO_SETTINGS": ""},
        ) as process:
            assert process.stdout is not None
            told += [process.stdout.readline().strip(), process.stdout.readline().strip()]
            time.sleep(0.1)
            process.send_signal(getattr(signal, kind))
            process.wait(20)
    assert told[:2] == ["at 0", "now 1"]
    assert told[3] == "now 2"
    assert told[2].startswith("at 1")
    assert ("ended in the middle" in told[2]) == (kind == "SIGKILL")
    assert (tmp_path / "visualnn" / "log" / "visualnn.log").is_file()
