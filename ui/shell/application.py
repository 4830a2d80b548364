"""The application: the window on a screen, or drawn into a file where there is none."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import ui.kit.plain_import  # noqa: F401  before all other imports
from ui.kit.collecting import hold_collector, release_collector
from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply, fusion_application
from visualnn.files import write_whole
from visualnn.resources import resource
from visualnn.text import language as current_language
from visualnn.text import use_language

from .settings import Memory, Settings, default_language
from .window import Window

if TYPE_CHECKING:
    from ui.kit.panel_spec import PanelSpec
    from ui.shell.result_sheet import ResultWriter
    from visualnn.expr import Source
    from visualnn.lesson import Lesson
    from visualnn.text import Language
    from visualnn.views.opened_place import OpenedPlace

__all__ = ["draw", "open_window", "the_application"]

_ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals at which the window is closed as by hand; some systems know only some of them."""


def the_application() -> QApplication:
    """The application that runs, or a new one, with its name and icon."""
    known = QApplication.instance()
    application = known if isinstance(known, QApplication) else fusion_application(sys.argv[0])
    application.setApplicationName("visualnn")
    application.setDesktopFileName("visualnn")
    application.setWindowIcon(QIcon(str(resource("assets/icons/visualnn.svg"))))
    return application


def _language(settings: Settings) -> Language:
    return "ko" if settings.language == "ko" else "en"


def open_window(
    memory: Memory,
    *,
    lesson: str | None = None,
    language: Language | None = None,
    theme: str | None = None,
    kept: Path | None = None,
    place: OpenedPlace | None = None,
    is_presented: bool = False,
    result_writers: Mapping[str, ResultWriter] = MappingProxyType({}),
) -> int:
    """Show the window until it is closed; returns the exit code. `kept` is the file of a session to
    open, `place` where in the lesson to be; once it is furnished it may be presented to a class.
    `result_writers` are the forms in which a result can be saved, by the endings of files."""
    settings = memory.load()
    use_language(language or (_language(settings) if settings.language else default_language()))
    application = the_application()
    look = Look(THEMES[theme or settings.theme], Metrics(settings.size))
    apply(application, look.theme, look.metrics)
    sessions = None
    if memory.path is not None:
        from visualnn.journal.folder import SessionFolder

        from .crash_log import log_path, start_log

        start_log(log_path())
        sessions = SessionFolder.of_this_person()
    with _without_collecting():
        made = Window(
            look,
            settings,
            memory,
            lesson=lesson or "",
            sessions=sessions,
            kept=kept,
            opened=place,
        )
        made.library.result_writers = result_writers
        if is_presented:
            made.furnishing.ended.connect(
                made.presenting.begin, Qt.ConnectionType.SingleShotConnection
            )
        return _shown(application, made)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage among what is imported and built, which all stays: that took a
    fifteenth of the start. The collector is back once the window is furnished
    (`_collect_again`), and behind this at the latest."""
    hold_collector()
    try:
        yield
    finally:
        if not _collecting:
            release_collector()
        _collecting.clear()
        gc.unfreeze()


_collecting: list[bool] = []
"""Not empty once garbage is looked for again."""


def _collect_again() -> None:
    """Look for garbage again, but not among what was made until now."""
    gc.freeze()
    _collecting.append(True)
    release_collector()


def _shown(application: QApplication, window: Window) -> int:
    """Show a window until it is closed; returns the exit code."""
    window.furnishing.ended.connect(_collect_again)
    if window.settings.maximized:
        window.showMaximized()
    else:
        window.show()
    with_python = QTimer(window, interval=200)  # lets Python see Ctrl+C in the terminal
    with_python.timeout.connect(lambda: None)
    with_python.start()
    kinds = [getattr(signal, name) for name in _ENDING_SIGNALS if hasattr(signal, name)]
    before = {kind: signal.signal(kind, lambda *_: window.close()) for kind in kinds}
    try:
        from .crash_log import catching_the_rest

        with catching_the_rest(window.failed.emit):
            return application.exec()
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def draw(
    lesson: Lesson,
    path: Path,
    *,
    tick: int = 0,
    size: tuple[int, int] = (1280, 800),
    theme: str = "light",
    scale: float = 1.0,
    focus: Source | None = None,
    panel: PanelSpec | None = None,
) -> None:
    """Draw the window, or one panel alone, at a tick into a file: PNG, SVG or PDF by its ending.
    Raises OSError if it cannot be written."""
    from ui.kit.output import WRITERS, png

    from .unseen import arrive, panel_alone, settle, window_unseen

    application = the_application()
    use_language(current_language())
    look = Look(THEMES[theme], Metrics(scale))
    with window_unseen(application, lesson, look, size) as window:
        arrive(window, tick, focus)
        if panel is not None:  # which the window may have no room for
            window.session.watch_runs(watched=panel.shows_runs)
            window.session.watch_numbers(() if panel.follows is None else panel.follows(lesson))
            window.session.finish()
        ending = path.suffix.lower()
        if panel is None:
            settle(window.furniture.panels.values())
            window.furnishing.finish(with_unseen=False)  # those that came into sight
            settle(window.furniture.panels.values())
            content = png(window.grab()) if ending == ".png" else WRITERS[ending](window)
        else:
            with panel_alone(panel, look, size, window.session.frame) as alone:
                content = png(alone.grab()) if ending == ".png" else WRITERS[ending](alone)
        write_whole(path, content)
