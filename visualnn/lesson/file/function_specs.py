"""The function that a lesson may have instead of data, layers and a loss."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .fields import Spec

Coordinate = Annotated[float, Field(ge=-1e100, le=1e100)]
Start = tuple[Coordinate, Coordinate]


def _how_many(value: object) -> str:
    """Whether a start is one place or several."""
    first = value[0] if isinstance(value, tuple | list) and value else None
    return "places" if isinstance(first, tuple | list) else "place"


class FunctionSpec(Spec):
    """A function of two numbers, and where on it the walk begins."""

    kind: Literal["bowl", "ravine", "rosenbrock", "beale", "himmelblau", "saddle", "plateau"]
    start: Annotated[
        Annotated[Start, Tag("place")]
        | Annotated[tuple[Start, ...], Field(min_length=1, max_length=1_000), Tag("places")],
        Discriminator(_how_many),
    ]
    """Two numbers, or two numbers for each of several walkers that do not touch each other."""
    noise: Annotated[float, Field(ge=0, le=1e6)] = 0.0
    """The standard deviation of what is added to each slope, new in every iteration; for one place
    alone. Without it the slopes are those of the function."""
