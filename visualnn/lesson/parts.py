"""What a lesson is made of, once it is ready to run, and how large it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property

from .. import datasets
from ..compiler import Plan
from ..dataclass import dataclass
from ..expr import Source
from ..network import Network
from ..ops import Array
from ..program import Program
from .change import Change
from .file import LessonBase, LessonSpec, QuestionSpec, Quotation, TitleSpec
from .file.variant_changes import changes_of
from .knobs import Knob, knobs_of
from .transfer import Inherited


@dataclass(frozen=True)
class Limits:
    """The largest network that is allowed; a larger one is refused before anything is allocated."""

    parameters: int = 5_000_000
    bytes: int = 512 << 20
    """Of one iteration: parameters, the optimizer's memory, every value and gradient."""


LARGE = Limits(200_000_000, 20 << 30)
"""For networks that one knows to be large; GoogLeNet takes 0.3 GB, ResNet-152 takes 3, VGG-19 4."""


def limits_of(spec: LessonBase) -> Limits:
    """How large a lesson may be: one that names an architecture as large as that is."""
    named = isinstance(spec, LessonSpec) and spec.architecture is not None
    return LARGE if named else Limits()


FUNCTION = "f"
"""What the one layer of a lesson without a network is called."""


@dataclass(frozen=True)
class Question:
    """Something asked before it is shown. The answer is a number of the trace, made at `tick`."""

    spec: QuestionSpec
    answer: Source | None
    other: Source | None
    tick: int
    """When the answer has its value."""
    other_tick: int | None = None
    """When the other number has its value, if that is at another tick."""

    @property
    def known_tick(self) -> int:
        """When both numbers have their values."""
        return max(self.tick, self.other_tick or 0)


@dataclass(frozen=True)
class Stop:
    """A place in the run at which the lesson has something to say."""

    name: str
    tick: int
    focus: Source | None
    questions: tuple[Question, ...]
    quotations: tuple[Quotation, ...]
    """What its prose quotes, in any language."""
    views: tuple[str, ...] = ()
    """The names of the views that it talks about; without any those of the lesson."""
    times_updates: bool = False
    """Whether the time of an update of each run of a race is measured as it opens."""
    changes: tuple[Change, ...] = ()
    """What the knobs stand at when it is gone to."""


@dataclass(frozen=True)
class Variant:
    """The same lesson with other values at some keys, as the lesson's file names it."""

    id: str
    title: TitleSpec
    changes: tuple[Change, ...]
    """In the order in which they are made."""


def variants_of(spec: LessonBase) -> tuple[Variant, ...]:
    """The variants that a lesson is described with."""
    return tuple(
        Variant(
            each.id,
            each.title,
            (
                *(Change(key, value) for key, _keys, value in changes_of(spec, each.set)),
                *(Change(key, None) for key in each.without),
            ),
        )
        for each in spec.variants
    )


@dataclass(frozen=True, eq=False)
class Outline:
    """A lesson before any weight exists: what a summary is made from, in no time at any size."""

    spec: LessonBase
    network: Network
    data: datasets.Dataset
    plan: Plan

    @property
    def name(self) -> str:
        return self.spec.name

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that the lesson brings, in the order of its file; none is built yet, and one
        may turn out to be impossible."""
        return variants_of(self.spec)

    @cached_property
    def knobs(self) -> tuple[Knob, ...]:
        """What the learner may turn, in the order of the file."""
        return knobs_of(self.spec)


@dataclass(frozen=True, eq=False)
class Lesson(Outline):
    """Everything that does not change while a lesson is run."""

    program: Program
    start: Mapping[str, Array]
    """What exists before the first tick: data, settings, parameters, memory. Read-only arrays of
    one type."""
    inherited: Mapping[str, Inherited] = field(default_factory=dict)
    """The first values that another lesson's training made."""
    stops: tuple[Stop, ...] = ()
    changes: tuple[Change, ...] = ()
    """What was changed in it since it was read: with these its file makes the same lesson."""
    data_before_drawing: Mapping[str, object] | None = field(default=None, repr=False)
    """The data table of the lesson before examples were drawn by hand; None where none were."""
    limits: Limits = Limits()
    """How large the network was allowed to be."""
    variant: str | None = None
    """The id of the variant that this is; None for the lesson itself."""
    open_base: Callable[[], Lesson] | None = field(default=None, repr=False)
    """Opens the lesson that this is a variant of, always the same one; it may raise
    VisualnnError. None for a lesson that is no variant."""

    @property
    def base(self) -> Lesson | None:
        """The lesson that this is a variant of, opened when it is asked for. Raises VisualnnError
        if that cannot be opened."""
        return None if self.open_base is None else self.open_base()

    @cached_property
    def is_beyond_prose(self) -> bool:
        """Whether something was changed in it that its author did not foresee: a key without a
        knob, or the examples."""
        settings = (setting for knob in self.knobs for setting in knob.settings)
        foreseen = {change.key for setting in settings for change in setting.changes}
        return any(change.key not in foreseen for change in self.changes)

    @property
    def iterations(self) -> int:
        """The count of iterations that the lesson trains."""
        return self.spec.epochs * self.program.iterations

    @property
    def steps(self) -> str:
        """Which steps of one instruction it begins with: a `StepFilter`."""
        return self.spec.desk.steps if self.spec.desk else "all"

    @property
    def desk_views(self) -> tuple[str, ...]:
        """The names of the views that the lesson shows, the main one first; empty if it does not
        say."""
        return self.spec.desk.views if self.spec.desk else ()

    @cached_property
    def last_tick(self) -> int:
        """The tick at which the run closes."""
        return self.closing_tick(self.iterations)

    def closing_tick(self, updates: int) -> int:
        """The tick at which a run of so many updates closes: it goes forward once more with the
        last parameters, up to the loss, and updates nothing."""
        return self.program.closing_tick(updates)

    @cached_property
    def written_stops(self) -> tuple[str, ...]:
        """The names of all stops that the author wrote, also of those that hold no longer."""
        return tuple(stop.id for stop in self.spec.with_all_stops.stops)

    def number_of_stop(self, stop: int) -> int:
        """The number, counted from 1, that the stop of an index has among all written stops: it is
        the same in every run beside, whatever stops a change has taken away there."""
        return self.written_stops.index(self.stops[stop].name) + 1

    def stop_at(self, tick: int) -> int | None:
        """The index of the last stop at or before a tick."""
        passed = [n for n, stop in enumerate(self.stops) if stop.tick <= tick]
        return passed[-1] if passed else None
