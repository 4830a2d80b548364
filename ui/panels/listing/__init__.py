"""The listing: the program of the current iteration, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look

    from .panel import ListingPanel

__all__ = ["PANEL"]


def _make(look: Look) -> ListingPanel:
    from .panel import ListingPanel

    return ListingPanel(look)


PANEL = PanelSpec(
    name="listing",
    title=N_("Program"),
    command=N_("Bring the program into view"),
    about=N_(
        "The instructions of this iteration. Up and Down step, Enter explains the line, "
        "B sets a breakpoint."
    ),
    where="left",
    make=_make,
    priority=90,
    is_read=True,
    least_width=248,
    keys=(
        "Down",
        "Up",
        "PgDown",
        "PgUp",
        "End",
        "Home",
        "Return",
        "B",
    ),
)
