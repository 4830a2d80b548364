"""The gradient flow: the layers from the input to the output, how long the gradient is in each, and
the factor from layer to layer with its two exact halves."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.keys import ENTER
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.theme import Text
from ui.panels.gradient_flow import words
from ui.panels.gradient_flow.geometry import MARGIN_PIXELS, FlowLayout, layout
from ui.panels.gradient_flow.key import key_lines, paint_key
from ui.panels.gradient_flow.over_time import bin_under, iteration_under, room_over_time
from ui.panels.gradient_flow.picture import GradientFlowPicture, bin_at
from ui.panels.gradient_flow.scene import LENGTHS, SIDES, FlowScene
from ui.panels.gradient_flow.strip import FlowStrip
from ui.session.wishes import LookAt, Seek, SeekFlag
from visualnn.expr import Source
from visualnn.lesson.histogram import BINS
from visualnn.tell.frame import Frame
from visualnn.views.gradient_flow import GradientFlowView

__all__ = ["GradientFlowPanel"]

WALKS: Final = {Qt.Key.Key_Down: +1, Qt.Key.Key_Up: -1}
SLICE_SECONDS: Final = 0.012
"""Seconds that reading the layers of a large network may take before something else has a turn."""
PICTURE_SECONDS: Final = 0.25
"""Seconds between two pictures of a network that is being read."""
TURNS: Final = {
    Qt.Key.Key_Right: ("side", +1),
    Qt.Key.Key_Left: ("side", -1),
    Qt.Key.Key_PageDown: ("measured", +1),
    Qt.Key.Key_PageUp: ("measured", -1),
}


class GradientFlowPanel(PaintedPanel):
    """Draws the flow; the pointer or the keys read a layer, a click explains a number of it."""

    wanted_pixels = 460, 320
    least_pixels = 200, 110

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: FlowScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.walked: int | None = None
        """The layer that the keys went to."""
        self._pointer: QPointF | None = None
        self._first: int | None = None
        self._dragging = False
        self._picture = GradientFlowPicture()
        self._strip = FlowStrip()
        self._painted = 0.0
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._read_on)

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        if self.scene is None or self.scene.lesson is not frame.lesson:
            self.scene = self.walked = self._first = None
            if GradientFlowView().suits(frame.lesson):
                scene = FlowScene(frame.lesson, self.scales)
                self._strip = FlowStrip()
                scene.show(frame)
                self.scene = scene
        else:
            self.scene.show(frame)
        if self.scene is not None:
            self.scene.measure()
        self.watch_each(() if self.scene is None else self.scene.followed)
        self._resume()

    def _resume(self) -> None:
        """Read what is left in slices, while somebody sees it."""
        if self.scene is not None and not self.scene.is_read:
            self._clock.start()

    @guarded
    def _read_on(self) -> None:
        scene = self.scene
        if scene is None or not self.isVisible():
            self._clock.stop()
            return
        deadline = time.perf_counter() + SLICE_SECONDS
        try:
            is_read = scene.advance(lambda: time.perf_counter() > deadline)
        except Exception:
            self._clock.stop()  # what fails would fail in every slice
            raise
        if is_read:
            self._clock.stop()
        if is_read or time.perf_counter() - self._painted > PICTURE_SECONDS:
            self._painted = time.perf_counter()
            self.update()

    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._resume()

    @property
    def is_computing(self) -> bool:
        return self.scene is not None and not self.scene.is_read

    def forget(self) -> None:
        super().forget()
        self.walked = self._first = None

    def spoken(self) -> str:
        """The title, and every layer with its factor."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self._note(self.scene))

    # -- what is read

    def places(self, scene: FlowScene) -> FlowLayout:
        """Where everything stands now."""
        write = paint.writer(self.look.metrics, Text.SMALL, strong=True)
        texts = [f"{name} !" for name in scene.names]
        for number, name in enumerate(scene.names):
            texts += [f"{name}  {note}" for note in words.row_notes(scene, number)[-2:]]
        wide = max((write.width(text) for text in texts), default=0.0)
        eye = self.walked if self.walked is not None else self._first
        if eye is None:
            eye = scene.in_focus or 0
        factor = self.look.metrics.factor
        return layout(
            self.width(),
            self.height(),
            factor,
            len(scene.names),
            wide + 4,
            eye,
            key_lines=key_lines(scene, self.width() - 2 * MARGIN_PIXELS * factor, self.look),
            has_zero=scene.has_zero,
            is_over_time=scene.is_over_time,
        )

    def _eye(self, scene: FlowScene) -> int | None:
        """The layer that is pointed at, else the one that the keys went to."""
        if self._pointer is not None:
            found = self.places(scene).layer_at(self._pointer.y())
            if found is not None:
                return found
        return self.walked

    def _notes(self, scene: FlowScene) -> tuple[str, ...]:
        """What is said below, and a shorter way to say it where there is one."""
        whole = self._note(scene)
        short = "" if self._eye(scene) is not None else words.short_note(scene)
        return (whole, short) if short else (whole,)

    def _note(self, scene: FlowScene) -> str:
        at, places = self._pointer, self.places(scene)
        room = room_over_time(places) if scene.is_over_time else None
        if at is not None and room is not None and room.contains(at.x(), at.y()):
            layer = places.layer_at(at.y())
            if layer is not None:
                iteration = iteration_under(scene, room, at.x())
                place = bin_under(scene, places.cell(room, layer), at.y())
                told = (
                    "" if place is None else words.readout_over_time(scene, layer, iteration, place)
                )
                return told or words.layer(scene, layer)
        elif at is not None and places.side is not None:
            layer = places.layer_at(at.y())
            found = bin_at(places.side, len(BINS[scene.side]), at.x())
            if layer is not None and found is not None and scene.counts(layer) is not None:
                return words.bin_readout(scene, layer, found)
        return words.note(scene, self._eye(scene))

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        scene = self.scene
        if scene is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
            return
        places = self.places(scene)
        self.paint_line(painter, places.title, tuple(words.titles(scene)), Text.BODY)
        self._picture.paint(painter, scene, places, self.look, self._eye(scene))
        self._strip.paint(painter, scene, places, self.look)
        if places.key is not None:
            paint_key(painter, scene, places.key, self.look)
        if places.meaning is not None and places.halves is not None:
            self.paint_line(painter, places.meaning, (words.meaning(),), Text.SMALL)
        if places.note.height:
            self.paint_line(painter, places.note, self._notes(scene), Text.SMALL)

    # -- the pointer

    def _door_at(self, scene: FlowScene, at: QPointF) -> Source | None:
        """The number that a click at a place explains: on a half of a factor one behind it."""
        places = self.places(scene)
        layer = places.layer_at(at.y())
        if layer is None:
            return None
        for through_f, box in zip((True, False), places.halves or (), strict=False):
            if box.left <= at.x() < box.right:
                return scene.half(layer, through_f=through_f) or scene.door(layer)
        return scene.door(layer)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        scene = self.scene
        if self._dragging and scene is not None:
            self._scrub(scene, self._pointer)
            return
        hand = scene is not None and (
            self._door_at(scene, self._pointer) is not None
            or bool(self._switch_at(scene, self._pointer))
            or self._is_on_strip(scene, self._pointer)
        )
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()

    def _switch_at(self, scene: FlowScene, at: QPointF) -> str:
        """What a click on a heading changes: what is measured, or what is counted beside it."""
        places = self.places(scene)
        if not places.head.contains(at.x(), at.y()):
            return ""
        if places.plot.left <= at.x() < places.plot.right:
            return "measured"
        beside = [box for box in (places.side, places.images) if box is not None]
        return "side" if any(box.left <= at.x() < box.right for box in beside) else ""

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        if scene is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        switch = self._switch_at(scene, at)
        if switch:
            self._turn(scene, switch, +1)
            return
        if self._is_on_strip(scene, at):
            self._dragging = True
            self._scrub(scene, at)
            return
        found = self._door_at(scene, at)
        if found is not None:
            self.wished.emit(LookAt(found))

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def _is_on_strip(self, scene: FlowScene, at: QPointF) -> bool:
        """Whether a place is on a picture through time, which is a scrubber."""
        room = room_over_time(self.places(scene)) if scene.is_over_time else None
        if room is not None and room.contains(at.x(), at.y()):
            return True
        places = self._strip.places(scene, self.places(scene), self.look)
        return places is not None and places.cells.contains(at.x(), at.y())

    def _scrub(self, scene: FlowScene, at: QPointF) -> None:
        """Go to the iteration under the pointer, to the same instruction of it."""
        last = min(scene.lesson.iterations, max(scene.frame.furthest, 1)) - 1
        room = room_over_time(self.places(scene)) if scene.is_over_time else None
        if room is not None and room.contains(at.x(), at.y()):
            self._seek(scene, min(iteration_under(scene, room, at.x()), last))
            return
        places = self._strip.places(scene, self.places(scene), self.look)
        if places is not None:
            self._seek(scene, min(places.iteration_at(at.x()), last))

    def _seek(self, scene: FlowScene, iteration: int) -> None:
        """Go to an iteration, to the instruction that is done here, or where its gradients are
        known."""
        if iteration == scene.frame.place.iteration:
            return
        program, place = scene.lesson.program, scene.frame.place
        end = program.end_of(iteration)
        self.wished.emit(
            Seek(min(program.start_of(iteration) + place.done, end) if place.done else end)
        )

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        scene = self.scene
        event.accept()
        if scene is None or not event.angleDelta().y():
            return
        places = self.places(scene)
        if places.count < len(scene.names):
            step = -1 if event.angleDelta().y() > 0 else +1
            last = places.first + places.count - 1
            self._first = min(max(last + step, places.count - 1), len(scene.names) - 1)
            self.update()

    # -- the keyboard

    def _turn(self, scene: FlowScene, what: str, step: int) -> None:
        """The next thing that is measured or counted."""
        if what == "side":  # one after the other as it is now, then through time
            every = [(is_over_time, side) for is_over_time in (False, True) for side in SIDES]
            now = every.index((scene.is_over_time, scene.side))
            is_over_time, side = every[(now + step) % len(every)]
            scene.turn_side(side, is_over_time=is_over_time)
            self.watch_each(scene.followed)
            self._resume()
        else:
            lengths = tuple(LENGTHS)
            scene.measured = lengths[(lengths.index(scene.measured) + step) % len(lengths)]
        self.update()

    def takes_key(self, event: QKeyEvent) -> bool:
        holds = event.key() == Qt.Key.Key_Escape and self.walked is not None
        known = (*WALKS, *TURNS, *ENTER, Qt.Key.Key_Home)
        return is_plain(event) and (event.key() in known or holds)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scene = Qt.Key(event.key()), self.scene
        if scene is None or self.frame is None:
            super().keyPressEvent(event)
            return
        if key in WALKS:
            self._walk(scene, WALKS[key])
        elif key in TURNS:
            self._turn(scene, *TURNS[key])
            self.announce(words.spoken(scene, ""))
        elif key in ENTER:
            found = scene.door(self.walked if self.walked is not None else scene.in_focus or 0)
            if found is not None:
                self.wished.emit(LookAt(found))
        elif key == Qt.Key.Key_Home:
            self._go_to_beginning(scene)
        elif key == Qt.Key.Key_Escape and self.walked is not None:
            self.walked = None
            self.update()
        else:
            event.ignore()

    def _go_to_beginning(self, scene: FlowScene) -> None:
        """Go to where the flag of a layer began: of the one that the keys went to, else of the
        first that has one."""
        self.wished.emit(SeekFlag("" if self.walked is None else scene.names[self.walked]))

    def _walk(self, scene: FlowScene, step: int) -> None:
        """Go to the next layer (+1), nearer to the output, or the one before (−1)."""
        last = len(scene.names) - 1
        if self.walked is None:
            self.walked = (
                scene.in_focus if scene.in_focus is not None else (0 if step > 0 else last)
            )
        else:
            self.walked = min(max(self.walked + step, 0), last)
        self._pointer = None  # what the keys go to is read
        self.announce(words.layer(scene, self.walked))
        self.update()

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.walked = None
        self.update()
