"""The convolution: the window on the input, the kernel, their products, and the output's cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import ConvolutionPanel

__all__ = ["PANEL"]


def _make(look: Look) -> ConvolutionPanel:
    from .panel import ConvolutionPanel

    return ConvolutionPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.suiting import refuse_convolution, suits

    return suits(refuse_convolution, lesson)


def _legible(lesson: Lesson) -> tuple[int, int]:
    """A lesson in which sizes are turned needs room for the curves of the size rule."""
    from .bench import turns_sizes
    from .bench_geometry import BENCH_ROOM_PIXELS

    return BENCH_ROOM_PIXELS if _suits(lesson) and turns_sizes(lesson) else (0, 0)


PANEL = PanelSpec(
    name="convolution",
    title=N_("Convolution"),
    command=N_("Bring the convolution into view"),
    about=N_(
        "The window on the input, the kernel, their products and the output's cell. The arrow keys "
        "move the window, G goes on to the next grid, Page Up and Page Down change its channel. "
        "Enter looks at the number. B turns to the way back of the gradients, P walks through the "
        "cells, S opens the arithmetic of the size, V goes on to the next curve of it, where the "
        "arrow keys move along it and Enter turns its knob. C shows the "
        "chain of layers from the side. Escape lets go of what is pointed at."
    ),
    where="centre",
    make=_make,
    view="convolution",
    suits=_suits,
    priority=34,
    least_width=240,
    least_height=200,
    wanted_width=460,  # three grids of 3 × 3 with their numbers
    legible=_legible,
    keys=(
        "Right",
        "Down",
        "Left",
        "Up",
        "G",
        "Return",
        "B",
        "S",
        "V",
        "P",
        "PgDown",
        "PgUp",
        "Esc",
    ),
)
