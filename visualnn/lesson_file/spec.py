"""The lesson file as types: what `lesson.toml` may say, read once and never changed.

The same types are the published JSON Schema, so that editors complete and check a lesson while it
is written. What one field alone decides is decided here; what needs two of them is in `agreement`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
)

from ..errors import Place
from ..text import N_, Language
from .places import Key, KeyPlaces, spelled
from .prose import Prose
from .references import LESSON_NAME, NAME, ReferenceField, refusal

FORMAT = 1
"""The version of the format that this program writes and reads."""

_LONGEST_TITLE = 200
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def clean_title(text: str) -> str:
    """One line that shows what it says: NFC, no control or direction characters, 200 at most."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (
        c
        for c in spaced
        if c not in _DIRECTION_MARKS and unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"}
    )
    return "".join(kept)[:_LONGEST_TITLE].strip()


def _title(text: str) -> str:
    cleaned = clean_title(text)
    if not cleaned:
        raise refusal(N_("a title needs at least one visible character"))
    return cleaned


def _is_text(value: object) -> str:
    return "name" if isinstance(value, str) else "numbers"


Identifier = Annotated[str, Field(pattern=f"^{LESSON_NAME}$")]
LayerName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,30}$")]
Title = Annotated[str, AfterValidator(_title)]
Numbers = Annotated[tuple[float, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]
Row = Annotated[tuple[float, ...], Field(min_length=1, max_length=1_000, fail_fast=True)]
Rows = Annotated[tuple[Row, ...], Field(min_length=1, max_length=10_000, fail_fast=True)]
Matrix = Annotated[tuple[Numbers, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]
Initializer = Literal[
    "zeros", "he_uniform", "he_normal", "glorot_uniform", "glorot_normal", "pytorch"
]
Activation = Literal[
    "relu",
    "sigmoid",
    "tanh",
    "softmax",
    "log_softmax",
    "leaky_relu",
    "relu6",
    "elu",
    "selu",
    "celu",
    "softplus",
    "softsign",
    "gelu",
    "gelu_tanh",
    "silu",
    "mish",
    "hard_sigmoid",
    "hard_swish",
    "hard_tanh",
    "none",
]


class Spec(BaseModel):
    """A table of the lesson file."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )


class TitleSpec(Spec):
    """One title in each language."""

    en: Title
    ko: Title

    def in_language(self, language: Language) -> str:
        """The title in this language."""
        return self.ko if language == "ko" else self.en


class DataSpec(Spec):
    """What every source of data can be asked for."""

    validation: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """The share of the examples that is kept aside and never trained on."""
    scale: Annotated[float, Field(gt=0)] | None = None
    """The inputs are divided by this number, in an instruction of its own."""
    classes: Annotated[int, Field(ge=2, le=10_000)] | None = None
    """Whole-number targets become rows with a single one among this many zeros."""


class BuiltInData(DataSpec):
    """Examples that come with the program."""

    source: Literal["xor", "and", "or", "nand", "digits"]


class TableData(DataSpec):
    """Examples written down in the lesson file."""

    source: Literal["table"]
    inputs: Rows
    """One row of numbers for each example."""
    targets: Rows
    """One row of numbers for each example."""


class BatchSpec(Spec):
    """How the examples are dealt out to the iterations."""

    size: Annotated[
        Annotated[Literal["all"], Tag("name")]
        | Annotated[int, Field(ge=1, le=1_000_000), Tag("numbers")],
        Discriminator(_is_text),
    ] = "all"
    """The number of examples in an iteration."""
    shuffle: bool = False
    """Whether each epoch takes the examples in a new order."""


class LayerBase(Spec):
    """What every layer has."""

    name: LayerName
    """What its values are called after: `hidden` has `hidden.z` and `hidden.a`."""
    inputs: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=100)] | None = None
    """The layers it reads, `x` for the data; without it, the layer before."""
    activation: Activation = "none"


class DenseSpec(LayerBase):
    """Every unit reads every number of the input."""

    kind: Literal["dense"]
    units: Annotated[int, Field(ge=1, le=100_000)]
    weights: Annotated[
        Annotated[Initializer, Tag("name")] | Annotated[Matrix, Tag("numbers")],
        Discriminator(_is_text),
    ] = "glorot_uniform"
    """How the weights start: a rule, or one row of numbers for each input."""
    bias: Annotated[
        Annotated[Initializer, Tag("name")] | Annotated[Numbers, Tag("numbers")],
        Discriminator(_is_text),
    ] = "zeros"
    """How the biases start: a rule, or one number for each unit."""


class FlattenSpec(LayerBase):
    """Each example becomes one row of numbers."""

    kind: Literal["flatten"]


class AddSpec(LayerBase):
    """Two values of one shape are added."""

    kind: Literal["add"]


LayerSpec = Annotated[DenseSpec | FlattenSpec | AddSpec, Discriminator("kind")]


class LossSpec(Spec):
    """The number that training makes small."""

    kind: Literal["binary_cross_entropy", "categorical_cross_entropy", "mean_squared_error"]


Share = Annotated[float, Field(ge=0, lt=1)]
Library = Literal["pytorch", "keras"]
Positive = Annotated[float, Field(ge=0, le=1e308)]


class OptimizerBase(Spec):
    """What every optimizer has. What is left out is as the convention has it."""

    lr: Annotated[float, Field(ge=0, le=1e308)]
    """The learning rate."""
    convention: Literal["pytorch", "keras", "paper"] = "pytorch"
    """Whose formulas and defaults: they differ where ε stands, in what a memory starts from, and
    in how weights decay."""
    weight_decay: Share | None = None
    """How strongly weights are pulled towards zero; without it there is no such line."""

    @property
    def given(self) -> dict[str, float]:
        """The settings that the lesson gives, by name."""
        words = self.model_dump(exclude={"kind", "convention"}, exclude_none=True)
        return {name: float(value) for name, value in words.items()}


class SGDSpec(OptimizerBase):
    """Gradient descent."""

    kind: Literal["sgd"]
    convention: Library = "pytorch"


class MomentumSpec(OptimizerBase):
    """Gradient descent with a velocity."""

    kind: Literal["momentum"]
    convention: Library = "pytorch"
    momentum: Share | None = None


class NesterovSpec(OptimizerBase):
    """Gradient descent with a velocity and a look ahead."""

    kind: Literal["nesterov"]
    convention: Library = "pytorch"
    momentum: Share | None = None


class AdagradSpec(OptimizerBase):
    """Steps divided by the root of all squared gradients."""

    kind: Literal["adagrad"]
    convention: Library = "pytorch"
    eps: Positive | None = None
    lr_decay: Positive | None = None
    """How fast the rate fades; PyTorch only."""


class RMSpropSpec(OptimizerBase):
    """Steps divided by the root of recent squared gradients."""

    kind: Literal["rmsprop"]
    convention: Library = "pytorch"
    rho: Share | None = None
    eps: Positive | None = None
    momentum: Share | None = None
    """With it, a velocity of scaled gradients."""


class CenteredRMSpropSpec(OptimizerBase):
    """Steps divided by the root of the gradient's recent variance."""

    kind: Literal["centered_rmsprop"]
    convention: Library = "pytorch"
    rho: Share | None = None
    eps: Positive | None = None
    momentum: Share | None = None
    """With it, a velocity of scaled gradients."""


class AdadeltaSpec(OptimizerBase):
    """Steps of the size of recent steps."""

    kind: Literal["adadelta"]
    rho: Share | None = None
    eps: Positive | None = None


class MomentsSpec(OptimizerBase):
    """What Adam and its relatives have."""

    beta1: Share | None = None
    beta2: Share | None = None


class AdamSpec(MomentsSpec):
    """Adam."""

    kind: Literal["adam"]
    convention: Library = "pytorch"
    eps: Positive | None = None


class AMSGradSpec(MomentsSpec):
    """Adam over the largest second moment so far."""

    kind: Literal["amsgrad"]
    convention: Library = "pytorch"
    eps: Positive | None = None


class AdamWSpec(MomentsSpec):
    """Adam with a weight decay beside the gradient."""

    kind: Literal["adamw"]
    eps: Positive | None = None


class AdamaxSpec(MomentsSpec):
    """Adam over the largest recent gradient."""

    kind: Literal["adamax"]
    eps: Positive | None = None
    """Not in the paper."""


class NAdamSpec(MomentsSpec):
    """Adam with Nesterov's look ahead."""

    kind: Literal["nadam"]
    convention: Library = "pytorch"
    eps: Positive | None = None
    momentum_decay: Positive | None = None
    """How fast the momentum warms up; PyTorch only."""


class RAdamSpec(MomentsSpec):
    """Adam that trusts its second moment only after a while."""

    kind: Literal["radam"]
    convention: Literal["pytorch", "paper"] = "pytorch"
    eps: Positive | None = None
    threshold: Annotated[float, Field(ge=4, le=1e308)] | None = None
    """How many gradients the second moment must have seen."""


OptimizerSpec = Annotated[
    SGDSpec
    | MomentumSpec
    | NesterovSpec
    | AdagradSpec
    | RMSpropSpec
    | CenteredRMSpropSpec
    | AdadeltaSpec
    | AdamSpec
    | AMSGradSpec
    | AdamWSpec
    | AdamaxSpec
    | NAdamSpec
    | RAdamSpec,
    Discriminator("kind"),
]


class NumberQuestion(Spec):
    """The learner types a number; the trace knows the right one."""

    kind: Literal["number"]
    id: Identifier
    answer: ReferenceField
    """The number of the trace that is asked for."""
    tolerance: Annotated[float, Field(gt=0)]
    """How far off an answer may be."""


class ChoiceQuestion(Spec):
    """The learner picks one of a few; the file or a rule on the trace says which is right."""

    kind: Literal["choice"]
    id: Identifier
    choices: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=6)]
    correct: Identifier | None = None
    """The right choice, unless a rule decides it."""
    rule: Literal["sign", "compare"] | None = None
    """`sign`: is `answer` negative, zero, positive? `compare`: is it less, equal, greater than
    `other`?"""
    answer: ReferenceField | None = None
    other: ReferenceField | None = None


QuestionSpec = Annotated[NumberQuestion | ChoiceQuestion, Discriminator("kind")]


class StopSpec(Spec):
    """A place of the training where the lesson says something."""

    id: Identifier
    """The heading of its section in `ko.md` and `en.md`."""
    at: Annotated[str, Field(pattern=f"^({NAME})?$")] = ""
    """The name an instruction has just written; empty is the start of the iteration."""
    iteration: Annotated[int, Field(ge=-1, le=1_000_000_000_000)] = 0
    """Counted from 0; -1 is the last one of the lesson."""
    focus: ReferenceField | None = None
    """What the learner looks at."""
    questions: Annotated[tuple[QuestionSpec, ...], Field(max_length=10)] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a lesson was read from; a lesson made in a program has neither places nor prose."""

    places: KeyPlaces | None = None
    prose: Mapping[Language, Prose] = field(default_factory=dict)


class LessonSpec(Spec):
    """A lesson: network, data, training, stops, and the prose of both languages."""

    format: Annotated[int, Field(ge=1, le=FORMAT)]
    name: Identifier
    title: TitleSpec
    dtype: Literal["float32", "float64"] = "float64"
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    epochs: Annotated[int, Field(ge=1, le=1_000_000)]
    beside: Identifier | None = None
    """The lesson that runs along for comparison."""
    metrics: Annotated[tuple[Literal["accuracy"], ...], Field(max_length=10)] = ()
    data: Annotated[BuiltInData | TableData, Discriminator("source")]
    batch: BatchSpec = BatchSpec()
    layers: Annotated[tuple[LayerSpec, ...], Field(min_length=1, max_length=1_000)]
    loss: LossSpec
    optimizer: OptimizerSpec
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

    def where(self, *keys: Key) -> Place:
        """The place of a value, as in `where("stops", 0, "at")`.

        For a value that was left out it is the table that would hold it; for a lesson that was
        never a file it is the key path alone, without a line.
        """
        places = self._sources.places
        return places.value(*keys) if places else Place(spelled(keys))
