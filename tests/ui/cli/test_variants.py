"""Variants on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.visualnn.varied import VARIANT_LINE, tanh, variant, write_lesson
from ui.cli import command as cli
from visualnn.text import use_language

BAD = variant("bad", 'set = { "layers.hidden.units" = 0 }')


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    use_language("en")


def test_every_variant_is_checked_and_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huge = variant("huge", 'set = { "optimizer.kind" = "adam", "optimizer.lr" = 1e308 }')
    path = write_lesson(tmp_path, BAD, tanh(), huge)
    assert cli.main(["check", str(path)]) == 1
    told = capsys.readouterr()
    assert told.err == (
        f"{path}/lesson.toml:{VARIANT_LINE + 3}:33: the variant bad cannot be built: "
        "0 is too small; the least is 1\n"
    )
    lines = told.out.splitlines()
    assert lines[0].startswith(f"{path}: fine (")
    assert lines[1].startswith(f"{path}/lesson.toml:{VARIANT_LINE + 5}:1: variant tanh: fine (")
    assert lines[2].startswith(f"{path}/lesson.toml:{VARIANT_LINE + 10}:1: variant huge: fine (")
    assert lines[3].startswith("huge diverges: in iteration ")


def test_what_was_checked_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path, tanh(), BAD)
    assert cli.main(["check", str(path), "--format", "json"]) == 1
    ((lesson,)) = json.loads(capsys.readouterr().out)
    assert lesson["fine"]
    one, other = lesson["variants"]
    assert (one["variant"], one["line"], one["fine"]) == ("tanh", VARIANT_LINE, True)
    assert (other["variant"], other["fine"]) == ("bad", False)
    assert other["faults"][0]["line"] == VARIANT_LINE + 8
    assert cli.main(["check", str(write_lesson(tmp_path, tanh()))]) == 0
