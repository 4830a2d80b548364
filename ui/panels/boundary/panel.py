"""The decision boundary: what the network says of every point of its one or two inputs.

The plane is tinted by the answers, with a strong line where another class is decided; the examples
lie on it. It is painted from the view of the frame, asked once for each change of the parameters.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolButton, QWidget

from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap, nearest
from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.theme import Text
from ui.panels.boundary import words
from ui.panels.boundary.drawing import (
    HeldExample,
    addition,
    move,
    next_target,
    removal,
    takes_examples,
)
from ui.panels.boundary.geometry import ROW_PIXELS, BoundaryLayout, layout
from ui.panels.boundary.picture import BoundaryPicture
from ui.panels.boundary.scene import Answer, BoundaryScene, BoundaryWishes
from ui.session.wishes import Ask, LookAt, Wish
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.text import _
from visualnn.views.boundary import BoundaryView
from visualnn.views.examples import number_of_example
from visualnn.views.judging import JudgedExample

__all__ = ["BoundaryPanel"]

TALL_PIXELS = 260
"""The height from which on the line under the plane may be two."""
GAP_PIXELS = 4
"""Between two switches in a row."""
REACH_PIXELS = 4
"""Pixels from the edge of an example within which the pointer is meant for it."""
CROSS_STEP_COUNT = 20
"""Steps of the cross-hair from one end of the plane to the other."""
LEAP_STEP_COUNT = 5
"""Steps that Up and Down take where there is one input."""
PINS: Final = Qt.Key.Key_5
ASKS: Final = Qt.Key.Key_6
DRAWS: Final = Qt.Key.Key_0
REMOVES: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
SWITCHES: Final = (Qt.Key.Key_7, Qt.Key.Key_8, Qt.Key.Key_9)
Point = tuple[float, float]


class BoundaryPanel(PaintedPanel):
    """Draws the boundary; the pointer or the cross-hair reads it, a click explains an example."""

    wanted_pixels = 380, 300
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: BoundaryScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.cross: Point | None = None
        """The point that was clicked, or that the keys went to."""
        self._pointer: QPointF | None = None
        self._answer: Answer | None = None
        self._picture = BoundaryPicture()
        self.lines = self._switch()
        self.regions = self._switch()
        self.validation = self._switch()
        self.draws = QToolButton(self)
        """Draws examples of one class after the other, and none after the last."""
        self.draws.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.draws.setCheckable(True)
        self.draws.hide()
        self.draws.clicked.connect(self._draw_next)
        self.target: int | None = None
        """The class of the examples that are drawn; None while none are."""
        self._held: HeldExample | None = None
        self._label()
        self._dress()

    def _switch(self) -> QToolButton:
        button = QToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setCheckable(True)
        button.hide()
        button.toggled.connect(self._again)
        return button

    @property
    def switches(self) -> tuple[QToolButton, ...]:
        """What is drawn on wish, in the order of the keys 7, 8 and 9."""
        return self.lines, self.regions, self.validation

    def _label(self) -> None:
        texts = (
            (_("Lines"), _("Show where each hidden unit's z is 0 (7)")),
            (_("Regions"), _("Show the regions in which one formula holds (8)")),
            (_("Validation"), _("Show the validation examples (9)")),
        )
        for button, (text, tip) in zip(self.switches, texts, strict=True):
            button.setText(text)
            button.setToolTip(tip)
        self.draws.setText(words.drawing_title(self.scene, self.target))
        self.draws.setToolTip(_("Draw, move and remove examples: the next class, then none (0)"))
        self.draws.setChecked(self.target is not None)

    def _dress(self) -> None:
        for button in (*self.switches, self.draws):
            button.setFont(self.look.metrics.font(Text.SMALL))

    # -- what comes down

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        super().set_look(look)
        self._dress()
        self._place_switches()

    def retranslate(self) -> None:
        """The language changed."""
        super().retranslate()
        self._label()
        self._place_switches()

    @guarded
    def _take(self, frame: Frame) -> None:
        scene = self.scene
        is_new = scene is None or scene.lesson is not frame.lesson
        if is_new:
            drawn_on = None if scene is None or self.target is None else scene
            self.scene, self._answer, self._held = None, None, None
            if BoundaryView().suits(frame.lesson):
                self.scene = BoundaryScene(frame.lesson)
            if self.scene is None or drawn_on is None or not self._is_drawn_on(drawn_on):
                self.cross, self.target = None, None
        if self.scene is not None:
            self.scene.show(frame, self._wanted())
        if is_new:
            self._show_switches()
        if self.scene is not None:
            self._read()

    def _is_drawn_on(self, before: BoundaryScene) -> bool:
        """Whether the picture is the one before with other examples: the hand draws on."""
        now = self.scene
        return now is not None and (now.lesson.name, now.inputs) == (
            before.lesson.name,
            before.inputs,
        )

    def _wanted(self) -> BoundaryWishes:
        return BoundaryWishes(*(button.isChecked() for button in self.switches))

    @guarded
    def _again(self, _checked: object = None) -> None:
        """The same frame, with more or less drawn of it."""
        if self.scene is not None and self.frame is not None:
            self.scene.show(self.frame, self._wanted())
        self._place_switches()
        self._read()

    def forget(self) -> None:
        super().forget()
        self._answer = self._held = None

    def spoken(self) -> str:
        """Title, how much of the plane is whose, the examples, and what is read."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self._note())

    # -- places

    def _layout(self) -> BoundaryLayout:
        square = self.scene is None or self.scene.inputs == 2
        lines = self._note_line_count
        factor = self.look.metrics.factor
        needed = sum(map(self._width_of, self._buttons)) + self.look.metrics.px(GAP_PIXELS) * len(
            self._buttons
        )
        return layout(
            self.width(), self.height(), factor, square=square, lines=lines, needed=needed
        )

    @property
    def _buttons(self) -> tuple[QToolButton, ...]:
        """The switches, and what draws examples where they can be drawn."""
        return (*self.switches, self.draws) if self._takes_examples else self.switches

    def _width_of(self, button: QToolButton) -> int:
        return button.sizeHint().width() + self.look.metrics.px(6)

    def _map(self) -> PlaneMap | None:
        return None if self.scene is None else self.scene.map(self._layout().plane)

    def _show_switches(self) -> None:
        for button in self.switches:
            button.setVisible(self.scene is not None)
        self.draws.setVisible(self._takes_examples)
        self._label()
        self._place_switches()

    @property
    def _takes_examples(self) -> bool:
        return self.scene is not None and takes_examples(self.scene)

    def _place_switches(self) -> None:
        """Put the switches into the column beside the plane, or into a row above it."""
        places, metrics = self._layout(), self.look.metrics
        side = places.side
        left, top, tall = side.left, side.top, metrics.px(24)
        for button in self._buttons:
            wide = min(self._width_of(button), round(side.width))
            if not places.beside and left > side.left and left + wide > side.right:
                left, top = side.left, top + metrics.px(ROW_PIXELS)
            button.setGeometry(QRect(round(left), round(top), wide, tall))
            if places.beside:
                top += tall + metrics.px(2)
            else:
                left += wide + metrics.px(GAP_PIXELS)

    def _pointed(self) -> Point | None:
        """The point under the pointer, else under the cross-hair."""
        plane = None if self._pointer is None else self._map()
        if plane is not None and self._pointer is not None:
            at = self._pointer.x(), self._pointer.y()
            if plane.box.contains(*at):
                return plane.point(*at)
        return self.cross

    def _near(self, left: float, top: float) -> JudgedExample | None:
        """The example that a place is meant for."""
        scene, plane = self.scene, self._map()
        if scene is None or plane is None:
            return None
        places = (plane.place(*scene.place_of(each)) for each in scene.examples)
        found = nearest(places, left, top)
        reach = self._picture.radius(scene, plane, self.look) + self.look.metrics.px(REACH_PIXELS)
        if found is None or found[1] > reach:
            return None
        return scene.examples[found[0]]

    # -- the line under the plane

    def _read(self) -> None:
        """Ask the network about the point that is read, else about the one that was asked about."""
        point = self._pointed()
        scene = self.scene
        read = scene.asked if point is None and scene is not None else point
        self._answer = None if scene is None or read is None else scene.answer_to(read)
        self.update()

    @property
    def _note_line_count(self) -> int:
        """How many lines stand under the plane: two where there is height for them."""
        is_tall = self.height() >= self.look.metrics.px(TALL_PIXELS)
        return 2 if is_tall or self.regions.isChecked() else 1

    def _note(self) -> str:
        """What is said under the plane: of an example, of a point, or of the unit in focus."""
        scene = self.scene
        if scene is None:
            return ""
        if self._pointer is not None:
            example = self._near(self._pointer.x(), self._pointer.y())
            if example is not None and self._held is None:
                return words.example(scene, example)
        if self.target is not None:
            is_out = self._held is not None and self._held.is_out(self._layout().plane)
            return words.drawing(scene, self.target, is_out=is_out)
        if self._answer is not None:
            return words.readout(scene, self._answer)
        return words.note(scene)

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        if self.scene is None:
            self.paint_nothing_yet(painter, words.nothing_yet())
        else:
            self._paint_scene(painter, self.scene)

    def _paint_scene(self, painter: QPainter, scene: BoundaryScene) -> None:
        look, places = self.look, self._layout()
        plane, picture = scene.map(places.plane), self._picture
        self.paint_line(painter, places.title, tuple(words.titles(scene)), Text.BODY)
        picture.paint_plane(painter, scene, plane, look)
        answer = self._answer
        if answer is not None and answer.region is not None:
            picture.paint_region(painter, answer.region, plane, look)
        if self.cross is not None:
            self._paint_cross(painter, plane, self.cross)
        picture.paint_examples(painter, scene, plane, look)
        if scene.asked is not None:
            picture.paint_asked(painter, scene, plane, look)
        if self._held is not None and self._held.is_dragged:
            picture.paint_held(painter, scene, plane, self._held, look)
        picture.paint_axes(painter, scene, plane, look)
        if places.beside and (self._pointer is not None or self.hasFocus()):
            last = self.draws if self._takes_examples else self.validation
            top = last.geometry().bottom() + look.metrics.unit
            picture.paint_legend(painter, scene, places, top, look)
        notes = self._note().splitlines()
        foot = places.caption
        tall = foot.height / max(1, len(notes))
        for n, note in enumerate(notes):
            line = Box(foot.left, foot.top + n * tall, foot.width, tall)
            self.paint_line(painter, line, (note,), Text.SMALL)

    def _paint_cross(self, painter: QPainter, plane: PlaneMap, point: Point) -> None:
        """Lines through the point that is read, open in their middle."""
        box, gap = plane.box, self.look.metrics.px(5)
        thick = self.look.metrics.hairline
        x, y = (round(value) for value in plane.place(*point))
        colour = self.look.theme.ink
        left, right, top, bottom = (round(n) for n in (box.left, box.right, box.top, box.bottom))
        painter.fillRect(x, top, thick, max(0, y - gap - top), colour)
        painter.fillRect(x, y + gap, thick, max(0, bottom - y - gap), colour)
        if self.scene is not None and self.scene.inputs == 2:
            painter.fillRect(left, y, max(0, x - gap - left), thick, colour)
            painter.fillRect(x + gap, y, max(0, right - x - gap), thick, colour)

    # -- the pointer

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._held is not None:
            self._held.at = self._pointer.x(), self._pointer.y()
            self.update()
            return
        over = self._near(self._pointer.x(), self._pointer.y())
        self._point_at(over)
        hand = over is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self._read()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._point_at(None)
        self._read()

    def _point_at(self, example: JudgedExample | None) -> None:
        """Let the example that is pointed at show in every panel."""
        place = None
        if example is not None:
            name = "data.x" if example.split == "train" else "val.data.x"
            place = Source(name, (example.row, 0))
        if self.scene is not None and place != self.scene.frame.pointed:
            self.pointed.emit(place)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        plane, at = self._map(), event.position()
        if plane is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        example = self._near(at.x(), at.y())
        if example is not None and self.target is not None:
            self._held = HeldExample(example, (at.x(), at.y()), (at.x(), at.y()))
        elif example is not None:
            self._look_at(example)
        elif self.target is not None:
            if plane.box.contains(at.x(), at.y()):
                self._add(plane, plane.point(at.x(), at.y()))
        elif plane.box.contains(at.x(), at.y()):
            self.cross = plane.point(at.x(), at.y())
            self._ask()

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, plane, scene = self._held, self._map(), self.scene
        if event.button() is not Qt.MouseButton.LeftButton or held is None:
            return
        self._held = None
        held.at = event.position().x(), event.position().y()
        if plane is None or scene is None:
            return
        if not held.is_dragged:
            self._look_at(held.example)
        elif held.is_out(plane.box):
            self._change(removal(held.example))
        else:
            self._change(move(scene, plane, held.example, plane.point(*held.at)))

    # -- drawing examples

    @guarded
    def _draw_next(self, _checked: object = None) -> None:
        """Draw examples of the next class, or none any more."""
        if self.scene is not None and self._takes_examples:
            self.target = next_target(self.scene, self.target)
            self._held = None
            self._show_switches()
            self._read()
            self.announce(words.drawing_title(self.scene, self.target) + "\n" + self._note())

    def _add(self, plane: PlaneMap, point: Point) -> None:
        """One more example of the class that is drawn."""
        if self.scene is not None and self.target is not None:
            self._change(addition(self.scene, plane, point, self.target))

    def _change(self, wish: Wish) -> None:
        """Wish for other examples, and say what is there then."""
        self.wished.emit(wish)
        self.update()
        if self.scene is not None:
            self.announce(words.title(self.scene) + "\n" + words.drawn(self.scene))

    def _nearest(self, plane: PlaneMap) -> JudgedExample | None:
        """The example nearest to the cross-hair, or to the middle of the plane."""
        scene = self.scene
        if scene is None:
            return None
        box = plane.box
        middle = box.left + box.width / 2, box.top + box.height / 2
        at = middle if self.cross is None else plane.place(*self.cross)
        places = (plane.place(*scene.place_of(each)) for each in scene.examples)
        found = nearest(places, *at)
        return None if found is None else scene.examples[found[0]]

    def _move_nearest(self, plane: PlaneMap, right: int, up: int) -> None:
        """Move the example nearest to the cross-hair by a step, and the cross-hair onto it."""
        scene, example = self.scene, self._nearest(plane)
        if scene is None or example is None:
            return
        x, y = scene.place_of(example)
        x += right * (plane.largest[0] - plane.least[0]) / CROSS_STEP_COUNT
        y += up * (plane.largest[1] - plane.least[1]) / CROSS_STEP_COUNT
        self._pointer = None
        self.cross = plane.nearest_inside(x, y)
        self._change(move(scene, plane, example, self.cross))

    def _ask(self) -> None:
        """Ask the network about the point under the cross-hair."""
        if self.scene is not None and self.cross is not None:
            self._read()
            self.wished.emit(Ask(self.cross[: self.scene.inputs]))

    def _look_at(self, example: JudgedExample) -> None:
        if self.scene is not None:
            values = self.scene.frame.values
            place = number_of_example(self.scene.lesson, values, example.split, example.row)
            self.wished.emit(LookAt(place))

    # -- the keyboard

    @property
    def _drawing_keys(self) -> tuple[Qt.Key, ...]:
        """What is answered here besides, where examples are drawn."""
        return (
            *((DRAWS,) if self._takes_examples else ()),
            *(REMOVES if self.target is not None else ()),
        )

    @property
    def _is_asking(self) -> bool:
        """Whether a point is read, or an example held, that Esc lets go."""
        if self._held is not None:
            return True
        return self.cross is not None or (self.scene is not None and self.scene.asked is not None)

    def takes_key(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        escapes = event.key() == Qt.Key.Key_Escape and self._is_asking
        known = (*PLANE_ARROWS, *ENTER, *SWITCHES, ASKS, PINS, *self._drawing_keys)
        moves = held == Qt.KeyboardModifier.ShiftModifier and event.key() in PLANE_ARROWS
        draws_on = moves and self.target is not None
        return (not held and (event.key() in known or escapes)) or draws_on

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plane = Qt.Key(event.key()), self._map()
        if plane is None or self.scene is None or self.frame is None:
            super().keyPressEvent(event)
        elif self._draws_by_key(plane, key, event.modifiers()):
            pass
        elif key in PLANE_ARROWS:
            self._move(plane, *PLANE_ARROWS[key])
        elif key in ENTER:
            self._look_at_nearest(plane)

        elif key in SWITCHES:
            self.switches[SWITCHES.index(key)].toggle()
            self.announce(words.title(self.scene) + "\n" + self._note())
        elif key == PINS:
            self._pin_next()
        elif key == ASKS and self.cross is not None:
            self._ask()
        elif key == Qt.Key.Key_Escape and self._is_asking:
            self.cross = None
            self._read()
            if self.scene.asked is not None:
                self.wished.emit(Ask())
        else:
            event.ignore()

    def _draws_by_key(self, plane: PlaneMap, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Do what a key does where examples are drawn; whether it does something."""
        if key == DRAWS and self._takes_examples:
            self._draw_next()
        elif key == Qt.Key.Key_Escape and self._held is not None:
            self._held = None
            self._read()
        elif self.target is None:
            return False
        elif key in PLANE_ARROWS and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._move_nearest(plane, *PLANE_ARROWS[key])
        elif key in ENTER and self.cross is not None:
            self._add(plane, self.cross)
        elif key in REMOVES:
            example = self._nearest(plane)
            if example is not None:
                self._change(removal(example))
        else:
            return False
        return True

    def _pin_next(self) -> None:
        """Keep the square of the next hidden unit large; after the last, the network's answers."""
        scene = self.scene
        if scene is None:
            return
        units = [None, *scene.hidden_units]
        unit = units[(units.index(scene.square) + 1) % len(units)]
        outputs = scene.lesson.network.outputs
        self.pinned.emit(None if unit is None else Source(outputs[unit[0]], (0, unit[1])))
        self.announce(words.title(scene))

    def _move(self, plane: PlaneMap, right: int, up: int) -> None:
        """Move the cross-hair; the first time it comes to the middle."""
        if self.scene is not None and self.scene.inputs == 1:
            right, up = right + LEAP_STEP_COUNT * up, 0
        middle = tuple((a + b) / 2 for a, b in zip(plane.least, plane.largest, strict=True))
        x, y = self.cross or (middle[0], middle[1])
        if self.cross is not None:
            x += right * (plane.largest[0] - plane.least[0]) / CROSS_STEP_COUNT
            y += up * (plane.largest[1] - plane.least[1]) / CROSS_STEP_COUNT
        self._pointer = None  # what the keys go to is read
        self.cross = plane.nearest_inside(x, y)
        self._read()
        self.announce(self._note())

    def _look_at_nearest(self, plane: PlaneMap) -> None:
        """Explain the example nearest to the cross-hair, or to the middle of the plane."""
        scene, example = self.scene, self._nearest(plane)
        if scene is not None and example is not None:
            self._look_at(example)
            self.announce(words.example(scene, example))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_switches()
