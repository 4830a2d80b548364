"""Runs beside the leading one are computed while a panel that shows them is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics, apply
from ui.shell.window import Window

LINES = 26


def test_a_run_that_nobody_sees_is_not_computed_until_somebody_does(
    qapp: QApplication, qtbot: QtBot, patient: None
) -> None:
    look = Look(LIGHT, Metrics())
    apply(qapp, look.theme, look.metrics)
    window = Window(look)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.library.show(lesson("xor"))
    window.show()
    window.furnishing.finish()
    session = window.session
    session.seek(LINES * 10)
    session.finish()
    session.keep()
    qtbot.waitUntil(lambda: session.runs[-1].values is not None)
    window.desk.toggle("bottom")  # the curves
    qtbot.waitUntil(lambda: not session.position.company.is_watched)
    session.seek(LINES * 40)
    session.finish()
    kept = next(run for run in session.runs if run.id == "kept-1")
    assert (kept.furthest, kept.values) == (10, None)
    window.desk.toggle("bottom")
    qtbot.waitUntil(lambda: session.position.company.is_watched)
    qtbot.waitUntil(
        lambda: next(run for run in session.runs if run.id == "kept-1").values is not None
    )
    assert next(run for run in session.runs if run.id == "kept-1").furthest == 40
    window.close()
