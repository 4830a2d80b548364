"""The header of the network: which row of the batch is shown, and which of its numbers."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.network.growth import GrowthButton
from ui.panels.network.scene import Mode, Scene
from ui.panels.network.wiring import NetworkRegion, NetworkSpot
from visualnn.dataclass import dataclass
from visualnn.text import N_, _

MAX_NUMBERED_ROW_COUNT: Final = 12
"""With so few rows each has its index written on its tick."""
MODES: Final = {
    Mode.VALUES: N_("values"),
    Mode.GRADIENTS: N_("gradients"),
    Mode.FOLLOW: N_("follow"),
}


@dataclass(frozen=True, slots=True)
class Hover:
    """The item under the pointer: a number, a name above the edges, a row, a mode, or the strip."""

    spot: NetworkSpot | None = None
    chip: NetworkRegion | None = None
    row: int | None = None
    mode: Mode | None = None
    strip: int | None = None
    """The column that a point of the strip stands for."""
    step: tuple[str, int] | None = None
    """A recurrent layer and the time step whose name is there."""
    growth: GrowthButton | None = None


NOTHING: Final = Hover()


class NetworkHeader:
    """Ticks that choose a row, at the left, and three words that choose the numbers, at the
    right."""

    def __init__(self, look: Look, width: float) -> None:
        self.look = look
        self.width = width
        self._margin = float(look.metrics.px(16))
        self._small = paint.writer(look.metrics, Text.SMALL)
        self._strong = paint.writer(look.metrics, Text.SMALL, strong=True)

    def ticks(self, scene: Scene) -> list[QRectF]:
        """The rectangles that choose a row: a tick for each, or one long track for many."""
        px = self.look.metrics.px
        x, y = self._margin + self._strong.width(self._row_text(scene)) + px(10), float(px(7))
        room = self.width / 2 - x
        if scene.rows <= MAX_NUMBERED_ROW_COUNT:
            return [QRectF(x + px(20) * n, y, px(18), px(18)) for n in range(scene.rows)]
        step = min(px(8), math.floor(room / scene.rows))
        if step >= 4:
            return [QRectF(x + step * n, y, step, px(18)) for n in range(scene.rows)]
        return [QRectF(x, y, max(room, px(60)), px(18))]

    def row_at(self, x: float, y: float, scene: Scene) -> int | None:
        """The row whose tick is at a point."""
        ticks = self.ticks(scene)
        for row, tick in enumerate(ticks):
            if tick.contains(x, y):
                if len(ticks) == scene.rows:
                    return row
                return min(scene.rows - 1, int((x - tick.x()) / tick.width() * scene.rows))
        return None

    def mode_places(self) -> dict[Mode, QRectF]:
        """The three words that choose between values and gradients."""
        px = self.look.metrics.px
        x = self.width - self._margin
        found = {}
        for mode in reversed(MODES):
            width = self._small.width(_(MODES[mode]))
            x -= width
            found[mode] = QRectF(x, px(7), width, px(18))
            x -= px(14)
        return found

    def _row_text(self, scene: Scene) -> str:
        if scene.asked:
            return _("What was asked about")
        text = _("Validation example {row}") if scene.validation else _("Example {row}")
        return text.format(row=scene.row)

    def paint(self, painter: QPainter, scene: Scene, mode: Mode, hover: Hover) -> None:
        theme, px = self.look.theme, self.look.metrics.px
        painter.setFont(self._strong.font)
        painter.setPen(theme.ink)
        line_of = QRectF(self._margin, px(7), self.width / 2, px(18))
        self._strong.left(painter, line_of, self._row_text(scene))
        painter.setFont(self._small.font)
        self._ticks(painter, scene, hover.row)
        for each, place in self.mode_places().items():
            active = scene.gradient == (each is Mode.GRADIENTS) and each is not Mode.FOLLOW
            painter.setPen(theme.ink if active or each in {mode, hover.mode} else theme.ink_faint)
            self._small.left(painter, place, _(MODES[each]))
            if each is mode:
                paint.door(
                    painter, place.x(), self._small.baseline(place) + 2, place.width(), theme.ink
                )

    def _ticks(self, painter: QPainter, scene: Scene, hovered: int | None) -> None:
        theme, ticks = self.look.theme, self.ticks(scene)
        if len(ticks) != scene.rows:
            middle = ticks[0].center().y()
            paint.hairline(painter, ticks[0].x(), middle, ticks[0].width(), theme)
            x = ticks[0].x() + (scene.row + 0.5) / scene.rows * ticks[0].width()
            painter.fillRect(QRectF(round(x) - 2, middle - 6, 4, 13), theme.ink)
            return
        if scene.rows > MAX_NUMBERED_ROW_COUNT:
            self._bare(painter, ticks, scene.row, hovered)
            return
        for row, tick in enumerate(ticks):
            here = row == scene.row
            if here or row == hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.selection if here else theme.raised)
                painter.drawRoundedRect(tick, 4, 4)
            painter.setPen(theme.ink if here else theme.ink_soft)
            self._small.centre(painter, tick, str(row))

    def _bare(
        self, painter: QPainter, ticks: list[QRectF], chosen: int, hovered: int | None
    ) -> None:
        """Ticks without digits; taller the one under the pointer, tallest the chosen one."""
        middle = round(ticks[0].center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.theme.ink_faint)
        painter.drawRects([QRectF(round(tick.center().x()), middle - 2, 1, 5) for tick in ticks])
        for row, wide, tall in ((hovered, 1, 9), (chosen, 3, 13)):
            if row is not None and row < len(ticks):
                x = round(ticks[row].center().x()) - wide // 2
                painter.fillRect(x, middle - tall // 2, wide, tall, self.look.theme.ink)
