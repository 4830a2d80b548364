"""What an author needs of the window: what was saved is seen at once, a draft is marked, and a walk
becomes a draft."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.overlay import AskOverlay, Faults
from ui.kit.theme import LIGHT, Metrics
from ui.session.position import Position
from ui.session.wishes import SetBookmark
from ui.shell.window import Window
from visualnn.errors import DataError
from visualnn.lesson import find, load, shipped
from visualnn.lesson.file.prose import Paragraph, ProseText
from visualnn.lesson.recording import RecordedStop, save_draft
from visualnn.text import LANGUAGES, use_language


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find("xor"), tmp_path / "mine"))


@pytest.fixture
def window(qtbot: QtBot, dressed: object, folder: Path) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.library.open(str(folder))
    made.library.apart.finish()
    made.show()
    made.furnishing.finish()
    yield made
    made.close()
    use_language("en")


def stop_tick(window: Window, name: str) -> int:
    return next(s.tick for s in window.session.position.lesson.stops if s.name == name)


def position_of(window: Window) -> Position:
    return window.session.position


def go_to(window: Window, name: str) -> None:
    window.session.seek(stop_tick(window, name))
    window.session.arrive_now()


# -- reload on save --------------------------------------------------------------------------------


@pytest.mark.parametrize("atomic", [False, True])
def test_what_is_saved_is_seen_at_the_same_stop(
    qtbot: QtBot, window: Window, folder: Path, atomic: bool
) -> None:
    go_to(window, "before-relu")
    page = folder / "en.md"
    text = page.read_text(encoding="utf-8").replace("Soon they will differ.", "Just wait.")
    if atomic:
        other = folder / "en.md.new"
        other.write_text(text, encoding="utf-8")
        os.replace(other, page)  # noqa: PTH105  as editors do it
    else:
        page.write_text(text, encoding="utf-8")
    before = window.session.position
    qtbot.waitUntil(lambda: window.session.position is not before, timeout=20_000)
    window.session.arrive_now()
    assert window.session.tick == stop_tick(window, "before-relu")
    panel = window.desk.panel_of("lesson")
    assert panel is not None
    assert "Just wait." in panel.spoken()


def test_a_stop_that_moved_is_followed(window: Window, folder: Path) -> None:
    window.session.seek_end()
    window.session.arrive_now()
    stop = window.session.position.lesson.stops[-1]
    window.session.seek(stop.tick)
    window.session.arrive_now()
    file = folder / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    assert "epochs = 1000" in text
    file.write_text(text.replace("epochs = 1000", "epochs = 900"), encoding="utf-8")
    window.library.reload()
    window.session.arrive_now()
    assert window.session.tick == stop_tick(window, stop.name) < stop.tick


def test_what_cannot_be_read_is_told_and_goes_once_it_can(window: Window, folder: Path) -> None:
    good = (folder / "lesson.toml").read_text(encoding="utf-8")
    before = window.session.position
    (folder / "lesson.toml").write_text("format = ", encoding="utf-8")
    window.library.reload()
    told = window.sheets.top
    assert isinstance(told, Faults)
    assert position_of(window) is before
    (folder / "lesson.toml").write_text(good, encoding="utf-8")
    window.library.reload()
    assert not told.isVisible()
    assert position_of(window) is not before


def test_nothing_is_read_again_that_says_the_same(
    qtbot: QtBot, window: Window, folder: Path
) -> None:
    before = window.session.position
    (folder / "en.md").touch()
    qtbot.wait(500)
    assert window.session.position is before


# -- drafts ----------------------------------------------------------------------------------------


def test_a_draft_is_marked_and_read_in_the_language_it_has(window: Window, folder: Path) -> None:
    (folder / "ko.md").unlink()
    window.library.reload()
    go_to(window, "before-relu")
    assert window.session.lesson_title.endswith("(draft)")
    use_language("ko")
    panel = window.desk.panel_of("lesson")
    assert panel is not None
    panel.retranslate()
    assert "The bias is added" in panel.spoken()


def test_no_lesson_that_comes_with_the_program_is_a_draft() -> None:
    for folder in shipped().values():
        assert all((folder / f"{language}.md").is_file() for language in LANGUAGES), folder


# -- a walk becomes a draft ------------------------------------------------------------------------


def test_a_walk_with_sentences_is_saved_as_a_draft_that_opens(
    window: Window, tmp_path: Path
) -> None:
    session = window.session
    walk = {3: "First we look at {hidden.z[1,3]}.", 40: "A brace { and <b> stay as typed."}
    for n, (tick, sentence) in enumerate(walk.items(), 1):
        session.seek(tick)
        session.arrive_now()
        session.grant(SetBookmark(n, tick, sentence, session.place, "boundary"))
    window.commands.do(BY_ID["save-draft"])
    sheet = window.sheets.top
    assert isinstance(sheet, AskOverlay)
    sheet.field.setText(str(tmp_path / "my walk"))
    sheet.field.returnPressed.emit()
    assert window.sheets.top is None, sheet.fault.text()
    draft = load(tmp_path / "my walk")
    assert draft.name == "my-walk"
    assert draft.spec.missing_languages == ("ko",)
    assert [stop.tick for stop in draft.stops] == [*walk]
    assert [stop.views for stop in draft.stops] == [("boundary",)] * 2
    page = draft.spec.page("en")
    assert page is not None
    (block,) = page.section("stop-2").blocks
    assert isinstance(block, Paragraph)
    assert "".join(run.text for run in block.runs if isinstance(run, ProseText)) == walk[40]


def test_numbers_that_were_typed_are_numbers_of_the_run(window: Window, tmp_path: Path) -> None:
    lesson = window.session.position.lesson
    stops = [RecordedStop(3, "Here it is {hidden.b[0]}."), RecordedStop(0, "The *start*.")]
    save_draft(lesson, stops, "en", tmp_path / "one")
    draft = load(tmp_path / "one")
    page = draft.spec.page("en")
    assert page is not None
    assert [section.id for section in page.sections] == ["stop-1", "stop-2"]
    assert len([*page.quotes("stop-2")]) == 1
    with pytest.raises(DataError):
        save_draft(lesson, stops, "en", tmp_path / "one")
    with pytest.raises(DataError):
        save_draft(lesson, [], "en", tmp_path / "two")
