"""The data of a lesson file, and how they are dealt out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import Rows, Spec, is_word


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
