"""Where boxes, bars and the table of the shapes stand: as the record says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from ui.panels.shapes import geometry as shapes


def test_parts_stand_where_the_record_says() -> None:
    record = GeometryRecord("shapes")
    nets: tuple[Sequence[tuple[int, int]], ...] = (
        (), ((1, 1),), ((8, 1), (8, 6), (4, 6), (2, 16), (1, 32), (1, 10)), ((1, 2),) * 40,
    )  # fmt: skip
    for n, sizes in enumerate(nets):
        record.sweep(
            f"net {n}",
            partial(shapes.layout, sizes=sizes, lines=2 + n, has_arcs=n != 1),
            step=1 if n == 2 else 5,
        )
    found = shapes.layout(620, 420, 1.0, nets[2], 2)
    record.points("item", found.item_at, range(621), range(421))
    assert found.table is not None
    record.points("cell of the table", found.table.cell_at, range(621), range(200, 421))
    record.each("rows of the table", lambda n: (found.table.rows, found.table.row(n)), range(3))  # type: ignore[union-attr]
    places = (None, *range(12))
    record.each("scrolled", shapes.scrolled_to, product((0, 3, 9), (1, 4, 12), (5, 12), places))
    record.end()
