"""A window does what its record says: what each command does, what stands where at each size, and
what each sheet answers to what is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.described import described
from tests.ui.desks import is_dark, opened
from tests.ui.recording import Log, check, plain, same_pictures
from tests.ui.runs import lesson
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import LIGHT, Metrics, apply
from ui.panels import PANELS
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.text import language, use_language

pytestmark = pytest.mark.skipif(not same_pictures(), reason="pictures are others on this system")

SIZES = ((1280, 800), (1920, 1080), (700, 500), (480, 320), (1000, 1400), (3840, 2160), (1100, 620))
DIALOGS = frozenset({"quit", "open-file", "menu", "log", "about"})
"""Commands with a dialog of the system, and those that tell where files lie here."""

SETTLING_TURN_COUNT = 4
"""After so many turns of the event loop layouts stand."""


@pytest.fixture
def window(
    qtbot: QtBot,
    dressed: QApplication,
    patient: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Window]:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: ("", ""))
    made = opened(qtbot, dressed)
    monkeypatch.chdir(tmp_path)  # what is saved there has the same name each time
    made.pictures_folder = Path("pictures")
    made.pictures_folder.mkdir()
    yield made
    use_language("en")


# -- what is seen ----------------------------------------------------------------------------------


def seen(window: Window) -> dict[str, str]:
    """Every widget of the window that is seen, by where it is in the tree of widgets."""
    found: dict[str, str] = {}

    def visit(widget: QWidget, path: str) -> None:
        counts: dict[str, int] = {}
        for child in widget.children():
            if not isinstance(child, QWidget):
                continue
            kind = type(child).__name__
            counts[kind] = counts.get(kind, 0) + 1
            if child.isVisibleTo(window) and not child.isWindow():
                there = f"{path}/{kind}{counts[kind] if counts[kind] > 1 else ''}"
                short = name = "/".join(there.split("/")[-2:])
                while name in found:
                    counts[short] = counts.get(short, 1) + 1
                    name = f"{short}#{counts[short]}"
                found[name] = described(child, window)
                if not isinstance(child, Panel):  # which have records of their own
                    visit(child, there)

    visit(window, "")
    return found


def state(window: Window) -> Mapping[str, str]:
    """All that is seen, and what can be done."""
    for _turn in range(SETTLING_TURN_COUNT):
        QApplication.processEvents()
    found = seen(window)
    session, desk = window.session, window.desk
    for name in ("tick", "grain", "speed", "place", "playing", "breakpoints", "rate", "left_out"):
        found[f"session {name}"] = plain(getattr(session, name))
    found["session runs"] = f"{len(session.runs)} {session.front is not None}"
    found["session granted"] = plain([*session.granted[-1:]])
    found["window"] = (
        f"{window.windowTitle()!r} {language()} dark {is_dark(window)}"
        f" {window.appearance.size} full {window.isFullScreen()}"
        f" projecting {window.appearance.is_projecting}"
    )
    found["desk"] = (
        f"staged {desk.staged} {desk.placement!r} chosen {desk.is_stage_chosen}"
        f" in hand {desk.view_in_hand!r} {sorted(desk.chosen)} views {desk.views}"
        f" {[part for part in ('left', 'centre', 'bottom', 'right', 'below') if desk.shows(part)]}"
    )
    for name, section in desk.sections.items():
        if not section.isHidden():
            found[f"section {name}"] = f"grown {section.growth:.2f}"
    for command in window.commands.table:
        action = window.commands.by_id[command.id]
        found[f"command {command.id}"] = " ".join(
            (
                "can" if action.isEnabled() else "cannot",
                "on" * action.isChecked(),
                "icon" * (not action.icon().isNull()),
            )
        )
    return found


def menu_text(menu: QMenu) -> list[str]:
    """The rows of a menu and of those in it."""
    lines = []
    for action in menu.actions():
        keys = [key.toString() for key in action.shortcuts()]
        lines.append(f"{action.text()!r} {keys} {action.toolTip()!r} {action.isEnabled()}")
        inner = action.menu()
        if isinstance(inner, QMenu):
            lines += [f"  {line}" for line in menu_text(inner)]
    return lines


def logged(window: Window, name: str) -> Log:
    log = Log(name, lambda: state(window))
    window.failed.connect(log.hear("failed"))
    return log


# -- the records -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tick", [0, 47])
def test_every_command_does_what_its_record_says(window: Window, tick: int) -> None:
    log = logged(window, f"window/commands-{tick}")
    window.session.seek(tick)
    if tick:
        window.session.look_at(Source("d.hidden.W", (0, 1)))
    log.did("at the beginning")
    for command in window.commands.table:
        if command.id in DIALOGS:
            continue
        window.commands.do(command)
        window.session.finish()
        playing = window.session.playing
        window.session.pause()
        log.did(f"{command.id}{' plays' * playing}")
        if window.sheets.top is not None:
            window.sheets.dismiss()
            log.did("dismissed")
        if language() == "ko":
            window.commands.do(BY_ID["language"])
        if command.act_numbered is not None:
            for number in (1, 0, 3, 8):
                window.commands.do(command, number)
                log.did(f"{command.id} {number}")
    for line in menu_text(window.commands.menu):
        log.say(line)
    log.end()


@pytest.mark.parametrize("name", ["xor", "digits"])
def test_all_stands_where_its_record_says(
    qtbot: QtBot, dressed: QApplication, patient: None, name: str
) -> None:
    look = Look(LIGHT, Metrics(1.0))
    apply(dressed, look.theme, look.metrics)
    window = Window(look, panels=PANELS)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.library.show(lesson(name))
    window.show()
    window.furnishing.finish()
    window.session.finish()
    log = Log(
        f"window/desk-{name}",
        lambda: {n: w for n, w in state(window).items() if not n.startswith("command")},
    )
    for size in SIZES:
        window.resize(*size)
        log.did(f"at {size[0]} × {size[1]}")
    window.resize(1280, 800)
    for part in ("left", "bottom", "right", "left", "bottom", "right"):
        window.desk.toggle(part)
        log.did(f"{part} toggled")
    for panel in window.desk.specs:
        window.desk.bring(panel)
        log.did(f"{panel} brought")
    for view in window.desk.views[:6]:
        for act in (window.desk.show_view, window.desk.place_view, window.desk.toggle_table):
            act(view)
            log.did(f"{act.__name__} {view}")
    for placement in ("below", "beside"):
        window.desk.turn_stage(placement)
        log.did(placement)
    for change in (+1, +1, 0, -1):
        window.appearance.change_size(change)
        log.did(f"size {change}")
    log.end()


TYPED: Mapping[str, tuple[str, ...]] = {
    "tick": ("", "x", "-1", "12", "999999", "1e3", "3.5"),
    "condition": ("", "L <", "nothing > 1", "L < 0.1", "L < 0.1", "mean(L) < 0.2"),
    "edit": ("", "x", "nan", "0.5", "-0.25", "1e400"),
    "rate": ("", "0", "-1", "0.25", "x"),
    "seed": ("", "x", "1.5", "-2", "7", "99999999999999999999999"),
}


@pytest.mark.parametrize("question", TYPED)
def test_a_question_takes_what_its_record_says(window: Window, question: str) -> None:
    log = logged(window, f"window/question-{question}")
    window.session.seek(20)
    window.session.look_at(Source("hidden.W", (0, 1)))
    log.did("at the beginning")
    for typed in TYPED[question]:
        window.commands.do(BY_ID[question])
        log.did(question)
        sheet = window.sheets.top
        field = sheet.findChild(QLineEdit) if sheet is not None else None
        if field is None:
            continue
        field.setText(typed)
        log.did(f"typed {typed!r}")
        field.returnPressed.emit()
        window.session.finish()
        log.did("entered")
        if window.sheets.top is not None:
            window.sheets.dismiss()
    log.end()


FOUND = ("", "step", "back", "hidden.W", "hidden.W[0,1]", "hidden.W[9,9]", "zzz", "seed", "go to")
"""What is typed into the palette."""


def test_the_palette_finds_what_its_record_says(window: Window) -> None:
    log = logged(window, "window/palette")
    window.commands.do(BY_ID["palette"])
    sheet = window.sheets.top
    assert sheet is not None
    field = sheet.findChild(QLineEdit)
    assert field is not None
    for typed in FOUND:
        field.setText(typed)
        log.did(f"typed {typed!r}")
        for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_End):
            QTest.keyClick(field, key)
            log.did(f"pressed {key.name}")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    log.did("left")
    for name in ("open", "open-session", "help"):
        window.commands.do(BY_ID[name])
        log.did(name)
        window.sheets.dismiss()
    log.end()


def test_the_menus_of_views_hold_what_their_record_says(window: Window) -> None:
    log = logged(window, "window/view-menus")
    names = window.desk.stage.names
    for round_ in range(2):
        for view in window.desk.views[:4]:
            menu = names.menu_of(view)
            for line in (f"menu of {view}", *menu_text(menu)):
                log.say(line)
            for action in list(menu.actions()):
                if action.isEnabled():
                    action.trigger()
                    log.did(f"{round_} {view}: {action.text()}")
            menu.deleteLater()
    log.end()


def test_what_is_taken_along_is_what_its_record_says(window: Window) -> None:
    lines: list[str] = []
    folder = Path("pictures")
    window.session.seek(30)
    window.session.look_at(Source("hidden.W", (0, 1)))
    for name in ("copy", "copy-view", "save-png", "save-svg", "save-pdf", "save-csv", "picture"):
        QGuiApplication.clipboard().clear()
        window.commands.do(BY_ID[name])
        copied = QGuiApplication.clipboard().mimeData()
        lines.append(name)
        if copied is not None:
            lines += [f"  {sorted(copied.formats())}", f"  {copied.text()!r}"]
        lines.append(f"  {window.strip.sentence.text()!r}")
        files = sorted(folder.iterdir())
        lines += [f"  {file.name} {file.suffix}" for file in files]
        lines += [f"  {file.read_text('utf-8')!r}" for file in files if file.suffix == ".csv"]
        for file in files:
            file.unlink()
    check("window/taken", "\n".join(lines) + "\n")
