"""The painting of the confusion matrix: the counts, their labels, and the examples of one count."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPainter

from ui.kit import paint
from ui.kit.colours import grey, to_image
from ui.kit.geometry.box import Box
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import ink_on, mix
from ui.panels.confusion import words
from ui.panels.confusion.geometry import ConfusionLayout, ExamplePlaces
from ui.panels.confusion.scene import ConfusionScene

__all__ = ["paint_counts", "paint_examples"]

LEAST_TINT, MOST_TINT = 0.12, 0.62
"""The share of colour in a cell of one example, and of all examples of its target."""


def paint_counts(
    painter: QPainter,
    places: ConfusionLayout,
    scene: ConfusionScene,
    hovered: tuple[int, int] | None,
    look: Look,
    *,
    has_keyboard: bool,
) -> None:
    """The counts on a scale from none to all examples of the target; what is not counted yet is
    hollow. The count whose examples are shown is framed, that of the example in focus dotted."""
    _paint_labels(painter, places, scene, hovered, look)
    theme, grid, seen = look.theme, places.counts, scene.seen
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.fillRect(rect(grid.box), theme.window)
    for row in range(grid.rows):
        of = 0 if seen is None else int(seen.counts[row].sum())
        for column in range(grid.columns):
            count = 0 if seen is None else int(seen.counts[row, column])
            box = grid.cell(row, column)
            ground = _tint(count, of, look, is_right=row == column)
            if count or row == column:
                painter.fillRect(rect(box), ground)
            text = str(count) if seen is not None else paint.NOT_COMPUTED
            is_told = count or row == column or (row, column) == hovered
            if is_told and write.width(text) <= box.width - 2 and write.height <= box.height + 4:
                painter.setPen(ink_on(ground) if count else theme.ink_faint)
                write.centre(painter, rect(box), text)
                if (row, column) == hovered and count:
                    wide = write.width(text)
                    left = box.left + (box.width - wide) / 2
                    paint.door(painter, left, write.baseline(rect(box)), wide, ink_on(ground))
    if grid.cell_width >= 4:
        paint.rules(painter, rect(grid.box), grid.rows, grid.columns, theme.line)
    paint.frame(painter, rect(grid.box).adjusted(0, 0, 1, 1), theme.ink_soft)
    cell = scene.cell
    if cell is not None:
        colour = theme.focus if has_keyboard else theme.ink
        place = rect(grid.cell(*cell)).adjusted(0, 0, 1, 1)
        for n in range(look.metrics.ring):
            paint.frame(painter, place.adjusted(-n, -n, n, n), colour)
    focused = scene.cell_in_focus
    if focused is not None:
        box, side = grid.cell(*focused), max(round(grid.cell_width / 8), 2)
        painter.fillRect(rect(Box(box.left + 2, box.top + 2, side, side)), theme.ink)


def _tint(count: int, of: int, look: Look, *, is_right: bool) -> QColor:
    theme = look.theme
    if not count or not of:
        return theme.surface
    share = LEAST_TINT + (MOST_TINT - LEAST_TINT) * (count / of) ** 0.5
    return mix(theme.surface, theme.ink_faint if is_right else theme.wrong, share)


def _paint_labels(
    painter: QPainter,
    places: ConfusionLayout,
    scene: ConfusionScene,
    hovered: tuple[int, int] | None,
    look: Look,
) -> None:
    theme, grid = look.theme, places.counts
    cell = hovered or scene.cell
    small, strong = (paint.writer(look.metrics, Text.SMALL, strong=it) for it in (False, True))
    painter.setFont(small.font)
    painter.setPen(theme.ink_soft)
    told = words.answers()
    text = next((t for t in told if small.width(t) <= places.answers.width), told[-1])
    small.left(painter, rect(places.answers), text)
    is_tight = grid.cell_height < small.height - 4
    step = max(1, round(small.height / grid.cell_height)) if is_tight else 1
    for n, label in enumerate(scene.labels):
        box = grid.cell(n, n)
        above = Box(box.left, places.columns.top, box.width, places.columns.height)
        left = Box(places.rows.left, box.top, places.rows.width, box.height)
        for is_row, place in ((True, left), (False, above)):
            lit = cell is not None and cell[0 if is_row else 1] == n
            if n % step and not lit:
                continue
            write = strong if lit else small
            painter.setFont(write.font)
            painter.setPen(theme.ink if lit else theme.ink_soft)
            if is_row:
                write.right(painter, rect(place), label)
            elif write.width(label) <= place.width * step:
                write.centre(painter, rect(place), label)
        if places.totals is not None and scene.seen is not None:
            painter.setFont(small.font)
            painter.setPen(theme.ink_soft)
            room = Box(places.totals.left, box.top, places.totals.width, box.height)
            small.left(painter, rect(room), words.total(scene.seen, n))


def paint_examples(
    painter: QPainter,
    places: ExamplePlaces,
    scene: ConfusionScene,
    hovered: int | None,
    look: Look,
) -> None:
    """The examples of the count that is shown: the picture of each with the output that decided,
    or a line of text; the one in focus is framed."""
    seen, cell, theme = scene.seen, scene.cell, look.theme
    if seen is None or cell is None:
        return
    write = paint.writer(look.metrics, Text.SMALL)
    painter.setFont(write.font)
    painter.setPen(theme.ink)
    write.left(painter, rect(places.heading), words.heading(seen, cell, scene.labels))
    found = scene.examples
    least, most = scene.ends
    for place, box in enumerate(places.boxes):
        n = found[places.first + place]
        painter.setPen(theme.ink_soft)
        side = places.side
        value = float(seen.said[seen.number(n).index])
        if side:
            numbers = scene.picture(n)
            square = Box(box.left, box.top, side, side)
            if numbers is not None:
                span = (most - least) or 1.0
                image = to_image((np.asarray(numbers, float) - least) / span, 1.0, grey(theme))
                painter.drawImage(rect(square), image)
            paint.frame(painter, rect(square), theme.line)
            caption = Box(box.left, box.top + side, side, box.height - side)
            text = write.fitted(value, side) or "…"
        else:
            square = caption = box
            text = words.example_note(seen, n, scene.labels)
        write.left(painter, rect(caption), text)
        if n == hovered:
            base = write.baseline(rect(caption))
            shown = min(write.width(text), caption.width)
            paint.door(painter, caption.left, base, shown, theme.ink_soft)
        if n == scene.focused:
            for inset in range(look.metrics.ring):
                paint.frame(painter, rect(square).adjusted(-inset, -inset, inset, inset), theme.ink)
    painter.setPen(theme.ink_soft)
    rest = words.more(len(places.boxes), places.first, len(found))
    if rest:
        write.left(painter, rect(places.more), rest)
