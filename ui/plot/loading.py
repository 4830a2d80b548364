"""Loading pyqtgraph in turns of the event loop, so that no key waits for all of it.

Most of the time goes into Qt's own modules, every class of which pyqtgraph touches, and into a few
modules of Python's. Each turn imports some of that; the last one imports pyqtgraph, for which half
of the time is left.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial

__all__ = ["loading"]

PLAIN_MODULES = ("inspect", "zipfile", "xml.etree.ElementTree", "urllib.parse", "subprocess")
"""Modules of Python's that pyqtgraph imports."""
QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtOpenGL", "QtOpenGLWidgets", "QtSvg", "QtTest")
"""Modules of Qt's whose names pyqtgraph copies."""
NAME_COUNT = 150
"""Names of a Qt module that are touched in one turn."""
TURNS_PER_MODULE = 2
"""The largest module has some 270 names."""


def loading() -> Iterator[Callable[[], None]]:
    """The turns after which pyqtgraph is imported."""
    for name in PLAIN_MODULES:
        yield partial(_load, name)
    for module in QT_MODULES:
        for n in range(TURNS_PER_MODULE):
            yield partial(_touch, f"PySide6.{module}", n)
    yield partial(_load, "pyqtgraph")


def _load(name: str) -> None:
    importlib.import_module(name)


def _touch(name: str, n: int) -> None:
    module = importlib.import_module(name)
    for each in sorted(dir(module))[n * NAME_COUNT : (n + 1) * NAME_COUNT]:
        getattr(module, each, None)
