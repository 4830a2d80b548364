"""The landscape: a walk on a function of two numbers, and the current update opened into arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from ui.plot.loading import loading
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import LandscapePanel

__all__ = ["PANEL"]


def _make(look: Look) -> LandscapePanel:
    from .panel import LandscapePanel

    return LandscapePanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.landscape import LandscapeView

    return LandscapeView().suits(lesson)


PANEL = PanelSpec(
    name="landscape",
    title=N_("Landscape"),
    command=N_("Bring the landscape into view"),
    about=N_(
        "The function as contours, the way of each walker on it, and the current update as arrows. "
        "Left and Right go along a way, Up and Down from run to run, or to both ends of the only "
        "one; Enter lets that run lead, or looks at the numbers of the leading one, 7 at its "
        "gradient. A click on the ground lets all walkers start there. The start follows the "
        "hand, or Ctrl with an arrow, until it is let go, or Enter keeps it and Esc puts it back. "
        "B finds the best rate of each run of a race, or goes back to those of the lesson. + and − "
        "zoom, Shift with an arrow moves, 0 brings all in sight; Esc lets the way go."
    ),
    where="centre",
    make=_make,
    view="landscape",
    suits=_suits,
    loads=loading,
    priority=30,
    least_width=300,
    least_height=240,
    shows_runs=True,
    keys=("Left", "Right", "Up", "Down", "Return", "7", "Escape", "B", "+", "0", "-"),
)
