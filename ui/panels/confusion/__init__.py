"""The confusion matrix: which class was taken for which, and the examples behind each count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import ConfusionPanel

__all__ = ["PANEL"]

MAX_CLASS_COUNT = 40
"""More classes have no room for their counts."""


def _make(look: Look) -> ConfusionPanel:
    from .panel import ConfusionPanel

    return ConfusionPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.views.confusion import ConfusionView, class_count

    return ConfusionView().suits(lesson) and class_count(lesson) <= MAX_CLASS_COUNT


PANEL = PanelSpec(
    name="confusion",
    title=N_("Confusion matrix"),
    command=N_("Bring the confusion matrix into view"),
    about=N_(
        "Which class was taken for which: a row for each target, a column for each answer of the "
        "network. A click on a count looks at its examples, one after the other. The arrow keys "
        "go from count to count, Home goes to the most frequent mistake, Enter and Page Down look "
        "at the next example, Page Up at the one before, Escape lets go."
    ),
    where="centre",
    make=_make,
    view="confusion",
    suits=_suits,
    priority=59,
    least_width=260,
    least_height=200,
    wanted_width=460,  # the examples of a count stand beside the counts
    keys=("Right", "Down", "Escape", "Left", "Up", "Home", "Return", "PgDown", "PgUp"),
)
