"""The table of commands: complete, unambiguous, and each key really does its thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.desks import NAMES, is_dark, on_top, opened, plays
from tests.visualnn.bad_files import png
from ui.commands.command import Menu
from ui.commands.help import HelpSheet, columns
from ui.commands.keys import keys_of
from ui.commands.palette import Palette
from ui.commands.table import BY_ID, COMMANDS
from ui.kit import icons
from ui.kit.overlay import AskOverlay, Faults
from ui.panels import PANELS
from ui.session import wishes
from ui.session.wishes import SetBookmark
from ui.shell.course_map import CourseMap
from ui.shell.lesson_settings import LessonSettingsSheet
from ui.shell.tour import Tour
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import find, from_dict, load, open_named
from visualnn.text import language, use_language

Key: TypeAlias = Qt.Key
Held: TypeAlias = Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


def test_no_two_commands_share_a_key() -> None:
    keys = [QKeySequence(key).toString() for command in COMMANDS for key in command.keys]
    assert "" not in keys
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_no_letter_stands_alone() -> None:
    """With a Korean keyboard a letter begins a syllable and never arrives."""
    keys = {key for command in COMMANDS for key in command.keys}
    assert [key for key in keys if len(key) == 1 and key.isalpha()] == []


def test_every_row_is_complete() -> None:
    assert len(BY_ID) == len(COMMANDS)
    known = set(icons.names())
    for command in COMMANDS:
        assert command.title
        assert command.help.endswith((".", "…"))
        assert command.keys, command.id
        assert {command.icon, command.icon_on} - {""} <= known


def test_every_row_is_in_the_menu_and_on_the_help_sheet(window: Window) -> None:
    menus = [a.menu() for a in window.commands.menu.actions()]
    assert len(menus) == len(Menu)
    listed = [a.text() for menu in menus if isinstance(menu, QMenu) for a in menu.actions()]
    assert sorted(listed) == sorted(command.title for command in window.commands.table)
    window.commands.do(BY_ID["help"])
    sheet = on_top(window)
    assert isinstance(sheet, HelpSheet)
    written = [label.text() for label in sheet.findChildren(QLabel)]
    for command in window.commands.table:
        assert command.title in written
        assert command.help in written
        assert keys_of(command) in written


def test_every_panel_has_a_command_that_brings_it(window: Window) -> None:
    bringing = window.commands.table[len(COMMANDS) :]
    assert [command.id for command in bringing] == [f"bring-{name}" for name in NAMES]
    window.resize(620, 400)
    QApplication.processEvents()
    what = window.session.position.lesson
    for command, spec in zip(bringing, PANELS, strict=True):
        if spec.suits(what):
            window.commands.do(command)
            assert window.desk.sections[spec.name].isVisible()
    for name in ("card", "network"):
        window.commands.do(bringing[NAMES.index(name)])
    assert not window.desk.sections["listing"].isVisible()
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    palette.field.setText("program into")
    palette.field.returnPressed.emit()
    assert window.desk.sections["listing"].isVisible()
    for name in ("card", "network"):
        window.commands.do(bringing[NAMES.index(name)])
    assert not window.desk.sections["listing"].isVisible()
    window.commands.by_id["bring-listing"].trigger()
    assert window.desk.sections["listing"].isVisible()


def test_every_group_of_the_help_sheet_is_in_one_column() -> None:
    groups = [(menu, [c for c in COMMANDS if c.menu is menu]) for menu in Menu]
    for count in (1, 2, 3):
        dealt = columns(groups, count)
        assert [menu for column in dealt for menu in column] == list(Menu)
        assert all(dealt)


def test_the_toolbar_shows_actions_of_the_table(window: Window) -> None:
    buttons = window.toolbar.findChildren(type(window.toolbar.menu))
    shown = {button.defaultAction() for button in buttons}
    wanted = {c.id for c in COMMANDS if c.toolbar.startswith(("transport", "play"))}
    assert {window.commands.by_id[name] for name in wanted} <= shown


# -- every key on the real window ------------------------------------------------------------------


def ticks(window: Window, qtbot: QtBot, *keys: tuple[Key, Held] | Key) -> list[int]:
    """Where the learner is after each key."""
    seen = []
    for key in keys:
        press(window, qtbot, key)
        seen.append(window.session.tick)
    return seen


def press(window: Window, qtbot: QtBot, key: tuple[Key, Held] | Key) -> None:
    bare, held = key if isinstance(key, tuple) else (key, Held.NoModifier)
    QTest.keyClick(window, bare, held)


def test_the_keys_that_step(window: Window, qtbot: QtBot) -> None:
    program = window.session.position.lesson.program
    one, epoch, last = program.end_of(0), program.epoch_ticks, window.session.last_tick
    shift, control = Held.ShiftModifier, Held.ControlModifier
    assert ticks(window, qtbot, Key.Key_Right, Key.Key_Right, Key.Key_Left) == [1, 2, 1]
    assert ticks(
        window,
        qtbot,
        (Key.Key_Right, shift),
        (Key.Key_Right, shift),
        (Key.Key_Left, shift),
        (Key.Key_Left, shift),
    ) == [one, program.end_of(1), one, 0]
    assert ticks(window, qtbot, (Key.Key_Right, control), (Key.Key_Right, control)) == [
        epoch,
        2 * epoch,
    ]
    assert ticks(window, qtbot, (Key.Key_Left, control)) == [epoch]
    assert ticks(window, qtbot, Key.Key_End, Key.Key_Home) == [last, 0]
    stops = [stop.tick for stop in window.session.position.lesson.stops]
    assert ticks(window, qtbot, Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp) == [
        *stops,
        stops[0],
    ]


def test_the_keys_for_the_grain_and_into_and_out(window: Window, qtbot: QtBot) -> None:
    for number in (3, 4, 5, 6, 1, 2):
        press(window, qtbot, Key(Key.Key_0 + number))
        assert window.session.grain == number - 1
        assert window.commands.by_id[COMMANDS_BY_GRAIN[number - 1]].isChecked()
    press(window, qtbot, Key.Key_5)
    press(window, qtbot, Key.Key_Down)
    assert window.session.grain == 3
    assert 0 < window.session.tick < window.session.position.lesson.program.end_of(0)
    press(window, qtbot, Key.Key_Up)
    assert window.session.tick == window.session.position.lesson.program.end_of(0)


COMMANDS_BY_GRAIN = [command.id for command in COMMANDS if command.menu is Menu.GRAIN]


def test_the_keys_that_play(window: Window, qtbot: QtBot) -> None:
    for key, speed in ((Key.Key_Plus, 5.0), (Key.Key_Equal, 10.0), (Key.Key_Minus, 5.0)):
        press(window, qtbot, key)
        assert window.session.speed == speed
    for _time in range(9):
        press(window, qtbot, Key.Key_Plus)
    assert window.session.speed == float("inf")
    for _time in range(9):
        press(window, qtbot, Key.Key_Minus)
    assert window.session.speed == 1.0
    press(window, qtbot, Key.Key_Space)
    assert plays(window)
    assert window.commands.by_id["play"].isChecked()
    press(window, qtbot, Key.Key_Space)
    assert not plays(window)
    press(window, qtbot, Key.Key_Space)
    press(window, qtbot, Key.Key_Escape)
    assert not plays(window)
    press(window, qtbot, Key.Key_Space)
    press(window, qtbot, Key.Key_Right)
    assert not plays(window)


def test_playing_arrives(window: Window, qtbot: QtBot) -> None:
    window.session.set_speed(float("inf"))
    QTest.keyClick(window, Key.Key_PageDown)
    QTest.keyClick(window, Key.Key_PageDown)
    QTest.keyClick(window, Key.Key_Space)
    qtbot.waitUntil(
        lambda: window.session.tick == window.session.last_tick and not plays(window), timeout=5000
    )
    assert not window.commands.by_id["play"].isEnabled()
    assert not window.commands.by_id["play"].isChecked()


def test_the_keys_that_look(window: Window, qtbot: QtBot) -> None:
    window.commands.do(BY_ID["end"])
    press(window, qtbot, (Key.Key_C, Held.ControlModifier))
    copied = QGuiApplication.clipboard().text()
    assert window.session.frame is not None
    assert window.session.frame.explanation is not None
    assert window.session.frame.explanation.formula in copied
    end = window.session.tick
    window.session.look_at(Source("hidden.z", (0, 1)))
    press(window, qtbot, Key.Key_F12)
    assert window.session.tick < end
    assert window.session.written == "hidden.z"
    assert window.session.place == Source("hidden.z", (0, 1))
    press(window, qtbot, (Key.Key_Left, Held.AltModifier))
    assert window.session.tick == end
    press(window, qtbot, (Key.Key_Right, Held.AltModifier))
    assert window.session.place == Source("hidden.z", (0, 1))
    assert not window.commands.by_id["check"].isEnabled()
    assert not window.commands.by_id["trouble"].isEnabled()
    window.session.look_at(Source("d.hidden.W", (0, 1)))
    window.session.visit(Source("d.hidden.W", (0, 1)))
    assert window.session.tick < end  # the pass that closes the run has no gradients
    with qtbot.waitSignal(window.session.checked) as caught:
        press(window, qtbot, (Key.Key_G, Held.ControlModifier | Held.ShiftModifier))
    assert caught.args is not None
    check = caught.args[0]
    assert check.gradient == pytest.approx(check.estimate, rel=1e-6)


def test_the_key_to_a_tick(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, (Key.Key_G, Held.ControlModifier))
    asked = on_top(window)
    assert isinstance(asked, AskOverlay)
    for nonsense in ("", "x", "-1", "99999999999999999999", "1.5", "٣"):
        asked.field.setText(nonsense)
        QTest.keyClick(asked.field, Key.Key_Return)
        assert on_top(window) is asked
        assert asked.fault.isVisible()
    asked.field.clear()
    QTest.keyClicks(asked.field, "12")
    QTest.keyClick(asked.field, Key.Key_Return)
    assert on_top(window) is None
    assert window.session.tick == 12
    press(window, qtbot, (Key.Key_Left, Held.AltModifier))
    assert window.session.tick == 0


def test_the_keys_that_change_numbers(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, Key.Key_PageDown)
    press(window, qtbot, Key.Key_F2)
    asked = on_top(window)
    assert isinstance(asked, AskOverlay)
    asked.field.clear()
    QTest.keyClicks(asked.field, "nan")
    QTest.keyClick(asked.field, Key.Key_Return)
    assert on_top(window) is asked
    asked.field.clear()
    QTest.keyClicks(asked.field, "-2.5e-1")
    QTest.keyClick(asked.field, Key.Key_Return)
    assert on_top(window) is None
    assert window.session.frame is not None
    assert window.session.frame.values["hidden.z"][1, 2] == -0.25
    press(window, qtbot, (Key.Key_Z, Held.ControlModifier))
    assert window.session.frame.values["hidden.z"][1, 2] != -0.25
    press(window, qtbot, (Key.Key_Z, Held.ControlModifier | Held.ShiftModifier))
    assert window.session.frame.values["hidden.z"][1, 2] == -0.25
    press(window, qtbot, (Key.Key_R, Held.ControlModifier))
    asked = on_top(window)
    assert isinstance(asked, AskOverlay)
    assert asked.field.text() == "0.5"
    QTest.keyClicks(asked.field, "0.125")
    QTest.keyClick(asked.field, Key.Key_Return)
    assert window.session.rate == 0.125
    assert "0.125" in window.toolbar.rate.text()


def test_the_keys_that_compare_runs(window: Window, qtbot: QtBot) -> None:
    control, shift = Held.ControlModifier, Held.ShiftModifier
    session = window.session

    def ids() -> list[str]:
        return [run.id for run in session.runs]

    press(window, qtbot, Key.Key_F3)
    assert ids() == ["lesson", "kept-1"]
    press(window, qtbot, (Key.Key_F3, control))
    assert session.front is not None
    assert session.front.id == "kept-1"
    press(window, qtbot, (Key.Key_F3, control | shift))
    assert session.frame is not None
    assert session.frame.leader.id == "kept-1"
    press(window, qtbot, (Key.Key_F3, control))  # the one in front leads: on to the first
    press(window, qtbot, (Key.Key_H, control | shift))
    assert ids() == ["kept-1"]
    press(window, qtbot, (Key.Key_J, control | shift))
    assert ids() == ["lesson", "kept-1"]
    press(window, qtbot, Key.Key_F3)
    press(window, qtbot, (Key.Key_F3, shift))
    assert ids() == ["lesson", "kept-1"]


def test_the_key_to_where_the_numbers_part(window: Window, qtbot: QtBot) -> None:
    session = window.session
    session.seek(20)
    session.keep()
    session.edit(Source("hidden.W", (0, 0)), 3.0)
    session.finish()
    assert session.frame is not None
    first = session.frame.compared.first
    assert first is not None
    press(window, qtbot, (Key.Key_F4, Held.ControlModifier))
    assert session.tick == first[1].tick > 20


def test_the_key_for_a_breakpoint(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, Key.Key_Right)
    written = window.session.written
    press(window, qtbot, Key.Key_F9)
    assert window.session.breakpoints == {written}
    assert window.commands.by_id["breakpoint"].isChecked()
    press(window, qtbot, Key.Key_F9)
    assert window.session.breakpoints == frozenset()


def test_the_key_for_a_condition_asks(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, (Key.Key_F9, Held.ControlModifier))
    asked = on_top(window)
    assert isinstance(asked, AskOverlay)
    asked.field.setText("L is small")
    QTest.keyClick(asked.field, Key.Key_Return)
    assert asked.fault.isVisible()
    window.failed.emit("What went wrong before")
    asked.field.setText("L < 0.1")
    QTest.keyClick(asked.field, Key.Key_Return)
    assert not window.strip.isVisible()
    frame = window.session.frame
    assert frame is not None
    assert frame.conditions == ("L < 0.1",)


def test_the_key_to_follow_a_number(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, Key.Key_Right)
    place = str(window.session.place)
    press(window, qtbot, (Key.Key_F9, Held.ShiftModifier))
    frame = window.session.frame
    assert frame is not None
    assert frame.watched.pinned == (place,)
    assert window.commands.by_id["follow"].isChecked()
    press(window, qtbot, (Key.Key_F9, Held.ShiftModifier))
    assert not window.session.is_followed


def test_the_key_for_the_beginning_of_a_flag(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.failed) as failed:
        press(window, qtbot, (Key.Key_F12, Held.ShiftModifier))
    assert failed.args == ["no layer has a flag here, and no unit is silent"]


def test_the_keys_for_language_theme_and_size(window: Window, qtbot: QtBot) -> None:
    control = Held.ControlModifier
    press(window, qtbot, (Key.Key_L, control))
    assert language() == "ko"
    press(window, qtbot, (Key.Key_L, control))
    assert language() == "en"
    press(window, qtbot, (Key.Key_D, control))
    assert is_dark(window)
    press(window, qtbot, (Key.Key_D, control))
    assert not is_dark(window)
    press(window, qtbot, (Key.Key_Equal, control))
    press(window, qtbot, (Key.Key_Equal, control))
    assert window.appearance.look.metrics.factor == 1.3
    press(window, qtbot, (Key.Key_Minus, control))
    assert window.appearance.look.metrics.factor == 1.15
    press(window, qtbot, (Key.Key_0, control))
    assert window.appearance.look.metrics.factor == 1.0
    for _time in range(9):
        press(window, qtbot, (Key.Key_Minus, control))
    assert window.appearance.look.metrics.factor == 0.75
    assert not window.commands.by_id["smaller"].isEnabled()


def test_the_keys_for_the_screen(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, Key.Key_F11)
    assert window.isFullScreen()
    press(window, qtbot, Key.Key_F11)
    assert not window.isFullScreen()
    press(window, qtbot, (Key.Key_F11, Held.ShiftModifier))
    assert window.isFullScreen()
    assert window.appearance.look.metrics.factor == window.appearance.factor_for(window.height())
    press(window, qtbot, (Key.Key_F11, Held.ShiftModifier))
    assert not window.isFullScreen()
    assert window.appearance.look.metrics.factor == 1.0
    for key, part in ((Key.Key_F6, "left"), (Key.Key_F7, "bottom"), (Key.Key_F8, "right")):
        press(window, qtbot, key)
        assert not window.desk.shows(part)
        press(window, qtbot, key)
        assert window.desk.shows(part)


def test_the_keys_in_front_of_a_class(window: Window, qtbot: QtBot) -> None:
    control, shift = Held.ControlModifier, Held.ShiftModifier
    there = window.presenting
    press(window, qtbot, (Key.Key_F11, shift))
    press(window, qtbot, (Key.Key_F11, control | shift))
    assert there.shows_controls
    press(window, qtbot, (Key.Key_F8, shift))
    assert not there.conceals_answers
    for key, kind in ((Key.Key_F6, "ring"), (Key.Key_F7, "spotlight"), (Key.Key_F7, "")):
        press(window, qtbot, (key, shift))
        assert there.lit == kind
    press(window, qtbot, (Key.Key_B, control))
    assert there.blank == "black"
    press(window, qtbot, (Key.Key_W, control | shift))
    assert there.blank == "white"
    press(window, qtbot, Key.Key_Escape)
    press(window, qtbot, (Key.Key_F11, control))
    notes = there.notes
    assert notes is not None
    assert notes.isVisible()
    press(window, qtbot, (Key.Key_F11, control))
    assert not notes.isVisible()
    press(window, qtbot, (Key.Key_B, control | shift))
    assert isinstance(on_top(window), AskOverlay)
    press(window, qtbot, Key.Key_Escape)
    press(window, qtbot, Key.Key_PageDown)
    press(window, qtbot, (Key.Key_A, control | shift))
    press(window, qtbot, Key.Key_Escape)
    window.session.grant(SetBookmark(1, 1, "here"))
    press(window, qtbot, (Key.Key_1, shift))
    assert window.session.tick == 1
    press(window, qtbot, (Key.Key_F11, shift))
    assert not there.is_on


def test_the_keys_of_the_stage(window: Window, qtbot: QtBot) -> None:
    desk, alt, control = window.desk, Held.AltModifier, Held.ControlModifier

    def staged() -> tuple[str, ...]:
        return desk.staged

    def placement() -> str:
        return desk.placement

    assert desk.views[:4] == ("network", "tensor", "curves", "boundary")
    assert staged() == ("network", "boundary")
    given = placement()
    press(window, qtbot, (Key.Key_1, alt))  # on the stage already: alone
    assert staged() == ("network",)
    press(window, qtbot, (Key.Key_2, control))
    assert staged() == ("network", "tensor")
    press(window, qtbot, (Key.Key_3, alt))  # in the place of the second one
    assert staged() == ("network", "curves")
    press(window, qtbot, (Key.Key_3, control))  # goes away again
    assert staged() == ("network",)
    press(window, qtbot, (Key.Key_4, control))
    press(window, qtbot, (Key.Key_Down, alt))
    assert placement() == "below"
    press(window, qtbot, (Key.Key_Up, alt))
    assert placement() == "beside"
    press(window, qtbot, (Key.Key_1, alt))
    press(window, qtbot, (Key.Key_0, alt))
    assert (staged(), placement()) == (("network", "boundary"), given)
    assert not desk.is_stage_chosen


def test_the_keys_that_lay_something_on_top(window: Window, qtbot: QtBot) -> None:
    control = Held.ControlModifier
    shift = Held.ShiftModifier
    for key, kind in (
        ((Key.Key_K, control), Palette),
        ((Key.Key_F1, Held.NoModifier), HelpSheet),
        ((Key.Key_Question, Held.NoModifier), HelpSheet),
        ((Key.Key_O, control), CourseMap),
        ((Key.Key_F1, shift), Faults),
        ((Key.Key_F1, control), Tour),
        ((Key.Key_Comma, control), LessonSettingsSheet),
        ((Key.Key_R, control | shift), AskOverlay),
    ):
        press(window, qtbot, key)
        assert isinstance(on_top(window), kind)
        press(window, qtbot, Key.Key_Escape)
        assert on_top(window) is None
    press(window, qtbot, Key.Key_F10)
    assert window.commands.menu.isVisible()
    window.commands.menu.close()
    press(window, qtbot, (Key.Key_O, control | shift))
    dialogs = window.findChildren(QFileDialog)
    assert len(dialogs) == 1
    dialogs[0].reject()


def test_the_keys_that_take_a_view(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.pictures_folder = tmp_path
    alt = Held.AltModifier
    for key in (Key.Key_P, Key.Key_S, Key.Key_F, Key.Key_C):
        press(window, qtbot, (key, alt))
    names = {path.name for path in tmp_path.iterdir()}
    stem = "visualnn-small-0-network"
    pictures = {f"{stem}.{ending}" for ending in ("png", "svg", "pdf")}
    assert names == pictures | {f"{stem}-units.csv", f"{stem}-weights.csv"}
    press(window, qtbot, (Key.Key_T, alt))
    assert window.desk.shows_table("network")
    press(window, qtbot, (Key.Key_T, alt))
    assert not window.desk.shows_table("network")
    press(window, qtbot, (Key.Key_C, Held.ControlModifier | Held.ShiftModifier))
    assert "clipboard" in window.strip.sentence.text()


def test_the_key_for_a_picture(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.pictures_folder = tmp_path / "new"
    press(window, qtbot, (Key.Key_S, Held.ControlModifier | Held.ShiftModifier))
    saved = tmp_path / "new" / "visualnn-small-0.png"
    assert saved.read_bytes().startswith(b"\x89PNG")
    assert str(saved) in window.strip.sentence.text()
    (tmp_path / "file").write_text("", encoding="utf-8")
    window.pictures_folder = tmp_path / "file"
    press(window, qtbot, (Key.Key_S, Held.ControlModifier | Held.ShiftModifier))
    assert "not saved" in window.strip.sentence.text()


def test_the_keys_of_sessions(window: Window, qtbot: QtBot) -> None:
    control, shift = Held.ControlModifier, Held.ShiftModifier
    window.session.seek(4)
    press(window, qtbot, (Key.Key_F5, shift))
    assert window.session.tick == 0
    press(window, qtbot, (Key.Key_H, control))
    assert window.strip.sentence.text() == "No session is kept yet."
    press(window, qtbot, (Key.Key_L, control | shift))
    assert isinstance(on_top(window), Faults)
    press(window, qtbot, Key.Key_Escape)


def test_the_key_that_quits(window: Window, qtbot: QtBot) -> None:
    press(window, qtbot, (Key.Key_Q, Held.ControlModifier))
    assert not window.isVisible()


def test_a_place_is_copied_and_opened_by_keys(window: Window, qtbot: QtBot) -> None:
    window.library.open("xor")
    window.session.seek(21)
    press(window, qtbot, (Key.Key_P, Held.ControlModifier | Held.ShiftModifier))
    assert QGuiApplication.clipboard().text().startswith("visualnn open xor --at ")
    window.session.seek(3)
    press(window, qtbot, (Key.Key_V, Held.ControlModifier))
    assert window.session.tick == 21


def test_the_lesson_as_it_is_now_is_saved_by_a_key(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    window.library.open("xor")
    window.session.grant(wishes.SetKeys(("seed=9",)))
    press(window, qtbot, (Key.Key_S, Held.ControlModifier))
    sheet = on_top(window)
    assert isinstance(sheet, AskOverlay)
    for typed, fault in (("mine", "no whole path"), (str(tmp_path), "")):
        sheet.field.setText(typed)
        sheet.field.returnPressed.emit()
        assert fault in sheet.fault.text()
    assert load(tmp_path).spec.seed == 9
    assert str(tmp_path) in window.strip.sentence.text()


def test_a_picture_to_be_asked_about_is_chosen_by_a_key(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    window = opened(qtbot, dressed, open_named("batches"))
    path = tmp_path / "drawn.png"
    path.write_bytes(png(np.arange(64, dtype=np.uint8).reshape(8, 8, 1) * 4))
    press(window, qtbot, (Key.Key_I, Held.ControlModifier | Held.ShiftModifier))
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    window.library.pictures.apart.finish()
    assert window.session.frame is not None
    assert window.session.frame.asked is not None


def test_a_race_is_at_the_best_rates_and_back(qtbot: QtBot, dressed: QApplication) -> None:
    window = opened(qtbot, dressed, open_named("trajectories"))
    session = window.session
    session.finish()
    own = session.rate
    press(window, qtbot, (Key.Key_K, Held.ControlModifier | Held.ShiftModifier))
    session.finish()
    assert session.has_searched
    assert session.rate != own
    press(window, qtbot, (Key.Key_K, Held.ControlModifier | Held.AltModifier))
    session.finish()
    assert session.rate == own


def test_the_time_of_an_update_is_measured_by_a_key(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.racing.seconds_per_update", lambda _lesson: 2e-6)
    window = opened(qtbot, dressed, open_named("trajectories"))
    session = window.session
    session.finish()
    press(window, qtbot, (Key.Key_U, Held.ControlModifier | Held.AltModifier))
    session.finish()
    assert session.frame is not None
    assert {each.update_seconds for each in session.frame.runs} == {2e-6}


def test_all_commands_have_been_pressed() -> None:
    """The tests above name their keys by hand; a new command must be added to one of them."""
    pressed = {
        *("start", "back-iteration", "back", "over", "forward-iteration", "end", "into", "out"),
        *("back-epoch", "forward-epoch", "next-stop", "previous-stop", "tick"),
        *(
            "play",
            "faster",
            "slower",
            "breakpoint",
            "condition",
            "follow",
            "cancel",
            *COMMANDS_BY_GRAIN,
        ),
        *("origin", "look-back", "look-forward", "check", "trouble", "flag", "copy"),
        *("keep", "dismiss", "next-run", "lead", "leave-out", "bring-back", "parting"),
        *("race-best", "race-own", "race-times", "settings"),
        *("train-on", "more-units", "fewer-units", "add-layer", "remove-layer"),
        *("undo", "redo", "edit", "rate", "open", "open-file", "reload", "picture", "quit"),
        *("language", "theme", "bigger", "smaller", "normal-size", "projector", "full-screen"),
        *("lesson-column", "tensor-row", "card-column", "palette", "help", "menu", "tour"),
        *("show-view", "put-view", "beside", "below", "stage-of-lesson"),
        *("about", "seed"),
        *("view-table", "copy-view", "save-png", "save-svg", "save-pdf", "save-csv"),
        *("start-over", "open-session", "log"),
        *("notes-window", "reveal", "count-hands", "ring", "spotlight", "black", "white"),
        *("controls", "set-bookmark", "bookmark", "result", "save-draft"),
        *("copy-place", "paste-place", "save-lesson", "ask-picture"),
    }
    assert pressed == set(BY_ID)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("over", "→"),
        ("show-view", "Alt+1 … 9"),
        ("back-epoch", "Ctrl+←"),
        ("faster", "+"),
        ("slower", "−"),
        ("bigger", "Ctrl+="),
        ("next-stop", "PgDn"),
    ],
)
def test_keys_are_written_as_on_the_keyboard(window: Window, name: str, keys: str) -> None:
    assert keys_of(BY_ID[name]) == keys
    window.commands.do(BY_ID["language"])
    assert keys_of(BY_ID[name]) == keys


def test_where_a_schedule_writes_the_rate_its_first_rate_is_asked_for(window: Window) -> None:
    description = load(find("xor")).spec.model_dump(mode="json", exclude_none=True)
    schedule = {"kind": "exponential", "gamma": 0.5}
    del description["beside"]
    window.library.show(from_dict({**description, "stops": [], "schedule": schedule}), "")
    program = window.session.position.lesson.program
    assert program is not None
    window.session.seek(program.end_of(1))
    assert window.session.rate == 0.05
    window.commands.do(BY_ID["rate"])
    asked = on_top(window)
    assert isinstance(asked, AskOverlay)
    assert asked.field.text() == "0.1"
    QTest.keyClicks(asked.field, "8")
    QTest.keyClick(asked.field, Key.Key_Return)
    window.session.seek(program.end_of(2))
    assert window.session.rate == 2
