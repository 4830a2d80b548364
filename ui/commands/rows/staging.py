"""Commands about the views on the stage."""

from __future__ import annotations

from visualnn.text import N_

from .. import staging
from ..command import Command, Menu

STAGING: tuple[Command, ...] = (
    Command(
        "show-view",
        N_("Show the next view"),
        N_(
            "A number is a view of the row over the stage: it takes the place of the second one; "
            "one that is there already is shown alone."
        ),
        staging.show_next,
        Menu.STAGE,
        tuple(f"Alt+{n}" for n in range(1, 10)),
        act_numbered=staging.show_numbered,
        enabled=lambda hands: len(hands.desk.views) > 1,
    ),
    Command(
        "put-view",
        N_("Add the next view"),
        N_("A number is a view of the row: it comes beside the first one, or goes away again."),
        staging.put_next,
        Menu.STAGE,
        tuple(f"Ctrl+{n}" for n in range(1, 10)),
        act_numbered=staging.put_numbered,
        enabled=lambda hands: len(hands.desk.views) > 1,
    ),
    Command(
        "beside",
        N_("Put views side by side"),
        N_("Two views from left to right; for a wide window."),
        lambda hands: hands.desk.turn_stage("beside"),
        Menu.STAGE,
        ("Alt+Up",),
        enabled=lambda hands: bool(hands.desk.placement),
        checked=lambda hands: hands.desk.placement == "beside",
    ),
    Command(
        "below",
        N_("Put views below each other"),
        N_("Two views one under the other; for a narrow window."),
        lambda hands: hands.desk.turn_stage("below"),
        Menu.STAGE,
        ("Alt+Down",),
        enabled=lambda hands: bool(hands.desk.placement),
        checked=lambda hands: hands.desk.placement == "below",
    ),
    Command(
        "stage-of-lesson",
        N_("Restore the lesson's views"),
        N_("Forget which views you chose for this lesson, and how they stand."),
        lambda hands: hands.desk.forget_stage(),
        Menu.STAGE,
        ("Alt+0",),
        enabled=lambda hands: hands.desk.is_stage_chosen,
    ),
)
