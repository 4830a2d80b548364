"""The confusion matrix panel: a count is a door to its examples, by the pointer and by keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, looked, mouse, opened
from ui.panels.confusion import PANEL
from ui.panels.confusion.geometry import confusion_layout, example_places
from ui.panels.confusion.panel import ConfusionPanel
from ui.session.wishes import Seek
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.lesson.changes import Change, changed
from visualnn.text import use_language
from visualnn.views.base import Moment
from visualnn.views.registry import VIEWS


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


class Desk:
    """A panel on the screen whose wishes are granted, where the validation data are evaluated."""

    def __init__(self, qtbot: QtBot, name: str = "batches") -> None:
        self.lesson = open_named(name)
        self.session = opened(self.lesson)
        self.session.failed.connect(pytest.fail)
        self.panel = ConfusionPanel(LOOK)
        qtbot.addWidget(self.panel)
        self.panel.resize(760, 420)
        self.panel.show()
        self.panel.wished.connect(self.session.grant)
        self.session.moved.connect(self.panel.show_frame)
        stop = next(stop for stop in self.lesson.stops if stop.tick and "confusion" in stop.views)
        self.session.grant(Seek(stop.tick))
        self.session.finish()
        assert self.session.frame is not None
        self.panel.show_frame(self.session.frame)

    @property
    def wrong(self) -> list[tuple[int, int]]:
        """The counts of mistakes."""
        assert self.panel.scene is not None
        assert self.panel.scene.seen is not None
        counts = self.panel.scene.seen.counts
        return [(i, j) for i, j in np.argwhere(counts > 0).tolist() if i != j]

    def pixel(self, cell: tuple[int, int]) -> QPoint:
        assert self.panel.scene is not None
        box = self.panel._layout(self.panel.scene).counts.cell(*cell)
        return QPoint(round(box.left + box.width / 2), round(box.top + box.height / 2))

    def table(self, part: str) -> list[tuple[object, ...]]:
        frame = self.session.frame
        assert frame is not None
        moment = Moment(self.lesson, frame.tick, frame.values)
        return list(VIEWS["confusion"].table(moment, part).rows)


def test_what_is_painted_is_the_table(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    scene = desk.panel.scene
    assert scene is not None
    assert scene.seen is not None
    assert [row[2] for row in desk.table("confusion")] == scene.seen.counts.reshape(-1).tolist()
    assert scene.seen.of == "val"
    for cell in desk.wrong:
        scene.chosen = cell
        told = [row for row in desk.table("examples") if (row[1], row[2]) == cell]
        assert scene.examples == tuple(row[0] for row in told)
        for n, row in zip(scene.examples, told, strict=True):
            number = scene.seen.number(n)
            assert desk.session.frame is not None
            assert desk.session.frame.values[number.name][number.index] == row[3]


def test_a_click_on_a_count_looks_at_its_examples_one_after_the_other(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    scene, seen = desk.panel.scene, looked(desk.panel)
    assert scene is not None
    cell = max(desk.wrong, key=lambda cell: len(scene.seen.examples(*cell)))  # type: ignore[union-attr]
    frame = desk.session.frame
    assert frame is not None
    targets, said = frame.values["val.t"].argmax(1), frame.values["val.output.a"].argmax(1)
    rows = np.flatnonzero((targets == cell[0]) & (said == cell[1])).tolist()
    for _n in range(len(rows) + 1):
        QTest.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=desk.pixel(cell))
    assert seen == [Source("val.output.a", (row, cell[1])) for row in [*rows, rows[0]]]
    assert scene.cell == cell
    assert scene.cell_in_focus == cell


def test_a_count_of_none_leads_nowhere(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    scene, seen = desk.panel.scene, looked(desk.panel)
    assert scene is not None
    assert scene.seen is not None
    empty = divmod(int(np.flatnonzero(scene.seen.counts == 0)[0]), len(scene.labels))
    QTest.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=desk.pixel(empty))
    assert seen == []
    assert scene.cell == empty
    mouse(desk.panel, QEvent.Type.MouseMove, desk.pixel(empty))
    assert desk.panel.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_an_example_is_a_door_and_tells_the_others_while_it_is_pointed_at(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    scene, seen = desk.panel.scene, looked(desk.panel)
    pointed: list[object] = []
    desk.panel.pointed.connect(pointed.append)
    assert scene is not None
    assert scene.seen is not None
    places = desk.panel._examples(desk.panel._layout(scene), scene)
    assert places is not None
    box, number = places.boxes[0], scene.seen.number(scene.examples[0])
    place = QPoint(round(box.left + 4), round(box.top + 4))
    mouse(desk.panel, QEvent.Type.MouseMove, place)
    assert pointed[-1] == number
    assert desk.panel.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=place)
    assert seen == [number]
    QApplication.sendEvent(desk.panel, QEvent(QEvent.Type.Leave))
    assert pointed[-1] is None


def test_the_keyboard_reaches_what_the_pointer_reaches(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    scene, seen = desk.panel.scene, looked(desk.panel)
    assert scene is not None
    assert scene.seen is not None
    QTest.keyClick(desk.panel, Qt.Key.Key_Home)
    assert scene.cell == scene.seen.most_confused
    first, *_others = scene.examples
    QTest.keyClick(desk.panel, Qt.Key.Key_Return)
    assert seen == [scene.seen.number(first)]
    QTest.keyClick(desk.panel, Qt.Key.Key_PageUp)
    assert seen[-1] == scene.seen.number(scene.examples[-1])
    row, column = scene.cell or (0, 0)
    QTest.keyClick(desk.panel, Qt.Key.Key_Right)
    QTest.keyClick(desk.panel, Qt.Key.Key_Down)
    assert scene.cell == ((row + 1) % 10, (column + 1) % 10)
    QTest.keyClick(desk.panel, Qt.Key.Key_Escape)
    assert scene.chosen is None


def test_words_tell_the_right_ones_and_each_frequent_mistake(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    scene = desk.panel.scene
    assert scene is not None
    assert scene.seen is not None
    said = desk.panel.spoken()
    assert f"{scene.seen.right_count} of the {len(scene.seen.targets)} validation" in said
    most = scene.seen.most_confused
    assert most is not None
    assert f"{most[0]} → {most[1]}: {int(scene.seen.counts[most])}" in said


def test_more_classes_than_can_be_told_apart_are_not_offered() -> None:
    few = open_named("batches")
    many = changed(few, [Change("data.classes", 41), Change("layers.output.units", 41)])
    assert PANEL.suits(few)
    assert PANEL.suits(open_named("xor"))
    assert not PANEL.suits(many)
    assert not PANEL.suits(open_named("vgg"))


@given(
    width=st.floats(160, 4000),
    height=st.floats(110, 2200),
    factor=st.sampled_from([0.75, 1.0, 2.0]),
    classes=st.integers(2, 40),
    count=st.integers(0, 400),
    are_pictures=st.booleans(),
)
def test_all_parts_lie_in_the_panel_and_apart(
    width: float, height: float, factor: float, classes: int, count: int, are_pictures: bool
) -> None:
    places = confusion_layout(width, height, factor, classes, 12 * factor)
    counts = places.counts.box
    assert counts.left >= 0
    assert counts.top >= places.answers.bottom - 1
    if width >= 260 * factor and height >= 200 * factor:
        assert counts.right <= width
        assert counts.bottom <= places.note.top + 1
    if places.totals is not None:
        assert places.totals.left >= counts.right
        assert places.totals.right <= width
    if places.examples is None:
        return
    assert places.examples.left >= (places.totals or counts).right
    current = max(count - 1, 0)
    shown = example_places(places.examples, factor, count, current, are_pictures=are_pictures)
    assert len(shown.boxes) <= max(count, 0)
    if count:
        assert shown.first <= current < shown.first + len(shown.boxes)
    for box in shown.boxes:
        assert box.left >= places.examples.left
