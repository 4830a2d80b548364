"""The activation of a layer: f and f′ over z, and where on them the numbers of the batch are.

Softmax, where a unit's output depends on every score of its row, is bars instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.activation import words
from ui.panels.activation.marks import ActivationMarks
from ui.panels.activation.scene import MAX_RUG_COUNT, ActivationScene
from ui.panels.activation.shares import SharePicture
from ui.plot.axes import AxisSpan
from ui.plot.geometry import PlotPanelLayout
from ui.plot.plot_panel import PlotPanel
from ui.session.wishes import LookAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.text import _
from visualnn.views.activation import OVERLAYS, ActivationView

__all__ = ["ActivationPanel"]

REACH_PIXELS = 7
"""Pixels from a row's stroke or dot within which the pointer is meant for it."""
RUG_PIXELS = 14
"""The height of the strip with the other rows."""
MAX_OVERLAY_COUNT = 4
"""Functions that are laid over at once."""


class ActivationPanel(PlotPanel):
    """Draws the function; the pointer or the keys read it, a click explains a number."""

    wanted_pixels = 420, 280
    least_pixels = 200, 110

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: ActivationScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.overlaid: tuple[str, ...] = ()
        """The functions that are laid over, by the words that lesson files use."""
        self._key_row: int | None = None
        self._told: Source | None = None
        """What every panel was told is pointed at here."""
        self._shares = SharePicture()
        self.marks = ActivationMarks(look)
        self.plot.under, self.plot.over = self.marks.under, self.marks.over
        self.plot.beneath = self.marks.beneath
        self.others = QToolButton(self)
        self.others.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.others.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.others.clicked.connect(self._open_others)
        self.others.hide()

    # -- what comes down

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame; what is pointed at in it is read at once."""
        super().show_frame(frame)
        self._show(frame)

    @guarded
    def _show(self, frame: Frame) -> None:
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            self.scene, self._key_row, self.overlaid = None, None, ()
            self._shares.forget()
            if ActivationView().suits(frame.lesson):
                scene = ActivationScene(frame.lesson)
                scene.show(frame, self.overlaid)
                self.scene = scene
        else:
            scene.show(frame, self.overlaid)
        if self._key_row is not None and scene is not None and self._key_row >= scene.row_count:
            self._key_row = None
        self._draw()

    def draw(self) -> None:
        """Give the plot what the scene has."""
        scene, plot, metrics = self.scene, self.plot, self.look.metrics
        self.marks.scene, self.marks.look = scene, self.look
        plot.foot = metrics.px(RUG_PIXELS)
        shown = scene is not None and scene.is_curve
        if plot.isHidden() == shown:
            plot.setVisible(shown)
        if scene is not None and shown:
            axis = scene.found.axis
            upright = AxisSpan(words.function_name(scene), *scene.heights)
            plot.set_axes(AxisSpan("z", float(axis[0]), float(axis[-1])), upright)
            plot.set_lines(self.marks.lines())
        self._place_others(shown=shown)

    def _place_others(self, *, shown: bool) -> None:
        button, metrics, title = self.others, self.look.metrics, self.layout_now().title
        button.setText(_("Other functions"))
        button.setToolTip(_("Lay another function over this one (7)"))
        button.setFont(metrics.font(Text.SMALL))
        wide = button.sizeHint().width() + metrics.px(6)
        button.setVisible(shown and wide <= title.width / 2)
        button.setGeometry(QRect(round(title.right) - wide, metrics.px(2), wide, metrics.px(24)))

    def spoken(self) -> str:
        """The title, the numbers of the row, and what is read."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self.note())

    # -- what is read

    def titles(self) -> Sequence[str]:
        """The pattern that is seen now."""
        return () if self.scene is None else tuple(words.titles(self.scene))

    def nothing_yet(self) -> str:
        """What will be here."""
        return words.nothing_yet()

    def title_room(self, places: PlotPanelLayout) -> Box:
        """Left of the button."""
        title = places.title
        if not self.others.isVisibleTo(self):
            return title
        return Box(title.left, title.top, self.others.x() - title.left - 4, title.height)

    def read(self) -> None:
        """Take up the row that is pointed at."""
        row, scene = self._pointed_row(), self.scene
        self._tell(None if row is None or scene is None else scene.place(row))
        if row is None and self.pointer is None and scene is not None and scene.is_known:
            row = scene.row_of(None if self.frame is None else self.frame.pointed)
        self.marks.row = row
        self.marks.legend = self.pointer is not None or self.hasFocus()

    def _tell(self, place: Source | None) -> None:
        """Let the row that is pointed at here show in every panel."""
        if place != self._told:
            self._told = place
            self.pointed.emit(place)

    def _pointed_row(self) -> int | None:
        """The row that the pointer is meant for, else the one that the keys went to."""
        scene = self.scene
        if scene is None or self.pointer is None or not scene.is_curve or not scene.is_known:
            return self._key_row
        place, at = self.plot.map, self.pointer
        reach = self.look.metrics.px(REACH_PIXELS)
        beneath = at.y() > place.box.bottom
        if beneath and scene.row_count > MAX_RUG_COUNT:
            return None
        z, a = scene.of_unit(scene.found.z).tolist(), scene.of_unit(scene.found.a).tolist()
        found, best = None, float(reach)
        for row, (across, up) in enumerate(zip(z, a, strict=True)):
            away = abs(place.across(across) - at.x())
            if not beneath:
                away = max(away, abs(place.up(up) - at.y()))
            if away <= best and (away < best or row == scene.found.row):
                found, best = row, away
        return found

    def note(self) -> str:
        """What is said below: of a row, of a place of the curve, or of the whole layer."""
        scene = self.scene
        if scene is None:
            return ""
        if not scene.is_curve:
            unit = self._shares.unit
            return words.note(scene) if unit is None else words.share_readout(scene, unit)
        if self.marks.row is not None and scene.is_known:
            return words.row_readout(scene, self.marks.row)
        if self.pointer is not None:
            place = self.plot.map
            z = place.x_at(self.pointer.x())
            if self.pointer.y() > place.box.bottom and scene.row_count > MAX_RUG_COUNT:
                return words.bin_readout(scene, z)
            return words.curve_readout(scene, z)
        return words.note(scene)

    def paint_more(self, painter: QPainter, places: PlotPanelLayout) -> None:
        """The bars of softmax."""
        if self.scene is not None and not self.scene.is_curve:
            self._shares.paint(painter, self.scene, places.plot, self.look)

    # -- the pointer

    def click(self) -> None:
        """Explain the number that is pointed at."""
        found = self._number_at()
        if found is not None:
            self.wished.emit(LookAt(found))

    def is_door(self) -> bool:
        """Whether a number is pointed at."""
        return self._number_at() is not None

    def _number_at(self) -> Source | None:
        """The number that is pointed at."""
        scene = self.scene
        if scene is None or self.pointer is None or not scene.is_known:
            return None
        tangent, place = scene.found.tangent, self.plot.map
        if tangent is not None and scene.is_curve:
            away = QPointF(place.across(tangent.z), place.up(tangent.slope)) - self.pointer
            if max(abs(away.x()), abs(away.y())) <= self.look.metrics.px(REACH_PIXELS):
                return scene.slope_place() or scene.place(scene.found.row)
        row = self._pointed_row()
        return None if row is None else scene.place(row)

    def _share_at(self, at: QPointF) -> int | None:
        """The unit of softmax whose bar or term is at a place."""
        scene = self.scene
        if scene is None or scene.is_curve:
            return None
        room = self.layout_now().plot
        return self._shares.unit_at(scene, room, self.look, at.x(), at.y())

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        unit = self._share_at(event.position())
        if unit != self._shares.unit:
            self._shares.unit = unit
            over = unit is not None
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            )
            self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene, at = self.scene, event.position()
        unit = self._share_at(at)
        if unit is None or scene is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if scene.is_known:
            places = self._shares.layout(scene, self.layout_now().plot, self.look)
            place = scene.place(scene.found.row, before=at.y() < places.names.top)
            self.wished.emit(LookAt(Source(place.name, (*place.index[:-1], unit))))

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._shares.unit = None
        super().leaveEvent(event)

    # -- other functions

    @guarded
    def _open_others(self) -> None:
        """A list of the functions that can be laid over."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for word in OVERLAYS:
            action = QAction(word, menu, checkable=True, checked=word in self.overlaid)
            action.triggered.connect(lambda _checked, word=word: self.toggle(word))
            menu.addAction(action)
        menu.popup(self.others.mapToGlobal(QPoint(0, self.others.height())))

    @guarded
    def toggle(self, word: str) -> None:
        """Lay a function over, or take it away; the fifth takes the place of the first."""
        kept = tuple(each for each in self.overlaid if each != word)
        if word not in self.overlaid:
            kept = (*kept, word)[-MAX_OVERLAY_COUNT:]
        self._lay_over(kept)

    def _lay_over(self, overlaid: tuple[str, ...]) -> None:
        self.overlaid = overlaid
        if self.scene is not None and self.frame is not None:
            self.scene.show(self.frame, overlaid)
            self._draw()

    def _next_over(self) -> None:
        """The next function alone, and after the last one none."""
        last = self.overlaid[-1] if self.overlaid else None
        at = -1 if last is None else OVERLAYS.index(last)
        self._lay_over(OVERLAYS[at + 1 : at + 2])

    # -- the keyboard

    @property
    def holds_something(self) -> bool:
        """A row that the keys went to, or a function that is laid over."""
        return self._key_row is not None or bool(self.overlaid)

    def press(self, key: Qt.Key) -> bool:
        """Go from row to row and from unit to unit, lay functions over."""
        scene = self.scene
        if scene is None:
            return False
        if key in PLANE_ARROWS:
            self._move(scene, *PLANE_ARROWS[key])
        elif key in ENTER:
            self._look_at(scene)
        elif key == Qt.Key.Key_7 and scene.is_curve:
            self._next_over()
            self.announce(words.spoken(scene, ""))
        elif key == Qt.Key.Key_Escape and self.holds_something:
            self._key_row = None
            self._lay_over(())
        else:
            return False
        return True

    def _move(self, scene: ActivationScene, rows: int, units: int) -> None:
        """Left and Right: the next row in the order of z, Up and Down: another unit. Of softmax,
        where the units stand beside each other, it is the other way round."""
        if not scene.is_known:
            return
        found = scene.found
        self.pointer = None  # what the keys go to is read
        if not scene.is_curve:
            row = min(max(found.row - units, 0), scene.row_count - 1)
            self._look_at_unit(scene, row, rows)
        elif units:
            self._look_at_unit(scene, found.row, units)
        else:
            start = found.row if self._key_row is None else self._key_row
            beside = scene.next_row(start, rows)
            if beside is not None:
                self._key_row = beside
        self._read()
        self.announce(self.note() or words.spoken(scene, ""))

    def _look_at_unit(self, scene: ActivationScene, row: int, step: int) -> None:
        self.wished.emit(LookAt(Source(scene.place(row).name, (row, *scene.next_unit(step)))))

    def _look_at(self, scene: ActivationScene) -> None:
        """Explain the number that the keys went to, else the one in focus."""
        if scene.is_known:
            row = scene.found.row if self._key_row is None else self._key_row
            self.wished.emit(LookAt(scene.place(row)))
