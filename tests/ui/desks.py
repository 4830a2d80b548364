"""A window for tests: with panels that only remember what they were shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.overlay import Faults, Overlay
from ui.kit.panel import Panel
from ui.kit.theme import LIGHT, Metrics, apply
from ui.panels import PANELS
from ui.shell.settings import Memory, Settings
from ui.shell.window import Window
from visualnn.lesson import Lesson, from_dict
from visualnn.tell.frame import Frame


class Noting(Panel):
    """Remembers frames, looks and how often the language changed."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.title = "Noting"
        self.frames: list[Frame] = []
        self.looks: list[Look] = []
        self.translated = 0

    def show_frame(self, frame: Frame) -> None:
        super().show_frame(frame)
        self.frames.append(frame)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self.looks.append(look)

    def retranslate(self) -> None:
        super().retranslate()
        self.translated += 1


NAMES = tuple(spec.name for spec in PANELS)
"""The names of the panels of the program."""
OFF_STAGE = frozenset(
    {
        "landscape",
        "rate_map",
        "hidden_space",
        "activation",
        "slope",
        "convolution",
        "confusion",
        "drawing",
        "gradient_flow",
        "shapes",
        "loss_plane",
        "study",
    }
)
"""Those that are not on the stage of the small lesson, nor beside or under it, at 1280 × 800."""
UNSUITED = frozenset({"landscape", "rate_map", "convolution", "drawing", "study"})
"""Those of them that have nothing to show in the small lesson."""
NOTING = tuple(replace(spec, make=Noting) for spec in PANELS)
"""The table of panels, each of which only remembers."""


def standing(window: Window) -> tuple[str, ...]:
    """The names of the panels that are seen in a window."""
    panels = window.furniture.panels
    return tuple(name for name in NAMES if panels[name].isVisibleTo(window))


def small_lesson(epochs: int = 6) -> Lesson:
    """Two iterations an epoch, two stops, momentum: every kind of place a tick can be at."""
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "A small one & more", "ko": "작은 수업"},
            "epochs": epochs,
            "data": {"source": "xor"},
            "batch": {"size": 2},
            "layers": [
                {"name": "hidden", "kind": "dense", "units": 3, "activation": "tanh"},
                {"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"},
            ],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "momentum", "lr": 0.5, "momentum": 0.9},
            "stops": [
                {"id": "one", "at": "hidden.z", "focus": "hidden.z[1,2]"},
                {"id": "two", "iteration": 3, "at": "L"},
            ],
        }
    )


def opened(
    qtbot: QtBot,
    application: QApplication,
    lesson: Lesson | None = None,
    settings: Settings | None = None,
    memory: Memory | None = None,
    size: tuple[int, int] = (1280, 800),
) -> Window:
    """A window on the screen with a lesson and a noting panel in place of each of the program."""
    look = Look(LIGHT, Metrics(1.0))
    apply(application, look.theme, look.metrics)
    window = Window(look, settings, memory, panels=NOTING)
    qtbot.addWidget(window)
    window.resize(*size)
    window.library.show(lesson or small_lesson())
    window.show()
    window.furnishing.finish()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def noting(window: Window, name: str = "network") -> Noting:
    """One of its panels."""
    panel = window.furniture.panels[name]
    assert isinstance(panel, Noting)
    return panel


def on_top(window: Window) -> Overlay | None:
    """What lies on top of it now."""
    return window.sheets.top


def faults(window: Window) -> Faults:
    """The faults of a lesson, which lie on top of it now."""
    assert isinstance(window.sheets.top, Faults)
    return window.sheets.top


def plays(window: Window) -> bool:
    """Whether it plays now."""
    return window.session.playing


def is_dark(window: Window) -> bool:
    """Whether it is dark now."""
    return window.appearance.is_dark
