"""Sections parted by lines: what can be dragged, and how far."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.shell.arrangement import HANDLE_PIXELS
from ui.shell.divided import Divided

LEAST_PIXELS = 80


@pytest.fixture(params=list(Qt.Orientation), ids=lambda way: way.name)
def divided(qtbot: QtBot, request: pytest.FixtureRequest) -> Divided:
    made = Divided(request.param, Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    for _n in range(2):
        section = QWidget()
        section.setMinimumSize(LEAST_PIXELS, LEAST_PIXELS)
        made.addWidget(section)
    made.resize(400, 400)
    made.show()
    return made


def test_a_section_is_never_dragged_away(divided: Divided) -> None:
    """What is not seen could only be found by who remembers it."""
    for place, of in ((0, 0), (400, 1)):
        divided.moveSplitter(place, 1)
        assert divided.sizes()[of] == LEAST_PIXELS


def test_the_line_is_a_hair_in_a_handle_as_wide_as_the_pointer_needs(divided: Divided) -> None:
    handle = divided.handle(1)
    is_across = divided.orientation() is Qt.Orientation.Horizontal
    for look in (Look(LIGHT, Metrics(1.0)), Look(DARK, Metrics(2.0))):
        divided.set_look(look)
        wide = handle.sizeHint().width()
        assert wide == handle.sizeHint().height() == look.metrics.px(HANDLE_PIXELS)
        divided.refresh()
        picture = handle.grab().toImage()
        across, down = picture.width() // 2, picture.height() // 2
        colour = look.theme.line.rgb()
        assert picture.pixel(across, down) == colour
        beside = (across + 1, down) if is_across else (across, down + 1)
        along = (across, down + 9) if is_across else (across + 9, down)
        assert picture.pixel(*along) == colour
        assert picture.pixel(*beside) != colour
