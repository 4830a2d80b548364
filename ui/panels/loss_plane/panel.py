"""The loss over a plane through all trained numbers, with the way of training on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.loss_plane import words
from ui.panels.loss_plane.marks import LossPlaneMarks
from ui.panels.loss_plane.scene import LossPlaneScene
from ui.plot.axes import AxisSpan
from ui.plot.geometry import PlotPanelLayout
from ui.plot.plot_panel import PlotPanel
from ui.plot.ways import pixels_of
from ui.session.wishes import LookAt, Seek
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.views.loss_plane import LossPlaneView, numbers_next_to

__all__ = ["LossPlanePanel"]

REACH_PIXELS = 10
"""Pixels from a mark within which the pointer is meant for it."""
MARGIN_PIXELS = 60
"""The room for the numbers beside the plot."""
SWITCH_GAP_PIXELS = 10
LETTERS = (Qt.Key.Key_X, Qt.Key.Key_Y, Qt.Key.Key_D, Qt.Key.Key_K)


class LossPlanePanel(PlotPanel):
    """Draws the plane and the way on it; the pointer or the keys read them."""

    wanted_pixels = 480, 380
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: LossPlaneScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self._key: int | None = None
        """How many places before the last one the keys went to."""
        self._over: QPointF | None = None
        self.marks = LossPlaneMarks(look)
        self.plot.under, self.plot.over = self.marks.under, self.marks.over
        self.setMouseTracking(True)
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._go_on)

    @property
    def is_computing(self) -> bool:
        """Whether heights are still to come."""
        return self._clock.isActive()

    # -- what comes down

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.marks.forget()
        super().set_look(look)

    @guarded
    def _take(self, frame: Frame) -> None:
        self._clock.stop()
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            self._key, self.scene = None, None
            scene = LossPlaneScene(frame.lesson) if LossPlaneView().suits(frame.lesson) else None
        if scene is not None:
            scene.show(frame)
        self.scene = scene
        self._changed()

    @guarded
    def _go_on(self) -> None:
        """Compute for one more turn."""
        known = None if self.scene is None else self.scene.cut
        try:
            has_more = self.scene is not None and self.scene.go_on()
        except Exception:
            self._clock.stop()  # what fails would fail in every turn
            raise
        if has_more and self.scene is not None and self.scene.cut is known:
            self.update()
        elif has_more:
            self._draw()
        else:
            self._clock.stop()
            self._draw()

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._changed()

    def _changed(self) -> None:
        """Something else is to be seen, or in another room."""
        self.plot.set_least_margin(self.look.metrics.px(MARGIN_PIXELS))
        self._place()
        if self.scene is not None:
            box = self.plot.map.box
            self.scene.fit(box.width, box.height)
        if self.scene is not None and self.scene.is_going_on:
            self._clock.start()
        self._draw()

    def draw(self) -> None:
        """Give the plot what the scene has."""
        scene, plot = self.scene, self.plot
        self.marks.scene, self.marks.look = scene, self.look
        shown = scene is not None and scene.cut is not None
        if plot.isHidden() == shown:
            plot.setVisible(shown)
        self.marks.switches = self._switches() if scene is not None else None
        if scene is None or not shown:
            return
        plane, (across, up) = scene.plane, words.axis_names(scene)
        x, y = ((plane.least[n], plane.largest[n]) for n in range(2))
        plot.set_axes(AxisSpan(across, *x), AxisSpan(up, *y))

    # -- places

    def _switches(self) -> tuple[Box, Box]:
        """Two words at the right of the title's line."""
        scene, places, px = self.scene, self.layout_now(), self.look.metrics.px
        assert scene is not None  # noqa: S101  asked by who calls
        write = paint.writer(self.look.metrics, Text.SMALL)
        right, found = places.title.right, []
        for text in reversed(words.plane_words(scene)):
            wide = write.width(text) + px(16)
            tall = write.height + px(4)
            top = places.title.top + (places.title.height - tall) / 2
            found.append(Box(round(right - wide), round(top), round(wide), round(tall)))
            right -= wide + px(SWITCH_GAP_PIXELS)
        return found[1], found[0]

    def title_room(self, places: PlotPanelLayout) -> Box:
        """The title stands left of the switches."""
        box, switches = places.title, self.marks.switches
        right = box.right if switches is None else switches[0].left - self.look.metrics.px(8)
        return Box(box.left, box.top, max(right - box.left, 1), box.height)

    def paint_content(self, painter: QPainter) -> None:
        super().paint_content(painter)
        self.marks.paint_switches(painter, self._over)

    # -- what is said

    def titles(self) -> Sequence[str]:
        """The pattern that is seen now."""
        return () if self.scene is None else tuple(words.titles(self.scene))

    def nothing_yet(self) -> str:
        """What will be here, or why there is no plane."""
        return words.nothing_yet(self.scene)

    def note(self) -> str:
        """What is said below: of the place that is read, or of where the run is."""
        scene, reading = self.scene, self.marks.reading
        if scene is None or scene.walk is None:
            return ""
        if reading is not None and reading < len(scene.walk.updates):
            return words.readout(scene, reading)
        if self.pointer is not None:
            place = self.plot.map
            x, y = place.x_at(self.pointer.x()), place.y_at(self.pointer.y())
            if place.holds(x, y):
                return words.place_note(scene, x, y)
        return words.note(scene)

    def spoken(self) -> str:
        """The title, the axes, the switches, and what is read."""
        if self.scene is None or self.scene.cut is None:
            return words.nothing_yet(self.scene)
        return words.spoken(self.scene, self.note())

    # -- what is read

    def read(self) -> None:
        """Take up the place of the way that is pointed at, or that the keys went to."""
        self.marks.reading = None
        walk = None if self.scene is None else self.scene.walk
        if walk is None:
            return
        if self.pointer is not None:
            points = pixels_of(walk.spots, self.plot.map)
            if len(points):
                away = np.abs(points - [self.pointer.x(), self.pointer.y()]).max(axis=1)
                n = len(away) - 1 - int(away[::-1].argmin())
                if away[n] <= self.look.metrics.px(REACH_PIXELS):
                    self.marks.reading = n
        elif self._key is not None:
            self.marks.reading = max(len(walk.updates) - 1 - self._key, 0)

    # -- the pointer

    def is_door(self) -> bool:
        """Whether a click leads somewhere."""
        return self.marks.reading is not None

    def click(self) -> None:
        """Go to an iteration of the way."""
        scene, reading = self.scene, self.marks.reading
        if scene is not None and scene.walk is not None and reading is not None:
            tick = scene.lesson.program.start_of(int(scene.walk.updates[reading]))
            self.wished.emit(Seek(min(tick, scene.lesson.last_tick), leaves=True))

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on = self._switch_at(event.position())
        self._over = None if on is None else event.position()
        shape = Qt.CursorShape.ArrowCursor if on is None else Qt.CursorShape.PointingHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        on = self._switch_at(event.position())
        if on is not None and event.button() == Qt.MouseButton.LeftButton:
            self._switch(on)

    def _switch_at(self, at: QPointF) -> int | None:
        for n, box in enumerate(self.marks.switches or ()):
            if box.contains(at.x(), at.y()):
                return n
        return None

    def _switch(self, n: int) -> None:
        """Main directions or weights (0), the plane kept or cut anew (1)."""
        scene = self.scene
        if scene is None:
            return
        choice = scene.choice
        if n == 0:
            scene.choose(replace(choice, is_main=not choice.is_main))
        else:
            scene.choose(replace(choice, is_kept=not choice.is_kept))
        self._changed()
        self.announce(", ".join(words.plane_words(scene)))

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        return _is_letter(event) or super().takes_key(event)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_letter(event) and self.scene is not None:
            self.press(Qt.Key(event.key()))  # also where there is no plane yet
        else:
            super().keyPressEvent(event)

    @property
    def holds_something(self) -> bool:
        """A place of the way that the keys went to, or a computation."""
        return self._key is not None or (self.scene is not None and self.scene.is_going_on)

    def press(self, key: Qt.Key) -> bool:
        """Turn the plane, keep it, go along the way, stop computing."""
        scene = self.scene
        if scene is None:
            return False
        if key in (Qt.Key.Key_X, Qt.Key.Key_Y):
            self._take_weight(scene, is_across=key == Qt.Key.Key_X)
        elif key in (Qt.Key.Key_D, Qt.Key.Key_K):
            self._switch(0 if key == Qt.Key.Key_D else 1)
        elif key in PLANE_ARROWS and PLANE_ARROWS[key][0]:
            self._move(scene, PLANE_ARROWS[key][0])
        elif key in ENTER:
            self.wished.emit(LookAt(scene.choice.across))
        elif key == Qt.Key.Key_Escape and scene.is_going_on:
            scene.stop()
            self._clock.stop()
            self._draw()
        elif key == Qt.Key.Key_Escape and self._key is not None:
            self._key = None
            self._read()
        else:
            return False
        return True

    def _take_weight(self, scene: LossPlaneScene, *, is_across: bool) -> None:
        """Let the plane go along the weight in focus."""
        weight = self._weight_in_focus(scene)
        if weight is None:
            return
        choice = scene.choice
        other = choice.up if is_across else choice.across
        if weight == other:  # the two change places
            choice = replace(choice, across=choice.up, up=choice.across)
        elif is_across:
            choice = replace(choice, across=weight)
        else:
            choice = replace(choice, up=weight)
        scene.choose(replace(choice, is_main=False))
        self._changed()
        self.announce(", ".join(words.axis_names(scene)))

    def _weight_in_focus(self, scene: LossPlaneScene) -> Source | None:
        focus = scene.frame.focus
        if focus is None:
            return None
        place = Source(focus.place.name.removeprefix("d."), focus.place.index)
        return place if numbers_next_to(scene.lesson, place)[0] == place else None

    def _move(self, scene: LossPlaneScene, step: int) -> None:
        self.pointer = None  # what the keys go to is read
        if scene.walk is not None:
            last = len(scene.walk.updates) - 1
            self._key = min(max((self._key or 0) - step, 0), last)
            self._read()
            self.announce(self.note())


def _is_letter(event: QEvent) -> bool:
    """Whether a key is one of this panel's letters."""
    return isinstance(event, QKeyEvent) and event.key() in LETTERS and not event.modifiers()
