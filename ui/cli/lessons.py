"""`visualnn lessons`: the lessons that come with the program."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from visualnn.errors import VisualnnError
from visualnn.text import _, language

from .arguments import Subcommands, add_format, print_json
from .errors import print_error


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("list the lessons that come with the program")
    add_format(subcommands.add("lessons", text, list_lessons))


def list_lessons(chosen: argparse.Namespace) -> int:
    """Print the name and the title of every lesson; one that cannot be read hides no other."""
    from visualnn.lesson import shipped, titles
    from visualnn.lesson.architectures import ARCHITECTURES

    folders = shipped()
    code = 0
    found: dict[str, str] = {}
    for name, folder in folders.items():
        try:
            found[name] = titles(folder)[language()]
        except VisualnnError as error:
            print_error(error)
            code = 1
    famous = {
        name: description()["title"][language()] for name, description in ARCHITECTURES.items()
    }
    if chosen.format == "json":
        print_json(
            [{"name": name, "title": title, "kind": "lesson"} for name, title in found.items()]
            + [{"name": n, "title": title, "kind": "architecture"} for n, title in famous.items()]
        )
        return code
    width = max(map(len, [*folders, *famous]))
    _print_lines(found, width)
    print("\n" + _("Famous networks at full size, on one made-up picture:"))
    _print_lines(famous, width)
    return code


def _print_lines(titles: Mapping[str, str], width: int) -> None:
    for name, title in titles.items():
        print(f"{name:<{width}}  {title}")
