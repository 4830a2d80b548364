"""`visualnn views`: the pictures that suit a lesson."""

from __future__ import annotations

import argparse

from visualnn.text import _

from .arguments import Subcommands, add_format, add_lesson, add_settings, add_variant, print_json
from .lookup import lesson_and_history


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("views", _("list the pictures that suit a lesson"), views)
    add_lesson(parser)
    add_settings(parser)
    add_variant(parser)
    add_format(parser)


def views(chosen: argparse.Namespace) -> int:
    """Print name, parts and title of every view that suits the lesson."""
    from visualnn.views import VIEWS

    lesson, _history = lesson_and_history(chosen.lesson, chosen.set, chosen.variant)
    suited = [view for view in VIEWS.values() if view.suits(lesson)]
    if chosen.format == "json":
        told = [
            {"name": v.name, "parts": list(v.parts_in(lesson)), "title": _(v.title)} for v in suited
        ]
        print_json(told)
        return 0
    names = max((len(view.name) for view in suited), default=0)
    parts = {view.name: ",".join(view.parts_in(lesson)) for view in suited}
    widest = max(map(len, parts.values()), default=0)
    for view in suited:
        title = _(view.title)
        print(f"{view.name:<{names}}  {parts[view.name]:<{widest}}  {title}")
    return 0
