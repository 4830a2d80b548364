"""One-place breaks of a source file, and the file with one of them in it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .changes import changes
from .kept import kept


@dataclass(frozen=True)
class Break:
    """One place of a file changed in one way."""

    room: str
    file: str
    place: int
    """Which node of the file's tree, as `ast.walk` counts them."""
    way: int
    """Which of the changes that the node can have."""
    line: int
    lines: tuple[int, int]
    """The first and the last line of the statement that it is in; of a compound one, its head."""
    home: str
    """The function or class that it is in."""
    name: str
    """The same and what became of what, numbered where it is there more than once."""

    def __str__(self) -> str:
        return f"{self.name}   ({self.file}:{self.line})"


def breaks_of(room: str, file: str, source: str) -> Iterator[Break]:
    """Every break of a file."""
    tree = ast.parse(source)
    still, homes, lines = kept(tree), _homes(tree), _lines(tree)
    times: Counter[str] = Counter()
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in still:
            continue
        home = homes.get(id(node), "")
        for way, (what, _change) in enumerate(changes(node, home)):
            inside = home
            if isinstance(node, ast.FunctionDef):
                inside = f"{home}.{node.name}".lstrip(".")
            module = "/".join(Path(file).with_suffix("").parts[-2:])
            name = f"{module} {inside}".rstrip() + f": {what}"
            times[name] += 1
            name += f" ({times[name]})" if times[name] > 1 else ""
            first, last = lines[id(node)]
            line = getattr(node, "lineno", first)
            yield Break(room, file, place, way, line, (first, last), inside, name)


def planted(source: str, place: int, way: int) -> ast.Module:
    """The tree of a file with a break in it."""
    tree = ast.parse(source)
    homes = _homes(tree)
    node = next(node for n, node in enumerate(ast.walk(tree)) if n == place)
    _what, change = list(changes(node, homes.get(id(node), "")))[way]
    change()
    return ast.fix_missing_locations(tree)


def _homes(tree: ast.Module) -> dict[int, str]:
    """Node → the function or class that it stands in, with those around it."""
    homes: dict[int, str] = {}

    def visit(node: ast.AST, home: str) -> None:
        for child in ast.iter_child_nodes(node):
            homes[id(child)] = home
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            visit(child, f"{home}.{child.name}".lstrip(".") if named else home)  # type: ignore[attr-defined]

    visit(tree, "")
    return homes


def _lines(tree: ast.Module) -> dict[int, tuple[int, int]]:
    """Node → the first and the last line of the statement that it stands in.

    Of a statement with a body that is the head alone, but of a function, whose breaks are at its
    return statements, the body.
    """
    lines: dict[int, tuple[int, int]] = {}

    def visit(node: ast.AST, around: tuple[int, int]) -> None:
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            body = getattr(node, "body", None)
            last = getattr(node, "end_lineno", None) or first
            around = (first, last)
            if isinstance(node, ast.FunctionDef):
                around = (node.body[0].lineno, last)
            elif body:
                around = (first, max(first, body[0].lineno - 1))
        lines[id(node)] = around
        for child in ast.iter_child_nodes(node):
            visit(child, around)

    visit(tree, (1, 1))
    return lines
