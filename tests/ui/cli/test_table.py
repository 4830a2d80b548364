"""`visualnn views` and `visualnn table`: the numbers of pictures on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ui.cli import command as cli
from ui.panels import PANELS
from visualnn.lesson import open_named
from visualnn.lesson.studies import offers_of
from visualnn.study.kept import KeptRuns
from visualnn.study.offered import offered_study
from visualnn.study.outcome import Outcome
from visualnn.views import VIEWS


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_views_of_a_lesson_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["views", "xor", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names[:2] == ["network", "values"]
    assert "boundary" in names
    told = next(line for line in lines if line.startswith("boundary"))
    assert told.split(maxsplit=2)[1:] == [
        "grid,examples,units,contours,regions",
        "Decision boundary",
    ]
    assert cli.main(["views", "digits", "--format", "json", "--lang", "ko"]) == 0
    told_in_json = json.loads(capsys.readouterr().out)
    assert "boundary" not in [each["name"] for each in told_in_json]
    assert {"name": "shapes", "parts": ["shapes"], "title": "모양"} in told_in_json


def test_a_table_is_printed_in_every_form_and_written_to_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ["table", "xor", "boundary", "--part", "examples", "--at", "end"]
    assert cli.main([*asked, "--format", "csv"]) == 0
    printed = capsys.readouterr().out
    found = rows(printed)
    assert list(found[0]) == ["variant", "row", "split", "x0", "x1", "target", "output", "right"]
    assert [row["right"] for row in found] == ["true"] * 4
    assert {row["variant"] for row in found} == {"lesson"}
    file = tmp_path / "table.csv"
    assert cli.main([*asked, "--format", "csv", "--out", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert file.read_bytes() == printed.encode()
    assert cli.main([*asked, "--format", "json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [row[-1] for row in plain["rows"]] == [True] * 4
    assert cli.main([*asked, "--variant", "lesson"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4 + 2


def test_a_table_is_of_the_tick_or_the_end_of_an_iteration(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["table", "xor", "curves", "--format", "csv"]
    counts = []
    for when in ([], ["--iteration", "4"], ["--at", "end"]):
        assert cli.main([*asked, *when]) == 0
        counts.append(len(rows(capsys.readouterr().out)))
    assert counts[0] == 0
    assert counts[1] == 5
    assert counts[2] == 1001  # the pass that closes the run is one more


def test_the_focus_chooses_the_value(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["table", "xor", "values", "--iteration", "0", "--format", "csv"]
    assert cli.main([*asked, "--focus", "d.hidden.W[0,3]"]) == 0
    found = rows(capsys.readouterr().out)
    assert len(found) == 16
    assert {row["name"] for row in found} == {"d.hidden.W"}
    assert found[3]["index"] == "0,3"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["xor", "boundery"], 2, "there is no view boundery; there are network"),
        (["xor", "boundary", "--part", "lines"], 2, "has no part lines; it has grid"),
        (["xor", "boundary", "--variant", "adam"], 2, "there is no variant adam"),
        (["digits", "boundary"], 1, "one or two inputs; here an example has 64"),
        (["xor", "values", "--focus", "hidden.q[0]"], 2, "hidden.q"),
        (["xor", "curves", "--iteration", "1000"], 2, "iteration 1000 does not exist"),
        (["xor", "curves", "--out", "/no/such/folder/x.csv"], 1, "there is no folder"),
        (["nothing", "curves"], 1, "there is no lesson nothing"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, told: str
) -> None:
    assert cli.main(["table", *words, "--lang", "en"]) == code
    output = capsys.readouterr()
    assert told in output.err
    assert output.out == ""
    assert "Traceback" not in output.err


def test_a_tick_and_an_iteration_are_not_asked_for_together() -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["table", "xor", "curves", "--at", "3", "--iteration", "0"])


@pytest.mark.usefixtures("dressed")
def test_one_picture_is_drawn_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "boundary.png"
    asked = ["snapshot", "xor", "--view", "boundary", "--at", "end", "--size", "480x360"]
    assert cli.main([*asked, "--out", str(out)]) == 0
    header = out.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(header[n : n + 4], "big") for n in (16, 20)] == [480, 360]
    whole = tmp_path / "window.png"
    assert (
        cli.main(["snapshot", "xor", "--at", "end", "--size", "480x360", "--out", str(whole)]) == 0
    )
    assert whole.read_bytes() != out.read_bytes()
    drawn = {spec.view for spec in PANELS}
    assert cli.main(["views", "xor", "--format", "json"]) == 0
    offered = [each["name"] for each in json.loads(capsys.readouterr().out)]
    undrawn = [name for name in offered if name not in drawn]
    for words, code, told in (
        (["xor", "--view", "boundery"], 2, "there is no view boundery"),
        *((["xor", "--view", name], 1, "not drawn yet") for name in undrawn),
        (["digits", "--view", "boundary"], 1, "one or two inputs"),
    ):
        assert cli.main(["snapshot", *words, "--out", str(out), "--lang", "en"]) == code
        assert told in capsys.readouterr().err


def test_every_panel_that_paints_a_view_is_called_as_it_is() -> None:
    painted = [spec for spec in PANELS if spec.view]
    assert {spec.view for spec in painted} >= {"network", "values", "curves", "boundary"}
    assert len({spec.view for spec in painted}) == len(painted)
    for spec in painted:
        assert spec.title == VIEWS[spec.view].title


def test_the_runs_that_a_study_has_kept_are_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUALNN_NO_SETTINGS", raising=False)
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_words, **_more: tmp_path)
    asked = ["table", "xor", "study", "--variant", "lesson", "--format", "csv"]
    assert cli.main(asked) == 0
    assert rows(capsys.readouterr().out) == []
    lesson = open_named("xor")
    kept = KeptRuns(tmp_path / "studies")
    alone = next(offer for offer in offers_of(lesson) if not offer.axes)
    study = offered_study(lesson, alone)
    keys = study.keys(study.open())
    for run, key in list(keys.items())[:3]:
        seed = run.seed or 0
        kept.write(key, Outcome(seed, 1000, {"L": 0.5 + seed}, None, 0.25))
    assert cli.main([*asked, "--lang", "en"]) == 0
    found = [each for each in rows(capsys.readouterr().out) if each["study"] == alone.title]
    assert [(each["seed"], each["L"], each["iterations"]) for each in found] == [
        ("0", "0.5", "1000"),
        ("1", "1.5", "1000"),
        ("2", "2.5", "1000"),
    ]
    assert cli.main([*asked, "--part", "spread", "--lang", "en"]) == 0
    spread = [each for each in rows(capsys.readouterr().out) if each["study"] == alone.title]
    assert [(each["measure"], each["runs"], each["median"]) for each in spread] == [
        ("L", "3", "1.5")
    ]
