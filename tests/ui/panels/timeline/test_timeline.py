"""The timeline, dragged, zoomed and clicked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, Run, bursting, lesson, looked, mouse, opened, picture, sought, wheel
from ui.kit.look import Look
from ui.kit.theme import DARK, Metrics
from ui.kit.tint import mix
from ui.panels.timeline.drawing import GHOST_SHARE
from ui.panels.timeline.panel import TimelinePanel
from ui.session.wishes import Seek
from visualnn.expr import Source
from visualnn.run.history import Edit

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[TimelinePanel]:
    made = TimelinePanel(LOOK)
    qtbot.addWidget(made)
    troubles: list[str] = []
    made.failed.connect(troubles.append)
    made.resize(1280, 96)
    made.show()
    yield made
    made.grab()
    assert troubles == []


def track(panel: TimelinePanel, tick: int, *, y: int = 45) -> QPoint:
    return QPoint(round(panel.x_of(tick)), y)


def settle(qtbot: QtBot) -> None:
    """Let what is asked for once per turn of the event loop be asked for."""
    qtbot.wait(1)


def colours(panel: TimelinePanel, y: int) -> set[str]:
    image = picture(panel)
    return {image.pixelColor(x, y).name() for x in range(image.width())}


def test_before_the_first_frame_nothing_is_sought(qtbot: QtBot, panel: TimelinePanel) -> None:
    with qtbot.assertNotEmitted(panel.wished, wait=20):
        QTest.mouseClick(panel, LEFT, pos=QPoint(400, 45))
        QTest.keyClick(panel, Qt.Key.Key_End)
        wheel(panel, QPoint(400, 45), 3)


def test_a_click_seeks_to_the_end_of_the_nearest_iteration(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    goal = run.lesson.program.end_of(399)
    with qtbot.waitSignal(panel.wished) as told:
        QTest.mouseClick(panel, LEFT, pos=track(panel, goal))
    assert told.args == [Seek(goal)]
    assert abs(panel.x_of(run.tick) - track(panel, goal).x()) <= 1


def test_dragging_seeks_once_per_turn_of_the_event_loop(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    found = sought(panel)
    mouse(panel, QEvent.Type.MouseButtonPress, QPoint(300, 45))
    for end in (500, 700):
        for x in range(301, end + 1):
            mouse(panel, QEvent.Type.MouseMove, QPoint(x, 45))
        settle(qtbot)
        assert found[-1] == run.tick
        assert abs(panel.x_of(run.tick) - end) <= 1
    assert len(found) == 2
    mouse(panel, QEvent.Type.MouseButtonRelease, QPoint(700, 45))
    mouse(panel, QEvent.Type.MouseMove, QPoint(900, 45))
    settle(qtbot)
    assert len(found) == 2


def test_a_drag_that_ends_at_once_still_arrives(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    mouse(panel, QEvent.Type.MouseButtonPress, QPoint(300, 45))
    mouse(panel, QEvent.Type.MouseMove, QPoint(640, 45))
    mouse(panel, QEvent.Type.MouseButtonRelease, QPoint(640, 45))
    settle(qtbot)
    assert abs(panel.x_of(run.tick) - 640) <= 1


def test_the_ends_are_reached_from_outside_the_strip(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(500)
    for x, tick in ((5000, run.lesson.last_tick), (-50, 0)):
        mouse(panel, QEvent.Type.MouseButtonPress, QPoint(600, 45))
        mouse(panel, QEvent.Type.MouseMove, QPoint(x, 45))
        mouse(panel, QEvent.Type.MouseButtonRelease, QPoint(x, 45))
        settle(qtbot)
        assert run.tick == tick


def test_the_wheel_zooms_around_the_pointer_to_single_instructions(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    run = Run(lesson("digits"), panel)
    run.go(run.lesson.program.start_of(300) + 20)
    place = track(panel, run.tick)
    for _notch in range(40):
        before = panel.stretch
        wheel(panel, place, 1)
        assert panel.stretch.length <= before.length
    assert panel.stretch.length == 1.0
    assert abs(panel.x_of(run.tick) - place.x()) <= 1.0
    program = run.lesson.program
    for tick in range(run.tick - 5, run.tick + 6):
        QTest.mouseClick(panel, LEFT, pos=track(panel, tick))
        settle(qtbot)
        assert run.tick == tick
    phases = {panel.look.theme.phases[phase].tint.name() for phase in ("forward", "backward")}
    assert phases <= colours(panel, 64)
    for _notch in range(40):
        wheel(panel, place, -1)
    assert panel.stretch.length == run.lesson.iterations
    assert program.at(run.tick) is not None


def test_a_notch_aside_moves_the_stretch_by_a_tenth_of_it(panel: TimelinePanel) -> None:
    run = Run(lesson("digits"), panel)
    run.go(run.lesson.program.start_of(300) + 20)
    place = track(panel, run.tick)
    wheel(panel, place, 5)
    before = panel.stretch
    aside = QWheelEvent(
        QPointF(place), QPointF(panel.mapToGlobal(place)), QPoint(), QPoint(-120, 0),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(panel, aside)
    assert panel.stretch.length == before.length
    assert panel.stretch.first - before.first == pytest.approx(before.length / 10, rel=1e-9)


def test_a_wheel_that_is_spun_zooms_far(panel: TimelinePanel) -> None:
    run = Run(lesson("digits"), panel)
    run.go(run.lesson.program.start_of(300) + 20)
    wheel(panel, track(panel, run.tick), 100_000)
    assert panel.stretch.length < 0.01 * run.lesson.iterations
    wheel(panel, track(panel, run.tick), -100_000)
    assert panel.stretch.length == run.lesson.iterations


def test_away_from_the_playhead_the_wheel_keeps_the_place_under_the_pointer(
    panel: TimelinePanel,
) -> None:
    run = Run(lesson("digits"), panel)
    run.go(0)
    place = panel.stretch.place_of(900.0, 16.0, 1248.0)
    for notches in (1, 5, 3, -2):
        wheel(panel, QPoint(900, 45), notches)
        assert panel.stretch.place_of(900.0, 16.0, 1248.0) == pytest.approx(place)


def test_a_double_click_shows_the_whole_run(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(26 * 40)
    wheel(panel, QPoint(60, 45), 8)
    assert panel.stretch.length < 200
    QTest.mouseDClick(panel, LEFT, pos=QPoint(600, 45))
    assert (panel.stretch.first, panel.stretch.length) == (0.0, 1000.0)


def test_the_view_follows_what_is_sought_elsewhere(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(26 * 40)
    wheel(panel, track(panel, run.tick), 12)
    for tick in (26 * 900, 3, 26 * 500 + 4):
        run.go(tick)
        assert panel.stretch.shows(panel.stretch.place_of(panel.x_of(tick), 16.0, 1248.0))
        assert 16 <= panel.x_of(tick) <= 1264


def test_keys_go_by_iterations_and_by_instructions_when_zoomed(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    run = Run(lesson("xor"), panel)
    run.go(26 * 3)
    found = []
    for key in ("Right", "Right", "Left", "End", "Left", "Home", "Left", "PageDown"):
        QTest.keyClick(panel, Qt.Key[f"Key_{key}"])
        settle(qtbot)
        found.append(run.tick // 26)
    assert found == [4, 5, 4, 1000, 999, 0, 0, 100]
    for _press in range(40):
        QTest.keyClick(panel, Qt.Key.Key_Plus)
    run.go(26 * 100 + 5)
    for key, tick in (("Right", 26 * 100 + 6), ("Left", 26 * 100 + 5), ("Left", 26 * 100 + 4)):
        QTest.keyClick(panel, Qt.Key[f"Key_{key}"])
        settle(qtbot)
        assert run.tick == tick


def test_keys_that_come_fast_add_up_to_one_wish(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    found = sought(panel)
    for _press in range(5):
        right = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(panel, right)
    assert found == []
    settle(qtbot)
    assert found == [run.lesson.program.end_of(4)]


def test_stops_lead_to_their_ticks_one_after_the_other(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(0)
    ticks = [stop.tick for stop in run.lesson.stops]
    panel.grab()
    first = track(panel, ticks[0], y=76)
    found = []
    for _click in range(4):
        QTest.mouseClick(panel, LEFT, pos=first)
        settle(qtbot)
        found.append(run.tick)
    assert found == ticks[:4]
    QTest.mouseClick(panel, LEFT, pos=track(panel, ticks[9], y=76))
    settle(qtbot)
    assert run.tick == ticks[9]
    QTest.mouseMove(panel, track(panel, ticks[9], y=76))
    assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_edits_are_marked_and_lead_to_their_tick(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.history.run_to(600)
    tick = run.lesson.program.end_of(399)
    run.go(tick)
    before = picture(panel)
    run.history.edit(Edit(tick, Source("hidden.W", (0, 0)), 3.0))
    run.go(tick)
    run.go(0)
    place = track(panel, tick, y=76)
    assert picture(panel).copy(place.x() - 6, 70, 12, 11) != before.copy(place.x() - 6, 70, 12, 11)
    QTest.mouseClick(panel, LEFT, pos=place)
    settle(qtbot)
    assert run.tick == tick


def test_an_edit_changes_the_curve_even_where_it_is_as_long_again(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.history.run_to(500)
    run.go(26 * 499)
    before = picture(panel).copy(16, 27, 600, 40)
    run.history.edit(Edit(26 * 100, Source("output.b", (0,)), -9.0))
    run.history.run_to(500)
    run.go(26 * 499)
    after = picture(panel).copy(16, 27, 600, 40)
    assert after != before


def test_what_is_not_computed_is_an_empty_track(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.history.run_to(500)
    run.go(26 * 100)
    image = picture(panel)
    line = LOOK.theme.series[0].colour
    known = [image.pixelColor(x, y) == line for x in range(20, 630) for y in range(27, 68)]
    unknown = [image.pixelColor(x, y) == line for x in range(645, 1260) for y in range(27, 68)]
    assert any(known)
    assert not any(unknown)
    assert image.pixelColor(400, 30) == LOOK.theme.surface != image.pixelColor(900, 30)


def test_the_playhead_is_ink_and_stands_at_the_tick(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    for tick in (0, 26 * 250, 26 * 999):
        run.go(tick)
        image = picture(panel)
        x = round(panel.x_of(tick))
        assert image.pixelColor(x, 50) == LOOK.theme.ink
        accent = LOOK.theme.accent.name()
        assert accent not in colours(panel, 50) | colours(panel, 30) | colours(panel, 14)


def test_back_and_forth_gives_the_same_pixels(panel: TimelinePanel) -> None:
    run = Run(lesson("digits"), panel)
    run.history.run_to(200)
    run.go(5003)
    before = picture(panel)
    for tick in (5004, 9000, 0, 5003):
        run.go(tick)
    assert picture(panel) == before


def test_the_loss_in_the_readout_is_a_door(qtbot: QtBot, panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(26 * 5 + 10)  # L is written
    assert "L" in run.frame(run.tick).values
    panel.grab()  # the door is where the loss was painted last
    found = looked(panel)
    for x in range(16, 700, 12):
        QTest.mouseMove(panel, QPoint(x, 14))
        if panel.cursor().shape() == Qt.CursorShape.PointingHandCursor:
            QTest.mouseClick(panel, LEFT, pos=QPoint(x, 14))
    assert set(map(str, found)) == {"L"}
    run.go(26 * 5 + 3)  # not written yet: a dash, and no door
    panel.grab()
    found.clear()
    with qtbot.assertNotEmitted(panel.wished, wait=20):
        for x in range(16, 700, 12):
            QTest.mouseClick(panel, LEFT, pos=QPoint(x, 14))
    assert found == []


def test_numbers_that_are_not_finite_are_marked_and_led_to(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    run = Run(bursting(), panel)
    run.history.run_to(50)
    run.go(26 * 30)
    trouble = run.frame(run.tick).trouble
    assert trouble is not None
    x = round(panel.x_of(trouble.tick))
    assert picture(panel).pixelColor(x, 60) == LOOK.theme.warning
    QTest.mouseClick(panel, LEFT, pos=QPoint(x + 10, 34))
    settle(qtbot)
    assert run.tick == trouble.tick


def test_another_lesson_is_shown_whole(panel: TimelinePanel) -> None:
    Run(lesson("xor"), panel).go(26 * 500)
    wheel(panel, QPoint(600, 45), 10)
    Run(lesson("digits"), panel).go(0)
    assert (panel.stretch.first, panel.stretch.length) == (0.0, 900.0)


def test_looks_and_sizes_change_at_once(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(26 * 10)
    panel.set_look(Look(DARK, Metrics(1.5)))
    panel.resize(900, 144)
    image = picture(panel)
    assert image.pixelColor(4, 4) == DARK.window
    assert image.pixelColor(round(panel.x_of(run.tick)), 70) == DARK.ink
    panel.retranslate()


@pytest.mark.parametrize("size", [(40, 30), (1, 1), (3000, 400)])
def test_no_size_is_too_small_or_too_large(panel: TimelinePanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    run = Run(lesson("xor"), panel)
    run.go(26 * 10)
    for notches in (5, 30, -50):
        wheel(panel, QPoint(size[0] // 2, size[1] // 2), notches)
        panel.grab()


def test_a_drag_is_told_once(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.history.run_to(400)
    run.go(2600)
    at = QPoint(round(panel.x_of(2600)) + 40, 60)
    QTest.mouseMove(panel, at)
    panel.grab()
    assert run.panels[0].frame is not None
    assert panel._hint(run.panels[0].frame).startswith("iteration ")
    mouse(panel, QEvent.Type.MouseButtonPress, at)
    mouse(panel, QEvent.Type.MouseMove, at + QPoint(3, 0))
    assert panel._hint(run.panels[0].frame) == ""
    mouse(panel, QEvent.Type.MouseButtonRelease, at + QPoint(3, 0))
    assert panel._hint(run.panels[0].frame).startswith("iteration ")


def test_the_name_of_a_number_that_is_none_stands_beside_the_playhead(panel: TimelinePanel) -> None:
    run = Run(bursting(), panel)
    run.history.run_to(6)
    trouble = run.history.trouble
    assert trouble is not None
    run.go(trouble.tick)
    panel.grab()
    x = round(panel.x_of(trouble.tick))
    image = picture(panel)
    seen = [image.pixelColor(x + dx, y) for dx in range(8, 40) for y in range(30, 60)]
    assert sum(colour.red() - colour.blue() > 60 for colour in seen) > 5  # letters of a warning


def test_a_sentence_without_room_is_not_cut(panel: TimelinePanel) -> None:
    run = Run(lesson("xor"), panel)
    run.go(3)
    panel.resize(1280, 60)
    track = panel._strip.track
    assert 0 < track.height < 12
    image = picture(panel)
    y = round(track.top + track.height / 2)
    assert len({image.pixel(x, y) for x in range(300, 900)}) == 1


def test_the_loss_before_a_change_is_a_line_until_it_is_dismissed(
    qtbot: QtBot, panel: TimelinePanel, patient: None
) -> None:
    session = opened(lesson("xor"))
    session.moved.connect(panel.show_frame)
    session.seek(26 * 400)
    session.finish()
    session.seek(26 * 100)
    session.edit(Source("lr"), 0.9)
    session.finish()
    image = picture(panel)
    faint = mix(LOOK.theme.surface, LOOK.theme.ink_faint, GHOST_SHARE).name()
    line = LOOK.theme.series[0].colour.name()
    late = range(round(panel.x_of(26 * 200)), round(panel.x_of(26 * 390)))

    def seen(picture: QImage, colour: str) -> bool:
        rows = range(panel.height())
        return any(picture.pixelColor(x, y).name() == colour for x in late for y in rows)

    assert seen(image, faint)  # where nothing of the run as it is now is computed yet
    assert not seen(image, line)
    session.seek(26 * 300)
    session.finish()
    assert "since the change: L" in panel.spoken()
    session.dismiss()
    assert not seen(picture(panel), faint)
    assert "since the change" not in panel.spoken()
    session.halt()
