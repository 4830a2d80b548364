"""Scrolling: areas that let what lies under them through."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget

__all__ = ["give_clear_viewport"]


def give_clear_viewport(area: QScrollArea) -> None:
    """Give an area a viewport that paints no ground of its own.

    Qt has made one already, but to ask for that widget, which Python has not seen yet, has PySide6
    load every class of widgets that there is, to find out which one it is.
    """
    viewport = QWidget()
    area.setViewport(viewport)
    viewport.setAutoFillBackground(False)
