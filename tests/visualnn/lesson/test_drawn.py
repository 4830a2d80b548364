"""Examples drawn by hand are a change of the lesson: the data become a table, all else stays."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from visualnn.errors import LessonError, SettingError, VisualnnError
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import changed, description_of
from visualnn.lesson.drawn import Addition, ExampleChange, Move, Removal, can_draw, with_example
from visualnn.lesson.toml_text import parse_toml
from visualnn.lesson.toml_writing import written


@pytest.fixture(scope="module")
def playground() -> Lesson:
    return open_named("playground")


def examples(lesson: Lesson, split: str = "train") -> set[tuple[float, ...]]:
    data = lesson.data
    x, t = (data.x, data.t) if split == "train" else (data.val_x, data.val_t)
    return {(*row, *target) for row, target in zip(x.tolist(), t.tolist(), strict=True)}


def test_an_example_more_is_trained_with_and_the_split_stays(playground: Lesson) -> None:
    made = with_example(playground, Addition((0.25, -0.5), 1.0))
    assert examples(made) - examples(playground) == {(0.25, -0.5, 1.0)}
    assert examples(playground) - examples(made) == set()
    assert examples(made, "validation") == examples(playground, "validation")
    np.testing.assert_array_equal(made.start["data.x"][-1], [0.25, -0.5])
    for name in ("hidden.W", "output.W"):
        np.testing.assert_array_equal(made.start[name], playground.start[name])
    again = with_example(made, Addition((1.0, 1.0), 0.0))
    assert examples(again, "validation") == examples(playground, "validation")
    assert len(again.data.x) == len(playground.data.x) + 2
    assert [change.key for change in again.changes] == ["data"]


@pytest.mark.parametrize("split", ["train", "validation"])
def test_an_example_is_moved_or_taken_away(playground: Lesson, split: str) -> None:
    x = playground.data.x if split == "train" else playground.data.val_x
    t = playground.data.t if split == "train" else playground.data.val_t
    old = (*x[3].tolist(), *t[3].tolist())
    moved = with_example(playground, Move(split, 3, (0.125, 0.25)))
    assert examples(playground, split) - examples(moved, split) == {old}
    assert examples(moved, split) - examples(playground, split) == {(0.125, 0.25, old[2])}
    at = moved.data.x if split == "train" else moved.data.val_x
    assert at[3].tolist() == [0.125, 0.25]  # it keeps its row
    gone = with_example(playground, Removal(split, 3))
    assert examples(playground, split) - examples(gone, split) == {old}
    assert examples(gone, split) < examples(playground, split)
    other = "validation" if split == "train" else "train"
    assert examples(gone, other) == examples(playground, other)


def test_other_data_take_the_place_of_drawn_ones(playground: Lesson) -> None:
    drawn = with_example(playground, Addition((0.25, -0.5), 1.0))
    assert drawn.is_beyond_prose
    assert not playground.is_beyond_prose
    kept = changed(drawn, [Change("optimizer.lr", 0.3)])
    assert examples(kept) == examples(drawn)
    aside = changed(drawn, [Change("data.validation", 0.5)])
    everything = examples(drawn) | examples(drawn, "validation")
    assert examples(aside) | examples(aside, "validation") == everything
    moons = changed(drawn, [Change("data.source", "moons")])
    plain = changed(playground, [Change("data.source", "moons")])
    assert examples(moons) == examples(plain)
    assert moons.data_before_drawing is None
    back = changed(drawn, [Change("data.noise", 0.1)])
    np.testing.assert_array_equal(back.data.x, playground.data.x)


def test_what_was_drawn_is_a_lesson_that_can_be_written(playground: Lesson) -> None:
    drawn = with_example(playground, Addition((0.25, -0.5), 1.0))
    description, _sources = description_of(drawn.spec)
    del description["stops"]  # they stand in pages of their own
    text = written(description)
    again = from_dict(parse_toml(text, "lesson.toml"))
    for name in ("data.x", "data.t", "val.data.x", "hidden.W"):
        np.testing.assert_array_equal(again.start[name], drawn.start[name])


NET = {
    "format": 1,
    "name": "net",
    "title": {"en": "Net", "ko": "망"},
    "epochs": 2,
    "optimizer": {"kind": "sgd", "lr": 0.1},
}


def classes(data: dict[str, object], units: int, loss: str) -> Lesson:
    layers = [{"name": "out", "kind": "dense", "units": units, "activation": "softmax"}]
    return from_dict({**NET, "data": data, "layers": layers, "loss": {"kind": loss}})


POINTS = {"source": "table", "inputs": [[0, 0], [1, 0], [0, 1]]}


@pytest.mark.parametrize(
    ("lesson", "row"),
    [
        (classes({**POINTS, "targets": [[0], [1], [2]], "classes": 3}, 3,
                 "categorical_cross_entropy"), [2.0]),
        (classes({**POINTS, "targets": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}, 3,
                 "categorical_cross_entropy"), [0.0, 0.0, 1.0]),
        (classes({**POINTS, "targets": [[0], [1], [2]]}, 3,
                 "sparse_categorical_cross_entropy"), [2.0]),
    ],
)  # fmt: skip
def test_a_class_is_written_as_the_others_are(lesson: Lesson, row: list[float]) -> None:
    made = with_example(lesson, Addition((2.0, 2.0), 2.0))
    assert made.data.t[-1].tolist() == row
    assert made.data.x[-1].tolist() == [2.0, 2.0]


def test_a_sign_is_a_class_and_a_number_is_itself() -> None:
    layers = [{"name": "out", "kind": "dense", "units": 1}]
    signs = {**POINTS, "targets": [[-1], [1], [1]]}
    hinge = from_dict({**NET, "data": signs, "layers": layers, "loss": {"kind": "hinge"}})
    assert with_example(hinge, Addition((1.0, 1.0), 0.0)).data.t[-1].tolist() == [-1.0]
    line = {"source": "table", "inputs": [[0], [1]], "targets": [[0.5], [1.5]]}
    fit = from_dict({**NET, "data": line, "layers": layers, "loss": {"kind": "mean_squared_error"}})
    assert with_example(fit, Addition((2.0,), 2.75)).data.t[-1].tolist() == [2.75]
    assert with_example(fit, Move("train", 0, (3.0,), 4.0)).data.t[0].tolist() == [4.0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Addition((1.0,), 1.0), "an example has 2 finite inputs, not 1"),
        (Addition((1.0, float("nan")), 1.0), "an example has 2 finite inputs"),
        (Addition((1.0, 1.0), float("inf")), "a target is a finite number"),
        (Addition((1.0, 1.0), 0.5), "there is no class 0.5"),
        (Move("train", 4, (0.0, 0.0)), "there is no example 4"),
        (Removal("validation", 0), "there is no example 0"),
        (Removal("test", 0), "there is no example 0"),
    ],
)
def test_what_cannot_be_is_refused(change: ExampleChange, told: str) -> None:
    with pytest.raises(VisualnnError, match=re.escape(told)):
        with_example(open_named("xor"), change)


def test_the_limits_of_data_hold() -> None:
    table = {"source": "table", "inputs": [[0.0, 0.0]], "targets": [[1.0]]}
    layers = [{"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}]
    one = from_dict(
        {**NET, "data": table, "layers": layers, "loss": {"kind": "binary_cross_entropy"}}
    )
    with pytest.raises(LessonError):
        with_example(one, Removal("train", 0))
    many = {**table, "inputs": [[0.0, 0.0]] * 10_000, "targets": [[1.0]] * 10_000}
    full = changed(one, [Change("data", many)])
    with pytest.raises(LessonError):
        with_example(full, Addition((1.0, 1.0), 1.0))


@pytest.mark.parametrize("name", ["digits", "summary-table", "descent", "lenet"])
def test_where_nothing_can_be_drawn_it_says_so(name: str) -> None:
    lesson = open_named(name)
    assert not can_draw(lesson)
    with pytest.raises(SettingError, match="cannot be drawn by hand"):
        with_example(lesson, Addition((0.0, 0.0), 1.0))


def test_rows_to_keep_aside_are_named_in_a_table(tmp_path: Path) -> None:
    layers = [{"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}]
    loss = {"kind": "binary_cross_entropy"}
    data = {**POINTS, "targets": [[0], [1], [1]], "validation": [2, 0]}
    made = from_dict({**NET, "data": data, "layers": layers, "loss": loss})
    assert (made.data.x.tolist(), made.data.val_x.tolist()) == ([[1, 0]], [[0, 0], [0, 1]])
    for rows, told in (([0, 0], "kept aside already"), ([3], "no row 3"), ([0, 1, 2], "no row is")):
        with pytest.raises(LessonError, match=told):
            from_dict({**NET, "data": {**data, "validation": rows}, "layers": layers, "loss": loss})
