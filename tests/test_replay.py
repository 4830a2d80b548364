"""The record of what the program does: made twice it is the same, and a difference is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tools.replay.compare import changed_lines, compare, differences, differing_share
from tools.replay.made_up import made_up
from tools.replay.record import PARTS
from tools.replay.variants import variants

ROOT = Path(__file__).parents[1]
REDUCED = """
from pathlib import Path
from tools.replay.record import PARTS, Amount, prepare, record

prepare()
amount = Amount(("logistic",), 3, (("320x320", "1"),), 4, 5, 30)
record(Path.cwd(), Path({folder!r}), tuple(PARTS), amount)
"""


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two equal records."""
    made = tmp_path / "before", tmp_path / "after"
    for folder in made:
        (folder / "words").mkdir(parents=True)
        (folder / "words" / "xor.txt").write_text("one\ntwo\nthree\n", encoding="utf-8")
        (folder / "words" / "other.txt").write_text("same\n", encoding="utf-8")
        picture = QImage(10, 10, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        assert picture.save(str(folder / "picture.png"))
    return made


def test_equal_records_are_equal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(*folders(tmp_path)) == 0
    assert capsys.readouterr().out == "equal: 1 picture.png, 2 words\n"


def test_a_text_that_differs_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = folders(tmp_path)
    (after / "words" / "xor.txt").write_text("one\n2\nthree\n", encoding="utf-8")
    assert compare(before, after) == 1
    out = capsys.readouterr().out
    assert "words/xor.txt:" in out
    assert "    -two\n    +2\n" in out
    assert "other.txt" not in out


def test_lines_that_change_in_many_files_are_counted(tmp_path: Path) -> None:
    before, after = folders(tmp_path)
    for name in ("xor.txt", "other.txt"):
        with (after / "words" / name).open("a", encoding="utf-8") as file:
            file.write("new\n")
    assert changed_lines(before, after) == {"+ new": 2}


def test_a_line_end_that_differs_is_noticed(tmp_path: Path) -> None:
    before, after = folders(tmp_path)
    (after / "words" / "xor.txt").write_bytes(b"one\r\ntwo\nthree\n")
    assert len(differences(before, after)) == 1


def test_a_file_that_only_one_record_has_is_noticed(tmp_path: Path) -> None:
    before, after = folders(tmp_path)
    (after / "words" / "new.txt").write_text("", encoding="utf-8")
    (after / "words" / "xor.txt").unlink()
    assert differences(before, after) == ["words/new.txt: only after", "words/xor.txt: only before"]


def test_pixels_are_counted(tmp_path: Path) -> None:
    before, after = folders(tmp_path)
    picture = QImage(str(after / "picture.png"))
    picture.setPixelColor(3, 4, QColor("#fefeff"))
    picture.save(str(after / "picture.png"))
    assert differing_share(before / "picture.png", after / "picture.png") == pytest.approx(0.01)
    assert differences(before, after) == ["picture.png: 1.0000% of the pixels differ"]
    picture.scaled(11, 10).save(str(after / "picture.png"))
    assert differing_share(before / "picture.png", after / "picture.png") == 1.0


def test_nothing_is_not_equal_to_nothing(tmp_path: Path) -> None:
    assert compare(tmp_path, tmp_path) == 1


def test_a_line_is_removed_misspelt_and_replaced() -> None:
    made = dict(variants('a = 1\n\n[data]\nsource = "xor"\n', "[data]"))
    assert len(made) == 10
    assert made["line 3, [data]: removed"] == 'a = 1\n\nsource = "xor"\n'
    assert made['line 4, source = "xor": -1'] == "a = 1\n\n[data]\nsource = -1\n"
    assert made['line 4, source = "xor": sourec'] == 'a = 1\n\n[data]\nsourec = "xor"\n'


def test_every_kind_of_the_schema_is_in_a_made_up_lesson() -> None:
    schema = json.loads((ROOT / "lessons" / "lesson.schema.json").read_text(encoding="utf-8"))
    lessons = list(made_up(schema))
    assert len({lesson.name for lesson in lessons}) == len(lessons)
    parsed = [tomllib.loads(lesson.text) for lesson in lessons]
    layers = {layer["kind"] for lesson in parsed for layer in lesson.get("layers", ())}
    assert layers == set(schema["properties"]["layers"]["items"]["discriminator"]["mapping"])
    optimizers = {lesson["optimizer"]["kind"] for lesson in parsed}
    assert optimizers == set(schema["properties"]["optimizer"]["discriminator"]["mapping"])
    for lesson in lessons:
        assert lesson.subject in lesson.text


def test_a_record_is_the_same_twice(tmp_path: Path) -> None:
    """In two processes with other seeds for hashing: a set's order must not be recorded."""
    made = [tmp_path / "first", tmp_path / "again"]
    for seed, folder in enumerate(made):
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", REDUCED.format(folder=str(folder))],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            check=True,
        )
    assert differences(*made) == []
    files = {path.relative_to(made[0]).parts[0] for path in made[0].rglob("*") if path.is_file()}
    assert files >= {"schema.json", "pictures", "traces", "explain", "refusals", "ticks", "help"}
    assert len(list((made[0] / "pictures").glob("*.png"))) == 16
    ticked = (made[0] / "ticks" / "logistic.txt").read_text(encoding="utf-8").splitlines()
    assert len([line for line in ticked if line.startswith(tuple("12345"))]) == 5
    refused = (made[0] / "refusals" / "01-logistic.txt").read_text(encoding="utf-8")
    assert "lesson.toml:" in refused
    assert set(PARTS) == {"pictures", "words", "refusals", "ticks"}
