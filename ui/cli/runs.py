"""The runs that a command is about: one that is named, or the lesson's own and its variants'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError

from .lookup import changed_lesson, changes_of

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

__all__ = ["runs_of"]


def runs_of(
    name: str, settings: Sequence[str] = (), variant: str | None = None
) -> Iterator[tuple[str, Lesson | VisualnnError]]:
    """The id of each run and its lesson, or why it cannot be built: of the variant that is named,
    or else of the lesson itself and then of all its variants.

    Raises LessonError where the lesson itself cannot be opened or the variant that is named cannot
    be built, and UsageError for a key or a variant that does not exist.
    """
    from visualnn.lesson.file import ALL_RUNS, LESSON_RUN

    if variant not in {None, ALL_RUNS}:
        yield str(variant), changed_lesson(name, settings, variant)
        return
    lesson = changed_lesson(name, settings)
    yield LESSON_RUN, lesson
    for each in lesson.variants:
        yield each.id, _built(name, settings, each.id, lesson)


def _built(
    name: str, settings: Sequence[str], variant: str, lesson: Lesson
) -> Lesson | VisualnnError:
    from visualnn.lesson.variants import open_named_variant

    try:
        return open_named_variant(name, variant, changes_of(settings), lesson)
    except VisualnnError as error:
        return error
