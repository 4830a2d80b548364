"""The row of knobs: it shows where the lesson stands, and mouse and keys turn it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSlider, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened, small_lesson
from tests.ui.session.test_turning import with_knobs
from ui.kit.theme import Text
from ui.session.wishes import SetKeys, Turn
from ui.shell.knobs import MAX_LINE_COUNT, ROW_PIXELS, KnobControl
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


def test_a_line_of_knobs_begins_at_the_top_and_each_knob_beside_the_one_before(
    window: Window,
) -> None:
    knobs = window.knobs
    window.resize(5000, 800)
    line, unit = knobs.height(), knobs.look.metrics.unit
    assert line == knobs.look.metrics.px(ROW_PIXELS)
    x = 2 * unit
    for control in knobs.controls.values():
        assert control.geometry().getRect() == (x, 0, control.sizeHint().width(), line)
        x += control.sizeHint().width() + 3 * unit
    assert knobs._inner.minimumHeight() == line


def test_knobs_go_on_in_the_next_line_where_the_first_has_no_room(window: Window) -> None:
    knobs = window.knobs
    unit, line = knobs.look.metrics.unit, knobs.look.metrics.px(ROW_PIXELS)
    widths = [control.sizeHint().width() for control in knobs.controls.values()]
    two = 2 * unit + widths[0] + 3 * unit + widths[1]
    back = knobs.back.sizeHint().width() + 2 * unit
    for missing, rows in ((0, [0, 0]), (1, [0, 1])):
        knobs.resize(two + back - missing, knobs.height())
        knobs._arrange()
        places = [control.geometry() for control in knobs.controls.values()]
        assert [place.y() // line for place in places[:2]] == rows
        assert places[0].x() == 2 * unit
        if missing:
            assert places[1].x() == 2 * unit
    knobs.resize(30, knobs.height())  # less than one has: each has a line of its own
    knobs._arrange()
    places = [control.geometry() for control in knobs.controls.values()]
    assert [place.y() for place in places] == [n * line for n in range(len(places))]
    assert {place.x() for place in places} == {2 * unit}
    assert knobs._inner.minimumHeight() == len(places) * line
    assert knobs.height() == min(len(places), MAX_LINE_COUNT) * line == 3 * line


def test_a_range_goes_over_all_settings_and_in_tenths_of_them(window: Window) -> None:
    units = slider(window, "layers.hidden.units")
    assert (units.minimum(), units.maximum(), units.pageStep()) == (0, 8, 1)
    rate = slider(window, "optimizer.lr")
    knob = window.knobs.controls["optimizer.lr"].knob
    assert rate.maximum() == len(knob.settings) - 1
    assert rate.pageStep() == max(1, len(knob.settings) // 10)
    control = window.knobs.controls["optimizer.lr"]
    longest = max((setting.text for setting in knob.settings), key=len)
    assert control.value.minimumWidth() == control.value.fontMetrics().horizontalAdvance(longest)
    assert control.value.isVisible()
    assert not window.knobs.controls["layers.hidden.activation"].value.isVisible()
    for label in (control.title, control.value):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_knob_that_is_nowhere_shows_a_dash(window: Window) -> None:
    window.session.grant(
        SetKeys(("optimizer.lr=0.123", "layers.hidden.activation=sigmoid", "seed=99"))
    )
    rate = window.knobs.controls["optimizer.lr"]
    assert rate.value.text() == "–"
    assert rate.widget.accessibleDescription() == "–"
    box = window.knobs.controls["layers.hidden.activation"].widget
    assert isinstance(box, QComboBox)
    assert box.currentIndex() == -1
    assert window.knobs.back.isEnabled()
    window.session.undo()
    assert rate.value.text() == "0.1"
    assert rate.widget.accessibleDescription() == "0.1"
    assert box.currentText() == "relu"


def test_where_the_lesson_has_no_setting_there_is_nothing_to_turn_back_to(
    qtbot: QtBot, dressed: QApplication, patient: None
) -> None:
    description, _sources = description_of(with_knobs().spec)
    description["knobs"] = [{"key": "optimizer.lr", "choices": [0.5, 1.0]}]
    description["optimizer"] = {"kind": "sgd", "lr": 0.123}
    window = opened(qtbot, dressed, from_dict(description))
    assert not window.knobs.back.isEnabled()
    box = window.knobs.controls["optimizer.lr"].widget
    assert isinstance(box, QComboBox)
    box.activated.emit(1)
    assert lesson(window).spec.optimizer.lr == 1.0
    assert not window.knobs.back.isEnabled()


def claims(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
    """Whether a widget takes a key before it becomes a shortcut."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_the_keys_that_turn_a_knob_are_no_shortcuts_meanwhile(window: Window) -> None:
    rate = slider(window, "optimizer.lr")
    none, keypad = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Home):
        assert claims(rate, key, none)
        assert claims(rate, key, keypad)
        assert not claims(rate, key, Qt.KeyboardModifier.ControlModifier)
    assert not claims(rate, Qt.Key.Key_P, none)
    assert rate.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_another_lesson_takes_its_own_knobs_and_the_same_ones_stay(window: Window) -> None:
    before = dict(window.knobs.controls)
    window.session.turn("seed", "8")
    assert window.knobs.controls == before
    description, _sources = description_of(with_knobs().spec)
    description["knobs"] = [{"key": "seed", "from": 1, "to": 3}]
    window.library.show(from_dict(description))
    (control,) = window.knobs.controls.values()
    assert control.isVisible()
    assert control not in before.values()
    assert all(each.isHidden() for each in before.values())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not any(each in before.values() for each in window.knobs.findChildren(KnobControl))
    assert window.knobs.back.text() == "↺"
    assert window.knobs.back.accessibleName() == window.knobs.back.toolTip()


def test_turning_all_back_ends_with_what_is_refused(window: Window) -> None:
    wished: list[object] = []
    knobs = window.knobs
    window.session.turn("optimizer.lr", "1")
    window.session.turn("seed", "8")
    knobs.wished.disconnect(window.session.grant)
    knobs.wished.connect(wished.append)
    knobs.back.click()
    assert wished == [Turn("optimizer.lr")]


def test_choices_are_named_in_the_language_of_the_window(window: Window) -> None:
    box = window.knobs.controls["layers.hidden.activation"].widget
    assert isinstance(box, QComboBox)
    knob = window.knobs.controls["layers.hidden.activation"].knob
    assert [box.itemText(n) for n in range(box.count())] == [s.text for s in knob.settings]
    use_language("ko")
    window.updates.retranslate()
    assert [box.itemText(n) for n in range(box.count())] == [s.text for s in knob.settings]
    tall = window.knobs.height()
    window.appearance.change_size(+1)
    assert window.knobs.height() > tall
    assert window.knobs.font().pixelSize() == window.knobs.look.metrics.font(Text.SMALL).pixelSize()
    picture = window.knobs.grab().toImage()
    assert picture.pixelColor(1, 1) == window.knobs.look.theme.surface
