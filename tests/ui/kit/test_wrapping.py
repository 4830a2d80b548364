"""A sentence in lines that have room for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.wrapping import wrapped


def test_a_sentence_takes_no_more_lines_than_it_needs() -> None:
    assert wrapped("one two three", len, 20) == ("one two three",)
    assert wrapped("one two three", len, 8) == ("one two", "three")
    assert wrapped("one two three four", len, 8) == ("one two", "three four")
    assert wrapped("one two three four", len, 8, 3) == ("one two", "three", "four")
    assert wrapped("one two three", len, 8, 1) == ("one two three",)
    assert wrapped("", len, 8) == ("",)


@given(st.text("ab ", max_size=60), st.integers(1, 30), st.integers(1, 4))
def test_no_word_is_lost_and_only_the_last_line_or_a_word_is_too_wide(
    words: str, room: int, most: int
) -> None:
    lines = wrapped(words, len, room, most)
    assert " ".join(lines) == words
    assert len(lines) <= most
    assert all(len(line) <= room or " " not in line for line in lines[:-1])
