"""A session that is run again on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import lesson
from ui.cli import command as cli
from ui.session import wishes
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.journal.folder import SessionFolder
from visualnn.journal.lines import line_of, written
from visualnn.journal.reading import read_journal
from visualnn.text import use_language


@pytest.fixture(autouse=True)
def in_english() -> None:
    use_language("en")


@pytest.fixture
def file(qapp: QApplication, patient: None, tmp_path: Path) -> Path:
    """A session of XOR with a change and an answer."""
    session = Session(2.0)
    kept = Keeping(session, SessionFolder(tmp_path))
    kept.open(lesson("xor"), "xor")
    session.over()
    session.edit(Source("lr"), 0.25)
    session.seek(300)
    session.grant(wishes.AnswerQuestion("before-relu", "relu-of-it", "zero"))
    path = kept.path
    kept.leave()
    assert path is not None
    return path


def replayed(file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = cli.main(["replay", str(file), "--format", "json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return code, found


def rewrite(file: Path, old: str, new: str) -> None:
    """Other words in a session, with right checksums."""
    journal = read_journal(file)
    lines, before = [journal.lines[0]], journal.lines[0][:16]
    for record in journal.records():
        line, before = line_of(written(record).replace(old.encode(), new.encode()), before)
        lines.append(line)
    file.write_bytes(b"".join(lines))


def test_a_session_run_again_has_the_same_numbers(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = replayed(file, capsys)
    assert code == 0
    assert (found["lesson"], found["tick"], found["actions"]) == ("xor", 300, 4)
    assert (found["numbers"], found["refused"], found["lost_bytes"]) == ("same", 0, 0)
    assert cli.main(["replay", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "the numbers are the same, to the last bit"


def test_a_session_whose_changes_were_forged_has_others(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(file, '"value":0.25', '"value":0.26')
    code, found = replayed(file, capsys)
    assert (code, found["numbers"]) == (1, "other")


def test_what_cannot_be_done_again_is_counted(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(file, '"wish":"Seek"', '"wish":"Fly"')
    code, found = replayed(file, capsys)
    assert (code, found["refused"]) == (1, 1)


def test_a_torn_session_is_run_as_far_as_it_holds(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(file.read_bytes()[:-5])
    code, found = replayed(file, capsys)
    assert code == 0
    assert found["lost_bytes"]


def test_answers_are_graded_against_the_run(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    strange = tmp_path / "strange.visualnn"
    strange.write_bytes(b"nothing")
    words = ["grade", str(file), str(strange), "--csv", str(out), "--format", "json"]
    assert cli.main(words) == 1
    told = capsys.readouterr()
    found = json.loads(told.out)
    (row,) = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    known = ("lesson", "question", "asked_at", "given", "right_value", "right", "tries", "changes")
    assert tuple(row[name] for name in known) == (
        *("xor", "relu-of-it", "before-relu", "zero", "positive", False, 1, 1),
    )
    assert [each["file"] for each in found["failed"]] == [str(strange)]
    assert "strange.visualnn cannot be graded" in told.err
    header, line = out.read_text(encoding="utf-8").splitlines()
    assert header.split(",")[0] == "file"
    assert line.split(",")[4:7] == ["zero", "positive", "false"]


def test_hints_that_were_read_are_counted(
    qapp: QApplication, patient: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(2.0)
    kept = Keeping(session, SessionFolder(tmp_path))
    kept.open(lesson("neuron"), "neuron")
    stop = next(each for each in lesson("neuron").stops if each.name == "product")
    session.seek(stop.tick)
    session.grant(wishes.OpenHint("product", "with-bias"))
    session.grant(wishes.AnswerQuestion("product", "with-bias", 5.0))
    path = kept.path
    kept.leave()
    assert path is not None
    assert cli.main(["grade", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    assert (row["question"], row["hints"]) == ("with-bias", 1)


def test_an_answer_that_was_forged_is_judged_anew(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(file, '"said":"zero"', '"said":"positive"')
    assert cli.main(["grade", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    assert (row["given"], row["right"]) == ("positive", True)
    rewrite(file, '"value":0.25', '"value":0.75')
    assert cli.main(["grade", str(file)]) == 1
    assert "others than those that were saved" in capsys.readouterr().err


def test_what_is_no_session_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in (b"", b"x" * 1000):
        (tmp_path / "s.visualnn").write_bytes(content)
        assert cli.main(["replay", str(tmp_path / "s.visualnn")]) == 1
        assert "s.visualnn is no session" in capsys.readouterr().err
    assert cli.main(["replay", str(tmp_path / "nothing")]) == 1
    assert "No such file" in capsys.readouterr().err
