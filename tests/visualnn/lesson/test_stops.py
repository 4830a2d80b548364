"""Stops: what they name exists in their iteration, or the refusal says what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import find, load

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
