"""The convolution: the window on the input, the kernel, their products, and the output's cell.

The pointer moves the window; nothing of the run is touched by it. On the way back the same grids
have their gradients under them. A walk goes from cell to cell by itself until the pointer or a key
takes the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.heat_map import are_signs_shown, rect
from ui.kit.keys import CELL_ARROWS, ENTER
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.theme import Text
from ui.panels.convolution import chain_words, words
from ui.panels.convolution.bench import SizeBench, turns_sizes
from ui.panels.convolution.bench_geometry import BenchLayout, bench_height
from ui.panels.convolution.bench_picture import paint_bench
from ui.panels.convolution.chain_geometry import ChainLayout, chain_layout
from ui.panels.convolution.chain_picture import ChainPicture
from ui.panels.convolution.chain_scene import ChainScene, ChainSpot
from ui.panels.convolution.geometry import (
    EDGE_PIXELS,
    HEAD_PIXELS,
    LINE_PIXELS,
    TITLE_PIXELS,
    ConvolutionLayout,
    layout,
)
from ui.panels.convolution.head import HeadItem, head_items, placed_items
from ui.panels.convolution.picture import ConvolutionPicture, cell_of, shapes_of
from ui.panels.convolution.scene import SIDE, ConvolutionScene, GridName, GridSpot
from ui.session.wishes import LookAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.views.convolution import ConvolutionView

__all__ = ["ConvolutionPanel"]

WALK_MILLISECONDS = 140
"""Milliseconds from one cell of a walk to the next."""
WALK_STEP_COUNT = 240
"""Steps that a walk has at most; over more cells it goes several at a time."""
CHANNELS: Final = {Qt.Key.Key_PageDown: +1, Qt.Key.Key_PageUp: -1}
SIDEWAYS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right)
LETTERS: Final = (
    Qt.Key.Key_G,
    Qt.Key.Key_B,
    Qt.Key.Key_S,
    Qt.Key.Key_P,
    Qt.Key.Key_V,
    Qt.Key.Key_C,
)


class ConvolutionPanel(PaintedPanel):
    """Draws the convolution; the pointer moves the window, a click explains a number."""

    wanted_pixels = 520, 380
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: ConvolutionScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.bench = SizeBench()
        self.chain_on = False
        """Whether the layers are seen from the side, down to the input."""
        self._chain, self._chain_picture = ChainScene(), ChainPicture()
        self._chain_spot = ChainSpot()
        self._grid: GridName = "output"
        self._lesson: object = None
        self._hovered: HeadItem | None = None
        self._picture = ConvolutionPicture()
        self._clock = QTimer(self, interval=WALK_MILLISECONDS)
        self._clock.timeout.connect(self._walk_on)

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        if self._lesson is not frame.lesson:
            self._lesson = frame.lesson
            self._stop_walk()
            suits = ConvolutionView().suits(frame.lesson)
            before = None if self.scene is None else self.scene.lesson.spec.name
            self.scene = ConvolutionScene(frame.lesson, self.scales) if suits else None
            self.bench.spot = None
            if before != frame.lesson.spec.name and suits:
                self.bench.on = turns_sizes(frame.lesson)
        if self.scene is not None:
            self.scene.show(frame)
            self._measure(self.scene)
            if self.scene.walk is None:
                self._clock.stop()

    def _measure(self, scene: ConvolutionScene) -> None:
        """Have the colours reach as far as the numbers that are shown do, whether they are painted
        or the next frame comes before."""
        if self._shows_chain(scene):
            self._chain_picture.limits(self._chain, scene)
        else:
            for grid in scene.grids:
                scene.limit(grid)

    def forget(self) -> None:
        super().forget()
        self._stop_walk()
        self._lesson = None

    def spoken(self) -> str:
        """Title, the sum of the cell, the size rule."""
        if self.scene is None:
            return words.nothing_yet()
        if self._shows_chain(self.scene):
            title = chain_words.titles(self._chain, self.scene)[0]
            return f"{title}. {chain_words.foot()[0]}"
        return words.spoken(self.scene, self.scene.spot)

    # -- where things are

    def _lines(self, scene: ConvolutionScene) -> tuple[str, ...]:
        """The lines of the foot under the sum."""
        more = words.rule(scene, curves=self._bench_pixels(scene) > 0) if self.bench.on else ()
        return (*words.size_lines(scene), *more)

    def _layout(self, scene: ConvolutionScene) -> ConvolutionLayout:
        below = ("kernel", "d.kernel", "products") if scene.at.filters else ("kernel", "products")
        columns: tuple[Sequence[str], Sequence[str], Sequence[str]] = (
            (("input", "d.input"), below, ("output", "d.output"))
            if scene.backward
            else (("input",), ("window", "kernel", "products"), ("output",))
        )
        return layout(
            self.width(),
            self.height() - self._bench_pixels(scene),
            self.look.metrics.factor,
            columns,
            shapes_of(scene),
            1 + len(self._lines(scene)),
            beside=scene.is_mixture,
        )

    def spot_at(self, x: float, y: float) -> GridSpot | None:
        """The cell under a pixel."""
        scene = self.scene
        if scene is None:
            return None
        places = self._layout(scene)
        for name in scene.grids:
            at = places.grids[name].at(x, y) if name in places.grids else None
            if at is not None:
                return self._spot(scene, name, *at)
        return None

    def _spot(
        self, scene: ConvolutionScene, grid: GridName, row: int, column: int
    ) -> GridSpot | None:
        if scene.is_mixture and grid in ("window", "kernel", "products"):
            return GridSpot(grid, (row,))
        if SIDE.get(grid) == "output":
            rows, columns = (1, *scene.at.lengths)[-2:]
            if not (0 <= row < rows and 0 <= column < columns):
                return None
        return GridSpot(grid, (row, column)[-len(scene.at.axes) :])

    def _bench_pixels(self, scene: ConvolutionScene) -> float:
        """The height of the curves at the foot."""
        if not self.bench.on or not scene.curves:
            return 0.0
        return bench_height(self.height(), self.look.metrics.factor)

    def _bench(self, scene: ConvolutionScene) -> BenchLayout:
        factor = self.look.metrics.factor
        return self.bench.layout(scene, self.width(), self.height(), factor)

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        if self.scene is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
        else:
            self._paint_scene(painter, self.scene)

    def _paint_scene(self, painter: QPainter, scene: ConvolutionScene) -> None:
        places = self._layout(scene)
        if self._shows_chain(scene):
            self._paint_chain(painter, scene, places)
            return
        self.paint_line(painter, places.title, words.titles(scene), Text.BODY)
        self._paint_head(painter, scene, places)
        self._picture.paint(painter, scene, places, self.look)
        if places.foot:
            self._paint_sums(painter, scene, places.foot[0])
        for box, text in zip(places.foot[1:], self._lines(scene), strict=False):
            self.paint_line(painter, box, (text,), Text.SMALL)
        if self._bench_pixels(scene) > 0:
            axis = words.axis_of_curves(scene)
            paint_bench(painter, self._bench(scene), self.bench.spot, axis, self.look)

    def _shows_chain(self, scene: ConvolutionScene) -> bool:
        return self.chain_on and self._chain.is_possible(scene)

    def _chain_layout(self, scene: ConvolutionScene) -> ChainLayout:
        px = self.look.metrics.factor
        edge, top = EDGE_PIXELS * px, (TITLE_PIXELS + HEAD_PIXELS) * px
        foot = (LINE_PIXELS + 6) * px
        body = Box(edge, top, self.width() - 2 * edge, max(self.height() - top - foot, 20.0))
        return chain_layout(body, px, self._chain.rows(scene), self._chain.lengths(scene))

    def _paint_chain(
        self, painter: QPainter, scene: ConvolutionScene, places: ConvolutionLayout
    ) -> None:
        """The layers from the side instead of the grids."""
        chain, px = self._chain, self.look.metrics.factor
        self.paint_line(painter, places.title, chain_words.titles(chain, scene), Text.BODY)
        self._paint_head(painter, scene, places)
        laid = self._chain_layout(scene)
        self._chain_picture.paint(painter, chain, scene, laid, self._chain_spot, self.look)
        high = LINE_PIXELS * px
        line = Box(places.title.left, self.height() - high - 4 * px, places.title.width, high)
        note = chain_words.note(chain, scene, self._chain_spot)
        self.paint_line(painter, line, (note,) if note else chain_words.foot(), Text.SMALL)

    def _chain_spot_at(self, scene: ConvolutionScene, at: QPointF) -> ChainSpot:
        """What of a chain lies under a pixel."""
        places = self._chain_layout(scene)
        upper = places.rows[0]
        whole = upper.box(0, upper.row.length - 1)
        if whole.contains(at.x(), at.y()):
            return ChainSpot(cell=min(max(upper.at(at.x()), 0), upper.row.length - 1))
        for grid in places.pictures:
            if grid.box.contains(at.x(), at.y()):
                row = int((at.y() - grid.box.top) / grid.cell_height)
                column = int((at.x() - grid.box.left) / grid.cell_width)
                return ChainSpot(pixel=(min(row, grid.rows - 1), min(column, grid.columns - 1)))
        return ChainSpot()

    def _point_at_chain(self, scene: ConvolutionScene, at: QPointF) -> None:
        """Let the cell of the uppermost row under the pointer be the chosen one."""
        self._chain_spot = spot = self._chain_spot_at(scene, at)
        if spot.cell is not None:
            self._grid = "output"
            scene.point(GridSpot("output", (*scene.found.cell[2:-1], spot.cell)))
        hand = self._hovered is not None or spot != ChainSpot()
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    def _items(
        self, scene: ConvolutionScene, places: ConvolutionLayout
    ) -> list[tuple[HeadItem, Box]]:
        items = head_items(scene, self.bench.on, self._shows_chain(scene))
        write = paint.writer(self.look.metrics, Text.SMALL)
        return placed_items(items, places.head, write.width, self.look.metrics.px(12))

    def _paint_head(
        self, painter: QPainter, scene: ConvolutionScene, places: ConvolutionLayout
    ) -> None:
        """The switches, and behind them the cell that is pointed at."""
        theme, write = self.look.theme, paint.writer(self.look.metrics, Text.SMALL)
        painter.setFont(write.font)
        end = places.head.left
        for item, box in self._items(scene, places):
            painter.setPen(theme.ink if item.on else theme.ink_soft)
            write.left(painter, rect(box), item.text)
            if item.on or item == self._hovered:
                baseline = write.baseline(rect(box))
                paint.door(painter, box.left, baseline, box.width, theme.ink_soft)
            end = box.right
        left = end + self.look.metrics.px(20)
        wide = places.head.right - left
        if scene.spot is not None and wide > self.look.metrics.px(60):
            at = QRectF(left, places.head.top, wide, places.head.height)
            painter.setPen(theme.ink)
            write.right(painter, at, words.note(scene, scene.spot))
        if scene.spot is None:
            self._paint_note_at_rest(painter, scene, places, left)

    def _paint_note_at_rest(
        self, painter: QPainter, scene: ConvolutionScene, places: ConvolutionLayout, left: float
    ) -> None:
        """What is to be known of the grids while nothing is pointed at: behind the switches, which
        end at `left`, or where they leave no room, behind a line of the foot."""
        notes = self._notes_at_rest(scene, places)
        write, gap = paint.writer(self.look.metrics, Text.SMALL), self.look.metrics.px(20)
        feet = zip(places.foot[1:], self._lines(scene), strict=False)
        rooms = [(left, places.head)]
        rooms += [(box.left + write.width(text) + gap, box) for box, text in feet]
        painter.setPen(self.look.theme.ink_soft)
        for text in notes:
            for start, box in rooms:
                if write.width(text) <= box.right - start:
                    write.right(painter, rect(box), text)
                    return

    def _notes_at_rest(self, scene: ConvolutionScene, places: ConvolutionLayout) -> tuple[str, ...]:
        """What is to be known of the grids while nothing is pointed at, and after it shorter ways
        to say it: channels that have no room, signs in place of numbers."""
        if self._shows_chain(scene):
            return ()
        if scene.is_mixture and "window" in places.grids:
            grid = places.grids["window"].grid
            count = scene.joined[1]
            if grid.rows < count:
                return words.unseen_channels(scene.joined[0] + grid.first_row, grid.rows, count)
        has_signs = any(
            are_signs_shown(placed.grid, scene.table(name), self.look, scene.array(name))
            for name, placed in places.grids.items()
            if name in scene.grids
        )
        return words.signs_for_numbers() if has_signs else ()

    def _sums(
        self, scene: ConvolutionScene, box: Box
    ) -> tuple[paint.Writer, tuple[words.Piece, ...]]:
        """The parts of the sum as they fit into a line: in smaller letters where they must be, and
        from the front without what has no room. The result stands last and stays."""
        pieces = words.sums(scene)
        write = paint.writer(self.look.metrics, Text.BODY)
        if sum(write.width(piece.text) for piece in pieces) > box.width:
            write = paint.writer(self.look.metrics, Text.SMALL)
        kept = pieces
        while len(kept) > 1 and sum(write.width(piece.text) for piece in kept) > box.width:
            pieces = pieces[1:]
            kept = (words.Piece("… "), *pieces)
        return write, kept

    def _paint_sums(self, painter: QPainter, scene: ConvolutionScene, box: Box) -> None:
        """The sum, part by part; what has a card is in the colour of a door."""
        theme, (write, pieces) = self.look.theme, self._sums(scene, box)
        painter.setFont(write.font)
        x, baseline = box.left, write.baseline(rect(box))
        for piece in pieces:
            painter.setPen(theme.ink if piece.source else theme.ink_soft)
            write.at(painter, x, baseline, piece.text)
            x += write.width(piece.text)

    # -- the pointer

    def _door_at(self, scene: ConvolutionScene, at: QPointF) -> Source | None:
        """The number that a click on a pixel would explain."""
        spot = self.spot_at(at.x(), at.y())
        if spot is not None:
            return scene.source(spot)
        places = self._layout(scene)
        if not places.foot or not places.foot[0].contains(at.x(), at.y()):
            return None
        x, (write, pieces) = places.foot[0].left, self._sums(scene, places.foot[0])
        for piece in pieces:
            x += write.width(piece.text)
            if at.x() < x:
                return piece.source
        return None

    def _item_at(self, scene: ConvolutionScene, at: QPointF) -> HeadItem | None:
        for item, box in self._items(scene, self._layout(scene)):
            if box.contains(at.x(), at.y()):
                return item
        return None

    def _on_size(self, scene: ConvolutionScene, at: QPointF) -> bool:
        return any(box.contains(at.x(), at.y()) for box in self._layout(scene).foot[1:])

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        if scene is None:
            return
        self._hovered = self._item_at(scene, at)
        if self._shows_chain(scene):
            self._point_at_chain(scene, at)
            return
        spot = self.spot_at(at.x(), at.y())
        hand = self._hovered is not None or self._on_size(scene, at)
        hand = hand or self._door_at(scene, at) is not None
        self.bench.point(self._bench(scene), at.x(), at.y(), self.look.metrics.factor)
        hand = hand or self.bench.turn(scene) is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        if spot is not None:
            self._stop_walk()
            self._grid = spot.grid
            scene.point(spot)
        elif scene.walk is None:
            scene.point(None)
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = self.bench.spot = None
        self._chain_spot = ChainSpot()
        if self.scene is not None and self.scene.walk is None:
            self.scene.point(None)
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        if scene is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        item = self._item_at(scene, at)
        if item is not None:
            self._choose(scene, item)
            return
        if self._shows_chain(scene):
            self._open_in_chain(scene, self._chain_spot_at(scene, at))
            return
        self.bench.point(self._bench(scene), at.x(), at.y(), self.look.metrics.factor)
        if self.bench.spot is not None:
            self._turn_knob(scene)
            return
        if self._on_size(scene, at):
            self.bench.on = not self.bench.on
            self.update()
            return
        source = self._door_at(scene, at)
        if source is not None:
            self._look_at(source)

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        scene, at = self.scene, event.position()
        spot = self.spot_at(at.x(), at.y())
        notches = event.angleDelta().y()
        if scene is None or spot is None or not notches:
            event.ignore()
            return
        self._change_channel(scene, spot.grid, -1 if notches > 0 else +1)

    def _choose(self, scene: ConvolutionScene, item: HeadItem) -> None:
        """Do what a switch at the head says."""
        match item.name:
            case "chain":
                self._toggle_chain(scene)
            case "forward" | "backward":
                self.chain_on = False
                self._turn(scene, item.name == "backward")
            case "walk":
                self._toggle_walk(scene)
            case "size":
                self.bench.on = not self.bench.on
            case "input" | "output":
                self._change_channel(scene, "input" if item.name == "input" else "output",
                                     item.step)  # fmt: skip
        self.update()

    def _toggle_chain(self, scene: ConvolutionScene) -> None:
        """See the layers from the side, or the grids again."""
        self.chain_on = not self.chain_on
        self._stop_walk()
        self._grid = "output"
        if self._shows_chain(scene):
            self.announce(chain_words.titles(self._chain, scene)[0])
        self.update()

    def _open_in_chain(self, scene: ConvolutionScene, spot: ChainSpot) -> None:
        """Look at the number of what was clicked."""
        if spot.pixel is not None:
            self._look_at(self._chain.pixel(scene, spot.pixel))
        elif spot.cell is not None:
            source = scene.source(GridSpot("output", scene.found.cell[2:]))
            if source is not None:
                self._look_at(source)

    def _look_at(self, source: Source) -> None:
        if self.frame is not None and source.name in self.frame.values:
            self.wished.emit(LookAt(source))

    def _turn_knob(self, scene: ConvolutionScene) -> None:
        """Turn the lesson's knob to the value that is pointed at, if it has one."""
        wish = self.bench.turn(scene)
        if wish is not None:
            self.wished.emit(wish)

    def _turn(self, scene: ConvolutionScene, backward: bool) -> None:
        self._stop_walk()
        scene.turn(backward)
        if self._grid not in scene.grids:
            self._grid = "output"
        self.update()

    def _change_channel(self, scene: ConvolutionScene, grid: GridName, step: int) -> None:
        scene.change_channel(grid, step)
        self.update()

    # -- the walk from cell to cell

    def _toggle_walk(self, scene: ConvolutionScene) -> None:
        if scene.walk is not None:
            self._stop_walk()
            scene.point(None)
            return
        scene.walk = 0
        self._clock.start()
        self._walk_on()

    def _stop_walk(self) -> None:
        self._clock.stop()
        if self.scene is not None:
            self.scene.walk = None

    @guarded
    def _walk_on(self) -> None:
        """One cell more; behind the last one all are filled."""
        scene = self.scene
        if scene is None or scene.walk is None:
            self._clock.stop()
            return
        rows, columns = (1, *scene.at.lengths)[-2:]
        whole = rows * columns
        if scene.walk >= whole:
            self._stop_walk()
            scene.point(None)
        else:
            scene.walk = min(whole, scene.walk + max(1, whole // WALK_STEP_COUNT))
            place = divmod(scene.walk - 1, columns)[-len(scene.at.axes) :]
            scene.point(GridSpot("d.output" if scene.backward else "output", place))
        self.update()

    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        self._stop_walk()

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        return is_plain(event) and event.key() in (*CELL_ARROWS, *CHANNELS, *ENTER, *LETTERS)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scene = Qt.Key(event.key()), self.scene
        if scene is None or self.frame is None:
            super().keyPressEvent(event)
            return
        if self.bench.spot is not None and key in (*SIDEWAYS, *ENTER):
            self._key_on_bench(scene, key)
        elif key in CELL_ARROWS:
            self.bench.spot = None
            self._move(scene, *CELL_ARROWS[key])
        elif key in CHANNELS:
            self._change_channel(scene, self._grid, CHANNELS[key])
            self.announce("; ".join(words.labels(scene, self._grid)[:1]))
        elif key in ENTER:
            source = scene.source(scene.spot or GridSpot("output", scene.found.cell[2:]))
            if source is not None:
                self._look_at(source)
        elif key in LETTERS:
            self._letter(scene, key)
        elif key == Qt.Key.Key_Escape and self._points(scene):
            self.bench.spot = None
            self._stop_walk()
            scene.point(None)
            self.announce(words.title(scene))
        else:
            event.ignore()
            return
        self.update()

    def _key_on_bench(self, scene: ConvolutionScene, key: Qt.Key) -> None:
        """A key while a point of a curve has the keyboard."""
        if key in SIDEWAYS:
            self.bench.move(scene, CELL_ARROWS[key][1])
            self.announce(self.bench.text(scene))
        else:
            self._turn_knob(scene)

    def _points(self, scene: ConvolutionScene) -> bool:
        """Whether there is something that Escape lets go of."""
        return any(each is not None for each in (scene.spot, scene.walk, self.bench.spot))

    def _letter(self, scene: ConvolutionScene, key: Qt.Key) -> None:
        if key == Qt.Key.Key_G:
            grids = scene.grids
            at = grids.index(self._grid) if self._grid in grids else -1
            self._enter(scene, grids[(at + 1) % len(grids)])
        elif key == Qt.Key.Key_B:
            self._turn(scene, not scene.backward)
            self.announce(words.title(scene))
        elif key == Qt.Key.Key_C:
            self._toggle_chain(scene)
        elif key == Qt.Key.Key_S:
            self.bench.on = not self.bench.on
            self.announce(". ".join(self._lines(scene)))
        elif key == Qt.Key.Key_V:
            self.bench.on = True
            self.bench.next_curve(scene)
            self.announce(self.bench.text(scene))
        else:
            self._toggle_walk(scene)

    def _enter(self, scene: ConvolutionScene, grid: GridName) -> None:
        """Bring the keyboard to a grid, onto the cell of it that is looked at."""
        self._stop_walk()
        self._grid = grid
        side = SIDE.get(grid)
        if side == "output":
            place = scene.found.cell[2:]
        elif side == "input":
            place = scene.found.source[2:]
        else:
            place = (0,) if scene.is_mixture else (0,) * len(scene.at.axes)
        self._go_to(scene, GridSpot(grid, place))

    def _move(self, scene: ConvolutionScene, down: int, right: int) -> None:
        """Go on by a cell in the grid that the keyboard is in."""
        self._stop_walk()
        spot = scene.spot
        if spot is None or spot.grid != self._grid:
            self._enter(scene, self._grid if self._grid in scene.grids else "output")
            spot = scene.spot
        assert spot is not None  # noqa: S101  it was just entered
        placed = self._layout(scene).grids.get(spot.grid)
        if placed is None:
            return
        table, ring = scene.table(spot.grid), placed.ring
        mixed = scene.is_mixture and spot.grid in ("window", "kernel", "products")
        row, column = (spot.place[0], 0) if mixed else cell_of(spot.place)
        row = min(max(row + down, -ring.top), table.rows - 1 + ring.bottom)
        column = min(max(column + right, -ring.left), table.columns - 1 + ring.right)
        there = self._spot(scene, spot.grid, row, column)
        if there is not None:
            self._go_to(scene, there)

    def _go_to(self, scene: ConvolutionScene, spot: GridSpot) -> None:
        scene.point(spot)
        self.announce(words.note(scene, spot) or words.title(scene))

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.scene is not None and self.scene.walk is None:
            self.scene.point(None)
        self.update()
