"""The libraries underneath: the releases that were chosen, and the defect the choice avoids.

One release of PySide6 takes a reference off None in every call that returns nothing; after some
thousands of calls Python 3.11 aborts. From Python 3.12 on None is immortal and cannot be lost:
there any release may be installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QPointF

from tools.lowest import lowest, requirements

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_calls_that_return_nothing_keep_none_alive() -> None:
    point = QPointF()
    before = sys.getrefcount(None)
    for _ in range(1000):
        point.setX(1.0)
    lost = before - sys.getrefcount(None)
    assert abs(lost) < 10


def test_none_is_counted_where_it_can_be_lost() -> None:
    """Otherwise the measurement above finds nothing, whatever is called."""
    before = sys.getrefcount(None)
    held = [None] * 1000
    more = sys.getrefcount(None) - before
    assert len(held) == 1000
    assert (more >= 900) == (sys.version_info < (3, 12))


def test_what_is_installed_is_what_the_project_asks_for() -> None:
    wanted = [Requirement(text) for text in requirements() if not text.startswith("hatchling")]
    wanted = [each for each in wanted if each.marker is None or each.marker.evaluate()]
    assert {"PySide6-Essentials", "shiboken6", "numpy", "pytest"} <= {each.name for each in wanted}
    strays = {each.name: version(each.name) for each in wanted if not allows(each)}
    assert strays == {}


def allows(requirement: Requirement) -> bool:
    return requirement.specifier.contains(version(requirement.name), prereleases=True)


# -- which releases are installed ------------------------------------------------------------------

PYTHONS = ("3.11", "3.12", "3.13")


def constraints() -> list[Requirement]:
    lines = (ROOT / "tools" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def holds(requirement: Requirement, python: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"python_version": python})


def test_constraints_are_names_and_versions_only() -> None:
    for each in constraints():
        assert each.url is None
        assert not each.extras
        assert re.fullmatch(r"==[\w.]+", str(each.specifier)), each


@pytest.mark.parametrize("python", PYTHONS)
def test_constraints_lie_within_the_bounds(python: str) -> None:
    """Each requirement has exactly one constraint on each Python, and allows its version."""
    chosen: dict[str, list[str]] = {}
    for each in constraints():
        if holds(each, python):
            (exact,) = each.specifier
            chosen.setdefault(canonicalize_name(each.name), []).append(exact.version)
    assert [name for name, versions in chosen.items() if len(versions) > 1] == []
    asked = [each for each in map(Requirement, requirements()) if holds(each, python)]
    assert len(asked) > 15
    outside = [
        str(each)
        for each in asked
        if not any(map(each.specifier.contains, chosen.get(canonicalize_name(each.name), ())))
    ]
    assert outside == []


def test_the_lowest_release_is_the_lower_bound() -> None:
    for text in requirements():
        asked, exact = Requirement(text), Requirement(lowest(text))
        assert (exact.name, exact.marker) == (asked.name, asked.marker)
        (version_,) = exact.specifier
        assert version_.operator == "=="
        assert asked.specifier.contains(version_.version)
        assert f">={version_.version}" in str(asked.specifier)


@pytest.mark.parametrize("text", ["rich", "rich==14", "rich<15", "rich~=14.0", "rich<15,>=14"])
def test_a_requirement_without_a_lower_bound_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not of the form"):
        lowest(text)


def test_python_is_new_enough() -> None:
    oldest = tuple(int(part) for part in PROJECT["requires-python"].removeprefix(">=").split("."))
    assert sys.version_info >= oldest
