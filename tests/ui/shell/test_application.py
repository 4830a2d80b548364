"""The application: a picture drawn without a screen, and a window shown until it is closed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.desks import small_lesson
from ui.kit.theme import DARK, LIGHT
from ui.shell.application import draw, open_window
from ui.shell.settings import Memory, Settings
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.text import language, use_language


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


def test_a_picture_that_cannot_be_written_leaves_no_window(
    application: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="no"):
        draw(small_lesson(), tmp_path / "no" / "picture.png")


def shown(windows: list[Window], done: list[object]) -> None:
    """Note what window is shown, and close it."""
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
    windows.append(window)
    done.append(
        (
            window.isMaximized(),
            window.appearance.look.theme,
            window.appearance.look.metrics.factor,
            language(),
        )
    )
    window.close()
    window.deleteLater()
    QApplication.exit(7)


@pytest.mark.parametrize(
    ("settings", "asked", "expected"),
    [
        (Settings(), {}, (False, LIGHT, 1.0, "en")),
        (Settings(theme="dark", size=1.5, language="ko"), {}, (False, DARK, 1.5, "ko")),
        (Settings(theme="dark", language="ko"), {"theme": "light", "language": "en"},
         (False, LIGHT, 1.0, "en")),
        (Settings(maximized=True), {}, (True, LIGHT, 1.0, "en")),
    ],
)  # fmt: skip
def test_a_window_opens_as_it_was_left_or_as_it_is_asked_for(
    application: QApplication,
    tmp_path: Path,
    settings: Settings,
    asked: dict[str, str],
    expected: tuple[object, ...],
) -> None:
    memory = Memory(tmp_path / "settings.json")
    memory.save(settings)
    windows: list[Window] = []
    done: list[object] = []
    QTimer.singleShot(0, lambda: shown(windows, done))
    before = signal.getsignal(signal.SIGINT)
    code = open_window(memory, lesson="logistic", **asked)  # type: ignore[arg-type]
    assert code == 7
    assert done == [expected]
    assert signal.getsignal(signal.SIGINT) is before
