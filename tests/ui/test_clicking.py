"""A hand that knows nothing goes about lessons: the short form of `make faults ARGS=clicking`."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tools.faults.clicking import click
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.session.wishes import Ask
from ui.shell.window import Window
from visualnn.lesson import find, load

ACT_COUNT = 120


@pytest.mark.usefixtures("dressed")
# QTest remarks it where the hand presses on the frame of a list
@pytest.mark.qt_log_ignore("not accepted by receiving widget", extend=True)
@pytest.mark.parametrize("name", ["xor", "digits"])
def test_nothing_that_a_hand_does_raises(name: str) -> None:
    found = click((name,), 0.0, seed=1, acts=ACT_COUNT)
    assert found.faults == []
    assert found.acts == ACT_COUNT


@pytest.mark.usefixtures("patient")
def test_a_point_that_is_asked_about_is_drawn_though_it_has_no_loss(dressed: QApplication) -> None:
    window = Window(Look(LIGHT, Metrics(1.0)))
    window.library.show(load(find("xor")))
    window.show()
    window.furnishing.finish()
    said: list[str] = []
    window.failed.connect(said.append)
    window.furniture.failed.connect(said.append)
    window.furniture.panels["network"].failed.connect(said.append)
    window.session.seek(window.session.position.lesson.program.end_of(0))
    window.session.grant(Ask((0.3, 0.4)))
    window.furniture.panels["network"].grab()
    window.close()
    window.deleteLater()
    assert not said
