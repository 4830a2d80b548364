"""The lesson file as types: what `lesson.toml` may say, read once and never changed.

The same types are the published JSON Schema, so that editors complete and check a lesson while it
is written. What one field alone decides is decided here; what needs two of them is in `agreement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from ...dataclass import dataclass
from ...errors import TextPosition
from ...text import LANGUAGES, Language
from ..architectures import ARCHITECTURES
from .augment_specs import AugmentSpec
from .callback_specs import CallbacksSpec, FunctionCallbacksSpec
from .data_specs import AnyData, BatchSpec, FilePath
from .fields import Identifier, Since, Spec, TitleSpec, Views, Words
from .function_specs import FunctionSpec
from .knob_specs import KnobSpec
from .layer_specs import LayerSpec
from .loss_specs import ClipSpec, LossSpec, Metric, RegularizationSpec
from .optimizer_specs import OptimizerSpec
from .origins import Origins
from .places import Key
from .prose import Prose
from .references import NAME
from .schedule_specs import ScheduleSpec
from .stop_specs import StopSpec
from .study_specs import StudySpec
from .variant_specs import LESSON_RUN, VariantSpec

FORMAT = 2
"""The newest format that this program reads. Whatever has come since the first one says so with
`Since`."""

TRAINING_IRRELEVANT_KEYS = frozenset(
    {
        "beside",
        "breakpoints",
        "desk",
        "format",
        "knobs",
        "name",
        "run_title",
        "stops",
        "studies",
        "title",
        "variants",
    }
)
"""Keys of a lesson that change nothing of how a run goes: its hash leaves them out."""
MAX_LAYER_COUNT = 1_000
"""Layers of a lesson, those of its blocks counted each time."""
MAX_VARIANT_COUNT = 15
"""Variants of a lesson: with the lesson itself as many runs as can be told apart in one picture."""

MAX_KNOB_COUNT = 30
"""Knobs of a lesson."""
MAX_STUDY_COUNT = 6
"""Studies that a lesson proposes."""


Name = Annotated[str, Field(pattern=f"^{NAME}$")]


ValueName = Annotated[str, Field(pattern=f"^{NAME}$")]
Names = Annotated[dict[ValueName, ValueName], Field(min_length=1, max_length=1_000)]


class StartSpec(Spec):
    """Parameters begin where the training of another lesson ended, or with numbers of a file: it
    names either a lesson or a file."""

    lesson: Identifier | None = None
    """A lesson whose folder stands beside this one's, or one that comes with the program."""
    file: FilePath | None = None
    """An npz inside the lesson's folder, with an array of each name."""
    iterations: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """After so many iterations of it; without it at its end."""
    parameters: (
        Annotated[dict[ValueName, ValueName], Field(min_length=1, max_length=1_000)] | None
    ) = None
    """Names here = names there; without it all that both have in one shape."""


class DeskSpec(Spec):
    """What stands on the desk when the lesson is opened."""

    views: Views
    """The views that are shown at once, the main one first."""
    steps: Literal["all", "layer", "updates", "changed"] = "all"
    """Which steps of one instruction are made at first: only those of the layer in focus, only
    updates, or only what changed by more than 1 %."""


class BreakpointSpec(Spec):
    """A condition at which playing halts."""

    when: Annotated[str, Field(min_length=1, max_length=200)]
    """``L < 0.1``, ``changes_sign(d.hidden.W[0,0])``, ``not_finite(L)`` or ``dies(hidden.a)``."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a lesson was read from; a lesson made in a program has neither places nor prose."""

    places: Origins = field(default_factory=Origins)
    prose: Mapping[Language, Prose] = field(default_factory=dict)
    file: str = ""
    """The file of the lesson that this one was made from, if it was no file itself."""
    whole: LessonBase | None = None
    """The lesson with all of its stops, where some of them hold no longer."""


class LessonBase(Spec):
    """What every lesson has: training, stops, and the prose of both languages."""

    format: Annotated[int, Field(ge=1, le=FORMAT)]
    name: Identifier
    title: TitleSpec
    dtype: Literal["float32", "float64"] = "float64"
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    epochs: Annotated[int, Field(ge=1, le=1_000_000)]
    beside: Identifier | None = None
    """The lesson that runs along for comparison."""
    clip: ClipSpec | None = None
    optimizer: OptimizerSpec
    schedule: ScheduleSpec | None = None
    """How the learning rate goes on from the optimizer's; without it the rate stays."""
    start_from: Annotated[tuple[StartSpec, ...], Field(max_length=20)] = ()
    desk: Annotated[DeskSpec | None, Since(2)] = None
    run_title: Annotated[TitleSpec | None, Since(2)] = None
    """What the lesson's own run is called among those of its variants: what it has and they have
    not."""
    variants: Annotated[tuple[VariantSpec, ...], Field(max_length=MAX_VARIANT_COUNT), Since(2)] = ()
    """The same lesson with other values at some keys; their runs stand beside this one."""
    breakpoints: Annotated[tuple[BreakpointSpec, ...], Field(max_length=20), Since(2)] = ()
    """Conditions at which playing halts."""
    knobs: Annotated[tuple[KnobSpec, ...], Field(max_length=MAX_KNOB_COUNT), Since(2)] = ()
    """Keys that the learner may turn in this lesson."""
    studies: Annotated[tuple[StudySpec, ...], Field(max_length=MAX_STUDY_COUNT), Since(2)] = ()
    """Studies that the lesson proposes: many runs over seeds and settings."""
    stops: Annotated[tuple[StopSpec, ...], Field(max_length=100)] = ()

    _sources: Sources = PrivateAttr(default_factory=Sources)

    def model_post_init(self, context: Any, /) -> None:
        """Keep the sources that came along with the values."""
        if isinstance(context, Sources):
            self._sources = context

    @property
    def prose(self) -> Mapping[Language, Prose]:
        """The narration by language; empty for a lesson that was never a file."""
        return MappingProxyType(self._sources.prose)

    @property
    def missing_languages(self) -> tuple[Language, ...]:
        """The languages that the lesson has no page in: of a draft one, of others none."""
        return tuple(each for each in LANGUAGES if self.prose and each not in self.prose)

    def page(self, language: Language) -> Prose | None:
        """The narration in a language; of a draft without it in the other one, and None for a
        lesson that was never a file."""
        pages = self._sources.prose
        return pages.get(language) or next(iter(pages.values()), None)

    @property
    def quotable(self) -> tuple[str, ...]:
        """The ids of the runs whose numbers its prose may quote besides those of its own."""
        beside = () if self.beside is None else (self.beside,)
        variants = tuple(variant.id for variant in self.variants)
        return (*beside, *variants, *((LESSON_RUN,) if variants else ()))

    @property
    def file(self) -> Path | None:
        """The ``lesson.toml`` that it was read from, or that of the lesson that it was made from;
        None without one."""
        place = self.where()
        found = place.path if place.line else self._sources.file
        return Path(found) if found else None

    def with_stops(self, names: Iterable[str], *, for_good: bool = False) -> Self:
        """The same lesson with some of its stops only, and with what its pages say at them; the
        others are kept in `with_all_stops`, unless they are left out for good."""
        kept = set(names)
        if kept.issuperset(stop.id for stop in self.stops):
            return self
        pages = {
            spoken: replace(
                page,
                title=self.title.in_language(spoken),
                sections=tuple(section for section in page.sections if section.id in kept),
            )
            for spoken, page in self._sources.prose.items()
        }
        stops = tuple(stop for stop in self.stops if stop.id in kept)
        made = self.model_copy(update={"stops": stops})
        whole = None if for_good else self._sources.whole or self
        made._sources = replace(self._sources, prose=pages, whole=whole)  # noqa: SLF001  its own kind
        return made

    @property
    def with_all_stops(self) -> LessonBase:
        """The same lesson with the stops too that hold no longer, and their pages."""
        return self._sources.whole or self

    def is_of_block(self, layer: int) -> bool:
        """Whether a layer was written in a block, so that its place alone does not say which it
        is."""
        return self._sources.places.of_block(layer)

    def where(self, *keys: Key) -> TextPosition:
        """The place of a value, as in `where("stops", 0, "at")`.

        For a value that was left out it is the table that would hold it; for a lesson that was
        never a file it is the key path alone, without a line.
        """
        return self._sources.places.value(*keys)


class LessonSpec(LessonBase):
    """A lesson: network, data, training, stops, and the prose of both languages."""

    metrics: Annotated[tuple[Metric, ...], Field(max_length=10)] = ()
    gradients: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """Values whose gradient is computed although nothing is trained by it: `x` is the input."""
    data: AnyData
    batch: BatchSpec = BatchSpec.model_construct()
    augment: Annotated[tuple[AugmentSpec, ...], Field(max_length=20)] = ()
    """How the examples are changed in training, anew in each iteration."""
    architecture: Annotated[
        Annotated[str, Words(tuple(ARCHITECTURES))] | None, Since(2), Field(exclude=True)
    ] = None
    """A known network whose layers stand in the place of `layers`."""
    layers: Annotated[tuple[LayerSpec, ...], Field(min_length=1, max_length=MAX_LAYER_COUNT)]
    loss: LossSpec
    """What the last layer is trained for."""
    losses: Annotated[tuple[LossSpec, ...], Field(max_length=20)] = ()
    """What further outputs are trained for: auxiliary classifiers."""
    regularization: RegularizationSpec = RegularizationSpec.model_construct()
    callbacks: CallbacksSpec = CallbacksSpec.model_construct()


class FunctionLessonSpec(LessonBase):
    """A lesson on a bare function: a start instead of a network, and no data."""

    function: FunctionSpec
    callbacks: FunctionCallbacksSpec = FunctionCallbacksSpec.model_construct()
