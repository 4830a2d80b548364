"""Marks: how a run looks wherever it is shown. Hue, dash, glyph and short label together, never
hue alone, so that runs are told apart in grey too."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from visualnn.dataclass import dataclass

from .geometry.glyphs import GLYPHS, Glyph
from .theme import THEMES, Series, Theme

__all__ = ["MARK_COUNT", "RunMark", "mark_of"]

MARK_COUNT = len(GLYPHS)
"""Marks that can be told apart."""
DASH_STEP = 3
"""From one round of hues to the next, dashes go on by so many, so that no hue has one twice."""
GLYPH_PEN_SHARE = 0.35
"""The thickness of a glyph's strokes as a share of how far it reaches."""


@dataclass(frozen=True)
class RunMark:
    """One of the marks: a hue with a dash, a glyph, and a letter."""

    number: int
    series: Series
    """Its hue, in Okabe and Ito's colours, and its dash."""
    glyph: Glyph
    label: str
    """A capital letter."""

    def paint(self, painter: QPainter, middle: QPointF, reach: float) -> None:
        """Draw the glyph about a point; it reaches `reach` pixels far."""
        colour, glyph = self.series.colour, self.glyph
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, max(1.0, GLYPH_PEN_SHARE * reach)))
        painter.setBrush(colour if glyph.is_filled else Qt.BrushStyle.NoBrush)
        if glyph.disc:
            painter.drawEllipse(middle, glyph.disc * reach, glyph.disc * reach)
        if glyph.polygon:
            corners = [middle + QPointF(x * reach, y * reach) for x, y in glyph.polygon]
            painter.drawPolygon(QPolygonF(corners))
        for (x0, y0), (x1, y1) in glyph.lines:
            painter.drawLine(
                middle + QPointF(x0 * reach, y0 * reach), middle + QPointF(x1 * reach, y1 * reach)
            )
        painter.restore()


def mark_of(number: int, theme: Theme) -> RunMark:
    """The mark of a number from 0 on, in the colours of a theme. Raises IndexError from
    `MARK_COUNT` on."""
    return _marks(theme.name)[number]


@cache
def _marks(name: str) -> tuple[RunMark, ...]:
    theme = THEMES[name]
    count = len(theme.series)
    return tuple(
        RunMark(
            n,
            Series(
                theme.series[n % count].colour,
                theme.series[(n + DASH_STEP * (n // count)) % count].dash,
            ),
            glyph,
            chr(ord("A") + n),
        )
        for n, glyph in enumerate(GLYPHS)
    )
