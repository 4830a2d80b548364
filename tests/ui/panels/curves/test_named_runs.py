"""Which runs have a label beside the curves where not all have room: those that the text names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, Run, lesson
from ui.panels.curves.panel import CurvesPanel
from visualnn.tell.runs import runs_named

SIZES = ((220, 240), (420, 190))


@pytest.fixture(params=SIZES)
def panel(qtbot: QtBot, request: pytest.FixtureRequest) -> CurvesPanel:
    made = CurvesPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(*request.param)
    made.show()
    return made


def stand(panel: CurvesPanel, stop: str) -> None:
    """Show a stop of the lesson with eleven runs, each of which has come as far as the leading."""
    run = Run(lesson("trajectories"))
    run.go(next(each.tick for each in run.lesson.stops if each.name == stop))
    frame = run.frame(run.tick)
    company = {
        name: replace(each, curves=frame.curves, opened=run.lesson)
        for name, each in frame.company.items()
    }
    panel.show_frame(replace(frame, company=company))
    panel.grab()


def has_legend(panel: CurvesPanel) -> bool:
    return panel._legend.box is not None


def labelled(panel: CurvesPanel) -> set[str]:
    return {door.curve.run.id for door in panel._doors}


def test_runs_that_the_text_names_are_never_folded(panel: CurvesPanel) -> None:
    for name in ("memory", "divided", "forgetting", "corrected", "relatives"):
        stand(panel, name)
        frame = panel.frame
        assert frame is not None
        assert len(runs_named(frame)) > 1
        assert runs_named(frame) | {frame.leader.id} <= labelled(panel)


def test_what_is_folded_says_how_it_is_opened_by_key_and_by_mouse(panel: CurvesPanel) -> None:
    stand(panel, "memory")
    folds = panel._folds
    assert len(folds) == 1
    assert not has_legend(panel)
    QTest.keyClick(panel, Qt.Key.Key_L)
    panel.grab()
    frame = panel.frame
    assert frame is not None
    legend = {row.run.id for row in panel._legend._rows}
    assert legend == {each.id for each in frame.runs}
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    panel.grab()
    assert not has_legend(panel)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=folds[0].center().toPoint())
    panel.grab()
    assert has_legend(panel)
    QTest.keyClick(panel, Qt.Key.Key_L)
    panel.grab()
    assert not has_legend(panel)
