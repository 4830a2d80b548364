"""Plain data on the command line: the same as in words, for other programs to read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ui.cli import command as cli
from visualnn.lesson import find, open_named


def data(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert cli.main([*words, "--format", "json", "--lang", "en"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_card(capsys: pytest.CaptureFixture[str]) -> None:
    told = data(capsys, "explain", "xor", "d.hidden.W[0,3]")
    assert (told["name"], told["index"], told["tick"]) == ("d.hidden.W", [0, 3], 22)
    assert (told["phase"], told["layer"]) == ("backward", "hidden")
    leaves = [leaf["value"] for leaf in told["made_from"]]
    pairs = zip(leaves[::2], leaves[1::2], strict=True)
    assert sum(x * slope for x, slope in pairs) == pytest.approx(told["value"], abs=1e-15)
    assert told["used_by"] == [{"name": "hidden.W", "tick": 23}]
    given = data(capsys, "explain", "xor", "lr")
    assert (given["value"], given["phase"], given["made_from"]) == (0.1, None, [])


def test_a_card_of_a_changed_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    told = data(capsys, "explain", "xor", "lr", "--set", "optimizer.lr=0.25")
    assert told["value"] == 0.25
    layer = data(capsys, "explain", "xor", "hidden", "--set", "layers.hidden.units=5")
    assert layer["parameters"] == 2 * 5 + 5


def test_what_layers_count(capsys: pytest.CaptureFixture[str]) -> None:
    layer = data(capsys, "explain", "digits", "hidden")
    assert (layer["output"], layer["parameters"]) == ("(None, 32)", 2080)
    whole = data(capsys, "explain", "digits", "network")
    assert whole["parameters"] == 2080 + 330
    summary = data(capsys, "summary", "digits")
    assert [row["layer"] for row in summary["layers"]] == ["x", "hidden", "output"]
    assert sum(row["parameters"] for row in summary["layers"]) == whole["parameters"]


def test_the_lessons(capsys: pytest.CaptureFixture[str]) -> None:
    told = data(capsys, "lessons")
    names = {each["name"]: each["kind"] for each in told}
    assert names["xor"] == "lesson"
    assert names["resnet152"] == "architecture"
    assert all(each["title"] for each in told)


def test_what_was_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = tmp_path / "02-broken"
    shutil.copytree(find("xor"), broken)
    file = broken / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("units = 8", "units = -8"), encoding="utf-8")
    told = data(capsys, "check", "logistic", str(broken), code=1)
    assert (told[0]["fine"], told[0]["stops"]) == (True, len(open_named("logistic").stops))
    assert told[1]["fine"] is False
    fault = told[1]["faults"][0]
    line = text.split("\n").index("units = 8") + 1
    assert (fault["file"], fault["line"]) == (str(file), line)
    assert fault["sentence"]


def test_a_table_of_a_changed_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("table", "xor", "boundary", "--part", "units", "--set", "layers.hidden.units=3")
    told = data(capsys, *asked)
    assert [row[1:3] for row in told["rows"]].count(["hidden", 2]) == 1
    assert ["hidden", 3] not in [row[1:3] for row in told["rows"]]


def test_a_key_that_does_not_exist_is_a_wrong_command(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["table", "xor", "curves"], ["trace", "xor"], ["explain", "xor", "lr"]):
        assert cli.main([*words, "--set", "optimizr.lr=1", "--lang", "en"]) == 2
        assert "optimizr.lr" in capsys.readouterr().err
