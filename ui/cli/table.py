"""`visualnn table`: the numbers of a picture."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, add_lesson, add_settings, whole_number
from .errors import UsageError
from .lookup import check_writable, end_of_iteration, focus_at, lesson_and_history, tick

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.run.history import History
    from visualnn.views import View, ViewTable

UNVARIED = "lesson"
"""What the one run of a lesson without variants is called in the first column."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("table", _("print the numbers of a picture"), table)
    add_lesson(parser)
    add_settings(parser)
    parser.add_argument("view", metavar="VIEW", help=_("a name that “visualnn views LESSON” lists"))
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="TICK|STOP", help=_("a tick, the name of a stop, or “end”"))
    when.add_argument("--iteration", type=whole_number, metavar="N", help=_("counted from 0"))
    parser.add_argument("--focus", metavar="NAME[i,j]")
    parser.add_argument("--part", metavar="PART", help=_("which of the view's tables"))
    parser.add_argument("--variant", metavar="ID", help=_("one run instead of all"))
    add_format(parser, "csv")
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("where to put the table"))


def table(chosen: argparse.Namespace) -> int:
    """Print the numbers of a view of the lesson at some tick, or write them to a file."""
    from visualnn.views.moments import moment_at
    from visualnn.views.writing import join_tables

    view = _view(chosen.view)
    part = _part(view, chosen.part)
    if chosen.variant not in {None, UNVARIED}:
        raise UsageError(
            N_("there is no variant {name}; there are {known}"), name=chosen.variant, known=UNVARIED
        )
    if chosen.out is not None:
        check_writable(chosen.out)
    lesson, history = lesson_and_history(chosen.lesson, chosen.set)
    view.refuse(lesson)
    at = _tick(lesson, history, chosen)
    focus = focus_at(history, at, chosen.focus)
    moment = moment_at(lesson, history, at, view, focus)
    _write(join_tables({UNVARIED: view.table(moment, part)}), chosen)
    return 0


def _view(name: str) -> View:
    from visualnn.views import view_named

    try:
        return view_named(name)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def _part(view: View, name: str | None) -> str:
    if name is None:
        return view.parts[0]
    if name not in view.parts:
        raise UsageError(
            N_("the view {view} has no part {name}; it has {known}"),
            view=view.name,
            name=name,
            known=", ".join(view.parts),
        )
    return name


def _tick(lesson: Lesson, history: History, chosen: argparse.Namespace) -> int:
    if chosen.iteration is None:
        return tick(lesson, history, chosen.at or "0")
    return end_of_iteration(lesson, chosen.iteration)


def _write(numbers: ViewTable, chosen: argparse.Namespace) -> None:
    from visualnn.files import write_whole
    from visualnn.views.writing import as_csv, as_json, as_text

    text = {"text": as_text, "csv": as_csv, "json": as_json}[chosen.format](numbers)
    if chosen.out is not None:
        write_whole(chosen.out, text.encode())
    else:
        print(text, end="" if chosen.format == "csv" else "\n")
