"""Commands about the runs that are shown together."""

from __future__ import annotations

from visualnn.text import N_

from ..command import Command, Menu

COMPARING: tuple[Command, ...] = (
    Command(
        "keep",
        N_("Keep this run"),
        N_("It stays beside what you change next, with its curve and its numbers."),
        lambda hands: hands.session.keep(),
        Menu.COMPARE,
        ("F3",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "dismiss",
        N_("Dismiss a run that was kept"),
        N_("The run in front if you kept it, else the one before the last change."),
        lambda hands: hands.session.dismiss(),
        Menu.COMPARE,
        ("Shift+F3",),
        enabled=lambda hands: bool(hands.session.dismissible),
    ),
    Command(
        "next-run",
        N_("Bring the next run to the front"),
        N_("Where several runs are shown, one after the other is drawn over the rest."),
        lambda hands: hands.session.bring_next_to_front(),
        Menu.COMPARE,
        ("Ctrl+F3",),
        enabled=lambda hands: len(hands.session.runs) > 1,
    ),
    Command(
        "lead",
        N_("Let the run in front lead"),
        N_("Its numbers fill the window; the run that led stays beside it."),
        lambda hands: hands.session.lead_front(),
        Menu.COMPARE,
        ("Ctrl+Shift+F3",),
        enabled=lambda hands: hands.session.front is not None,
    ),
    Command(
        "flag",
        N_("Go to where the flag began"),
        N_("To the iteration in which a layer died, saturated, or its gradient vanished."),
        lambda hands: hands.session.seek_flag(),
        Menu.LOOK,
        ("Shift+F12",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "parting",
        N_("Go to where the numbers first part"),
        N_("To the first number that is not the same in all runs."),
        lambda hands: hands.session.seek_parting(),
        Menu.COMPARE,
        ("Ctrl+F4",),
        enabled=lambda hands: hands.session.has_parting,
    ),
    Command(
        "race-best",
        N_("Race each at its best rate"),
        N_(
            "Walks every run of a race at every rate of a list, which takes some seconds. Each "
            "then has the rate at which it did best, and the race says so."
        ),
        lambda hands: hands.session.search_rates(),
        Menu.COMPARE,
        ("Ctrl+Shift+K",),
        enabled=lambda hands: hands.session.has_race,
    ),
    Command(
        "race-times",
        N_("Measure the time of an update"),
        N_(
            "How long an update of each run of a race takes on this computer, in microseconds of "
            "the processor; the table beside the landscape tells it."
        ),
        lambda hands: hands.session.time_updates(),
        Menu.COMPARE,
        ("Ctrl+Alt+U",),
        enabled=lambda hands: hands.session.has_race,
    ),
    Command(
        "race-own",
        N_("Race at the rates of the lesson"),
        N_("Every run of a race has the rate again that the lesson gives it."),
        lambda hands: hands.session.return_rates(),
        Menu.COMPARE,
        ("Ctrl+Alt+K",),
        enabled=lambda hands: hands.session.has_searched,
    ),
    Command(
        "leave-out",
        N_("Leave out the run in front"),
        N_("It is neither shown nor computed until you bring it back."),
        lambda hands: hands.session.leave_out_front(),
        Menu.COMPARE,
        ("Ctrl+Shift+H",),
        enabled=lambda hands: hands.session.front is not None,
    ),
    Command(
        "bring-back",
        N_("Bring back what was left out"),
        N_("Every run is shown again, and catches up with the others."),
        lambda hands: hands.session.bring_back(),
        Menu.COMPARE,
        ("Ctrl+Shift+J",),
        enabled=lambda hands: bool(hands.session.left_out),
    ),
)
