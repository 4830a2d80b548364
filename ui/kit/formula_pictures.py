"""Typeset formulas as pictures that a painter draws in any size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

__all__ = ["formula_picture"]


@lru_cache(maxsize=256)
def formula_picture(svg: str, colour: str) -> QSvgRenderer:
    """A formula's SVG, painted in `currentColor`, in a colour such as `#1a1a1a`."""
    return QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
