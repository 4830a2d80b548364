"""The settings sheet field by field: what each shows, what it wishes for, what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.session.session import Session
from ui.session.wishes import SetKeys, Wish
from ui.shell.lesson_settings import (
    GROUP_ROLE,
    GROUPS_PIXELS,
    MAX_TYPED_CHARACTERS,
    PAGE_PIXELS,
    TEXT_CHARACTERS,
    LessonSettingsSheet,
    _hint,
    _title_of_group,
)
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import changed
from visualnn.lesson.settings import LessonSetting, SettingForm, groups_of, settings_of
from visualnn.tell.frame import Frame

LOOK = Look(LIGHT, Metrics(1.0))


class Laid:
    """A sheet over a window of its own, and what it wishes for."""

    def __init__(self, under: QWidget, lesson: Lesson, opened: Lesson | None = None) -> None:
        self.sheet = LessonSettingsSheet(under, LOOK, lesson, opened or lesson)
        self.wished: list[Wish] = []
        self.sheet.wished.connect(self.wished.append)
        self.sheet.open()

    def choose(self, group: str) -> None:
        groups = self.sheet.groups
        rows = [groups.item(row).data(GROUP_ROLE) for row in range(groups.count())]
        groups.setCurrentRow(rows.index(group))

    def label(self, key: str) -> QLabel:
        return next(each for each in self.sheet.findChildren(QLabel) if each.toolTip() == key)


@pytest.fixture
def under(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def laid(under: QWidget) -> Laid:
    return Laid(under, open_named("xor"))


def frame_of(lesson: Lesson) -> Frame:
    session = Session(1.0)
    session.take(lesson)
    assert session.frame is not None
    session.halt()
    return session.frame


def with_(lesson: Lesson, *settings: str) -> Lesson:
    return changed(lesson, [parse_change(each) for each in settings])


# -- groups ----------------------------------------------------------------------------------------


def test_each_part_of_the_lesson_is_a_line_with_its_kind(laid: Laid) -> None:
    groups = laid.sheet.groups
    items = [groups.item(row) for row in range(groups.count())]
    spec = open_named("xor").spec
    assert [item.data(GROUP_ROLE) for item in items] == [group.key for group in groups_of(spec)]
    texts = {item.data(GROUP_ROLE): item.text() for item in items}
    assert texts[""] == "Training"
    assert texts["layers.hidden"] == "hidden · dense"
    assert [item.toolTip() for item in items] == [item.text() for item in items]
    assert groups.hasFocus()
    assert groups.accessibleName() == "Parts of the lesson"
    assert groups.currentRow() == 0
    assert groups.frameShape() is QFrame.Shape.NoFrame
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert groups.horizontalScrollBarPolicy() == never
    assert groups.width() == LOOK.metrics.px(GROUPS_PIXELS)


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("data", "Data"), ("batch", "Batch"), ("loss", "Loss"), ("optimizer", "Optimizer"),
        ("regularization", "Penalty"), ("callbacks", "Callbacks"), ("function", "Function"),
        ("schedule", "Schedule"), ("clip", "Clipping"), ("layers.h1", "h1"), ("other", "other"),
    ],
)  # fmt: skip
def test_parts_are_called_as_one_says_them(key: str, title: str) -> None:
    assert _title_of_group(key) == title


def test_where_the_chosen_part_is_gone_the_first_one_is_shown(laid: Laid) -> None:
    lesson = open_named("xor")
    shown = with_(lesson, 'schedule={ kind = "exponential", gamma = 0.5 }')
    laid.sheet.show_frame(frame_of(shown), lesson)
    laid.choose("schedule")
    assert "schedule.gamma" in laid.sheet.fields
    laid.sheet.show_frame(frame_of(lesson), lesson)
    assert laid.sheet.group == ""
    assert laid.sheet.groups.currentRow() == 0
    assert list(laid.sheet.fields) == [each.key for each in settings_of(lesson.spec, "")]


def test_the_chosen_part_and_the_keyboard_stay_where_they_are(laid: Laid) -> None:
    lesson = open_named("xor")
    laid.choose("optimizer")
    laid.sheet.fields["optimizer.lr"].setFocus()
    before = laid.sheet.fields["optimizer.lr"]
    laid.sheet.tell("No.")
    laid.sheet.show_frame(frame_of(with_(lesson, "optimizer.lr=0.5")), lesson)
    assert laid.sheet.group == "optimizer"
    after = laid.sheet.fields["optimizer.lr"]
    assert after is not before
    assert after.hasFocus()
    assert not laid.sheet.fault.isVisible()
    again = laid.sheet.fields
    laid.sheet.show_frame(frame_of(laid.sheet._lesson), lesson)  # the same lesson is no news
    assert laid.sheet.fields is again


# -- fields ----------------------------------------------------------------------------------------


def test_a_field_says_its_key_its_limits_and_what_is_usual(laid: Laid) -> None:
    laid.choose("layers.hidden")
    settings = {each.key: each for each in settings_of(open_named("xor").spec, "layers.hidden")}
    for key, field in laid.sheet.fields.items():
        assert field.accessibleName() == key
        assert field.accessibleDescription() == field.toolTip() == _hint(settings[key])
        assert field.focusPolicy() == Qt.FocusPolicy.StrongFocus
        assert field.font().pixelSize() == LOOK.metrics.font().pixelSize()
        label = laid.label(key)
        assert label.text() == key.rpartition(".")[2]
        assert label.buddy() is field
        colour = LIGHT.ink if settings[key].is_given else LIGHT.ink_soft
        assert colour.name() in label.styleSheet()


def setting(**changes: object) -> LessonSetting:
    known = settings_of(open_named("xor").spec, "layers.hidden")[0]
    return replace(known, **changes)  # type: ignore[arg-type]


def test_a_hint_is_limits_and_what_is_usual() -> None:
    assert _hint(setting(least="≥ 1", most="≤ 9", usual="3")) == "≥ 1  ≤ 9  ·  as usual: 3"
    assert _hint(setting(least="", most="≤ 9", usual="")) == "≤ 9"
    assert _hint(setting(least="", most="", usual="3")) == "as usual: 3"
    assert _hint(setting(least="", most="", usual="")) == ""


def test_a_value_that_is_too_long_for_its_line_is_told_by_its_length(laid: Laid) -> None:
    line = QLineEdit()
    for count, shown in ((TEXT_CHARACTERS, True), (TEXT_CHARACTERS + 1, False)):
        line.setText("before")
        laid.sheet._write(line, setting(text="x" * count))
        assert line.text() == ("x" * count if shown else "")
        assert not line.isModified()
    assert line.placeholderText() == f"{TEXT_CHARACTERS + 1} characters"
    made = laid.sheet._made_line(setting(form=SettingForm.VALUE, text="5", usual="3"))
    assert made.maxLength() == MAX_TYPED_CHARACTERS
    assert made.placeholderText().endswith("as usual: 3")
    line.deleteLater()
    made.deleteLater()


@pytest.mark.parametrize(
    ("text", "usual", "checked"),
    [("true", "", True), ("false", "true", False), ("", "true", True), ("", "false", False)],
)
def test_a_switch_stands_where_the_lesson_or_its_usual_has_it(
    laid: Laid, text: str, usual: str, checked: bool
) -> None:
    switch = laid.sheet._made_switch(setting(key="k", text=text, usual=usual))
    assert isinstance(switch, QCheckBox)
    assert switch.isChecked() is checked
    switch.click()
    assert laid.wished == [SetKeys((f"k={'false' if checked else 'true'}",))]
    switch.deleteLater()


def box_of(laid: Laid, **changes: object) -> QComboBox:
    made = laid.sheet._made_box(setting(key="k", words=("one", "two"), **changes))
    made.setParent(laid.sheet)
    return made


def test_a_choice_offers_its_words_and_what_is_usual_where_none_is_given(laid: Laid) -> None:
    word = SettingForm.WORD
    given = box_of(laid, form=word, text="two", usual="one")
    assert [given.itemText(n) for n in range(given.count())] == ["one", "two"]
    assert given.currentText() == "two"
    assert not given.isEditable()
    usual = box_of(laid, form=word, text="", usual="one")
    assert [usual.itemText(n) for n in range(usual.count())] == ["one", "one", "two"]
    assert usual.currentIndex() == 0
    nothing = box_of(laid, form=word, text="", usual="")
    assert nothing.itemText(0) == "–"
    assert nothing.currentIndex() == 0
    strange = box_of(laid, form=word, text="three", usual="")
    assert strange.currentIndex() == -1
    nothing.activated.emit(0)
    nothing.activated.emit(2)
    assert laid.wished == [SetKeys(("k=",)), SetKeys(("k=two",))]


def test_a_choice_that_takes_any_value_shows_and_takes_it(laid: Laid) -> None:
    form = SettingForm.WORD_OR_VALUE
    box = box_of(laid, form=form, text="0.25", usual="one")
    line = box.lineEdit()
    assert box.isEditable()
    assert line is not None
    assert line.text() == "0.25"
    assert not line.isModified()
    assert line.maxLength() == MAX_TYPED_CHARACTERS
    assert line.placeholderText().endswith("as usual: one")
    assert box.insertPolicy() == QComboBox.InsertPolicy.NoInsert
    line.editingFinished.emit()  # nothing was typed
    assert laid.wished == []
    line.selectAll()
    QTest.keyClicks(line, " 0.5 ")
    line.editingFinished.emit()
    assert laid.wished == [SetKeys(("k=0.5",))]
    word = box_of(laid, form=form, text="two", usual="one")
    assert word.currentText() == "two"


def test_what_was_typed_is_wished_once_and_the_same_again_is_nothing(laid: Laid) -> None:
    laid.choose("optimizer")
    line = laid.sheet.fields["optimizer.lr"]
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "0.10")
    line.setText(line.text()[:-1])  # it says what it said
    line.setModified(True)
    line.editingFinished.emit()
    assert laid.wished == []
    line.setText("0.5")
    line.setModified(True)
    line.editingFinished.emit()
    assert laid.wished == [SetKeys(("optimizer.lr=0.5",))]


def test_what_is_refused_is_shown_again_as_it_was_with_the_keyboard_there(laid: Laid) -> None:
    laid.choose("optimizer")
    before = laid.sheet.fields["optimizer.lr"]
    laid.sheet._set("optimizer.lr", "no")
    after = laid.sheet.fields["optimizer.lr"]
    assert after is not before
    assert after.hasFocus()
    assert isinstance(after, QLineEdit)
    assert after.text() == "0.1"
    assert before.isHidden() or not before.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    page = laid.sheet._scroll.widget()
    assert page is not None
    assert page.isAncestorOf(after)
    assert len(laid.sheet.findChildren(QScrollArea)) >= 1
    laid.sheet._set("gone", "1")  # of no field that is shown
    assert laid.wished[-1] == SetKeys(("gone=1",))


# -- and back --------------------------------------------------------------------------------------


def test_what_stands_otherwise_than_in_the_lesson_can_be_set_back(under: QWidget) -> None:
    opened = open_named("xor")
    now = with_(opened, "layers.hidden.units=3", "layers.hidden.bias=ones")
    laid = Laid(under, now, opened)
    laid.choose("layers.hidden")
    backs = laid.sheet._backs
    enabled = {key for key, back in backs.items() if back.isEnabled()}
    assert enabled == {"layers.hidden.units", "layers.hidden.bias"}
    for key, back in backs.items():
        assert back.text() == ("↺" if key in enabled else "")
        assert back.toolTip() == "As the lesson has it"
        assert back.accessibleName() == f"{key}: As the lesson has it"
    backs["layers.hidden.units"].click()
    laid.sheet._backs["layers.hidden.bias"].click()
    assert laid.wished == [
        SetKeys(("layers.hidden.units=8",)),
        SetKeys(("layers.hidden.bias=",)),  # the lesson does not say it
    ]
    assert laid.sheet.back_button.isEnabled()
    laid.sheet.back_button.click()
    (last,) = laid.wished[2:]
    assert isinstance(last, SetKeys)
    assert with_(now, *last.settings).spec.model_dump() == opened.spec.model_dump()


def test_a_setting_that_the_lesson_never_had_can_be_taken_away(laid: Laid) -> None:
    back = laid.sheet._made_back(setting(key="k", text="5"), None)
    assert back.isEnabled()
    back.click()
    assert laid.wished == [SetKeys(("k=",))]
    back.deleteLater()


def test_as_the_lesson_has_it_there_is_nothing_to_turn_back(laid: Laid) -> None:
    assert not laid.sheet.back_button.isEnabled()
    laid.sheet._turn_all_back()
    assert laid.wished == []
    assert not any(back.isEnabled() for back in laid.sheet._backs.values())


# -- the sheet -------------------------------------------------------------------------------------


def test_the_sheet_says_what_it_is_and_its_buttons_what_they_do(laid: Laid) -> None:
    sheet = laid.sheet
    assert "Settings of this lesson" in [each.text() for each in sheet.findChildren(QLabel)]
    buttons = (sheet.back_button, sheet.save_button, sheet.close_button)
    assert [button.text() for button in buttons] == [
        "As the lesson has it",
        "Save as a lesson…",
        "Close",
    ]
    assert not any(button.autoDefault() for button in buttons)
    assert sheet.fault.wordWrap()
    assert LIGHT.wrong.name() in sheet.fault.styleSheet()
    assert not sheet.fault.isVisible()
    saving: list[bool] = []
    sheet.saving.connect(lambda: saving.append(sheet.isVisible()))
    sheet.save_button.click()
    assert saving == [False]  # it is gone by then


def test_a_refusal_makes_room_for_itself(laid: Laid) -> None:
    before = laid.sheet.sheet.height()
    laid.sheet.tell("This cannot be, and the sentence that says why is rather long. " * 4)
    assert laid.sheet.fault.isVisible()
    assert laid.sheet.sheet.height() > before


@pytest.mark.parametrize("height", [400, 560, 800])
def test_the_page_is_as_high_as_the_window_allows(under: QWidget, height: int) -> None:
    under.resize(1280, height)
    laid = Laid(under, open_named("xor"))
    px = LOOK.metrics.px
    expected = max(px(120), min(px(PAGE_PIXELS), height - px(190)))
    assert laid.sheet.groups.height() == laid.sheet._scroll.height() == expected


def test_enter_keeps_the_sheet_open_and_other_keys_go_on(laid: Laid) -> None:
    closed: list[None] = []
    laid.sheet.closed.connect(lambda: closed.append(None))
    QTest.keyClick(laid.sheet, Qt.Key.Key_Return)
    QTest.keyClick(laid.sheet, Qt.Key.Key_Enter)
    assert laid.sheet.isVisible()
    assert closed == []


def test_a_lesson_on_a_function_has_its_own_parts(under: QWidget) -> None:
    laid = Laid(under, open_named("descent"))
    keys = [
        laid.sheet.groups.item(row).data(GROUP_ROLE) for row in range(laid.sheet.groups.count())
    ]
    assert "function" in keys
    assert "layers.hidden" not in keys


def test_a_made_up_lesson_can_be_set_too(under: QWidget) -> None:
    described = open_named("xor").spec.model_dump(mode="json", exclude_none=True)
    described |= {"stops": [], "beside": None, "name": "mine"}
    laid = Laid(under, from_dict({k: v for k, v in described.items() if v is not None}))
    assert laid.sheet.fields
