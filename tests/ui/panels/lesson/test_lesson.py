"""The lesson panel, driven by mouse and keys on the lessons that come with the program."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.runs import company, known_quotes, opened
from ui.kit.flow import FlowView, Run
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics, apply
from ui.panels.lesson import page
from ui.panels.lesson.choice_list import _INDENT_PIXELS, ChoiceList
from ui.panels.lesson.page import (
    CHECK,
    CROSS,
    AgainDoor,
    ExperimentDoor,
    LessonDoor,
    PageDoor,
    RunDoor,
    TickDoor,
)
from ui.panels.lesson.panel import LessonPanel
from ui.panels.lesson.prose_view import ProseView
from ui.panels.lesson.question_view import QuestionView
from ui.panels.lesson.quoted_numbers import NumberDoor, QuotedNumbers, TippedRun
from ui.session.session import Session
from ui.session.wishes import Lead, LookAt, OpenHint, OpenLesson, SetKeys
from visualnn import figures
from visualnn.company.company import company_of
from visualnn.errors import TextPosition
from visualnn.expr import Source
from visualnn.lesson import Lesson, Question, find, from_dict, load, shipped, title_of
from visualnn.lesson.file import ChoiceQuestion, NumberQuestion, Sources, TitleSpec, prose
from visualnn.lesson.file.markdown import parse_prose
from visualnn.lesson.quoting import tick_after
from visualnn.lesson.stops import unmet_settings
from visualnn.lesson.variants import open_variant
from visualnn.run.history import History
from visualnn.tell.frame import Frame, frame_at
from visualnn.tell.runs import RunKind
from visualnn.text import LANGUAGES, Language, use_language

pytestmark = pytest.mark.usefixtures("patient")

LESSONS = ("logistic", "xor", "digits")
LOOK = Look(LIGHT, Metrics())


@cache
def lesson_of(name: str) -> Lesson:
    return load(find(name))


@cache
def history_of(name: str) -> History:
    lesson = lesson_of(name)
    return History(lesson.program, lesson.start)


def frame_of(name: str, tick: int) -> Frame:
    lesson = lesson_of(name)
    return frame_at(
        lesson, history_of(name), tick, company=company(lesson), quoted=known_quotes(lesson)
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def panel(qtbot: QtBot, dressed: QApplication) -> LessonPanel:
    apply(dressed, LIGHT, Metrics())
    made = LessonPanel(LOOK)
    made.resize(300, 430)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def session(panel: LessonPanel) -> Session:
    """A session of XOR, wired to the panel as the window wires it."""
    made = opened(lesson_of("xor"), panel)
    made.moved.connect(panel.show_frame)
    panel.wished.connect(made.grant)
    panel.failed.connect(pytest.fail)
    made.seek(0)
    return made


def go_to_stop(session: Session, name: str) -> None:
    stop = next(stop for stop in session.position.lesson.stops if stop.name == name)
    session.seek(stop.tick)
    assert session.tick == stop.tick


def runs_of(view: FlowView) -> list[Run]:
    return [run for block in view.blocks for run in block.runs]


def doors_of(view: FlowView) -> list[object]:
    return [run.target for run in runs_of(view) if run.target is not None]


def click(view: FlowView, target: object) -> None:
    place = view.place_of(target)
    assert not place.isEmpty(), target
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place.center().toPoint())


def click_row(view: QuestionView, choice: str) -> None:
    rows = view.choices
    assert rows is not None
    number = [row.id for row in rows.choices].index(choice)
    QTest.mouseMove(rows, rows.row_place(number).center().toPoint())
    QTest.mouseClick(rows, Qt.MouseButton.LeftButton, pos=rows.row_place(number).center().toPoint())


# -- every question of every lesson


def questions() -> list[tuple[str, int, str]]:
    return [
        (name, number, question.spec.id)
        for name in LESSONS
        for number, stop in enumerate(lesson_of(name).stops)
        for question in stop.questions
    ]


def traced(name: str, source: Source, tick: int) -> float:
    return float(history_of(name).at(tick).values[source.name][source.index])


def truth_of(name: str, question: Question) -> str | float:
    """What is right, worked out here from the trace alone."""
    spec = question.spec
    if spec.correct is not None:
        return spec.correct
    assert question.answer is not None
    value = traced(name, question.answer, question.tick)
    if isinstance(spec, NumberQuestion):
        return value
    if spec.rule == "sign":
        return "zero" if value == 0 else "positive" if value > 0 else "negative"
    assert question.other is not None
    other = traced(name, question.other, question.tick)
    return "equal" if value == other else "greater" if value > other else "less"


def say(view: QuestionView, question: Question, said: str | float) -> None:
    if isinstance(said, str):
        click_row(view, said)
    else:
        assert view.number is not None
        QTest.keyClicks(view.number.field, f"{said:.9f}")
        QTest.mouseClick(view.number.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "stop", "question"), questions())
def test_each_question_can_be_answered_right_and_wrong(
    panel: LessonPanel, language: Language, name: str, stop: int, question: str
) -> None:
    use_language(language)
    lesson = lesson_of(name)
    panel.show_frame(frame_of(name, lesson.stops[stop].tick))
    asked = next(q for q in lesson.stops[stop].questions if q.spec.id == question)
    truth = truth_of(name, asked)
    section = lesson.spec.prose[language].section(lesson.stops[stop].name)
    words = next(q for q in section.questions if q.id == question)
    if isinstance(truth, str):
        assert isinstance(asked.spec, ChoiceQuestion)
        wrong: list[str | float] = [c for c in asked.spec.choices if c != truth]
    else:
        assert isinstance(asked.spec, NumberQuestion)
        wrong = [truth + 1.01 * asked.spec.tolerance, truth - 1.01 * asked.spec.tolerance]
    for said in [*wrong, truth]:
        view = panel.sheet.questions[question]
        assert view.after.plain() == ""
        assert not view.after.isVisible()
        say(view, asked, said)
        verdict = panel.verdict(question)
        assert verdict is not None
        assert verdict.right == (said == truth)
        first = view.after.plain().split("\n")[0]
        assert (CHECK in first) == (said == truth)
        assert_shows(name, asked, words, first, said, truth)
        assert view.after.isVisible()
        told = [r.text for r in words.explanation if isinstance(r, prose.ProseText)]
        assert all(" ".join(text.split()) in view.after.plain() for text in told)
        assert doors_of(view.after)[-1] == AgainDoor(question)
        click(view.after, AgainDoor(question))
        assert panel.verdict(question) is None


def assert_shows(
    name: str,
    asked: Question,
    words: prose.ProseQuestion,
    sentence: str,
    said: str | float,
    truth: str | float,
) -> None:
    """What is so and what was said both stand in the sentence."""
    texts = {
        c.id: "".join(r.text for r in c.runs if isinstance(r, prose.ProseText))
        for c in words.choices
    }
    if isinstance(said, str) and said != truth:
        assert texts[said] in sentence
    if asked.answer is not None and getattr(asked.spec, "correct", None) is None:
        assert figures.result(traced(name, asked.answer, asked.tick)) in sentence
        if asked.other is not None:
            assert figures.result(traced(name, asked.other, asked.tick)) in sentence
    elif isinstance(truth, str):
        assert texts[truth] in sentence
    else:
        assert figures.line(truth) in sentence


# -- quotes


def quoted(section: prose.Section) -> Iterator[prose.Quote]:
    for block in section.blocks:
        assert isinstance(block, prose.Paragraph)
        yield from (run for run in block.runs if isinstance(run, prose.Quote))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_quotes_are_the_numbers_of_the_trace(
    panel: LessonPanel, name: str, language: Language
) -> None:
    use_language(language)
    lesson = lesson_of(name)
    seen = 0
    for stop in lesson.stops:
        panel.show_frame(frame_of(name, stop.tick))
        quotes = list(quoted(lesson.spec.prose[language].section(stop.name)))
        runs = [r for r in runs_of(panel.sheet.text) if isinstance(r, TippedRun)]
        shown = [
            run for run in runs if not isinstance(run.target, LessonDoor | page.ExperimentDoor)
        ]
        assert len(shown) == len(quotes)
        for quote, run in zip(quotes, shown, strict=True):
            place = quote.quotation.reference
            values = history_of(name).at(stop.tick).values
            if quote.quotation.at_end:
                other = lesson_of(quote.quotation.lesson or name)
                tick = tick_after(other.program, place.name, other.iterations)
                assert tick is not None
                values = history_of(other.name).at(tick).values
                assert run.target is None
                assert title_of("logistic" if name == "xor" else "xor", language) in run.tip
            elif place.name not in values:
                assert (run.text, run.target) == ("–", None)
                continue
            else:
                value = float(values[place.name][place.index])
                source = Source(place.name, place.index)
                assert run.target == NumberDoor(source, stop.tick, value)
            assert run.text == figures.result(values[place.name][place.index])
            seen += 1
    assert seen > 5


def test_a_quote_without_a_value_yet_is_a_dash_and_no_door(panel: LessonPanel) -> None:
    stop = next(stop for stop in lesson_of("xor").stops if stop.name == "weighted-sum")
    frame = frame_of("xor", stop.tick)
    panel.show_frame(replace(frame, quotes=dict.fromkeys(frame.quotes)))
    dashes = [r for r in runs_of(panel.sheet.text) if r.text == "–"]
    assert len(dashes) == len(frame.quotes) > 0
    assert all(run.target is None for run in dashes)


@pytest.mark.parametrize(("value", "text"), [(math.nan, "NaN"), (-math.inf, "−∞")])
def test_a_quote_that_is_not_finite_is_named(panel: LessonPanel, value: float, text: str) -> None:
    frame = frame_of("xor", lesson_of("xor").stops[4].tick)
    panel.show_frame(replace(frame, quotes=dict.fromkeys(frame.quotes, value)))
    shown = [r for r in runs_of(panel.sheet.text) if isinstance(r, TippedRun)]
    assert {run.text for run in shown} == {text}
    assert all(run.target is not None for run in shown)


def test_a_number_opens_its_explanation(qtbot: QtBot, panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "weighted-sum")
    door = doors_of(panel.sheet.text)[1]
    assert isinstance(door, NumberDoor)
    with qtbot.waitSignal(panel.wished) as told:
        click(panel.sheet.text, door)
    assert told.args == [LookAt(Source("hidden.xW", (0, 3)))]
    assert session.place == Source("hidden.xW", (0, 3))


def test_a_number_that_has_changed_since_is_explained_as_it_was(
    panel: LessonPanel, session: Session
) -> None:
    """A card with another number than the one that was clicked would be a lie."""
    go_to_stop(session, "hundred")
    stop = session.tick
    session.seek(stop + 3 * 26)
    door = doors_of(panel.sheet.text)[0]
    assert isinstance(door, NumberDoor)
    click(panel.sheet.text, door)
    assert session.tick == stop
    assert session.frame is not None
    assert session.frame.explanation is not None
    assert float(session.frame.values["L"]) == door.value
    assert session.place == Source("L")


# -- questions: keys, keeping, hiding


def test_the_number_in_a_verdict_and_its_door_lead_to_where_it_is_made(
    panel: LessonPanel, session: Session
) -> None:
    for target in (NumberDoor, TickDoor):
        go_to_stop(session, "prediction")
        view = panel.sheet.questions["which-row-costs-more"]
        if panel.verdict("which-row-costs-more") is None:
            click_row(view, "equal")
        door = next(door for door in doors_of(view.after) if isinstance(door, target))
        click(view.after, door)
        question = session.position.lesson.stops[3].questions[0]
        assert session.tick == question.tick
        assert session.place == question.answer == Source("losses", (1,))


def test_an_explanation_quotes_what_its_answer_has_shown(
    panel: LessonPanel, session: Session
) -> None:
    """The gradient is made after the stop: without the answer it would be a dash there, and a
    number of another iteration later."""
    question = session.position.lesson.stops[5].questions[0]
    value = traced("xor", Source("d.output.z", (1, 0)), question.tick)
    go_to_stop(session, "backward")
    click_row(panel.sheet.questions["which-way"], "zero")
    for tick in (session.tick, session.tick + 1):
        session.seek(tick)
        shown = panel.sheet.questions["which-way"].after.plain()
        assert shown.count(figures.result(value)) == 2


def test_a_number_may_be_typed_with_a_true_minus_or_pasted(panel: LessonPanel) -> None:
    """As an input method or the clipboard gives it; the test's keyboard has no such key."""
    tick = lesson_of("logistic").stops[3].tick
    for text in ("−0,004", "−0.004"):
        panel.said.clear()
        panel.show_frame(frame_of("logistic", 0))
        panel.show_frame(frame_of("logistic", tick))
        view = panel.sheet.questions["sum-of-them"]
        assert view.number is not None
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(view.number.field, typed)
        QTest.keyClick(view.number.field, Qt.Key.Key_Return)
        assert panel.said == {("logistic", "gradients-cancel", "sum-of-them"): -0.004}
        assert "−0.004" in view.after.plain()


def test_a_weight_that_is_asked_for_is_quoted_as_it_is_and_told_as_it_will_be(
    panel: LessonPanel, session: Session
) -> None:
    go_to_stop(session, "before-update")
    view = panel.sheet.questions["new-weight"]
    weight, tick = Source("hidden.W", (1, 3)), session.position.lesson.stops[7].questions[0].tick
    before, after = traced("xor", weight, session.tick), traced("xor", weight, tick)
    assert figures.result(before) in view.prompt.plain()
    assert figures.result(after) not in view.prompt.plain() + view.after.plain()
    assert view.number is not None
    QTest.keyClicks(view.number.field, "0,4761")
    QTest.keyClick(view.number.field, Qt.Key.Key_Return)
    assert figures.result(after) in view.after.plain()
    assert figures.result(before) in view.prompt.plain()


@pytest.mark.parametrize("text", ["", "half", "1/2", "nan", "1,234.5"])
def test_what_is_no_number_is_not_taken_as_an_answer(
    panel: LessonPanel, session: Session, text: str
) -> None:
    go_to_stop(session, "before-update")
    view = panel.sheet.questions["new-weight"]
    assert view.number is not None
    QTest.keyClicks(view.number.field, text)
    QTest.keyClick(view.number.field, Qt.Key.Key_Return)
    assert panel.said == {}
    assert view.number.note.isVisible()
    assert view.number.field.text() == text
    QTest.keyClicks(view.number.field, "1")
    assert not view.number.note.isVisible()


@pytest.mark.parametrize(
    ("keys", "choice"),
    [
        ([Qt.Key.Key_2], "zero"),
        ([Qt.Key.Key_1, Qt.Key.Key_3], "positive"),
        ([Qt.Key.Key_Down], "negative"),
        ([Qt.Key.Key_Down, Qt.Key.Key_Down], "zero"),
        ([Qt.Key.Key_Up], "positive"),
        ([Qt.Key.Key_3, Qt.Key.Key_Down, Qt.Key.Key_Up], "zero"),
        ([Qt.Key.Key_2, Qt.Key.Key_6], "zero"),
    ],
)
def test_choices_are_answered_by_keys(
    panel: LessonPanel, session: Session, keys: list[Qt.Key], choice: str
) -> None:
    go_to_stop(session, "before-relu")
    rows = panel.sheet.questions["relu-of-it"].choices
    assert rows is not None
    for key in keys:
        QTest.keyClick(rows, key)
    assert panel.said == {}
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert panel.said == {("xor", "before-relu", "relu-of-it"): choice}
    QTest.keyClick(rows, Qt.Key.Key_1)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert panel.said == {("xor", "before-relu", "relu-of-it"): choice}


def test_enter_without_a_row_answers_nothing(panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "before-relu")
    rows = panel.sheet.questions["relu-of-it"].choices
    assert rows is not None
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert panel.said == {}


def test_a_press_that_slides_to_another_row_answers_nothing(
    panel: LessonPanel, session: Session
) -> None:
    go_to_stop(session, "before-relu")
    rows = panel.sheet.questions["relu-of-it"].choices
    assert rows is not None
    first, last = (rows.row_place(n).center().toPoint() for n in (0, 2))
    QTest.mousePress(rows, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseRelease(rows, Qt.MouseButton.LeftButton, pos=last)
    assert panel.said == {}


def test_the_window_keeps_its_keys_unless_the_choices_have_the_keyboard(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    panel, other = LessonPanel(LOOK, window), QWidget(window)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column.addWidget(panel)
    column.addWidget(other)
    heard: list[str] = []
    for name in ("2", "Return", "Down", "Right", "Space", "PgDown"):
        QShortcut(QKeySequence(name), window, partial(heard.append, name))
    window.resize(300, 430)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panel.show_frame(frame_of("xor", lesson_of("xor").stops[2].tick))
    rows = panel.sheet.questions["relu-of-it"].choices
    assert rows is not None
    keys = {
        "2": Qt.Key.Key_2,
        "Down": Qt.Key.Key_Down,
        "Right": Qt.Key.Key_Right,
        "Space": Qt.Key.Key_Space,
        "PgDown": Qt.Key.Key_PageDown,
        "Return": Qt.Key.Key_Return,
    }
    for widget, expected in (
        (other, list(keys)),
        (rows, ["Right", "Space", "PgDown"]),
        (window, list(keys)),
    ):
        heard.clear()
        if widget is not window:  # after the answer the keys are the window's again
            widget.setFocus()
        for key in keys.values():
            QTest.keyClick(QApplication.focusWidget() or window, key)
        assert heard == expected
    assert list(panel.said.values()) == ["positive"]


def test_escape_gives_the_keyboard_back(qtbot: QtBot, panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "before-update")
    number = panel.sheet.questions["new-weight"].number
    assert number is not None
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QTest.mouseClick(number.field, Qt.MouseButton.LeftButton)
    assert number.field.hasFocus()
    QTest.keyClick(number.field, Qt.Key.Key_Escape)
    assert not number.field.hasFocus()


def test_answers_survive_moving_languages_and_themes(panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "before-relu")
    click_row(panel.sheet.questions["relu-of-it"], "zero")
    go_to_stop(session, "loss")
    assert panel.sheet.questions == {}
    go_to_stop(session, "before-relu")
    use_language("ko")
    panel.retranslate()
    panel.set_look(Look(DARK, Metrics(1.25)))
    session.take(lesson_of("logistic"))
    session.take(lesson_of("xor"))
    go_to_stop(session, "before-relu")
    view = panel.sheet.questions["relu-of-it"]
    assert "ReLU는 양수면 그대로" in view.after.plain()
    assert view.choices is not None
    assert (view.choices.said, view.choices.correct) == ("zero", "positive")
    assert [row.text for row in view.choices.choices] == ["음수", "0", "양수"]
    click(view.after, AgainDoor("relu-of-it"))
    assert view.choices.said == ""
    assert view.after.plain() == ""
    assert panel.said == {}


def test_an_edit_changes_what_is_right(panel: LessonPanel, session: Session) -> None:
    """The key is the trace: whoever turns a weight round turns the answer round."""
    go_to_stop(session, "before-relu")
    click_row(panel.sheet.questions["relu-of-it"], "positive")
    verdict = panel.verdict("relu-of-it")
    assert verdict is not None
    assert verdict.right
    session.edit(Source("hidden.z", (1, 3)), -2.0)
    verdict = panel.verdict("relu-of-it")
    assert verdict is not None
    assert (verdict.right, verdict.correct) == (False, "zero")
    assert CHECK not in panel.sheet.questions["relu-of-it"].after.plain()


def test_an_answer_given_before_it_is_known_is_judged_once_it_is(panel: LessonPanel) -> None:
    frame = frame_of("xor", lesson_of("xor").stops[2].tick)
    panel.show_frame(replace(frame, answers={"relu-of-it": None}))
    view = panel.sheet.questions["relu-of-it"]
    click_row(view, "positive")
    assert panel.verdict("relu-of-it") is None
    assert "still being computed" in view.after.plain()
    assert view.choices is not None
    assert (view.choices.said, view.choices.correct) == ("positive", "")
    shown = view.after.plain()
    assert not any(mark in shown for mark in (CHECK, CROSS, "No"))
    panel.show_frame(frame)
    verdict = panel.verdict("relu-of-it")
    assert verdict is not None
    assert verdict.right
    assert CHECK in view.after.plain()
    assert "computed" not in view.after.plain()
    panel.show_frame(replace(frame, answers={}))  # it cannot be computed any more
    verdict = panel.verdict("relu-of-it")
    assert verdict is not None
    assert not verdict.right


def test_a_number_given_before_it_is_known_is_neither_right_nor_wrong(panel: LessonPanel) -> None:
    frame = frame_of("xor", lesson_of("xor").stops[7].tick)
    panel.show_frame(replace(frame, answers={"new-weight": None}))
    view = panel.sheet.questions["new-weight"]
    assert view.number is not None
    QTest.keyClicks(view.number.field, "0.4761")
    QTest.keyClick(view.number.field, Qt.Key.Key_Return)
    assert "0.4761" in view.after.plain()
    assert TickDoor(lesson_of("xor").stops[7].questions[0].tick, Source("hidden.W", (1, 3))) in (
        doors_of(view.after)
    )
    click(view.after, AgainDoor("new-weight"))
    assert panel.said == {}


def test_nothing_right_among_the_choices_is_said(panel: LessonPanel) -> None:
    frame = frame_of("xor", lesson_of("xor").stops[2].tick)
    panel.show_frame(replace(frame, answers={"relu-of-it": (math.nan, None)}))
    view = panel.sheet.questions["relu-of-it"]
    click_row(view, "zero")
    assert "NaN" in view.after.plain()
    assert "none of these" in view.after.plain()


# -- stops


def test_before_the_first_stop_there_is_an_invitation(panel: LessonPanel, session: Session) -> None:
    assert "PageDown" in panel.sheet.text.plain()
    assert panel.head.row.progress == f"0 / {len(session.position.lesson.stops)}"
    first = session.position.lesson.stops[0].tick
    click(panel.sheet.text, TickDoor(first))
    assert session.tick == first
    assert panel.head.row.progress == f"1 / {len(session.position.lesson.stops)}"


def test_arrows_and_marks_lead_to_the_stops(panel: LessonPanel, session: Session) -> None:
    ticks = [stop.tick for stop in session.position.lesson.stops]
    assert not panel.head.before.isEnabled()
    for tick in ticks[:4]:
        QTest.mouseClick(panel.head.after, Qt.MouseButton.LeftButton)
        assert session.tick == tick
    session.seek(ticks[3] + 1)
    for tick in reversed(ticks[:4]):
        QTest.mouseClick(panel.head.before, Qt.MouseButton.LeftButton)
        assert session.tick == tick
    assert not panel.head.before.isEnabled()
    row = panel.head.row
    for stop in (7, 2, 0):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.centre_of(stop).toPoint())
        assert session.tick == ticks[stop]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 2, 10))
    assert session.tick == ticks[0]
    assert row.tip_of(7) == "Stop 8: iteration 0, ∂L/∂hidden.W"


def test_a_run_in_which_some_stops_do_not_hold_counts_them_all(
    panel: LessonPanel, session: Session
) -> None:
    lesson = lesson_of("two-units")
    leading = open_variant(lesson, "without-relu")
    held = [stop.name for stop in leading.stops]
    written = [stop.name for stop in lesson.stops]
    gone = [n for n, name in enumerate(written) if name not in held]
    assert gone
    for n, stop in enumerate(leading.stops):
        show(panel, leading, stop.tick)
        number = written.index(stop.name) + 1
        assert panel.head.row.progress == f"{number} / {len(written)}"
        assert panel.head.row.tip_of(n).startswith(f"Stop {number}:")
        assert panel.head.row.accessibleName() == f"Stop {number} of {len(written)}"
    middles = [panel.head.row.centre_of(n).x() for n in range(len(held))]
    row = panel.head.row
    wished: list[int] = []
    row.picked.connect(wished.append)
    for n, middle in enumerate(middles):
        row.show_stop(leading, 0)  # the session, which runs another lesson, has shown that
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(round(middle), 10))
        assert wished.pop() == n
    pitch = (middles[-1] - middles[0]) / (len(written) - 1)
    for index in gone:  # between the others, and no door
        row.show_stop(leading, 0)
        place = round(middles[0] + index * pitch)
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
        assert not wished


def test_past_a_stop_there_is_a_way_back(panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "backward")
    stop, text = session.tick, panel.sheet.text.plain()
    assert panel.foot.text == ""
    session.over()
    assert panel.foot.text == "1 instruction past this stop"
    session.over()
    assert panel.foot.text == "2 instructions past this stop"
    assert panel.sheet.text.plain() == text
    where = panel.foot.door().center().toPoint()
    QTest.mouseClick(panel.foot, Qt.MouseButton.LeftButton, pos=where)
    assert session.tick == stop
    assert panel.foot.text == ""
    QTest.mouseClick(panel.foot, Qt.MouseButton.LeftButton, pos=where)
    assert session.tick == stop


def test_moving_on_lays_nothing_out_again(panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "prediction")
    view = panel.sheet.questions["which-row-costs-more"]
    before = panel.sheet.text.blocks, view.prompt.blocks, view.choices
    session.over()
    after = panel.sheet.text.blocks, view.prompt.blocks, view.choices
    assert all(left is right for left, right in zip(before, after, strict=True))


def test_the_last_stop_leads_to_other_lessons(
    qtbot: QtBot, panel: LessonPanel, session: Session
) -> None:
    session.take(lesson_of("logistic"))
    session.seek(lesson_of("logistic").stops[3].tick)
    assert not panel.sheet.ending.isVisible()
    panel.show_frame(frame_of("logistic", lesson_of("logistic").stops[4].tick))
    texts = [run.text for run in runs_of(panel.sheet.ending)]
    assert texts[:4] == [
        "See your answers",
        "Compare with",
        "XOR with a hidden layer",
        "Other lessons",
    ]
    others = set(shipped()) - {"logistic", "xor"}
    assert set(texts[4:]) == {lesson_of(name).spec.title.en for name in others}
    with qtbot.waitSignal(panel.wished) as told:
        click(panel.sheet.ending, LessonDoor("xor"))
    assert told.args == [OpenLesson("xor")]


# -- links


PAGE = """# TITLE

## start

See [XOR](lesson:xor), [a page](https://example.org/<img src=x>?q=1) or [another](https://b.example/).

- *one* and `code`
- two
  1. inner {t[0,0]}

### A heading

| name | value |
|---|---|
| first | {t[1,0]} |
| second | {L} |

### ? pick
Which?

- b: B
- a: **A** {t[0,0]}

=> Because.
"""


@pytest.fixture
def written(tmp_path: Path) -> Lesson:
    """A lesson with everything a page may hold."""
    toml = (find("xor") / "lesson.toml").read_text(encoding="utf-8").split("[[stops]]")[0]
    stop = """
[[stops]]
id = "start"
at = "t"
[[stops.questions]]
id = "pick"
kind = "choice"
choices = ["b", "a"]
correct = "a"
"""
    text = toml.replace("#:schema ../lesson.schema.json", "").replace('beside = "logistic"', "")
    (tmp_path / "lesson.toml").write_text(text + stop, encoding="utf-8")
    for language in LANGUAGES:
        title = lesson_of("xor").spec.title.in_language(language)
        markdown = PAGE.replace("<img src=x>", "%3Cimg%3E").replace("TITLE", title)
        (tmp_path / f"{language}.md").write_text(markdown, encoding="utf-8")
    return load(tmp_path)


def show(panel: LessonPanel, lesson: Lesson, tick: int) -> None:
    panel.show_frame(frame_at(lesson, History(lesson.program, lesson.start), tick))


def test_links_open_lessons_at_once_and_pages_when_confirmed(
    qtbot: QtBot, panel: LessonPanel, written: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(address: QUrl) -> bool:
        opened.append(address.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    show(panel, written, written.stops[0].tick)
    with qtbot.waitSignal(panel.wished) as told:
        click(panel.sheet.text, LessonDoor("xor"))
    assert told.args == [OpenLesson("xor")]
    address = "https://example.org/%3Cimg%3E?q=1"
    link = PageDoor(address)
    for _again in range(2):
        click(panel.sheet.text, link)
        assert address in panel.leaving.plain()
        assert opened == []
    place = panel.sheet.text.place_of(link).center().toPoint()
    assert panel.sheet.text.tip_at(place) == address
    qtbot.wait(1)  # the line below is laid out
    click(panel.leaving, PageDoor(""))
    assert not panel.leaving.isVisible()
    click(panel.sheet.text, link)
    qtbot.wait(1)
    click(panel.leaving, PageDoor(address, sure=True))
    assert opened == [address]
    assert not panel.leaving.isVisible()


def test_a_link_lets_a_run_lead(qtbot: QtBot, panel: LessonPanel) -> None:
    lesson = lesson_of("descent")
    stop = next(each for each in lesson.stops if each.name == "two-valleys")
    history = History(lesson.program, lesson.start)
    show(panel, lesson, stop.tick)
    with qtbot.waitSignal(panel.wished) as told:
        click(panel.sheet.text, RunDoor("valley"))
    assert told.args == [Lead("valley")]
    leader = replace(company_of(lesson).leader, id="valley")
    panel.show_frame(frame_at(lesson, history, stop.tick, leader=leader))
    with qtbot.assertNotEmitted(panel.wished):
        click(panel.sheet.text, RunDoor("valley"))


@pytest.mark.parametrize(
    "target",
    [
        "http://example.org",
        "file:///etc/passwd",
        "javascript:1",
        "xor",
        "https:x",
        "lesson:",
        "run:",
    ],
)
def test_other_links_are_dead(target: str) -> None:
    link = prose.Link("words", target, TextPosition("ko.md", 1, 1))
    numbers = QuotedNumbers(lesson_of("xor"), 0, {})
    assert page.runs_of((link,), numbers) == (Run("words"),)


def test_a_hint_opens_for_who_asks_and_is_gone_with_the_answer(panel: LessonPanel) -> None:
    lesson = lesson_of("neuron")
    stop = next(stop for stop in lesson.stops if stop.name == "product")
    panel.show_frame(frame_of("neuron", stop.tick))
    view = panel.sheet.questions["with-bias"]
    assert view.prompt.plain().endswith("Hint")
    assert "joins it" not in view.prompt.plain()
    told: list[object] = []
    panel.wished.connect(told.append)
    panel.sheet.activated.emit(page.HintDoor("with-bias"))
    assert told == [OpenHint("product", "with-bias")]
    assert view.prompt.plain().endswith("Hint: The product is 6; the bias joins it unmultiplied.")
    assert panel.said == {}
    panel.show_frame(frame_of("neuron", lesson.stops[2].tick))
    panel.show_frame(frame_of("neuron", stop.tick))
    assert "joins it" in panel.sheet.questions["with-bias"].prompt.plain()


def test_an_experiment_is_a_door_that_sets_keys(panel: LessonPanel, qtbot: QtBot) -> None:
    link = prose.Link("faster", "try:optimizer.lr=1.0&seed=3", TextPosition("ko.md", 1, 1))
    (run,) = page.runs_of((link,), QuotedNumbers(lesson_of("xor"), 0, {}))
    assert run.target == page.ExperimentDoor(("optimizer.lr=1.0", "seed=3"))
    with qtbot.waitSignal(panel.wished) as wished:
        panel.sheet.activated.emit(run.target)
    assert wished.args == [SetKeys(("optimizer.lr=1.0", "seed=3"))]


@pytest.mark.parametrize("address", ["https:///nowhere", "https://a b", "http://example.org"])
def test_an_address_that_is_none_is_never_opened(
    panel: LessonPanel, monkeypatch: pytest.MonkeyPatch, address: str, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: pytest.fail("opened"))
    with qtbot.waitSignal(panel.failed):
        panel.leaving.activated.emit(PageDoor(address, sure=True))


def test_everything_a_page_may_hold_is_shown(panel: LessonPanel, written: Lesson) -> None:
    show(panel, written, written.stops[0].tick)
    assert panel.sheet.text.plain().split("\n") == [
        "See XOR, a page or another.",
        "• one and code",
        "• two",
        "1. inner 0",
        "A heading",
        "first",
        "value 1",
        "second",
        "value –",
    ]
    assert panel.head.name.plain() == "XOR with a hidden layer"
    rows = panel.sheet.questions["pick"].choices
    assert rows is not None
    assert [row.text for row in rows.choices] == ["B", "A 0"]
    click_row(panel.sheet.questions["pick"], "a")
    assert CHECK in panel.sheet.questions["pick"].after.plain()


def test_a_lesson_without_stops_or_prose_can_be_shown(panel: LessonPanel) -> None:
    spec = lesson_of("xor").spec
    description = {
        **spec.model_dump(mode="json", exclude_none=True, exclude={"stops", "beside"}),
        "stops": [],
    }
    bare = from_dict(description)
    show(panel, bare, 5)
    assert "Space" in panel.sheet.text.plain()
    assert panel.head.row.progress == "0 / 0"
    wordless = from_dict({**description, "stops": [{"id": "one", "at": "t"}]})
    show(panel, wordless, 5)
    assert panel.head.row.progress == "1 / 1"
    assert panel.sheet.ending.isVisible()


# -- room


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "factor"), [(300, 1.0), (600, 2.0), (300, 2.0)])
@pytest.mark.parametrize("name", LESSONS)
def test_no_text_is_wider_than_the_panel(
    panel: LessonPanel,
    name: str,
    width: int,
    factor: float,
    language: Language,
    dressed: QApplication,
) -> None:
    use_language(language)
    apply(dressed, LIGHT, Metrics(factor))
    panel.set_look(Look(LIGHT, Metrics(factor)))
    panel.resize(width, round(430 * factor))
    lesson = lesson_of(name)
    for answered in (False, True):
        for stop in lesson.stops:
            panel.show_frame(frame_of(name, stop.tick + 2))
            for question in stop.questions if answered else ():
                truth = truth_of(name, question)
                panel.sheet.answered.emit(question.spec.id, truth)
            QApplication.processEvents()
            assert_inside(panel)
    assert panel.sheet.horizontalScrollBar().maximum() == 0


def right_edge(view: FlowView | ChoiceList) -> float:
    """Where the furthest piece of a text ends, in its widget."""
    if isinstance(view, ChoiceList):
        left, flows = float(view.look.metrics.px(_INDENT_PIXELS)), view._rows
    else:
        left, flows = float(view.contentsRect().left()), [view._flow]
    ends = [piece.x + piece.width for flow in flows for piece in flow.layout.pieces]
    return left + max(ends, default=0.0)


def assert_inside(panel: LessonPanel) -> None:
    room = panel.width()
    assert panel.sheet.text.width() <= room
    views: list[ProseView | QuestionView] = [panel.sheet.text, panel.sheet.ending]
    for view in [*views, *panel.sheet.questions.values()]:
        if view.isVisible():
            for text in [view, *view.findChildren(FlowView), *view.findChildren(ChoiceList)]:
                if not isinstance(text, QuestionView) and text.isVisible():
                    right = text.mapTo(panel, QPoint(0, 0)).x() + right_edge(text)
                    assert right <= room - panel.look.metrics.unit, text
    for question in panel.sheet.questions.values():
        number = question.number
        if number is not None and number.isVisible():
            assert 0 < number.field.geometry().right() < number.button.geometry().left()
    if panel.foot.text:
        assert QRectF(panel.rect()).contains(panel.foot.door().translated(0, panel.foot.y()))
    first, last = panel.head.row.centre_of(0), panel.head.row.centre_of(panel.head.row.count - 1)
    assert 0 < first.x() <= last.x() < panel.head.row.width()


@pytest.mark.parametrize("height", range(300, 420, 17))
def test_no_line_is_cut_at_the_foot(qtbot: QtBot, panel: LessonPanel, height: int) -> None:
    lesson = lesson_of("logistic")
    panel.resize(300, height)
    panel.show_frame(frame_of("logistic", lesson.stops[0].tick))
    sheet = panel.sheet
    qtbot.waitUntil(sheet.more.isVisible)
    cover = sheet.more.mapTo(panel, QPoint(0, 0)).y()
    assert sheet.more.height() >= sheet.more.least
    views: list[ProseView | QuestionView] = [sheet.text, *sheet.questions.values()]
    for view in views:
        up = view.mapTo(panel, QPoint(0, 0)).y()
        for top, bottom in view.lines():
            assert up + bottom <= cover + 1 or up + top >= cover - 1
    while sheet.more.isVisible():
        before = sheet.verticalScrollBar().value()
        QTest.mouseClick(sheet.more, Qt.MouseButton.LeftButton)
        assert sheet.verticalScrollBar().value() > before
    panel.resize(300, 2000)
    qtbot.waitUntil(lambda: not sheet.more.isVisible())


def test_what_can_no_longer_be_chosen_is_faint(panel: LessonPanel, session: Session) -> None:
    go_to_stop(session, "before-relu")
    rows = panel.sheet.questions["relu-of-it"].choices
    assert rows is not None
    theme = rows.look.theme
    open_to_all = [rows._colours(False, False, number) for number in range(3)]
    assert open_to_all == [
        (theme.edge, theme.surface, theme.ink_soft, str(number + 1)) for number in range(3)
    ]
    QTest.keyClick(rows, Qt.Key.Key_2)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert rows._colours(False, False, 0) == (theme.line, theme.surface, theme.ink_faint, "1")
    assert rows._colours(True, False, 1) == (theme.wrong, theme.wrong, theme.surface, "✗")
    assert rows._colours(False, True, 2)[:3] == (theme.good, theme.surface, theme.good)
    assert rows._colours(True, True, 2)[:3] == (theme.good, theme.good, theme.surface)


# -- conditional words, and a run that was changed


def with_words(body: str) -> Frame:
    """A frame at the second stop of XOR, whose English text is another."""
    frame = frame_of("xor", lesson_of("xor").stops[1].tick)
    lesson = frame.lesson
    page_of_stop, _faults = parse_prose(f"# T\n\n## weighted-sum\n{body}\n", "en.md", "en")
    sources = Sources(prose={"en": page_of_stop})
    spec = lesson.spec.model_copy()
    spec._sources = sources
    return replace(frame, lesson=replace(lesson, spec=spec))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "It is small, 0.25."), (0.75, "It is large."), (None, "It is –.")],
)
def test_the_words_that_are_true_are_shown(
    panel: LessonPanel, value: float | None, text: str
) -> None:
    frame = with_words("It is {? L < 0.5 : small, {L @ 3} | *large* }.")
    panel.show_frame(replace(frame, quotes={"L": value, "L @ 3": 0.25}))
    assert panel.sheet.text.plain() == text


def test_a_run_that_was_changed_says_so_and_shows_both_numbers(panel: LessonPanel) -> None:
    frame = with_words("The sum is {hidden.xW[1,3]}, later {L @ 3}.")
    quotes = {"hidden.xW[1,3]": 0.5, "L @ 3": 0.25}
    panel.show_frame(replace(frame, quotes=quotes))
    assert panel.sheet.text.plain() == "The sum is 0.5, later 0.25."
    changed = replace(frame, quotes=quotes, is_changed=True, unchanged={"hidden.xW[1,3]": None})
    panel.show_frame(changed)
    note, text = panel.sheet.text.plain().split("\n")
    assert note.startswith("You changed this run.")
    assert "brackets" not in note  # there are none
    assert text == "The sum is 0.5, later 0.25."
    panel.show_frame(replace(changed, unchanged={"hidden.xW[1,3]": 0.75}))
    assert "in brackets behind yours" in panel.sheet.text.plain()
    assert panel.sheet.text.plain().split("\n")[1] == "The sum is 0.5 (0.75), later 0.25."
    brackets = next(run for run in runs_of(panel.sheet.text) if run.text == " (0.75)")
    assert isinstance(brackets, TippedRun)
    assert brackets.tip == "hidden.xW[1,3] in the run as nobody changed it"
    panel.show_frame(replace(changed, unchanged={"hidden.xW[1,3]": 0.5}))
    assert panel.sheet.text.plain().split("\n")[1] == "The sum is 0.5, later 0.25."
    panel.show_frame(replace(frame, quotes=quotes))
    assert panel.sheet.text.plain() == "The sum is 0.5, later 0.25."


def test_a_variant_that_leads_is_named_and_its_numbers_lead_nowhere_else(
    panel: LessonPanel,
) -> None:
    frame = with_words("The sum is {hidden.xW[1,3]}.")
    lesson = replace(frame.lesson, variant="other")
    title = TitleSpec(en="Other", ko="다른 학습")
    leader = replace(frame.leader, kind=RunKind.VARIANT, title=title)
    led = replace(frame, lesson=lesson, leader=leader, unchanged={"hidden.xW[1,3]": 0.75})
    panel.show_frame(replace(led, quotes={"hidden.xW[1,3]": 0.5}))
    note, text = panel.sheet.text.plain().split("\n")
    assert note.startswith("“Other” leads.")
    assert text == "The sum is 0.5 (0.75)."


def test_an_explanation_has_what_is_known_where_the_answer_is(panel: LessonPanel) -> None:
    """Row 2 is quoted behind a question about row 3 of the same later array."""
    lesson = lesson_of("two-units")
    stop = next(each for each in lesson.stops if each.name == "meeting")
    panel.show_frame(frame_of("two-units", stop.tick))
    asked = next(each for each in stop.questions if each.spec.id == "up-or-down")
    say(panel.sheet.questions["up-or-down"], asked, truth_of("two-units", asked))
    value = traced("two-units", Source("d.hidden.a", (2, 1)), asked.tick)
    assert (
        f"Example 2 has {figures.result(value)}."
        in panel.sheet.questions["up-or-down"].after.plain()
    )


def test_a_number_of_another_time_says_of_which(panel: LessonPanel) -> None:
    panel.show_frame(
        replace(
            with_words("{L @ 3} {logistic: L @ 4} {sum(x)}"),
            quotes={"L @ 3": 1.0, "logistic: L @ 4": 2.0, "sum(x)": 4.0},
        )
    )
    runs = [run for run in runs_of(panel.sheet.text) if isinstance(run, TippedRun)]
    assert [run.target for run in runs] == [None] * 3
    assert [run.tip for run in runs] == [
        "L after 3 updates of this lesson",
        f"L after 4 updates of the lesson “{title_of('logistic', 'en')}”",
        "sum(x)",
    ]


def test_a_page_whose_settings_are_others_says_so_and_sets_them(
    panel: LessonPanel, session: Session
) -> None:
    lesson = lesson_of("sizes")
    stop = next(n for n, each in enumerate(lesson.stops) if each.name == "ring")
    show(panel, lesson, lesson.stops[stop].tick)  # gone to by steps, not by its mark
    assert "other settings" in panel.sheet.text.plain()
    settings = unmet_settings(lesson, lesson.stops[stop])
    wished: list[object] = []
    panel.wished.connect(wished.append)
    click(panel.sheet.text, ExperimentDoor(settings))
    assert wished == [SetKeys(settings)]
    session.take(lesson)
    for _step in range(stop + 1):
        session.seek_stop(+1)
    assert session.frame is not None
    panel.show_frame(session.frame)
    assert "other settings" not in panel.sheet.text.plain()
