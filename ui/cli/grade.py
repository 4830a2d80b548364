"""`visualnn grade FILES`: what learners answered in their sessions, held against their runs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from visualnn.errors import DataError, VisualnnError
from visualnn.files import write_whole
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, print_json

if TYPE_CHECKING:
    from ui.session.session import Session
    from ui.session.wishes import Wish
    from visualnn.lesson import Lesson, Question
    from visualnn.views.base import CellValue

COLUMNS = (
    "file",
    "lesson",
    "question",
    "asked_at",
    "given",
    "right_value",
    "right",
    "tries",
    "hints",
    "seconds",
    "changes",
)
"""One row a question that was answered. Tries, hints and seconds are what the file says; all else
is computed anew."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("hold what was answered in sessions against their runs, which are run again")
    parser = subcommands.add("grade", text, do)
    help_text = _("sessions that were exported")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=help_text)
    parser.add_argument("--csv", metavar="OUT", type=Path, help=_("a file for the rows as CSV"))
    add_format(parser)


def do(chosen: argparse.Namespace) -> int:
    """Grade the sessions; 1 if one of them could not be."""
    from PySide6.QtCore import QCoreApplication

    from visualnn.views.base import ViewTable
    from visualnn.views.writing import as_csv, as_json, as_text

    application = QCoreApplication.instance() or QCoreApplication([])
    rows: list[tuple[CellValue, ...]] = []
    failed: list[dict[str, str]] = []
    for file in chosen.files:
        try:
            rows += _graded(file)
        except VisualnnError as error:
            failed.append({"file": str(file), "reason": error.report(_)})
        except OSError as error:
            failed.append({"file": str(file), "reason": error.strerror or str(error)})
    del application
    table = ViewTable(COLUMNS, tuple(rows))
    if chosen.csv is not None:
        write_whole(chosen.csv, as_csv(table).encode("utf-8"))
    if chosen.format == "json":
        print_json({**json.loads(as_json(table)), "failed": failed})
    else:
        print(as_text(table) if rows else _("nothing was answered"))
        print(_("tries, hints and seconds are what the files say; all else was computed anew"))
    for each in failed:
        told = _("{file} cannot be graded: {reason}").format(**each)
        print(told, file=sys.stderr)
    return int(bool(failed))


# -- one session -----------------------------------------------------------------------------------


@dataclass
class _Hearing:
    """What is noted of the answers while a session is run again."""

    tries: dict[tuple[str, str], int] = field(default_factory=dict)
    given: dict[tuple[str, str], tuple[float | str, float | None, int, Any]] = field(
        default_factory=dict
    )
    """Stop and question → what was said last, after how many seconds, at how many changes, and what
    the run says to it."""
    hints: dict[tuple[str, str], int] = field(default_factory=dict)
    """Stop and question → how often its hint was opened before the last answer."""
    came: dict[str, float] = field(default_factory=dict)
    """Stop → when it was come to first in this sitting, in seconds."""

    def hear(self, session: Session, wish: Wish, record: dict[str, Any]) -> None:
        """A wish that was granted."""
        from ui.session.wishes import AnswerQuestion, OpenHint

        at = record.get("at")
        now = float(at) if isinstance(at, int | float) else None
        frame = session.frame
        if frame is not None and frame.stop is not None and now is not None:
            self.came.setdefault(frame.lesson.stops[frame.stop].name, now)
        if isinstance(wish, OpenHint):
            self.hints[wish.stop, wish.question] = self.hints.get((wish.stop, wish.question), 0) + 1
        if not isinstance(wish, AnswerQuestion):
            return
        key = (wish.stop, wish.question)
        lesson = session.position.lesson
        question = _question(lesson, *key)
        if question is None or session.position.said.get((lesson.name, *key)) != wish.said:
            return  # the lesson asks nothing like that, or the first answer stays
        self.tries[key] = self.tries.get(key, 0) + 1
        begun = self.came.get(wish.stop)
        seconds = None if now is None or begun is None or now < begun else round(now - begun, 1)
        verdict = _verdict(session, question, wish.said)
        self.given[key] = (wish.said, seconds, len(session.position.history.edits), verdict)


def _question(lesson: Lesson, stop: str, question: str) -> Question | None:
    return next(
        (
            asked
            for each in lesson.stops
            if each.name == stop
            for asked in each.questions
            if asked.spec.id == question
        ),
        None,
    )


def _verdict(session: Session, question: Question, said: float | str) -> tuple[Any, bool]:
    """What is right in the run as it was when the question was answered, and whether that was
    said."""
    from ui.panels.lesson.answers import judge
    from visualnn.tell.frame import numbers_asked

    asked = numbers_asked(session.position.history, question)
    verdict = judge(question.spec, said, asked)
    value = verdict.correct or (None if asked is None else asked[0])
    return value, verdict.right


def _graded(file: Path) -> list[tuple[CellValue, ...]]:
    """The rows of a session. Raises VisualnnError or OSError."""
    from ui.session.replaying import replay
    from visualnn.journal.reading import read_journal

    journal = read_journal(file)
    lesson = journal.header.open(file.resolve().parent)
    hearing = _Hearing()
    if replay(journal, lesson, hearing.hear).likeness == "other":
        raise DataError(N_("the numbers are others than those that were saved"))
    return [
        (
            str(file),
            lesson.name,
            question,
            stop,
            said,
            verdict[0],
            verdict[1],
            hearing.tries[stop, question],
            hearing.hints.get((stop, question), 0),
            seconds,
            changes,
        )
        for (stop, question), (said, seconds, changes, verdict) in hearing.given.items()
    ]
