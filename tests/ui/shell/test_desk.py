"""The desk: sizes that somebody chose, what is hidden and what is brought back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels import PANELS
from ui.shell.desk import Desk
from visualnn.lesson import open_named

WIDE = (4000, 2400)


@pytest.fixture
def room(qtbot: QtBot, dressed: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(*WIDE)
    return made


@pytest.fixture
def desk(room: QWidget) -> Desk:
    """A desk with room for everything, at any size of the look."""
    made = Desk(Look(LIGHT, Metrics(1.0)), PANELS, room)
    made.resize(*WIDE)
    room.show()
    return made


def test_sizes_that_were_chosen_grow_with_the_look(desk: Desk) -> None:
    desk.restore({"columns": (300, 3336, 350), "left": (600, 1000), "other": (1, 2)})
    assert desk.chosen == {"columns": (300, 3336, 350), "left": (600, 1000)}
    desk.set_look(Look(LIGHT, Metrics(1.5)))
    assert desk.chosen == {"columns": (450, 5004, 525), "left": (900, 1500)}
    desk.set_look(Look(LIGHT, Metrics(0.75)))
    assert desk.chosen == {"columns": (225, 2502, 262), "left": (450, 750)}


def test_chosen_sizes_are_laid_out_and_kept(desk: Desk) -> None:
    total = sum(desk.splitters["columns"].sizes())
    desk.restore({"columns": (300, total - 700, 400)})
    assert desk.splitters["columns"].sizes() == [300, total - 700, 400]
    desk.resize(WIDE[0], WIDE[1] - 200)
    assert desk.splitters["columns"].sizes() == [300, total - 700, 400]
    desk.restore({"columns": (1, 2)})  # of another day with fewer columns
    assert len(desk.splitters["columns"].sizes()) == 3


def test_a_part_is_hidden_and_brought_back(desk: Desk) -> None:
    uncovered: list[bool] = []
    desk.uncovered.connect(lambda: uncovered.append(True))
    parts = ("left", "bottom", "right")
    for part in parts:
        panels = [spec.name for spec in PANELS if spec.where == part]
        assert desk.shows(part)
        desk.toggle(part)
        assert not desk.shows(part)
        assert all(desk.hides(name) for name in panels)
        assert all(desk.sections[name].isHidden() for name in panels)
        desk.toggle(part)
        assert desk.shows(part)
        assert not any(desk.hides(name) for name in panels)
    assert len(uncovered) == 2 * len(parts)


def test_a_view_that_a_stop_asks_for_first_is_as_wide_as_the_one_beside_it(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = opened(qtbot, dressed, open_named("schedules"))
    lesson = window.session.position.lesson
    stops = {stop.name: stop.tick for stop in lesson.stops}
    widths = {}
    for name in ("overshoot", "warm-up"):
        window.session.seek(stops[name])
        window.session.finish()
        QApplication.processEvents()
        sections = window.desk.sections
        widths[name] = sections["curves"].width() / sections["landscape"].width()
    assert widths["overshoot"] < 0.8  # the landscape is asked for first, and wants more
    assert widths["warm-up"] > 0.9
