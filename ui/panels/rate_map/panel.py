"""The map of rate and momentum on a quadratic, with the pairs of the runs on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.panels.rate_map import words
from ui.panels.rate_map.marks import RateMapMarks
from ui.panels.rate_map.scene import RateMapScene, RunOnMap
from ui.plot.axes import AxisSpan
from ui.plot.plot_panel import PlotPanel
from ui.session.wishes import Lead, LookAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.views.rate_map import RateMapView

__all__ = ["RateMapPanel"]

REACH_PIXELS = 10
"""Pixels from a mark within which the pointer is meant for it."""
MARGIN_PIXELS = 60
"""The room for the numbers beside the plot."""
KEY_STEP_SHARE = 0.02
"""How much of the map an arrow key goes on."""


class RateMapPanel(PlotPanel):
    """Draws the map; the pointer or the keys read a pair of it."""

    wanted_pixels = 480, 380
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: RateMapScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self._key: tuple[float, float] | None = None
        """The pair that the keys went to."""
        self.marks = RateMapMarks(look)
        self.plot.under, self.plot.over = self.marks.under, self.marks.over

    # -- what comes down

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.marks.forget()
        super().set_look(look)

    @guarded
    def _take(self, frame: Frame) -> None:
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            suits = RateMapView().suits(frame.lesson)
            self.scene = scene = RateMapScene(frame.lesson) if suits else None
        if scene is not None:
            scene.show(frame)
        self._draw()

    def draw(self) -> None:
        """Give the plot what the scene has."""
        scene, plot = self.scene, self.plot
        self.marks.scene, self.marks.look = scene, self.look
        if plot.isHidden() == (scene is not None):
            plot.setVisible(scene is not None)
        if scene is None:
            return
        plot.set_least_margin(self.look.metrics.px(MARGIN_PIXELS))
        plane = scene.plane
        x, y = ((plane.least[n], plane.largest[n]) for n in range(2))
        plot.set_axes(AxisSpan("η", 0.0, x[1]), AxisSpan("μ", *y))

    # -- what is said

    def titles(self) -> Sequence[str]:
        """Where the leading run stands."""
        return () if self.scene is None else tuple(words.titles(self.scene))

    def nothing_yet(self) -> str:
        """What will be here."""
        return words.nothing_yet()

    def note(self) -> str:
        """What is said below: of the pair that is read, or of the leading run."""
        scene, reading = self.scene, self.marks.reading
        if scene is None:
            return ""
        over = self._run_at()
        if over is not None:
            return words.run_words(over)
        if reading is not None:
            return words.pair_words(scene.pair(*reading))
        return words.note(scene)

    def spoken(self) -> str:
        """The title, the pair of each run, and what is read."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self.note())

    # -- what is read

    def read(self) -> None:
        """Take up the pair that is pointed at, or that the keys went to."""
        self.marks.reading = self._key
        if self.pointer is not None:
            place = self.plot.map
            x, y = place.x_at(self.pointer.x()), place.y_at(self.pointer.y())
            self.marks.reading = (x, y) if place.holds(x, y) and x > 0.0 and y >= 0.0 else None

    def _run_at(self) -> RunOnMap | None:
        """The run whose pair is pointed at."""
        if self.scene is None or self.pointer is None:
            return None
        reach, place = self.look.metrics.px(REACH_PIXELS), self.plot.map
        for each in reversed(self.scene.runs):
            apart = QPointF(*place.pixel(each.place.rate, each.place.momentum)) - self.pointer
            if max(abs(apart.x()), abs(apart.y())) <= reach:
                return each
        return None

    # -- the pointer

    def is_door(self) -> bool:
        """Whether a run is pointed at."""
        return self._run_at() is not None

    def click(self) -> None:
        """Let the run lead that is pointed at, or look at the rate of the one that does."""
        over = self._run_at()
        if over is not None and self.scene is not None:
            leads = over.run.id == self.scene.frame.leader.id
            self.wished.emit(LookAt(Source("lr")) if leads else Lead(over.run.id))

    # -- the keyboard

    @property
    def holds_something(self) -> bool:
        """A pair that the keys went to."""
        return self._key is not None

    def press(self, key: Qt.Key) -> bool:
        """Read the map, or look at the rate."""
        scene = self.scene
        if scene is None:
            return False
        if key in PLANE_ARROWS:
            self._move(scene, *PLANE_ARROWS[key])
        elif key in ENTER:
            self.wished.emit(LookAt(Source("lr")))
        elif key == Qt.Key.Key_Escape and self._key is not None:
            self._key = None
            self._read()
        else:
            return False
        return True

    def _move(self, scene: RateMapScene, right: int, up: int) -> None:
        self.pointer = None  # what the keys go to is read
        begun = scene.leading.place if scene.leading is not None else scene.best
        rate, momentum = self._key or (begun.rate, begun.momentum)
        (least, low), (most, high) = scene.plane.least, scene.plane.largest
        rate += right * KEY_STEP_SHARE * most
        momentum += up * KEY_STEP_SHARE * high
        self._key = min(max(rate, least), most), min(max(momentum, low), high)
        self._read()
        self.announce(self.note())
