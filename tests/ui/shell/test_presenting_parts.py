"""Presenting part by part: what is told, what comes back, and which keys are a remote's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSpinBox, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.desks import noting, opened
from ui.kit.look import Look
from ui.kit.theme import DARK, Metrics
from ui.session.wishes import SetBookmark
from ui.shell.presenting import NOTES_FACTOR, Presenting
from ui.shell.window import Window
from visualnn.text import use_language

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    made = opened(qtbot, dressed)
    yield made
    made.presenting.end()
    made.presenting.close()
    use_language("en")


@pytest.fixture
def told(window: Window) -> list[str]:
    """What presenting says of itself from now on."""
    found: list[str] = []
    for name in ("begun", "ended", "changed"):
        getattr(window.presenting, name).connect(lambda name=name: found.append(name))
    return found


def test_it_is_told_that_it_begins_and_ends_and_once(window: Window, told: list[str]) -> None:
    presenting = window.presenting
    presenting.end()
    assert told == []
    seen = []
    for name in ("begun", "ended"):
        presenting.toggle()
        assert told.count(name) == 1
        assert told[-1] == "changed"
        seen.append((presenting.is_on, presenting.shows_controls, presenting.conceals_answers))
    assert seen == [(True, False, True), (False, True, False)]


def test_every_part_that_is_switched_is_told(window: Window, told: list[str]) -> None:
    presenting = window.presenting
    presenting.show_controls(shown=False)
    presenting.reveal()
    presenting.blank_out("black")
    presenting.light("ring")
    presenting.toggle_notes()
    assert told == ["changed"] * 5
    presenting.toggle_notes()
    assert told == ["changed"] * 6  # by the window of the notes, as it closes


def test_controls_without_a_window_of_their_own_are_none(window: Window) -> None:
    bare = Presenting(window, window.session, window.appearance, window.desk)
    bare.show_controls(shown=True)
    assert not bare.shows_controls
    assert bare.blank == bare.lit == ""
    assert not bare.shows_notes
    bare.dress()
    bare.retranslate()
    bare.close()


def test_one_blank_takes_the_place_of_another_and_the_same_again_lifts_it(window: Window) -> None:
    presenting = window.presenting
    seen = []
    for name in ("black", "white", "white"):
        presenting.blank_out(name)
        seen.append(presenting.blank)
    assert seen == ["black", "white", ""]
    assert not presenting.lift_blank()
    presenting.blank_out("black")
    assert presenting.lift_blank()


def test_one_light_takes_the_place_of_another(window: Window) -> None:
    presenting = window.presenting
    seen = []
    for kind in ("ring", "spotlight", "spotlight"):
        presenting.light(kind)
        seen.append(presenting.lit)
    assert seen == ["ring", "spotlight", ""]
    presenting.begin()
    presenting.light("ring")
    light = presenting._light
    presenting.end()
    assert presenting.lit == ""
    assert light is not None
    assert light.isHidden()


class Answering(QWidget):
    """A page that remembers which answers it is to show."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def show_answers(self, shown: Literal["own", "none", "right"]) -> None:
        self.shown.append(shown)


def test_answers_are_shown_kept_back_and_said(
    window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page, presenting = Answering(), window.presenting
    qtbot.addWidget(page)
    monkeypatch.setattr(window.desk, "panel_of", lambda name: page if name == "lesson" else None)
    presenting.begin()
    presenting.reveal()
    presenting.reveal()
    presenting.furnish()
    presenting.reveal()
    frame = window.session.frame
    assert frame is not None
    presenting.see(frame)  # the same stop
    assert page.shown == ["none", "right", "none", "none", "right"]
    presenting.see(replace(frame, stop=1))
    presenting.see(replace(frame, stop=0))
    assert page.shown[5:] == ["none"]
    presenting.end()
    assert page.shown[-1] == "own"


def test_the_notes_are_larger_than_the_window_was_and_follow_it(window: Window) -> None:
    presenting = window.presenting
    presenting.toggle_notes()
    notes = presenting.notes
    assert notes is not None
    assert notes.look.metrics.factor == NOTES_FACTOR
    window.appearance.set_look(Look(DARK, Metrics(3.0)))
    assert notes.look == Look(DARK, Metrics(Metrics.MAX_FACTOR))
    window.appearance.switch_language()
    assert notes.windowTitle() == "메모" or notes.windowTitle() != "Notes"
    window.session.grant(SetBookmark(1, 5, "The bend"))
    assert "The bend" in notes.plain()
    presenting.toggle_notes()
    assert not presenting.shows_notes
    window.session.grant(SetBookmark(1, 5, "Another word"))
    assert "Another word" not in notes.plain()  # nobody reads them
    presenting.toggle_notes()
    known: list[QWidget | None] = [presenting.notes]
    assert "Another word" in notes.plain()
    presenting.close()
    known.append(presenting.notes)
    assert known == [notes, None]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(notes)


def taken(
    presenting: Presenting,
    watched: QObject,
    key: Qt.Key,
    text: str,
    held: Qt.KeyboardModifier = Held.NoModifier,
) -> list[bool]:
    """Whether a key is taken before it is a shortcut, and when it is pressed."""
    found = []
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, held, text)
        event.ignore()
        answer = presenting.eventFilter(watched, event)
        assert answer is event.isAccepted()
        found.append(answer)
    return found


def test_the_keys_of_a_remote_are_taken_where_nothing_is_typed(window: Window) -> None:
    presenting = window.presenting
    assert taken(presenting, window, Key.Key_B, "b") == [False, False]
    presenting.begin()
    wished: list[int] = []
    presenting.stop_wished.connect(wished.append)
    for key, text in ((Key.Key_B, "b"), (Key.Key_W, "W"), (Key.Key_Period, "."), (Key.Key_B, "ㅠ")):
        assert taken(presenting, window, key, text) == [True, True]
        assert presenting.blank == ("white" if text == "W" else "black")
        presenting.lift_blank()
    assert taken(presenting, window, Key.Key_PageDown, "") == [True, True]
    assert taken(presenting, window, Key.Key_PageUp, "", Held.KeypadModifier) == [True, True]
    assert wished == [+1, -1]
    for key, text, held in (
        (Key.Key_B, "b", Held.ControlModifier),
        (Key.Key_X, "x", Held.NoModifier),
        (Key.Key_Escape, "", Held.NoModifier),
        (Key.Key_Right, "", Held.NoModifier),
    ):
        assert taken(presenting, window, key, text, held) == [False, False]
    presenting.blank_out("white")
    assert taken(presenting, window, Key.Key_Escape, "") == [True, True]
    assert presenting.blank == ""
    assert not presenting.eventFilter(window, QEvent(QEvent.Type.Resize))
    for field in (QPlainTextEdit(), QTextEdit(), QSpinBox()):
        assert taken(presenting, field, Key.Key_B, "b") == [False, False]
        assert taken(presenting, field, Key.Key_PageDown, "") == [True, True]
        field.deleteLater()


def test_whoever_has_the_keyboard_in_the_window_is_listened_to(
    window: Window, qtbot: QtBot
) -> None:
    presenting = window.presenting
    presenting.begin()
    panel = noting(window)
    holders: list[QWidget | None] = []
    for holder in (panel, window):
        presenting._follow_keyboard(None, holder)
        holders.append(presenting._holder)
    assert holders == [panel, window]
    other = QWidget()
    qtbot.addWidget(other)
    presenting._follow_keyboard(window, other)  # of another window
    QApplication.sendEvent(other, QKeyEvent(QEvent.Type.KeyPress, Key.Key_B, Held.NoModifier, "b"))
    assert presenting.blank == ""
    child = QWidget(window)
    presenting._follow_keyboard(other, child)
    QApplication.sendEvent(child, QKeyEvent(QEvent.Type.KeyPress, Key.Key_B, Held.NoModifier, "b"))
    assert presenting.blank == "black"
    presenting.lift_blank()
    child.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    holders.append(presenting._holder)
    assert holders[2:] == [None]
    presenting._follow_keyboard(None, panel)
    presenting.end()
    QApplication.sendEvent(panel, QKeyEvent(QEvent.Type.KeyPress, Key.Key_B, Held.NoModifier, "b"))
    assert presenting.blank == ""
