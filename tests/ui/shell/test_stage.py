"""The stage by hand: the row of names, what a stop points at, and numbers that stay numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import noting, opened, small_lesson
from tests.ui.runs import lesson
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels.network.panel import NetworkPanel
from ui.panels.tensor.panel import TensorPanel
from ui.session.wishes import Seek
from ui.shell.settings import Memory
from ui.shell.staging import StageChoice
from ui.shell.window import Window
from visualnn.lesson import Lesson

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Window:
    return opened(qtbot, dressed, small_lesson())


def on_stage(window: Window) -> tuple[str, ...]:
    """The views that are seen on the stage, from left to right and from above."""
    desk = window.desk
    found = [name for name in desk.views if not desk.sections[name].isHidden()]
    inside = [name for name in found if desk.stage.isAncestorOf(desk.sections[name])]
    corner = {name: desk.sections[name].mapTo(desk, QPoint(0, 0)) for name in inside}
    return tuple(sorted(inside, key=lambda name: (corner[name].x(), corner[name].y())))


def test_a_name_brings_its_view_and_the_frame_it_missed(window: Window, qtbot: QtBot) -> None:
    names = window.desk.stage.names
    assert on_stage(window) == ("network", "boundary")
    QTest.mouseClick(names.buttons["network"], LEFT)
    assert on_stage(window) == ("network",)
    window.session.grant(Seek(9))
    assert noting(window, "boundary").frames[-1] is not window.session.frame
    QTest.mouseClick(names.buttons["boundary"], LEFT)
    assert on_stage(window) == ("boundary",)
    qtbot.waitUntil(lambda: noting(window, "boundary").frames[-1] is window.session.frame)


def test_a_hidden_view_takes_no_share_of_a_frame(window: Window) -> None:
    QTest.mouseClick(window.desk.stage.names.buttons["network"], LEFT)
    before = len(noting(window, "boundary").frames)
    for tick in range(5, 9):
        window.session.grant(Seek(tick))
    assert len(noting(window, "boundary").frames) == before


def test_the_table_goes_on_the_stage_and_home_again(window: Window) -> None:
    desk = window.desk
    row = desk.splitters["bottom"]
    order = [row.indexOf(desk.sections[name]) for name in ("tensor", "curves")]
    QTest.mouseClick(desk.stage.names.buttons["tensor"], LEFT)
    assert on_stage(window) == ("network", "tensor")
    assert not desk.sections["curves"].isHidden()
    desk.forget_stage()
    assert on_stage(window) == ("network", "boundary")
    assert [row.indexOf(desk.sections[name]) for name in ("tensor", "curves")] == order


def test_the_menu_of_a_name_puts_its_view_in_its_place(window: Window) -> None:
    names = window.desk.stage.names

    def choose(view: str, title: str) -> None:
        found = [each for each in names.menu_of(view).actions() if each.text() == title]
        assert len(found) == 1, title
        found[0].trigger()

    choose("curves", "Show it alone")
    assert on_stage(window) == ("curves",)
    choose("network", "Put it with the first view")
    assert on_stage(window) == ("curves", "network")
    choose("curves", "Below each other")
    assert window.desk.placement == "below"
    choose("curves", "Take it away")
    assert on_stage(window) == ("network",)
    choose("network", "As the lesson has it")
    assert on_stage(window) == ("network", "boundary")


def pointing(*views: str) -> Lesson:
    """The small lesson, whose second stop points at views."""
    made = small_lesson()
    one, two = made.stops
    return replace(made, stops=(one, replace(two, views=views)))


def test_a_stop_that_points_has_its_view_on_the_screen(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed, pointing("values"))
    ticks = [stop.tick for stop in window.session.frame.lesson.stops]  # type: ignore[union-attr]
    window.session.grant(Seek(ticks[0]))
    assert on_stage(window) == ("network", "boundary")
    window.session.grant(Seek(ticks[1]))
    assert on_stage(window) == ("network", "tensor")
    qtbot.waitUntil(lambda: noting(window, "tensor").frames[-1] is window.session.frame)
    window.session.grant(Seek(ticks[0]))
    assert on_stage(window) == ("network", "boundary")


def test_the_choice_is_remembered_for_its_lesson(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    memory = Memory(tmp_path / "settings.json")
    window = opened(qtbot, dressed, lesson("xor"), memory=memory)
    window.desk.show_view("tensor")
    window.desk.turn_stage("below")
    window.close()
    known = memory.load()
    assert known.stages == {"xor": StageChoice(("network", "tensor"), "below")}
    again = opened(qtbot, dressed, lesson("xor"), settings=known, memory=memory)
    assert again.desk.staged == ("network", "tensor")
    again.library.show(lesson("logistic"))
    assert again.desk.staged == ("network", "boundary")
    again.library.show(lesson("xor"))
    assert again.desk.staged == ("network", "tensor")
    again.desk.forget_stage()
    again.close()
    assert memory.load().stages == {}


# -- numbers stay numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "factor"),
    [((1024, 768), 1.0), ((1280, 800), 1.0), ((1920, 1080), 2.0), ((3840, 2160), 1.0)],
)
def test_no_number_of_xor_is_replaced_by_a_sign(
    qtbot: QtBot, dressed: QApplication, size: tuple[int, int], factor: float
) -> None:
    window = Window(Look(LIGHT, Metrics(factor)))
    qtbot.addWidget(window)
    window.resize(*size)
    window.library.show(lesson("xor"))
    window.show()
    window.furnishing.finish()
    window.session.grant(Seek(200))
    QApplication.processEvents()
    for name in ("lesson", "card", window.desk.staged[0]):
        shown = window.desk.sections[name].isVisible()
        assert shown or (name in window.desk.views and window.desk.placement == ""), name
    window.desk.bring("network")
    QApplication.processEvents()
    network = window.furniture.panels["network"]
    tensor = window.furniture.panels["tensor"]
    assert isinstance(network, NetworkPanel)
    assert isinstance(tensor, TensorPanel)
    picture = network.picture
    assert picture is not None
    assert all(block.numbered for block in picture.layout.blocks.values())
    for name in ("network", "lesson", "card"):
        assert window.desk.sections[name].isVisible(), name
    if tensor.isVisible():
        main = tensor.view.main if tensor.view is not None else None
        assert main is not None
        line = tensor.look.metrics.px(11)
        assert main.grid.cell_height >= line
    window.desk.bring("tensor")
    QApplication.processEvents()
    tensor.grab()
    main = tensor.view.main if tensor.view is not None else None
    assert main is not None
    assert main.grid.cell_height >= tensor.look.metrics.px(11)


def test_drawings_grow_with_their_room(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed, lesson("xor"), size=(3840, 2160))
    section = window.desk.sections["network"]
    assert section.growth >= 2.0
    assert noting(window).look.metrics.factor == section.growth
    assert noting(window, "card").look.metrics.factor == 1.0
    window.resize(1280, 800)
    QApplication.processEvents()
    assert section.growth == 1.0
    assert noting(window).look == window.appearance.look
    window.appearance.set_look(replace(window.appearance.look, metrics=Metrics(1.5)))
    assert noting(window).look == window.appearance.look
