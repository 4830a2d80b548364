"""The drawing panel: a stroke is ink under the pen, the network answers in the same turn, and only
letting go is recorded."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, looked, mouse, opened, picture
from ui.panels.drawing.geometry import drawing_layout, inked, pen_radius
from ui.panels.drawing.panel import DrawingPanel
from ui.session.wishes import Ask, LookAt, Wish
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.text import use_language


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


class Desk:
    """A panel on the screen whose wishes and sketches are granted."""

    def __init__(self, qtbot: QtBot, name: str = "digits") -> None:
        self.session = opened(open_named(name))
        self.session.failed.connect(pytest.fail)
        self.panel = DrawingPanel(LOOK)
        qtbot.addWidget(self.panel)
        self.panel.resize(640, 360)
        self.panel.show()
        self.wishes: list[Wish] = []
        self.panel.wished.connect(self.wishes.append)
        self.panel.wished.connect(self.session.grant)
        self.panel.sketched.connect(self.session.sketch)
        self.session.moved.connect(self.panel.show_frame)
        assert self.session.frame is not None
        self.panel.show_frame(self.session.frame)

    def pixel(self, row: float, column: float) -> QPoint:
        known = self.panel._drawable
        assert known is not None
        grid = self.panel._layout(known).picture
        return QPoint(
            round(grid.box.left + column * grid.cell_width),
            round(grid.box.top + row * grid.cell_height),
        )

    def stroke(self, *places: tuple[float, float]) -> None:
        mouse(self.panel, QEvent.Type.MouseButtonPress, self.pixel(*places[0]))
        for place in places[1:]:
            mouse(self.panel, QEvent.Type.MouseMove, self.pixel(*place))
        QApplication.processEvents()


def test_while_the_hand_moves_the_network_answers_and_nothing_is_recorded(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.stroke((1.5, 4.5), (6.5, 4.5))
    frame = desk.session.frame
    assert frame is not None
    assert frame.asked is not None
    assert desk.wishes == []
    assert frame.asked.point == desk.panel.point
    assert desk.panel.said == frame.values["asked.output.a"][0].tolist()
    before = frame
    mouse(desk.panel, QEvent.Type.MouseMove, desk.pixel(6, 1))
    QApplication.processEvents()
    assert desk.session.frame is not before
    mouse(desk.panel, QEvent.Type.MouseButtonRelease, desk.pixel(6, 1))
    assert desk.wishes == [Ask(desk.panel.point)]
    assert desk.session.frame is not None
    assert desk.session.frame.asked is not None
    raw = desk.session.frame.values["asked.batch.x"].reshape(8, 8)
    assert raw[3, 4] == 16.0
    assert raw[3, 0] == 0.0


def test_the_right_button_rubs_out_and_clear_forgets(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.stroke((4.5, 1.5), (4.5, 6.5))
    mouse(desk.panel, QEvent.Type.MouseButtonRelease, desk.pixel(4.5, 6.5))
    assert desk.panel.shares[4, 2:7].min() == 1.0
    QTest.mousePress(desk.panel, Qt.MouseButton.RightButton, pos=desk.pixel(4.5, 4.5))
    QTest.mouseRelease(desk.panel, Qt.MouseButton.RightButton, pos=desk.pixel(4.5, 4.5))
    assert desk.panel.shares[4, 4] == 0.0
    QTest.keyClick(desk.panel, Qt.Key.Key_Delete)
    assert desk.panel.shares.max() == 0.0
    assert desk.wishes[-1] == Ask((0.0,) * 64)


def test_a_number_opens_its_card_and_stays_in_focus_while_drawing_goes_on(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "lenet")
    desk.stroke((1.5, 4.5), (6.5, 4.5))
    mouse(desk.panel, QEvent.Type.MouseButtonRelease, desk.pixel(6, 4))
    known = desk.panel._drawable
    assert known is not None
    seen = looked(desk.panel)
    row = desk.panel._layout(known).answers[7]
    place = QPoint(round(row.bar.left) + 3, round(row.bar.top) + 3)
    QTest.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=place)
    assert seen == [Source("asked.output.a", (0, 7))]
    desk.stroke((2, 2), (2, 6))
    frame = desk.session.frame
    assert frame is not None
    assert frame.focus is not None
    assert frame.focus.place == seen[0]
    assert frame.explanation is not None
    assert frame.explanation.value == frame.values["asked.output.a"][0, 7]


def test_the_keyboard_draws_rubs_out_takes_a_row_and_opens_numbers(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.session.seek_end()
    desk.session.finish()
    panel = desk.panel
    QTest.keyClick(panel, Qt.Key.Key_Down)
    QTest.keyClick(panel, Qt.Key.Key_Space)
    assert panel.shares[4, 4] == 1.0
    QTest.keyClick(panel, Qt.Key.Key_Left)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    assert panel._pen == (4, 2)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert desk.wishes[-1] == LookAt(Source("asked.batch.x", (0, 34)))
    QTest.keyClick(panel, Qt.Key.Key_Right)
    QTest.keyClick(panel, Qt.Key.Key_Right)
    QTest.keyClick(panel, Qt.Key.Key_Backspace)
    assert panel.shares[4, 4] == 0.0
    QTest.keyClick(panel, Qt.Key.Key_T)
    frame = desk.session.frame
    assert frame is not None
    assert np.array_equal(frame.values["asked.batch.x"][0], frame.values["batch.x"][0])
    QTest.keyClick(panel, Qt.Key.Key_PageDown)
    QTest.keyClick(panel, Qt.Key.Key_PageDown)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert desk.wishes[-1] == LookAt(Source("asked.output.a", (0, 1)))
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert desk.wishes[-1] == Ask()
    assert panel.spoken().startswith("Example 0, until you draw. The network says ")


def test_the_title_says_what_the_network_says(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    empty = picture(desk.panel)
    assert desk.panel.spoken() == "Example 0, until you draw"
    desk.stroke((1.5, 4.5), (6.5, 4.5))
    assert picture(desk.panel) != empty
    said = desk.panel.said
    assert said is not None
    assert desk.panel.spoken().startswith(f"The network says {int(np.argmax(said))} (")
    use_language("ko")
    assert "신경망" in desk.panel.spoken()


@given(
    st.integers(4, 32),
    st.integers(4, 32),
    st.lists(st.tuples(st.floats(-3, 35), st.floats(-3, 35)), min_size=2, max_size=5),
)
def test_ink_lies_under_the_pen_and_nowhere_else(
    rows: int, columns: int, places: list[tuple[float, float]]
) -> None:
    shares = np.zeros((rows, columns))
    for begin, end in itertools.pairwise(places):
        before, shares = shares, inked(shares, begin, end)
        assert (shares >= before).all()
        assert shares.max() <= 1
        along = np.linspace(0, 1, 400)[:, None]
        points = np.array(begin) + along * (np.array(end) - np.array(begin))
        for row, column in np.ndindex(rows, columns):
            far = np.hypot(*(points - (row + 0.5, column + 0.5)).T).min()
            if far < pen_radius(rows, columns) - 0.55:
                assert shares[row, column] > 0.99
            if far > pen_radius(rows, columns) + 0.55:
                assert shares[row, column] == before[row, column]
        rubbed = inked(shares, begin, end, rubs=True)
        assert (rubbed <= shares).all()


@pytest.mark.parametrize("size", [(300, 200), (640, 360), (1200, 900)])
def test_picture_and_answers_do_not_cover_each_other(size: tuple[int, int]) -> None:
    places = drawing_layout(*size, 1.0, 8, 8, 10)
    assert places.picture.box.right < places.answers[0].name.left
    assert places.picture.box.bottom <= places.note.top
    for upper, lower in zip(places.answers, places.answers[1:], strict=False):
        assert upper.whole.bottom <= lower.whole.top + 1e-9
    for row in places.answers:
        assert row.bar.right < row.number.left
        assert row.bar.width > 20
