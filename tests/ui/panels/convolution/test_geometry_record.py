"""Where the grids, the bench and the chain of a convolution stand: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from ui.kit.geometry.box import Box
from ui.panels.convolution import geometry as convolution
from ui.panels.convolution.bench_geometry import bench_height, bench_layout
from ui.panels.convolution.chain_geometry import chain_layout
from ui.panels.convolution.geometry import GridShape, Ring
from visualnn.views.chain import ChainRow
from visualnn.views.size_curves import SizeCurve, SizeStep


def row_of_grids(*, pages: bool) -> dict[str, GridShape]:
    return {
        "input": GridShape(6, 8, Ring(1, 1, 2, 2), at=4, pages=pages),
        "d.input": GridShape(6, 8),
        "window": GridShape(3, 3),
        "kernel": GridShape(3, 3),
        "products": GridShape(3, 3),
        "output": GridShape(5, 7, at=2),
        "d.output": GridShape(5, 7, Ring(0, 1, 0, 0), pages=pages),
    }


def test_grids_stand_where_the_record_says() -> None:
    record = GeometryRecord("convolution")
    forward = (("input",), ("window", "kernel", "products"), ("output",))
    backward = (("input", "d.input"), ("kernel", "products"), ("output", "d.output"))
    for columns, pages, beside in (
        (forward, False, False),
        (forward, True, True),
        (backward, True, False),
        ((("input",), (), ("output",)), False, False),
    ):
        record.sweep(
            f"{columns}, pages {pages}, beside {beside}",
            partial(
                convolution.layout, columns=columns, shapes=row_of_grids(pages=pages), lines=3,
                beside=beside,
            ),
            step=3,
        )  # fmt: skip
    for pages in (False, True):
        found = convolution.layout(620, 300, 1.0, backward, row_of_grids(pages=pages), 2)
        for name, grid in found.grids.items():
            record.each(f"{name} with pages {pages}", lambda grid: grid.outer, [grid])
            box = grid.outer
            record.points(
                f"{name} with pages {pages}", grid.at,
                range(round(box.left) - 3, round(box.right) + 4),
                range(round(box.top) - 3, round(box.bottom) + 4), rows=3,
            )  # fmt: skip
    record.end()


def test_the_bench_stands_where_the_record_says() -> None:
    record = GeometryRecord("convolution-bench")
    steps = tuple(SizeStep(n, None if n > 6 else 9 - n) for n in range(1, 9))
    found = [SizeCurve("input", steps, 3), SizeCurve("stride", steps[:1], None),
             SizeCurve("padding", steps[6:], 7)]  # fmt: skip
    record.each("its height", bench_height, product(range(380, 620), (1.0, 1.5)))
    record.sweep(
        "the bench",
        lambda w, h, px: [
            (plot.name, plot.room, plot.most, *map(plot.point, plot.curve.steps))
            for plot in bench_layout(Box(10, 20, w, h), found, px).plots
        ],
    )
    bench = bench_layout(Box(10, 20, 500, 150), found, 1.0)
    record.each("the caption", lambda each: each, [bench.caption])
    record.points("step", lambda x, y: bench.at(x, y, 8.0), range(520), range(190))
    record.end()


def test_the_chain_stands_where_the_record_says() -> None:
    record = GeometryRecord("convolution-chain")
    rows = (
        ChainRow("conv2", 4, 3.5, 2.0, None, 1, 0, ()),
        ChainRow("pool", 8, 1.5, 1.0, None, 0, 2, (7,)),
        ChainRow("x", 12, 0.0, 1.0, None, 0, 0, ()),
    )
    record.sweep(
        "the chain",
        lambda w, h, px: [
            (layout.labels, layout.pictures,
             [(r.label, r.top, r.height, r.left, r.cell, r.box(1, 3)) for r in layout.rows])
            for layout in [chain_layout(Box(5, 40, w, h), px, rows, (12, 8))]
        ],
    )  # fmt: skip
    for row in chain_layout(Box(5, 40, 600, 300), 1.0, rows, (12, 8)).rows:
        record.each(f"place in {row.row.layer}", row.at, range(400))
    record.end()
