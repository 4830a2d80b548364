"""Variants on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from tests.visualnn.varied import HEAD, VARIANT_LINE, tanh, variant, write_lesson
from ui.cli import command as cli
from visualnn import figures
from visualnn.lesson import load
from visualnn.lesson.variants import open_variant
from visualnn.run.curves import closed_curves
from visualnn.run.history import History
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
    # remarks are set in
    lines = [line for line in told.out.splitlines() if not line.startswith("  ")]
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


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def lesson(tmp_path: Path) -> str:
    return str(write_lesson(tmp_path, tanh(), variant("fast", 'set = { "optimizer.lr" = 0.5 }')))


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["trace"],
        ["explain", "L"],
        ["summary"],
        ["table", "values"],
        ["snapshot", "--out", "picture.png"],
    ],
)
def test_an_unknown_variant_is_a_wrong_command_that_names_those_there_are(
    lesson: str,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(lesson)
    assert cli.main([words[0], lesson, *words[1:], "--variant", "relu"]) == 2
    assert capsys.readouterr().err == "there is no variant relu; there are lesson, tanh, fast\n"
    assert not (Path(lesson) / "picture.png").exists()


def test_a_variant_that_cannot_be_built_is_told_with_its_line_by_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write_lesson(tmp_path, BAD))
    for words in (["run"], ["trace"], ["explain", "L"], ["table", "values"]):
        assert cli.main([words[0], path, *words[1:], "--variant", "bad"]) == 1
        assert capsys.readouterr().err.startswith(f"{path}/lesson.toml:{VARIANT_LINE + 3}:33: ")
        assert cli.main([words[0], path, *words[1:], "--variant", "lesson"]) == 0
        capsys.readouterr()


def test_a_command_is_about_the_variant_that_is_named(
    lesson: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = open_variant(load(Path(lesson)), "tanh")
    history = History(made.program, made.start)
    assert cli.main(["explain", lesson, "hidden.a[0,0]", "--variant", "tanh"]) == 0
    told = capsys.readouterr().out
    assert figures.full(history.at(made.program.end_of(0)).values["hidden.a"][0, 0]) in told
    assert "tanh(z)" in told
    assert cli.main(["trace", lesson, "--variant", "tanh"]) == 0
    assert capsys.readouterr().out.startswith("A sample · V tanh · sample · float64")
    assert cli.main(["trace", lesson, "--variant", "tanh", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["variant"] == "tanh"
    assert cli.main(["run", lesson, "--variant", "tanh"]) == 0
    history.run_to(made.iterations)
    told = capsys.readouterr().out
    assert told.startswith("A sample · V tanh: 5 of 5 iterations")
    assert figures.line(float(history.at(made.last_tick).values["L"])) in told
    assert cli.main(["summary", lesson, "--variant", "tanh"]) == 0
    assert "tanh" in capsys.readouterr().out


def test_what_is_set_on_the_command_line_lies_over_the_variant(
    lesson: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["explain", lesson, "lr", "--set", "optimizer.lr=0.25"]
    for name in ("lesson", "tanh", "fast"):
        assert cli.main([*asked, "--variant", name]) == 0
        assert "η = 0.25" in capsys.readouterr().out
    assert cli.main(["run", lesson, "--set", "optimizer.lr=-1", "--variant", "tanh"]) == 1
    assert capsys.readouterr().err == "optimizer.lr: -1 is too small; the least is 0.0\n"


def test_run_trains_the_lesson_itself_or_all_of_them(
    lesson: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "trained.npz"
    assert cli.main(["run", lesson, "--log", str(log)]) == 0
    alone = rows(log.read_text(encoding="utf-8"))
    assert list(alone[0]) == ["iteration", "epoch", "L"]
    capsys.readouterr()
    asked = ["run", lesson, "--variant", "all", "--log", str(log), "--out", str(out)]
    assert cli.main(asked) == 0
    assert [each for each in capsys.readouterr().out.splitlines() if each.startswith("===")] == [
        "=== lesson ===",
        "=== tanh ===",
        "=== fast ===",
    ]
    every = rows(log.read_text(encoding="utf-8"))
    assert [row["variant"] for row in every] == ["lesson"] * 6 + ["tanh"] * 6 + ["fast"] * 6
    assert [row["L"] for row in every[:6]] == [row["L"] for row in alone]
    for name in ("tanh", "fast"):
        made = open_variant(load(Path(lesson)), name)
        history = History(made.program, made.start)
        history.run_to(5)
        losses = [repr(float(loss)) for loss in closed_curves(history)["L"]]
        assert [row["L"] for row in every if row["variant"] == name] == losses
        with np.load(out) as arrays:
            end = history.at(made.program.end_of(4)).values["hidden.W"]
            np.testing.assert_array_equal(arrays[f"{name}/hidden.W"], end)


def test_a_variant_that_cannot_be_built_keeps_no_other_from_being_trained_or_tabled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write_lesson(tmp_path, BAD, tanh()))
    assert cli.main(["run", path, "--variant", "all"]) == 1
    told = capsys.readouterr()
    assert "=== tanh ===" in told.out
    assert "the variant bad cannot be built" in told.err
    assert cli.main(["table", path, "boundary", "--part", "examples", "--format", "csv"]) == 1
    told = capsys.readouterr()
    assert {row["variant"] for row in rows(told.out)} == {"lesson", "tanh"}
    assert "the variant bad cannot be built" in told.err


@pytest.mark.parametrize("when", [["--at", "end"], ["--iteration", "3"], ["--at", "slope"], []])
def test_a_table_is_of_every_run_at_the_same_place(
    lesson: str, when: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["table", lesson, "boundary", "--part", "examples", "--format", "csv", *when]
    assert cli.main(asked) == 0
    every = rows(capsys.readouterr().out)
    assert list(dict.fromkeys(row["variant"] for row in every)) == ["lesson", "tanh", "fast"]
    for name in ("lesson", "tanh", "fast"):
        assert cli.main([*asked, "--variant", name]) == 0
        assert rows(capsys.readouterr().out) == [row for row in every if row["variant"] == name]


def test_runs_with_other_instructions_stand_where_the_lesson_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adam = variant("adam", 'set = { "optimizer.kind" = "adam" }')
    short = variant("short", "set = { epochs = 2 }")
    path = str(write_lesson(tmp_path, adam, short))
    plain, other = load(Path(path)), open_variant(load(Path(path)), "adam")
    at = plain.program.start_of(3) + (plain.program.done_after("hidden.a", 3) or 0)
    asked = ["table", path, "network", "--format", "csv", "--at", str(at)]
    assert cli.main(asked) == 0
    every = rows(capsys.readouterr().out)
    history = History(other.program, other.start)
    tick = other.program.start_of(3) + (other.program.done_after("hidden.a", 3) or 0)
    assert tick != at
    assert cli.main([*asked[:-1], str(tick), "--variant", "adam"]) == 0
    assert rows(capsys.readouterr().out) == [row for row in every if row["variant"] == "adam"]
    assert history.at(tick).values["hidden.a"].size
    assert {row["variant"] for row in every} == {"lesson", "adam", "short"}


def test_a_picture_is_drawn_of_a_variant(lesson: str, tmp_path: Path) -> None:
    pictures = {}
    for name in ("lesson", "tanh"):
        file = tmp_path / f"{name}.png"
        words = ["snapshot", lesson, "--variant", name, "--at", "end", "--out", str(file)]
        assert cli.main(words) == 0
        pictures[name] = file.read_bytes()
    assert pictures["lesson"] != pictures["tanh"]


def test_runs_are_compared(lesson: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", lesson]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "what differs: the learning rate (0.1, 0.5); the activation of hidden (relu, tanh)"
    )
    assert [line.partition(":")[0] for line in lines[1:]] == ["tanh", "fast"]
    assert lines[1].startswith("tanh: in iteration 0, hidden.a[0,0] is ")
    assert cli.main(["compare", lesson, "--variant", "fast"]) == 0
    only, parts = capsys.readouterr().out.splitlines()
    assert only == "only the learning rate differs: 0.1, 0.5"
    assert parts.startswith("fast: in iteration 0, hidden.W[0,0] is ")
    asked = ["compare", lesson, "--variant", "tanh", "--variant", "fast", "--format", "json"]
    assert cli.main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["leading"]) == (["tanh", "fast"], "tanh")
    assert told["differences"][1] == {
        "key": "layers.hidden.activation",
        "values": {"tanh": "tanh", "fast": "relu"},
    }
    (parting,) = told["partings"]
    assert (parting["run"], parting["name"], parting["index"]) == ("fast", "hidden.a", [0, 0])
    made = open_variant(load(Path(lesson)), "tanh")
    values = History(made.program, made.start).at(parting["tick"]).values
    assert parting["values"][0] == float(values["hidden.a"][0, 0])


def test_what_cannot_be_compared_is_said_and_the_others_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write_lesson(tmp_path, BAD, tanh()))
    assert cli.main(["compare", path]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("only the activation of hidden differs: relu, tanh\ntanh: ")
    assert "the variant bad cannot be built" in told.err
    assert cli.main(["compare", path, "--variant", "bad"]) == 1
    assert capsys.readouterr().out == ""
    assert cli.main(["compare", path, "--variant", "none"]) == 2
    assert capsys.readouterr().err.startswith("there is no variant none; there are lesson, bad")
    assert cli.main(["compare", "xor"]) in {0, 1}


def test_every_knob_is_checked_and_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rate = '[[knobs]]\nkey = "optimizer.lr"\nchoices = [0.1, 0.2]\n'
    units = '[[knobs]]\nkey = "layers.hidden.units"\nfrom = 0\nto = 3\n'
    path = write_lesson(tmp_path, head=f"{HEAD}\n{rate}\n{units}")
    assert cli.main(["check", str(path)]) == 1
    told = capsys.readouterr()
    place = f"{path}/lesson.toml:{VARIANT_LINE}:1"
    assert f"{place}: knob optimizer.lr: fine" in told.out.splitlines()
    assert told.err == (
        f"{path}/lesson.toml:{VARIANT_LINE + 4}:1: the knob units of hidden cannot be turned to 0: "
        "0 is too small; the least is 1\n"
    )
    assert cli.main(["check", str(path), "--format", "json"]) == 1
    ((lesson,)) = json.loads(capsys.readouterr().out)
    assert [(knob["knob"], knob["fine"]) for knob in lesson["knobs"]] == [
        ("optimizer.lr", True),
        ("layers.hidden.units", False),
    ]


def test_the_pictures_of_a_variant_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flat = variant("flat", 'without = ["layers.hidden"]')
    path = str(write_lesson(tmp_path, flat, tanh()))
    listed = {}
    for name in ("flat", "tanh"):
        assert cli.main(["views", path, "--variant", name, "--format", "json"]) == 0
        listed[name] = {view["name"] for view in json.loads(capsys.readouterr().out)}
    assert listed["tanh"] - listed["flat"] == {"hidden-space"}
    assert cli.main(["views", path, "--variant", "nobody"]) == 2
