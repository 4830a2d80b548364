"""Every panel shows an evaluation whose inner values are not there: the network in parts keeps its
outputs alone."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from visualnn import lesson
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.parts import Limits
from visualnn.program import Phase
from visualnn.tell.frame import Focus

LAYERS: list[dict[str, object]] = [
    {"name": "c", "kind": "conv2d", "filters": 4, "size": 3, "activation": "relu"},
    {"name": "f", "kind": "flatten"},
    {"name": "h", "kind": "dense", "units": 40, "activation": "tanh"},
    {"name": "out", "kind": "dense", "units": 3, "activation": "softmax"},
]
LEAST_BYTES = 900_000


@pytest.fixture(scope="module")
def parted() -> Lesson:
    description = {
        "format": 1,
        "name": "own",
        "title": {"en": "Own", "ko": "나의"},
        "epochs": 2,
        "batch": {"size": 8},
        "data": {
            "source": "synthetic",
            "shape": [1, 8, 8],
            "classes": 3,
            "n": 300,
            "validation": 0.7,
        },
        "layers": LAYERS,
        "loss": {"kind": "categorical_cross_entropy"},
        "optimizer": {"kind": "sgd", "lr": 0.05},
        "metrics": ["accuracy"],
    }
    found = lesson.from_dict(description, Limits(bytes=LEAST_BYTES))
    assert found.plan.part
    return found


@pytest.mark.parametrize("spec", PANELS, ids=lambda spec: spec.name)
def test_a_panel_shows_every_line_of_the_evaluation(
    qtbot: QtBot, spec: PanelSpec, parted: Lesson
) -> None:
    if not spec.suits(parted):
        return
    stage = Stage(qtbot, spec, parted)
    program = parted.program
    k = program.iterations - 1
    begin = program.start_of(k)
    for done, instruction in enumerate(program.closing, 1):
        if instruction.phase is not Phase.EVALUATE:
            continue
        shape = program.shapes[True][instruction.writes]
        for index in ((0,) * len(shape), tuple(n - 1 for n in shape)):
            stage.go(begin + done, Focus(Source(instruction.writes, index)))
            assert not stage.picture().isNull()
    assert not stage.failures
