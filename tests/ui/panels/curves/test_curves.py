"""The learning curves, hovered, clicked and zoomed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, Run, bursting, lesson, looked, picture, wheel
from ui.kit.look import Look
from ui.kit.theme import DARK, Metrics
from ui.panels.curves.ground import axis_number
from ui.panels.curves.panel import CurvesPanel
from ui.session.wishes import LookAt, OpenLesson, Seek, Wish
from visualnn.expr import Source
from visualnn.lesson import assemble, title_of
from visualnn.run.history import Edit

LEFT = Qt.MouseButton.LeftButton
LOSS = range(20, 270)
"""Rows in which the losses are drawn if there are no metrics under them."""


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[CurvesPanel]:
    made = CurvesPanel(LOOK)
    qtbot.addWidget(made)
    troubles: list[str] = []
    made.failed.connect(troubles.append)
    made.resize(330, 300)
    made.show()
    yield made
    made.grab()
    assert troubles == []


def shown(panel: CurvesPanel, name: str, iterations: int, tick: int | None = None) -> Run:
    """A run that has come so far, shown at the end of its last iteration."""
    run = Run(lesson(name), panel)
    run.history.run_to(iterations)
    run.go(run.lesson.program.end_of(iterations - 1) if tick is None else tick)
    panel.grab()
    return run


def place(panel: CurvesPanel, iteration: int, y: int = 90) -> QPoint:
    return QPoint(round(panel.x_of(iteration)), y)


def rows(panel: CurvesPanel, iteration: int, colour: str) -> list[int]:
    """The rows in which a column of the losses has a colour."""
    image, x = picture(panel), round(panel.x_of(iteration))
    return [y for y in LOSS if image.pixelColor(x, y).name() == colour]


def test_before_an_iteration_is_complete_a_sentence_says_how_to_get_one(
    qtbot: QtBot, panel: CurvesPanel
) -> None:
    run = Run(lesson("xor"), panel)
    run.go(5)
    told = picture(panel)
    assert any(told.pixelColor(x, 143) != LOOK.theme.surface for x in range(16, 300))
    with qtbot.assertNotEmitted(panel.wished):
        QTest.mouseClick(panel, LEFT, pos=QPoint(150, 90))
    run.go(26)
    assert picture(panel) != told


def test_a_click_seeks_to_the_end_of_the_iteration(qtbot: QtBot, panel: CurvesPanel) -> None:
    run = shown(panel, "xor", 800)
    with qtbot.waitSignal(panel.wished) as told:
        QTest.mouseClick(panel, LEFT, pos=place(panel, 600, y=100))
    iteration = run.lesson.program.locate(run.tick).iteration
    assert told.args == [Seek(run.lesson.program.end_of(iteration))]
    assert abs(iteration - 600) <= 1000 / 198  # a pixel


def test_a_click_on_a_point_explains_it(qtbot: QtBot, panel: CurvesPanel) -> None:
    run = shown(panel, "xor", 10)
    at = place(panel, 4)
    found = looked(panel)
    for y in LOSS:
        QTest.mouseClick(panel, LEFT, pos=QPoint(at.x(), y))
        assert run.frame(run.tick).place.iteration == 4
        if found:
            break
    assert found == [Source("L")]
    assert "L" in run.frame(run.tick).values
    line = LOOK.theme.series[0].colour.name()
    assert any(abs(row - y) <= 8 for row in rows(panel, 4, line))


def test_hovering_moves_the_dots_and_leaving_brings_them_back(
    qtbot: QtBot, panel: CurvesPanel
) -> None:
    shown(panel, "digits", 100)
    before = picture(panel)
    QTest.mouseMove(panel, place(panel, 30))
    assert picture(panel) != before
    assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(panel, QPoint(2, 2))
    assert picture(panel) == before


def test_the_values_beside_the_curves_are_doors(qtbot: QtBot, panel: CurvesPanel) -> None:
    run = shown(panel, "digits", 100, lesson("digits").program.end_of(44))
    found = looked(panel)
    for y in range(0, 300, 5):
        QTest.mouseMove(panel, QPoint(275, y))
        if panel.cursor().shape() == Qt.CursorShape.PointingHandCursor:
            QTest.mouseClick(panel, LEFT, pos=QPoint(275, y))
            assert found[-1].name in run.frame(run.tick).values
    assert set(map(str, found)) == {"L", "val.L", "accuracy", "val.accuracy"}


def test_a_number_of_an_earlier_tick_is_gone_to_before_it_is_explained(
    qtbot: QtBot, panel: CurvesPanel
) -> None:
    program = lesson("digits").program
    run = shown(panel, "digits", 100, program.start_of(60) + 3)
    assert "L" not in run.frame(run.tick).values
    found: list[tuple[str, int]] = []
    panel.wished.connect(lambda wish: found.append((wish.place.name, run.tick)))
    for y in range(0, 300, 5):
        QTest.mouseMove(panel, QPoint(275, y))
        if panel.cursor().shape() == Qt.CursorShape.PointingHandCursor:
            QTest.mouseClick(panel, LEFT, pos=QPoint(275, y))
            name, tick = found[-1]
            assert name in run.frame(tick).values
            run.go(program.start_of(60) + 3)
            panel.grab()
    ticks = dict(found)
    assert ticks["L"] == program.end_of(59)  # that of 60 is not found at this tick
    assert ticks["val.L"] == program.end_of(44)


def test_the_lesson_beside_is_drawn_as_far_as_it_is_known(qtbot: QtBot, panel: CurvesPanel) -> None:
    run = shown(panel, "xor", 500)
    whole, spoken = picture(panel), panel.spoken()
    frame = run.frame(run.tick)
    beside = frame.company["logistic"]
    pictures = [whole]
    for count in (0, 100, 300):
        curves = {"L": beside.curves["L"][:count]}
        part = replace(beside, values=None, curves=curves, share=count / 1000)
        panel.show_frame(replace(frame, company={"logistic": part}))
        pictures.append(picture(panel))
        assert (title_of("logistic", "en") in panel.spoken()) is (count > 0)
    assert len({bytes(each.constBits()) for each in pictures}) == 4
    panel.show_frame(frame)
    assert (picture(panel), panel.spoken()) == (whole, spoken)
    # its label leads to it
    found: list[Wish] = []
    panel.wished.connect(found.append)
    for y in range(0, 300, 5):
        QTest.mouseClick(panel, LEFT, pos=QPoint(275, y))
    assert OpenLesson("logistic") in found
    assert {wish.name for wish in found if isinstance(wish, OpenLesson)} == {"logistic"}


def test_a_lesson_beside_that_is_missing_is_left_out(qtbot: QtBot, panel: CurvesPanel) -> None:
    told = []
    for beside in ("nowhere", None):
        spec = lesson("xor").spec.model_copy(update={"beside": beside, "stops": ()})
        run = Run(assemble(spec), panel)
        run.history.run_to(500)
        run.go(26 * 100)
        assert [each.failure is None for each in run.frame(0).company.values()] == [False] * (
            beside is not None
        )
        told.append((picture(panel), panel.spoken()))
    assert told[0] == told[1]


def test_the_wheel_zooms_within_the_run_and_a_double_click_shows_all(
    qtbot: QtBot, panel: CurvesPanel
) -> None:
    shown(panel, "xor", 700)
    at = QPoint(150, 90)
    for notches in (1, 5, 40, 400):
        wheel(panel, at, notches)
        panel.grab()
        assert 5.0 <= panel.stretch.length < 1000.0
    assert panel.stretch.length == 5.0
    for notches in (-1, -2000, -2000):
        wheel(panel, at, notches)
        panel.grab()
        assert 0.0 <= panel.stretch.first <= panel.stretch.end <= 1000.0
    wheel(panel, at, 3)
    QTest.mouseDClick(panel, LEFT, pos=at)
    assert (panel.stretch.first, panel.stretch.length) == (0.0, 1000.0)


def test_the_axis_grows_with_the_run_in_round_numbers(panel: CurvesPanel) -> None:
    run = shown(panel, "xor", 5)
    assert panel.stretch.length == 10.0
    run.history.run_to(60)
    run.go(26 * 60)
    assert panel.stretch.length == 100.0


def test_keys_go_from_iteration_to_iteration(qtbot: QtBot, panel: CurvesPanel) -> None:
    run = shown(panel, "digits", 50)
    program, found = run.lesson.program, []
    for key in ("Left", "Left", "Right", "Home", "Left", "End"):
        QTest.keyClick(panel, Qt.Key[f"Key_{key}"])
        found.append(run.tick)
    assert found == [program.end_of(n) for n in (48, 47, 48, 0, 0, 49)]


def test_an_edit_changes_the_curve_even_where_it_is_as_long_again(panel: CurvesPanel) -> None:
    run = shown(panel, "digits", 200)
    before = picture(panel)
    run.history.edit(Edit(run.lesson.program.end_of(20), Source("output.b", (0,)), 9.0))
    run.history.run_to(200)
    run.go(run.lesson.program.end_of(199))
    assert picture(panel) != before


def test_numbers_that_are_not_finite_leave_gaps_and_are_told(panel: CurvesPanel) -> None:
    run = Run(bursting(), panel)
    run.history.run_to(40)
    run.go(26 * 30)
    image = picture(panel)
    caption = [image.pixelColor(x, y) for x in range(150, 320) for y in range(3, 18)]
    assert any(colour.red() > colour.blue() + 60 for colour in caption)  # in the warning's brown


def test_back_and_forth_gives_the_same_pixels(qtbot: QtBot, panel: CurvesPanel) -> None:
    run = shown(panel, "digits", 300, 5003)
    before = picture(panel)
    for tick in (5004, 9000, 0, 5003):
        run.go(tick)
        panel.grab()
    assert picture(panel) == before


def test_nothing_here_has_the_accent(panel: CurvesPanel) -> None:
    shown(panel, "digits", 100)
    image = picture(panel)
    found = {image.pixelColor(x, y).name() for x in range(330) for y in range(300)}
    assert LOOK.theme.accent.name() not in found


def test_looks_and_sizes_change_at_once(panel: CurvesPanel) -> None:
    shown(panel, "digits", 100)
    panel.set_look(Look(DARK, Metrics(1.5)))
    for size in ((500, 450), (60, 40), (1, 1), (2000, 1000)):
        panel.resize(*size)
        assert picture(panel).pixelColor(size[0] - 1, size[1] - 1) in (DARK.surface, DARK.focus)
    panel.retranslate()


def test_a_number_that_is_known_here_is_explained_without_a_step(panel: CurvesPanel) -> None:
    run = shown(panel, "xor", 9)
    program = run.lesson.program
    done = program.done_after("L", 4)
    assert done is not None
    known = program.start_of(4) + done + 2  # after the loss, before the end
    wishes: list[object] = []
    run.go(known)
    panel.wished.connect(wishes.append)
    curve = next(curve for plot in panel._plots for curve in plot.curves if curve.name == "L")
    assert panel.frame is not None
    panel._open(curve, 4, panel.frame)
    panel._open(curve, 6, panel.frame)
    loss = Source("L")
    assert wishes == [LookAt(loss, None), LookAt(loss, program.end_of(6))]
    run.go(program.start_of(4) + 1)  # not known yet
    panel._open(curve, 4, panel.frame)
    assert wishes[-1] == LookAt(loss, program.end_of(4))


def test_a_loss_that_is_computed_is_on_its_curve_before_its_iteration_is_done() -> None:
    program = lesson("digits").program
    tick = program.start_of(40) + (program.done_after("L", 40) or 0)
    run = Run(lesson("digits"))
    run.history.run_to(40)
    frame = run.frame(tick)
    assert frame.curves["L"].size == 41
    assert float(frame.curves["L"][-1]) == float(frame.values["L"])


@pytest.mark.parametrize(
    ("value", "text"), [(4e30, "4×10³⁰"), (1e30, "10³⁰"), (2.5e-7, "2.5×10⁻⁷"), (0.5, "0.5")]
)
def test_the_numbers_of_an_axis_are_as_short_as_they_can_be(value: float, text: str) -> None:
    assert axis_number(value) == text
