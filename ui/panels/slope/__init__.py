"""The slope: the loss as a curve over the number in focus, and what its update brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from ui.plot.loading import loading
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look

    from .panel import SlopePanel

__all__ = ["PANEL"]


def _make(look: Look) -> SlopePanel:
    from .panel import SlopePanel

    return SlopePanel(look)


PANEL = PanelSpec(
    name="slope",
    title=N_("Slope"),
    command=N_("Bring the slope into view"),
    about=N_(
        "The loss as a curve over the number in focus, with everything else as it is. Left and "
        "Right read the curve, Up and Down go to the next number of the same array, Enter looks at "
        "the number, 7 at its gradient. + and − zoom, Shift with an arrow moves, 0 brings all in "
        "sight; Esc lets the point of the curve go."
    ),
    where="centre",
    make=_make,
    view="slope",
    loads=loading,
    priority=78,
    least_width=260,
    least_height=220,
    keys=("Right", "Left", "Return", "7", "Escape", "Down", "Up", "+", "0", "-"),
)
