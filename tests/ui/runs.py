"""Runs of lessons for tests of panels: frames by tick, and a panel that plays them itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import LIGHT, Metrics
from ui.session.session import Session
from ui.session.wishes import Edit, LookAt, Seek, Wish
from visualnn.company.company import CompanionRun, company_of
from visualnn.company.quoted import quoted_of
from visualnn.expr import Source
from visualnn.lesson import Lesson, assemble, find, load
from visualnn.run.history import History
from visualnn.tell.frame import Frame, frame_at

LOOK = Look(LIGHT, Metrics())


@cache
def lesson(name: str) -> Lesson:
    return load(find(name))


@cache
def bursting() -> Lesson:
    """XOR with a learning rate so large that the numbers run out."""
    spec = lesson("xor").spec
    optimizer = spec.optimizer.model_copy(update={"lr": 1e200})
    return assemble(spec.model_copy(update={"optimizer": optimizer, "beside": None, "stops": ()}))


@cache
def company(what: Lesson) -> Mapping[str, CompanionRun]:
    """The runs beside a lesson, at their ends."""
    made = company_of(what)
    made.finish()
    return made.runs


@cache
def known_quotes(what: Lesson) -> Mapping[str, float]:
    """What the prose of a lesson quotes at a time, all of it."""
    made = quoted_of(what)
    made.finish()
    return made.numbers


class Run:
    """A history and the panels that are shown its frames; what they wish for is done."""

    def __init__(self, what: Lesson, *panels: Panel) -> None:
        self.lesson = what
        self.history = History(what.program, what.start)
        self.breakpoints: frozenset[str] = frozenset()
        self.panels = panels
        self.tick = 0
        for panel in panels:
            panel.wished.connect(self._grant)

    def _grant(self, wish: Wish) -> None:
        tick = getattr(wish, "tick", None)
        if tick is not None:
            self.go(tick)

    def frame(self, tick: int) -> Frame:
        beside = company(self.lesson)
        return frame_at(
            self.lesson,
            self.history,
            tick,
            None,
            self.breakpoints,
            company=beside,
            quoted=known_quotes(self.lesson),
        )

    def go(self, tick: int) -> None:
        self.tick = tick
        frame = self.frame(tick)
        self.history.run_to(frame.place.iteration)
        for panel in self.panels:
            panel.show_frame(self.frame(tick))


def opened(what: Lesson, parent: QObject | None = None) -> Session:
    """A session at the beginning of a lesson."""
    session = Session(2.0, parent)
    session.take(what)
    return session


def looked(panel: Panel) -> list[Source]:
    """The numbers that a panel wants explained from now on."""
    found: list[Source] = []
    panel.wished.connect(lambda wish: found.append(wish.place) if isinstance(wish, LookAt) else 0)
    return found


def sought(panel: Panel) -> list[int]:
    """The ticks that a panel wants to go to from now on."""
    found: list[int] = []
    panel.wished.connect(lambda wish: found.append(wish.tick) if isinstance(wish, Seek) else 0)
    return found


def edited(panel: Panel) -> list[tuple[Source, float]]:
    """The numbers that a panel wants changed from now on, and to what."""
    found: list[tuple[Source, float]] = []
    panel.wished.connect(
        lambda wish: found.append((wish.place, wish.value)) if isinstance(wish, Edit) else 0
    )
    return found


def wheel(widget: QWidget, place: QPoint, notches: float) -> None:
    """Turn the mouse wheel over a place of a widget."""
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def mouse(widget: QWidget, kind: QEvent.Type, place: QPoint) -> None:
    """Send a press, move or release of the left button, without a turn of the event loop."""
    moved = kind is QEvent.Type.MouseMove
    event = QMouseEvent(
        kind,
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton if moved else Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def picture(widget: QWidget) -> QImage:
    """What the widget looks like, as comparable pixels."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
