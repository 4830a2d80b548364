"""The squares at the units: what they show, where they stand, and what pointing and clicking do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, bursting, lesson, looked, mouse, picture
from tests.visualnn.views.nets import moons, one_input, three
from ui.kit.colours import diverging
from ui.kit.plane_image import TINT_SHARE
from ui.panels.boundary import PANEL as BOUNDARY
from ui.panels.boundary import words
from ui.panels.boundary.panel import BoundaryPanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.squares import SIDE_POINT_COUNT
from ui.panels.network.wiring import LayerPart, NetworkSpot
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.text import use_language
from visualnn.views.boundary import boundary
from visualnn.views.leaning import unit_leanings
from visualnn.views.moments import moment_of

LEFT = Qt.MouseButton.LeftButton
CHANNEL_STEPS = 6
"""How far a channel of 0 to 255 may be off where a picture is drawn larger than its grid."""


def apart(one: QColor, other: QColor) -> int:
    """By how much two colours differ in the channel in which they differ most."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return max(abs(a - b) for a, b in pairs)


class Pair:
    """A network panel and a boundary panel, joined to a session as the window joins them."""

    def __init__(self, qtbot: QtBot, what: Lesson, size: tuple[int, int] = (900, 520)) -> None:
        self.session = Session(2.0)
        self.network = NetworkPanel(LOOK)
        made = BOUNDARY.made(LOOK)
        assert isinstance(made, BoundaryPanel)
        self.boundary = made
        self.failures: list[str] = []
        self.wishes = looked(self.network)
        for panel in (self.network, self.boundary):
            qtbot.addWidget(panel)
            panel.resize(*size)
            panel.failed.connect(self.failures.append)
            panel.wished.connect(self.session.grant)
            panel.pointed.connect(self.session.point_at)
            panel.pinned.connect(self.session.pin)
            self.session.moved.connect(panel.show_frame)
            panel.show()
        self.session.failed.connect(self.failures.append)
        self.session.take(what)

    def square(self, layer: str, unit: int) -> QPointF:
        """The middle of a square."""
        assert self.network.picture is not None
        place = self.network.picture.square_of(NetworkSpot(LayerPart.UNIT, layer, unit))
        assert place is not None
        return place.center()

    def point(self, layer: str, unit: int) -> None:
        mouse(self.network, QEvent.Type.MouseMove, self.square(layer, unit).toPoint())

    def shown(self) -> tuple[str, int] | None:
        """The unit whose square is large in the boundary."""
        assert self.boundary.scene is not None
        return self.boundary.scene.square

    def title(self) -> str:
        assert self.boundary.scene is not None
        return words.title(self.boundary.scene)


@pytest.fixture(autouse=True)
def english(dressed: QApplication, patient: None) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def xor(qtbot: QtBot) -> Iterator[Pair]:
    made = Pair(qtbot, lesson("xor"))
    made.session.seek(26 * 400)
    made.session.finish()
    yield made
    picture(made.network)
    assert made.failures == []


def test_a_square_is_how_far_the_units_z_lies_from_0(xor: Pair) -> None:
    frame, drawn = xor.session.frame, xor.network.picture
    assert frame is not None
    assert drawn is not None
    view = boundary(moment_of(frame), SIDE_POINT_COUNT)
    image, scale = picture(xor.network), diverging(LOOK.theme)
    compared = 0
    for (layer, unit), sums in view.sums.items():
        place = drawn.square_of(NetworkSpot(LayerPart.UNIT, layer, unit))
        assert place is not None
        lean = view.square(unit_leanings(sums))
        lines = view.zero_lines(layer, unit)
        for i, j in ((6, 6), (12, 18), (18, 12), (20, 20)):
            at = view.points.reshape(SIDE_POINT_COUNT, SIDE_POINT_COUNT, 2)[i, j]
            if any(np.hypot(*(line - at).T).min() < 0.15 for line in lines):
                continue
            x = place.left() + (j + 0.5) / SIDE_POINT_COUNT * place.width()
            y = place.bottom() - (i + 0.5) / SIDE_POINT_COUNT * place.height()
            wanted = scale.colour(float(lean[i, j]) * TINT_SHARE, 1.0)
            found = image.pixelColor(int(x), int(y))
            assert apart(wanted, found) <= CHANNEL_STEPS
            compared += 1
    assert compared > 15


def test_a_dark_line_lies_where_the_units_z_is_0(xor: Pair) -> None:
    frame, drawn = xor.session.frame, xor.network.picture
    assert frame is not None
    assert drawn is not None
    view, image = boundary(moment_of(frame), SIDE_POINT_COUNT), picture(xor.network)
    seen = 0
    for layer, unit in view.sums:
        place = drawn.square_of(NetworkSpot(LayerPart.UNIT, layer, unit))
        assert place is not None
        low, span = np.array(view.plane.least), np.subtract(view.plane.largest, view.plane.least)
        for zero in view.zero_lines(layer, unit):
            right, up = ((zero[len(zero) // 2] - low) / span).tolist()
            x, y = place.left() + right * place.width(), place.bottom() - up * place.height()
            if not place.adjusted(4, 4, -4, -4).contains(QPointF(x, y)):
                continue
            around = range(-2, 3)
            shades = [image.pixelColor(int(x) + a, int(y) + b) for a in around for b in around]
            # without the line it is nearly white there, over 240
            assert min(shade.lightness() for shade in shades) < 190, (layer, unit)
            seen += 1
    assert seen >= 4


@pytest.mark.parametrize(
    ("make", "layers"),
    [(lambda: lesson("xor"), {"hidden", "output"}), (moons, {"h", "h2", "o"}), (three, {"h"}),
     (one_input, set()), (lambda: lesson("digits"), set()), (lambda: lesson("losses"), set())],
    ids=["xor", "moons", "three", "one input", "digits", "softmax alone"],
)  # fmt: skip
def test_they_stand_where_there_is_a_plane_of_two_inputs(
    qtbot: QtBot, make: object, layers: set[str]
) -> None:
    assert callable(make)
    drawn = Pair(qtbot, make()).network.picture
    assert drawn is not None
    assert {name for name, block in drawn.layout.blocks.items() if block.square} == layers


@pytest.mark.parametrize(("size", "squared"), [((900, 520), True), ((640, 200), False)])
def test_they_are_not_drawn_where_they_would_be_too_small(
    qtbot: QtBot, size: tuple[int, int], squared: bool
) -> None:
    pair = Pair(qtbot, lesson("xor"), size)
    picture(pair.network)
    drawn = pair.network.picture
    assert drawn is not None
    assert bool(drawn.layout.blocks["hidden"].square) == squared
    assert pair.failures == []


def test_the_large_square_follows_the_pointer_and_returns(xor: Pair) -> None:
    before, title = picture(xor.boundary), xor.title()
    xor.point("hidden", 5)
    assert xor.shown() == ("hidden", 5)
    assert xor.title().startswith("hidden[5] fires ")
    assert picture(xor.boundary) != before
    granted = xor.session.granted
    xor.network.leaveEvent(QEvent(QEvent.Type.Leave))
    assert xor.shown() is None
    assert xor.title() == title
    assert picture(xor.boundary) == before
    assert xor.session.granted == granted


def test_the_large_square_shows_the_units_numbers(xor: Pair) -> None:
    xor.point("hidden", 6)
    scene, plane = xor.boundary.scene, xor.boundary._map()
    assert scene is not None
    assert plane is not None
    lean = unit_leanings(scene.answer.sums["hidden", 6])
    image, scale = picture(xor.boundary), diverging(LOOK.theme)
    seen = set()
    for n in range(1500, 9000, 777):
        x, y = plane.place(*scene.answer.points[n].tolist())
        near = [np.hypot(*(line - scene.answer.points[n]).T).min() for line in scene.flips]
        marks = np.hypot(*(scene.lesson.data.x - scene.answer.points[n]).T).min()
        if abs(float(lean[n])) < 0.1 or marks < 0.1 or min(near, default=1.0) < 0.05:
            continue
        wanted = scale.colour(float(lean[n]) * TINT_SHARE, 1.0)
        found = image.pixelColor(QPoint(round(x), round(y)))
        assert apart(wanted, found) <= CHANNEL_STEPS
        seen.add(bool(lean[n] > 0))
    assert seen == {True, False}


def test_a_click_on_a_square_pins_it_and_another_lets_it_go(xor: Pair) -> None:
    QTest.mouseClick(xor.network, LEFT, pos=xor.square("hidden", 2).toPoint())
    xor.network.leaveEvent(QEvent(QEvent.Type.Leave))
    assert xor.wishes == []
    assert xor.shown() == ("hidden", 2)
    xor.point("hidden", 4)
    assert xor.shown() == ("hidden", 4)
    xor.network.leaveEvent(QEvent(QEvent.Type.Leave))
    assert xor.shown() == ("hidden", 2)
    xor.session.over()
    assert xor.shown() == ("hidden", 2)
    QTest.mouseClick(xor.network, LEFT, pos=xor.square("hidden", 2).toPoint())
    xor.network.leaveEvent(QEvent(QEvent.Type.Leave))
    assert xor.shown() is None


def test_a_key_goes_from_unit_to_unit_and_back_to_the_network(xor: Pair) -> None:
    scene = xor.boundary.scene
    seen: list[tuple[str, int] | None] = []
    assert scene is not None
    for _n in range(9):
        QTest.keyClick(xor.boundary, Qt.Key.Key_5)
        seen.append(scene.square)
    assert seen == [*(("hidden", n) for n in range(8)), None]


def test_a_number_beside_a_square_is_explained_as_before(xor: Pair) -> None:
    assert xor.network.picture is not None
    block = xor.network.picture.layout.blocks["hidden"]
    place = block.unit(3)
    QTest.mouseClick(
        xor.network, LEFT, pos=QPoint(round(place.x + place.width - 10), round(place.middle[1]))
    )
    assert xor.wishes == [Source("hidden.a", (0, 3))]


def test_a_run_that_diverged_is_hatched(qtbot: QtBot) -> None:
    pair = Pair(qtbot, bursting())
    pair.session.seek(26 * 3)
    pair.session.finish()
    image, middle = picture(pair.network), pair.square("output", 0).toPoint()
    seen = {
        image.pixelColor(middle + QPoint(x, y)).name() for x in range(-6, 6) for y in range(-6, 6)
    }
    assert LOOK.theme.not_finite.name() in seen
    assert pair.failures == []
