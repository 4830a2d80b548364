"""What is known of one run of a company at a moment, as a frame carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..ops import Array

if TYPE_CHECKING:
    from ..lesson import Lesson
    from ..lesson.file import TitleSpec
    from ..run.edits import Intervention
    from ..run.history import NonFinite

__all__ = ["CompanionRun", "PastRun", "RunKind"]


class RunKind(StrEnum):
    """Where a run of a company comes from."""

    LESSON = "lesson"
    """The lesson that was opened, with what the learner changed."""
    VARIANT = "variant"
    """A named set of changes that the lesson brings."""
    BESIDE = "beside"
    """The lesson that a lesson names as standing beside it."""
    KEPT = "kept"
    """A run that the learner kept."""
    GHOST = "ghost"
    """The run as it was before the last change."""


@dataclass(frozen=True, eq=False)
class PastRun:
    """What was known of a run before the last change of all runs together. It goes no further."""

    curves: Mapping[str, Array]
    trails: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class CompanionRun:
    """One run of a company: what it is called, where it stands, and how far it has come."""

    id: str
    """What the company calls it."""
    lesson: str
    """The name of the lesson that is run."""
    kind: RunKind = RunKind.BESIDE
    title: TitleSpec | None = None
    """What its author calls it; None where nobody gave it a title."""
    number: int = 0
    """Of kept runs: the how manieth, from 1."""
    of: str = ""
    """Of a kept run or a ghost: the id of the run that it was made of."""
    mark: int = 0
    """The number of the mark that it has everywhere, as long as it is in the company."""
    opened: Lesson | None = None
    """The lesson as it is run; None until it was opened."""
    values: Mapping[str, Array] | None = None
    """The values at the place of the leading run: name → read-only array; None until they are
    computed, and for a run that is not in step."""
    tick: int | None = None
    """Its own tick where `values` are."""
    is_same_instruction: bool = False
    """Whether `values` are those after the instruction that the leading run has done; otherwise
    those at the end of the same phase, or where the run ends."""
    ending: Mapping[str, Array] | None = None
    """The values at its end: name → read-only array; None until it has come there."""
    curves: Mapping[str, Array] = field(default_factory=dict)
    """``L`` and other names → one number for each iteration so far, or for each epoch for ``val.``
    names."""
    trails: Mapping[str, Array] = field(default_factory=dict)
    """Of a walk on a bare function: name → its numbers before each update so far."""
    furthest: int = 0
    """How many iterations were computed to their end."""
    share: float = 0.0
    """How much of it is done, from 0 to 1."""
    edits: tuple[Intervention, ...] = ()
    """What the learner laid over it, oldest first."""
    trouble: NonFinite | None = None
    """Its first number that is not finite: it has diverged. None as far as was computed."""
    failure: VisualnnError | None = None
    """Why it goes no further."""
    past: PastRun | None = None
    """What it was before the last change of all runs together, as of another start of a walk."""
    searched: tuple[float, ...] = ()
    """The learning rates of the search that found the one that it has to be its best; empty where
    nobody searched, or where the run is another by now."""
    update_seconds: float | None = None
    """The seconds of the processor for one of its updates, as they were measured; None where nobody
    measured them, or where the run is another by now."""
    is_left_out: bool = False
    """Whether the learner left it out: it is not shown, and not computed."""
    is_in_front: bool = False
    """Whether the learner brought it to the front of the pictures that show several runs."""

    @property
    def is_done(self) -> bool:
        """Whether it has come to its end, or goes no further."""
        return self.ending is not None or self.failure is not None

    @property
    def is_shown(self) -> bool:
        """Whether pictures of several runs show it."""
        return not self.is_left_out

    def renamed(self, name: str, kind: RunKind, number: int = 0) -> CompanionRun:
        """Another run of the same lesson, of which nothing is known yet."""
        return CompanionRun(name, self.lesson, kind, self.title, number, of=self.id)

    @property
    def nbytes(self) -> int:
        """The memory of its ending and curves, in bytes."""
        arrays = (*(self.ending or {}).values(), *self.curves.values())
        return sum(array.nbytes for array in arrays)
