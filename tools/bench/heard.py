"""What a screen reader finds in the window: how many nodes its tree has, how many of them say a
number, and whether every panel that is seen says one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest

from visualnn.lesson import find, load

from .timing import Measured
from .window import furnished

NUMBER = re.compile(r"\d")
TEXTS = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)


def heard() -> Iterator[Measured]:
    """XOR and digits after a step of the third iteration."""
    for name in ("xor", "digits"):
        _application, window = furnished(load(find(name)))
        QAccessible.setActive(True)
        window.session.seek(window.session.position.lesson.program.end_of(2) - 3)
        window.session.finish()
        QTest.keyClick(window, Qt.Key.Key_Right)
        QTest.qWait(1500)  # words follow a picture a little later
        nodes = list(_nodes(QAccessible.queryAccessibleInterface(window)))
        with_number = [node for node in nodes if NUMBER.search(said(node))]
        panels = [panel for panel in window.furniture.panels.values() if panel.isVisible()]
        silent = [
            panel.accessibleName()
            for panel in panels
            if not any(
                NUMBER.search(said(node))
                for node in _nodes(QAccessible.queryAccessibleInterface(panel))
            )
        ]
        what = f"{name}: {len(nodes)} nodes are heard, {len(with_number)} with a number"
        told = f"{len(panels) - len(silent)} of {len(panels)}"
        yield Measured(f"{what}; panels with one", told, ", ".join(silent), not silent)
        window.close()


def said(node: QAccessibleInterface) -> str:
    """All that a node says."""
    return " ".join(node.text(kind) or "" for kind in TEXTS)


def _nodes(node: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if node is None or not node.isValid() or node.state().invisible:
        return
    yield node
    for n in range(node.childCount()):
        yield from _nodes(node.child(n))
