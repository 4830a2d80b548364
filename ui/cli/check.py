"""`visualnn check`: whether lessons can be read and every instruction of them done."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from visualnn.errors import NOWHERE, LessonError, LessonFaults, VisualnnError
from visualnn.text import _

from .arguments import Subcommands, add_format, lesson_help, print_json
from .errors import print_error

if TYPE_CHECKING:
    from visualnn.tell.rehearsal import Rehearsal


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("check lessons: read them and do every instruction once")
    parser = subcommands.add("check", text, check)
    parser.add_argument("lessons", metavar="PATH", nargs="+", help=lesson_help())
    add_format(parser)


def check(chosen: argparse.Namespace) -> int:
    """Check each lesson and print what was found; code 1 if something is wrong with one."""
    results = [_checked(name) for name in chosen.lessons]
    if chosen.format == "json":
        print_json([_data(*result) for result in results])
    for name, result in results if chosen.format == "text" else ():
        if isinstance(result, VisualnnError):
            print_error(result)
            continue
        sentence = _("{name}: fine ({instructions} instructions tried, {stops} stops)")
        print(sentence.format(name=name, instructions=result.instructions, stops=result.stops))
    return int(any(isinstance(result, VisualnnError) for _name, result in results))


def _checked(name: str) -> tuple[str, Rehearsal | VisualnnError]:
    from visualnn.lesson import open_named
    from visualnn.tell.rehearsal import rehearse
    from visualnn.views.wanted import refuse_unsuited

    try:
        lesson = open_named(name)
        refuse_unsuited(lesson)
        return name, rehearse(lesson)
    except VisualnnError as error:
        return name, error


def _data(name: str, result: Rehearsal | VisualnnError) -> dict[str, object]:
    """What was found as plain data: each fault with its file, line, column and sentence."""
    if isinstance(result, VisualnnError):
        faults = result.faults if isinstance(result, LessonFaults) else (result,)
        return {"lesson": name, "fine": False, "faults": [_fault(fault) for fault in faults]}
    tried = {"instructions": result.instructions, "stops": result.stops}
    return {"lesson": name, "fine": True, **tried}


def _fault(error: VisualnnError) -> dict[str, object]:
    place = error.place if isinstance(error, LessonError) else NOWHERE
    where = {"file": place.path, "line": place.line or None, "column": place.column or None}
    return {**where, "sentence": error.sentence(_)}
