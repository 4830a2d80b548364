"""Commands that lead on and back, and how far."""

from __future__ import annotations

from visualnn.grain import Grain
from visualnn.step_filter import StepFilter
from visualnn.text import N_

from .. import questions
from ..command import Command, Menu
from ..hands import Hands
from .conditions import can_go_back, can_go_on


def go_to_stop(hands: Hands, direction: int) -> None:
    """Go to another stop and show the text of the lesson there."""
    if not hands.desk.shows("left") and not hands.desk.hides("lesson"):
        hands.desk.bring("lesson")
    hands.session.seek_stop(direction)


def _grain_command(grain: Grain) -> Command:
    return Command(
        f"grain-{grain.label}",
        grain.title,
        grain.help,
        lambda hands: hands.session.set_grain(grain),
        Menu.GRAIN,
        (str(grain + 1),),
        checked=lambda hands: hands.session.grain == grain,
    )


STEPPING: tuple[Command, ...] = (
    Command(
        "start",
        N_("Go to the start"),
        N_("Back to before the first instruction; nothing is computed yet."),
        lambda hands: hands.session.seek_start(),
        Menu.STEP,
        ("Home",),
        "start",
        toolbar="transport",
        enabled=can_go_back,
    ),
    Command(
        "back-iteration",
        N_("Step back an iteration"),
        N_("Back to where the iteration before this one ended."),
        lambda hands: hands.session.jump_iteration(-1),
        Menu.STEP,
        ("Shift+Left",),
        "back-iteration",
        toolbar="transport",
        enabled=can_go_back,
        repeats=True,
    ),
    Command(
        "back",
        N_("Step back"),
        N_("One step back. Nothing is lost: forward again gives the same numbers."),
        lambda hands: hands.session.back(),
        Menu.STEP,
        ("Left",),
        "back",
        toolbar="transport",
        enabled=can_go_back,
        repeats=True,
    ),
    Command(
        "over",
        N_("Step forward"),
        N_("One step on, as large as “step by” says."),
        lambda hands: hands.session.over(),
        Menu.STEP,
        ("Right",),
        "forward",
        toolbar="transport-on",
        enabled=can_go_on,
        repeats=True,
    ),
    Command(
        "forward-iteration",
        N_("Step forward an iteration"),
        N_("On to the end of this iteration."),
        lambda hands: hands.session.jump_iteration(+1),
        Menu.STEP,
        ("Shift+Right",),
        "forward-iteration",
        toolbar="transport-on",
        enabled=can_go_on,
        repeats=True,
    ),
    Command(
        "end",
        N_("Go to the end"),
        N_("To the end of the training. Everything on the way is computed."),
        lambda hands: hands.session.seek_end(),
        Menu.STEP,
        ("End",),
        "end",
        toolbar="transport-on",
        enabled=can_go_on,
    ),
    Command(
        "into",
        N_("Step into"),
        N_("One step on, and one grain finer from now on."),
        lambda hands: hands.session.into(),
        Menu.STEP,
        ("Down",),
        "into",
        enabled=can_go_on,
        repeats=True,
    ),
    Command(
        "out",
        N_("Step out"),
        N_("To the end of what is going on, one grain coarser: of the layer, the phase, …"),
        lambda hands: hands.session.out(),
        Menu.STEP,
        ("Up",),
        "out",
        enabled=can_go_on,
        repeats=True,
    ),
    Command(
        "back-epoch",
        N_("Step back an epoch"),
        N_("Back to where the epoch before this one ended."),
        lambda hands: hands.session.jump_epoch(-1),
        Menu.STEP,
        ("Ctrl+Left",),
        enabled=can_go_back,
        repeats=True,
    ),
    Command(
        "forward-epoch",
        N_("Step forward an epoch"),
        N_("On to the end of this epoch."),
        lambda hands: hands.session.jump_epoch(+1),
        Menu.STEP,
        ("Ctrl+Right",),
        enabled=can_go_on,
        repeats=True,
    ),
    Command(
        "next-stop",
        N_("Go to the next stop"),
        N_("On to the next place where the lesson says something."),
        lambda hands: go_to_stop(hands, +1),
        Menu.STEP,
        ("PgDown",),
        enabled=lambda hands: hands.session.has_stop(+1),
    ),
    Command(
        "previous-stop",
        N_("Go to the previous stop"),
        N_("Back to the place before, where the lesson said something."),
        lambda hands: go_to_stop(hands, -1),
        Menu.STEP,
        ("PgUp",),
        enabled=lambda hands: hands.session.has_stop(-1),
    ),
    Command(
        "tick",
        N_("Go to a tick…"),
        N_("Type the number of a tick, of an instruction that was done, and be there."),
        questions.ask_tick,
        Menu.STEP,
        ("Ctrl+G",),
    ),
)
"""What leads on and back."""


FIRST_FILTER_KEY = 5
"""The function key of the first filter of steps, with Ctrl."""


def _filter_command(chosen: StepFilter) -> Command:
    return Command(
        f"steps-{chosen.value}",
        chosen.choice,
        chosen.help,
        lambda hands: hands.session.choose_steps(chosen),
        Menu.GRAIN,
        (f"Ctrl+F{FIRST_FILTER_KEY + tuple(StepFilter).index(chosen)}",),
        checked=lambda hands: hands.session.step_filter is chosen,
    )


GRAINS = (
    *map(_grain_command, Grain),
    *map(_filter_command, StepFilter),
)
"""How far a step leads, and which are passed over."""
