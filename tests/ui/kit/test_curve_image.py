"""Pictures of curves: in the right place, in the right colour, dashed along the line."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from PySide6.QtGui import QColor, QImage

from ui.kit.curve_image import curve_image
from ui.kit.geometry.axis import ValueAxis
from ui.kit.geometry.envelope import envelope
from ui.kit.geometry.stretch import Stretch
from ui.kit.theme import Series

PLAIN = Series(QColor("#0072b2"), ())
DASHED = Series(QColor("#0072b2"), (6.0, 4.0))
AXIS = ValueAxis(0.0, 1.0, False)


def drawn(
    values: list[float], series: Series, *, ratio: float = 1.0, area: QColor | None = None
) -> QImage:
    reach = envelope(np.array(values), Stretch(0.0, float(len(values) - 1)), 100)
    return curve_image(reach, AXIS, 40, series, ratio=ratio, area=area, thickness=2.0)


def inked(image: QImage, x: int) -> list[int]:
    """The rows of a column in which there is ink."""
    return [y for y in range(image.height()) if image.pixelColor(x, y).alpha() > 100]


def test_heights_are_those_of_the_axis() -> None:
    image = drawn([0.25, 0.25], PLAIN)
    assert (image.width(), image.height()) == (100, 40)
    assert inked(image, 50) == [29, 30]
    assert image.pixelColor(50, 30) == PLAIN.colour
    assert image.pixelColor(50, 10).alpha() == 0


def test_a_slope_has_no_holes() -> None:
    image = drawn([0.0, 1.0, 0.0], PLAIN)
    for x in range(99):
        assert set(inked(image, x)) & set(inked(image, x + 1))


def test_dashes_leave_gaps_of_their_length() -> None:
    image = drawn([0.5, 0.5], DASHED)
    pattern = "".join("x" if inked(image, x) else "." for x in range(100))
    whole = ["".join(run) for _ink, run in groupby(pattern)][1:-1]
    assert len(whole) >= 6
    assert set(whole) == {"x" * 12, "." * 8}


def test_gaps_are_empty_and_areas_lie_below_the_line() -> None:
    area = QColor("#e0f0ff")
    image = drawn([0.5, 0.5, np.nan, np.nan, 0.5, 0.5], PLAIN, area=area)
    assert image.pixelColor(10, 35) == area
    assert image.pixelColor(10, 5).alpha() == 0
    assert all(image.pixelColor(50, y).alpha() == 0 for y in range(40))


def test_a_dense_screen_gets_a_denser_picture() -> None:
    image = drawn([0.5, 0.5], PLAIN, ratio=2.0)
    assert image.devicePixelRatio() == 2.0
    assert len(inked(image, 50)) == 4


def test_numbers_far_outside_of_the_axis_are_harmless() -> None:
    for series in (PLAIN, DASHED):
        image = drawn([1e308, -1e308, 1e308], series)
        assert inked(image, 60) == []
        if series is PLAIN:
            assert inked(image, 24) == list(range(40))  # here the line crosses the axis
