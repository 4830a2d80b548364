"""A lesson with what was changed in it as a folder of its own: what the learner made, to keep, to
read and to pass on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import DataError
from ..files import write_whole
from ..text import LANGUAGES, N_
from .changes import description_of
from .file import LessonSpec
from .file.markdown import NOTES
from .new_folder import new_folder
from .parts import Lesson
from .toml_writing import written

__all__ = ["LESSON_FILE", "lesson_files", "save_lesson"]

LESSON_FILE = "lesson.toml"
_SECTION = re.compile(r"^## +(\S+)[ \t]*$", re.MULTILINE)
"""The heading of what is said at a stop."""


def lesson_files(lesson: Lesson) -> dict[str, str]:
    """File name → text, of a lesson as it is now, with the stops that still hold.

    Raises DataError for a lesson whose examples or parameters lie in files of their own.
    """
    spec = lesson.spec
    if isinstance(spec, LessonSpec):
        if spec.data.source == "file":
            raise DataError(
                N_("the examples of this lesson lie in files; copy its folder and change it there")
            )
        if any(begin.file is not None for begin in spec.start_from):
            raise DataError(
                N_("parameters of this lesson lie in files; copy its folder and change it there")
            )
    description, _sources = description_of(spec)
    files = {LESSON_FILE: written(description)}
    stops = {stop.id for stop in spec.stops}
    for language in LANGUAGES:
        if language in spec.missing_languages:
            continue
        head = f"# {spec.title.in_language(language)}\n"
        files[f"{language}.md"] = "\n".join([head, *_sections(spec.file, language, stops)])
    return files


def _sections(file: Path | None, language: str, stops: set[str]) -> Iterator[str]:
    """What the pages beside a lesson's file say at these stops, each with its heading."""
    page = None if file is None else file.with_name(f"{language}.md")
    if page is None or not stops or not page.is_file():
        return
    text = page.read_text(encoding="utf-8")
    heads = [*_SECTION.finditer(text)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    is_kept = True  # notes above the first stop are of the whole lesson
    for head, end in zip(heads, ends, strict=True):
        if head[1] != NOTES:
            is_kept = head[1] in stops
        if is_kept:
            yield text[head.start() : end].rstrip() + "\n"


def save_lesson(lesson: Lesson, folder: Path) -> None:
    """Write a lesson into a folder that is new or empty. Raises DataError where something is there
    already or nothing can be written."""
    files = lesson_files(lesson)
    with new_folder(folder):
        for name, text in files.items():
            write_whole(folder / name, text.encode())
