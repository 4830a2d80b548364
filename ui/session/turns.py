"""What turned knobs have left, so that turning is undone."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from visualnn.dataclass import dataclass

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.run.history import History
    from visualnn.tell.frame import Focus

__all__ = ["TURNS_KEPT", "LeftRun", "Turns"]

TURNS_KEPT = 50
"""Turned knobs that can be undone; of more the oldest are forgotten."""


@dataclass(frozen=True)
class LeftRun:
    """A run that was left by turning a knob, or by undoing that."""

    lesson: Lesson
    history: History
    tick: int
    focus: Focus | None
    beside: Mapping[str, tuple[Lesson, History]] = field(default_factory=dict)
    """The runs beside it, by their ids, that were left together with it."""


class Turns:
    """The runs that turned knobs have left, and those that undoing has left."""

    def __init__(self) -> None:
        self.done: deque[LeftRun] = deque(maxlen=TURNS_KEPT)
        self.undone: deque[LeftRun] = deque(maxlen=TURNS_KEPT)
