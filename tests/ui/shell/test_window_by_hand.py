"""The real window with all its panels, driven as a learner does: by mouse and keys alone."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NAMES, faults, on_top, small_lesson, standing
from tests.ui.runs import mouse, wheel
from ui.commands.help import HelpSheet
from ui.kit.flow import FlowView
from ui.kit.look import Look
from ui.kit.overlay import AskOverlay
from ui.kit.panel import Panel
from ui.kit.theme import LIGHT, Metrics, apply
from ui.panels.card.panel import CardPanel
from ui.panels.curves.panel import CurvesPanel
from ui.panels.lesson.panel import LessonPanel
from ui.panels.listing.panel import ListingPanel
from ui.panels.network.geometry import along
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.wiring import LayerPart, NetworkSpot
from ui.panels.tensor.panel import TensorPanel
from ui.panels.timeline.panel import TimelinePanel
from ui.session import going
from ui.session.playing import SPEEDS
from ui.session.wishes import CheckGradient, LookAt, Seek
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.names import display
from visualnn.tell.frame import Frame
from visualnn.text import language, use_language

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton
XOR = load(find("xor"))


class Hand:
    """A hand at the window. It reaches only what the pointer reaches: nothing that is covered."""

    def __init__(self, qtbot: QtBot, application: QApplication, lesson: Lesson) -> None:
        look = Look(LIGHT, Metrics())
        apply(application, look.theme, look.metrics)
        self.qtbot = qtbot
        self.window = window = Window(look)
        self.session = window.session
        qtbot.addWidget(window)
        self.told: list[str] = []
        window.failed.connect(self.told.append)
        window.resize(1280, 800)
        window.library.show(lesson)
        window.show()
        window.furnishing.finish()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QApplication.processEvents()

    # -- what the window consists of

    def _panel(self, name: str) -> Panel:
        return self.window.furniture.panels[name]

    @property
    def network(self) -> NetworkPanel:
        panel = self._panel("network")
        assert isinstance(panel, NetworkPanel)
        return panel

    @property
    def tensor(self) -> TensorPanel:
        panel = self._panel("tensor")
        assert isinstance(panel, TensorPanel)
        return panel

    @property
    def listing(self) -> ListingPanel:
        panel = self._panel("listing")
        assert isinstance(panel, ListingPanel)
        return panel

    @property
    def timeline(self) -> TimelinePanel:
        panel = self._panel("timeline")
        assert isinstance(panel, TimelinePanel)
        return panel

    @property
    def lesson(self) -> LessonPanel:
        panel = self._panel("lesson")
        assert isinstance(panel, LessonPanel)
        return panel

    @property
    def card(self) -> FlowView:
        panel = self._panel("card")
        assert isinstance(panel, CardPanel)
        view = panel.findChild(FlowView)
        assert view is not None
        return view

    @property
    def frame(self) -> Frame:
        assert self.session.frame is not None
        return self.session.frame

    # -- what it does

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)

    def type(self, text: str) -> None:
        """Instead of what stands in the field that has the keyboard."""
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        field.selectAll()
        QTest.keyClicks(field, text)

    def _under(self, widget: QWidget, place: QPoint) -> tuple[QWidget, QPoint]:
        """The widget that the pointer meets at a place of `widget`: itself or a part of it."""
        there = widget.mapTo(self.window, place)
        met = self.window.childAt(there)
        assert met is not None
        assert met is widget or widget.isAncestorOf(met), f"{widget} is covered by {met}"
        return met, met.mapFrom(self.window, there)

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        met, there = self._under(widget, widget.rect().center() if place is None else place)
        QTest.mouseMove(met, there)
        QTest.mouseClick(met, LEFT, pos=there)

    def double_click(self, widget: QWidget, place: QPoint) -> None:
        self.click(widget, place)
        met, there = self._under(widget, place)
        QTest.mouseDClick(met, LEFT, pos=there)

    def click_unit(self, block: str, unit: int) -> None:
        picture = self.network.picture
        assert picture is not None
        x, y = picture.layout.blocks[block].centres[unit]
        self.click(self.network, QPoint(round(x), round(y)))

    def click_edge(self, block: str, start: int, unit: int) -> None:
        picture = self.network.picture
        assert picture is not None
        x, y = along(picture.segment(block, start, unit), 0.9)
        self.click(self.network, QPoint(round(x), round(y)))

    def cell(self, *index: int) -> QPoint:
        """The middle of a cell of the large heat map."""
        view = self.tensor.view
        assert view is not None
        assert view.main is not None
        at = view.main.cell(index)
        assert at is not None
        box = view.main.grid.cell(*at)
        return QPoint(round(box.left + box.width / 2), round(box.top + box.height / 2))

    def click_token(self, place: Source) -> None:
        box = self.card.place_of(place)
        assert not box.isEmpty(), f"nothing on the card leads to {place}"
        self.click(self.card, box.center().toPoint())

    def answer(self, question: str, choice: str) -> None:
        """Click a choice of a question of the lesson; the wheel brings it into sight."""
        sheet = self.lesson.sheet
        rows = sheet.questions[question].choices
        assert rows is not None
        number = [row.id for row in rows.choices].index(choice)

        def place() -> QPoint:
            return rows.row_place(number).center().toPoint()

        def in_sight() -> bool:
            if self.window.childAt(rows.mapTo(self.window, place())) is rows:
                return True
            wheel(sheet.viewport(), sheet.viewport().rect().center(), -0.5)
            return False

        self.qtbot.waitUntil(in_sight)
        self.click(rows, place())

    def look_at(self, name: str) -> None:
        """Find a number by its name in the palette."""
        self.press(Key.Key_K, Held.ControlModifier)
        self.type(name)
        self.press(Key.Key_Return)

    def all_follow(self, tick: int, place: Source) -> None:
        """Every panel shows the same frame, and each says in its own way where it is."""
        frame = self.frame
        assert (frame.tick, frame.focus.place if frame.focus else None) == (tick, place)
        for name in standing(self.window):
            assert self._panel(name).frame is frame, name
        QApplication.processEvents()
        self.window.grab()  # what is laid out while painting
        assert str(Source(display(place.name), place.index)) in self.card.plain()
        view = self.tensor.view
        assert view is not None
        assert view.main is not None
        assert view.main.item.name == place.name
        scene = self.network.scene
        assert scene is not None
        assert scene.focus == scene.wiring.spot(place)
        handle = self.timeline.x_of(tick)
        assert 0 <= handle <= self.timeline.width()


@pytest.fixture
def hand(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Hand]:
    held = Hand(qtbot, dressed, XOR)
    yield held
    assert held.told == []
    held.window.close()
    use_language("en")


def tick_after(name: str, iteration: int = 0) -> int:
    """The tick at which a name of XOR has just been written."""
    done = XOR.program.done_after(name, iteration)
    assert done is not None
    return XOR.program.start_of(iteration) + done


# -- one place, seven views ------------------------------------------------------------------------


def test_dragging_the_timeline_moves_everything_there_and_back(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        going, "WAIT_SECONDS", math.inf
    )  # a busy machine arrives with each move too
    track, y = hand.timeline, round(hand.timeline.height() * 0.5)
    xs = [*range(100, 701, 60)]
    mouse(track, QEvent.Type.MouseButtonPress, QPoint(xs[0], y))
    seen = []
    for x in [*xs, *reversed(xs)]:
        mouse(track, QEvent.Type.MouseMove, QPoint(x, y))
        QApplication.processEvents()
        seen.append((hand.session.tick, hand.frame.values["hidden.W"].tobytes()))
        panels = hand.window.furniture.panels
        assert all(panels[name].frame is hand.frame for name in standing(hand.window))
    mouse(track, QEvent.Type.MouseButtonRelease, QPoint(xs[0], y))
    QApplication.processEvents()
    ticks = [tick for tick, _values in seen]
    assert ticks[: len(xs)] == sorted(set(ticks[: len(xs)]))
    assert seen == seen[::-1], "on the way back the same ticks and the same bits"
    assert hand.session.tick == ticks[0]


def test_a_unit_of_the_network_is_a_door(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    hand.click_unit("hidden", 5)
    hand.all_follow(3, Source("hidden.xW", (1, 5)))


def test_an_edge_of_the_network_is_a_door_and_the_example_stays(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    scene = hand.network.scene
    assert scene is not None
    assert scene.row == 1
    hand.click_edge("hidden", 1, 6)
    hand.all_follow(3, Source("hidden.W", (1, 6)))
    scene = hand.network.scene
    assert scene is not None
    assert scene.row == 1
    assert scene.focus == NetworkSpot(LayerPart.WEIGHT, "hidden", 6, 1)


def test_a_cell_of_the_heat_map_is_a_door(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    hand.click(hand.tensor, hand.cell(2, 4))
    hand.all_follow(3, Source("hidden.xW", (2, 4)))


def test_a_number_of_the_card_is_a_door_and_alt_left_leads_back(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    hand.click_token(Source("hidden.W", (1, 3)))
    hand.all_follow(3, Source("hidden.W", (1, 3)))
    hand.press(Key.Key_Left, Held.AltModifier)
    hand.all_follow(3, Source("hidden.xW", (1, 3)))
    hand.press(Key.Key_Right, Held.AltModifier)
    hand.all_follow(3, Source("hidden.W", (1, 3)))


def test_a_line_of_the_listing_is_a_door(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    names = [each.writes for each in XOR.program.instructions(0)]
    line = hand.listing.line_box(names.index("hidden.z"))
    hand.click(hand.listing, QPoint(80, round(line.center().y())))
    assert hand.session.written == "hidden.z"
    place = hand.session.place
    assert place is not None
    hand.all_follow(tick_after("hidden.z"), place)


def test_where_a_number_goes_is_a_door(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    explanation = hand.frame.explanation
    assert explanation is not None
    use = next(use for use in explanation.used_by if use.instruction.writes == "hidden.z")
    box = hand.card.place_of(use)
    hand.click(hand.card, box.center().toPoint())
    hand.all_follow(tick_after("hidden.z"), Source("hidden.z", (1, 3)))


# -- changing numbers ------------------------------------------------------------------------------


def test_a_weight_is_changed_in_its_cell_undone_and_redone(hand: Hand) -> None:
    end = tick_after("L", 5)
    hand.press(Key.Key_G, Held.ControlModifier)
    hand.type(str(end))
    hand.press(Key.Key_Return)
    untouched = {name: value.tobytes() for name, value in hand.frame.values.items()}
    hand.press(Key.Key_Home)
    for _time in range(3):
        hand.press(Key.Key_Right)
    tick = hand.session.tick
    hand.look_at("hidden.W[0,2]")
    hand.double_click(hand.tensor, hand.cell(0, 2))
    hand.type("-1.5")
    hand.press(Key.Key_Return)
    assert hand.frame.values["hidden.W"][0, 2] == -1.5
    assert QApplication.focusWidget() is hand.window, "the keys are the steps' again"
    assert "✎" in hand.card.plain()
    hand.window.grab()
    assert [mark.kind for mark in hand.timeline._marks if mark.kind == "✎"] == ["✎"]
    hand.press(Key.Key_Left)
    assert hand.frame.values["hidden.W"][0, 2] != -1.5, "before the change it is what it was"

    def at_the_end() -> dict[str, bytes]:
        hand.press(Key.Key_G, Held.ControlModifier)
        hand.type(str(end))
        hand.press(Key.Key_Return)
        assert hand.session.tick == end
        return {name: value.tobytes() for name, value in hand.frame.values.items()}

    changed = at_the_end()
    assert changed["hidden.W"] != untouched["hidden.W"]
    assert changed["L"] != untouched["L"]
    hand.press(Key.Key_Z, Held.ControlModifier)
    hand.all_follow(tick, Source("hidden.W", (0, 2)))
    assert at_the_end() == untouched
    hand.press(Key.Key_Z, Held.ControlModifier | Held.ShiftModifier)
    assert hand.frame.values["hidden.W"][0, 2] == -1.5
    assert at_the_end() == changed


def test_esc_gives_the_keys_back_to_the_steps(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    hand.double_click(hand.tensor, hand.cell(1, 3))
    hand.type("7")
    hand.press(Key.Key_Escape)
    assert QApplication.focusWidget() is hand.window
    before = hand.session.tick
    hand.press(Key.Key_Right)
    assert hand.session.tick == before + 1
    assert not hand.session.can_undo


def test_the_learning_rate_is_changed_in_the_toolbar(hand: Hand) -> None:
    hand.press(Key.Key_Right, Held.ShiftModifier)
    hand.click(hand.window.toolbar.rate)
    assert isinstance(on_top(hand.window), AskOverlay)
    hand.type("fast")
    hand.press(Key.Key_Return)
    assert isinstance(on_top(hand.window), AskOverlay), "what is no number is not taken"
    hand.type("0.25")
    hand.press(Key.Key_Return)
    assert on_top(hand.window) is None
    assert hand.window.toolbar.rate.text() == "η 0.25"
    before = hand.frame.values
    hand.press(Key.Key_Right, Held.ShiftModifier)
    after = hand.frame.values
    moved = before["hidden.W"] - 0.25 * after["d.hidden.W"]
    np.testing.assert_allclose(after["hidden.W"], moved, rtol=1e-15, atol=0)


def test_a_learning_rate_of_1e308_is_told_and_found(hand: Hand) -> None:
    hand.press(Key.Key_Right, Held.ShiftModifier)
    hand.click(hand.window.toolbar.rate)
    hand.type("1e308")
    hand.press(Key.Key_Return)
    assert hand.session.rate == 1e308
    hand.press(Key.Key_End)
    hand.qtbot.waitUntil(lambda: hand.session.tick == hand.session.last_tick)
    trouble = hand.frame.trouble
    assert trouble is not None
    assert not math.isfinite(trouble.value)
    assert str(Source(display(trouble.place.name), trouble.place.index)) in hand.card.plain()
    for panel in hand.window.furniture.panels.values():
        panel.grab()
    hand.press(Key.Key_F4)
    hand.all_follow(trouble.tick, trouble.place)
    here = hand.frame.values[trouble.place.name][trouble.place.index]
    assert not math.isfinite(float(here))
    hand.press(Key.Key_Left)
    assert all(np.isfinite(value).all() for value in hand.frame.values.values())


def test_a_number_that_nothing_can_be_computed_from_is_told_each_time_and_taken_back(
    qtbot: QtBot, dressed: QApplication, patient: None
) -> None:
    """Of `digits`, half an iteration names no batch."""
    hand = Hand(qtbot, dressed, load(find("digits")))
    hand.press(Key.Key_Right)
    assert hand.frame.written == "k"
    untouched = hand.frame
    hand.press(Key.Key_F2)
    hand.type("0.5")
    hand.press(Key.Key_Return)
    assert hand.frame.values["k"] == 0.5
    for _step in range(2):
        hand.press(Key.Key_Right)
    assert (hand.frame.written, hand.told) == ("order", [])
    before = hand.frame
    for _time in range(3):
        hand.press(Key.Key_Right)
        assert hand.told.pop().startswith("rows cannot be computed")
        assert hand.told == []
        assert hand.frame is before
    hand.press(Key.Key_End)
    assert hand.told.pop().startswith("rows cannot be computed")
    hand.press(Key.Key_Left)
    hand.press(Key.Key_Right)
    assert hand.frame.written == "order"
    assert hand.frame.values.keys() == before.values.keys()
    hand.press(Key.Key_Z, Held.ControlModifier)
    assert hand.frame.tick == 1
    assert hand.frame.values.keys() == untouched.values.keys()
    assert hand.frame.values["k"] == 1.0
    for written in ("epoch", "order", "rows", "batch.x"):
        hand.press(Key.Key_Right)
        assert hand.frame.written == written
    assert hand.told == []


# -- the lesson ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "right"), [("positive", True), ("negative", False)])
def test_a_question_is_answered_by_mouse(hand: Hand, said: str, right: bool) -> None:
    for _time in range(3):
        hand.press(Key.Key_PageDown)
    place = hand.session.place
    view = hand.lesson.sheet.questions["relu-of-it"]
    assert not view.after.isVisible()
    hand.answer("relu-of-it", said)
    assert hand.lesson.said == {("xor", "before-relu", "relu-of-it"): said}
    choices = hand.lesson.sheet.questions["relu-of-it"].choices
    assert choices is not None
    assert (choices.said == choices.correct) is right
    assert view.after.isVisible()
    assert view.after.plain()
    assert (hand.session.tick, hand.session.place) == (tick_after("hidden.z"), place)
    hand.press(Key.Key_Right)
    assert hand.session.tick == tick_after("hidden.a")


def broken_copy(tmp_path: Path) -> tuple[Path, str]:
    """A lesson with a word too many in it, and how its place is written."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in find("xor").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    file = folder / "lesson.toml"
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace("units = 8", 'units = "eight"'), encoding="utf-8")
    lines = source.splitlines()
    line = lines.index("units = 8")
    return file, f"{file}:{line + 1}:{lines[line].index('8') + 1}"


def drop(window: Window, path: Path) -> bool:
    """Carry a file over the window and let it fall; whether it was taken."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    action, middle = Qt.DropAction.CopyAction, window.rect().center()
    with warnings.catch_warnings():
        # Qt 6.11 takes no other point than the one that 6.12 gives up.
        warnings.filterwarnings("ignore", "Function: 'QDragEnterEvent", DeprecationWarning)
        enter = QDragEnterEvent(middle, action, carried, LEFT, Held.NoModifier)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    fall = QDropEvent(QPointF(middle), action, carried, LEFT, Held.NoModifier)
    QApplication.sendEvent(window, fall)
    return fall.isAccepted()


def test_a_broken_lesson_is_told_by_line_and_column(hand: Hand, tmp_path: Path) -> None:
    file, place = broken_copy(tmp_path)
    hand.press(Key.Key_PageDown)
    before = hand.frame
    assert drop(hand.window, file)
    assert place in faults(hand.window).text.toPlainText()
    assert hand.frame is before
    hand.press(Key.Key_Right)
    assert hand.frame is before, "what lies on top keeps the keys"
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_O, Held.ControlModifier | Held.ShiftModifier)
    dialog = hand.window.findChild(QFileDialog)
    assert dialog is not None
    hand.qtbot.waitUntil(dialog.isActiveWindow)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText(str(file))
    QTest.keyClick(field, Key.Key_Return)
    hand.window.activateWindow()  # as the desktop does when a dialog goes
    hand.qtbot.waitUntil(hand.window.isActiveWindow)
    assert place in faults(hand.window).text.toPlainText()
    hand.click(faults(hand.window).close_button)
    assert on_top(hand.window) is None
    assert hand.frame is before
    hand.press(Key.Key_Right)
    assert hand.session.tick == before.tick + 1
    assert drop(hand.window, file.with_name("en.md"))  # what is none is told to be none
    assert "en.md" in faults(hand.window).text.toPlainText()


def test_the_help_sheet_is_read_to_its_end_and_keeps_the_keys(hand: Hand) -> None:
    hand.press(Key.Key_F1)
    sheet = on_top(hand.window)
    assert isinstance(sheet, HelpSheet)
    bar, area = sheet.area.verticalScrollBar(), sheet.area
    room = area.rect().translated(area.mapTo(hand.window, QPoint(0, 0)))
    assert hand.window.rect().contains(room)
    assert sheet.sheet.rect().contains(area.geometry())
    assert bar.maximum() > 0
    for _time in range(1 + bar.maximum() // bar.singleStep()):
        hand.press(Key.Key_Down)
    assert bar.value() == bar.maximum()
    hand.press(Key.Key_Space)
    assert (hand.session.tick, hand.session.playing) == (0, False)
    hand.press(Key.Key_Escape)
    hand.press(Key.Key_Right)
    assert hand.session.tick == 1


# -- playing and long ways -------------------------------------------------------------------------


def test_it_plays_to_the_end_and_space_pauses(hand: Hand) -> None:
    for _time in SPEEDS:
        hand.press(Key.Key_Plus)
    assert hand.session.speed == float("inf")
    stops = [stop.tick for stop in XOR.stops]
    for tick in [*stops, XOR.last_tick]:
        hand.press(Key.Key_Space)
        hand.qtbot.waitUntil(lambda: not hand.session.playing, timeout=20_000)
        assert hand.session.tick == tick, "it halts where the lesson says something"
    assert not hand.window.toolbar._icons["play"].isEnabled()
    hand.click(hand.window.toolbar._icons["back-iteration"])
    for _time in range(2):
        hand.press(Key.Key_PageUp)
    begun = hand.session.tick
    hand.press(Key.Key_Space)
    hand.qtbot.waitUntil(lambda: hand.session.tick > begun)
    hand.press(Key.Key_Space)
    paused = hand.session.tick
    assert not hand.session.playing
    assert begun < paused < XOR.last_tick
    hand.qtbot.wait(60)
    assert hand.session.tick == paused


def test_a_long_way_goes_on_while_the_grain_changes_and_esc_gives_it_up(
    qtbot: QtBot, dressed: QApplication
) -> None:
    hand = Hand(qtbot, dressed, small_lesson(epochs=500_000))
    strip = hand.window.strip
    hand.press(Key.Key_End)
    qtbot.waitUntil(strip.bar.isVisible)
    hand.press(Key.Key_3)
    hand.press(Key.Key_F9)
    assert strip.bar.isVisible()
    shown = strip.bar.value()
    qtbot.waitUntil(lambda: strip.bar.value() > shown)
    assert hand.session.grain == 2
    hand.press(Key.Key_Escape)
    assert not strip.isVisible()
    assert hand.session.tick == 0
    hand.press(Key.Key_2)
    hand.press(Key.Key_Right)
    assert hand.session.tick == 1
    assert hand.told == []
    hand.window.close()


# -- language, theme, size -------------------------------------------------------------------------


def test_switching_language_theme_and_size_keeps_the_place(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    hand.press(Key.Key_PageDown)
    hand.click_unit("hidden", 5)
    place = Source("hidden.xW", (1, 5))
    english = hand.card.plain()
    control = Held.ControlModifier
    hand.press(Key.Key_L, control)
    assert language() == "ko"
    assert hand.card.plain() != english
    hand.all_follow(3, place)
    hand.click(hand.window.toolbar.theme)
    assert hand.window.appearance.look.theme.dark
    hand.all_follow(3, place)
    for _time in range(3):
        hand.press(Key.Key_Equal, control)
    assert hand.window.appearance.look.metrics.factor == 1.5
    hand.press(Key.Key_Right)
    hand.press(Key.Key_Left)
    hand.press(Key.Key_0, control)
    hand.click(hand.window.toolbar.language)
    hand.press(Key.Key_D, control)
    hand.click_unit("hidden", 5)
    hand.all_follow(3, place)
    assert hand.card.plain() == english


def right_edge(view: FlowView) -> float:
    """Where the furthest piece of a text ends."""
    ends = [piece.x + piece.width for piece in view._flow.layout.pieces]
    return view.contentsRect().left() + max(ends, default=0.0)


@pytest.mark.parametrize(
    ("size", "factor", "name"),
    [((1024, 768), 1.0, "xor"), ((1024, 768), 1.0, "digits"), ((1280, 800), 2.0, "xor")],
)
@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_it_is_usable_in_little_room(
    hand: Hand, size: tuple[int, int], factor: float, name: str, spoken: str
) -> None:
    window = hand.window
    if spoken == "ko":
        hand.press(Key.Key_L, Held.ControlModifier)
    if name != "xor":
        hand.press(Key.Key_O, Held.ControlModifier)
        holder = QApplication.focusWidget() or window
        QTest.keyClicks(holder, name)  # letters go into the field of the map
        hand.press(Key.Key_Return)
    window.appearance.set_look(Look(LIGHT, Metrics(factor)))
    window.resize(*size)
    for _time in range(3):
        hand.press(Key.Key_PageDown)
        QApplication.processEvents()
        window.grab()
    assert (window.width(), window.height()) == size
    shown = standing(window)
    assert {"lesson", "timeline"} <= set(shown)
    assert set(window.desk.staged) & set(shown)  # what the stop is about, at least
    offered = set(window.desk.shelf.buttons) if window.desk.shelf.isVisible() else set()
    views = set(window.desk.views)
    assert set(window.desk.stage.names.buttons) == views
    assert offered == {name for name in NAMES if window.desk.offers(name)} - set(shown) - views
    if factor == 1.0:  # the views take turns
        assert {"lesson", "card", "listing"} <= set(shown)
    for place in shown:
        panel = window.furniture.panels[place]
        box = panel.rect().translated(panel.mapTo(window, QPoint(0, 0)))
        assert window.rect().contains(box), place
        assert min(box.width(), box.height()) >= 40, place
        assert panel.frame is hand.frame
    for view in window.findChildren(FlowView):
        if view.isVisibleTo(window):
            assert right_edge(view) <= view.width(), view.plain()
    for button in window.findChildren(QToolButton):
        if button.isVisibleTo(window) and button.text():
            room = button.fontMetrics().horizontalAdvance(button.text())
            if button.toolButtonStyle() is not Qt.ToolButtonStyle.ToolButtonIconOnly:
                assert button.width() >= room, button.text()
    if "card" in offered:
        QTest.mouseClick(window.desk.shelf.buttons["card"], Qt.MouseButton.LeftButton)
        QApplication.processEvents()
    window.desk.bring("network", "card")
    QApplication.processEvents()
    hand.click_unit("output", 0)
    place_in_focus = hand.session.place
    assert place_in_focus is not None
    assert str(Source(display(place_in_focus.name), place_in_focus.index)) in hand.card.plain()


def test_the_curves_are_a_door_too(hand: Hand) -> None:
    hand.press(Key.Key_PageDown)
    for _time in range(60):
        hand.press(Key.Key_Right, Held.ShiftModifier)
    hand.window.grab()
    curves = hand.window.furniture.panels["curves"]
    assert isinstance(curves, CurvesPanel)
    assert curves._layout is not None
    above = round(curves._layout.plots[0].top) + 2  # over all curves: of the iteration itself
    hand.click(curves, QPoint(round(curves.x_of(30)), above))
    assert hand.frame.place.iteration == 30


def test_a_digit_answers_the_open_question_and_sets_the_grain_without_one(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.library.open("digits")
    window.show()
    window.furnishing.finish()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    session = window.session
    session.seek(session.position.lesson.stops[0].tick)
    page = window.furniture.panels["lesson"]
    assert isinstance(page, LessonPanel)
    grain = session.grain
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_1)
    assert page.verdict("last-batch") is not None
    assert not page.verdict("last-batch").right  # type: ignore[union-attr]
    assert "No: it is" in page.sheet.questions["last-batch"].after.plain()
    assert session.grain == grain
    QTest.keyClick(window, Qt.Key.Key_3)
    assert session.grain != grain


def test_the_card_answers_when_a_gradient_is_checked(hand: Hand) -> None:
    hand.session.grant(Seek(XOR.program.end_of(0)))
    hand.session.grant(LookAt(Source("d.hidden.W", (0, 0))))
    card = hand.window.furniture.panels["card"]
    before = card.spoken()
    hand.session.grant(CheckGradient())
    hand.session.finish()
    assert card.spoken() != before
