"""The libraries underneath: the releases that were chosen, and the defect the choice avoids.

One release of PySide6 takes a reference off None in every call that returns nothing; after some
thousands of calls Python 3.11 aborts. From Python 3.12 on None is immortal and cannot be lost.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QPointF

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]


def test_calls_that_return_nothing_keep_none_alive() -> None:
    point = QPointF()
    before = sys.getrefcount(None)
    for _ in range(1000):
        point.setX(1.0)
    lost = before - sys.getrefcount(None)
    assert abs(lost) < 10


def test_installed_qt_is_the_pinned_one() -> None:
    pinned = dict(re.findall(r"^(\S+?)==(\S+)$", "\n".join(PROJECT["dependencies"]), re.MULTILINE))
    assert set(pinned) == {"PySide6-Essentials", "shiboken6"}
    assert {name: version(name) for name in pinned} == pinned


def test_python_is_new_enough() -> None:
    oldest = tuple(int(part) for part in PROJECT["requires-python"].removeprefix(">=").split("."))
    assert sys.version_info >= oldest
