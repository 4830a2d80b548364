"""`visualnn new`: a lesson to begin with, in a folder of one's own."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands
from .errors import UsageError

TEMPLATE_FOLDER = "assets/new-lesson"
NAME_IN_TEMPLATE = "NAME"


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("write a small lesson that opens, to go on from")
    parser = subcommands.add("new", text, new)
    parser.add_argument("name", metavar="NAME", help=_("the name of the lesson"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help=_("the folder to make; one of the lesson's name here if none"),
    )


def new(chosen: argparse.Namespace) -> int:
    """Write the files of the lesson. Raises UsageError for a name that no lesson may have,
    VisualnnError for a folder that holds something, OSError if it cannot be written."""
    from visualnn.files import write_whole
    from visualnn.lesson import is_architecture, shipped
    from visualnn.lesson.file.references import LESSON_NAME
    from visualnn.resources import resource

    name = chosen.name
    if not re.fullmatch(LESSON_NAME, name):
        raise UsageError(
            N_("{name} is no name of a lesson; write small letters, digits and hyphens"), name=name
        )
    if name in shipped() or is_architecture(name):
        raise UsageError(N_("{name} comes with the program; choose another name"), name=name)
    folder = chosen.out or Path(name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise VisualnnError(N_("{path} holds something already"), path=folder)
    folder.mkdir(exist_ok=True)
    for template in sorted(resource(TEMPLATE_FOLDER).iterdir()):
        text = template.read_text(encoding="utf-8").replace(NAME_IN_TEMPLATE, name)
        write_whole(folder / template.name, text.encode())
    words = _(
        "{folder} is written. visualnn open {folder} shows it, visualnn check {folder} tries it."
    )
    print(words.format(folder=folder))
    return 0
