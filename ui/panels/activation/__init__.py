"""The activation: the function of a layer, and where on it the numbers of the batch are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from ui.plot.loading import loading
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import ActivationPanel

__all__ = ["PANEL"]


def _make(look: Look) -> ActivationPanel:
    from .panel import ActivationPanel

    return ActivationPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.suiting import refuse_activation, suits

    return suits(refuse_activation, lesson)


PANEL = PanelSpec(
    name="activation",
    title=N_("Activation"),
    command=N_("Bring the activation into view"),
    about=N_(
        "The function of a layer and its slope, with the number in focus and the other examples "
        "of its unit. Left and Right go from example to example in the order of z, Up and Down "
        "to another unit, Enter looks at the number. 7 lays another function over. + and − "
        "zoom, Shift with an arrow moves, 0 brings all in sight; Esc lets the example go."
    ),
    where="centre",
    make=_make,
    view="activation",
    suits=_suits,
    loads=loading,
    priority=36,
    least_width=260,
    least_height=220,
    keys=("Right", "Return", "Left", "Down", "Up", "7", "+", "0", "-", "Escape"),
)
