"""A class name stands for one thing in the engine and in the interface, private classes included.

A reader who meets one name in two places takes both for the same thing.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from visualnn.layers import Layer
from visualnn.ops.base import REGISTRY

ROOT = Path(__file__).parents[1]

SHARED = {
    "Edit": "a wish is called by what it asks for: `ui.session.wishes.Edit` makes a "
    "`visualnn.run.edits.Edit`",
}
"""Names that two classes have, each with the reason why both are the same thing to a reader. A kind
of layer and the op that it opens into need no entry: both have the field's name."""


def classes_of(source: str) -> Iterator[str]:
    """The name of every class of a module, nested ones too, without leading underscores."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")


def twins(modules: Mapping[str, str]) -> dict[str, list[str]]:
    """The names of more than one class, each with the modules that define it: modules are given by
    dotted name and source."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module, source in modules.items():
        for name in classes_of(source):
            homes[name].append(module)
    return {name: where for name, where in homes.items() if len(where) > 1}


def is_layer_and_op(name: str, modules: list[str]) -> bool:
    """Whether the name is that of one kind of layer and of one op."""
    layer, op = min(modules), max(modules)
    if len(modules) != 2 or not layer.startswith("visualnn.layers."):
        return False
    kind = getattr(import_module(layer), name, None)
    return (
        isinstance(kind, type)
        and issubclass(kind, Layer)
        and name in REGISTRY
        and REGISTRY[name].__module__ == op
    )


@pytest.fixture(scope="module")
def shared() -> dict[str, list[str]]:
    """The names of more than one class of the program."""
    return twins(
        {
            ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8")
            for room in ("visualnn", "ui")
            for path in sorted((ROOT / room).rglob("*.py"))
        }
    )


def test_a_class_name_stands_for_one_thing(shared: dict[str, list[str]]) -> None:
    unlike = {
        name: modules
        for name, modules in shared.items()
        if name not in SHARED and not is_layer_and_op(name, modules)
    }
    assert not unlike


def test_every_exception_is_still_needed(shared: dict[str, list[str]]) -> None:
    assert set(SHARED) <= set(shared)


def test_twins_are_found_behind_underscores_and_within_one_module() -> None:
    modules = {"a": "class Row: ...\nclass _Row: ...", "b": "class Column:\n    class Cell: ..."}
    assert twins(modules) == {"Row": ["a", "a"]}
    assert twins({**modules, "c": "class Cell: ..."})["Cell"] == ["b", "c"]


def test_a_layer_and_an_unlike_class_are_no_pair() -> None:
    assert is_layer_and_op("Dropout", ["visualnn.ops.chance", "visualnn.layers.chance"])
    assert not is_layer_and_op("Dropout", ["visualnn.layers.chance", "ui.kit.painted_layer"])
    assert not is_layer_and_op("Count", ["visualnn.layers.chance", "visualnn.ops.data"])
