"""The gradient flow, drawn as its view says, read, clicked and gone about by keys."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK
from tests.ui.runs import lesson as shipped
from tests.ui.zoo import animal
from ui.kit.heat_map import rect
from ui.kit.painted_texts import painted_texts
from ui.panels.gradient_flow import PANEL, words
from ui.panels.gradient_flow.geometry import layout, length_axis, strip_layout
from ui.panels.gradient_flow.panel import GradientFlowPanel
from ui.panels.gradient_flow.picture import bin_at
from ui.panels.gradient_flow.scene import FlowScene
from ui.session.wishes import LookAt, Seek, SeekFlag
from visualnn.company.watches import RunWatch
from visualnn.company.watching import Watching
from visualnn.expr import Source
from visualnn.figures import table
from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.histogram import BINS
from visualnn.lesson.variants import open_variant
from visualnn.lesson.watched_number import WatchedNumber
from visualnn.run.history import History
from visualnn.tell.frame import frame_at
from visualnn.text import use_language
from visualnn.views import VIEWS
from visualnn.views.flow_flags import FlowFlag
from visualnn.views.flow_history import FlowHistory, followed_numbers
from visualnn.views.gradient_flow import layer_flows, layer_names
from visualnn.views.moments import moment_at

VIEW = VIEWS["gradient-flow"]


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@lru_cache
def deep(kind: str = "sigmoid", count: int = 10, std: float = 0.35) -> Lesson:
    layers: list[dict[str, Any]] = [
        {
            "name": f"h{n}",
            "kind": "dense",
            "units": 6,
            "activation": kind,
            "weights": {"kind": "normal", "std": std},
        }
        for n in range(1, count + 1)
    ]
    return from_dict(
        {
            "format": 1,
            "name": "deep",
            "title": {"en": "Deep", "ko": "깊은 신경망"},
            "seed": 5,
            "epochs": 20,
            "data": {"source": "moons", "n": 24},
            "layers": [*layers, {"name": "out", "kind": "dense", "units": 1}],
            "loss": {"kind": "binary_cross_entropy_with_logits"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


def shown(panel: GradientFlowPanel, lesson: Lesson, tick: int) -> FlowScene:
    """Show a tick with everything that the panel follows."""
    history = History(lesson.program, lesson.start)
    place = lesson.program.locate(tick)
    history.run_to(place.iteration + 1)
    watching = Watching()
    watching.take(history, lesson.iterations)
    watching.want(followed_numbers(lesson))
    watching.advance(lambda: False)
    panel.show_frame(frame_at(lesson, history, tick, watched=watching.known))
    assert panel.scene is not None
    return panel.scene


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[GradientFlowPanel]:
    made = PANEL.made(LOOK)
    assert isinstance(made, GradientFlowPanel)
    qtbot.addWidget(made)
    made.resize(900, 520)
    made.show()
    yield made
    made.grab()


def click(panel: GradientFlowPanel, x: float, y: float) -> None:
    QTest.mouseMove(panel, QPoint(round(x), round(y)))
    QTest.mouseClick(
        panel, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y))
    )


# -- geometry --------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
@pytest.mark.parametrize("size", [(200, 110), (360, 300), (640, 400), (1900, 1000)])
@pytest.mark.parametrize("layers", [1, 3, 11, 40])
def test_columns_stand_beside_each_other_and_rows_below(
    size: tuple[int, int], factor: float, layers: int
) -> None:
    for eye in (0, layers - 1):
        found = layout(*size, factor, layers, 60.0, eye)
        columns = [found.names, found.plot, *(found.halves or ()), found.factor,
                   *(found.typical or ()), found.side, found.images]  # fmt: skip
        known = [each for each in columns if each is not None]
        assert all(a.right <= b.left + 1e-6 for a, b in pairwise(known))
        assert found.first <= eye < found.first + found.count <= layers
        for layer in range(found.first, found.first + found.count):
            top, height = found.row(layer)
            assert found.layer_at(top + height / 2) == layer
        assert found.layer_at(found.rows.top - 1) is None


def test_an_axis_of_lengths_moves_in_steps_and_holds_what_it_is_made_for() -> None:
    rng = np.random.default_rng(0)
    ends = set()
    for _n in range(200):
        lengths = 10.0 ** rng.uniform(-6.5, -0.5, size=5)
        axis = length_axis(lengths.tolist())
        assert axis is not None
        assert all(0.0 <= axis.place(each) <= 1.0 for each in lengths.tolist())
        ends.add((axis.low, axis.high))
    assert len(ends) <= 10
    assert length_axis([0.0, math.nan, math.inf]) is None
    assert length_axis([5e-324, 1e308]) is not None


def test_every_bin_has_a_bar_of_its_own() -> None:
    side = layout(900, 520, 1.0, 3, 40.0).side
    assert side is not None
    for count in map(len, (BINS["a"], BINS["da"])):
        hit = [bin_at(side, count, x) for x in np.arange(side.left, side.right, 0.25)]
        assert set(hit) == set(range(count))
        assert hit == sorted(each for each in hit if each is not None)
        assert bin_at(side, count, side.right) is None


def test_the_strip_goes_from_pixels_to_iterations_and_back() -> None:
    box = layout(900, 520, 1.0, 3, 40.0).strip
    assert box is not None
    for furthest, iterations in ((0, 300), (7, 300), (250, 300), (300, 300)):
        places = strip_layout(box, 1.0, furthest, iterations)
        assert furthest <= places.iterations <= iterations
        for n in range(places.iterations):
            assert places.iteration_at(places.x_of(n)) == n


# -- what is shown ---------------------------------------------------------------------------------


def test_the_words_tell_the_numbers_of_the_table(panel: GradientFlowPanel) -> None:
    lesson = deep()
    scene = shown(panel, lesson, lesson.program.end_of(3))
    history = History(lesson.program, lesson.start)
    moment = moment_at(lesson, history, lesson.program.end_of(3), VIEW)
    rows = VIEW.table(moment, "layers").records
    assert [layer.norm_da for layer in scene.layers] == [row["norm_da"] for row in rows]
    assert [str(flag) for flag in scene.flags] == [row["flag"] for row in rows]
    row = rows[4]
    text = words.layer(scene, 4)
    for key in ("through_f", "through_W", "factor"):
        assert table(float(str(row[key]))) in text
    assert "vanishing (‖∂L/∂W‖ is below 10⁻³" in words.layer(scene, 0)
    assert "since iteration 0" in words.layer(scene, 0)
    assert "The gradient vanishes in h1" in panel.spoken()


def test_a_picture_has_one_scale_and_bars_count_every_number(panel: GradientFlowPanel) -> None:
    lesson = deep("tanh", 3, 0.5)
    scene = shown(panel, lesson, lesson.program.end_of(2))
    for side in ("a", "da", "dW", "W"):
        scene.turn_side(side)
        arrays = [scene.picture_array(n) for n in range(4)]
        largest = max(float(np.abs(each).max()) for each in arrays if each is not None)
        assert largest <= scene.picture_limit <= 10 * largest
        for n, layer in enumerate(scene.layers):
            counts, array = scene.counts(n), scene.side_array(layer)
            assert counts is not None
            assert array is not None
            assert sum(counts) == array.size


def test_before_anything_flows_colours_would_be_full_at_1(panel: GradientFlowPanel) -> None:
    scene = shown(panel, deep("tanh", 3, 0.5), 0)
    scene.turn_side("da")
    assert scene.picture_array(0) is None
    assert scene.picture_limit == 1.0


def test_through_time_is_what_the_iterations_have(panel: GradientFlowPanel) -> None:
    lesson = deep("tanh", 3, 0.5)
    scene = shown(panel, lesson, lesson.program.end_of(9))
    history = History(lesson.program, lesson.start)
    for measured, column in (("da", "norm_da"), ("dW", "norm_dW"), ("update", "update_ratio")):
        scene.measured = measured
        lengths = scene.through_time
        assert lengths is not None
        assert lengths.shape == (4, 10)
        for iteration in (0, 4, 9):
            moment = moment_at(lesson, history, lesson.program.end_of(iteration), VIEW)
            wanted = [row[column] for row in VIEW.table(moment, "layers").records]
            assert lengths[:, iteration].tolist() == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(("kind", "std"), [("sigmoid", 0.35), ("relu", 2.5), ("tanh", 30.0)])
def test_a_flag_began_in_the_first_iteration_of_those_that_have_it(kind: str, std: float) -> None:
    lesson = deep(kind, 8, std)
    history, names = History(lesson.program, lesson.start), layer_names(lesson.network)
    history.run_to(8)
    watching = Watching()
    watching.take(history, lesson.iterations)
    watching.want(followed_numbers(lesson))
    assert watching.advance(lambda: False)
    known = watching.known
    flow = FlowHistory(names, known.numbers, known.every)
    records = []
    for n in range(8):
        moment = moment_at(lesson, history, lesson.program.end_of(n), VIEW)
        records.append((layer_flows(moment), VIEW.table(moment, "layers").records))
    flagged = 0
    _layers, rows = records[-1]
    for n, row in enumerate(rows):
        flag = str(row["flag"])
        if not flag:
            continue
        had = [str(each[n]["flag"]) == flag for _layers, each in records]
        began = max((i + 1 for i, yes in enumerate(had) if not yes), default=0)
        found = flow.begins(n, FlowFlag(flag), 7)
        # a layer that is flagged for a cause that goes before this one may have had it earlier
        assert found is not None
        assert found <= began
        assert had[found:] == [True] * (8 - found) or found < began
        flagged += 1
    assert flagged


# -- pointer and keys ------------------------------------------------------------------------------


def test_a_click_on_a_row_explains_a_number_of_its_gradient(
    qtbot: QtBot, panel: GradientFlowPanel
) -> None:
    lesson = deep()
    scene = shown(panel, lesson, lesson.program.end_of(0))
    places = panel.places(scene)
    top, height = places.row(4)
    with qtbot.waitSignal(panel.wished) as wished:
        click(panel, places.plot.left + 5, top + height / 2)
    (wish,) = wished.args
    assert isinstance(wish, LookAt)
    array = scene.frame.values["d.h5.a"]
    assert wish.place.name == "d.h5.a"
    assert abs(array[wish.place.index]) == np.abs(array).max()
    assert places.halves is not None
    for box, name in zip(places.halves, ("d.h5.z", "d.h4.a"), strict=True):
        with qtbot.waitSignal(panel.wished) as wished:
            click(panel, box.left + 5, top + height / 2)
        assert wished.args[0].place.name == name


def test_the_strip_is_a_scrubber(qtbot: QtBot, panel: GradientFlowPanel) -> None:
    lesson = deep("tanh", 3, 0.5)
    scene = shown(panel, lesson, lesson.program.end_of(9))
    places = panel._strip.places(scene, panel.places(scene), panel.look)
    assert places is not None
    with qtbot.waitSignal(panel.wished) as wished:
        click(panel, places.x_of(4), places.cells.top + 5)
    assert wished.args == [Seek(lesson.program.end_of(4))]


def test_headings_change_what_is_measured_and_counted(panel: GradientFlowPanel) -> None:
    scene = shown(panel, deep(), deep().program.end_of(0))
    places = panel.places(scene)
    assert places.side is not None
    click(panel, places.plot.left + 5, places.head.top + 5)
    click(panel, places.side.left + 5, places.head.top + 5)
    assert (scene.measured, scene.side) == ("dW", "a")


def test_keys_go_from_layer_to_layer(qtbot: QtBot, panel: GradientFlowPanel) -> None:
    lesson = deep()
    scene = shown(panel, lesson, lesson.program.end_of(0))
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    panel.walked = 3
    QTest.keyClick(panel, Qt.Key.Key_Up)
    assert panel.walked == 2
    assert panel.accessibleDescription() == words.layer(scene, 2)
    with qtbot.waitSignal(panel.wished) as wished:
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert wished.args[0].place.name == "d.h3.a"
    with qtbot.waitSignal(panel.wished) as wished:
        QTest.keyClick(panel, Qt.Key.Key_Home)
    assert wished.args == [SeekFlag("h3")]
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.walked is None


def test_a_bar_that_is_pointed_at_is_told(panel: GradientFlowPanel) -> None:
    scene = shown(panel, deep(), deep().program.end_of(0))
    places = panel.places(scene)
    assert places.side is not None
    top, height = places.row(2)
    x = places.side.left + places.side.width / 2
    panel._pointer = QPointF(x, top + height / 2)
    assert panel.spoken().endswith("∂L/∂a · h3: exactly 0: 0 of 144")


BLOCKED = deep(count=3, std=0.0)
"""Weights of 0 let no gradient back."""


def in_lane(panel: GradientFlowPanel, scene: FlowScene, layer: int) -> int:
    """How many pixels of ink stand in a layer's row in the lane of lengths of exactly 0."""
    places = panel.places(scene)
    assert places.zero is not None
    box = places.cell(places.zero, layer)
    image, ink = panel.grab().toImage(), LOOK.theme.ink
    return sum(
        image.pixelColor(x, y) == ink
        for x in range(round(box.left), round(box.right))
        for y in range(round(box.top), round(box.bottom))
    )


def in_row(panel: GradientFlowPanel, scene: FlowScene, layer: int) -> list[str]:
    """What is written in a layer's row between the ends of the axis."""
    places = panel.places(scene)
    plot = rect(places.cell(places.plot, layer))
    return [
        each.text
        for each in painted_texts(panel, panel.font())
        if plot.contains(each.place.center())
    ]


def test_a_length_of_0_is_a_dot_in_its_lane_and_no_word(panel: GradientFlowPanel) -> None:
    scene = shown(panel, BLOCKED, BLOCKED.program.end_of(0))
    lengths = [scene.length(layer) for layer in scene.layers]
    assert 0.0 in lengths
    assert any(lengths)
    for number, length in enumerate(lengths):
        assert (in_lane(panel, scene, number) > 9) is (length == 0.0)
        assert in_row(panel, scene, number) == []


def test_the_shades_of_the_strip_reach_over_all_lengths_but_0(panel: GradientFlowPanel) -> None:
    scene = shown(panel, BLOCKED, BLOCKED.program.end_of(2))
    panel.grab()
    lengths, axis = scene.through_time, panel._strip._axis
    assert lengths is not None
    assert (lengths == 0.0).any()
    known = lengths[lengths > 0.0]
    assert axis == length_axis([float(known.min()), float(known.max())])


@pytest.mark.parametrize(("length", "word"), [(math.inf, "∞"), (math.nan, "NaN")])
def test_a_length_that_is_not_finite_is_a_word_in_its_row(
    panel: GradientFlowPanel, monkeypatch: pytest.MonkeyPatch, length: float, word: str
) -> None:
    scene = shown(panel, BLOCKED, BLOCKED.program.end_of(0))
    known = scene.length
    strange = scene.layers[1]
    monkeypatch.setattr(
        FlowScene, "length", lambda _self, layer: length if layer is strange else known(layer)
    )
    assert in_row(panel, scene, 1) == [word]
    assert in_lane(panel, scene, 1) == 0
    assert in_row(panel, scene, 0) == []


def test_a_net_with_a_place_in_focus_marks_its_layer(panel: GradientFlowPanel) -> None:
    lesson = deep("tanh", 3, 0.5)
    history = History(lesson.program, lesson.start)
    scene = shown(panel, lesson, lesson.program.end_of(0))
    del history
    assert scene.frame.focus is not None
    assert scene.frame.focus.place == Source("out.b", (0,))
    assert scene.in_focus == 3


@pytest.mark.parametrize("name", ["xor", "digits", "branches", "lstm", "lenet", "vanishing"])
def test_what_the_strip_needs_can_be_followed_in_every_lesson(name: str) -> None:
    opened = animal(name) if name in {"branches", "lstm", "lenet"} else shipped(name)
    history = History(opened.program, opened.start)
    watched = [WatchedNumber.parse(text) for text in followed_numbers(opened)]
    assert watched
    history.run_to(1)
    watch = RunWatch(history, opened.iterations, watched)
    assert watch.advance(lambda: False)
    flow = FlowHistory(
        layer_names(opened.network), {str(w): n for w, n in watch.numbers.items()}, watch.every
    )
    lengths = flow.lengths("da")
    assert lengths is not None
    assert np.isfinite(lengths).any()


# -- what stands beside the names


def test_a_row_says_which_units_are_dead_and_since_when(panel: GradientFlowPanel) -> None:
    lesson = open_variant(shipped("vanishing"), "large")
    tick = lesson.program.end_of(9)
    scene = shown(panel, lesson, tick)
    dead = [n for n, flag in enumerate(scene.flags) if flag is FlowFlag.DEAD]
    assert dead
    for number in dead:
        began = scene.since(number)
        assert began is not None
        whole, shorter, shortest = words.row_notes(scene, number)
        assert (whole, shortest) == (f"dead since iteration {began}", "dead")
        assert shorter == f"dead since {began}"
    painted = {text.text for text in painted_texts(panel, panel.font())}
    for number in dead:
        assert any(note in painted for note in words.row_notes(scene, number)), number
    done = lesson.program.done_after("L", 10)
    assert done is not None
    forward = shown(panel, lesson, lesson.program.start_of(10) + done)
    counted = [n for n, flag in enumerate(forward.flags) if flag is FlowFlag.NONE]
    some = next(n for n in counted if forward.layers[n].dead)
    layer = forward.layers[some]
    assert words.row_notes(forward, some)[-1] == f"{layer.dead}/{layer.unit_count} dead"
    painted = {text.text for text in painted_texts(panel, panel.font())}
    assert any(note in painted for note in words.row_notes(forward, some))
    healthy = shown(panel, deep("tanh", 3), deep("tanh", 3).program.end_of(0))
    assert [words.row_notes(healthy, n) for n in range(4)] == [(), (), (), ()]


def test_activations_are_counted_as_long_as_there_is_no_gradient(panel: GradientFlowPanel) -> None:
    program = deep().program
    before, after = program.end_of(0) // 3, program.end_of(0)
    assert shown(panel, deep(), before).side == "a"
    assert shown(panel, deep(), after).side == "da"
    assert shown(panel, deep(), before).side == "a"
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel, Qt.Key.Key_Right)  # what was chosen stays
    assert shown(panel, deep(), before).side == shown(panel, deep(), after).side == "dW"


def test_the_title_says_where_most_of_a_gradient_is_lost(panel: GradientFlowPanel) -> None:
    lesson = shipped("residual")
    done = lesson.program.done_after("d.stem.W", 0)
    assert done is not None
    scene = shown(panel, lesson, lesson.program.start_of(0) + done)
    factors = {layer.layer: layer.factor for layer in scene.layers}
    assert factors["output"] == pytest.approx(0.0115, rel=0.01)  # softmax and its loss
    assert next(words.titles(scene)).endswith("most of it lost in output")
    even = shown(panel, deep(), deep().program.end_of(0))  # ten factors that are alike
    assert "most of it" not in " ".join(words.titles(even))
