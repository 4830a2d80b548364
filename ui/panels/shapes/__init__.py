"""The shapes: the network as boxes, what each layer holds and costs, and a table of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import ShapesPanel

__all__ = ["PANEL"]


def _make(look: Look) -> ShapesPanel:
    from .panel import ShapesPanel

    return ShapesPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.shapes import ShapesView

    return ShapesView().suits(lesson)


PANEL = PanelSpec(
    name="shapes",
    title=N_("Shapes"),
    command=N_("Bring the shapes into view"),
    about=N_(
        "The network as boxes, as high as the picture and as wide as the channels, what each layer "
        "holds and costs, and the table of its layers. Up and Down go from layer to layer, Left "
        "and Right from number to number and open its arithmetic, Home and End to the ends. "
        "Enter unfolds a block, or looks at what the layer hands on; U unfolds everything. "
        "K counts as Keras or PyTorch does."
    ),
    where="centre",
    make=_make,
    view="shapes",
    suits=_suits,
    priority=55,
    least_width=240,
    least_height=200,
    keys=("Down", "End", "Up", "Home", "Right", "Left", "Return", "Esc", "U", "K"),
)
