"""In front of a class: large, one view, keys of a remote, answers kept back, notes beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.commands.presenting import go_to_bookmark
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.overlay import AskOverlay
from ui.kit.theme import LIGHT, Metrics
from ui.panels.lesson.panel import LessonPanel
from ui.session import wishes
from ui.shell.appearance import Appearance
from ui.shell.window import Window
from visualnn import figures
from visualnn.expr import Source
from visualnn.journal.folder import SessionFolder
from visualnn.lesson import find, load

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.library.show(load(find("xor")))
    made.show()
    made.furnishing.finish()
    yield made
    made.presenting.end()
    made.close()


@pytest.fixture
def presented(window: Window) -> Window:
    window.commands.do(BY_ID["projector"])
    window.furnishing.finish()
    return window


def lesson_page(window: Window) -> LessonPanel:
    page = window.desk.panel_of("lesson")
    assert isinstance(page, LessonPanel)
    return page


def to_question(window: Window, stop: str = "before-relu") -> None:
    session = window.session
    there = next(each for each in session.position.lesson.stops if each.name == stop)
    session.seek(there.tick)
    session.arrive_now()
    QApplication.processEvents()


def is_presented(window: Window) -> bool:
    return window.presenting.is_on


# -- on and off -----------------------------------------------------------------------------------


def test_it_is_large_and_shows_one_view_and_comes_back(window: Window) -> None:
    def seen() -> set[str]:
        return {name for name, each in window.desk.sections.items() if not each.isHidden()}

    before, chosen = seen(), dict(window.desk.chosen)
    window.commands.do(BY_ID["projector"])
    assert is_presented(window)
    assert window.isFullScreen()
    assert window.controls.isHidden()
    assert len(seen() & set(window.desk.views)) == 1
    assert "timeline" not in seen()
    assert dict(window.desk.chosen) == chosen
    window.commands.do(BY_ID["projector"])
    assert not is_presented(window)
    assert not window.isFullScreen()
    assert not window.controls.isHidden()
    assert window.appearance.look.metrics.factor == 1.0
    window.resize(1280, 800)
    QApplication.processEvents()
    assert seen() == before


@pytest.mark.parametrize(("height", "factor"), [(1080, 2.0), (768, 1.3), (600, 1.0), (2160, 3.0)])
def test_the_factor_is_that_of_the_screen(height: int, factor: float) -> None:
    assert Appearance.factor_for(height) == factor


def test_the_size_to_come_back_to_is_kept_and_the_one_chosen_there_too(window: Window) -> None:
    looks = window.appearance
    looks.change_size(+1)
    window.presenting.begin()
    looks.change_size(+1)
    there = looks.look.metrics.factor
    assert looks.size == 1.15
    assert window.remembered().size == 1.15
    window.presenting.end()
    assert looks.look.metrics.factor == 1.15
    window.presenting.begin()
    assert looks.look.metrics.factor == there


def test_what_plays_is_paused(window: Window) -> None:
    window.session.play()
    window.presenting.begin()
    assert not window.session.playing


# -- the keys of a remote -------------------------------------------------------------------------


def test_page_keys_go_to_the_stops_wherever_the_keyboard_is(presented: Window) -> None:
    stops = [each.tick for each in presented.session.position.lesson.stops]
    QTest.keyClick(presented, Key.Key_PageDown)
    presented.session.arrive_now()
    assert presented.session.tick == next(tick for tick in stops if tick > 0)
    presented.sheets.ask("?", "", lambda _typed: None)
    sheet = presented.sheets.top
    assert isinstance(sheet, AskOverlay)
    sheet.field.setFocus()
    here = presented.session.tick
    QTest.keyClick(sheet.field, Key.Key_PageDown)
    presented.session.arrive_now()
    assert presented.session.tick > here
    QTest.keyClick(sheet.field, Key.Key_PageUp)
    presented.session.arrive_now()
    assert presented.session.tick == here


def test_page_keys_stay_with_a_list_while_nobody_presents(window: Window) -> None:
    window.sheets.ask("?", "", lambda _typed: None)
    sheet = window.sheets.top
    assert isinstance(sheet, AskOverlay)
    sheet.field.setFocus()
    QTest.keyClick(sheet.field, Key.Key_PageDown)
    assert window.session.tick == 0


@pytest.mark.parametrize(
    ("key", "text", "name"),
    [
        (Key.Key_B, "b", "black"),
        (Key.Key_Period, ".", "black"),
        (Key.Key_W, "w", "white"),
        (Key.Key_Comma, ",", "white"),
    ],
)
def test_one_key_blanks_the_screen_and_shows_it_again(
    presented: Window, key: Qt.Key, text: str, name: str
) -> None:
    QTest.keyClick(presented, key)
    assert presented.presenting.blank == name
    middle = presented.grab().toImage().pixelColor(presented.width() // 2, presented.height() // 2)
    assert middle == QColor(name)
    QTest.keyClick(presented, key)
    assert presented.presenting.blank == ""


def test_a_blank_screen_is_lifted_by_the_next_stop_and_by_escape(presented: Window) -> None:
    QTest.keyClick(presented, Key.Key_B)
    QTest.keyClick(presented, Key.Key_PageDown)
    presented.session.arrive_now()
    assert presented.presenting.blank == ""
    assert presented.session.tick > 0
    QTest.keyClick(presented, Key.Key_B)
    QTest.keyClick(presented, Key.Key_Escape)
    assert presented.presenting.blank == ""
    assert presented.presenting.is_on


def test_a_screen_is_not_blank_any_more_once_nobody_presents(presented: Window) -> None:
    presented.presenting.blank_out("black")
    presented.presenting.end()
    assert presented.presenting.blank == ""


def test_letters_that_are_typed_blank_nothing(presented: Window) -> None:
    presented.sheets.ask("?", "", lambda _typed: None)
    sheet = presented.sheets.top
    assert isinstance(sheet, AskOverlay)
    assert isinstance(sheet.field, QLineEdit)
    sheet.field.setFocus()
    QTest.keyClicks(sheet.field, "0.5b")
    assert presented.presenting.blank == ""
    assert sheet.field.text() == "0.5b"


def test_nothing_of_it_happens_while_nobody_presents(window: Window) -> None:
    QTest.keyClick(window, Key.Key_B)
    QTest.keyClick(window, Key.Key_Period)
    assert window.presenting.blank == ""


# -- pointed at -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ring", "spotlight"])
def test_the_pointer_is_made_seen_and_clicks_go_through(window: Window, kind: str) -> None:
    plain = window.grab().toImage()
    window.commands.do(BY_ID[kind])
    assert window.presenting.lit == kind
    light = window.presenting._light
    assert light is not None
    light.at = QPoint(400, 300)
    shown = window.grab().toImage()
    far, near = QPoint(900, 700), QPoint(400, 300)
    assert shown.pixelColor(near) == plain.pixelColor(near)
    assert (shown.pixelColor(far) != plain.pixelColor(far)) is (kind == "spotlight")
    assert window.childAt(near) is not light
    window.commands.do(BY_ID[kind])
    assert window.presenting.lit == ""


# -- answers --------------------------------------------------------------------------------------


def test_answers_wait_until_somebody_asks_and_again_at_the_next_stop(presented: Window) -> None:
    to_question(presented)
    session = presented.session
    session.grant(wishes.AnswerQuestion("before-relu", "relu-of-it", "positive"))
    question = lesson_page(presented).sheet.questions["relu-of-it"]
    assert question.after.isHidden()
    presented.commands.do(BY_ID["reveal"])
    assert not question.after.isHidden()
    right = lesson_page(presented).frame
    assert right is not None
    assert "The answer:" in question.after.plain()
    assert question.choices is not None
    assert question.choices.correct
    to_question(presented, "before-update")
    assert presented.presenting.conceals_answers
    to_question(presented)
    assert lesson_page(presented).sheet.questions["relu-of-it"].after.isHidden()
    presented.presenting.end()
    assert not lesson_page(presented).sheet.questions["relu-of-it"].after.isHidden()


def test_what_is_right_is_said_where_nobody_answered(presented: Window) -> None:
    to_question(presented, "before-update")
    presented.presenting.reveal()
    page = lesson_page(presented)
    told = page.sheet.questions["new-weight"].after.plain()
    assert "The answer:" in told
    assert not page.said


def test_a_show_of_hands_is_kept_with_the_question(presented: Window) -> None:
    to_question(presented)
    presented.commands.do(BY_ID["count-hands"])
    sheet = presented.sheets.top
    assert isinstance(sheet, AskOverlay)
    sheet.field.setText("three 4")
    QTest.keyClick(sheet.field, Key.Key_Return)
    assert presented.sheets.top is sheet
    sheet.field.setText("12 3 7")
    QTest.keyClick(sheet.field, Key.Key_Return)
    assert presented.session.position.prepared.class_counts == {
        ("before-relu", "relu-of-it"): (12, 3, 7)
    }
    prompt = lesson_page(presented).sheet.questions["relu-of-it"].prompt.plain()
    assert "12" in prompt
    assert "By a show of hands" in prompt
    presented.session.grant(wishes.CountHands("before-relu", "relu-of-it", ()))
    assert not presented.session.position.prepared.class_counts


@pytest.mark.parametrize("counts", [(1, 2), (1, 2, -3), (1, 2, 10**9)])
def test_counts_that_fit_no_question_are_refused(window: Window, counts: tuple[int, ...]) -> None:
    window.session.grant(wishes.CountHands("before-relu", "relu-of-it", counts))
    window.session.grant(wishes.CountHands("before-relu", "nothing", (1, 2, 3)))
    assert not window.session.position.prepared.class_counts


# -- bookmarks and notes --------------------------------------------------------------------------


def test_a_bookmark_leads_back_with_its_sentence(presented: Window) -> None:
    to_question(presented)
    tick = presented.session.tick
    presented.commands.do(BY_ID["set-bookmark"])
    sheet = presented.sheets.top
    assert isinstance(sheet, AskOverlay)
    sheet.field.setText("Look at the bend.")
    QTest.keyClick(sheet.field, Key.Key_Return)
    presented.session.seek(0)
    QTest.keyClick(presented, Key.Key_1, Held.ShiftModifier)
    presented.session.arrive_now()
    assert presented.session.tick == tick
    assert presented.strip.sentence.text() == "Look at the bend."
    QTest.keyClick(presented, Key.Key_2, Held.ShiftModifier)
    assert "no bookmark 2" in presented.strip.sentence.text()
    presented.commands.do(BY_ID["set-bookmark"])
    sheet = presented.sheets.top
    assert isinstance(sheet, AskOverlay)
    assert sheet.field.text() == "Look at the bend."
    sheet.field.setText("")
    QTest.keyClick(sheet.field, Key.Key_Return)
    assert not presented.session.bookmarks


def test_what_was_prepared_is_there_the_next_day_and_when_it_starts_over(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    def opened() -> Window:
        made = Window(Look(LIGHT, Metrics(1.0)), sessions=SessionFolder(tmp_path))
        qtbot.addWidget(made)
        made.library.show(load(find("xor")))
        made.session.arrive_now()
        return made

    first = opened()
    place = Source("hidden.W", (0, 1))
    first.session.grant(wishes.SetBookmark(3, 40, "The bend", place, "curves"))
    first.session.grant(wishes.CountHands("before-relu", "relu-of-it", (1, 2, 3)))
    first.keeping.make_checkpoint()
    first.close()
    second = opened()
    assert second.session.bookmarks == first.session.bookmarks
    assert second.session.bookmarks[3].sentence == "The bend"
    assert second.session.position.prepared.class_counts == {
        ("before-relu", "relu-of-it"): (1, 2, 3)
    }
    go_to_bookmark(second.hands, 2)
    second.session.arrive_now()
    assert (second.session.tick, second.session.place) == (40, place)
    second.library.start_over()
    assert second.session.bookmarks[3].sentence == "The bend"
    assert not second.session.position.prepared.class_counts
    second.close()
    third = opened()
    assert third.session.bookmarks == second.session.bookmarks
    third.close()


@pytest.mark.parametrize(
    "wish",
    [
        wishes.SetBookmark(0, 1, "x"),
        wishes.SetBookmark(101, 1, "x"),
        wishes.SetBookmark(1, -1, "x"),
        wishes.SetBookmark(1, 10**9, "x"),
        wishes.ForgetBookmark(101),
    ],
)
def test_bookmarks_that_cannot_be_are_refused(window: Window, wish: wishes.Wish) -> None:
    known = window.session.granted
    window.session.grant(wish)
    assert not window.session.bookmarks
    assert window.session.granted == known


def test_the_notes_say_what_comes_and_go_with_the_window(presented: Window) -> None:
    presented.session.grant(wishes.SetBookmark(1, 5, "Before the bend"))
    presented.commands.do(BY_ID["notes-window"])
    notes = presented.presenting.notes
    assert notes is not None
    assert notes.isVisible()
    assert "Before the bend" in notes.plain()
    first = presented.session.position.lesson.stops[0].name
    assert first in notes.plain()
    QTest.keyClick(notes, Key.Key_PageDown)
    presented.session.arrive_now()
    assert presented.session.tick > 0
    assert "stop 1 of" in notes.plain() or "stop 2 of" in notes.plain()
    assert ":" in notes.clock.text()
    presented.close()
    assert not notes.isVisible()


def test_what_the_author_wrote_for_the_presenter_is_in_the_notes_alone(presented: Window) -> None:
    presented.library.show(load(find("two-units")))
    presented.session.arrive_now()
    presented.presenting.toggle_notes()
    notes = presented.presenting.notes
    assert notes is not None
    assert "About 20 minutes." in notes.plain()
    to_question(presented, "two-lines")
    values = presented.session.position.known(presented.session.tick)
    assert f"Unit 0 says {figures.result(float(values['hidden.z'][2, 0]))} here" in notes.plain()
    assert "Unit 0 says" not in lesson_page(presented).spoken()
