"""Where the bars of softmax stand: as the record says."""

from __future__ import annotations

from functools import partial

from tests.ui.panels.sweeping import GeometryRecord
from ui.kit.geometry.box import Box
from ui.panels.activation.geometry import ShareLayout, share_layout


def _shares(units: int, width: float, height: float, factor: float) -> ShareLayout:
    return share_layout(Box(12, 30, width, height), units, factor)


def test_bars_stand_where_the_record_says() -> None:
    record = GeometryRecord("activation")
    for units in (1, 4, 10):
        record.sweep(
            f"{units} units",
            partial(_shares, units),
        )
    shares = share_layout(Box(12, 30, 300, 160), 4, 1.0)
    record.points("unit", shares.unit_at, range(320), range(200))
    record.end()
