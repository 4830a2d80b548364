"""What is followed: each line is the run's, its cursor is dragged, and it can be let go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, lesson, opened
from ui.panels.card import PANEL
from ui.panels.card.panel import CardPanel
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.text import use_language

WEIGHT = Source("hidden.W", (1, 3))


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[tuple[Session, CardPanel]]:
    made = PANEL.made(LOOK)
    assert isinstance(made, CardPanel)
    qtbot.addWidget(made)
    made.resize(340, 600)
    session = opened(lesson("xor"), made)
    session.moved.connect(made.show_frame)
    made.wished.connect(session.grant)
    session.seek(session.position.lesson.program.end_of(39))
    session.finish()
    made.show()
    yield session, made
    made.grab()


def test_a_number_is_followed_and_let_go(card: tuple[Session, CardPanel]) -> None:
    session, panel = card
    assert panel.followed.isHidden()
    session.look_at(WEIGHT)
    session.toggle_watch_here()
    session.toggle_watch("norm(d.hidden.W)")
    session.finish()
    assert panel.followed.isVisible()
    assert panel.followed.names == ("hidden.W[1,3]", "norm(d.hidden.W)")
    history, program = session.position.history, session.position.lesson.program
    for name, numbers in zip(
        panel.followed.names, map(panel.followed._numbers, panel.followed.names), strict=True
    ):
        for n in (0, 20, 39):
            start, end = (history.at(t).values for t in (program.start_of(n), program.end_of(n)))
            wanted = (
                start["hidden.W"][1, 3] if "norm" not in name else np.linalg.norm(end["d.hidden.W"])
            )
            assert numbers[n] == pytest.approx(wanted, rel=1e-12)
    assert "hidden.W[1,3]: " in panel.followed.spoken()
    session.toggle_watch("hidden.W[1,3]")
    session.toggle_watch("norm(d.hidden.W)")
    assert panel.followed.isHidden()


def test_what_cannot_be_followed_is_refused(qtbot: QtBot, card: tuple[Session, CardPanel]) -> None:
    session, panel = card
    with qtbot.waitSignal(session.failed):
        session.toggle_watch("hidden.Q")
    assert panel.followed.names == ()


def test_the_line_is_a_scrubber(card: tuple[Session, CardPanel]) -> None:
    session, panel = card
    session.toggle_watch("L")
    session.finish()
    strip, program = panel.followed, session.position.lesson.program
    box = strip._line_box(0)
    middle = QPoint(round(box.center().x()), round(box.center().y()))
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    session.finish()
    assert session.tick == program.end_of(20)
    strip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    session.finish()
    assert session.tick == program.end_of(19)
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert strip.names == ()


def test_a_line_goes_on_with_the_run_and_forgets_what_was_changed(
    card: tuple[Session, CardPanel],
) -> None:
    session, panel = card
    session.toggle_watch("L")
    session.finish()
    before = panel.followed._numbers("L").copy()
    session.seek(session.position.lesson.program.end_of(9))
    session.edit(WEIGHT, 3.0)
    session.seek(session.position.lesson.program.end_of(39))
    session.finish()
    after = panel.followed._numbers("L")
    assert np.array_equal(before[:10], after[:10])
    assert not np.array_equal(before[11:40], after[11:40])
    assert np.array_equal(after, session.position.history.curves["L"][: after.size])
