"""What is typed: numbers are numbers, and nothing else is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.typed import number_in, place_in
from visualnn import figures
from visualnn.expr import Source


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.1", 0.1), (" −2.5e−3 ", -0.0025), (".5", 0.5), ("5.", 5.0), ("+1E2", 100.0), ("-0", 0.0)],
)
def test_numbers(text: str, number: float) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "nan", "inf", "1_000", "1,5", "٣", "0x1", "1e999", "1e", "--1", "1 2", "9" * 400, "1\n2"],
)
def test_what_is_no_number(text: str) -> None:
    assert number_in(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_in_full_can_be_typed(number: float) -> None:
    assert number_in(figures.full(number, plain=True)) == number


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_none(text: str) -> None:
    number = number_in(text)
    assert number is None or math.isfinite(number)
    place_in(text)


def test_places() -> None:
    assert place_in("hidden.W[0,3]") == Source("hidden.W", (0, 3))
    assert place_in(" ∂L/∂hidden.W [0, 3]") == Source("d.hidden.W", (0, 3))
    assert place_in("L") == Source("L")
    for text in ("", "hidden.W[", "hidden.W[-1]", "[0]", "a b[c]", "W[1][2]"):
        assert place_in(text) is None
