"""An error is a translatable sentence whose parameters are text and nothing else."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn.errors import (
    LessonError,
    LessonFaults,
    SettingError,
    ShapeError,
    TextPosition,
    UnknownNameError,
    VisualnnError,
    plain,
)


def test_the_parameters_stand_in_the_sentence() -> None:
    error = VisualnnError(
        "unknown layer {name}; known are {known}", name="hiden", known="x, hidden"
    )
    assert str(error) == "unknown layer hiden; known are x, hidden"
    assert error.template == "unknown layer {name}; known are {known}"
    assert error.params == {"name": "hiden", "known": "x, hidden"}


def test_a_window_can_translate_the_template() -> None:
    error = ShapeError("{rows} rows do not fit {columns} columns", rows=(2, 3), columns=4)
    korean = {error.template: "열 {columns}개에 행 {rows}이 맞지 않습니다"}
    assert error.sentence(korean.__getitem__) == "열 4개에 행 (2, 3)이 맞지 않습니다"


@pytest.mark.parametrize(
    "hostile",
    ["{other}", "{hostile.__class__}", "{0}", "%s", "%(other)s", "$other", r"\g<0>", "{", "}}"],
)
def test_a_parameter_is_never_read_as_a_template(hostile: str) -> None:
    error = VisualnnError("{hostile} and {other}", hostile=hostile, other="secret")
    assert str(error) == f"{hostile} and secret"


def test_what_the_template_does_not_name_stays_as_written() -> None:
    assert str(VisualnnError("{x.__class__} {missing} {{x}} {x", x=1)) == (
        "{x.__class__} {missing} {1} {x"
    )


@given(st.text(st.characters(exclude_categories=[]), max_size=50))
def test_a_parameter_is_printable_on_one_line(value: str) -> None:
    text = plain(value)
    assert text.isprintable()
    text.encode()


def test_a_parameter_is_never_long_and_always_has_a_text() -> None:
    assert plain("a" * 1_000_000) == "a" * 399 + "…"
    assert plain(10**5000) == "int"
    assert plain("line\nother\x1b[31m\u202e\ud800") == r"line\nother\x1b[31m\u202e\ud800"


@pytest.mark.parametrize("kind", [ShapeError, UnknownNameError, SettingError, LessonError])
def test_every_error_is_a_visualnn_error(kind: type[VisualnnError]) -> None:
    with pytest.raises(VisualnnError, match="no layer q"):
        raise kind("no layer {name}", name="q")


def test_a_lesson_error_begins_with_its_place() -> None:
    error = LessonError(
        "no layer {name}", place=TextPosition("xor/lesson.toml", 4, 9), name="hiden"
    )
    assert str(error) == "xor/lesson.toml:4:9: no layer hiden"
    assert (error.path, error.line, error.column) == ("xor/lesson.toml", 4, 9)
    assert error.sentence() == "no layer hiden"
    assert error.report(str.upper) == "xor/lesson.toml:4:9: NO LAYER {NAME}"


def test_a_place_without_a_line_is_its_path_alone() -> None:
    assert str(LessonError("is missing", place=TextPosition("layers[0].units"))) == (
        "layers[0].units: is missing"
    )
    assert str(LessonError("is missing")) == "is missing"
    assert str(TextPosition("a\nb", 1, 2)) == r"a\nb:1:2"


def test_faults_are_printed_one_a_line() -> None:
    first = LessonError("no layer {name}", place=TextPosition("lesson.toml", 4, 9), name="hiden")
    second = LessonError("is missing", place=TextPosition("ko.md", 1, 1))
    faults = LessonFaults([first, second])
    assert str(faults) == "lesson.toml:4:9: no layer hiden\nko.md:1:1: is missing"
    assert faults.faults == (first, second)
    assert (faults.path, faults.line, faults.column) == ("lesson.toml", 4, 9)
    assert isinstance(faults, LessonError)
    with pytest.raises(ValueError, match="no error"):
        LessonFaults([])


def test_errors_survive_the_way_between_processes() -> None:
    first = LessonError("no layer {name}", place=TextPosition("lesson.toml", 4, 9), name="hiden")
    for error in (first, LessonFaults([first, first])):
        for other in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301
            assert str(other) == str(error)
