"""The slope, drawn as its view says, read, clicked and gone about by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone
from tests.ui.panels.contract import CHECKS
from tests.ui.runs import LOOK, bursting, lesson, looked, picture
from tests.ui.zoo import animal
from tests.visualnn.views.nets import fit, three
from ui.kit.panel_spec import PanelSpec
from ui.panels.slope import PANEL, scene, words
from ui.panels.slope.panel import SlopePanel
from ui.panels.slope.scene import SlopeScene
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.run.history import History
from visualnn.tell.frame import Focus, frame_at
from visualnn.text import use_language
from visualnn.views.slope import LossSlope, SlopeView, slope_of, slope_steps

WEIGHT = Source("hidden.W", (1, 2))
AT_KINK = Source("hidden.b", (3,))
"""At the start b = 0, and so is z of the example (0, 0)."""


@pytest.fixture(autouse=True)
def english(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[SlopePanel]:
    yield from alone(qtbot, PANEL, SlopePanel, (560, 320))


def show(panel: SlopePanel, what: Lesson, tick: int, focus: Source | None) -> History:
    """Show a tick, and wait for the curve."""
    history = History(what.program, what.start)
    history.run_to(what.program.locate(tick).iteration)
    panel.show_frame(frame_at(what, history, tick, Focus(focus) if focus else None))
    while panel.scene is not None and panel.scene.is_going_on:
        panel._go_on()
    return history


def shown(panel: SlopePanel) -> SlopeScene:
    assert panel.scene is not None
    return panel.scene


def found(panel: SlopePanel) -> LossSlope:
    slope = shown(panel).found
    assert slope is not None
    return slope


def before_update(what: Lesson, iteration: int) -> int:
    """The tick at which every gradient of an iteration is known and nothing is updated."""
    names = [line.writes for line in what.program.instructions(iteration)]
    last = max(n for n, name in enumerate(names, 1) if name.startswith("d."))
    return what.program.start_of(iteration) + last


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", [fit, three], ids=["fit", "three"])
def test_the_contract_holds_for_other_lessons(
    qtbot: QtBot, check: Callable[[QtBot, PanelSpec, Lesson], None], make: Callable[[], Lesson]
) -> None:
    check(qtbot, PANEL, make())


@pytest.mark.parametrize("place", [WEIGHT, Source("hidden.z", (2, 1)), Source("x", (1, 0))])
def test_what_is_drawn_is_the_table_of_the_view(panel: SlopePanel, place: Source) -> None:
    what = lesson("xor")
    show(panel, what, what.program.end_of(4), place)
    rows = SlopeView().table(shown(panel).moment, "curve").rows
    items = [item for item in panel.plot.scene().items() if isinstance(item, pg.PlotCurveItem)]
    np.testing.assert_array_equal(np.array(items[0].getData()).T, np.array(rows, dtype=float))


def test_the_marks_stand_at_the_numbers_of_the_trace(panel: SlopePanel) -> None:
    what = lesson("xor")
    history = show(panel, what, what.program.end_of(4), WEIGHT)
    slope = found(panel)
    end = what.program.end_of(4)
    assert slope.value == history.at(what.program.start_of(4)).values["hidden.W"][1, 2]
    assert slope.next_value == history.at(end).values["hidden.W"][1, 2]
    assert slope.loss == history.at(end).values["L"]
    assert slope.gradient == history.at(end).values["d.hidden.W"][1, 2]
    image, place = picture(panel.plot), panel.plot.map
    theme = LOOK.theme
    assert slope.got is not None
    assert slope.loss is not None
    assert slope.next_value is not None
    for number, loss, colour in (
        (slope.value, slope.loss, theme.ink),
        (slope.next_value, slope.got_alone, theme.series[2].colour),
    ):
        assert number is not None
        assert loss is not None
        pixel = image.pixelColor(round(place.across(number)), round(place.up(loss)))
        assert pixel.name() == colour.name()


def test_what_all_brought_is_pointed_at_where_it_is_out_of_sight(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, what.program.end_of(4), WEIGHT)
    slope, place = found(panel), panel.plot.map
    assert slope.got is not None
    assert slope.next_value is not None
    assert slope.got < place.y[0]
    image, x = picture(panel.plot), round(place.across(slope.next_value))
    pixel = image.pixelColor(x, round(place.box.bottom) - 7)
    assert pixel.name() == LOOK.theme.series[0].colour.name()
    losses = slope.losses
    assert place.y[1] - place.y[0] < 3 * (losses.max() - losses.min())  # the curve fills the plot


def test_a_kink_has_two_tangents(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 0), AT_KINK)
    slope = found(panel)
    assert slope.kink is not None
    assert slope.gradient is not None
    left, right = slope.kink
    # what training takes at the kink is one of the two: ReLU's slope at 0 is 0
    assert min(abs(left - slope.gradient), abs(right - slope.gradient)) < 1e-6
    assert abs(right - left) > 0.01
    half = len(slope.losses) // 2
    step = slope.numbers[half + 1] - slope.numbers[half]
    for side, told in ((-1, left), (1, right)):
        difference = (slope.losses[half + side] - slope.losses[half]) / (side * step)
        assert difference == pytest.approx(told, rel=0.05)
    assert "kink" in words.note(shown(panel)) + next(words.titles(shown(panel)))
    image, place = picture(panel.plot), panel.plot.map
    assert slope.loss is not None
    for side, told in ((-1, left), (1, right)):
        x = slope.value + side * 0.1 * (place.x[1] - place.x[0])
        at = place.across(x), place.up(slope.loss + told * (x - slope.value))
        wanted = LOOK.theme.series[1].colour
        seen = [image.pixelColor(round(at[0]), round(at[1]) + down) for down in (-1, 0, 1)]
        assert min(abs(each.blue() - wanted.blue()) for each in seen) < 20


def test_away_from_a_kink_there_is_one_slope(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 3), WEIGHT)
    assert found(panel).kink is None


def test_of_a_gradient_the_number_that_it_belongs_to_is_meant(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 2), Source("d.hidden.W", (1, 2)))
    assert shown(panel).place == WEIGHT


def test_of_a_memory_the_parameter_is_meant(panel: SlopePanel) -> None:
    what = lesson("digits")
    show(panel, what, what.program.end_of(2), Source("m.hidden.W", (20, 3)))
    assert shown(panel).place == Source("hidden.W", (20, 3))


def test_where_there_is_no_slope_it_says_why(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, what.program.end_of(2), Source("lr", ()))
    assert shown(panel).place is None
    assert "there is no slope along" in panel.spoken()
    picture(panel)


@pytest.mark.parametrize(
    ("tick", "told"),
    [
        (lambda what: what.program.start_of(2) + 2, "not computed yet"),
        (lambda what: before_update(what, 2), "The loss "),
        (lambda what: what.program.end_of(2), "The update took L from"),
        (lambda what: what.last_tick, "at the end of the run"),
    ],
)
def test_the_title_says_how_far_it_is(
    panel: SlopePanel, tick: Callable[[Lesson], int], told: str
) -> None:
    what = lesson("xor")
    show(panel, what, tick(what), WEIGHT)
    assert told in next(words.titles(shown(panel)))


def test_the_title_agrees_with_the_gradient(panel: SlopePanel) -> None:
    what = lesson("xor")
    for unit in range(8):
        show(panel, what, before_update(what, 3), Source("hidden.W", (1, unit)))
        slope, title = found(panel), next(words.titles(shown(panel)))
        if slope.gradient:
            assert ("grows with" in title) == (slope.gradient > 0)
            rises = slope.losses[-1] > slope.losses[0]
            assert rises == (slope.gradient > 0) or slope.losses.argmin() not in (0, 40)


def test_a_curve_is_computed_in_turns_and_is_the_same(
    panel: SlopePanel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    what = lesson("xor")
    show(panel, what, what.program.end_of(4), WEIGHT)
    at_once = found(panel)
    monkeypatch.setattr(scene, "TURN_SIZE", 1)
    history = History(what.program, what.start)
    history.run_to(5)
    frame = frame_at(what, history, what.program.end_of(4), Focus(AT_KINK))
    panel.show_frame(frame)
    assert shown(panel).found is None
    assert "being computed" in panel.spoken()
    panel.show_frame(frame_at(what, history, what.program.end_of(4), Focus(WEIGHT)))
    qtbot.waitUntil(lambda: shown(panel).found is not None)
    np.testing.assert_array_equal(found(panel).losses, at_once.losses)
    assert found(panel).got == at_once.got


def test_the_steps_end_with_the_slope(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, what.program.end_of(4), WEIGHT)
    steps = list(slope_steps(shown(panel).moment))
    assert all(step is None for step in steps[:-1])
    assert isinstance(steps[-1], LossSlope)
    assert len(steps) > 41
    whole = slope_of(shown(panel).moment)
    np.testing.assert_array_equal(whole.losses, steps[-1].losses)


def test_a_network_that_is_too_large_is_told(
    panel: SlopePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene, "MAX_PASS_SIZE", 10)
    what = animal("lenet")
    show(panel, what, what.program.end_of(0), None)
    assert "too large" in panel.spoken()
    picture(panel)


def test_numbers_that_are_no_longer_finite_are_told(panel: SlopePanel) -> None:
    what = bursting()
    show(panel, what, what.program.end_of(4), WEIGHT)
    assert "finite" in panel.spoken()
    picture(panel)


def test_without_a_finite_loss_the_axis_goes_from_0_to_1(
    panel: SlopePanel,
) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 40), WEIGHT)
    shown = panel.scene
    assert shown is not None
    slope = found(panel)
    assert shown.up[0] <= min(slope.losses) < max(slope.losses) <= shown.up[1]
    lost = replace(slope, losses=np.full_like(slope.losses, np.nan), loss=None, got_alone=None)
    for nothing in (lost, None):
        shown.found = nothing
        assert shown.up == (0.0, 1.0)
    shown.found = slope


# -- pointer and keys


def spot(panel: SlopePanel, number: float, loss: float) -> QPointF:
    place = panel.plot.map
    return QPointF(place.across(number), place.up(loss))


def test_a_click_explains_the_number_or_its_gradient(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 40), WEIGHT)
    asked, slope, place = looked(panel), found(panel), panel.plot.map
    assert slope.loss is not None
    assert slope.gradient is not None
    panel.plot.clicked.emit(spot(panel, slope.value, slope.loss))
    assert asked.pop() == WEIGHT
    x = slope.value + 0.2 * (place.x[1] - place.x[0])
    panel.plot.clicked.emit(spot(panel, x, slope.loss + slope.gradient * (x - slope.value)))
    assert asked.pop() == Source("d.hidden.W", (1, 2))
    panel.plot.clicked.emit(QPointF(place.box.left + 2, place.box.bottom - 2))
    assert asked == []


def test_the_pointer_reads_the_nearest_point_of_the_curve(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 3), WEIGHT)
    slope = found(panel)
    panel.plot.pointed.emit(spot(panel, float(slope.numbers[7]), 0.0))
    assert panel.note() == words.readout(shown(panel), 7)
    assert panel.marks.legend
    panel.plot.pointed.emit(None)
    assert panel.marks.point is None


def test_keys_read_the_curve_and_go_to_other_numbers(panel: SlopePanel) -> None:
    what = lesson("xor")
    show(panel, what, before_update(what, 3), WEIGHT)
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    assert panel.note() == words.readout(shown(panel), 18)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.note() == words.note(shown(panel))
    asked = looked(panel)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_7, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(panel, key)
    assert asked == [
        WEIGHT,
        Source("d.hidden.W", (1, 2)),
        Source("hidden.W", (1, 3)),
        Source("hidden.W", (1, 1)),
    ]
