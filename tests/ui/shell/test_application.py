"""The application: a picture drawn without a screen, and a window shown until it is closed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.desks import small_lesson
from ui.kit.look import Look
from ui.kit.panel_spec import PanelSpec
from ui.kit.theme import DARK, LIGHT
from ui.panels import PANELS
from ui.shell.application import draw
from ui.shell.unseen import panel_alone
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.tell.frame import Frame
from visualnn.text import use_language


@pytest.fixture
def application(dressed: QApplication) -> Iterator[QApplication]:
    yield dressed
    use_language("en")


def drawn(path: Path) -> QImage:
    image = QImage(str(path))
    assert not image.isNull()
    return image


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }


@pytest.mark.usefixtures("application")
def test_every_panel_of_a_picture_is_made_at_whatever_stop_it_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty: list[str] = []
    close = Window.close

    def look_and_close(window: Window) -> bool:
        empty.extend(
            each
            for each, section in window.desk.sections.items()
            if section.isVisible() and section.panel is None
        )
        return close(window)

    monkeypatch.setattr(Window, "close", look_and_close)
    lesson = open_named("xor")
    views: set[tuple[str, ...]] = set()
    for stop in (*lesson.stops[:3], lesson.stops[-1]):
        if stop.views not in views:
            views.add(stop.views)
            draw(lesson, tmp_path / "picture.png", tick=stop.tick)
    assert len(views) > 1
    assert empty == []


def test_a_picture_is_drawn_in_the_theme_size_and_scale_asked_for(
    application: QApplication, tmp_path: Path
) -> None:
    lesson = small_lesson()
    path = tmp_path / "picture.png"
    draw(lesson, path, tick=5, size=(1000, 700), theme="dark")
    image = drawn(path)
    assert (image.width(), image.height()) == (1000, 700)
    assert DARK.surface.name() in colours(image)
    assert LIGHT.surface.name() not in colours(image)
    assert application.palette().window().color() == DARK.window
    assert application.applicationName() == "visualnn"
    assert not application.windowIcon().isNull()
    before = image
    draw(lesson, path, tick=6, size=(1000, 700), theme="dark")
    assert drawn(path) != before
    at_six = drawn(path)
    draw(lesson, path, tick=6, size=(1000, 700), theme="dark", focus=Source("hidden.W", (1, 2)))
    assert drawn(path) != at_six
    draw(lesson, path, tick=6, size=(1000, 700))
    assert LIGHT.surface.name() in colours(drawn(path))
    larger = application.font().pointSizeF(), application.font().pixelSize()
    draw(lesson, path, size=(1000, 700), scale=2.0)
    assert (application.font().pointSizeF(), application.font().pixelSize()) > larger


def test_a_panel_alone_fills_its_picture(application: QApplication, tmp_path: Path) -> None:
    lesson = small_lesson()
    path = tmp_path / "panel.png"
    panel = next(spec for spec in PANELS if spec.name == "tensor")
    draw(lesson, path, tick=5, size=(600, 300), panel=panel)
    alone = drawn(path)
    assert (alone.width(), alone.height()) == (600, 300)
    draw(lesson, path, tick=6, size=(600, 300), panel=panel)
    assert drawn(path) != alone
    draw(lesson, path, tick=5, size=(600, 300))
    assert drawn(path) != alone
    assert not [widget for widget in application.topLevelWidgets() if widget.isVisible()]


@pytest.mark.parametrize("size", [(500, 400), (1920, 1080)])
def test_a_picture_of_runs_has_all_of_them_however_small_it_is(
    application: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    lesson, frames = open_named("activations"), []

    def seen(spec: PanelSpec, look: Look, size: tuple[int, int], frame: Frame | None) -> object:
        frames.append(frame)
        return panel_alone(spec, look, size, frame)

    monkeypatch.setattr("ui.shell.unseen.panel_alone", seen)
    curves = next(spec for spec in PANELS if spec.name == "curves")
    draw(lesson, tmp_path / "curves.png", tick=lesson.last_tick, size=size, panel=curves)
    (frame,) = frames
    assert frame is not None
    ends = [len(run.curves["L"]) for run in frame.company.values()]
    assert ends == [len(frame.curves["L"])] * len(lesson.variants)


def test_a_picture_that_cannot_be_written_leaves_no_window(
    application: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="no"):
        draw(small_lesson(), tmp_path / "no" / "picture.png")


OPENED = """
import gc
import json
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.shell.application import open_window
from ui.shell.settings import Memory, Settings
from ui.shell.unseen import panel_alone
from ui.shell.window import Window
from visualnn.text import language

settings, asked, file = json.loads(sys.argv[1])
memory = Memory(Path(file))
memory.save(Settings(**settings))
seen = []
collecting = []

def close():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
    look = window.appearance.look
    collecting.append(gc.isenabled())
    window.furnishing.finish()
    collecting.append(gc.isenabled() and gc.get_freeze_count() > 0)
    seen.append([window.isMaximized(), look.theme.name, look.metrics.factor, language()])
    window.close()
    QApplication.exit(7)

QTimer.singleShot(0, close)
before = signal.getsignal(signal.SIGINT)
code = open_window(memory, lesson="logistic", **asked)
collecting += [gc.isenabled(), gc.get_freeze_count() == 0]
put_back = signal.getsignal(signal.SIGINT) is before
print(json.dumps([code, seen, collecting, put_back]))
"""
"""A process of its own: once an event loop has ended, Qt activates no window any more."""


@pytest.mark.parametrize(
    ("settings", "asked", "expected"),
    [
        ({"theme": "dark", "size": 1.5, "language": "ko"}, {}, [False, "dark", 1.5, "ko"]),
        ({"theme": "dark", "language": "ko"}, {"theme": "light", "language": "en"},
         [False, "light", 1.0, "en"]),
        ({"maximized": True}, {}, [True, "light", 1.0, "en"]),
    ],
)  # fmt: skip
def test_a_window_opens_as_it_was_left_or_as_it_is_asked_for(
    tmp_path: Path,
    settings: dict[str, object],
    asked: dict[str, str],
    expected: list[object],
) -> None:
    told = json.dumps([settings, asked, str(tmp_path / "settings.json")])
    done = subprocess.run(  # noqa: S603  (Python itself, with our own words)
        [sys.executable, "-c", OPENED, told], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    code, seen, collecting, put_back = json.loads(done.stdout)
    assert (code, seen, put_back) == (7, [expected], True)
    assert collecting == [False, True, True, True]  # not while the window is furnished
