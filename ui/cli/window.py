"""`visualnn open`, and `visualnn` alone: the window, or where there is no screen the same lesson in
words and a picture of the window."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ui.shell.settings import FIRST_LESSON, Memory
from visualnn.errors import SettingError, UnknownNameError
from visualnn.text import _

from .arguments import Subcommands, add_settings, add_variant, lesson_help
from .errors import UsageError
from .lookup import lesson_and_history
from .training import train

if TYPE_CHECKING:
    from ui.panels.lesson.result import LessonResult
    from visualnn.views.opened_place import OpenedPlace


def _as_html(result: LessonResult) -> bytes:
    from ui.handout.result import result_html

    return result_html(result)


def _as_pdf(result: LessonResult) -> bytes:
    from ui.handout.result import result_pdf

    return result_pdf(result)


_RESULT_WRITERS = {".html": _as_html, ".pdf": _as_pdf}
"""Loaded only once something is saved."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("open", _("open the window with a lesson"), open_window)
    parser.add_argument("lesson", metavar="LESSON", nargs="?", help=lesson_help())
    parser.add_argument("--theme", choices=("light", "dark"))
    add_settings(parser)
    add_variant(
        parser, _("a variant that leads; the lesson and the other variants stand beside it")
    )
    parser.add_argument("--at", metavar="TICK|STOP", help=_("a tick, the name of a stop, or “end”"))
    parser.add_argument(
        "--view", metavar="VIEW", help=_("a name that “visualnn views LESSON” lists")
    )
    parser.add_argument("--focus", metavar="NAME[i,j]")
    parser.add_argument(
        "--present", action="store_true", help=_("present to a class: full screen and large")
    )


def open_session(chosen: argparse.Namespace, path: Path) -> int:
    """Show the window with a session that is kept."""
    from ui.shell.application import open_window

    return open_window(
        memory_of(chosen),
        language=getattr(chosen, "lang", None),
        theme=chosen.theme,
        kept=path,
        result_writers=_RESULT_WRITERS,
    )


def open_window(chosen: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    place = _place(chosen)
    if not _has_screen():
        return _show_in_words(chosen.lesson or FIRST_LESSON, place)
    from ui.shell.application import open_window

    return open_window(
        memory_of(chosen),
        lesson=chosen.lesson,
        language=getattr(chosen, "lang", None),
        theme=chosen.theme,
        place=place,
        is_presented=getattr(chosen, "present", False),
        result_writers=_RESULT_WRITERS,
    )


def _place(chosen: argparse.Namespace) -> OpenedPlace | None:
    """The place in a lesson that is asked for, looked up before any window is there; None for a
    lesson alone. Raises UsageError for what the lesson does not have."""
    given = {name: getattr(chosen, name, None) for name in ("variant", "at", "view", "focus")}
    if not chosen.set and not any(given.values()):
        return None
    from visualnn.lesson.place import LessonPlace
    from visualnn.views.opened_place import opened_place

    try:
        return opened_place(LessonPlace(chosen.lesson or FIRST_LESSON, tuple(chosen.set), **given))
    except (UnknownNameError, SettingError) as error:
        raise UsageError(error.template, **error.params) from error


def memory_of(chosen: argparse.Namespace) -> Memory:
    """Where the settings are kept; nowhere if the command line says so."""
    return Memory(None) if getattr(chosen, "no_settings", False) else Memory.of_this_person()


def _has_screen() -> bool:
    """Whether there is anything to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def _show_in_words(name: str, place: OpenedPlace | None) -> int:
    """Print the lesson and its training, and draw the window that there is no screen for: at its
    end, or at a place."""
    from visualnn.lesson.change import setting_text
    from visualnn.tell.report import ending_text, trace_text

    print(_("There is no screen to open a window on; here is the lesson in words."))
    print()
    settings = () if place is None else tuple(map(setting_text, place.changes))
    lesson, history = lesson_and_history(name, settings, None if place is None else place.variant)
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
    if place is None:
        draw(lesson, picture, tick=lesson.closing_tick(history.furthest))
    else:
        draw(lesson, picture, tick=place.tick, focus=place.focus)
    print()
    print(_("The window as a picture: {path}").format(path=picture))
    return 0
