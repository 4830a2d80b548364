"""The confusion matrix: which class was taken for which, and the examples behind each count."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.keys import CELL_ARROWS
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.theme import Text
from ui.panels.confusion import words
from ui.panels.confusion.geometry import (
    ConfusionLayout,
    ExamplePlaces,
    confusion_layout,
    example_places,
)
from ui.panels.confusion.picture import paint_counts, paint_examples
from ui.panels.confusion.scene import ConfusionScene
from ui.session.wishes import LookAt
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["ConfusionPanel"]

EXAMPLE_STEPS: Final = {
    Qt.Key.Key_Return: +1,
    Qt.Key.Key_Enter: +1,
    Qt.Key.Key_PageDown: +1,
    Qt.Key.Key_PageUp: -1,
}


class ConfusionPanel(PaintedPanel):
    """Draws the counts; a count is a door to its examples."""

    wanted_pixels = 560, 400
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: ConfusionScene | None = None
        """What is shown; None before the first frame."""
        self._over: tuple[int, int] | None = None
        """The count under the pointer."""
        self._over_example: int | None = None

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            self._over = self._over_example = None
            scene = ConfusionScene(frame.lesson)
        scene.show(frame)
        self.scene = scene

    @property
    def _shown(self) -> ConfusionScene | None:
        """The scene, if the lesson has classes."""
        return self.scene if self.scene is not None and self.scene.suits else None

    def spoken(self) -> str:
        """How many are right, the most frequent mistakes, and the count that is chosen."""
        scene = self._shown
        if scene is None or scene.seen is None:
            return words.nothing_yet()
        return words.spoken(scene.seen, scene.labels, self._note(scene))

    # -- where things are

    def _layout(self, scene: ConfusionScene) -> ConfusionLayout:
        write = paint.writer(self.look.metrics, Text.SMALL, strong=True)
        label = max(write.width(text) for text in scene.labels)
        return confusion_layout(
            self.width(), self.height(), self.look.metrics.factor, len(scene.labels), label
        )

    def _examples(self, places: ConfusionLayout, scene: ConfusionScene) -> ExamplePlaces | None:
        if places.examples is None or scene.seen is None:
            return None
        return example_places(
            places.examples,
            self.look.metrics.factor,
            len(scene.examples),
            scene.current or 0,
            are_pictures=bool(scene.sides[0]),
        )

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        scene = self._shown
        if scene is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
            return
        places = self._layout(scene)
        seen = scene.seen
        texts = (words.not_counted(),) if seen is None else words.titles(seen, scene.labels)
        self.paint_line(painter, places.title, texts, Text.BODY)
        has_keyboard = self.hasFocus()
        paint_counts(painter, places, scene, self._over, self.look, has_keyboard=has_keyboard)
        examples = self._examples(places, scene)
        if examples is not None:
            paint_examples(painter, examples, scene, self._over_example, self.look)
        self.paint_line(painter, places.note, (self._note(scene),), Text.SMALL)

    def _note(self, scene: ConfusionScene) -> str:
        """What is said of the example or the count under the pointer, else of the one that is
        shown."""
        seen, cell = scene.seen, self._over or scene.cell
        if seen is None or cell is None:
            return ""
        if self._over_example is not None:
            return words.example_note(seen, self._over_example, scene.labels)
        return words.note(seen, cell, scene.labels)

    # -- choosing

    def _choose(self, scene: ConfusionScene, cell: tuple[int, int]) -> None:
        """Show the examples of a count."""
        scene.chosen = cell
        if scene.seen is not None:
            self.announce(words.note(scene.seen, cell, scene.labels))

    def _look_on(self, scene: ConfusionScene, step: int) -> None:
        """Look at the next example of the count that is shown, and stay with that count."""
        scene.chosen = scene.cell
        number = scene.next_example(step)
        if number is not None:
            self.wished.emit(LookAt(number))
            if scene.seen is not None and scene.focused is not None:
                self.announce(words.example_note(scene.seen, scene.focused, scene.labels))

    # -- the pointer

    def _example_at(
        self, places: ConfusionLayout, scene: ConfusionScene, at: QPointF
    ) -> int | None:
        examples = self._examples(places, scene)
        if examples is None:
            return None
        found = scene.examples[examples.first :]
        boxes = zip(found, examples.boxes, strict=False)
        return next((n for n, box in boxes if box.contains(at.x(), at.y())), None)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene, at = self._shown, event.position()
        if scene is None or scene.seen is None:
            return
        places = self._layout(scene)
        self._over = places.counts.at(at.x(), at.y())
        self._over_example = self._example_at(places, scene, at)
        is_door = self._over_example is not None or (
            self._over is not None and scene.seen.counts[self._over] > 0
        )
        shape = Qt.CursorShape.PointingHandCursor if is_door else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        over = self._over_example
        self.pointed.emit(None if over is None else scene.seen.number(over))
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, at = self._shown, event.position()
        if scene is None or scene.seen is None or event.button() != Qt.MouseButton.LeftButton:
            return
        places = self._layout(scene)
        example = self._example_at(places, scene, at)
        cell = places.counts.at(at.x(), at.y())
        if example is not None:
            scene.chosen = scene.cell
            self.wished.emit(LookAt(scene.seen.number(example)))
        elif cell is not None:
            self._choose(scene, cell)
            self._look_on(scene, +1)
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        if self._over_example is not None:
            self.pointed.emit(None)
        self._over = self._over_example = None
        self.update()

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        own = (*CELL_ARROWS, *EXAMPLE_STEPS, Qt.Key.Key_Home)
        escapes = event.key() == Qt.Key.Key_Escape and self._holds_something
        return is_plain(event) and (event.key() in own or escapes)

    @property
    def _holds_something(self) -> bool:
        return self.scene is not None and self.scene.chosen is not None

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scene = Qt.Key(event.key()), self._shown
        if scene is None or scene.seen is None or self.frame is None:
            super().keyPressEvent(event)
            return
        if key in CELL_ARROWS:
            self._move(scene, *CELL_ARROWS[key])
        elif key in EXAMPLE_STEPS:
            self._look_on(scene, EXAMPLE_STEPS[key])
        elif key == Qt.Key.Key_Home:
            self._choose(scene, scene.seen.most_confused or (0, 0))
        elif key == Qt.Key.Key_Escape and scene.chosen is not None:
            scene.chosen = None
            self.announce(_("let go"))
        else:
            event.ignore()
            return
        self.update()

    def _move(self, scene: ConfusionScene, down: int, right: int) -> None:
        """Go to the next count; behind the last one comes the first."""
        cell, count = scene.cell or (0, 0), len(scene.labels)
        self._choose(scene, ((cell[0] + down) % count, (cell[1] + right) % count))
