"""How instructions become rows, and which are in sight: as the record says."""

from __future__ import annotations

from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from tests.ui.zoo import animal
from ui.panels.listing import geometry as listing


def test_rows_are_those_that_the_record_says() -> None:
    record = GeometryRecord("listing")
    for name in ("lstm", "branches"):
        made = animal(name).program
        lines = made.closing[:60]
        steps = [None if n % 11 < 4 else n % 11 // 4 for n in range(len(lines))]
        folds = listing.folds_of(lines, steps)
        record.each(f"folds of {name}", lambda n, folds=folds: folds[n], range(len(lines)))
        for unfolded in (frozenset[int](), frozenset({4, 8})):
            rows = listing.rows_of(lines, folds, unfolded)
            record.each(f"rows of {name}", lambda n, rows=rows: rows.rows[n], range(len(rows.rows)))
            record.each(f"lines of {name}", lambda n, rows=rows: rows.of_line[n], range(len(lines)))
            record.each("headings", rows.heading, range(len(rows.rows)))
    for count in (0, 1, 7, 40):
        record.each(
            "in sight",
            lambda top, high, count=count: listing.in_sight(top, high, 18.0, count),
            product(range(-20, 140), (0, 90)),
        )
        record.each(
            "top",
            lambda high, count=count: listing.furthest_top(high, 18.0, count),
            range(0, 800, 3),
        )
        for height in (10, 54, 200):
            record.each(
                f"page in {height}",
                lambda row, height=height, count=count: listing.page_top(row, height, 18.0, count),
                range(count + 1),
            )
    record.end()
