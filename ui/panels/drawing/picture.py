"""The painting of the drawing: the picture in shades of ink, and a bar for each answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.drawing.geometry import AnswerRow, DrawingLayout

__all__ = ["paint_answers", "paint_canvas"]

LEAST_RULED_PIXELS = 5.0
"""Pixels of a place from which on places are ruled."""
SHADE_COUNT = 32
"""Shades of ink that are told apart."""


def paint_canvas(
    painter: QPainter,
    places: DrawingLayout,
    shares: NDArray[np.float64],
    pen: tuple[int, int] | None,
    look: Look,
) -> None:
    """The picture, and the place of the pen where the keyboard has it."""
    theme, grid = look.theme, places.picture
    painter.fillRect(rect(grid.box), theme.window)
    shades = np.rint(shares * SHADE_COUNT).astype(int)
    inks = [mix(theme.window, theme.ink, n / SHADE_COUNT) for n in range(SHADE_COUNT + 1)]
    for row, column in np.argwhere(shades > 0).tolist():
        box = grid.cell(row, column)
        painter.fillRect(rect(box), inks[shades[row, column]])
    if grid.cell_width >= LEAST_RULED_PIXELS:
        paint.rules(painter, rect(grid.box), grid.rows, grid.columns, theme.line)
    paint.frame(painter, rect(grid.box).adjusted(0, 0, 1, 1), theme.ink_soft)
    if pen is not None:
        place = rect(grid.cell(*pen)).adjusted(0, 0, 1, 1)
        for n in range(look.metrics.ring):
            paint.frame(painter, place.adjusted(-n, -n, n, n), theme.focus)


def paint_answers(
    painter: QPainter,
    places: DrawingLayout,
    said: Sequence[float] | None,
    labels: Sequence[str],
    picked: int | None,
    hovered: int | None,
    look: Look,
) -> None:
    """A line for each answer: name, bar, number; the largest is strong."""
    finite = [abs(value) for value in said or () if np.isfinite(value)]
    most = max([*finite, 1.0 if said is None or _are_shares(said) else 0.0]) or 1.0
    largest = None if said is None else int(np.argmax(said))
    for n, row in enumerate(places.answers):
        strong = n == largest
        write = paint.writer(look.metrics, Text.BODY if strong else Text.SMALL, strong=strong)
        painter.setFont(write.font)
        painter.setPen(look.theme.ink if strong else look.theme.ink_soft)
        write.left(painter, rect(row.name), labels[n])
        value = None if said is None else said[n]
        text = paint.NOT_COMPUTED
        if value is not None:
            text = write.fitted(value, row.number.width) or "…"
        write.right(painter, rect(row.number), text)
        if value is not None and n in (picked, hovered):
            base = write.baseline(rect(row.number))
            wide = write.width(text)
            paint.door(painter, row.number.right - wide, base, wide, look.theme.ink_soft)
        _bar(painter, row, value, most, strong, look)
        if n == picked:
            paint.frame(painter, rect(row.whole), look.theme.focus)


def _are_shares(said: Sequence[float]) -> bool:
    """Whether all answers lie between 0 and 1."""
    return all(0 <= value <= 1 for value in said)


def _bar(
    painter: QPainter, row: AnswerRow, value: float | None, most: float, strong: bool, look: Look
) -> None:
    theme, bar = look.theme, row.bar
    painter.fillRect(rect(Box(bar.left, bar.bottom, bar.width, 1)), theme.line)
    if value is None or not np.isfinite(value):
        return
    colour = theme.ink if strong else theme.ink_faint
    wide = bar.width * min(abs(value) / most, 1.0)
    if value < 0:  # a score below zero is hollow
        paint.frame(painter, rect(Box(bar.left, bar.top, max(wide, 1.0), bar.height)), colour)
    else:
        painter.fillRect(rect(Box(bar.left, bar.top, wide, bar.height)), colour)
