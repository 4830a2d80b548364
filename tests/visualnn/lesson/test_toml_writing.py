"""The writer of TOML: what it writes is read again as what it was."""

from __future__ import annotations

import tomllib

import pytest

from visualnn.lesson import find, shipped
from visualnn.lesson.toml_writing import MAX_WIDTH_CHARACTERS, written

TABLE = {
    "name": 'quote " and \\ and \x7f and 보기',
    "title": {"en": "A table", "ko": "표"},
    "on": True,
    "rate": 1e-9,
    "left_out": None,
    "empty": [],
    "matrix": [[1, -2.5], [3, float("inf")]],
    "many": [n / 7 for n in range(40)],
    "mixed": [1, {"kind": "a", "two words": 2}],
    "data": {"source": "table", "inner": {"deep": [{"a": 1}, {"a": 2, "b": {"c": "d"}}]}},
    "layers": [{"name": "one"}, {"name": "two", "inputs": ["one"]}],
}


def read_again(text: str) -> dict[str, object]:
    return tomllib.loads(text)


def test_what_is_written_is_read_again() -> None:
    expected = {key: value for key, value in TABLE.items() if key != "left_out"}
    assert read_again(written(TABLE)) == expected


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_lesson_is_read_again_as_it_was(name: str) -> None:
    known = tomllib.loads((find(name) / "lesson.toml").read_text(encoding="utf-8"))
    assert read_again(written(known)) == known


def test_long_lists_go_over_several_lines_and_short_ones_do_not() -> None:
    lines = written(TABLE).splitlines()
    assert max(map(len, lines)) <= MAX_WIDTH_CHARACTERS
    assert max(len(line) for line in lines if line.startswith("    ")) > 80  # they are filled
    assert "matrix = [[1, -2.5], [3, inf]]" in lines


def test_sections_stand_apart() -> None:
    text = written({"a": 1, "b": {"c": 2}, "d": [{"e": 3}, {"e": 4}]})
    assert text == "a = 1\n\n[b]\nc = 2\n\n[[d]]\ne = 3\n\n[[d]]\ne = 4\n"
    assert written({"b": {"c": 2, "title": {"en": "x"}}}) == '[b]\nc = 2\ntitle = { en = "x" }\n'


def test_a_list_fills_its_line_to_the_last_column() -> None:
    def line(width: int) -> str:
        """A list whose line is so long."""
        text = "x" * (width - len('xs = [""]'))
        return written({"xs": [text]})

    assert len(line(MAX_WIDTH_CHARACTERS).splitlines()) == 1
    assert len(line(MAX_WIDTH_CHARACTERS + 1).splitlines()) == 3


def test_what_toml_has_no_form_for_is_refused() -> None:
    with pytest.raises(TypeError, match="TOML has no form for object"):
        written({"a": object()})
