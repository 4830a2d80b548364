"""The picture of softmax: bars before and after, and the sum that the shares are shares of."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.axis import round_step
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.activation import words
from ui.panels.activation.geometry import ShareLayout, share_layout
from ui.panels.activation.scene import ActivationScene
from visualnn.figures import compact, result

__all__ = ["SharePicture"]

BAR_SHARE = 0.7
"""How much of its column a bar is wide."""


class SharePicture:
    """Paints the bars of one row."""

    def __init__(self) -> None:
        self.unit: int | None = None
        """The unit that is pointed at."""
        self.terms: list[QRectF] = []
        """Where the terms of the sum were written, by unit."""
        self._reaches: dict[str, tuple[float, float]] = {}

    def forget(self) -> None:
        """Another lesson: the scales begin anew."""
        self._reaches.clear()
        self.terms.clear()

    def layout(self, scene: ActivationScene, room: Box, look: Look) -> ShareLayout:
        """Where the bars stand."""
        shape = scene.lesson.network.shapes[scene.found.use.writes]
        return share_layout(room, shape[-1], look.metrics.factor)

    def unit_at(
        self, scene: ActivationScene, room: Box, look: Look, x: float, y: float
    ) -> int | None:
        """The unit whose bar or term is at a place."""
        for unit, term in enumerate(self.terms):
            if term.contains(x, y):
                return unit
        return self.layout(scene, room, look).unit_at(x, y)

    def paint(self, painter: QPainter, scene: ActivationScene, room: Box, look: Look) -> None:
        """The bars and the sum."""
        found, places = scene.found, self.layout(scene, room, look)
        if found.z is None or found.a is None:
            return
        at = (found.row, *found.unit[:-1])
        lit = found.unit[-1] if self.unit is None else self.unit
        z, a = found.z[at].tolist(), found.a[at].tolist()
        name = scene.found.use.writes
        self._bars(painter, places.before, z, self._reach(f"{name} z", z), lit, "z", look)
        ends = self._reach(f"{name} a", [*a, 1.0] if min(a) >= 0.0 else a)
        self._bars(painter, places.after, a, ends, lit, "a", look)
        self._names(painter, places, lit, look)
        if found.powers is not None:
            self._sum(painter, places.sum, max(z), found.powers.tolist(), lit, look)

    def _reach(self, key: str, values: list[float]) -> tuple[float, float]:
        """The ends of a scale of bars, 0 among them; it grows in round steps."""
        known = [value for value in values if math.isfinite(value)]
        low, high = self._reaches.get(key, (0.0, 0.0))
        least, most = min([*known, 0.0]), max([*known, 0.0])
        if least < low:
            low = -round_step(-least)
        if most > high:
            high = round_step(most)
        if not (math.isfinite(low) and math.isfinite(high)) or low == high:
            return low, low + 1.0
        self._reaches[key] = low, high
        return low, high

    def _bars(
        self,
        painter: QPainter,
        box: Box,
        values: list[float],
        ends: tuple[float, float],
        lit: int,
        title: str,
        look: Look,
    ) -> None:
        theme, metrics = look.theme, look.metrics
        write = paint.writer(metrics, Text.SMALL)
        low, high = ends
        room = box.height - write.height * (2 if low < 0.0 else 1) - 2
        top = box.top + write.height
        wide = box.width / len(values)

        def height(value: float) -> float:
            return top + room * (high - value) / (high - low)

        zero = round(height(0.0))
        painter.fillRect(round(box.left), zero, round(box.width), 1, theme.edge)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        head = QRectF(
            box.left - metrics.px(54), zero - write.height / 2, metrics.px(46), write.height
        )
        write.right(painter, head, title)
        for n, value in enumerate(values):
            left = box.left + n * wide
            text = compact(value)
            spot = QRectF(left, 0, wide, write.height)
            if math.isfinite(value):
                end = round(height(value))
                colour = theme.positive if value >= 0.0 else theme.negative
                if n != lit:
                    colour = mix(colour, theme.surface, 0.55)
                inset = (1 - BAR_SHARE) / 2 * wide
                painter.fillRect(
                    QRectF(
                        round(left + inset),
                        min(end, zero),
                        round(BAR_SHARE * wide),
                        abs(end - zero),
                    ),
                    colour,
                )
                spot.moveTop(end - write.height if value >= 0.0 else end + 1)
            else:
                spot.moveTop(zero - write.height)
            if write.width(text) <= wide - 2 or n == lit:
                painter.setPen(theme.ink)
                write.at(painter, left + (wide - write.width(text)) / 2, write.baseline(spot), text)

    def _names(self, painter: QPainter, places: ShareLayout, lit: int, look: Look) -> None:
        """The numbers of the units between the two rows of bars."""
        write = paint.writer(look.metrics, Text.SMALL)
        strong = paint.writer(look.metrics, Text.SMALL, strong=True)
        for n, column in enumerate(places.columns):
            spot = QRectF(column.left, places.names.top, column.width, places.names.height)
            each = strong if n == lit else write
            painter.setFont(each.font)
            painter.setPen(look.theme.ink if n == lit else look.theme.ink_soft)
            each.centre(painter, spot, str(n))

    def _sum(
        self,
        painter: QPainter,
        box: Box,
        largest: float,
        powers: list[float],
        lit: int,
        look: Look,
    ) -> None:
        """The sum that the outputs are shares of, written out; the unit's own term is lit."""
        theme, metrics = look.theme, look.metrics
        write = paint.writer(metrics, Text.SMALL)
        strong = paint.writer(metrics, Text.SMALL, strong=True)
        total = math.fsum(power for power in powers if math.isfinite(power))
        line = box.height / 2
        baseline = write.baseline(QRectF(box.left, box.top, box.width, line))
        self.terms = []
        x = box.left
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        start = f"{words.sum_title(largest)} = {result(total)} ="
        write.at(painter, x, baseline, start)
        x += write.width(start) + metrics.px(6)
        for n, power in enumerate(powers):
            text = result(power)
            each = strong if n == lit else write
            needed = each.width(text) + (write.width(" + ") if n else 0)
            if x + needed > box.left + box.width:
                if baseline > box.top + line:
                    painter.setPen(theme.ink_soft)
                    write.at(painter, box.left + box.width - write.width("…"), baseline, "…")
                    return
                x, baseline = box.left + metrics.px(12), baseline + line
            if n:
                painter.setFont(write.font)
                painter.setPen(theme.ink_soft)
                write.at(painter, x, baseline, " + ")
                x += write.width(" + ")
            spot = QRectF(x - 1, baseline - line * 0.75, each.width(text) + 2, line)
            self.terms.append(spot)
            if n == lit:
                painter.fillRect(spot, theme.selection)
            painter.setFont(each.font)
            painter.setPen(theme.ink if n == lit else theme.ink_soft)
            each.at(painter, x, baseline, text)
            x += each.width(text)
