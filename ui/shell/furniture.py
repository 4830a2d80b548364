"""The furniture: the panels of the window, their wiring, and what they are told.

A panel is made when it is seen for the first time. Its wishes go up to the session; the session's
frames come down to every panel that is seen, and one that is hidden gets the frame it missed when
it is seen again. What fails in one panel does not reach the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded
from ui.kit.virtuals import guard_virtuals

if TYPE_CHECKING:
    from ui.kit.panel import Panel
    from ui.kit.panel_spec import PanelSpec
    from ui.session.session import Session
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

    from .appearance import Appearance
    from .desk import Desk
    from .strip import MessageStrip
    from .twin import TableTwin

__all__ = ["Furniture"]

READ_FRAME_COUNT = 3
"""Frames at the highest speed of which a panel that is read is shown one: twenty in a second."""


class Furniture(QObject):
    """The panels that were made so far, by name."""

    failed = Signal(str)
    """A sentence for the learner."""
    made = Signal(str)
    """The name of a panel that was made."""
    ordered = Signal(object)
    """The PanelSpec of a panel that is to be made."""

    def __init__(
        self, session: Session, appearance: Appearance, desk: Desk, strip: MessageStrip
    ) -> None:
        super().__init__(desk)
        desk.twin_made.connect(self.wire)
        self.session, self.appearance = session, appearance
        self.desk, self.strip = desk, strip
        self.panels: dict[str, Panel] = {}
        self._ordered: set[str] = set()
        self._missed: set[str] = set()
        self._showing_runs: set[str] = set()
        self._following: dict[str, Callable[[Lesson], tuple[str, ...]]] = {}
        self._followed: dict[str, tuple[Lesson, tuple[str, ...]]] = {}
        """What each panel follows of which lesson."""
        self._lesson: Lesson | None = None
        self._stop: str | None = None
        self._frame_count = 0
        """Frames of the session."""
        session.playing_changed.connect(self._catch_up_after_playing)

    def order(self, *, unseen: bool = False) -> None:
        """Order the panels that are seen and not made, or all; those that load a library come
        last."""
        window, wanted = self.desk.window(), []
        for name, spec in self.desk.specs.items():
            if name not in self._ordered and (
                unseen or self.desk.sections[name].isVisibleTo(window)
            ):
                self._ordered.add(name)
                wanted.append(spec)
        for spec in sorted(wanted, key=lambda spec: bool(tuple(spec.loads()))):
            self.ordered.emit(spec)

    def make(self, spec: PanelSpec) -> None:
        """Make a panel, wire its wishes and put it in its place."""
        panel, name = spec.made(self.appearance.look), spec.name
        guard_virtuals()  # of the panel, too, which may have been imported just now
        panel.wished.connect(self.strip.clear)  # a sentence stays until the next action
        panel.wished.connect(self.session.grant)
        panel.pointed.connect(self.session.point_at)
        panel.pinned.connect(self.session.pin)
        panel.pulled.connect(self.session.pull)
        panel.start_pulled.connect(self.session.pull_start)
        panel.sketched.connect(self.session.sketch)
        panel.let_go.connect(lambda kept: self.session.let_go(kept=kept))
        panel.follows_changed.connect(self._watch_numbers)
        panel.failed.connect(self.failed)
        answer = getattr(panel, "show_check", None)  # of the card alone: it asks for checks
        if answer is not None:
            self.session.checked.connect(answer)
        self.panels[name] = panel
        self.desk.put(name, panel)
        if spec.follows is not None:
            self._following[name] = spec.follows
        if spec.shows_runs:
            self._showing_runs.add(name)
        self._watch_runs()
        if self.session.frame is not None:
            panel.show_frame(self.session.frame)
        self.made.emit(name)

    def show(self, frame: Frame) -> None:
        """The one way down: a frame to every panel that is seen."""
        is_forgotten = frame.lesson is not self._lesson
        if is_forgotten:
            is_other = self._lesson is None or self._lesson.name != frame.lesson.name
            self._lesson, self._stop = frame.lesson, None if is_other else self._stop
            self._followed.clear()
            self.desk.suit(frame.lesson, changed=not is_other)
        stop = None if frame.stop is None else frame.lesson.stops[frame.stop].name
        if stop != self._stop:
            self._stop = stop
            self.desk.point(_views_at(frame))
        self.order()
        self._frame_count += 1
        resting = self._resting() if frame.is_fleeting and not is_forgotten else frozenset()
        for name, panel in self.panels.items():
            if name in resting:
                self._missed.add(name)
            elif panel.isVisibleTo(self.desk.window()):
                self._missed.discard(name)
                self._tell(lambda panel=panel: panel.show_frame(frame))  # type: ignore[misc]
            else:
                self._missed.add(name)
                if is_forgotten:
                    self._tell(panel.forget)
        self._show_tables(frame)
        self._watch_runs()

    def _resting(self) -> frozenset[str]:
        """The panels that are not shown a frame behind which the next one follows at once: two
        thirds of those that are read, each time others."""
        read = [name for name in self.panels if self.desk.specs[name].is_read]
        turns = enumerate(read, self._frame_count)
        return frozenset(name for turn, name in turns if turn % READ_FRAME_COUNT)

    @guarded
    def _catch_up_after_playing(self, is_playing: bool) -> None:
        if not is_playing:
            self.catch_up()

    def _show_tables(self, frame: Frame) -> None:
        """A frame to every table that is seen in the place of a picture."""
        for section in self.desk.sections.values():
            if section.twin is not None and section.twin.isVisibleTo(self.desk.window()):
                self._tell(lambda twin=section.twin: twin.show_frame(frame))  # type: ignore[misc]

    def wire(self, twin: TableTwin) -> None:
        """Have the wishes of a table granted like those of a panel."""
        twin.wished.connect(self.strip.clear)
        twin.wished.connect(self.session.grant)
        twin.failed.connect(self.failed)

    def _watch_runs(self) -> None:
        """Say whether a panel is seen that shows the runs beside the leading one, or its table."""
        window, sections = self.desk.window(), self.desk.sections
        seen = any(sections[name].isVisibleTo(window) for name in self._showing_runs)
        self.session.watch_runs(watched=seen)
        self._watch_numbers()

    def _watch_numbers(self) -> None:
        """Say what the panels that are seen need of every iteration."""
        window, lesson = self.desk.window(), self._lesson
        wanted: list[str] = []
        for name, follows in self._following.items():
            if lesson is not None and self.desk.sections[name].isVisibleTo(window):
                known = self._followed.get(name)
                if known is None or known[0] is not lesson:
                    known = self._followed[name] = (lesson, follows(lesson))
                wanted += known[1]
                wanted += self.panels[name].follows
        self.session.watch_numbers(tuple(dict.fromkeys(wanted)))

    def catch_up(self) -> None:
        """Panels that were not seen get the frame they missed, or are made."""
        self._watch_runs()
        frame = self.session.frame
        if frame is not None:
            self.order()
            self._show_tables(frame)
        for name in sorted(self._missed) if frame is not None else ():
            panel = self.panels[name]
            if panel.isVisibleTo(self.desk.window()):
                self._missed.discard(name)
                self._tell(lambda panel=panel: panel.show_frame(frame))  # type: ignore[misc]

    def each(self, act: Callable[[Panel], None]) -> None:
        """Tell every panel something."""
        for panel in self.panels.values():
            self._tell(lambda panel=panel: act(panel))  # type: ignore[misc]

    def dress(self) -> None:
        """Give every panel the look of its section."""
        for name, panel in self.panels.items():
            look = self.desk.look_of(name)
            self._tell(lambda panel=panel, look=look: panel.set_look(look))  # type: ignore[misc]

    @guarded
    def _tell(self, act: Callable[[], None]) -> None:
        """Tell one panel something; if it fails, the others are told all the same."""
        act()


def _views_at(frame: Frame) -> tuple[str, ...]:
    """The views that the stop of a frame points at."""
    if frame.stop is None:
        return ()
    return frame.lesson.stops[frame.stop].views
