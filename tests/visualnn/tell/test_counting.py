"""Counts in words."""

from __future__ import annotations

import pytest

from visualnn.tell.counting import found_in_words, updates_in_words
from visualnn.text import use_language


@pytest.mark.parametrize(
    ("count", "english", "korean"),
    [
        (0, "0 updates", "갱신 0번"),
        (1, "1 update", "갱신 1번"),
        (2, "2 updates", "갱신 2번"),
    ],
)
def test_one_update_is_no_plural(count: int, english: str, korean: str) -> None:
    use_language("ko")
    try:
        assert updates_in_words(count) == korean
    finally:
        use_language("en")
    assert updates_in_words(count) == english


def test_what_the_last_update_began_with_is_of_before_it() -> None:
    assert found_in_words(9, 10) == "before update 10"
    assert found_in_words(10, 10) == "after 10 updates"
    assert found_in_words(4, 10) == "after 4 updates"
    assert found_in_words(1, 1) == "after 1 update"
    assert found_in_words(9, 10, is_short=True) == "before 10"
    assert found_in_words(10, 10, is_short=True) == "after 10"
