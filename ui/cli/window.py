"""`visualnn open`, and `visualnn` alone: the window, or where there is no screen the same lesson in
words and a picture of the window."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from ui.shell.settings import FIRST_LESSON, Memory
from visualnn.text import _

from .arguments import Subcommands, lesson_help
from .lookup import lesson_and_history
from .training import train


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("open", _("open the window with a lesson"), open_window)
    parser.add_argument("lesson", metavar="LESSON", nargs="?", help=lesson_help())
    parser.add_argument("--theme", choices=("light", "dark"))


def open_session(chosen: argparse.Namespace, path: Path) -> int:
    """Show the window with a session that is kept."""
    from ui.shell.application import open_window

    return open_window(
        memory_of(chosen), language=getattr(chosen, "lang", None), theme=chosen.theme, kept=path
    )


def open_window(chosen: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    if not _has_screen():
        return _show_in_words(chosen.lesson or FIRST_LESSON)
    from ui.shell.application import open_window

    return open_window(
        memory_of(chosen),
        lesson=chosen.lesson,
        language=getattr(chosen, "lang", None),
        theme=chosen.theme,
    )


def memory_of(chosen: argparse.Namespace) -> Memory:
    """Where the settings are kept; nowhere if the command line says so."""
    return Memory(None) if getattr(chosen, "no_settings", False) else Memory.of_this_person()


def _has_screen() -> bool:
    """Whether there is anything to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def _show_in_words(name: str) -> int:
    """Print the lesson and its training, and draw the window that there is no screen for."""
    from visualnn.tell.report import ending_text, trace_text

    print(_("There is no screen to open a window on; here is the lesson in words."))
    print()
    lesson, history = lesson_and_history(name)
    for line in trace_text(lesson, history):
        print(line)
    train(history, lesson.iterations)
    print()
    print(ending_text(lesson, history))
    picture = Path(tempfile.mkdtemp(prefix="visualnn-")) / f"{lesson.name}.png"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from ui.shell.application import draw
    except ImportError as error:  # the system lacks a library that Qt stands on
        print(_("The window cannot be drawn: {reason}").format(reason=error), file=sys.stderr)
        return 0
    draw(lesson, picture, tick=lesson.closing_tick(history.furthest))
    print()
    print(_("The window as a picture: {path}").format(path=picture))
    return 0
