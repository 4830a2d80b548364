"""Layers and units are added and taken away where the number in focus stands."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened
from ui.commands.table import BY_ID
from ui.session import wishes
from ui.shell.window import Window
from visualnn.expr import Source


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Window:
    made = opened(qtbot, dressed)
    made.library.open("playground")
    made.session.grant(wishes.Arrive(40, Source("hidden.W", (0, 1))))
    made.session.finish()
    return made


def widths(window: Window) -> dict[str, int]:
    start = window.session.position.lesson.start
    names = [layer.name for layer in window.session.position.lesson.network.layers]
    return {name: start[f"{name}.W"].shape[1] for name in names}


def test_units_and_layers_come_and_go_and_undo_leads_back(window: Window) -> None:
    begun = widths(window)
    for command, found in (
        ("more-units", {"hidden": 5, "hidden2": 2, "output": 1}),
        ("fewer-units", {"hidden": 4, "hidden2": 2, "output": 1}),
        ("add-layer", {"hidden": 4, "hidden3": 4, "hidden2": 2, "output": 1}),
        ("remove-layer", {"hidden3": 4, "hidden2": 2, "output": 1}),
    ):
        window.commands.do(BY_ID[command])
        window.session.finish()
        assert widths(window) == found, command
        if command != "remove-layer":
            window.session.grant(wishes.LookAt(Source("hidden.W", (0, 1))))
    assert any(run.kind == "ghost" for run in window.session.runs)
    for _command in range(4):
        window.session.undo()
    assert widths(window) == begun


def test_what_cannot_be_is_said_and_changes_nothing(window: Window) -> None:
    begun = widths(window)
    window.session.grant(wishes.LookAt(Source("output.b", (0,))))
    window.commands.do(BY_ID["remove-layer"])
    window.commands.do(BY_ID["more-units"])  # the data ask for one output
    assert window.strip.isVisible()
    assert widths(window) == begun
    window.session.grant(wishes.LookAt(Source("L")))
    assert not BY_ID["more-units"].enabled(window.hands)
    assert not BY_ID["add-layer"].enabled(window.hands)


def test_training_goes_on_behind_its_end_with_the_same_numbers(window: Window) -> None:
    window.library.open("xor")
    session = window.session
    assert not BY_ID["train-on"].enabled(window.hands)
    session.grant(wishes.Arrive(session.last_tick, Source("hidden.W", (0, 1))))
    session.finish()
    assert session.frame is not None
    before = session.frame.values["hidden.W"]
    last = session.last_tick
    assert BY_ID["train-on"].enabled(window.hands)
    window.commands.do(BY_ID["train-on"])
    session.finish()
    assert session.position.lesson.iterations == 2000
    assert session.tick == last
    assert session.last_tick > last
    assert np.array_equal(session.frame.values["hidden.W"], before)
    assert not BY_ID["train-on"].enabled(window.hands)  # it is not at its end any more
    session.undo()
    assert session.position.lesson.iterations == 1000
