"""The course map and the progress that it shows, as a learner meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.session import wishes
from ui.shell.course_map import CourseMap, MapState, progress_in_words
from ui.shell.progress import LessonProgress, progressed
from ui.shell.settings import Memory, Settings
from ui.shell.window import Window
from visualnn.lesson import open_named


@pytest.fixture
def window(dressed: QApplication) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics()))
    made.resize(1280, 800)
    made.library.show(open_named("xor"))
    made.show()
    made.furnishing.finish()
    yield made
    made.close()
    made.deleteLater()


def laid(window: Window) -> CourseMap:
    window.library.choose()
    top = window.sheets.top
    assert isinstance(top, CourseMap)
    return top


def test_the_map_opens_on_the_lesson_to_go_on_with_and_enter_opens_it(window: Window) -> None:
    done = LessonProgress(("end",), (), 1, 0, is_at_end=True)
    window.progress.known.update(dict.fromkeys(("xor", "neuron"), done))
    shown = laid(window)
    current = shown.current
    assert current is not None
    assert current.name == shown.next == "two-units"
    QTest.keyClick(shown.list, Qt.Key.Key_Return)
    assert window.library.opened == "two-units"
    assert window.sheets.top is None


def test_the_map_says_of_each_lesson_how_far_it_is(window: Window) -> None:
    window.progress.known["neuron"] = LessonProgress(("end",), ("end/a",), 1, 1, is_at_end=True)
    window.progress.known["gates"] = LessonProgress(("one",), ("one/a",), 9, 5)
    shown = laid(window)
    lines = {line.name: line for line in shown._lessons}
    assert lines["neuron"].state is MapState.FINISHED
    assert lines["gates"].state is MapState.BEGUN
    assert lines["gates"].progress == "1 of 5 questions answered"
    assert lines["logistic"].state is MapState.NEW
    assert shown._summary().startswith(f"1 of {len(lines)} lessons finished")
    rows = [shown.list.item(row) for row in range(shown.list.count())]
    spoken = next(row for row in rows if row.text() == lines["gates"].entry.text)
    heard = spoken.data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "01, Logic gates with one neuron, 1 of 5 questions answered"


def test_what_comes_before_the_chosen_lesson_is_marked_and_told(window: Window) -> None:
    shown = laid(window)
    assert shown.current is not None
    assert shown.current.name == "xor"
    before = next(line for line in shown._lessons if line.name == "logistic")
    assert shown.note_of(before) == "before it"
    assert shown.about.text().endswith("What comes before it: XOR with a single neuron")
    QTest.keyClick(shown.list, Qt.Key.Key_Down)
    assert shown.note_of(before) == ""


def test_letters_look_for_a_lesson_and_the_list_follows(window: Window) -> None:
    shown = laid(window)
    whole = shown.list.count()
    QTest.keyClicks(shown.list, "r")
    assert shown.field.hasFocus()
    assert shown.field.text() == "r"
    shown.field.setText("resnet-50")
    assert [shown.list.item(0).text()] == ["ResNet-50"]
    shown.field.setText("")
    assert shown.list.count() == whole


@pytest.mark.parametrize("size", [(1280, 800), (700, 500)])
def test_every_lesson_can_be_reached_by_the_arrow_keys(
    window: Window, size: tuple[int, int]
) -> None:
    window.resize(*size)
    shown = laid(window)
    shown.list.setCurrentRow(0)
    seen = set()
    for _row in range(shown.list.count()):
        line = shown.current
        assert line is not None
        seen.add(line.entry.text)
        assert shown.list.visualItemRect(shown.list.currentItem()).isValid()
        QTest.keyClick(shown.list, Qt.Key.Key_Down)
    assert {line.entry.text for line in shown._lessons} <= seen
    assert "A lesson file…" in seen


# -- progress --------------------------------------------------------------------------------------


def test_stops_and_answers_are_taken_in_as_they_are_shown(window: Window) -> None:
    lesson = window.session.position.lesson
    assert window.progress.known == {}
    window.session.grant(wishes.Arrive(lesson.stops[0].tick, None))
    window.session.finish()
    known = window.progress.known["xor"]
    assert known.reached == (lesson.stops[0].name,)
    assert known.stop_count == len(lesson.stops)
    asking = next(stop for stop in lesson.stops if stop.questions)
    question = asking.questions[0].spec.id
    window.session.grant(wishes.AnswerQuestion(asking.name, question, 1.0))
    assert window.progress.known["xor"].answered == (f"{asking.name}/{question}",)
    assert not window.progress.known["xor"].is_finished


def test_a_lesson_is_finished_at_its_last_stop_with_every_question_answered() -> None:
    lesson = open_named("xor")
    questions = [(stop.name, each.spec.id) for stop in lesson.stops for each in stop.questions]
    said = [("xor", *each) for each in questions]
    last = len(lesson.stops) - 1
    assert progressed(LessonProgress(), lesson, last, said).is_finished
    assert not progressed(LessonProgress(), lesson, last, said[1:]).is_finished
    assert not progressed(LessonProgress(), lesson, last - 1, said).is_finished
    later = progressed(progressed(LessonProgress(), lesson, last, said[1:]), lesson, 0, said[:1])
    assert later.is_finished
    other = [("digits", *each) for each in questions]
    assert progressed(LessonProgress(), lesson, 0, other).answered == ()
    old = LessonProgress(("gone",), ("gone/a",), 40, 40)
    assert progressed(old, lesson, 0, ()).reached == (lesson.stops[0].name,)
    assert progress_in_words(progressed(LessonProgress(), lesson, last, said)) == "Finished"


def test_progress_outlives_the_program(window: Window, tmp_path: Path) -> None:
    known = LessonProgress(("one", "two"), ("one/a",), 3, 2, is_at_end=False)
    window.progress.known["xor"] = known
    memory = Memory(tmp_path / "settings.json")
    assert memory.save(window.remembered())
    assert memory.load().progress == {"xor": known}


@pytest.mark.parametrize(
    "written", ["[]", '{"xor": []}', '{"xor": {"reached": "one"}}', '{"xor": {"stop_count": -1}}']
)
def test_progress_that_makes_no_sense_counts_as_none(tmp_path: Path, written: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"progress": ' + written + "}", encoding="utf-8")
    assert Memory(path).load() == Settings()


def test_the_map_opens_at_the_first_lesson_where_there_is_none_to_go_on_with(
    window: Window,
) -> None:
    done = LessonProgress(("end",), (), 1, 0, is_at_end=True)
    window.progress.known.update({line.name: done for line in laid(window)._lessons})
    window.sheets.dismiss()
    shown = laid(window)
    assert shown.next not in {line.name for line in shown._lessons}
    assert shown.list.currentRow() == 0
    assert shown.current is shown._lessons[0]
