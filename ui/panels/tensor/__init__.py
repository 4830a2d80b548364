"""The tensor view: whole values as heat maps with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import TensorPanel

__all__ = ["PANEL"]


def _make(look: Look) -> TensorPanel:
    from .panel import TensorPanel

    return TensorPanel(look)


def _legible(lesson: Lesson) -> tuple[int, int]:
    from .legible import legible_size

    return legible_size(lesson)


PANEL = PanelSpec(
    name="tensor",
    title=N_("Values"),
    command=N_("Bring the values into view"),
    about=N_(
        "A whole value, number by number, beside what it is computed from. "
        "The arrow keys go from number to number, Enter changes one, Shift+↑ and Shift+↓ pull it."
    ),
    where="bottom",
    make=_make,
    view="values",
    priority=40,
    is_read=True,
    least_height=150,
    legible=_legible,
    keys=(
        "Right",
        "Down",
        "Left",
        "Up",
        "Return",
        "Shift+Up",
        "Shift+Down",
    ),
)
