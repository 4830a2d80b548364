"""The desk: where each panel lies. Three columns over the timeline, parted by lines to drag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.theme import Text
from visualnn.text import _

from .arrangement import ORDER, PARTS, PLACES, Arrangement, arrangement
from .shelf import Shelf

if TYPE_CHECKING:
    from ui.kit.panel import Panel

__all__ = ["PLACES", "Desk", "PanelSection"]


class PanelSection(QWidget):
    """A panel under its heading; empty until the panel comes."""

    resized = Signal()

    def __init__(self, look: Look, *, headed: bool = True) -> None:
        super().__init__()
        self.look = look
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
            self.heading.setText(_(self.panel.title))

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


class _Line(QSplitterHandle):
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
        return _Line(self.orientation(), self)

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

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.sections = {name: PanelSection(look, headed=name != "timeline") for name in PLACES}
        self.splitters = {
            "columns": Divided(Qt.Orientation.Horizontal, look),
            "left": Divided(Qt.Orientation.Vertical, look),
            "centre": Divided(Qt.Orientation.Vertical, look),
            "bottom": Divided(Qt.Orientation.Horizontal, look),
        }
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
        parts, section = self.splitters, self.sections
        for name, part in PLACES.items():
            if part in parts:
                parts[part].addWidget(section[name])
        parts["centre"].addWidget(parts["bottom"])
        for widget in (parts["left"], parts["centre"], section["card"]):
            parts["columns"].addWidget(widget)
        parts["columns"].setStretchFactor(0, 0)
        parts["columns"].setStretchFactor(1, 1)
        parts["columns"].setStretchFactor(2, 0)
        parts["centre"].setStretchFactor(0, 1)
        parts["centre"].setStretchFactor(1, 0)
        policy = QSizePolicy.Policy
        section["timeline"].setSizePolicy(policy.Ignored, policy.Fixed)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(parts["columns"], 1)
        rows.addWidget(section["timeline"])

    # -- sizes -------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Show what there is room for; sizes that nobody chose are those of the arrangement."""
        factor, order = self.look.metrics.factor, dict.fromkeys((*self._asked, *ORDER))
        wanted = [name for name in order if name not in self._refused]
        now = arrangement(self.width(), self.height(), factor, wanted)
        if now != self._last:
            self._last = now
            self._show(now)
            self.sections["timeline"].setFixedHeight(now.timeline)
            self._resize(now)
            self.uncovered.emit()
        self._offer(now)

    def _show(self, now: Arrangement) -> None:
        for name in ORDER:
            self.sections[name].setVisible(name in now.panels)
        below = bool(now.panels & set(PARTS["bottom"]))
        self.splitters["bottom"].setVisible(below)
        self.splitters["left"].setVisible(bool(now.panels & set(PARTS["left"])))
        self.splitters["centre"].setVisible(below or "network" in now.panels)

    def _offer_again(self) -> None:
        if self._last is not None:
            self._offer(self._last)

    def _offer(self, now: Arrangement) -> None:
        """Offer what is not shown, in the heading of the middle column if there is one."""
        heads = [name for name in ("network", "tensor", "curves", *ORDER) if name in now.panels]
        if not heads:
            return
        head = self.sections[heads[0]]
        unit = self.look.metrics.unit
        named = self.look.metrics.px(16) + (head.heading.sizeHint().width() if head.heading else 0)
        panels = [
            (name, _(panel.title))
            for name in PLACES
            if name in ORDER and name not in now.panels
            if (panel := self.sections[name].panel) is not None
        ]
        self.shelf.offer(panels, max(1, head.width() - named - unit))
        corner = head.mapTo(self, QPoint(head.width() - self.shelf.width() - unit, 0))
        tall = head.heading.height() if head.heading else 0
        self.shelf.move(corner + QPoint(0, max(0, unit + (tall - unit - self.shelf.height()) // 2)))
        self.shelf.raise_()

    def _resize(self, now: Arrangement) -> None:
        width, height = self.width(), self.height() - now.timeline
        left, right = (getattr(now, side) if side in now.shown else 0 for side in ("left", "right"))
        start = {
            "columns": (left, max(1, width - left - right), right),
            "left": (round(height * 0.62), round(height * 0.38)),
            "centre": (max(1, height - now.bottom), now.bottom),
            # eight columns of numbers fit beside the curves
            "bottom": (640, *(360 for _name in PARTS["bottom"][1:])),
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

    def shows(self, part: str) -> bool:
        """Whether a part is shown."""
        return any(not self.sections[name].isHidden() for name in PARTS[part])

    def hides(self, panel: str) -> bool:
        """Whether somebody hid a panel."""
        return panel in self._refused

    def toggle(self, part: str) -> None:
        """Show or hide a part; where there is no room for all, others give way to it."""
        if self.shows(part):
            self._refused |= set(PARTS[part])
            self._asked = [name for name in self._asked if name not in PARTS[part]]
            self.arrange()
        else:
            self.bring(*PARTS[part])
        self.toggled.emit()

    def bring(self, *panels: str) -> None:
        """Show panels; where there is no room for all, others give way to them."""
        self._refused -= set(panels)
        self._asked = [*panels, *(name for name in self._asked if name not in panels)]
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
            top = self.sections["timeline"].y() - 1
            paint.hairline(painter, 0, top, self.width(), self.look.theme)
