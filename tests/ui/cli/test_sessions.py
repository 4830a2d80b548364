"""Sessions on the command line: listed, exported, deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui.cli import command as cli
from visualnn.journal.folder import SessionFolder
from visualnn.journal.header import header_of
from visualnn.journal.reading import read_journal
from visualnn.journal.writer import JournalWriter
from visualnn.lesson import find, load
from visualnn.text import use_language


@pytest.fixture(autouse=True)
def in_english() -> None:
    use_language("en")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    monkeypatch.delenv("VISUALNN_NO_SETTINGS", raising=False)
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_words, **_more: tmp_path / "data")
    return SessionFolder(tmp_path / "data" / "sessions")


def begun(folder: SessionFolder, name: str, count: int) -> JournalWriter:
    """A session of a lesson with so many wishes, still open."""
    made = folder.begin(header_of(load(find(name)), name, 1))
    for tick in range(count):
        made.append({"granted": {"wish": "Seek", "tick": tick}, "came": tick})
    return made


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert cli.main(["sessions", "--format", "json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_sessions_are_listed_with_what_became_of_them(
    folder: SessionFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys) == []
    assert cli.main(["sessions"]) == 0
    assert capsys.readouterr().out == "No session is kept yet.\n"
    still = begun(folder, "xor", 3)
    killed = begun(folder, "logistic", 2)
    killed.close()
    closed = begun(folder, "logistic", 1)
    closed.append({"closed": True})
    closed.close()
    damaged = begun(folder, "xor", 4)
    damaged.close()
    assert damaged.path is not None
    content = damaged.path.read_bytes()
    damaged.path.write_bytes(content[:-20] + b"?" + content[-19:])
    (folder.path / "strange.visualnn").write_bytes(b"nothing")
    known = {each["id"]: each for each in listed(capsys)}
    states = {
        made.path.stem: state
        for made, state in (
            (still, "open"),
            (killed, "interrupted"),
            (closed, "closed"),
            (damaged, "damaged"),
        )
        if made.path is not None
    }
    assert {name: each["state"] for name, each in known.items()} == {
        **states,
        "strange": "unreadable",
    }
    first = known[still.path.stem if still.path else ""]
    assert (first["lesson"], first["opened"], first["actions"]) == ("xor", "xor", 3)
    assert known[damaged.path.stem]["actions"] == 3
    assert cli.main(["sessions", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + 5
    assert any("open in a window" in line for line in lines)
    still.close()


def test_a_session_is_exported_and_deleted(
    folder: SessionFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = begun(folder, "xor", 3)
    assert made.path is not None
    name, out = made.path.stem, tmp_path / "out.visualnn"
    assert cli.main(["sessions", "export", name, str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    assert read_journal(out).header.lesson == "xor"
    assert cli.main(["sessions", "delete", name]) == 1
    assert "open in a window" in capsys.readouterr().err
    made.close()
    assert cli.main(["sessions", "delete", name, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == str(made.path)
    assert not made.path.exists()
    assert out.exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["open"], 2, "the command is: visualnn sessions open ID"),
        (["export", "x"], 2, "the command is: visualnn sessions export ID FILE"),
        (["list", "x"], 2, "the command is: visualnn sessions [list]"),
        (["open", "nothing"], 1, "there is no session nothing"),
        (["delete", "../settings"], 1, "there is no session ../settings"),
    ],
)
def test_what_is_not_there_is_said(
    folder: SessionFolder,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    sentence: str,
) -> None:
    assert cli.main(["sessions", *words]) == code
    assert capsys.readouterr().err == sentence + "\n"


def test_without_settings_no_sessions_are_looked_for(
    folder: SessionFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sessions", "--no-settings"]) == 1
    assert "switched off" in capsys.readouterr().err
