"""What was found about the runs of a race: by a search of rates, and with a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.run.edits import Intervention

__all__ = ["RaceFindings"]


@dataclass
class RaceFindings:
    """What was found about runs, by the id of the lesson of each; an id counts as long as its
    lesson is held."""

    searched: dict[int, tuple[Lesson, tuple[Intervention, ...], tuple[float, ...]]] = field(
        default_factory=dict
    )
    """The runs that a search of the best rates made: the lesson, what was laid over it, and the
    rates that were tried."""
    measured: dict[int, tuple[Lesson, float]] = field(default_factory=dict)
    """The runs whose updates were timed: the lesson, and the seconds for an update."""
