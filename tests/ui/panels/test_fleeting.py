"""A picture that is shown for a moment, while frames follow each other, shows what one that stays
does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage
from tests.ui.panels.test_contract import LESSONS
from ui.panels import PANELS

CHANNEL_STEPS = 40
"""How far a channel of 0 to 255 may be off: letters are smoothed otherwise on pixels that are
kept."""
MOST_OTHER_SHARE = 0.004
"""The share of pixels that may be off more than that."""


def unlike(one: QImage, other: QImage) -> float:
    """The share of pixels of two pictures that differ."""
    assert one.size() == other.size()
    count = off = 0
    for y in range(0, one.height(), 2):
        for x in range(0, one.width(), 2):
            a, b = one.pixelColor(x, y), other.pixelColor(x, y)
            apart = max(
                abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())
            )
            count, off = count + 1, off + (apart > CHANNEL_STEPS)
    return off / count


@pytest.mark.parametrize("name", ["xor", "trajectories"])
@pytest.mark.parametrize("panel", ["curves", "timeline", "landscape"])
def test_the_first_picture_of_a_moment_has_everything(
    qtbot: QtBot, dressed: QApplication, panel: str, name: str
) -> None:
    spec = next(each for each in PANELS if each.name == panel)
    what = LESSONS[name]()
    if not spec.suits(what):
        assert (panel, name) == ("landscape", "xor")
        return
    seen = []
    for is_fleeting in (False, True):
        stage = Stage(qtbot, spec, what)
        stage.panel.resize(900, 500)
        stage.go(stage.places[-1])
        stage.panel.forget()
        frame = stage.frame(stage.places[-1])
        stage.panel.show_frame(replace(frame, is_fleeting=is_fleeting))
        seen.append(stage.picture())
    assert unlike(*seen) < MOST_OTHER_SHARE
