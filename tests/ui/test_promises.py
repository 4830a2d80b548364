"""Back is free: forward, back and forward again shows the same numbers and the same pixels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply
from ui.shell.window import Window
from visualnn.lesson import find, load

pytestmark = pytest.mark.usefixtures("patient")

STEPS = 30


@pytest.fixture(params=[("xor", 20), ("xor", 2590), ("digits", 2190)])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Window]:
    """A lesson shortly before something happens: the end of an iteration, a stop, an epoch's last
    and shorter batch with its evaluation."""
    name, tick = request.param
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Look(THEMES["light"], Metrics())
    apply(application, look.theme, look.metrics)
    shown = Window(look)
    qtbot.addWidget(shown)
    shown.resize(1280, 800)
    shown.library.show(load(find(name)))
    shown.show()
    shown.furnishing.finish()
    qtbot.waitExposed(shown)
    shown.session.seek(tick)
    yield shown
    shown.close()


def seen(window: Window) -> tuple[int, dict[str, bytes], bytes]:
    """The tick, every number known at it, and every pixel."""
    for _ in range(4):  # layouts settle
        QApplication.processEvents()
    window.session.finish()  # the runs beside it catch up between two events
    QApplication.processEvents()
    frame = window.session.frame
    assert frame is not None
    image = window.grab().toImage()
    values = {name: value.tobytes() for name, value in frame.values.items()}
    return frame.tick, values, bytes(image.constBits())


def test_forward_back_forward_is_the_same(window: Window) -> None:
    for _ in range(STEPS):  # none is painted: colours reach as far as the run has shown
        QTest.keyClick(window, Qt.Key.Key_Right)
    there = seen(window)
    back = []
    for _ in range(STEPS):
        QTest.keyClick(window, Qt.Key.Key_Left)
        back.append(seen(window))
    assert len({tick for tick, *_ in back}) == STEPS
    assert len({pixels for *_, pixels in back}) == STEPS, "every step shows something else"
    for tick, values, pixels in reversed(back):
        now = seen(window)
        assert now[0] == tick
        assert now[1] == values, f"other numbers at tick {tick}"
        assert now[2] == pixels, f"another picture at tick {tick}"
        QTest.keyClick(window, Qt.Key.Key_Right)
    again = seen(window)
    assert again[:2] == there[:2]
    assert again[2] == there[2], "another picture at the end"
