"""`visualnn study`: one lesson over a grid of settings and seeds, many runs side by side."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import UnknownNameError, VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, add_lesson, add_settings, count, print_json
from .errors import UsageError, print_error, print_remarks
from .lookup import changes_of

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.study.kept import KeptRuns
    from visualnn.study.outcome import Outcome, Refusal
    from visualnn.study.plan import Study, StudyRun

TABLE_FILE = "study.csv"
MAX_JOB_COUNT = 256
TOLD_FAILURE_COUNT = 8
"""Runs that cannot be built and are told one by one."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("train a lesson over seeds or a grid of settings, many runs side by side")
    parser = subcommands.add("study", text, study)
    add_lesson(parser)
    parser.add_argument(
        "--over",
        action="append",
        default=[],
        metavar="KEY=A,B,C",
        help=_("values that a key of the lesson takes in turn; said again, it makes a grid"),
    )
    parser.add_argument(
        "--seeds", metavar="0-9|1,4", help=_("the seeds that every run has in turn")
    )
    add_settings(parser)
    parser.add_argument("--iterations", type=count, metavar="N")
    parser.add_argument(
        "--jobs",
        type=count,
        metavar="N",
        help=_("how many runs are computed at once; as many as there are processors if none"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help=_("where finished runs and the table are kept; a study goes on from what is there"),
    )
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help=_("compute on the dask cluster at this address: nothing else here uses a network"),
    )
    add_format(parser, "csv")


def study(chosen: argparse.Namespace) -> int:
    """Do the runs that are not finished yet, keep them, and print all; code 1 if a run cannot be
    built or a process is gone, 130 if it was broken off."""
    planned, lesson = _planned(chosen)
    print_remarks(lesson.data.remarks)
    keys = planned.keys(lesson)
    kept = _kept(chosen.out)
    found: dict[StudyRun, Outcome] = {}
    if kept is not None:
        read = {run: kept.read(key) for run, key in keys.items()}
        found = {run: outcome for run, outcome in read.items() if outcome is not None}
    failed: list[VisualnnError] = []
    broken_off = False
    try:
        _compute(chosen, planned, keys, kept, found, failed)
    except KeyboardInterrupt:
        broken_off = True
    ordered = {run: found[run] for run in keys if run in found}
    _write(ordered, chosen)
    _say(failed)
    if broken_off:
        words = _("broken off: {done} of {all} runs are finished")
        print(words.format(done=len(found), all=len(keys)), file=sys.stderr)
        return 130
    return int(bool(failed))


def _planned(chosen: argparse.Namespace) -> tuple[Study, Lesson]:
    """The study that is asked for, and its lesson. Raises UsageError for words that are none,
    LessonError for a lesson that cannot be opened."""
    from visualnn.errors import SettingError
    from visualnn.study.plan import parse_axis, parse_seeds, study_of

    try:
        planned = study_of(
            chosen.lesson,
            changes_of(chosen.set),
            [parse_axis(text) for text in chosen.over],
            () if chosen.seeds is None else parse_seeds(chosen.seeds),
            chosen.iterations,
        )
        return planned, planned.open()
    except (SettingError, UnknownNameError) as error:
        raise UsageError(error.template, **error.params) from error


def _kept(folder: Path | None) -> KeptRuns | None:
    """Where finished runs are kept: nowhere without a folder."""
    from visualnn.study.kept import KeptRuns

    if folder is None:
        return None
    if folder.exists() and not folder.is_dir():
        raise VisualnnError(N_("{path} is no folder"), path=folder)
    return KeptRuns(folder)


def _compute(
    chosen: argparse.Namespace,
    planned: Study,
    keys: dict[StudyRun, str],
    kept: KeptRuns | None,
    found: dict[StudyRun, Outcome],
    failed: list[VisualnnError],
) -> None:
    """Do what is not in `found` yet, and put it there, or into `failed`."""
    from visualnn.study.outcome import Refusal
    from visualnn.study.workers import WorkerError, outcomes

    from .progress import progress_of

    left = [run for run in keys if run not in found]
    jobs = min(chosen.jobs or os.cpu_count() or 1, MAX_JOB_COUNT, max(1, len(left)))
    with progress_of(len(keys)) as advance:
        advance(len(found))
        try:
            for run, outcome in outcomes(planned, left, jobs, chosen.dask):
                if isinstance(outcome, Refusal):
                    failed.append(_refused(run, outcome))
                    continue
                if kept is not None:
                    kept.write(keys[run], outcome)
                found[run] = outcome
                advance(len(found))
        except WorkerError as error:
            failed.append(error)


def _refused(run: StudyRun, refusal: Refusal) -> VisualnnError:
    """Why a run cannot be built, with the run in front."""
    words = run.words or f"seed={run.seed}"
    return VisualnnError("{run}: {reason}", run=words, reason=refusal.error)


def _say(failed: Sequence[VisualnnError]) -> None:
    """Print what failed: the first few, and how many more; each sentence once."""
    sentences = list({each.report(_): each for each in failed}.values())
    for each in sentences[:TOLD_FAILURE_COUNT]:
        print_error(each)
    more = len(sentences) - TOLD_FAILURE_COUNT
    if more > 0:
        print(_("… and {n} more").format(n=more), file=sys.stderr)


def _write(found: dict[StudyRun, Outcome], chosen: argparse.Namespace) -> None:
    """Put the table into the folder, and print it."""
    from visualnn.files import write_whole
    from visualnn.study.results import as_table
    from visualnn.views.writing import as_csv, as_text, plain_records

    table = as_table(found)
    if chosen.out is not None:
        write_whole(chosen.out / TABLE_FILE, as_csv(table).encode())
    if chosen.format == "csv":
        print(as_csv(table), end="")
    elif chosen.format == "json":
        print_json({"runs": plain_records(table)})
    elif table.rows:
        print(as_text(table))
