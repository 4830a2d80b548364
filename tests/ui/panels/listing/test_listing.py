"""The listing, used with mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.spelling import spelling
from tests.ui.runs import LOOK, Run, lesson, looked, picture, wheel
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.panels.listing import panel as listing
from ui.panels.listing.panel import ListingPanel
from ui.session.wishes import ToggleBreakpoint
from visualnn.expr import Source
from visualnn.lesson import from_dict
from visualnn.run.history import History
from visualnn.tell.frame import frame_at
from visualnn.text import use_language

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ListingPanel]:
    made = ListingPanel(LOOK)
    qtbot.addWidget(made)
    troubles: list[str] = []
    made.failed.connect(troubles.append)
    made.resize(300, 380)
    made.show()
    yield made
    made.grab()
    assert troubles == []


def at(panel: ListingPanel, line: int, *, x: int = 80) -> QPoint:
    return QPoint(x, round(panel.line_box(line).center().y()))


def is_in_sight(panel: ListingPanel, line: int) -> bool:
    box = panel.line_box(line)
    return box.top() >= box.height() and box.bottom() <= panel.height()  # below the pinned heading


def test_before_the_first_frame_nothing_is_listed(qtbot: QtBot, panel: ListingPanel) -> None:
    with qtbot.assertNotEmitted(panel.wished):
        QTest.mouseClick(panel, LEFT, pos=QPoint(80, 100))
        QTest.keyClick(panel, Qt.Key.Key_Down)


def test_a_click_on_a_line_goes_there_in_this_iteration(qtbot: QtBot, panel: ListingPanel) -> None:
    run = Run(lesson("digits"), panel)
    run.go(run.lesson.program.start_of(44) + 9)
    QTest.mouseClick(panel, LEFT, pos=at(panel, 10))
    assert run.tick == run.lesson.program.start_of(44) + 11


def test_headings_lead_nowhere(qtbot: QtBot, panel: ListingPanel) -> None:
    Run(lesson("xor"), panel).go(0)
    with qtbot.assertNotEmitted(panel.wished):
        QTest.mouseClick(panel, LEFT, pos=QPoint(80, 8))
        heading = panel.line_box(2).translated(0, -panel.line_box(2).height()).center().y()
        QTest.mouseClick(panel, LEFT, pos=QPoint(80, round(heading)))


def test_a_double_click_explains_the_first_number(qtbot: QtBot, panel: ListingPanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    program = run.lesson.program.instructions(0)
    line = next(n for n, each in enumerate(program) if each.writes == "hidden.z")
    found = looked(panel)
    QTest.mouseDClick(panel, LEFT, pos=at(panel, line))
    assert found == [Source("hidden.z", (0, 0))]


def test_the_gutter_sets_breakpoints(qtbot: QtBot, panel: ListingPanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(3)
    without = picture(panel)
    with qtbot.waitSignal(panel.wished) as told:
        QTest.mouseClick(panel, LEFT, pos=at(panel, 3, x=panel.gutter // 2))
    name = run.lesson.program.instructions(0)[3].writes
    assert told.args == [ToggleBreakpoint(name)]
    run.breakpoints = frozenset({name})
    run.go(3)
    dot = at(panel, 3, x=panel.gutter // 2 + 2)
    assert picture(panel).pixelColor(dot) == LOOK.theme.ink
    assert without.pixelColor(dot) == LOOK.theme.surface


def test_the_accent_is_beside_the_current_line_alone(panel: ListingPanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    full = round(panel.line_box(0).height()) - 2
    for tick in range(1, 15):
        run.go(tick)
        image = picture(panel)
        for line in range(26):
            if is_in_sight(panel, line):
                box = panel.line_box(line)
                tall = sum(
                    image.pixelColor(LOOK.metrics.ring + 1, y) == LOOK.theme.accent
                    for y in range(round(box.top()), round(box.bottom()))
                )
                assert (tall >= full) is (line == tick - 1)


def test_the_current_line_stays_in_sight_at_every_tick(panel: ListingPanel) -> None:
    run = Run(lesson("digits"), panel)
    for tick in (*range(102), *range(2190, 2270), *range(2200, 2100, -1)):
        run.go(tick)
        done = run.frame(tick).place.done
        assert is_in_sight(panel, max(done - 1, 0))


def test_from_one_iteration_to_the_next_lines_stay_where_they_are(panel: ListingPanel) -> None:
    run = Run(lesson("digits"), panel)
    program = run.lesson.program
    run.go(program.start_of(43) + 20)
    usual = [panel.line_box(line) for line in range(50)]
    before = picture(panel)
    run.go(program.start_of(44) + 20)
    assert [panel.line_box(line) for line in range(50)] == usual
    room = before.copy(0, 0, 285, 380)  # beside the scroll bar, which knows of more lines
    assert picture(panel).copy(0, 0, 285, 380) == room


def test_the_wheel_scrolls_and_a_step_comes_back(qtbot: QtBot, panel: ListingPanel) -> None:
    run = Run(lesson("digits"), panel)
    run.go(4)
    top = panel.line_box(0).top()
    wheel(panel, QPoint(100, 200), -3)
    assert panel.line_box(0).top() < top
    assert not is_in_sight(panel, 3)
    run.go(5)
    assert is_in_sight(panel, 4)
    wheel(panel, QPoint(100, 200), 1000)
    assert panel.line_box(0).top() == 20.0


def test_keys_walk_through_the_lines(qtbot: QtBot, panel: ListingPanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(5)
    found = []
    for key in ("Down", "Down", "Up", "End", "Down", "Home", "Up", "Up"):
        QTest.keyClick(panel, Qt.Key[f"Key_{key}"])
        found.append(run.tick)
    assert found == [6, 7, 6, 26, 27, 27, 26, 25]
    with qtbot.waitSignal(panel.wished) as told:
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert told.args[0].place.name == run.frame(25).written
    with qtbot.waitSignal(panel.wished) as halted:
        QTest.keyClick(panel, Qt.Key.Key_B)
    assert halted.args == [ToggleBreakpoint(run.frame(25).written)]


def test_tips_tell_the_whole_formula(qtbot: QtBot, panel: ListingPanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(12)
    QTest.mouseMove(panel, at(panel, 9))
    instruction = run.lesson.program.instructions(0)[9]
    assert panel.toolTip().endswith(instruction.formula)
    QTest.mouseMove(panel, at(panel, 9, x=4))
    assert instruction.writes in panel.toolTip()


def test_two_thousand_lines_scroll_to_any_of_them(panel: ListingPanel) -> None:
    small = lesson("xor")
    usual = small.program.closing
    many = tuple(replace(usual[n % 26], writes=f"v{n}.{usual[n % 26].writes}") for n in range(2000))
    program = replace(small.program, closing=many)
    first = Run(small).frame(3)
    long = replace(small, program=program, stops=())
    for done in (1, 1999, 2000, 700, 703):
        place = replace(first.place, done=done)
        frame = replace(first, lesson=long, tick=done, place=place, instruction=many[done - 1])
        panel.show_frame(frame)
        assert is_in_sight(panel, done - 1)


def test_looks_and_sizes_change_at_once(panel: ListingPanel) -> None:
    Run(lesson("xor"), panel).go(4)
    panel.set_look(Look(DARK, Metrics(1.5)))
    assert picture(panel).pixelColor(150, 375) == DARK.surface
    assert panel.line_box(0).height() == 30.0
    panel.resize(200, 120)
    assert is_in_sight(panel, 3)
    panel.retranslate()


@pytest.mark.parametrize(
    ("name", "layer", "shown"),
    [
        ("bn.norm", "bn", "norm"),
        ("d.bn.norm", "bn", "∂L/∂norm"),
        ("norm", "", "‖g‖"),
        ("m.hidden.W", "hidden", "m.W"),
    ],
)
def test_a_layers_own_name_is_no_symbol_of_the_program(name: str, layer: str, shown: str) -> None:
    assert listing._short(name, layer) == shown


def test_the_current_line_stays_in_sight_when_all_grows(panel: ListingPanel) -> None:
    run = Run(lesson("digits"), panel)
    run.go(run.lesson.program.end_of(0) - 1)
    line = len(run.lesson.program.usual) - 2
    assert is_in_sight(panel, line)
    for factor in (1.5, 2.5, 1.0):
        panel.set_look(Look(LIGHT, Metrics(factor)))
        assert is_in_sight(panel, line)


def test_the_step_that_one_is_in_is_unfolded_and_a_click_unfolds_another(
    panel: ListingPanel,
) -> None:
    what = spelling("lstm")
    panel.resize(300, 700)
    run = Run(what, panel)
    run.go(what.program.done_after("r.t2.f", 0) or 0)

    def is_folded(name: str) -> bool:
        line = (what.program.done_after(name, 0) or 0) - 1
        return panel.line_box(line) == panel.line_box(line + 1)

    assert (is_folded("r.t1.f"), is_folded("r.t2.f"), is_folded("r.t3.f")) == (True, False, True)
    before = picture(panel)
    heading = panel.line_box((what.program.done_after("r.t3.f", 0) or 0) - 1)
    QTest.mouseClick(panel, LEFT, pos=heading.center().toPoint())
    assert run.tick == what.program.done_after("r.t2.f", 0)
    assert not is_folded("r.t3.f")
    assert picture(panel) != before
    QTest.mouseClick(panel, LEFT, pos=heading.center().toPoint())
    assert is_folded("r.t3.f")
    assert picture(panel) == before
    here = panel.line_box((what.program.done_after("r.t2.x", 0) or 0) - 1).translated(0, -20)
    QTest.mouseClick(panel, LEFT, pos=here.center().toPoint())
    run.go(what.program.done_after("r.t3.f", 0) or 0)
    assert (is_folded("r.t2.f"), is_folded("r.t3.f")) == (True, False)


def test_a_folded_step_says_that_it_is_read_and_where_a_run_would_halt(
    panel: ListingPanel,
) -> None:
    what = spelling("lstm")
    panel.resize(300, 700)
    run = Run(what, panel)
    run.go(what.program.done_after("r.t2.hW", 0) or 0)
    line = (what.program.done_after("r.t1.h", 0) or 0) - 1
    box = panel.line_box(line)
    edge = picture(panel).pixelColor(round(box.left()) + LOOK.metrics.ring, round(box.center().y()))
    assert edge == LOOK.theme.accent
    bare = picture(panel)
    run.breakpoints = frozenset({"r.t3.c"})
    run.go(run.tick)
    assert picture(panel) != bare


def test_a_shorter_program_is_listed_behind_the_end_of_a_longer_one(panel: ListingPanel) -> None:
    longer, shorter = lesson("digits"), lesson("logistic")
    assert len(shorter.program.usual or shorter.program.closing) < len(longer.program.closing)
    history = History(longer.program, longer.start)
    panel.show_frame(frame_at(longer, history, longer.program.end_of(0)))
    panel.show_frame(frame_at(shorter, History(shorter.program, shorter.start), 1))
    assert panel.frame is not None
    assert panel.frame.lesson is shorter
    assert is_in_sight(panel, 0)


def test_a_layer_keeps_its_name_where_other_headings_are_translated(panel: ListingPanel) -> None:
    """Also where a layer is called as what is none is."""
    spec = {
        "format": 1,
        "name": "small",
        "title": {"en": "Small", "ko": "작은 신경망"},
        "epochs": 1,
        "data": {"source": "xor"},
        "layers": [{"name": "optimizer", "kind": "dense", "units": 1, "activation": "sigmoid"}],
        "loss": {"kind": "binary_cross_entropy"},
        "optimizer": {"kind": "sgd", "lr": 0.5},
    }
    run = Run(from_dict(spec), panel)
    run.go(1)
    use_language("ko")
    try:
        assert panel.frame is not None
        rows = panel._rows(panel.frame).rows
        headings = {row.layer: panel._heading_words(row)[0] for row in rows if row.layer}
    finally:
        use_language("en")
    assert headings["optimizer"] == "optimizer"
    assert headings["loss"] == "손실"
