"""The map of rate and momentum, drawn as its view says, read, clicked and gone about by keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone
from tests.ui.runs import lesson, picture
from ui.kit.output import svg
from ui.panels import PANELS
from ui.panels.rate_map import PANEL
from ui.panels.rate_map.panel import RateMapPanel
from ui.panels.rate_map.scene import RateMapScene
from ui.session.wishes import Lead, LookAt, Wish
from visualnn.company.company import company_of
from visualnn.expr import Source
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.variants import open_named_variant, open_variant
from visualnn.run.history import History
from visualnn.tell.frame import frame_at
from visualnn.text import use_language
from visualnn.views.moments import moment_of
from visualnn.views.rate_map import LongRun, RateMapView


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[RateMapPanel]:
    yield from alone(qtbot, PANEL, RateMapPanel, (700, 520))


def shown(panel: RateMapPanel, what: Lesson, iteration: int) -> RateMapScene:
    """Show the end of an iteration with all runs of a lesson."""
    history, company = History(what.program, what.start), company_of(what)
    tick = what.program.end_of(iteration)
    company.run_to(history, iteration)
    company.stand(what.program, tick, lambda: False)
    frame = frame_at(what, history, tick, company=company.runs, leader=company.leader)
    panel.show_frame(frame)
    panel.grab()
    assert panel.scene is not None
    return panel.scene


def spot(panel: RateMapPanel, rate: float, momentum: float) -> QPoint:
    return QPoint(*map(round, panel.plot.map.pixel(rate, momentum)))


def test_runs_that_have_a_pair_stand_on_their_own_map(panel: RateMapPanel) -> None:
    what = open_named("trajectories")
    scene = shown(panel, what, 9)
    assert {each.run.id: (each.place.rate, each.place.momentum) for each in scene.runs} == {
        "lesson": (0.09, 0.0),
        "momentum": (0.09, 0.9),
    }
    scene = shown(panel, open_variant(what, "nesterov"), 9)
    assert [each.run.id for each in scene.runs] == ["nesterov"]
    assert scene.runs[0].place.kind is LongRun.LEAVES
    assert "leaves: distance × 1.899" in panel.spoken()


def test_the_title_has_the_factor_and_the_best_one_of_the_view(panel: RateMapPanel) -> None:
    what = open_named_variant("trajectories", "momentum")
    scene = shown(panel, what, 9)
    best = {row["rule"]: row for row in RateMapView().table(moment_of(scene.frame), "best").records}
    assert scene.best.factor == best["momentum"]["factor"]
    title = panel.titles()[0]
    assert "distance × 0.9487 per update" in title
    assert title.endswith("the best pair × 0.6345")


def test_the_last_update_is_what_the_walker_did(panel: RateMapPanel) -> None:
    what = open_named("trajectories")
    scene = shown(panel, what, 30)
    history = History(what.program, what.start)
    history.run_to(31)
    before, after = (np.hypot(*history.trails["w"][n]) for n in (30, 31))
    assert scene.last_factor == pytest.approx(after / before)
    assert scene.last_factor == pytest.approx(0.91, abs=1e-4)  # what the map says of the long run
    assert "the last update: × 0.91" in panel.note()


def test_what_is_hatched_leaves(panel: RateMapPanel) -> None:
    scene = shown(panel, open_named("trajectories"), 3)
    for rate, momentum in scene.leaving_area()[:-2:7]:
        assert scene.pair(float(rate) * 1.001, float(momentum)).kind is LongRun.LEAVES
        assert scene.pair(float(rate) * 0.999, float(momentum)).kind is LongRun.SWINGS


def test_the_pointer_reads_every_pair(panel: RateMapPanel) -> None:
    scene = shown(panel, open_named("trajectories"), 3)
    for (rate, momentum), wanted in (((0.02, 0.1), "without swinging"), ((0.2, 0.1), "leaves")):
        QTest.mouseMove(panel.plot.viewport(), spot(panel, rate, momentum))
        QApplication.processEvents()
        assert panel.marks.reading is not None
        told = scene.pair(*panel.marks.reading)
        assert f"{told.factor:.3g}"[:4] in panel.note()
        assert wanted in panel.note()


def test_a_click_lets_a_run_lead_or_looks_at_the_rate(panel: RateMapPanel) -> None:
    shown(panel, open_named("trajectories"), 3)
    wishes: list[Wish] = []
    panel.wished.connect(wishes.append)
    for pair in ((0.09, 0.9), (0.09, 0.0), (0.03, 0.5)):
        QTest.mouseMove(panel.plot.viewport(), spot(panel, *pair))
        QApplication.processEvents()
        QTest.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(panel, *pair))
        QApplication.processEvents()
    assert wishes == [Lead("momentum"), LookAt(Source("lr"))]


def test_keys_read_the_map_from_where_the_run_stands(panel: RateMapPanel) -> None:
    scene = shown(panel, open_named("trajectories"), 3)
    before = picture(panel)
    QTest.keyClick(panel, Qt.Key.Key_Up)
    assert panel.marks.reading is not None
    rate, momentum = panel.marks.reading
    assert rate == 0.09
    assert 0.0 < momentum < 0.1
    assert picture(panel) != before
    for _press in range(60):
        QTest.keyClick(panel, Qt.Key.Key_Left)
    assert panel.marks.reading[0] == scene.plane.least[0]
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.holds_something
    assert picture(panel) == before


def test_with_a_rule_that_divides_it_tells_the_best_pair(panel: RateMapPanel) -> None:
    scene = shown(panel, open_named_variant("trajectories", "adam"), 3)
    assert scene.leading is None
    assert panel.titles()[0].startswith("The best pair, η 0.1336 and μ 0.4026")
    assert panel.note().startswith("η 0.1336, μ 0.4026")


def test_every_word_is_painted_as_text(panel: RateMapPanel) -> None:
    shown(panel, open_named("trajectories"), 3)
    painted = svg(panel).decode()
    for word in ("best pair", "straight", "to and fro", "leaves", "η", "μ"):
        assert word in painted


def test_it_is_offered_on_a_quadratic_and_nowhere_else() -> None:
    assert PANEL in PANELS
    assert PANEL.suits(open_named("descent"))
    assert not PANEL.suits(open_named_variant("descent", "saddle"))
    assert not PANEL.suits(open_named_variant("descent", "valley"))
    assert not PANEL.suits(lesson("xor"))
