"""The window shows every sort of network: no tick of it fails, and long ones stay quick."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.runs import Run, edited, opened, wheel
from tests.ui.zoo import MAKERS, animal, lesson
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.panels.card.panel import CardPanel
from ui.panels.curves.panel import CurvesPanel
from ui.panels.listing.panel import ListingPanel
from ui.panels.network.geometry import LOSS, LOSSES, TARGET
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.scene import Mode, make_scene
from ui.panels.network.wiring import LayerPart, NetworkRegion, NetworkSpot, Wiring
from ui.panels.tensor.panel import TensorPanel
from ui.panels.timeline.panel import TimelinePanel
from visualnn.expr import Source
from visualnn.lesson import Lesson, open_named
from visualnn.network import Network
from visualnn.run.history import History
from visualnn.tell.frame import frame_at

pytestmark = pytest.mark.usefixtures("patient")

Kind = Callable[[Look], Panel]
PANELS: tuple[Kind, ...] = (
    NetworkPanel,
    TensorPanel,
    CardPanel,
    ListingPanel,
    TimelinePanel,
    CurvesPanel,
)


@pytest.fixture
def told(qtbot: QtBot) -> Iterator[list[str]]:
    failures: list[str] = []
    yield failures
    assert failures == []


def shown(qtbot: QtBot, told: list[str], what: Lesson, kind: Kind, size: tuple[int, int]) -> Panel:
    panel = kind(Look(DARK if size[0] % 2 else LIGHT, Metrics()))
    panel.resize(*size)
    qtbot.addWidget(panel)
    panel.failed.connect(told.append)
    panel.show()
    return panel


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", MAKERS)
def test_every_kind_of_network_is_painted(
    qtbot: QtBot, told: list[str], name: str, kind: Kind
) -> None:
    what = animal(name)
    panel = shown(qtbot, told, what, kind, (631, 370))
    run = Run(what, panel)
    last = what.program.end_of(0)
    step = max(1, last // 40)
    for tick in (*range(0, last, step), last, what.program.start_of(what.iterations - 1) + 2):
        run.go(tick)
        panel.grab()


@pytest.mark.parametrize("name", ["lenet", "lstm", "branches", "wide"])
@pytest.mark.parametrize("size", [(321, 200), (481, 260), (1200, 700)])
def test_in_any_size(qtbot: QtBot, told: list[str], name: str, size: tuple[int, int]) -> None:
    what = animal(name)
    panel = shown(qtbot, told, what, NetworkPanel, size)
    assert isinstance(panel, NetworkPanel)
    run = Run(what, panel)
    for done in range(0, len(what.program.closing), 7):
        run.go(done)
        for mode in Mode:
            panel.set_mode(mode)
            panel.grab()


@pytest.mark.parametrize("name", MAKERS)
def test_every_number_of_the_trace_is_a_spot_or_none_and_leads_back(name: str) -> None:
    what = animal(name)
    wiring = Wiring(what.network, what.program)
    history = History(what.program, what.start)
    end = what.program.end_of(0)
    frame = frame_at(what, history, end)
    scene = make_scene(wiring, frame, Mode.FOLLOW, None)
    for value, array in frame.values.items():
        for index in ((0,) * array.ndim, tuple(n - 1 for n in array.shape)):
            spot = wiring.spot(Source(value, index))
            if spot is None:
                continue
            assert spot.block in wiring.values
            assert 0 <= spot.unit < wiring.units(spot.block)
            now = scene.place(spot)
            assert frame.values[now.name][now.index] == scene.value(spot)
    for block in (*wiring.layers, TARGET, LOSSES, LOSS):
        assert scene.numbers[block] is not None
        assert len(scene.numbers[block]) == wiring.units(block)  # type: ignore[arg-type]


def test_a_filter_is_named_and_its_window_is_outlined(qtbot: QtBot, told: list[str]) -> None:
    what = animal("lenet")
    session = opened(what)
    panel = NetworkPanel(Look(LIGHT, Metrics()))
    panel.resize(900, 420)
    qtbot.addWidget(panel)
    panel.failed.connect(told.append)
    session.moved.connect(panel.show_frame)
    panel.wished.connect(session.grant)
    panel.show()
    session.seek(what.program.done_after("conv1.z", 0) or 0)
    scene, picture = panel.scene, panel.picture
    assert scene is not None
    assert picture is not None
    filters = NetworkRegion(LayerPart.OTHER, "conv1", "conv1.W")
    chip = next(chip for chip in picture.words.chips(scene) if chip.region == filters)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=chip.place.center().toPoint())
    assert session.place == Source("conv1.W", (0, 0, 0, 0))
    written = [use.writes for use in wiring_of(panel).uses("conv1")]
    session.seek(what.program.done_after(written[0], 0) or 0)
    session.look_at(Source(written[0], (0, 2, 4, 4)))
    assert panel.scene is not None
    windows = {spot.unit for spot in panel.scene.sources if spot.block == "picture"}
    rows = {unit // 8 for unit in windows}
    assert rows == {3, 4, 5} or not windows
    block = picture.layout.blocks["conv1"]
    assert block.tiles.count == 6
    for unit in (0, 63, 64, 6 * 64 - 1):
        x, y = block.centre(unit)
        assert block.unit_at(x, y) == unit
        assert picture.layout.hit(x, y) == ("conv1", unit)


def test_slices_are_chosen_with_keys_wheel_and_arrows(qtbot: QtBot, told: list[str]) -> None:
    what = animal("lenet")
    session = opened(what)
    panel = TensorPanel(Look(LIGHT, Metrics()))
    panel.resize(420, 300)
    qtbot.addWidget(panel)
    panel.failed.connect(told.append)
    session.moved.connect(panel.show_frame)
    edits = edited(panel)
    panel.wished.connect(session.grant)
    panel.show()
    session.seek(what.program.done_after("conv1.a", 0) or 0)
    session.look_at(Source("conv1.a", (1, 3, 4, 5)))

    def leading() -> tuple[int, ...]:
        assert panel.view is not None
        return panel.view.leading

    assert leading() == (1, 3)
    assert panel.view is not None
    assert panel.view.main is not None
    assert panel.view.focus_cell(panel.view.main) == (4, 5)
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_PageDown)
    assert leading() == (1, 4)
    QTest.keyClick(panel, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert leading() == (0, 4)
    for _time in range(9):
        QTest.keyClick(panel, Qt.Key.Key_PageDown)
    assert leading() == (0, 5)
    wheel(panel, panel.rect().center(), 1.0)
    assert leading() == (0, 4)
    door = next(p for p, text, step in panel.slices._pieces() if step == (0, 1))
    QTest.mouseClick(panel.slices, Qt.MouseButton.LeftButton, pos=door.center().toPoint())
    assert leading() == (1, 4)
    main = panel.view.main
    assert main is not None
    cell = main.grid.cell(2, 3)
    place = QPoint(int(cell.left + cell.width / 2), int(cell.top + cell.height / 2))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert session.place == Source("conv1.a", (1, 4, 2, 3))
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert session.place == Source("conv1.a", (1, 4, 2, 4))
    QTest.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert panel.editing.editor is not None
    QTest.keyClicks(panel.editing.editor, "2")
    QTest.keyClick(panel.editing.editor, Qt.Key.Key_Return)
    assert edits == [(Source("conv1.a", (1, 4, 2, 3)), 2.0)]


def wiring_of(panel: NetworkPanel) -> Wiring:
    assert panel.scene is not None
    return panel.scene.wiring


def test_of_a_long_network_a_part_is_in_sight_and_moves(qtbot: QtBot, told: list[str]) -> None:
    what = animal("residual")
    panel = shown(qtbot, told, what, NetworkPanel, (620, 360))
    assert isinstance(panel, NetworkPanel)
    run = Run(what, panel)
    run.go(3)
    panel.grab()
    first = panel.picture
    assert first is not None
    assert first.strip is not None
    assert first.sight[0] == 0
    assert "inner20" not in first.layout.blocks
    run.go(what.program.done_after("inner20.z", 0) or 0)
    panel.grab()
    moved = panel.picture
    assert moved is not None
    assert "inner20" in moved.layout.blocks
    run.go(run.tick + 1)
    assert panel.picture is moved  # as long as it can be seen, nothing moves
    assert moved.strip is not None
    track = moved.strip.track
    place = QPoint(int(track.right()) - 1, int(track.center().y()))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert panel.picture is not None
    assert LOSS in panel.picture.layout.blocks
    panel.setFocus()
    run.go(2)
    for _time in range(40):
        QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel._cursor is not None
    assert wiring_of(panel).ranks[panel._cursor[0]] > 10
    wheel(panel, QPoint(300, 150), 1.0)
    panel.grab()


def deep(count: int) -> Lesson:
    layers = [
        {"name": f"h{n}", "kind": "dense", "units": 3, "activation": "tanh"} for n in range(count)
    ]
    layers.append({"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"})
    return lesson("deep", {"source": "xor"}, layers, classes=False, epochs=1)


def test_a_frame_of_a_thousand_layers_costs_what_one_of_thirty_does(
    qtbot: QtBot, told: list[str]
) -> None:
    cost = []
    for count in (30, 990):
        what = deep(count)
        panel = shown(qtbot, told, what, NetworkPanel, (620, 360))
        run = Run(what, panel)
        run.go(1)
        panel.grab()
        spent = []
        for tick in range(count, count + 30):
            frame = run.frame(tick)
            start = time.process_time()
            panel.show_frame(frame)
            panel.grab()
            spent.append(time.process_time() - start)
        cost.append(float(np.median(spent)))
    assert cost[1] < 4 * cost[0]


@pytest.mark.parametrize("name", ["lenet5", "resnet18"])
def test_famous_networks_are_painted_at_every_kind_of_tick(
    qtbot: QtBot, told: list[str], name: str
) -> None:
    what = open_named(name)
    panels = [shown(qtbot, told, what, kind, (620, 360)) for kind in PANELS]
    run = Run(what, *panels)
    count = len(what.program.closing)
    for tick in (0, 2, count // 8, count // 3, count // 2, count - 3, count):
        frame = run.frame(tick)
        for panel in panels:
            panel.show_frame(frame)
            panel.grab()


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.__name__)
def test_a_lesson_without_a_network_is_said_to_have_none(
    qtbot: QtBot, told: list[str], kind: Kind
) -> None:
    none = Network((), (), (), (), (), {}, {})
    what = replace(animal("branches"), network=none)
    panel = shown(qtbot, told, what, kind, (620, 360))
    run = Run(what, panel)
    for tick in (0, 1, 20, what.program.end_of(0)):
        run.go(tick)
        panel.grab()
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    QTest.mouseMove(panel, QPoint(310, 160))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Return):
        QTest.keyClick(panel, key)


def test_a_spot_out_of_sight_is_never_drawn(qtbot: QtBot, told: list[str]) -> None:
    what = animal("residual")
    panel = shown(qtbot, told, what, NetworkPanel, (620, 360))
    assert isinstance(panel, NetworkPanel)
    run = Run(what, panel)
    run.go(what.program.done_after("inner20.z", 0) or 0)
    panel._show_column(0)
    panel.grab()
    assert panel.picture is not None
    assert panel.scene is not None
    assert panel.picture.place_of(NetworkSpot(LayerPart.UNIT, "inner20", 0)).isEmpty()
