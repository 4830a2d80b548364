"""The loss plane, drawn as its view says, turned, kept, stopped and read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone
from tests.ui.runs import opened, picture
from ui.panels.loss_plane import PANEL
from ui.panels.loss_plane.panel import LossPlanePanel
from ui.panels.loss_plane.scene import LossPlaneScene
from ui.session.session import Session
from ui.session.wishes import LookAt, Seek, Wish
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.text import use_language
from visualnn.views.loss_plane import followed_numbers, loss_at


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def panel(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[LossPlanePanel]:
    monkeypatch.setattr("visualnn.views.loss_plane.MAX_SIDE", 9)
    yield from alone(qtbot, PANEL, LossPlanePanel, (760, 520))


class Walk:
    """A session whose frames are shown."""

    def __init__(self, panel: LossPlanePanel, lesson: str = "xor") -> None:
        self.panel = panel
        self.session: Session = opened(open_named(lesson))
        self.session.watch_numbers(followed_numbers(self.session.position.lesson))
        self.wishes: list[Wish] = []
        panel.wished.connect(self.wishes.append)

    def show(self, iteration: int) -> LossPlaneScene:
        """Go to where the loss of an iteration is computed."""
        program = self.session.position.lesson.program
        done = program.done_after("L", iteration)
        assert done is not None
        self.session.seek(program.start_of(iteration) + done)
        self.session.finish()
        assert self.session.frame is not None
        self.panel.show_frame(self.session.frame)
        return self.settled()

    def settled(self) -> LossPlaneScene:
        QApplication.processEvents()
        while self.panel.is_computing:
            QApplication.processEvents()
        assert self.panel.scene is not None
        return self.panel.scene

    def press(self, key: Qt.Key) -> LossPlaneScene:
        QTest.keyClick(self.panel, key)
        return self.settled()


def test_heights_fill_the_plot_and_are_those_of_the_plane(panel: LossPlanePanel) -> None:
    scene = Walk(panel).show(40)
    assert scene.is_true
    assert scene.surface is not None
    assert scene.cut is not None
    place, plane = panel.plot.map, scene.surface.plane
    assert plane.least == pytest.approx((place.x[0], place.y[0]))
    assert plane.largest == pytest.approx((place.x[1], place.y[1]))
    corner = np.array([plane.largest[0], plane.least[1]])
    assert scene.surface.heights[0, -1] == loss_at(scene.cut, corner)
    unit = place.box.width / (place.x[1] - place.x[0])
    assert unit == pytest.approx(place.box.height / (place.y[1] - place.y[0]), rel=0.03)


def test_the_two_main_directions_and_what_they_hold(panel: LossPlanePanel) -> None:
    made = Walk(panel)
    made.show(60)
    before = picture(panel)
    scene = made.press(Qt.Key.Key_D)
    assert scene.cut is not None
    assert scene.cut.axes.shares is not None
    assert f"{100 * sum(scene.cut.axes.shares):.4g} %" in panel.titles()[0]
    assert picture(panel) != before
    assert scene.walk is not None
    assert len(scene.walk.updates) == 61
    assert "main direction" in panel.spoken()
    made.press(Qt.Key.Key_D)
    assert picture(panel) == before


def test_a_kept_plane_stays_and_says_that_the_dot_has_another_loss(panel: LossPlanePanel) -> None:
    made = Walk(panel)
    first = made.show(40).cut
    assert made.press(Qt.Key.Key_K).cut is first
    scene = made.show(200)
    assert scene.cut is first
    assert scene.walk is not None
    own, under = scene.walk.losses[-1], scene.walk.plane_losses[-1]
    assert made.session.frame is not None
    assert own == float(made.session.frame.values["L"])
    assert abs(own - under) > 1e-3
    assert "other numbers have moved" in panel.titles()[0]
    assert "plane kept" in panel.spoken()
    assert "cut at iteration 40" in panel.note()
    scene = made.press(Qt.Key.Key_K)
    assert scene.cut is not first
    assert "cut at iteration 200" in panel.note()


def test_without_the_way_there_are_no_main_directions_and_it_says_why(
    panel: LossPlanePanel,
) -> None:
    made = Walk(panel)
    made.show(0)
    made.press(Qt.Key.Key_D)
    assert panel.plot.isHidden()
    assert "no two directions yet" in panel.spoken()
    made.show(30)
    assert not panel.plot.isHidden()


def test_a_way_of_many_numbers_has_main_directions_that_are_found_in_turns(
    panel: LossPlanePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.panels.loss_plane.scene.TURN_SECONDS", 0.0)
    made = Walk(panel, "digits")
    made.show(40)
    QTest.keyClick(panel, Qt.Key.Key_D)
    scene = panel.scene
    assert scene is not None
    assert scene.is_going_on
    assert panel.plot.isHidden()
    assert "computing the plane" in panel.spoken()
    shares = [scene.share]
    while scene.go_on():
        shares.append(scene.share)
    assert shares == sorted(shares)
    scene = made.settled()
    assert scene.cut is not None
    assert scene.walk is not None
    assert scene.cut.axes.shares is not None
    assert f"{100 * sum(scene.cut.axes.shares):.4g} %" in panel.titles()[0]
    assert scene.walk.updates.tolist() == [*range(41)]
    assert made.session.frame is not None
    assert scene.walk.losses.tolist() == made.session.frame.curves["L"].tolist()
    first = scene.cut
    made.press(Qt.Key.Key_K)
    assert made.show(50).cut is first
    assert scene.walk.updates.tolist() == [*range(51)]
    made.press(Qt.Key.Key_K)
    assert scene.cut is not first
    made.press(Qt.Key.Key_D)
    assert scene.cut.axes.weights is not None
    made.press(Qt.Key.Key_D)
    QTest.keyClick(panel, Qt.Key.Key_D)
    assert not panel.plot.isHidden()


def test_main_directions_wait_until_the_way_was_gone_through(panel: LossPlanePanel) -> None:
    made = Walk(panel, "digits")
    made.show(40)
    frame = made.session.frame
    assert frame is not None
    panel.show_frame(replace(frame, watched=replace(frame.watched, share=0.25)))
    QTest.keyClick(panel, Qt.Key.Key_D)
    assert not panel.is_computing
    assert "going through the way of training: 25 %" in panel.spoken()
    panel.show_frame(frame)
    scene = made.settled()
    assert not panel.plot.isHidden()
    known = scene.surface
    panel.show_frame(replace(frame))
    assert made.settled().surface is known  # the same way is not computed again


def test_x_and_y_take_the_weight_in_focus(panel: LossPlanePanel) -> None:
    made = Walk(panel)
    made.show(20)
    for key, place in (
        (Qt.Key.Key_X, Source("output.W", (3, 0))),
        (Qt.Key.Key_Y, Source("output.b", (0,))),
    ):
        made.session.look_at(place)
        assert made.session.frame is not None
        panel.show_frame(made.session.frame)
        made.press(key)
    scene = made.press(Qt.Key.Key_X)  # the same number twice: they change places
    assert (scene.choice.across, scene.choice.up) == (
        Source("output.b", (0,)),
        Source("output.W", (3, 0)),
    )
    assert scene.cut is not None
    assert scene.cut.axes.weights == (scene.choice.across, scene.choice.up)
    made.press(Qt.Key.Key_Return)
    assert made.wishes == [LookAt(Source("output.b", (0,)))]


def test_escape_stops_the_computation_and_the_heights_say_of_when_they_are(
    panel: LossPlanePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Walk(panel)
    made.show(20)
    monkeypatch.setattr("ui.panels.loss_plane.scene.TURN_SECONDS", 0.0)
    made.session.seek(made.session.position.lesson.program.start_of(50))
    made.session.finish()
    assert made.session.frame is not None
    panel.show_frame(made.session.frame)
    was_computing = panel.is_computing
    assert was_computing
    assert "Esc: stop" in panel.note()
    assert panel.holds_something
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.is_computing
    scene = panel.scene
    assert scene is not None
    assert scene.is_given_up
    assert "of iteration 20" in panel.note()


def test_the_switches_are_clicked(panel: LossPlanePanel) -> None:
    made = Walk(panel)
    scene = made.show(30)
    assert panel.marks.switches is not None
    first, second = panel.marks.switches
    for box in (first, second):
        QTest.mouseClick(
            panel,
            Qt.MouseButton.LeftButton,
            pos=QPoint(round(box.left + box.width / 2), round(box.top + box.height / 2)),
        )
        made.settled()
    assert scene.choice.is_main
    assert scene.choice.is_kept


def test_the_way_is_read_and_leads_there(panel: LossPlanePanel) -> None:
    made = Walk(panel)
    scene = made.show(60)
    made.press(Qt.Key.Key_D)
    made.press(Qt.Key.Key_Left)
    assert "after 59 updates" in panel.note()
    assert scene.walk is not None
    x, y = scene.walk.spots[10].tolist()
    place = panel.plot.map
    at = QPoint(round(place.across(x)), round(place.up(y)))
    QTest.mouseMove(panel.plot.viewport(), at)
    QApplication.processEvents()
    assert panel.marks.reading is not None
    QTest.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QApplication.processEvents()
    (wish,) = made.wishes
    assert isinstance(wish, Seek)
    QTest.mouseMove(
        panel.plot.viewport(), QPoint(round(place.box.left + 40), round(place.box.top + 10))
    )
    QApplication.processEvents()
    assert "L = " in panel.note()
