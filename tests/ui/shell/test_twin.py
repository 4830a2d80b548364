"""The table twin: the numbers of a view in rows and columns."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened
from tests.ui.runs import lesson
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics, apply
from ui.panels.hidden_space.panel import HiddenSpacePanel
from ui.session.wishes import Seek
from ui.shell import twin as twins
from ui.shell.twin import TableTwin
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.views import view_named
from visualnn.views.base import ViewTable
from visualnn.views.moments import moment_of
from visualnn.views.writing import cell_text

COLUMN = 3  # the values


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Window:
    made = opened(qtbot, dressed, lesson("xor"))
    made.session.grant(Seek(5))
    made.desk.bring("network")
    made.desk.toggle_table("network")
    return made


def table(window: Window) -> TableTwin:
    found = window.desk.sections["network"].twin
    assert found is not None
    return found


def written(window: Window) -> list[str]:
    model = table(window).model
    return [model.index(n, COLUMN).data() for n in range(model.rowCount())]


def test_the_cells_are_the_numbers_of_the_view_and_follow_the_tick(
    window: Window, qtbot: QtBot
) -> None:
    def expected() -> list[str]:
        frame = window.session.frame
        assert frame is not None
        rows = view_named("network").table(moment_of(frame), "units").rows
        return [cell_text(row[COLUMN]) for row in rows]

    qtbot.waitUntil(lambda: written(window) == expected())
    before = written(window)
    window.session.grant(Seek(40))
    qtbot.waitUntil(lambda: written(window) == expected())
    assert written(window) != before
    assert table(window).cells.accessibleName().startswith("Network")


def test_a_cell_of_a_named_number_is_a_door(window: Window, qtbot: QtBot) -> None:
    found = table(window)
    qtbot.waitUntil(lambda: found.model.rowCount() > 0)
    frame = window.session.frame
    assert frame is not None
    row = next(n for n in range(found.model.rowCount()) if found.place_of(n) is not None)
    found.cells.setCurrentIndex(found.model.index(row, COLUMN))
    QTest.keyClick(found.cells, Qt.Key.Key_Return)
    assert window.session.place == found.place_of(row)
    found.part.setCurrentText("weights")
    place = found.place_of(3)
    assert place == Source("hidden.W", (0, 3))
    centre = found.cells.visualRect(found.model.index(3, 2)).center()
    QTest.mouseClick(found.cells.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert window.session.place == place


def test_large_tables_are_cut_with_a_sentence(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = table(window)
    monkeypatch.setattr(twins, "MAX_ROW_COUNT", 4)
    found.part.setCurrentText("weights")
    assert found.model.rowCount() == 4
    assert "29 more rows" in found.note.text()
    monkeypatch.setattr(twins, "MAX_NUMBER_COUNT", 1)
    found.renew()
    assert found.model.rowCount() == 0
    assert "too many numbers" in found.note.text()
    window.desk.toggle_table("shapes")  # a row a layer, however many numbers there are
    shapes = window.desk.sections["shapes"].twin
    assert shapes is not None
    assert window.session.frame is not None
    shapes.show_frame(window.session.frame)
    shapes.renew()
    assert shapes.model.rowCount() == 3
    assert not shapes.note.isVisible()


def test_the_picture_comes_back(window: Window) -> None:
    panel = window.desk.panel_of("network")
    assert panel is not None
    assert not panel.isVisible()
    window.desk.toggle_table("network")
    assert panel.isVisible()
    assert not window.desk.shows_table("network")


def test_the_table_has_the_axes_that_the_picture_has(qtbot: QtBot, dressed: QApplication) -> None:
    window = standing_panels(qtbot, dressed)
    window.library.show(lesson("xor"))
    window.session.seek(40)
    panel = window.furniture.panels["hidden_space"]
    assert isinstance(panel, HiddenSpacePanel)
    window.desk.bring("hidden_space")
    qtbot.waitUntil(lambda: panel.frame is not None and panel.frame.tick == 40)
    panel.choice.press(0)
    frame = window.session.frame
    assert frame is not None
    window.desk.toggle_table("hidden_space")
    twin = window.desk.sections["hidden_space"].twin
    assert twin is not None
    qtbot.waitUntil(lambda: twin.model.table is not None)
    table = twin.model.table
    assert table is not None
    outputs = frame.lesson.network.outputs["hidden"]
    last = [row[3:5] for row in table.rows if row[1] == outputs]
    shown = [tuple(row) for row in panel.scene.last.points.tolist()]  # type: ignore[union-attr]
    assert [tuple(row) for row in last] == shown
    weights = np.asarray(panel.scene.space.projection.weights)  # type: ignore[union-attr]
    assert weights.tolist() == np.eye(8)[[0, 1]].tolist()


def standing_panels(qtbot: QtBot, application: QApplication) -> Window:
    """A window with its own panels."""
    apply(application, LIGHT, Metrics())
    window = Window(Look(LIGHT, Metrics()))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.furnishing.finish()
    return window


def test_what_has_no_table_here_is_a_note_and_no_warning(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = standing_panels(qtbot, dressed)
    window.library.show(lesson("xor"))
    told: list[str] = []
    window.failed.connect(told.append)
    window.desk.bring("slope")
    window.desk.toggle_table("slope")
    twin = window.desk.sections["slope"].twin
    assert twin is not None
    qtbot.waitUntil(lambda: twin.model.table is not None)
    window.session.look_at(Source("lr", ()))
    qtbot.waitUntil(lambda: twin.model.table is None)
    assert twin.note.text().startswith("there is no slope along lr")
    assert twin.note.isVisible()
    assert told == []


def test_an_empty_table_after_an_empty_one_tells_of_no_cell(qapp: QApplication) -> None:
    model = twins.TableModel()
    told: list[object] = []
    model.dataChanged.connect(lambda *cells: told.append(cells))
    model.show_table(ViewTable(("a", "b"), ()))
    model.show_table(ViewTable(("a", "b"), ()))
    assert not told
    model.show_table(ViewTable(("a", "b"), ((1, 2),)))
    model.show_table(ViewTable(("a", "b"), ((3, 4),)))
    assert len(told) == 1
