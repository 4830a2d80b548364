"""Answers are read as people type them and judged by the trace alone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.panels.lesson.answers import AskedNumbers, compared, judge, printed, read_number
from visualnn import figures
from visualnn.lesson.file import ChoiceQuestion, NumberQuestion, Reference
from visualnn.lesson.file.answers import AnswerReference


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.4761", 0.4761),
        ("-0.25", -0.25),
        ("−0.25", -0.25),
        ("– 0.25", -0.25),
        ("0,25", 0.25),
        ("−,5", -0.5),
        ("+3", 3.0),
        ("7.", 7.0),
        (" 12 ", 12.0),
        ("1e-3", 0.001),
        ("1.2E−3", 0.0012),
        ("1.234×10⁻⁵", 1.234e-5),
        ("－０．５", -0.5),
    ],
)
def test_a_number_is_read_as_it_is_typed(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "-",
        "half",
        "nan",
        "inf",
        "∞",
        "1e999",
        "1,234.5",
        "1_000",
        "0x10",
        "1/2",
        "--1",
        "1 = 1",
        "٣",
        "9" * 41,
        "1e1e1",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert read_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_what_the_program_prints_can_be_typed_back(value: float) -> None:
    assert read_number(figures.result(value)) == figures.rounded_result(value)
    assert read_number(printed(value)) == figures.rounded_line(value)


def number(tolerance: float) -> NumberQuestion:
    return NumberQuestion(
        kind="number", id="q", answer=AnswerReference(Reference("L")), tolerance=tolerance
    )


def choice(*choices: str, **settings: object) -> ChoiceQuestion:
    return ChoiceQuestion.model_validate(
        {"kind": "choice", "id": "q", "choices": choices, **settings}
    )


@pytest.mark.parametrize(
    ("said", "right"),
    [(0.46, True), (0.465, True), (0.455, True), (0.4651, False), (0.4549, False)],
)
def test_a_number_is_right_within_its_tolerance(said: float, right: bool) -> None:
    assert judge(number(0.005), said, (0.46, None)).right is right


@pytest.mark.parametrize(
    ("said", "close"),
    [(0.46, False), (0.465, False), (0.47, True), (0.506, True), (0.507, False), (-0.46, False)],
)
def test_a_number_that_is_not_right_may_be_close(said: float, close: bool) -> None:
    assert judge(number(0.005), said, (0.46, None)).close is close


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_nothing_is_near_a_number_that_is_not_finite(value: float) -> None:
    assert not judge(number(1e9), 0.0, (value, None)).right


@pytest.mark.parametrize(
    ("asked", "rule", "correct"),
    [
        ((-1e-300, None), "sign", "negative"),
        ((-0.0, None), "sign", "zero"),
        ((0.3, None), "sign", "positive"),
        ((math.nan, None), "sign", ""),
        ((math.inf, None), "sign", "positive"),
        ((1.0, 2.0), "compare", "less"),
        ((2.0, 2.0), "compare", "equal"),
        ((2.0, 1.0), "compare", "greater"),
        ((math.nan, 1.0), "compare", ""),
        ((1.0, math.nan), "compare", ""),
    ],
)
def test_a_rule_picks_the_choice(asked: AskedNumbers, rule: str, correct: str) -> None:
    names = {
        "sign": ("negative", "zero", "positive"),
        "compare": ("less", "equal", "greater"),
    }[rule]
    spec = choice(*names, rule=rule)
    for said in names:
        verdict = judge(spec, said, asked)
        assert verdict.correct == correct
        assert verdict.right == (said == correct)


def test_a_written_key_needs_no_trace() -> None:
    spec = choice("yes", "no", correct="no")
    assert judge(spec, "no", None).right
    assert not judge(spec, "yes", None).right


@pytest.mark.parametrize(
    ("value", "other", "shown"),
    [
        (0.5, 0.25, ("0.5", ">", "0.25")),
        (0.693142, 0.693143, ("0.693142", "<", "0.693143")),
        (1.0, 1.0 + 2**-52, ("1.0", "<", "1.0000000000000002")),
        (2.0, 2.0, ("2", "=", "2")),
    ],
)
def test_numbers_that_differ_are_shown_to_differ(
    value: float, other: float, shown: tuple[str, str, str]
) -> None:
    assert compared(value, other) == shown
