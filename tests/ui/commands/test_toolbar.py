"""The toolbar and the questions: what they say, what gives way, and what an answer does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.desks import on_top, opened
from ui.commands import questions, takeaway
from ui.commands.command import Menu
from ui.commands.finder import _typed
from ui.commands.help import HelpSheet
from ui.commands.palette import Entry, Palette
from ui.commands.table import BY_ID, COMMANDS
from ui.commands.toolbar import Toolbar
from ui.kit.overlay import AskOverlay
from ui.session.playing import SPEEDS
from ui.shell.course_map import CourseMap
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.grain import Grain
from visualnn.step_filter import StepFilter
from visualnn.tell.card import Context
from visualnn.tell.report import card
from visualnn.text import use_language

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    yield opened(qtbot, dressed, size=(1600, 900))
    use_language("en")


@pytest.fixture
def toolbar(window: Window) -> Toolbar:
    return window.toolbar


def seen(toolbar: Toolbar) -> set[str]:
    """The buttons that are shown, by the names of the toolbar's attributes or commands."""
    named = {name: value for name, value in vars(toolbar).items() if not name.startswith("_")}
    named |= toolbar._icons
    return {
        name
        for name, button in named.items()
        if isinstance(button, QToolButton) and button.isVisible()
    }


def test_it_says_where_the_session_is(toolbar: Toolbar, window: Window) -> None:
    assert toolbar.lesson.text() == "A small one && more ▾"
    assert toolbar.speed.text() == "2 steps/s"
    assert toolbar.grain.text() == "step by: instruction ▾"
    assert toolbar.rate.text() == "η 0.5"
    assert toolbar.seed.text() == f"seed {window.session.seed}"
    assert toolbar.language.text() == "한"
    window.session.set_grain(5)
    window.session.set_speed(float("inf"))
    toolbar.show_state()
    assert toolbar.speed.text() == "as fast as possible"
    assert toolbar.grain.text() == "step by: epoch ▾"
    window.appearance.switch_language()
    assert toolbar.language.text() == "EN"


def test_in_another_language_it_says_where_the_session_is(toolbar: Toolbar) -> None:
    use_language("ko")
    toolbar.retranslate()
    assert toolbar.language.text() == "EN"
    assert "step by" not in toolbar.grain.text()


def test_its_buttons_say_what_they_do_and_by_which_keys(toolbar: Toolbar) -> None:
    for button, command in (
        (toolbar.lesson, "open"),
        (toolbar.rate, "rate"),
        (toolbar.language, "language"),
    ):
        assert button.accessibleName() == BY_ID[command].title
        assert button.toolTip().startswith(BY_ID[command].title)
        assert button.toolTip().endswith(BY_ID[command].keys[0])
    assert toolbar.speed.accessibleName() == "Speed of playing"
    assert toolbar.speed.toolTip() == "Speed of playing  − +"
    assert toolbar.grain.accessibleName() == "How much one step covers"
    assert toolbar.grain.toolTip().endswith("1 – 6")
    assert "randomness" in toolbar.seed.toolTip()


def test_what_can_be_reached_otherwise_gives_way_first(toolbar: Toolbar) -> None:
    everything = seen(toolbar)
    assert len(everything) == len(toolbar._items)
    gone: list[str] = []
    for width in range(1600, 200, -10):
        toolbar.resize(width, toolbar.height())
        gone += sorted(everything - seen(toolbar) - set(gone))
    toolbar.resize(200, toolbar.height())
    assert gone[:3] == ["seed", "end", "start"]
    assert gone[3:] == [
        "palette_button", "speed", "back-iteration", "forward-iteration", "theme", "language",
        "rate", "lesson", "grain",
    ]  # fmt: skip
    assert seen(toolbar) == {"menu", "back", "play", "over"}
    toolbar.resize(1600, toolbar.height())
    assert seen(toolbar) == everything


def test_a_word_that_is_not_there_takes_no_room(toolbar: Toolbar) -> None:
    toolbar._say({toolbar.rate: ""})
    assert "rate" not in seen(toolbar)
    there = seen(toolbar)
    margins = toolbar._line.contentsMargins()
    needed = margins.left() + margins.right()
    needed += sum(
        item.sizeHint().width() + toolbar._line.spacing()
        for item in toolbar._items
        if item.isVisible()
    )
    toolbar.resize(needed, toolbar.height())
    assert seen(toolbar) == there
    toolbar.resize(needed - 1, toolbar.height())
    assert seen(toolbar) == there - {"seed"}
    toolbar.resize(1600, toolbar.height())
    toolbar._say({toolbar.rate: "η 0.1"})
    assert "rate" in seen(toolbar)


def test_the_speeds_and_the_grains_are_offered(toolbar: Toolbar, window: Window) -> None:
    window.session.set_speed(10.0)
    menu = toolbar.speed.menu()
    assert menu is not None
    for _time in range(2):
        menu.aboutToShow.emit()
    actions = menu.actions()
    assert len(actions) == len(SPEEDS)
    assert [action.isCheckable() for action in actions] == [True] * len(SPEEDS)
    assert [action.isChecked() for action in actions] == [speed == 10.0 for speed in SPEEDS]
    actions[SPEEDS.index(30.0)].trigger()
    assert window.session.speed == 30.0
    assert toolbar.speed.text() == "30 steps/s"
    grains = toolbar.grain.menu()
    assert grains is not None
    sizes, filters = grains.actions()[: len(Grain)], grains.actions()[len(Grain) + 1 :]
    for number, action in enumerate(sizes):
        action.trigger()
        assert window.session.grain == number
        assert [each.isChecked() for each in sizes] == [n == number for n in range(len(Grain))]
    window.session.set_grain(Grain.INSTRUCTION)
    for chosen, action in zip(StepFilter, filters, strict=True):
        action.trigger()
        assert window.session.step_filter is chosen
        assert [each.isChecked() for each in filters] == [each is chosen for each in StepFilter]
    assert toolbar.grain.text().startswith("step by: instruction · changes")


def test_its_buttons_do_their_commands(toolbar: Toolbar, window: Window) -> None:
    toolbar.seed.click()
    assert window.session.place == Source("seed")
    toolbar.rate.click()
    assert isinstance(on_top(window), AskOverlay)
    toolbar.lesson.click()
    assert isinstance(on_top(window), CourseMap)
    BY_ID["cancel"].act(window.hands)
    toolbar._icons["forward-iteration"].click()
    assert window.session.tick == window.session.position.history.program.end_of(0)


def test_only_the_tab_key_gives_a_button_the_keyboard(toolbar: Toolbar) -> None:
    for button in toolbar.findChildren(type(toolbar.menu)):
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus
    for key, claimed in ((Key.Key_Space, True), (Key.Key_Right, False)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(toolbar.menu, event)
        assert event.isAccepted() is claimed


# -- the table -------------------------------------------------------------------------------------


def test_what_can_be_done_depends_on_where_the_learner_is(window: Window) -> None:
    session, actions = window.session, window.commands.by_id

    def enabled(*names: str) -> list[bool]:
        return [actions[name].isEnabled() for name in names]

    back = ("start", "back", "back-iteration", "back-epoch", "out")
    on = ("end", "over", "forward-iteration", "forward-epoch", "into", "play")
    assert enabled(*back[:4], *on) == [False] * 4 + [True] * 6
    assert enabled("origin", "copy", "edit", "breakpoint", "check", "trouble") == [False] * 6
    assert enabled("next-stop", "previous-stop", "undo", "redo", "rate") == [
        True, False, False, False, True,
    ]  # fmt: skip
    session.seek(1)
    assert enabled(*back[:4], *on) == [True] * 10
    assert enabled("origin", "copy", "edit", "breakpoint", "check") == [True] * 4 + [False]
    session.seek(session.last_tick)
    assert enabled(*back[:4], *on) == [True] * 4 + [False] * 6
    assert enabled("next-stop", "previous-stop") == [False, True]
    session.visit(Source("d.hidden.W", (0, 1)))
    assert enabled("check") == [True]
    session.seek(0)
    session.edit(Source("lr"), 1e308)
    assert enabled("undo", "redo", "trouble") == [True, False, False]
    session.seek(session.last_tick)
    assert enabled("trouble") == [True]
    session.undo()
    assert enabled("undo", "redo", "trouble") == [False, True, False]
    session.seek(session.last_tick - 1)
    session.toggle_playing()
    assert enabled("play") == [True]
    session.toggle_playing()


def test_switches_are_on_where_their_state_is(window: Window) -> None:
    actions = window.commands.by_id

    def on(name: str) -> bool:
        assert actions[name].isCheckable()
        return actions[name].isChecked()

    window.session.seek(1)
    for name in ("play", "breakpoint", "theme", "projector", "full-screen"):
        assert not on(name)
        window.commands.do(BY_ID[name])
        assert on(name)
        window.commands.do(BY_ID[name])
        assert not on(name)
    for name in ("lesson-column", "tensor-row", "card-column"):
        assert on(name)
        window.commands.do(BY_ID[name])
        assert not on(name)
        window.commands.do(BY_ID[name])
        assert on(name)
    for number, grain in enumerate(grain.label for grain in Grain):
        window.commands.do(BY_ID[f"grain-{grain}"])
        assert [on(f"grain-{each}") for each in (grain.label for grain in Grain)] == [
            n == number for n in range(6)
        ]
    switches = {command.id for command in COMMANDS if command.checked is not None}
    assert {name for name in actions if actions[name].isCheckable()} == switches


def test_only_what_moves_by_itself_repeats_while_its_key_is_held(window: Window) -> None:
    repeating = {name for name, action in window.commands.by_id.items() if action.autoRepeat()}
    assert repeating == {
        "back-iteration", "back", "over", "forward-iteration", "into", "out", "back-epoch",
        "forward-epoch", "faster", "slower", "bigger", "smaller",
    }  # fmt: skip


def test_every_action_says_what_it_does(window: Window) -> None:
    for command in COMMANDS:
        action = window.commands.by_id[command.id]
        assert action.text() == command.title
        assert action.statusTip() == command.help
        assert action.toolTip().startswith(command.title)
        assert action.toolTip().endswith(command.help)
    titles = [action.text() for action in window.commands.menu.actions()]
    assert titles == [menu.value for menu in Menu]


def test_icons_that_only_menus_show_are_drawn_when_one_opens(window: Window) -> None:
    def bare() -> set[str]:
        actions = window.commands.by_id
        return {command.id for command in COMMANDS if actions[command.id].icon().isNull()}

    in_menus = {command.id for command in COMMANDS if command.icon and not command.toolbar}
    without = {command.id for command in COMMANDS if not command.icon}
    assert bare() == without | in_menus
    window.commands.menu.aboutToShow.emit()
    assert bare() == without
    before = window.commands.by_id["undo"].icon().cacheKey()
    window.appearance.switch_theme()
    window.commands.menu_of(["undo"], window)
    assert window.commands.by_id["undo"].icon().cacheKey() != before


def test_a_switch_with_two_icons_shows_the_one_that_holds(window: Window) -> None:
    action = window.commands.by_id["play"]
    before = action.icon().cacheKey()
    window.commands.do(BY_ID["play"])
    assert action.icon().cacheKey() != before
    on = action.icon().pixmap(20).toImage()
    window.commands.do(BY_ID["play"])
    assert action.icon().pixmap(20).toImage() != on


# -- questions -------------------------------------------------------------------------------------


def asked(window: Window) -> AskOverlay:
    overlay = on_top(window)
    assert isinstance(overlay, AskOverlay)
    return overlay


def answer(window: Window, typed: str) -> str:
    """What is said to an answer; nothing where it is taken."""
    ask = asked(window)
    ask.field.setText(typed)
    QTest.keyClick(ask.field, Key.Key_Return)
    return ask.fault.text() if ask.isVisible() else ""


def test_a_tick_is_asked_for(window: Window) -> None:
    last = window.session.last_tick
    window.session.seek(5)
    questions.ask_tick(window.hands)
    assert asked(window).field.text() == "5"
    for typed in ("", "x", "-1", "1.5", "٣", str(last + 1), "9" * 30, "0" * 20 + "9" * 9):
        assert answer(window, typed) == f"Type a whole number from 0 to {last}."
        assert window.session.tick == 5
    assert answer(window, str(last)) == ""
    assert window.session.tick == last
    window.session.look_back(-1)
    assert window.session.tick == 5
    for typed, tick in (("0", 0), ("0" * 20 + "7", 7), ("000", 0)):
        questions.ask_tick(window.hands)
        assert answer(window, typed) == ""
        assert window.session.tick == tick


def test_a_number_is_asked_for_by_its_name(window: Window) -> None:
    window.session.seek(3)
    questions.ask_number(window.hands)
    assert asked(window).field.accessibleName().startswith("New value of ")
    window.failed.emit("A sentence")
    assert answer(window, "much") == "Type a number like 0.05 or −1.5e−3."
    assert window.strip.isVisible()
    assert window.session.frame is not None
    assert window.session.frame.edits == ()
    assert answer(window, "−1.5e−3") == ""
    assert not window.strip.isVisible()
    place = window.session.place
    assert place is not None
    assert window.session.frame.values[place.name][place.index] == -1.5e-3
    window.session.look_at(Source("hidden.W", (1, 2)))
    questions.ask_number(window.hands)
    assert asked(window).field.accessibleName() == "New value of hidden.W[1,2]"
    now = float(window.session.frame.values["hidden.W"][1, 2])
    assert float(asked(window).field.text()) == pytest.approx(now, rel=1e-15)


def test_the_rate_is_asked_for(window: Window) -> None:
    questions.ask_rate(window.hands)
    assert asked(window).field.text() == "0.5"
    assert answer(window, "0.25") == ""
    assert window.session.rate == 0.25


# -- the finder and what can be taken out ----------------------------------------------------------


def test_a_number_that_is_typed_is_found_or_said_to_be_none(window: Window) -> None:
    assert _typed(window.session, window.library.open_line, "hidden.W") is None
    assert _typed(window.session, window.library.open_line, "nothing[0]") is None
    found = _typed(window.session, window.library.open_line, "hidden.W[1,2]")
    assert isinstance(found, Entry)
    assert (found.text, found.note) == ("hidden.W[1,2]", "look at this number")
    for typed in ("hidden.W[2,0]", "hidden.W[0,3]", "hidden.W[0]", "hidden.W[0,0,0]"):
        assert (
            _typed(window.session, window.library.open_line, typed)
            == "hidden.W has the shape 2×3, counted from 0"
        )
    found.act()
    assert window.session.place == Source("hidden.W", (1, 2))


def test_the_palette_offers_what_can_be_done_now_and_every_name(window: Window) -> None:
    window.open_finder()
    offered = on_top(window)
    assert isinstance(offered, Palette)
    texts = [entry.text for entry in offered._entries]
    assert "Step forward" in texts
    assert "Step back" not in texts
    assert BY_ID["palette"].title not in texts
    names = {entry.also: entry for entry in offered._entries if entry.also in window.session.shapes}
    assert set(names) == set(window.session.shapes)
    assert names["hidden.W"].note == "2×3"
    names["hidden.b"].act()
    assert window.session.place == Source("hidden.b", (0,))


def test_a_card_is_taken_along_and_said_so(window: Window) -> None:
    QGuiApplication.clipboard().setText("before")
    takeaway.copy_card(window.hands)
    assert QGuiApplication.clipboard().text() == "before"
    window.session.seek(3)
    takeaway.copy_card(window.hands)
    assert window.session.frame is not None
    assert window.session.frame.explanation is not None
    assert QGuiApplication.clipboard().text() == card(
        Context.of(window.session.frame), window.session.frame.explanation
    )
    assert window.strip.sentence.text() == "The explanation is on the clipboard."


def test_a_picture_is_saved_or_said_not_to_be(window: Window, tmp_path: Path) -> None:
    window.pictures_folder = tmp_path / "new" / "folder"
    window.session.seek(3)
    for _time in range(2):
        takeaway.save_picture(window.hands)
        path = window.pictures_folder / "visualnn-small-3.png"
        assert path.read_bytes().startswith(b"\x89PNG")
        assert window.strip.sentence.text() == f"Saved {path}"
    (tmp_path / "file").touch()
    window.pictures_folder = tmp_path / "file"
    takeaway.save_picture(window.hands)
    assert window.strip.sentence.text().startswith("The picture was not saved: ")


def test_the_help_sheet_has_one_ground(window: Window) -> None:
    window.sheets.open_help()
    sheet = on_top(window)
    assert isinstance(sheet, HelpSheet)
    QApplication.processEvents()
    image = sheet.sheet.grab().toImage()
    seen = Counter(
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
    )
    theme = window.appearance.look.theme
    assert theme.window != theme.surface
    assert seen.most_common(1)[0][0] == theme.surface.name()
    assert sheet.area.hasFocus()
