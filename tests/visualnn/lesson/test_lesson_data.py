"""Data in a lesson: every source, the learner's own files, and what is done to examples on the
way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.visualnn.bad_files import npz, png
from visualnn import lesson
from visualnn.compiler.augmentation import AUGMENTATIONS
from visualnn.datasets import SOURCES
from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson, Limits
from visualnn.lesson.file.augment_specs import AugmentBase
from visualnn.lesson.file.data_specs import (
    DataSpec,
    FileDataSpec,
    PhotographsData,
    SyntheticData,
    TableData,
)
from visualnn.run.history import History
from visualnn.tell.explain import Origin, explain
from visualnn.tell.rehearsal import rehearse


def described(data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    units = more.pop("units", 1)
    return {
        "format": 1,
        "name": "data",
        "title": {"en": "Data", "ko": "데이터"},
        "epochs": 2,
        "seed": 5,
        "data": data,
        "layers": [
            {"name": "flat", "kind": "flatten"},
            {"name": "out", "kind": "dense", "units": units},
        ],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.01},
    } | more


def made(data: Mapping[str, Any], **more: Any) -> Lesson:
    return lesson.from_dict(described(data, **more))


def written(found: Lesson, iteration: int = 0) -> list[str]:
    return [ins.writes for ins in found.program.instructions(iteration) if ins.layer == "batch"]


# -- sources --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_source_can_be_learned_from(name: str) -> None:
    extra = {"n": 12} if "n" in {field.name for field in fields(SOURCES[name])} else {}
    found = made({"source": name, **extra})
    assert len(found.data.x) == (extra.get("n") or len(found.data.x))
    rehearse(found)


def test_every_setting_of_every_source_can_be_written() -> None:
    own = {*DataSpec.model_fields, "source"}
    told = {
        word: set(form.model.model_fields) - own
        for word, form in DataSpec.kinds.forms.items()
        if form.model not in {TableData, FileDataSpec, PhotographsData, SyntheticData}
    }
    assert told == {name: {field.name for field in fields(kind)} for name, kind in SOURCES.items()}


@pytest.mark.parametrize(
    ("loss", "column", "classes"),
    [
        ("sparse_categorical_cross_entropy_with_logits", 0, None),
        ("categorical_cross_entropy_with_logits", 0, 3),
        ("mean_squared_error", 2, None),
        ("huber", 2, None),
    ],
)
def test_the_loss_says_whether_class_numbers_in_the_first_column_are_the_targets(
    tmp_path: Path, loss: str, column: int, classes: int | None
) -> None:
    rows = np.array([[n % 3, n / 7, 1 - n / 9] for n in range(12)])
    lines = ["kind,long,wide", *(",".join(repr(float(n)) for n in row) for row in rows)]
    file = tmp_path / "kinds.csv"
    file.write_text("\n".join(lines).replace("0.0,", "0,"), encoding="utf-8")
    data: dict[str, Any] = {"source": "file", "file": str(file)}
    if classes is not None:
        data["classes"] = classes
    found = made(data, loss={"kind": loss}, units=3 if column == 0 else 1)
    assert np.allclose(found.data.t[:, 0], rows[:, column])


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((0, 1, 2), "say classes = 3 in [data], or take the loss sparse_categorical_cross_entropy"),
        ((0, 2), "say classes = 3 in [data], or take"),
        ((1, 2, 3), "compares rows; say classes = 3 in [data]"),
    ],
)
def test_class_numbers_are_refused_by_a_loss_that_compares_shares(
    numbers: tuple[int, ...], told: str
) -> None:
    table = {"inputs": [[n, 1] for n in numbers], "targets": [[n] for n in numbers]}
    with pytest.raises(LessonError) as refused:
        made(
            {"source": "table", **table},
            loss={"kind": "categorical_cross_entropy_with_logits"},
            units=3,
        )
    assert told in str(refused.value)
    assert ("sparse" in str(refused.value)) is (numbers[0] == 0)


def test_settings_reach_the_source() -> None:
    found = made({"source": "spirals", "n": 9, "arms": 3, "noise": 0}, units=1)
    assert found.data.t[:, 0].tolist() == [0, 1, 2] * 3
    found = made({"source": "polynomial", "coefficients": [1, 2], "n": 3, "noise": 0})
    assert found.data.t[:, 0].tolist() == [-2, 1, 4]
    found = made({"source": "characters", "word": "up-and-down", "inputs": "index"})
    assert found.data.x.shape == (12, 4)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"source": "moon"}, "data: “moon” is not known here; did you mean moons?"),
        ({"source": "moons", "arms": 3}, "data.arms: unknown key arms"),
        ({"source": "moons", "n": 0}, "data.n: 0 is too small; the least is 1"),
        ({"source": "sine", "low": 2, "high": 1}, "data: low must be less than high"),
        ({"source": "characters", "repeats": 1, "steps": 9}, "data: 5 characters − 9 steps = -4"),
        ({"source": "digits", "classes": 9}, "data.classes: digits has 10 classes, more than 9"),
        ({"source": "sine", "classes": 2}, "data.classes: sine has no classes but numbers"),
        ({"source": "digits", "scale": 16.0, "standardise": True}, "standardise: scale changes"),
        ({"source": "digits", "classes": 10, "reconstruct": True}, "classes: with reconstruct"),
        ({"source": "digits", "shape": [1, 9, 9]}, "data: 64 numbers per example do not"),
        ({"source": "digits", "shape": []}, "data.shape: this list is too short"),
        ({"source": "file"}, "data.file: file is missing"),
    ],
)  # fmt: skip
def test_data_that_cannot_be_are_told_at_their_place(data: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LessonError) as caught:
        made(data)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("data", "loss", "activation", "sentence"),
    [
        ({"source": "digits"}, "sparse_categorical_cross_entropy", "softmax",
         "data: sparse_categorical_cross_entropy compares with 0 … 4, and one of the targets is 9"),
        ({"source": "sine", "n": 3, "noise": 0}, "sparse_categorical_cross_entropy", "softmax",
         "one of the targets is −0.141120"),
        ({"source": "step", "n": 3, "noise": 0.5}, "binary_cross_entropy", "sigmoid",
         "data: binary_cross_entropy compares with 0 … 1"),
        ({"source": "blobs"}, "hinge", "none", "data: hinge compares with −1 / 1"),
        ({"source": "moons"}, "hinge", "none", "the targets are 0 and 1; set zero_one = true"),
        ({"source": "digits", "reconstruct": True}, "binary_cross_entropy", "sigmoid",
         "data: binary_cross_entropy compares with 0 … 1, and one of the targets is 16"),
    ],
)  # fmt: skip
def test_targets_that_a_loss_cannot_compare_with(
    data: dict[str, Any], loss: str, activation: str, sentence: str
) -> None:
    layers = [{"name": "out", "kind": "dense", "units": 5, "activation": activation}]
    with pytest.raises(LessonError) as caught:
        made(data, layers=layers, loss={"kind": loss})
    assert sentence in str(caught.value)


def dense(units: int, activation: str = "none", name: str = "out") -> dict[str, Any]:
    return {"name": name, "kind": "dense", "units": units, "activation": activation}


STEPS = {"name": "each", "kind": "dense_steps", "units": 4, "activation": "softmax"}
SPARSE = "sparse_categorical_cross_entropy"


@pytest.mark.parametrize(
    ("data", "layers", "loss"),
    [
        ({"source": "characters"},
         [{"name": "r", "kind": "rnn", "units": 6}, dense(4, "softmax")], SPARSE),
        ({"source": "characters", "predict": "every"},
         [{"name": "r", "kind": "gru", "units": 6, "returns": "all"}, STEPS], SPARSE),
        ({"source": "characters", "inputs": "index", "classes": 4},
         [{"name": "e", "kind": "embedding", "rows": 4, "units": 3},
          {"name": "r", "kind": "lstm", "units": 6}, dense(4, "softmax")],
         "categorical_cross_entropy"),
        ({"source": "wave", "n": 20, "steps": 5},
         [{"name": "r", "kind": "rnn", "units": 4}, dense(1)], "mean_squared_error"),
        ({"source": "spirals", "n": 30, "arms": 3, "classes": 3},
         [dense(8, "tanh", "hidden"), dense(3, "softmax")], "categorical_cross_entropy"),
        ({"source": "digits", "n": 20, "scale": 16.0, "shape": [1, 8, 8], "classes": 10},
         [{"name": "frame", "kind": "zero_padding", "padding": 12},
          {"name": "c", "kind": "conv2d", "filters": 2, "size": 5, "activation": "tanh"},
          {"name": "p", "kind": "average_pool", "size": 2},
          {"name": "f", "kind": "flatten"}, dense(10, "softmax")], "categorical_cross_entropy"),
    ],
)  # fmt: skip
def test_networks_learn_from_them(
    data: dict[str, Any], layers: list[dict[str, Any]], loss: str
) -> None:
    adam = {"kind": "adam", "lr": 0.02}
    found = made(data, layers=layers, loss={"kind": loss}, optimizer=adam, epochs=8)
    rehearse(found)
    history = History(found.program, found.start)
    first, last = (history.at(found.program.end_of(k)).values["L"] for k in (0, 7))
    assert last < first


def test_data_that_would_not_fit_into_memory_are_refused() -> None:
    with pytest.raises(LessonError, match=r"^data: the data would take 11 MB, more than 1 MB"):
        lesson.from_dict(described({"source": "fashion_mnist"}), Limits(bytes=1 << 20))


LIMIT = {0.5: 900_000, 0.0: 4_000_000}
"""Share kept for validation → bytes between what the lesson takes in float32 and in float64."""


def pictures(dtype: str, validation: float) -> dict[str, Any]:
    layers = [{"name": "f", "kind": "flatten"}, dense(64, "tanh", "hidden"), dense(2, "softmax")]
    data = {"source": "synthetic", "shape": [1, 8, 8], "classes": 2, "n": 1000}
    batch = {"size": 4 if validation else "all"}
    return {
        **described({**data, "validation": validation}),
        "layers": layers,
        "batch": batch,
        "dtype": dtype,
        "loss": {"kind": "categorical_cross_entropy"},
    }


@pytest.mark.parametrize(
    ("validation", "said"),
    [
        (0.5, r'the 500 validation examples would take .* say dtype = "float32", with which'),
        (0.0, r'one iteration would take .* fewer units, or dtype = "float32", with which it'),
    ],
)
def test_advice_of_a_refusal_helps(validation: float, said: str) -> None:
    size = Limits(bytes=LIMIT[validation])
    with pytest.raises(LessonError, match=said):
        lesson.from_dict(pictures("float64", validation), size)
    assert lesson.from_dict(pictures("float32", validation), size).spec.dtype == "float32"
    with pytest.raises(LessonError) as caught:
        lesson.from_dict(pictures("float64", validation), Limits(bytes=LIMIT[validation] * 3 // 5))
    assert "with which" not in str(caught.value)


# -- files ----------------------------------------------------------------------------------------

TOML = """format = 1
name = "own"
title = {{ en = "Own", ko = "나의" }}
epochs = 1
[data]
source = "file"
file = {file}
{more}
[[layers]]
name = "out"
kind = "dense"
units = 1
[loss]
kind = "mean_squared_error"
[optimizer]
kind = "sgd"
lr = 0.1
"""


def in_a_file(folder: Path, file: str, more: str = "") -> Lesson:
    (folder / "lesson.toml").write_text(TOML.format(file=file, more=more), encoding="utf-8")
    for language, title in (("en", "Own"), ("ko", "나의")):
        (folder / f"{language}.md").write_text(f"# {title}\n", encoding="utf-8")
    return lesson.load(folder)


def test_a_lesson_reads_files_of_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b,label\n1,2,0\n3,4,1\n")
    found = in_a_file(tmp_path, '"a.csv"')
    assert found.data.x.tolist() == [[1, 2], [3, 4]]
    assert found.data.t.tolist() == [[0], [1]]
    found = in_a_file(tmp_path, '"a.csv"', 'inputs = ["label"]\ntargets = ["b"]')
    assert (found.data.x.tolist(), found.data.t.tolist()) == ([[0], [1]], [[2], [4]])
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.npz").write_bytes(npz(x=np.eye(3), t=np.arange(3)))
    assert in_a_file(tmp_path, '"data/a.npz"').data.x.shape == (3, 3)
    for name in ("0", "1"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        (tmp_path / "pictures" / name / "a.png").write_bytes(png(np.ones((2, 2, 1), np.uint8)))
    assert in_a_file(tmp_path, '"pictures"').data.x.shape == (2, 4)


@pytest.mark.parametrize(
    "file",
    ["'/etc/passwd'", "'../a.csv'", "'b/../../a.csv'", "'C:\\a.csv'", "'..\\a.csv'", "'link.csv'",
     "'there/a.csv'", "'loop'", "'loop/a.csv'", '"a\\u0000.csv"'],
)  # fmt: skip
def test_files_elsewhere_are_not_read(tmp_path: Path, file: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"1,2\n3,4\n")
    home = tmp_path / "home"
    home.mkdir()
    (home / "link.csv").symlink_to(tmp_path / "a.csv")
    (home / "there").symlink_to(tmp_path)
    (home / "loop").symlink_to(home / "loop")
    with pytest.raises(LessonError) as caught:
        in_a_file(home, file)
    sentence = str(caught.value)
    assert "lesson.toml:7:" in sentence
    assert "does not lie in the lesson's own folder; copy it there" in sentence


def test_what_is_wrong_with_a_file_is_told_where_the_lesson_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n3,\n")
    with pytest.raises(LessonError) as caught:
        in_a_file(tmp_path, '"a.csv"')
    assert str(caught.value).endswith(
        "lesson.toml:7:8: a.csv: line 3, column b has no number but “”; fill it or leave out the "
        "line"
    )
    with pytest.raises(LessonError, match=r"lesson.toml:7:8: b.csv cannot be read: No such file"):
        in_a_file(tmp_path, '"b.csv"')


def test_a_program_reads_files_from_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\n3,4\n")
    assert made({"source": "file", "file": str(path)}).data.x.tolist() == [[1], [3]]


# -- preparation ----------------------------------------------------------------------------------


def explained(found: Lesson, tick: int, name: str) -> None:
    """Every number of a value is what its card computes from what it reads."""
    history = History(found.program, found.start)
    values = history.at(tick).values[name]
    for index in np.ndindex(values.shape):
        told = explain(history, tick, Source(name, index))
        assert told.origin is Origin.COMPUTED
        assert told.value == values[index]
        assert told.symbols


def test_standardised_inputs_come_from_named_means_and_deviations() -> None:
    data = {"source": "table", "inputs": [[1, 7], [3, 7], [8, 7]], "targets": [[1], [2], [3]]}
    found = made(data | {"standardise": True, "validation": 0.3})
    x = found.data.x
    assert found.start["data.mean"].tolist() == x.mean(axis=0).tolist()
    assert found.start["data.deviation"].tolist() == [x[:, 0].std(), 1]
    assert written(found) == ["batch.x", "t", "x"]
    values = History(found.program, found.start).at(found.program.end_of(0)).values
    np.testing.assert_allclose(values["x"], [[-1, 0], [1, 0]], atol=1e-12)
    expected = (found.data.val_x - x.mean(axis=0)) / [x[:, 0].std(), 1]
    np.testing.assert_allclose(values["val.x"], expected, atol=1e-12)
    for name in ("data.mean", "data.variance", "data.deviation", "data.rows", "val.data.rows"):
        explained(found, 5, name)
    told = explain(History(found.program, found.start), 0, Source("data.mean", (0,)))
    assert told.formula == "mean[j] = (1 / rows) · Σₙ x[n,j]"
    assert {number.label for number in told.made_from} == {"data.x[0,0]", "data.x[1,0]"}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_split_is_named_and_explained(dtype: str) -> None:
    """A seed that single precision cannot hold is rounded before anything is drawn from it."""
    found = made({"source": "blobs", "n": 20, "validation": 0.25}, dtype=dtype, seed=2**24 + 1)
    assert found.start["data.rows"].tolist() == found.data.rows.tolist()  # type: ignore[union-attr]
    whole = made({"source": "blobs", "n": 20}, dtype=dtype, seed=2**24 + 1)
    np.testing.assert_array_equal(found.data.val_x, whole.data.x[found.data.val_rows])
    for name in ("data.rows", "val.data.rows"):
        explained(found, 0, name)
    assert "data.rows" not in whole.start
    assert "data.rows" not in found.program.carried


def test_labels_that_are_not_numbered_from_0(tmp_path: Path) -> None:
    path = tmp_path / "signs.csv"
    path.write_bytes(b"label,a,b\n8,1,2\n10,3,4\n8,5,6\n")
    data = {"source": "file", "file": str(path), "classes": 2}
    found = made(data, units=2)
    assert found.start["data.labels"].tolist() == [8, 10]
    end = found.program.end_of(0)
    values = History(found.program, found.start).at(end).values
    assert values["t"].tolist() == [[1, 0], [0, 1], [1, 0]]
    explained(found, end, "t")
    plain = made({"source": "digits", "n": 30, "classes": 10}, units=10)
    assert "data.labels" not in plain.start


def test_an_autoencoder_has_its_inputs_as_targets() -> None:
    data = {"source": "digits", "n": 30, "scale": 16.0, "reconstruct": True, "validation": 0.2}
    found = made(data, units=64, augment=[{"kind": "noise", "std": 0.5}])
    assert written(found) == ["k", "batch.x", "batch.clean", "t", "batch.noisy.noise", "x"]
    values = History(found.program, found.start).at(found.program.end_of(0)).values
    np.testing.assert_array_equal(values["t"], found.data.x / 16)
    off = values["x"] - values["t"]
    assert off.std() == pytest.approx(0.5, rel=0.08)
    np.testing.assert_array_equal(values["val.t"], found.data.val_x / 16)
    np.testing.assert_array_equal(values["val.x"], values["val.t"])


# -- changed examples -----------------------------------------------------------------------------

PICTURES = {"source": "digits", "n": 20, "scale": 16.0, "shape": [1, 8, 8], "validation": 0.2}
EVERY: list[dict[str, Any]] = [
    {"kind": "flip_left_right"},
    {"kind": "flip_up_down", "p": 0.3},
    {"kind": "shift", "most": 1},
    {"kind": "rotate", "most": 30.0},
    {"kind": "rotate", "sampling": "nearest"},
    {"kind": "scale", "low": 0.8, "high": 1.2},
    {"kind": "brightness"},
    {"kind": "noise", "std": 0.1},
    {"kind": "remove", "p": 0.2},
]


def augmented(*changes: dict[str, Any], **more: Any) -> Lesson:
    options = {"batch": {"size": 5, "shuffle": True}} | more
    return made(PICTURES, augment=list(changes), **options)


def test_all_changes_one_after_the_other() -> None:
    found = augmented(*EVERY)
    names = written(found)
    assert names[names.index("batch.clean") + 1 :] == [
        "batch.flipped.flip", "batch.flipped", "batch.flipped2.flip", "batch.flipped2",
        "batch.shifted.down", "batch.shifted.right", "batch.shifted",
        "batch.rotated.angle", "batch.rotated.rows", "batch.rotated.columns", "batch.rotated",
        "batch.rotated2.angle", "batch.rotated2.rows", "batch.rotated2.columns", "batch.rotated2",
        "batch.enlarged.factor", "batch.enlarged.rows", "batch.enlarged.columns", "batch.enlarged",
        "batch.brightened.factor", "batch.brightened", "batch.noisy.noise", "batch.noisy",
        "batch.removed.mask", "x",
    ]  # fmt: skip
    assert {spec["kind"] for spec in EVERY} == set(AUGMENTATIONS)
    before = {ins.writes: ins.reads[0] for ins in found.program.instructions(0)}
    way = ["x"]
    while way[-1] in before:
        way.append(before[way[-1]])
    assert way == [
        "x", "batch.noisy", "batch.brightened", "batch.enlarged", "batch.rotated2",
        "batch.rotated", "batch.shifted", "batch.flipped2", "batch.flipped", "batch.clean",
        "batch.x", "data.x",
    ]  # fmt: skip
    rehearse(found)


@pytest.mark.parametrize("change", EVERY, ids=lambda change: str(change["kind"]))
def test_a_change_is_drawn_anew_and_the_same_again(change: dict[str, Any]) -> None:
    found = augmented(change)
    program, history = found.program, History(found.program, found.start)
    batches = [history.at(program.end_of(k)).values for k in range(6)]
    assert any((b["x"] != b["batch.clean"]).any() for b in batches)
    other = History(program, found.start)
    for k in (5, 0, 3):
        again = other.at(program.end_of(k)).values
        for name in written(found):
            assert again[name].tobytes() == batches[k][name].tobytes()
    drawn = [name for name in written(found) if name.count(".") == 2]
    for name in drawn:
        assert batches[0][name].tobytes() != batches[1][name].tobytes() or "flip" in name


def test_evaluation_changes_nothing() -> None:
    found = augmented(*EVERY)
    values = (
        History(found.program, found.start)
        .at(found.program.end_of(found.program.iterations - 1))
        .values
    )
    np.testing.assert_array_equal(values["val.x"], found.data.val_x / 16)
    assert not [name for name in values if name.startswith("val.batch.") and "x" not in name]


def test_the_lines_are_the_cards() -> None:
    """Each value of a batch is its card's rule over what it reads, in single precision too."""
    for dtype in ("float32", "float64"):
        found = augmented(*EVERY, dtype=dtype)
        history = History(found.program, found.start)
        before = history.at(0).values
        for tick, ins in enumerate(found.program.instructions(0), 1):
            after = history.at(tick).values
            read = [before[name] for name in ins.reads]
            expected = ins.compute(read, after[ins.writes].shape, np.dtype(dtype))
            np.testing.assert_array_equal(after[ins.writes], expected)
            assert after[ins.writes].dtype == np.dtype(dtype)
            before = after


def test_every_setting_of_every_change_can_be_written() -> None:
    told = {
        word: set(form.model.model_fields) - {"kind"}
        for word, form in AugmentBase.kinds.forms.items()
    }
    assert told == {
        name: {field.name for field in fields(kind)} for name, kind in AUGMENTATIONS.items()
    }


@pytest.mark.parametrize(
    ("data", "change", "sentence"),
    [
        (PICTURES, {"kind": "flip"}, "augment[0]: “flip” is not known here"),
        (PICTURES, {"kind": "shift", "p": 0.5}, "augment[0].p: unknown key p; there are"),
        (PICTURES, {"kind": "scale", "low": 2.0}, "augment[0]: low must not be more than high"),
        (PICTURES, {"kind": "remove", "p": 1.0}, "augment[0].p: 1.0 is too large"),
        ({"source": "digits"}, {"kind": "rotate"},
         "augment[0]: Mixed from four pixels needs pictures, channel × height × width, not (64,)"),
        ({"source": "xor"}, {"kind": "flip_left_right"}, "augment[0]: Flip left and right needs"),
    ],
)  # fmt: skip
def test_changes_that_cannot_be_are_told_at_their_place(
    data: dict[str, Any], change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(LessonError) as caught:
        made(data, augment=[change])
    assert sentence in str(caught.value)
