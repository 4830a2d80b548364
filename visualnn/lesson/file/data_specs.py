"""The data of a lesson file, and how they are dealt out.

The meaning of a source's settings is in `visualnn.datasets`; here is what may be written. What is
left out is as the source has it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import Rows, Spec, is_word

Count = Annotated[int, Field(ge=1, le=100_000)]
Noise = Annotated[float, Field(ge=0, le=1e6)]
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6)]
Steps = Annotated[int, Field(ge=1, le=1_000)]
Predict = Literal["last", "every"]
FilePath = Annotated[str, Field(min_length=1, max_length=1_000)]
ColumnName = Annotated[str, Field(min_length=1, max_length=100)]
Columns = Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=10_000)]


class DataSpec(Spec):
    """What every source of data can be asked for."""

    validation: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """The share of the examples that is kept aside and never trained on."""
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
    reconstruct: bool = False
    """The inputs themselves are the targets, as an autoencoder has it."""


class GateData(DataSpec):
    """The truth table of a logic gate."""

    source: Literal["xor", "and", "or", "nand"]


class MoonsData(DataSpec):
    """Two half circles that reach into each other."""

    source: Literal["moons"]
    n: Count | None = None
    noise: Noise | None = None


class CirclesData(DataSpec):
    """A circle around another."""

    source: Literal["circles"]
    n: Count | None = None
    noise: Noise | None = None
    factor: Annotated[float, Field(ge=0, le=1)] | None = None
    """The radius of the inner circle; the outer one has 1."""


class SpiralsData(DataSpec):
    """Arms that wind around the origin."""

    source: Literal["spirals"]
    n: Count | None = None
    noise: Noise | None = None
    arms: Annotated[int, Field(ge=2, le=20)] | None = None
    turns: Annotated[float, Field(ge=0, le=20)] | None = None


class BlobsData(DataSpec):
    """Clouds around centres on a circle."""

    source: Literal["blobs"]
    n: Count | None = None
    noise: Noise | None = None
    centers: Annotated[int, Field(ge=2, le=20)] | None = None
    distance: Noise | None = None
    """How far the centres are from the origin."""


class CurveData(DataSpec):
    """A function of one number, with noise."""

    source: Literal["sine", "step"]
    n: Count | None = None
    noise: Noise | None = None
    low: Coordinate | None = None
    high: Coordinate | None = None


class PolynomialData(DataSpec):
    """A polynomial of one number, with noise."""

    source: Literal["polynomial"]
    n: Count | None = None
    noise: Noise | None = None
    low: Coordinate | None = None
    high: Coordinate | None = None
    coefficients: Annotated[tuple[Coordinate, ...], Field(min_length=1, max_length=10)] | None = (
        None
    )
    """Those of 1, x, x² and so on."""


class DigitsData(DataSpec):
    """Handwritten digits, 8 × 8 pixels of 0 to 16."""

    source: Literal["digits"]
    n: Annotated[int, Field(ge=1, le=1_797)] | None = None
    """Only the first so many."""


class FashionData(DataSpec):
    """Pieces of clothing, 28 × 28 pixels of 0 to 255."""

    source: Literal["fashion_mnist"]
    n: Annotated[int, Field(ge=1, le=60_000)] | None = None
    """Only the first so many; every ten have one of each class."""
    part: Literal["subset", "train", "test"] | None = None
    """The 2,000 pictures that come with the program, or all of a part where they are installed."""


class CharactersData(DataSpec):
    """Windows of a text, and the character that follows."""

    source: Literal["characters"]
    word: (
        Literal["hello", "up-and-down", "alphabet", "tick-tock", "counting", "long-memory"] | None
    ) = None
    """A text that comes with the program."""
    text: Annotated[str, Field(min_length=2, max_length=10_000)] | None = None
    """A text of your own instead."""
    steps: Steps | None = None
    """How many characters a window shows."""
    repeats: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """How often the text is said."""
    inputs: Literal["one_hot", "index"] | None = None
    """Rows with a single one, or class numbers for an embedding."""
    predict: Predict | None = None
    """What follows the window, or what follows each of its characters."""


class WaveData(DataSpec):
    """Windows of a noisy sine in time, and what follows."""

    source: Literal["wave"]
    n: Count | None = None
    """How many windows."""
    noise: Noise | None = None
    steps: Steps | None = None
    period: Annotated[float, Field(ge=1, le=1e6)] | None = None
    """After how many steps the sine begins again."""
    predict: Predict | None = None
    """What follows the window, or what follows each of its numbers."""


class FileDataSpec(DataSpec):
    """A file or folder of your own, inside the lesson's folder."""

    source: Literal["file"]
    file: FilePath
    """CSV, npz, an idx file, or a folder with a folder of PNG pictures for each class."""
    labels: FilePath | None = None
    """The second of a pair of idx files."""
    inputs: Columns | None = None
    """The columns of a CSV file, or the array of an npz, that are read; otherwise all others."""
    targets: Columns | None = None
    """The columns or the array of the targets; otherwise one called label, target or class, or the
    last column."""


class TableData(DataSpec):
    """Examples written down in the lesson file."""

    source: Literal["table"]
    inputs: Rows
    """One row of numbers for each example."""
    targets: Rows
    """One row of numbers for each example."""


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


AnyData = Annotated[
    GateData
    | MoonsData
    | CirclesData
    | SpiralsData
    | BlobsData
    | CurveData
    | PolynomialData
    | DigitsData
    | FashionData
    | CharactersData
    | WaveData
    | SyntheticData
    | FileDataSpec
    | TableData,
    Discriminator("source"),
]


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
