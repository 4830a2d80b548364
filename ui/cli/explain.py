"""`visualnn explain`: where one number came from."""

from __future__ import annotations

import argparse

from visualnn.text import N_, _

from .arguments import Subcommands, add_lesson, whole_number
from .errors import UsageError
from .lookup import explanation, lesson_and_history, number, outline_of


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("explain", _("print where one number came from"), explain)
    add_lesson(parser)
    parser.add_argument(
        "place",
        metavar="NAME[i,j]",
        help=_("a number, or what the summary counts in a layer or in the whole “network”"),
    )
    parser.add_argument(
        "--iteration", type=whole_number, default=0, metavar="N", help=_("counted from 0")
    )


def explain(chosen: argparse.Namespace) -> int:
    """Print the card of a number after an iteration, or of what a layer counts."""
    from visualnn.tell import summary
    from visualnn.tell.card import Context
    from visualnn.tell.report import card

    outline = outline_of(chosen.lesson)
    if summary.is_layer(outline, chosen.place):
        print(summary.card(outline, chosen.place))
        return 0
    lesson, history = lesson_and_history(chosen.lesson)
    place = number(chosen.place)
    if chosen.iteration >= lesson.iterations:
        raise UsageError(
            N_("iteration {asked} does not exist: the lesson ends with iteration {last}"),
            asked=chosen.iteration,
            last=lesson.iterations - 1,
        )
    end = lesson.program.end_of(chosen.iteration)
    told = explanation(history, end, place)
    print(card(Context.at(lesson, history, end), told))
    return 0
