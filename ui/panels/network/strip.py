"""The strip under a network that is longer than its panel: the whole network as small as it has
room, a mark for each layer, and which columns are in sight."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.network.wiring import Wiring
from visualnn.network import INPUT
from visualnn.text import _

__all__ = ["STRIP_PIXELS", "NetworkStrip"]

STRIP_PIXELS = 20
"""The height of the strip, at size factor 1."""
LEAST_COLUMN_PIXELS = 5
"""The least width of a column whose layers have marks."""
MAX_MARK_COUNT = 4
"""Layers of one column that have a mark, at most."""


class NetworkStrip:
    """A track as long as the network: the layers of each column under each other, those in sight
    dark; where columns are narrower than a mark, a bar. ``sight``: the ranks from the first up to
    and without the second."""

    def __init__(
        self, wiring: Wiring, look: Look, size: tuple[float, float], sight: tuple[int, int]
    ) -> None:
        self.look = look
        self.sight = sight
        self.count = max(wiring.ranks.values()) + 1
        self.columns: dict[int, list[str]] = {}
        """Column → what the layers in it are called."""
        for block in wiring.blocks:
            name = _("Input") if block.name == INPUT else block.name
            self.columns.setdefault(wiring.ranks[block.name], []).append(name)
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

    def marks(self) -> dict[int, list[QRectF]]:
        """Column → where each of its layers has its mark; nothing where columns are too narrow."""
        px = self.look.metrics.px
        pitch = self.track.width() / self.count
        tall, between = px(3), px(1)
        if pitch < px(LEAST_COLUMN_PIXELS):
            return {}
        wide = float(round(pitch - px(2)))
        found = {}
        for rank, names in self.columns.items():
            count = min(len(names), MAX_MARK_COUNT)
            top = round(self.track.center().y() - (count * (tall + between) - between) / 2)
            left = self._x(rank + 0.5) - round(wide / 2)
            found[rank] = [
                QRectF(left, top + n * (tall + between), wide, tall) for n in range(count)
            ]
        return found

    def place_of(self, rank: int) -> tuple[float, float]:
        """The middle of a column in the strip."""
        return self._x(rank + 0.5), self.track.center().y()

    def column_text(self, rank: int) -> str:
        """The layers of a column."""
        return ", ".join(self.columns[rank])

    def paint(self, painter: QPainter, hovered: int | None, focus: int | None) -> None:
        """The track; ``hovered`` is the column under the pointer, ``focus`` the one that is
        explained."""
        theme = self.look.theme
        painter.setFont(self._write.font)
        painter.setPen(theme.ink_soft)
        self._write.left(painter, self._words, self.text)
        first, end = map(self._x, self.sight)
        dark = mix(theme.line, theme.ink, 0.35)
        marks = self.marks()
        if marks:
            for column, places in marks.items():
                seen = self.sight[0] <= column < self.sight[1]
                for place in places:
                    painter.fillRect(place, dark if seen else theme.line)
        else:
            painter.fillRect(self.track, theme.raised)
            wide = max(2, end - first)
            painter.fillRect(QRectF(first, self.track.top(), wide, self.track.height()), dark)
        for rank, colour in ((hovered, theme.edge), (focus, theme.accent)):
            if rank is not None:
                x = self._x(rank + 0.5)
                mark = QRectF(x - 1, self.track.top() - 5, 3, self.track.height() + 10)
                painter.fillRect(mark, colour)
