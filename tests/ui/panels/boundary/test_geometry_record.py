"""Where the plane and its parts stand: as the record says."""

from __future__ import annotations

from functools import partial

from tests.ui.panels.sweeping import GeometryRecord
from ui.panels.boundary import geometry as boundary


def test_parts_stand_where_the_record_says() -> None:
    record = GeometryRecord("boundary")
    for square, lines, needed in ((True, 1, 0.0), (True, 2, 250.0), (False, 0, 0.0)):
        record.sweep(
            f"square {square}, {lines} lines, {needed:.0f} needed",
            partial(boundary.layout, square=square, lines=lines, needed=needed),
        )
    bent = [(0.0, 0.0), (10.0, 0.0), (10.0, 0.0), (10.0, 20.0), (4.0, 28.0)]
    for uphill in ((1.0, 1.0), (-1.0, 2.0), (0.0, 0.0)):
        record.each(
            f"tick towards {uphill}",
            lambda n, uphill=uphill: boundary.tick_ends(bent, n / 40, uphill, 5.0),
            range(41),
        )
    for line in ([], [(1.0, 2.0)], [(1.0, 2.0), (1.0, 2.0)], [(1.0, 2.0), (3.0, 2.0)]):
        ends = boundary.tick_ends(line, 0.5, (0.0, 1.0), 3.0)
        record.each(f"tick of {line}", lambda _n, ends=ends: ends, [0])
    record.end()
