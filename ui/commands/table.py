"""The commands: one table of everything the window can be asked to do.

Menus, toolbar, shortcuts, help sheet and palette are all read off this table; a command that is not
in it does not exist. The keys are those of debuggers and of video players: no letter stands alone,
because a Korean keyboard would write a syllable with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from visualnn.text import N_

from . import questions, takeaway

if TYPE_CHECKING:
    from ui.shell.window import Window

__all__ = ["BY_ID", "COMMANDS", "GRAINS", "Command", "Menu"]


class Menu(Enum):
    """The menus, in order; the value is what stands on them."""

    LESSON = N_("Lesson")
    STEP = N_("Step")
    RUN = N_("Run")
    GRAIN = N_("Step by")
    LOOK = N_("Look closer")
    CHANGE = N_("Change")
    VIEW = N_("View")
    HELP = N_("Help")


Rule = Callable[["Window"], bool]
Act = Callable[["Window"], object]


def _always(_window: Window) -> bool:
    return True


def _back(window: Window) -> bool:
    return window.session.tick > 0


def _on(window: Window) -> bool:
    return window.session.tick < window.session.last_tick


def _focus(window: Window) -> bool:
    return window.session.place is not None


@dataclass(frozen=True)
class Command:
    """One row of the table."""

    id: str
    title: str
    """A verb and what it is done to, as the menu says it (English)."""
    help: str
    """One sentence for whoever does not know it yet (English)."""
    act: Act
    menu: Menu
    keys: tuple[str, ...] = ()
    """Shortcuts as Qt writes them, the one that is shown first."""
    icon: str = ""
    icon_on: str = ""
    """Another icon while it is checked."""
    toolbar: str = ""
    """The group of the toolbar that shows it; nowhere if empty."""
    enabled: Rule = _always
    checked: Rule | None = None
    """Whether the tick is set; None for a command that is not a switch."""
    repeats: bool = False
    """Whether holding the key does it again and again."""


GRAINS = (
    N_("term"),
    N_("instruction"),
    N_("layer"),
    N_("phase"),
    N_("iteration"),
    N_("epoch"),
)
"""What a step can cover, in the order of Grain."""

_GRAIN_TITLES = (
    N_("One term at a time"),
    N_("One instruction at a time"),
    N_("One layer at a time"),
    N_("One phase at a time"),
    N_("One iteration at a time"),
    N_("One epoch at a time"),
)
_GRAIN_HELP = (
    N_("Each step adds one term to the sum that is explained."),
    N_("Each step does one instruction: one name gets its numbers."),
    N_("Each step does all instructions of a layer."),
    N_("Each step does a phase: batch, forward, loss, backward, update."),
    N_("Each step trains on one batch."),
    N_("Each step trains on all examples once."),
)


def _grain_command(number: int) -> Command:
    return Command(
        f"grain-{GRAINS[number]}",
        _GRAIN_TITLES[number],
        _GRAIN_HELP[number],
        lambda window: window.session.set_grain(number),
        Menu.GRAIN,
        (str(number + 1),),
        checked=lambda window: window.session.grain == number,
    )


_STEPPING = (
    Command(
        "start",
        N_("Go to the start"),
        N_("Back to before the first instruction; nothing is computed yet."),
        lambda w: w.session.steer(lambda player: player.to_start()),
        Menu.STEP,
        ("Home",),
        "start",
        toolbar="transport",
        enabled=_back,
    ),
    Command(
        "back-iteration",
        N_("Step back an iteration"),
        N_("Back to where the iteration before this one ended."),
        lambda w: w.session.jump_iteration(-1),
        Menu.STEP,
        ("Shift+Left",),
        "back-iteration",
        toolbar="transport",
        enabled=_back,
        repeats=True,
    ),
    Command(
        "back",
        N_("Step back"),
        N_("One step back. Nothing is lost: forward again gives the same numbers."),
        lambda w: w.session.steer(lambda player: player.back()),
        Menu.STEP,
        ("Left",),
        "back",
        toolbar="transport",
        enabled=_back,
        repeats=True,
    ),
    Command(
        "over",
        N_("Step forward"),
        N_("One step on, as large as “step by” says."),
        lambda w: w.session.steer(lambda player: player.over()),
        Menu.STEP,
        ("Right",),
        "forward",
        toolbar="transport-on",
        enabled=_on,
        repeats=True,
    ),
    Command(
        "forward-iteration",
        N_("Step forward an iteration"),
        N_("On to the end of this iteration."),
        lambda w: w.session.jump_iteration(+1),
        Menu.STEP,
        ("Shift+Right",),
        "forward-iteration",
        toolbar="transport-on",
        enabled=_on,
        repeats=True,
    ),
    Command(
        "end",
        N_("Go to the end"),
        N_("To the end of the training. Everything on the way is computed."),
        lambda w: w.session.steer(lambda player: player.to_end()),
        Menu.STEP,
        ("End",),
        "end",
        toolbar="transport-on",
        enabled=_on,
    ),
    Command(
        "into",
        N_("Step into"),
        N_("One step on, and one grain finer from now on."),
        lambda w: w.session.steer(lambda player: player.into()),
        Menu.STEP,
        ("Down",),
        "into",
        enabled=_on,
        repeats=True,
    ),
    Command(
        "out",
        N_("Step out"),
        N_("To the end of what is going on, one grain coarser: of the layer, the phase, …"),
        lambda w: w.session.steer(lambda player: player.out()),
        Menu.STEP,
        ("Up",),
        "out",
        enabled=_on,
        repeats=True,
    ),
    Command(
        "back-epoch",
        N_("Step back an epoch"),
        N_("Back to where the epoch before this one ended."),
        lambda w: w.session.jump_epoch(-1),
        Menu.STEP,
        ("Ctrl+Left",),
        enabled=_back,
        repeats=True,
    ),
    Command(
        "forward-epoch",
        N_("Step forward an epoch"),
        N_("On to the end of this epoch."),
        lambda w: w.session.jump_epoch(+1),
        Menu.STEP,
        ("Ctrl+Right",),
        enabled=_on,
        repeats=True,
    ),
    Command(
        "next-stop",
        N_("Go to the next stop"),
        N_("On to the next place where the lesson says something."),
        lambda w: w.to_stop(+1),
        Menu.STEP,
        ("PgDown",),
        enabled=lambda w: w.session.has_stop(+1),
    ),
    Command(
        "previous-stop",
        N_("Go to the previous stop"),
        N_("Back to the place before, where the lesson said something."),
        lambda w: w.to_stop(-1),
        Menu.STEP,
        ("PgUp",),
        enabled=lambda w: w.session.has_stop(-1),
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

_RUNNING = (
    Command(
        "play",
        N_("Play"),
        N_("Step on by itself, at the chosen speed; again to pause. Stops and breakpoints halt."),
        lambda w: w.session.toggle_playing(),
        Menu.RUN,
        ("Space",),
        "play",
        "pause",
        toolbar="play",
        enabled=lambda w: w.session.playing or _on(w),
        checked=lambda w: w.session.playing,
    ),
    Command(
        "faster",
        N_("Play faster"),
        N_("More steps a second; at the top, as fast as they can be computed."),
        lambda w: w.session.change_speed(+1),
        Menu.RUN,
        ("+", "="),
        repeats=True,
    ),
    Command(
        "slower",
        N_("Play slower"),
        N_("Fewer steps a second."),
        lambda w: w.session.change_speed(-1),
        Menu.RUN,
        ("-",),
        repeats=True,
    ),
    Command(
        "breakpoint",
        N_("Break where this is written"),
        N_("Playing halts whenever this name was written; again to take the breakpoint away."),
        lambda w: w.session.toggle_breakpoint_here(),
        Menu.RUN,
        ("F9",),
        enabled=lambda w: bool(w.session.written),
        checked=lambda w: w.session.written in w.session.breakpoints,
    ),
    Command(
        "cancel",
        N_("Stop, cancel, close"),
        N_("Stops playing, gives up a long way, closes what lies on top of the window."),
        lambda w: w.cancel(),
        Menu.RUN,
        ("Esc",),
    ),
)

_LOOKING = (
    Command(
        "origin",
        N_("Go to where this number was made"),
        N_("To the instruction that wrote the number in focus."),
        lambda w: w.session.steer(lambda player: player.to_origin()),
        Menu.LOOK,
        ("F12",),
        "target",
        enabled=_focus,
    ),
    Command(
        "look-back",
        N_("Look at what you looked at before"),
        N_("Back through the numbers and places that you opened, newest first."),
        lambda w: w.session.look_back(-1),
        Menu.LOOK,
        ("Alt+Left",),
        enabled=lambda w: w.session.can_look_back(-1),
    ),
    Command(
        "look-forward",
        N_("Look at what you came back from"),
        N_("The other way again through what you opened."),
        lambda w: w.session.look_back(+1),
        Menu.LOOK,
        ("Alt+Right",),
        enabled=lambda w: w.session.can_look_back(+1),
    ),
    Command(
        "check",
        N_("Check this gradient"),
        N_("Compare the gradient in focus with two extra forward passes."),
        lambda w: w.session.check_gradient(),
        Menu.LOOK,
        ("Ctrl+Shift+G",),
        "check",
        enabled=lambda w: w.session.place is not None and w.session.place.name.startswith("d."),
    ),
    Command(
        "trouble",
        N_("Go to the first number that is not finite"),
        N_("To the instruction that made the first NaN or infinity."),
        lambda w: w.session.steer(lambda player: player.to_trouble()),
        Menu.LOOK,
        ("F4",),
        "warning",
        enabled=lambda w: w.session.has_trouble,
    ),
    Command(
        "copy",
        N_("Copy the explanation"),
        N_("The card of the number in focus, as text."),
        takeaway.copy_card,
        Menu.LOOK,
        ("Ctrl+C",),
        enabled=_focus,
    ),
)

_CHANGING = (
    Command(
        "undo",
        N_("Undo the change"),
        N_("Take the last change of a number back."),
        lambda w: w.session.steer(lambda player: player.undo()),
        Menu.CHANGE,
        ("Ctrl+Z",),
        "undo",
        enabled=lambda w: w.session.can_undo,
    ),
    Command(
        "redo",
        N_("Redo the change"),
        N_("Make the change again that was taken back."),
        lambda w: w.session.steer(lambda player: player.redo()),
        Menu.CHANGE,
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=lambda w: w.session.can_redo,
    ),
    Command(
        "edit",
        N_("Change the number in focus…"),
        N_("Type another number; the training goes on from it."),
        questions.ask_number,
        Menu.CHANGE,
        ("F2",),
        "edit",
        enabled=_focus,
    ),
    Command(
        "rate",
        N_("Change the learning rate…"),
        N_("Type another learning rate; it holds from this tick on."),
        questions.ask_rate,
        Menu.CHANGE,
        ("Ctrl+R",),
        enabled=lambda w: w.session.rate is not None,
    ),
)

_LESSONS = (
    Command(
        "open",
        N_("Open a lesson…"),
        N_("Choose one of the lessons, or a lesson file of your own."),
        lambda w: w.library.choose(),
        Menu.LESSON,
        ("Ctrl+O",),
        "lesson",
        toolbar="lesson",
    ),
    Command(
        "open-file",
        N_("Open a lesson file…"),
        N_("Choose a lesson.toml; you can also drop one onto the window."),
        lambda w: w.library.ask_file(),
        Menu.LESSON,
        ("Ctrl+Shift+O",),
        "open",
    ),
    Command(
        "reload",
        N_("Read the lesson again"),
        N_("After you have changed its file; you stay at the same tick."),
        lambda w: w.library.reload(),
        Menu.LESSON,
        ("F5",),
        "reset",
    ),
    Command(
        "picture",
        N_("Save a picture of the window"),
        N_("A PNG in the folder for your pictures."),
        takeaway.save_picture,
        Menu.LESSON,
        ("Ctrl+Shift+S",),
        "snapshot",
    ),
    Command(
        "quit",
        N_("Quit"),
        N_("Close the program; place and language are remembered."),
        lambda w: w.close(),
        Menu.LESSON,
        ("Ctrl+Q",),
        "cross",
    ),
)

_VIEWING = (
    Command(
        "language",
        N_("Switch the language"),
        N_("Between Korean and English."),
        lambda w: w.appearance.switch_language(),
        Menu.VIEW,
        ("Ctrl+L",),
        "language",
        toolbar="view",
    ),
    Command(
        "theme",
        N_("Switch light and dark"),
        N_("Light for a bright room and a projector, dark for the evening."),
        lambda w: w.appearance.switch_theme(),
        Menu.VIEW,
        ("Ctrl+D",),
        "theme",
        "theme-light",
        toolbar="view",
        checked=lambda w: w.appearance.is_dark,
    ),
    Command(
        "bigger",
        N_("Make everything bigger"),
        N_("Text, numbers and drawings; for the last row of the room."),
        lambda w: w.appearance.change_size(+1),
        Menu.VIEW,
        ("Ctrl+=", "Ctrl++"),
        "zoom-in",
        enabled=lambda w: w.appearance.can_change_size(+1),
        repeats=True,
    ),
    Command(
        "smaller",
        N_("Make everything smaller"),
        N_("More of the network on one screen."),
        lambda w: w.appearance.change_size(-1),
        Menu.VIEW,
        ("Ctrl+-",),
        "zoom-out",
        enabled=lambda w: w.appearance.can_change_size(-1),
        repeats=True,
    ),
    Command(
        "normal-size",
        N_("Make everything its normal size"),
        N_("The size the program starts with the first time."),
        lambda w: w.appearance.change_size(0),
        Menu.VIEW,
        ("Ctrl+0",),
    ),
    Command(
        "projector",
        N_("Projector"),
        N_("The full screen and twice the size; again to go back."),
        lambda w: w.appearance.toggle_projector(),
        Menu.VIEW,
        ("Shift+F11",),
        checked=lambda w: w.appearance.is_projecting,
    ),
    Command(
        "full-screen",
        N_("Full screen"),
        N_("Nothing but the window; again to go back."),
        lambda w: w.appearance.toggle_full_screen(),
        Menu.VIEW,
        ("F11",),
        checked=lambda w: w.isFullScreen(),
    ),
    Command(
        "lesson-column",
        N_("Show lesson and listing"),
        N_("The column at the left; without it the network has more room."),
        lambda w: w.toggle_part("left"),
        Menu.VIEW,
        ("F6",),
        checked=lambda w: w.desk.shows("left"),
    ),
    Command(
        "tensor-row",
        N_("Show numbers and curves"),
        N_("The row under the network."),
        lambda w: w.toggle_part("bottom"),
        Menu.VIEW,
        ("F7",),
        checked=lambda w: w.desk.shows("bottom"),
    ),
    Command(
        "card-column",
        N_("Show the explanation"),
        N_("The column at the right."),
        lambda w: w.toggle_part("right"),
        Menu.VIEW,
        ("F8",),
        checked=lambda w: w.desk.shows("right"),
    ),
)

_HELPING = (
    Command(
        "palette",
        N_("Find a command or a name…"),
        N_("Type what you want to do, or a number like hidden.W[0,3], and press Enter."),
        lambda w: w.open_finder(),
        Menu.HELP,
        ("Ctrl+K",),
        "command",
        toolbar="view",
    ),
    Command(
        "help",
        N_("Show all keys"),
        N_("Every command on one sheet."),
        lambda w: w.open_help(),
        Menu.HELP,
        ("F1", "?"),
        "help",
    ),
    Command(
        "menu",
        N_("Open the menu"),
        N_("All commands, sorted."),
        lambda w: w.open_menu(),
        Menu.HELP,
        ("F10",),
        "menu",
    ),
)

COMMANDS: tuple[Command, ...] = (
    *_LESSONS,
    *_STEPPING,
    *_RUNNING,
    *(_grain_command(number) for number in range(len(GRAINS))),
    *_LOOKING,
    *_CHANGING,
    *_VIEWING,
    *_HELPING,
)
"""The table."""

BY_ID = {command.id: command for command in COMMANDS}
