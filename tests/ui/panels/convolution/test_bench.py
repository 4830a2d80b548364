"""The size bench: its points are the size rule, a click or a key turns the lesson's knob."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, mouse, opened, picture
from ui.panels import PANELS
from ui.panels.convolution.bench import BenchSpot, turn_to, turns_sizes
from ui.panels.convolution.panel import ConvolutionPanel
from ui.session.wishes import Turn, Wish
from visualnn.lesson import open_named
from visualnn.text import use_language

SETTINGS = ("input", "filter", "padding", "stride", "dilation")


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


class Bench:
    """A panel with the lesson of sizes, whose wishes are granted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.session = opened(open_named("sizes"))
        self.panel = ConvolutionPanel(LOOK)
        qtbot.addWidget(self.panel)
        self.panel.resize(640, 560)
        self.panel.show()
        self.wishes: list[Wish] = []
        self.panel.wished.connect(self.wishes.append)
        self.show()

    def show(self) -> None:
        assert self.session.frame is not None
        self.panel.show_frame(self.session.frame)

    def pixel(self, setting: str, value: int) -> QPoint:
        """Where a point of a curve is painted."""
        scene = self.panel.scene
        assert scene is not None
        for plot in self.panel._bench(scene).plots:
            for step in plot.curve.steps:
                if (plot.curve.setting, step.value) == (setting, value):
                    x, y = plot.point(step)
                    return QPoint(round(x), round(y))
        raise AssertionError(setting)


def test_a_lesson_whose_sizes_are_turned_opens_with_the_bench(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    assert bench.panel.bench.on
    scene = bench.panel.scene
    assert scene is not None
    assert tuple(p.curve.setting for p in bench.panel._bench(scene).plots) == SETTINGS
    assert not turns_sizes(open_named("lenet"))
    spec = next(panel for panel in PANELS if panel.name == "convolution")
    assert spec.fitted(open_named("sizes")).least_height > spec.least_height
    assert spec.fitted(open_named("lenet")).least_height == spec.least_height


@pytest.mark.parametrize(
    ("setting", "value", "turn"),
    [
        ("input", 11, Turn("input", "11")),
        ("filter", 5, Turn("layers.conv.size", "5")),
        ("padding", 2, Turn("layers.conv.padding", "2")),
        ("padding", 0, None),
        ("stride", 3, Turn("layers.conv.stride", "3")),
        ("dilation", 2, Turn("layers.conv.dilation", "2")),
        ("dilation", 5, None),
    ],
)
def test_a_click_on_a_point_turns_the_knob_to_its_value(
    qtbot: QtBot, setting: str, value: int, turn: Turn | None
) -> None:
    bench = Bench(qtbot)
    place = bench.pixel(setting, value)
    mouse(bench.panel, QEvent.Type.MouseMove, place)
    assert bench.panel.bench.spot == BenchSpot(setting, value)  # type: ignore[arg-type]
    QTest.mouseClick(bench.panel, Qt.MouseButton.LeftButton, pos=place)
    if turn is None or value == 0:
        expected = [Turn("layers.conv.padding", "valid")] if value == 0 else []
        assert bench.wishes == expected
        return
    assert bench.wishes == [turn]
    promised = next(
        step.output
        for curve in bench.panel.scene.curves  # type: ignore[union-attr]
        for step in curve.steps
        if (curve.setting, step.value) == (setting, value)
    )
    bench.session.grant(turn)
    bench.show()
    assert bench.panel.bench.on
    assert bench.panel.scene is not None
    assert bench.panel.scene.at.lengths == (promised, promised)


def test_keys_reach_every_curve_and_every_point(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    panel = bench.panel
    seen = []
    for _n in SETTINGS:
        QTest.keyClick(panel, Qt.Key.Key_V)
        assert panel.bench.spot is not None
        seen.append(panel.bench.spot.setting)
    assert tuple(seen) == SETTINGS
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.bench.spot == BenchSpot("dilation", 2)
    before = picture(panel)
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert picture(panel) != before
    QTest.keyClick(panel, Qt.Key.Key_Left)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert bench.wishes == [Turn("layers.conv.dilation", "2")]
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.bench.spot is None


def test_an_impossible_size_is_refused_with_the_sum_and_nothing_changes(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.session.grant(Turn("layers.conv.size", "5"))
    frame = bench.session.frame
    told: list[str] = []
    bench.session.failed.connect(told.append)
    bench.session.grant(Turn("layers.conv.dilation", "3"))
    assert len(told) == 1
    assert "(8 + 2·0 − 13) / 1 + 1 = −4" in told[0]
    assert "nearest that fit: padding 3, or a window at most 8 high" in told[0]
    assert bench.session.frame is frame


def test_a_lesson_without_knobs_turns_nothing() -> None:
    lesson = open_named("convolution")
    from visualnn.views.windowed_layer import windowed_layers

    at = next(windowed_layers(lesson.network))
    assert turn_to(lesson, at, BenchSpot("filter", 2)) is None
