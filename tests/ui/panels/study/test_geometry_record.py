"""Where the parts of a study stand: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from ui.panels.study import geometry as study


def test_parts_stand_where_the_record_says() -> None:
    record = GeometryRecord("study")
    for offers, rows, begun in ((3, 4, False), (12, 1, True), (0, 0, False)):
        record.sweep(
            f"{offers} offers, {rows} rows, begun {begun}",
            partial(
                study.study_layout, offers=offers, rows=rows, list_width=150.0, label_width=60.0,
                is_begun=begun,
            ),
        )  # fmt: skip
    found = study.study_layout(700, 320, 1.0, 3, 4, 150.0, 60.0)
    record.each("track", found.track, range(4))
    record.each("cell", found.cell, product(range(4), range(3), (3, 5)))
    ends: tuple[tuple[float, ...], ...] = (
        (), (float("nan"), float("inf")), (1.0,), (0.0, 0.0), (0.2, 0.5), (0.01, 0.2),
        (0.01, 0.21), (-1.0, 9.0), (0.0, 3.0), (1e-9, 40.0), (1.0, 20.0), (2.0, 300.0),
        (1e-300, 1e300), (7.0, 7.4),
    )  # fmt: skip
    for values in ends:
        scale = study.end_scale(values)
        record.each(f"scale of {values}", lambda each: (each, each.ticks), [scale])
        record.each(
            f"places on the scale of {values}",
            scale.at,
            (-2.0, 0.0, 0.005, 0.1, 0.3, 1.0, 5.0, 30.0, 1e6),
        )
    record.each("dots", study.spread_out, product((0, 1, 2, 5), (10.0, 40.0, 90.0), (6.0,)))
    record.end()
