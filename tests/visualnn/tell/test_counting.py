"""Counts in words."""

from __future__ import annotations

import pytest

from visualnn.tell.counting import updates_in_words
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
