"""The desk: where each panel lies. Three columns over the timeline, parted by lines to drag; the
middle one is the stage, with a row of panels under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel_spec import PanelSpec, by_part, by_priority
from visualnn.dataclass import dataclass
from visualnn.text import _

from .arrangement import Arrangement, arrangement, shared_widths
from .divided import Divided
from .section import PanelSection
from .shelf import Shelf
from .stage import Stage
from .staging import Placement, Staging

if TYPE_CHECKING:
    from ui.kit.panel import Panel
    from visualnn.lesson import Lesson

__all__ = ["Desk"]

MAX_GROWTH = 3.0
"""So many times its normal size a drawing on the stage grows at most."""
MAX_LOWER_GROWTH = 1.5
"""The same in the row under the stage, where more numbers are better than larger ones."""
FIRST_VIEW_PRIORITY = 10
SECOND_VIEW_PRIORITY = 35
"""Among the priorities of panels: the first view on the stage before all, the second one after the
lesson and the explanation, and before the table, the curves and the program."""
UNSAID_VIEW_PRIORITY = 45
"""The priority of a second view that neither the lesson nor the learner asked for: behind that of
the table."""


_LARGER_SHARE = 0.62
"""The share of a side column that its first panel takes, where that is enough."""
_QUESTION_PIXELS = 480
"""The height at factor 1 in which most stops show their text and the whole of a question."""
_PROGRAM_PIXELS = 150
"""The height at factor 1 that is left to the program at least: six of its lines."""
PRESENTED_PANELS = ("lesson",)
"""What is shown to a class beside a view, where there is room."""


@dataclass(frozen=True)
class _Choices:
    """What somebody chose of a desk."""

    asked: list[str]
    refused: set[str]
    given: dict[str, tuple[int, ...]]


class Desk(QWidget):
    """All sections, and the lines between them."""

    failed = Signal(str)
    """A sentence for the learner."""
    uncovered = Signal()
    """A panel that was hidden is shown."""
    toggled = Signal()
    """A part was shown or hidden by hand."""
    twin_made = Signal(object)
    """A table twin was made, which has wishes like a panel."""
    menu_wanted = Signal(QPoint)
    """The menu of a view is to be opened at a point of the screen."""

    def __init__(
        self, look: Look, panels: Sequence[PanelSpec], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.specs = {spec.name: spec for spec in panels}
        self._parts = by_part(panels)
        self.sections = {spec.name: PanelSection(look, spec) for spec in panels}
        self.stage = Stage(look)
        self.splitters = {
            "columns": Divided(Qt.Orientation.Horizontal, look),
            "left": Divided(Qt.Orientation.Vertical, look),
            "centre": Divided(Qt.Orientation.Vertical, look),
            "bottom": Divided(Qt.Orientation.Horizontal, look),
            "right": Divided(Qt.Orientation.Vertical, look),
        }
        self.staging = Staging()
        self._under_menu = ""
        self._offered = frozenset(self.specs)  # panels that suit the lesson
        self._asked: list[str] = []  # panels that somebody asked for, last one first
        self._refused: set[str] = set()  # panels that somebody hid
        self.shelf = Shelf(look, self)
        self._given: dict[str, tuple[int, ...]] = {}
        self._last: tuple[Arrangement, tuple[str, ...]] | None = None
        self._is_open = False  # a lesson is
        self._unpresented: _Choices | None = None
        """What was chosen before the desk was shown to a class; None if it is not."""
        self._offering: object = None
        """What the last offer was made of."""
        self._build()
        self._connect()
        self._open_stage("", ())

    def _build(self) -> None:
        parts = self.splitters
        for spec in self._parts["centre"]:
            self.stage.splitter.addWidget(self.sections[spec.name])
        for part in ("left", "bottom", "right"):
            for spec in self._parts[part]:
                parts[part].addWidget(self.sections[spec.name])
        for widget in (self.stage, parts["bottom"]):
            parts["centre"].addWidget(widget)
        for widget in (parts["left"], parts["centre"], parts["right"]):
            parts["columns"].addWidget(widget)
        for splitter, stretched in (("columns", 1), ("centre", 0)):
            for place in range(parts[splitter].count()):
                parts[splitter].setStretchFactor(place, int(place == stretched))
        policy = QSizePolicy.Policy
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(parts["columns"], 1)
        for spec in self._parts["below"]:
            section = self.sections[spec.name]
            section.setSizePolicy(policy.Ignored, policy.Fixed)
            rows.addWidget(section)

    def _connect(self) -> None:
        self.shelf.wanted.connect(self.bring)
        for name, splitter in self.splitters.items():
            splitter.splitterMoved.connect(lambda _p, _i, name=name: self._moved(name))
        self.stage.splitter.splitterMoved.connect(lambda _p, _i: self._moved_on_stage())
        for section in self.sections.values():
            section.resized.connect(self._settle_again)
        names = self.stage.names
        names.failed.connect(self.failed)
        names.switched.connect(self.show_view)
        names.placed.connect(self.place_view)
        names.turned.connect(self.turn_stage)
        names.forgotten.connect(self.forget_stage)

    # -- the lesson --------------------------------------------------------------------------------

    def suit(self, lesson: Lesson, *, changed: bool = False) -> None:
        """Offer the panels that have something to show in a lesson, and no others; have its views
        on the stage, or those that somebody chose for it. Of one that only was changed, what is on
        the stage stays there."""
        self._is_open = True
        self._offered = frozenset(name for name, spec in self.specs.items() if spec.suits(lesson))
        for name, section in self.sections.items():
            section.fit(lesson if name in self._offered else None)
        self._open_stage(lesson.name, lesson.desk_views, changed=changed)
        self.arrange()

    def _open_stage(self, lesson: str, views: Sequence[str], *, changed: bool = False) -> None:
        ordered = by_priority(self._parts["centre"])
        at_home = [spec.name for spec in ordered if spec.name in self._offered]
        self.staging.open(lesson, self.views, self._panels_of(views), at_home, changed=changed)

    def _panels_of(self, views: Sequence[str]) -> list[str]:
        """The panels that paint views, called as the command line calls them."""
        painting = {spec.view: spec.name for spec in reversed(self.specs.values()) if spec.view}
        return [painting[view] for view in views if view in painting]

    @property
    def views(self) -> tuple[str, ...]:
        """The panels that suit the lesson and can be on the stage, in the order of their names."""
        return tuple(
            name
            for name, spec in self.specs.items()
            if name in self._offered and (spec.view or spec.where == "centre")
        )

    def offers(self, panel: str) -> bool:
        """Whether a panel has something to show in this lesson."""
        return panel in self._offered

    # -- the stage ---------------------------------------------------------------------------------

    def point(self, views: Sequence[str]) -> None:
        """A stop opened that points at views: have them on the stage while it is open."""
        self.staging.point(self._panels_of(views))
        self.arrange()

    @property
    def view_in_hand(self) -> str:
        """The view that is copied and saved: the one whose menu is open, else the one with the
        keyboard, else the first one that is seen; empty without one."""
        return self._view_in_hand()

    @property
    def view_in_sight(self) -> str:
        """The view that belongs to a place: the one in hand, else the one that was asked for last,
        else the first one that is seen; empty without one."""
        return self._view_in_hand(self.staging.first or "")

    def _view_in_hand(self, asked: str = "") -> str:
        seen = [name for name in self.views if not self.sections[name].isHidden()]
        holder = QApplication.focusWidget()
        held = (
            name for name in seen if holder is not None and self.sections[name].isAncestorOf(holder)
        )
        staged = (name for name in self.staged if name in seen)
        under_menu = self._under_menu if self._under_menu in seen else ""
        asked = asked if asked in seen else ""
        found = (under_menu, *held, asked, *staged, *seen)
        return next((name for name in found if name and self.panel_of(name)), "")

    def panel_of(self, panel: str) -> Panel | None:
        """The widget of a panel, if it was made."""
        return self.sections[panel].panel if panel in self.sections else None

    def view_of(self, panel: str) -> str:
        """The view that a panel paints, as the command line calls it; empty if none."""
        return self.specs[panel].view if panel in self.specs else ""

    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A click with the right button on a view: what can be done with it."""
        at = event.pos()
        for name in self.views:
            section = self.sections[name]
            if section.isVisible() and section.rect().contains(section.mapFrom(self, at)):
                self._under_menu = name
                self.menu_wanted.emit(event.globalPos())
                return

    def toggle_table(self, panel: str) -> None:
        """Show the numbers of a view as a table in the place of its picture, or the picture."""
        if panel in self.sections:
            made = self.sections[panel].toggle_table()
            if made is not None:
                self.twin_made.emit(made)
            self.uncovered.emit()

    def shows_table(self, panel: str) -> bool:
        """Whether a view stands there as a table."""
        return panel in self.sections and self.sections[panel].shows_table

    def let_go(self) -> None:
        """The menu of a view is closed."""
        self._under_menu = ""

    def show_view(self, panel: str) -> None:
        """Show a view in the place of the second one; one that is on the stage, alone."""
        if panel not in self.views:
            return
        self._refused.discard(panel)
        if panel in self.staging.now.views and self.sections[panel].isHidden():
            self.staging.prefer(panel)
        else:
            self.staging.switch(panel)
        self.arrange()

    def place_view(self, panel: str) -> None:
        """Put a view beside the first one on the stage, or take it away."""
        if panel in self.views:
            self._refused.discard(panel)
            self.staging.place_beside(panel)
            self.arrange()

    def turn_stage(self, placement: Placement) -> None:
        """Have the second view beside or below the first."""
        self.staging.place(placement)
        self.arrange()

    def forget_stage(self) -> None:
        """Have the stage as the lesson has it."""
        self.staging.forget()
        self.arrange()

    @property
    def staged(self) -> tuple[str, ...]:
        """The views on the stage."""
        return self.staging.now.views

    @property
    def placement(self) -> str:
        """How the second view on the stage stands to the first; empty where only one is seen."""
        return self._last[0].placement if self._last is not None else ""

    @property
    def is_stage_chosen(self) -> bool:
        """Whether the stage is otherwise than the lesson has it."""
        return self.staging.is_chosen

    # -- in front of a class -----------------------------------------------------------------------

    def present(self, *, presented: bool) -> None:
        """Show one view, large, and the lesson's text beside it if there is room; what else is
        wanted comes when it is asked for. Or all as it was chosen before."""
        if presented and self._unpresented is None:
            self._unpresented = _Choices(list(self._asked), set(self._refused), dict(self._given))
            in_sight = self.view_in_sight
            self._asked, self._given = [], {}
            self._refused = {*self.specs} - {*self.views, *PRESENTED_PANELS}
            if in_sight in self.staged:
                self.staging.prefer(in_sight)
        elif not presented and self._unpresented is not None:
            before, self._unpresented = self._unpresented, None
            self._asked, self._refused, self._given = before.asked, before.refused, before.given
        self._last = None
        self.arrange()

    # -- sizes -------------------------------------------------------------------------------------

    def _wanted(self) -> list[PanelSpec]:
        """The panels that are wanted, what matters most first, with what they need in the
        lesson."""
        stage = self._staged_now
        second = SECOND_VIEW_PRIORITY if self.staging.is_wanted else UNSAID_VIEW_PRIORITY
        found = []
        for name, section in self.sections.items():
            if name not in self._offered or name in self._refused:
                continue
            if name in stage:
                is_first = name == (self.staging.first or stage[0])
                priority = FIRST_VIEW_PRIORITY if is_first else second
                found.append(replace(section.fitted, where="centre", priority=priority))
            elif section.spec.where != "centre" and not self._waits(name):
                found.append(section.fitted)
        by_name = {spec.name: spec for spec in by_priority(found)}
        asked = [name for name in (self.staging.first or "", *self._asked) if name in by_name]
        return [by_name[name] for name in dict.fromkeys((*asked, *by_name))]

    def _waits(self, name: str) -> bool:
        """Whether a view that is not on the stage is not shown to a class until it is asked for."""
        is_presented = self._unpresented is not None
        return is_presented and bool(self.specs[name].view) and name not in self._asked

    @property
    def _staged_now(self) -> tuple[str, ...]:
        """The views on the stage; in front of a class the one that was asked for last, alone."""
        views = self.staging.now.views
        if self._unpresented is None:
            return views
        first = self.staging.first
        return (first,) if first is not None else views[:1]

    def arrange(self) -> None:
        """Show what there is room for; sizes that nobody chose are those of the arrangement."""
        stage, views = self.staging.now, self._staged_now
        now = arrangement(
            self.width(),
            self.height(),
            self.look.metrics.factor,
            self._wanted(),
            stage.placement,
            {name: replace(self.specs[name], where="centre") for name in views},
        )
        if (now, views) != self._last:
            self._last = now, views
            self._show(now, views)
            for spec in self._parts["below"]:
                self.sections[spec.name].setFixedHeight(now.timeline)
            self._resize(now, views)
            self.uncovered.emit()
        self._offering = None  # a click has toggled a name already, which may have to be undone
        self._settle()

    def _show(self, now: Arrangement, stage: Sequence[str]) -> None:
        seen = [name for name in stage if name in now.panels]
        for name, spec in self.specs.items():
            section = self.sections[name]
            if spec.where == "bottom" and name not in seen and not self._is_at_home(section):
                place = [each.name for each in self._parts["bottom"]].index(name)
                self.splitters["bottom"].insertWidget(place, section)
            section.setVisible(name in now.panels)
            section.show_heading(name not in seen or len(seen) > 1)
        self.stage.stand([self.sections[name] for name in seen], now.placement)
        for part in ("left", "bottom", "right"):
            self.splitters[part].setVisible(part in now.shown)
        self.stage.setVisible(bool(seen))
        self.splitters["centre"].setVisible(bool(now.shown & {"centre", "bottom"}))

    def _is_at_home(self, section: PanelSection) -> bool:
        """Whether a section of the lower row stands there."""
        return self.splitters["bottom"].indexOf(section) >= 0

    def _settle_again(self) -> None:
        if self._last is not None:
            self._settle()

    def _settle(self) -> None:
        """Let the drawings grow into their room, and offer what is not shown."""
        if self._last is None:
            return
        now, stage = self._last
        self._offer(now)
        lower = [spec.name for spec in self._parts["bottom"] if spec.name not in stage]
        for row, most in ((stage, MAX_GROWTH), (lower, MAX_LOWER_GROWTH)):
            sections = [self.sections[name] for name in row if name in now.panels]
            growth = min([most, *(section.roominess() for section in sections)])
            for section in sections:
                if section.growth != growth:
                    section.growth = growth
                    self._dress(section)

    @guarded
    def _dress(self, section: PanelSection) -> None:
        """Have a panel draw itself as large as its section has room for."""
        if section.panel is not None and section.panel.look != section.drawing_look:
            section.panel.set_look(section.drawing_look)

    def _offer(self, now: Arrangement) -> None:
        """Offer the views, and at the end of their row the panels that have no room; where no view
        is shown, in the first heading."""
        views = self.views
        names = self.stage.names
        titles = [(name, _(self.specs[name].title)) for name in views if self._is_open]
        shown = [name for name in self.staging.now.views if name in now.panels]
        panels = [
            (spec.name, _(spec.title))
            for part in self._parts.values()
            for spec in part
            if spec.name in self._offered - now.panels - set(views)
            if self._is_open and self._unpresented is None
        ]
        head = self._shelf_head(now)
        place = head and QRect(head.mapTo(self, QPoint(0, 0)), head.size())
        look = self.look, names.height()
        offering = titles, shown, self.is_stage_chosen, panels, head, place, look
        if offering == self._offering:
            return  # sections are resized one by one, and most of them say nothing new here
        self._offering = offering
        names.offer(titles, shown, chosen=self.is_stage_chosen)
        unit = self.look.metrics.unit
        if head is self.stage:
            self.shelf.offer(panels, max(1, round(0.4 * self.stage.width())))
            room = self.stage.width() - (self.shelf.width() + 2 * unit if panels else 0)
            names.fit(room)
            self._place_shelf(self.stage, names.height())
        elif isinstance(head, PanelSection):
            named = self.look.metrics.px(16)
            named += head.heading.sizeHint().width() if head.heading else 0
            self.shelf.offer(panels, max(1, head.width() - named - unit))
            self._place_shelf(head, head.heading.height() if head.heading else 0)

    def _shelf_head(self, now: Arrangement) -> QWidget | None:
        """What the shelf lies on: the stage, or where no view is shown the first section."""
        if not self.stage.isHidden():
            return self.stage
        others = (spec for part in self._parts.values() for spec in part if spec.where != "below")
        heads = (self.sections[spec.name] for spec in others if spec.name in now.panels)
        return next(heads, None)

    def _place_shelf(self, head: QWidget, tall: int) -> None:
        unit = self.look.metrics.unit
        corner = head.mapTo(self, QPoint(head.width() - self.shelf.width() - unit, 0))
        self.shelf.move(corner + QPoint(0, max(0, unit + (tall - unit - self.shelf.height()) // 2)))
        self.shelf.raise_()

    def _resize(self, now: Arrangement, stage: Sequence[str]) -> None:
        counts = {part: len(panels) for part, panels in self._parts.items()}
        width, height = self.width(), self.height() - now.timeline * counts["below"]
        left, right = (getattr(now, side) if side in now.shown else 0 for side in ("left", "right"))
        handle = self.splitters["columns"].handleWidth()
        start = {
            "columns": (
                max(0, left - handle),
                max(1, width - left - right),
                max(0, right - handle),
            ),
            "left": _lesson_first(height, counts["left"], self.look.metrics.factor),
            "centre": (max(1, height - now.bottom - handle), now.bottom),
            # eight columns of numbers fit beside the curves
            "bottom": self._widths_in_row(),
            "right": _first_larger(height, counts["right"], _LARGER_SHARE),
        }
        for name, splitter in self.splitters.items():
            sizes = self._given.get(name, start[name])
            if len(sizes) == splitter.count():
                splitter.setSizes(list(sizes))
        seen = [self.sections[name].fitted for name in stage if name in now.panels]
        if len(seen) > 1:
            beside = now.placement == "beside"
            wanted = [spec.wanted_width if beside else spec.least_height for spec in seen]
            if self.staging.first in stage:  # what was asked for is as large as any other
                asked = stage.index(self.staging.first)
                most = max(*wanted, *(spec.least_width for spec in seen)) if beside else max(wanted)
                wanted = [most if n == asked else each for n, each in enumerate(wanted)]
            lengths: Sequence[int] = wanted
            if beside:
                px = self.look.metrics.px
                least = [px(spec.least_width) for spec in seen]
                lengths = shared_widths(self.stage.width(), least, [px(each) for each in wanted])
            self.stage.share(self._given.get(_stage_key(now.placement), lengths))

    def _widths_in_row(self) -> tuple[int, ...]:
        """Shares of the row under the stage: what stands first has more than the others."""
        row = self.splitters["bottom"]
        return tuple(640 if place == 0 else 360 for place in range(row.count()))

    def _moved(self, name: str) -> None:
        """From now on these sizes are somebody's choice."""
        self._given[name] = tuple(self.splitters[name].sizes())

    def _moved_on_stage(self) -> None:
        if self._last is not None:
            self._given[_stage_key(self._last[0].placement)] = self.stage.shares

    def restore(self, sizes: Mapping[str, tuple[int, ...]]) -> None:
        """Take over sizes that were chosen another day."""
        known = {*self.splitters, _stage_key("beside"), _stage_key("below")}
        self._given |= {name: tuple(sizes[name]) for name in sizes if name in known}
        self._last = None
        self.arrange()

    @property
    def chosen(self) -> Mapping[str, tuple[int, ...]]:
        """The sizes that somebody chose."""
        return dict(self._given if self._unpresented is None else self._unpresented.given)

    def foot_height(self) -> int:
        """The height of what stands below all columns, in pixels."""
        return sum(self.sections[spec.name].height() for spec in self._parts["below"])

    def shows(self, part: str) -> bool:
        """Whether a part is shown."""
        return any(not self.sections[name].isHidden() for name in self._names(part))

    def _names(self, part: str) -> tuple[str, ...]:
        """The panels that stand in a part now."""
        stage = self.staging.now.views
        return tuple(
            name
            for name, spec in self.specs.items()
            if spec.where == part and (part == "centre" or name not in stage)
        )

    def hides(self, panel: str) -> bool:
        """Whether somebody hid a panel."""
        return panel in self._refused

    def toggle(self, part: str) -> None:
        """Show or hide a part. Where there is no room for all, others give way to the panel of it
        that matters most; the rest of the part comes with it as far as there is room."""
        names = self._names(part)
        if self.shows(part):
            self._refused |= set(names)
            self._asked = [name for name in self._asked if name not in names]
            self.arrange()
        else:
            self._refused -= set(names)
            ordered = by_priority(self.specs[name] for name in names if name in self._offered)
            self.bring(*[spec.name for spec in ordered][:1])
        self.toggled.emit()

    def bring_view(self, view: str) -> None:
        """Show a view, called as the command line calls it."""
        self.bring(*self._panels_of([view]))

    def bring(self, *panels: str) -> None:
        """Show panels; where there is no room for all, others give way to them."""
        known = [name for name in panels if name in self.specs]
        self._refused -= set(known)
        self.staging.yield_room()
        for name in known:
            if self.specs[name].where == "centre" and name in self.views:
                if name not in self.staging.now.views:
                    self.staging.switch(name)
                self.staging.prefer(name)
        self._asked = [*known, *(name for name in self._asked if name not in known)]
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        super().resizeEvent(event)
        self.arrange()

    # -- what lies on it ---------------------------------------------------------------------------

    def put(self, name: str, panel: Panel) -> None:
        """Lay a panel in its place."""
        section = self.sections[name]
        section.fill(panel)
        self._dress(section)
        self._settle_again()

    def look_of(self, panel: str) -> Look:
        """The look that a panel draws itself in."""
        return self.sections[panel].drawing_look

    def retranslate(self) -> None:
        """The language changed."""
        for section in self.sections.values():
            section.retranslate()
        self.stage.names.retranslate()
        self._settle_again()  # in another language what is offered is called otherwise

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        larger = look.metrics.factor / self.look.metrics.factor
        self._given = {
            name: tuple(round(size * larger) for size in sizes)
            for name, sizes in self._given.items()
        }
        self.look = look
        for section in self.sections.values():
            section.set_look(look)
        for splitter in self.splitters.values():
            splitter.set_look(look)
        self.stage.set_look(look)
        self.shelf.set_look(look)
        self._last = None
        self.arrange()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface that everything lies on."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)
            below = (self.sections[spec.name] for spec in self._parts["below"])
            for section in (each for each in below if not each.isHidden()):
                top = section.y() - 1
                paint.hairline(painter, 0, top, self.width(), self.look.theme)


def _stage_key(placement: Placement) -> str:
    """What the sizes of two views on the stage are remembered under."""
    return f"stage-{placement}"


def _alike(length: int, count: int) -> tuple[int, ...]:
    """A length dealt out to so many panels, at least a pixel each."""
    return (max(1, round(length / max(1, count))),) * count


def _lesson_first(height: int, count: int, factor: float) -> tuple[int, ...]:
    """A height dealt out to the panels of the left column: what has to give way where the lesson
    has no room for a question is the program, down to some lines."""
    if count != 2:
        return _first_larger(height, count, _LARGER_SHARE)
    usual, least = round(_LARGER_SHARE * height), round(height - _PROGRAM_PIXELS * factor)
    lesson = max(usual, min(round(_QUESTION_PIXELS * factor), least))
    return lesson, height - lesson


def _first_larger(length: int, count: int, share: float) -> tuple[int, ...]:
    """A length dealt out to so many panels, the first one's share larger."""
    if count < 2:
        return _alike(length, count)
    return (round(length * share), *_alike(round(length * (1 - share)), count - 1))
