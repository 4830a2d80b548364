"""Paint: the few strokes that every panel is drawn with.

All colours are opaque (see ``ui.kit.tint.mix``): blending and translucent lines cost many times
more. Straight things are filled rectangles on whole pixels, which are crisp with and without
antialiasing; round things switch antialiasing on for themselves. Lengths are logical pixels.

A ``Writer`` sets text in one font. It keeps what it has set twice, so a frame in which few of
some hundred numbers change costs little; the pixels are the same either way.
"""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
    QStaticText,
    QTransform,
)

from ui.kit.theme import Metrics, Text, Theme
from ui.kit.tint import mix
from visualnn.figures import compact, table

__all__ = [
    "NOT_COMPUTED",
    "Writer",
    "arrow",
    "badge",
    "door",
    "frame",
    "hairline",
    "hatch",
    "hollow",
    "node",
    "outline",
    "parts",
    "ring",
    "rules",
    "sign",
    "writer",
]

NOT_COMPUTED = "\N{EN DASH}"
"""Stands where a number will be."""

_CACHE_ENTRY_COUNT = 4096  # texts a writer keeps at most
_NUMBER_SIGNS = frozenset("0123456789.−+e∞")
"""What numbers are written with: in the program's font these are as wide together as alone."""


def parts(text: str) -> tuple[str, str]:
    """A printed number before and from its decimal point: "−0.7311" is "−0" and ".7311".

    Where there is no point, the power of ten or the end takes its place.
    """
    for mark in (".", "×"):
        place = text.find(mark)
        if place >= 0:
            return text[:place], text[place:]
    return text, ""


class _SignWidths(dict[str, float]):
    """The width of each sign in one font."""

    def __init__(self, measure: QFontMetricsF) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, sign: str) -> float:
        width = self[sign] = self._measure.horizontalAdvance(sign)
        return width


class Writer:
    """Sets text in one font. Make it with ``writer``, which keeps one for each font."""

    def __init__(self, metrics: Metrics, text: Text = Text.BODY, *, strong: bool = False) -> None:
        self.font = metrics.font(text, strong=strong)
        self._measure = QFontMetricsF(self.font)
        self._rise = self._measure.ascent()
        self._drop = round(self._measure.capHeight()) / 2  # from the middle of a capital down
        self._widths: dict[str, float] = {}
        self._sign_widths = _SignWidths(self._measure)
        self._seen: set[str] = set()
        self._set: dict[str, QStaticText] = {}

    @property
    def height(self) -> float:
        """The height of a line of text."""
        return self._measure.height()

    def width(self, text: str) -> float:
        """The width of a text in pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) >= _CACHE_ENTRY_COUNT:
                self._widths.clear()
            if _NUMBER_SIGNS.issuperset(text):  # numbers fly past: each is new
                width = sum(map(self._sign_widths.__getitem__, text), 0.0)
            else:
                width = self._measure.horizontalAdvance(text)
            self._widths[text] = width
        return width

    def baseline(self, rect: QRectF) -> float:
        """The baseline that puts capitals and digits in the vertical middle, on a whole pixel."""
        return math.floor(rect.center().y() + self._drop + 0.5)

    def elided(self, text: str, width: float) -> str:
        """The text, cut with … at its end where it is wider than ``width``."""
        if self.width(text) <= width:
            return text
        return self._measure.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def fitted(self, value: float, width: float) -> str:
        """A number with as many digits as there is room for, four at most; "" if none fits.

        A number is never cut: "−0.7…" would be another number.
        """
        for text in (table(value), *(compact(value, digits=digits) for digits in (3, 2, 1))):
            if self.width(text) <= width:
                return text
        return ""

    def at(self, painter: QPainter, x: float, baseline: float, text: str) -> None:
        """Set a text in the painter's pen. The painter must have this writer's font."""
        known = self._set.get(text)
        if known is not None:
            painter.drawStaticText(QPointF(x, baseline - self._rise), known)
            return
        painter.drawText(QPointF(x, baseline), text)
        self._remember(text)

    def left(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """Set a text at the left of a rectangle, in its vertical middle, elided to fit."""
        shown = self.elided(text, rect.width())
        self.at(painter, rect.left(), self.baseline(rect), shown)

    def right(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """Set a text at the right of a rectangle, in its vertical middle, elided to fit."""
        shown = self.elided(text, rect.width())
        self.at(painter, rect.right() - self.width(shown), self.baseline(rect), shown)

    def centre(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """Set a text in the middle of a rectangle, elided to fit."""
        shown = self.elided(text, rect.width())
        left = rect.center().x() - self.width(shown) / 2
        self.at(painter, left, self.baseline(rect), shown)

    def number(self, painter: QPainter, point: float, baseline: float, text: str) -> None:
        """Set a number so that its decimal point stands at x = ``point``."""
        self.at(painter, point - self.width(parts(text)[0]), baseline, text)

    def column(self, texts: list[str]) -> tuple[float, float]:
        """The room that numbers in a column need before and from their decimal points."""
        split = [parts(text) for text in texts]
        before = max((self.width(whole) for whole, _ in split), default=0.0)
        return before, max((self.width(rest) for _, rest in split), default=0.0)

    def _remember(self, text: str) -> None:
        """Keep what is set for the second time; numbers that fly past are not worth it."""
        if text not in self._seen:
            if len(self._seen) >= _CACHE_ENTRY_COUNT:
                self._seen.clear()
            self._seen.add(text)
            return
        if len(self._set) >= _CACHE_ENTRY_COUNT:
            self._set.clear()
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(QTransform(), self.font)
        self._set[text] = made


@lru_cache(maxsize=64)
def writer(metrics: Metrics, text: Text = Text.BODY, *, strong: bool = False) -> Writer:
    """The writer of one of the three sizes."""
    return Writer(metrics, text, strong=strong)


def hairline(
    painter: QPainter, x: float, y: float, length: float, theme: Theme, *, upright: bool = False
) -> None:
    """A line between two things: one pixel wide, from (x, y) to the right, or down if upright."""
    width, height = (1, round(length)) if upright else (round(length), 1)
    painter.fillRect(round(x), round(y), width, height, theme.line)


def rules(painter: QPainter, rect: QRectF, rows: int, columns: int, colour: QColor) -> None:
    """The lines between the cells of a grid and around it; cells are those of ``rect`` divided."""
    left, top = round(rect.left()), round(rect.top())
    width, height = round(rect.width()), round(rect.height())
    for row in range(rows + 1):
        painter.fillRect(left, top + round(row * height / rows), width + 1, 1, colour)
    for column in range(columns + 1):
        painter.fillRect(left + round(column * width / columns), top, 1, height + 1, colour)


def outline(painter: QPainter, rect: QRectF, theme: Theme, metrics: Metrics) -> None:
    """The accent around what the current instruction reads or writes, just outside ``rect``.

    A thin gap of surface on both sides sets it off from whatever colour it lies on.
    """
    _accent(painter, rect, metrics.px(3), theme, metrics)


def _accent(painter: QPainter, rect: QRectF, corner: float, theme: Theme, metrics: Metrics) -> None:
    width = metrics.ring
    place = rect.adjusted(-width / 2, -width / 2, width / 2, width / 2)
    corner += width / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    gap = 2 * metrics.hairline
    for colour, thickness in ((theme.surface, width + gap), (theme.accent, width)):
        painter.setPen(QPen(colour, thickness))
        painter.drawRoundedRect(place, corner, corner)
    painter.restore()


def hollow(painter: QPainter, rect: QRectF, theme: Theme, write: Writer) -> None:
    """A cell that is not computed yet: no filling, a faint edge and a dash in the middle."""
    frame(painter, rect, theme.line)
    painter.setPen(theme.ink_faint)
    write.centre(painter, rect, NOT_COMPUTED)


def frame(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """The four edges of a rectangle, one pixel wide and inside it."""
    left, top = round(rect.left()), round(rect.top())
    width, height = round(rect.width()), round(rect.height())
    painter.fillRect(left, top, width, 1, colour)
    painter.fillRect(left, top + height - 1, width, 1, colour)
    painter.fillRect(left, top, 1, height, colour)
    painter.fillRect(left + width - 1, top, 1, height, colour)


def hatch(painter: QPainter, rect: QRectF, theme: Theme, text: str, write: Writer) -> None:
    """A cell whose number is NaN or infinite: stripes of a colour of its own around the word."""
    painter.fillRect(rect, theme.surface)
    painter.fillRect(rect, QBrush(theme.not_finite, Qt.BrushStyle.BDiagPattern))
    frame(painter, rect, theme.not_finite)
    room = write.width(text) + 6
    middle = QRectF(0, 0, min(room, rect.width()), min(write.height, rect.height()) - 2)
    middle.moveCenter(rect.center())
    painter.fillRect(middle, theme.surface)
    painter.setPen(theme.ink)
    write.centre(painter, rect, text)


def sign(painter: QPainter, rect: QRectF, value: float, colour: QColor) -> None:
    """A small + or − in the middle of a cell that has no room for its number."""
    half = max(2, round(min(rect.width(), rect.height()) / 5))
    x, y = math.floor(rect.center().x()), math.floor(rect.center().y())
    if value != 0.0:
        painter.fillRect(x - half, y, 2 * half + 1, 1, colour)
    if value > 0.0:
        painter.fillRect(x, y - half, 1, 2 * half + 1, colour)


def node(
    painter: QPainter, centre: QPointF, radius: float, theme: Theme, fill: QColor | None
) -> None:
    """A unit of the network: filled with the colour of its number, hollow before it has one."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.surface if fill is None else fill)
    edge = mix(theme.line, theme.ink, 0.35)
    painter.setPen(QPen(edge if fill is not None else theme.ink_faint, 1.0))
    painter.drawEllipse(centre, radius, radius)
    painter.restore()


def ring(painter: QPainter, centre: QPointF, radius: float, theme: Theme, metrics: Metrics) -> None:
    """The accent around a node of the network; what ``outline`` is to a cell."""
    rect = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    grown = rect.adjusted(-1, -1, 1, 1)
    _accent(painter, grown, radius + 1, theme, metrics)


def arrow(
    painter: QPainter,
    start: QPointF,
    end: QPointF,
    colour: QColor,
    *,
    width: float = 1.0,
    head: float = 7.0,
) -> None:
    """A line whose head has its tip at ``end``; ``head`` is the length of the head."""
    along = end - start
    length = math.hypot(along.x(), along.y())
    if length == 0.0:
        return
    step = along / length
    across = QPointF(-step.y(), step.x()) * (head * 0.42)
    neck = end - step * head
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    painter.drawLine(start, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([end, neck + across, neck - across]))
    painter.restore()


def badge(
    painter: QPainter, x: float, middle: float, phase: str, theme: Theme, metrics: Metrics
) -> QRectF:
    """A phase's letter on its tint, left edge at ``x``, centred on y = ``middle``; its place.

    Raises KeyError for a phase that the theme does not know.
    """
    look = theme.phases[phase]
    side = metrics.px(16)
    place = QRectF(round(x), round(middle - side / 2), side, side)
    write = writer(metrics, Text.SMALL, strong=True)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.tint)
    painter.drawRoundedRect(place, metrics.px(3), metrics.px(3))
    painter.setFont(write.font)
    painter.setPen(theme.ink)
    write.centre(painter, place, look.letter)
    painter.restore()
    return place


def door(painter: QPainter, x: float, baseline: float, width: float, colour: QColor) -> None:
    """The line under a number that the pointer is on: it can be opened."""
    painter.fillRect(round(x), round(baseline) + 2, round(width), 1, colour)
