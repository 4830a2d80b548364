"""The timeline: the loss of the whole run as a strip that is also the scrubber."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look

    from .panel import TimelinePanel

__all__ = ["PANEL"]


def _make(look: Look) -> TimelinePanel:
    from .panel import TimelinePanel

    return TimelinePanel(look)


PANEL = PanelSpec(
    name="timeline",
    title=N_("Timeline"),
    command=N_("Bring the timeline into view"),
    about=N_("The loss over all iterations. Arrow keys go on and back, Home and End to the ends."),
    where="below",
    make=_make,
    keys=(
        "Right",
        "Left",
        "PgDown",
        "PgUp",
        "End",
        "Home",
        "+",
        "-",
    ),
)
