"""The network panel: the layers as a graph from left to right, with the numbers of one example.

It shows one row of the batch: the row in focus, or another that the learner picked on the ticks,
with the wheel or with page up and down. Units show their latest value, or their gradient; edges
show weights, or their gradients. A click on any of them brings it into focus.
"""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.number_editing import NumberEditing
from ui.kit.panel import Panel, is_plain
from ui.kit.pulled import HeldNumber
from ui.panels.network.geometry import Direction, beside_step, neighbour
from ui.panels.network.growth import GrowthButton, growth_buttons
from ui.panels.network.header import NOTHING, Hover
from ui.panels.network.picture import NetworkPicture
from ui.panels.network.scene import Mode, Scene, make_scene
from ui.panels.network.squares import UnitSquares
from ui.panels.network.wiring import LayerPart, NetworkSpot, Wiring
from ui.panels.network.words import in_words, tip
from ui.session.wishes import Edit, LookAt, SetKeys
from visualnn.expr import Source
from visualnn.network import INPUT
from visualnn.tell.frame import Frame
from visualnn.tell.places import can_change, name_of
from visualnn.text import _
from visualnn.views.unrolled import INPUT_WORD

ARROWS: Final[dict[int, Direction]] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
PAGES: Final[dict[int, int]] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: +1}
NOTCH_EIGHTH_DEGREES: Final = 120
"""What a wheel reports for one notch."""


class NetworkPanel(Panel):
    """Draws the network of the frame's lesson."""

    wanted_pixels = 640, 330
    least_pixels = 320, 200

    failed = Signal(str)
    """A sentence: something here went wrong, nothing has changed."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.editing = NumberEditing(self)
        self.editing.entered.connect(self._entered)
        self.editing.failed.connect(self.failed)
        self._pressed: NetworkSpot | None = None
        self._held: HeldNumber | None = None
        self.mode = Mode.FOLLOW
        self.scene: Scene | None = None
        self._wiring: Wiring | None = None
        self._squares: UnitSquares | None = None
        self._picture: NetworkPicture | None = None
        self._growth: dict[GrowthButton, tuple[str, ...]] = {}
        self._chosen: int | None = None
        self._cursor: tuple[str, int] | None = None
        self._hover = NOTHING
        self._turned = 0
        self._around = 0  # the column that must be in sight
        self._chosen_steps: dict[str, int] = {}  # time steps that the learner went to
        self.setMouseTracking(True)
        # by Tab only: a click here must not take the arrow keys away from stepping
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # -- what comes down

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self._picture = None
        self.editing.close()
        super().set_look(look)

    def retranslate(self) -> None:
        """The language changed."""
        self._picture = None
        super().retranslate()

    @guarded
    def _take(self, frame: Frame) -> None:
        if self.frame is None or frame.lesson is not self.frame.lesson:
            network = frame.lesson.network
            drawn = not network.writes_loss  # a function has neither layers nor units
            squares = self._squares = UnitSquares.of(frame.lesson) if drawn else None
            squared = frozenset() if squares is None else squares.layers
            self._wiring = Wiring(network, frame.lesson.program, squared) if drawn else None
            self._picture, self._cursor, self._hover = None, None, NOTHING
            self._chosen, self.scene, self._around = None, None, 0
            self._chosen_steps = {}
            self._growth = growth_buttons(frame.lesson) if drawn else {}
        if self._wiring is None:
            return
        if self._squares is not None:
            self._squares.show(frame)
        self.editing.follow(frame)
        old = self.frame.focus if self.frame else None
        if frame.focus is not None and frame.focus != old:
            spot = self._wiring.spot(frame.focus.place)
            self._cursor = (spot.block, spot.unit) if spot else self._cursor
        if frame.focus is not None and self._wiring.row(frame.focus.place) is not None:
            self._chosen = None
        elif self.scene and self.frame and frame.tick == self.frame.tick and frame.focus != old:
            self._chosen = self.scene.row  # a weight was clicked: the example stays
        self.scene = make_scene(self._wiring, frame, self.mode, self._chosen)
        if self.frame is None or frame.tick != self.frame.tick or frame.focus != old:
            self._chosen_steps = {}
            self._follow(frame)
        self._measure()

    def _measure(self) -> None:
        """Have the colours reach as far as the numbers in sight do, also if the next frame comes
        before this one is painted. What is in sight is known from the first picture on."""
        picture = None if self._picture is None else self.picture
        if picture is not None and self.scene is not None:
            picture.measure(self.scene)

    def _follow(self, frame: Frame) -> None:
        """Have in sight what is explained, else what was written."""
        names = [frame.focus.place.name] if frame.focus is not None else []
        for name in (*names, frame.written):
            region = self._wiring.region(name) if self._wiring is not None and name else None
            if region is not None and self._wiring is not None:
                self._around = self._wiring.ranks[region.block]
                return

    def _again(self) -> None:
        """Read the frame anew: the row or the mode changed."""
        if self.frame is not None and self._wiring is not None:
            self.scene = make_scene(self._wiring, self.frame, self.mode, self._chosen)
            self._measure()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        """Show values, or gradients, or what the phase of the program is about."""
        self.mode = mode
        self._again()

    @property
    def picture(self) -> NetworkPicture | None:
        """The picture in the present size and look; None before the first frame."""
        size, wiring = (float(self.width()), float(self.height())), self._wiring
        if wiring is None or not wiring.network.layers:
            return None
        around, old = self._around, self._picture
        there = old is not None and old.sight[0] <= around < old.sight[1]
        if old is None or old.size != size or not there or not self._shows_steps(old):
            kept = old.sight if old is not None and old.size == size else None
            self._picture = NetworkPicture(
                wiring,
                self.look,
                self.scales,
                *size,
                around,
                kept,
                self._squares,
                self._looked,
                self._growth,
            )
        return self._picture

    @property
    def _looked(self) -> dict[str, int]:
        """Recurrent layer → the time step that is looked at."""
        at_tick = self.scene.looked if self.scene is not None else {}
        return {**at_tick, **self._chosen_steps}

    def _shows_steps(self, picture: NetworkPicture) -> bool:
        """Whether the time steps that are looked at are the open ones of a picture, or all are."""
        looked = self._looked
        steps = picture.layout.steps.items()
        return all(each.is_whole or picture.looked.get(n) == looked.get(n) for n, each in steps)

    def show_step(self, layer: str, step: int) -> None:
        """Open a time step of a recurrent layer, until the tick or the focus is another."""
        if self._wiring is not None:
            count = self._wiring.unrolled[layer].count
            self._chosen_steps[layer] = max(1, min(step, count))
            self.update()

    def _show_column(self, rank: int) -> None:
        """Bring a column of a long network into sight."""
        if self._wiring is not None:
            self._around = max(0, min(rank, max(self._wiring.ranks.values())))
            self.update()

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            picture = self.picture
            if picture is None or self.scene is None:
                painter.fillRect(self.rect(), self.look.theme.surface)
                painter.setPen(self.look.theme.ink_soft)
                painter.setFont(self.look.metrics.font())
                wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect().adjusted(16, 16, -16, -16), wrapped, self._nothing())
                return
            cursor = self._cursor_now() if self.hasFocus() else None
            picture.paint(painter, self.scene, self.mode, self._hover, cursor)

    def _nothing(self) -> str:
        """Why nothing is drawn."""
        if self.frame is not None:
            return _("This lesson has no network: its numbers stand in the other panels.")
        return _("The network of the lesson is drawn here. Open a lesson to see it.")

    def forget(self) -> None:
        super().forget()
        self.editing.close()
        self._picture = self._squares = self._wiring = self._held = None
        self._hover = NOTHING

    def spoken(self) -> str:
        """The layers, the example that is shown, and what comes out for it."""
        if self.scene is None or not self.scene.wiring.network.layers:
            return self._nothing()
        return in_words(self.scene)

    # -- wishes

    def _look_at(self, spot: NetworkSpot) -> None:
        """Ask for the number of a spot to be explained, if it has one."""
        if self.scene is not None and self.scene.value(spot) is not None:
            self.wished.emit(LookAt(self.scene.place(spot)))

    def choose_row(self, row: int) -> None:
        """Show another example of the batch; a number in focus is followed into its row."""
        if self.scene is None or self.frame is None or self._wiring is None:
            return
        row = max(0, min(row, self.scene.rows - 1))
        if row == self.scene.row:
            return
        self._chosen = row
        place = self.frame.focus.place if self.frame.focus else None
        self._again()
        if place is not None and self._wiring.row(place) is not None:
            self.wished.emit(LookAt(Source(place.name, (row, *place.index[1:]))))

    # -- the pointer

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        held = self._held
        if held is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._point(event.position().x(), event.position().y())
            return
        number = held.value_at(event.globalPosition())
        if number is not None:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
            self.pulled.emit(held.place, number)

    def _point(self, x: float, y: float) -> None:
        """Note what is under the pointer."""
        hover = self._under(x, y)
        if hover != self._hover:
            self._hover = hover
            door = hover != NOTHING and not (hover.spot and self._is_empty(hover.spot))
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if door else Qt.CursorShape.ArrowCursor
            )
            self._point_out(hover.spot)
            self.update()

    def _point_out(self, spot: NetworkSpot | None) -> None:
        """Let the unit that is pointed at show in every panel."""
        place = None
        if spot is not None and spot.part is LayerPart.UNIT:
            place = self._output_of(spot)
        if self.frame is not None and place != self.frame.pointed:
            self.pointed.emit(place)

    def _output_of(self, spot: NetworkSpot) -> Source | None:
        """The output of a unit of a layer with squares, for the row that is shown."""
        if self._wiring is None or self.scene is None or spot.block not in self._wiring.squared:
            return None
        name = self._wiring.network.outputs[spot.block]
        return Source(name, (self.scene.row, spot.unit))

    def _pin(self, spot: NetworkSpot) -> None:
        """Keep the square of a unit large in the boundary, or no longer."""
        place = self._output_of(spot)
        if place is not None and self.frame is not None:
            pinned = self.frame.pinned
            same = pinned is not None and (pinned.name, pinned.index[-1:]) == (
                place.name,
                place.index[-1:],
            )
            self.pinned.emit(None if same else place)

    def _under(self, x: float, y: float) -> Hover:
        picture, scene = self.picture, self.scene
        if picture is None or scene is None:
            return NOTHING
        row = picture.header.row_at(x, y, scene)
        if row is not None:
            return Hover(row=row)
        for mode, place in picture.header.mode_places().items():
            if place.adjusted(-6, -4, 6, 4).contains(x, y):
                return Hover(mode=mode)
        button = picture.growth.button_at(x, y)
        if button is not None:
            return Hover(growth=button)
        rank = picture.strip.rank_at(x, y) if picture.strip is not None else None
        if rank is not None:
            return Hover(strip=rank)
        for chip in picture.words.chips(scene):
            if chip.place.contains(x, y):
                return Hover(chip=chip.region)
        spot = picture.spot_at(x, y, scene)
        if spot is not None:
            return Hover(spot=spot)
        step = picture.steps.step_at(x, y)
        return Hover(step=step) if step is not None else NOTHING

    def name_at(self, x: float, y: float) -> str:
        spot = self._under(x, y).spot
        return "" if spot is None or self.scene is None else name_of(self.scene.place(spot))

    def _is_empty(self, spot: NetworkSpot) -> bool:
        return self.scene is None or self.scene.value(spot) is None

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._hover = NOTHING
        self._point_out(None)
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        hover = self._under(event.position().x(), event.position().y())
        self._pressed = hover.spot
        if hover.row is not None:
            self.choose_row(hover.row)
        elif hover.mode is not None:
            self.set_mode(hover.mode)
        elif hover.strip is not None:
            self._show_column(hover.strip)
        elif hover.growth is not None:
            self.wished.emit(SetKeys(self._growth[hover.growth]))
        elif hover.step is not None:
            self.show_step(*hover.step)
        elif hover.chip is not None and hover.chip.part is LayerPart.OTHER:
            shown = self.scene.others[hover.chip.name] if self.scene is not None else None
            if shown is not None and shown.array is not None:
                self.wished.emit(LookAt(Source(shown.name, (0,) * shown.array.ndim)))
        elif hover.chip is not None:
            start = 0 if hover.chip.part is LayerPart.WEIGHT else -1
            self._look_at(NetworkSpot(hover.chip.part, hover.chip.block, 0, start))
        elif hover.spot is not None and self._is_on_square(event.position(), hover.spot):
            self._pressed = None
            self._pin(hover.spot)
        elif hover.spot is not None:
            self._hold(hover.spot, event.globalPosition())
            self._look_at(hover.spot)

    def _hold(self, spot: NetworkSpot, at: QPointF) -> None:
        """Take a number in hand: it follows if it is pulled."""
        value = None if self.scene is None else self.scene.value(spot)
        if self.scene is None or value is None or not math.isfinite(value):
            return
        place = self.scene.place(spot)
        if can_change(place):
            self._held = HeldNumber(place, float(value), at)

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, self._held = self._held, None
        if held is not None and held.is_pulled:
            self._hover = NOTHING  # the pointer is elsewhere now
            self._point(event.position().x(), event.position().y())
            self.let_go.emit(True)

    def _is_on_square(self, at: QPointF, spot: NetworkSpot) -> bool:
        picture = self.picture
        place = None if picture is None else picture.square_of(spot)
        return place is not None and place.contains(at)

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change the number that was clicked; what lies there by now may be its label."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._pressed is not None:
            self.edit(self._pressed)
        else:
            self.mousePressEvent(event)  # two quick clicks on a row are two clicks

    # -- another number

    @guarded
    def edit(self, spot: NetworkSpot) -> None:
        """Lay a field over a number, to give it another value."""
        frame, scene, picture = self.frame, self.scene, self.picture
        if frame is None or scene is None or picture is None:
            return
        place = scene.place(spot)
        if scene.value(spot) is None or not can_change(place):
            return
        self.editing.open_at(frame, place, self.look, picture.place_of(spot))

    @guarded
    def _entered(self, place: Source, number: float) -> None:
        self.wished.emit(Edit(place, number))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.editing.close()

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        aside = event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or aside:
            direction = -1 if (aside or event.angleDelta().y()) > 0 else 1
            if not self._show_step_beside(event.position(), direction):
                self._show_beside(direction)
            return
        self._turned += event.angleDelta().y()
        notches = math.trunc(self._turned / NOTCH_EIGHTH_DEGREES)
        self._turned -= notches * NOTCH_EIGHTH_DEGREES
        if notches and self.scene is not None:
            self.choose_row(self.scene.row - notches)

    def _show_step_beside(self, at: QPointF, direction: int) -> bool:
        """Open the time step before (−1) or after (+1) the one that is looked at, if the pointer is
        on a recurrent layer of which not all are open."""
        picture = self.picture
        layer = None if picture is None else picture.steps.layer_at(at.x(), at.y())
        if picture is None or layer is None or picture.layout.steps[layer].is_whole:
            return False
        self.show_step(layer, self._looked[layer] + direction)
        return True

    def _show_beside(self, direction: int) -> None:
        """Bring the columns before (−1) or after (+1) those in sight into sight."""
        picture = self.picture
        if picture is not None and picture.strip is not None:
            self._show_column(picture.sight[0] - 1 if direction < 0 else picture.sight[1])

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        return is_plain(event) and event.key() in (*ARROWS, *PAGES)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self._cursor_now()
        if key in ARROWS and self.picture is not None and at is not None:
            self._move_cursor(self.picture, at, ARROWS[key])
            self._announce()
            self.update()
            self._look_at(NetworkSpot(LayerPart.UNIT, *(self._cursor or at)))
        elif key in PAGES and self.scene is not None:
            self.choose_row(self.scene.row + PAGES[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and at is not None:
            self._look_at(NetworkSpot(LayerPart.UNIT, *at))
        else:
            event.ignore()

    def _move_cursor(
        self, picture: NetworkPicture, at: tuple[str, int], direction: Direction
    ) -> None:
        """To the neighbouring unit; at the edge of what is in sight, to the column beyond."""
        if at[0] not in picture.layout.blocks and self._wiring is not None:
            self._show_column(self._wiring.ranks[at[0]])
            if at[0] in self._wiring.cells:
                layer, place = self._wiring.cells[at[0]]
                self.show_step(layer, place.step)
            picture = self.picture or picture
            if at[0] not in picture.layout.blocks:
                return
        found = neighbour(picture.layout, at, direction)
        beside = beside_step(picture.layout, at[0], direction)
        if found == at and beside is not None and self._wiring is not None:
            self.show_step(*beside)
            word = self._wiring.cells[at[0]][1].word
            word = word if word == INPUT_WORD else self._wiring.steps[beside[0]].words[-1]
            self._cursor = self._wiring.steps[beside[0]].block(beside[1], word), at[1]
            return
        if found == at and direction in {"left", "right"} and self._wiring is not None:
            rank = self._wiring.ranks[at[0]] + (1 if direction == "right" else -1)
            beyond = [name for name, other in self._wiring.ranks.items() if other == rank]
            if beyond:
                self._show_column(rank)
                found = (beyond[0], 0)
        self._cursor = found

    def _cursor_now(self) -> tuple[str, int] | None:
        """The unit that the keyboard stands on: at first the one in focus, else the first input."""
        if self.scene is None or self.picture is None:
            return None
        return self._cursor or (INPUT, 0)

    def _announce(self) -> None:
        """Tell who cannot see it what the keyboard stands on."""
        if self.scene is not None and self._cursor is not None:
            self.announce(tip(self.scene, NetworkSpot(LayerPart.UNIT, *self._cursor)))
