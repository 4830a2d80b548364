"""Stops: what they name exists in their iteration, or the refusal says what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import find, load
from visualnn.lesson.changes import changed, parse_change
from visualnn.lesson.stops import unmet_settings
from visualnn.lesson.variants import open_named_variant

XOR = find("xor")


def refused(folder: Path, before: str, after: str) -> LessonError:
    """What is said of xor with a line of its file changed."""
    for page in XOR.iterdir():
        text = page.read_text(encoding="utf-8")
        (folder / page.name).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        load(folder)
    return caught.value


def test_an_iteration_behind_the_end_is_refused_with_the_last_one(tmp_path: Path) -> None:
    error = refused(tmp_path, "iteration = 100\n", "iteration = 1001\n")
    assert "iteration 1001 does not exist: the lesson ends with iteration 1000" in str(error)
    assert error.place is not None
    assert error.place.line > 1


def test_a_name_that_is_never_written_is_refused_with_those_that_are(tmp_path: Path) -> None:
    error = refused(tmp_path, 'at = "hidden.z"', 'at = "hidden.y"')
    assert "nothing is called hidden.y in iteration 0" in str(error)
    assert "hidden.z" in str(error)


def test_a_stop_says_what_its_knobs_stand_at_as_far_as_they_do_not() -> None:
    lesson = load(find("sizes"))
    ring = next(stop for stop in lesson.stops if stop.name == "ring")
    assert unmet_settings(lesson, ring) == ("layers.conv.padding=1",)
    made = changed(lesson, map(parse_change, ("layers.conv.padding=1", "layers.conv.stride=2")))
    assert unmet_settings(made, ring) == ("layers.conv.stride=1",)


def test_of_a_variant_a_stop_sets_nothing() -> None:
    variant = open_named_variant("sizes", "same", [])
    assert [unmet_settings(variant, stop) for stop in variant.stops] == [()] * len(variant.stops)


def test_a_stop_sets_only_what_a_knob_turns(tmp_path: Path) -> None:
    line = 'at = "hidden.z"'
    error = refused(tmp_path, line, f'{line}\nset = {{ "epochs" = 3 }}')
    assert "no knob turns epochs" in str(error)
