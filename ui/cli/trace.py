"""`visualnn trace`: every instruction with its numbers."""

from __future__ import annotations

import argparse

from visualnn.text import _

from .arguments import (
    Subcommands,
    add_format,
    add_lesson,
    add_settings,
    add_variant,
    count,
    print_json,
)
from .lookup import lesson_and_history


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("trace", _("print every instruction with its numbers"), trace)
    add_lesson(parser)
    add_settings(parser)
    add_variant(parser)
    parser.add_argument(
        "--iterations", type=count, default=1, metavar="N", help=_("how many, from the first on")
    )
    add_format(parser)


def trace(chosen: argparse.Namespace) -> int:
    """Print the trace of the first iterations."""
    from visualnn.tell.report import trace_data, trace_text

    lesson, history = lesson_and_history(chosen.lesson, chosen.set, chosen.variant)
    iterations = min(chosen.iterations, lesson.iterations)
    if chosen.format == "json":
        print_json(trace_data(lesson, history, iterations))
        return 0
    for line in trace_text(lesson, history, iterations):
        print(line)
    return 0
