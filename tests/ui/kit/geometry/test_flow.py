"""Where lines break, what hangs together, and that no text is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.flow import Face, Run, RunStyle, TextBlock, TextLayout, TextSize, lay_out, wrap

FACES = {size: Face(20.0, 15.0) for size in TextSize}


def letters(text: str, size: TextSize, strong: bool) -> float:
    """Every letter is 10 wide."""
    return 10.0 * len(text)


def lines(runs: Sequence[Run] | str, width: float, *, maths: bool = False) -> list[str]:
    """The lines as text, runs joined where they touch and spaced where they do not."""
    given_runs = (Run(runs),) if isinstance(runs, str) else runs
    found = []
    for line in wrap(given_runs, width, TextSize.BODY, letters, maths=maths):
        text, end = "", 0.0
        for _number, piece, x, wide in line:
            text += " " * round((x - end) / 10.0) + piece
            end = x + wide
        found.append(text)
    return found


def flow(*blocks: TextBlock, width: float = 200.0) -> TextLayout:
    return lay_out(blocks, width, FACES, letters, 8.0)


def test_lines_break_between_words() -> None:
    assert lines("one two three four", 100) == ["one two", "three four"]


def test_korean_words_stay_whole_and_keep_the_particle_of_a_number() -> None:
    runs = (Run("학습률은 "), Run("0.1", RunStyle.NUMBER, "lr"), Run("입니다. 그리고"))
    assert lines(runs, 90) == ["학습률은", "0.1입니다.", "그리고"]


def test_an_operator_goes_with_what_follows_it() -> None:
    assert lines("ab + cd = 12", 70) == ["ab + cd", "= 12"]
    assert lines("abcd + cd", 60) == ["abcd", "+ cd"]


def test_factors_stay_together_while_a_line_has_room() -> None:
    assert lines("xx 1.5 · 2.5", 100) == ["xx", "1.5 · 2.5"]
    assert lines("1.5 · 2.5", 60) == ["1.5", "· 2.5"]


def test_a_number_is_never_cut() -> None:
    assert lines("−0.12345678", 50) == ["−0.12345678"]
    assert lines((Run("12 345", RunStyle.NUMBER),), 20) == ["12", "345"]
    assert lines("1.5×10⁻⁸ abc", 50) == ["1.5×10⁻⁸", "abc"]


def test_a_word_wider_than_a_line_is_cut_between_letters() -> None:
    assert lines("abcdefghij", 40) == ["abcd", "efgh", "ij"]


def test_a_new_line_in_the_text_is_one_on_the_screen() -> None:
    assert lines("one\ntwo three", 200) == ["one", "two three"]


def test_mathematics_breaks_outside_of_brackets_first() -> None:
    assert lines("xxx + (a + b)", 100) == ["xxx + (a", "+ b)"]
    assert lines("xxx + (a + b)", 100, maths=True) == ["xxx", "+ (a + b)"]


def test_mathematics_breaks_inside_a_bracket_that_no_line_holds() -> None:
    text = "exp(a) / (exp(a) + exp(b) + exp(c))"
    assert lines(text, 190, maths=True) == ["exp(a) / (exp(a)", "+ exp(b) + exp(c))"]


def test_mathematics_breaks_at_relations_before_sums() -> None:
    assert lines("zzzz = sss + b", 110, maths=True) == ["zzzz", "= sss + b"]


def test_mathematics_keeps_an_indicator_whole() -> None:
    assert lines("g · [z > 0]", 90, maths=True) == ["g", "· [z > 0]"]


def test_a_second_formula_after_a_comma_gets_a_line_of_its_own() -> None:
    assert lines("a = b / c,  m = d", 120, maths=True) == ["a = b / c,", "m = d"]


WORDS = st.text(alphabet="ab가나0.1+−·=/()[], \n", max_size=40)


@given(st.lists(WORDS, max_size=6), st.integers(1, 30), st.booleans())
def test_no_text_is_lost_or_turned_around(texts: list[str], columns: int, maths: bool) -> None:
    runs = tuple(Run(text) for text in texts)
    shown = "".join(lines(runs, 10.0 * columns, maths=maths))
    assert shown.replace(" ", "") == "".join(texts).replace(" ", "").replace("\n", "")


@given(st.lists(WORDS, max_size=6), st.integers(3, 30), st.booleans())
def test_only_numbers_reach_beyond_the_line(texts: list[str], columns: int, maths: bool) -> None:
    runs = tuple(Run(text) for text in texts)
    for line in wrap(runs, 10.0 * columns, TextSize.BODY, letters, maths=maths):
        for place, (_number, text, x, wide) in enumerate(line):
            if x + wide > 10.0 * columns:
                assert place == 0
                assert set(text) <= set("0.1−()[],")


def test_lines_after_the_mark_begin_below_each_other() -> None:
    layout = flow(TextBlock((Run("aaaa + bbbb + cccc"),), mark="=", maths=True), width=140)
    mark, *pieces = layout.pieces
    assert (mark.text, mark.x, mark.number) == ("=", 0.0, -1)
    assert [piece.text for piece in pieces] == ["aaaa + bbbb", "+ cccc"]
    assert [piece.x for piece in pieces] == [20.0, 20.0]
    assert [piece.top for piece in pieces] == [0.0, 20.0]


def test_hanging_lines_begin_further_right() -> None:
    layout = flow(TextBlock((Run("aaaa + bbbb + cccc"),), hang=2, maths=True), width=120)
    assert [(p.text, p.x) for p in layout.pieces] == [("aaaa + bbbb", 0.0), ("+ cccc", 16.0)]


def test_numbers_are_aligned_at_their_points() -> None:
    values = ["0.25", "−12.5", "3", "1×10⁻⁸"]
    layout = flow(*(TextBlock((Run("w"),), value=Run(text)) for text in values))
    shown = [piece for piece in layout.pieces if piece.text in values]
    points = {p.x + letters(re.split("[.×]", p.text)[0], p.size, False) for p in shown}
    assert len(shown) == 4
    assert len(points) == 1


def test_a_column_of_numbers_leaves_room_for_the_names_and_stays_inside() -> None:
    long = TextBlock((Run("a_very_long_name_here"),), value=Run("0.25"))
    layout = flow(long, TextBlock((Run("b"),), value=Run("−1.5")), width=150)
    for piece in layout.pieces:
        assert piece.x + piece.width <= 150
    names = [p for p in layout.pieces if p.number in {0, 2}]
    left = min(p.x for p in layout.pieces if p.number in {1, 3})
    assert all(p.x + p.width <= left for p in names)


def test_blocks_stand_below_each_other_with_space_rules_and_room() -> None:
    layout = flow(
        TextBlock((Run("a"),), space=5),
        TextBlock((Run("b"),), lines=2),
        TextBlock((Run("c"),), space=2, rule=True),
    )
    assert layout.tops == (0.0, 28.0, 84.0)
    assert layout.rules == (76.0,)
    assert layout.height == 104.0


def test_only_what_has_a_target_is_found() -> None:
    layout = flow(TextBlock((Run("plain "), Run("door", target="there"))))
    found = layout.at(75, 10)
    assert found is not None
    assert found.run.target == "there"
    assert layout.at(10, 10) is None
    assert layout.at(75, 30) is None


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_block_is_one_line_high(text: str) -> None:
    layout = flow(TextBlock((Run(text),)))
    assert layout.height == 20.0
