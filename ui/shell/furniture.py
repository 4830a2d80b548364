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
    from visualnn.tell.frame import Frame

    from .window import Window

__all__ = ["PANELS", "Furniture", "Maker"]


def _network(window: Window) -> Panel:
    from ui.panels.network.panel import NetworkPanel

    return NetworkPanel(window.look)


def _lesson(window: Window) -> Panel:
    from ui.panels.lesson.panel import LessonPanel

    return LessonPanel(window.look)


def _tensor(window: Window) -> Panel:
    from ui.panels.tensor.panel import TensorPanel

    return TensorPanel(window.look)


def _listing(window: Window) -> Panel:
    from ui.panels.listing.panel import ListingPanel

    panel = ListingPanel(window.look)
    panel.breakpoint_toggled.connect(window.session.toggle_breakpoint)
    return panel


def _card(window: Window) -> Panel:
    from ui.panels.card.panel import CardPanel

    panel = CardPanel(window.look)
    session = window.session
    for wish in (
        panel.followed,
        panel.origin_sought,
        panel.check_wanted,
        panel.trouble_sought,
    ):
        wish.connect(window.strip.clear)
    panel.followed.connect(session.follow)
    panel.origin_sought.connect(session.seek_origin)
    panel.check_wanted.connect(session.check_gradient)
    panel.trouble_sought.connect(session.seek_trouble)
    session.checked.connect(panel.show_check)
    return panel


def _timeline(window: Window) -> Panel:
    from ui.panels.timeline.panel import TimelinePanel

    return TimelinePanel(window.look)


def _curves(window: Window) -> Panel:
    from ui.panels.curves.panel import CurvesPanel

    return CurvesPanel(window.look)


Maker = Callable[["Window"], "Panel"]
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

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.panels: dict[str, Panel] = {}
        self._missed: set[str] = set()

    def make(self, name: str, maker: Maker) -> None:
        """Make a panel, wire its wishes and put it in its place."""
        window = self._window
        panel = maker(window)
        for wish in (panel.focused, panel.sought, panel.edited, panel.lesson_chosen):
            wish.connect(window.strip.clear)  # a sentence stays until the next action
        panel.focused.connect(window.session.look_at)
        panel.sought.connect(window.session.seek)
        panel.edited.connect(window.session.edit)
        panel.lesson_chosen.connect(window.library.open)
        panel.failed.connect(self.failed)
        self.panels[name] = panel
        window.desk.put(name, panel)
        if window.session.frame is not None:
            panel.show_frame(window.session.frame)

    def show(self, frame: Frame) -> None:
        """The one way down: a frame to every panel that is seen."""
        for name, panel in self.panels.items():
            if panel.isVisibleTo(self._window):
                self._missed.discard(name)
                self._tell(lambda panel=panel: panel.show_frame(frame))  # type: ignore[misc]
            else:
                self._missed.add(name)

    def catch_up(self) -> None:
        """Panels that were not seen get the frame they missed."""
        frame = self._window.session.frame
        for name in sorted(self._missed) if frame is not None else ():
            panel = self.panels[name]
            if panel.isVisibleTo(self._window):
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
