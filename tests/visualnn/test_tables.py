"""Columns of text stand under each other, whatever is written in them."""

from __future__ import annotations

import pytest

from visualnn.tables import table, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("bias", 4),
        ("η × −1·‖W‖", 10),
        ("층", 2),
        ("\u110e\u1173\u11bc", 2),  # 층, written as its three letters
        ("층 3", 4),
        ("x\u0302", 1),  # an accent on its letter
    ],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_are_padded_to_the_widest() -> None:
    rows = [("층", "n"), ("hidden", "12")]
    assert list(table(rows)) == ["층      n", "------  --", "hidden  12"]
