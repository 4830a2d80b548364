"""`visualnn race`: standings, the rule of the race, and the search."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from ui.cli import command as cli
from visualnn.lesson import find

COLUMNS = ["place", "id", "lr", "L", "distance", "reached", "diverged"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The lesson, in a folder that can be written."""
    copied = tmp_path / "trajectories"
    shutil.copytree(find("trajectories"), copied)
    return copied


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_race_is_printed_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["race", "trajectories", "--format", "csv"]) == 0
    found = rows(capsys.readouterr().out)
    assert list(found[0]) == COLUMNS
    assert [row["place"] for row in found] == [str(n) for n in range(1, 12)]
    assert {row["lr"] for row in found} == {"0.09"}
    by_id = {row["id"]: row for row in found}
    assert by_id["rmsprop"]["reached"] == "52"
    assert (by_id["nesterov"]["reached"], by_id["nesterov"]["diverged"]) == ("", "6")
    assert cli.main(["race", "trajectories", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rule"] == "same"
    assert [each["id"] for each in told["standings"]] == [row["id"] for row in found]
    assert cli.main(["race", "trajectories", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == COLUMNS
    assert lines[-1] == "Same rate for all: 0.09."


def test_one_other_rate_changes_the_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    toml = folder / "lesson.toml"
    text = toml.read_text(encoding="utf-8")
    before = '{ "optimizer.kind" = "adam" }'
    assert before in text
    other = text.replace(before, '{ "optimizer.kind" = "adam", "optimizer.lr" = 0.5 }')
    toml.write_text(other, encoding="utf-8")
    assert cli.main(["race", str(folder), "--lang", "en"]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("Not the same rate for all: lesson 0.09,")
    assert "adam 0.5" in line


def test_a_search_is_written_beside_the_lesson_and_read_again(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    words = ["race", str(folder), "--lang", "en"]
    assert cli.main([*words, "--search", "--rates", "0.03,0.3"]) == 0
    searched = capsys.readouterr().out
    assert searched.splitlines()[-1] == "Each at its best of these rates: 0.03, 0.3."
    assert (folder / "race.toml").is_file()
    assert cli.main(words) == 0
    assert capsys.readouterr().out == searched
    assert cli.main([*words, "--set", "epochs=100"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Same rate for all: 0.09."


def test_a_search_can_be_written_elsewhere(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "found.toml"
    words = ["race", str(folder), "--out", str(elsewhere), "--format", "json"]
    assert cli.main([*words, "--search", "--rates", "0.1,0.01"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rule"], told["rates"]) == ("best", [0.01, 0.1])
    assert not (folder / "race.toml").exists()
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out) == told


@pytest.mark.parametrize("rates", ["", "0.1,x", "-1", "0", "inf", "nan"])
def test_rates_that_are_none_are_refused(capsys: pytest.CaptureFixture[str], rates: str) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["race", "trajectories", "--search", f"--rates={rates}", "--lang", "en"])
    assert refused.value.code == 2
    assert "are no rates" in capsys.readouterr().err


def test_a_network_has_no_race(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["race", "xor", "--lang", "en"]) == 1
    assert "trains a network" in capsys.readouterr().err
