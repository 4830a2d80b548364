"""Recurrent layers in the network panel: their numbers, and with a pointer, a wheel and keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.spelling import long, spelling, stacked
from tests.ui.runs import looked, mouse, opened
from ui.kit.colours import diverging
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics, Theme
from ui.panels.network.legible import legible_size
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.picture import NetworkPicture
from ui.panels.network.scene import Mode, Scene, make_scene
from ui.panels.network.wiring import LayerPart, NetworkRegion, NetworkSpot, Wiring
from visualnn.expr import Source
from visualnn.figures import result
from visualnn.lesson import Lesson
from visualnn.run.history import History
from visualnn.tell.frame import frame_at
from visualnn.text import use_language

pytestmark = pytest.mark.usefixtures("patient")

EVERY = {
    "rnn": spelling("rnn"),
    "lstm": spelling("lstm"),
    "gru": spelling("gru"),
    "paper": spelling("gru", "paper"),
    "stacked": stacked(),
}


class Unrolled:
    """A network panel joined to a session, as wide as the test wants it."""

    def __init__(self, qtbot: QtBot, lesson: Lesson, size: tuple[int, int], theme: Theme) -> None:
        self.lesson = lesson
        self.session = opened(lesson)
        self.panel = NetworkPanel(Look(theme, Metrics()))
        self.panel.resize(*size)
        qtbot.addWidget(self.panel)
        self.failures: list[str] = []
        for source in (self.session, self.panel):
            source.failed.connect(self.failures.append)
        self.wishes = looked(self.panel)
        self.session.moved.connect(self.panel.show_frame)
        self.panel.wished.connect(self.session.grant)
        self.panel.show()
        self.session.seek(0)

    def after(self, name: str, iteration: int = 0) -> None:
        program = self.lesson.program
        done = program.done_after(name, iteration)
        assert done is not None
        self.session.seek(program.start_of(iteration) + done)

    @property
    def picture(self) -> NetworkPicture:
        assert self.panel.picture is not None
        return self.panel.picture

    @property
    def scene(self) -> Scene:
        assert self.panel.scene is not None
        return self.panel.scene

    @property
    def shown(self) -> list[int]:
        return [step.step for step in self.picture.layout.steps["r"].steps]

    @property
    def open_step(self) -> int:
        """The step with all cells, where not all steps are open."""
        words = self.picture.layout.steps["r"].unplaced.words
        steps = self.picture.layout.steps["r"].steps
        return next(step.step for step in steps if step.words == words and step.step)

    def centre(self, block: str, unit: int = 0) -> QPoint:
        x, y = self.picture.layout.blocks[block].centre(unit)
        return QPoint(round(x), round(y))

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.panel, Qt.MouseButton.LeftButton, pos=place)

    def turn(self, place: QPoint, notches: int) -> None:
        """Turn the wheel with Shift over a place."""
        event = QWheelEvent(
            QPointF(place),
            QPointF(self.panel.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.panel, event)

    def image(self) -> QImage:
        return self.panel.grab().toImage()


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[list[Unrolled]]:
    panels: list[Unrolled] = []
    yield panels
    use_language("en")
    assert [failure for each in panels for failure in each.failures] == []


def unrolled(
    qtbot: QtBot,
    made: list[Unrolled],
    lesson: Lesson,
    size: tuple[int, int] = (1240, 560),
    theme: Theme = LIGHT,
) -> Unrolled:
    made.append(Unrolled(qtbot, lesson, size, theme))
    return made[-1]


# -- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_every_cell_shows_the_number_of_its_name_at_any_tick(name: str) -> None:
    """A cell shows its own value once it is computed, while gradients are shown its own gradient;
    before that what leads to it, or nothing."""
    lesson = EVERY[name]
    wiring = Wiring(lesson.network, lesson.program)
    history = History(lesson.program, lesson.start)
    chance = np.random.default_rng(5)
    for tick in chance.integers(1, lesson.program.end_of(1), 25).tolist():
        frame = frame_at(lesson, history, tick)
        row = int(chance.integers(0, 6))
        for mode in Mode:
            scene = make_scene(wiring, frame, mode, row)
            for block, (layer, place) in wiring.cells.items():
                own = wiring.unrolled[layer].name(place.step, place.word)
                shown = scene.shown[block]
                if mode is Mode.VALUES and own in frame.values:
                    assert shown.name == own
                if mode is Mode.GRADIENTS and f"d.{own}" in frame.values:
                    assert shown.name == f"d.{own}"
                numbers = scene.numbers[block]
                if numbers is None:
                    assert own not in frame.values or shown.gradient
                    continue
                assert np.array_equal(numbers, frame.values[shown.name][row].reshape(-1))
                for unit in (0, len(numbers) - 1):
                    spot = NetworkSpot(LayerPart.UNIT, block, unit)
                    assert scene.place(spot) == Source(shown.name, (row, unit))
                    assert scene.value(spot) == frame.values[shown.name][row, unit]


@pytest.mark.parametrize("name", EVERY)
def test_every_number_of_a_step_belongs_to_a_cell_or_to_the_step(name: str) -> None:
    lesson = EVERY[name]
    wiring = Wiring(lesson.network, lesson.program)
    for layer in wiring.unrolled.values():
        for value, place in layer.in_steps.items():
            block = wiring.steps[layer.layer].block(place.step, place.word)
            for told in (value, f"d.{value}", f"val.{value}", f"d.{value}.use2"):
                region = wiring.region(told)
                whole = place.word or layer.step_name(place.step)
                expected = block if place.word else whole
                assert region == NetworkRegion(LayerPart.UNIT, expected), told
                assert wiring.row(Source(told, (3, 0))) == 3


def test_a_number_in_the_sums_of_all_gates_is_a_unit_of_one() -> None:
    wiring = Wiring(EVERY["lstm"].network, EVERY["lstm"].program)
    assert wiring.spot(Source("r.t2.sum", (0, 7))) == NetworkSpot(LayerPart.UNIT, "r.t2.f", 2)
    assert wiring.spot(Source("d.r.t3.hW", (1, 19))) == NetworkSpot(LayerPart.UNIT, "r.t3.o", 4)
    assert wiring.spot(Source("r.t4.h", (0, 1))) == NetworkSpot(LayerPart.UNIT, "r", 1)
    gru = Wiring(EVERY["paper"].network, EVERY["paper"].program)
    assert gru.spot(Source("r.t1.h_sum", (0, 6))) == NetworkSpot(LayerPart.UNIT, "r.t1.r", 1)
    assert gru.spot(Source("r.W_n", (0, 1))) is None


# -- which step ------------------------------------------------------------------------------------


def test_the_step_at_the_tick_is_open(qtbot: QtBot, made: list[Unrolled]) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    for name, step in (("r.t1.i", 1), ("r.t2.sum", 2), ("r.t3.h", 3), ("o.a", 4), ("L", 4)):
        bench.after(name)
        assert (bench.scene.looked["r"], bench.open_step) == (step, step)
    for name, step in (("d.o.W", 4), ("d.r.t3.c", 3), ("d.r.W_hh.sum3", 2), ("r.W_ih", 1)):
        bench.after(name)
        assert (bench.scene.looked["r"], bench.open_step) == (step, step)
    bench.session.look_at(Source("r.t3.g", (0, 1)))
    assert bench.open_step == 3
    assert bench.scene.focus == NetworkSpot(LayerPart.UNIT, "r.t3.g", 1)


def test_the_same_step_is_the_same_picture_and_another_one_is_laid_anew(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    bench.after("r.t2.i")
    first = bench.picture
    bench.after("r.t2.g")
    assert bench.picture is first
    bench.after("r.t3.i")
    assert bench.picture is not first
    wide = unrolled(qtbot, made, EVERY["rnn"])
    wide.after("r.t1.h")
    whole = wide.picture
    wide.after("r.t3.h")
    assert wide.picture is whole


def test_a_click_on_the_name_of_a_step_opens_it_until_the_tick_is_another(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    bench.after("r.t2.f")
    steps = bench.picture.layout.steps["r"]
    fourth = steps.shown(4)
    assert fourth is not None
    bench.click(bench.picture.steps.heading(steps, fourth).center().toPoint())
    assert bench.open_step == 4
    bench.after("r.t2.g")
    assert bench.open_step == 2


def test_a_click_on_an_ellipsis_opens_a_step_that_it_stands_for(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, long(28, "lstm"), (700, 420))
    bench.after("r.t3.f")
    hidden = bench.picture.layout.steps["r"].hidden[-1]
    x, y = hidden.rect.middle
    bench.click(QPoint(round(x), round(y)))
    assert hidden.first <= bench.open_step <= hidden.last
    assert bench.open_step in bench.shown


def test_shift_and_the_wheel_go_along_the_steps_and_the_wheel_alone_to_another_row(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, long(28, "lstm"), (700, 420))
    bench.after("r.t3.f")
    place = bench.centre("r.t3.f")
    bench.turn(place, -1)
    assert bench.open_step == 4
    bench.turn(place, -1)
    assert bench.open_step == 5
    for _turn in range(9):
        bench.turn(place, 1)
    assert bench.open_step == 1
    assert bench.scene.row == 0


# -- the pointer -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_every_cell_in_sight_opens_its_card(qtbot: QtBot, made: list[Unrolled], name: str) -> None:
    bench = unrolled(qtbot, made, EVERY[name], (1400, 560))
    bench.after("L")
    steps = bench.picture.layout.steps["r"].steps
    for block in (name for step in steps for name in (*step.blocks, step.input) if name):
        if block not in bench.picture.layout.blocks:
            continue  # a click before has opened another step
        for unit in (0, bench.picture.layout.blocks[block].count - 1):
            spot = NetworkSpot(LayerPart.UNIT, block, unit)
            place = bench.scene.place(spot)
            bench.wishes.clear()
            bench.click(bench.centre(block, unit))
            assert bench.wishes == [place]
            assert bench.session.place == place


def test_the_shared_weights_are_named_once_and_open(qtbot: QtBot, made: list[Unrolled]) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    bench.after("r.t2.xW")
    chips = bench.picture.words.chips(bench.scene)
    names = [chip.name for chip in chips if chip.region.block == "r"]
    assert names == ["r.W_ih", "r.W_hh", "r.b_ih", "r.b_hh"]
    extent = bench.picture.layout.extent("r")
    assert extent is not None
    for chip in chips[:4]:
        assert extent.x <= chip.place.center().x() <= extent.right
        bench.click(chip.place.center().toPoint())
        place = bench.session.place
        assert place is not None
        assert place.name == chip.name
    bench.after("r.t3.xW")
    assert NetworkRegion(LayerPart.OTHER, "r", "r.W_ih") in bench.scene.regions


def test_rings_are_around_what_the_number_in_focus_is_made_from(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    bench.after("r.t3.c")
    bench.session.look_at(Source("r.t3.c", (0, 2)))
    made_from = {(spot.block, spot.unit) for spot in bench.scene.sources}
    assert made_from == {("r.t3.f", 2), ("r.t2.c", 2), ("r.t3.i", 2), ("r.t3.g", 2)}
    bench.session.look_at(Source("r.t3.hW", (0, 1)))
    assert {spot.block for spot in bench.scene.sources} == {"r.t2.h"}


def test_shared_weights_are_marked_where_the_number_in_focus_is_theirs_or_made_from_them(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    bench.after("o.a")
    weights = NetworkRegion(LayerPart.OTHER, "r", "r.W_ih")

    def accent(region: NetworkRegion) -> int:
        """How many pixels about a chip have the accent."""
        image, chips = bench.image(), bench.picture.words.chips(bench.scene)
        place = next(chip.place for chip in chips if chip.region == region)
        around = place.adjusted(-3, -3, 3, 3).toRect()
        return sum(
            image.pixelColor(x, y) == LIGHT.accent
            for x in range(around.left(), around.right())
            for y in range(around.top(), around.bottom())
        )

    bench.session.look_at(Source("r.t3.h", (0, 1)))
    assert (bench.scene.named, bench.scene.named_sources) == (None, frozenset())
    assert accent(weights) == 0
    bench.session.look_at(Source("r.t3.xW", (0, 1)))
    assert bench.scene.named_sources == {weights}
    thin = accent(weights)
    bench.session.look_at(Source("r.W_ih", (2, 7)))
    assert bench.scene.named == weights
    assert accent(weights) > thin > 0


def test_under_the_pointer_a_cell_is_named_with_its_number(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, EVERY["gru"])
    bench.after("r.t2.n")
    before = bench.image()
    mouse(bench.panel, QEvent.Type.MouseMove, bench.centre("r.t2.z", 3))
    assert bench.panel._hover.spot == NetworkSpot(LayerPart.UNIT, "r.t2.z", 3)
    assert bench.image() != before


# -- the keyboard ----------------------------------------------------------------------------------


def test_the_arrow_keys_go_from_step_to_step_also_where_they_are_hidden(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, long(28, "lstm"), (640, 420))
    bench.after("r.t28.h")
    bench.session.look_at(Source("r.t5.h", (0, 1)))
    bench.panel.setFocus()
    visited = []
    for _press in range(14):
        QTest.keyClick(bench.panel, Qt.Key.Key_Right)
        place = bench.session.place
        assert place is not None
        visited.append(place.name)
    steps = [int(name.split(".")[1][1:]) for name in visited]
    assert steps == sorted(steps)
    assert steps[0] == 6
    assert steps[-1] >= 8
    assert all(name in bench.scene.shown for name in visited)
    for _press in range(3):
        QTest.keyClick(bench.panel, Qt.Key.Key_Down)
    place = bench.session.place
    assert place is not None
    assert place.name.endswith(".x")


def test_the_keyboard_reaches_every_cell_of_a_small_layer(
    qtbot: QtBot, made: list[Unrolled]
) -> None:
    bench = unrolled(qtbot, made, EVERY["rnn"])
    bench.after("L")
    reached: set[tuple[str, int]] = set()
    bench.panel.setFocus()
    bench.panel._cursor = ("r.t0.h", 0)
    for _column in range(5):
        down = 0
        while True:
            at = bench.panel._cursor
            assert at is not None
            if at in reached:
                break
            reached.add(at)
            QTest.keyClick(bench.panel, Qt.Key.Key_Down)
            down += 1
        for _back in range(down):
            QTest.keyClick(bench.panel, Qt.Key.Key_Up)
        QTest.keyClick(bench.panel, Qt.Key.Key_Right)
    cells = {(block, unit) for block, (_layer, place) in bench.scene.wiring.cells.items()
             for unit in range(4 if place.word == "x" else 5)}  # fmt: skip
    assert cells <= reached


# -- words and looks -------------------------------------------------------------------------------


def test_the_cells_of_the_step_are_said_in_words(qtbot: QtBot, made: list[Unrolled]) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"])
    bench.after("r.t2.f")
    words = bench.panel.spoken().split("\n")
    values = History(bench.lesson.program, bench.lesson.start).at(bench.session.tick).values
    assert "r, time step 2 of 4" in words
    numbers = ", ".join(result(float(number)) for number in values["r.t2.f"][0])
    assert f"r.t2.f = {numbers}" in words
    assert "r.t2.c is not computed yet" in words
    use_language("ko")
    assert "r, 시간 단계 4개 가운데 2번째" in bench.panel.spoken()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_gradients_go_back_in_the_same_cells(
    qtbot: QtBot, made: list[Unrolled], theme: Theme
) -> None:
    bench = unrolled(qtbot, made, EVERY["lstm"], theme=theme)
    bench.after("L")
    values = bench.image()
    bench.after("d.r.t2.h")
    shown = {block: bench.scene.shown[block] for block in ("r", "r.t3.h", "r.t2.h", "r.t1.h")}
    assert [each.name for each in shown.values()] == [
        "d.r.t4.h", "d.r.t3.h", "d.r.t2.h", "d.r.t1.h",
    ]  # fmt: skip
    assert [each.array is not None for each in shown.values()] == [True, True, True, False]
    assert bench.image() != values
    bench.panel.set_mode(Mode.VALUES)
    assert bench.scene.shown["r.t1.h"].name == "r.t1.h"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_same_cell_of_all_steps_has_one_scale_so_that_gradients_fade(
    qtbot: QtBot, made: list[Unrolled], theme: Theme
) -> None:
    bench = unrolled(qtbot, made, long(12), theme=theme)
    bench.session.seek(bench.lesson.program.done_after("d.r.W_ih", 0) or 0)
    bench.session.look_at(Source("o.b", (0,)))
    bench.panel.set_mode(Mode.GRADIENTS)
    image, values = bench.image(), bench.scene.shown
    gradients = {block: values[block].array for block in bench.scene.wiring.same_cells["r"]}
    known = {block: array for block, array in gradients.items() if array is not None}
    largest = max(
        float(np.abs(array).max()) for name, array in known.items() if name != "r.t0.h"
    )  # fmt: skip
    scale, limit = diverging(theme), 2.0 ** np.ceil(np.log2(largest))
    seen = set()
    for step in bench.picture.layout.steps["r"].steps[1:]:
        block = bench.picture.layout.blocks[step.blocks[-1]]
        value = float(known[block.name][0, 0])
        place = block.unit(0)
        colour = image.pixelColor(round(place.middle[0]), round(place.y) + 3)  # over the number
        assert colour == scale.colours[scale.entry(value, limit)]
        seen.add(colour.rgb())
    assert len(seen) > 3


@pytest.mark.parametrize("size", [(321, 200), (480, 300), (640, 360), (1000, 500), (2400, 1300)])
@pytest.mark.parametrize("name", ["lstm", "gru", "stacked"])
def test_in_any_size_and_language(
    qtbot: QtBot, made: list[Unrolled], name: str, size: tuple[int, int]
) -> None:
    bench = unrolled(qtbot, made, EVERY[name], size)
    pictures = {}
    for language in ("en", "ko"):
        use_language(language)
        bench.panel.retranslate()
        for tick in (0, 30, bench.lesson.program.end_of(0)):
            bench.session.seek(tick)
            for mode in Mode:
                bench.panel.set_mode(mode)
                pictures[language, tick, mode] = bench.image()
    assert pictures["en", 30, Mode.VALUES] != pictures["ko", 30, Mode.VALUES]
    assert pictures["en", 0, Mode.VALUES] != pictures["en", 30, Mode.VALUES]


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_the_window_is_asked_for_room_in_which_one_step_is_read(
    qtbot: QtBot, made: list[Unrolled], kind: str
) -> None:
    width, height = legible_size(EVERY[kind])
    assert (width, height) != (0, 0)
    assert width < 500  # the middle of a window of 1024 pixels
    bench = unrolled(qtbot, made, EVERY[kind], (width, height - 28))
    bench.after("r.t2.h")
    blocks = bench.picture.layout.blocks
    open_step = bench.picture.layout.steps["r"].shown(2)
    assert open_step is not None
    assert all(blocks[name].numbered for name in open_step.blocks)
