"""The tensor view as a learner meets it: with a pointer, a wheel and keys, and by its pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, bursting, edited, lesson, looked, opened, picture, wheel
from tests.visualnn.company.test_asked_picture import photographs
from ui.kit import colours, paint
from ui.kit.geometry.box import Box
from ui.kit.geometry.grid import CellSize, Grid, fit
from ui.kit.geometry.limits import limit_above
from ui.kit.heat_map import _short_numbers, numbers_of
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics, Text
from ui.kit.typed import number_in
from ui.panels.tensor.panel import TensorPanel
from ui.panels.tensor.scene import Names, ViewReason, flat, index_at, picture_of
from ui.panels.tensor.view import Slot, TensorView, told_apart
from ui.session.wishes import Arrive
from visualnn import figures
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, from_dict, load

pytestmark = pytest.mark.usefixtures("patient")

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Bench:
    """A tensor view joined to a session as the window joins them."""

    def __init__(self, qtbot: QtBot, what: Lesson, size: tuple[int, int] = (384, 260)) -> None:
        self.qtbot = qtbot
        self.session = opened(what)
        self.panel = TensorPanel(LOOK)
        self.panel.resize(*size)
        qtbot.addWidget(self.panel)
        self.failures: list[str] = []
        self.wishes, self.edits = looked(self.panel), edited(self.panel)
        for source in (self.session, self.panel):
            source.failed.connect(self.failures.append)
        self.session.moved.connect(self.panel.show_frame)
        self.panel.wished.connect(self.session.grant)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.session.seek(0)

    def after(self, name: str, place: Source | None = None, iteration: int = 0) -> None:
        """Go to where a name has just been written, and look at a number."""
        program = self.session.position.lesson.program
        done = program.done_after(name, iteration)
        assert done is not None
        self.session.grant(Arrive(program.start_of(iteration) + done, place))
        self.wishes.clear()

    @property
    def view(self) -> TensorView:
        assert self.panel.view is not None
        return self.panel.view

    @property
    def main(self) -> Slot:
        assert self.view.main is not None
        return self.view.main

    def slot(self, name: str) -> Slot:
        """A small multiple by name."""
        return next(slot for slot in self.view.small if slot.item.name == name)

    def point(self, slot: Slot, *index: int) -> QPoint:
        """The middle of an element's cell."""
        cell = slot.cell(index)
        assert cell is not None
        box = slot.grid.cell(*cell)
        return QPoint(int(box.left + box.width / 2), int(box.top + box.height / 2))

    def click(self, point: QPoint) -> None:
        QTest.mouseClick(self.panel, Qt.MouseButton.LeftButton, NO_KEYS, point)

    def double_click(self, point: QPoint) -> None:
        self.click(point)
        QTest.mouseDClick(self.panel, Qt.MouseButton.LeftButton, NO_KEYS, point)

    def hover(self, point: QPoint) -> None:
        QTest.mouseMove(self.panel, point)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.panel, key, modifier)

    @property
    def image(self) -> QImage:
        return picture(self.panel)

    def caption(self) -> str:
        return next(self.view.captions(self.panel._hover), "")


@pytest.fixture
def xor(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot, lesson("xor"))
    yield bench
    assert bench.failures == []


@pytest.fixture
def digits(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot, lesson("digits"))
    yield bench
    assert bench.failures == []


def colours_in(image: QImage, box: Box) -> set[int]:
    """All colours in a part of a picture."""
    across = range(max(0, int(box.left)), min(image.width(), int(box.right)))
    down = range(max(0, int(box.top)), min(image.height(), int(box.bottom)))
    return {image.pixel(x, y) for x in across for y in down}


def has(image: QImage, box: Box, colour: QColor) -> bool:
    return colour.rgb() in colours_in(image, box)


def grown(box: Box, by: float = 4) -> Box:
    return Box(box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by)


# -- what is shown


def test_row_times_column_becomes_a_cell(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    assert [slot.item.name for slot in xor.view.small] == ["x", "hidden.W"]
    assert xor.main.item.name == "hidden.xW"
    assert (xor.main.grid.rows, xor.main.grid.columns) == (4, 8)
    assert xor.slot("x").grid.box.bottom < xor.main.grid.box.top
    image = xor.image
    accent = LIGHT.accent
    x, W = xor.slot("x").grid, xor.slot("hidden.W").grid
    assert has(image, grown(x.block(1, 0, 1, 1)), accent)
    assert not has(image, Box(x.box.left, x.cell(3, 0).top, x.box.width, 8), accent)
    assert has(image, grown(W.block(0, 3, 1, 3)), accent)
    assert not has(image, W.block(0, 5, 1, 7), accent)
    assert has(image, grown(xor.main.grid.cell(1, 3)), accent)
    assert not has(image, xor.main.grid.block(3, 0, 3, 7), accent)


def test_cells_have_the_colour_of_their_number(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (0, 4)))
    image, grid = xor.image, xor.main.grid
    array = xor.main.item.array
    assert array is not None
    scale, limit = colours.diverging(LIGHT), limit_above(float(np.abs(array).max()))
    for row, column in ((1, 0), (1, 2), (3, 7), (2, 3)):
        cell = grid.cell(row, column)
        corner = image.pixelColor(int(cell.left) + 2, int(cell.top) + 2)
        assert corner == scale.colour(float(array[row, column]), limit)


def test_term_by_term_only_the_last_term_is_strong(xor: Bench) -> None:
    xor.session.grant(Arrive(3, Source("hidden.xW", (1, 3)), 1))
    first = xor.image
    xor.session.grant(Arrive(3, Source("hidden.xW", (1, 3)), 2))
    second = xor.image
    W = xor.slot("hidden.W").grid
    upper, lower = grown(W.cell(0, 3), 3), grown(W.cell(1, 3), 3)

    def strength(image: QImage, box: Box) -> int:
        accent = LIGHT.accent.rgb()
        left, top = int(box.left), int(box.top)
        return sum(
            image.pixel(x, y) == accent
            for x in range(left, left + int(box.width))
            for y in range(top, top + int(box.height))
        )

    assert strength(first, upper) > strength(second, upper)
    assert strength(first, lower) < strength(second, lower)


def test_a_number_that_is_not_added_up_is_not_shown(xor: Bench) -> None:
    place = Source("hidden.xW", (1, 3))
    xor.session.grant(Arrive(3, place))
    whole, cell = xor.image, grown(xor.main.grid.cell(1, 3), 0)
    xor.session.grant(Arrive(3, place, 1))
    assert "after 1 of 2 terms" in xor.caption()
    at = QPoint(int(cell.left + 8), int(cell.top + 8))
    assert xor.image.pixelColor(at) == LIGHT.surface
    assert whole.pixelColor(at) != LIGHT.surface
    xor.session.grant(Arrive(3, place, 2))
    assert xor.image.pixelColor(at) == whole.pixelColor(at)
    assert xor.caption().startswith("hidden.xW[1,3] = ")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (0.1234, 0.5, ("0.1234", "0.5")),
        (0.12341, 0.12342, ("0.12341", "0.12342")),
        (0.1, 0.1 + 2**-56, ("0.1", "0.10000000000000002")),
        (2.0, 2.0, ("2", "2")),
        (math.nan, math.nan, ("NaN", "NaN")),
    ],
)
def test_two_numbers_have_digits_until_they_differ(
    old: float, new: float, shown: tuple[str, str]
) -> None:
    assert told_apart(old, new) == shown


@pytest.mark.parametrize(
    ("name", "place", "rows", "columns"),
    [
        ("losses", Source("losses", (2,)), 1, 4),
        ("L", Source("L"), 1, 1),
        ("d.hidden.b", Source("d.hidden.b", (7,)), 1, 8),
        ("output.a", Source("output.a", (3, 0)), 4, 1),
    ],
)
def test_vectors_scalars_and_columns(
    xor: Bench, name: str, place: Source, rows: int, columns: int
) -> None:
    xor.after(name, place)
    assert (xor.main.grid.rows, xor.main.grid.columns) == (rows, columns)
    assert xor.caption().startswith(shown_as(place))
    xor.click(xor.point(xor.main, *place.index))
    assert xor.wishes == [place]


def shown_as(place: Source) -> str:
    return str(place).replace("d.", "∂L/∂", 1) if place.name.startswith("d.") else str(place)


def test_every_name_of_every_lesson_can_be_shown(qtbot: QtBot) -> None:
    for name in ("logistic", "xor", "digits"):
        bench = Bench(qtbot, lesson(name))
        program = bench.session.position.lesson.program
        for tick in (0, 1, program.end_of(0) // 2, program.end_of(0), program.epoch_ticks):
            bench.session.seek(tick)
            for shown in (
                *bench.session.position.lesson.start,
                *(i.writes for i in program.closing),
            ):
                bench.panel.pick(shown)
                bench.image  # noqa: B018  painting it must not fail
                assert bench.main.item.name == shown
                known = bench.session.frame is not None and shown in bench.session.frame.values
                assert (bench.main.item.array is not None) is known
        assert bench.failures == []


def test_what_is_not_computed_is_hollow_and_no_door(xor: Bench) -> None:
    xor.after("hidden.xW")
    xor.panel.pick("d.hidden.W")
    assert xor.main.item.array is None
    assert (xor.main.grid.rows, xor.main.grid.columns) == (2, 8)
    cell = xor.main.grid.cell(0, 4)
    inside = Box(cell.left + 3, cell.top + 3, cell.width - 6, cell.height - 6)
    assert LIGHT.surface.rgb() in colours_in(xor.image, inside)
    assert len(colours_in(xor.image, inside)) > 1, "there is a dash"
    xor.click(xor.point(xor.main, 0, 4))
    xor.double_click(xor.point(xor.main, 0, 4))
    assert xor.wishes == []
    assert xor.panel.editing.editor is None
    xor.hover(xor.point(xor.main, 0, 4))
    assert "not computed" in xor.caption()


def test_an_update_shows_the_old_numbers_and_the_change(xor: Bench) -> None:
    xor.after("hidden.W", Source("hidden.W", (1, 3)))
    frame = xor.session.frame
    assert frame is not None
    assert frame.before is not None
    assert xor.slot("hidden.W").item.kind is ViewReason.BEFORE
    assert xor.slot("hidden.W").item.array is frame.before
    old, new = frame.before[1, 3], frame.values["hidden.W"][1, 3]
    assert f"{figures.result(old)} → {figures.result(new)}" in xor.caption()
    plain = xor.image
    QTest.mouseClick(xor.panel.change, Qt.MouseButton.LeftButton)
    shown = xor.main.item.array
    assert shown is not None
    np.testing.assert_array_equal(shown, frame.values["hidden.W"] - frame.before)
    assert xor.image != plain
    xor.after("hidden.xW", iteration=1)
    assert xor.panel.change.isHidden()
    assert (
        xor.main.item.array is xor.session.position.history.at(xor.session.tick).values["hidden.xW"]
    )


def test_numbers_that_are_not_finite_are_marked(qtbot: QtBot) -> None:
    bench = Bench(qtbot, bursting())
    bench.session.seek(26 * 2)
    trouble = bench.session.position.history.trouble
    assert trouble is not None
    bench.session.seek_trouble()
    array, cell = bench.main.item.array, bench.main.cell(trouble.place.index)
    assert array is not None
    assert cell is not None
    assert not np.isfinite(array[trouble.place.index])
    assert has(bench.image, bench.main.grid.cell(*cell), LIGHT.not_finite)
    assert bench.failures == []


def test_the_focus_is_followed_until_a_value_is_picked(xor: Bench) -> None:
    xor.after("hidden.xW")
    assert xor.panel.subject == "hidden.xW"
    xor.panel.pick("output.W")
    xor.session.over()
    assert xor.main.item.name == "output.W"
    assert xor.slot("hidden.z").item.kind is ViewReason.WRITTEN
    QTest.mouseClick(xor.panel.follow, Qt.MouseButton.LeftButton)
    assert xor.main.item.name == "hidden.z"
    assert xor.panel.follow.isHidden()


def test_at_the_start_it_says_what_will_be_here(xor: Bench) -> None:
    assert xor.view.main is None
    assert xor.view.small == ()
    assert len(colours_in(xor.image, xor.view.regions.main)) > 2


def test_another_lesson_is_shown_from_its_start(xor: Bench) -> None:
    xor.after("hidden.xW")
    xor.panel.pick("hidden.W")
    xor.session.take(lesson("digits"))
    xor.session.seek(9)
    assert xor.panel.picked is None
    assert xor.main.item.shape == (32, 32)


# -- large values


@pytest.mark.parametrize(
    ("name", "shape"), [("x", (32, 64)), ("d.hidden.W", (64, 32)), ("output.xW", (32, 10))]
)
def test_large_values_fit_without_scrolling(
    digits: Bench, name: str, shape: tuple[int, int]
) -> None:
    digits.panel.resize(320, 244)
    digits.after(name)
    grid = digits.main.grid
    assert (grid.rows, grid.columns) == shape
    assert grid.box.bottom <= digits.view.regions.caption.top
    last = (shape[0] - 1, shape[1] - 1)
    digits.click(digits.point(digits.main, *last))
    assert digits.wishes == [Source(name, last)]


def test_a_value_with_too_many_rows_is_turned_by_the_wheel(digits: Bench) -> None:
    digits.after("rows")
    digits.panel.pick("data.x")
    first = digits.main.grid
    assert first.rows < first.first_row + 1438
    assert first.first_row == 0
    wheel(digits.panel, digits.point(digits.main, 1, 1), -1)
    assert digits.main.grid.first_row == first.rows
    digits.click(digits.point(digits.main, first.rows + 1, 1))
    assert digits.wishes == [Source("data.x", (first.rows + 1, 1))]
    wheel(digits.panel, digits.point(digits.main, digits.main.grid.first_row, 1), 5)
    assert digits.main.grid.first_row == 0


def test_a_row_of_pixels_is_a_picture(digits: Bench) -> None:
    digits.after("x", Source("x", (3, 20)))
    shown = digits.panel._picture
    assert shown is not None
    assert (shown.table.rows, shown.table.columns) == (8, 8)
    assert shown.index((2, 4)) == (3, 20)
    array = shown.item.array
    assert array is not None
    scale = colours.grey(LIGHT)
    image = digits.image
    for row, column in ((0, 2), (5, 3), (7, 7)):
        cell = shown.grid.cell(row, column)
        seen = image.pixelColor(int(cell.left) + 3, int(cell.top) + 3)
        assert seen == scale.colour(float(array[3, 8 * row + column]), float(array.max()))
    digits.click(digits.point(shown, 3, 8 * 6 + 1))
    assert digits.wishes == [Source("x", (3, 49))]


def test_a_column_of_weights_is_a_picture(digits: Bench) -> None:
    digits.after("d.hidden.W", Source("d.hidden.W", (20, 5)))
    shown = digits.panel._picture
    assert shown is not None
    assert [shown.index((row, column)) for row, column in ((0, 0), (2, 4), (7, 7))] == [
        (0, 5),
        (20, 5),
        (63, 5),
    ]


def test_only_what_has_a_number_for_each_pixel_is_a_picture() -> None:
    names = Names(lesson("digits"))
    assert picture_of(names, "output.W", (32, 10), (0, 0)) is None
    assert picture_of(names, "hidden.a", (32, 32), (0, 0)) is None
    assert picture_of(names, "m.hidden.W", (64, 32), (0, 1)) is not None
    assert picture_of(Names(lesson("xor")), "x", (4, 2), (0, 0)) is None


def test_examples_on_their_way_into_the_network_are_pictures() -> None:
    description = {
        "format": 1,
        "name": "changed",
        "title": {"en": "Changed", "ko": "변형"},
        "epochs": 1,
        "data": {"source": "digits", "n": 8, "scale": 16.0, "shape": [1, 8, 8]},
        "augment": [{"kind": "rotate"}, {"kind": "shift"}],
        "layers": [
            {"name": "flat", "kind": "flatten"},
            {"name": "out", "kind": "dense", "units": 1},
        ],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }
    names = Names(from_dict(description))
    shown = [name for name in (*names.given, *names.writers) if names.is_image(name)]
    assert shown == ["data.x", "batch.x", "batch.clean", "batch.rotated", "x"]


def test_places_in_an_array_and_indices_are_each_other() -> None:
    for shape in ((), (7,), (4, 8), (2, 3, 4)):
        for offset in range(int(np.prod(shape))):
            index = index_at(offset, shape)
            assert index == tuple(np.unravel_index(offset, shape))
            assert flat(index, shape) == offset


# -- pointer


def test_small_multiples_are_doors_too(xor: Bench) -> None:
    xor.after("hidden.xW")
    xor.hover(xor.point(xor.slot("hidden.W"), 1, 3))
    assert xor.panel.cursor().shape() is Qt.CursorShape.PointingHandCursor
    number = xor.session.position.history.at(3).values["hidden.W"][1, 3]
    assert xor.caption().startswith(f"hidden.W[1,3] = {figures.result(number)}")
    xor.click(xor.point(xor.slot("hidden.W"), 1, 3))
    assert xor.wishes == [Source("hidden.W", (1, 3))]
    assert xor.main.item.name == "hidden.W"
    xor.hover(QPoint(2, xor.panel.height() - 3))
    assert xor.panel.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_the_pointer_leaves_no_trace(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    before = xor.image
    xor.hover(xor.point(xor.main, 2, 5))
    assert xor.image != before
    xor.hover(QPoint(2, xor.panel.height() - 3))
    assert xor.image == before


# -- keyboard


def test_arrows_move_the_focus_only_while_the_keyboard_is_here(xor: Bench) -> None:
    window = QWidget()
    xor.qtbot.addWidget(window)
    xor.panel.setParent(window)
    stepped = []
    shortcut = QShortcut(Qt.Key.Key_Right, window)
    shortcut.activated.connect(lambda: stepped.append(True))
    window.resize(400, 300)
    with xor.qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    xor.panel.show()
    xor.panel.setFocus()
    xor.key(Qt.Key.Key_Right)
    xor.key(Qt.Key.Key_Down)
    xor.key(Qt.Key.Key_Left)
    xor.key(Qt.Key.Key_Up)
    assert xor.wishes == [Source("hidden.xW", at) for at in ((1, 4), (2, 4), (2, 3), (1, 3))]
    assert stepped == []
    assert "hidden.xW[1,3]" in xor.panel.accessibleDescription()
    xor.panel.clearFocus()
    xor.click(xor.point(xor.main, 0, 0))
    assert not xor.panel.hasFocus(), "a click does not take the arrows away from stepping"
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert stepped == [True]
    xor.panel.setParent(None)


def test_arrows_stop_at_the_edges(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (0, 7)))
    xor.panel.setFocus()
    xor.key(Qt.Key.Key_Up)
    xor.key(Qt.Key.Key_Right)
    assert xor.wishes == []


def test_copy_gives_every_digit_between_tabs(xor: Bench) -> None:
    xor.after("hidden.W")
    xor.panel.setFocus()
    xor.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    copied = np.array([[float(cell) for cell in line.split("\t")] for line in lines])
    np.testing.assert_array_equal(copied, xor.session.position.history.at(23).values["hidden.W"])


# -- editing


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_a_number_is_changed_with_the_keyboard(xor: Bench, key: Qt.Key) -> None:
    xor.after("hidden.xW")
    xor.session.look_at(Source("hidden.W", (0, 2)))
    xor.panel.setFocus()
    xor.key(key)
    editor = xor.panel.editing.editor
    assert editor is not None
    old = xor.session.position.history.at(3).values["hidden.W"][0, 2]
    assert number_in(editor.text()) == old, "all its digits"
    QTest.keyClicks(editor, "-1.5e-1")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert xor.edits == [(Source("hidden.W", (0, 2)), -0.15)]
    assert xor.panel.editing.editor is None
    assert xor.panel.hasFocus()
    assert xor.session.position.history.at(3).values["hidden.W"][0, 2] == -0.15


def test_a_number_is_changed_where_it_is_double_clicked(xor: Bench) -> None:
    xor.after("hidden.a")
    xor.double_click(xor.point(xor.main, 2, 4))
    editor = xor.panel.editing.editor
    assert editor is not None
    assert editor.geometry().contains(xor.point(xor.main, 2, 4))
    QTest.keyClicks(editor, "1,5")
    assert editor.hint
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert xor.edits == []
    editor.selectAll()
    QTest.keyClicks(editor, "1.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert xor.edits == [(Source("hidden.a", (2, 4)), 1.5)]


def test_escape_and_stepping_give_an_edit_up(xor: Bench) -> None:
    xor.after("hidden.a")
    for end in ("escape", "step"):
        xor.double_click(xor.point(xor.main, 2, 4))
        editor = xor.panel.editing.editor
        assert editor is not None
        QTest.keyClicks(editor, "9")
        if end == "escape":
            QTest.keyClick(editor, Qt.Key.Key_Escape)
        else:
            xor.session.over()
        assert xor.panel.editing.editor is None
    assert xor.edits == []


@pytest.mark.parametrize("name", ["data.x", "data.t", "seed", "scale", "val.data.x"])
def test_data_are_not_changed(digits: Bench, name: str) -> None:
    digits.after("rows")
    digits.panel.pick(name)
    index = (0,) * len(digits.main.item.shape)
    digits.double_click(digits.point(digits.main, *index))
    assert digits.panel.editing.editor is None


def test_the_old_numbers_of_an_update_are_not_changed(xor: Bench) -> None:
    xor.after("hidden.W")
    assert not _editable(xor, xor.slot("hidden.W"))
    assert _editable(xor, xor.main)


def _editable(bench: Bench, slot: Slot) -> bool:
    point = bench.point(slot, 0, 0)
    spot = bench.view.under(point.x(), point.y(), None)
    assert spot is not None
    return spot.can_edit


def test_an_edited_number_carries_its_mark_until_it_is_written_again(xor: Bench) -> None:
    place = Source("hidden.W", (1, 5))
    xor.after("hidden.xW")
    xor.panel.pick("hidden.W")
    xor.session.look_at(Source("hidden.W", (0, 0)))
    corner = grown(xor.main.grid.cell(1, 5), -2)
    right = Box(corner.right - 12, corner.top, 12, 8)
    number = float(xor.session.position.history.at(3).values["hidden.W"][1, 5])
    plain = len(colours_in(xor.image, right))
    xor.session.edit(place, number)
    xor.session.look_at(Source("hidden.W", (0, 0)))
    assert len(colours_in(xor.image, right)) > plain
    xor.after("hidden.W")
    xor.session.look_at(Source("hidden.W", (0, 0)))
    assert len(colours_in(xor.image, right)) == plain


# -- pictures, looks, languages


def test_there_and_back_is_the_same_picture(digits: Bench) -> None:
    ticks = range(45, 60)
    there = []
    for tick in ticks:
        digits.session.grant(Arrive(tick, Source("hidden.W", (3, 3))))
        there.append(digits.image)
    for tick in reversed(ticks):
        digits.session.grant(Arrive(tick, Source("hidden.W", (3, 3))))
        assert digits.image == there[tick - ticks[0]]


def test_painted_again_is_the_same_picture(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    images = [xor.image for _ in range(3)]
    assert images[0] == images[1] == images[2]


def test_dark_and_large(xor: Bench) -> None:
    xor.after("hidden.xW", Source("hidden.xW", (1, 3)))
    light = xor.image
    xor.panel.set_look(Look(DARK, Metrics(1.5)))
    dark = xor.image
    assert dark.pixelColor(1, 1) == DARK.surface
    assert light.pixelColor(1, 1) == LIGHT.surface
    assert has(dark, grown(xor.main.grid.cell(1, 3)), DARK.accent)


@pytest.mark.parametrize("size", [(160, 100), (200, 400), (1200, 200), (60, 40), (900, 700)])
def test_any_size_can_be_painted(digits: Bench, size: tuple[int, int]) -> None:
    digits.panel.setMinimumSize(1, 1)
    digits.panel.resize(*size)
    for name in ("order", "x", "hidden.xW", "L", "hidden.W"):
        digits.after(name)
        assert digits.image.size().toTuple() == size


# -- the picker


def test_the_list_has_every_name_in_order_and_takes_one(xor: Bench) -> None:
    xor.after("hidden.xW")
    QTest.mouseClick(xor.panel.picker, Qt.MouseButton.LeftButton)
    shown = xor.panel.picker.list
    assert shown is not None
    role = Qt.ItemDataRole.UserRole
    items = [shown.item(n) for n in range(shown.count())]
    names = [item.data(role) for item in items if item.data(role)]
    program = xor.session.position.lesson.program
    written = [
        ins.writes for ins in program.closing if ins.writes not in xor.session.position.lesson.start
    ]
    assert names == [*xor.session.position.lesson.start, *written]
    by_name = {item.data(role): item for item in items}
    assert by_name["hidden.xW"].foreground().color() == LIGHT.ink
    assert by_name["d.hidden.W"].foreground().color() == LIGHT.ink_faint
    assert shown.currentItem().data(role) == "hidden.xW"
    shown.setCurrentItem(by_name["d.hidden.W"])
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert xor.main.item.name == "d.hidden.W"
    assert xor.panel.picker.list is None
    assert xor.panel.picker.text().startswith("∂L/∂hidden.W")


def test_escape_closes_the_list(xor: Bench) -> None:
    xor.after("hidden.xW")
    QTest.mouseClick(xor.panel.picker, Qt.MouseButton.LeftButton)
    shown = xor.panel.picker.list
    assert shown is not None
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert xor.panel.picker.list is None
    assert xor.main.item.name == "hidden.xW"


@pytest.mark.parametrize(
    ("value", "text"), [(1.2e-7, ">0"), (-3e-12, "<0"), (4.5e20, "≫0"), (-4.5e20, "≪0")]
)
def test_a_number_without_room_never_looks_like_one_that_is_missing(
    value: float, text: str
) -> None:
    grid = fit(2, 8, Box(0, 0, 8 * 36, 56), CellSize(1.5, 34, 12, 76, 28))
    numbers = numbers_of(grid, LOOK)
    assert numbers is not None
    assert numbers.text(value, 30) == text
    assert numbers.text(-0.7311, grid.cell_width - 2).startswith("−0.7")


@pytest.mark.parametrize("standardise", [False, True])
def test_a_picture_with_signs_has_their_colours(qtbot: QtBot, standardise: bool) -> None:
    """Shades of grey would paint every number below zero black."""
    spec = load(find("digits")).spec
    data = {"source": "digits", "classes": 10, "standardise": standardise}
    words = {**spec.model_dump(exclude_none=True), "data": data, "stops": (), "beside": None}
    bench = Bench(qtbot, from_dict({k: v for k, v in words.items() if v is not None}))
    bench.after("x", Source("x", (0, 20)))
    scale = bench.panel._painted._scale(bench.view, bench.main.item)
    assert scale.signed is standardise


def test_before_and_after_are_whole_pictures_and_only_what_differs_is_chosen(qtbot: QtBot) -> None:
    bench = Bench(qtbot, load(find("augmentation")), (640, 340))
    bench.after("batch.flipped", Source("batch.flipped", (5, 0, 0, 5)))
    before = next(slot for slot in bench.view.small if slot.item.name == "batch.clean")
    main = bench.view.main
    assert main is not None
    for slot in (before, main):
        assert (slot.grid.rows, slot.grid.columns) == (8, 8)
    assert before.grid.cell_width == pytest.approx(before.grid.cell_height)
    assert before.grid.box.height >= 60
    axes = {door[0] for _place, _text, door in bench.panel.slices._pieces() if door is not None}
    assert axes == {0}  # the channel is the only one
    assert bench.failures == []


def test_what_was_read_is_the_whole_picture_however_large(qtbot: QtBot) -> None:
    bench = Bench(qtbot, photographs(side=224), (640, 340))
    bench.after("c.xW", Source("c.xW", (0, 0, 3, 3)))
    read = next(slot for slot in bench.view.small if slot.item.name == "x")
    assert (read.grid.rows, read.grid.columns) == (224, 224)
    assert read.grid.box.height <= 340


@pytest.mark.parametrize(
    ("numbers", "is_told"),
    [((1.0, -0.5, 0.0), True), ((1.0, -0.25, 0.0), False), ((1.0, -0.51237, 0.0), False)],
)
def test_numbers_that_are_short_stand_in_cells_that_are_small(
    qtbot: QtBot, numbers: tuple[float, ...], is_told: bool
) -> None:
    """In cells of 27 pixels: −0.5 has room there, −0.25 has not, and is no shorter number."""
    grid = Grid(Box(0, 0, 81, 27), 1, 3)
    assert numbers_of(grid, LOOK) is None
    found = _short_numbers(grid, LOOK, np.array([numbers]))
    write = paint.writer(LOOK.metrics, Text.SMALL)
    assert (found is not None) is is_told
    if found is not None:
        told = [found.text(number, 24) for number in numbers]
        assert told == [figures.result(number) for number in numbers]
        assert max(map(write.width, told)) <= 24


@pytest.mark.parametrize("width", [420, 520, 640])
def test_names_of_what_was_read_are_told_apart_in_any_width(qtbot: QtBot, width: int) -> None:
    bench = Bench(qtbot, load(find("augmentation")), (width, 340))
    bench.after("batch.shifted", Source("batch.shifted", (5, 0, 1, 6)))
    found = {slot.item.name: slot.name.rpartition(".")[2] for slot in bench.view.small}
    assert found["batch.shifted.down"] == "down"
    assert found["batch.shifted.right"] == "right"
