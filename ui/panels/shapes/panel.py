"""The shapes: the network as boxes, what each layer holds and costs, and the table of its layers.

A layer that is picked in the picture is picked in the table, and the reverse. A block unfolds in
its place. A number of the table opens into its arithmetic.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.heat_map import rect
from ui.kit.keys import ENTER
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.theme import Text
from ui.panels.shapes import words
from ui.panels.shapes.geometry import ShapesLayout, layout, scrolled_to
from ui.panels.shapes.picture import paint_bars, paint_boxes, paint_table
from ui.panels.shapes.scene import NUMBER_COLUMNS, ShapeItem, ShapesScene
from ui.session.wishes import LookAt
from visualnn.tell.frame import Frame
from visualnn.tell.measure import Counting
from visualnn.views.shapes import ShapesView

__all__ = ["ShapesPanel"]

FOOT_LINE_COUNT = 3
"""Lines at the foot: as many as the arithmetic of a number has at most."""
ROWS_A_NOTCH = 3
"""Rows that a notch of the wheel moves the table by."""
SWITCHES_SHARE = 0.4
"""The share of the title's width that the ways of counting take at most."""
WALKS: Final = {Qt.Key.Key_Down: +1, Qt.Key.Key_Up: -1}
PAGES: Final = {Qt.Key.Key_PageDown: +1, Qt.Key.Key_PageUp: -1}
SIDEWAYS: Final = {Qt.Key.Key_Right: +1, Qt.Key.Key_Left: -1}
ENDS: Final = (Qt.Key.Key_Home, Qt.Key.Key_End)


class ShapesPanel(PaintedPanel):
    """Draws the shapes; a click picks a layer, unfolds a block, or opens a number."""

    wanted_pixels = 520, 380
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: ShapesScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.first = 0
        """The first row of the table that is seen."""
        self._lesson: object = None
        self._hovered: int | None = None
        self._cell: tuple[int, str] | None = None
        self._places: tuple[tuple[object, ...], ShapesLayout] | None = None
        self._followed: int | None = None

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        if self._lesson is not frame.lesson:
            self._lesson, self.first, self._hovered, self._cell = frame.lesson, 0, None, None
            suits = ShapesView().suits(frame.lesson)
            self.scene = ShapesScene(frame.lesson) if suits else None
        if self.scene is not None:
            before = self.scene.current
            self.scene.show(frame)
            self._followed = None
            if before is not None and self.scene.current is None:
                self.first = 0  # no layer is at work any more: the table begins with the input

    def forget(self) -> None:
        super().forget()
        self._lesson = self._places = None

    def spoken(self) -> str:
        """Title, the layer at work, the picked one."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self._picked(self.scene))

    # -- where things are

    def _picked(self, scene: ShapesScene) -> ShapeItem | None:
        index = scene.picked_index
        return None if index is None else scene.items[index]

    def _foot(self, scene: ShapesScene) -> tuple[tuple[str, ...], ...]:
        item = None if self._hovered is None else scene.items[self._hovered]
        return words.foot(scene, self._picked(scene) if scene.column or item is None else item)

    def _layout(self, scene: ShapesScene) -> ShapesLayout:
        lines = FOOT_LINE_COUNT
        key = (self.size(), self.look, scene, scene.unfolded)
        if self._places is None or self._places[0] != key:
            sizes = [(item.height, item.channels) for item in scene.items]
            found = layout(
                self.width(),
                self.height(),
                self.look.metrics.factor,
                sizes,
                lines,
                has_arcs=bool(scene.edges),
            )
            self._places = (key, found)
        return self._places[1]

    def _scroll(self, scene: ShapesScene, places: ShapesLayout) -> int:
        """The first row that is seen; the layer at work is followed while none is picked."""
        if places.table is None:
            return 0
        wanted = scene.picked_index
        if wanted is None:
            wanted = scene.index_of(scene.current)
        if wanted is not None and wanted != self._followed:
            self._followed = wanted
        else:
            wanted = None
        self.first = scrolled_to(self.first, places.table.rows, len(scene.items), wanted)
        return self.first

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        if self.scene is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
        else:
            self._paint_scene(painter, self.scene)

    def _paint_scene(self, painter: QPainter, scene: ShapesScene) -> None:
        places, look = self._layout(scene), self.look
        switches = self._switches(places)
        title = places.title
        end = min((box.left for _c, _t, box in switches), default=title.right + 8)
        room = Box(title.left, title.top, max(end - title.left - 8, 4.0), title.height)
        self.paint_line(painter, room, words.titles(scene), Text.BODY)
        self._paint_switches(painter, scene, switches)
        paint_boxes(painter, scene, places, look, self._hovered)
        paint_bars(painter, scene, places, look, self._hovered)
        if places.table is not None:
            first = self._scroll(scene, places)
            paint_table(painter, scene, places.table, look, first, self._cell)
        for box, texts in zip(places.foot, self._foot(scene), strict=False):
            self.paint_line(painter, box, texts, Text.SMALL)

    def _switches(self, places: ShapesLayout) -> list[tuple[Counting, str, Box]]:
        """The ways of counting at the right of the title; none where they would take most of it."""
        write = paint.writer(self.look.metrics, Text.SMALL)
        title, gap = places.title, self.look.metrics.px(12)
        widths = {name: write.width(text) for name, text in words.countings().items()}
        whole = sum(widths.values()) + gap * (len(widths) - 1)
        if whole > title.width * SWITCHES_SHARE:
            return []
        found, x = [], title.right - whole
        for name, text in words.countings().items():
            found.append((name, text, Box(x, title.top, widths[name], title.height)))
            x += widths[name] + gap
        return found

    def _paint_switches(
        self, painter: QPainter, scene: ShapesScene, switches: list[tuple[Counting, str, Box]]
    ) -> None:
        theme, write = self.look.theme, paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        for name, text, box in switches:
            on = name == scene.counting
            painter.setPen(theme.ink if on else theme.ink_soft)
            write.left(painter, rect(box), text)
            if on:
                paint.door(painter, box.left, write.baseline(rect(box)), box.width, theme.ink_soft)

    def _count_as(self, scene: ShapesScene, counting: Counting) -> None:
        scene.count_as(counting)
        self._places = None
        self.announce(words.counted_as(scene) or words.spoken(scene, self._picked(scene)))
        self.update()

    # -- the pointer

    def _at(self, scene: ShapesScene, at: QPointF) -> tuple[int | None, tuple[int, str] | None]:
        """The item under a pixel, and the cell of the table, if it is one."""
        places = self._layout(scene)
        if places.table is not None:
            cell = places.table.cell_at(at.x(), at.y())
            if cell is not None and self.first + cell[0] < len(scene.items):
                return self.first + cell[0], (self.first + cell[0], places.table.names[cell[1]])
        return places.item_at(at.x(), at.y()), None

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.scene is None:
            return
        self._hovered, self._cell = self._at(self.scene, event.position())
        hand = self._hovered is not None or any(
            box.contains(event.position().x(), event.position().y())
            for _name, _text, box in self._switches(self._layout(self.scene))
        )
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = self._cell = None
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene = self.scene
        if scene is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        at = event.position()
        for name, _text, box in self._switches(self._layout(scene)):
            if box.contains(at.x(), at.y()):
                self._count_as(scene, name)
                return
        index, cell = self._at(scene, at)
        if index is None:
            return
        item = scene.items[index]
        scene.picked = item.name
        column = None if cell is None else cell[1]
        if column in NUMBER_COLUMNS:
            scene.column = column
        else:
            scene.column = None
            self._enter(scene, item)
        self._hovered = self._cell = None
        self.update()

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        scene = self.scene
        places = None if scene is None else self._layout(scene)
        if scene is None or places is None or places.table is None:
            event.ignore()
            return
        notches = event.angleDelta().y() / 120
        self.first = scrolled_to(
            self.first - round(ROWS_A_NOTCH * notches), places.table.rows, len(scene.items), None
        )
        self.update()

    def _enter(self, scene: ShapesScene, item: ShapeItem) -> None:
        """Unfold a block; look at what a layer hands on."""
        if item.group.members:
            scene.toggle(item)
            return
        source = scene.output_of(item)
        if self.frame is not None and source.name in self.frame.values:
            self.wished.emit(LookAt(source))

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        keys = (*WALKS, *PAGES, *SIDEWAYS, *ENDS, *ENTER, Qt.Key.Key_U, Qt.Key.Key_K)
        return is_plain(event) and event.key() in keys

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scene = Qt.Key(event.key()), self.scene
        if scene is None or self.frame is None:
            super().keyPressEvent(event)
            return
        last = len(scene.items) - 1
        now = scene.picked_index
        if key in WALKS:
            self._pick(scene, 0 if now is None else now + WALKS[key])
        elif key in PAGES:
            table = self._layout(scene).table
            self._pick(scene, (now or 0) + PAGES[key] * (1 if table is None else table.rows))
        elif key in ENDS:
            self._pick(scene, 0 if key == Qt.Key.Key_Home else last)
        elif key in SIDEWAYS:
            self._open(scene, SIDEWAYS[key])
        elif key in ENTER:
            item = scene.items[now or 0]
            scene.picked = item.name
            self._enter(scene, item)
            self.announce(words.spoken(scene, self._picked(scene)))
        elif key == Qt.Key.Key_U:
            self._unfold(scene)
        elif key == Qt.Key.Key_K:
            names = list(words.countings())
            self._count_as(scene, names[(names.index(scene.counting) + 1) % len(names)])
        elif key == Qt.Key.Key_Escape and self._step_out(scene):
            self.announce(words.spoken(scene, self._picked(scene)))
        else:
            event.ignore()
            return
        self.update()

    def _unfold(self, scene: ShapesScene) -> None:
        if scene.can_unfold:
            scene.unfold_all()
        else:
            scene.picked, scene.column = None, None
        self.announce(words.spoken(scene, self._picked(scene)))

    def _step_out(self, scene: ShapesScene) -> bool:
        """Close the arithmetic, else fold the block around, else pick nothing."""
        if scene.column is not None:
            scene.column = None
        elif not scene.fold():
            if scene.picked is None:
                return False
            scene.picked = None
        return True

    def _pick(self, scene: ShapesScene, index: int) -> None:
        index = min(max(index, 0), len(scene.items) - 1)
        item = scene.items[index]
        scene.picked, self._hovered = item.name, None
        lines = () if scene.column is None else scene.arithmetic(item, scene.column)
        self.announce(". ".join((words.told(scene, item), *lines)))

    def _open(self, scene: ShapesScene, direction: int) -> None:
        """Open the next number of the row into its arithmetic, or the one before."""
        if scene.picked_index is None:
            self._pick(scene, scene.index_of(scene.current) or 0)
        columns = NUMBER_COLUMNS
        if scene.column is None:
            scene.column = columns[0 if direction > 0 else -1]
        else:
            at = (columns.index(scene.column) + direction) % len(columns)
            scene.column = columns[at]
        item = self._picked(scene)
        if item is not None:
            self.announce(". ".join(scene.arithmetic(item, scene.column)))
