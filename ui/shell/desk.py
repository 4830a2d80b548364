"""The desk: where each panel lies. Three columns over the timeline, parted by lines to drag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.panel_spec import PanelSpec, by_part, by_priority
from ui.kit.theme import Text
from visualnn.text import _

from .arrangement import Arrangement, arrangement
from .shelf import Shelf

if TYPE_CHECKING:
    from ui.kit.panel import Panel
    from visualnn.lesson import Lesson

__all__ = ["Desk", "PanelSection"]


class PanelSection(QWidget):
    """A panel under its heading; empty until the panel comes."""

    resized = Signal()

    def __init__(self, look: Look, spec: PanelSpec) -> None:
        super().__init__()
        self.look = look
        self.spec = spec
        headed = spec.where != "below"
        self.panel: Panel | None = None
        self.heading = words("", look, Text.SMALL, soft=True) if headed else None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        if self.heading is not None:
            self._rows.addWidget(self.heading)
        self._rows.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.set_look(look)

    def fill(self, panel: Panel) -> None:
        """Put the panel under the heading."""
        self._rows.takeAt(self._rows.count() - 1)  # the space that kept its place
        self.panel = panel
        self._rows.addWidget(panel, 1)
        panel.show()
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell it on."""
        super().resizeEvent(event)
        self.resized.emit()

    def retranslate(self) -> None:
        """The language changed."""
        if self.heading is not None and self.panel is not None:
            self.heading.setText(_(self.spec.title))

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        unit = look.metrics.unit
        if self.heading is not None:
            self.heading.setFont(look.metrics.font(Text.SMALL))
            self.heading.setStyleSheet(f"color: {look.theme.ink_soft.name()}")
            self.heading.setContentsMargins(2 * unit, unit, unit, 0)
            self.heading.setFixedHeight(look.metrics.px(28))

    def sizeHint(self) -> QSize:
        """Whatever the splitters give."""
        return QSize(self.look.metrics.px(100), self.look.metrics.px(80))

    def minimumSizeHint(self) -> QSize:
        """A panel may become small, but not vanish by itself."""
        return QSize(self.look.metrics.px(100), self.look.metrics.px(48))


class _Hairline(QSplitterHandle):
    """A hairline to drag, wide enough for the pointer."""

    def __init__(self, orientation: Qt.Orientation, of: Divided) -> None:
        super().__init__(orientation, of)
        self._of = of

    def sizeHint(self) -> QSize:
        """As wide as the splitter says; the style sheet would add margins."""
        return QSize(self._of.handleWidth(), self._of.handleWidth())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline, darker under the pointer."""
        theme = self._of.look.theme
        colour = theme.ink_faint if self.underMouse() else theme.line
        with QPainter(self) as painter:
            if self.orientation() is Qt.Orientation.Horizontal:
                painter.fillRect(self.width() // 2, 0, 1, self.height(), colour)
            else:
                painter.fillRect(0, self.height() // 2, self.width(), 1, colour)


class Divided(QSplitter):
    """Sections side by side or one above the other, parted by hairlines."""

    def __init__(self, orientation: Qt.Orientation, look: Look) -> None:
        super().__init__(orientation)
        self.setChildrenCollapsible(False)
        self.set_look(look)

    def createHandle(self) -> QSplitterHandle:
        """A line of our own: the style's is as thick as its handle."""
        return _Hairline(self.orientation(), self)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.setHandleWidth(look.metrics.px(7))


class Desk(QWidget):
    """All sections, and the lines between them."""

    uncovered = Signal()
    """A panel that was hidden is shown."""
    toggled = Signal()
    """A part was shown or hidden by hand."""

    def __init__(
        self, look: Look, panels: Sequence[PanelSpec], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.specs = {spec.name: spec for spec in panels}
        self._parts = by_part(panels)
        self._by_priority = by_priority(panels)
        self.sections = {spec.name: PanelSection(look, spec) for spec in panels}
        self.splitters = {
            "columns": Divided(Qt.Orientation.Horizontal, look),
            "left": Divided(Qt.Orientation.Vertical, look),
            "centre": Divided(Qt.Orientation.Vertical, look),
            "bottom": Divided(Qt.Orientation.Horizontal, look),
            "right": Divided(Qt.Orientation.Vertical, look),
        }
        self._offered = frozenset(self.specs)  # panels that suit the lesson
        self._asked: list[str] = []  # panels that somebody asked for, last one first
        self._refused: set[str] = set()  # panels that somebody hid
        self.shelf = Shelf(look, self)
        self.shelf.wanted.connect(self.bring)
        self._given: dict[str, tuple[int, ...]] = {}
        self._last: Arrangement | None = None
        self._build()
        for name, splitter in self.splitters.items():
            splitter.splitterMoved.connect(lambda _p, _i, name=name: self._moved(name))
        for section in self.sections.values():
            section.resized.connect(self._offer_again)

    def _build(self) -> None:
        parts = self.splitters
        for part, panels in self._parts.items():
            for spec in panels if part in parts else ():
                parts[part].addWidget(self.sections[spec.name])
        parts["centre"].addWidget(parts["bottom"])
        for widget in (parts["left"], parts["centre"], parts["right"]):
            parts["columns"].addWidget(widget)
        parts["columns"].setStretchFactor(0, 0)
        parts["columns"].setStretchFactor(1, 1)
        parts["columns"].setStretchFactor(2, 0)
        for place in range(len(self._parts["centre"])):
            parts["centre"].setStretchFactor(place, 1)
        parts["centre"].setStretchFactor(len(self._parts["centre"]), 0)
        policy = QSizePolicy.Policy
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(parts["columns"], 1)
        for spec in self._parts["below"]:
            section = self.sections[spec.name]
            section.setSizePolicy(policy.Ignored, policy.Fixed)
            rows.addWidget(section)

    def suit(self, lesson: Lesson) -> None:
        """Offer the panels that have something to show in a lesson, and no others."""
        offered = frozenset(name for name, spec in self.specs.items() if spec.suits(lesson))
        if offered != self._offered:
            self._offered = offered
            self.arrange()

    def offers(self, panel: str) -> bool:
        """Whether a panel has something to show in this lesson."""
        return panel in self._offered

    # -- sizes -------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Show what there is room for; sizes that nobody chose are those of the arrangement."""
        factor = self.look.metrics.factor
        order = dict.fromkeys((*(self.specs[name] for name in self._asked), *self._by_priority))
        wanted = [s for s in order if s.name in self._offered and s.name not in self._refused]
        now = arrangement(self.width(), self.height(), factor, wanted)
        if now != self._last:
            self._last = now
            self._show(now)
            for spec in self._parts["below"]:
                self.sections[spec.name].setFixedHeight(now.timeline)
            self._resize(now)
            self.uncovered.emit()
        self._offer(now)

    def _show(self, now: Arrangement) -> None:
        for name, section in self.sections.items():
            section.setVisible(name in now.panels)
        for part in ("left", "bottom", "right"):
            self.splitters[part].setVisible(part in now.shown)
        self.splitters["centre"].setVisible(bool(now.shown & {"centre", "bottom"}))

    def _offer_again(self) -> None:
        if self._last is not None:
            self._offer(self._last)

    def _offer(self, now: Arrangement) -> None:
        """Offer what is not shown, in the heading of the middle column if there is one."""
        middle = (*self._parts["centre"], *self._parts["bottom"])
        others = (spec for spec in self._by_priority if spec.where != "below")
        heads = [spec.name for spec in (*middle, *others) if spec.name in now.panels]
        if not heads:
            return
        head = self.sections[heads[0]]
        unit = self.look.metrics.unit
        named = self.look.metrics.px(16) + (head.heading.sizeHint().width() if head.heading else 0)
        panels = [
            (spec.name, _(spec.title))
            for part in self._parts.values()
            for spec in part
            if spec.name in self._offered - now.panels
            if self.sections[spec.name].panel is not None
        ]
        self.shelf.offer(panels, max(1, head.width() - named - unit))
        corner = head.mapTo(self, QPoint(head.width() - self.shelf.width() - unit, 0))
        tall = head.heading.height() if head.heading else 0
        self.shelf.move(corner + QPoint(0, max(0, unit + (tall - unit - self.shelf.height()) // 2)))
        self.shelf.raise_()

    def _resize(self, now: Arrangement) -> None:
        counts = {part: len(panels) for part, panels in self._parts.items()}
        width, height = self.width(), self.height() - now.timeline * counts["below"]
        left, right = (getattr(now, side) if side in now.shown else 0 for side in ("left", "right"))
        start = {
            "columns": (left, max(1, width - left - right), right),
            "left": _first_larger(height, counts["left"], 0.62),
            "centre": (*_alike(height - now.bottom, counts["centre"]), now.bottom),
            # eight columns of numbers fit beside the curves
            "bottom": (640, *(360 for _more in range(counts["bottom"] - 1))),
            "right": _first_larger(height, counts["right"], 0.62),
        }
        for name, splitter in self.splitters.items():
            sizes = self._given.get(name, start[name])
            if len(sizes) == splitter.count():
                splitter.setSizes(list(sizes))

    def _moved(self, name: str) -> None:
        """From now on these sizes are somebody's choice."""
        self._given[name] = tuple(self.splitters[name].sizes())

    def restore(self, sizes: Mapping[str, tuple[int, ...]]) -> None:
        """Take over sizes that were chosen another day."""
        self._given |= {name: tuple(sizes[name]) for name in sizes if name in self.splitters}
        self._last = None
        self.arrange()

    @property
    def chosen(self) -> Mapping[str, tuple[int, ...]]:
        """The sizes that somebody chose."""
        return dict(self._given)

    def foot_height(self) -> int:
        """The height of what stands below all columns, in pixels."""
        return sum(self.sections[spec.name].height() for spec in self._parts["below"])

    def shows(self, part: str) -> bool:
        """Whether a part is shown."""
        return any(not self.sections[name].isHidden() for name in self._names(part))

    def _names(self, part: str) -> tuple[str, ...]:
        return tuple(spec.name for spec in self.specs.values() if spec.where == part)

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
            offered = (s.name for s in self._by_priority if s.name in self._offered)
            self.bring(*[name for name in offered if name in names][:1])
        self.toggled.emit()

    def bring(self, *panels: str) -> None:
        """Show panels; where there is no room for all, others give way to them."""
        known = [name for name in panels if name in self.specs]
        self._refused -= set(known)
        self._asked = [*known, *(name for name in self._asked if name not in known)]
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        super().resizeEvent(event)
        self.arrange()

    # -- what lies on it ---------------------------------------------------------------------------

    def put(self, name: str, panel: Panel) -> None:
        """Lay a panel in its place."""
        self.sections[name].fill(panel)
        self._offer_again()

    def retranslate(self) -> None:
        """The language changed."""
        for section in self.sections.values():
            section.retranslate()
        self._offer_again()

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
        self.shelf.set_look(look)
        self._last = None
        self.arrange()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface that everything lies on."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)
            for spec in self._parts["below"]:
                top = self.sections[spec.name].y() - 1
                paint.hairline(painter, 0, top, self.width(), self.look.theme)


def _alike(length: int, count: int) -> tuple[int, ...]:
    """A length dealt out to so many panels, at least a pixel each."""
    return (max(1, round(length / max(1, count))),) * count


def _first_larger(length: int, count: int, share: float) -> tuple[int, ...]:
    """A length dealt out to so many panels, the first one's share larger."""
    if count < 2:
        return _alike(length, count)
    return (round(length * share), *_alike(round(length * (1 - share)), count - 1))
