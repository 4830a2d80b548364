"""Lessons that begin where others ended: layer by layer, stacked, fine-tuned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.weights import finished
from visualnn.errors import DataError, LessonError
from visualnn.expr import Source
from visualnn.journal.header import data_hashes
from visualnn.lesson import Lesson, load, transfer
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.giving_up import GivenUpError, giving_up_when
from visualnn.lesson.saving import lesson_files
from visualnn.run.history import History
from visualnn.tell.card import Context
from visualnn.tell.explain import explain
from visualnn.tell.report import card
from visualnn.text import use_language

HEAD = """\
format = 1
name = "{name}"
title = {{ en = "{name}", ko = "{name}" }}
epochs = {epochs}
{start}
[data]
source = "table"
inputs = [[0.0, 1.0], [1.0, 0.5], [0.3, -1.0]]
targets = {targets}

[loss]
kind = "mean_squared_error"

[optimizer]
kind = "sgd"
lr = 0.1
"""
INPUTS = "[[0.0, 1.0], [1.0, 0.5], [0.3, -1.0]]"


def layer(name: str, units: int, **more: object) -> str:
    lines = "".join(f"{key} = {str(value).lower()}\n" for key, value in more.items())
    return f'\n[[layers]]\nname = "{name}"\nkind = "dense"\nunits = {units}\n{lines}'


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Two autoencoders, one inside the other, and a network that stacks what they learned."""
    use_language("en")
    write(tmp_path, "01-outer", layer("enc1", 3) + layer("dec1", 2), targets=INPUTS)
    inner = layer("enc1", 3, trainable=False) + layer("enc2", 2) + layer("dec2", 3)
    inner += layer("dec1", 2, trainable=False)
    write(tmp_path, "02-inner", inner, "[[start_from]]\nlesson = 'outer'", targets=INPUTS)
    stacked = layer("enc1", 3) + layer("enc2", 2) + layer("out", 1)
    write(tmp_path, "03-stacked", stacked, "[[start_from]]\nlesson = 'inner'\niterations = 4")
    return tmp_path


def write(
    shelf: Path,
    folder: str,
    layers: str,
    start: str = "",
    *,
    targets: str = "[[1.0], [0.0], [0.5]]",
    epochs: int = 10,
) -> None:
    path = shelf / folder
    path.mkdir()
    name = folder.partition("-")[2]
    text = HEAD.format(name=name, epochs=epochs, start=start, targets=targets) + layers
    (path / "lesson.toml").write_text(text, encoding="utf-8")
    for language in ("en", "ko"):
        (path / f"{language}.md").write_text(f"# {name}\n", encoding="utf-8")


def after(lesson: Lesson, iterations: int) -> dict[str, np.ndarray]:
    history = History(lesson.program, lesson.start)
    return dict(history.at(lesson.program.end_of(iterations - 1)).values)


def test_a_lesson_begins_where_another_ended(shelf: Path) -> None:
    outer, inner = load(shelf / "01-outer"), load(shelf / "02-inner")
    end = after(outer, outer.iterations)
    for name in ("enc1.W", "enc1.b", "dec1.W", "dec1.b"):
        np.testing.assert_array_equal(inner.start[name], end[name])
    assert set(inner.inherited) == {"enc1.W", "enc1.b", "dec1.W", "dec1.b"}


def test_what_is_frozen_stays_and_the_rest_learns(shelf: Path) -> None:
    inner = load(shelf / "02-inner")
    end = after(inner, inner.iterations)
    np.testing.assert_array_equal(end["enc1.W"], inner.start["enc1.W"])
    assert not np.array_equal(end["enc2.W"], inner.start["enc2.W"])


def test_a_stack_begins_after_so_many_iterations_and_learns_as_a_whole(shelf: Path) -> None:
    inner, stacked = load(shelf / "02-inner"), load(shelf / "03-stacked")
    early = after(inner, 4)
    np.testing.assert_array_equal(stacked.start["enc2.W"], early["enc2.W"])
    assert "out.W" not in stacked.inherited
    assert not np.array_equal(after(stacked, 5)["enc1.W"], stacked.start["enc1.W"])


def test_the_card_says_where_the_first_value_comes_from(shelf: Path) -> None:
    stacked = load(shelf / "03-stacked")
    history = History(stacked.program, stacked.start)
    told = card(Context.at(stacked, history, 0), explain(history, 0, Source("enc2.W", (0, 0))))
    assert "enc2.W of the lesson inner after 4 iterations" in told
    told = card(Context.at(stacked, history, 0), explain(history, 0, Source("out.W", (0, 0))))
    assert "drawn at random from the seed 0: Glorot, uniform" in told


def test_parameters_can_be_named(shelf: Path) -> None:
    start = "[[start_from]]\nlesson = 'outer'\nparameters = { 'other.W' = 'enc1.W' }"
    write(shelf, "04-named", layer("other", 3) + layer("out", 1), start)
    named = load(shelf / "04-named")
    outer = load(shelf / "01-outer")
    np.testing.assert_array_equal(named.start["other.W"], after(outer, 10)["enc1.W"])
    assert set(named.inherited) == {"other.W"}


def test_a_name_of_another_shape_begins_anew(shelf: Path) -> None:
    write(shelf, "08-wider", layer("enc1", 5) + layer("out", 1), "[[start_from]]\nlesson = 'outer'")
    wider = load(shelf / "08-wider")
    assert wider.inherited == {}
    assert wider.start["enc1.W"].shape == (2, 5)


@pytest.mark.parametrize(
    ("start", "complaint"),
    [
        ("lesson = 'wrong'", r"toml:6:10: wrong cannot begin with itself: wrong → wrong"),
        ("lesson = 'nowhere'", r"toml:6:10: there is no lesson nowhere"),
        ("lesson = 'outer'\niterations = 0", r"toml:7:14: 0 is too small"),
        (
            "lesson = 'outer'\nparameters = { 'out.W' = 'enc9.W' }",
            r"toml:7:14: nothing is called enc9.W",
        ),
        (
            "lesson = 'outer'\nparameters = { 'out.W' = 'enc1.W' }",
            r"toml:7:14: out.W has the shape \(2, 1\), enc1.W has \(2, 3\)",
        ),
    ],
)
def test_what_cannot_begin_so_is_refused(shelf: Path, start: str, complaint: str) -> None:
    write(shelf, "05-wrong", layer("out", 1), f"[[start_from]]\n{start}")
    with pytest.raises(LessonError) as refused:
        load(shelf / "05-wrong")
    assert re.search(complaint, refused.value.report())


def test_lessons_that_begin_with_each_other_are_refused(shelf: Path) -> None:
    write(shelf, "06-one", layer("out", 1), "[[start_from]]\nlesson = 'two'")
    write(shelf, "07-two", layer("out", 1), "[[start_from]]\nlesson = 'one'")
    with pytest.raises(LessonError, match="cannot begin with itself"):
        load(shelf / "06-one")


def test_a_lesson_that_many_begin_with_is_opened_and_trained_once(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = "deep0"
    write(shelf, f"10-{below}", layer("enc1", 3) + layer("dec1", 2), targets=INPUTS)
    for n in range(1, 7):  # each begins with the one before twice
        begins = f"[[start_from]]\nlesson = '{below}'\nparameters = {{'enc1.W' = 'enc1.W'}}\n" * 2
        begins = begins[: begins.index("[[", 2)] + begins[begins.index("[[", 2) :].replace("W", "b")
        below = f"deep{n}"
        layers = layer("enc1", 3) + layer("dec1", 2)
        write(shelf, f"1{n}-{below}", layers, begins, targets=INPUTS)
    trained: list[int] = []
    train = transfer._trained

    def counted(*given: Any) -> dict[str, np.ndarray]:
        trained.append(1)
        return train(*given)

    monkeypatch.setattr(transfer, "_lately", type(transfer._lately)())
    monkeypatch.setattr(transfer, "_trained", counted)
    load(shelf / f"16-{below}")
    assert len(trained) == 6
    load(shelf / f"16-{below}")
    assert len(trained) == 6


def test_too_long_a_training_for_first_values_is_refused_at_its_key(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "MAX_TRAINED_NUMBER_COUNT", 100)
    with pytest.raises(LessonError, match="more than 1e\\+02; name fewer iterations") as caught:
        load(shelf / "02-inner")
    assert "lesson.toml:5" in str(caught.value)


def test_training_for_first_values_ends_once_nobody_waits(shelf: Path) -> None:
    asked: list[int] = []

    def is_given_up() -> bool:
        asked.append(1)
        return len(asked) > 12

    with giving_up_when(is_given_up), pytest.raises(GivenUpError):
        load(shelf / "03-stacked")
    assert len(asked) == 13


# -- numbers of a file -----------------------------------------------------------------------------


def begun_with(shelf: Path, start: str, **arrays: object) -> Lesson:
    """A lesson that begins with a file of these arrays."""
    write(shelf, "04-finished", layer("enc1", 3) + layer("out", 1), start)
    np.savez(shelf / "04-finished" / "weights.npz", **arrays)  # type: ignore[arg-type]
    return load(shelf / "04-finished")


FILE = "[[start_from]]\nfile = 'weights.npz'"


def test_parameters_begin_with_numbers_of_a_file(shelf: Path) -> None:
    W = np.arange(6, dtype=np.float32).reshape(2, 3)
    lesson = begun_with(shelf, FILE, **{"enc1.W": W, "enc1.b": np.ones(4), "other.W": W})
    np.testing.assert_array_equal(lesson.start["enc1.W"], W)
    assert lesson.start["enc1.W"].dtype == np.float64
    assert lesson.inherited.keys() == {"enc1.W"}  # enc1.b has another shape, other is not here
    history = History(lesson.program, lesson.start)
    place = Source("enc1.W", (1, 2))
    told = card(Context.at(lesson, history, 0), explain(history, 0, place))
    assert "The first value: enc1.W of the file weights.npz." in told


def test_names_of_a_file_may_be_others(shelf: Path) -> None:
    start = f"{FILE}\nparameters = {{ 'enc1.b' = 'shift' }}"
    lesson = begun_with(shelf, start, shift=np.array([1.0, 2.0, 3.0]))
    assert lesson.start["enc1.b"].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("start", "arrays", "told"),
    [
        ("[[start_from]]", {}, "either a lesson or a file"),
        (f"{FILE}\nlesson = 'outer'", {}, "either a lesson or a file"),
        (f"{FILE}\niterations = 3", {}, "take iterations away"),
        ("[[start_from]]\nfile = '../weights.npz'", {}, "own folder"),
        ("[[start_from]]\nfile = 'none.npz'", {}, "cannot be read"),
        (FILE, {"enc1.b": np.array([1.0, np.nan, 0.0])}, "nan"),
        (f"{FILE}\nparameters = {{ 'enc1.b' = 'x' }}", {"x": np.zeros(4)}, "shape"),
    ],
)
def test_a_file_that_cannot_be_begun_with_is_refused(
    shelf: Path, start: str, arrays: dict[str, object], told: str
) -> None:
    with pytest.raises(LessonError, match=told):
        begun_with(shelf, start, **arrays)


def test_a_file_of_objects_is_not_read(shelf: Path) -> None:
    with pytest.raises(LessonError, match=r"weights\.npz"):
        begun_with(shelf, FILE, **{"enc1.b": np.array([{}, {}, {}], object)})


def test_what_begins_with_a_file_is_trained_on(shelf: Path) -> None:
    """Finished weights go out of one lesson and into another, and a change keeps them."""
    outer = load(shelf / "01-outer")
    arrays = finished(outer)
    lesson = begun_with(shelf, FILE, **arrays)
    np.testing.assert_array_equal(lesson.start["enc1.W"], arrays["enc1.W"])
    again = changed(lesson, [Change("optimizer.lr", 0.5)])
    np.testing.assert_array_equal(again.start["enc1.W"], arrays["enc1.W"])
    with pytest.raises(DataError, match="lie in files"):
        lesson_files(lesson)
    assert data_hashes(lesson).keys() == {"weights.npz"}
