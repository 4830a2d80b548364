"""In no size of a panel do texts lie on each other: names and numbers of axes, labels of sliders,
captions. Measured where they are set, on the lessons whose desks are narrow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import opened
from ui.kit.look import Look
from ui.kit.paint import Writer
from ui.kit.theme import LIGHT, Metrics, apply
from ui.panels import PANELS
from ui.shell.unseen import settle
from visualnn.lesson import open_named
from visualnn.tell.frame import Frame
from visualnn.text import LANGUAGES, Language, use_language

SIZES = [(240, 200), (250, 250), (250, 365), (330, 180), (330, 365), (640, 365), (640, 640)]
"""Widths and heights in logical pixels that panels have in windows of 1024x768 to 1920x1080."""
FACTORS = [1.0, 1.5, 2.0]
"""A window, a projector, 3840x2160."""
LEAST_WHOLE_PIXELS = 250
"""The width from which on no text is cut."""
CUT_NAME = re.compile(r"[A-P] .{3,}…")
TOUCHING_PIXELS = 1.0
"""Boxes of texts may share so much of an edge."""
PLACES = [
    ("hidden_space", "two-units", "new-places"),
    ("hidden_space", "two-units", "solved"),
    ("hidden_space", "xor", "end"),
    ("boundary", "two-units", "solved"),
    ("boundary", "activations", "all-of-them"),
    ("activation", "activations", "same-sum"),
    ("activation", "activations", "all-of-them"),
    ("curves", "schedules", "warm-up"),
    ("curves", "activations", "hundred"),
    ("curves", "trajectories", "finish"),
    ("slope", "two-units", "solved"),
    ("landscape", "trajectories", "downhill"),
    ("landscape", "schedules", "one-rate"),
    ("loss_plane", "two-units", "solved"),
]
"""Panel, lesson, and the stop, or the end of the lesson."""


@dataclass(frozen=True)
class SetText:
    """A text and where it was set."""

    text: str
    box: QRectF
    device: int


@cache
def frame_at_stop(lesson: str, stop: str) -> Frame:
    session = opened(open_named(lesson))
    opened_lesson = session.position.lesson
    ticks = {each.name: each.tick for each in opened_lesson.stops}
    session.seek(ticks.get(stop, opened_lesson.last_tick))
    session.finish()
    frame = session.frame
    session.halt()
    assert frame is not None
    return frame


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[SetText]:
    """What writers set, in pixels of what they set it on."""
    found: list[SetText] = []
    at = Writer.at

    def noting(self: Writer, painter: QPainter, x: float, baseline: float, text: str) -> None:
        at(self, painter, x, baseline, text)
        metrics = painter.fontMetrics()
        rise, fall = metrics.ascent() * 0.75, metrics.descent() * 0.25  # as high as its letters
        box = QRectF(x, baseline - rise, self.width(text), rise + fall)
        shown = painter.combinedTransform().mapRect(box)
        if text.strip() and painter.opacity() == 1.0:
            found.append(SetText(text, shown, id(painter.device())))

    monkeypatch.setattr(Writer, "at", noting)
    return found


def crossing(found: list[SetText]) -> list[tuple[str, str]]:
    """Texts that lie on each other."""
    once = {(each.text, each.box.x(), each.box.y(), each.device): each for each in found}
    return [
        (one.text, other.text)
        for one, other in combinations(once.values(), 2)
        if one.device == other.device
        and (shared := one.box.intersected(other.box)).width() > TOUCHING_PIXELS
        and shared.height() > TOUCHING_PIXELS
    ]


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(("name", "lesson", "stop"), PLACES)
def test_no_text_lies_on_another(
    qtbot: QtBot,
    dressed: QApplication,
    patient: None,
    texts: list[SetText],
    name: str,
    lesson: str,
    stop: str,
    spoken: Language,
) -> None:
    frame = frame_at_stop(lesson, stop)
    (spec,) = (each for each in PANELS if each.name == name)
    use_language(spoken)
    try:
        for factor in FACTORS:
            look = Look(LIGHT, Metrics(factor))
            apply(dressed, look.theme, look.metrics)
            panel = spec.made(look)
            qtbot.addWidget(panel)
            panel.show()
            panel.show_frame(frame)
            panel.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what comes with it covers other texts
            panel.clearFocus()
            for width, height in SIZES:
                panel.resize(look.metrics.px(width), look.metrics.px(height))
                settle([panel])
                panel.grab()
                texts.clear()
                panel.set_look(look)  # every layer is painted anew
                panel.grab()
                assert texts
                assert crossing(texts) == [], (factor, width, height)
                if width >= LEAST_WHOLE_PIXELS:
                    cut = [each.text for each in texts if each.text.endswith("…")]
                    # the name of a run has its letter, and the whole when it is pointed at
                    cut = [text for text in cut if not CUT_NAME.fullmatch(text)]
                    assert cut == [], (factor, width, height)
    finally:
        use_language("en")
        apply(dressed, LIGHT, Metrics())
