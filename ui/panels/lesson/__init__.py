"""The lesson: what it says and asks at a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look

    from .panel import LessonPanel

__all__ = ["PANEL"]


def _make(look: Look) -> LessonPanel:
    from .panel import LessonPanel

    return LessonPanel(look)


PANEL = PanelSpec(
    name="lesson",
    title=N_("Lesson"),
    command=N_("Bring the lesson into view"),
    about=N_(
        "What the lesson says and asks at the stop that was reached last. "
        "Tab goes to the next button or link, Enter opens a link."
    ),
    where="left",
    make=_make,
    priority=20,
    least_width=248,
    least_height=190,
    keys=(
        "Tab",
        "Space",
    ),
)
