"""The texts of a picture: what a widget has painted as text, and where.

They are read off the widget's own picture as SVG, in which text is text and nothing that is kept
as pixels stands for it (`ui.kit.output.is_vector`): so they cannot say anything else than what is
seen.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QWidget

from ui.kit.output import svg
from visualnn.dataclass import dataclass

__all__ = ["PaintedText", "joined", "painted_texts"]

_ELEMENT: Final = re.compile(
    r'transform="matrix\(([^)]*)\)"|<text[^>]* x="([^"]*)" y="([^"]*)"'
    r'[^>]* font-size="([^"]*)"[^>]*>([^<]*)</text>'
)
"""What moves what follows, or a text: left, baseline, height of the font, characters."""
_ASCENT_SHARE: Final = 0.8
"""The share of a font's size above the baseline."""
_WORD_GAP_SHARE: Final = 0.7
"""Texts on one line that are closer than this share of their height are read as one."""


@dataclass(frozen=True)
class PaintedText:
    """A text that is seen, and its place in pixels of the widget."""

    text: str
    place: QRectF


def painted_texts(
    widget: QWidget, font: QFont, *, with_children: bool = False
) -> tuple[PaintedText, ...]:
    """The texts that a widget paints, in the order of painting; with those of its children, if they
    are asked for. `font` is what widths are measured in.

    Texts outside of the widget are left out: nobody sees them."""
    picture = svg(widget, with_children=with_children).decode("utf-8", "replace")
    bounds = QRectF(widget.rect())
    return tuple(text for text in _read(picture, font) if bounds.intersects(text.place))


def _read(picture: str, font: QFont) -> Iterator[PaintedText]:
    measure, size = QFontMetricsF(font), float(font.pixelSize())
    scale, left, top = 1.0, 0.0, 0.0
    for moved, x, y, height, text in _ELEMENT.findall(picture):
        if moved:
            scale, _b, _c, _d, left, top = (float(part) for part in moved.split(","))
            continue
        said = html.unescape(text).strip()
        if not said:
            continue
        tall = float(height) * scale
        wide = measure.horizontalAdvance(said) * tall / size
        baseline = top + float(y) * scale
        yield PaintedText(
            said,
            QRectF(left + float(x) * scale, baseline - _ASCENT_SHARE * tall, max(1.0, wide), tall),
        )


def joined(texts: Sequence[PaintedText]) -> tuple[PaintedText, ...]:
    """Texts that follow each other on one line as one text: “iteration”, “2”, “/ 1000”."""
    found: list[PaintedText] = []
    for each in sorted(texts, key=lambda text: (round(text.place.center().y()), text.place.left())):
        before = found[-1] if found else None
        if before is not None and _follows(before.place, each.place):
            place = before.place.united(each.place)
            found[-1] = replace(before, text=f"{before.text} {each.text}", place=place)
        else:
            found.append(each)
    return tuple(found)


def _follows(before: QRectF, here: QRectF) -> bool:
    """Whether a place begins where another one ends, on the same line."""
    gap, tall = here.left() - before.right(), here.height()
    same_line = abs(before.center().y() - here.center().y()) < 0.25 * tall
    return same_line and -0.25 * tall < gap < _WORD_GAP_SHARE * tall
