"""The network: its layers as a graph, with the numbers of one example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import NetworkPanel

__all__ = ["PANEL"]


def _make(look: Look) -> NetworkPanel:
    from .panel import NetworkPanel

    return NetworkPanel(look)


def _legible(lesson: Lesson) -> tuple[int, int]:
    from .legible import legible_size

    return legible_size(lesson)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.values import NetworkView

    return NetworkView().suits(lesson)


PANEL = PanelSpec(
    name="network",
    title=N_("Network"),
    command=N_("Bring the network into view"),
    about=N_(
        "The layers as a graph with the numbers of one example. "
        "The arrow keys go from unit to unit, Page Up and Page Down to another example. "
        "Shift and the wheel go along the time steps of a recurrent layer."
    ),
    where="centre",
    make=_make,
    view="network",
    suits=_suits,
    priority=10,
    least_width=320,
    least_height=210,
    legible=_legible,
    keys=(
        "Right",
        "Down",
        "Up",
        "Left",
        "PgDown",
        "PgUp",
        "Return",
    ),
)
