"""`visualnn new`: the lesson that it writes opens, is checked, and is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.cli import command as cli
from visualnn.lesson import open_named


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is typed in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_written_is_a_whole_lesson(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "my-lesson", "--lang", "en"]) == 0
    assert "visualnn open my-lesson" in capsys.readouterr().out
    assert sorted(path.name for path in (here / "my-lesson").iterdir()) == [
        "en.md",
        "ko.md",
        "lesson.toml",
    ]
    assert cli.main(["check", "my-lesson"]) == 0
    lesson = open_named(str(here / "my-lesson"))
    assert lesson.name == "my-lesson"
    assert [stop.name for stop in lesson.stops] == ["first-answer", "trained"]
    assert set(lesson.spec.prose) == {"en", "ko"}
    assert not any("NAME" in (here / "my-lesson" / name).read_text() for name in ("en.md", "ko.md"))


def test_a_folder_that_holds_something_is_left_as_it_is(here: Path) -> None:
    assert cli.main(["new", "mine", "--out", "there"]) == 0
    page = here / "there" / "en.md"
    page.write_text("mine", encoding="utf-8")
    assert cli.main(["new", "mine", "--out", "there"]) == 1
    assert page.read_text(encoding="utf-8") == "mine"
    (here / "file").write_text("", encoding="utf-8")
    assert cli.main(["new", "mine", "--out", "file"]) == 1
    (here / "empty").mkdir()
    assert cli.main(["new", "mine", "--out", "empty"]) == 0
    assert cli.main(["new", "mine", "--out", "no/where"]) == 1


@pytest.mark.parametrize("name", ["xor", "resnet18", "My Lesson", "../mine", "", "-a", "한글"])
def test_a_name_that_no_lesson_may_have_is_refused(here: Path, name: str) -> None:
    try:
        code: object = cli.main(["new", name])
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert list(here.iterdir()) == []
