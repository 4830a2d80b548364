"""`visualnn check`: whether lessons can be read and every instruction of them done."""

from __future__ import annotations

import argparse

from visualnn.errors import VisualnnError
from visualnn.text import _

from .arguments import Subcommands, lesson_help
from .errors import print_error


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("check lessons: read them and do every instruction once")
    parser = subcommands.add("check", text, check)
    parser.add_argument("lessons", metavar="PATH", nargs="+", help=lesson_help())


def check(chosen: argparse.Namespace) -> int:
    """Check each lesson and print what was found."""
    from visualnn.lesson import open_named
    from visualnn.tell.rehearsal import rehearse

    code = 0
    for name in chosen.lessons:
        try:
            tried = rehearse(open_named(name))
        except VisualnnError as error:
            print_error(error)
            code = 1
            continue
        sentence = _("{name}: fine ({instructions} instructions tried, {stops} stops)")
        print(sentence.format(name=name, instructions=tried.instructions, stops=tried.stops))
    return code
