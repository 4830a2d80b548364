"""Buttons on the network that make it grow: a unit more or less in a layer, a layer more or less.

They stand in lessons that have a knob over the width of a layer; elsewhere keys do the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from visualnn.dataclass import dataclass
from visualnn.lesson import Lesson
from visualnn.lesson.change import Change, setting_text
from visualnn.lesson.growing import SIZE_KEYS, layer_behind, resized, without_layer
from visualnn.text import N_, _

GROWTH_PIXELS: Final = 24
"""The height that a row of buttons takes up."""
SIDE_PIXELS: Final = 18
GAP_PIXELS: Final = 4


class Growth(Enum):
    """What a button does."""

    FEWER_UNITS = "fewer units"
    MORE_UNITS = "more units"
    FEWER_LAYERS = "fewer layers"
    MORE_LAYERS = "more layers"


SIGNS: Final = {
    Growth.FEWER_UNITS: "−",
    Growth.MORE_UNITS: "+",
    Growth.FEWER_LAYERS: "−",
    Growth.MORE_LAYERS: "+",
}
TIPS: Final = {
    Growth.FEWER_UNITS: N_("{layer}: a unit less"),
    Growth.MORE_UNITS: N_("{layer}: a unit more"),
    Growth.FEWER_LAYERS: N_("Takes the layer {layer} away"),
    Growth.MORE_LAYERS: N_("Another layer, in front of {layer}"),
}


@dataclass(frozen=True, slots=True)
class GrowthButton:
    """A button, by the layer it belongs to."""

    layer: str
    growth: Growth

    @property
    def tip(self) -> str:
        return _(TIPS[self.growth]).format(layer=self.layer)


def growth_buttons(lesson: Lesson) -> dict[GrowthButton, tuple[str, ...]]:
    """The buttons of a lesson, and the keys each sets, ``KEY=VALUE``; none where no knob turns the
    width of a layer. What cannot be has no button."""
    spec = lesson.spec
    keys = {knob.key for knob in lesson.knobs}
    layers = [layer.name for layer in getattr(spec, "layers", ())]
    turned = [each for each in layers if keys & {f"layers.{each}.{key}" for key in SIZE_KEYS}]
    if not turned:
        return {}
    found: dict[GrowthButton, Change | None] = {}
    hidden = [name for name in layers[:-1] if resized(spec, name, +1) is not None]
    for name in hidden:
        found[GrowthButton(name, Growth.FEWER_UNITS)] = resized(spec, name, -1)
        found[GrowthButton(name, Growth.MORE_UNITS)] = resized(spec, name, +1)
    if len(hidden) > 1:
        found[GrowthButton(hidden[-1], Growth.FEWER_LAYERS)] = without_layer(spec, hidden[-1])
    found[GrowthButton(layers[-1], Growth.MORE_LAYERS)] = layer_behind(spec, layers[-1])
    return {
        button: (setting_text(change),) for button, change in found.items() if change is not None
    }


class GrowthRow:
    """The buttons in one size and look: under each layer, and at the left for layers."""

    def __init__(
        self,
        look: Look,
        buttons: Iterable[GrowthButton],
        middles: Mapping[str, float],
        top: float,
        margin: float,
    ) -> None:
        """`middles` are the layers that are in sight, and where across the middle of each is."""
        self.look = look
        self._write = paint.writer(look.metrics, Text.SMALL)
        px = look.metrics.px
        side, gap = float(px(SIDE_PIXELS)), float(px(GAP_PIXELS))
        self.places: dict[GrowthButton, QRectF] = {}
        self.label = QRectF(margin, top, self._write.width(_("layers")), side)
        x = self.label.right() + 2 * gap
        for button in sorted(buttons, key=lambda each: list(Growth).index(each.growth)):
            if button.growth in {Growth.FEWER_LAYERS, Growth.MORE_LAYERS}:
                self.places[button] = QRectF(x, top, side, side)
                x += side + gap
            elif button.layer in middles:
                middle = round(middles[button.layer])
                left = middle - side - gap / 2
                if button.growth is Growth.MORE_UNITS:
                    left = middle + gap / 2
                self.places[button] = QRectF(left, top, side, side)
        ends = [
            place.right()
            for button, place in self.places.items()
            if button.growth in {Growth.FEWER_LAYERS, Growth.MORE_LAYERS}
        ]
        units = [place for each, place in self.places.items() if "units" in each.growth.value]
        if ends and any(place.left() < max(ends) + gap for place in units):
            self.places = {
                each: place
                for each, place in self.places.items()
                if "units" in each.growth.value and place.left() >= margin
            }
        self.has_layers = any("layers" in each.growth.value for each in self.places)

    def button_at(self, x: float, y: float) -> GrowthButton | None:
        """The button at a point."""
        return next((each for each, place in self.places.items() if place.contains(x, y)), None)

    def paint(self, painter: QPainter, hovered: GrowthButton | None) -> None:
        """Paint the buttons."""
        theme = self.look.theme
        painter.setFont(self._write.font)
        if self.has_layers:
            painter.setPen(theme.ink_soft)
            self._write.left(painter, self.label, _("layers"))
        for button, place in self.places.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection if button == hovered else theme.raised)
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(theme.ink)
            self._write.centre(painter, place, SIGNS[button.growth])
