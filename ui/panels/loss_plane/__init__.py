"""The loss plane: the loss over two weights, or over the two main directions of the way walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from ui.plot.loading import loading
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import LossPlanePanel

__all__ = ["PANEL"]


def _make(look: Look) -> LossPlanePanel:
    from .panel import LossPlanePanel

    return LossPlanePanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.loss_plane import LossPlaneView

    return LossPlaneView().suits(lesson)


def _follows(lesson: Lesson) -> tuple[str, ...]:
    from visualnn.views.loss_plane import followed_numbers

    return followed_numbers(lesson)


PANEL = PanelSpec(
    name="loss_plane",
    title=N_("Loss plane"),
    command=N_("Bring the loss plane into view"),
    about=N_(
        "The loss over two weights, or over the two main directions of the way that training has "
        "gone, as contours. X and Y let the plane go along the weight in focus, to the right or "
        "up; D takes the main directions, K keeps the plane or cuts it anew at each place. Left "
        "and Right go along the way, Enter looks at the first weight. + and − zoom, Shift with an "
        "arrow moves, 0 brings all in sight; Esc stops the computation, or lets the way go."
    ),
    where="centre",
    make=_make,
    view="loss-plane",
    suits=_suits,
    loads=loading,
    follows=_follows,
    priority=82,
    least_width=280,
    least_height=240,
    keys=("X", "Y", "K", "D", "Right", "Escape", "Left", "Return", "+", "0", "-"),
)
