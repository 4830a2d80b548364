"""The log: what goes into it, what the terminal still shows, and that it never grows for ever."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import qDebug, qInstallMessageHandler, qWarning

from ui.kit import guard
from ui.shell.crash_log import LOG_BYTES, catching_the_rest, log_text, start_log


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a log can be started; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level = [(each, each.level) for each in root.handlers], root.level
    monkeypatch.setattr(faulthandler, "enable", lambda _file: None)
    yield tmp_path / "state" / "visualnn" / "visualnn.log"
    qInstallMessageHandler(None)
    for handler in [each for each in root.handlers if each not in dict(handlers)]:
        root.removeHandler(handler)
        if isinstance(handler, logging.StreamHandler):
            handler.stream.close()
    for handler, before in handlers:
        handler.setLevel(before)
    root.setLevel(level)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_warnings_of_the_program_and_of_qt_are_in_it(path: Path) -> None:
    start_log(path)
    log = logging.getLogger("visualnn.somewhere")
    log.info("nobody needs this")
    log.warning("a small thing")
    log.error("a large thing")
    qDebug("nor this")
    qWarning("Qt is not amused")
    found = lines(path)
    assert [line.split(" ", 2)[2] for line in found] == [
        "WARNING visualnn.somewhere: a small thing",
        "ERROR visualnn.somewhere: a large thing",
        "WARNING qt: Qt is not amused",
    ]
    assert all(line[:2] == "20" for line in found)  # when it was
    assert log_text(path) == "\n".join(found)


@pytest.mark.skipif(os.name != "posix", reason="files have no such rights there")
def test_nobody_else_may_read_it(path: Path) -> None:
    start_log(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_fault_of_memory_is_written_there_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[Any] = []
    monkeypatch.setattr(faulthandler, "enable", files.append)
    start_log(path)
    (file,) = files
    assert os.path.samestat(os.fstat(file.fileno()), path.stat())


def test_the_terminal_shows_what_it_showed_before(path: Path) -> None:
    root, shown = logging.getLogger(), list[str]()

    class Terminal(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            shown.append(record.getMessage())

    terminal, strict = Terminal(), Terminal(logging.CRITICAL)
    for handler in (terminal, strict):
        root.addHandler(handler)
    root.setLevel(logging.ERROR)
    try:
        start_log(path)
        logging.getLogger("visualnn").warning("quiet")
        assert shown == []
        logging.getLogger("visualnn").error("loud")
        assert shown == ["loud"]
        assert strict.level == logging.CRITICAL
    finally:
        for handler in (terminal, strict):
            root.removeHandler(handler)
    assert [line.rpartition(" ")[2] for line in lines(path)] == ["quiet", "loud"]


@pytest.mark.parametrize(("size", "kept"), [(LOG_BYTES, LOG_BYTES), (LOG_BYTES + 1, 0)])
def test_a_log_that_is_too_long_begins_anew(path: Path, size: int, kept: int) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * (size - 1) + b"\n")
    start_log(path)
    assert path.stat().st_size == kept
    logging.getLogger("visualnn").warning("and on it goes")
    assert lines(path)[-1].endswith("and on it goes")
    assert path.stat().st_size > kept


def test_where_no_file_can_be_nothing_is_written_and_nothing_fails(path: Path) -> None:
    before = list(logging.getLogger().handlers)
    path.parent.parent.write_bytes(b"")  # a file where the folder should be
    start_log(path)
    assert logging.getLogger().handlers == before
    assert log_text(path) == ""


def test_a_log_is_read_whatever_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "visualnn.log"
    assert log_text(path) == ""
    path.write_bytes(b"  \xff one line\n\n")
    assert log_text(path) == "\ufffd one line"
    path.write_bytes(b"y" * 2 * LOG_BYTES)
    assert log_text(path) == "y" * 2 * LOG_BYTES
    path.write_bytes(b"y" * (2 * LOG_BYTES + 1))
    assert log_text(path) == ""  # it is no log of ours


# -- what nobody caught ----------------------------------------------------------------------------


def test_ctrl_c_ends_the_program_as_it_always_does(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[object] = []
    told: list[str] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *what: ended.append(what))
    stop = KeyboardInterrupt()
    with catching_the_rest(told.append):
        sys.excepthook(KeyboardInterrupt, stop, None)
    assert ended == [(KeyboardInterrupt, stop, None)]
    assert told == []


def test_a_window_that_is_gone_is_told_nothing_and_the_log_has_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def gone(_sentence: str) -> None:
        raise RuntimeError("the window was deleted")

    guard.forget_told()
    error = ValueError("too late")
    with catching_the_rest(gone):
        sys.excepthook(ValueError, error, None)
    assert "nobody caught this in a call of Qt" in caplog.text


def test_where_nothing_is_known_of_a_failure_nothing_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    guard.forget_told()
    told: list[str] = []
    with catching_the_rest(told.append):
        nothing = SimpleNamespace(exc_value=None, thread=None, object=None)
        threading.excepthook(cast(threading.ExceptHookArgs, nothing))
        lost = SimpleNamespace(exc_value=ValueError("lost"), thread=None)
        threading.excepthook(cast(threading.ExceptHookArgs, lost))
    assert len(told) == 1
    assert "in the thread " in caplog.text
    assert "visualnn" in caplog.records[-1].name
