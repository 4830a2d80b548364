"""A panel alone, without a window around it, that is shown frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK
from ui.kit.panel import Panel
from ui.kit.panel_spec import PanelSpec
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.run.history import History
from visualnn.tell.frame import Focus, frame_at

PanelKind = TypeVar("PanelKind", bound=Panel)


def alone(
    qtbot: QtBot, spec: PanelSpec, kind: type[PanelKind], size: tuple[int, int]
) -> Iterator[PanelKind]:
    """A panel of a size on the screen; nothing may have failed in it until it is let go."""
    made = spec.made(LOOK)
    assert isinstance(made, kind)
    qtbot.addWidget(made)
    troubles: list[str] = []
    made.failed.connect(troubles.append)
    made.resize(*size)
    made.show()
    yield made
    made.grab()
    assert troubles == []


def show(panel: Panel, what: Lesson, iterations: int, focus: Source | None = None) -> History:
    """Show the end of an iteration; of none, the very beginning."""
    history = History(what.program, what.start)
    history.run_to(iterations)
    tick = what.program.end_of(iterations - 1) if iterations else 0
    panel.show_frame(frame_at(what, history, tick, Focus(focus) if focus else None))
    return history
