"""The network panel as a learner meets it: with a pointer, a wheel and keys, and by its pixels."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.runs import edited, looked, opened
from ui.kit.colours import diverging
from ui.kit.look import Look
from ui.kit.number_editor import NumberEditor
from ui.kit.theme import DARK, LIGHT, Metrics, Theme
from ui.panels.network.geometry import LOSS, LOSSES, TARGET, along
from ui.panels.network.header import NetworkHeader
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.picture import NetworkPicture
from ui.panels.network.scene import Mode
from ui.panels.network.units_picture import UnitsPicture
from ui.panels.network.wiring import LayerPart, NetworkSpot
from ui.panels.network.words import tip
from ui.session.wishes import Arrive
from visualnn import text
from visualnn.expr import Source
from visualnn.figures import result
from visualnn.lesson import Lesson, find, load
from visualnn.run.history import Edit

pytestmark = pytest.mark.usefixtures("patient")

LESSONS = {name: load(find(name)) for name in ("xor", "digits", "logistic")}


class Bench:
    """A network panel joined to a session as the window joins them."""

    def __init__(self, qtbot: QtBot, lesson: Lesson, theme: Theme = LIGHT) -> None:
        self.qtbot = qtbot
        self.session = opened(lesson)
        self.panel = NetworkPanel(Look(theme, Metrics()))
        self.panel.resize(640, 370)
        qtbot.addWidget(self.panel)
        self.failures: list[str] = []
        self.wishes = looked(self.panel)
        for source in (self.session, self.panel):
            source.failed.connect(self.failures.append)
        self.session.moved.connect(self.panel.show_frame)
        self.panel.wished.connect(self.session.grant)
        self.panel.pulled.connect(self.session.pull)
        self.panel.let_go.connect(lambda kept: self.session.let_go(kept=kept))
        self.panel.show()
        self.session.seek(0)

    def after(self, name: str, place: Source | None = None, iteration: int = 0) -> None:
        """Go to where a name has just been written, and look at a number."""
        done = self.session.position.lesson.program.done_after(name, iteration)
        assert done is not None
        self.session.seek(self.session.position.lesson.program.start_of(iteration) + done)
        if place is not None:
            self.session.look_at(place)
        self.wishes.clear()

    @property
    def picture(self) -> NetworkPicture:
        assert self.panel.picture is not None
        return self.panel.picture

    @property
    def header(self) -> NetworkHeader:
        return self.picture.header

    @property
    def row(self) -> int:
        assert self.panel.scene is not None
        return self.panel.scene.row

    def place(self, spot: NetworkSpot) -> QPoint:
        """A point at which a spot is drawn; near the start of an edge, where few others are."""
        if spot.part is LayerPart.WEIGHT:
            x, y = along(self.picture.segment(spot.block, spot.start, spot.unit), 0.9)
        else:
            x, y = self.picture.layout.blocks[spot.block].centres[spot.unit]
        return QPoint(round(x), round(y))

    def point(self, place: QPoint) -> None:
        QTest.mouseMove(self.panel, QPoint(place.x() - 1, place.y()))
        QTest.mouseMove(self.panel, place)

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.panel, Qt.MouseButton.LeftButton, pos=place)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.panel, key)

    def turn(self, angle: int) -> None:
        """Turn the wheel over the panel; 120 is a notch away from the hand."""
        middle = QPointF(self.panel.rect().center())
        event = QWheelEvent(
            middle,
            self.panel.mapToGlobal(middle),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.panel, event)

    def image(self) -> QImage:
        return self.panel.grab().toImage()


@pytest.fixture
def xor(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot, LESSONS["xor"])
    yield bench
    assert bench.failures == []


@pytest.fixture
def digits(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot, LESSONS["digits"])
    yield bench
    assert bench.failures == []


def share_of(image: QImage, colour: QColor, place: QRectF) -> float:
    """The share of pixels of a place that have exactly this colour."""
    inside = [
        image.pixel(x, y) == colour.rgb()
        for x in range(int(place.left()), int(place.right()))
        for y in range(int(place.top()), int(place.bottom()))
    ]
    return sum(inside) / len(inside)


def around(bench: Bench, block: str, unit: int, away: float = 6.0) -> QRectF:
    rect = bench.picture.layout.blocks[block].unit(unit)
    place = QRectF(rect.x, rect.y, rect.width, rect.height)
    return place.adjusted(-away, -away, away, away)


def test_without_a_frame_the_panel_says_what_would_be_here(qtbot: QtBot) -> None:
    panel = NetworkPanel(Look(LIGHT, Metrics()))
    qtbot.addWidget(panel)
    panel.resize(400, 200)
    panel.show()
    image = panel.grab().toImage()
    assert share_of(image, LIGHT.surface, QRectF(0, 0, 400, 200)) < 1.0


def test_a_click_on_a_unit_asks_for_its_number(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (2, 0)))
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, "hidden", 5)))
    assert xor.wishes == [Source("hidden.a", (2, 5))]
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, "x", 1)))
    assert xor.wishes[-1] == Source("x", (2, 1))
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, TARGET, 0)))
    assert xor.wishes[-1] == Source("t", (2, 0))


def test_a_click_on_the_loss_asks_for_it(xor: Bench) -> None:
    xor.after("L", Source("losses", (1,)))
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, LOSS, 0)))
    assert xor.wishes == [Source("L")]
    xor.after("L", Source("losses", (1,)))
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, LOSSES, 0)))
    assert xor.wishes == [Source("losses", (1,))]


def test_a_click_on_what_is_not_computed_asks_for_nothing(xor: Bench) -> None:
    xor.after("hidden.a")
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, "output", 0)))
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, LOSS, 0)))
    assert xor.wishes == []


def test_a_click_on_an_edge_asks_for_the_weight_or_its_gradient(xor: Bench) -> None:
    edge = NetworkSpot(LayerPart.WEIGHT, "hidden", 7, 1)
    xor.after("hidden.a", Source("hidden.a", (0, 0)))
    xor.click(xor.place(edge))
    assert xor.wishes == [Source("hidden.W", (1, 7))]
    xor.after("d.hidden.W", Source("d.hidden.W", (0, 0)))
    xor.click(xor.place(edge))
    assert xor.wishes == [Source("d.hidden.W", (1, 7))]


def test_a_click_on_the_dot_of_a_unit_asks_for_its_bias(xor: Bench) -> None:
    xor.after("hidden.a")
    rect = xor.picture.layout.blocks["hidden"].unit(4)
    xor.click(QPoint(round(rect.x), round(rect.y)))
    assert xor.wishes == [Source("hidden.b", (4,))]


def test_a_click_on_a_name_asks_for_the_first_weight_or_bias(xor: Bench) -> None:
    xor.after("hidden.a")
    assert xor.panel.scene is not None
    for chip in xor.picture.words.chips(xor.panel.scene):
        xor.click(chip.place.center().toPoint())
    assert set(map(str, xor.wishes)) == {"hidden.W[0,0]", "hidden.b[0]", "output.W[0,0]",
                                         "output.b[0]"}  # fmt: skip


def field_of(bench: Bench) -> NumberEditor | None:
    return bench.panel.editing.editor


def double_click(bench: Bench, place: QPoint) -> None:
    bench.click(place)
    QTest.mouseDClick(bench.panel, Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize(
    ("tick", "spot", "changed"),
    [
        ("hidden.a", NetworkSpot(LayerPart.UNIT, "hidden", 5), Source("hidden.a", (1, 5))),
        ("hidden.a", NetworkSpot(LayerPart.WEIGHT, "hidden", 6, 1), Source("hidden.W", (1, 6))),
        ("d.hidden.W", NetworkSpot(LayerPart.WEIGHT, "hidden", 6, 1), Source("d.hidden.W", (1, 6))),
        ("L", NetworkSpot(LayerPart.UNIT, LOSS, 0), Source("L")),
    ],
)
def test_a_number_is_changed_where_it_is_double_clicked(
    xor: Bench, tick: str, spot: NetworkSpot, changed: Source
) -> None:
    xor.after(tick)
    edits = edited(xor.panel)
    double_click(xor, xor.place(spot))
    editor = field_of(xor)
    assert editor is not None
    assert editor.text() == repr(
        float(xor.session.position.history.at(xor.session.tick).values[changed.name][changed.index])
    )
    QTest.keyClicks(editor, "2.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert edits == [(changed, 2.5)]
    assert field_of(xor) is None


def test_a_bias_and_the_number_on_an_edge_are_changed_too(xor: Bench) -> None:
    xor.after("hidden.z", Source("hidden.z", (1, 3)))
    x, y = (
        xor.picture.layout.blocks["hidden"].unit(2).x,
        xor.picture.layout.blocks["hidden"].unit(2).y,
    )
    bias = next(
        QPoint(round(x + dx), round(y + dy))
        for dx in range(16)
        for dy in range(8)
        if xor.panel.scene
        and xor.picture.spot_at(round(x + dx), round(y + dy), xor.panel.scene)
        == NetworkSpot(LayerPart.BIAS, "hidden", 2)
    )
    double_click(xor, bias)
    assert xor.wishes == [Source("hidden.b", (2,))]
    field = field_of(xor)
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field_of(xor) is None
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    xor.image()
    plate, spot = xor.picture.labels[0]
    double_click(xor, plate.center().toPoint())
    assert field_of(xor) is not None
    assert xor.wishes[0] == Source("hidden.W", (spot.start, spot.unit))


def test_a_field_goes_when_another_tick_comes_and_never_lies_over_what_has_no_number(
    xor: Bench,
) -> None:
    xor.after("hidden.a")
    double_click(xor, xor.place(NetworkSpot(LayerPart.UNIT, "output", 0)))
    assert field_of(xor) is None
    double_click(xor, xor.place(NetworkSpot(LayerPart.UNIT, "hidden", 5)))
    assert field_of(xor) is not None
    xor.session.over()
    assert field_of(xor) is None


def test_what_is_not_added_up_has_no_number_yet(xor: Bench) -> None:
    place = Source("hidden.xW", (1, 3))
    xor.after("hidden.xW", place)
    whole = xor.image()
    xor.session.grant(Arrive(xor.session.tick, place, 1))
    assert xor.panel.scene is not None
    assert tip(xor.panel.scene, NetworkSpot(LayerPart.UNIT, "hidden", 3)).endswith(
        "is not computed yet"
    )
    assert tip(xor.panel.scene, NetworkSpot(LayerPart.UNIT, "hidden", 4)).startswith(
        "hidden.xW[1,4] = "
    )
    assert xor.image() != whole
    xor.session.grant(Arrive(xor.session.tick, place, 2))
    assert xor.panel.scene.waiting is None


def test_other_buttons_ask_for_nothing(xor: Bench) -> None:
    xor.after("hidden.a")
    place = xor.place(NetworkSpot(LayerPart.UNIT, "hidden", 5))
    QTest.mouseClick(xor.panel, Qt.MouseButton.RightButton, pos=place)
    assert xor.wishes == []


def test_pointing_shows_the_name_and_the_number(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 0)))
    before = xor.image()
    xor.point(xor.place(NetworkSpot(LayerPart.UNIT, "hidden", 2)))
    assert xor.image() != before
    assert xor.panel.cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert xor.panel.scene is not None
    value = xor.session.position.history.at(xor.session.tick).values["hidden.a"][1, 2]
    shown = tip(xor.panel.scene, NetworkSpot(LayerPart.UNIT, "hidden", 2))
    assert shown == f"hidden.a[1,2] = {result(value)}"
    waiting = NetworkSpot(LayerPart.UNIT, "output", 0)
    assert tip(xor.panel.scene, waiting) == "output.a[1,0] is not computed yet"
    xor.point(xor.place(waiting))
    assert xor.panel.cursor().shape() is Qt.CursorShape.ArrowCursor
    xor.point(QPoint(20, 300))
    assert xor.image() == before


def test_a_gradient_is_named_as_one(xor: Bench) -> None:
    xor.after("d.hidden.W", Source("d.hidden.W", (1, 2)))
    assert xor.panel.scene is not None
    said = tip(xor.panel.scene, NetworkSpot(LayerPart.WEIGHT, "hidden", 2, 1))
    assert said.startswith("∂L/∂hidden.W[1,2] = ")


def test_the_row_is_chosen_with_its_tick(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (0, 3)))
    assert xor.panel.scene is not None
    xor.click(xor.header.ticks(xor.panel.scene)[2].center().toPoint())
    assert xor.wishes == [Source("hidden.a", (2, 3))]
    assert xor.row == 2


def test_a_row_is_chosen_where_the_focus_has_none(xor: Bench) -> None:
    xor.after("hidden.W", Source("hidden.W", (1, 3)))
    assert xor.row == 0
    assert xor.panel.scene is not None
    xor.click(xor.header.ticks(xor.panel.scene)[3].center().toPoint())
    assert xor.wishes == []
    assert xor.row == 3
    xor.after("hidden.a", Source("hidden.a", (1, 3)), iteration=1)
    assert xor.row == 1


def test_the_wheel_and_the_page_keys_change_the_row(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    xor.turn(-120)
    assert xor.row == 2
    xor.turn(-60)
    assert xor.row == 2
    xor.turn(-60)
    assert xor.row == 3
    xor.wishes.clear()
    xor.turn(-240)
    assert xor.row == 3
    assert xor.wishes == []
    xor.turn(240)
    assert xor.row == 1
    xor.press(Qt.Key.Key_PageUp)
    assert xor.row == 0
    xor.press(Qt.Key.Key_PageDown)
    assert xor.row == 1
    assert xor.session.place == Source("hidden.a", (1, 3))


def test_one_of_many_rows_is_chosen_on_a_track(digits: Bench) -> None:
    last = digits.session.position.lesson.program.iterations - 1
    digits.after("val.output.a", iteration=last)
    assert digits.panel.scene is not None
    (track,) = digits.header.ticks(digits.panel.scene)
    digits.click(QPoint(round(track.x()), round(track.center().y())))
    assert digits.row == 0
    digits.click(QPoint(round(track.right()) - 1, round(track.center().y())))
    assert digits.row > 0.97 * len(digits.session.position.lesson.data.val_x)
    assert digits.wishes[-1].name == "val.output.a"


def test_values_or_gradients_are_chosen_with_a_word(xor: Bench) -> None:
    xor.after("d.hidden.xW")
    shown = []
    for mode in (Mode.VALUES, Mode.GRADIENTS, Mode.FOLLOW):
        xor.click(xor.header.mode_places()[mode].center().toPoint())
        assert xor.panel.mode is mode
        assert xor.panel.scene is not None
        shown.append(xor.panel.scene.shown["hidden"].name)
    assert shown == ["hidden.a", "d.hidden.xW", "d.hidden.xW"]
    xor.session.seek_start()
    assert xor.panel.mode is Mode.FOLLOW


def test_arrows_move_from_unit_to_unit(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    xor.panel.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        xor.press(key)
    assert [str(place) for place in xor.wishes] == [
        "hidden.a[1,4]",
        "hidden.a[1,5]",
        "hidden.a[1,4]",
        "x[1,1]",
    ]


def test_arrows_cross_what_is_not_computed(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    xor.panel.setFocus()
    xor.press(Qt.Key.Key_Right)
    assert xor.wishes == []
    assert xor.panel.accessibleDescription() == "output.a[1,0] is not computed yet"
    xor.press(Qt.Key.Key_Right)
    assert xor.wishes == [Source("t", (1, 0))]
    xor.press(Qt.Key.Key_Return)
    assert xor.wishes == [Source("t", (1, 0))] * 2


def test_the_keyboard_is_seen_only_while_it_is_here(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    xor.panel.activateWindow()
    xor.qtbot.waitUntil(xor.panel.isActiveWindow)
    xor.panel.clearFocus()
    without = xor.image()
    xor.panel.setFocus(Qt.FocusReason.TabFocusReason)
    assert xor.panel.hasFocus()
    assert share_of(xor.image(), LIGHT.focus, around(xor, "hidden", 3, 10.0)) > 0.02
    xor.panel.clearFocus()
    assert xor.image() == without
    xor.click(xor.place(NetworkSpot(LayerPart.UNIT, "hidden", 1)))
    assert not xor.panel.hasFocus()


def test_arrows_step_the_program_unless_the_keyboard_is_here(xor: Bench) -> None:
    window = QWidget()
    xor.qtbot.addWidget(window)
    xor.panel.setParent(window)
    steps: list[str] = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_PageDown, Qt.Key.Key_F):
        shortcut = QShortcut(key, window)
        shortcut.activated.connect(lambda key=key: steps.append(key.name))
    window.resize(640, 370)
    window.show()
    xor.panel.show()
    window.activateWindow()
    xor.qtbot.waitUntil(window.isActiveWindow)
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert steps == ["Key_Left"]
    xor.panel.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_PageDown, Qt.Key.Key_F):
        xor.press(key)
    xor.panel.setParent(None)  # each of the two is closed by itself
    assert steps == ["Key_Left", "Key_F"]
    assert [place.name for place in xor.wishes] == ["x", "x"]


def test_other_keys_are_left_to_the_window(xor: Bench) -> None:
    xor.after("hidden.a")
    before = xor.image()
    xor.press(Qt.Key.Key_F)
    assert xor.image() == before
    assert xor.wishes == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_accent_marks_exactly_what_a_number_is_made_from(qtbot: QtBot, theme: Theme) -> None:
    bench = Bench(qtbot, LESSONS["xor"], theme)
    bench.after("hidden.xW", Source("hidden.xW", (1, 3)))
    image = bench.image()

    def ring(block: str, unit: int) -> float:
        """How much accent there is at the left end of a unit, where no edge of its own starts."""
        rect = bench.picture.layout.blocks[block].unit(unit)
        return share_of(image, theme.accent, QRectF(rect.x - 4, rect.y, 5, rect.height))

    assert ring("hidden", 3) > 1.5 * ring("x", 0) > 0.1
    assert ring("x", 1) == ring("x", 0)
    for unit in (0, 1, 5, 6, 7):
        assert ring("hidden", unit) == 0.0
    assert ring("output", 0) == ring(TARGET, 0) == ring(LOSS, 0) == 0.0
    assert bench.failures == []


def test_the_accent_surrounds_what_the_instruction_reads_and_writes(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    image = xor.image()

    def outline(block: str) -> float:
        rect = xor.picture.layout.blocks[block].rect
        return share_of(image, LIGHT.accent, QRectF(rect.x - 8, rect.y, 4, rect.height))

    assert outline("x") > 0.2
    assert outline("hidden") > 0.2
    assert outline("output") == 0.0
    assert xor.panel.scene is not None
    marked = {
        chip.name
        for chip in xor.picture.words.chips(xor.panel.scene)
        if share_of(image, LIGHT.accent, chip.place.adjusted(-4, -4, 4, 4)) > 0.1
    }
    assert marked == {"hidden.W"}


def test_weights_that_a_number_is_made_from_have_their_numbers(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    xor.image()
    labels = {spot: place for place, spot in xor.picture.labels}
    assert set(labels) == {
        NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 0),
        NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 1),
    }
    middle = xor.picture.segment("hidden", 0, 3)
    for place in labels.values():
        assert place.center().x() < (middle[0] + middle[2]) / 2
    xor.click(labels[NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 1)].center().toPoint())
    assert xor.wishes == [Source("hidden.W", (1, 3))]


def test_where_weights_spread_their_numbers_stand_at_the_far_end(digits: Bench) -> None:
    digits.after("d.hidden.a", Source("d.hidden.a", (2, 5)))
    digits.image()
    labels = [place for place, _ in digits.picture.labels]
    assert len(labels) == 10
    segment = digits.picture.segment("output", 5, 0)
    for place in labels:
        assert place.center().x() > (segment[0] + segment[2]) / 2


def test_the_number_of_a_weight_is_not_written_on_the_picture(digits: Bench) -> None:
    digits.after("hidden.W", Source("hidden.W", (20, 5)))
    digits.image()
    ((place, spot),) = digits.picture.labels
    assert spot == NetworkSpot(LayerPart.WEIGHT, "hidden", 5, 20)
    assert place.center().x() > digits.picture.layout.blocks["x"].rect.right
    assert place.center().x() < digits.picture.layout.blocks["hidden"].rect.x


def test_weights_are_warm_or_cool(xor: Bench) -> None:
    xor.after("output.a", Source("output.a", (0, 0)))
    image = xor.image()
    weights = xor.session.position.history.at(xor.session.tick).values["hidden.W"]
    seen = set()
    for (start, unit), weight in np.ndenumerate(weights):
        if abs(weight) > 0.7 * np.abs(weights).max():
            x, y = along(xor.picture.segment("hidden", start, unit), 0.93)
            colour = QColor(image.pixel(round(x), round(y)))
            assert (colour.red() > colour.blue()) == (weight > 0)
            seen.add(weight > 0)
    assert seen == {True, False}


def test_nothing_is_marked_at_the_beginning(xor: Bench) -> None:
    assert share_of(xor.image(), LIGHT.accent, QRectF(0, 0, 640, 370)) == 0.0


def test_back_and_forth_gives_the_same_pixels(xor: Bench) -> None:
    xor.after("hidden.z", Source("hidden.z", (1, 3)))
    first = xor.image()
    xor.session.over()
    xor.session.over()
    assert xor.image() != first
    xor.session.back()
    xor.session.back()
    xor.session.look_at(Source("hidden.z", (1, 3)))
    assert xor.image() == first


def test_training_changes_the_edges(xor: Bench) -> None:
    gap = QRectF(90, 70, 100, 230)

    def colours() -> set[int]:
        image = xor.image()
        return {
            image.pixel(x, y)
            for x in range(int(gap.left()), int(gap.right()))
            for y in range(int(gap.top()), int(gap.bottom()))
        }

    xor.after("output.a", Source("output.a", (0, 0)))
    first = colours()
    xor.after("output.a", Source("output.a", (0, 0)), iteration=400)
    assert colours() != first


def test_a_number_that_is_none_is_marked(xor: Bench) -> None:
    xor.after("x")
    xor.session.position.history.edit(Edit(xor.session.tick, Source("x", (0, 1)), float("nan")))
    xor.session.seek(xor.session.tick + 2)
    xor.session.look_at(Source("hidden.xW", (0, 3)))
    image = xor.image()
    assert share_of(image, LIGHT.not_finite, around(xor, "x", 1, 0.0)) > 0.05
    assert share_of(image, LIGHT.not_finite, around(xor, "hidden", 5, 0.0)) > 0.05
    assert share_of(image, LIGHT.not_finite, around(xor, "x", 0, 0.0)) == 0.0
    assert xor.panel.scene is not None
    assert tip(xor.panel.scene, NetworkSpot(LayerPart.UNIT, "x", 1)) == "x[0,1] = NaN"


def test_a_value_among_gradients_has_no_colour(xor: Bench) -> None:
    place = Source("d.hidden.W", (1, 3))
    xor.after("d.hidden.W", place)
    assert xor.panel.scene is not None
    assert not xor.panel.scene.shown["x"].gradient
    warm = diverging(LIGHT).colours[-1]
    assert share_of(xor.image(), warm, around(xor, "x", 1, 0.0)) == 0.0
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    assert share_of(xor.image(), warm, around(xor, "x", 1, 0.0)) > 0.3


def test_short_numbers_are_written_wherever_they_fit(xor: Bench) -> None:
    xor.panel.resize(330, 370)
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    block = xor.picture.layout.blocks["x"]
    assert not block.numbered
    assert xor.picture.units._figure(1.0, block.width - 0.2 * block.height) != ("", 0.0)
    image = xor.image()
    inks = {
        QColor(image.pixel(x, y)).name()
        for x in range(int(block.unit(1).x), int(block.unit(1).right))
        for y in range(int(block.unit(1).y), int(block.unit(1).bottom))
    }
    assert len(inks) > 8  # letters are smooth, a sign made of lines is not


def test_a_digit_is_drawn_as_a_picture(digits: Bench) -> None:
    digits.after("output.a", Source("output.a", (4, 0)))
    image = digits.image()
    numbers = digits.session.position.history.at(digits.session.tick).values["x"][4]
    block = digits.picture.layout.blocks["x"]
    for unit in (9, 20, 35, 43):
        x, y = block.centres[unit]
        assert abs(QColor(image.pixel(int(x), int(y))).red() - 255 * numbers[unit]) < 2.0
    digits.click(digits.place(NetworkSpot(LayerPart.UNIT, "x", 20)))
    assert digits.wishes == [Source("x", (4, 20))]


def test_pointing_at_a_unit_draws_its_weights(digits: Bench) -> None:
    def drawn() -> tuple[str, int] | None:
        digits.image()
        return digits.picture.edges["hidden"].unit

    digits.after("output.a", Source("output.a", (0, 0)))
    assert drawn() is None
    digits.point(digits.place(NetworkSpot(LayerPart.UNIT, "hidden", 11)))
    assert drawn() == ("hidden", 11)
    digits.point(QPoint(20, 360))
    assert drawn() is None
    digits.click(digits.place(NetworkSpot(LayerPart.UNIT, "hidden", 11)))
    assert drawn() == ("hidden", 11)


def test_shares_are_bars(digits: Bench) -> None:
    digits.after("output.a", Source("output.a", (0, 0)))
    shares = digits.session.position.history.at(digits.session.tick).values["output.a"][0]
    image = digits.image()
    lengths = []
    for bar in digits.picture.layout.bars:
        strip = QRectF(bar.x + 14, bar.middle[1] - 1, bar.width - 14, 2)
        lengths.append(share_of(image, LIGHT.ink_soft, strip))
    assert max(lengths) > 0.1
    assert lengths == pytest.approx(shares.tolist(), abs=0.04)


@pytest.mark.parametrize("name", LESSONS)
def test_every_tick_of_an_epoch_is_painted(qtbot: QtBot, name: str) -> None:
    bench = Bench(qtbot, LESSONS[name])
    program = LESSONS[name].program
    last = program.iterations - 1
    ticks = [*range(program.end_of(0) + 1), *range(program.start_of(last), program.end_of(last))]
    for tick in ticks:
        bench.session.seek(tick)
        bench.panel.grab()
    assert bench.failures == []


@pytest.mark.parametrize("size", [(60, 40), (200, 120), (320, 200), (1600, 900)])
def test_any_size_is_painted(digits: Bench, size: tuple[int, int]) -> None:
    digits.after("output.a")
    digits.panel.resize(*size)
    assert digits.image().size().toTuple() == size


def test_another_lesson_is_another_network(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 7)))
    xor.panel.setFocus()
    xor.press(Qt.Key.Key_Up)
    xor.session.take(LESSONS["logistic"])
    assert "hidden" not in xor.picture.layout.blocks
    xor.press(Qt.Key.Key_Down)
    assert share_of(xor.image(), LIGHT.surface, QRectF(0, 0, 640, 370)) < 1.0


def test_look_and_language_change_the_picture(
    xor: Bench, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    english = xor.image()

    class Quoting(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"«{message}»"

    monkeypatch.setattr(text._current, "catalogue", Quoting())
    xor.panel.retranslate()
    assert xor.image() != english
    monkeypatch.undo()
    xor.panel.retranslate()
    assert xor.image() == english
    xor.panel.set_look(Look(DARK, Metrics(1.5)))
    assert xor.image().pixel(2, 360) == DARK.surface.rgb()


def test_a_fault_while_painting_is_told_and_the_panel_lives(
    xor: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    xor.after("hidden.a")
    good = xor.image()

    def broken(*_arguments: object) -> None:
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        patch.setattr(UnitsPicture, "paint_bars", broken)
        xor.panel.grab()
    assert any("planted" in failure for failure in xor.failures)
    xor.failures.clear()
    assert xor.image() == good


def test_pictures_with_more_pixels_are_sharp(xor: Bench) -> None:
    xor.after("hidden.a", Source("hidden.a", (1, 3)))
    assert xor.panel.scene is not None
    image = QImage(1280, 740, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    with QPainter(image) as painter:
        xor.picture.paint(painter, xor.panel.scene, Mode.FOLLOW, xor.panel._hover, None)
    assert xor.picture.units.stamps.ratio == 2.0
    assert xor.failures == []


@pytest.mark.parametrize("name", ["xor", "digits"])
def test_the_names_of_weights_never_lie_on_each_other(qtbot: QtBot, name: str) -> None:
    bench = Bench(qtbot, LESSONS[name])
    seen = []
    for width in (1200, 640, 480, 400, 330, 280, 230):
        bench.panel.resize(width, 370)
        bench.image()
        assert bench.panel.scene is not None
        chips = bench.picture.words.chips(bench.panel.scene)
        places = sorted((chip.place for chip in chips), key=lambda place: place.left())
        assert all(a.right() <= b.left() for a, b in pairwise(places))
        seen.append(len(chips))
    assert seen[0] > seen[-1]


# -- a number that follows the hand

PULLED = NetworkSpot(LayerPart.WEIGHT, "hidden", 3, 1)
PULLED_PLACE = Source("hidden.W", (1, 3))


def pulled(bench: Bench, by: QPoint) -> QPoint:
    """Press on a weight and pull, without letting go; where the hand is then."""
    bench.session.seek(130)
    begin = bench.place(PULLED)
    QTest.mousePress(bench.panel, Qt.MouseButton.LeftButton, pos=begin)
    assert bench.session.place == PULLED_PLACE
    for share in (0.5, 1.0):
        point, left = QPointF(begin + by * share), Qt.MouseButton.LeftButton
        there = QPointF(bench.panel.mapToGlobal(point.toPoint()))
        move = QMouseEvent(
            QEvent.Type.MouseMove, point, there, left, left, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(bench.panel, move)
    bench.session.show_pulled()
    return begin + by


def weight(bench: Bench) -> float:
    assert bench.session.frame is not None
    return float(bench.session.frame.values["hidden.W"][1, 3])


def test_a_weight_follows_the_hand_and_release_is_one_edit(qtbot: QtBot) -> None:
    bench = Bench(qtbot, LESSONS["xor"])
    bench.session.seek(130)
    before = weight(bench)
    end = pulled(bench, QPoint(50, 0))
    moved = weight(bench)
    assert moved == pytest.approx(before + 0.5 * max(abs(before), 0.1), abs=1e-3)
    QTest.mouseRelease(bench.panel, Qt.MouseButton.LeftButton, pos=end)
    assert bench.session.position.history.laid.items == (Edit(130, PULLED_PLACE, moved),)
    bench.session.undo()
    assert weight(bench) == before
    assert not bench.failures


def test_what_is_cancelled_goes_back_though_the_hand_still_holds_it(qtbot: QtBot) -> None:
    bench = Bench(qtbot, LESSONS["xor"])
    bench.session.seek(130)
    before = weight(bench)
    pulled(bench, QPoint(50, 0))
    bench.session.halt()  # Esc
    assert weight(bench) == before
    begin = bench.place(PULLED)
    bench.session.pull(PULLED_PLACE, 7.0)
    bench.session.show_pulled()
    assert weight(bench) == before
    QTest.mouseRelease(bench.panel, Qt.MouseButton.LeftButton, pos=begin)
    assert bench.session.position.history.laid.items == ()
    pulled(bench, QPoint(20, 0))
    assert weight(bench) != before


def test_a_click_on_a_weight_pulls_nothing(qtbot: QtBot) -> None:
    bench = Bench(qtbot, LESSONS["xor"])
    end = pulled(bench, QPoint(2, 1))
    QTest.mouseRelease(bench.panel, Qt.MouseButton.LeftButton, pos=end)
    assert bench.session.position.history.laid.items == ()
