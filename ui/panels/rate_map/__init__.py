"""The map of rate and momentum: how fast each pair comes nearer on a quadratic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from ui.plot.loading import loading
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import RateMapPanel

__all__ = ["PANEL"]


def _make(look: Look) -> RateMapPanel:
    from .panel import RateMapPanel

    return RateMapPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.suiting import refuse_rate_map, suits

    return suits(refuse_rate_map, lesson)


PANEL = PanelSpec(
    name="rate_map",
    title=N_("Rate and momentum"),
    command=N_("Bring the map of rate and momentum into view"),
    about=N_(
        "All pairs of learning rate η and momentum μ on a quadratic: by what the distance to the "
        "minimum is multiplied per update in the long run, as contours. Where it is hatched the "
        "walker leaves. The pairs of the runs are marked, and the best pair. The arrows read the "
        "map, Enter looks at the rate. A click on a run lets it lead. + and − zoom, Shift with an "
        "arrow moves, 0 brings all in sight; Esc lets the pair go."
    ),
    where="centre",
    make=_make,
    view="rate-map",
    suits=_suits,
    loads=loading,
    priority=84,
    least_width=280,
    least_height=240,
    shows_runs=True,
    keys=("Right", "Left", "Up", "Down", "Return", "Escape", "+", "0", "-"),
)
