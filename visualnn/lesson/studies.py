"""Studies that can be asked for in a lesson, and what came out of one, as plain data.

Whoever shows a study needs no more than this; `visualnn.study` computes it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from ..dataclass import dataclass
from ..text import N_, _, language
from .change import Change
from .file import LessonBase, TitleSpec
from .file.variant_changes import changes_of
from .knobs import Knob, knob_of, knobs_of

if TYPE_CHECKING:
    from .parts import Lesson

__all__ = ["StudyDot", "StudyNumbers", "StudyOffer", "offers_of"]

SEED = "seed"
SEEDS_ALONE_COUNT = 10
"""Seeds of a study over nothing else."""
SEEDS_BESIDE_COUNT = 5
"""Seeds for each setting of a knob."""
MAX_OFFERED_SETTING_COUNT = 12
"""A knob of more settings is no axis of a study that can be looked over."""


@dataclass(frozen=True)
class StudyOffer:
    """A study that the learner may start."""

    seed_count: int
    """Each setting is run with the seeds from 0 on."""
    axes: tuple[Knob, ...] = ()
    """What the runs differ in besides the seed; the second is set after the first."""
    fixed: tuple[Change, ...] = ()
    """What all runs have."""
    own_title: TitleSpec | None = None

    @property
    def title(self) -> str:
        """What it is called in the current language."""
        if self.own_title is not None:
            return self.own_title.in_language(language())
        return " × ".join([axis.title for axis in self.axes]) or _(N_("seeds alone"))

    @property
    def run_count(self) -> int:
        """How many runs it has."""
        count = self.seed_count
        for axis in self.axes:
            count *= len(axis.settings)
        return count

    @property
    def places(self) -> tuple[tuple[int, ...], ...]:
        """Every setting: its place along each axis, the last axis turning fastest."""
        return tuple(itertools.product(*(range(len(axis.settings)) for axis in self.axes)))

    def words(self, places: tuple[int, ...]) -> tuple[str, ...]:
        """What the settings of a place are called in the current language."""
        return tuple(axis.settings[n].text for axis, n in zip(self.axes, places, strict=True))

    def changes(self, places: tuple[int, ...]) -> tuple[Change, ...]:
        """What a place changes besides the seed."""
        chosen = (axis.settings[n].changes for axis, n in zip(self.axes, places, strict=True))
        return (*self.fixed, *itertools.chain(*chosen))


@dataclass(frozen=True)
class StudyDot:
    """One finished run of a study."""

    places: tuple[int, ...]
    """Its settings: the place along each axis of the offer."""
    seed: int
    iterations: int
    values: Mapping[str, float]
    """The loss and the metrics by name, after the last update."""
    diverged_at: int | None
    """The iteration that made the first number that is not finite."""
    seconds: float


@dataclass(frozen=True)
class StudyNumbers:
    """A study as far as it is computed."""

    offer: StudyOffer
    dots: tuple[StudyDot, ...] = ()
    """The finished runs, in the order of the settings and seeds."""
    is_going: bool = False
    problems: tuple[str, ...] = field(default=())
    """Why runs are missing: sentences in the language in which they were told."""

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of what the runs end with: the loss, that of the validation, metrics."""
        names = dict.fromkeys(name for dot in self.dots for name in dot.values)
        first = [name for name in ("val.L", "L") if name in names]
        return (*first, *(name for name in names if name not in first))

    def at(self, places: tuple[int, ...]) -> tuple[StudyDot, ...]:
        """The finished runs of a setting."""
        return tuple(dot for dot in self.dots if dot.places == places)


def offers_of(lesson: Lesson) -> tuple[StudyOffer, ...]:
    """The studies that can be asked for: those that the lesson proposes, one over seeds alone, and
    one for each of its knobs; none in a lesson without a file or without a network."""
    spec = lesson.spec
    if spec.file is None or lesson.network.writes_loss:
        return ()
    proposed = tuple(_proposed(spec))
    alone = StudyOffer(SEEDS_ALONE_COUNT)
    turned = tuple(
        StudyOffer(SEEDS_BESIDE_COUNT, (knob,))
        for knob in knobs_of(spec)
        if knob.key != SEED and len(knob.settings) <= MAX_OFFERED_SETTING_COUNT
    )
    return (*proposed, alone, *turned)


def _proposed(spec: LessonBase) -> list[StudyOffer]:
    found = []
    for study in spec.studies:
        fixed = tuple(Change(key, value) for key, _keys, value in changes_of(spec, study.set))
        axes = tuple(knob_of(spec, each) for each in study.over)
        found.append(StudyOffer(study.seeds, axes, fixed, study.title))
    return found
