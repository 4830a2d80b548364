"""The row of knobs: it shows where the lesson stands, and mouse and keys turn it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSlider
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened, small_lesson
from tests.ui.session.test_turning import with_knobs
from ui.shell.window import Window
from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.changes import description_of
from visualnn.text import use_language


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    yield opened(qtbot, dressed, with_knobs())
    use_language("en")


def lesson(window: Window) -> Lesson:
    assert window.session.frame is not None
    return window.session.frame.lesson


def slider(window: Window, name: str) -> QSlider:
    found = window.knobs.controls[name].widget
    assert isinstance(found, QSlider)
    return found


def test_every_knob_stands_where_the_lesson_has_it(window: Window) -> None:
    assert window.knobs.isVisibleTo(window)
    assert [c.title.text() for c in window.knobs.controls.values()] == [
        "learning rate",
        "units of hidden",
        "activation of hidden",
        "seed",
    ]
    assert window.knobs.controls["optimizer.lr"].value.text() == "0.1"
    assert slider(window, "layers.hidden.units").value() == 8
    assert not window.knobs.back.isEnabled()


def test_keys_turn_a_slider_and_the_button_turns_all_back(window: Window) -> None:
    rate = slider(window, "optimizer.lr")
    rate.setFocus()
    QTest.keyClick(rate, Qt.Key.Key_Right)
    assert lesson(window).spec.optimizer.lr == 0.3
    QTest.keyClick(slider(window, "seed"), Qt.Key.Key_Right)
    assert lesson(window).spec.seed == 8
    assert window.knobs.controls["optimizer.lr"].value.text() == "0.3"
    assert window.knobs.back.isEnabled()
    QTest.mouseClick(window.knobs.back, Qt.MouseButton.LeftButton)
    assert (lesson(window).spec.optimizer.lr, lesson(window).spec.seed) == (0.1, 7)
    assert not window.knobs.back.isEnabled()


def test_undo_moves_the_knob_back(window: Window) -> None:
    box = window.knobs.controls["layers.hidden.activation"].widget
    assert isinstance(box, QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert lesson(window).network.layers[0] is not None
    assert box.currentText() == "tanh"
    window.session.undo()
    assert box.currentText() == "relu"


def test_a_refused_knob_stands_where_it_stood(window: Window) -> None:
    units = slider(window, "layers.hidden.units")
    units.setValue(0)
    assert units.value() == 8
    assert "cannot be turned to 0" in window.strip.sentence.text()
    assert lesson(window) is window.session.as_opened


def test_a_switch_is_a_box_to_tick(qtbot: QtBot, dressed: QApplication, patient: None) -> None:
    description, _sources = description_of(with_knobs().spec)
    description["knobs"] = [{"key": "batch.shuffle", "choices": [False, True]}]
    window = opened(qtbot, dressed, from_dict(description))
    (control,) = window.knobs.controls.values()
    assert isinstance(control.widget, QCheckBox)
    assert not control.widget.isChecked()
    control.widget.click()
    assert window.session.frame is not None
    assert control.widget.isChecked()
    assert control.knob.at(lesson(window).spec) == 1


def test_a_lesson_without_knobs_has_no_row(window: Window) -> None:
    window.library.show(small_lesson())
    assert not window.knobs.isVisibleTo(window)
    assert not window.knobs.controls


def test_both_languages_name_the_knobs(window: Window) -> None:
    use_language("ko")
    window.updates.retranslate()
    titles = [control.title.text() for control in window.knobs.controls.values()]
    assert titles == ["학습률", "hidden의 뉴런 수", "hidden의 활성화 함수", "시드"]
    assert window.knobs.back.toolTip() == "모든 조절값을 수업의 원래 값으로 되돌립니다."
    spoken = [c.widget.accessibleName() for c in window.knobs.controls.values()]
    assert spoken == titles


def test_knobs_without_room_beside_each_other_stand_in_lines(window: Window) -> None:
    tall = window.knobs.height()
    window.resize(500, 800)
    lines = {control.y() for control in window.knobs.controls.values()}
    assert len(lines) > 1
    assert window.knobs.height() > tall
    inside = [c.geometry().right() for c in window.knobs.controls.values()]
    assert max(inside) <= window.width()
