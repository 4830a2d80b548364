"""`visualnn run`: training without a window."""

from __future__ import annotations

import argparse
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import _

from .arguments import Subcommands, add_lesson, add_settings, add_variant, count
from .errors import print_error
from .lookup import changed_lesson, check_writable
from .runs import runs_of
from .training import train

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.ops import Array
    from visualnn.run.history import History

ALL_RUNS = "all"
"""What is asked for in place of a variant to train the lesson and all its variants."""
HISTORY_BYTES = 256 << 20
MANY_HISTORY_BYTES = 16 << 20
"""What the history of a run may hold on to, alone and among others."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("train without a window: the lesson itself, or variants of it")
    parser = subcommands.add("run", text, run)
    add_lesson(parser)
    parser.add_argument("--iterations", type=count, metavar="N")
    add_settings(parser)
    add_variant(
        parser, _("a variant, or “all” of them in turn; without it the lesson itself is trained")
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.npz", help=_("where to put parameters and curves")
    )
    parser.add_argument(
        "--log", type=Path, metavar="FILE.csv", help=_("where to put loss and metrics as a table")
    )


def run(chosen: argparse.Namespace) -> int:
    """Train, save what was asked for, and print how it ended; code 1 if a variant cannot be built,
    which keeps no other from being trained."""
    for path in filter(None, (chosen.out, chosen.log)):
        check_writable(path)
    if chosen.variant != ALL_RUNS:
        lesson = changed_lesson(chosen.lesson, chosen.set, chosen.variant)
        _save({"": (lesson, _trained(lesson, chosen, HISTORY_BYTES))}, chosen)
        return 0
    trained: dict[str, tuple[Lesson, History]] = {}
    code = 0
    for name, found in runs_of(chosen.lesson, chosen.set):
        if isinstance(found, VisualnnError):
            print_error(found)
            code = 1
            continue
        print(f"=== {name} ===")
        trained[name] = (found, _trained(found, chosen, MANY_HISTORY_BYTES))
        print()
    _save(trained, chosen)
    return code


def _trained(lesson: Lesson, chosen: argparse.Namespace, budget: int) -> History:
    """A history of `budget` bytes that was trained as far as was asked for; how it ended is
    printed."""
    from visualnn.run.history import History
    from visualnn.tell.report import ending_text

    history = History(lesson.program, lesson.start, budget)
    train(history, min(chosen.iterations or lesson.iterations, lesson.iterations))
    print(ending_text(lesson, history))
    return history


def _save(trained: Mapping[str, tuple[Lesson, History]], chosen: argparse.Namespace) -> None:
    """Write the files that were asked for, of one run or of several by their names."""
    from visualnn.files import write_whole

    if chosen.out is not None:
        import numpy as np

        content = io.BytesIO()
        arrays: dict[str, Array] = {}
        for run, (lesson, history) in trained.items():
            before = f"{run}/" if run else ""
            arrays |= {before + name: each for name, each in _arrays(lesson, history).items()}
        np.savez(content, **arrays)  # type: ignore[arg-type]  # its stubs mistake names for flags
        write_whole(chosen.out, content.getvalue())
    if chosen.log is not None:
        from visualnn.export.logbook import table, table_of_runs

        histories = {run: history for run, (_lesson, history) in trained.items()}
        text = table(histories[""]) if "" in histories else table_of_runs(histories)
        write_whole(chosen.log, text.encode())


def _arrays(lesson: Lesson, history: History) -> dict[str, Array]:
    """Parameters, optimizer memory and curves by name."""
    from visualnn.run.curves import closed_curves

    end = lesson.program.end_of(history.furthest - 1) if history.furthest else 0
    values = history.at(end).values
    arrays = {name: values[name] for name in lesson.program.carried}
    curves = closed_curves(history)
    return arrays | {f"curve.{name}": curve for name, curve in curves.items()}
