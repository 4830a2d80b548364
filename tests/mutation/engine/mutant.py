"""One break of the engine, written down: what it replaces, and which tests should notice."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Mutant:
    """One break: a file of the engine, its exact text once, what stands there instead, and the
    tests that should notice (names of files without ``test_``)."""

    name: str
    file: str
    original: str
    replacement: str
    tests: str


def misfits(mutant: Mutant, root: Path = ROOT) -> str:
    """Why the break no longer fits its file; empty if it does."""
    file = root / "visualnn" / mutant.file
    if not file.exists():
        return f"{mutant.name}: there is no {mutant.file}"
    found = file.read_text(encoding="utf-8").count(mutant.original)
    if found != 1:
        return f"{mutant.name}: found {found} times in {mutant.file}: {mutant.original!r}"
    return "" if mutant.original != mutant.replacement else f"{mutant.name}: changes nothing"


def card_of(mutant: Mutant, root: Path = ROOT) -> str:
    """The card that the break is in, by the name of its class; empty where it is in none."""
    if not mutant.file.startswith("ops/"):
        return ""
    text = (root / "visualnn" / mutant.file).read_text(encoding="utf-8")
    line = text.count("\n", 0, text.index(mutant.original)) + 1
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0):
            return node.name
    return ""
