"""`visualnn summary`: the layers and their parameters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from visualnn.text import _

from .arguments import Subcommands, add_format, add_lesson, add_variant, print_json
from .lookup import outline_of

if TYPE_CHECKING:
    from visualnn.lesson import Outline


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("summary", _("print the layers and their parameters"), summarize)
    add_lesson(parser)
    add_variant(parser)
    add_format(parser)


def summarize(chosen: argparse.Namespace) -> int:
    """Print the table of the layers."""
    from visualnn.tell.summary import summary

    outline = outline_of(chosen.lesson, variant=chosen.variant)
    if chosen.format == "json":
        print_json(_data(outline))
    else:
        print(summary(outline))
    return 0


def _data(outline: Outline) -> dict[str, object]:
    """The table of the layers as plain data; a function has none."""
    from visualnn.views.shapes import shapes

    if outline.network.writes_loss:
        return {"lesson": outline.name, "layers": []}
    return {"lesson": outline.name, "layers": shapes(outline).records}
