"""`visualnn table`: the numbers of a picture."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, add_lesson, add_settings, add_variant, whole_number
from .errors import UsageError, print_error
from .lookup import check_writable, end_of_iteration, focus_at, tick
from .runs import runs_of

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.run.history import History
    from visualnn.views import View, ViewTable
    from visualnn.views.base import Moment


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
    add_variant(parser, _("one run, “lesson” or a variant; without it all of them"))
    add_format(parser, "csv")
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("where to put the table"))


def table(chosen: argparse.Namespace) -> int:
    """Print the numbers of a view at some tick of every run, or write them to a file; code 1 if a
    run is not among them, whose reason is said."""
    from visualnn.run.history import History
    from visualnn.views.writing import join_tables

    view = _view(chosen.view)
    part = _part(view, chosen.part)
    if chosen.out is not None:
        check_writable(chosen.out)
    tables: dict[str, ViewTable] = {}
    refused: list[VisualnnError] = []
    first: VisualnnError | None = None
    leading: tuple[Lesson, int] | None = None
    for name, lesson in runs_of(chosen.lesson, chosen.set, chosen.variant):
        if isinstance(lesson, VisualnnError):
            refused.append(lesson)
            continue
        history = History(lesson.program, lesson.start)
        at = _tick(lesson, history, chosen, leading)
        leading = leading or (lesson, at)
        try:
            tables[name] = _table(view, part, lesson, history, at, chosen.focus)
        except VisualnnError as error:
            if name == chosen.variant or not lesson.variants:
                raise
            first = first or error
            refused.append(VisualnnError(N_("{variant}: {reason}"), variant=name, reason=error))
    if not tables and first is not None:
        raise first
    _write(join_tables(tables), chosen)
    for each in refused:
        print_error(each)
    return int(bool(refused))


def _table(
    view: View, part: str, lesson: Lesson, history: History, at: int, focus: str | None
) -> ViewTable:
    from visualnn.views.moments import moment_at

    view.refuse(lesson)
    moment = moment_at(lesson, history, at, view, focus_at(history, at, focus))
    if view.name == "study":
        return _studied(view, part, moment)
    return view.table(moment, part)


def _studied(view: View, part: str, moment: Moment) -> ViewTable:
    """What the window has kept of the lesson's studies."""
    from visualnn.journal.folder import SessionFolder
    from visualnn.study.kept import KeptRuns
    from visualnn.study.offered import kept_table

    sessions = SessionFolder.of_this_person()
    if sessions is None or not sessions.studies.is_dir():
        return view.table(moment, part)
    return kept_table(view, part, moment, KeptRuns(sessions.studies))


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


def _tick(
    lesson: Lesson, history: History, chosen: argparse.Namespace, leading: tuple[Lesson, int] | None
) -> int:
    """The tick that is asked for; beside a leading run, the one that corresponds to its own."""
    if leading is None or chosen.at == "end":
        if chosen.iteration is None:
            return tick(lesson, history, chosen.at or "0")
        return end_of_iteration(lesson, chosen.iteration)
    if chosen.iteration is not None:
        return end_of_iteration(lesson, min(chosen.iteration, lesson.iterations - 1))
    from visualnn.company.lockstep import tick_beside

    program, at = leading[0].program, leading[1]
    return tick_beside(program, at, lesson.program, lesson.last_tick)[0]


def _write(numbers: ViewTable, chosen: argparse.Namespace) -> None:
    from visualnn.files import write_whole
    from visualnn.views.writing import as_csv, as_json, as_text

    text = {"text": as_text, "csv": as_csv, "json": as_json}[chosen.format](numbers)
    if chosen.out is not None:
        write_whole(chosen.out, text.encode())
    else:
        print(text, end="" if chosen.format == "csv" else "\n")
