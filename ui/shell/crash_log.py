"""The log: what went wrong inside the program, kept so that it can be read after it has ended."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ui.kit.guard import is_news
from visualnn.files import read_small
from visualnn.text import _

__all__ = ["catching_the_rest", "log_path", "log_text", "start_log"]

LOG_BYTES = 256 << 10
"""A log that is longer begins anew."""
_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_path() -> Path:
    """Where this computer keeps the logs of its programs."""
    from platformdirs import user_log_path

    return user_log_path("visualnn", appauthor=False) / "visualnn.log"


def start_log(path: Path) -> None:
    """Write warnings of this program and of Qt into a log, and where the program is when it is
    ended by a fault of memory. Where no file can be written, nothing is."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
        if os.fstat(handle).st_size > LOG_BYTES:
            os.ftruncate(handle, 0)
        file = os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")
        faulthandler.enable(file)  # it keeps the file open
        heard = logging.StreamHandler(file)
        heard.setLevel(logging.WARNING)
        heard.setFormatter(logging.Formatter(_FORMAT))
        root = logging.getLogger()
        for other in root.handlers:
            other.setLevel(max(other.level, root.level))  # what the terminal shows stays as it is
        root.setLevel(logging.WARNING)
        root.addHandler(heard)
        qInstallMessageHandler(_tell_log)


def _tell_log(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    level = _LEVELS.get(kind)
    if level is not None:
        logging.getLogger("qt").log(level, "%s", message)


@contextlib.contextmanager
def catching_the_rest(tell: Callable[[str], None]) -> Iterator[None]:
    """Log and tell whatever nobody caught, in any thread, instead of printing it; `tell` takes a
    sentence, from whatever thread."""
    log = logging.getLogger("visualnn")

    def caught(error: BaseException | None, where: str) -> None:
        if error is None or not is_news(f"{where}: {error!r}"):
            return
        log.critical("nobody caught this %s", where, exc_info=error)
        with contextlib.suppress(RuntimeError):  # the window is gone
            tell(_("Something went wrong inside visualnn; nothing was changed.") + f" ({error})")

    def in_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, Exception):
            caught(error, "in a call of Qt")
        else:
            sys.__excepthook__(kind, error, trace)

    def in_thread(told: threading.ExceptHookArgs) -> None:
        name = "" if told.thread is None else told.thread.name
        caught(told.exc_value, f"in the thread {name}")

    def in_no_place(told: sys.UnraisableHookArgs) -> None:
        caught(told.exc_value, f"while {told.object!r} was taken apart")

    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook, threading.excepthook, sys.unraisablehook = in_main, in_thread, in_no_place
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def log_text(path: Path) -> str:
    """What stands in a log; empty where there is none."""
    try:
        return read_small(path, 2 * LOG_BYTES).decode("utf-8", "replace").strip()
    except (OSError, ValueError):
        return ""
