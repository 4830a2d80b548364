"""A picture that somebody draws: what the network of a tick says of it, as a point that it is asked
about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..dataclass import dataclass
from ..expr import Source
from ..lesson import Lesson
from ..lesson.pictures import picture_sides
from ..losses import KINDS
from ..names import ASKED
from ..network import INPUT, RAW_INPUT
from ..ops import Array
from ..text import N_
from .base import Moment, UnsuitedError, View, ViewTable

__all__ = [
    "DrawablePicture",
    "DrawingView",
    "SeenPicture",
    "class_label",
    "drawable_picture",
    "seen_picture",
]

SIDE_PIXELS_RANGE = (4, 64)
"""The least and the most rows and columns of a picture that can be drawn by hand."""
VALIDATION = "val."
"""What the names of the validation data begin with."""
MAX_ANSWER_COUNT = 30
"""Outputs that can be shown side by side."""


@dataclass(frozen=True)
class DrawablePicture:
    """The picture that a lesson's network reads, in raw numbers as the data have them."""

    rows: int
    columns: int
    blank: float
    """The number of a place where nothing is drawn: the least of the data."""
    ink: float
    """The number of a place that is drawn fully: the largest of the data."""


def drawable_picture(lesson: Lesson) -> DrawablePicture:
    """What can be drawn in a lesson. Raises UnsuitedError where its examples are no small pictures
    of one channel, or its network does not decide for a class."""
    if lesson.network.writes_loss:
        raise UnsuitedError(N_("a function has no picture that could be drawn"))
    rows, columns = picture_sides(lesson)
    least, most = SIDE_PIXELS_RANGE
    if not (least <= rows <= most and least <= columns <= most):
        raise UnsuitedError(
            N_("only a picture of one channel, {least} to {most} places a side, can be drawn"),
            least=least,
            most=most,
        )
    output = lesson.network.shapes[lesson.network.output]
    targets = KINDS[lesson.plan.objective.main.kind].targets
    if targets == "numbers" or len(output) != 2 or output[1] > MAX_ANSWER_COUNT:
        raise UnsuitedError(N_("the network of this lesson does not say what a picture shows"))
    x = lesson.data.x
    return DrawablePicture(rows, columns, float(x.min()), float(x.max()))


@dataclass(frozen=True)
class SeenPicture:
    """A picture and what the network says of it: the one that was drawn last, as a point that the
    network was asked about, else the example of the batch, or of the validation data, that is
    looked at."""

    is_drawn: bool
    is_validation: bool
    row: int
    """Of the batch, or of the validation data; of what was drawn 0."""
    input: str
    """The name of its raw numbers."""
    numbers: Array | None
    """Those of the picture alone; None before they are there."""
    output: str
    """The name of what the network says of it."""
    said: Array | None
    """``(outputs,)``; None before it is computed."""


def seen_picture(
    lesson: Lesson, values: Mapping[str, Array], focus: Source | None = None
) -> SeenPicture:
    """What is seen of a state: a number of the batch, or of the validation data while they are
    evaluated, in `focus` names the example."""
    prefix, row = "", 0
    if ASKED + lesson.network.output in values:
        prefix = ASKED
    elif focus is not None:
        begun = VALIDATION if focus.name.startswith(VALIDATION) else ""
        known, all_said = values.get(focus.name), values.get(begun + lesson.network.output)
        inputs = values.get(_input_name(begun, values))
        by_row = known is not None and inputs is not None and known.shape[:1] == inputs.shape[:1]
        is_data = focus.name.removeprefix(VALIDATION).startswith("data.")
        if by_row and not is_data and (all_said is not None or not begun):
            prefix, row = begun, focus.index[0]
    name = _input_name(prefix, values)
    numbers = values.get(name)
    output = prefix + lesson.network.output
    said = values.get(output)
    return SeenPicture(
        prefix == ASKED,
        prefix == VALIDATION,
        row,
        name,
        None if numbers is None else np.asarray(numbers[row]),
        output,
        None if said is None else np.asarray(said[row]),
    )


def _input_name(prefix: str, values: Mapping[str, Array]) -> str:
    """The name of the raw numbers of these examples, where they are there; else of their input."""
    names = [prefix + name for name in (RAW_INPUT, INPUT)]
    return next((each for each in names if each in values), names[-1])


class DrawingView(View):
    """A picture that was drawn, as a point that the network was asked about; where nothing was
    drawn the example of the batch that is looked at.

    Part ``answer``: each output of the network for it; ``label`` is what the data call its class.
    Part ``input``: its raw numbers.
    """

    name = "drawing"
    title = N_("Drawing")
    parts = ("answer", "input")

    def refuse(self, lesson: Lesson) -> None:
        drawable_picture(lesson)

    def table(self, moment: Moment, part: str) -> ViewTable:
        picture = drawable_picture(moment.lesson)
        seen = seen_picture(moment.lesson, moment.values, moment.focus)
        if part == "input":
            numbers = None if seen.numbers is None else seen.numbers.reshape(-1)
            rows = tuple(
                (row, column, None if numbers is None else float(numbers[n]))
                for n, (row, column) in enumerate(np.ndindex(picture.rows, picture.columns))
            )
            return ViewTable(("row", "column", "value"), rows)
        said = seen.said
        count = moment.lesson.network.shapes[moment.lesson.network.output][1]
        return ViewTable(
            ("output", "label", "value"),
            tuple(
                (n, class_label(moment.lesson, n), None if said is None else float(said[n]))
                for n in range(count)
            ),
        )


def class_label(lesson: Lesson, output: int) -> str:
    """What the data call the class of an output; without a name of its own its number."""
    labels = lesson.data.labels
    return f"{labels[output]:g}" if output < len(labels) else str(output)
