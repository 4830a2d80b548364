"""The plot: what it paints, onto the screen and onto vector painters, and how one goes about."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, picture, wheel
from ui.kit.look import Look
from ui.kit.theme import DARK, Metrics
from ui.plot.axes import AxisSpan, PlotMap
from ui.plot.gate import MAX_POINT_COUNT
from ui.plot.lines import PlotLine, pixel_pen
from ui.plot.loading import loading
from ui.plot.plot import CLOSEST_SHARE, OUT_FACTOR, PlotWidget

INK = LOOK.theme.ink
ROOT = Path(__file__).parents[3]


@pytest.fixture
def plot(qtbot: QtBot, dressed: QApplication) -> Iterator[PlotWidget]:
    made = PlotWidget(LOOK)
    qtbot.addWidget(made)
    troubles: list[str] = []
    made.failed.connect(troubles.append)
    made.resize(500, 260)
    made.set_axes(AxisSpan("z", -5, 5), AxisSpan("f", -1, 1))
    made.show()
    yield made
    made.grab()
    assert troubles == []


def line(x: object, y: object, colour: QColor = INK) -> PlotLine:
    return PlotLine("f", x, y, colour)  # type: ignore[arg-type]


def darkest(image: QImage, x: float, y: float) -> int:
    """The darkest grey within two pixels of a place."""
    around = [(round(x) + i, round(y) + j) for i in range(-2, 3) for j in range(-2, 3)]
    return min(image.pixelColor(*at).lightness() for at in around)


def test_a_line_is_drawn_where_its_numbers_are(plot: PlotWidget) -> None:
    x = np.linspace(-5, 5, 41)
    plot.set_lines([line(x, np.sin(x))])
    image, place = picture(plot), plot.map
    for at in (-4.0, -2.1, 0.7, 2.3):
        assert darkest(image, place.across(at), place.up(np.sin(at))) < 150
        assert darkest(image, place.across(at), place.up(-np.sin(at))) > 200


def test_a_gap_is_a_gap(plot: PlotWidget) -> None:
    plot.set_lines([line([-4, -1, np.nan, 1, 4], [0.5, 0.5, 0.5, 0.5, 0.5])])
    image, place = picture(plot), plot.map
    assert darkest(image, place.across(-2), place.up(0.5)) < 150
    assert darkest(image, place.across(2), place.up(0.5)) < 150
    assert darkest(image, place.across(0.3), place.up(0.5)) > 200


@pytest.mark.parametrize(
    "values",
    [
        np.array([1, 2, 3], dtype=object),
        [1.0, None],
        ["a", "b"],
        [np.nan] * 4,
        [np.inf, 1, -np.inf, 2],
        [1e308, -1e308, 1e308],
        [1e-320, 0.0, 5e-324],
        [],
        [3.0],
        np.zeros((3, 2)),
        np.random.default_rng(1).normal(size=300_000),
    ],
    ids=str,
)
@pytest.mark.parametrize("dash", [(), (6.0, 3.0)])
def test_whatever_comes_it_is_painted_or_left_out(
    plot: PlotWidget, values: Sequence[object], dash: tuple[float, ...]
) -> None:
    count = len(values)
    plot.set_lines([PlotLine("f", np.arange(count), values, INK, dash)])  # type: ignore[arg-type]
    plot.set_axes(AxisSpan("z", 0, count), AxisSpan("f", -5, 5))
    picture(plot)
    drawn = [item for item in plot.scene().items() if isinstance(item, pg.PlotCurveItem)]
    x, y = drawn[0].getData()
    assert x is None or len(x) == len(y) <= MAX_POINT_COUNT


@pytest.mark.parametrize("ends", [(0, 0), (np.nan, np.inf), (-1e308, 1e308), (1e9, 1e9 + 1e-9)])
def test_an_axis_without_a_length_is_given_one(plot: PlotWidget, ends: tuple[float, float]) -> None:
    plot.set_axes(AxisSpan("z", *ends), AxisSpan("f", *ends))
    picture(plot)
    for low, high in (plot.map.x, plot.map.y):
        assert np.isfinite([low, high]).all()
        assert low < high


def test_pens_are_one_pixel_wide_at_every_zoom() -> None:
    pen = pixel_pen(INK, (6.0, 3.0))
    assert (pen.widthF(), pen.isCosmetic(), pen.dashPattern()) == (1.0, True, [6.0, 3.0])


def test_titles_are_plain_text(plot: PlotWidget) -> None:
    bold = "<b>z</b><img src='/nowhere.png'>"
    plot.set_axes(AxisSpan(bold, -5, 5), AxisSpan("f", -1, 1))
    told = re.sub(r"<[^>]+>", "", vector(plot).decode())
    assert "&lt;b" in vector(plot).decode()
    assert "src" in told


def vector(plot: PlotWidget) -> bytes:
    """The plot as SVG, by its own painting."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(plot.width(), plot.height()))
    with QPainter(generator) as painter:
        plot.paint_on(painter, QRectF(0, 0, plot.width(), plot.height()))
    return bytes(buffer.data().data())


def test_it_is_painted_as_lines_and_texts_onto_a_vector_picture(plot: PlotWidget) -> None:
    x = np.linspace(-5, 5, 41)
    plot.set_lines([line(x, np.sin(x))])
    svg = vector(plot).decode()
    assert "<image" not in svg
    assert svg.count("<text") >= 8
    assert "<path" in svg or "<polyline" in svg
    room = QWidget()
    plot.setParent(room)
    plot.show()
    target = QByteArray()
    buffer = QBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    with QPainter(writer) as painter:  # as a widget in a panel is painted
        room.render(painter, QPoint())
    pdf = bytes(target.data())
    assert pdf.startswith(b"%PDF")
    assert b"/Subtype /Image" not in pdf
    plot.setParent(None)


def test_the_painting_onto_another_painter_is_the_one_on_the_screen(plot: PlotWidget) -> None:
    x = np.linspace(-5, 5, 41)
    plot.set_lines([line(x, np.sin(x))])
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        plot.paint_on(painter, QRectF(image.rect()))
    shown = picture(plot)
    shape = (plot.height(), plot.width(), 4)
    one, other = (
        np.frombuffer(each.constBits(), np.uint8).reshape(shape) for each in (image, shown)
    )
    assert (np.abs(one.astype(int) - other)[..., :3].max(axis=-1) > 40).mean() < 0.002


def zoomed(plot: PlotWidget) -> bool:
    return plot.is_zoomed


def test_zooming_moving_and_all_in_sight(plot: PlotWidget) -> None:
    plot.zoom(2)
    assert zoomed(plot)
    assert plot.map.x == pytest.approx((-5 / 1.25**2, 5 / 1.25**2))
    plot.pan(1, 0)
    middle = sum(plot.map.x) / 2
    assert middle == pytest.approx(0.1 * 10 / 1.25**2)
    plot.show_all()
    assert (plot.map.x, plot.map.y) == ((-5, 5), (-1, 1))
    assert not zoomed(plot)
    plot.zoom(-50)
    assert plot.map.x[1] - plot.map.x[0] <= 10 * OUT_FACTOR * (1 + 1e-9)
    plot.zoom(200)
    assert plot.map.x[1] - plot.map.x[0] >= 10 * CLOSEST_SHARE * (1 - 1e-9)
    plot.show_all()
    wheel(plot.viewport(), QPoint(250, 120), 1)
    assert zoomed(plot)


def test_who_has_zoomed_in_stays_there_when_the_axis_grows(plot: PlotWidget) -> None:
    def grown(end: float) -> tuple[float, float]:
        plot.set_axes(AxisSpan("z", -end, end), AxisSpan("f", -1, 1))
        return plot.map.x

    assert grown(10) == (-10, 10)
    plot.zoom(3)
    before = plot.map.x
    assert grown(20) == before
    plot.show_all()
    assert plot.map.x == (-20, 20)


def test_there_is_no_menu(plot: PlotWidget) -> None:
    boxes = [item for item in plot.scene().items() if isinstance(item, pg.ViewBox)]
    assert [box.menu for box in boxes] == [None]


def test_a_line_that_did_not_change_is_not_taken_again(
    plot: PlotWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[object] = []
    monkeypatch.setattr(pg.PlotCurveItem, "setData", lambda *_args, **_more: taken.append(1))
    x, y = np.arange(3.0), np.arange(3.0)
    plot.set_lines([line(x, y)])
    taken.clear()
    for _turn in range(3):
        plot.set_lines([line(x, y)])
    assert len(taken) == 0
    plot.set_lines([line(x, y.copy())])
    assert len(taken) == 1
    plot.set_lines([])
    assert not [item for item in plot.scene().items() if isinstance(item, pg.PlotCurveItem)]


def test_a_mark_that_fails_is_told_and_the_plot_lives_on(
    qtbot: QtBot, dressed: QApplication
) -> None:
    plot = PlotWidget(LOOK)
    qtbot.addWidget(plot)
    told: list[str] = []
    plot.failed.connect(told.append)

    def broken(painter: QPainter, place: PlotMap) -> None:
        raise RuntimeError("planted")

    plot.over = broken
    plot.resize(300, 200)
    plot.show()
    picture(plot)
    assert len(told) == 1
    assert "planted" in told[0]
    plot.over = None
    picture(plot)


def test_another_theme_is_another_picture(plot: PlotWidget) -> None:
    light = picture(plot)
    plot.set_look(Look(DARK, Metrics()))
    dark = picture(plot)
    assert dark.pixelColor(250, 100).name() == DARK.surface.name()
    assert light != dark


def python(code: str) -> None:
    """Run some code in a fresh interpreter."""
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60, capture_output=True)  # noqa: S603


def test_the_turns_of_loading_end_with_the_library() -> None:
    code = (
        "import sys; import PySide6.QtWidgets; from ui.plot.loading import loading\n"
        "turns = list(loading()); assert 'pyqtgraph' not in sys.modules\n"
        "for n, turn in enumerate(turns):\n"
        "    assert 'pyqtgraph' not in sys.modules, n\n"
        "    turn()\n"
        "assert 'pyqtgraph' in sys.modules\n"
    )
    python(code)
    for turn in loading():
        turn()  # a second time nothing happens


@pytest.mark.parametrize(
    "words", [["--version"], ["table", "xor", "activation"], ["views", "xor"], ["trace", "xor"]]
)
def test_the_command_line_does_not_load_it(words: list[str]) -> None:
    code = (
        "import sys; from ui.cli import main\n"
        f"sys.argv = ['visualnn', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert 'pyqtgraph' not in sys.modules\n"
    )
    python(code)
