"""The hidden space: the examples and the plane of the inputs as a hidden layer sees them.

The plane of the inputs is drawn as a mesh, bent as the layer bends it and tinted by what the
network says there, so that the next layer's cut is a straight line. A slider carries mesh and
examples from the inputs to the layer's output; its stops are the program's own instructions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap
from ui.kit.guard import guarded
from ui.kit.keys import ENTER
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.plane_image import paint_not_finite
from ui.kit.theme import Text
from ui.panels.hidden_space import words
from ui.panels.hidden_space.geometry import (
    SNAP_PIXELS,
    SpaceLayout,
    StagePlace,
    layout,
    stepped,
)
from ui.panels.hidden_space.picture import HiddenSpacePicture, track_of
from ui.panels.hidden_space.scene import HiddenSpaceScene
from ui.panels.hidden_space.unit_choice import UnitChoice
from ui.session.wishes import LookAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.views.base import Moment
from visualnn.views.examples import number_of_example
from visualnn.views.hidden_space import HiddenSpaceView

__all__ = ["HiddenSpacePanel"]

REACH_PIXELS = 4
"""Pixels from the edge of an example within which the pointer is meant for it."""
STEPS: Final = {
    Qt.Key.Key_Left: (-1, False),
    Qt.Key.Key_Right: (+1, False),
    Qt.Key.Key_PageUp: (-1, True),
    Qt.Key.Key_PageDown: (+1, True),
}
ENDS: Final = (Qt.Key.Key_Home, Qt.Key.Key_End)
WALKS: Final = {Qt.Key.Key_Down: +1, Qt.Key.Key_Up: -1}
CHOOSES, NEXT_ACROSS, NEXT_UPWARD = Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7
"""The keys that see the layer along two of its units, or no longer, and choose them."""


class HiddenSpacePanel(PaintedPanel):
    """Draws the hidden space; the slider moves it, a click explains an example."""

    wanted_pixels = 380, 320
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: HiddenSpaceScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self._wanted: float | None = None
        self._pointer: QPointF | None = None
        self._walked: int | None = None
        self._sliding = False
        self._picture = HiddenSpacePicture()
        self.units: tuple[int, int] | None = None
        """The two units that are the axes in place of directions of all; None while none are."""
        self.choice = UnitChoice(self)
        self.choice.chosen.connect(self._choose)
        self.choice.failed.connect(self.failed)
        self.choice.set_look(look)

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        if self.scene is None or self.scene.lesson is not frame.lesson:
            self._wanted = self._walked = self.scene = None
            self.units = None
            if HiddenSpaceView().suits(frame.lesson):
                self.scene = HiddenSpaceScene(frame.lesson)
        if self.scene is not None:
            self.scene.show(frame, self.units)
        self._place_choice()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        super().set_look(look)
        self.choice.set_look(look)
        self._place_choice()

    def retranslate(self) -> None:
        """The language changed."""
        super().retranslate()
        self._place_choice()

    # -- two units as the axes

    def moment_shown(self, moment: Moment) -> Moment:
        """The same axes in the table."""
        return replace(moment, units=self.units)

    @guarded
    def _choose(self, units: tuple[int, int] | None) -> None:
        """See the layer along two of its units, or along directions of all."""
        scene = self.scene
        if scene is not None and self.frame is not None:
            self.units = units
            scene.show(self.frame, units)
            self._place_choice()
            self.announce(words.units(scene))
            self.update()

    def _place_choice(self) -> None:
        """Put the button and the two lists of units in their places."""
        count = 0 if self.scene is None else self.scene.unit_count
        self.choice.show_units(count, None if self.scene is None else self.scene.units)
        places = self._layout()
        self.choice.place(places.title, places.choice, self.width())

    # -- where the slider is

    @property
    def place(self) -> float:
        """Where the slider is, in stages from the first; at the layer's output until it is
        moved."""
        last = 0.0 if self.scene is None else len(self.scene.space.stages) - 1.0
        return last if self._wanted is None else min(self._wanted, last)

    def slide(self, place: float) -> None:
        """Carry the plane to a place of the slider."""
        last = 0.0 if self.scene is None else len(self.scene.space.stages) - 1.0
        self._wanted = None if place >= last else max(place, 0.0)
        self.update()

    def _stage(self, scene: HiddenSpaceScene) -> StagePlace:
        return StagePlace.at(self.place, len(scene.space.stages))

    def _layout(self) -> SpaceLayout:
        return layout(
            self.width(),
            self.height(),
            self.look.metrics.factor,
            button=self.choice.button_width,
            choosing=self.scene is not None and self.scene.units is not None,
        )

    def _map(self, scene: HiddenSpaceScene) -> PlaneMap:
        return self._picture.map(scene, self._stage(scene), self._layout())

    def spoken(self) -> str:
        """Title, what the axes are, the examples, and what is read."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self._stage(self.scene), self._note(self.scene))

    # -- what is read

    def _near(self, scene: HiddenSpaceScene, left: float, top: float) -> int | None:
        """The example that a pixel is meant for."""
        spots = self._picture.spots(scene, self._stage(scene), self._map(scene))
        away = np.hypot(*(spots - [left, top]).T)
        if not np.isfinite(away).any():
            return None
        found = int(np.nanargmin(away))
        radius = self._picture.radius(scene, self._map(scene), self.look)
        reach = radius + self.look.metrics.px(REACH_PIXELS)
        return found if away[found] <= reach else None

    def _note(self, scene: HiddenSpaceScene) -> str:
        place = self._stage(scene)
        if scene.pointed is not None:
            return words.example(scene, scene.pointed, place)
        if self._walked is not None and self._walked < len(scene.space.examples):
            return words.example(scene, self._walked, place)
        return words.caption(scene, place)

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        if self.scene is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
        else:
            self._paint_scene(painter, self.scene)

    def _paint_scene(self, painter: QPainter, scene: HiddenSpaceScene) -> None:
        look, places, picture = self.look, self._layout(), self._picture
        place, plane = self._stage(scene), self._map(scene)
        box = QRectF(plane.box.left, plane.box.top, plane.box.width, plane.box.height)
        self.paint_line(painter, places.title, tuple(words.titles(scene, place)), Text.BODY)
        painter.save()
        painter.setClipRect(box)
        if not scene.finite:
            paint_not_finite(painter, box, np.zeros((1, 1), bool), look.theme)
        picture.paint_mesh(painter, scene, place, plane, look)
        if place.is_stop and place.before == len(scene.space.stages) - 1:
            picture.paint_cut(painter, scene, plane, look)
        picture.paint_trail(painter, scene, place, plane, look)
        picture.paint_examples(painter, scene, place, plane, look)
        picture.paint_asked(painter, scene, place, plane, look)
        painter.restore()
        paint.frame(painter, box, look.theme.line)
        picture.paint_axes(painter, scene, place, plane, look)
        if self._pointer is not None and not self._sliding:
            picture.paint_legend(painter, scene, plane, look)
        notes, foot = self._note(scene).splitlines(), places.caption
        tall = foot.height / max(1, len(notes))
        for n, told in enumerate(notes):
            row = Box(foot.left, foot.top + n * tall, foot.width, tall)
            self.paint_line(painter, row, (told,), Text.SMALL)
        picture.paint_track(painter, scene, self.place, places, look)

    # -- the pointer

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        if scene is None:
            return
        if self._sliding:
            self._slide_to(scene, at.x())
            return
        self._pointer = at
        row = self._near(scene, at.x(), at.y())
        on_track = self._layout().track.contains(at.x(), at.y())
        hand = row is not None or on_track
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self._point_at(scene, row)
        self.update()

    def _point_at(self, scene: HiddenSpaceScene, row: int | None) -> None:
        """Let the example that is pointed at show in every panel."""
        if row != scene.pointed:
            scene.pointed = row
            self.pointed.emit(None if row is None else _input(scene, row))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        if self.scene is not None:
            self._point_at(self.scene, None)
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        if scene is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._layout().track.contains(at.x(), at.y()):
            self._sliding = True
            self._slide_to(scene, at.x())
            return
        row = self._near(scene, at.x(), at.y())
        if row is not None:
            self._look_at(scene, row)

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._sliding = False
        self.update()

    def _slide_to(self, scene: HiddenSpaceScene, x: float) -> None:
        track = track_of(scene, self._layout())
        self.slide(track.place(x, self.look.metrics.px(SNAP_PIXELS)))

    def _look_at(self, scene: HiddenSpaceScene, row: int) -> None:
        self.wished.emit(LookAt(number_of_example(scene.lesson, scene.frame.values, "train", row)))

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        return is_plain(event) and event.key() in self._keys

    @property
    def _keys(self) -> tuple[Qt.Key, ...]:
        """What is answered here."""
        chosen = (NEXT_ACROSS, NEXT_UPWARD) if self.units is not None else ()
        chooses = (CHOOSES, *chosen) if self.choice.is_offered else ()
        return (*STEPS, *ENDS, *WALKS, *ENTER, *chooses)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scene = Qt.Key(event.key()), self.scene
        if scene is None or self.frame is None:
            super().keyPressEvent(event)
            return
        stages = len(scene.space.stages)
        if key in STEPS:
            direction, stops = STEPS[key]
            self.slide(stepped(self.place, stages, direction, stops=stops))
            self.announce(words.title(scene, self._stage(scene)))
        elif key in ENDS:
            self.slide(0.0 if key == Qt.Key.Key_Home else stages - 1.0)
            self.announce(words.title(scene, self._stage(scene)))
        elif key in WALKS:
            self._walk(scene, WALKS[key])
        elif key in ENTER:
            row = self._walked if self._walked is not None else scene.row or 0
            self._look_at(scene, row)
            self.announce(words.example(scene, row, self._stage(scene)))
        elif key in self._keys:
            self.choice.press(key - CHOOSES)
        else:
            event.ignore()

    def _walk(self, scene: HiddenSpaceScene, direction: int) -> None:
        """Go to the next example (+1) or the one before (−1)."""
        count = len(scene.space.examples)
        before = scene.row if self._walked is None else self._walked
        row = 0 if before is None else (before + direction) % count
        self._walked = row
        self._point_at(scene, row)
        self.announce(words.example(scene, row, self._stage(scene)))
        self.update()

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_choice()

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._walked is not None and self.scene is not None:
            self._walked = None
            self._point_at(self.scene, None)
        self.update()


def _input(scene: HiddenSpaceScene, row: int) -> Source:
    """The number that stands for an example, whether or not it is in the batch."""
    return Source("data.x", (row, *(0,) * (scene.lesson.data.x.ndim - 1)))
