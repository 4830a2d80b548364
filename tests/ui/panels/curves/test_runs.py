"""The curves of several runs: marks, legend, front, what is left out, and the ghost's sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, picture
from ui.kit.marks import mark_of
from ui.panels.curves.labels import words_of
from ui.panels.curves.panel import CurvesPanel
from ui.session import wishes
from ui.session.session import Session
from visualnn.company.companion_run import PastRun
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.variants import LESSON_RUN
from visualnn.tell.comparison import compared_lines, compared_shortest
from visualnn.text import use_language

LINES = 26
LEFT = Qt.MouseButton.LeftButton
VARIANTS = """
[[variants]]
id = "adam"
title = { en = "Adam", ko = "아담" }
set = { "optimizer.kind" = "adam" }

[[variants]]
id = "burst"
title = { en = "Too fast", ko = "너무 빠름" }
set = { "optimizer.lr" = 1e200 }

[[variants]]
id = "broken"
title = { en = "Broken", ko = "고장" }
set = { "layers.hidden.units" = 0 }
"""


@pytest.fixture(scope="module")
def bringing(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """XOR with three variants: one is better, one bursts, one cannot be built."""
    folder = tmp_path_factory.mktemp("runs") / "xor"
    shutil.copytree(find("xor"), folder)
    path = folder / "lesson.toml"
    told = path.read_text(encoding="utf-8").replace("format = 1", "format = 2")
    path.write_text(told + VARIANTS, encoding="utf-8")
    return load(folder)


@pytest.fixture
def session(
    qapp: QApplication, patient: None, bringing: Lesson, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", 60.0)
    made = Session(2.0)
    made.take(bringing)
    made.seek(LINES * 200)
    made.finish()
    yield made
    made.halt()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> CurvesPanel:
    made = CurvesPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(620, 320)
    session.moved.connect(made.show_frame)
    made.wished.connect(session.grant)
    session.refresh()
    made.show()
    made.grab()
    return made


def has_colour(image: QImage, colour: str, x: int) -> bool:
    return any(image.pixelColor(x, y).name() == colour for y in range(20, 300))


def line_of(session: Session, name: str) -> str:
    """The colour of a run's line."""
    assert session.frame is not None
    run = next(each for each in session.frame.runs if each.id == name)
    return mark_of(run.mark, LOOK.theme).series.colour.name()


def columns(panel: CurvesPanel, colour: str) -> int:
    """In how many columns of the plot a colour is seen."""
    image = picture(panel)
    left, right = round(panel.x_of(0)), round(panel.x_of(150))
    return sum(has_colour(image, colour, x) for x in range(left, right))


def hovered(panel: CurvesPanel) -> None:
    QTest.mouseMove(panel, QPoint(round(panel.x_of(60)), 100))
    panel.grab()


def shown_at(panel: CurvesPanel) -> QRectF | None:
    """Where the legend lies; None if it is not shown."""
    return panel._legend.box


def click(panel: CurvesPanel, run: str, words: str = "") -> None:
    """Click on a run's row of the legend, or on one of its words."""
    row = next(each for each in panel._legend._rows if each.run.id == run)
    box = next((each.box for each in row.actions if each.words == words), row.box)
    x = box.center().x() if words else box.left() + 4
    QTest.mouseClick(panel, LEFT, pos=QPoint(round(x), round(box.center().y())))
    panel.grab()


def test_every_run_has_a_line_of_its_own_colour(panel: CurvesPanel, session: Session) -> None:
    for name in (LESSON_RUN, "adam", "logistic"):
        assert columns(panel, line_of(session, name)) > 10
    for told in ("Adam", "Too fast has diverged", "this lesson"):
        assert told in panel.spoken()
    use_language("ko")
    try:
        assert "너무 빠름: 발산했습니다" in panel.spoken()
    finally:
        use_language("en")


def test_a_run_that_diverges_leaves_the_axis_to_the_others(
    panel: CurvesPanel, session: Session
) -> None:
    before = panel._plots[0].axis
    session.grant(wishes.LeaveOut("burst"))
    panel.grab()
    assert before is not None
    assert panel._plots[0].axis == before


def test_the_legend_comes_with_the_pointer_and_goes_with_it(panel: CurvesPanel) -> None:
    bare = picture(panel)
    assert shown_at(panel) is None
    hovered(panel)
    box = shown_at(panel)
    assert box is not None
    assert [row.run.id for row in panel._legend._rows] == [
        LESSON_RUN,
        "adam",
        "burst",
        "broken",
        "logistic",
    ]
    assert [row.value for row in panel._legend._rows][2:4] == ["diverged", "cannot run"]
    QTest.mouseMove(panel, box.center().toPoint())
    panel.grab()
    assert shown_at(panel) == box  # it stays where it is while the pointer is on it
    QTest.mouseMove(panel, QPoint(2, 2))
    assert picture(panel) == bare


def test_its_words_lead_leave_out_and_bring_back(panel: CurvesPanel, session: Session) -> None:
    hovered(panel)
    click(panel, "adam")
    assert session.front is not None
    assert session.front.id == "adam"
    click(panel, "adam", "leave out")
    assert list(session.left_out) == ["adam"]
    assert columns(panel, mark_of(1, LOOK.theme).series.colour.name()) == 0
    click(panel, "adam", "bring back")
    assert not list(session.left_out)
    click(panel, "adam", "lead")
    assert session.frame is not None
    assert session.frame.leader.id == "adam"
    assert session.position.lesson.variant == "adam"
    assert columns(panel, line_of(session, LESSON_RUN)) > 10
    session.grant(wishes.Keep())
    hovered(panel)
    click(panel, "kept-1", "dismiss")
    assert "kept-1" not in session.frame.company


def test_a_click_on_a_line_brings_its_run_to_the_front(
    panel: CurvesPanel, session: Session
) -> None:
    before = picture(panel)
    colour, image = line_of(session, "adam"), picture(panel)
    left, right = round(panel.x_of(60)), round(panel.x_of(140))
    x, y = next(
        (x, y)
        for x in range(left, right)
        for y in range(20, 300)
        if image.pixelColor(x, y).name() == colour
    )
    QTest.mouseClick(panel, LEFT, pos=QPoint(x, y))
    assert session.front is not None
    assert session.front.id == "adam"
    QTest.mouseMove(panel, QPoint(2, 2))
    assert picture(panel) != before


def test_return_draws_every_measure_of_every_run(panel: CurvesPanel, session: Session) -> None:
    session.grant(wishes.Lead("adam"))
    panel.setFocus()
    before = panel.spoken()
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert panel.spoken() != before or not any(
        name != "L" for run in session.runs for name in run.curves
    )
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert panel.spoken() == before


def test_a_change_leaves_its_ghost_as_a_line_and_says_what_it_brought(
    panel: CurvesPanel, session: Session
) -> None:
    assert session.frame is not None
    before = float(session.frame.curves["L"][149])
    session.seek(LINES * 100)
    session.edit(Source("lr"), 0.6)
    session.seek(LINES * 150)
    session.finish()
    after = float(session.frame.curves["L"][149])
    assert after < before
    assert f"since the change: L {before:.4g} → {after:.4g}" in panel.spoken()
    assert "before the change" in panel.spoken()
    assert columns(panel, line_of(session, "ghost")) > 10
    session.dismiss()
    assert "since the change" not in panel.spoken()


def test_a_run_that_was_left_behind_keeps_the_axis_and_its_line(
    panel: CurvesPanel, session: Session
) -> None:
    session.seek(3)
    session.edit(Source("lr"), 0.6)  # nothing of this run is computed to its end any more
    assert session.frame is not None
    assert session.frame.furthest == 0
    assert panel.stretch.length == 200.0
    assert columns(panel, line_of(session, "ghost")) > 10


@pytest.mark.parametrize("size", [(240, 110), (330, 300), (1280, 640), (1, 1)])
def test_any_size_is_painted_with_and_without_the_legend(
    panel: CurvesPanel, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    panel.grab()
    for x in range(0, size[0], 40):
        QTest.mouseMove(panel, QPoint(x, size[1] // 2))
        panel.grab()
        box = panel._legend.box
        assert box is None or panel.rect().toRectF().contains(box)


def test_what_differs_and_where_the_numbers_part_is_said_and_leads_there(
    qtbot: QtBot, session: Session, panel: CurvesPanel
) -> None:
    session.finish()
    assert session.frame is not None
    panel.show_frame(session.frame)
    what, where = compared_lines(session.frame)
    assert what == "what differs: the optimizer (sgd, adam); the learning rate (0.1, 1e+200)"
    assert where.startswith("the numbers first part: in iteration 0, ")
    assert compared_shortest(session.frame) == ("2 settings differ", "they part in iteration 0")
    assert panel.spoken().endswith(f"{what}\n{where}")
    picture(panel)
    below = QPoint(40, panel.height() - 8)
    with qtbot.waitSignal(panel.wished) as wished:
        QTest.mouseClick(panel, LEFT, pos=below)
    assert wished.args == [wishes.SeekParting()]
    panel.resize(panel.width(), 150)
    picture(panel)
    with qtbot.waitSignal(panel.wished, raising=False, timeout=50) as wished:
        QTest.mouseClick(panel, LEFT, pos=QPoint(40, 142))
    assert wished.args != [wishes.SeekParting()]


@pytest.mark.parametrize("size", [(620, 320), (280, 300)])
def test_runs_are_named_by_their_titles_beside_the_plot_and_under_its_caption(
    panel: CurvesPanel, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    panel.grab()
    named = {words_of(door.curve) for door in panel._doors}
    assert {"A this lesson", "B Adam"} <= named
    for door in panel._doors:
        assert panel.rect().contains(door.box.toAlignedRect())


def test_a_run_that_is_pointed_at_stands_out_and_is_named_in_full(
    panel: CurvesPanel, session: Session
) -> None:
    bare = picture(panel)
    door = next(each for each in panel._doors if each.curve.run.id == "adam")
    QTest.mouseMove(panel, door.box.center().toPoint())
    pointed = picture(panel)
    assert pointed != bare
    assert panel.toolTip() == "B Adam"
    assert [curve.run.id for curve in panel._plots[0].curves if curve.is_pointed] == ["adam"]
    hovered(panel)
    row = next(each for each in panel._legend._rows if each.run.id == "logistic")
    QTest.mouseMove(panel, row.box.center().toPoint())
    panel.grab()
    assert [curve.run.id for curve in panel._plots[0].curves if curve.is_pointed] == ["logistic"]
    QTest.mouseMove(panel, QPoint(2, 2))
    assert picture(panel) == bare


def test_the_loss_before_a_change_of_all_runs_is_drawn_faintly(
    panel: CurvesPanel, session: Session
) -> None:
    plain = picture(panel)
    company = session.position.company
    levels = np.full(150, 0.4)
    company.tell_past({"adam": PastRun({"L": levels}, {})})
    session.refresh()
    with_past = picture(panel)
    assert with_past != plain
    company.tell_past({"adam": PastRun({"accuracy": levels}, {})})  # the loss alone
    session.refresh()
    assert picture(panel) == plain
