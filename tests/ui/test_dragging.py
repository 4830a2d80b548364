"""Numbers that follow the hand wherever they stand: in a table, and the rate in the toolbar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.commands.toolbar import Toolbar
from ui.kit.heat_map import rect
from ui.kit.look import Look
from ui.kit.pulled import pulled_value
from ui.kit.theme import LIGHT, Metrics
from ui.panels.tensor.panel import TensorPanel
from ui.session import wishes
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import open_named

PLACE = Source("hidden.W", (1, 2))
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture
def window(dressed: QApplication, patient: None) -> Iterator[Window]:
    made = Window(Look(LIGHT, Metrics()))
    made.resize(1280, 800)
    made.library.show(open_named("xor"))
    made.show()
    made.furnishing.finish()
    made.session.grant(wishes.Arrive(130, PLACE))
    made.session.finish()
    QApplication.processEvents()
    yield made
    made.close()
    made.deleteLater()


def mouse(widget: QWidget, kind: QEvent.Type, at: QPointF, buttons: Qt.MouseButton) -> None:
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    everywhere = QPointF(widget.mapToGlobal(at))
    event = QMouseEvent(kind, at, everywhere, button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def value(window: Window, place: Source = PLACE) -> float:
    frame = window.session.frame
    assert frame is not None
    return float(frame.values[place.name][place.index])


def table(window: Window) -> TensorPanel:
    panel = window.desk.panel_of("tensor")
    assert isinstance(panel, TensorPanel)
    return panel


def spot(window: Window) -> QPointF:
    """Where the number stands in the table."""
    view = table(window).view
    assert view is not None
    assert view.main is not None
    cell = view.main.cell(PLACE.index)
    assert cell is not None
    return QPointF(rect(view.main.grid.cell(*cell)).center())


def test_a_number_in_a_table_follows_the_hand_and_release_is_one_change(window: Window) -> None:
    panel, at, before = table(window), spot(window), value(window)
    mouse(panel, QEvent.Type.MouseButtonPress, at, LEFT)
    granted = window.session.granted
    for pixels in (20, 35, 50):
        mouse(panel, QEvent.Type.MouseMove, at + QPointF(pixels, 0), LEFT)
        window.session.show_pulled()
        assert value(window) == pulled_value(before, pixels)
        assert window.session.granted == granted
    mouse(panel, QEvent.Type.MouseButtonRelease, at + QPointF(50, 0), NONE)
    assert value(window) == pulled_value(before, 50)
    assert window.session.granted[-1] == wishes.Edit(PLACE, pulled_value(before, 50))
    window.session.undo()
    assert value(window) == before
    assert not window.session.can_undo


def test_escape_puts_a_pulled_number_back_and_leaves_no_trace(window: Window) -> None:
    panel, at, before = table(window), spot(window), value(window)
    mouse(panel, QEvent.Type.MouseButtonPress, at, LEFT)
    granted = window.session.granted
    mouse(panel, QEvent.Type.MouseMove, at + QPointF(40, 0), LEFT)
    window.session.show_pulled()
    window.commands.by_id["cancel"].trigger()
    assert value(window) == before
    mouse(panel, QEvent.Type.MouseMove, at + QPointF(60, 0), LEFT)
    mouse(panel, QEvent.Type.MouseButtonRelease, at + QPointF(60, 0), NONE)
    window.session.finish()
    assert value(window) == before
    assert window.session.granted == granted
    assert not window.session.can_undo


def test_a_click_that_trembles_pulls_nothing(window: Window) -> None:
    panel, at, before = table(window), spot(window), value(window)
    mouse(panel, QEvent.Type.MouseButtonPress, at, LEFT)
    mouse(panel, QEvent.Type.MouseMove, at + QPointF(2, 1), LEFT)
    mouse(panel, QEvent.Type.MouseButtonRelease, at + QPointF(2, 1), NONE)
    assert value(window) == before
    assert not window.session.can_undo


def test_the_keyboard_pulls_the_number_in_focus_too(window: Window) -> None:
    panel, before = table(window), value(window)
    panel.setFocus()
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(panel, Qt.Key.Key_Up, shift)
    QTest.keyClick(panel, Qt.Key.Key_Up, shift)
    QTest.keyClick(panel, Qt.Key.Key_Down, shift | control)
    window.session.show_pulled()
    assert value(window) == pulled_value(before, 19)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert value(window) == before
    assert not window.session.can_undo
    QTest.keyClick(panel, Qt.Key.Key_Down, shift)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert value(window) == pulled_value(before, -10)
    assert window.session.can_undo


# -- the rate --------------------------------------------------------------------------------------


def rate(window: Window) -> float:
    found = window.session.rate
    assert found is not None
    return found


def toolbar(window: Window) -> Toolbar:
    return window.toolbar


def test_the_rate_follows_the_hand_and_what_it_brings_is_seen(window: Window) -> None:
    button, at = toolbar(window).rate, QPointF(5, 5)
    mouse(button, QEvent.Type.MouseButtonPress, at, LEFT)
    mouse(button, QEvent.Type.MouseMove, at + QPointF(100, 0), LEFT)
    window.session.show_pulled()
    assert rate(window) == 0.2
    assert "0.2" in button.text()
    mouse(button, QEvent.Type.MouseButtonRelease, at + QPointF(100, 0), NONE)
    assert window.sheets.top is None
    assert window.session.granted[-1] == wishes.Edit(Source("lr"), 0.2)
    window.session.undo()
    assert rate(window) == 0.1


def test_a_rate_is_never_pulled_below_zero_and_esc_puts_it_back(window: Window) -> None:
    button, at = toolbar(window).rate, QPointF(5, 5)
    mouse(button, QEvent.Type.MouseButtonPress, at, LEFT)
    mouse(button, QEvent.Type.MouseMove, at - QPointF(500, 0), LEFT)
    window.session.show_pulled()
    assert rate(window) == 0.0
    window.commands.by_id["cancel"].trigger()
    mouse(button, QEvent.Type.MouseButtonRelease, at, NONE)
    assert rate(window) == 0.1
    assert not window.session.can_undo


def test_a_click_on_the_rate_still_asks_for_another(window: Window) -> None:
    QTest.mouseClick(toolbar(window).rate, LEFT, pos=QPoint(5, 5))
    assert window.sheets.top is not None


def test_the_rate_is_pulled_by_keys(window: Window) -> None:
    button = toolbar(window).rate
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Up)
    QTest.keyClick(button, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    window.session.show_pulled()
    assert rate(window) == pytest.approx(0.111)
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert rate(window) == 0.1
    QTest.keyClick(button, Qt.Key.Key_Down)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert rate(window) == pytest.approx(0.09)
    assert window.sheets.top is None
    assert window.session.can_undo
