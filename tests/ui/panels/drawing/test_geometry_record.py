"""Where the drawing stands and what its pen covers: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from tests.ui.panels.sweeping import GeometryRecord
from ui.panels.drawing import geometry as drawing


def test_parts_stand_and_strokes_cover_what_the_record_says() -> None:
    record = GeometryRecord("drawing")
    for rows, columns, answers in ((8, 8, 10), (28, 20, 3), (1, 5, 0)):
        record.sweep(
            f"{rows} × {columns}, {answers} answers",
            partial(drawing.drawing_layout, rows=rows, columns=columns, answers=answers),
        )
    found = drawing.drawing_layout(620, 300, 1.0, 8, 8, 10)
    record.each("whole answers", lambda row: row.whole, found.answers)
    record.each("cell", found.cell, product((0.0, 16.0, 40.0), (0.0, 56.0, 199.0)))
    record.each("pen", drawing.pen_radius, product((1, 11, 12, 13, 20, 28, 64), (5, 12, 13, 28)))
    empty, half = np.zeros((9, 14)), np.full((9, 14), 0.5)
    for begin, end in (
        ((4.0, 5.0), (4.0, 5.0)),
        ((1.0, 1.0), (6.5, 9.0)),
        ((8.0, 2.0), (0.0, 2.0)),
    ):
        for rubs in (False, True):
            for before in (empty, half):
                inked = drawing.inked(before, begin, end, rubs=rubs)
                record.each(f"stroke {begin} to {end}, rubs {rubs}", lambda row: row, inked)
    record.end()
