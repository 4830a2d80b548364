"""No number of the values panel is replaced by a sign while there is room for it, in any lesson, at
any of the sizes that the panel has in a window at 1024 × 768, at 1280 × 800, at a projector and at
3840 × 2160."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.runs import opened
from ui.kit import heat_map, paint
from ui.kit.geometry.grid import Grid
from ui.kit.heat_map import MAX_NUMBER_COUNT, least_number_cell
from ui.kit.look import Look
from ui.kit.painted_texts import painted_texts
from ui.kit.theme import LIGHT, Metrics, Text
from ui.panels.tensor.legible import is_small
from ui.panels.tensor.panel import TensorPanel
from ui.panels.tensor.view import Slot
from visualnn.lesson import find, load
from visualnn.tell.frame import Frame

pytestmark = pytest.mark.usefixtures("patient")

SIZES = (
    (320, 220, 1.0),
    (405, 209, 1.0),
    (718, 300, 1.0),
    (608, 263, 1.5),
    (652, 297, 1.25),
    (960, 263, 1.5),
    (1903, 389, 1.0),
    (1425, 544, 2.0),
)
"""Width, height and size of text."""
LESSONS = ("gates", "xor", "linear", "losses", "batch-norm", "digits", "convolution")
MOST_TICKS = 14


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Grid]]:
    """The grids that are painted with signs."""
    found: list[Grid] = []

    def note(_painter: object, grid: Grid, *_rest: object) -> None:
        found.append(grid)

    monkeypatch.setattr(heat_map, "_signs", note)
    return found  # type: ignore[return-value]


def frames(name: str) -> Iterator[Frame]:
    """The frames after the instructions of an iteration, at most `MOST_TICKS` of them."""
    session = opened(load(find(name)))
    end = session.position.lesson.program.end_of(0)
    shown: list[Frame] = []
    session.moved.connect(shown.append)
    for tick in range(1, end + 1, max(1, end // MOST_TICKS)):
        session.seek(tick)
        yield shown[-1]


def has_room(slot: Slot, width: float, height: float, look: Look) -> bool:
    """Whether its numbers had room in a place of this size."""
    wide, high = least_number_cell(look)
    count = slot.table.size
    if len(slot.item.shape) == 1:
        columns = int(width / wide)
        return count <= MAX_NUMBER_COUNT and columns * int(height / high) >= count + columns
    return slot.table.columns * wide <= width and slot.table.rows * high <= height


@pytest.mark.parametrize("name", LESSONS)
def test_signs_stand_only_where_numbers_have_no_room(
    qtbot: QtBot, name: str, signed: list[Grid]
) -> None:
    panels = []
    for width, height, factor in SIZES:
        panel = TensorPanel(Look(LIGHT, Metrics(factor)))
        panel.resize(width, height)
        qtbot.addWidget(panel)
        panel.show()
        panels.append(panel)
    count = 0
    for frame in frames(name):
        for panel in panels:
            signed.clear()
            panel.show_frame(frame)
            panel.grab()
            assert panel.view is not None
            for slot in panel.view.slots:
                if not slot.item.shape and slot.item.array is not None:
                    write = paint.writer(panel.look.metrics, Text.SMALL)
                    assert write.fitted(slot.item.array.item(), slot.grid.box.width - 4), slot.item
                if slot.grid not in signed:
                    continue
                where = f"{slot.item.name} at {frame.tick} in {panel.width()} × {panel.height()}"
                assert not is_small(slot.item.shape), where
                if slot is panel.view.main:
                    area = panel.view.regions.main
                    head = slot.grid.box.top - area.top
                    left = slot.grid.box.left - area.left
                    room = area.width - left - 9, area.height - head - 9
                    assert not has_room(slot, *room, panel.look), where
            count += 1
    assert count > len(SIZES)


def test_a_part_of_a_value_says_which_it_is(qtbot: QtBot) -> None:
    panel = TensorPanel(Look(LIGHT, Metrics(1.25)))
    panel.resize(652, 297)
    qtbot.addWidget(panel)
    panel.show()
    count = 0
    for frame in frames("xor"):
        panel.show_frame(frame)
        assert panel.view is not None
        for slot in panel.view.small:
            grid, table = slot.grid, slot.table
            if grid.columns < table.columns and len(slot.item.shape) == 2:
                count += 1
                span = f"{grid.first_column}–{grid.first_column + grid.columns - 1}]"
                texts = painted_texts(panel, panel.look.metrics.font(Text.SMALL))
                assert any(span in text.text for text in texts)
    assert count


def test_single_numbers_beside_pictures_are_read_at_a_projector(qtbot: QtBot) -> None:
    """Adam's step reads three tables, the rate and ε."""
    session = opened(load(find("digits")))
    panel = TensorPanel(Look(LIGHT, Metrics(1.5)))
    panel.resize(608, 263)
    qtbot.addWidget(panel)
    panel.show()
    shown: list[Frame] = []
    session.moved.connect(shown.append)
    lesson = session.position.lesson
    (place,) = (n for n, stop in enumerate(lesson.spec.stops) if stop.id == "step")
    session.seek(lesson.stops[place].tick)
    panel.show_frame(shown[-1])
    assert panel.view is not None
    numbers = [slot for slot in panel.view.small if not slot.item.shape]
    assert len(numbers) == 2
    write = paint.writer(panel.look.metrics, Text.SMALL)
    for slot in numbers:
        assert slot.item.array is not None
        assert write.fitted(slot.item.array.item(), slot.grid.box.width - 4), slot.item
