"""The ring is on the number that it names: in the same layer and the same time step."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.wiring import LayerPart
from visualnn.expr import Source
from visualnn.lesson import from_dict
from visualnn.run.history import History
from visualnn.tell.frame import Focus, frame_at

STEP = re.compile(r"\.t\d+\.")


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_the_ring_is_in_the_time_step_of_its_number(dressed: QApplication, kind: str) -> None:
    lesson = from_dict(
        {
            "format": 1,
            "name": kind,
            "title": {"en": kind, "ko": kind},
            "epochs": 1,
            "data": {"source": "wave"},
            "layers": [
                {"name": "r", "kind": kind, "units": 2},
                {"name": "out", "kind": "dense", "units": 1},
            ],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )
    history = History(lesson.program, lesson.start)
    panel = NetworkPanel(Look(LIGHT, Metrics(1.0)))
    ringed = 0
    for tick in range(1, lesson.program.end_of(0) + 1, 11):
        instruction = lesson.program.at(tick)
        assert instruction is not None
        value = history.at(tick).values[instruction.writes]
        place = Source(instruction.writes, (0,) * value.ndim)
        panel.show_frame(frame_at(lesson, history, tick, Focus(place)))
        scene, wiring = panel.scene, panel._wiring
        assert scene is not None
        assert wiring is not None
        if scene.focus is None or scene.focus.part is not LayerPart.UNIT:
            continue
        shown = wiring.number(scene.focus, scene.shown[scene.focus.block], scene.row)
        assert STEP.findall(shown.name) == STEP.findall(place.name), place
        ringed += bool(STEP.search(place.name))
    assert ringed > 10
    panel.deleteLater()
