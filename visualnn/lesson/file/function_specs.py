"""The function that a lesson may have instead of data, layers and a loss."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag, ValidationInfo, field_validator

from ...ops.functions import FUNCTIONS
from ...text import N_
from .fields import Spec, Words
from .references import refusal

Coordinate = Annotated[float, Field(ge=-1e100, le=1e100)]
Start = Annotated[tuple[Coordinate, ...], Field(min_length=1, max_length=2)]

COUNTS = {
    1: N_("each place on {kind} is one number"),
    2: N_("each place on {kind} is two numbers"),
}
"""How many numbers a function has → what a start with another count is refused with."""


def _how_many(value: object) -> str:
    """Whether a start is one place or several."""
    first = value[0] if isinstance(value, tuple | list) and value else None
    return "places" if isinstance(first, tuple | list) else "place"


class FunctionSpec(Spec):
    """A function of one or two numbers, and where on it the walk begins."""

    kind: Annotated[str, Words(FUNCTIONS)]
    start: Annotated[
        Annotated[Start, Tag("place")]
        | Annotated[tuple[Start, ...], Field(min_length=1, max_length=1_000), Tag("places")],
        Discriminator(_how_many),
    ]
    """As many numbers as the function has, one or two; or so many for each of several walkers that
    do not touch each other."""
    noise: Annotated[float, Field(ge=0, le=1e6)] = 0.0
    """The standard deviation of what is added to each slope, new in every iteration; for one place
    alone. Without it the slopes are those of the function."""

    @field_validator("start")
    @classmethod
    def _as_many_numbers(
        cls, start: Start | tuple[Start, ...], info: ValidationInfo
    ) -> Start | tuple[Start, ...]:
        """A start has as many numbers for each walker as the function is of."""
        kind = info.data.get("kind")
        if kind is not None:
            many = FUNCTIONS[kind].dimension
            places = start if isinstance(start[0], tuple) else (start,)
            if any(len(place) != many for place in places):
                raise refusal(COUNTS[many], kind=kind)
        return start
