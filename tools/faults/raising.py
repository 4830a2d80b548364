"""Every method that overrides one of Qt's is made to raise, one after the other, while the window
is used: it must live, tell what failed, and be whole again once the method is."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import ui
from tools.bench.window import furnished
from ui.kit import guard
from ui.kit.virtuals import guarded_virtual, overrides
from ui.shell.crash_log import catching_the_rest
from ui.shell.window import Window
from visualnn.lesson import find, load

from .outcome import Outcome

__all__ = ["all_raised"]

LESSON = "xor"
SIZES = ((900, 640), (1280, 800))


class PlantedError(Exception):
    """What a method raises here."""


class _Strangers(logging.Handler):
    """What is logged as an error and was not planted."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, PlantedError):
            self.found.append(f"{record.getMessage()}: {error!r}")


def all_raised() -> Outcome:
    """Make each method raise in a window of one lesson."""
    _import_everything()
    logging.raiseExceptions = False
    application, window = furnished(load(find(LESSON)))
    strangers, faults = _Strangers(), []
    logging.getLogger().addHandler(strangers)
    methods = sorted(
        overrides(), key=lambda each: (each[0].__module__, each[0].__qualname__, each[1])
    )
    with catching_the_rest(lambda _sentence: None):
        for cls, name in methods:
            _use_with(window, cls, name)
            what = f"{cls.__module__}.{cls.__qualname__}.{name}"
            faults += [f"{what}: {found}" for found in strangers.found]
            strangers.found.clear()
            if not _is_alive(window):
                faults.append(f"{what}: the window does not go on")
                break
    logging.getLogger().removeHandler(strangers)
    window.close()
    application.processEvents()
    return Outcome(len(methods), tuple(faults))


def _import_everything() -> None:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _use_with(window: Window, cls: type, name: str) -> None:
    """Use the window while a method raises, and put the method back."""
    before = cls.__dict__[name]
    guard.forget_told()
    setattr(cls, name, guarded_virtual(cls, _raising(name)))
    try:
        _use(window)
    finally:
        setattr(cls, name, before)
    QApplication.processEvents()


def _raising(name: str) -> Callable[..., Any]:
    def method(_self: object, *_given: object, **_named: object) -> None:
        raise PlantedError(name)

    method.__name__ = name
    return method


def _use(window: Window) -> None:
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
    window.grab()
    for panel in window.furniture.panels.values():
        panel.updateGeometry()
        QTest.mouseMove(panel, QPoint(9, 9))
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton)
        QTest.keyClick(panel, Qt.Key.Key_Down)
        QTest.keyClick(panel, Qt.Key.Key_Tab)
        _turn_wheel(panel)
        QApplication.sendEvent(panel, QEvent(QEvent.Type.StyleChange))
    window.session.over()
    QApplication.processEvents()


def _turn_wheel(widget: QWidget) -> None:
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where,
        widget.mapToGlobal(where),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def _is_alive(window: Window) -> bool:
    """Whether a step still leads on and the window is still painted."""
    session = window.session
    session.halt()
    session.seek_origin()
    session.arrive_now()
    session.over()
    QApplication.processEvents()
    session.arrive_now()
    return window.isVisible() and session.position.tick > 0 and not window.grab().isNull()
