"""The commands: one table of everything the window can be asked to do.

Menus, toolbar, shortcuts, help sheet and palette are all read off this table; a command that is not
in it does not exist. The keys are those of debuggers and of video players: no letter stands alone,
because a Korean keyboard would write a syllable with it.
"""

from __future__ import annotations

from visualnn.grain import Grain
from visualnn.text import N_

from . import questions, staging, takeaway
from .about import about
from .command import Command, Menu
from .hands import Hands

__all__ = ["BY_ID", "COMMANDS"]


def _back(hands: Hands) -> bool:
    return hands.session.tick > 0


def _on(hands: Hands) -> bool:
    return hands.session.tick < hands.session.last_tick


def _focus(hands: Hands) -> bool:
    return hands.session.place is not None


def _gradient(hands: Hands) -> bool:
    place = hands.session.place
    return place is not None and place.name.startswith("d.")


def _to_stop(hands: Hands, direction: int) -> None:
    """Go to another stop and show the text of the lesson there."""
    if not hands.desk.shows("left") and not hands.desk.hides("lesson"):
        hands.desk.bring("lesson")
    hands.session.seek_stop(direction)


def _cancel(hands: Hands) -> None:
    """Close what lies on top, or give up a long way and stop playing."""
    if not hands.sheets.dismiss():
        hands.session.halt()


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


_STEPPING = (
    Command(
        "start",
        N_("Go to the start"),
        N_("Back to before the first instruction; nothing is computed yet."),
        lambda hands: hands.session.seek_start(),
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
        lambda hands: hands.session.jump_iteration(-1),
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
        lambda hands: hands.session.back(),
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
        lambda hands: hands.session.over(),
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
        lambda hands: hands.session.jump_iteration(+1),
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
        lambda hands: hands.session.seek_end(),
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
        lambda hands: hands.session.into(),
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
        lambda hands: hands.session.out(),
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
        lambda hands: hands.session.jump_epoch(-1),
        Menu.STEP,
        ("Ctrl+Left",),
        enabled=_back,
        repeats=True,
    ),
    Command(
        "forward-epoch",
        N_("Step forward an epoch"),
        N_("On to the end of this epoch."),
        lambda hands: hands.session.jump_epoch(+1),
        Menu.STEP,
        ("Ctrl+Right",),
        enabled=_on,
        repeats=True,
    ),
    Command(
        "next-stop",
        N_("Go to the next stop"),
        N_("On to the next place where the lesson says something."),
        lambda hands: _to_stop(hands, +1),
        Menu.STEP,
        ("PgDown",),
        enabled=lambda hands: hands.session.has_stop(+1),
    ),
    Command(
        "previous-stop",
        N_("Go to the previous stop"),
        N_("Back to the place before, where the lesson said something."),
        lambda hands: _to_stop(hands, -1),
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

_RUNNING = (
    Command(
        "play",
        N_("Play"),
        N_("Step on by itself, at the chosen speed; again to pause. Stops and breakpoints halt."),
        lambda hands: hands.session.toggle_playing(),
        Menu.RUN,
        ("Space",),
        "play",
        "pause",
        toolbar="play",
        enabled=lambda hands: hands.session.playing or _on(hands),
        checked=lambda hands: hands.session.playing,
    ),
    Command(
        "faster",
        N_("Play faster"),
        N_("More steps a second; at the top, as fast as they can be computed."),
        lambda hands: hands.session.change_speed(+1),
        Menu.RUN,
        ("+", "="),
        repeats=True,
    ),
    Command(
        "slower",
        N_("Play slower"),
        N_("Fewer steps a second."),
        lambda hands: hands.session.change_speed(-1),
        Menu.RUN,
        ("-",),
        repeats=True,
    ),
    Command(
        "breakpoint",
        N_("Break where this is written"),
        N_("Playing halts whenever this name was written; again to take the breakpoint away."),
        lambda hands: hands.session.toggle_breakpoint_here(),
        Menu.RUN,
        ("F9",),
        enabled=lambda hands: bool(hands.session.written),
        checked=lambda hands: hands.session.written in hands.session.breakpoints,
    ),
    Command(
        "condition",
        N_("Break on a condition…"),
        N_("Playing halts where it comes true, L < 0.1 for example, with a sentence that says so."),
        questions.ask_condition,
        Menu.RUN,
        ("Ctrl+F9",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "follow",
        N_("Follow this number"),
        N_("The number in focus through all iterations, as a line; again to follow it no more."),
        lambda hands: hands.session.toggle_watch_here(),
        Menu.RUN,
        ("Shift+F9",),
        enabled=lambda hands: hands.session.place is not None,
        checked=lambda hands: hands.session.is_followed,
    ),
    Command(
        "cancel",
        N_("Stop, cancel, close"),
        N_("Stops playing, gives up a long way, closes what lies on top of the window."),
        _cancel,
        Menu.RUN,
        ("Esc",),
    ),
)

_LOOKING = (
    Command(
        "origin",
        N_("Go to where this number was made"),
        N_("To the instruction that wrote the number in focus."),
        lambda hands: hands.session.seek_origin(),
        Menu.LOOK,
        ("F12",),
        "target",
        enabled=_focus,
    ),
    Command(
        "look-back",
        N_("Look at what you looked at before"),
        N_("Back through the numbers and places that you opened, newest first."),
        lambda hands: hands.session.look_back(-1),
        Menu.LOOK,
        ("Alt+Left",),
        enabled=lambda hands: hands.session.can_look_back(-1),
    ),
    Command(
        "look-forward",
        N_("Look at what you came back from"),
        N_("The other way again through what you opened."),
        lambda hands: hands.session.look_back(+1),
        Menu.LOOK,
        ("Alt+Right",),
        enabled=lambda hands: hands.session.can_look_back(+1),
    ),
    Command(
        "check",
        N_("Check this gradient"),
        N_("Compare the gradient in focus with two extra forward passes."),
        lambda hands: hands.session.check_gradient(),
        Menu.LOOK,
        ("Ctrl+Shift+G",),
        "check",
        enabled=_gradient,
    ),
    Command(
        "trouble",
        N_("Go to the first number that is not finite"),
        N_("To the instruction that made the first NaN or infinity."),
        lambda hands: hands.session.seek_trouble(),
        Menu.LOOK,
        ("F4",),
        "warning",
        enabled=lambda hands: hands.session.has_trouble,
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
        lambda hands: hands.session.undo(),
        Menu.CHANGE,
        ("Ctrl+Z",),
        "undo",
        enabled=lambda hands: hands.session.can_undo,
    ),
    Command(
        "redo",
        N_("Redo the change"),
        N_("Make the change again that was taken back."),
        lambda hands: hands.session.redo(),
        Menu.CHANGE,
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=lambda hands: hands.session.can_redo,
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
        "seed",
        N_("Change the seed…"),
        N_("Other first numbers and another order of the examples; the lesson begins anew."),
        questions.ask_seed,
        Menu.CHANGE,
        ("Ctrl+Shift+R",),
        enabled=lambda hands: hands.session.seed is not None,
    ),
    Command(
        "rate",
        N_("Change the learning rate…"),
        N_("Type another learning rate; it holds from this tick on."),
        questions.ask_rate,
        Menu.CHANGE,
        ("Ctrl+R",),
        enabled=lambda hands: hands.session.rate is not None,
    ),
)

_COMPARING = (
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

_LESSONS = (
    Command(
        "open",
        N_("Open a lesson…"),
        N_("Choose one of the lessons, or a lesson file of your own."),
        lambda hands: hands.library.choose(),
        Menu.LESSON,
        ("Ctrl+O",),
        "lesson",
        toolbar="lesson",
    ),
    Command(
        "open-file",
        N_("Open a lesson file…"),
        N_("Choose a lesson.toml; you can also drop one onto the window."),
        lambda hands: hands.library.ask_file(),
        Menu.LESSON,
        ("Ctrl+Shift+O",),
        "open",
    ),
    Command(
        "reload",
        N_("Read the lesson again"),
        N_("After you have changed its file; you stay at the same tick."),
        lambda hands: hands.library.reload(),
        Menu.LESSON,
        ("F5",),
        "reset",
    ),
    Command(
        "start-over",
        N_("Start over"),
        N_("The lesson from its beginning, nothing changed or answered; what you did is kept."),
        lambda hands: hands.library.start_over(),
        Menu.LESSON,
        ("Shift+F5",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "open-session",
        N_("Open a session…"),
        N_("What you did in a lesson another time, with the lesson as it was then."),
        lambda hands: hands.library.choose_session(),
        Menu.LESSON,
        ("Ctrl+H",),
    ),
    Command(
        "copy-place",
        N_("Copy this place"),
        N_("A line of text that opens the same lesson, changes, tick, view and number elsewhere."),
        takeaway.copy_place,
        Menu.LESSON,
        ("Ctrl+Shift+P",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "paste-place",
        N_("Open the place on the clipboard"),
        N_("A line “visualnn open …” that somebody copied; it is read, never run."),
        takeaway.paste_place,
        Menu.LESSON,
        ("Ctrl+V",),
    ),
    Command(
        "save-lesson",
        N_("Save the lesson as it is now…"),
        N_("A lesson folder of your own, with the settings and examples that you changed."),
        takeaway.save_lesson,
        Menu.LESSON,
        ("Ctrl+S",),
        enabled=lambda hands: hands.session.has_lesson,
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
        N_("Close the program; where you are and what you did is remembered."),
        lambda hands: hands.window.close(),
        Menu.LESSON,
        ("Ctrl+Q",),
        "cross",
    ),
)

_STAGING = (
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


def _view(hands: Hands) -> bool:
    return bool(hands.desk.views)


_TAKING = (
    Command(
        "view-table",
        N_("Show the view as a table"),
        N_("Its numbers in rows and columns, in the place of the picture; again for the picture."),
        lambda hands: hands.desk.toggle_table(hands.desk.view_in_hand),
        Menu.STAGE,
        ("Alt+T",),
        enabled=_view,
        checked=lambda hands: hands.desk.shows_table(hands.desk.view_in_hand),
    ),
    Command(
        "copy-view",
        N_("Copy the view"),
        N_("Its picture and its numbers, to paste them into a document or a spreadsheet."),
        takeaway.copy_view,
        Menu.STAGE,
        ("Ctrl+Shift+C",),
        enabled=_view,
    ),
    Command(
        "save-png",
        N_("Save the view as PNG"),
        N_("A picture of pixels, twice as fine as on the screen, in the folder for your pictures."),
        lambda hands: takeaway.save_view(hands, ".png"),
        Menu.STAGE,
        ("Alt+P",),
        enabled=_view,
    ),
    Command(
        "save-svg",
        N_("Save the view as SVG"),
        N_("A drawing that stays sharp at every size; its numbers are text."),
        lambda hands: takeaway.save_view(hands, ".svg"),
        Menu.STAGE,
        ("Alt+S",),
        enabled=_view,
    ),
    Command(
        "save-pdf",
        N_("Save the view as PDF"),
        N_("A page for a document; its numbers are text."),
        lambda hands: takeaway.save_view(hands, ".pdf"),
        Menu.STAGE,
        ("Alt+F",),
        enabled=_view,
    ),
    Command(
        "save-csv",
        N_("Save the view's numbers as CSV"),
        N_("What “visualnn table” prints: a file for each part, for a spreadsheet."),
        lambda hands: takeaway.save_view(hands, ".csv"),
        Menu.STAGE,
        ("Alt+C",),
        enabled=_view,
    ),
)

_VIEWING = (
    Command(
        "language",
        N_("Switch the language"),
        N_("Between Korean and English."),
        lambda hands: hands.appearance.switch_language(),
        Menu.VIEW,
        ("Ctrl+L",),
        "language",
        toolbar="view",
    ),
    Command(
        "theme",
        N_("Switch light and dark"),
        N_("Light for a bright room and a projector, dark for the evening."),
        lambda hands: hands.appearance.switch_theme(),
        Menu.VIEW,
        ("Ctrl+D",),
        "theme",
        "theme-light",
        toolbar="view",
        checked=lambda hands: hands.appearance.is_dark,
    ),
    Command(
        "bigger",
        N_("Make everything bigger"),
        N_("Text, numbers and drawings; for the last row of the room."),
        lambda hands: hands.appearance.change_size(+1),
        Menu.VIEW,
        ("Ctrl+=", "Ctrl++"),
        "zoom-in",
        enabled=lambda hands: hands.appearance.can_change_size(+1),
        repeats=True,
    ),
    Command(
        "smaller",
        N_("Make everything smaller"),
        N_("More of the network on one screen."),
        lambda hands: hands.appearance.change_size(-1),
        Menu.VIEW,
        ("Ctrl+-",),
        "zoom-out",
        enabled=lambda hands: hands.appearance.can_change_size(-1),
        repeats=True,
    ),
    Command(
        "normal-size",
        N_("Make everything its normal size"),
        N_("The size the program starts with the first time."),
        lambda hands: hands.appearance.change_size(0),
        Menu.VIEW,
        ("Ctrl+0",),
    ),
    Command(
        "projector",
        N_("Projector"),
        N_("The full screen and twice the size; again to go back."),
        lambda hands: hands.appearance.toggle_projector(),
        Menu.VIEW,
        ("Shift+F11",),
        checked=lambda hands: hands.appearance.is_projecting,
    ),
    Command(
        "full-screen",
        N_("Full screen"),
        N_("Nothing but the window; again to go back."),
        lambda hands: hands.appearance.toggle_full_screen(),
        Menu.VIEW,
        ("F11",),
        checked=lambda hands: hands.appearance.is_full_screen,
    ),
    Command(
        "lesson-column",
        N_("Show lesson and listing"),
        N_("The column at the left; without it the network has more room."),
        lambda hands: hands.desk.toggle("left"),
        Menu.VIEW,
        ("F6",),
        checked=lambda hands: hands.desk.shows("left"),
    ),
    Command(
        "tensor-row",
        N_("Show numbers and curves"),
        N_("The row under the network."),
        lambda hands: hands.desk.toggle("bottom"),
        Menu.VIEW,
        ("F7",),
        checked=lambda hands: hands.desk.shows("bottom"),
    ),
    Command(
        "card-column",
        N_("Show the explanation"),
        N_("The column at the right."),
        lambda hands: hands.desk.toggle("right"),
        Menu.VIEW,
        ("F8",),
        checked=lambda hands: hands.desk.shows("right"),
    ),
)

_HELPING = (
    Command(
        "palette",
        N_("Find a command or a name…"),
        N_("Type what you want to do, or a number like hidden.W[0,3], and press Enter."),
        lambda hands: hands.window.open_finder(),
        Menu.HELP,
        ("Ctrl+K",),
        "command",
        toolbar="view",
    ),
    Command(
        "help",
        N_("Show all keys"),
        N_("Every command on one sheet."),
        lambda hands: hands.sheets.open_help(),
        Menu.HELP,
        ("F1", "?"),
        "help",
    ),
    Command(
        "about",
        N_("About visualnn"),
        N_("Versions, and where this program keeps its settings and its log."),
        about,
        Menu.HELP,
        ("Shift+F1",),
    ),
    Command(
        "log",
        N_("Show the log"),
        N_("What went wrong inside the program, to send along with a question."),
        lambda hands: hands.window.show_log(),
        Menu.HELP,
        ("Ctrl+Shift+L",),
    ),
    Command(
        "menu",
        N_("Open the menu"),
        N_("All commands, sorted."),
        lambda hands: hands.window.open_menu(),
        Menu.HELP,
        ("F10",),
        "menu",
        toolbar="menu",
    ),
)

COMMANDS: tuple[Command, ...] = (
    *_LESSONS,
    *_STEPPING,
    *_RUNNING,
    *map(_grain_command, Grain),
    *_LOOKING,
    *_CHANGING,
    *_COMPARING,
    *_STAGING,
    *_TAKING,
    *_VIEWING,
    *_HELPING,
)
"""The table."""

BY_ID = {command.id: command for command in COMMANDS}
