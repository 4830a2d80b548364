"""Persistence: what a window takes from the settings when it opens, and what it leaves in them when
it closes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.session.session import Session
from visualnn import text

from .appearance import Appearance
from .desk import Desk
from .library import Library
from .settings import Rectangle, Settings, on_a_screen

__all__ = ["place", "remembered", "speed_of"]

FIRST_SIZE_PIXELS = (1280, 800)
"""Width and height of a window that was never opened before."""


def place(window: QWidget, settings: Settings) -> None:
    """Put the window where it was, as far as there still is a screen; a new one into the middle of
    the first screen."""
    screens = [Rectangle(*s.availableGeometry().getRect()) for s in QGuiApplication.screens()]  # type: ignore[misc]
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
    )


def speed_of(settings: Settings) -> float:
    """Steps per second; as fast as possible is infinity here and 0 in the settings."""
    return float("inf") if settings.speed == 0.0 else settings.speed
