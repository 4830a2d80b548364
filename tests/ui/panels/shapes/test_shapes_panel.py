"""The shapes panel: every layer in sight, blocks that unfold, numbers that open into arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, looked, picture
from tests.ui.zoo import animal
from ui.kit.geometry.box import Box
from ui.kit.painted_texts import painted_texts
from ui.panels.shapes import words
from ui.panels.shapes.geometry import ShapesLayout, layout, scrolled_to
from ui.panels.shapes.panel import ShapesPanel
from ui.panels.shapes.scene import LANES, NUMBER_COLUMNS, ShapesScene
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict
from visualnn.run.history import History
from visualnn.tell.frame import frame_at
from visualnn.text import use_language
from visualnn.views.shapes import COLUMNS, shapes


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@cache
def residual() -> Lesson:
    """A stem, a stage of a block that is used three times, and a block of its own."""
    conv: dict[str, Any] = {"kind": "conv2d", "filters": 4, "size": 3, "padding": "same"}
    block = {
        "name": "two",
        "layers": [
            {"name": "a", **conv, "activation": "relu"},
            {"name": "b", **conv},
            {"name": "sum", "kind": "add", "inputs": ["b", "input"]},
        ],
    }
    uses = [{"name": f"stage_{n}", "kind": "block", "block": "two"} for n in range(1, 6)]
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "epochs": 1,
            "data": {
                "source": "table",
                "inputs": [[0.5] * 36, [0.25] * 36],
                "targets": [[0.0], [1.0]],
                "shape": [1, 6, 6],
            },
            "blocks": [block],
            "layers": [
                {"name": "stem", **conv},
                *uses,
                {"name": "pool", "kind": "global_average_pool"},
                {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
            ],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


class Shown:
    """A panel on the screen that shows a lesson at a tick."""

    def __init__(self, qtbot: QtBot, lesson: Lesson, tick: int = 0) -> None:
        self.lesson = lesson
        self.history = History(lesson.program, lesson.start)
        self.history.run_to(1)
        self.panel = ShapesPanel(LOOK)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 560)
        self.panel.show()
        self.go(tick)

    def go(self, tick: int) -> None:
        self.panel.show_frame(frame_at(self.lesson, self.history, tick))

    @property
    def scene(self) -> ShapesScene:
        assert self.panel.scene is not None
        return self.panel.scene

    @property
    def places(self) -> ShapesLayout:
        return self.panel._layout(self.scene)

    def names(self) -> list[str]:
        return [item.name for item in self.scene.items]

    def click_box(self, name: str) -> None:
        box = self.places.boxes[self.names().index(name)]
        QTest.mouseClick(self.panel, Qt.MouseButton.LeftButton, pos=_middle(box))

    def click_cell(self, name: str, column: str) -> None:
        table = self.places.table
        assert table is not None
        picture(self.panel)  # scrolled to where it will be
        row = table.row(self.names().index(name) - self.panel.first)
        box = table.columns[table.names.index(column)]
        place = Box(box.left, row.top, box.width, row.height)
        QTest.mouseClick(self.panel, Qt.MouseButton.LeftButton, pos=_middle(place))


def _middle(box: Box) -> QPoint:
    return QPoint(round(box.left + box.width / 2), round(box.top + box.height / 2))


def test_unfolded_it_is_the_table_of_the_view(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    shown.scene.unfold_all()
    records = shapes(shown.lesson).records
    assert shown.names() == [record["layer"] for record in records]
    for item, record in zip(shown.scene.items, records, strict=True):
        for column in ("kind", "output"):
            assert shown.scene.text(item, column) == record[column]
        for column in ("parameters", "trainable", "multiply_adds"):
            assert shown.scene.text(item, column) == f"{record[column]:,}"
        assert shown.scene.value(item, "bytes") == record["bytes"]
        sees = record["sees"]
        assert shown.scene.text(item, "sees") == (sees or ("" if item.name == "x" else "all"))


def test_a_folded_block_has_the_sums_of_its_layers(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    assert shown.names() == ["x", "stem", "stage", "pool", "out"]
    stage = shown.scene.items[2]
    assert shown.scene.kind(stage) == "× 5"
    records = [r for r in shapes(shown.lesson).records if str(r["layer"]).startswith("stage")]
    assert len(records) == 15
    for lane in LANES:
        assert shown.scene.value(stage, lane) == sum(int(record[lane] or 0) for record in records)


def test_a_block_unfolds_in_place_and_folds_again(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    shown.click_box("stage")
    assert shown.names() == ["x", "stem", *(f"stage_{n}" for n in range(1, 6)), "pool", "out"]
    assert shown.scene.picked == "stage_1"
    shown.click_box("stage_2")
    assert shown.names()[3:6] == ["stage_2_a", "stage_2_b", "stage_2_sum"]
    assert (2, 5) in shown.scene.edges  # the skip from the block before to the sum
    QTest.keyClick(shown.panel, Qt.Key.Key_Escape)
    assert shown.scene.picked == "stage_2"
    QTest.keyClick(shown.panel, Qt.Key.Key_Escape)
    assert shown.names() == ["x", "stem", "stage", "pool", "out"]


def test_a_layer_picked_in_one_is_picked_in_the_other(qtbot: QtBot) -> None:
    shown = Shown(qtbot, animal("lenet"), animal("lenet").program.end_of(0))
    wished = looked(shown.panel)
    shown.click_box("conv2")
    assert shown.scene.picked == "conv2"
    table = shown.places.table
    assert table is not None
    picture(shown.panel)
    row = shown.names().index("conv2") - shown.panel.first
    assert 0 <= row < table.rows
    shown.click_cell("pool1", "layer")
    assert shown.scene.picked == "pool1"
    assert wished == [Source("conv2.a", (0, 0, 0, 0)), Source("pool1.z", (0, 0, 0, 0))]


@pytest.mark.parametrize("make", [residual, lambda: animal("lenet"), lambda: animal("lstm")])
def test_every_number_opens_into_arithmetic_that_gives_it(qtbot: QtBot, make: Any) -> None:
    shown = Shown(qtbot, make())
    shown.scene.unfold_all() if shown.scene.can_unfold else None
    for item in shown.scene.items:
        for column in NUMBER_COLUMNS:
            lines = shown.scene.arithmetic(item, column)
            told = shown.scene.text(item, column)
            if column in ("parameters", "trainable", "multiply_adds"):
                assert lines[-1].endswith(f" = {told}")
                numbers = lines[-1].split(" = ")[-2]
                if re.fullmatch(r"[0-9, ·+]+", numbers):
                    result = sum(_product(term) for term in numbers.replace(",", "").split("+"))
                    assert f"{result:,}" == told, lines
            elif column == "bytes":
                assert f"{shown.scene.value(item, 'bytes'):,} " in lines[-1]
            elif column == "output":
                assert lines[-1].endswith(told)


def _product(term: str) -> int:
    result = 1
    for factor in term.split("·"):
        result *= int(factor)
    return result


def test_a_click_on_a_number_opens_its_arithmetic(qtbot: QtBot) -> None:
    shown = Shown(qtbot, animal("lenet"))
    shown.click_cell("conv1", "parameters")
    item = next(each for each in shown.scene.items if each.name == "conv1")
    assert words.foot(shown.scene, item) == (("parameters = conv1.W + conv1.b = 6·3·3 + 6 = 60",),)
    QTest.keyClick(shown.panel, Qt.Key.Key_Right)
    assert shown.scene.column == "trainable"
    QTest.keyClick(shown.panel, Qt.Key.Key_Escape)
    assert shown.scene.column is None


def test_the_layer_at_work_is_told_and_followed(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    names = [ins.writes for ins in shown.lesson.program.instructions(0)]
    shown.go(names.index("stage_4_b.z") + 1)
    assert shown.scene.current == 11
    assert shown.scene.index_of(shown.scene.current) == 2  # folded into its stage
    assert "at work: stage_4_b, stage_4_b.z" in shown.panel.spoken()
    shown.scene.unfold_all()
    picture(shown.panel)
    table = shown.places.table
    assert table is not None
    assert shown.panel.first <= 12 < shown.panel.first + table.rows


def test_the_table_begins_with_the_input_once_no_layer_is_at_work(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    shown.panel.resize(420, 330)
    names = [ins.writes for ins in shown.lesson.program.instructions(0)]
    shown.scene.unfold_all()
    shown.go(names.index("stage_5_b.z") + 1)
    picture(shown.panel)
    assert shown.panel.first > 0
    shown.go(names.index("L") + 1)
    picture(shown.panel)
    assert shown.panel.first == 0


def test_the_title_says_where_most_of_it_is(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    records = shapes(shown.lesson).records
    stage = sum(int(r["parameters"] or 0) for r in records if str(r["layer"]).startswith("stage"))
    whole = sum(int(r["parameters"] or 0) for r in records)
    assert words.titles(shown.scene)[0].startswith(
        f"stage holds {round(100 * stage / whole)} % of the {whole:,} parameters, stage makes "
    )


@pytest.mark.parametrize("size", [(1280, 720), (480, 320), (3840, 1600)])
@pytest.mark.parametrize("count", [1, 9, 516])
def test_all_boxes_are_in_sight_side_by_side_however_many_there_are(
    size: tuple[int, int], count: int
) -> None:
    sizes = [(224, 3), *((max(7, 224 // (1 + n % 6)), 2 ** (n % 12)) for n in range(count))]
    places = layout(*size, 1.0, sizes, 2)
    assert len(places.boxes) == len(sizes)
    right = places.picture.left
    for box in places.boxes:
        assert box.left >= right - 1e-6
        right = box.right
        assert places.picture.top < box.top
        assert box.bottom < places.lanes[0].top
    assert right <= places.picture.right + 1e-6
    for n, box in enumerate(places.boxes):
        assert places.item_at(box.left + box.width / 2, box.top + box.height / 2) == n
    heights = {high: box.height for (high, _), box in zip(sizes, places.boxes, strict=True)}
    tall = sorted(heights.items())
    assert [height for _, height in tall] == sorted(height for _, height in tall)


def test_where_there_is_no_room_columns_are_left_out_and_none_is_cut() -> None:
    wide = layout(1200, 600, 1.0, [(8, 8)], 2).table
    narrow = layout(420, 600, 1.0, [(8, 8)], 2).table
    assert wide is not None
    assert narrow is not None
    assert wide.names == COLUMNS
    assert narrow.names == ("layer", "output", "parameters")


def test_the_heads_of_a_narrow_table_have_room(qtbot: QtBot) -> None:
    shown = Shown(qtbot, residual())
    shown.panel.resize(236, 380)
    told = [text.text for text in painted_texts(shown.panel, LOOK.metrics.font())]
    assert {"layer", "output", "parameters"} <= {*told}


def test_the_table_scrolls_as_far_as_it_must() -> None:
    assert scrolled_to(0, 5, 20, 12) == 8
    assert scrolled_to(10, 5, 20, 3) == 3
    assert scrolled_to(30, 5, 20, None) == 15
    assert scrolled_to(4, 50, 20, 19) == 0


@cache
def normalised() -> Lesson:
    """A convolution with batch normalisation, and a row of numbers behind it."""
    return from_dict(
        {
            "format": 1,
            "name": "normalised",
            "title": {"en": "Normalised", "ko": "정규화"},
            "epochs": 1,
            "data": {"source": "synthetic", "shape": [3, 8, 6], "classes": 4, "n": 4},
            "layers": [
                {"name": "c", "kind": "conv2d", "filters": 5, "size": 3},
                {"name": "bn", "kind": "batch_norm"},
                {"name": "mean", "kind": "global_average_pool"},
                {"name": "out", "kind": "dense", "units": 4},
            ],
            "loss": {"kind": "categorical_cross_entropy_with_logits"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


def test_parameters_are_counted_and_shapes_written_as_each_library_does(qtbot: QtBot) -> None:
    """Keras 3.15 summary: gamma, beta, moving mean and variance, 5 each; PyTorch: weight, bias."""
    lesson = normalised()
    history = History(lesson.program, lesson.start)
    panel = ShapesPanel(LOOK)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    panel.show_frame(frame_at(lesson, history, 0))
    scene = panel.scene
    assert scene is not None
    wanted = {
        "lesson": ("(None, 5, 6, 4)", "10", "10", "(None, 5)", "(None, 3, 8, 6)"),
        "keras": ("(None, 6, 4, 5)", "20", "10", "(None, 5)", "(None, 8, 6, 3)"),
        "pytorch": ("(N, 5, 6, 4)", "10", "10", "(N, 5)", "(N, 3, 8, 6)"),
    }
    pictures = []
    for counting, told in wanted.items():
        assert str(scene.counting) == counting
        first, _conv, norm, mean, _out = scene.items
        assert (
            scene.text(norm, "output"),
            scene.text(norm, "parameters"),
            scene.text(norm, "trainable"),
            scene.text(mean, "output"),
            scene.text(first, "output"),
        ) == told
        assert scene.arithmetic(norm, "output")[-1].endswith(told[0])
        total = sum(scene.value(item, "parameters") for item in scene.items)
        assert total == scene.whole.parameters.value == 3 * 5 * 9 + 5 + int(told[1]) + 24
        pictures.append(picture(panel))
        QTest.keyClick(panel, Qt.Key.Key_K)
    assert str(scene.counting) == "lesson"
    assert len({bytes(each.constBits()) for each in pictures}) == 3
    name, _text, box = panel._switches(panel._layout(scene))[1]
    place = QPoint(round(box.left + 2), round(box.top + box.height / 2))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert scene.counting == name == "keras"
    assert "channels last" in words.foot(scene, None)[1][0]


def test_sizes_under_the_boxes_are_those_of_the_output_as_far_as_they_have_room(
    qtbot: QtBot,
) -> None:
    shown = Shown(qtbot, residual())
    shown.panel.resize(1200, 700)
    painted = painted_texts(shown.panel, LOOK.metrics.font())
    places = shown.panel._layout(shown.scene)
    row = [
        text
        for text in painted
        if places.size_row.top <= text.place.center().y() <= places.size_row.bottom
    ]
    assert words.size_heading() in {text.text for text in row}
    told = [item.size_text for item in shown.scene.items]
    drawn = sorted(
        (text for text in row if text.text != words.size_heading()), key=lambda t: t.place.left()
    )
    assert len(drawn) > len(told) / 2
    for text in drawn:
        middle = text.place.center().x()
        near = min(
            range(len(told)),
            key=lambda n: abs(places.boxes[n].left + places.boxes[n].width / 2 - middle),
        )
        assert told[near] == text.text
    for one, other in pairwise(drawn):
        assert one.place.right() <= other.place.left() + 1
