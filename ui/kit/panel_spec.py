"""What the window must know of a panel before the panel is made: one row of the table of panels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from visualnn.dataclass import dataclass

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

    from .look import Look
    from .panel import Panel

__all__ = ["PARTS", "PanelSpec", "Part", "by_part", "by_priority"]

Part = Literal["left", "centre", "bottom", "right", "below"]
"""A part of the desk: the three columns, of which the middle one is the stage, the row under the
stage, the strip below all."""
PARTS: tuple[Part, ...] = ("left", "centre", "bottom", "right", "below")
"""The parts of the desk in the order of reading."""


def _suits_any(_lesson: Lesson) -> bool:
    return True


def _loads_nothing() -> Iterable[Callable[[], None]]:
    return ()


def _no_more(_lesson: Lesson) -> tuple[int, int]:
    return 0, 0


@dataclass(frozen=True, kw_only=True)
class PanelSpec:
    """One row of the table of panels, `ui.panels.PANELS`.

    How to add a panel:

    1. Make the folder ``ui/panels/NAME/``. Its ``__init__.py`` holds this row, ``PANEL =
       PanelSpec(...)``, and imports nothing of Qt: the table is read before the window is painted.
       `make` therefore imports the panel when it is called.
    2. Its ``panel.py`` holds a subclass of `ui.kit.panel.Panel`.
       It paints the frame it is given, tells what it wishes through the signals of `Panel`, says
       in words what it shows (`spoken`) and what a painted number is called (`name_at`), and puts
       `ui.kit.guard.guarded` on every event and slot.
       It imports no other panel and nothing that trains. One that fills its whole rectangle says so
       with ``WA_OpaquePaintEvent``: all that lies under it is else painted at every picture too.
    3. Name the folder in ``ui/panels/__init__.py``.

    From then on the panel has its place on the desk, a command that brings it (in the menu, the
    palette and the help sheet), its entry among the panels that have no room, its share of every
    frame, look and language, and its tests: ``tests/ui/panels/test_contract.py`` holds for every
    row of the table and every lesson that the row suits. ``make messages`` collects its texts for
    translation.
    """

    name: str
    """The name of its folder; no other panel has it."""
    title: str
    """The panel's heading and accessible name: a catalogue entry (English)."""
    command: str
    """The menu entry that brings the panel into view: a catalogue entry (English)."""
    about: str
    """One or two sentences on what it shows and what its keys do: a catalogue entry (English)."""
    where: Part
    """The part of the desk that it stands in. Panels of one part stand in the order of the
    table; of those in the centre one or two are on the stage at a time. A panel with a `view` can
    be put on the stage wherever it stands."""
    make: Callable[[Look], Panel]
    """Imports the panel and makes one; `made` calls it."""
    loads: Callable[[], Iterable[Callable[[], None]]] = _loads_nothing
    """What is imported before it is made, in turns of the event loop of their own, so that no key
    waits for a large library (`ui.plot.loading`)."""
    view: str = ""
    """The view whose numbers it paints, as ``visualnn views`` calls it; empty for what is no
    picture: the card, the program, the lesson, the timeline."""
    priority: int = 100
    """Where there is no room for all panels, those with a smaller number keep theirs."""
    least_width: int = 190
    """The least width that it needs, in pixels at size factor 1."""
    least_height: int = 100
    """The least height that it needs, in pixels at size factor 1."""
    drawn_size: tuple[int, int] = (0, 0)
    """The width and height, in pixels at size factor 1, from which on its drawing grows with its
    room, where that is more than its least size: with less, more is to be seen at its normal
    size."""
    wanted_width: int = 0
    """The width that it would like beside another view, in pixels at size factor 1: of what both
    have beyond their least width it gets so much first."""
    legible: Callable[[Lesson], tuple[int, int]] = _no_more
    """The width and height, in pixels at size factor 1, in which every number of a lesson that it
    shows can be read; where that is more than its least size, the desk makes this room."""
    suits: Callable[[Lesson], bool] = _suits_any
    """Whether it has something to show in a lesson; where it has not, it is not offered."""
    needs: tuple[str, ...] = ()
    """Names of the program that it shows nothing without: until they are computed for the first
    time, it says what will be here."""
    shows_runs: bool = False
    """Whether it shows the runs beside the leading one; while no such panel is seen, those compute
    nothing."""
    is_read: bool = False
    """Whether it is numbers to read and no picture. Nobody reads sixty in a second: while frames
    follow each other at once at the highest speed, it is shown one of three, as a whole."""
    follows: Callable[[Lesson], tuple[str, ...]] | None = None
    """What it needs of every iteration: numbers and measures as ``visualnn.company.watches`` writes
    them, ``norm(d.hidden.W)``. They are found while the panel is seen, and nothing is paid by a
    lesson in which none is."""
    keys: tuple[str, ...] = ()
    """The keys that it answers to while it has the keyboard, as Qt writes them and in an order in
    which each does something."""

    def fitted(self, lesson: Lesson) -> PanelSpec:
        """This row with the least size that it needs in a lesson."""
        width, height = self.legible(lesson)
        return replace(
            self,
            least_width=max(self.least_width, width),
            least_height=max(self.least_height, height),
        )

    def made(self, look: Look) -> Panel:
        """Make a panel of this row and give it its name."""
        panel = self.make(look)
        panel.describe(self.title, self.about)
        return panel


def by_part(panels: Iterable[PanelSpec]) -> dict[Part, tuple[PanelSpec, ...]]:
    """The panels of each part of the desk, in the order of the table."""
    known = tuple(panels)
    return {part: tuple(panel for panel in known if panel.where == part) for part in PARTS}


def by_priority(panels: Iterable[PanelSpec]) -> tuple[PanelSpec, ...]:
    """The panels, first those that keep their room where there is not enough for all."""
    return tuple(sorted(panels, key=lambda panel: panel.priority))
