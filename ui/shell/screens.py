"""Screens: they come and go while a class is taught, and windows stay where somebody sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.guard import guarded

from .settings import Rectangle, on_a_screen, shared_pixels

__all__ = ["OnScreen", "ScreenPlace", "screens_now"]

SETTLE_MILLISECONDS = 300
"""Milliseconds after which windows are moved: a projector that is plugged in changes several
times."""


class ScreenPlace(NamedTuple):
    """A screen: all of it, and the part that no bar of the desktop takes."""

    whole: Rectangle
    usable: Rectangle


def screens_now() -> list[ScreenPlace]:
    """The screens, the main one first."""
    return [
        ScreenPlace(_rectangle(each.geometry()), _rectangle(each.availableGeometry()))
        for each in QGuiApplication.screens()
    ]


def _rectangle(place: QRect) -> Rectangle:
    return Rectangle(place.x(), place.y(), place.width(), place.height())


class OnScreen(QObject):
    """Keeps windows on screens that are there."""

    moved = Signal(int)
    """A window fills a screen of so many rows."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, windows: Callable[[], Sequence[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._windows = windows
        self.screens: Callable[[], list[ScreenPlace]] = screens_now
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MILLISECONDS)
        self._settled.timeout.connect(self.keep)
        application = QApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._follow)
            application.screenRemoved.connect(self._wait)
            application.primaryScreenChanged.connect(self._wait)
            for screen in application.screens():
                screen.geometryChanged.connect(self._wait)

    def _follow(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._wait)
        self._wait()

    def _wait(self, _news: object = None) -> None:
        self._settled.start()

    @guarded
    def keep(self) -> None:
        """Move every window that is not whole on a screen; one that fills its screen fills another.
        Without any screen they stay where they are."""
        screens = self.screens()
        for window in self._windows():
            if screens and window.isVisible():
                self._keep(window, screens)

    def _keep(self, window: QWidget, screens: Sequence[ScreenPlace]) -> None:
        stands = _rectangle(window.geometry())
        if not window.isFullScreen():
            wanted = on_a_screen(stands, [screen.usable for screen in screens])
            if wanted != stands:
                window.setGeometry(*wanted)
            return
        home = max((each.whole for each in screens), key=lambda each: shared_pixels(stands, each))
        if stands != home:
            window.showNormal()  # a place that is set ends the full screen
            window.setGeometry(*home)
            window.showFullScreen()
        self.moved.emit(home.height)
