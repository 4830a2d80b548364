"""The decision boundary: what the network says of every point of its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import BoundaryPanel

__all__ = ["PANEL"]


def _make(look: Look) -> BoundaryPanel:
    from .panel import BoundaryPanel

    return BoundaryPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.boundary import BoundaryView

    return BoundaryView().suits(lesson)


PANEL = PanelSpec(
    name="boundary",
    title=N_("Decision boundary"),
    command=N_("Bring the decision boundary into view"),
    about=N_(
        "What the network says of every point of its one or two inputs, and the examples there. "
        "The arrows move a cross-hair, Enter looks at the nearest example, 6 asks the network "
        "about the point under the cross-hair, as a click does, Esc takes both away. 5 shows one "
        "hidden unit after the other in place of the network, as pointing at it does. 7 shows "
        "where each hidden unit's z is 0, 8 the regions in which one formula holds, 9 the "
        "validation examples. 0 draws examples of one class after the other, then none: a click "
        "or Enter adds one, dragging or Shift and an arrow moves one, Delete or dragging it out "
        "removes one."
    ),
    where="centre",
    make=_make,
    view="boundary",
    suits=_suits,
    priority=35,
    least_width=240,
    least_height=200,
    keys=("Left", "Right", "Up", "Down", "Return", "5", "6", "7", "8", "9", "0", "Escape"),
)
