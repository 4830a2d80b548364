"""Progress: how far the learner has come in each lesson of the course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

__all__ = ["LESSON_COUNT", "NAME_COUNT", "CourseProgress", "LessonProgress", "progressed"]

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


class CourseProgress(QObject):
    """Watches what is shown, and keeps what it says of the progress."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, known: Mapping[str, LessonProgress], parent: QObject) -> None:
        super().__init__(parent)
        self.known: dict[str, LessonProgress] = dict(known)
        """Name of a lesson of the course → how far it has come."""
        self._shown: tuple[object, object, object] | None = None

    @guarded
    def show(self, frame: Frame) -> None:
        """Take in what a frame shows; most are nothing new."""
        shown = (frame.lesson, frame.stop, frame.said)
        if self._shown is not None and all(
            new is old for new, old in zip(shown, self._shown, strict=True)
        ):
            return
        self._shown = shown
        from visualnn.lesson import shipped

        name = frame.lesson.name
        if name not in shipped() or not (frame.stop is not None or name in self.known):
            return
        before = self.known.get(name, LessonProgress())
        self.known[name] = progressed(before, frame.lesson, frame.stop, frame.said or ())
