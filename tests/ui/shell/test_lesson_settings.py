"""The settings sheet, as a learner uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit

from ui.kit.look import Look
from ui.kit.overlay import AskOverlay
from ui.kit.theme import LIGHT, Metrics
from ui.session import wishes
from ui.shell.lesson_settings import GROUP_ROLE, LessonSettingsSheet
from ui.shell.window import Window
from visualnn.lesson import open_named
from visualnn.lesson.file import LessonSpec
from visualnn.lesson.settings import groups_of, settings_of


@pytest.fixture
def window(dressed: QApplication, patient: None) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics()))
    made.resize(1280, 800)
    made.library.show(open_named("xor"))
    made.show()
    made.furnishing.finish()
    made.session.grant(wishes.Arrive(40, None))
    made.session.finish()
    yield made
    made.close()
    made.deleteLater()


def spec_of(window: Window) -> LessonSpec:
    spec = window.session.position.lesson.spec
    assert isinstance(spec, LessonSpec)
    return spec


def hidden(window: Window) -> Mapping[str, object]:
    return spec_of(window).layers[0].settings


def laid(window: Window, group: str = "") -> LessonSettingsSheet:
    window.commands.by_id["settings"].trigger()
    sheet = window.sheets.top
    assert isinstance(sheet, LessonSettingsSheet)
    choose(sheet, group)
    return sheet


def choose(sheet: LessonSettingsSheet, group: str) -> None:
    for row in range(sheet.groups.count()):
        if sheet.groups.item(row).data(GROUP_ROLE) == group:
            sheet.groups.setCurrentRow(row)
            return
    raise AssertionError(group)


def line(sheet: LessonSettingsSheet, key: str) -> QLineEdit:
    found = sheet.fields[key]
    assert isinstance(found, QLineEdit)
    return found


def type_into(sheet: LessonSettingsSheet, key: str, text: str) -> None:
    field = line(sheet, key)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_every_setting_of_the_lesson_has_a_field(window: Window) -> None:
    sheet = laid(window)
    spec = window.session.position.lesson.spec
    for group in groups_of(spec):
        choose(sheet, group.key)
        assert list(sheet.fields) == [each.key for each in settings_of(spec, group.key)]
        for key, field in sheet.fields.items():
            assert field.accessibleName() == key


def test_a_number_that_is_typed_changes_the_run_at_its_place(window: Window) -> None:
    assert window.session.frame is not None
    before = window.session.frame.values["hidden.W"]
    sheet = laid(window, "layers.hidden")
    type_into(sheet, "layers.hidden.units", "3")
    session = window.session
    assert window.sheets.top is sheet
    assert hidden(window)["units"] == 3
    assert session.frame is not None
    assert session.frame.values["hidden.W"].shape == (2, 3)
    assert session.tick == 40
    assert line(sheet, "layers.hidden.units").text() == "3"
    session.undo()
    assert np.array_equal(session.frame.values["hidden.W"], before)
    assert line(sheet, "layers.hidden.units").text() == "8"


@pytest.mark.parametrize("typed", ["0", "1e308", "-1", "word", "[1", "100001"])
def test_what_cannot_be_is_told_in_the_sheet_and_the_old_value_stays(
    window: Window, typed: str
) -> None:
    sheet = laid(window, "layers.hidden")
    lesson = window.session.position.lesson
    type_into(sheet, "layers.hidden.units", typed)
    assert window.session.position.lesson is lesson
    assert sheet.fault.isVisible()
    assert sheet.fault.text()
    assert not window.strip.isVisible()
    assert line(sheet, "layers.hidden.units").text() == "8"
    assert not window.session.can_undo
    choose(sheet, "batch")
    assert not sheet.fault.isVisible()


def test_a_word_is_chosen_and_a_switch_is_turned(window: Window) -> None:
    sheet = laid(window, "layers.hidden")
    box = sheet.fields["layers.hidden.activation"]
    assert isinstance(box, QComboBox)
    assert box.currentText() == "relu"
    box.activated.emit(box.findData("tanh"))
    assert spec_of(window).layers[0].activation == "tanh"
    switch = sheet.fields["layers.hidden.biased"]
    assert isinstance(switch, QCheckBox)
    assert switch.isChecked()
    switch.click()
    assert hidden(window)["biased"] is False
    choose(sheet, "batch")
    size = sheet.fields["batch.size"]
    assert isinstance(size, QComboBox)
    edit = size.lineEdit()
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, "2")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert spec_of(window).batch.size == 2


def test_a_table_is_typed_as_in_the_file_and_is_a_group_then(window: Window) -> None:
    sheet = laid(window)
    type_into(sheet, "schedule", '{ kind = "exponential", gamma = 0.5 }')
    choose(sheet, "schedule")
    assert line(sheet, "schedule.gamma").text() == "0.5"


def test_one_key_and_all_keys_go_back_to_what_the_lesson_has(window: Window) -> None:
    opened = window.session.position.lesson.spec.model_dump()
    sheet = laid(window, "layers.hidden")
    assert not sheet.back_button.isEnabled()
    assert not sheet._backs["layers.hidden.units"].isEnabled()
    type_into(sheet, "layers.hidden.units", "3")
    box = sheet.fields["layers.hidden.bias"]
    assert isinstance(box, QComboBox)
    edit = box.lineEdit()
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, "ones")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sheet._backs["layers.hidden.units"].isEnabled()
    sheet._backs["layers.hidden.units"].click()
    assert line(sheet, "layers.hidden.units").text() == "8"
    assert hidden(window)["bias"] == "ones"
    sheet._backs["layers.hidden.bias"].click()
    assert hidden(window)["bias"] == "zeros"
    type_into(sheet, "layers.hidden.units", "5")
    choose(sheet, "optimizer")
    type_into(sheet, "optimizer.lr", "0.5")
    sheet.back_button.click()
    assert window.session.position.lesson.spec.model_dump() == opened
    assert not sheet.back_button.isEnabled()


def test_it_can_be_saved_from_the_sheet(window: Window) -> None:
    laid(window).save_button.click()
    assert isinstance(window.sheets.top, AskOverlay)


def test_the_sheet_follows_what_is_undone_under_it_and_lets_go_when_closed(window: Window) -> None:
    sheet = laid(window, "optimizer")
    type_into(sheet, "optimizer.lr", "0.5")
    window.commands.by_id["undo"].trigger()
    assert line(sheet, "optimizer.lr").text() == "0.1"
    sheet.close_button.click()
    assert window.sheets.top is None
    window.session.grant(wishes.SetKeys(("optimizer.lr=-1",)))
    assert window.strip.isVisible()
