"""The size bench: the output's size as a curve over each setting of the layer, the value that it
has marked, and what the learner may turn it to."""

from __future__ import annotations

from collections.abc import Iterator

from ui.kit.geometry.box import Box
from ui.panels.convolution.bench_geometry import (
    POINT_PIXELS,
    BenchLayout,
    bench_height,
    bench_layout,
)
from ui.panels.convolution.geometry import EDGE_PIXELS
from ui.panels.convolution.scene import ConvolutionScene
from ui.session.wishes import Turn
from visualnn.dataclass import dataclass
from visualnn.lesson import Lesson
from visualnn.text import _
from visualnn.views.cell import layers_with_windows
from visualnn.views.size_curves import SETTING_TITLES, SizeCurve, SizeSetting, SizeStep
from visualnn.views.windowed_layer import WindowedLayer

__all__ = ["BenchSpot", "SizeBench", "step_text", "turn_to", "turns_sizes"]

LAYER_KEYS: dict[SizeSetting, str] = {
    "filter": "size",
    "padding": "padding",
    "stride": "stride",
    "dilation": "dilation",
}
"""The keys of a layer's settings in a lesson."""


@dataclass(frozen=True)
class BenchSpot:
    """A value of a setting that is pointed at."""

    setting: SizeSetting
    value: int


def _wanted(at: WindowedLayer, spot: BenchSpot) -> Iterator[tuple[str, object]]:
    """The changes of a lesson that give a setting a value: key and value."""
    key, value = LAYER_KEYS.get(spot.setting), spot.value
    if key is None:
        yield "data.shape", [at.read[1], *(value for _n in at.axes)]
        return
    yield f"layers.{at.layer}.{key}", value
    if spot.setting == "padding" and value == 0:
        yield f"layers.{at.layer}.{key}", "valid"


def turn_to(lesson: Lesson, at: WindowedLayer, spot: BenchSpot) -> Turn | None:
    """The wish that turns a knob of the lesson to a value of a setting; None without such a
    knob."""
    wanted = [(key, _plain(value)) for key, value in _wanted(at, spot)]
    for knob in lesson.knobs:
        for setting in knob.settings:
            changes = [(change.key, _plain(change.value)) for change in setting.changes]
            if len(changes) == 1 and changes[0] in wanted:
                return Turn(knob.id, setting.word)
    return None


def turns_sizes(lesson: Lesson) -> bool:
    """Whether a lesson has knobs for the settings of a convolution or a pool."""
    keys = {
        f"layers.{at.layer}.{key}"
        for at in layers_with_windows(lesson)
        for key in LAYER_KEYS.values()
    }
    return any(
        change.key in keys
        for knob in lesson.knobs
        for setting in knob.settings
        for change in setting.changes
    )


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list | tuple) else value


def step_text(curve: SizeCurve, step: SizeStep) -> str:
    """A point in words: the sum and what it gives, or why there is no output."""
    name = _(SETTING_TITLES[curve.setting])
    if step.output is None:
        return _("{setting} {value}: {why}").format(setting=name, value=step.value, why=step.sum)
    text = _("{setting} {value}: {sum} = {output}").format(
        setting=name, value=step.value, sum=step.sum, output=step.output
    )
    if step.left_over:
        text += " · " + _("left over at the end: {count}").format(count=step.left_over)
    return text


class SizeBench:
    """What is pointed at on the bench of a scene, and what can be done there."""

    def __init__(self) -> None:
        self.on = False
        """Whether the size rule is opened: in words, and as curves."""
        self.spot: BenchSpot | None = None

    def layout(self, scene: ConvolutionScene, width: int, height: int, px: float) -> BenchLayout:
        """The bench at the foot of a panel of this size; without plots where there is no room."""
        room = Box(
            EDGE_PIXELS * px,
            height - bench_height(height, px),
            max(width - 2 * EDGE_PIXELS * px, 8.0),
            bench_height(height, px) - 4 * px,
        )
        curves = scene.curves if self.on and room.height > 0 else ()
        return bench_layout(room, curves, px)

    def point(self, places: BenchLayout, x: float, y: float, px: float) -> None:
        """Take what is under a pixel."""
        found = places.at(x, y, 2 * POINT_PIXELS * px)
        self.spot = None if found is None else BenchSpot(found[0].setting, found[1].value)

    def next_curve(self, scene: ConvolutionScene) -> None:
        """Go on to the next curve, at the value that the layer has."""
        curves = scene.curves
        if not curves:
            return
        names = [curve.setting for curve in curves]
        at = names.index(self.spot.setting) if self.spot and self.spot.setting in names else -1
        curve = curves[(at + 1) % len(curves)]
        value = curve.steps[0].value if curve.now is None else curve.now
        self.spot = BenchSpot(curve.setting, value)

    def move(self, scene: ConvolutionScene, direction: int) -> None:
        """Go on along the curve that is pointed at."""
        for curve in scene.curves:
            if self.spot is not None and curve.setting == self.spot.setting:
                values = [step.value for step in curve.steps]
                value = min(max(self.spot.value + direction, values[0]), values[-1])
                self.spot = BenchSpot(curve.setting, value)

    def text(self, scene: ConvolutionScene) -> str:
        """What is pointed at, in words."""
        for curve in scene.curves:
            for step in curve.steps:
                if self.spot == BenchSpot(curve.setting, step.value):
                    return step_text(curve, step)
        return ""

    def turn(self, scene: ConvolutionScene) -> Turn | None:
        """The wish that turns the layer to what is pointed at."""
        return None if self.spot is None else turn_to(scene.lesson, scene.at, self.spot)
