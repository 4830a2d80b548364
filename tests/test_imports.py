"""No two files import each other, whatever the way: not through others, not inside a function, not
for a type alone. import-linter's layers hold between rooms; this holds within a room too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

Imports = Mapping[str, set[str]]
"""The files by their module names, and what each imports."""


@pytest.fixture(scope="module")
def imports() -> Imports:
    graph = grimp.build_graph("visualnn", "ui", exclude_type_checking_imports=False, cache_dir=None)
    return {each: set(graph.find_modules_directly_imported_by(each)) for each in graph.modules}


def circle(imports: Imports) -> Sequence[str]:
    """Some files that import each other in a circle, the first one again at the end; empty if
    there are none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return ()


def test_no_files_import_each_other(imports: Imports) -> None:
    assert len(imports) > 300
    assert " ← ".join(circle(imports)) == ""


def test_imports_for_types_and_inside_functions_count(imports: Imports) -> None:
    """Otherwise no circle would be found where one is likeliest."""
    assert "visualnn.tell.frame" in imports["ui.shell.updates"]  # for a type
    assert "visualnn.tell.report" in imports["ui.cli.trace"]  # inside a function


def test_a_circle_is_found() -> None:
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ()
