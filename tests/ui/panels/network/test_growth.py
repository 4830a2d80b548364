"""Buttons on the network add units and layers, and take them away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson, opened
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels.network.growth import SIGNS, Growth, GrowthButton, growth_buttons
from ui.panels.network.panel import NetworkPanel
from ui.session.session import Session

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    made = opened(lesson("playground"))
    made.failed.connect(pytest.fail)
    return made


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> NetworkPanel:
    made = NetworkPanel(Look(LIGHT, Metrics()))
    made.resize(640, 370)
    qtbot.addWidget(made)
    made.failed.connect(pytest.fail)
    session.moved.connect(made.show_frame)
    made.wished.connect(session.grant)
    made.show()
    session.seek(40)
    session.finish()
    return made


def places(panel: NetworkPanel) -> set[GrowthButton]:
    assert panel.picture is not None
    return set(panel.picture.growth.places)


def press(panel: NetworkPanel, session: Session, layer: str, growth: Growth) -> None:
    assert panel.picture is not None
    place = panel.picture.growth.places[GrowthButton(layer, growth)]
    QTest.mouseMove(panel, place.center().toPoint())
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    session.finish()


def widths(session: Session) -> dict[str, int]:
    start = session.position.lesson.start
    layers = session.position.lesson.network.layers
    return {layer.name: start[f"{layer.name}.W"].shape[1] for layer in layers}


def test_units_and_layers_come_and_go_at_a_click_and_undo_leads_back(
    panel: NetworkPanel, session: Session
) -> None:
    begun = widths(session)
    assert begun == {"hidden": 4, "hidden2": 2, "output": 1}
    for layer, growth, found in (
        ("hidden", Growth.MORE_UNITS, {"hidden": 5, "hidden2": 2, "output": 1}),
        ("hidden2", Growth.FEWER_UNITS, {"hidden": 5, "hidden2": 1, "output": 1}),
        ("output", Growth.MORE_LAYERS, {"hidden": 5, "hidden2": 1, "hidden3": 1, "output": 1}),
        ("hidden3", Growth.FEWER_LAYERS, {"hidden": 5, "hidden2": 1, "output": 1}),
        ("hidden2", Growth.FEWER_LAYERS, {"hidden": 5, "output": 1}),
    ):
        press(panel, session, layer, growth)
        assert widths(session) == found, growth
    for _click in range(5):
        session.undo()
        session.finish()
    assert widths(session) == begun


def test_what_cannot_be_has_no_button(panel: NetworkPanel, session: Session) -> None:
    press(panel, session, "hidden2", Growth.FEWER_UNITS)
    assert GrowthButton("hidden2", Growth.FEWER_UNITS) not in places(panel)
    assert GrowthButton("hidden2", Growth.MORE_UNITS) in places(panel)
    assert not any(button.layer == "output" for button in places(panel) if "unit" in button.tip)
    press(panel, session, "hidden2", Growth.FEWER_LAYERS)
    assert not any(button.growth is Growth.FEWER_LAYERS for button in places(panel))


def test_buttons_stand_where_a_knob_turns_the_width_and_apart_from_each_other(
    panel: NetworkPanel,
) -> None:
    assert growth_buttons(lesson("gates")) == {}
    assert growth_buttons(lesson("xor"))
    assert panel.picture is not None
    found = list(panel.picture.growth.places.values())
    assert len(found) == 6
    for n, one in enumerate(found):
        assert panel.rect().contains(one.toRect())
        assert not any(one.intersects(other) for other in found[n + 1 :])
    assert set(SIGNS) == set(Growth)


def test_a_button_says_what_it_does(panel: NetworkPanel) -> None:
    assert {button.tip for button in places(panel)} == {
        "hidden: a unit less",
        "hidden: a unit more",
        "hidden2: a unit less",
        "hidden2: a unit more",
        "Takes the layer hidden2 away",
        "Another layer, in front of output",
    }
