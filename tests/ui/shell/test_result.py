"""The result of a lesson: answers held against the run, doors back, saved as a page or as paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.commands.table import BY_ID
from ui.handout.result import result_html, result_pdf
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels.lesson.page import LessonDoor, TickDoor
from ui.panels.lesson.result import LessonResult, result_of
from ui.session import wishes
from ui.session.session import Session
from ui.shell.result_sheet import ResultSheet
from ui.shell.window import Window
from visualnn.lesson import find, load
from visualnn.text import use_language

RIGHT = ("before-relu", "relu-of-it", "positive")
WRONG = ("before-update", "new-weight", 77.0)


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    made = Session(2.0)
    made.take(load(find("xor")))
    made.seek_end()
    made.arrive_now()
    yield made
    made.halt()
    use_language("en")


def result(session: Session) -> LessonResult:
    return result_of(session.position.frames_of_stops())


def text(found: LessonResult) -> str:
    return "\n".join("".join(run.text for run in block.runs) for block in found.blocks)


def doors(found: LessonResult) -> list[object]:
    return [run.target for block in found.blocks for run in block.runs if run.target is not None]


def test_every_question_is_there_and_held_against_the_run(session: Session) -> None:
    for answer in (RIGHT, WRONG):
        session.grant(wishes.AnswerQuestion(*answer))
    found = result(session)
    asked = [q.spec.id for stop in session.position.lesson.stops for q in stop.questions]
    assert [each.id for each in found.questions] == asked
    by_id = {each.id: each for each in found.questions}
    good, bad = by_id[RIGHT[1]].verdict, by_id[WRONG[1]].verdict
    assert good is not None
    assert bad is not None
    assert (good.right, bad.right) == (True, False)
    assert found.right_count == 1
    assert f"Questions: {len(asked)}. Answered: 2. Right: 1." in text(found)
    untouched = [each for each in found.questions if each.said is None]
    assert len(untouched) == len(asked) - 2
    assert all(each.verdict is None for each in untouched)


def test_it_leads_back_to_what_was_not_right_and_on_to_other_lessons(session: Session) -> None:
    session.grant(wishes.AnswerQuestion(*RIGHT))
    found = result(session)
    head = next(n for n, block in enumerate(found.blocks) if block.runs[0].text == "Look at again")
    again = [run.target for block in found.blocks[head:] for run in block.runs if run.target]
    ticks = {door.tick for door in again if isinstance(door, TickDoor)}
    stops = session.position.lesson.stops
    open_ = {stop.tick for stop in stops if stop.questions and stop.name != RIGHT[0]}
    assert ticks == open_
    assert any(isinstance(door, LessonDoor) for door in again)


def test_a_run_that_has_not_come_far_tells_no_answer(qapp: QApplication) -> None:
    session = Session(2.0)
    session.take(load(find("xor")))
    frames = session.position.frames_of_stops()
    assert all(frame.lesson.program.locate(frame.tick).iteration == 0 for frame in frames)
    assert len(frames) < len(session.position.lesson.stops)
    session.halt()


def test_a_change_is_held_against_the_run_as_it_is(session: Session) -> None:
    session.grant(wishes.AnswerQuestion(*RIGHT))
    session.seek(0)
    before = result(session).right_count
    assert before == 1
    assert session.tick == 0  # looking at the result moves nobody


# -- as files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_a_page_under_the_rules_of_a_hand_out(session: Session, language: str) -> None:
    use_language("ko" if language == "ko" else "en")
    session.grant(wishes.AnswerQuestion(*WRONG))
    page = result_html(result(session)).decode()
    assert f'<html lang="{language}">' in page
    assert "default-src 'none'" in page
    assert page.count("<script>") == 1
    assert "http" not in page.replace("http-equiv", "")
    assert "77" in page
    assert result_pdf(result(session)).startswith(b"%PDF-")


def test_what_a_lesson_says_is_escaped(session: Session) -> None:
    from dataclasses import replace

    found = replace(result(session), title="<script>alert(1)</script>")
    assert "<script>alert" not in result_html(found).decode()


# -- in the window --------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.library.show(load(find("xor")))
    made.library.result_writers = {".html": result_html, ".pdf": result_pdf}
    made.show()
    yield made
    made.close()


def sheet_of(window: Window) -> ResultSheet:
    sheet = window.sheets.top
    assert isinstance(sheet, ResultSheet)
    return sheet


def test_the_sheet_leads_back_and_goes_away(window: Window) -> None:
    session = window.session
    session.grant(wishes.Seek(session.last_tick))
    session.arrive_now()
    window.commands.do(BY_ID["result"])
    sheet = sheet_of(window)
    door = next(each for each in doors(sheet._result) if isinstance(each, TickDoor))
    sheet.text.activated.emit(door)
    session.arrive_now()
    assert session.tick == door.tick
    assert window.sheets.top is None


def test_the_last_stop_has_a_door_to_it(window: Window) -> None:
    window.session.grant(wishes.ShowResult())
    assert sheet_of(window)._result.questions
    assert wishes.ShowResult() not in window.session.granted


def test_it_is_saved_in_both_forms_and_a_full_disk_is_told(window: Window, tmp_path: Path) -> None:
    window.session.grant(wishes.ShowResult())
    sheet = sheet_of(window)
    sheet.folder = tmp_path / "results"
    for button in sheet.buttons.values():
        button.click()
    assert {path.name for path in (tmp_path / "results").iterdir()} == {
        "visualnn-xor-result.html",
        "visualnn-xor-result.pdf",
    }
    assert "Saved" in window.strip.sentence.text()
    blocked = tmp_path / "a-file"
    blocked.write_bytes(b"")
    sheet.folder = blocked
    sheet.buttons[".pdf"].click()
    assert "not saved" in window.strip.sentence.text()
