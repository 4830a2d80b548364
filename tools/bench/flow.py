"""The gradient flow live: a network of ten layers stepped and played with it on the stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt

from visualnn.lesson import Lesson, find, load
from visualnn.lesson.changes import Change, changed

from .timing import Measured, at_least, at_most, percentile
from .window import furnished, played, presses

SECONDS = 4.0
"""Of the processor, for playing."""


def gradient_flow() -> Iterator[Measured]:
    """Ten layers with the gradient flow on the stage, alone and with the lesson's other runs."""
    lesson = load(find("vanishing"))
    alone = changed(
        lesson, [Change("epochs", 100_000), Change("stops", None), Change("variants", None)]
    )
    yield from _measured(alone, "ten layers")
    yield from _measured(
        replace(changed(lesson, [Change("epochs", 100_000)]), stops=()), "four runs of ten layers"
    )


def _measured(lesson: Lesson, what: str) -> Iterator[Measured]:
    application, window = furnished(lesson)
    session = window.session
    panel = window.furniture.panels["gradient_flow"]
    session.seek(lesson.program.end_of(20))
    session.finish()
    taken = presses(application, window, Qt.Key.Key_Right)
    if not panel.isVisible():
        raise RuntimeError("the gradient flow is not on the stage")
    yield at_most(
        f"{what}, gradient flow live: key → painted, step, p95", percentile(taken, 0.95), 12.0, "ms"
    )

    before = session.position.history.furthest
    pictures, used = played(application, window, SECONDS)
    iterations = session.position.history.furthest - before
    window.close()
    yield at_least(
        f"{what}, gradient flow live: pictures a second ({iterations / used:,.0f} iterations)",
        pictures / used,
        50,
        "/s",
    )
