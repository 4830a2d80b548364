"""The button of the learning rate, pulled with the mouse and with the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import on_top, opened
from ui.commands.rate_button import RateButton
from ui.session import wishes
from ui.session.session import Session
from ui.shell.window import Window
from visualnn.lesson import Lesson, from_dict

Key, Held = Qt.Key, Qt.KeyboardModifier


def scheduled() -> Lesson:
    """One weight, whose rate is halved each epoch."""
    return from_dict(
        {
            "format": 1,
            "name": "scheduled",
            "title": {"en": "Scheduled", "ko": "일정"},
            "epochs": 6,
            "data": {"source": "xor"},
            "layers": [{"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"}],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": 0.5},
            "schedule": {"kind": "exponential", "gamma": 0.5},
        }
    )


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Window:
    return opened(qtbot, dressed, size=(1600, 900))


@pytest.fixture
def session(window: Window) -> Session:
    window.session.seek(5)
    window.session.finish()
    return window.session


@pytest.fixture
def button(window: Window, session: Session) -> RateButton:
    """The button with the keyboard."""
    found = window.toolbar.rate
    found.setFocus(Qt.FocusReason.TabFocusReason)
    assert found.hasFocus()
    return found


def mouse(button: QWidget, kind: QEvent.Type, way: tuple[int, int], held: Qt.MouseButton) -> None:
    """Something is done with the mouse, so far right of and below the middle."""
    at = button.rect().center() + QPoint(*way)
    which = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    place = QPointF(button.mapToGlobal(at))
    QApplication.sendEvent(
        button, QMouseEvent(kind, QPointF(at), place, which, held, Held.NoModifier)
    )


def press(button: QWidget) -> None:
    mouse(button, QEvent.Type.MouseButtonPress, (0, 0), Qt.MouseButton.LeftButton)


def pull(button: QWidget, x: int, y: int) -> None:
    mouse(button, QEvent.Type.MouseMove, (x, y), Qt.MouseButton.LeftButton)


def release(button: QWidget, x: int = 0, y: int = 0) -> None:
    mouse(button, QEvent.Type.MouseButtonRelease, (x, y), Qt.MouseButton.NoButton)


def shown_rate(session: Session, name: str = "lr") -> float:
    """The rate that panels are shown now, also while it is pulled."""
    session.show_pulled()
    assert session.frame is not None
    return float(session.frame.values[name])


def edits(session: Session) -> list[wishes.Edit]:
    return [wish for wish in session.granted if isinstance(wish, wishes.Edit)]


def claims(button: QWidget, key: Qt.Key) -> bool:
    """Whether a key is kept from the shortcuts of the window."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Held.NoModifier)
    event.ignore()
    QApplication.sendEvent(button, event)
    return event.isAccepted()


def test_pulled_with_the_mouse_it_follows_and_is_kept_as_one_change(
    button: RateButton, session: Session
) -> None:
    press(button)
    pull(button, 20, -20)
    assert not button.isDown()
    assert shown_rate(session) == 0.7  # 40 pixels are two fifths of it
    pull(button, 30, -20)
    assert shown_rate(session) == 0.75
    assert edits(session) == []
    release(button, 30, -20)
    session.finish()
    assert session.rate == 0.75
    assert [edit.value for edit in edits(session)] == [0.75]
    session.undo()
    session.finish()
    assert session.rate == 0.5


def test_it_is_not_pulled_below_nothing(button: RateButton, session: Session) -> None:
    press(button)
    pull(button, -400, 0)
    assert shown_rate(session) == 0.0
    release(button, -400, 0)
    session.finish()
    assert session.rate == 0.0


def test_a_click_asks_for_a_rate_and_a_pull_does_not(button: RateButton, window: Window) -> None:
    press(button)
    pull(button, 1, 0)  # the hand trembles
    assert button.isDown()
    release(button)
    assert window.sheets.top is not None
    window.sheets.dismiss()
    press(button)
    pull(button, 60, 0)
    release(button, 60, 0)
    assert window.sheets.top is None


def test_a_double_click_asks_once_and_what_is_typed_is_the_rate(
    button: RateButton, session: Session, window: Window
) -> None:
    middle = button.mapTo(window, button.rect().center())
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=middle)
    assert on_top(window) is not None
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "0.25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert on_top(window) is None
    assert shown_rate(session) == 0.25


def test_a_move_without_a_button_or_with_another_pulls_nothing(
    button: RateButton, session: Session
) -> None:
    press(button)
    mouse(button, QEvent.Type.MouseMove, (60, 0), Qt.MouseButton.NoButton)
    assert shown_rate(session) == 0.5
    release(button)
    QApplication.processEvents()
    before = len(session.granted)
    QTest.mousePress(button, Qt.MouseButton.RightButton)
    pull(button, 60, 0)
    QTest.mouseRelease(button, Qt.MouseButton.RightButton)
    assert shown_rate(session) == 0.5
    assert len(session.granted) == before


def test_a_second_press_keeps_what_keys_have_pulled(button: RateButton, session: Session) -> None:
    QTest.keyClick(button, Key.Key_Up)
    press(button)
    session.finish()
    assert session.rate == 0.55
    pull(button, 100, 0)
    assert shown_rate(session) == 1.1
    release(button, 100, 0)


def test_keys_pull_a_tenth_of_it_and_with_shift_a_hundredth(
    button: RateButton, session: Session
) -> None:
    for key, held, rate in (
        (Key.Key_Up, Held.NoModifier, 0.55),
        (Key.Key_Up, Held.ShiftModifier, 0.555),
        (Key.Key_Down, Held.NoModifier, 0.505),
        (Key.Key_Down, Held.ShiftModifier, 0.5),
        (Key.Key_Up, Held.NoModifier, 0.55),
    ):
        QTest.keyClick(button, key, held)
        assert shown_rate(session) == pytest.approx(rate, rel=1e-12)
    QTest.keyClick(button, Key.Key_Return)
    session.finish()
    assert session.rate == 0.55
    # the next pull begins where this one has ended
    QTest.keyClick(button, Key.Key_Up)
    assert shown_rate(session) == 0.605
    for _press in range(30):
        QTest.keyClick(button, Key.Key_Down)
    assert shown_rate(session) == 0.0


def test_escape_puts_it_back_and_another_place_keeps_it(
    button: RateButton, session: Session, window: Window
) -> None:
    QTest.keyClick(button, Key.Key_Up)
    QTest.keyClick(button, Key.Key_Escape)
    session.finish()
    assert session.rate == 0.5
    assert edits(session) == []
    QTest.keyClick(button, Key.Key_Down)
    window.setFocus()
    session.finish()
    assert session.rate == 0.45


def test_keys_that_pull_are_claimed_and_those_that_end_only_meanwhile(
    button: RateButton, session: Session
) -> None:
    ends = (Key.Key_Return, Key.Key_Enter, Key.Key_Escape)
    assert claims(button, Key.Key_Up)
    assert claims(button, Key.Key_Down)
    assert not any(claims(button, key) for key in (*ends, Key.Key_Left))
    press(button)
    assert not any(claims(button, key) for key in ends), "it is in the hand, but not pulled"
    release(button)
    QApplication.processEvents()
    button.setFocus()
    QTest.keyClick(button, Key.Key_Up)
    assert all(claims(button, key) for key in ends)
    assert not claims(button, Key.Key_Left)
    QTest.keyClick(button, Key.Key_Enter)
    session.finish()
    assert session.rate == 0.55


def test_of_a_schedule_the_rate_that_it_starts_from_is_pulled(
    qtbot: QtBot, dressed: QApplication, patient: None
) -> None:
    window = opened(qtbot, dressed, scheduled(), size=(1600, 900))
    session, button = window.session, window.toolbar.rate
    session.seek(session.last_tick)
    session.finish()
    assert session.frame is not None
    now, start = (float(session.frame.values[name]) for name in ("lr", "lr0"))
    assert now < start
    QTest.keyClick(button, Key.Key_Up)
    assert shown_rate(session, "lr0") == pytest.approx(1.1 * start, rel=1e-12)
    QTest.keyClick(button, Key.Key_Escape)


def is_taken(button: RateButton, key: Qt.Key) -> bool:
    """Whether the button keeps a key that it is given from whatever lies around it."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, Held.NoModifier)
    button.keyPressEvent(event)
    return event.isAccepted()


def test_a_key_that_ends_a_pull_ends_nothing_else(button: RateButton) -> None:
    for key in (Key.Key_Escape, Key.Key_Return):
        assert not is_taken(button, key)
        assert is_taken(button, Key.Key_Up)
        assert is_taken(button, key)
        assert not is_taken(button, key)


def test_what_a_button_hears_and_what_it_does_not(button: RateButton) -> None:
    assert button.event(QEvent(QEvent.Type.EnabledChange))
    assert not button.event(QEvent(QEvent.Type.Clipboard))
