"""A walk through a lesson, with a sentence at each place, as a draft of a lesson of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..dataclass import dataclass
from ..errors import DataError, LessonFaults
from ..expr import Source
from ..files import write_whole
from ..text import N_, Language
from .changes import description_of
from .file import LESSON_RUN, LessonSpec
from .file.reading import read_texts
from .new_folder import new_folder
from .parts import Lesson
from .saving import LESSON_FILE
from .toml_writing import written

__all__ = ["RecordedStop", "draft_files", "save_draft"]

DRAFT_FORMAT = 2
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")
"""What Markdown, or the prose of a lesson, would take for something else than a sign."""
_NAME = re.compile(r"[^a-z0-9-]+")
NAME_CHARACTERS = 40


@dataclass(frozen=True)
class RecordedStop:
    """A place that was come to, and what is said there."""

    tick: int
    text: str
    focus: Source | None = None
    view: str = ""
    """A view as the command line calls it; empty for those of the lesson."""


def draft_files(
    lesson: Lesson, stops: Sequence[RecordedStop], language: Language, name: str
) -> dict[str, str]:
    """File name → text, of a lesson as it is now with these stops, said in one language.

    What was typed may hold numbers of the run, ``{L}``, as prose has them; if it cannot be read
    so, it stands there as it was typed. Raises DataError without a stop, and for a lesson whose
    examples lie in files of their own.
    """
    spec = lesson.spec
    if not stops:
        raise DataError(N_("nothing was recorded; set a bookmark at each place to speak of"))
    if isinstance(spec, LessonSpec) and spec.data.source == "file":
        raise DataError(
            N_("the examples of this lesson lie in files; copy its folder and change it there")
        )
    ordered = sorted(stops, key=lambda stop: stop.tick)
    description, _sources = description_of(spec)
    description["name"] = _NAME.sub("-", name.lower()).strip("-")[:NAME_CHARACTERS] or LESSON_RUN
    description["format"] = max(DRAFT_FORMAT, spec.format)
    description["stops"] = [_written_stop(lesson, n, stop) for n, stop in enumerate(ordered, 1)]
    description.pop("beside", None)
    toml = written(description)
    title = spec.title.in_language(language)
    pages = ["\n".join(_page(title, ordered, is_plain=is_plain)) for is_plain in (False, True)]
    as_typed, plain = ({LESSON_FILE: toml, f"{language}.md": page} for page in pages)
    try:
        read_texts(Path("draft", LESSON_FILE), as_typed)
    except LessonFaults:
        return plain
    return as_typed


def _written_stop(lesson: Lesson, number: int, stop: RecordedStop) -> dict[str, object]:
    """A stop as `lesson.toml` has it."""
    program = lesson.program
    place = program.locate(stop.tick)
    made: dict[str, object] = {"id": f"stop-{number}"}
    if place.done:
        instruction = program.at(stop.tick)
        made["at"] = "" if instruction is None else instruction.writes
    made["iteration"] = -1 if place.iteration == lesson.iterations else place.iteration
    if stop.focus is not None and stop.focus.name in program.shapes[True]:
        made["focus"] = str(stop.focus)
    if stop.view:
        made["views"] = [stop.view]
    return made


def _page(title: str, stops: Sequence[RecordedStop], *, is_plain: bool) -> Iterator[str]:
    yield f"# {title}"
    for number, stop in enumerate(stops, 1):
        yield f"\n## stop-{number}\n"
        yield _SPECIAL.sub(r"\\\1", stop.text) if is_plain else stop.text
    yield ""


def save_draft(
    lesson: Lesson, stops: Sequence[RecordedStop], language: Language, folder: Path
) -> None:
    """Write a draft into a folder that is new or empty. Raises DataError as `draft_files` does, and
    where something is there already or nothing can be written."""
    files = draft_files(lesson, stops, language, folder.name)
    with new_folder(folder):
        for name, text in files.items():
            write_whole(folder / name, text.encode())
