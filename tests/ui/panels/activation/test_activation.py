"""The activation, drawn as its view says, read, clicked and gone about by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone, show
from tests.ui.panels.contract import CHECKS
from tests.ui.runs import LOOK, bursting, lesson, looked, picture
from tests.visualnn.views.nets import dense, moons, net, one_input, three
from ui.kit.panel_spec import PanelSpec
from ui.panels.activation import PANEL, words
from ui.panels.activation.panel import ActivationPanel
from ui.panels.activation.scene import MAX_RUG_COUNT, ActivationScene
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.run.history import Edit, History
from visualnn.tell.frame import Focus, frame_at
from visualnn.views.activation import OVERLAYS, ActivationView, activated
from visualnn.views.silence import Silence

LEFT = Qt.MouseButton.LeftButton


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ActivationPanel]:
    yield from alone(qtbot, PANEL, ActivationPanel, (560, 320))


def scene(panel: ActivationPanel) -> ActivationScene:
    assert panel.scene is not None
    return panel.scene


def title(panel: ActivationPanel) -> str:
    return next(words.titles(scene(panel)))


def drawn(panel: ActivationPanel) -> list[tuple[np.ndarray, np.ndarray]]:
    """The lines of the plot, the topmost first."""
    items = [item for item in panel.plot.scene().items() if isinstance(item, pg.PlotCurveItem)]
    return [item.getData() for item in sorted(items, key=lambda item: -item.zValue())]


@cache
def activations(word: str) -> Lesson:
    """Two inputs, and two hidden units of one function."""
    layers = [dense("h", 2, word), dense("o", 1, "sigmoid")]
    return net({"source": "xor"}, layers, "binary_cross_entropy")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", [one_input, three, moons], ids=["one input", "three", "moons"])
def test_the_contract_holds_for_other_lessons(
    qtbot: QtBot, check: Callable[[QtBot, PanelSpec, Lesson], None], make: Callable[[], Lesson]
) -> None:
    check(qtbot, PANEL, make())


@pytest.mark.parametrize("word", OVERLAYS)
def test_what_is_drawn_is_the_table_of_the_view(panel: ActivationPanel, word: str) -> None:
    show(panel, activations(word), 3, Source("h.a", (1, 1)))
    rows = ActivationView().table(scene(panel).moment, "curve").rows
    z, f, slope = np.array(rows, dtype=float).T
    (x, y), (slope_x, slope_y) = drawn(panel)
    np.testing.assert_array_equal([x, y], [z, f])
    known = ~np.isnan(slope_y)
    np.testing.assert_array_equal([slope_x[known], slope_y[known]], [z, slope])
    kinks = getattr(scene(panel).found.use.op, "kinks", ())
    assert (~known).sum() == len(kinks)


def test_a_slope_that_jumps_is_drawn_with_a_gap(panel: ActivationPanel) -> None:
    show(panel, activations("relu"), 1, Source("h.a", (1, 1)))
    _f, (x, y) = drawn(panel)
    gap = int(np.flatnonzero(np.isnan(y))[0])
    assert (y[gap - 1], y[gap + 1]) == (0.0, 1.0)
    assert x[gap - 1] == 0.0 < x[gap] < x[gap + 1]


def test_the_dots_stand_at_the_numbers_of_the_trace(panel: ActivationPanel) -> None:
    place = Source("hidden.a", (1, 2))
    show(panel, lesson("xor"), 40, place)
    found = scene(panel).found
    values = scene(panel).moment.values
    assert found.tangent is not None
    assert found.tangent.a == values["hidden.a"][1, 2]
    assert found.tangent.z == values["hidden.z"][1, 2]
    image, at = picture(panel.plot), panel.plot.map
    dot = image.pixelColor(round(at.across(found.tangent.z)), round(at.up(found.tangent.a)))
    assert dot.name() == LOOK.theme.ink.name()
    foot = image.pixelColor(round(at.across(found.tangent.z)), round(at.up(found.tangent.slope)))
    assert foot.name() == LOOK.theme.series[1].colour.name()


def test_the_other_rows_stand_under_the_axis(panel: ActivationPanel) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    image, at = picture(panel.plot), panel.plot.map
    for z in scene(panel).moment.values["hidden.z"][:, 2].tolist():
        pixel = image.pixelColor(round(at.across(z)), round(at.box.bottom) + 7)
        assert pixel.name() in {LOOK.theme.ink.name(), LOOK.theme.ink_soft.name()}, z


def test_many_rows_are_bars_that_count_them(panel: ActivationPanel) -> None:
    data = {"source": "moons", "n": MAX_RUG_COUNT + 60, "noise": 0.1}
    many = net(data, [dense("h", 3, "tanh"), dense("o", 1, "sigmoid")], "binary_cross_entropy")
    show(panel, many, 2, Source("h.a", (1, 2)))
    counts, edges = scene(panel).bins()
    z = scene(panel).moment.values["h.z"][:, 2]
    assert counts.sum() == len(z) == MAX_RUG_COUNT + 60
    at = int(counts.argmax())
    inside = ((z >= edges[at]) & (z < edges[at + 1])).sum()
    assert counts[at] == inside
    place = panel.plot.map
    middle = float(edges[at] + edges[at + 1]) / 2
    point(panel, QPointF(place.across(middle), place.box.bottom + 6))
    assert f"{inside} of {len(z)}" in panel.note()


def point(panel: ActivationPanel, at: QPointF | None) -> None:
    """Let the plot say where the pointer is."""
    panel.plot.pointed.emit(at)


def spot(panel: ActivationPanel, z: float, a: float) -> QPointF:
    place = panel.plot.map
    return QPointF(place.across(z), place.up(a))


@pytest.mark.parametrize(
    ("z", "wanted"),
    [
        ([[-1, 1], [2, 1]], Silence.ROW),
        ([[-1, 1], [-2, 1]], Silence.DEAD),
        ([[1, 1], [-2, 1]], Silence.NONE),
    ],
)
def test_three_silences_of_a_whole_batch(z: list[list[float]], wanted: Silence) -> None:
    what = activations("relu")
    rows = np.array([*z, *z[1:], *z[1:]], dtype=float)
    moment_values = {**what.start, "h.z": rows, "h.a": np.maximum(rows, 0)}
    from visualnn.views.base import Moment
    from visualnn.views.silence import SilenceProbe

    now = Moment(what, 5, moment_values, Source("h.a", (0, 0)))
    assert SilenceProbe(what).silence_of(now, activated(now)) is wanted


def dying(bias: float) -> Lesson:
    """Moons in batches of eight, whose first hidden unit has this bias."""
    layers = [dense("h", 2, "relu"), dense("o", 1, "sigmoid")]
    data = {"source": "moons", "n": 40, "noise": 0.1}
    return net(data, layers, "binary_cross_entropy", batch={"size": 8})


@pytest.mark.parametrize(("bias", "wanted"), [(-50.0, "is dead"), (0.0, "")])
def test_a_unit_that_no_training_example_moves_is_dead(
    panel: ActivationPanel, bias: float, wanted: str
) -> None:
    what = dying(bias)
    history = History(what.program, what.start)
    history.edit(Edit(0, Source("h.b", (0,)), bias))
    history.run_to(1)
    tick = what.program.end_of(0)
    panel.show_frame(frame_at(what, history, tick, Focus(Source("h.a", (0, 0)))))
    assert wanted in title(panel)
    a = what.data.x @ history.at(tick).values["h.W"] + history.at(tick).values["h.b"]
    assert (scene(panel).silence is Silence.DEAD) == bool((a[:, 0] <= 0).all())


def test_silent_in_this_batch_is_not_dead(panel: ActivationPanel) -> None:
    """A bias between the largest z of the batch and the largest of all examples."""
    what = dying(0.0)
    history = History(what.program, what.start)
    history.run_to(1)
    start = history.at(what.program.start_of(0)).values
    weights = start["h.W"][:, 0]
    all_z = what.data.x @ weights
    first = history.at(what.program.end_of(0)).values["x"] @ weights
    assert first.max() < all_z.max(), "another seed, please"
    history.edit(Edit(0, Source("h.b", (0,)), -float(first.max() + all_z.max()) / 2))
    tick = what.program.start_of(0) + 6
    while "h.a" not in history.at(tick).values:
        tick += 1
    panel.show_frame(frame_at(what, history, tick, Focus(Source("h.a", (0, 0)))))
    assert scene(panel).silence is Silence.BATCH
    assert "silent on every example now" in title(panel)
    assert "dead" not in panel.spoken()


def test_the_title_says_what_the_function_does_with_the_number(panel: ActivationPanel) -> None:
    def told(word: str, z: float) -> str:
        what = activations(word)
        history = History(what.program, what.start)
        names = [line.writes for line in what.program.instructions(0)]
        tick = names.index("h.z") + 1
        history.edit(Edit(tick, Source("h.z", (1, 0)), z))
        focus = Focus(Source("h.a", (1, 0)))
        panel.show_frame(frame_at(what, history, tick + 1, focus))
        return title(panel)

    assert "passes example 1 on as it is" in told("relu", 2.0)
    assert "silent on example 1" in told("relu", -2.0)
    assert "saturated on example 1" in told("tanh", 4.0)
    assert "× 1 " in told("tanh", 0.0) + " " or "silent" in told("tanh", 0.0)
    assert "× 0.25" in told("sigmoid", 0.0)


def test_numbers_that_are_no_longer_finite_are_told(panel: ActivationPanel) -> None:
    show(panel, bursting(), 30, Source("hidden.a", (1, 2)))
    assert "finite" in title(panel)
    picture(panel)


def test_the_axis_stands_still_and_grows_in_round_steps(panel: ActivationPanel) -> None:
    what = lesson("xor")
    history = History(what.program, what.start)
    history.run_to(60)
    ends = []
    for tick in range(what.program.end_of(58), what.program.end_of(59) + 1):
        panel.show_frame(frame_at(what, history, tick, Focus(Source("hidden.a", (1, 2)))))
        ends.append(panel.plot.map.x)
    assert len(set(ends)) == 1  # also while the layer is not computed yet


# -- other functions


def test_other_functions_are_laid_over_four_at_once(panel: ActivationPanel) -> None:
    show(panel, lesson("xor"), 3, Source("hidden.a", (1, 2)))
    for word in ("tanh", "sigmoid", "gelu", "elu", "mish"):
        panel.toggle(word)
    assert [word for word, _curve in scene(panel).overlays] == ["sigmoid", "gelu", "elu", "mish"]
    curve = dict(scene(panel).overlays)["gelu"]
    assert any(len(y) == len(curve.f) and (y == curve.f).all() for _x, y in drawn(panel))
    panel.toggle("gelu")
    assert "gelu" not in dict(scene(panel).overlays)
    assert "sigmoid" in panel.spoken()


# -- the pointer


def test_a_click_on_a_dot_explains_its_number(panel: ActivationPanel) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    asked, values = looked(panel), scene(panel).moment.values
    for row in (1, 2):
        z, a = (float(values[f"hidden.{name}"][row, 2]) for name in "za")
        panel.plot.clicked.emit(spot(panel, z, a))
        assert asked.pop() == Source("hidden.a", (row, 2))
    tangent = scene(panel).found.tangent
    assert tangent is not None
    panel.plot.clicked.emit(spot(panel, tangent.z, tangent.slope))
    assert asked.pop() == Source("d.hidden.z", (1, 2))
    panel.plot.clicked.emit(spot(panel, -4.9, 4.9))
    assert asked == []


def test_the_real_mouse_reads_and_clicks(panel: ActivationPanel, qtbot: QtBot) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    asked, tangent = looked(panel), scene(panel).found.tangent
    assert tangent is not None
    at = spot(panel, tangent.z, tangent.a).toPoint()
    view = panel.plot.viewport()
    QTest.mouseMove(view, at - QPoint(40, 40))
    QTest.mouseMove(view, at)
    qtbot.waitUntil(lambda: "example 1: z = " in panel.note())
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at)
    qtbot.waitUntil(lambda: asked == [Source("hidden.a", (1, 2))])


def test_the_legend_goes_when_the_pointer_leaves(panel: ActivationPanel) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    without = picture(panel)
    point(panel, QPointF(300, 100))
    assert panel.marks.legend
    assert picture(panel) != without
    assert "f′ = " in panel.note()
    point(panel, None)
    assert picture(panel) == without


def test_the_readout_is_the_nearest_point_of_the_curve(panel: ActivationPanel) -> None:
    show(panel, activations("tanh"), 1, Source("h.a", (1, 1)))
    point(panel, spot(panel, 1.26, -0.9))
    assert panel.note().split() == ["z", "=", "1.25", "f", "=", "0.8483", "f′", "=", "0.2804"]


def test_the_row_that_is_pointed_at_shows_in_every_panel(panel: ActivationPanel) -> None:
    what = lesson("xor")
    history = show(panel, what, 40, Source("hidden.a", (1, 2)))
    told: list[Source | None] = []
    panel.pointed.connect(told.append)
    values = scene(panel).moment.values
    z, a = (float(values[f"hidden.{name}"][3, 2]) for name in "za")
    point(panel, spot(panel, z, a))
    point(panel, spot(panel, z, a))
    point(panel, None)
    assert told == [Source("hidden.a", (3, 2)), None]
    tick, focus = what.program.end_of(39), Focus(Source("hidden.a", (1, 2)))
    for place, row in ((Source("x", (2, 1)), 2), (Source("hidden.W", (0, 1)), None)):
        panel.show_frame(frame_at(what, history, tick, focus, pointed=place))
        assert panel.marks.row == row
    assert told == [Source("hidden.a", (3, 2)), None]


# -- the keyboard


def test_arrows_go_from_row_to_row_in_the_order_of_z(panel: ActivationPanel) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    z = scene(panel).moment.values["hidden.z"][:, 2]
    order = np.argsort(z, kind="stable").tolist()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for _turn in range(5):
        QTest.keyClick(panel, Qt.Key.Key_Left)
    assert panel.marks.row == order[0]
    seen = [panel.marks.row]
    for _turn in range(3):
        QTest.keyClick(panel, Qt.Key.Key_Right)
        seen.append(panel.marks.row)
    assert seen == order
    assert f"example {order[-1]}: z = " in panel.accessibleDescription()
    asked = looked(panel)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    QTest.keyClick(panel, Qt.Key.Key_Down)
    QTest.keyClick(panel, Qt.Key.Key_Up)
    assert asked == [
        Source("hidden.a", (order[-1], 2)),
        Source("hidden.a", (1, 1)),
        Source("hidden.a", (1, 3)),
    ]
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.marks.row is None


def test_keys_zoom_move_and_bring_all_back(panel: ActivationPanel) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    whole = panel.plot.map
    QTest.keyClick(panel, Qt.Key.Key_Plus)
    near = panel.plot.map
    assert near.x[1] - near.x[0] < whole.x[1] - whole.x[0]
    QTest.keyClick(panel, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert panel.plot.map.x[0] > near.x[0]
    QTest.keyClick(panel, Qt.Key.Key_0)
    assert (panel.plot.map.x, panel.plot.map.y) == (whole.x, whole.y)


# -- softmax


def test_the_bars_of_softmax_are_its_scores_and_shares(panel: ActivationPanel) -> None:
    show(panel, lesson("digits"), 3, Source("output.a", (3, 5)))
    found = scene(panel).found
    assert found.powers is not None
    assert found.z is not None
    assert found.a is not None
    z, a = found.z[3].astype(float), found.a[3]
    np.testing.assert_allclose(found.powers, np.exp(z - z.max()), rtol=1e-12)
    np.testing.assert_allclose(found.powers / found.powers.sum(), a, rtol=1e-5)
    assert f"unit {int(a.argmax())} has the largest output" in title(panel)
    image = picture(panel)
    places = panel._shares.layout(scene(panel), panel.layout_now().plot, LOOK)
    tall = []
    for n, column in enumerate(places.columns):
        x = round(column.left + column.width / 2)
        top = round(places.after.top)
        tall.append(
            sum(
                image.pixelColor(x, y) not in (LOOK.theme.surface, LOOK.theme.edge)
                and image.pixelColor(x, y).saturation() > 40
                for y in range(top, top + round(places.after.height))
            )
        )
        assert n < 10
    assert int(np.argmax(tall)) == int(a.argmax())


def test_a_bar_lights_its_term_and_a_term_its_bar(panel: ActivationPanel) -> None:
    show(panel, lesson("digits"), 3, Source("output.a", (3, 5)))
    plain = picture(panel)
    places = panel._shares.layout(scene(panel), panel.layout_now().plot, LOOK)
    bar = places.columns[2]
    QTest.mouseMove(panel, QPoint(round(bar.left + 5), round(bar.top + 5)))
    assert panel._shares.unit == 2
    lit = picture(panel)
    assert lit != plain
    QTest.mouseMove(panel, panel._shares.terms[2].center().toPoint())
    assert panel._shares.unit == 2
    QTest.mouseMove(panel, panel._shares.terms[4].center().toPoint())
    assert panel._shares.unit == 4
    assert "unit 4" in panel.note()
    asked = looked(panel)
    at = QPoint(round(places.columns[7].left + 5), round(places.after.top + 5))
    QTest.mouseClick(panel, LEFT, Qt.KeyboardModifier.NoModifier, at)
    at.setY(round(places.before.top + 5))
    QTest.mouseClick(panel, LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert asked == [Source("output.a", (3, 7)), Source("output.z", (3, 7))]


# -- for other painters


def test_the_panel_is_painted_as_lines_and_texts_onto_a_vector_picture(
    panel: ActivationPanel,
) -> None:
    show(panel, lesson("xor"), 40, Source("hidden.a", (1, 2)))
    target = QByteArray()
    buffer = QBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(panel.width(), panel.height()))
    panel.others.hide()  # a button is no part of the picture
    with QPainter(generator) as painter:
        panel.render(painter, QPoint())
    svg = bytes(target.data()).decode()
    assert "<image" not in svg
    assert title(panel) in svg
    assert "a = " in svg
    assert svg.count("<path") + svg.count("<polyline") >= 2
