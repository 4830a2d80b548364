"""`visualnn lessons`: the lessons that come with the program."""

from __future__ import annotations

import argparse

from visualnn.errors import VisualnnError
from visualnn.text import _, language

from .arguments import Subcommands
from .errors import print_error


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    subcommands.add("lessons", _("list the lessons that come with the program"), list_lessons)


def list_lessons(_chosen: argparse.Namespace) -> int:
    """Print the name and the title of every lesson; one that cannot be read hides no other."""
    from visualnn.lesson import shipped, titles
    from visualnn.lesson.architectures import ARCHITECTURES

    folders = shipped()
    width = max(map(len, [*folders, *ARCHITECTURES]))
    code = 0
    for name, folder in folders.items():
        try:
            print(f"{name:<{width}}  {titles(folder)[language()]}")
        except VisualnnError as error:
            print_error(error)
            code = 1
    print("\n" + _("Famous networks at full size, on one made-up picture:"))
    for name, description in ARCHITECTURES.items():
        print(f"{name:<{width}}  {description()['title'][language()]}")
    return code
