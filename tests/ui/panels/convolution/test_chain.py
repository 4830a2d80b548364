"""The chain of layers from the side: rows lie over the input, the pointer chooses the cell, each
pixel is a door."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, looked, mouse, picture
from ui.panels.convolution.chain_picture import _runs
from ui.panels.convolution.chain_scene import ChainSpot
from ui.panels.convolution.panel import ConvolutionPanel
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.run.history import History
from visualnn.tell.frame import Focus, frame_at
from visualnn.text import use_language

CELL = Source("c3.z", (0, 2, 4, 4))


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def panel(qtbot: QtBot) -> ConvolutionPanel:
    """A panel with LeNet-5 after its first forward pass, at a cell of the second convolution."""
    lesson = open_named("lenet")
    history = History(lesson.program, lesson.start)
    tick = lesson.program.done_after("L", 0)
    assert tick is not None
    made = ConvolutionPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show()
    made.show_frame(frame_at(lesson, history, tick, Focus(CELL)))
    QTest.keyClick(made, Qt.Key.Key_C)
    return made


def test_rows_lie_over_the_input_and_do_not_cover_each_other(panel: ConvolutionPanel) -> None:
    assert panel.scene is not None
    places = panel._chain_layout(panel.scene)
    assert [placed.row.layer for placed in places.rows] == [
        "c3", "s2", "c1", "frame", "larger", "x"]  # fmt: skip
    lowest = places.rows[-1]
    for upper, lower in zip(places.rows, places.rows[1:], strict=False):
        assert upper.box(0, 0).bottom < lower.box(0, 0).top
        # the middle of a cell lies where its place lies over the input
        box, row = upper.box(3, 3), upper.row
        there = lowest.left + (row.over(3) + 0.5) * lowest.cell
        assert box.left + box.width / 2 == pytest.approx(there)
    for grid in places.pictures:
        assert grid.box.left > lowest.box(lowest.row.length, lowest.row.length).left
        assert grid.box.right <= panel.width()
    assert places.pictures[0].box.bottom <= places.labels[1].top


def test_the_title_says_how_far_the_cell_sees(panel: ConvolutionPanel) -> None:
    assert panel.scene is not None
    assert panel.spoken().startswith("c3: this cell sees 5×5 places of the input; ")
    counts = panel._chain.counts(panel.scene)
    assert counts is not None
    box = panel._chain.box(panel.scene)
    assert box is not None
    (top, bottom), (left, right) = box
    outside = np.array(counts)
    outside[:, max(top, 0) : bottom + 1, max(left, 0) : right + 1] = 0
    assert np.abs(outside).max() == 0
    use_language("ko")
    assert "c3" in panel.spoken()
    assert "this cell" not in panel.spoken()


def test_the_pointer_chooses_the_cell_and_a_pixel_is_a_door(panel: ConvolutionPanel) -> None:
    scene = panel.scene
    assert scene is not None
    before = picture(panel)
    upper = panel._chain_layout(scene).rows[0]
    box = upper.box(7, 7)
    place = QPoint(round(box.left + box.width / 2), round(box.top + box.height / 2))
    mouse(panel, QEvent.Type.MouseMove, place)
    assert scene.found.cell == (0, 2, 4, 7)
    assert picture(panel) != before
    seen = looked(panel)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert seen == [Source("c3.z", (0, 2, 4, 7))]
    grid = panel._chain_layout(scene).pictures[1]
    cell = grid.cell(2, 6)
    place = QPoint(round(cell.left + cell.width / 2), round(cell.top + cell.height / 2))
    mouse(panel, QEvent.Type.MouseMove, place)
    assert panel._chain_spot == ChainSpot(pixel=(2, 6))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert seen[-1] == Source("x", (0, 0, 2, 6))


def test_keys_move_the_cell_and_leave_the_chain(panel: ConvolutionPanel) -> None:
    assert panel.scene is not None
    QTest.keyClick(panel, Qt.Key.Key_Right)
    cell = panel.scene.found.cell
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.scene.found.cell == (*cell[:3], cell[3] + 1)
    QTest.keyClick(panel, Qt.Key.Key_C)
    assert not panel.chain_on
    assert "products" in panel.spoken()


def test_runs_of_neighbours() -> None:
    assert list(_runs([])) == []
    assert list(_runs([3])) == [(3, 3)]
    assert list(_runs([0, 1, 2, 5, 7, 8])) == [(0, 2), (5, 5), (7, 8)]
