"""Studies: many runs of the lesson over seeds and settings, each of them a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.panel_spec import PanelSpec
from visualnn.text import N_

if TYPE_CHECKING:
    from ui.kit.look import Look
    from visualnn.lesson import Lesson

    from .panel import StudyPanel

__all__ = ["PANEL"]


def _make(look: Look) -> StudyPanel:
    from .panel import StudyPanel

    return StudyPanel(look)


def _suits(lesson: Lesson) -> bool:
    from visualnn.lesson.studies import offers_of

    return bool(offers_of(lesson))


PANEL = PanelSpec(
    name="study",
    title=N_("Study"),
    command=N_("Bring the study into view"),
    about=N_(
        "Trains the lesson many times, over seeds and settings, and shows each run as a dot. Up "
        "and Down choose a study, Enter starts it, Escape stops it; what is finished is kept, and "
        "Enter goes on from there. Left and Right go from run to run, Enter then opens that run, "
        "M shows another measure."
    ),
    where="centre",
    make=_make,
    view="study",
    suits=_suits,
    priority=80,
    least_width=260,
    wanted_width=480,  # the studies beside the picture
    least_height=200,
    keys=("Return",),
)
