"""The landscape of a walk on a function of two numbers, with the update of the leading run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.kit.geometry.box import Box
from ui.kit.guard import guarded
from ui.kit.keys import ENTER, PLANE_ARROWS
from ui.kit.look import Look
from ui.kit.output import is_vector, pixel_ratio
from ui.kit.painted_layer import PaintedLayer
from ui.panels.landscape import words
from ui.panels.landscape.arrows import drawn_arrows
from ui.panels.landscape.marks import LandscapeMarks, WayPlace
from ui.panels.landscape.scene import LandscapeScene, RunOnLandscape
from ui.panels.landscape.standings_table import StandingsTable
from ui.panels.landscape.starting import Starting
from ui.plot.axes import AxisSpan, alike
from ui.plot.geometry import PlotPanelLayout
from ui.plot.plot_panel import PlotPanel
from ui.plot.ways import pixels_of
from ui.session.wishes import Lead, LookAt, ReturnRates, SearchRates, Seek, StartAt
from visualnn.expr import Source
from visualnn.tell.frame import Frame
from visualnn.views.landscape import LandscapeView

__all__ = ["LandscapePanel"]

REACH_PIXELS = 10
"""Pixels from a mark within which the pointer is meant for it."""
MARGIN_PIXELS = 60
"""The room for the numbers beside the plot: as long as it is enough, both axes have one scale."""
TABLE_GAP_PIXELS = 10
"""Between the standings and what is drawn below them."""
TABLE_PIXELS, MOST_TABLE_PIXELS = 262, 340
"""The least and the largest width of the standings."""
LEAST_PLOT_PIXELS, NARROW_PLOT_PIXELS = 320, 260
"""What the plot has at least beside them, and where there is less room, as on a projector."""


class LandscapePanel(PlotPanel):
    """Draws the function and the walkers; the pointer or the keys read them."""

    wanted_pixels = 560, 420
    least_pixels = 200, 140

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.scene: LandscapeScene | None = None
        """What is shown; None before the first frame, and in a lesson that it does not suit."""
        self.table = StandingsTable()
        self._standings = PaintedLayer(self)
        self._held: tuple[tuple[float, float], tuple[float, float]] | None = None
        """What stays in sight whatever the ways do; None for what each frame needs."""
        self._key: WayPlace | None = None
        self._over_table: QPointF | None = None
        self.marks = LandscapeMarks(look)
        self.plot.under, self.plot.over = self.marks.under, self.marks.over
        self.plot.sight_changed.connect(self._look_over)
        self.starting = Starting(self.plot, look)
        self.starting.moved.connect(self.start_pulled)
        self.starting.let_go.connect(self.let_go)
        self.starting.failed.connect(self.failed)
        self.plot.grabs = self.starting.grabs
        self.plot.dragged.connect(self.starting.drag)
        self.plot.dropped.connect(self.starting.drop)

    # -- what comes down

    def forget(self) -> None:
        self._standings.clear()
        super().forget()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.marks.forget()
        super().set_look(look)

    @guarded
    def _take(self, frame: Frame) -> None:
        scene = self.scene
        if scene is None or scene.lesson is not frame.lesson:
            self._key = None
            suits = LandscapeView().suits(frame.lesson)
            self.scene = scene = LandscapeScene(frame.lesson) if suits else None
        if scene is not None:
            scene.show(frame)
        self._draw()

    def hold_sight(self) -> None:
        """Let what is in sight now stay in sight, in a film, where nothing can be clicked."""
        self.table.has_door = False
        self._held = None if self.scene is None else self.scene.sight

    def draw(self) -> None:
        """Give the plot what the scene has."""
        scene, plot = self.scene, self.plot
        self.marks.scene, self.marks.look = scene, self.look
        self.starting.scene, self.starting.look = scene, self.look
        if plot.isHidden() == (scene is not None):
            plot.setVisible(scene is not None)
        self.table.lay_out(scene, self._table_box(), self.look)
        if scene is None:
            return
        plot.set_least_margin(self.look.metrics.px(MARGIN_PIXELS))
        self._place()
        (x, y), box = self._held or scene.sight, plot.map.box
        if not scene.is_curve:
            x, y = alike(x, y, box.width, box.height)
        plot.set_axes(AxisSpan("w[0]", *x), AxisSpan("L" if scene.is_curve else "w[1]", *y))
        self._look_over()

    @guarded
    def _look_over(self) -> None:
        """Another part of the plane is in sight."""
        if self.scene is not None:
            place = self.plot.map
            self.scene.look_over(place.x, place.y)
            self.marks.insets.lay_out(place, self.scene, self._inset_room(), self.look)
            self.plot.refresh()
            self.update()

    # -- places

    def _table_wide(self) -> int:
        """The width of the standings; 0 where there is no room, or no race."""
        wide = self.look.metrics.px(TABLE_PIXELS)
        least = self.look.metrics.px(LEAST_PLOT_PIXELS)
        if self.width() < wide + least:
            least = self.look.metrics.px(NARROW_PLOT_PIXELS)
        race = self.scene is not None and bool(self.scene.standings)
        most = self.look.metrics.px(MOST_TABLE_PIXELS)
        return min(self.width() - least, most) if race and self.width() >= wide + least else 0

    def layout_now(self) -> PlotPanelLayout:
        """The plot, and at its right the standings."""
        places, wide = super().layout_now(), self._table_wide()
        plot = places.plot
        return PlotPanelLayout(
            places.title,
            Box(plot.left, plot.top, max(plot.width - wide, 1), plot.height),
            places.note,
        )

    def _table_box(self) -> Box | None:
        wide = self._table_wide()
        if not wide:
            return None
        plot, side = self.layout_now().plot, self.look.metrics.px(6)
        return Box(plot.right + side, plot.top, wide - 2 * side, plot.height)

    def _inset_room(self) -> Box | None:
        """The room below the standings."""
        box, bottom = self._table_box(), self.table.bottom
        if box is None or bottom is None:
            return None
        top = bottom + self.look.metrics.px(TABLE_GAP_PIXELS)
        return Box(box.left, top, box.width, max(box.bottom - top, 0))

    def paint_more(self, painter: QPainter, places: PlotPanelLayout) -> None:
        """Paint the standings."""
        box = self._table_box()
        if box is not None and self.scene is not None:
            self._paint_table(painter, self.scene, box)
        if self.marks.insets.is_beside:
            self.marks.insets.paint(painter, self.look)

    def _paint_table(self, painter: QPainter, scene: LandscapeScene, box: Box) -> None:
        """The standings; while frames follow each other at once, they are those of a moment ago in
        some pictures, for nobody reads sixty in a second."""
        picked = None if self._key is None else self._key.run
        if not scene.frame.is_fleeting or is_vector(painter):
            self.table.paint(painter, scene, box, self.look, self._over_table, picked)
            return
        place = QRect(round(box.left), round(box.top), round(box.width), round(box.height))
        steady = (scene, self.look, self._over_table, picked)
        if self._standings.begin(
            place.size(), pixel_ratio(painter), *steady, growing=(scene.frame,), may_wait=True
        ):
            with QPainter(self._standings.picture) as inner:
                inner.fillRect(QRect(QPoint(0, 0), place.size()), self.look.theme.surface)
                inner.translate(-place.topLeft())
                self.table.paint(inner, scene, box, self.look, self._over_table, picked)
        painter.drawPixmap(place.topLeft(), self._standings.picture)

    # -- what is said

    def titles(self) -> Sequence[str]:
        """The pattern that is seen now."""
        return () if self.scene is None else tuple(words.titles(self.scene))

    def nothing_yet(self) -> str:
        """What will be here."""
        return words.nothing_yet()

    def note(self) -> str:
        """What is said below: of the place that is read, or of the update."""
        scene, reading = self.scene, self.marks.reading
        if scene is None:
            return ""
        if self.starting.pulled is not None:
            start = self.starting.pulled
            return words.pulled_note(start, scene.height_at(start[0], start[-1]))
        each = None if reading is None else scene.run_of(reading.run)
        if reading is not None and each is not None:
            return words.readout(scene, each, reading.walker, reading.update)
        if self.pointer is not None:
            place = self.plot.map
            x, y = place.x_at(self.pointer.x()), place.y_at(self.pointer.y())
            if place.holds(x, y):
                starts = self.starting.place_at(self.pointer)
                numbers = starts or ((x,) if scene.is_curve else (x, y))
                return words.place_note(
                    numbers, scene.height_at(numbers[0], numbers[-1]), is_start=starts is not None
                )
        return words.note(scene)

    def spoken(self) -> str:
        """The title, the leading run, its update, and the standings."""
        if self.scene is None:
            return words.nothing_yet()
        return words.spoken(self.scene, self.note())

    # -- what is read

    def read(self) -> None:
        """Take up the place of a way that is pointed at, or that the keys went to."""
        self.marks.reading = None
        self.marks.legend = self.pointer is not None or self.hasFocus()
        self.marks.has_table = bool(self.table.rows)
        scene = self.scene
        if scene is None:
            return
        if self.pointer is not None:
            self.marks.reading = self._nearest(scene, self.pointer)
        elif self._key is not None:
            self.marks.reading = self._kept(scene, self._key)

    def _kept(self, scene: LandscapeScene, key: WayPlace) -> WayPlace | None:
        """What the keys went to, as far as the way goes now."""
        each = scene.run_of(key.run)
        if each is None or key.walker >= len(each.ways):
            return None
        last = len(each.ways[key.walker].places) - 1
        return WayPlace(key.run, key.walker, min(key.update, last))

    def _nearest(self, scene: LandscapeScene, at: QPointF) -> WayPlace | None:
        """The place of a way that is nearest to a pixel; the leading way before the others."""
        place = self.plot.map
        best: tuple[float, WayPlace] | None = None
        for each in self._leading_first(scene):
            for walker, way in enumerate(each.ways):
                points = pixels_of(way.drawn, place)
                if not len(points):
                    continue
                away = np.abs(points - [at.x(), at.y()]).max(axis=1)
                n = len(away) - 1 - int(away[::-1].argmin())
                if best is None or away[n] < best[0] - 1.0:
                    best = float(away[n]), WayPlace(each.run.id, walker, n)
        reach = self.look.metrics.px(REACH_PIXELS)
        return best[1] if best is not None and best[0] <= reach else None

    def _leading_first(self, scene: LandscapeScene) -> list[RunOnLandscape]:
        leading = scene.frame.leader.id
        return sorted(scene.runs, key=lambda each: each.run.id != leading)

    # -- the pointer

    def pointer_shape(self) -> Qt.CursorShape:
        """A hand over a door and over what can be dragged, a cross where a click starts."""
        if self.pointer is not None and self.starting.is_at_start(self.pointer):
            return Qt.CursorShape.OpenHandCursor
        if self.starting.place_at(self.pointer) is not None and not self.is_door():
            return Qt.CursorShape.CrossCursor
        return super().pointer_shape()

    def is_door(self) -> bool:
        """Whether a click leads somewhere."""
        return self._number_at(self.pointer) is not None or self.marks.reading is not None

    def click(self) -> None:
        """Explain the number of an arrow, go to an iteration of the leading way, or let the run
        lead that was clicked."""
        scene, reading = self.scene, self.marks.reading
        if scene is None:
            return
        number = self._number_at(self.pointer)
        if number is not None:
            self.wished.emit(LookAt(number))
        elif reading is not None and reading.run != scene.frame.leader.id:
            self.wished.emit(Lead(reading.run))
        elif reading is not None:
            self._go(scene, reading)
        else:
            start = self.starting.place_at(self.pointer)
            if start is not None:
                self.wished.emit(StartAt(start))

    def _go(self, scene: LandscapeScene, reading: WayPlace) -> None:
        """Go to where a way of the leading run has so many updates."""
        tick = scene.lesson.program.start_of(reading.update)
        self.wished.emit(Seek(min(tick, scene.lesson.last_tick), leaves=True))

    def _number_at(self, at: QPointF | None, *, is_beside: bool = False) -> Source | None:
        """The number that the tip of an arrow is made from: on the plot or in a magnifier on it; in
        one beside the plot if `is_beside`."""
        scene = self.scene
        if scene is None or at is None:
            return None
        reach = self.look.metrics.px(REACH_PIXELS)
        place, inset = self.plot.map, self.marks.insets.magnifier
        if self.marks.insets.is_beside != is_beside:
            inset = None
        inside = inset is not None and inset.box.contains(at.x(), at.y())
        if is_beside and not inside:
            return None
        pixel = inset.pixel if inset is not None and inside else place.pixel
        for update in scene.updates:
            drawn = drawn_arrows(update, pixel, self.look)
            for n, (piece, _tail, tip) in reversed(list(enumerate(drawn))):
                if max(abs(tip.x() - at.x()), abs(tip.y() - at.y())) <= reach:
                    is_last = n == len(update.arrows) - 1
                    if update.step is not None and is_last:
                        return scene.number(update.walker)
                    return scene.source(piece.source, update.walker)
        return None

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.scene is None or event.button() != Qt.MouseButton.LeftButton:
            return
        row, number = self.table.row_at(event.position()), self._beside(event.position())
        if self.table.is_on_door(event.position()):
            self._change_rates()
        elif number is not None:
            self.wished.emit(LookAt(number))
        elif row is not None and row.run.id != self.scene.frame.leader.id:
            self.wished.emit(Lead(row.run.id))

    def _beside(self, at: QPointF) -> Source | None:
        """The number at a tip in a magnifier beside the plot."""
        return self._number_at(at, is_beside=True)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.table.row_at(event.position())
        self._over_table = event.position() if row is not None else None
        opens = row is not None or self._beside(event.position()) is not None
        opens = opens or self.table.is_on_door(event.position())
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._over_table = None
        super().leaveEvent(event)

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        is_letter = event.key() == Qt.Key.Key_B and not event.modifiers()
        return is_letter or self.starting.takes(event) or super().takes_key(event)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.starting.takes(event):
            self.starting.move(*PLANE_ARROWS[Qt.Key(event.key())])
            self.announce(self.note())
        else:
            super().keyPressEvent(event)

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.starting.put_back()
        super().focusOutEvent(event)

    @property
    def holds_something(self) -> bool:
        """A place of a way that the keys went to, or a start that is pulled."""
        return self._key is not None or self.starting.pulled is not None

    def press(self, key: Qt.Key) -> bool:
        """Go along a way, from run to run, and look at numbers."""
        scene = self.scene
        if scene is None:
            return False
        if self.starting.press(key):
            return True
        if key == Qt.Key.Key_B:
            self._change_rates()
        elif key in PLANE_ARROWS:
            self._move(scene, *PLANE_ARROWS[key])
        elif key in ENTER:
            self._enter(scene)
        elif key == Qt.Key.Key_7:
            gradient = scene.source("d.w", 0)
            if gradient is not None:
                self.wished.emit(LookAt(gradient))
        elif key == Qt.Key.Key_Escape and self.holds_something:
            self._key = None
            self._read()
        else:
            return False
        return True

    def _change_rates(self) -> None:
        """Let each run of the race have its best rate, or the lesson's again."""
        is_searched = self.scene is not None and self.scene.is_searched
        self.wished.emit(ReturnRates() if is_searched else SearchRates())

    def _enter(self, scene: LandscapeScene) -> None:
        if self._key is not None and self._key.run != scene.frame.leader.id:
            self.wished.emit(Lead(self._key.run))
        else:
            self.wished.emit(LookAt(scene.number(0)))

    def _move(self, scene: LandscapeScene, updates: int, runs: int) -> None:
        self.pointer = None  # what the keys go to is read
        if not scene.runs:
            return
        names = [(each.run.id, n) for each in scene.runs for n in range(len(each.ways))]
        known = None if self._key is None else self._kept(scene, self._key)
        if known is None:
            leading = scene.leading or scene.runs[0]
            known = WayPlace(leading.run.id, 0, len(leading.ways[0].places) - 1)
        name, walker = known.run, known.walker
        if runs and len(names) > 1:
            name, walker = names[(names.index((name, walker)) - runs) % len(names)]
        elif runs:  # nobody else is there: to the beginning of the way, or to its end
            updates = -known.update if runs > 0 else len(scene.runs[0].ways[0].places)
        each = scene.run_of(name)
        last = 0 if each is None else len(each.ways[walker].places) - 1
        self._key = WayPlace(name, walker, min(max(known.update + updates, 0), last))
        self._read()
        self.announce(self.note())
