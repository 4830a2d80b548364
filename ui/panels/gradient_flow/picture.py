"""How the gradient flow is painted: one row a layer, dots on a log axis, factors, histograms and
small pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import paint
from ui.kit.colours import diverging, to_image
from ui.kit.geometry.axis import ValueAxis
from ui.kit.geometry.box import Box
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.marks import RunMark, mark_of
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.gradient_flow import words
from ui.panels.gradient_flow.geometry import FlowLayout, length_ticks
from ui.panels.gradient_flow.marks import power
from ui.panels.gradient_flow.over_time import paint_over_time, room_over_time
from ui.panels.gradient_flow.scene import LENGTHS, SIDES, FlowScene
from visualnn.figures import compact
from visualnn.lesson.histogram import BINS
from visualnn.tell.runs import CompanionRun
from visualnn.text import _

__all__ = ["GradientFlowPicture", "bin_at"]

DOT_PIXELS = 4.5
TICK_PIXELS = 44
"""Pixels between two powers of ten that are written."""
BAR_SHARE = 0.86
"""How much of a row its tallest bar takes."""
_TICKS: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "a": (5.0, 2.5),
        "W": (5.0, 2.5),
        "da": (100.0, 1e-4),
        "dW": (100.0, 1e-4),
    }
)
"""What is counted → the edges that are written under the bars, and those below 0."""
ZERO_BAR_COUNT = 3
"""How many bars of room the one of exactly 0 takes, itself and the gaps beside it."""


def bin_at(side: Box, count: int, x: float) -> int | None:
    """The bin whose bar is at a pixel column, of so many."""
    if not side.left <= x < side.right:
        return None
    each, middle = side.width / (count - 1 + ZERO_BAR_COUNT), count // 2
    place = (x - side.left) / each
    if place < middle:
        return int(place)
    if place < middle + ZERO_BAR_COUNT:
        return middle
    return min(int(place) - ZERO_BAR_COUNT + 1, count - 1)


def side_ticks(side: str) -> list[tuple[float, str]]:
    """What is written under the bars, 0 first and then from the ends inwards: at which share of
    their width, and the number."""
    bins = BINS[side]
    count = len(bins) - 1 + ZERO_BAR_COUNT
    found = [(0.5, "0")]
    for edge in _TICKS[side]:
        below = next(n for n, one in enumerate(bins) if one.high == -edge) + 1
        above = next(n for n, one in enumerate(bins) if one.low == edge) + ZERO_BAR_COUNT - 1
        found += [(below / count, f"−{power(edge)}"), (above / count, power(edge))]
    return found


class GradientFlowPicture:
    """Paints a scene into a layout."""

    def paint(
        self, painter: QPainter, scene: FlowScene, places: FlowLayout, look: Look, eye: int | None
    ) -> None:
        """All but title and note. `eye` is the layer that is pointed at."""
        self._head(painter, scene, places, look)
        axis = scene.axis
        if eye is not None and places.first <= eye < places.first + places.count:
            painter.fillRect(rect(places.cell(places.rows, eye)), look.theme.raised)
        if axis is not None:
            self._axis(painter, axis, places, look)
            for run in scene.shown_runs:
                lengths = [scene.length(layer) for layer in run.layers]
                self._profile(painter, lengths, axis, places, look, run.run)
            lengths = [scene.length(layer) for layer in scene.layers]
            self._profile(
                painter,
                lengths,
                axis,
                places,
                look,
                None if not scene.shown_runs else scene.frame.leader,
            )
        now = not scene.is_over_time
        if now and any(scene.counts(number) is not None for number in range(len(scene.layers))):
            self._side_axis(painter, scene, places, look)
        share, limit = scene.largest_share, scene.picture_limit
        for number in range(places.first, places.first + places.count):
            self._row(painter, scene, places, look, number)
            if places.side is not None and now:
                self._histogram(
                    painter, scene, places.cell(places.side, number), look, number, share
                )
            if places.images is not None and now:
                self._image(painter, scene, places.cell(places.images, number), look, number, limit)
        if not now:
            paint_over_time(painter, scene, places, look)

    # -- what stands over and under the rows

    def _head(self, painter: QPainter, scene: FlowScene, places: FlowLayout, look: Look) -> None:
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(look.theme.ink_soft)

        def over(box: Box | None, text: str, *, right: bool = False) -> None:
            if box is None:
                return
            place = QRectF(box.left, places.head.top, box.width, places.head.height)
            (write.right if right else write.left)(painter, place, text)

        over(places.plot, _(LENGTHS[scene.measured][0]))
        if places.halves is not None:
            over(places.halves[0], "f′", right=True)
            over(places.halves[1], "Wᵀ", right=True)
        over(places.factor, _("factor"), right=True)
        if places.typical is not None:
            over(places.typical[0], _("mean f′"), right=True)
            over(places.typical[1], "‖W‖", right=True)
        if places.side is not None:
            titles = words.side_titles(scene)
            room = (room_over_time(places) if scene.is_over_time else None) or places.side
            fits = (each for each in titles if write.width(each) <= room.width)
            over(room, next(fits, titles[-1]))
        if not scene.is_over_time:
            over(places.images, SIDES[scene.side])

    def _axis(self, painter: QPainter, axis: ValueAxis, places: FlowLayout, look: Look) -> None:
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        plot, theme = places.plot, look.theme
        for tick in length_ticks(axis, plot.width, TICK_PIXELS * look.metrics.factor):
            x = round(plot.left + axis.place(tick) * plot.width)
            painter.fillRect(x, round(plot.top), 1, round(plot.height), theme.line)
            text = power(tick)
            painter.setPen(theme.ink_soft)
            wide = write.width(text)
            left = min(
                max(x - wide / 2, plot.left - (0 if places.zero else look.metrics.px(6))),
                plot.right - wide + look.metrics.px(6),
            )
            place = QRectF(left, places.axis.top, wide + 1, places.axis.height)
            write.left(painter, place, text)
        if places.zero is not None:
            place = QRectF(places.zero.left, places.axis.top, places.zero.width, places.axis.height)
            write.centre(painter, place, "0")
            edge = round(places.zero.right)
            painter.fillRect(edge, round(plot.top), 1, round(plot.height), theme.line)

    def _side_axis(
        self, painter: QPainter, scene: FlowScene, places: FlowLayout, look: Look
    ) -> None:
        """Under the histograms: which numbers the bars on the left, in the middle and on the right
        are."""
        side = places.side
        if side is None:
            return
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(look.theme.ink_soft)
        taken: list[tuple[float, float]] = []
        for share, text in side_ticks(scene.side):
            wide = write.width(text)
            left = min(max(side.left + share * side.width - wide / 2, side.left), side.right - wide)
            reach = left - look.metrics.px(6), left + wide + look.metrics.px(6)
            if any(reach[0] < end and begin < reach[1] for begin, end in taken):
                continue
            taken.append((left, left + wide))
            place = QRectF(left, places.axis.top, wide + 1, places.axis.height)
            write.left(painter, place, text)

    # -- the rows

    def _profile(
        self,
        painter: QPainter,
        lengths: list[float | None],
        axis: ValueAxis,
        places: FlowLayout,
        look: Look,
        run: CompanionRun | None,
    ) -> None:
        """The lengths of one run from layer to layer; `run` is None where there is only one."""
        theme = look.theme
        points: list[QPointF | None] = []
        mark = None if run is None else mark_of(run.mark, theme)
        for number in range(places.first, places.first + places.count):
            length = lengths[number]
            if length is None:
                points.append(None)
                continue
            top, height = places.row(number)
            if not 0.0 < length < math.inf:  # it has no place on an axis of powers of ten
                points.append(None)
                self._off_axis(painter, length, places, number, look, mark)
                continue
            share = min(max(axis.place(length), 0.0), 1.0)
            points.append(QPointF(places.plot.left + share * places.plot.width, top + height / 2))
        colour = theme.ink if mark is None else mark.series.colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, 1.0) if mark is None else mark.series.pen(1.0)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one, other in pairwise(points):
            if one is not None and other is not None:
                painter.drawLine(one, other)
        known = [point for point in points if point is not None]
        reach = DOT_PIXELS * look.metrics.factor
        if mark is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for point in known:
                painter.drawEllipse(point, reach, reach)
        painter.restore()
        if mark is not None:
            for point in known:
                mark.paint(painter, point, reach)

    def _off_axis(
        self,
        painter: QPainter,
        length: float,
        places: FlowLayout,
        number: int,
        look: Look,
        mark: RunMark | None,
    ) -> None:
        """A length of 0 in its lane at the left of the axis, one that is not finite at its right
        end."""
        if length != 0.0 or places.zero is None:
            write = paint.writer(look.metrics, Text.SMALL)
            painter.setFont(write.font)
            painter.setPen(look.theme.warning)
            write.right(painter, rect(places.cell(places.plot, number)), compact(length))
            return
        middle = rect(places.cell(places.zero, number)).center()
        reach = DOT_PIXELS * look.metrics.factor
        if mark is not None:
            mark.paint(painter, middle, reach)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.ink)
        painter.drawEllipse(middle, reach, reach)
        painter.restore()

    def _row(
        self, painter: QPainter, scene: FlowScene, places: FlowLayout, look: Look, number: int
    ) -> None:
        layer, flag, theme = scene.layers[number], scene.flags[number], look.theme
        write = paint.writer(look.metrics, Text.SMALL)
        strong = paint.writer(look.metrics, Text.SMALL, strong=True)
        name = rect(places.cell(places.names, number))
        focused = scene.in_focus == number
        own = strong if focused else write
        notes = words.row_notes(scene, number)
        two = bool(notes) and places.row_height >= 2 * write.height
        if two:
            name = QRectF(name.left(), name.top(), name.width(), name.height() / 2)
            below = name.translated(0, name.height() - look.metrics.px(2))
        else:
            wide = own.width(layer.layer) + look.metrics.px(8)
            below = name.adjusted(wide, 0, 0, 0)
        note = next((each for each in notes if write.width(each) <= below.width()), "")
        painter.setFont(own.font)
        painter.setPen(theme.warning if flag else theme.ink)
        own.left(painter, name, layer.layer if note or not flag else f"{layer.layer} !")
        if note:
            painter.setFont(write.font)
            painter.setPen(theme.warning if flag else theme.ink_soft)
            write.left(painter, below, note)
        f, W, factor = layer.through_f, layer.through_W, layer.factor
        painter.setFont(write.font)
        if places.halves is not None:
            guilty = _guilty(f, W)
            for n, (box, half) in enumerate(zip(places.halves, (f, W), strict=True)):
                painter.setPen(theme.ink if guilty == n else theme.ink_soft)
                chosen = strong if guilty == n else write
                painter.setFont(chosen.font)
                text = (
                    paint.NOT_COMPUTED
                    if half is None or factor is None
                    else _fitted(chosen, "×", half, box.width)
                )
                chosen.right(painter, rect(places.cell(box, number)), text)
        if places.factor is not None:
            painter.setFont(write.font)
            painter.setPen(theme.ink if factor is not None else theme.ink_faint)
            text = (
                paint.NOT_COMPUTED
                if factor is None
                else _fitted(write, "=", factor, places.factor.width)
            )
            if places.halves is None and factor is not None:
                text = _fitted(write, "×", factor, places.factor.width)
            write.right(painter, rect(places.cell(places.factor, number)), text)
        if places.typical is not None:
            painter.setFont(write.font)
            painter.setPen(theme.ink_faint)
            for box, value in zip(
                places.typical, (layer.mean_slope, layer.weight_norm), strict=True
            ):
                text = paint.NOT_COMPUTED if value is None else write.fitted(value, box.width)
                write.right(painter, rect(places.cell(box, number)), text)
        line = places.row(number)[0] + places.row_height
        paint.hairline(painter, places.rows.left, line, places.rows.width, theme)

    def _histogram(
        self,
        painter: QPainter,
        scene: FlowScene,
        cell: Box,
        look: Look,
        number: int,
        share: float,
    ) -> None:
        """The bars of a layer; that of exactly 0 stands by itself, cut off where it is too tall."""
        theme = look.theme
        counts = scene.counts(number)
        if counts is None or not any(counts):
            return
        whole, middle = sum(counts), len(counts) // 2
        each = cell.width / (len(counts) - 1 + ZERO_BAR_COUNT)
        tall, foot = BAR_SHARE * cell.height, cell.bottom - 1
        zero = mix(theme.surface, theme.ink, 0.75)
        for n, count in enumerate(counts):
            if not count:
                continue
            height = max(1.0, min(count / whole / share, 1.0) * tall)
            if n == middle:
                left, wide = cell.left + (middle + 1) * each, each
                colour = zero
            else:
                left = cell.left + (n if n < middle else n + ZERO_BAR_COUNT - 1) * each
                wide, colour = each, theme.negative if n < middle else theme.positive
            x = round(left)
            painter.fillRect(
                x, round(foot - height), max(1, round(left + wide) - x), round(height), colour
            )

    def _image(
        self,
        painter: QPainter,
        scene: FlowScene,
        cell: Box,
        look: Look,
        number: int,
        limit: float,
    ) -> None:
        """The numbers of a layer as colours, on one scale about 0 for all layers."""
        room = QRectF(cell.left, cell.top + 2, cell.width, cell.height - 3)
        array = scene.picture_array(number)
        if array is None:
            write = paint.writer(look.metrics, Text.SMALL)
            painter.setFont(write.font)
            painter.setPen(look.theme.ink_faint)
            write.left(painter, room, paint.NOT_COMPUTED)
            return
        image = to_image(np.ascontiguousarray(array), limit, diverging(look.theme))
        painter.drawImage(room, image)
        paint.frame(painter, room, look.theme.line)


def _fitted(write: paint.Writer, sign: str, value: float, width: float) -> str:
    """A sign and a number of three digits, with fewer where they find no room."""
    text = f"{sign} {compact(value)}"
    if write.width(text) <= width:
        return text
    return f"{sign} {write.fitted(value, width - write.width(sign + ' '))}"


def _guilty(f: float | None, W: float | None) -> int | None:
    """The half that is further from 1, counted in powers: 0 is through f′, 1 through Wᵀ."""
    if not f or not W or not (0.0 < f < math.inf and 0.0 < W < math.inf):
        return 0 if f == 0.0 else 1 if W == 0.0 else None
    away = abs(math.log(f)), abs(math.log(W))
    return None if away[0] == away[1] else int(away[1] > away[0])
