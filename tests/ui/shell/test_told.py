"""Whatever goes wrong in a part of the window is told to the learner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened
from ui.kit.flow import FlowView
from ui.shell.knobs import KnobControl
from ui.shell.notes import NotesWindow
from ui.shell.own_data import OwnDataSheet
from ui.shell.pointer_light import PointerLight
from ui.shell.result_sheet import ResultSheet
from ui.shell.twin import TableTwin
from ui.shell.view_names import ViewNames
from ui.shell.window import Window
from visualnn.lesson import open_named


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Window:
    return opened(qtbot, dressed, open_named("playground"))


def of_own_data(window: Window, folder: Path) -> None:
    path = folder / "four.csv"
    path.write_text("a,b,t\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n", encoding="utf-8")
    window.library.open(str(path))


def presented(window: Window, _folder: Path) -> None:
    window.presenting.toggle_notes()
    window.presenting.light("ring")


LAID: dict[str, tuple[Callable[[Window, Path], object], set[type[QObject]]]] = {
    "nothing": (lambda _window, _folder: None, {KnobControl, ViewNames}),
    "table": (lambda window, _folder: window.desk.toggle_table("network"), {TableTwin}),
    "own data": (of_own_data, {OwnDataSheet}),
    "result": (lambda window, _folder: window.library.show_result(), {ResultSheet, FlowView}),
    "presented": (presented, {NotesWindow, PointerLight}),
}
"""What is opened → how, and some of the parts that are there then."""


@pytest.mark.parametrize("what", list(LAID))
def test_what_a_part_of_the_window_cannot_do_stands_in_the_strip(
    window: Window, tmp_path: Path, what: str
) -> None:
    lay, expected = LAID[what]
    lay(window, tmp_path)
    notes = window.presenting.notes
    found, silent = set[type[QObject]](), set[type[QObject]]()
    parts = [*window.findChildren(QObject), *([] if notes is None else [notes])]
    for part in parts:
        failed = getattr(part, "failed", None)
        if isinstance(failed, SignalInstance):
            found.add(type(part))
            window.strip.clear()
            sentence = f"{type(part).__name__} cannot do that."
            failed.emit(sentence)
            if not window.strip.isVisible() or window.strip.sentence.text() != sentence:
                silent.add(type(part))
    window.presenting.end()
    window.presenting.close()
    assert expected <= found
    assert silent == set()
