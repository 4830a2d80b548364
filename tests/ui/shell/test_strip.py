"""The strip: a sentence that goes by itself, a bar that stays until its way is done."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.shell.strip import MessageStrip as Strip

LOOK = Look(LIGHT, Metrics(1.0))
FOOT = 50


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.fixture
def strip(window: QWidget) -> Strip:
    return Strip(LOOK, window, lambda: FOOT)


def test_a_sentence_is_shown_and_goes_after_some_seconds(strip: Strip) -> None:
    assert strip.isHidden()
    strip.say("Nothing was changed.")
    assert strip.isVisible()
    assert strip.sentence.text() == "Nothing was changed."
    assert (strip.mark.isVisible(), strip.bar.isVisible(), strip.button.isVisible()) == (
        True, False, False,
    )  # fmt: skip
    assert strip._timer.isActive()
    assert strip._timer.isSingleShot()
    assert strip._timer.interval() == 8000
    strip._timer.timeout.emit()
    assert strip.isHidden()
    assert strip._timer.isSingleShot()


def test_a_bar_stays_until_the_way_is_done(strip: Strip) -> None:
    strip.progress(1.0)
    assert strip.isHidden()
    strip.say("A sentence before")
    strip.progress(0.256)
    assert strip.isVisible()
    assert not strip._timer.isActive()
    assert strip.sentence.text() == "Computing 25 %"
    assert strip.bar.value() == 256
    assert strip.bar.maximum() == 1000
    assert (strip.mark.isVisible(), strip.bar.isVisible(), strip.button.isVisible()) == (
        False, True, True,
    )  # fmt: skip
    strip.clear()
    assert strip.isVisible()
    strip.progress(0.5)
    assert strip.sentence.text() == "Computing 50 %"
    cancelled: list[bool] = []
    strip.cancelled.connect(lambda: cancelled.append(True))
    strip.button.click()
    assert cancelled == [True]
    strip.progress(1.0)
    assert strip.isHidden()
    strip.say("A sentence after")
    strip.progress(1.0)
    assert strip.isVisible()
    strip.clear()
    assert strip.isHidden()
    assert not strip._timer.isActive()


def test_a_sentence_takes_the_place_of_the_bar(strip: Strip) -> None:
    strip.progress(0.5)
    strip.say("It failed.")
    assert strip.sentence.text() == "It failed."
    assert not strip.bar.isVisible()
    strip.progress(0.6)
    assert strip.bar.isVisible()


def test_the_same_sentence_is_not_laid_out_again(
    strip: Strip, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip.say("It failed.")
    placed: list[bool] = []
    monkeypatch.setattr(strip, "place", lambda: placed.append(True))
    strip.say("It failed.")
    assert placed == []
    strip.say("It failed again.")
    assert placed == [True]
    strip.clear()
    strip.say("It failed again.")
    assert placed == [True, True]


def test_it_lies_in_the_lower_middle_over_the_foot(strip: Strip, window: QWidget) -> None:
    unit = LOOK.metrics.unit
    strip.say("Short")
    place = strip.geometry()
    assert abs(place.center().x() - 400) <= 1
    assert place.bottom() + 1 == 600 - FOOT - unit
    short = place.width()
    strip.say("A sentence that is much longer than the one before it was")
    assert short < strip.width() <= 720
    strip.say("long " * 60)
    assert strip.width() == 720
    assert strip.height() > place.height()
    assert strip.geometry().bottom() + 1 == 600 - FOOT - unit
    window.resize(500, 400)
    strip.place()
    assert strip.width() == 500 - 4 * unit
    assert abs(strip.geometry().center().x() - 250) <= 1


def test_another_look_is_taken_on_at_once(strip: Strip) -> None:
    strip.say("A sentence")
    before = strip.width()
    strip.set_look(Look(DARK, Metrics(2.0)))
    assert strip.look.theme is DARK
    assert DARK.ink.name() in strip.sentence.styleSheet()
    assert strip.width() > before
