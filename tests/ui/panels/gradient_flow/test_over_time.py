"""Histograms through time in the gradient flow: turned to, read and clicked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK
from tests.ui.runs import lesson as shipped
from ui.panels.gradient_flow import words
from ui.panels.gradient_flow.over_time import bin_under, iteration_under, room_over_time
from ui.panels.gradient_flow.panel import GradientFlowPanel
from ui.panels.gradient_flow.scene import SIDES
from ui.session.session import Session
from ui.session.wishes import Seek
from visualnn.lesson.histogram import BINS, counts_of


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    made = Session(2.0)
    made.take(shipped("vanishing"))
    yield made
    made.halt()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, dressed: QApplication) -> GradientFlowPanel:
    """The panel at iteration 12, turned to the activations through time."""
    made = GradientFlowPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(800, 480)
    session.moved.connect(made.show_frame)
    made.follows_changed.connect(lambda: session.watch_numbers(made.follows))
    session.seek(session.position.lesson.program.end_of(12))
    session.finish()
    session.refresh()
    made.show()
    for _ in range(len(SIDES) + 1):
        QTest.keyClick(made, Qt.Key.Key_Right)
    session.finish()
    session.refresh()
    return made


def test_left_and_right_lead_on_to_what_is_counted_through_time(
    panel: GradientFlowPanel, session: Session
) -> None:
    scene = panel.scene
    assert scene is not None
    assert (scene.is_over_time, scene.side) == (True, "a")
    assert panel.follows[0] == "histogram(h1.a)"
    assert len(panel.follows) == len(scene.names)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    assert (scene.is_over_time, scene.side) == (False, "W")
    assert panel.follows == ()


def test_each_column_is_the_histogram_of_its_iteration(
    panel: GradientFlowPanel, session: Session
) -> None:
    scene = panel.scene
    assert scene is not None
    history, program = session.position.history, session.position.lesson.program
    every = scene.histograms.every
    for iteration in (0, every, 12 // every * every):
        values = history.at(program.end_of(iteration)).values["h3.a"]
        assert scene.counts_of_iteration(2, iteration) == tuple(counts_of(values, BINS["a"]))


def test_a_place_is_read_and_a_click_goes_to_its_iteration(
    qtbot: QtBot, panel: GradientFlowPanel
) -> None:
    scene = panel.scene
    assert scene is not None
    places = panel.places(scene)
    room = room_over_time(places)
    assert room is not None
    x = room.left + 0.25 * room.width
    iteration = iteration_under(scene, room, x)
    assert 0 < iteration < 12
    counts = scene.counts_of_iteration(0, iteration)
    assert counts is not None
    fullest = int(np.argmax(counts))
    cell = places.cell(room, 0)
    y = next(
        y
        for y in np.arange(cell.top, cell.bottom, 0.5)
        if bin_under(scene, cell, float(y)) == fullest
    )
    panel._pointer = QPointF(x, float(y))
    told = words.readout_over_time(scene, 0, iteration, fullest)
    assert f": {counts[fullest]} of {sum(counts)}" in told
    assert told in panel.spoken()
    with qtbot.waitSignal(panel.wished) as wished:
        QTest.mouseClick(
            panel, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(cell.top + 4))
        )
    program = scene.lesson.program
    assert wished.args == [Seek(program.end_of(iteration_under(scene, room, round(x))))]


def test_the_picture_is_dark_where_numbers_are_often(panel: GradientFlowPanel) -> None:
    scene = panel.scene
    assert scene is not None
    places = panel.places(scene)
    room = room_over_time(places)
    assert room is not None
    cell = places.cell(room, len(scene.names) - 2)
    image = panel.grab().toImage()
    x = round(room.left + 0.1 * room.width)
    shades = [
        image.pixelColor(x, y).lightness()
        for y in range(round(cell.top) + 3, round(cell.bottom) - 3)
    ]
    later = round(room.right) - 5  # is not computed yet
    nothing = {
        image.pixelColor(later, y).name()
        for y in range(round(cell.top) + 3, round(cell.bottom) - 3)
    }
    assert min(shades) < 0.5 * max(shades)
    assert nothing == {LOOK.theme.surface.name()}


def test_it_is_said_where_most_numbers_are(panel: GradientFlowPanel) -> None:
    scene = panel.scene
    assert scene is not None
    spoken = panel.spoken()
    for name in scene.names:
        assert f"a · {name} · iteration 0: " in spoken
