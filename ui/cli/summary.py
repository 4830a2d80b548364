"""`visualnn summary`: the layers and their parameters."""

from __future__ import annotations

import argparse

from visualnn.text import _

from .arguments import Subcommands, add_lesson
from .lookup import outline_of


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("summary", _("print the layers and their parameters"), summarize)
    add_lesson(parser)


def summarize(chosen: argparse.Namespace) -> int:
    """Print the table of the layers."""
    from visualnn.tell.summary import summary

    print(summary(outline_of(chosen.lesson)))
    return 0
