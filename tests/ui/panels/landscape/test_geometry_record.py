"""Where magnifiers on the landscape stand: as the record says."""

from __future__ import annotations

from itertools import product

import numpy as np

from tests.ui.panels.sweeping import GeometryRecord
from ui.kit.geometry.box import Box
from ui.panels.landscape.geometry import corner_for, enlarged
from ui.plot.axes import PlotMap


def test_magnifiers_stand_where_the_record_says() -> None:
    record = GeometryRecord("landscape")
    plot = PlotMap(Box(40, 30, 400, 300), (-2.0, 2.0), (-1.0, 3.0))
    loupe = Box(60, 50, 120, 90)
    record.each(
        "magnifier",
        lambda n: [
            (magnifier, magnifier.pixel(0.3, 0.1))
            for magnifier in [
                enlarged([(0.1, 0.2), (0.1 + n / 100, 0.2 - n / 300)], plot, loupe, 0.8)
            ]
        ],
        range(1, 300),
    )  # fmt: skip
    room = Box(0, 0, 300, 200)
    record.each("corner without points", lambda w: corner_for(w, 50, room, np.zeros((0, 2))), (80,))
    near = np.array([[290, 10], [285, 15]], float)
    record.each(
        "corner beside a point",
        lambda x, y: corner_for(90, 60, room, np.concatenate([near, [[x, y]] * 3, [[290, 190]]])),
        product(range(0, 300, 14), range(60, 200)),
    )
    record.end()
