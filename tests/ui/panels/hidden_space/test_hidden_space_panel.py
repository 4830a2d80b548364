"""The hidden space, painted as its view says, carried along by the slider, read and clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone, show
from tests.ui.panels.contract import CHECKS
from tests.ui.runs import LOOK, bursting, lesson, mouse, picture
from tests.visualnn.views.nets import moons, three
from tests.visualnn.views.test_hidden_space import chain
from ui.kit.colours import diverging
from ui.kit.panel_spec import PanelSpec
from ui.kit.plane_image import TINT_SHARE
from ui.panels.hidden_space import PANEL, words
from ui.panels.hidden_space.geometry import StagePlace
from ui.panels.hidden_space.panel import HiddenSpacePanel
from ui.panels.hidden_space.picture import cut_ends, track_of
from ui.session.wishes import LookAt
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.variants import open_variant
from visualnn.tell.frame import frame_at
from visualnn.views.hidden_space import HiddenSpaceView
from visualnn.views.leaning import leanings

LEFT = Qt.MouseButton.LeftButton
CHANNEL_STEPS = 12
"""How far a channel of 0 to 255 may be off: a veil of 200 of 255 lies on white, lines beside it."""


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[HiddenSpacePanel]:
    yield from alone(qtbot, PANEL, HiddenSpacePanel, (620, 420))


def spot(panel: HiddenSpacePanel, row: int) -> QPoint:
    """Where an example is drawn."""
    scene = panel.scene
    assert scene is not None
    spots = panel._picture.spots(scene, panel._stage(scene), panel._map(scene))
    return QPoint(*(round(float(n)) for n in spots[row]))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "make", [three, moons, lambda: chain(2, 1), lambda: chain(1, 1)],
    ids=["three classes", "moons", "two units", "one unit"],
)  # fmt: skip
def test_the_contract_holds_for_other_networks(
    qtbot: QtBot, check: Callable[[QtBot, PanelSpec, Lesson], None], make: Callable[[], Lesson]
) -> None:
    check(qtbot, PANEL, make())


def test_it_is_offered_where_there_is_a_hidden_layer() -> None:
    assert all(PANEL.suits(what) for what in (lesson("xor"), lesson("digits"), moons()))
    assert not PANEL.suits(lesson("logistic"))


@pytest.mark.parametrize("iterations", [0, 150, 999])
@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_the_table_of_the_view_is_what_is_painted(
    panel: HiddenSpacePanel, iterations: int, stage: int
) -> None:
    show(panel, lesson("xor"), iterations)
    scene = panel.scene
    assert scene is not None
    panel.slide(stage)
    table = HiddenSpaceView().table(scene.moment, "points")
    name = scene.space.stages[stage].name
    rows = [row for row in table.rows if row[1] == name]
    plane = panel._map(scene)
    assert len(rows) == 4
    image = picture(panel)
    for _layer, _stage, row, u, v, target, _output in rows:
        assert isinstance(row, int)
        assert isinstance(u, float)
        assert isinstance(v, float)
        assert plane.place(u, v) == pytest.approx(
            tuple(panel._picture.spots(scene, panel._stage(scene), plane)[row]), abs=1e-9
        )
        at = spot(panel, row)
        # two examples may lie on one spot, as silent ones do
        alone = all((spot(panel, n) - at).manhattanLength() > 12 for n in range(4) if n != row)
        wanted = LOOK.theme.positive if target else LOOK.theme.surface
        assert not alone or image.pixelColor(at) == wanted


@pytest.mark.parametrize("iterations", [0, 999])
def test_a_cell_of_the_mesh_has_the_tint_of_what_is_said_there(
    panel: HiddenSpacePanel, iterations: int
) -> None:
    what = lesson("xor")
    show(panel, what, iterations)
    scene = panel.scene
    assert scene is not None
    panel.slide(0)  # here the mesh is the plane itself
    mesh = scene.space.mesh
    assert mesh is not None
    plane, image, scale = panel._map(scene), picture(panel), diverging(LOOK.theme)
    grid = mesh.inputs.reshape(mesh.side, mesh.side, 2)
    said = mesh.outputs.reshape(mesh.side, mesh.side)
    seen = set()
    for i, j in ((2, 5), (5, 2), (8, 8), (14, 7), (7, 15), (18, 18)):
        middle = grid[i : i + 2, j : j + 2].mean(axis=(0, 1))
        mean = np.array([[said[i : i + 2, j : j + 2].mean()]])
        lean = float(leanings(what, mean)[0])
        wanted = scale.colour(lean * TINT_SHARE, 1.0)
        found = image.pixelColor(QPoint(*(round(n) for n in plane.place(*middle))))
        # the veil lets a fifth of the surface through
        veiled = [200 / 255 * c + 55 / 255 * 255 for c in (wanted.red(), wanted.blue())]
        assert np.abs(np.array(veiled) - [found.red(), found.blue()]).max() < CHANNEL_STEPS
        seen.add(lean > 0)
    assert seen == {True, False}


@pytest.mark.parametrize(
    "make", [lambda: lesson("xor"), lambda: chain(2, 1), lambda: chain(2, 1, activation="relu",
    seed=6)], ids=["2-8-1", "2-2-1 tanh", "2-2-1 relu"],
)  # fmt: skip
def test_every_example_of_a_solved_net_lies_on_its_side_of_the_drawn_cut(
    panel: HiddenSpacePanel, make: Callable[[], Lesson]
) -> None:
    what = make()
    show(panel, what, what.iterations)
    scene = panel.scene
    assert scene is not None
    plane = panel._map(scene)
    ends = cut_ends(scene, plane)
    assert ends is not None
    (x0, y0), (x1, y1) = (plane.place(*end) for end in ends)
    if what.name == "xor":
        assert x0 == x1  # upright, exactly
    sides: dict[float, set[bool]] = {}
    for row in range(4):
        at = spot(panel, row)
        turn = (x1 - x0) * (at.y() - y0) - (y1 - y0) * (at.x() - x0)
        sides.setdefault(scene.example(row).target, set()).add(turn > 0)
    assert sides in ({0.0: {True}, 1.0: {False}}, {0.0: {False}, 1.0: {True}})
    assert words.title(scene, panel._stage(scene)) == "A line separates the classes here"
    colour = picture(panel).pixelColor(QPoint(round((x0 + x1) / 2), round((y0 + y1) / 2)))
    assert colour.lightness() < 90  # its edge is smoothed


def test_the_title_counts_what_lies_on_the_wrong_side(panel: HiddenSpacePanel) -> None:
    what = lesson("xor")
    history = show(panel, what, 0)
    told = set()
    for iteration in range(0, 400, 10):
        tick = what.program.start_of(iteration)
        panel.show_frame(frame_at(what, history, tick))
        scene = panel.scene
        assert scene is not None
        values = history.at(tick).values
        hidden = np.maximum(what.data.x @ values["hidden.W"] + values["hidden.b"], 0)
        z = (hidden @ values["output.W"] + values["output.b"])[:, 0]
        lying = np.abs(1 / (1 + np.exp(-z)) - 0.5) < 0.00005  # is printed as 0.5000
        wrong = int((((z > 0) != (what.data.t[:, 0] > 0)) & ~lying).sum())
        title = words.title(scene, panel._stage(scene))
        if lying.any():
            lie = f"{wrong} of 4 examples lie on the wrong side, {lying.sum()} on the line"
            assert title == lie
        elif wrong:
            assert title == f"{wrong} of 4 examples lie on the wrong side of the line"
        else:
            assert title == "A line separates the classes here"
        told.add(title)
    assert len(told) > 1


def test_between_two_stops_is_a_mixture_and_says_so(panel: HiddenSpacePanel) -> None:
    show(panel, lesson("xor"), 200)
    scene = panel.scene
    assert scene is not None
    panel.slide(2.5)
    place = panel._stage(scene)
    assert "mixture" in panel.spoken()
    assert words.axes(scene, place) == ("", "")
    spots = panel._picture.spots(scene, place, panel._map(scene))
    half = (scene.space.stages[2].points + scene.space.stages[3].points) / 2
    plane = panel._map(scene)
    for row, (u, v) in enumerate(half):
        assert tuple(spots[row]) == pytest.approx(plane.place(u, v))
    panel.slide(2.0)
    assert "mixture" not in panel.spoken()


def test_no_line_is_said_of_what_is_no_cut(panel: HiddenSpacePanel) -> None:
    show(panel, three(), 40)
    scene = panel.scene
    assert scene is not None
    assert cut_ends(scene, panel._map(scene)) is None
    assert "No line: more than one unit reads h" in panel.spoken()


# -- pointer and keys


def test_the_pointer_reads_an_example_and_tells_the_other_panels(panel: HiddenSpacePanel) -> None:
    show(panel, lesson("xor"), 200)
    told: list[object] = []
    panel.pointed.connect(told.append)
    mouse(panel, QEvent.Type.MouseMove, spot(panel, 3))
    scene = panel.scene
    assert scene is not None
    assert "example 3: target 0" in panel._note(scene)
    panel.leaveEvent(QEvent(QEvent.Type.Leave))
    assert told == [Source("data.x", (3, 0)), None]
    assert "example 3" not in panel._note(scene)


def test_an_example_pointed_at_elsewhere_is_ringed_here(panel: HiddenSpacePanel) -> None:
    what = lesson("xor")
    history = show(panel, what, 200)
    before = picture(panel)
    frame = frame_at(what, history, what.program.end_of(199), pointed=Source("data.x", (2, 1)))
    panel.show_frame(frame)
    scene = panel.scene
    assert scene is not None
    pointed = [scene.pointed]
    panel.show_frame(replace(frame, pointed=Source("data.x", (9, 1))))  # of a run with more
    pointed.append(scene.pointed)
    assert pointed == [2, None]
    panel.show_frame(frame)
    assert picture(panel) != before


def test_a_click_on_an_example_looks_at_it(panel: HiddenSpacePanel) -> None:
    show(panel, lesson("xor"), 200)
    wishes: list[object] = []
    panel.wished.connect(wishes.append)
    QTest.mouseClick(panel, LEFT, pos=spot(panel, 2))
    assert wishes == [LookAt(Source("output.a", (2, 0)))]


def test_the_slider_is_dragged(panel: HiddenSpacePanel) -> None:
    show(panel, lesson("xor"), 200)
    scene = panel.scene
    assert scene is not None
    track, places = track_of(scene, panel._layout()), panel._layout()
    middle = round(places.track.top + 10)
    QTest.mousePress(panel, LEFT, pos=QPoint(round(track.x(1)) + 2, middle))
    assert panel.place == 1.0
    mouse(panel, QEvent.Type.MouseMove, QPoint(round((track.x(1) + track.x(2)) / 2), middle))
    assert panel.place == pytest.approx(1.5, abs=0.01)
    QTest.mouseRelease(panel, LEFT, pos=QPoint(round(track.x(2)), middle))
    mouse(panel, QEvent.Type.MouseMove, QPoint(round(track.x(0)), middle))
    assert panel.place == pytest.approx(1.5, abs=0.01)


def test_keys_walk_along_the_way_and_the_examples(panel: HiddenSpacePanel) -> None:
    show(panel, lesson("xor"), 200)
    wishes: list[object] = []
    panel.wished.connect(wishes.append)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    assert panel.place == 2.75
    QTest.keyClick(panel, Qt.Key.Key_PageUp)
    assert panel.place == 2.0
    QTest.keyClick(panel, Qt.Key.Key_Home)
    assert panel.place == 0.0
    QTest.keyClick(panel, Qt.Key.Key_End)
    assert panel.place == 3.0
    for _n in range(2):
        QTest.keyClick(panel, Qt.Key.Key_Down)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert wishes == [LookAt(Source("output.a", (1, 0)))]


def test_a_slider_at_its_end_stays_there_in_a_deeper_layer(panel: HiddenSpacePanel) -> None:
    show(panel, moons(), 20, Source("h.a", (0, 1)))
    assert panel.scene is not None
    first = panel.place
    assert first == len(panel.scene.space.stages) - 1
    for place in (first - 1, first):
        panel.slide(place)
        assert panel.place == place
    show(panel, moons(), 20, Source("h2.a", (0, 1)))
    assert panel.place == len(panel.scene.space.stages) - 1 > first
    panel.slide(first)
    show(panel, moons(), 21, Source("h2.a", (0, 1)))
    assert panel.place == first


# -- trouble


@pytest.mark.parametrize("iterations", [1, 3, 40])
def test_a_run_that_diverged_says_so(panel: HiddenSpacePanel, iterations: int) -> None:
    show(panel, bursting(), iterations)
    picture(panel)
    scene = panel.scene
    assert scene is not None
    if not scene.finite:
        assert words.title(scene, StagePlace(3, 0.0)).endswith("no longer finite")
        assert "No line" not in panel.spoken()
        seen = {
            picture(panel).pixelColor(QPoint(300, 150) + QPoint(x, y)).name()
            for x in range(9)
            for y in range(9)
        }
        assert seen == {LOOK.theme.not_finite.name(), LOOK.theme.surface.name()}
    panel.slide(1.5)
    picture(panel)


# -- two units as the axes -------------------------------------------------------------------------


def wide() -> Lesson:
    """A hidden layer of four units, so that two of them are a choice."""
    return chain(4, 1)


def chosen(panel: HiddenSpacePanel) -> tuple[int, int] | None:
    return panel.units


def has_line(panel: HiddenSpacePanel) -> bool:
    return panel.scene is not None and panel.scene.space.line is not None


def test_two_units_are_the_axes_on_wish(panel: HiddenSpacePanel) -> None:
    show(panel, wide(), 20)
    scene = panel.scene
    assert scene is not None
    assert has_line(panel)
    QTest.keyClick(panel, Qt.Key.Key_5)
    assert chosen(panel) == (0, 1)
    assert not has_line(panel)
    values = scene.frame.values
    stage = StagePlace.at(panel.place, len(scene.space.stages))
    assert words.axes(scene, stage) == ("h0.a[·,0]", "h0.a[·,1]")
    table = scene.space.stages[-1].points
    again = forward_by_hand(values)
    np.testing.assert_allclose(table, again[:, [0, 1]], rtol=1e-12)
    QTest.keyClick(panel, Qt.Key.Key_6)
    assert chosen(panel) == (2, 1)  # never the same twice
    QTest.keyClick(panel, Qt.Key.Key_7)
    assert chosen(panel) == (2, 3)
    np.testing.assert_allclose(scene.space.stages[-1].points, again[:, [2, 3]], rtol=1e-12)
    spoken = panel.spoken()
    assert "to the right: h0.a[·,2]" in spoken
    assert "upward: h0.a[·,3]" in spoken
    assert "all of its 4 units" in spoken
    panel.slide(1)
    assert words.axes(scene, panel._stage(scene))[0].endswith("[·,2]")
    QTest.keyClick(panel, Qt.Key.Key_5)
    assert chosen(panel) is None
    assert has_line(panel)


def forward_by_hand(values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """The layer's output for all examples, by its formula."""
    return np.tanh(values["data.x"] @ values["h0.W"] + values["h0.b"])


def test_units_are_chosen_with_the_mouse(panel: HiddenSpacePanel) -> None:
    show(panel, wide(), 20)
    choice = panel.choice
    assert choice.button.isVisible()
    assert not any(each.isVisible() for each in choice.lists)
    QTest.mouseClick(choice.button, LEFT)
    assert chosen(panel) == (0, 1)
    assert all(each.isVisible() for each in choice.lists)
    choice.lists[1].setCurrentIndex(3)
    choice.lists[1].activated.emit(3)
    assert chosen(panel) == (0, 3)
    choice.lists[0].activated.emit(3)  # the two change places
    assert chosen(panel) == (3, 0)
    assert [each.accessibleName() for each in choice.lists] == ["unit to the right", "unit upward"]
    places = panel._layout()
    for each in choice.lists:
        assert each.geometry().bottom() <= places.plot.top
    assert choice.button.geometry().left() >= places.title.right
    QTest.mouseClick(choice.button, LEFT)
    assert chosen(panel) is None


def test_a_layer_of_two_units_leaves_no_choice(panel: HiddenSpacePanel) -> None:
    show(panel, chain(2, 1), 20)
    assert not panel.choice.button.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_5)
    assert chosen(panel) is None
    show(panel, wide(), 20)
    assert panel.choice.button.isVisible()


def test_examples_that_all_lie_on_the_line_are_still_of_their_classes(
    panel: HiddenSpacePanel,
) -> None:
    """Without ReLU two units answer one half to every row."""
    what = open_variant(lesson("two-units"), "without-relu")
    history = show(panel, what, what.iterations - 1)
    panel.show_frame(frame_at(what, history, what.last_tick))
    scene = panel.scene
    assert scene is not None
    assert scene.decides
    place = panel._stage(scene)
    title = "0 of 4 examples lie on the wrong side, 4 on the line"
    assert words.title(scene, place) == title
