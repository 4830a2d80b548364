"""A place that is copied in one window opens in another: the same lesson, changes, seed, tick, view
and number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import NOTING, faults, on_top, opened
from ui.cli import command as cli
from ui.commands.palette import Palette
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics, apply
from ui.session import wishes
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.journal.folder import SessionFolder
from visualnn.lesson.place import place_from
from visualnn.text import use_language
from visualnn.views.opened_place import opened_place

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    use_language("en")
    yield opened(qtbot, dressed)
    use_language("en")


def copied(window: Window) -> str:
    """The line that the command puts on the clipboard."""
    QGuiApplication.clipboard().setText("")
    window.commands.do(BY_ID["copy-place"])
    return QGuiApplication.clipboard().text()


def told(window: Window) -> object:
    """What a place is: lesson, changes, seed, tick, number, and all values there."""
    session = window.session
    session.finish()
    frame, position = session.frame, session.position
    assert frame is not None
    return (
        position.lesson.spec.model_dump(),
        position.lesson.variant,
        session.seed,
        session.tick,
        session.place,
        window.desk.view_of(window.desk.view_in_sight),
        {name: array.tolist() for name, array in frame.values.items()},
    )


def lead_somewhere(window: Window, lesson: str, steps: list[wishes.Wish], view: str) -> None:
    window.library.open(lesson)
    for wish in steps:
        window.session.grant(wish)
        window.session.finish()
    if view:
        window.desk.bring_view(view)


PLACES: list[tuple[str, list[wishes.Wish], str]] = [
    ("xor", [], ""),
    ("xor", [wishes.Seek(120), wishes.LookAt(Source("hidden.W", (0, 3)))], "boundary"),
    ("xor", [wishes.SetKeys(("seed=9", "layers.hidden.units=3")), wishes.Seek(40)], "values"),
    ("playground", [wishes.Turn("optimizer.lr", "0.3"), wishes.Turn("data.source", "moons")],
     "hidden-space"),
    ("playground", [wishes.Turn("penalty", "L2, 0.01"), wishes.SeekEnd()], "boundary"),
    ("two-units", [wishes.Lead("without-relu"), wishes.Seek(33)], "hidden-space"),
    ("two-units", [wishes.Lead("seed-7"), wishes.SetKeys(("optimizer.lr=0.2",))], "network"),
    ("activations", [wishes.Seek(700), wishes.LookAt(Source("hidden.a", (3, 1)))], "activation"),
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "steps", "view"), PLACES)
def test_a_copied_place_opens_as_it_was(
    window: Window, lesson: str, steps: list[wishes.Wish], view: str
) -> None:
    lead_somewhere(window, lesson, steps, view)
    line, there = copied(window), told(window)
    assert line.startswith("visualnn open ")
    window.library.open("digits")
    QTest.keyClick(window, Key.Key_V, Held.ControlModifier)
    window.session.arrive_now()
    assert on_top(window) is None
    assert told(window) == there
    assert copied(window) == line
    assert not any(run.kind == "ghost" for run in window.session.runs)


def test_the_first_lesson_of_a_window_may_be_a_place(
    qtbot: QtBot, dressed: QApplication, window: Window
) -> None:
    lead_somewhere(window, *PLACES[1])
    line, there = copied(window), told(window)
    apply(dressed, LIGHT, Metrics())
    other = Window(
        Look(LIGHT, Metrics()), panels=NOTING, opened=opened_place(place_from(line)), lesson="xor"
    )
    qtbot.addWidget(other)
    other.show()
    other.furnishing.finish()
    other.session.arrive_now()
    assert told(other) == there


def test_a_place_that_is_opened_begins_a_session_of_its_own(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    apply(dressed, LIGHT, Metrics())
    folder = SessionFolder(tmp_path)
    window = Window(Look(LIGHT, Metrics()), panels=NOTING, sessions=folder)
    qtbot.addWidget(window)
    window.show()
    window.furnishing.finish()
    window.library.open("xor")
    window.session.seek(30)
    window.library.open_line("visualnn open xor --set seed=9 --at 12 --focus 'hidden.z[1,2]'")
    window.session.arrive_now()
    there = told(window)
    assert len(list(folder)) == 2
    window.library.open("digits")
    window.library.open("xor")  # the last session in it
    window.session.arrive_now()
    assert told(window) == there
    window.session.undo()
    assert window.session.seed == 7


def test_drawn_examples_are_there_again(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    apply(dressed, LIGHT, Metrics())
    window = Window(Look(LIGHT, Metrics()), panels=NOTING, sessions=SessionFolder(tmp_path))
    qtbot.addWidget(window)
    window.show()
    window.furnishing.finish()
    window.library.open("playground")
    window.session.seek(300)
    window.session.grant(wishes.AddExample((0.5, -0.25), 1.0))
    window.session.grant(wishes.MoveExample("validation", 1, (0.25, 0.5)))
    there = told(window)
    window.library.open("digits")
    window.library.open("playground")
    window.session.arrive_now()
    assert told(window) == there
    assert window.session.position.lesson.data.x[-1].tolist() == [0.5, -0.25]


def test_a_place_is_pasted_into_the_palette(window: Window) -> None:
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    QGuiApplication.clipboard().setText("visualnn open xor --at 9")
    QTest.keyClick(palette.field, Key.Key_V, Held.ControlModifier)
    assert palette.field.text() == "visualnn open xor --at 9"  # a field takes text first
    QTest.keyClick(palette.field, Key.Key_Return)
    assert (window.session.lesson_name, window.session.tick) == ("xor", 9)
    window.commands.do(BY_ID["palette"])
    palette = on_top(window)
    assert isinstance(palette, Palette)
    palette.field.setText("visualnn open xor --frame 9")
    assert palette.fault.text().startswith("--frame is no part of a place")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("some words", "a place is one line"),
        ("", "There is no text on the clipboard."),
        ("visualnn open xor --at nowhere", "nowhere is neither a tick"),
        ("visualnn open xor --at 4 --focus 'hidden.W[9,9]'", "has no value at tick 4"),
        ("visualnn open xor --focus 'hidden.z[0,0]'", "hidden.z[0,0] has no value at tick 0"),
        ("visualnn open xor --view pictures", "there is no view pictures"),
        ("visualnn open xor --view landscape", "landscape"),
        ("visualnn open xor --variant adam", "there is no variant adam"),
        ("visualnn open xor --set optimizer.rate=1", "unknown key rate"),
        ("visualnn open xor --set optimizer.lr=1e999", "optimizer.lr"),
        ("visualnn open nothing", "there is no lesson nothing"),
        ("visualnn open /dev/zero", "not a regular file"),
        ("visualnn open xor --set layers.hidden.units=100000000", "the most is 100000"),
        ("visualnn open xor --set seed=1 --set 'clip={'", "not TOML"),
    ],
)
def test_a_line_that_leads_nowhere_changes_nothing(
    window: Window, line: str, sentence: str
) -> None:
    window.session.seek(7)
    before = window.session.position
    QGuiApplication.clipboard().setText(line)
    window.commands.do(BY_ID["paste-place"])
    assert window.session.position is before
    assert window.session.tick == 7
    shown = window.strip.sentence.text() if on_top(window) is None else faults(window).report
    assert sentence in shown


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (wishes.Edit(Source("lr"), 0.5), "a number was changed by hand"),
        (wishes.Ask((0.5, 0.5)), "a point that was asked about"),
        (wishes.AddExample((0.5, 0.5), 1.0), "examples were drawn by hand"),
    ],
)  # fmt: skip
def test_what_a_line_cannot_hold_takes_a_session_file(
    window: Window, wish: wishes.Wish, sentence: str
) -> None:
    window.library.open("xor")
    window.session.seek(10)
    window.session.grant(wish)
    assert copied(window) == ""
    assert sentence in window.strip.sentence.text()
    assert "visualnn sessions export" in window.strip.sentence.text()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["xor", "--at", "nowhere"], 2, "nowhere is neither a tick"),
        (["xor", "--view", "pictures"], 2, "there is no view pictures"),
        (["xor", "--view", "landscape"], 1, "landscape"),
        (["xor", "--focus", "hidden.z[0,0]"], 2, "has no value at tick 0"),
        (["xor", "--set", "epochs"], 2, "KEY=VALUE"),
        (["xor", "--set", "optimizer.lr=-1"], 1, "optimizer.lr"),
        (["two-units", "--variant", "adam"], 2, "there is no variant adam"),
        (["nothing", "--at", "3"], 1, "there is no lesson nothing"),
    ],
)
def test_the_command_refuses_before_any_window_is_there(
    words: list[str],
    code: int,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_arguments: object, **_more: object) -> int:
        raise AssertionError("no window is opened")

    monkeypatch.setattr("ui.shell.application.open_window", never)
    assert cli.main(["open", *words]) == code
    assert sentence in capsys.readouterr().err


def test_the_command_opens_the_window_at_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def open_window(*_arguments: object, **more: object) -> int:
        seen.update(more)
        return 0

    monkeypatch.setattr("ui.shell.application.open_window", open_window)
    words = ["two-units", "--variant", "seed-7", "--set", "seed=9", "--at", "12", "--view",
             "boundary", "--focus", "hidden.W[0,1]"]  # fmt: skip
    assert cli.main(["--no-settings", "open", *words]) == 0
    place = seen["place"]
    assert place is not None
    assert (place.variant, place.tick, place.view) == ("seed-7", 12, "boundary")  # type: ignore[attr-defined]
    assert place.focus == Source("hidden.W", (0, 1))  # type: ignore[attr-defined]
    seen.clear()
    assert cli.main(["--no-settings", "open", "xor"]) == 0
    assert seen["place"] is None
