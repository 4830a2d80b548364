"""The progress of the course, taken from what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded

from .progress import LessonProgress, progressed

if TYPE_CHECKING:
    from visualnn.tell.frame import Frame

__all__ = ["CourseProgress"]


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
