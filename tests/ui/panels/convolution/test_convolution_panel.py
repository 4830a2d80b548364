"""The convolution panel: the window goes where the pointer is, every cell is a door, what is drawn
on the edges is where the windows are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, looked, mouse, picture
from ui.kit.geometry.box import Box
from ui.kit.painted_texts import painted_texts
from ui.panels.convolution import words
from ui.panels.convolution.geometry import PlacedGrid
from ui.panels.convolution.panel import ConvolutionPanel
from ui.panels.convolution.picture import cell_of, hatched_boxes, tick_boxes, touched_cells
from ui.panels.convolution.scene import ConvolutionScene, GridName, GridSpot
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict
from visualnn.run.history import History
from visualnn.tell.frame import Focus, Frame, frame_at
from visualnn.text import use_language
from visualnn.views.window_places import windows_along

PICTURE, SEQUENCE = (4, 7, 6), (4, 9)
LAYERS: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
    "padded": (PICTURE, {"kind": "conv2d", "filters": 2, "size": 3, "padding": [1, 2, 0, 1]}),
    "strided": (PICTURE, {"kind": "conv2d", "filters": 2, "size": 3, "stride": 2, "padding": 1}),
    "dilated": (PICTURE, {"kind": "conv2d", "filters": 2, "size": [3, 2], "dilation": [2, 3]}),
    "gaps": (PICTURE, {"kind": "conv2d", "filters": 2, "size": 1, "stride": 3}),
    "groups": (PICTURE, {"kind": "conv2d", "filters": 6, "size": 2, "groups": 2}),
    "mixture": (PICTURE, {"kind": "conv2d", "filters": 3, "size": 1}),
    "sequence": (SEQUENCE, {"kind": "conv1d", "filters": 4, "size": 3, "stride": 2, "dilation": 2}),
    "transposed": (
        PICTURE,
        {"kind": "conv_transpose2d", "filters": 4, "size": [3, 2], "stride": [2, 3],
         "padding": [1, 0, 0, 1], "groups": 2},
    ),
    "largest": (PICTURE, {"kind": "max_pool", "size": 3, "stride": 2, "padding": 1}),
    "rounded up": (PICTURE, {"kind": "max_pool", "size": [2, 4], "rounding": "up"}),
    "mean": (PICTURE, {"kind": "average_pool", "size": 3, "stride": 2, "padding": 1}),
    "mean of all": (PICTURE, {"kind": "global_average_pool"}),
}  # fmt: skip
SIZES = ((900, 560), (460, 320))


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


def lesson_of(kind: str) -> Lesson:
    """Three examples through one layer, ``c``."""
    shape, settings = LAYERS[kind]
    random = np.random.default_rng(3)
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 2,
            "gradients": ["x"],
            "data": {
                "source": "table",
                "inputs": random.normal(size=(3, int(np.prod(shape)))).round(3).tolist(),
                "targets": [[0.3], [-0.8], [0.1]],
                "shape": list(shape),
            },
            "layers": [
                {"name": "c", **settings},
                {"name": "flat", "kind": "flatten"},
                {"name": "out", "kind": "dense", "units": 1},
            ],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


class Run:
    """A panel on the screen with a run of one of the lessons."""

    def __init__(self, qtbot: QtBot, kind: str, size: tuple[int, int] = SIZES[0]) -> None:
        self.lesson = lesson_of(kind)
        self.history = History(self.lesson.program, self.lesson.start)
        self.history.run_to(1)
        self.panel = ConvolutionPanel(LOOK)
        qtbot.addWidget(self.panel)
        self.panel.resize(*size)
        self.panel.show()
        self.names = [ins.writes for ins in self.lesson.program.instructions(0)]

    def after(self, name: str) -> int:
        """The tick at which a name is written."""
        return self.names.index(name) + 1

    @property
    def gradients(self) -> int:
        """The tick at which all gradients are there."""
        return max(n for n, name in enumerate(self.names, 1) if name.startswith("d."))

    def show(self, tick: int, focus: Source | None = None, term: int | None = None) -> Frame:
        frame = frame_at(
            self.lesson, self.history, tick, None if focus is None else Focus(focus, term)
        )
        self.panel.show_frame(frame)
        return frame

    @property
    def scene(self) -> ConvolutionScene:
        assert self.panel.scene is not None
        return self.panel.scene

    def placed(self, grid: GridName) -> PlacedGrid:
        return self.panel._layout(self.scene).grids[grid]

    def pixel(self, grid: GridName, row: int, column: int) -> QPoint:
        box = self.placed(grid).grid.cell(row, column)
        return QPoint(int(box.left + box.width / 2), int(box.top + box.height / 2))

    def hover(self, grid: GridName, row: int, column: int) -> None:
        mouse(self.panel, QEvent.Type.MouseMove, self.pixel(grid, row, column))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", LAYERS)
def test_every_cell_of_every_grid_is_found_again_and_is_the_number_of_the_trace(
    qtbot: QtBot, kind: str, size: tuple[int, int]
) -> None:
    run = Run(qtbot, kind, size)
    for backward in (False, True):
        frame = run.show(run.gradients, Source("c.z", (1, 1, *(0 for _ in LAYERS[kind][0][1:]))[:
                         frame_dimensions(run, "c.z")]))  # fmt: skip
        run.scene.turn(backward)
        checked = 0
        for grid in run.scene.grids:
            placed, table = run.placed(grid), run.scene.table(grid)
            for row, column in np.ndindex(placed.grid.rows, table.columns):
                spot = run.panel.spot_at(*_middle(placed.grid.cell(row, column)))
                assert spot is not None
                assert spot.grid == grid
                source, value = run.scene.source(spot), run.scene.number(spot)
                if grid in ("products", "kernel") and not (grid == "kernel" and run.scene.at.W):
                    continue
                if source is not None and source.name in frame.values:
                    assert value == frame.values[source.name][source.index], (grid, spot)
                    checked += 1
                elif grid == "window":
                    assert value is None or value == 0 or np.isnan(value)
        assert checked > 10


def frame_dimensions(run: Run, name: str) -> int:
    return len(run.lesson.program.shapes[True][name])


def _middle(box: Box) -> tuple[float, float]:
    return box.left + box.width / 2, box.top + box.height / 2


@pytest.mark.parametrize("kind", LAYERS)
def test_the_shown_products_and_the_bias_sum_to_the_cell(qtbot: QtBot, kind: str) -> None:
    run = Run(qtbot, kind)
    run.show(run.gradients)
    for place in np.ndindex(*run.scene.at.lengths):
        run.scene.point(GridSpot("output", place))
        taps, value = run.scene.taps, run.scene.value
        assert taps.total is not None
        assert value == pytest.approx(taps.total + (run.scene.found.bias or 0.0), abs=1e-9)


@pytest.mark.parametrize("kind", LAYERS)
def test_the_edges_mark_where_windows_are_and_hatches_where_none_is(
    qtbot: QtBot, kind: str
) -> None:
    run = Run(qtbot, kind)
    run.show(run.gradients)
    side: GridName = "output" if run.scene.at.is_transposed else "input"
    placed, along = run.placed(side), windows_along(run.scene.at)
    ticks = tick_boxes(run.scene, placed, 1.0, taps=False)
    above = sorted(box.left for box in ticks if box.top < placed.outer.top)
    middles = [_middle(placed.grid.block(0, start, 0, start))[0] for start in along[-1].starts]
    assert above == pytest.approx(sorted(middles), abs=0.6)
    hatched = hatched_boxes(run.scene, placed)
    outer = placed.outer
    rows, columns = ((0, 1), *((axis.first, axis.end) for axis in along))[-2:]
    touched = reached_by_trying(run)
    for row in range(*rows):
        for column in range(*columns):
            x, y = _middle(placed.grid.block(row, column, row, column))
            is_hatched = any(box.contains(x, y) for box in hatched)
            assert outer.contains(x, y)
            assert is_hatched == ((row, column) not in touched), (kind, row, column)


def reached_by_trying(run: Run) -> set[tuple[int, int]]:
    """The places, padding included, of every tap of every window, one after the other."""
    found = set()
    at = run.scene.at
    for window in np.ndindex(*at.counts):
        for tap in np.ndindex(*(axis.size for axis in at.axes)):
            place = tuple(
                q * axis.stride + k * axis.dilation - axis.before
                for q, k, axis in zip(window, tap, at.axes, strict=True)
            )
            found.add(cell_of(place))
    return found


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if kind != "transposed"])
def test_the_window_stands_where_the_cell_is_made(qtbot: QtBot, kind: str) -> None:
    run = Run(qtbot, kind)
    run.show(run.gradients)
    at = run.scene.at
    for window in np.ndindex(*at.counts):
        run.scene.point(GridSpot("output", window))
        expected = {
            cell_of(tuple(q * a.stride + k * a.dilation - a.before
                          for q, k, a in zip(window, tap, at.axes, strict=True)))
            for tap in np.ndindex(*(axis.size for axis in at.axes))
        }  # fmt: skip
        assert set(touched_cells(run.scene, "input")) == expected


@pytest.mark.parametrize("kind", LAYERS)
def test_what_reaches_an_input_cell_is_what_its_gradient_is_made_of(
    qtbot: QtBot, kind: str
) -> None:
    """A change of one gradient of the output changes the input's gradient just where it is said to
    reach."""
    run = Run(qtbot, kind)
    run.show(run.gradients, None)
    run.scene.turn(True)
    at = run.scene.at
    place = tuple(n // 2 for n in at.read[2:])
    run.scene.point(GridSpot("d.input", place))
    said = set(touched_cells(run.scene, "d.output"))
    tried = set()
    for window in np.ndindex(*at.counts):
        for tap in np.ndindex(*(axis.size for axis in at.axes)):
            seen = tuple(
                q * a.stride + k * a.dilation - a.before
                for q, k, a in zip(window, tap, at.axes, strict=True)
            )
            here, there = (window, seen) if at.is_transposed else (seen, window)
            inside = all(0 <= one < n for one, n in zip(there, at.lengths, strict=True))
            if here == place and inside:
                tried.add(cell_of(there))
    assert said == tried


def test_the_pointer_moves_the_window_and_a_click_is_a_door(qtbot: QtBot) -> None:
    run = Run(qtbot, "strided")
    run.show(run.gradients, Source("c.z", (0, 0, 0, 0)))
    wished = looked(run.panel)
    before = picture(run.panel)
    run.hover("output", 2, 1)
    assert run.scene.found.cell == (0, 0, 2, 1)
    assert picture(run.panel) != before
    assert wished == []  # only what is pointed at
    QTest.mouseClick(run.panel, Qt.MouseButton.LeftButton, pos=run.pixel("output", 2, 1))
    QTest.mouseClick(run.panel, Qt.MouseButton.LeftButton, pos=run.pixel("input", 3, 4))
    QTest.mouseClick(run.panel, Qt.MouseButton.LeftButton, pos=run.pixel("kernel", 1, 2))
    assert wished[0] == Source("c.z", (0, 0, 2, 1))
    assert wished[1:] == [Source("x", (0, 0, 3, 4)), Source("c.W", (0, 0, 1, 2))]
    mouse(run.panel, QEvent.Type.MouseMove, QPoint(2, 2))
    assert run.scene.found.cell == (0, 0, 0, 0)
    assert picture(run.panel) == before


def test_a_number_of_the_input_brings_the_window_that_has_it_in_its_middle(qtbot: QtBot) -> None:
    run = Run(qtbot, "padded")
    run.show(run.gradients)
    run.hover("input", 3, 3)
    _row, _channel, *cell = run.scene.found.cell
    assert cell == [3, 2]  # its taps are the rows 2 to 4 and the columns 2 to 4
    run.hover("input", -1, 0)
    assert "padding" in words.note(run.scene, GridSpot("input", (-1, 0)))


def test_the_output_fills_cell_by_cell_while_a_sum_is_added_up(qtbot: QtBot) -> None:
    run = Run(qtbot, "strided")
    tick = run.after("c.xW")
    run.show(tick, Source("c.xW", (0, 1, 1, 1)), 5)
    columns = run.scene.at.lengths[1]
    assert run.scene.filled == columns + 1  # those before the cell, in reading order
    assert run.scene.added == 5
    unfinished = picture(run.panel)
    run.show(tick, Source("c.xW", (0, 1, 1, 1)))
    assert run.scene.filled == int(np.prod(run.scene.at.lengths))
    assert picture(run.panel) != unfinished


def test_terms_are_followed_from_channel_to_channel(qtbot: QtBot) -> None:
    run = Run(qtbot, "strided")
    tick = run.after("c.xW")
    frame = run.show(tick, Source("c.xW", (0, 1, 1, 1)))
    assert frame.explanation is not None
    values = frame.values["c.W"][1] * 0
    for term in range(1, frame.explanation.terms):
        told = run.show(tick, Source("c.xW", (0, 1, 1, 1)), term).explanation
        assert told is not None
        assert told.partial is not None
        assert run.scene.added is not None
        assert run.scene.taps.products is not None
        added = run.scene.taps.products.reshape(-1)[: run.scene.added]
        assert told.partial.subtotal == pytest.approx(float(added.sum()), abs=1e-9)
        channel, tap = run.scene.last_added or (0, ())
        values[(channel, *tap)] += 1
        assert run.scene.found.source[1] == channel
    assert values.max() == 1


def test_a_walk_fills_the_output_and_the_pointer_stops_it(qtbot: QtBot) -> None:
    run = Run(qtbot, "strided")
    run.show(run.gradients, Source("c.z", (0, 0, 0, 0)))
    whole = int(np.prod(run.scene.at.lengths))
    QTest.keyClick(run.panel, Qt.Key.Key_P)
    seen = []
    while run.scene.walk is not None:
        seen.append((run.scene.filled, run.scene.found.cell[2:]))
        run.panel._walk_on()
    assert [filled for filled, _cell in seen] == list(range(1, whole + 1))
    assert [cell for _filled, cell in seen] == list(np.ndindex(*run.scene.at.lengths))
    QTest.keyClick(run.panel, Qt.Key.Key_P)
    assert run.scene.filled == 1
    run.hover("input", 2, 2)
    assert not run.panel._clock.isActive()
    assert run.scene.filled == whole


def test_a_walk_back_stamps_the_gradient_of_the_input(qtbot: QtBot) -> None:
    run = Run(qtbot, "strided")
    frame = run.show(run.gradients)
    run.scene.turn(True)
    QTest.keyClick(run.panel, Qt.Key.Key_P)
    first = run.scene.array("d.input")
    assert first is not None
    last = first
    while run.scene.walk is not None:
        now = run.scene.array("d.input")
        assert now is not None
        last = now
        run.panel._walk_on()
    theirs = frame.values["d.x"][0, 0]
    assert not np.allclose(first, theirs)
    np.testing.assert_allclose(last, theirs, rtol=0, atol=1e-9)


def test_the_channel_changes_on_the_side_of_the_grid(qtbot: QtBot) -> None:
    run = Run(qtbot, "groups")
    run.show(run.gradients, Source("c.z", (0, 0, 0, 0)))
    run.hover("output", 0, 0)
    QTest.keyClick(run.panel, Qt.Key.Key_PageUp)
    assert run.scene.found.cell[1] == 5
    assert run.scene.joined == (2, 2)
    assert run.scene.found.source[1] == 2  # the group of the last channel
    run.hover("input", 0, 0)
    QTest.keyClick(run.panel, Qt.Key.Key_PageDown)
    assert run.scene.found.source[1] == 3
    QTest.keyClick(run.panel, Qt.Key.Key_PageDown)
    assert run.scene.found.source[1] == 2


def test_the_rounding_is_a_line_of_its_own_and_a_click_on_a_size_opens_its_arithmetic(
    qtbot: QtBot,
) -> None:
    run = Run(qtbot, "strided")
    run.show(run.gradients)
    assert words.size_lines(run.scene) == (
        "height: (7 − 3 + 2·1) / 2 + 1 = 4",
        "width: (6 − 3 + 2·1) / 2 + 1 = 3.5",
        "⌊3.5⌋ = 3 · left over at the end: 1",
    )
    foot = run.panel._layout(run.scene).foot
    place = QPoint(int(foot[1].left) + 5, int(foot[1].top) + 5)
    QTest.mouseClick(run.panel, Qt.MouseButton.LeftButton, pos=place)
    assert run.panel.bench.on
    lines = run.panel._lines(run.scene)
    assert lines[:3] == words.size_lines(run.scene)
    assert lines[-1] == (
        "Keras: ZeroPadding2D(1), Conv2D(2, 3, strides=2) · "
        "PyTorch: nn.Conv2d(4, 2, 3, stride=2, padding=1)"
    )


def test_a_window_that_would_see_nothing_is_left_out_and_said_so(qtbot: QtBot) -> None:
    run = Run(qtbot, "rounded up")
    run.show(run.gradients)
    lines = words.size_lines(run.scene)
    assert lines[0] == "height: (7 − 2 + 2·0) / 2 + 1 = 3.5"
    assert lines[1].startswith("⌈3.5⌉ = 4")


def test_the_winner_is_marked_and_its_gradient_goes_home(qtbot: QtBot) -> None:
    run = Run(qtbot, "largest")
    frame = run.show(run.gradients, Source("c.z", (0, 1, 1, 1)))
    winner = run.scene.winner
    assert winner is not None
    place = run.scene.taps.place(winner)
    assert frame.values["x"][(0, 1, *place)] == frame.values["c.z"][0, 1, 1, 1]
    run.scene.turn(True)
    run.scene.point(GridSpot("d.output", (1, 1)))
    stamp = run.scene.stamp
    assert stamp is not None
    assert stamp[winner] == frame.values["d.c.z"][0, 1, 1, 1]
    assert np.count_nonzero(stamp) == 1


def test_the_keyboard_reaches_every_cell_of_every_grid(qtbot: QtBot) -> None:
    run = Run(qtbot, "strided")
    run.show(run.gradients)
    run.scene.turn(True)
    for _grid in run.scene.grids:
        QTest.keyClick(run.panel, Qt.Key.Key_G)
        assert run.scene.spot is not None
        grid = run.scene.spot.grid
        table, ring = run.scene.table(grid), run.placed(grid).ring
        seen = set()
        for _up in range(20):
            QTest.keyClick(run.panel, Qt.Key.Key_Up)
        for _row in range(table.rows + ring.top + ring.bottom):
            for _left in range(20):
                QTest.keyClick(run.panel, Qt.Key.Key_Left)
            for _column in range(table.columns + ring.left + ring.right):
                seen.add(run.scene.spot.place)
                QTest.keyClick(run.panel, Qt.Key.Key_Right)
            QTest.keyClick(run.panel, Qt.Key.Key_Down)
        rows = range(-ring.top, table.rows + ring.bottom)
        assert seen == {(r, c) for r in rows for c in range(-ring.left, table.columns + ring.right)}
    grids = {run.scene.spot.grid} if run.scene.spot else set()
    assert grids == {run.scene.grids[run.scene.grids.index("output")]}


def test_titles_state_the_pattern_in_both_languages(qtbot: QtBot) -> None:
    told = {}
    for kind in LAYERS:
        run = Run(qtbot, kind)
        run.show(run.gradients, Source("c.z", (0,) * frame_dimensions(run, "c.z")))
        for language in ("en", "ko"):
            use_language(language)
            told[kind, language] = words.title(run.scene)
    assert told["mixture", "en"] == "c: at each place a mixture of 4 channels, no neighbours"
    assert told["largest", "en"].startswith("c: the largest of 4 numbers")
    assert told["mean of all", "en"] == "c: the mean of 42 numbers goes on"
    assert all(told[kind, "en"] != told[kind, "ko"] for kind in LAYERS)


@pytest.mark.parametrize("wide", [260, 330, 420, 900])
@pytest.mark.parametrize("kind", ["padded", "groups", "transposed"])
def test_the_result_of_the_sum_is_written_however_narrow_the_panel_is(
    qtbot: QtBot, kind: str, wide: int
) -> None:
    run = Run(qtbot, kind)
    run.show(run.gradients)
    run.panel.resize(wide, 420)
    *_parts, result = words.sums(run.scene)
    painted = painted_texts(run.panel, LOOK.metrics.font())
    assert any(text.text == result.text for text in painted)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("strided", "(input − filter + 2 · padding) / stride + 1 = output, rounded down"),
        (
            "padded",
            "(input − filter + padding before + padding after) / stride + 1 = output, rounded down",
        ),
        ("dilated", "(input − reach + 2 · padding) / stride + 1 = output, rounded down"),
        ("rounded up", "(input − filter + 2 · padding) / stride + 1 = output, rounded up"),
        (
            "transposed",
            "(input − 1) · stride − (padding before + padding after) + filter = output",
        ),
    ],
)
def test_the_size_rule_in_words_has_the_terms_of_the_sum(
    qtbot: QtBot, kind: str, rule: str
) -> None:
    run = Run(qtbot, kind)
    run.show(run.after("c.z"))
    assert run.panel.scene is not None
    assert words.rule(run.panel.scene, curves=True)[0] == rule


@pytest.mark.parametrize("kind", ["mean of all", "strided"])
def test_the_line_above_the_curves_is_there_with_them_alone(
    qtbot: QtBot, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[bool] = []
    monkeypatch.setattr(
        "ui.panels.convolution.panel.paint_bench", lambda *_all: painted.append(True)
    )
    run = Run(qtbot, kind)
    run.show(run.after("c.z"))
    run.panel.bench.on = True
    picture(run.panel)
    assert run.panel.scene is not None
    assert bool(painted) == bool(run.panel.scene.curves) == (kind == "strided")


def test_one_channel_is_not_counted() -> None:
    assert words.channel_of(0, 1) == ""
    assert words.channel_of(0, 2) == "channel 0 (of 2)"


@pytest.mark.parametrize("kind", ["padded", "groups", "sequence", "transposed"])
def test_of_a_weight_in_focus_the_example_is_shown_that_gives_most(qtbot: QtBot, kind: str) -> None:
    run = Run(qtbot, kind)
    weight = run.lesson.start["c.W"].shape
    seen = set()
    for place in np.ndindex(*weight):
        run.show(run.gradients, Source("d.c.W", place))
        numbers = run.scene.weight
        assert numbers is not None
        assert numbers.products is not None
        given = [abs(float(each.sum())) for each in numbers.products]
        assert given[run.scene.row] == pytest.approx(max(given))
        assert f"example {run.scene.row}" in " ".join(words.labels(run.scene, "products"))
        seen.add(run.scene.row)
    assert len(seen) > 1


@pytest.mark.parametrize("kind", LAYERS)
def test_before_the_cell_is_computed_no_product_and_no_sum_is_said(qtbot: QtBot, kind: str) -> None:
    run = Run(qtbot, kind)
    run.show(run.after("x"))
    assert run.scene.value is None
    assert run.scene.shown_products == 0
    (said,) = (piece.text for piece in words.sums(run.scene))
    assert said.endswith("is not computed yet")
    run.show(run.gradients)
    run.scene.turn(backward=False)
    assert run.scene.shown_products == run.scene.table("products").size


def test_a_mixture_without_room_says_how_many_of_its_channels_are_drawn(qtbot: QtBot) -> None:
    run = Run(qtbot, "mixture", (460, 200))
    run.show(run.gradients)
    run.scene.turn(backward=False)
    rows = run.placed("window").grid.rows
    assert rows < 4
    texts = [each.text for each in painted_texts(run.panel, run.panel.font())]
    assert any(f"{rows} of 4 channels" in text for text in texts), texts


def test_signs_in_place_of_numbers_are_explained(qtbot: QtBot) -> None:
    run = Run(qtbot, "padded", (460, 320))
    run.show(run.gradients)
    run.scene.turn(backward=False)
    short = words.signs_for_numbers()[1]
    assert any(
        short.split(":")[0] in each.text for each in painted_texts(run.panel, run.panel.font())
    )
    large = Run(qtbot, "padded", (1800, 1200))
    large.show(large.gradients)
    large.scene.turn(backward=False)
    assert not any(
        short.split(":")[0] in each.text for each in painted_texts(large.panel, large.panel.font())
    )
