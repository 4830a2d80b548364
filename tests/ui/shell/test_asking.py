"""Asking about a picture: a file that is dropped or chosen becomes a point beside the batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened as opened_window
from tests.ui.desks import small_lesson
from tests.visualnn.bad_files import png
from tests.visualnn.company.test_asked_picture import photographs
from ui.commands.table import BY_ID
from ui.session.session import Session
from ui.session.wishes import Ask, StepUnit, Wish, plain, wish_from
from ui.shell.window import Window
from visualnn.company.asked_picture import asked_picture
from visualnn.grain import Grain
from visualnn.lesson import open_named
from visualnn.text import use_language


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "drawn.png"
    path.write_bytes(png(np.arange(64, dtype=np.uint8).reshape(8, 8, 1) * 4))
    return path


def drop(window: Window, path: Path) -> bool:
    """Whether the window took what was dropped."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    window.drop.eventFilter(window, event)
    window.library.pictures.apart.finish()
    return event.isAccepted()


def test_a_dropped_picture_goes_through_the_network_beside_the_batch(
    qtbot: QtBot, qapp: QApplication, picture: Path
) -> None:
    window = opened_window(qtbot, qapp, open_named("digits"))
    recorded: list[Wish] = []
    window.session.recorded.connect(recorded.append)
    lesson, before = window.session.position.lesson, window.session.frame
    assert before is not None
    assert drop(window, picture)
    frame = window.session.frame
    assert frame is not None
    assert frame.asked is not None
    assert frame.asked.point == asked_picture(lesson, picture)
    assert frame.tick == before.tick
    assert frame.focus is not None
    assert frame.focus.place.name == "asked.output.a"
    assert recorded == [Ask(frame.asked.point)]
    assert wish_from(plain(recorded[0])) == recorded[0]
    for name, value in before.values.items():
        assert frame.values[name] is value


def test_a_lesson_without_pictures_says_so_and_stays(
    qtbot: QtBot, qapp: QApplication, picture: Path
) -> None:
    window = opened_window(qtbot, qapp, small_lesson())
    told: list[str] = []
    window.failed.connect(told.append)
    before = window.session.frame
    assert drop(window, picture)
    assert told == ["the network of this lesson does not read pictures"]
    assert window.session.frame is before
    assert not BY_ID["ask-picture"].enabled(window.hands)


def test_the_command_is_offered_where_pictures_are_read(qtbot: QtBot, qapp: QApplication) -> None:
    window = opened_window(qtbot, qapp, open_named("lenet"))
    assert BY_ID["ask-picture"].enabled(window.hands)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_I, held)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.reject()


class Large:
    """A session whose network counts as large, so that it is asked in slices."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ui.session.going.WAIT_SECONDS", -1.0)
        monkeypatch.setattr("ui.session.going.SLICE_SECONDS", -1.0)
        self.session = Session(2.0)
        self.told: list[str] = []
        self.session.failed.connect(self.told.append)
        self.session.take(photographs())
        self.session.position.history.large = True
        self.point = tuple(np.linspace(-1, 1, 3 * 16 * 16).tolist())


def asked_about(session: Session) -> tuple[float, ...] | None:
    """The point of which the answer is shown."""
    assert session.frame is not None
    return None if session.frame.asked is None else session.frame.asked.point


def test_a_large_network_is_asked_in_slices_and_the_wish_is_granted_at_its_end(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Large(monkeypatch)
    session = large.session
    shares: list[float] = []
    session.busy.connect(shares.append)
    session.grant(Ask(large.point))
    assert asked_about(session) is None
    assert Ask(large.point) not in session.granted
    session.finish()
    assert asked_about(session) == large.point
    assert session.granted == (Ask(large.point),)
    assert large.told == []


def test_no_step_of_a_large_network_waits_for_an_answer_that_holds_no_more(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Large(monkeypatch)
    session = large.session
    session.grant(Ask(large.point))
    session.finish()
    session.over()
    session.finish()
    assert asked_about(session) == large.point, "the parameters are the same"
    session.grant(StepUnit(int(Grain.ITERATION), +1))
    session.finish()
    assert asked_about(session) is None
    assert large.told == []


def test_a_large_network_that_is_being_asked_can_be_given_up(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Large(monkeypatch)
    session = large.session
    before = session.frame
    session.grant(Ask(large.point))
    session.cancel()
    session.finish()
    assert session.frame is before
    assert session.granted == ()
