"""The study panel: what it offers, where its dots stand, and the doors in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK
from ui.kit.painted_texts import painted_texts
from ui.panels.study import PANEL, words
from ui.panels.study.geometry import end_scale, spread_out, study_layout
from ui.panels.study.panel import StudyPanel
from ui.session.wishes import BeginStudy, EndStudy, SetKeys
from visualnn.lesson import open_named
from visualnn.lesson.studies import StudyDot, StudyNumbers, offers_of
from visualnn.run.history import History
from visualnn.tell.frame import Frame, frame_at
from visualnn.text import use_language
from visualnn.views.moments import moment_of
from visualnn.views.registry import VIEWS
from visualnn.views.study import spread_of

ends = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def dot(places: tuple[int, ...], seed: int, loss: float) -> StudyDot:
    diverged = None if math.isfinite(loss) else 7
    return StudyDot(places, seed, 100, {"L": loss, "val.L": 2 * loss}, diverged, 0.5)


def shown(qtbot: QtBot, study: int | None = None, *, is_going: bool = False) -> StudyPanel:
    """The panel in the lesson on overfitting, with a study of which some runs are finished."""
    lesson = open_named("overfitting")
    history = History(lesson.program, lesson.start)
    frame = frame_at(lesson, history, lesson.program.end_of(0))
    panel = PANEL.made(LOOK)
    assert isinstance(panel, StudyPanel)
    qtbot.addWidget(panel)
    panel.resize(800, 420)
    panel.show()
    panel.show_frame(with_study(frame, study, is_going=is_going))
    return panel


def with_study(frame: Frame, number: int | None, *, is_going: bool) -> Frame:
    if number is None:
        return frame
    offer = offers_of(frame.lesson)[number]
    dots = tuple(
        dot(places, seed, 0.1 * (1 + seed + sum(places)) if seed else math.nan)
        for places in offer.places
        for seed in range(3)
    )
    return replace(frame, study=StudyNumbers(offer, dots, is_going))


def test_keys_choose_start_and_stop(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    QTest.keyClick(panel, Qt.Key.Key_Down)
    assert panel.chosen == 1
    QTest.keyClick(panel, Qt.Key.Key_Up)
    QTest.keyClick(panel, Qt.Key.Key_Up)
    assert panel.chosen == len(panel.offers) - 1
    with qtbot.waitSignal(panel.wished) as wished:
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert wished.args == [BeginStudy(len(panel.offers) - 1)]
    going = shown(qtbot, 1, is_going=True)
    with qtbot.waitSignal(going.wished) as wished:
        QTest.keyClick(going, Qt.Key.Key_Escape)
    assert wished.args == [EndStudy()]


@pytest.mark.parametrize("number", [0, 1, 4])
def test_every_run_is_a_dot_and_a_door(qtbot: QtBot, number: int) -> None:
    panel = shown(qtbot, number)
    assert panel.frame is not None
    study = panel.frame.study
    assert study is not None
    placed = list(panel._picture().dots())
    assert [each.dot for each in placed] == list(study.dots)
    for each in placed[:4]:
        assert 0 < each.x < panel.width()
        assert 0 < each.y < panel.height()
        with qtbot.waitSignal(panel.wished) as wished:
            QTest.mouseClick(
                panel,
                Qt.MouseButton.LeftButton,
                pos=QPoint(round(each.x), round(each.y)),
            )
        (wish,) = wished.args
        assert isinstance(wish, SetKeys)
        assert wish.settings[-1] == f"seed={each.dot.seed}"


def test_runs_that_diverged_stand_behind_the_axis_and_are_told(qtbot: QtBot) -> None:
    panel = shown(qtbot, 1)
    placed = list(panel._picture().dots())
    lost = [each for each in placed if not each.is_finite]
    assert lost
    assert all(each.x > max(p.x for p in placed if p.is_finite) for each in lost)
    assert f"{len(lost)} diverged" in panel.spoken()


def test_keys_go_from_run_to_run_and_open_one(qtbot: QtBot) -> None:
    panel = shown(qtbot, 4)
    QTest.keyClick(panel, Qt.Key.Key_Right)
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.dot is not None
    assert panel.dot.seed == 1
    assert "seed 1" in panel.spoken()
    with qtbot.waitSignal(panel.wished) as wished:
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert wished.args[0].settings == ("layers.h.units=1", "seed=1")
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.dot is None


def test_m_shows_another_measure(qtbot: QtBot) -> None:
    panel = shown(qtbot, 4)
    before = [each.x for each in panel._picture().dots()]
    assert panel.spoken().startswith("val.L")
    QTest.keyClick(panel, Qt.Key.Key_M)
    assert panel.spoken().startswith("L at the end")
    assert [each.x for each in panel._picture().dots()] != before


def test_the_table_has_a_row_for_each_dot(qtbot: QtBot) -> None:
    panel = shown(qtbot, 4)
    assert panel.frame is not None
    study = panel.frame.study
    assert study is not None
    moment = moment_of(panel.frame)
    rows = VIEWS["study"].table(moment, "runs").records
    assert [row["seed"] for row in rows] == [each.seed for each in study.dots]
    for name in study.measures:
        ends = [each.values[name] for each in study.dots]
        assert [row[name] for row in rows] == pytest.approx(ends, nan_ok=True)
    spreads = VIEWS["study"].table(moment, "spread").records
    assert len(spreads) == len(study.offer.places) * len(study.measures)
    assert {row["diverged"] for row in spreads} == {1}


def test_a_spread_is_that_of_the_finite_ends() -> None:
    found = spread_of([dot((), n, end) for n, end in enumerate((3.0, 1.0, math.inf, 2.0))], "L")
    assert (found.count, found.diverged) == (4, 1)
    assert (found.least, found.median, found.largest) == (1.0, 2.0, 3.0)
    nothing = spread_of([dot((), 0, math.nan)], "L")
    assert (nothing.least, nothing.median, nothing.largest) == (None, None, None)


@given(ends)
def test_the_axis_holds_all_ends_in_order(values: list[float]) -> None:
    scale = end_scale(values)
    places = [scale.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= 1
    assert 2 <= len(scale.ticks) <= 12
    assert all(scale.low <= tick * (1 + 1e-9) + 1e-9 for tick in scale.ticks)


@given(
    st.floats(220, 3000),
    st.floats(110, 2000),
    st.sampled_from([1.0, 1.5, 2.0]),
    st.integers(1, 20),
    st.integers(1, 12),
    st.booleans(),
)
def test_all_parts_have_their_room(
    width: float, height: float, factor: float, offers: int, rows: int, is_begun: bool
) -> None:
    places = study_layout(width, height, factor, offers, rows, 150.0, 40.0, is_begun=is_begun)
    assert 1 <= len(places.offers) <= offers
    assert len(places.rows) == rows
    tops = [places.track(n).top for n in range(rows)]
    assert tops == sorted(tops)
    for n in range(rows):
        track = places.track(n)
        is_beside = track.left >= places.action.right
        assert is_beside or track.top >= places.action.bottom
        assert track.right <= width + 40


def test_dots_of_one_setting_stand_apart() -> None:
    offsets = spread_out(5, 60, 8)
    assert len(set(offsets)) == 5
    assert sum(offsets) == pytest.approx(0)
    assert spread_out(1, 60, 8) == (0.0,)


def test_a_study_that_is_not_begun_shows_its_rows_and_what_will_stand_there(
    qtbot: QtBot,
) -> None:
    panel = shown(qtbot)
    for number, offer in enumerate(panel.offers):
        panel._choose(number)
        painted = " ".join(each.text for each in painted_texts(panel, LOOK.metrics.font()))
        assert words.action(None, offer) in painted
        assert f"{offer.seed_count} seeds" in painted
        assert words.ahead(offer) in panel.spoken()
        for setting in offer.axes[0].settings if offer.axes else ():
            assert setting.text in painted
