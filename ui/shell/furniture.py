"""The furniture: the panels of the window, their wiring, and what they are told.

A panel's wishes go up to the session; the session's frames come down to every panel that is seen,
and one that is hidden gets the frame it missed when it is seen again. What fails in one panel does
not reach the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded

if TYPE_CHECKING:
    from ui.kit.panel import Panel
    from ui.session.session import Session
    from visualnn.tell.frame import Frame

    from .appearance import Appearance
    from .desk import Desk
    from .strip import MessageStrip

__all__ = ["PANELS", "Furniture", "Maker"]


def _network(furniture: Furniture) -> Panel:
    from ui.panels.network.panel import NetworkPanel

    return NetworkPanel(furniture.appearance.look)


def _lesson(furniture: Furniture) -> Panel:
    from ui.panels.lesson.panel import LessonPanel

    return LessonPanel(furniture.appearance.look)


def _tensor(furniture: Furniture) -> Panel:
    from ui.panels.tensor.panel import TensorPanel

    return TensorPanel(furniture.appearance.look)


def _listing(furniture: Furniture) -> Panel:
    from ui.panels.listing.panel import ListingPanel

    return ListingPanel(furniture.appearance.look)


def _card(furniture: Furniture) -> Panel:
    from ui.panels.card.panel import CardPanel

    panel = CardPanel(furniture.appearance.look)
    furniture.session.checked.connect(panel.show_check)
    return panel


def _timeline(furniture: Furniture) -> Panel:
    from ui.panels.timeline.panel import TimelinePanel

    return TimelinePanel(furniture.appearance.look)


def _curves(furniture: Furniture) -> Panel:
    from ui.panels.curves.panel import CurvesPanel

    return CurvesPanel(furniture.appearance.look)


Maker = Callable[["Furniture"], "Panel"]
PANELS: Mapping[str, Maker] = {
    "network": _network,
    "card": _card,
    "lesson": _lesson,
    "listing": _listing,
    "timeline": _timeline,
    "tensor": _tensor,
    "curves": _curves,
}
"""The panels, in the order in which they are made: what is looked at first comes first."""


class Furniture(QObject):
    """The panels that were made so far, by name."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self, session: Session, appearance: Appearance, desk: Desk, strip: MessageStrip
    ) -> None:
        super().__init__(desk)
        self.session, self.appearance = session, appearance
        self.desk, self.strip = desk, strip
        self.panels: dict[str, Panel] = {}
        self._missed: set[str] = set()

    def make(self, name: str, maker: Maker) -> None:
        """Make a panel, wire its wishes and put it in its place."""
        panel = maker(self)
        panel.wished.connect(self.strip.clear)  # a sentence stays until the next action
        panel.wished.connect(self.session.grant)
        panel.failed.connect(self.failed)
        self.panels[name] = panel
        self.desk.put(name, panel)
        if self.session.frame is not None:
            panel.show_frame(self.session.frame)

    def show(self, frame: Frame) -> None:
        """The one way down: a frame to every panel that is seen."""
        for name, panel in self.panels.items():
            if panel.isVisibleTo(self.desk.window()):
                self._missed.discard(name)
                self._tell(lambda panel=panel: panel.show_frame(frame))  # type: ignore[misc]
            else:
                self._missed.add(name)

    def catch_up(self) -> None:
        """Panels that were not seen get the frame they missed."""
        frame = self.session.frame
        for name in sorted(self._missed) if frame is not None else ():
            panel = self.panels[name]
            if panel.isVisibleTo(self.desk.window()):
                self._missed.discard(name)
                self._tell(lambda panel=panel: panel.show_frame(frame))  # type: ignore[misc]

    def each(self, act: Callable[[Panel], None]) -> None:
        """Tell every panel something."""
        for panel in self.panels.values():
            self._tell(lambda panel=panel: act(panel))  # type: ignore[misc]

    @guarded
    def _tell(self, act: Callable[[], None]) -> None:
        """Tell one panel something; if it fails, the others are told all the same."""
        act()
