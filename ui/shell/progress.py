"""Progress: how far a learner has come in a lesson of the course. The settings remember it, so this
needs no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from visualnn.dataclass import dataclass

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

__all__ = ["LESSON_COUNT", "NAME_COUNT", "LessonProgress", "progressed"]

LESSON_COUNT = 200
"""Lessons whose progress is kept at most."""
NAME_COUNT = 500
"""Names of stops, or of questions, that a lesson can have at most."""


@dataclass(frozen=True)
class LessonProgress:
    """What was reached and answered in a lesson, in all its sessions together."""

    reached: tuple[str, ...] = ()
    """The stops that the learner was at, in the order of the lesson."""
    answered: tuple[str, ...] = ()
    """The questions that have an answer, ``stop/question``, in the order of the lesson."""
    stop_count: int = 0
    question_count: int = 0
    is_at_end: bool = False
    """Whether the last stop is among those that were reached."""

    @property
    def is_finished(self) -> bool:
        """Whether the last stop was reached and every question has an answer."""
        return self.is_at_end and len(self.answered) >= self.question_count


def progressed(
    before: LessonProgress, lesson: Lesson, stop: int | None, said: Iterable[tuple[str, str, str]]
) -> LessonProgress:
    """The progress once the stop of an index was reached and questions, (lesson, stop, question),
    have their answers. What the lesson does not have any more is forgotten."""
    stops = [each.name for each in lesson.stops]
    questions = [
        f"{each.name}/{asked.spec.id}" for each in lesson.stops for asked in each.questions
    ]
    reached = {*before.reached} if stop is None else {*before.reached, stops[stop]}
    answered = {f"{at}/{asked}" for name, at, asked in said if name == lesson.name}
    answered.update(before.answered)
    return LessonProgress(
        tuple(name for name in stops if name in reached),
        tuple(name for name in questions if name in answered),
        len(stops),
        len(questions),
        bool(stops) and stops[-1] in reached,
    )
