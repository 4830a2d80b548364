"""Where the rows of the gradient flow and its strip stand: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from ui.kit.geometry.box import Box
from ui.panels.gradient_flow import geometry as flow


def _strip(furthest: int, width: float, height: float, factor: float) -> object:
    strip = flow.strip_layout(Box(10, 200, width, height), factor, furthest, 50)
    return strip, strip.x_of(3), strip.iteration_at(100.0)


def test_rows_and_strip_stand_where_the_record_says() -> None:
    record = GeometryRecord("gradient_flow")
    for layers, eye, key_lines, zero, over_time in (
        (3, 0, 0, False, False), (20, 17, 2, True, False),
        (6, 5, 1, True, True), (14, 0, 3, False, True),
    ):  # fmt: skip
        record.sweep(
            f"{layers} layers, eye {eye}, key {key_lines}, zero {zero}, time {over_time}",
            partial(
                flow.layout, layers=layers, name_width=20.0 * layers, eye=eye,
                key_lines=key_lines, has_zero=zero, is_over_time=over_time,
            ),
        )  # fmt: skip
    for eye in range(20):
        found = flow.layout(620, 300, 1.0, 20, 60.0, eye)
        record.each(f"layer with eye {eye}", found.layer_at, range(300))
        record.each("cell", lambda n, found=found: found.cell(found.plot, n), range(3))
    lengths = ((), (0.0,), (1.0,), (1e-3, 100.0), (1e-60, 1.0), (float("inf"), 5.0), (1e-310,),
               (1e305, 1e-305), (99.0, 101.0), (0.9,), (1e-320, 1e300))  # fmt: skip
    record.each("axis", lambda n: flow.length_axis(lengths[n]), range(len(lengths)))
    for each in lengths:
        axis = flow.length_axis(each)
        if axis is not None:
            ticks = partial(flow.length_ticks, axis, apart=40.0)
            record.each(f"ticks of {each}", ticks, range(1, 400))
    iterations = (0, 1, 7, 9, 10, 11, 20, 21, 99, 100, 101, 5000)
    record.each("iterations", flow.shown_iterations, product(iterations, iterations))
    for furthest in (0, 30):
        record.sweep(
            f"strip, furthest {furthest}",
            partial(_strip, furthest),
            step=3,
        )
    strip = flow.strip_layout(Box(10, 200, 300, 60), 1.0, 30, 200)
    record.each("iteration of the strip", strip.iteration_at, range(330))
    record.each("size to read", flow.legible_size, range(1, 20))
    record.end()
