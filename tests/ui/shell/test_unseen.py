"""Windows and panels that nobody looks at: they are as asked for, and gone behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tests.ui.desks import NOTING, Noting, small_lesson
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.session.session import Session
from ui.shell.unseen import arrive, panel_alone, settle, window_unseen
from visualnn.expr import Source
from visualnn.text import use_language

LOOK = Look(LIGHT, Metrics(1.0))


@pytest.fixture
def application(dressed: QApplication) -> Iterator[QApplication]:
    yield dressed
    use_language("en")


def let_go() -> None:
    """Delete what is to be deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_panel_alone_shows_its_frame_and_is_gone_behind_it(application: QApplication) -> None:
    session = Session(1.0)
    session.take(small_lesson())
    with panel_alone(NOTING[0], LOOK, (321, 123), session.frame) as panel:
        assert isinstance(panel, Noting)
        assert panel.isVisible()
        assert (panel.width(), panel.height()) == (321, 123)
        assert panel.frames == [session.frame]
        assert panel.autoFillBackground()
        assert QApplication.focusWidget() is None
    assert not panel.isVisible()
    let_go()
    assert not isValid(panel)
    with panel_alone(NOTING[0], LOOK, (321, 123), None) as panel:
        assert isinstance(panel, Noting)
        assert panel.frames == []
    let_go()
    session.halt()


def test_a_panel_is_gone_whatever_happened_to_its_picture(application: QApplication) -> None:
    kept: list[Noting] = []

    def fail() -> None:
        with panel_alone(NOTING[0], LOOK, (321, 123), None) as panel:
            assert isinstance(panel, Noting)
            kept.append(panel)
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        fail()
    let_go()
    assert not isValid(kept[0])


def test_a_window_nobody_sees_has_its_lesson_its_size_and_its_look(
    application: QApplication,
) -> None:
    lesson = small_lesson()
    QCursor.setPos(5, 5)
    with window_unseen(application, lesson, Look(DARK, Metrics(1.5)), (1001, 701)) as window:
        assert (window.width(), window.height()) == (1001, 701)
        assert window.isVisible()
        assert QCursor.pos().x() < 0
        assert window.session.position.lesson is lesson
        assert window.appearance.look == Look(DARK, Metrics(1.5))
        assert application.palette().window().color() == DARK.window
        assert "network" in window.furniture.panels
        assert "landscape" not in window.furniture.panels  # which is not seen
        stop = lesson.stops[1]
        arrive(window, stop.tick, Source("hidden.W", (1, 2)))
        assert (window.session.tick, window.session.place) == (
            stop.tick,
            Source("hidden.W", (1, 2)),
        )
        assert not window.session.is_computing_beside
        settle(window.furniture.panels.values())
    assert not window.isVisible()
    let_go()
    assert not isValid(window)


def test_settling_waits_for_what_is_computed_by_panels_that_are_seen(
    application: QApplication,
) -> None:
    panel, hidden = Noting(LOOK), Noting(LOOK)
    panel.show()
    turns: list[int] = []

    class Computing:
        """Says a few times that something is still computed."""

        def __init__(self, of: Noting) -> None:
            self.of = of

        @property
        def is_computing(self) -> bool:
            turns.append(1)
            return len(turns) < 5

        def isVisible(self) -> bool:
            return self.of.isVisible()

    settle([Computing(panel)])  # type: ignore[list-item]
    assert len(turns) == 5
    turns.clear()
    settle([Computing(hidden)])  # type: ignore[list-item]
    assert len(turns) == 1
    for each in (panel, hidden):
        each.close()
        each.deleteLater()
