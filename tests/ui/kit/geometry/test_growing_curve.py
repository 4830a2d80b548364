"""What is known of a growing curve is what its numbers say when they are looked at anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.envelope import Array, envelope
from ui.kit.geometry.growing_curve import GrowingCurve
from ui.kit.geometry.stretch import Stretch

NUMBERS = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([np.nan, np.inf, -np.inf, 0.0]))
PLACES = [
    (Stretch(0.0, 30.0), 40, 0.0, 1.0),
    (Stretch(7.3, 11.1), 13, 0.4, 1.0),
    (Stretch(0.0, 300.0), 7, 4.0, 5.0),
    (Stretch(-5.0, 20.0), 90, 0.0, 1.0),
]


def assert_known(curve: GrowingCurve, values: Array) -> None:
    finite = values[np.isfinite(values)]
    assert curve.has_gaps == (finite.size < values.size)
    assert curve.extent == ((finite.min(), finite.max()) if finite.size else None)
    for stretch, columns, offset, step in PLACES:
        for log in (False, True):
            assert_same(curve, values, (stretch, columns, offset, step), log=log)


def assert_same(
    curve: GrowingCurve, values: Array, place: tuple[Stretch, int, float, float], *, log: bool
) -> None:
    stretch, columns, offset, step = place
    found = curve.reach(stretch, columns, offset=offset, step=step, log=log)
    anew = envelope(values, stretch, columns, offset=offset, step=step, log=log)
    assert np.array_equal(found.low, anew.low, equal_nan=True)
    assert np.array_equal(found.high, anew.high, equal_nan=True)
    assert curve.reach(stretch, columns, offset=offset, step=step, log=log) is found


@given(st.lists(NUMBERS, max_size=60), st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_in_one_place_it_grows_as_its_numbers_do(numbers: list[float], counts: list[int]) -> None:
    values = np.array(numbers)
    for place in PLACES:
        for log in (False, True):
            curve = GrowingCurve()
            for count in [*sorted(counts), *counts]:
                curve.take("one", values[:count])
                assert_same(curve, values[:count], place, log=log)


def test_it_is_known_in_every_place_and_anew_when_it_is_another() -> None:
    numbers = np.random.default_rng(0).normal(size=60)
    numbers[[17, 40]] = np.nan, np.inf
    curve = GrowingCurve()
    for name, values in [
        ("one", numbers[:0]),
        ("one", numbers[:10]),
        ("one", numbers[:50]),
        ("one", numbers[:20]),
        ("other", numbers[20:]),
        ("other", numbers[20:]),
    ]:
        curve.take(name, values)
        assert_known(curve, values)
