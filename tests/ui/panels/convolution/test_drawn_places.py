"""For two thousand settings the marks on the edges of a grid and its hatches lie where a count by
trying puts the windows and what they leave over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from tests.reference.test_window_sizes import layer_of, tried
from tests.reference.window_sizes import SETTING_COUNT, WindowSetting, settings
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import Grid
from ui.panels.convolution.geometry import PlacedGrid
from ui.panels.convolution.picture import hatched_boxes, ring_of, tick_boxes
from ui.panels.convolution.scene import ConvolutionScene
from visualnn.views.window_places import windows_along

CELL_PIXELS = 20


def drawn(setting: WindowSetting) -> tuple[ConvolutionScene, PlacedGrid]:
    """What a scene says of its windows, and the grid that they lie on, in cells of whole pixels."""
    at = layer_of(setting)
    first = (0,) * (2 + len(at.axes))
    scene = SimpleNamespace(
        at=at, windows=windows_along(at), found=SimpleNamespace(cell=first, source=first)
    )
    told = cast("ConvolutionScene", scene)
    ring = ring_of(told)
    rows, columns = (axis.axis.length for axis in scene.windows)
    left, top = (3 + ring.left) * CELL_PIXELS, (3 + ring.top) * CELL_PIXELS
    box = Box(left, top, columns * CELL_PIXELS, rows * CELL_PIXELS)
    return told, PlacedGrid(Box(0, 0, 1, 1), Grid(box, rows, columns), ring)


def place_at(pixel: float, start: float) -> int:
    """The row or column that a pixel lies in."""
    return int((pixel - start) // CELL_PIXELS)


def test_marks_and_hatches_are_those_of_a_count_by_trying() -> None:
    count = hatched_count = 0
    for setting in settings():
        scene, placed = drawn(setting)
        starts_down, reached_down, _places = tried(setting, 0)
        starts_across, reached_across, _places = tried(setting, 1)
        box, outer = placed.grid.box, placed.outer
        marks = tick_boxes(scene, placed, 1.0, taps=False)
        above = [place_at(mark.left, box.left) for mark in marks if mark.bottom <= outer.top]
        beside = [place_at(mark.top, box.top) for mark in marks if mark.right <= outer.left]
        assert (sorted(above), sorted(beside)) == (starts_across, starts_down), setting
        assert len(marks) == len(above) + len(beside)
        columns, rows = set(), set()
        for hatch in hatched_boxes(scene, placed):
            if hatch.height == outer.height and hatch.width == CELL_PIXELS:
                columns.add(place_at(hatch.left, box.left))
            else:
                assert (hatch.width, hatch.height) == (outer.width, CELL_PIXELS), setting
                rows.add(place_at(hatch.top, box.top))
        ring, grid = placed.ring, placed.grid
        down = set(range(-ring.top, grid.rows + ring.bottom)) - reached_down
        across = set(range(-ring.left, grid.columns + ring.right)) - reached_across
        assert (rows, columns) == (down, across), setting
        hatched_count += len(rows) + len(columns)
        count += 1
    assert count == SETTING_COUNT
    assert hatched_count > SETTING_COUNT
