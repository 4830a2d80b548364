"""Learning curves: losses and metrics over the iterations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look

    from .panel import CurvesPanel

__all__ = ["PANEL"]


def _make(look: Look) -> CurvesPanel:
    from .panel import CurvesPanel

    return CurvesPanel(look)


PANEL = PanelSpec(
    name="curves",
    title=N_("Learning curves"),
    command=N_("Bring the learning curves into view"),
    about=N_("Losses and metrics over the iterations. Left and Right go to another iteration."),
    where="bottom",
    make=_make,
    view="curves",
    priority=60,
    least_height=150,
    drawn_size=(440, 300),
    needs=("L",),
    shows_runs=True,
    keys=(
        "Left",
        "Right",
        "Home",
        "End",
    ),
)
