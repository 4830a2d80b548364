"""The data of a lesson file, and how they are dealt out.

What may be written of a source are its fields in `visualnn.datasets`, and what is left out is as
the source has it; here are those that a file describes differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema

from ...datasets import SOURCES
from ...datasets.pictures import FashionMNIST
from ...errors import SettingError
from ...ops.features import FEATURE, columns_of
from ...text import N_
from .fields import Rows, Since, Spec, Words, is_word
from .kinds import Form, Kinds, alike, meaning_of, settings_of, titled
from .references import refusal

_TITLES: dict[type, str] = {FashionMNIST: "Fashion"}

FilePath = Annotated[str, Field(min_length=1, max_length=1_000)]
ColumnName = Annotated[str, Field(min_length=1, max_length=100)]
Columns = Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=10_000)]


def _feature(word: str) -> str:
    try:
        columns_of(word)
    except SettingError:
        raise refusal(N_("an input is written x0, x0^2, x0*x1 or sin(x0)")) from None
    return word


Feature = Annotated[
    str,
    AfterValidator(_feature),
    WithJsonSchema({"type": "string", "pattern": f"^({FEATURE})$"}),
]


def _share_or_rows(value: object) -> str:
    """Which of two alternatives a value belongs to: the numbers of rows, or a share."""
    return "rows" if isinstance(value, list | tuple) else "numbers"


def _forms() -> Iterator[Form]:
    for declaring, words in alike(SOURCES):
        title = _TITLES.get(declaring) or titled(declaring, words)
        yield Form(
            title=f"{title}Data",
            meaning=meaning_of(declaring),
            words=words,
            base=DataSpec,
            declared=partial(settings_of, declaring),
            declared_by=declaring,
            key="source",
        )
    for model in (SyntheticData, PhotographsData, FileDataSpec, TableData):
        yield Form.of(model, DataSpec, "source")


class DataSpec(Spec):
    """What every source of data can be asked for."""

    kinds: ClassVar[Kinds] = Kinds(_forms, "source")
    if TYPE_CHECKING:
        source: str

    validation: Annotated[
        Annotated[FilePath, Tag("name")] | Annotated[float, Field(ge=0, lt=1), Tag("numbers")],
        Discriminator(is_word),
    ] = 0.0
    """The share of the examples that is kept aside and never trained on; for data of a file also
    another file with examples to check with."""
    shape: (
        Annotated[
            tuple[Annotated[int, Field(ge=1, le=1_000_000)], ...], Field(min_length=1, max_length=3)
        ]
        | None
    ) = None
    """The shape of one example: `[1, 28, 28]` is a picture with one channel."""
    scale: Annotated[float, Field(gt=0)] | None = None
    """The inputs are divided by this number, in an instruction of its own."""
    standardise: bool = False
    """Each input less its mean, divided by its standard deviation, in an instruction of its own."""
    classes: Annotated[int, Field(ge=2, le=10_000)] | None = None
    """Whole-number targets become rows with a single one among this many zeros."""
    features: Annotated[
        Annotated[
            tuple[Feature, ...],
            Field(min_length=1, max_length=100),
        ]
        | None,
        Since(2),
    ] = None
    """The inputs that the network reads, made of those of the data: `["x0", "x1", "x0^2", "x0*x1",
    "sin(x1)"]`; without it those themselves."""
    reconstruct: bool = False
    """The inputs themselves are the targets, as an autoencoder has it."""

    @property
    def validation_share(self) -> float:
        """The share of the examples that is kept aside; 0 where another file is named, or rows
        are."""
        return self.validation if isinstance(self.validation, int | float) else 0.0


class FileDataSpec(DataSpec):
    """A file or folder of your own, inside the lesson's folder."""

    source: Literal["file"]
    file: FilePath
    """CSV, npz, an idx or npy file, or a folder with a folder of pictures for each class."""
    labels: FilePath | None = None
    """The second of a pair of idx or npy files."""
    validation_labels: FilePath | None = None
    """The second of the pair of files to check with."""
    inputs: Columns | None = None
    """The columns of a CSV file, or the array of an npz, that are read; otherwise all others."""
    targets: Columns | None = None
    """The columns or the array of the targets; otherwise one called label, target or class, or the
    last column."""
    onehot: Annotated[tuple[ColumnName, ...], Field(max_length=10_000)] | None = None
    """The inputs of a CSV file that become one column for each of their words, in the order of the
    alphabet; otherwise all that hold words."""
    decimal: Annotated[str, Words([".", ","])] | None = None
    """The decimal mark of a CSV file, where its numbers do not tell."""
    channels_last: bool | None = None
    """Whether the last axis of pictures in the file are their channels; otherwise the shapes
    decide."""


class TableData(DataSpec):
    """Examples written down in the lesson file."""

    source: Literal["table"]
    inputs: Rows
    """One row of numbers for each example."""
    targets: Rows
    """One row of numbers for each example."""
    validation: Annotated[
        Annotated[
            tuple[Annotated[int, Field(ge=0, lt=10_000)], ...],
            Field(min_length=1, max_length=10_000),
            Tag("rows"),
        ]
        | Annotated[float, Field(ge=0, lt=1), Tag("numbers")],
        Discriminator(_share_or_rows),
    ] = 0.0  # type: ignore[assignment]  # a table names rows instead of a file
    """The share of the examples that is kept aside and never trained on, or the rows themselves,
    counted from 0."""


class SyntheticData(DataSpec):
    """Made-up pictures, to run a network on that was built for photographs."""

    source: Literal["synthetic"]
    shape: Annotated[
        tuple[
            Annotated[int, Field(ge=1, le=16)],
            Annotated[int, Field(ge=1, le=1024)],
            Annotated[int, Field(ge=1, le=1024)],
        ],
        Field(),
    ]
    """Channels, height and width."""
    classes: Annotated[int, Field(ge=2, le=10_000)]
    n: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many."""


class PhotographsData(DataSpec):
    """Photographs that come with the program: a cat, and a cup of coffee."""

    source: Literal["photographs"]
    shape: Annotated[
        tuple[
            Annotated[int, Field(ge=1, le=3)],
            Annotated[int, Field(ge=1, le=1024)],
            Annotated[int, Field(ge=1, le=1024)],
        ],
        Field(),
    ]
    """Channels, height and width: 3 for colours, 1 for brightness."""
    classes: Annotated[int, Field(ge=2, le=10_000)]
    n: Annotated[int, Field(ge=1, le=2)] = 1
    """How many."""


AnyData = Annotated[DataSpec, DataSpec.kinds]


class BatchSpec(Spec):
    """How the examples are dealt out to the iterations."""

    size: Annotated[
        Annotated[Literal["all"], Tag("name")]
        | Annotated[int, Field(ge=1, le=1_000_000), Tag("numbers")],
        Discriminator(is_word),
    ] = "all"
    """The number of examples in an iteration."""
    shuffle: bool = False
    """Whether each epoch takes the examples in a new order."""
    drop_last: bool = False
    """Whether an epoch leaves out a last batch that is shorter than the others."""
