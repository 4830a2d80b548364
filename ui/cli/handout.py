"""`visualnn handout`: a lesson as a page for any browser, or as paper; with blanks; their key."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_lesson, add_settings, add_variant
from .lookup import changed_lesson, check_writable

FORMS = ("html", "pdf")


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("write a lesson as a page that steps in any browser, or as paper")
    parser = subcommands.add("handout", text, handout)
    add_lesson(parser)
    add_settings(parser)
    add_variant(parser)
    parser.add_argument("--format", choices=FORMS, default="html")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--worksheet", action="store_true", help=_("blanks in the place of numbers and answers")
    )
    kind.add_argument("--key", action="store_true", help=_("what belongs into the blanks"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def handout(chosen: argparse.Namespace) -> int:
    """Write the file. Raises VisualnnError for a lesson that says nothing, OSError if the file
    cannot be written."""
    from visualnn.files import write_whole

    check_writable(chosen.out)
    lesson = changed_lesson(chosen.lesson, chosen.set, chosen.variant)
    if not lesson.stops:
        raise VisualnnError(N_("{lesson} has no stops to write about"), lesson=lesson.name)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.handout.making import HandoutKind, made

    kind: HandoutKind = "worksheet" if chosen.worksheet else "key" if chosen.key else "lesson"
    write_whole(chosen.out, made(lesson, chosen.format, kind))
    return 0
