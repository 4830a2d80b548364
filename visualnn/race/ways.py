"""All ways of a race in one table."""

from __future__ import annotations

from ..views import ViewTable
from ..views.base import CellValue
from .race import Race, walked

__all__ = ["ways_table"]


def ways_table(runs: Race) -> ViewTable:
    """A row for each run and each number of updates: ``id``, ``iteration``, the place ``w0`` (and
    ``w1``), the height ``L`` of the function there, the ``lr`` of the update that leaves it, and
    the ``distance`` to the nearest known minimum, empty where there is none."""
    rows: list[tuple[CellValue, ...]] = []
    numbers = 2
    for name, lesson in runs.lessons.items():
        way = walked(lesson)
        numbers = way.places.shape[1]
        distances = way.distances
        for n, place in enumerate(way.places.tolist()):
            rows.append(
                (
                    name,
                    n,
                    *place,
                    float(way.heights[n]),
                    float(way.rates[n]) if n < len(way.rates) else None,
                    None if distances is None else float(distances[n]),
                )
            )
    places = ("w0", "w1")[:numbers]
    return ViewTable(("id", "iteration", *places, "L", "lr", "distance"), tuple(rows))
