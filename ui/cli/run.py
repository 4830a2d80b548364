"""`visualnn run`: training without a window."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.text import _

from .arguments import Subcommands, add_lesson, add_settings, count
from .lookup import changed_lesson, check_writable
from .training import train

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.run.history import History


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("run", _("train without a window"), run)
    add_lesson(parser)
    parser.add_argument("--iterations", type=count, metavar="N")
    add_settings(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE.npz", help=_("where to put parameters and curves")
    )
    parser.add_argument(
        "--log", type=Path, metavar="FILE.csv", help=_("where to put loss and metrics as a table")
    )


def run(chosen: argparse.Namespace) -> int:
    """Train, save what was asked for, and print how it ended."""
    from visualnn.tell.report import ending_text

    lesson = changed_lesson(chosen.lesson, chosen.set)
    for path in filter(None, (chosen.out, chosen.log)):
        check_writable(path)
    from visualnn.run.history import History

    history = History(lesson.program, lesson.start)
    train(history, min(chosen.iterations or lesson.iterations, lesson.iterations))
    if chosen.out is not None:
        _save(lesson, history, chosen.out)
    if chosen.log is not None:
        from visualnn.export.logbook import table
        from visualnn.files import write_whole

        write_whole(chosen.log, table(history).encode())
    print(ending_text(lesson, history))
    return 0


def _save(lesson: Lesson, history: History, path: Path) -> None:
    """Parameters, optimizer memory and curves as arrays by name, in one file."""
    import numpy as np

    from visualnn.files import write_whole

    end = lesson.program.end_of(history.furthest - 1) if history.furthest else 0
    values = history.at(end).values
    arrays = {name: values[name] for name in lesson.program.carried}
    arrays |= {f"curve.{name}": curve for name, curve in history.curves.items()}
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]  # its stubs mistake names for flags
    write_whole(path, content.getvalue())
