"""`visualnn study`: what it prints, what it keeps, how it goes on after it was ended."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ui.cli import command as cli

WORDS = [
    "study",
    "xor",
    "--over",
    "layers.hidden.units=2,3",
    "--seeds",
    "0,4",
    "--iterations",
    "30",
]
COLUMNS = ["changes", "seed", "iterations", "L", "val.L", "diverged_at", "seconds"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def numbers(text: str) -> list[dict[str, str]]:
    """The rows without what no two runs share: the seconds."""
    return [{name: cell for name, cell in row.items() if name != "seconds"} for row in rows(text)]


def test_every_form_says_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "new"
    assert cli.main([*WORDS, "--jobs", "1", "--format", "csv", "--out", str(out)]) == 0
    text = capsys.readouterr().out
    found = rows(text)
    assert list(found[0]) == COLUMNS
    assert [(row["changes"], row["seed"], row["iterations"]) for row in found] == [
        (f"layers.hidden.units={units}", seed, "30") for units in "23" for seed in "04"
    ]
    assert (out / "study.csv").read_text() == text.replace("\r\n", "\n")
    # what is finished is not computed again: even its seconds stay
    assert cli.main([*WORDS, "--format", "json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)["runs"]
    assert [repr(each["L"]) for each in told] == [row["L"] for row in found]
    assert [repr(each["seconds"]) for each in told] == [row["seconds"] for row in found]
    assert cli.main([*WORDS, "--out", str(out), "--lang", "en"]) == 0
    assert capsys.readouterr().out.split("\n")[0].split() == COLUMNS


def test_a_run_that_diverges_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["study", "xor", "--set", "optimizer.lr=1e308", "--iterations", "30", "--jobs", "1"]
    assert cli.main([*words, "--format", "csv"]) == 0
    (row,) = rows(capsys.readouterr().out)
    assert row["diverged_at"] != ""
    assert cli.main([*words, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["L"] is None


def test_runs_that_cannot_be_built_are_told_and_the_others_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    units = ",".join(["2", *(f"-{n}" for n in range(1, 12))])
    words = ["study", "xor", "--over", f"layers.hidden.units={units}", "--iterations", "5"]
    assert cli.main([*words, "--jobs", "1", "--format", "csv", "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert [row["changes"] for row in rows(said.out)] == ["layers.hidden.units=2"]
    assert said.err.startswith("layers.hidden.units=-1: ")
    assert said.err.splitlines()[-1] == "… and 3 more"


@pytest.mark.parametrize(
    "words",
    [
        ["--over", "optimizers.lr=1,2"],
        ["--over", "epochs"],
        ["--seeds", "9-0"],
        ["--jobs", "0"],
        ["--over", "seed=1,2", "--seeds", "1,2"],
    ],
)
def test_a_command_that_is_wrong_is_refused(words: list[str]) -> None:
    try:
        code: object = cli.main(["study", "xor", *words])
    except SystemExit as error:
        code = error.code
    assert code == 2


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert cli.main([*WORDS, "--out", str(tmp_path / "file")]) == 1


def start(out: Path, *more: str) -> subprocess.Popen[str]:
    words = ["study", "xor", "--seeds", "0-7", "--iterations", "300", "--out", str(out), *more]
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "ui.cli", *words, "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finished(out: Path) -> int:
    return len(list(out.glob("runs/*.json")))


def wait_until(out: Path, count: int, process: subprocess.Popen[str]) -> None:
    while finished(out) < count and process.poll() is None:
        time.sleep(0.01)


def test_a_study_that_is_killed_comes_back_with_no_run_lost_or_counted_twice(
    tmp_path: Path,
) -> None:
    whole = start(tmp_path / "whole", "--jobs", "1")
    expected, _said = whole.communicate(timeout=120)
    out = tmp_path / "killed"
    for _ in range(2):
        process = start(out, "--jobs", "2")
        wait_until(out, finished(out) + 2, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
    assert finished(out) > 0
    before = {path.name: path.read_bytes() for path in out.glob("runs/*.json")}
    last = start(out, "--jobs", "2")
    found, _said = last.communicate(timeout=120)
    assert last.returncode == 0
    assert numbers(found) == numbers(expected)
    assert {name: (out / "runs" / name).read_bytes() for name in before} == before
    assert finished(out) == 8


def test_ctrl_c_prints_what_is_finished(tmp_path: Path) -> None:
    process = start(tmp_path, "--jobs", "2", "--lang", "en")
    wait_until(tmp_path, 2, process)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    done = finished(tmp_path)
    if process.returncode == 0:  # the last run ended before the key was heard
        assert done == 8
        return
    assert process.returncode == 130
    assert len(rows(out)) == done
    assert said.strip() == f"broken off: {done} of 8 runs are finished"
