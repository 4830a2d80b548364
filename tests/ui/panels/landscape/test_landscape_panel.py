"""The landscape, drawn as its view says, read, clicked and gone about by keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone
from tests.ui.runs import LOOK, lesson, looked, picture
from ui.kit import paint
from ui.kit.output import svg
from ui.kit.theme import Text
from ui.panels import PANELS
from ui.panels.landscape import PANEL
from ui.panels.landscape.arrows import drawn_arrows, hollow_arrow
from ui.panels.landscape.legend import key_pixels
from ui.panels.landscape.panel import LandscapePanel
from ui.panels.landscape.scene import LandscapeScene
from ui.panels.landscape.words import (
    energy_words,
    magnifier_titles,
    place_note,
    standing_words,
    times_words,
    update_words,
)
from ui.plot.ground import MARK_PIXELS
from ui.session.wishes import Lead, ReturnRates, SearchRates, Seek, StartAt, Wish
from visualnn.company.companion_run import PastRun
from visualnn.company.company import Company, company_of
from visualnn.expr import Source
from visualnn.figures import compact
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.lesson.variants import open_variant
from visualnn.ops.functions import FUNCTIONS
from visualnn.optimizers import KINDS
from visualnn.race.fairness import FairnessRule
from visualnn.run.history import Edit, History
from visualnn.tell.frame import Frame, frame_at
from visualnn.text import use_language
from visualnn.views.landscape import STEP, LandscapeView
from visualnn.views.moments import moment_of
from visualnn.views.update_pieces import GRADIENT, MOMENTUM


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[LandscapePanel]:
    yield from alone(qtbot, PANEL, LandscapePanel, (900, 560))


def walk(start: object = (0.5, 0.6), kind: str = "ravine", **more: object) -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": "walk",
            "title": {"en": "A walk", "ko": "산책"},
            "epochs": 12,
            "function": {"kind": kind, "start": start},
            "optimizer": {"kind": "momentum", "lr": 0.03},
            **more,
        }
    )


class Walk:
    """A lesson with its company, whose frames are shown."""

    def __init__(self, panel: LandscapePanel, what: Lesson) -> None:
        self.panel, self.lesson = panel, what
        self.history = History(what.program, what.start)
        self.company: Company = company_of(what)
        self.wishes: list[Wish] = []
        panel.wished.connect(self.wishes.append)

    def frame(self, tick: int) -> Frame:
        program = self.lesson.program
        self.company.run_to(self.history, program.locate(tick).iteration)
        self.company.stand(program, tick, lambda: False)
        return frame_at(
            self.lesson,
            self.history,
            tick,
            company=self.company.runs,
            leader=self.company.leader,
        )

    def show(self, tick: int) -> LandscapeScene:
        self.panel.show_frame(self.frame(tick))
        self.panel.grab()
        assert self.panel.scene is not None
        return self.panel.scene

    def after(self, name: str, iteration: int) -> int:
        """The tick after a name is written in an iteration."""
        done = self.lesson.program.done_after(name, iteration)
        assert done is not None
        return self.lesson.program.start_of(iteration) + done


def viewport(panel: LandscapePanel, x: float, y: float) -> QPoint:
    place = panel.plot.map
    return QPoint(round(place.across(x)), round(place.up(y)))


def click(panel: LandscapePanel, at: QPoint) -> None:
    QTest.mouseMove(panel.plot.viewport(), at)
    QApplication.processEvents()
    QTest.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QApplication.processEvents()


# -- what is drawn


@pytest.mark.parametrize("kind", KINDS)
def test_arrows_lie_tip_to_tail_and_end_where_the_walker_lands(
    panel: LandscapePanel, kind: str
) -> None:
    made = Walk(panel, walk(optimizer={"kind": kind, "lr": 0.02, "weight_decay": 0.1}))
    names = [line.writes for line in made.lesson.program.closing]
    for iteration in (0, 3):
        start = made.lesson.program.start_of(iteration)
        seen = 0
        for n in range(len(names) + 1):
            scene = made.show(start + n)
            if n == 0:
                continue  # the end of the iteration before
            moment = moment_of(made.frame(start + n))
            told = {row[1]: row[2:] for row in LandscapeView().table(moment, "arrows").rows}
            (update,) = scene.updates or (None,)
            if update is None:
                assert all(row == (None, None) for row in told.values())
                continue
            assert len(update.arrows) >= seen  # what is drawn stays
            seen = len(update.arrows)
            place = update.start
            for piece, tail, tip in update.arrows:
                assert tail == place
                assert (tip[0] - tail[0], tip[1] - tail[1]) == pytest.approx(told[piece.name])
                place = tip
            assert (update.step is None) == (told[STEP] == (None, None))
            if update.step is not None:
                after = made.history.at(start + n).values["w"]
                np.testing.assert_allclose(place, after, rtol=0, atol=1e-14)
                assert update.landing is None
            elif update.landing is not None:
                will = made.history.at(made.lesson.program.end_of(iteration)).values["w"]
                np.testing.assert_allclose(update.landing, will, rtol=0, atol=1e-14)


def test_back_and_forth_is_the_same_picture(panel: LandscapePanel) -> None:
    made = Walk(panel, lesson("trajectories"))
    ticks = [made.after("d.w", 2), made.after("w", 2), made.after("d.w", 9)]
    seen = {}
    for tick in ticks:
        made.show(tick)
        seen[tick] = picture(panel)
    for tick in reversed(ticks):
        made.show(tick)
        assert picture(panel) == seen[tick]
    assert seen[ticks[0]] != seen[ticks[1]]


def test_every_run_of_the_company_is_on_the_ground_with_its_own_way(
    panel: LandscapePanel,
) -> None:
    made = Walk(panel, open_named("trajectories"))
    tick = made.after("w", 7)
    scene = made.show(tick)
    assert [each.run.id for each in scene.runs] == [
        "lesson", *(variant.id for variant in made.lesson.variants)
    ]  # fmt: skip
    for each in scene.runs:
        opened = made.lesson if each.run.id == "lesson" else open_variant(made.lesson, each.run.id)
        history = History(opened.program, opened.start)
        places = [history.at(opened.program.start_of(n)).values["w"] for n in range(9)]
        np.testing.assert_array_equal(each.ways[0].places, places)
    assert [each.place for each in scene.standings] == list(range(1, 12))
    assert len(panel.table.rows) == 11
    assert "Same rate for all: 0.09." in panel.spoken()


def test_a_run_that_has_left_is_drawn_until_it_did(panel: LandscapePanel) -> None:
    made = Walk(panel, open_named("trajectories"))
    scene = made.show(made.after("w", 30))
    gone = scene.run_of("nesterov")
    assert gone is not None
    assert len(scene.drawn_places(gone, gone.ways[0])) == 7
    assert len(gone.ways[0].places) == 32
    assert scene.plane.largest[1] < 10


def test_both_axes_have_one_scale_and_contours_follow_the_sight(panel: LandscapePanel) -> None:
    made = Walk(panel, walk())
    scene = made.show(made.after("w", 2))
    place = panel.plot.map
    unit = place.box.width / (place.x[1] - place.x[0])
    assert unit == pytest.approx(place.box.height / (place.y[1] - place.y[0]), rel=1e-6)
    before = scene.relief
    assert before is not None
    assert before.plane.least == (place.x[0], place.y[0])
    panel.plot.zoom(3)
    QApplication.processEvents()
    after = scene.relief
    assert after is not None
    assert after.plane.least[0] > before.plane.least[0]
    heights = FUNCTIONS["ravine"].compute("forward", after.plane.points(2))
    corners = after.heights[[0, 0, -1, -1], [0, -1, 0, -1]]
    np.testing.assert_allclose(corners, heights, rtol=1e-12)
    panel.plot.show_all()


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_every_function_has_a_ground(panel: LandscapePanel, kind: str) -> None:
    start = [0.5, 0.6][: FUNCTIONS[kind].dimension]
    made = Walk(panel, walk(start, kind, optimizer={"kind": "adam", "lr": 0.05}))
    pictures = []
    for tick in (0, made.after("L", 3), made.lesson.last_tick):
        made.show(tick)
        pictures.append(picture(panel))
        assert panel.spoken()
    assert pictures[0] != pictures[1]


def wells(panel: LandscapePanel, optimizer: str = "momentum", lr: float = 0.02) -> Walk:
    """A walker on the double well."""
    return Walk(panel, walk([1.6], "double_well", optimizer={"kind": optimizer, "lr": lr}))


def test_on_a_curve_a_walker_stands_on_it_and_the_tangent_touches(panel: LandscapePanel) -> None:
    made, ground = wells(panel), FUNCTIONS["double_well"]
    scene = made.show(0)
    for name, is_known in (("L", False), ("d.w", True), ("w", True)):
        scene = made.show(made.after(name, 2))
        (way,) = scene.runs[0].ways
        np.testing.assert_array_equal(way.drawn[:, 0], way.places[:, 0])
        np.testing.assert_array_equal(way.drawn[:, 1], ground.compute("forward", way.places))
        assert len(scene.tangents) == is_known
        for tangent in scene.tangents:
            assert (tangent.place, tangent.height) == tuple(way.drawn[2])
            slope = ground.compute("grad_w", np.array(1.0), way.places[2])
            assert tangent.slope == pytest.approx(float(slope[0]), rel=1e-12)
    assert scene.relief is None
    assert scene.profile is not None
    np.testing.assert_array_equal(
        scene.profile.heights, ground.compute("forward", scene.profile.places[:, None])
    )
    (way,) = scene.runs[0].ways
    (low, least), (high, most) = zip(*scene.sight, strict=True)
    assert low < -1.03 < 1.6 < high
    assert least < float(ground.lowest_height or 0.0) < way.heights[0] < most


def test_on_a_curve_the_arrows_lie_in_lanes_and_lead_back_to_it(panel: LandscapePanel) -> None:
    made = wells(panel)
    scene = made.show(made.after("v.w", 3))
    (update,) = scene.updates
    landing = scene.landing_of(update)
    assert landing is not None
    ahead = made.history.at(made.after("w", 3)).values["w"]
    assert landing[0] == pytest.approx(float(ahead[0]), rel=1e-14)
    assert landing[1] == scene.height_at(landing[0], 0.0)
    drawn = drawn_arrows(update, panel.plot.map.pixel, LOOK)
    assert [piece.name for piece, _tail, _tip in drawn] == [GRADIENT, MOMENTUM]
    (_g, tail, tip), (_m, other_tail, other_tip) = drawn
    assert tail.y() == tip.y() < other_tail.y() == other_tip.y()
    assert other_tail.x() == tip.x()
    assert other_tip.x() == pytest.approx(panel.plot.map.across(landing[0]))
    found = looked(panel)
    for end in (tip, other_tip):
        click(panel, end.toPoint())
    assert found == [Source("d.w", (0,)), Source("v.w", (0,))]


def test_a_curve_is_told_in_one_number(panel: LandscapePanel) -> None:
    made = wells(panel, "adam")
    made.show(made.after("w", 2))
    said = panel.spoken()
    assert "Double well" in said
    assert "w = 1.5" in said
    assert "(" not in panel.note()
    place = panel.plot.map
    at = QPoint(round(place.across(-0.5)), round(place.box.top + 20))
    QTest.mouseMove(panel.plot.viewport(), at)
    QApplication.processEvents()
    (x,) = panel.starting.place_at(QPointF(at)) or (0.0,)
    assert x == pytest.approx(place.x_at(at.x()), abs=0.01)
    height = FUNCTIONS["double_well"].compute("forward", np.array([x]))
    assert panel.note() == place_note((x,), float(height), is_start=True)


def test_several_starts_each_have_a_way_and_no_race(panel: LandscapePanel) -> None:
    made = Walk(panel, walk([[0.5, 0.6], [-1.0, 0.25]]))
    scene = made.show(made.after("w", 4))
    assert [len(way.places) for way in scene.runs[0].ways] == [6, 6]
    assert scene.standings == ()
    assert len(scene.updates) == 2
    assert "2 walkers" in panel.spoken()


def test_numbers_that_are_no_longer_finite_are_told(panel: LandscapePanel) -> None:
    made = Walk(panel, walk(kind="beale", optimizer={"kind": "sgd", "lr": 50.0}))
    for iteration in range(12):
        made.show(made.after("w", iteration))
    assert "no longer finite" in panel.spoken()


def test_an_edited_start_begins_the_way(panel: LandscapePanel) -> None:
    made = Walk(panel, walk())
    made.history.edit(Edit(0, Source("w", (1,)), 0.01))
    scene = made.show(made.after("w", 1))
    assert scene.runs[0].ways[0].places[0].tolist() == [0.5, 0.01]


def test_a_small_update_is_enlarged_by_a_round_factor(panel: LandscapePanel) -> None:
    made = Walk(panel, walk(optimizer={"kind": "sgd", "lr": 0.001}))
    made.show(made.after("d.w", 2))
    inset = panel.marks.insets.magnifier
    assert inset is not None
    assert f"{inset.factor:e}"[0] in "125"
    made = Walk(panel, walk(optimizer={"kind": "sgd", "lr": 0.1}))
    made.show(made.after("d.w", 0))
    assert panel.marks.insets.magnifier is None


def test_what_is_written_into_a_file_is_text_and_lines(panel: LandscapePanel) -> None:
    Walk(panel, walk()).show(9)
    written = svg(panel).decode()
    assert "minimum" in written
    assert written.count("<polyline") > 5


# -- the pointer


def test_the_tip_of_an_arrow_is_a_door_to_its_number(panel: LandscapePanel) -> None:
    made = Walk(panel, walk(optimizer={"kind": "momentum", "lr": 0.03}))
    found = looked(panel)
    scene = made.show(made.after("v.w", 2))
    (update,) = scene.updates
    for _piece, _tail, tip in update.arrows:
        click(panel, viewport(panel, *tip))
    assert found == [Source("d.w", (0,)), Source("v.w", (0,))]
    scene = made.show(made.after("w", 2))
    click(panel, viewport(panel, *scene.updates[0].arrows[-1][2]))
    assert found[-1] == Source("w", (0,))


def test_a_click_on_the_way_goes_there_and_on_another_lets_it_lead(
    panel: LandscapePanel,
) -> None:
    made = Walk(panel, open_named("trajectories"))
    scene = made.show(made.after("w", 9))
    leading, other = scene.leading, scene.run_of("momentum")
    assert leading is not None
    assert other is not None
    click(panel, viewport(panel, *leading.ways[0].places[3].tolist()))
    assert made.wishes == [Seek(made.lesson.program.start_of(3), leaves=True)]
    click(panel, viewport(panel, *other.ways[0].places[5].tolist()))
    assert made.wishes[1:] == [Lead("momentum")]


def test_a_row_of_the_standings_lets_its_run_lead(panel: LandscapePanel) -> None:
    made = Walk(panel, open_named("trajectories"))
    made.show(made.after("w", 9))
    row = next(row for row in panel.table.rows if row.run.id == "adam")
    at = QPoint(round(row.box.left + 30), round(row.box.top + row.box.height / 2))
    QTest.mouseMove(panel, at)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=at)
    assert made.wishes[-1] == Lead("adam")
    assert panel.table.row_at(QPointF(2, 2)) is None


def test_the_line_below_reads_the_place_under_the_pointer(panel: LandscapePanel) -> None:
    made = Walk(panel, walk())
    scene = made.show(made.after("w", 3))
    way = scene.runs[0].ways[0]
    QTest.mouseMove(panel.plot.viewport(), viewport(panel, *way.places[2].tolist()))
    QApplication.processEvents()
    assert "after 2 updates" in panel.note()
    corner = panel.plot.map
    QTest.mouseMove(
        panel.plot.viewport(), QPoint(round(corner.box.left + 30), round(corner.box.top + 30))
    )
    QApplication.processEvents()
    assert panel.note().startswith("w = (")


# -- the start in the hand


class Hand:
    """What a panel asks of the start while it is pulled."""

    def __init__(self, panel: LandscapePanel) -> None:
        self.pulled: list[tuple[float, ...]] = []
        self.kept: list[bool] = []
        panel.start_pulled.connect(self.pulled.append)
        panel.let_go.connect(self.kept.append)


def empty(panel: LandscapePanel) -> QPoint:
    """A pixel near the upper left corner of the plot, where nothing is."""
    box = panel.plot.map.box
    return QPoint(round(box.left + 24), round(box.top + 18))


@pytest.mark.parametrize("start", [[0.5, 0.6], [0.5]])
def test_a_click_on_the_ground_lets_all_start_there(
    panel: LandscapePanel, start: list[float]
) -> None:
    kind = "ravine" if len(start) == 2 else "double_well"
    made = Walk(panel, walk(start, kind))
    made.show(made.after("w", 3))
    at = empty(panel)
    click(panel, at)
    (wish,) = made.wishes
    assert isinstance(wish, StartAt)
    place = panel.plot.map
    meant = (place.x_at(at.x()), place.y_at(at.y()))[: len(start)]
    pixel = (
        (place.x[1] - place.x[0]) / place.box.width,
        (place.y[1] - place.y[0]) / place.box.height,
    )
    for told, wanted, one in zip(wish.start, meant, pixel, strict=False):
        assert abs(told - wanted) <= one
        assert len(repr(told)) < 8
    assert "click: all start here" in panel.note()
    QTest.mouseMove(panel.plot.viewport(), at + QPoint(3, 3))
    QApplication.processEvents()
    assert panel.plot.viewport().cursor().shape() == Qt.CursorShape.CrossCursor


def test_several_walkers_have_no_start_to_move(panel: LandscapePanel) -> None:
    made = Walk(panel, walk([[0.5, 0.6], [-1.0, 0.25]]))
    made.show(made.after("w", 3))
    click(panel, empty(panel))
    assert made.wishes == []
    assert "click" not in panel.note()


def test_the_start_is_dragged_and_the_plot_stands_still(panel: LandscapePanel) -> None:
    made, hand = Walk(panel, walk()), Hand(panel)
    made.show(made.after("w", 3))
    sight, port = panel.plot.map, panel.plot.viewport()
    begin, end = viewport(panel, 0.5, 0.6), viewport(panel, 0.9, -0.3)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(port, end)
    QApplication.processEvents()
    assert hand.pulled[-1] == pytest.approx((0.9, -0.3), abs=0.02)
    assert "Esc" in panel.note()
    assert panel.plot.map == sight
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    assert hand.kept == [True]
    assert made.wishes == []
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(port, end)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    count = len(hand.pulled)
    QTest.mouseMove(port, begin)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=begin)
    assert hand.kept == [True, False]
    assert len(hand.pulled) == count


def test_keys_move_the_start_until_enter_or_escape(panel: LandscapePanel) -> None:
    made, hand = Walk(panel, walk()), Hand(panel)
    made.show(made.after("w", 3))
    ctrl = Qt.KeyboardModifier.ControlModifier
    for key, end in ((Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)):
        QTest.keyClick(panel, Qt.Key.Key_Right, ctrl)
        QTest.keyClick(panel, Qt.Key.Key_Right, ctrl)
        first, second = hand.pulled[-2:]
        assert 0.5 < first[0] < second[0]
        assert first[1] == second[1] == 0.6
        QTest.keyClick(panel, Qt.Key.Key_Down, ctrl)
        assert hand.pulled[-1][0] == second[0]
        assert hand.pulled[-1][1] < 0.6
        assert panel.holds_something
        QTest.keyClick(panel, key)
        assert hand.kept[-1] is end
        assert not panel.holds_something


def test_ways_from_a_pulled_start_are_painted_in_the_place_of_the_runs(
    panel: LandscapePanel,
) -> None:
    made = Walk(panel, open_named("trajectories"))
    frame = made.frame(made.after("w", 9))
    panel.show_frame(frame)
    sight = panel.plot.map
    ahead = {run.id: np.full((4, 2), 0.25) for run in frame.runs}
    panel.show_frame(replace(frame, ahead=ahead))
    panel.grab()
    assert panel.scene is not None
    for each in panel.scene.runs:
        np.testing.assert_array_equal(each.ways[0].places, ahead[each.run.id])
    assert panel.scene.updates == ()
    assert panel.plot.map == sight
    panel.show_frame(frame)
    assert len(panel.scene.runs[0].ways[0].places) == 11


# -- the rule of the race


def test_the_rule_is_that_of_the_rates_that_the_runs_really_have(panel: LandscapePanel) -> None:
    made = Walk(panel, open_named("trajectories"))
    made.show(made.after("w", 5))
    assert "Same rate for all: 0.09." in panel.spoken()
    made.history.edit(Edit(0, Source("lr"), 0.05))
    made.show(made.after("w", 5))
    assert "Not the same rate for all: SGD, changed 0.05, Momentum 0.09" in panel.spoken()
    made.history.undo()
    made.history.edit(Edit(made.lesson.program.start_of(3), Source("lr"), 0.05))
    made.show(made.after("w", 1))
    assert "Same rate for all: 0.09." in panel.spoken()
    made.show(made.after("w", 5))
    assert "Not the same rate all the way" in panel.spoken()


def test_the_rule_is_a_door_to_the_best_rates_and_back(panel: LandscapePanel) -> None:
    panel.resize(1000, 700)
    walk_of = Walk(panel, open_named("trajectories"))
    walk_of.show(walk_of.after("w", 5))
    wished = []
    for searched in ((), (0.1, 0.2)):
        for name in (walk_of.company.leader.id, *walk_of.company.runs):
            walk_of.company.tell_searched(name, searched)
        scene = walk_of.show(walk_of.after("w", 5))
        assert scene.fairness is not None
        wished.append(scene.fairness.rule)
        door = panel.table.door
        assert door is not None
        assert panel.table.rule[-1][0].bottom <= door[0].top
        middle = QPoint(round(door[0].left + 5), round(door[0].top + door[0].height / 2))
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle)
        QTest.keyClick(panel, Qt.Key.Key_B)
    assert wished == [FairnessRule.SAME, FairnessRule.BEST]
    assert walk_of.wishes == [SearchRates(), SearchRates(), ReturnRates(), ReturnRates()]


def test_the_way_before_a_change_of_all_runs_is_drawn_faintly(panel: LandscapePanel) -> None:
    walk_of = Walk(panel, open_named("trajectories"))
    tick = walk_of.after("w", 5)
    walk_of.show(tick)
    plain = picture(panel)
    past = PastRun({}, {"w": np.array([[-4.0, 1.5], [-3.0, -1.0], [-2.0, 1.0], [0.0, 0.5]])})
    walk_of.company.tell_past({"adam": past})
    scene = walk_of.show(tick)
    run = scene.run_of("adam")
    assert run is not None
    assert run.past is not None
    assert run.past.tolist() == past.trails["w"].tolist()
    assert picture(panel) != plain
    scene = walk_of.show(walk_of.after("w", 1))
    run = scene.run_of("adam")
    assert run is not None
    assert run.past is not None
    assert len(run.past) == len(run.ways[0].places) == 3
    walk_of.company.tell_past({})
    walk_of.show(tick)
    assert picture(panel) == plain


def test_one_run_that_is_another_by_now_makes_the_race_unequal(panel: LandscapePanel) -> None:
    walk_of = Walk(panel, open_named("trajectories"))
    walk_of.show(walk_of.after("w", 5))
    for name in walk_of.company.runs:
        walk_of.company.tell_searched(name, (0.1, 0.2))
    scene = walk_of.show(walk_of.after("w", 5))
    assert scene.fairness is not None
    assert scene.fairness.rule is FairnessRule.SAME  # the leading one was not searched


def test_schedules_are_no_race_at_one_rate(panel: LandscapePanel) -> None:
    made = Walk(panel, open_named("schedules"))
    made.show(made.after("w", 5))
    assert "Not the same rate all the way" in panel.spoken()


# -- the time of an update


def test_measured_times_stand_in_the_standings_and_are_heard(panel: LandscapePanel) -> None:
    made = Walk(panel, open_named("trajectories"))
    tick = made.lesson.last_tick
    made.show(tick)
    assert "µs" not in panel.spoken()
    for number, name in enumerate((made.company.leader.id, *made.company.runs), 1):
        made.company.tell_update_seconds(name, number * 1e-5)
    scene = made.show(tick)
    assert times_words(scene).startswith("Measured on this computer")
    assert times_words(scene) in panel.spoken()
    by_id = {each.id: each for each in scene.standings}
    own = by_id[made.company.leader.id]
    assert own.reached == 88
    # 88 updates of 10 µs each
    assert standing_words(own, 1e-5) == "at 88: 0.880 ms"
    assert standing_words(own) == "there at 88"
    far = by_id["adagrad"]
    assert far.distance is not None
    assert standing_words(far, 1e-5, away=True) == f"{compact(far.distance)} away"
    assert standing_words(far, 1e-5) == ""
    painted = re.sub(r"<[^>]+>", " ", svg(panel).decode())
    assert "µs each" in painted
    assert "at 88: 0.880 ms" in painted


def test_a_schedule_shows_the_step_at_the_first_rate_hollow(panel: LandscapePanel) -> None:
    made = Walk(panel, open_variant(open_named("schedules"), "cosine"))
    scene = made.show(made.after("w", 60))
    (update,) = scene.updates
    assert update.step is not None
    assert update.at_first_rate is not None
    now = made.history.at(made.after("w", 60)).values
    for first, step in zip(update.at_first_rate, update.step, strict=True):
        assert first == pytest.approx(step * 0.09 / float(now["lr"]), rel=1e-9)
    assert "at the first rate" in panel.note()
    assert hollow_arrow(update, panel.plot.map.pixel, LOOK) is not None


@pytest.mark.parametrize(("kind", "is_told"), [("adam", True), ("sgd", False)])
def test_what_adam_divides_by_has_an_inset(panel: LandscapePanel, kind: str, is_told: bool) -> None:
    made = Walk(panel, walk(optimizer={"kind": kind, "lr": 0.05}))
    scene = made.show(made.after("w", 3))
    picture(panel)
    (update,) = scene.updates
    assert (update.size is not None) == is_told
    assert (panel.marks.insets._sizes_box is not None) == is_told


# -- the keyboard


def test_keys_go_along_a_way_and_from_run_to_run(panel: LandscapePanel) -> None:
    made = Walk(panel, open_named("trajectories"))
    made.show(made.after("w", 9))
    QTest.keyClick(panel, Qt.Key.Key_Left)
    assert "A SGD" in panel.note()
    assert "after 9 updates" in panel.note()
    QTest.keyClick(panel, Qt.Key.Key_Down)
    assert "B Momentum" in panel.note()
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert made.wishes[-1] == Lead("momentum")
    QTest.keyClick(panel, Qt.Key.Key_Up)
    found = looked(panel)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    QTest.keyClick(panel, Qt.Key.Key_7)
    assert found == [Source("w", (0,)), Source("d.w", (0,))]
    assert panel.holds_something
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.holds_something


# -- the window


def test_a_lesson_on_a_function_is_offered_no_network() -> None:
    offered = [spec.name for spec in PANELS if spec.suits(walk())]
    assert "network" not in offered
    assert offered.index("landscape") >= 0
    assert "landscape" not in [spec.name for spec in PANELS if spec.suits(lesson("xor"))]


def test_the_line_below_tells_the_step_and_not_the_gradient(panel: LandscapePanel) -> None:
    what = walk((-3.0, 2.0), "bowl", optimizer={"kind": "sgd", "lr": 0.3})
    shown = Walk(panel, what)
    (update,) = shown.show(shown.after("w", 0)).updates
    # the gradient is (−6, 4), the step −0.3 of it
    assert update_words(update) == "step = −η · gradient = (1.80, −1.20)"
    spec = {"kind": "bowl", "start": (-3.0, 2.0), "noise": 1.0}
    noisy = walk(function=spec, optimizer={"kind": "sgd", "lr": 0.3})
    shown = Walk(panel, noisy)
    (update,) = shown.show(shown.after("w", 0)).updates
    words = update_words(update)
    assert words.startswith("step = −η · gradient (1.80, −1.20) + −η · noise (")
    assert update.step is not None
    assert words.endswith(f"= ({', '.join(map(compact, update.step))})")


def test_the_standings_have_the_distance_and_the_height_without_noise(
    panel: LandscapePanel,
) -> None:
    what = open_named("schedules")
    shown = Walk(panel, what)
    scene = shown.show(what.last_tick)
    lowest = min(
        (each for each in scene.standings if each.diverged is None), key=lambda each: each.height
    )
    assert lowest.id == "cosine"
    table = panel.table
    box = panel._table_box()
    assert box is not None
    columns = table._columns(box, LOOK)
    assert columns.height is not None
    assert columns.words is None  # nobody has reached the minimum
    curves = {run.id: run.curves for run in scene.frame.runs}
    one = curves["one-cycle"]["lr"]
    assert (one[0], one[30], one[-1]) == pytest.approx((0.01, 0.09, 0.0001), rel=1e-12)
    assert "lr" not in curves["lesson"]  # it keeps its rate


def test_a_saddle_stays_in_sight_when_the_walker_has_left(panel: LandscapePanel) -> None:
    made = Walk(
        panel, walk((-3.0, 0.001), "saddle", epochs=60, optimizer={"kind": "sgd", "lr": 0.3})
    )
    plane = made.show(made.after("w", 40)).plane
    assert plane.least[0] < 0.0 < plane.largest[0]
    assert plane.least[1] < 0.0 < plane.largest[1]


def test_the_word_of_a_minimum_gives_way_to_who_stands_there(panel: LandscapePanel) -> None:
    words = []
    for start in ((-3.0, 2.0), (0.0, 0.0)):
        Walk(panel, walk(start, "bowl")).show(0)
        words.append(re.search(r">\s*minimum\s*<", svg(panel).decode()) is not None)
    assert words == [True, False]


def test_an_enlarged_update_tells_its_factor_even_where_its_words_have_no_room() -> None:
    assert magnifier_titles(5e15) == ("The update, × 5×10¹⁵", "× 5×10¹⁵")


def test_under_the_minimum_of_a_curve_there_is_room_for_its_word(panel: LandscapePanel) -> None:
    panel.resize(640, 340)
    Walk(panel, walk((1.6,), "double_well")).show(0)
    scene, place = panel.scene, panel.plot.map
    assert scene is not None
    assert scene.profile is not None
    word = MARK_PIXELS + 2 + paint.writer(LOOK.metrics, Text.SMALL).height
    for _x, height in scene.profile.lowest:
        assert place.box.bottom - key_pixels(place, LOOK) - place.up(height) > word


def test_a_ball_on_a_curve_has_its_energy_as_a_level_line(panel: LandscapePanel) -> None:
    made = Walk(panel, open_variant(open_named("descent"), "ball"))
    scene = made.show(made.after("w", 5))
    moment = moment_of(made.frame(made.after("w", 5)))
    row = LandscapeView().table(moment, "energy").records[-1]
    assert scene.energy is not None
    assert scene.energy.energy == row["energy"]
    assert energy_words(scene.energy) == "energy 1.54 = L 0.959 + kinetic 0.583"
    assert "energy 1.54 = L 0.959 + kinetic 0.583" in panel.spoken()
    place, colour = panel.plot.map, LOOK.theme.phases["update"].mark
    level = round(place.up(scene.energy.energy))
    seen = panel.plot.grab().toImage()
    column = round(place.box.left + 0.4 * place.box.width)
    assert any(seen.pixelColor(column, level + n).name() == colour.name() for n in (-1, 0, 1))
    own = Walk(panel, open_variant(open_named("descent"), "valley"))
    assert own.show(own.after("w", 5)).energy is None


@pytest.mark.parametrize("leading", ["adam", "radam"])
def test_in_the_middle_of_an_update_all_are_ranked_after_the_same_number_of_updates(
    panel: LandscapePanel, leading: str
) -> None:
    what = open_variant(open_named("trajectories"), leading)
    made = Walk(panel, what)
    start, end = what.program.start_of(7), what.program.end_of(7)
    for tick in range(start + 1, end + 1):
        scene = made.show(tick)
        done = what.program.updates_done(tick)
        assert done == (8 if tick == end else 7)
        assert {each.updates for each in scene.standings} == {done}
        for each in scene.standings:
            run = scene.run_of(each.id)
            assert run is not None
            opened = run.run.opened or what
            history = History(opened.program, opened.start)
            place = history.at(opened.program.start_of(done)).values["w"]
            assert each.distance == pytest.approx(float(np.hypot(*place)), rel=1e-12)


def test_the_rectangle_is_the_one_around_the_ways_of_now() -> None:
    lesson = open_named("trajectories")
    history = History(lesson.program, lesson.start)
    scene, planes = LandscapeScene(lesson), set()
    ends = [lesson.program.end_of(iteration) for iteration in (0, 3, 40, 41, 2)]
    for tick in (0, *(tick for end in ends for tick in (end - 1, end, end + 1))):
        fresh = LandscapeScene(lesson)
        for each in (scene, fresh):
            each.show(frame_at(lesson, history, tick))
        assert scene.plane == fresh.plane
        planes.add(scene.plane)
    assert len(planes) > 1
