"""A lesson is saved as it is now, and what is saved is the same lesson."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from visualnn.errors import DataError
from visualnn.lesson import Lesson, load, open_named
from visualnn.lesson.changes import changed, parse_change
from visualnn.lesson.drawn import Addition, Removal, with_example
from visualnn.lesson.saving import save_lesson


def assert_same(saved: Lesson, lesson: Lesson) -> None:
    assert saved.spec.model_dump() == lesson.spec.model_dump()
    assert [stop.name for stop in saved.stops] == [stop.name for stop in lesson.stops]
    for name, value in lesson.start.items():
        np.testing.assert_array_equal(saved.start[name], value)
    for language, page in lesson.spec.prose.items():
        ids = [section.id for section in page.sections]
        assert [section.id for section in saved.spec.prose[language].sections] == ids


@pytest.mark.parametrize(
    "name", ["xor", "playground", "two-units", "activations", "descent", "lenet", "losses"]
)
def test_every_kind_of_lesson_is_saved_and_read_again(name: str, tmp_path: Path) -> None:
    lesson = open_named(name)
    save_lesson(lesson, tmp_path / "saved")
    assert_same(load(tmp_path / "saved"), lesson)


def test_what_was_changed_and_drawn_is_saved(tmp_path: Path) -> None:
    lesson = open_named("playground")
    lesson = changed(lesson, map(parse_change, ["optimizer.lr=0.3", "layers.hidden.units=2"]))
    lesson = with_example(lesson, Addition((0.5, 0.25), 1.0))
    lesson = with_example(lesson, Removal("validation", 2))
    save_lesson(lesson, tmp_path)
    saved = load(tmp_path)
    assert_same(saved, lesson)
    np.testing.assert_array_equal(saved.data.x[-1], [0.5, 0.25])
    assert saved.changes == ()


def test_stops_that_no_longer_hold_are_left_out(tmp_path: Path) -> None:
    lesson = changed(open_named("xor"), [parse_change("layers.hidden.units=2")])
    assert 0 < len(lesson.stops) < len(open_named("xor").stops)
    save_lesson(lesson, tmp_path)
    assert_same(load(tmp_path), lesson)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="there already"):
        save_lesson(open_named("xor"), tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(DataError, match=r"cannot be written|there already"):
        save_lesson(open_named("xor"), tmp_path / "mine.txt" / "inside")
