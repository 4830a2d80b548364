"""`visualnn replay FILE`: a session run again, and whether its numbers are the same."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from visualnn.text import N_, _

from .arguments import Subcommands, add_format, print_json


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("run a session again, and say whether its numbers are the same")
    parser = subcommands.add("replay", text, do)
    parser.add_argument("file", metavar="FILE", type=Path, help=_("a session that was exported"))
    add_format(parser)


def do(chosen: argparse.Namespace) -> int:
    """Run a session again; 1 if its numbers are others, or a record was not understood."""
    from PySide6.QtCore import QCoreApplication

    from ui.session.replaying import replay
    from visualnn.journal.reading import read_journal

    journal = read_journal(chosen.file)
    lesson = journal.header.open(chosen.file.resolve().parent)
    application = QCoreApplication.instance() or QCoreApplication([])
    found = replay(journal, lesson)
    told: dict[str, Any] = {
        "file": str(chosen.file),
        "lesson": lesson.name,
        "actions": found.granted,
        "tick": found.session.tick,
        "last_tick": found.session.last_tick,
        "numbers": found.likeness,
        "refused": found.refused,
        "lost_bytes": journal.lost_bytes,
    }
    del application
    if chosen.format == "json":
        print_json(told)
    else:
        print(_summary(told))
    return int(found.likeness == "other" or found.refused > 0)


_LIKENESS = {
    "same": N_("the numbers are the same, to the last bit"),
    "near": N_("the numbers are the same up to 1e-9; another computer or version made them"),
    "other": N_("the numbers are others than those that were saved"),
    None: N_("no numbers were saved to compare with"),
}


def _summary(told: dict[str, Any]) -> str:
    likeness = _LIKENESS[told["numbers"]]
    lines = [
        _("{lesson}: {actions} actions, at tick {tick} of {last_tick}").format(**told),
        _(likeness),
    ]
    if told["refused"]:
        lines.append(_("{refused} records could not be done again").format(**told))
    if told["lost_bytes"]:
        lines.append(_("{lost_bytes} bytes at the end do not hold").format(**told))
    return "\n".join(lines)
