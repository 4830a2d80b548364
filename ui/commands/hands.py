"""The hands of a command: what it may touch.

A command acts on these and on nothing else. The session is the room below; what lies above the
commands, in the shell, is described here by the verbs that they need of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from ui.kit.look import Look
from ui.kit.overlay import Overlay
from ui.session.session import Session
from visualnn.dataclass import dataclass

__all__ = [
    "AppearanceVerbs",
    "DeskVerbs",
    "Hands",
    "LibraryVerbs",
    "PresentingVerbs",
    "SheetsVerbs",
    "StripVerbs",
    "WindowVerbs",
]


class LibraryVerbs(Protocol):
    """Opens lessons."""

    def choose(self) -> None:
        """Offer the lessons that there are."""

    def ask_file(self) -> None:
        """Ask for a lesson file."""

    @property
    def reads_pictures(self) -> bool:
        """Whether the network of the lesson can be asked about a picture."""

    def ask_picture(self) -> None:
        """Ask for a picture that the network is then asked about."""

    def reload(self) -> None:
        """Read the lesson's file again."""

    def reseed(self, seed: int) -> None:
        """Open the lesson that is open with another seed."""

    def open_line(self, line: str) -> None:
        """Open the place that a line of text says."""

    def copy_place(self, view: str) -> str:
        """The line of text that opens this place with a view shown."""

    def start_over(self) -> None:
        """Begin the lesson again; the session until now is kept."""

    def choose_session(self) -> None:
        """Offer the sessions that are kept."""

    def show_result(self) -> None:
        """Show what was answered in the lesson."""


class AppearanceVerbs(Protocol):
    """Changes language, theme and size, and takes the whole screen."""

    @property
    def look(self) -> Look:
        """Colours and sizes now."""

    @property
    def is_dark(self) -> bool:
        """Whether the theme is dark."""

    @property
    def is_full_screen(self) -> bool:
        """Whether the window takes the whole screen."""

    def switch_language(self) -> None:
        """Speak the other language."""

    def switch_theme(self) -> None:
        """Turn light to dark, and dark to light."""

    def can_change_size(self, direction: int) -> bool:
        """Whether there is a larger (+1) or a smaller (−1) size."""

    def change_size(self, direction: int) -> None:
        """Take the next larger (+1) or smaller (−1) size, or the normal one (0)."""

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""


class DeskVerbs(Protocol):
    """Shows and hides panels."""

    def shows(self, part: str) -> bool:
        """Whether a part is shown."""

    def hides(self, panel: str) -> bool:
        """Whether somebody hid a panel."""

    def offers(self, panel: str) -> bool:
        """Whether a panel has something to show in this lesson."""

    def toggle(self, part: str) -> None:
        """Show or hide a part."""

    def bring(self, *panels: str) -> None:
        """Show panels."""

    @property
    def views(self) -> tuple[str, ...]:
        """The views that suit the lesson, in the order of their names over the stage."""

    @property
    def staged(self) -> tuple[str, ...]:
        """The views on the stage."""

    @property
    def placement(self) -> str:
        """How the second view stands to the first: ``beside`` or ``below``; empty without one."""

    @property
    def is_stage_chosen(self) -> bool:
        """Whether the stage is otherwise than the lesson has it."""

    @property
    def view_in_hand(self) -> str:
        """The view that is copied and saved: the one whose menu is open, else the one with the
        keyboard, else the first one that is seen; empty without one."""

    @property
    def view_in_sight(self) -> str:
        """The view that belongs to a place: the one in hand, else the one that was asked for last;
        empty without one."""

    def panel_of(self, panel: str) -> QWidget | None:
        """The widget of a panel, if it was made."""

    def view_of(self, panel: str) -> str:
        """The view that a panel paints, as the command line calls it; empty if none."""

    def toggle_table(self, panel: str) -> None:
        """Show the numbers of a view as a table in the place of its picture, or the picture."""

    def shows_table(self, panel: str) -> bool:
        """Whether a view stands there as a table."""

    def show_view(self, panel: str) -> None:
        """Show a view on the stage."""

    def place_view(self, panel: str) -> None:
        """Put a view beside the first one, or take it away."""

    def turn_stage(self, placement: Literal["beside", "below"]) -> None:
        """Have the second view beside or below the first."""

    def forget_stage(self) -> None:
        """Have the stage as the lesson has it."""


class SheetsVerbs(Protocol):
    """Lays sheets on top of the window."""

    def lay(self, make: Callable[[QWidget, Look], Overlay]) -> None:
        """Make a sheet over the window and lay it on top."""

    def dismiss(self) -> bool:
        """Take away what lies on top; whether anything did."""

    def ask(self, question: str, text: str, answer: Callable[[str], str | None]) -> None:
        """Ask one question; `answer` returns what is wrong with what was typed, or None."""

    def open_help(self) -> None:
        """Lay all keys on top."""

    def report(self, heading: str, faults: str) -> None:
        """Show lines to read, scroll and copy."""


class StripVerbs(Protocol):
    """Says one sentence at the foot of the window."""

    def say(self, sentence: str) -> None:
        """Show a sentence until the next action."""

    def clear(self) -> None:
        """Take the sentence away."""


class WindowVerbs(Protocol):
    """The window as a whole."""

    @property
    def pictures_folder(self) -> Path | None:
        """The folder in which pictures are saved; None stands for the system's folder for
        pictures."""

    def grab(self) -> QPixmap:
        """Its picture."""

    def close(self) -> bool:
        """Close it; whether it agreed."""

    def open_menu(self) -> None:
        """Open the menu of all commands."""

    def begin_tour(self) -> None:
        """Lead through the parts of the window."""

    def open_lesson_settings(self) -> None:
        """Lay the settings of the lesson on top."""

    def show_log(self) -> None:
        """Show what went wrong inside the program."""

    def open_finder(self) -> None:
        """Lay the palette of all commands and names on top."""


class PresentingVerbs(Protocol):
    """Shows the window to a class."""

    @property
    def is_on(self) -> bool:
        """Whether the window is shown to a class."""

    def toggle(self) -> None:
        """Begin, or end."""

    @property
    def shows_notes(self) -> bool:
        """Whether the notes are seen."""

    def toggle_notes(self) -> None:
        """Show the notes in a window of their own, or no longer."""

    @property
    def shows_controls(self) -> bool:
        """Whether the toolbar and the knobs are seen."""

    def show_controls(self, *, shown: bool) -> None:
        """Show the toolbar and the knobs, or hide them."""

    @property
    def conceals_answers(self) -> bool:
        """Whether questions stand there as if nothing was answered."""

    def reveal(self) -> None:
        """Say what is right, or keep it back again."""

    @property
    def blank(self) -> str:
        """``black`` or ``white`` while nothing else is seen; empty else."""

    def blank_out(self, name: str) -> None:
        """Show nothing but ``black`` or ``white``; the same again shows the window."""

    @property
    def lit(self) -> str:
        """How the pointer is made seen: ``ring`` or ``spotlight``; empty if it is not."""

    def light(self, kind: str) -> None:
        """Draw a ``ring`` around the pointer, or leave light, a ``spotlight``, only around it; the
        same again takes it away."""


@dataclass(frozen=True)
class Hands:
    """The parts of the program that a command may act on."""

    session: Session
    library: LibraryVerbs
    appearance: AppearanceVerbs
    desk: DeskVerbs
    sheets: SheetsVerbs
    strip: StripVerbs
    window: WindowVerbs
    presenting: PresentingVerbs
