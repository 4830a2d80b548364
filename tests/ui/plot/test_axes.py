"""The numbers along the sides of a plot never overlap, and stand where they belong."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.box import Box
from ui.plot.axes import MAX_LABEL_COUNT, PlotMap, across_labels, up_labels

GAP, HEIGHT = 10.0, 14.0
PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def width(text: str) -> float:
    return 7.0 * len(text)


ENDS = st.tuples(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12)).map(
    lambda pair: (pair[0], pair[0] + pair[1] + abs(pair[0]) * 1e-9)
)


@given(ENDS, ENDS, st.floats(20, 2000), st.floats(20, 900))
def test_numbers_never_overlap(
    x: tuple[float, float], y: tuple[float, float], wide: float, tall: float
) -> None:
    plot = PlotMap(Box(40, 5, wide, tall), x, y)
    free = (0.0, 40 + wide)
    across = across_labels(plot, width, GAP, free)
    spans = [
        (each.place - width(each.text) / 2, each.place + width(each.text) / 2) for each in across
    ]
    assert all(one[1] + GAP <= other[0] for one, other in itertools.pairwise(spans))
    assert all(free[0] <= low and high <= free[1] for low, high in spans)
    up = up_labels(plot, HEIGHT, GAP)
    places = [each.place for each in up]
    assert all(one - other >= HEIGHT + GAP for one, other in itertools.pairwise(places))
    for labels in (across, up):
        assert len(labels) <= MAX_LABEL_COUNT
        assert len({each.text for each in labels}) == len(labels)


def test_a_number_stands_at_its_place_and_says_what_it_is() -> None:
    plot = PlotMap(Box(40, 5, 400, 100), (-0.3, 0.3), (0, 4))
    labels = across_labels(plot, width, GAP, (0, 460))
    assert [each.text for each in labels] == ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]
    for each in labels:
        assert plot.x_at(each.place) == pytest.approx(each.value, abs=1e-12)
        assert float(each.text.replace("−", "-")) == pytest.approx(each.value, abs=1e-12)
    assert [each.text for each in up_labels(plot, HEIGHT, GAP)] == ["0", "1", "2", "3", "4"]
    assert (plot.up(0), plot.up(4), plot.up(1)) == (105, 5, 80)
    assert plot.y_at(80) == pytest.approx(1)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.69936, 0.69938, ["0.699360", "0.699365", "0.699370", "0.699375", "0.699380"]),
        (1000000.5, 1000002.5, ["1000001", "1000002"]),
        (-0.0001, 0.0001, ["−0.0001", "0", "0.0001"]),
    ],
)
def test_there_are_as_many_digits_as_tell_the_numbers_apart(
    low: float, high: float, texts: list[str]
) -> None:
    plot = PlotMap(Box(40, 5, 400, 100), (low, high), (low, high))
    told = [each.text for each in up_labels(plot, HEIGHT, GAP)]
    values = [each.value for each in up_labels(plot, HEIGHT, GAP)]
    assert len(told) >= 2
    for text, value in zip(told, values, strict=True):
        assert float(text.replace("−", "-").replace("×10", "e").translate(PLAIN)) == pytest.approx(
            value, rel=1e-12
        )
    if len(texts) == len(told):
        assert told == texts


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.floats(0, 1))
def test_pixels_and_numbers_are_there_and_back(one: float, other: float, share: float) -> None:
    low, high = sorted((one, other))
    if not high - low > max(1e-6 * max(abs(low), abs(high)), 1e-290):
        return
    plot = PlotMap(Box(10, 20, 300, 200), (low, high), (low, high))
    value = low * (1 - share) + high * share
    near = pytest.approx(value, rel=1e-6, abs=1e-9 * (high - low))
    assert plot.x_at(plot.across(value)) == near
    assert plot.y_at(plot.up(value)) == near
