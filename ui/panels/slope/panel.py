"""The slope of the number in focus: the loss over it, its tangent, and what its update brought."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.panels.slope import words
from ui.panels.slope.marks import SlopeMarks
from ui.panels.slope.scene import SlopeScene
from ui.plot.axes import AxisSpan
from ui.plot.plot_panel import PlotPanel
from ui.session.wishes import LookAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame

__all__ = ["SlopePanel"]

REACH_PIXELS = 9
"""Pixels from a mark within which the pointer is meant for it."""
ARROW_PIXELS = 16
"""The height of the strip with the step's arrow."""


class SlopePanel(PlotPanel):
    """Draws the loss over one number; the pointer or the keys read it."""

    wanted_pixels = 420, 280
    least_pixels = 200, 110

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: SlopeScene | None = None
        """What is shown; None before the first frame."""
        self._key_point: int | None = None
        self.marks = SlopeMarks(look)
        self.plot.over, self.plot.beneath = self.marks.over, self.marks.beneath
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._go_on)

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        self._clock.stop()
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            self.scene, self._key_point = None, None
            scene = SlopeScene(frame.lesson)
        if scene.show(frame):
            self._key_point = None
        self.scene = scene
        if scene.is_going_on:
            self._clock.start()
        self._draw()

    @guarded
    def _go_on(self) -> None:
        """Compute for one more turn."""
        try:
            has_more = self.scene is not None and self.scene.go_on()
        except Exception:
            self._clock.stop()  # what fails would fail in every turn
            raise
        if not has_more:
            self._clock.stop()
            self._draw()

    def draw(self) -> None:
        """Give the plot what the scene has."""
        scene, plot = self.scene, self.plot
        self.marks.scene, self.marks.look = scene, self.look
        plot.foot = self.look.metrics.px(ARROW_PIXELS)
        shown = scene is not None and scene.is_drawn
        if plot.isHidden() == shown:
            plot.setVisible(shown)
        if scene is not None and scene.place is not None and shown:
            across = AxisSpan(words.name_of(scene.place), *scene.across)
            plot.set_axes(across, AxisSpan("L", *scene.up))
            plot.set_lines(self.marks.lines())

    def spoken(self) -> str:
        """The title, the shape of the curve, and what is read."""
        if self.scene is None or self.scene.place is None:
            return words.nothing_yet(self.scene)
        return words.spoken(self.scene, self.note())

    # -- what is read

    def titles(self) -> Sequence[str]:
        """The pattern that is seen now."""
        return () if self.scene is None else tuple(words.titles(self.scene))

    def nothing_yet(self) -> str:
        """What will be here."""
        return words.nothing_yet(self.scene)

    def read(self) -> None:
        """Take up the point of the curve that is pointed at."""
        scene, self.marks.point = self.scene, self._key_point
        if scene is not None and scene.found is not None and self.pointer is not None:
            number = self.plot.map.x_at(self.pointer.x())
            self.marks.point = int(np.abs(scene.found.numbers - number).argmin())
        self.marks.legend = self.pointer is not None or self.hasFocus()

    def note(self) -> str:
        """What is said below: of a point of the curve, or of the slope."""
        if self.scene is None:
            return ""
        if self.marks.point is not None and self.scene.found is not None:
            return words.readout(self.scene, self.marks.point)
        return words.note(self.scene)

    # -- the pointer

    def click(self) -> None:
        """Explain the number or its gradient, whichever is pointed at."""
        found = self._number_at()
        if found is not None:
            self.wished.emit(LookAt(found))

    def is_door(self) -> bool:
        """Whether a number is pointed at."""
        return self._number_at() is not None

    def _number_at(self) -> Source | None:
        """The number at its dot, the loss that all brought at its mark, else the gradient on the
        tangent."""
        scene, at = self.scene, self.pointer
        if scene is None or scene.found is None or at is None or scene.found.loss is None:
            return None
        found, place = scene.found, self.plot.map
        dot = QPointF(place.across(found.value), place.up(scene.found.loss)) - at
        reach = self.look.metrics.px(REACH_PIXELS)
        if max(abs(dot.x()), abs(dot.y())) <= reach:
            return scene.place
        if found.gradient is not None:
            number = place.x_at(at.x())
            tangent = found.loss + found.gradient * (number - found.value)  # type: ignore[operator]
            if abs(place.up(tangent) - at.y()) <= reach:
                return scene.gradient_place()
        return None

    # -- the keyboard

    @property
    def holds_something(self) -> bool:
        """A point of the curve that the keys went to."""
        return self._key_point is not None

    def press(self, key: Qt.Key) -> bool:
        """Read the curve, go to the next number, look at the number or its gradient."""
        scene = self.scene
        if scene is None:
            return False
        if key in PLANE_ARROWS:
            self._move(scene, *PLANE_ARROWS[key])
        elif key in ENTER:
            self._look_at(scene.place)
        elif key == Qt.Key.Key_7:
            self._look_at(scene.gradient_place())
        elif key == Qt.Key.Key_Escape and self.holds_something:
            self._key_point = None
            self._read()
        else:
            return False
        return True

    def _look_at(self, place: Source | None) -> None:
        if place is not None:
            self.wished.emit(LookAt(place))

    def _move(self, scene: SlopeScene, points: int, numbers: int) -> None:
        self.pointer = None  # what the keys go to is read
        if numbers:
            self._look_at(scene.beside(-numbers))
        elif scene.found is not None:
            last = len(scene.found.numbers) - 1
            start = last // 2 if self._key_point is None else self._key_point
            self._key_point = min(max(start + points, 0), last)
        self._read()
        self.announce(self.note())
