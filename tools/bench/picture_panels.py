"""The panels of convolutions and shapes: from a step to the painted picture, and the longest turn
of a deep network."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import THEMES, Metrics, apply
from ui.panels.convolution.panel import ConvolutionPanel
from ui.panels.shapes.panel import ShapesPanel
from ui.session.session import Session
from ui.session.wishes import Step
from visualnn.lesson import open_named

from .timing import Measured, at_most, percentile

STEP_COUNT = 120
GOALS_MILLISECONDS = {"convolution": 12.0, "lenet5": 30.0, "resnet18": 80.0}
LONGEST_TURN_MILLISECONDS = 250.0


def panels_of_pictures() -> Iterator[Measured]:
    """Step → painted with the convolution panel; 152 layers shown and unfolded."""
    for name, goal in GOALS_MILLISECONDS.items():
        session, panel = _shown(name, ConvolutionPanel)
        taken = []
        for _step in range(STEP_COUNT):
            begun = time.process_time()
            session.grant(Step(+1))
            _paint(session, panel)
            taken.append((time.process_time() - begun) * 1e3)
        middle = statistics.median(taken)
        what = f"{name}: step → painted convolution, p95 (median {middle:.1f} ms)"
        yield at_most(what, percentile(taken, 0.95), goal, "ms")
    session, panel = _shown("resnet152", ShapesPanel, begin=False)
    assert isinstance(panel, ShapesPanel)  # noqa: S101  it was asked for
    begun = time.process_time()
    _paint(session, panel)
    longest = time.process_time() - begun
    assert panel.scene is not None  # noqa: S101  every network has shapes
    begun = time.process_time()
    panel.scene.unfold_all()
    panel.repaint()
    longest = max(longest, time.process_time() - begun)
    what = "resnet152: longest turn of the shapes, first shown and unfolded"
    yield at_most(what, longest * 1e3, LONGEST_TURN_MILLISECONDS, "ms")


def _shown(name: str, kind: type[Panel], *, begin: bool = True) -> tuple[Session, Panel]:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101  nobody made another kind
    look = Look(THEMES["light"], Metrics())
    apply(application, look.theme, look.metrics)
    session = Session(2.0)
    session.take(open_named(name))
    session.finish()  # the first values of a large network are made in slices
    panel = kind(look)
    panel.resize(760, 470)
    panel.show()
    application.processEvents()
    if begin:
        _paint(session, panel)
    return session, panel


def _paint(session: Session, panel: Panel) -> None:
    if session.frame is not None:
        panel.show_frame(session.frame)
    panel.repaint()
