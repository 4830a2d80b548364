"""The start of all walkers in the hand: dragged, or moved by keys, and kept or put back."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.panels.landscape.scene import LandscapeScene
from ui.plot.plot import PlotWidget

__all__ = ["Starting"]

GRAB_PIXELS = 9
"""Pixels from the start within which it is grabbed."""
KEY_PIXELS = 8
"""How far one press of a key moves the start."""


class Starting(QObject):
    """What happens to the start of a landscape under the hand."""

    moved = Signal(object)
    """The start follows the hand: a tuple of numbers."""
    let_go = Signal(bool)
    """It is kept, or put back."""
    failed = Signal(str)

    def __init__(self, plot: PlotWidget, look: Look) -> None:
        super().__init__(plot)
        self.scene: LandscapeScene | None = None
        self.look = look
        self._plot = plot
        self.pulled: tuple[float, ...] | None = None
        """Where the start is pulled to; None while it is not."""
        self._is_given_up = False
        """Whether it was put back while the hand still holds it."""

    # -- places

    def place_at(self, at: QPointF | None) -> tuple[float, ...] | None:
        """The place that a pixel stands for, in round numbers; None where no walker can start."""
        scene, place = self.scene, self._plot.map
        if at is None or scene is None or scene.start is None:
            return None
        x, y = place.x_at(at.x()), place.y_at(at.y())
        if not place.holds(x, y):
            return None
        across = _rounded(x, (place.x[1] - place.x[0]) / place.box.width)
        if scene.is_curve:
            return (across,)
        return across, _rounded(y, (place.y[1] - place.y[0]) / place.box.height)

    def is_at_start(self, at: QPointF) -> bool:
        """Whether a pixel is on the start, where nothing else is."""
        scene = self.scene
        if scene is None or scene.start is None:
            return False
        x, y = self._plot.map.pixel(*scene.start)
        reach = self.look.metrics.px(GRAB_PIXELS)
        return max(abs(x - at.x()), abs(y - at.y())) <= reach

    # -- the pointer

    def grabs(self, at: QPointF) -> bool:
        """Whether the start is grabbed at a pixel."""
        self._is_given_up = False
        return self.is_at_start(at)

    @guarded
    def drag(self, at: object) -> None:
        """The hand is here."""
        place = self.place_at(at) if isinstance(at, QPointF) else None
        if place is not None and not self._is_given_up:
            self._pull(place)

    @guarded
    def drop(self) -> None:
        """The hand lets go: all start there."""
        self._end(kept=True)

    # -- the keyboard

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key moves the start: an arrow with Ctrl."""
        scene, held = self.scene, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_ready = scene is not None and scene.start is not None
        return (
            is_ready and held == Qt.KeyboardModifier.ControlModifier and event.key() in PLANE_ARROWS
        )

    def move(self, right: int, up: int) -> None:
        """Move the start by some pixels, rounded to a number that can be said."""
        scene, place = self.scene, self._plot.map
        if scene is None or scene.start is None:
            return
        now = self.pulled or scene.start
        step = self.look.metrics.px(KEY_PIXELS)
        x = place.across(now[0]) + right * step
        y = place.up(now[-1]) - up * step
        found = self.place_at(QPointF(x, place.box.top + 1 if scene.is_curve else y))
        if found is not None:
            kept = (
                found[0] if right else now[0],
                *((found[1] if up else now[1],) * len(found[1:])),
            )
            self._pull(kept)

    def press(self, key: Qt.Key) -> bool:
        """Enter keeps the start that is pulled, Esc puts it back."""
        if self.pulled is None or key not in (*ENTER, Qt.Key.Key_Escape):
            return False
        self._end(kept=key != Qt.Key.Key_Escape)
        return True

    def put_back(self) -> None:
        """Let a start that the keys pull go back to where it was."""
        self._end(kept=False)

    def _pull(self, place: tuple[float, ...]) -> None:
        self.pulled = place
        self.moved.emit(place)

    def _end(self, *, kept: bool) -> None:
        if self.pulled is not None:
            self.pulled, self._is_given_up = None, not kept
            self.let_go.emit(kept)


def _rounded(value: float, pixel: float) -> float:
    """A number with as many places as a pixel can tell apart."""
    if not pixel > 0 or not math.isfinite(value):
        return value
    return round(value, max(0, math.ceil(-math.log10(pixel)))) + 0.0
