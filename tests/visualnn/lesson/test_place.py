"""A place in a lesson is a line of text: what is written is read again, and nothing else is."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn.errors import SettingError
from visualnn.lesson import open_named
from visualnn.lesson.change import Change, merged, parse_change, setting_text
from visualnn.lesson.changes import changed, open_changed
from visualnn.lesson.place import (
    MAX_LINE_CHARACTERS,
    MAX_SETTING_COUNT,
    LessonPlace,
    line_of,
    place_from,
)

WHOLE = LessonPlace(
    "/a b/it's here", ("optimizer.lr=0.5", "clip="), "tanh", "120", "boundary", "hidden.W[0,3]"
)
WORD = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)
NAME = WORD.filter(lambda word: not word.startswith("-") and word.strip() == word)


def test_a_place_is_a_command_that_a_shell_would_read_alike() -> None:
    line = line_of(WHOLE)
    before = """visualnn open '/a b/it'"'"'s here' --set optimizer.lr=0.5 --set clip="""
    assert line.startswith(before)
    assert line.endswith("--variant tanh --at 120 --view boundary --focus 'hidden.W[0,3]'")
    assert place_from(line) == WHOLE
    assert place_from(f"  {line}\n") == WHOLE
    assert line_of(LessonPlace("xor")) == "visualnn open xor"
    assert LessonPlace("xor").is_whole_lesson
    assert not WHOLE.is_whole_lesson


@given(st.builds(LessonPlace, NAME, st.lists(WORD, max_size=3).map(tuple), *[st.none() | WORD] * 4))
def test_every_place_is_read_as_it_was_written(place: LessonPlace) -> None:
    assert place_from(line_of(place)) == place


def test_an_option_may_stand_in_one_word_with_its_value() -> None:
    line = "/usr/bin/visualnn open --at=end --set=seed=3 xor"
    assert place_from(line) == LessonPlace("xor", ("seed=3",), at="end")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "a place is one line"),
        ("xor", "a place is one line"),
        ("visualnn run xor", "a place is one line"),
        ("rm -rf visualnn open", "a place is one line"),
        ("visualnn open xor; rm -rf /", "rm is no part of a place"),
        ("visualnn open xor\nrm x", "a place is one line"),
        ("visualnn open xor\0", "a place is one line"),
        ("visualnn open 'xor", "a quotation mark in this line is not closed"),
        ("visualnn open", "this line does not say which lesson"),
        ("visualnn open --at 3", "this line does not say which lesson"),
        ("visualnn open xor digits", "digits is no part of a place"),
        ("visualnn open xor --out x.png", "--out is no part of a place; there are --set"),
        ("visualnn open xor --at", "--at needs a value behind it"),
        ("visualnn open xor --at 1 --at 2", "--at stands there twice"),
        ("visualnn open xor" + " --set a=1" * (MAX_SETTING_COUNT + 1), "at most 64 changes"),
        ("visualnn open " + "x" * MAX_LINE_CHARACTERS, "at most 8192 characters"),
    ],
)
def test_what_is_no_place_is_refused_in_a_sentence(line: str, told: str) -> None:
    with pytest.raises(SettingError, match=told.split(";")[0]):
        place_from(line)


def test_nothing_in_a_line_is_expanded_or_run() -> None:
    for word in ("$(touch x)", "`touch x`", "~/x", "$HOME", "*", "a|b", "a>b", "a&"):
        assert place_from(f"visualnn open {shlex.quote(word)}").lesson == word
        assert place_from(f"visualnn open {word.replace(' ', '_')}").lesson == word.replace(
            " ", "_"
        )


def test_what_does_not_fit_a_line_is_not_written() -> None:
    many = LessonPlace("xor", tuple(f"seed={n}" for n in range(MAX_SETTING_COUNT + 1)))
    with pytest.raises(SettingError, match="export the session"):
        line_of(many)
    with pytest.raises(SettingError, match="export the session"):
        line_of(LessonPlace("x" * MAX_LINE_CHARACTERS))


# -- changes as text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "k=0.5"),
        (3, "k=3"),
        (1e-05, "k=1e-05"),
        (True, "k=true"),
        ("true", 'k="true"'),
        ("relu", "k=relu"),
        ("0.5", 'k="0.5"'),
        ("a b", 'k="a b"'),
        ("", 'k=""'),
        (None, "k="),
        ([[1.0, 2.0], [0.0, 1.0]], "k=[[1.0, 2.0], [0.0, 1.0]]"),
        ({"kind": "step", "gamma": 0.5}, 'k={ kind = "step", gamma = 0.5 }'),
    ],
)
def test_a_change_is_written_so_that_it_is_read_again(value: object, text: str) -> None:
    change = Change("k", value)
    assert setting_text(change) == text
    assert parse_change(text) == change


def test_of_several_values_of_a_key_the_last_is_kept() -> None:
    one, two, other = Change("seed", 1), Change("seed", 2), Change("epochs", 5)
    assert merged([one, other, two]) == (other, two)
    table, inside = Change("clip", {"kind": "value", "limit": 1.0}), Change("clip.limit", 2.0)
    assert merged([table, inside, table]) == (table, inside, table)
    added, gone = Change("layers.a", {"kind": "flatten"}), Change("layers.a", None)
    assert merged([added, gone, added]) == (added, gone, added)


def test_a_lesson_knows_what_was_changed_in_it() -> None:
    texts = ["optimizer.lr=0.5", "layers.hidden.units=3", "optimizer.lr=0.25"]
    lesson = open_named("xor")
    assert lesson.changes == ()
    for text in texts:
        lesson = changed(lesson, [parse_change(text)])
    assert [setting_text(change) for change in lesson.changes] == texts[1:]
    again = open_changed("xor", lesson.changes)
    assert again.spec == lesson.spec
    assert again.changes == lesson.changes
