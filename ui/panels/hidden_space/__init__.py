"""The hidden space: the examples and the plane of the inputs as a hidden layer sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import HiddenSpacePanel

__all__ = ["PANEL"]


def _make(look: Look) -> HiddenSpacePanel:
    from .panel import HiddenSpacePanel

    return HiddenSpacePanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.suiting import refuse_hidden_space, suits

    return suits(refuse_hidden_space, lesson)


PANEL = PanelSpec(
    name="hidden_space",
    title=N_("Hidden space"),
    command=N_("Bring the hidden space into view"),
    about=N_(
        "The examples, and the plane of the inputs, as the hidden layer sees them. Left and Right "
        "carry them back to the inputs and on to the next layer, Page Up and Page Down by a whole "
        "instruction, Home and End to its ends. Down and Up go from example to example, Enter "
        "looks at one. 5 sees a layer of more than two units along two of them, or again along "
        "directions of all; 6 and 7 choose the next unit to the right and upward."
    ),
    where="centre",
    make=_make,
    view="hidden-space",
    suits=_suits,
    priority=37,
    least_width=240,
    least_height=200,
    keys=("Left", "Right", "PgUp", "PgDown", "Home", "End", "Down", "Up", "Return"),
)
