"""The gradient flow: layer by layer how long the gradient is, and what makes it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import GradientFlowPanel

__all__ = ["PANEL"]


def _make(look: Look) -> GradientFlowPanel:
    from .panel import GradientFlowPanel

    return GradientFlowPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.suiting import refuse_gradient_flow, suits

    return suits(refuse_gradient_flow, lesson)


def _follows(lesson: Lesson) -> tuple[str, ...]:
    from visualnn.views.flow_history import followed_numbers

    return followed_numbers(lesson)


def _legible(lesson: Lesson) -> tuple[int, int]:
    from .geometry import legible_size

    return legible_size(len(lesson.network.layers))


PANEL = PanelSpec(
    name="gradient_flow",
    title=N_("Gradient flow"),
    command=N_("Bring the gradient flow into view"),
    about=N_(
        "The length of the gradient in every layer, and the factor from layer to layer. Up and "
        "Down go from layer to layer, Enter looks at a number of the gradient there. Left and "
        "Right change what is counted or drawn beside it, now or through time, Page Up and Page "
        "Down what is measured, "
        "Home goes to where the flag of a layer began, Esc lets the layer go."
    ),
    where="centre",
    make=_make,
    view="gradient-flow",
    suits=_suits,
    legible=_legible,
    shows_runs=True,
    follows=_follows,
    priority=36,
    least_width=260,
    least_height=200,
    keys=("Down", "Up", "Return", "Right", "Left", "PgDown", "PgUp", "Escape"),
)
