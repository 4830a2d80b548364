"""Limits: colours that hold still while numbers move, and come back when one goes back."""

from __future__ import annotations

import pytest

from ui.limits import Limits, kept


@pytest.mark.parametrize(
    ("limit", "largest", "expected"),
    [
        (0.0, 3.0, 3.0),
        (1.0, 2.0, 1.0),
        (1.0, 2.1, 2.1),
        (1.0, 0.5, 1.0),
        (1.0, 0.49, 0.49),
        (1.0, 0.0, 1.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_a_limit_stays_within_a_factor_of_two(
    limit: float, largest: float, expected: float
) -> None:
    assert kept(limit, largest) == expected


def test_names_have_limits_of_their_own() -> None:
    limits = Limits()
    assert limits.of("W", 1, 1.0) == 1.0
    assert limits.of("b", 1, 9.0) == 9.0
    assert limits.of("W", 2, 1.9) == 1.0


def test_there_and_back_shows_the_same_colours() -> None:
    limits, numbers = Limits(), [1.0, 1.6, 2.4, 7.0, 4.0, 1.9]
    there = [limits.of("W", tick, number) for tick, number in enumerate(numbers)]
    back = [limits.of("W", tick, numbers[tick]) for tick in reversed(range(len(numbers)))]
    again = [limits.of("W", tick, number) for tick, number in enumerate(numbers)]
    assert there == [1.0, 1.0, 2.4, 7.0, 7.0, 1.9]
    assert back[::-1] == there
    assert again == there


def test_an_edit_that_changes_the_numbers_of_a_tick_changes_its_limit() -> None:
    limits = Limits()
    limits.of("W", 3, 1.0)
    assert limits.of("W", 3, 50.0) == 50.0


def test_another_lesson_begins_anew() -> None:
    limits = Limits()
    limits.of("W", 3, 1.0)
    limits.forget()
    assert limits.of("W", 3, 1.5) == 1.5
