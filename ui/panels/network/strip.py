"""The strip under a network that is longer than its panel: all columns, and which are in sight."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.network.wiring import Wiring
from visualnn.text import _

__all__ = ["STRIP_PIXELS", "NetworkStrip"]

STRIP_PIXELS = 20
"""The height of the strip, at size factor 1."""


class NetworkStrip:
    """A track as long as the network, with what is in sight filled. ``sight``: the ranks from the
    first up to and without the second."""

    def __init__(
        self, wiring: Wiring, look: Look, size: tuple[float, float], sight: tuple[int, int]
    ) -> None:
        self.look = look
        self.sight = sight
        self.count = max(wiring.ranks.values()) + 1
        metrics = look.metrics
        self.height = float(metrics.px(STRIP_PIXELS))
        self._write = paint.writer(metrics, Text.SMALL)
        margin = metrics.px(16)
        self._words = QRectF(margin, size[1] - self.height, size[0] - 2 * margin, self.height)
        left = margin + self._write.width(self.text) + metrics.px(12)
        top = size[1] - self.height / 2 - metrics.px(3)
        self.track = QRectF(left, top, max(1.0, size[0] - margin - left), metrics.px(6))

    @property
    def text(self) -> str:
        """Which columns are in sight."""
        first, end = self.sight
        return _("columns {first}–{last} of {count}").format(
            first=first + 1, last=end, count=self.count
        )

    def rank_at(self, x: float, y: float) -> int | None:
        """The column that a point of the track stands for."""
        grown = self.track.adjusted(0, -6, 0, 6)
        if not grown.contains(x, y):
            return None
        share = (x - self.track.left()) / self.track.width()
        return min(self.count - 1, int(share * self.count))

    def _x(self, rank: float) -> int:
        return round(self.track.left() + rank / self.count * self.track.width())

    def paint(self, painter: QPainter, hovered: int | None, focus: int | None) -> None:
        """The track; ``hovered`` is the column under the pointer, ``focus`` the one that is
        explained."""
        theme = self.look.theme
        painter.setFont(self._write.font)
        painter.setPen(theme.ink_soft)
        self._write.left(painter, self._words, self.text)
        painter.fillRect(self.track, theme.raised)
        first, end = map(self._x, self.sight)
        seen = QRectF(first, self.track.top(), max(2, end - first), self.track.height())
        painter.fillRect(seen, mix(theme.line, theme.ink, 0.35))
        for rank, colour in ((hovered, theme.edge), (focus, theme.accent)):
            if rank is not None:
                x = self._x(rank + 0.5)
                painter.fillRect(QRectF(x - 1, self.track.top() - 2, 3, self.track.height() + 4),
                                 colour)  # fmt: skip
