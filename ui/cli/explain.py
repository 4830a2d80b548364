"""`visualnn explain`: where one number came from."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from visualnn.text import _

from .arguments import (
    Subcommands,
    add_format,
    add_lesson,
    add_settings,
    add_variant,
    print_json,
    whole_number,
)
from .lookup import asked, end_of_iteration, explanation, lesson_and_history, number, outline_of

if TYPE_CHECKING:
    from visualnn.lesson import Outline


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("explain", _("print where one number came from"), explain)
    add_lesson(parser)
    add_settings(parser)
    add_variant(parser)
    add_format(parser)
    parser.add_argument(
        "place",
        metavar="NAME[i,j]",
        help=_("a number, or what the summary counts in a layer or in the whole “network”"),
    )
    parser.add_argument(
        "--iteration", type=whole_number, default=0, metavar="N", help=_("counted from 0")
    )
    parser.add_argument(
        "--ask",
        metavar="X0,X1,…",
        help=_("ask the network about a point; its numbers are called asked.…"),
    )


def explain(chosen: argparse.Namespace) -> int:
    """Print the card of a number after an iteration, or of what a layer counts."""
    from visualnn.tell import summary
    from visualnn.tell.card import Context
    from visualnn.tell.report import card, card_data

    as_json = chosen.format == "json"
    outline = outline_of(chosen.lesson, chosen.set, chosen.variant)
    if summary.is_layer(outline, chosen.place):
        if as_json:
            print_json(_counts(outline, chosen.place))
        else:
            print(summary.card(outline, chosen.place))
        return 0
    lesson, history = lesson_and_history(chosen.lesson, chosen.set, chosen.variant)
    place = number(chosen.place)
    end = end_of_iteration(lesson, chosen.iteration)
    point = None if chosen.ask is None else asked(lesson, history, end, chosen.ask)
    told = explanation(history, end, place, point)
    if as_json:
        print_json(card_data(told))
    else:
        print(card(Context.at(lesson, history, end, point), told))
    return 0


def _counts(outline: Outline, name: str) -> Mapping[str, object]:
    """What a layer, or the network as a whole, counts."""
    from visualnn.tell.measure import TOTAL
    from visualnn.views.shapes import shapes

    rows = shapes(outline).records
    if name != TOTAL:
        return next(row for row in rows if row["layer"] == name)
    counted = ("parameters", "trainable", "multiply_adds", "bytes")
    return {"layer": name, **{key: sum(int(row[key] or 0) for row in rows) for key in counted}}
