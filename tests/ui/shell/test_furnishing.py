"""Furnishing: the window fills turn by turn, and whatever happens in between it stays usable."""

from __future__ import annotations

import gc
import json
import math
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NAMES, NOTING, Noting, faults, noting, opened, small_lesson
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import LIGHT, Metrics
from ui.panels import PANELS
from ui.shell import application
from ui.shell.first_lesson import ENGINE
from ui.shell.furnishing import Furnishing
from ui.shell.settings import FIRST_LESSON, Settings
from ui.shell.window import Window
from visualnn.company.endings import Endings
from visualnn.lesson import find, opening

STEPS = ("read", "build", "show", "replace")
"""What follows the imports."""


@pytest.fixture
def make(qtbot: QtBot, dressed: QApplication) -> Callable[..., Window]:
    """A window none of whose turns was taken."""

    def made(lesson: str = FIRST_LESSON, panels: object = NOTING) -> Window:
        window = Window(
            Look(LIGHT, Metrics(1.0)),
            Settings(lesson=lesson),
            panels=panels,  # type: ignore[arg-type]
        )
        qtbot.addWidget(window)
        return window

    return made


def take(window: Window, count: int) -> None:
    """Take some turns."""
    for _turn in range(count):
        window.furnishing._go_on()


def written(tmp_path: Path, old: str, new: str) -> str:
    """A lesson like the one on XOR, with something else in its file."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for file in find("xor").iterdir():
        text = file.read_text(encoding="utf-8")
        assert file.suffix != ".toml" or old in text
        (folder / file.name).write_text(text.replace(old, new), encoding="utf-8")
    return str(folder)


def test_the_lesson_comes_first_and_then_the_panels_in_the_order_of_the_table(
    make: Callable[..., Window],
) -> None:
    window = make()
    take(window, len(ENGINE) + 2)
    assert not window.session.has_lesson
    take(window, 1)
    assert window.session.tick == 0
    assert window.session.frame is not None
    assert window.library.opened == FIRST_LESSON
    take(window, 1)
    seen = _seen(window)
    assert 3 < len(seen) < len(NAMES)
    quick = tuple(spec.name for spec in PANELS if spec.name in seen and not tuple(spec.loads()))
    for count in range(len(quick)):
        assert tuple(window.furniture.panels) == quick[:count]
        assert not window.furnishing.is_over
        take(window, 1)
    _take_with_loads(window, [name for name in seen if name not in quick])
    assert set(window.furniture.panels) == set(seen) == set(_seen(window))
    assert window.furnishing.is_over


def _seen(window: Window) -> list[str]:
    return [name for name in NAMES if window.desk.sections[name].isVisibleTo(window)]


def _take_with_loads(window: Window, names: list[str]) -> None:
    """What a panel loads takes turns of its own, and so does making it."""
    for spec in PANELS:
        if spec.name in names:
            take(window, len(tuple(spec.loads())))
            assert spec.name not in window.furniture.panels
            take(window, 1)
            assert spec.name in window.furniture.panels


def test_a_panel_that_comes_into_sight_later_is_made_then(
    make: Callable[..., Window], qtbot: QtBot
) -> None:
    window = make()
    window.furnishing.finish(with_unseen=False)
    window.show()
    name = next(each for each in window.desk.views if each not in _seen(window))
    ends: list[None] = []
    window.furnishing.ended.connect(lambda: ends.append(None))
    window.desk.show_view(name)
    qtbot.waitUntil(lambda: name in window.furniture.panels)
    panel = window.furniture.panels[name]
    assert isinstance(panel, Noting)
    assert [frame.tick for frame in panel.frames] == [window.session.tick]
    assert not ends
    qtbot.waitUntil(lambda: set(_seen(window)) <= set(window.furniture.panels))
    window.desk.show_view(name)
    qtbot.wait(5)
    assert window.furniture.panels[name] is panel


def test_a_lesson_that_cannot_be_built_is_told_and_the_first_one_comes(
    make: Callable[..., Window], tmp_path: Path
) -> None:
    wide = 'units = 100000\n\n[[layers]]\nname = "wide"\nkind = "dense"\nunits = 1000'
    window = make(written(tmp_path, "units = 8", wide))  # 100 million parameters
    window.show()
    take(window, len(ENGINE) + 1)
    assert window.sheets.top is None  # it can be read
    take(window, 2)
    assert "lesson.toml:" in faults(window).report
    window.furnishing.finish()
    assert window.session.lesson_name == FIRST_LESSON
    assert set(window.furniture.panels) == set(NAMES)


def test_a_lesson_that_cannot_be_read_is_told_once(
    make: Callable[..., Window], tmp_path: Path
) -> None:
    window = make(written(tmp_path, "units = 8", "units = -8"))
    window.show()
    take(window, len(ENGINE) + 1)
    told = faults(window)
    take(window, 2)
    assert window.sheets.top is told
    assert not window.session.has_lesson
    window.furnishing.finish()
    assert window.session.lesson_name == FIRST_LESSON


@pytest.mark.parametrize("turns", range(len(STEPS) + 1))
def test_a_lesson_that_is_opened_between_two_turns_stays(
    make: Callable[..., Window], turns: int
) -> None:
    window = make()
    take(window, len(ENGINE) + turns)
    lesson = small_lesson()
    window.library.show(lesson)
    window.furnishing.finish()
    assert window.session.position.lesson is lesson
    assert window.library.opened == "small"
    assert set(window.furniture.panels) == set(NAMES)


def test_the_panels_come_before_what_runs_beside_the_lesson(
    make: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualnn.company.company._lately", Endings())  # none ended lately
    window = make("xor")
    window.furnishing.begin()
    company = window.session._company
    while not window.furnishing.is_over:
        assert not company.is_on
        take(window, 1)
    assert company.is_on  # the lesson has one to compare with
    company.stop()


@pytest.mark.parametrize("turns", [0, 1, len(ENGINE) + 1, len(ENGINE) + 5])
def test_a_window_that_is_closed_takes_no_more_turns(
    make: Callable[..., Window], qtbot: QtBot, turns: int
) -> None:
    window = make()
    told: list[str] = []
    window.failed.connect(told.append)
    window.show()
    take(window, turns)
    window.close()
    left = len(window.furnishing._turns)
    qtbot.wait(20)
    assert len(window.furnishing._turns) == left
    assert not told


def test_what_fails_in_one_turn_does_not_reach_the_others(make: Callable[..., Window]) -> None:
    def failing(look: Look) -> Panel:
        raise ValueError("no panel today")

    panels = (*NOTING[:-1], replace(NOTING[-1], make=failing))
    window = make(panels=panels)
    told: list[str] = []
    window.failed.connect(told.append)
    over: list[bool] = []
    window.furnishing.ended.connect(lambda: over.append(window.furnishing.is_over))
    window.furnishing.finish()
    assert set(window.furniture.panels) == set(NAMES[:-1])
    assert ["no panel today" in each for each in told] == [True]
    assert over == [True]


def test_turns_are_taken_by_the_event_loop_and_their_end_is_told_once(
    qtbot: QtBot, qapp: QApplication
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    taken: list[int] = []
    furnishing = Furnishing((lambda n=n: taken.append(n) for n in range(3)), parent)  # type: ignore[misc]
    with qtbot.waitSignal(furnishing.ended):
        furnishing.begin()
        assert not taken
    assert taken == [0, 1, 2]
    ends: list[None] = []
    furnishing.ended.connect(lambda: ends.append(None))
    begins: list[None] = []
    furnishing.begun.connect(lambda: begins.append(None))
    furnishing.begin()
    furnishing.finish()
    furnishing.add([lambda: taken.append(3)])  # what comes later comes too
    qtbot.waitUntil(lambda: taken == [0, 1, 2, 3])
    assert not ends
    late = Furnishing([lambda: taken.append(4)], parent)
    late.begun.connect(lambda: begins.append(None))
    late.finish()
    late.add([lambda: taken.append(5)])
    late.begin()  # it is painted after all was taken at once
    qtbot.waitUntil(lambda: taken[-2:] == [4, 5])
    assert not begins


_WATCHED = """
import json, sys
from PySide6.QtWidgets import QApplication
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.window import Window
application = QApplication([])
window = Window(Look(LIGHT, Metrics(1.0)), panels=())
brought = []
while not window.furnishing.is_over:
    before = len(sys.modules)
    window.furnishing._go_on()
    brought.append(len(sys.modules) - before)
json.dump(brought, sys.stdout)
"""


def test_the_engine_is_imported_in_parts() -> None:
    # a process of its own, for here everything is imported already
    answer = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", _WATCHED], capture_output=True, text=True, check=True, timeout=120
    )
    brought = json.loads(answer.stdout)
    parts, steps = brought[: len(ENGINE)], brought[len(ENGINE) :]
    assert len(steps) == len(STEPS)
    assert all(parts)  # each is worth its turn
    assert max(parts) < sum(parts) / 2
    assert sum(steps) < sum(parts) / 20


_READ = """
import json, linecache, sys
import ui.shell.application
import visualnn.lesson.opening, ui.panels.network.panel
json.dump(sorted(linecache.cache), sys.stdout)
"""


def test_no_source_is_read_where_bytecode_is_there() -> None:
    answer = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", _READ], capture_output=True, text=True, check=True, timeout=120
    )
    read = [path for path in json.loads(answer.stdout) if "visualnn" in Path(path).parts]
    assert not read


def test_garbage_is_left_lying_only_while_the_window_is_furnished() -> None:
    with application._without_collecting():
        assert not gc.isenabled()
        application._collect_again()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    with application._without_collecting():
        pass  # closed before it was furnished
    assert gc.isenabled()


def test_a_first_lesson_that_takes_long_comes_when_it_is_built(
    make: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("ui.session.apart.WAIT_SECONDS", 0.0)
    gate, build = threading.Event(), opening.open_named

    def slowly(*given: Any) -> Any:
        gate.wait(20)
        return build(*given)

    monkeypatch.setattr("visualnn.lesson.open_named", slowly)
    window = make()
    window.furnishing.finish()
    assert not window.session.has_lesson
    assert window.strip.bar.isVisibleTo(window)
    gate.set()
    qtbot.waitUntil(lambda: window.session.has_lesson, timeout=20_000)
    assert window.library.opened == FIRST_LESSON
    assert not window.strip.bar.isVisibleTo(window)


def test_opening_is_given_up_and_the_lesson_that_was_open_stays(
    make: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = make()
    window.furnishing.finish()
    monkeypatch.setattr("ui.session.apart.WAIT_SECONDS", 0.0)
    gate = threading.Event()
    monkeypatch.setattr("visualnn.lesson.open_named", lambda _name: gate.wait(20))
    window.library.open("digits")
    assert window.library.apart.is_on
    window.strip.cancelled.emit()
    assert window.library.opened == FIRST_LESSON
    gate.set()
    qtbot.waitUntil(lambda: not window.library.apart.is_leaving, timeout=20_000)
    assert window.library.opened == FIRST_LESSON


def test_what_is_read_is_shown_one_fleeting_frame_of_three(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = opened(qtbot, dressed)
    frame = window.session.frame
    assert frame is not None
    read = [name for name, spec in window.desk.specs.items() if spec.is_read]
    seen = [name for name in read if noting(window, name).isVisible()]
    before = {name: len(noting(window, name).frames) for name in seen}
    drawn = len(noting(window, "network").frames)
    for _n in range(6):
        window.furniture.show(replace(frame, is_fleeting=True))
    assert len(seen) > 1
    assert {len(noting(window, name).frames) - before[name] for name in seen} == {2}
    assert len(noting(window, "network").frames) == drawn + 6


def test_what_is_read_has_the_last_frame_once_playing_ends(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = opened(qtbot, dressed, replace(small_lesson(epochs=100_000), stops=()))
    session = window.session
    session.set_speed(math.inf)
    session.play()
    qtbot.waitUntil(lambda: session.position.history.furthest > 200)
    session.pause()
    read = [name for name, spec in window.desk.specs.items() if spec.is_read]
    panels = [noting(window, name) for name in read if noting(window, name).isVisible()]
    assert len(panels) > 1
    assert all(panel.frames[-1] is session.frame for panel in panels)
