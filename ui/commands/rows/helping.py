"""Commands that help: palette, keys, versions, log, menu."""

from __future__ import annotations

from visualnn.text import N_

from ..about import about
from ..command import Command, Menu

HELPING: tuple[Command, ...] = (
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
        "tour",
        N_("Take the tour"),
        N_("Five parts of the window, one after the other; Esc leaves."),
        lambda hands: hands.window.begin_tour(),
        Menu.HELP,
        ("Ctrl+F1",),
        enabled=lambda hands: hands.session.has_lesson,
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
