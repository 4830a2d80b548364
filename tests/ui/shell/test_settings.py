"""Settings: whatever stands in the file, the program starts, and what was right is kept."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.shell.persistence import Saving
from ui.shell.progress import LESSON_COUNT, NAME_COUNT, LessonProgress
from ui.shell.settings import (
    Memory,
    Rectangle,
    Settings,
    default_language,
    on_a_screen,
    shared_pixels,
)
from ui.shell.staging import CHOICE_COUNT, StageChoice

CHANGED = Settings(
    language="ko",
    theme="dark",
    size=1.5,
    geometry=Rectangle(10, 20, 1280, 800),
    maximized=True,
    splitters={"columns": (300, 640, 340)},
    stages={"xor": StageChoice(("network", "tensor"), "below"), "own": StageChoice(("curves",))},
    speed=0.0,
    lesson="digits",
)


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "new" / "settings.json")
    assert memory.load() == Settings()
    assert memory.save(CHANGED)
    assert memory.load() == CHANGED
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b"[" * 60_000,
        b'{"size": NaN}',
        b'{"size": 1e999}',
        b'{"size": 1000000}',
        b'{"size": 0}',
        b'{"size": true}',
        b'{"theme": "<b>"}',
        b'{"theme": ["dark"]}',
        b'{"language": "fr"}',
        b'{"geometry": [0, 0, 0, 5]}',
        b'{"geometry": [0, 0, 1e300, 5]}',
        b'{"geometry": "far away"}',
        b'{"splitters": {"columns": [0, 0]}}',
        b'{"splitters": {"columns": [-5, 100]}}',
        b'{"splitters": 7}',
        b'{"stages": ["xor"]}',
        b'{"stages": {"xor": ["network"]}}',
        b'{"stages": {"xor": {"views": []}}}',
        b'{"stages": {"xor": {"views": ["a", "a"]}}}',
        b'{"stages": {"xor": {"views": ["a", "b", "c"]}}}',
        b'{"stages": {"xor": {"views": [1]}}}',
        b'{"stages": {"xor": {"views": ["a"], "placement": "above"}}}',
        b'{"speed": -1}',
        b'{"maximized": 1}',
        b'{"lesson": "a\\u0000b"}',
        b'{"lesson": 5}',
    ],
)
def test_nonsense_is_left_out_and_kept_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert Memory(path).load() == Settings()
    assert (tmp_path / "settings.json.corrupt").read_bytes() == content


def test_what_is_right_beside_nonsense_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "size": "big", "new": 1}', encoding="utf-8")
    assert Memory(path).load() == Settings(theme="dark")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    ),
    st.sampled_from([*vars(CHANGED)]),
)
def test_no_value_stops_the_program(
    tmp_path_factory: pytest.TempPathFactory, value: object, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.json"
    path.write_text(json.dumps({name: value}), encoding="utf-8")
    settings = Memory(path).load()
    assert 0.75 <= settings.size <= 3.0
    assert settings.theme in {"light", "dark"}
    assert Memory(path).save(settings)
    assert Memory(path).load() == settings


def test_a_pipe_a_folder_and_a_huge_file_are_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    if hasattr(os, "mkfifo"):  # Windows has none in folders
        os.mkfifo(pipe)
    else:
        pipe.mkdir()
    huge = tmp_path / "huge"
    huge.write_bytes(b" " * (1 << 20))
    for path in (pipe, tmp_path, huge):
        assert Memory(path).load() == Settings()
    assert not Memory(pipe).save(CHANGED)
    assert not Memory(tmp_path).save(CHANGED)


def test_nothing_is_remembered_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    memory = Memory(tmp_path / "file" / "settings.json")
    assert memory.load() == Settings()
    assert not memory.save(CHANGED)
    assert not Memory(None).save(CHANGED)


def test_the_environment_can_switch_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUALNN_NO_SETTINGS", "1")
    assert Memory.of_this_person().path is None
    monkeypatch.delenv("VISUALNN_NO_SETTINGS")
    assert Memory.of_this_person().path is not None


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(tmp_path / "settings.json")
    memory.save(CHANGED)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert not memory.save(Settings())
    assert memory.load() == CHANGED
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_program_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".settings.json.abc.visualnn-part").write_bytes(b"{")
    Memory(tmp_path / "settings.json").load()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "ko"}, "ko"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_computers(environment: dict[str, str], language: str) -> None:
    assert default_language(environment) == language


def test_the_window_lies_on_a_screen() -> None:
    laptop, projector = Rectangle(0, 0, 1366, 728), Rectangle(1366, 0, 1024, 768)
    assert on_a_screen(Rectangle(100, 50, 800, 600), [laptop]) == (100, 50, 800, 600)
    assert on_a_screen(Rectangle(1400, 9, 800, 600), [laptop, projector]) == (1400, 9, 800, 600)
    gone = on_a_screen(Rectangle(1400, 9, 1280, 900), [laptop])
    assert gone == (86, 0, 1280, 728)
    assert on_a_screen(Rectangle(-9000, -9000, 300, 300), [laptop]) == (0, 0, 300, 300)
    assert on_a_screen(Rectangle(5, 5, 300, 300), []) == (5, 5, 300, 300)


def test_a_file_of_settings_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    memory = Memory(path)
    memory.save(Settings(theme="dark"))
    most = 256 << 10
    content = path.read_bytes()
    path.write_bytes(content + b" " * (most - len(content)))
    assert memory.load().theme == "dark"
    path.write_bytes(content + b" " * (most + 1 - len(content)))
    assert memory.load() == Settings()


CHOSEN = {str(n): {"views": ["a" * 200], "placement": ""} for n in range(CHOICE_COUNT)}
"""Views chosen for as many lessons as are remembered."""


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("size", [0.75, 3.0, 1], [0.74, 3.01, "1", False]),
        ("speed", [0.1, 1000.0, 0.0, 0], [0.09, 1000.5, -0.1]),
        ("geometry", [None, [100_000, -100_000, 1, 1]], [[0, 0, 1], [0] * 5, [0, 0, 1, 0]]),
        ("geometry", [[0, 0, 1, 1]], [[100_001, 0, 1, 1], [0, 0, 0, 1], [0, 0, True, 1]]),
        ("maximized", [True, False], [0, "yes", None]),
        ("splitters", [{"left": [0, 1]}, {"left": [1] * 10}], [{"left": [1] * 11}, [1]]),
        ("splitters", [{str(n): [1] for n in range(20)}], [{str(n): [1] for n in range(21)}]),
        ("splitters", [{}], [{"left": [-1, 2]}, {"left": [0, 0]}, {"left": [1.5]}, {"left": []}]),
        (
            "stages",
            [{}, {"l": {"views": ["a", "b"], "placement": "below"}}, CHOSEN],
            [
                [],
                CHOSEN | {"more": {"views": ["a"], "placement": ""}},
                {"l": {"views": []}},
                {"l": {"views": ["a", "a"]}},
                {"l": {"views": ["a", "b", "c"]}},
                {"l": {"views": ["a"], "placement": "over"}},
                {"l": {"views": ["a" * 201]}},
                {"l" * 201: {"views": ["a"]}},
                {"l": ["a"]},
            ],
        ),
        ("recent", [[], ["a"] * 100], [["a"] * 101, "a", [5]]),
        ("lesson", ["", "a" * 4096], ["a" * 4097, "a\0", None]),
        ("language", ["", "en", "ko"], ["de", 5]),
        ("theme", ["light", "dark"], ["", "grey"]),
    ],
)
def test_a_value_is_taken_up_to_its_limits(
    tmp_path: Path, name: str, right: list[Any], wrong: list[Any]
) -> None:
    path = tmp_path / "settings.json"
    aside = tmp_path / "settings.json.corrupt"
    for value in right:
        path.write_text(json.dumps({name: value}), encoding="utf-8")
        loaded = getattr(Memory(path).load(), name)
        kept = json.loads(json.dumps(loaded, default=asdict))
        if name == "stages":
            kept = {lesson: asdict(choice) for lesson, choice in loaded.items()}
            value = {lesson: {"placement": ""} | dict(choice) for lesson, choice in value.items()}
            kept = {lesson: each | {"views": list(each["views"])} for lesson, each in kept.items()}
        assert kept == value
        assert not aside.exists()
    for value in wrong:
        path.write_text(json.dumps({name: value}), encoding="utf-8")
        assert getattr(Memory(path).load(), name) == getattr(Settings(), name)
        assert aside.exists()
        aside.unlink()


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "~/.config"),
        ("linux", {"XDG_CONFIG_HOME": "/elsewhere"}, "/elsewhere"),
        ("linux", {"XDG_CONFIG_HOME": ""}, "~/.config"),
        ("darwin", {"XDG_CONFIG_HOME": "/elsewhere"}, "~/Library/Application Support"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming"),
        ("win32", {}, "~/AppData/Roaming"),
    ],
)
def test_the_folder_is_the_one_of_the_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], folder: str
) -> None:
    for name in ("XDG_CONFIG_HOME", "APPDATA", "VISUALNN_NO_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for name in ("HOME", "USERPROFILE"):  # the second is read on Windows
        monkeypatch.setenv(name, "/home/somebody")
    monkeypatch.setattr("sys.platform", platform)
    expected = Path(folder.replace("~", "/home/somebody")) / "visualnn" / "settings.json"
    assert Memory.of_this_person().path == expected


def test_the_window_goes_to_the_screen_it_shares_most_with() -> None:
    left, right = Rectangle(0, 0, 1000, 800), Rectangle(1000, 100, 1000, 800)
    assert on_a_screen(Rectangle(700, 150, 500, 300), [left, right]) == (500, 150, 500, 300)
    assert on_a_screen(Rectangle(800, 150, 500, 300), [left, right]) == (1000, 150, 500, 300)
    assert on_a_screen(Rectangle(1800, 700, 500, 300), [left, right]) == (1500, 600, 500, 300)
    assert on_a_screen(Rectangle(-900, 0, 500, 300), [right, left]) == (1000, 100, 500, 300)
    assert on_a_screen(Rectangle(0, 0, 1001, 801), [left]) == (0, 0, 1000, 800)


def test_the_rights_of_a_new_folder_are_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    Memory(folder / "settings.json").save(Settings())
    assert folder.stat().st_mode & 0o077 == 0


def test_a_program_that_was_never_opened_knows_nothing_yet() -> None:
    new = Settings()
    assert (new.language, new.theme, new.size, new.speed) == ("", "light", 1.0, 2.0)
    assert (new.geometry, new.maximized, new.lesson, new.recent) == (None, False, "", ())
    assert (dict(new.splitters), dict(new.stages), dict(new.progress)) == ({}, {}, {})
    begun = LessonProgress()
    assert (begun.reached, begun.answered) == ((), ())
    assert (begun.stop_count, begun.question_count, begun.is_at_end) == (0, 0, False)
    assert not begun.is_finished
    assert not LessonProgress(question_count=1, is_at_end=True).is_finished
    assert LessonProgress(is_at_end=True).is_finished


@pytest.mark.parametrize(
    ("known", "is_sound"),
    [
        ({"reached": ["a"] * NAME_COUNT}, True),
        ({"reached": ["a"] * (NAME_COUNT + 1)}, False),
        ({"answered": ["a" * 200]}, True),
        ({"answered": ["a" * 201]}, False),
        ({"stop_count": NAME_COUNT}, True),
        ({"stop_count": NAME_COUNT + 1}, False),
        ({"stop_count": -1}, False),
        ({"question_count": 0}, True),
        ({"question_count": True}, False),
        ({"is_at_end": True}, True),
        ({"is_at_end": 1}, False),
        ({}, True),
    ],
)
def test_progress_is_taken_up_to_its_limits(
    tmp_path: Path, known: dict[str, Any], is_sound: bool
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"progress": {"xor": known}}), encoding="utf-8")
    found = Memory(path).load().progress
    assert bool(found) is is_sound
    if is_sound:
        kept = asdict(found["xor"])
        for key, value in known.items():
            assert kept[key] == (tuple(value) if isinstance(value, list) else value)


def test_no_more_lessons_than_can_be_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for count, taken in ((LESSON_COUNT, LESSON_COUNT), (LESSON_COUNT + 1, 0)):
        lessons: dict[str, Any] = {f"lesson {n}": {} for n in range(count)}
        path.write_text(json.dumps({"progress": lessons}), encoding="utf-8")
        assert len(Memory(path).load().progress) == taken


def test_what_two_rectangles_share() -> None:
    one = Rectangle(10, 20, 100, 50)
    assert shared_pixels(one, one) == 5000
    assert shared_pixels(one, Rectangle(60, 40, 100, 50)) == 50 * 30
    assert shared_pixels(one, Rectangle(110, 20, 100, 50)) == 0
    assert shared_pixels(one, Rectangle(500, 500, 1, 1)) == 0  # apart in both directions
    assert shared_pixels(one, Rectangle(20, 30, 5, 5)) == 25


# -- saved while the window is open ----------------------------------------------------------------


class Parent(QWidget):
    failed = Signal(str)


def test_settings_are_saved_once_and_again_when_they_change(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = Parent()
    qtbot.addWidget(parent)
    memory, now = Memory(tmp_path / "settings.json"), [Settings(theme="dark")]
    saved: list[Settings] = []
    save = memory.save

    def counted(settings: Settings) -> bool:
        saved.append(settings)
        return len(saved) > 1 and save(settings)  # the first time the disk is full

    monkeypatch.setattr(memory, "save", counted)
    saving = Saving(memory, lambda: now[0], parent)
    assert saving._clock.isActive()
    for _time in range(4):
        saving._look()
        saving.stop()
    assert saved == [now[0]] * 2
    assert memory.load() == now[0]
    now[0] = Settings(theme="light")
    saving._look()
    assert saving._thread is not None
    assert saving._thread.daemon
    saving.stop()
    assert memory.load() == now[0]
    assert not saving._clock.isActive()
    nowhere = Saving(Memory(None), lambda: now[0], parent)
    assert not nowhere._clock.isActive()
    nowhere.stop()


def test_nothing_is_saved_while_something_is_being_saved(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = Parent()
    qtbot.addWidget(parent)
    memory, gate, begun = Memory(tmp_path / "settings.json"), threading.Event(), list[Settings]()

    def slowly(settings: Settings) -> bool:
        begun.append(settings)
        return gate.wait(20)

    monkeypatch.setattr(memory, "save", slowly)
    themes = iter(["dark", "light", "dark", "light"])
    saving = Saving(memory, lambda: Settings(theme=next(themes)), parent)
    for _time in range(3):
        saving._look()
    gate.set()
    saving.stop()
    assert [each.theme for each in begun] == ["dark"]
    saving._look()
    saving.stop()
    assert [each.theme for each in begun] == ["dark", "light"]
