"""The report on a data file: what it prints is what a lesson reads."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from tests.cases.lessons import dense, opened
from tests.visualnn.bad_files import idx, npy, npz, png
from ui.cli.command import main
from visualnn.datasets import FileData
from visualnn.lesson.toml_text import parse_toml
from visualnn.lesson.toml_writing import written
from visualnn.tell.data_report import data_report
from visualnn.text import use_language

PICTURE = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
FILES: dict[str, dict[str, str | bytes]] = {
    "d.csv": {"d.csv": 'a,w,"b, ""c""",y\n1,x,"1,250",2\n2,z,"2,100",3\n'},
    "e.csv": {"e.csv": "1;2,5;0\n2;3,5;1\n3;4,5;0\n"},
    "k.csv": {"k.csv": "번호,키,몸무게,나이\n1,171,61,20\n2,180,72,23\n".encode("cp949")},
    "h.csv": {"h.csv": "2,0,7,0\n0,0,9,0\n1,3,5,0\n2,4,4,0\n"},
    "s.txt": {"s.txt": "1.5 2 3\n4.5 5 6\n"},
    "a.npz": {"a.npz": npz(arr_0=np.ones((3, 2)), arr_1=np.arange(3))},
    "c.npz": {"c.npz": npz(x=np.arange(120.0).reshape(2, 5, 4, 3), y=np.arange(2))},
    "X.npy": {"X.npy": npy(np.eye(3)), "Y.npy": npy(np.array([[1, 0], [0, 1], [1, 0]]))},
    "t-images-idx3-ubyte.gz": {
        "t-images-idx3-ubyte.gz": gzip.compress(idx(np.zeros((2, 2, 2), np.uint8))),
        "t-labels-idx1-ubyte.gz": gzip.compress(idx(np.array([1, 0], np.uint8))),
    },
    "pictures": {
        "pictures/cat/a.png": png(PICTURE, 2),
        "pictures/dog/b.png": png(PICTURE[::-1], 2),
        "pictures/__MACOSX/b.png": b"finder",
    },
}


@pytest.mark.parametrize("name", FILES)
def test_the_printed_table_reads_the_same_arrays(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "lesson"
    for file, content in FILES[name].items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)
    report = data_report(FileData(folder / name))
    table = report.toml.removeprefix("[data]\n")
    # a loss for numbers or one for answers, as the targets are
    is_answer = report.t.shape[1] == 1 and set(report.t.ravel().tolist()) <= {0, 1}
    flat = '[[layers]]\nname = "f"\nkind = "flatten"\n'
    layers = flat + dense(report.t.shape[1], "sigmoid" if is_answer else "none")
    loss = "binary_cross_entropy" if is_answer else "mean_squared_error"
    lesson = opened(tmp_path, table, loss=loss, layers=layers)
    np.testing.assert_array_equal(lesson.data.x[:5], report.x)
    np.testing.assert_array_equal(lesson.data.t[:5], report.t)


def test_it_tells_what_was_found_counted_and_measured(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("sep=;\na;w;label\n1,5;x;yes\n2,5;y;no\n3,5;x;yes\n")
    report = data_report(FileData(path))
    found = "\n".join(map(str, (*report.found, *report.advice)))
    for said in (
        "text in UTF-8, its columns parted by semicolons",
        "the first line, sep=,",
        "a line names the columns: a, w, label",
        "a: commas are decimal commas",
        "w becomes 2 columns, one for each word: x, y",
        "the target is the column label",
        "2 classes: for categorical_cross_entropy add classes = 2",
    ):
        assert said in found
    assert report.input_names == ("a", "w=x", "w=y")
    assert report.x.tolist() == [[1.5, 1, 0], [2.5, 0, 1], [3.5, 1, 0]]
    assert [(each.label, each.number, each.count) for each in report.labels] == [
        ("no", 0, 1),
        ("yes", 1, 2),
    ]
    first = report.ranges[0]
    assert (first.name, first.least, first.most, first.mean) == ("a", 1.5, 3.5, 2.5)


def test_the_command_prints_five_sections_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "d.csv"
    path.write_text("".join(f"{n},{n % 2}\n" for n in range(9)))
    sections = ["found", "rows", "labels", "ranges", "toml"]
    try:
        assert main(["data", str(path), "--lang", "en"]) == 0
        printed = capsys.readouterr().out.splitlines()
        assert [line[:-1] for line in printed if not line.startswith(" ")] == sections
        assert main(["data", str(path), "--format", "json"]) == 0
        data = json.loads(capsys.readouterr().out)
        assert list(data) == sections
        assert data["rows"][:2] == [
            {"inputs": [0.0], "targets": [0.0]},
            {"inputs": [1.0], "targets": [1.0]},
        ]
        assert len(data["rows"]) == 5
        path.write_text("a,b\n1,2\n1,x\n1,3\n")
        assert main(["data", str(path), "--lang", "en"]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == "d.csv: line 3, column b is no number that can be worked with: “x”\n"
    finally:
        use_language("en")


def test_what_is_written_as_toml_is_read_as_the_same_values() -> None:
    table = {
        "format": 1,
        "title": {"en": 'A "b" \\ \x7f\n', "ko": "사례"},
        "rate": 1e-07,
        "long": [f"column {n}" for n in range(400)],
        "none": None,
        "data": {"on": True, "a key": 1.5, "empty": [], "rows": [[1, 2], [3, 4]]},
        "layers": [{"name": "a"}, {"name": "b", "inner": {"x": -0.5}}],
    }
    kept = {key: value for key, value in table.items() if value is not None}
    assert parse_toml(written(table), "") == kept
