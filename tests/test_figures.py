"""How numbers are written: the rules of visualnn.figures, by example and by property."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn import figures

finite = st.floats(allow_nan=False, allow_infinity=False)
within_reach = st.floats(min_value=-1e308, max_value=1e308)  # rounding up stays below overflow


@pytest.mark.parametrize(
    ("value", "table", "line", "result"),
    [
        (0.0, "0", "0", "0"),
        (-0.0, "0", "0", "0"),
        (1.0, "1", "1", "1"),
        (-32, "−32", "−32", "−32"),
        (0.1, "0.1000", "0.1", "0.1"),
        (2.5, "2.500", "2.5", "2.5"),
        (0.1 + 0.2, "0.3000", "0.3", "0.3"),
        (0.7310585786300049, "0.7311", "0.731059", "0.7311"),
        (0.12000004, "0.1200", "0.120000", "0.1200"),
        (1.0000001, "1.000", "1.00000", "1.000"),
        (0.00099999999, "0.001000", "0.00100000", "0.001000"),
        (1234.25, "1234", "1234.25", "1234"),
        (12345.678, "1.235×10⁴", "12345.7", "1.235×10⁴"),
        (9999.96, "1.000×10⁴", "9999.96", "1.000×10⁴"),
        (999_999, "999999", "999999", "999999"),
        (1_000_000, "1.000×10⁶", "1×10⁶", "1×10⁶"),
        (0.0001, "0.0001000", "0.0001", "0.0001"),
        (1e-8, "1.000×10⁻⁸", "1×10⁻⁸", "1×10⁻⁸"),
        (-1.23449e-5, "−1.234×10⁻⁵", "−1.23449×10⁻⁵", "−1.234×10⁻⁵"),
        (1e300, "1.000×10³⁰⁰", "1×10³⁰⁰", "1×10³⁰⁰"),
        (math.nan, "NaN", "NaN", "NaN"),
        (math.inf, "∞", "∞", "∞"),
        (-math.inf, "−∞", "−∞", "−∞"),
    ],
)
def test_a_number_as_it_is_written(value: float, table: str, line: str, result: str) -> None:
    assert figures.table(value) == table
    assert figures.line(value) == line
    assert figures.result(value) == result


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-1.23449e-5, "-1.234e-05"),
        (-math.inf, "-inf"),
        (math.inf, "inf"),
        (math.nan, "NaN"),
        (-0.5, "-0.5000"),
    ],
)
def test_plain_figures_are_ascii(value: float, written: str) -> None:
    assert figures.table(value, plain=True) == written
    assert written.isascii()


def test_compact_has_three_digits() -> None:
    assert [figures.compact(v) for v in (0.7311, -12.345, 123.4, 3.0)] == [
        "0.731",
        "−12.3",
        "123",
        "3",
    ]


@pytest.mark.parametrize(
    ("value", "written", "plain"),
    [
        (6.2e-8, "6×10⁻⁸", "6e-08"),
        (-6.2e-8, "−6×10⁻⁸", "-6e-08"),
        (4.4e7 + 0.5, "4×10⁷", "4e+07"),
        (0.62, "0.6", "0.6"),
        (6.2, "6", "6"),
    ],
)
def test_a_single_digit_has_no_point_after_it(value: float, written: str, plain: str) -> None:
    assert figures.compact(value, digits=1) == written
    assert figures.compact(value, digits=1, plain=True) == plain


def test_single_precision_is_written_by_its_own_digits() -> None:
    assert figures.line(np.float32(0.1)) == "0.1"
    assert figures.full(np.float32(0.1)) == "0.1"
    assert figures.full(0.1 + 0.2) == "0.30000000000000004"


def test_full_names_every_kind_of_number() -> None:
    assert figures.full(-0.0) == "0.0"
    assert figures.full(np.int64(7)) == "7"
    assert figures.full(np.bool_(True)) == "1"
    assert figures.full(-1.5e-300) == "−1.5×10⁻³⁰⁰"
    assert figures.full(-math.inf) == "−∞"


@given(within_reach)
def test_the_rounded_number_is_the_printed_one(value: float) -> None:
    assert figures.rounded_line(value) == float(figures.line(value, plain=True))
    assert figures.rounded_result(value) == float(figures.result(value, plain=True))
    assert figures.rounded_line(value) == pytest.approx(value, rel=5.0001e-6, abs=5e-324)
    if value != int(value) or abs(value) >= 1e6:
        assert figures.rounded_result(value) == pytest.approx(value, rel=5.0001e-4, abs=5e-324)


@given(within_reach)
def test_a_rounded_number_prints_as_it_did(value: float) -> None:
    for rounded in (figures.rounded_line(value), figures.rounded_result(value)):
        assert figures.rounded_line(rounded) == rounded
    assert figures.rounded_result(figures.rounded_result(value)) == figures.rounded_result(value)


@given(finite)
def test_full_reads_back_exactly(value: float) -> None:
    assert float(figures.full(value, plain=True)) == value


@pytest.mark.parametrize("write", [figures.compact, figures.table, figures.line, figures.result])
@given(value=st.floats())
def test_a_figure_is_short_and_says_the_same_in_both_scripts(
    write: Callable[..., str], value: float
) -> None:
    printed, plain = write(value), write(value, plain=True)
    assert plain.isascii()
    assert "-" not in printed
    assert len(printed) <= len("−1.23456×10⁻¹²³")
    translated = printed.replace("−", "-").replace("×10", "e").replace("∞", "inf")
    back = float(translated.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    assert back == float(plain) or (math.isnan(back) and math.isnan(value))
    if not math.isnan(value) and value != 0:
        assert printed.startswith("−") == (value < 0)
