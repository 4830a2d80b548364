"""A layer is painted again when it must be; what only grows may wait for a moment."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.painted_layer import PaintedLayer

SIZE = QSize(40, 30)


class Owner(QWidget):
    """Counts how often it is asked to be painted again."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def update(self) -> None:  # type: ignore[override]
        self.asked += 1


def test_the_same_is_not_painted_again(dressed: QApplication) -> None:
    layer, thing, words = PaintedLayer(), object(), ["words"][0]
    assert layer.begin(SIZE, 1.0, thing, "words", 3)
    assert not layer.begin(SIZE, 1.0, thing, f"{words}", 3)
    assert layer.begin(SIZE, 1.0, object(), "words", 3)
    assert layer.begin(SIZE, 2.0, thing, "words", 3)
    assert layer.picture.size() == SIZE * 2


def test_what_grows_waits_for_two_frames(qtbot: QtBot, dressed: QApplication) -> None:
    owner = Owner()
    qtbot.addWidget(owner)
    layer = PaintedLayer(owner)
    painted = [layer.begin(SIZE, 1.0, "steady", growing=(n,), may_wait=True) for n in range(7)]
    assert painted == [True, False, False, True, False, False, True]
    assert not layer.begin(SIZE, 1.0, "steady", growing=(7,), may_wait=True)
    assert layer.begin(SIZE, 1.0, "steady", growing=(8,)), "nobody follows: now"
    assert layer.begin(SIZE, 1.0, "another", growing=(9,), may_wait=True), "another thing: now"


def test_what_was_left_out_is_painted_when_no_frame_follows(
    qtbot: QtBot, dressed: QApplication
) -> None:
    owner = Owner()
    qtbot.addWidget(owner)
    layer = PaintedLayer(owner)
    layer.begin(SIZE, 1.0, growing=(1,), may_wait=True)
    assert not layer.begin(SIZE, 1.0, growing=(2,), may_wait=True)
    qtbot.waitUntil(lambda: owner.asked > 0)
    assert layer.begin(SIZE, 1.0, growing=(2,), may_wait=True)
