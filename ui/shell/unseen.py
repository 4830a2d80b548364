"""Where nobody looks: a window, or one panel, that is there for a picture of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from ui.kit.theme import apply
from ui.session.wishes import Arrive

from .window import Window

if TYPE_CHECKING:
    from ui.kit.look import Look
    from ui.kit.panel import Panel
    from ui.kit.panel_spec import PanelSpec
    from visualnn.expr import Source
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

__all__ = ["arrive", "panel_alone", "settle", "window_unseen"]

SETTLING_TURN_COUNT = 3
"""Turns of the event loop in which layouts settle and hidden panels get their frame."""


@contextmanager
def window_unseen(
    application: QApplication, lesson: Lesson, look: Look, size: tuple[int, int]
) -> Iterator[Window]:
    """A window with a lesson, furnished with what is in sight, and closed behind this."""
    apply(application, look.theme, look.metrics)
    window = Window(look)
    window.resize(*size)
    QCursor.setPos(-1000, -1000)  # nothing is under the pointer
    window.library.show(lesson)
    window.show()
    window.furnishing.finish(with_unseen=False)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()


def arrive(window: Window, tick: int, focus: Source | None) -> None:
    """Stand at a place, with the views that its stop points at and what they follow."""
    window.session.grant(Arrive(tick, focus))
    window.session.finish()
    window.furnishing.finish(with_unseen=False)
    window.session.finish()


@contextmanager
def panel_alone(
    spec: PanelSpec, look: Look, size: tuple[int, int], frame: Frame | None
) -> Iterator[Panel]:
    """A panel that shows a frame in no window, and is closed behind this."""
    panel = spec.made(look)
    try:
        panel.resize(*size)
        panel.setAutoFillBackground(True)
        panel.show()
        if frame is not None:
            panel.show_frame(frame)
        settle([panel])
        holder = QApplication.focusWidget()
        if holder is not None:
            holder.clearFocus()  # the ring on the first button would say what nobody asked for
        yield panel
    finally:
        panel.close()
        panel.deleteLater()


def settle(panels: Iterable[Panel]) -> None:
    """Let layouts settle, hidden panels get their frame, and panels compute what they show."""
    for _turn in range(SETTLING_TURN_COUNT):
        QApplication.processEvents()
    while any(panel.is_computing and panel.isVisible() for panel in panels):
        QApplication.processEvents()
