"""A lesson on a bare function in the window: every panel takes it, and the drawing of networks says
that there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.runs import opened
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels.network.panel import NetworkPanel
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, from_dict, load

from .cli.test_cli import command

pytestmark = pytest.mark.usefixtures("patient")


def walk(start: object) -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": "walk",
            "title": {"en": "A walk", "ko": "산책"},
            "epochs": 5,
            "function": {"kind": "beale", "start": start},
            "optimizer": {"kind": "momentum", "lr": 0.01},
        }
    )


@pytest.mark.parametrize("start", [[1.0, 1.2], [[1.0, 1.2], [0.0, 0.5]]])
def test_the_drawing_of_networks_stays_empty_and_quiet(qtbot: QtBot, start: object) -> None:
    session, panel = opened(walk(start)), NetworkPanel(Look(LIGHT, Metrics()))
    panel.resize(640, 370)
    qtbot.addWidget(panel)
    failures: list[str] = []
    for source in (session, panel):
        source.failed.connect(failures.append)
    session.moved.connect(panel.show_frame)
    panel.show()
    for tick in range(session.position.lesson.last_tick + 1):
        session.seek(tick)
        panel.grab()
    session.look_at(Source("L", ()))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Return):
        QTest.keyClick(panel, key)
    QTest.mouseMove(panel, QPoint(300, 150))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    QTest.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    assert failures == []
    assert panel.picture is None


def test_a_network_is_drawn_again_after_a_function(qtbot: QtBot) -> None:
    panel = NetworkPanel(Look(LIGHT, Metrics()))
    qtbot.addWidget(panel)
    for lesson, drawn in ((load(find("xor")), True), (walk([1.0, 1.2]), False)) * 2:
        session = opened(lesson)
        session.moved.connect(panel.show_frame)
        session.seek(3)
        assert (panel.picture is not None) == drawn


def test_a_snapshot_of_the_whole_window_is_drawn(tmp_path: Path) -> None:
    for language, title in (("en", "A walk"), ("ko", "산책")):
        page = f"# {title}\n\n## slope\n\n{{L}}\n"
        (tmp_path / f"{language}.md").write_text(page, encoding="utf-8")
    (tmp_path / "lesson.toml").write_text(
        """
format = 1
name = "walk"
title = { en = "A walk", ko = "산책" }
epochs = 20
[function]
kind = "beale"
start = [1.0, 1.2]
[optimizer]
kind = "adam"
lr = 0.1
[schedule]
kind = "cosine"
period = 20
[[stops]]
id = "slope"
at = "d.w"
iteration = 9
focus = "d.w[1]"
""",
        encoding="utf-8",
    )
    out = tmp_path / "picture.png"
    words = ("snapshot", str(tmp_path), "--at", "slope", "--out", str(out), "--size", "1024x768")
    assert command(*words).returncode == 0
    assert out.stat().st_size > 10_000
