"""Persistence: what a window takes from the settings when it opens, and what it leaves in them when
it closes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.kit.guard import guarded
from ui.session.session import Session
from visualnn import text

from .appearance import Appearance
from .desk import Desk
from .library import Library
from .screens import screens_now
from .settings import Memory, Rectangle, Settings, on_a_screen

__all__ = ["Saving", "place", "remembered", "speed_of"]

SAVING_MILLISECONDS = 1000
"""Milliseconds after which it is looked again whether something changed."""
FIRST_SIZE_PIXELS = (1280, 800)
"""Width and height of a window that was never opened before."""


def place(window: QWidget, settings: Settings) -> None:
    """Put the window where it was, as far as there still is a screen; a new one into the middle of
    the first screen."""
    screens = [screen.usable for screen in screens_now()]
    wanted = settings.geometry
    if wanted is None:
        width, height = FIRST_SIZE_PIXELS
        wanted = Rectangle(0, 0, width, height)
        if screens:
            home = screens[0]
            x = home.x + (home.width - width) // 2
            y = home.y + (home.height - height) // 2
            wanted = wanted._replace(x=x, y=y)
    window.setGeometry(*on_a_screen(wanted, screens))


def remembered(
    settings: Settings,
    window: QWidget,
    appearance: Appearance,
    desk: Desk,
    session: Session,
    library: Library,
) -> Settings:
    """The settings that the next start should know."""
    is_filling = window.isMaximized() or window.isFullScreen()
    stands = (window.normalGeometry() if is_filling else None) or window.geometry()
    return replace(
        settings,
        language=text.language(),
        theme=appearance.look.theme.name,
        size=appearance.size,
        geometry=Rectangle(stands.x(), stands.y(), stands.width(), stands.height()),
        maximized=window.isMaximized(),
        splitters=desk.chosen,
        stages=desk.staging.choices,
        speed=0.0 if session.speed == float("inf") else session.speed,
        lesson=library.opened or settings.lesson,
        recent=library.recent,
        progress=dict(library.progress.known),
    )


class Saving(QObject):
    """Saves the settings a moment after they changed, so that a program that is killed has not
    forgotten them. The disk is waited for by a thread."""

    def __init__(self, memory: Memory, now: Callable[[], Settings], parent: QWidget) -> None:
        super().__init__(parent)
        self.failed = parent.failed  # type: ignore[attr-defined]
        self._memory, self._now = memory, now
        self._saved: Settings | None = None
        self._thread: threading.Thread | None = None
        self._clock = QTimer(self, interval=SAVING_MILLISECONDS)
        self._clock.timeout.connect(self._look)
        if memory.path is not None:
            self._clock.start()

    @guarded
    def _look(self) -> None:
        settings = self._now()
        if settings == self._saved or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self._save, args=(settings,), daemon=True)
        self._thread.start()

    def _save(self, settings: Settings) -> None:
        """In the thread; what could not be saved is tried again."""
        if self._memory.save(settings):
            self._saved = settings

    def stop(self) -> None:
        """Save no more, and wait a moment for what is being saved."""
        self._clock.stop()
        if self._thread is not None:
            self._thread.join(1.0)


def speed_of(settings: Settings) -> float:
    """Steps per second; as fast as possible is infinity here and 0 in the settings."""
    return float("inf") if settings.speed == 0.0 else settings.speed
