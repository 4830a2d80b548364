"""The card: where one number came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look

    from .panel import CardPanel

__all__ = ["PANEL"]


def _make(look: Look) -> CardPanel:
    from .panel import CardPanel

    return CardPanel(look)


PANEL = PanelSpec(
    name="card",
    title=N_("Explanation"),
    command=N_("Bring the explanation into view"),
    about=N_(
        "How the number in focus was made, from which numbers, and what uses it. "
        "Tab goes from number to number, Enter opens one."
    ),
    where="right",
    make=_make,
    priority=30,
    is_read=True,
    least_width=280,
    keys=(
        "Tab",
        "Return",
    ),
)
