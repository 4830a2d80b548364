"""The situation: what can be asked about a learner in a lesson.

Every question has an answer before the first lesson too, and before the engine is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from visualnn import figures, text
from visualnn.grain import Grain
from visualnn.step_filter import StepFilter
from visualnn.text import _

from .playing import Pace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from visualnn.company.companion_run import CompanionRun
    from visualnn.expr import Source
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

    from .position import Position
    from .prepared import Bookmark

__all__ = ["Situation"]


class Situation(QObject):
    """Where the learner is, and what holds there. Nothing here changes it."""

    def __init__(self, speed: float, parent: QObject | None = None) -> None:
        """`speed`: steps per second that playing starts with."""
        super().__init__(parent)
        self._position: Position | None = None
        self._pace = Pace(int(Grain.INSTRUCTION), speed)

    # -- where the learner is ----------------------------------------------------------------------

    @property
    def has_lesson(self) -> bool:
        """Whether a lesson was opened."""
        return self._position is not None

    @property
    def position(self) -> Position:
        """Lesson, history, and the place in it. Raises RuntimeError before the first lesson."""
        if self._position is None:
            raise RuntimeError("no lesson was opened")
        return self._position

    @property
    def frame(self) -> Frame | None:
        """What is shown."""
        return self._position.frame if self._position else None

    @property
    def tick(self) -> int:
        """Where the learner is."""
        return self._position.tick if self._position else 0

    @property
    def last_tick(self) -> int:
        """The end of the lesson."""
        return self._position.lesson.last_tick if self._position else 0

    @property
    def as_opened(self) -> Lesson | None:
        """The leading run's lesson before any knob was turned."""
        return self._position.as_opened if self._position else None

    @property
    def place(self) -> Source | None:
        """The number in focus."""
        return self._position.spot.place if self._position else None

    @property
    def written(self) -> str:
        """The name that was written last."""
        return self.frame.written if self.frame else ""

    def has_stop(self, direction: int) -> bool:
        """Whether the lesson has a stop further on (+1) or further back (−1)."""
        stops = self._position.lesson.stops if self._position else ()
        return any((stop.tick - self.tick) * direction > 0 for stop in stops)

    def can_look_back(self, direction: int) -> bool:
        """Whether there is something to go back (−1) or forward (+1) to."""
        if self.frame is None:
            return False
        return self.frame.can_look_back if direction < 0 else self.frame.can_look_forward

    @property
    def bookmarks(self) -> Mapping[int, Bookmark]:
        """The places prepared beforehand, by their numbers from 1."""
        return self._position.prepared.bookmarks if self._position else {}

    # -- what holds there --------------------------------------------------------------------------

    @property
    def grain(self) -> int:
        """How much a step covers, as a number of Grain."""
        return self._pace.grain

    @property
    def step_filter(self) -> StepFilter:
        """Which steps of one instruction are made."""
        return self._pace.step_filter

    @property
    def speed(self) -> float:
        """Steps per second."""
        return self._pace.speed

    @property
    def breakpoints(self) -> frozenset[str]:
        """Names at whose writing playing halts."""
        return self._position.breakpoints if self._position else frozenset()

    @property
    def is_followed(self) -> bool:
        """Whether the number in focus is followed through all iterations."""
        return self.frame is not None and str(self.place) in self.frame.watched.pinned

    @property
    def has_trouble(self) -> bool:
        """Whether there is a number that is not finite."""
        return self.frame is not None and self.frame.trouble is not None

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        turns = bool(self._position and self._position.turns.done)
        return self.frame is not None and (self.frame.can_undo or turns)

    @property
    def can_redo(self) -> bool:
        """Whether a change can be made again."""
        turns = bool(self._position and self._position.turns.undone)
        return self.frame is not None and (self.frame.can_redo or turns)

    @property
    def runs(self) -> tuple[CompanionRun, ...]:
        """The runs that are shown together, the leading one included."""
        return self.frame.runs if self.frame else ()

    @property
    def has_parting(self) -> bool:
        """Whether it is known where the numbers of the runs first part."""
        return self.frame is not None and self.frame.compared.first is not None

    @property
    def front(self) -> CompanionRun | None:
        """The run that is drawn over the others, if it is another than the leading one."""
        leader = self.frame.leader.id if self.frame else ""
        return next((run for run in self.runs if run.is_in_front and run.id != leader), None)

    @property
    def has_race(self) -> bool:
        """Whether several runs walk on a bare function."""
        if self._position is None or len(self.runs) < 2:
            return False
        from visualnn.lesson.file.spec import FunctionLessonSpec

        return isinstance(self._position.lesson.spec, FunctionLessonSpec)

    @property
    def has_searched(self) -> bool:
        """Whether the leading run has its best one of the rates that a search tried."""
        return self.frame is not None and bool(self.frame.leader.searched)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The ids of the runs that the learner left out."""
        company = self.frame.company if self.frame else {}
        return tuple(name for name, run in company.items() if run.is_left_out)

    @property
    def dismissible(self) -> str:
        """The id of the run that is dismissed next: the one in front if it was kept or is a ghost,
        else the ghost, else the run that was kept last; empty if there is none."""
        runs = [run for run in self.runs if run.kind in {"kept", "ghost"}]
        front = self.front
        if front is not None and front in runs:
            return front.id
        ghost = next((run.id for run in runs if run.kind == "ghost"), "")
        if not ghost and any(run.past is not None for run in self.runs):
            return "ghost"
        return ghost or max(runs, key=lambda run: run.number).id if runs else ""

    @property
    def rate(self) -> float | None:
        """The learning rate at this tick."""
        known = self.frame.values.get("lr") if self.frame else None
        return None if known is None else float(known)

    @property
    def rate_text(self) -> str:
        """The learning rate as it is written."""
        return "" if self.rate is None else figures.result(self.rate)

    @property
    def seed(self) -> int | None:
        """Where the lesson's randomness comes from."""
        return self._position.lesson.spec.seed if self._position else None

    @property
    def lesson_name(self) -> str:
        """The name of the lesson, the same in every language; empty before the first."""
        return self._position.lesson.name if self._position else ""

    @property
    def lesson_title(self) -> str:
        """What the lesson is called in the current language, and the run that leads if it is not
        the lesson's own."""
        if self._position is None:
            return _("Lesson")
        title = self._position.lesson.spec.title.in_language(text.language())
        if self._position.lesson.spec.missing_languages:
            title = _("{title} (draft)").format(title=title)
        leader = self._position.company.leader
        if leader.kind in {"lesson", "beside"}:
            return title
        from visualnn.tell.runs import title_of_run

        return f"{title} · {title_of_run(leader)}"

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Every name of the program and its shape."""
        return self._position.lesson.program.shapes[True] if self._position else {}
