"""Where curves and their labels stand: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from ui.panels.curves import geometry as curves


def test_plots_and_labels_stand_where_the_record_says() -> None:
    record = GeometryRecord("curves")
    for shares, line, label, rows in (
        ((1.0,), 0.0, 0.0, 1), ((2.0, 1.0), 18.0, 120.0, 2), ((1.0, 1.0, 1.0), 0.0, 300.0, 0),
    ):  # fmt: skip
        record.sweep(
            f"shares {shares}, line {line}, label {label}, rows {rows}",
            partial(curves.layout, shares=shares, line=line, label=label, rows=rows),
        )
    widths = (60.0, 40.0, 90.0, 30.0, 50.0, 20.0)
    for most, folded in product((1, 2, 3), (0.0, 24.0)):
        record.each(
            f"labels in {most} rows, {folded} folded",
            lambda room, most=most, folded=folded: curves.label_rows(
                widths, room, 8.0, most, folded
            ),
            range(10, 400),
        )
    for count, factor in product(range(6), (1.0, 1.5)):
        record.each(
            f"plots of {count}, factor {factor}",
            lambda h, count=count, factor=factor: curves.fitting(h, factor, count),
            range(50, 700),
        )
    for wanted in ((), (50.0,), (10.0, 12.0, 80.0), (99.0, 98.0, 97.0, 20.0), (30.0,) * 4):
        record.each(
            f"labels at {wanted}",
            lambda size, wanted=wanted: curves.spread(wanted, size, 5.0, 100.0),
            range(5, 45, 5),
        )
    counts = (0, 1, 9, 10, 11, 19, 20, 21, 50, 51, 99, 101, 5000)
    record.each("extent", curves.round_extent, product(counts, (7, 10, 60, 100000)))
    record.each(
        "nearest", curves.nearest_point, product(range(-3, 24), (0.0, 2.0), (1.0, 4.0), (0, 1, 5))
    )
    record.end()
