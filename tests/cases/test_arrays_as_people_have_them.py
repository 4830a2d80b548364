"""Arrays, pairs of files and paths as other programs leave them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.cases.lessons import dense, folder_of, opened, refusal, told
from tests.visualnn.bad_files import idx, npy, npz
from visualnn.lesson.changes import Change, open_changed
from visualnn.run.history import History

NPZ = 'source = "file"\nfile = "d.npz"\n'
POOLED = '[[layers]]\nname = "f"\nkind = "global_average_pool"\n'
PICTURES = np.arange(2 * 5 * 4 * 3.0).reshape(2, 5, 4, 3)
"""Two pictures of 5 rows and 4 columns, the channels last."""
FLAT = '[[layers]]\nname = "f"\nkind = "flatten"\n' + dense()


@pytest.mark.parametrize("shape", ["", "shape = [3, 5, 4]", "channels_last = true"])
def test_channels_that_come_last_are_moved_and_not_mixed(tmp_path: Path, shape: str) -> None:
    lesson = opened(
        tmp_path,
        NPZ + shape,
        {"d.npz": npz(x_train=PICTURES, y_train=np.zeros((2, 1)))},
        layers=POOLED + dense(),
    )
    history = History(lesson.program, lesson.start)
    means = history.at(lesson.program.end_of(0)).values["f.z"]
    np.testing.assert_allclose(means, PICTURES.mean(axis=(1, 2)), rtol=1e-15)
    assert ("channels come last" in told(lesson)) == (shape != "channels_last = true")


@pytest.mark.parametrize("shape", ["[4, 15]", "[4, 5, 3]", "[2, 10, 3]"])
def test_axes_are_never_poured_into_others(tmp_path: Path, shape: str) -> None:
    files = {"d.npz": npz(x=PICTURES, y=np.zeros(2))}
    said = refusal(tmp_path, f"{NPZ}shape = {shape}", files)
    assert "5 × 4 × 3" in said
    assert "would mix up its axes" in said
    assert "channels_last = true" in said


def test_an_axis_of_one_may_come_and_go(tmp_path: Path) -> None:
    files = {"d.npz": npz(x=PICTURES[..., 0], y=np.zeros(2))}
    for shape in ([1, 5, 4], [20], [5, 1, 4]):
        lesson = opened(tmp_path, f"{NPZ}shape = {shape}", files, layers=FLAT)
        assert lesson.data.x.shape == (2, *shape)


def test_arrays_are_found_under_any_name(tmp_path: Path) -> None:
    x, t = np.arange(8.0).reshape(4, 2), np.arange(4.0)
    for names in (("arr_0", "arr_1"), ("messwerte", "ziel"), ("b_in", "a_out"), ("입력", "정답")):
        files = {"d.npz": npz(**dict(zip(names, (x, t), strict=True)))}
        lesson = opened(tmp_path, NPZ, files)
        assert (lesson.data.x.tolist(), lesson.data.t[:, 0].tolist()) == (x.tolist(), t.tolist())


def test_arrays_that_could_be_anything_are_named_with_the_keys_that_decide(tmp_path: Path) -> None:
    x, t = np.arange(8.0).reshape(4, 2), np.arange(4.0)
    files = {"d.npz": npz(p=x, q=t, r=t)}
    said = refusal(tmp_path, NPZ, files)
    assert "d.npz has the arrays p, q, r" in said
    assert 'inputs = ["p"]' in said
    assert "d.npz has no array z; it has p, q, r" in refusal(
        tmp_path, f'{NPZ}inputs = ["z"]\ntargets = ["q"]', files
    )


def test_what_a_mac_adds_to_a_zip_is_no_array(tmp_path: Path) -> None:
    files = {"d.npz": npz(x=np.ones((2, 2)), y=np.zeros(2))}
    folder = folder_of(tmp_path, NPZ, files)
    with zipfile.ZipFile(folder / "d.npz", "a") as archive:
        archive.writestr("__MACOSX/._x.npy", b"finder")
    assert opened(tmp_path, NPZ, {}).data.x.shape == (2, 2)


def test_numbers_that_are_none_are_named_in_every_form(tmp_path: Path) -> None:
    bad = np.array([[1.0, np.nan], [1, 2]])
    assert "x[0, 1] is nan" in refusal(tmp_path, NPZ, {"d.npz": npz(x=bad, y=np.zeros(2))})
    pair = 'source = "file"\nfile = "X.npy"\nlabels = "Y.npy"\n'
    said = refusal(tmp_path, pair, {"X.npy": npy(np.ones((2, 2))), "Y.npy": npy(bad[:, 1])})
    assert "t[0, 0] is nan" in said


@pytest.mark.parametrize("classes", ["", "classes = 2"])
def test_a_pair_of_npy_files_with_rows_that_have_a_single_one(tmp_path: Path, classes: str) -> None:
    rows = np.array([[1.0, 0], [0, 1], [1, 0]])
    lesson = opened(
        tmp_path,
        f'source = "file"\nfile = "X.npy"\nlabels = "Y.npy"\n{classes}',
        {"X.npy": npy(np.arange(6.0).reshape(3, 2)), "Y.npy": npy(rows)},
        loss="categorical_cross_entropy",
        layers=dense(2, "softmax"),
    )
    history = History(lesson.program, lesson.start)
    assert history.at(lesson.program.end_of(0)).values["t"].tolist() == rows.tolist()


def test_an_array_alone_asks_for_its_labels(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'source = "file"\nfile = "X.npy"', {"X.npy": npy(np.ones(3))})
    assert "X.npy is one of two files; name the other one with labels" in said


def test_a_path_may_be_parted_as_windows_does(tmp_path: Path) -> None:
    data = "source = \"file\"\nfile = 'sub\\deep\\d.csv'"
    lesson = opened(tmp_path, data, {"sub/deep/d.csv": "1,2\n3,4\n"})
    assert lesson.data.x.tolist() == [[1], [3]]


# -- a second file to check with -------------------------------------------------------------------

TRAIN = "kind,a,word\npear,1,x\nfig,5,y\npear,2,x\n"
CHECKED = {
    "loss": "categorical_cross_entropy",
    "layers": dense(2, "softmax"),
    "top": 'metrics = ["accuracy"]\n',
}


def test_a_second_file_is_numbered_and_standardised_like_the_first(tmp_path: Path) -> None:
    lesson = opened(
        tmp_path,
        'source = "file"\nfile = "train.csv"\nclasses = 2\nvalidation = "test.csv"\n'
        'targets = ["kind"]\nstandardise = true',
        {"train.csv": TRAIN, "test.csv": "kind,a,word\npear,3,y\npear,4,y\n"},
        **CHECKED,
    )
    assert lesson.data.names == ("fig", "pear")
    assert lesson.data.val_t[:, 0].tolist() == [1, 1]
    assert lesson.data.val_x.tolist() == [[3, 0, 1], [4, 0, 1]]
    history = History(lesson.program, lesson.start)
    values = history.at(lesson.program.end_of(0)).values
    mean, deviation = lesson.start["data.mean"], lesson.start["data.deviation"]
    np.testing.assert_array_equal(values["val.x"], (lesson.data.val_x - mean) / deviation)
    assert "val.L" in values
    assert "val.accuracy" in values


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("kind,a,word\nplum,3,y\n", "line 2, column kind has “plum”, which is none of fig, pear"),
        ("kind,a,word\nfig,3,z\n", "line 2, column word has “z”, which is none of x, y"),
        ("kind,a\nfig,3\n", "test.csv has no column word"),
    ],
)
def test_a_second_file_that_does_not_fit_is_refused(
    tmp_path: Path, content: str, sentence: str
) -> None:
    said = refusal(
        tmp_path,
        'source = "file"\nfile = "train.csv"\nclasses = 2\nvalidation = "test.csv"\n'
        'targets = ["kind"]',
        {"train.csv": TRAIN, "test.csv": content},
        **CHECKED,
    )
    assert sentence in said


def test_a_second_pair_of_files(tmp_path: Path) -> None:
    pictures = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    lesson = opened(
        tmp_path,
        'source = "file"\nfile = "train-ubyte"\nlabels = "train-labels-ubyte"\nclasses = 2\n'
        'validation = "t10k-ubyte"\nvalidation_labels = "t10k-labels-ubyte"',
        {
            "train-ubyte": idx(pictures),
            "train-labels-ubyte": idx(np.array([0, 1, 0], np.uint8)),
            "t10k-ubyte": idx(pictures[:1]),
            "t10k-labels-ubyte": idx(np.array([1], np.uint8)),
        },
        loss="categorical_cross_entropy",
        layers=dense(2, "softmax"),
    )
    assert (lesson.data.x.shape, lesson.data.val_x.shape) == ((3, 4), (1, 4))
    assert lesson.data.val_t.tolist() == [[1]]


def test_made_up_data_have_no_second_file(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'source = "xor"\nvalidation = "test.csv"')
    assert "only data of a file are checked with another file" in said


# -- changes ---------------------------------------------------------------------------------------


def test_what_a_change_replaces_is_not_read_first(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, 'source = "file"\nfile = "gone.csv"', {"mine.csv": "a,y\n1,2\n3,4\n"}
    )
    mine = str(folder / "mine.csv")
    lesson = open_changed(str(folder), [Change("data.file", mine)])
    assert lesson.data.x.tolist() == [[1], [3]]


def test_a_change_mends_what_is_wrong_only_there(tmp_path: Path) -> None:
    layers = '[[layers]]\nname = "c"\nkind = "conv1d"\nfilters = 1\nsize = 3\n'
    folder = folder_of(
        tmp_path,
        'source = "table"\ninputs = [[1, 2]]\ntargets = [[1]]\nshape = [1, 2]',
        layers=layers + FLAT,
    )
    lesson = open_changed(str(folder), [Change("layers.c.padding", 1)])
    assert lesson.network.shapes["c.z"] == (1, 1, 2)
