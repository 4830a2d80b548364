"""The picture of recurrent layers, unrolled: frames around time steps, what passes from step to
step, the names of steps and cells, and ellipses for steps that have no room.

The numbers in the cells are painted with those of all other blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.network.geometry import (
    HiddenSteps,
    NetworkLayout,
    PlacedBlock,
    PlacedStep,
    PlacedSteps,
    Point,
    Rect,
)
from ui.panels.network.scene import Scene
from ui.panels.network.wiring import Shown, Wiring

__all__ = ["StepsPicture"]

Way = tuple[Point, ...]


class StepsPicture:
    """What is painted of the time steps of a layout's recurrent layers beside their numbers."""

    def __init__(self, wiring: Wiring, layout: NetworkLayout, look: Look) -> None:
        self.wiring = wiring
        self.layout = layout
        self.look = look
        self._small = paint.writer(look.metrics, Text.SMALL)
        self._strong = paint.writer(look.metrics, Text.SMALL, strong=True)
        self._plain = mix(look.theme.line, look.theme.ink, 0.3)

    # -- what can be pointed at

    def step_at(self, x: float, y: float) -> tuple[str, int] | None:
        """The layer and the step whose name is at a point; of an ellipsis the step that comes into
        sight."""
        for name, steps in self.layout.steps.items():
            for step in steps.steps:
                if step.step and self.heading(steps, step).contains(x, y):
                    return name, step.step
            for hidden in steps.hidden:
                if hidden.rect.contains(x, y):
                    return name, max(1, (hidden.first + hidden.last) // 2)
        return None

    def layer_at(self, x: float, y: float) -> str | None:
        """The recurrent layer at a point."""
        return next(
            (name for name, each in self.layout.steps.items() if each.rect.contains(x, y)), None
        )

    def heading(self, steps: PlacedSteps, step: PlacedStep) -> QRectF:
        """Where the name of a step stands."""
        wide = max(self._strong.width(_step_name(step.step)) + 8, 18.0)
        x = step.rect.middle[0]
        return QRectF(x - wide / 2, steps.rect.y - 2, wide, self._small.height + 2)

    # -- what does not change: frames and ways

    def paint_ground(self, painter: QPainter) -> None:
        """The frames of the steps, and the ways between them."""
        corner = self.look.metrics.px(6)
        for name, steps in self.layout.steps.items():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.theme.line, 1.0))
            for step in steps.steps:
                place = _qt(step.rect).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(place, corner, corner)
            painter.setPen(QPen(self._plain, 1.0))
            for way in (*self._inputs(name, steps), *self._states(steps), *self._lanes(steps)):
                _line(painter, way)

    def _inputs(self, name: str, steps: PlacedSteps) -> Iterator[Way]:
        """From what the layer reads along the rail, and up to each input."""
        entries = [step for step in steps.steps if step.input]
        if not entries:
            return
        left = steps.rect.x - self.look.metrics.px(10)
        read = self.layout.blocks.get(self.wiring.layers[name].inputs[0])
        end = (self._block(entries[-1].input).rect.middle[0], steps.rail)
        if read is None:
            yield (left - self.look.metrics.px(8), steps.rail), end
        else:
            level = read.rect.middle[1]
            yield (read.rect.right, level), (left, level), (left, steps.rail), end
        for step in entries:
            place = self._block(step.input).rect
            yield (place.middle[0], steps.rail), (place.middle[0], place.bottom + 1)

    def _block(self, name: str) -> PlacedBlock:
        return self.layout.blocks[name]

    @staticmethod
    def _in_order(steps: PlacedSteps) -> list[PlacedStep | HiddenSteps]:
        """Steps and ellipses from left to right."""
        return sorted((*steps.steps, *steps.hidden), key=lambda each: each.rect.x)

    def _states(self, steps: PlacedSteps) -> Iterator[Way]:
        """The state from each step to the next."""
        for before, after in pairwise(self._in_order(steps)):
            y = round(before.rect.middle[1]) + 0.5
            yield (before.rect.right, y), (after.rect.x, y)

    def _lanes(self, steps: PlacedSteps) -> Iterator[Way]:
        """The other memory, over the steps, from each of its cells to the next."""
        for word in steps.unplaced.memories[:-1]:
            cells = [
                self._block(step.blocks[step.words.index(word)]).rect.middle[0]
                for step in steps.steps
                if word in step.words
            ]
            top, aside = steps.steps[0].rect.y, self.look.metrics.px(5)
            for before, after in pairwise(cells):
                out, into = before + aside, after - aside
                yield (out, top), (out, steps.lane), (into, steps.lane), (into, top)

    def _lifts(self, steps: PlacedSteps) -> Iterator[Way]:
        """From each input up to its step."""
        for step in steps.steps:
            if step.input:
                x = step.rect.middle[0]
                yield (x, self._block(step.input).rect.y - 2), (x, step.rect.bottom)

    # -- what changes: names, and the way in which things pass

    def paint(self, painter: QPainter, scene: Scene, hovered: tuple[str, int] | None) -> None:
        """The names of steps and cells, ellipses, and arrowheads: backward while gradients are
        shown."""
        for name, steps in self.layout.steps.items():
            self._paint_heads(painter, steps, scene)
            for step in steps.steps:
                is_hovered = hovered == (name, step.step)
                here = scene.looked.get(name) == step.step
                self._paint_heading(painter, steps, step, here=here, hovered=is_hovered)
                self._paint_cells(painter, step, scene)
            for hidden in steps.hidden:
                self._paint_ellipsis(painter, hidden, hovered=hovered, layer=name)

    def _paint_heads(self, painter: QPainter, steps: PlacedSteps, scene: Scene) -> None:
        size = float(self.look.metrics.px(4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._plain)
        for way in (*self._states(steps), *self._lanes(steps)):
            _head(painter, tuple(reversed(way)) if scene.gradient else way, size)
        painter.setPen(QPen(self._plain, 1.0))
        lifts = list(self._lifts(steps))
        for way in lifts:
            _line(painter, way)
        painter.setPen(Qt.PenStyle.NoPen)
        inputs = (step.input for step in steps.steps if step.input)
        back = scene.gradient and any(scene.shown[name].gradient for name in inputs)
        for way in lifts:
            _head(painter, tuple(reversed(way)) if back else way, size)

    def _paint_heading(
        self, painter: QPainter, steps: PlacedSteps, step: PlacedStep, *, here: bool, hovered: bool
    ) -> None:
        place, text = self.heading(steps, step), _step_name(step.step)
        write = self._strong if here else self._small
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink if here else self.look.theme.ink_soft)
        write.centre(painter, place, text)
        if hovered:
            wide = write.width(text)
            left = place.center().x() - wide / 2
            paint.door(painter, left, write.baseline(place), wide, self.look.theme.ink)

    def _paint_cells(self, painter: QPainter, step: PlacedStep, scene: Scene) -> None:
        """What each cell of a step shows, above it; what its input shows, beside it."""
        small, near = self._small, self.look.metrics.px(3)
        painter.setFont(small.font)
        top = step.rect.y + self.look.metrics.px(2)
        for name in step.blocks:
            block = self._block(name)
            text = small.elided(_cell_label(scene, name), block.rect.width + 2 * near)
            painter.setPen(self._ink(scene, name))
            place = QRectF(block.rect.x - near, top, block.rect.width + 2 * near, small.height)
            small.centre(painter, place, text)
        if step.input:
            block, text = self._block(step.input), _cell_label(scene, step.input)
            painter.setPen(self._ink(scene, step.input))
            place = QRectF(0, 0, small.width(text), small.height)
            place.moveRight(block.rect.x - near)
            place.moveTop(block.unit(0).middle[1] - small.height / 2)
            small.left(painter, place, text)

    def _ink(self, scene: Scene, block: str) -> QColor:
        known = scene.numbers[block] is not None
        return self.look.theme.ink_soft if known else self.look.theme.ink_faint

    def _paint_ellipsis(
        self, painter: QPainter, hidden: HiddenSteps, *, hovered: tuple[str, int] | None, layer: str
    ) -> None:
        """Three dots and how many steps they stand for."""
        middle = max(1, (hidden.first + hidden.last) // 2)
        is_hovered = hovered == (layer, middle)
        theme, px = self.look.theme, self.look.metrics.px
        painter.setPen(theme.ink if is_hovered else theme.ink_soft)
        painter.setFont(self._small.font)
        x, y = hidden.rect.middle
        place = QRectF(hidden.rect.x - px(9), y - px(9), hidden.rect.width + px(18), px(18))
        painter.setBrush(painter.pen().color())
        size = self.look.metrics.factor
        for dot in (-1, 0, 1):
            painter.drawEllipse(QPointF(x + dot * px(6), round(y) + 0.5), size, size)
        place.moveTop(y + px(5))
        self._small.centre(painter, place, str(hidden.count))


def _step_name(step: int) -> str:
    return f"t{step}"


def _cell_label(scene: Scene, block: str) -> str:
    """What a cell shows, in short: the word of the value, or ∂ and the word of the gradient."""
    wiring, shown = scene.wiring, scene.shown[block]
    layer, place = wiring.cells[block]
    sign = "∂" if shown.gradient else ""
    return sign + _word_of(wiring.unrolled[layer].step_name(place.step), shown)


def _word_of(step: str, shown: Shown) -> str:
    """The word of a value after the name of its step."""
    return shown.name.removeprefix("val.").removeprefix("d.").removeprefix(f"{step}.")


def _line(painter: QPainter, way: Way) -> None:
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in way]))


def _head(painter: QPainter, way: Way, size: float) -> None:
    """An arrowhead at the end of a way that runs along an axis."""
    (x0, y0), (x, y) = way[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    aside = 0.7 * size
    points = (
        (x, y),
        (x - dx * size + dy * aside, y - dy * size + dx * aside),
        (x - dx * size - dy * aside, y - dy * size - dx * aside),
    )
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))


def _qt(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
