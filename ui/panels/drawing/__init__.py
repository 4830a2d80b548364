"""The drawing: a picture is drawn by hand, and the network answers while it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import DrawingPanel

__all__ = ["PANEL"]


def _make(look: Look) -> DrawingPanel:
    from .panel import DrawingPanel

    return DrawingPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.drawing import DrawingView

    return DrawingView().suits(lesson)


PANEL = PanelSpec(
    name="drawing",
    title=N_("Drawing"),
    command=N_("Bring the drawing into view"),
    about=N_(
        "A picture that you draw with the mouse, and what the network says of it while you "
        "draw. The right button rubs out. The arrow keys move the pen, Space draws, Backspace "
        "rubs out, Delete clears the picture, T takes the picture of the example in focus, Page "
        "Up and Page Down go through the answers, Enter looks at the number. Escape lets go of "
        "the picture."
    ),
    where="centre",
    make=_make,
    view="drawing",
    suits=_suits,
    priority=58,
    least_width=300,
    least_height=200,
    keys=("Right", "Down", "Left", "Up", "Space", "T", "Backspace", "Space", "Return", "PgDown",
          "PgUp", "Del"),
)  # fmt: skip
