"""What a number becomes under the hand."""

from __future__ import annotations

import pytest

from ui.kit.pulled import pulled_value


@pytest.mark.parametrize(
    ("begin", "pixels", "found"),
    [
        (2.0, 50, 3.0),
        (2.0, -100, 0.0),
        (-2.0, 50, -1.0),
        (0.0, 10, 0.01),
        (0.0, -10, -0.01),
        (0.123456, 0, 0.123456),
        (0.123456, 1, 0.125),
        (1e-9, 10, 0.01),
        (1e300, 10, 1.1e300),
        (1.7e308, 1000, 1.7e308),
    ],
)
def test_a_pulled_number_moves_by_hundredths_of_its_size(
    begin: float, pixels: float, found: float
) -> None:
    assert pulled_value(begin, pixels) == pytest.approx(found, rel=1e-12)
