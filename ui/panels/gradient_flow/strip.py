"""The strip through time: how long the gradient was in every layer in every iteration, shaded."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF

from ui.kit import paint
from ui.kit.geometry.axis import ValueAxis
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.theme import THEMES, Text, Theme
from ui.kit.tint import mix
from ui.panels.gradient_flow.geometry import FlowLayout, StripLayout, length_axis, strip_layout
from ui.panels.gradient_flow.marks import power
from ui.panels.gradient_flow.scene import LENGTHS, FlowScene
from visualnn.text import _

__all__ = ["FlowStrip"]

SHADE_COUNT = 64


class FlowStrip:
    """Paints the strip, and keeps the picture of what was painted last."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._image: QImage | None = None
        self._axis: ValueAxis | None = None

    def places(self, scene: FlowScene, layout: FlowLayout, look: Look) -> StripLayout | None:
        """Where the strip is; None where it has no room."""
        if layout.strip is None:
            return None
        furthest = scene.frame.furthest
        return strip_layout(layout.strip, look.metrics.factor, furthest, scene.lesson.iterations)

    def paint(self, painter: QPainter, scene: FlowScene, layout: FlowLayout, look: Look) -> None:
        """Heading, shades and cursor."""
        places = self.places(scene, layout, look)
        if places is None:
            return
        write = paint.writer(look.metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(look.theme.ink_soft)
        lengths = scene.through_time
        text = _("{what} through time, a row a layer").format(what=LENGTHS[scene.measured][0])
        if lengths is None:
            text = _("Through time: filled in once iterations are computed")
            if scene.frame.furthest:
                text = _("Through time: the iterations are being gone through")
        write.left(painter, rect(places.head), text)
        paint.frame(painter, rect(places.cells), look.theme.line)
        if lengths is not None:
            self._shades(painter, scene, lengths, places, look)
        self._cursor(painter, scene, places, look)

    def _shades(
        self,
        painter: QPainter,
        scene: FlowScene,
        lengths: NDArray[Any],
        places: StripLayout,
        look: Look,
    ) -> None:
        width = max(1, min(int(places.cells.width), places.iterations))
        columns = int(lengths.shape[1] * scene.history.every * width / places.iterations)
        measured, theme, frame = scene.measured, look.theme.name, scene.frame
        run = frame.leader.id, frame.edits
        key = (columns, measured, width, places.iterations, theme, run, len(lengths))
        if key != self._key or self._image is None:
            self._key = key
            finite = lengths[np.isfinite(lengths) & (lengths > 0.0)]
            ends = [float(finite.min()), float(finite.max())] if finite.size else []
            self._axis = length_axis(ends)
            self._image = _image(
                lengths, self._axis, scene.history.every, places, width, look.theme
            )
        painter.drawImage(rect(places.cells), self._image)
        paint.frame(painter, rect(places.cells), look.theme.line)
        if self._axis is not None:
            self._legend(painter, self._axis, places, look)

    def _legend(self, painter: QPainter, axis: ValueAxis, places: StripLayout, look: Look) -> None:
        """The shades from the lower end of the axis to the upper."""
        write, px = paint.writer(look.metrics, Text.SMALL), look.metrics.px
        low, high = power(axis.low), power(axis.high)
        painter.setPen(look.theme.ink_soft)
        box = rect(places.legend)
        write.right(painter, box, high)
        bar = QRectF(0, box.top() + px(4), px(48), box.height() - px(8))
        bar.moveRight(box.right() - write.width(high) - px(5))
        painter.drawImage(bar, _ramp(look.theme.name))
        paint.frame(painter, bar, look.theme.line)
        before = QRectF(box.left(), box.top(), bar.left() - px(5) - box.left(), box.height())
        write.right(painter, before, low)

    def _cursor(self, painter: QPainter, scene: FlowScene, places: StripLayout, look: Look) -> None:
        """Where the learner is."""
        x = round(places.x_of(scene.frame.place.iteration))
        if not places.cells.left <= x <= places.cells.right:
            return
        wide = look.metrics.hairline
        painter.fillRect(
            x - wide,
            round(places.cells.top),
            2 * wide + 1,
            round(places.cells.height),
            look.theme.surface,
        )
        painter.fillRect(
            x, round(places.cells.top), wide, round(places.cells.height), look.theme.ink
        )
        head, reach = places.cells.top, look.metrics.px(4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.ink)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - reach, head - reach),
                    QPointF(x + reach + 1, head - reach),
                    QPointF(x + 0.5, head + 1),
                ]
            )
        )
        painter.restore()


def _image(
    lengths: NDArray[Any],
    axis: ValueAxis | None,
    every: int,
    places: StripLayout,
    width: int,
    theme: Theme,
) -> QImage:
    """One pixel for a layer and a column of iterations; what is not known has the surface's colour,
    a length that is no finite number a colour of its own."""
    table = _shades_of(theme.name)
    at = ((np.arange(width) + 0.5) * places.iterations / width).astype(int) // every
    known = at < lengths.shape[1]
    columns = lengths[:, np.minimum(at, lengths.shape[1] - 1)]
    share = np.zeros(columns.shape) if axis is None else axis.share(np.nan_to_num(columns))
    entries = (
        np.clip(np.nan_to_num(share, neginf=0.0), 0.0, 1.0) * (SHADE_COUNT - 1) + 0.5
    ).astype(int)
    entries[np.isinf(columns)] = SHADE_COUNT + 1
    entries[np.isnan(columns)] = SHADE_COUNT
    entries[:, ~known] = SHADE_COUNT
    image = QImage(width, len(lengths), QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(len(lengths), image.bytesPerLine() // 4)
    pixels[:, :width] = table[entries]
    return image


@cache
def _ramp(name: str) -> QImage:
    """The shades of a theme in a row."""
    image = QImage(SHADE_COUNT, 1, QImage.Format.Format_RGB32)
    np.frombuffer(image.bits(), np.uint32)[:SHADE_COUNT] = _shades_of(name)[:SHADE_COUNT]
    return image


@cache
def _shades_of(name: str) -> NDArray[np.uint32]:
    """The shades of a theme from short to long, then that of what is not known, and that of what is
    no finite number."""
    theme = THEMES[name]
    shades = [
        mix(theme.surface, theme.ink, n / (SHADE_COUNT - 1)).rgb() for n in range(SHADE_COUNT)
    ]
    return np.array([*shades, theme.surface.rgb(), theme.not_finite.rgb()], np.uint32)
