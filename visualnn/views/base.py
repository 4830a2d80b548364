"""A view: what one picture shows, as numbers without a screen.

A view is made from a *moment*, a run at one tick, by a pure function. Its numbers are what a panel
paints, what the command ``visualnn table`` prints, and what is said of the picture in words. Every
number is either a named number of the run or a quantity that the view's docstring defines.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import ClassVar

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..expr import Source
from ..lesson import Lesson
from ..lesson.histogram_trails import HistogramTrails
from ..lesson.studies import StudyNumbers
from ..ops import Array

__all__ = ["CellValue", "Moment", "UnsuitedError", "View", "ViewTable"]

CellValue = str | int | float | bool | None
"""The type of a cell of a table; None stands for a value that is not computed."""


@dataclass(frozen=True)
class ViewTable:
    """Rows under columns, one rectangle. Raises ValueError for a row of another length."""

    columns: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row has {len(self.columns)} cells: {self.columns}")

    @property
    def records(self) -> list[dict[str, CellValue]]:
        """The rows as dictionaries: column → cell."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Moment:
    """A run at one tick, and the number that is looked at."""

    lesson: Lesson
    tick: int
    values: Mapping[str, Array]
    """Name → read-only array, of every value that exists at the tick."""
    focus: Source | None = None
    curves: Mapping[str, Array] = field(default_factory=lambda: MappingProxyType({}))
    """Name → one number for each iteration in which it is written by the tick, for each epoch for
    ``val.`` names."""
    followed: Mapping[str, Array] = field(default_factory=lambda: MappingProxyType({}))
    """For each name that the view follows: its value before each update up to this tick, and now,
    ``(iterations + 1, …)``."""
    before_update: Mapping[str, Array] | None = None
    """Once the update of the iteration has begun: what was known before it. None until then."""
    study: StudyNumbers | None = None
    """What came out of many runs of the lesson; None where no study was begun."""
    histograms: Callable[[tuple[str, ...]], HistogramTrails] | None = None
    """Gives the histograms of names through time, as far as they are known; None where nobody
    counts."""
    units: tuple[int, int] | None = None
    """The two units that a layer is to be seen along, in place of what the view chooses."""

    @property
    def computed(self) -> Mapping[str, Array]:
        """What the iteration's forward and backward pass read and wrote: its values with the
        parameters that they were computed with, also after the update."""
        return self.values if self.before_update is None else self.before_update


class UnsuitedError(VisualnnError):
    """A view that has nothing to say in a lesson; the sentence says why."""


class View(ABC):
    """One kind of picture. The classes are in the files of their names."""

    name: ClassVar[str]
    """The name of the view on the command line."""
    title: ClassVar[str]
    """The heading of the picture: a catalogue entry (English)."""
    parts: ClassVar[tuple[str, ...]]
    """Its tables; the first one is meant where none is named."""
    reads_values: ClassVar[bool] = True
    """Whether its tables grow with the values of the network; those of its shape do not."""

    def refuse(self, lesson: Lesson) -> None:  # noqa: B027  unless it says otherwise, a view suits
        """Raise UnsuitedError in a lesson in which this view has nothing to say."""

    def suits(self, lesson: Lesson) -> bool:
        """Whether this view has something to say in a lesson."""
        try:
            self.refuse(lesson)
        except UnsuitedError:
            return False
        return True

    def parts_in(self, lesson: Lesson) -> tuple[str, ...]:
        """Those of its tables that have something to say in a lesson."""
        return self.parts

    def follows(self, lesson: Lesson) -> tuple[str, ...]:
        """The names whose values at every iteration the view needs."""
        return ()

    def pick(self, moment: Moment) -> Source | None:
        """The number that is looked at where none was chosen: the first that suits, if any."""
        return moment.focus

    @abstractmethod
    def table(self, moment: Moment, part: str) -> ViewTable:
        """The numbers of a part at a moment. `part` is one of `parts`."""
