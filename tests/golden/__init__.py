"""Golden traces: what the program says about known lessons, in words. ``python -m tests.golden``
writes them anew; the difference is then read like any other change."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from visualnn.lesson import find, load
from visualnn.run.history import History
from visualnn.tell import report, summary
from visualnn.text import language, use_language

FOLDER = Path(__file__).parent
LESSONS = ("xor",)


def words(name: str) -> str:
    """The first iteration of a shipped lesson in English, and the summary of its network."""
    before = language()
    use_language("en")
    try:
        lesson = load(find(name))
        lines = report.trace_text(lesson, History(lesson.program, lesson.start))
        return "\n".join(chain([summary.summary(lesson), ""], lines)) + "\n"
    finally:
        use_language(before)
