"""A lint of our own: constructs that a file from a stranger, or one slip, could turn into harm.

Names are resolved through the imports of the file, so an alias hides nothing.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

BANNED_MODULES = {
    "dill": "pickle",
    "ftplib": "network",
    "http": "network",
    "marshal": "pickle",
    "pickle": "pickle",
    "PySide6.QtNetwork": "network",
    "random": "global randomness",
    "requests": "network",
    "shelve": "pickle",
    "socket": "network",
    "subprocess": "subprocess",
    "tarfile": "tarfile",
    "urllib.request": "network",
    "yaml": "yaml",
}
BANNED_NAMES = {
    "builtins.__import__": "import by name",
    "builtins.compile": "eval",
    "builtins.eval": "eval",
    "builtins.exec": "exec",
    "os.popen": "subprocess",
    "os.system": "os.system",
}
BANNED_MEMBERS = {
    "appendHtml": "HTML",
    "extractall": "extractall",
    "insertHtml": "HTML",
    "QTextBrowser": "QTextBrowser",
    "setHtml": "HTML",
}
EXITS = {
    "builtins.exit",
    "builtins.quit",
    "builtins.SystemExit",
    "os._exit",
    "os.abort",
    "sys.exit",
}
MAY_EXIT = {
    "ui/cli/__main__.py",
    "ui/cli/command.py",
    "ui/cli/entry.py",
    "visualnn/__main__.py",
}
PUTS_IMPORT_BACK = "ui/kit/plain_import.py"
"""The one file that may write ``builtins.__import__``, and does not call it either."""
SEEDED = {"default_rng", "Generator", "BitGenerator", "SeedSequence", "PCG64", "Philox"}


class Lint(ast.NodeVisitor):
    """Collects ``line: what`` for every banned construct of one file."""

    def __init__(self, tree: ast.Module, path: str) -> None:
        self.path = path
        self.found: set[tuple[int, str]] = set()
        self.meaning = _imported_names(tree)
        self.closed_painters = {
            id(item.context_expr)
            for node in ast.walk(tree)
            if isinstance(node, ast.With)
            for item in node.items
        }
        self.visit(tree)

    def full_name(self, node: ast.expr) -> str:
        """The dotted name an expression stands for; what is not imported counts as built in."""
        if isinstance(node, ast.Name):
            return self.meaning.get(node.id, f"builtins.{node.id}")
        if isinstance(node, ast.Attribute):
            return f"{self.full_name(node.value)}.{node.attr}"
        return "?"

    def report(self, node: ast.stmt | ast.expr | ast.excepthandler, what: str) -> None:
        self.found.add((node.lineno, what))

    def check_name(self, node: ast.stmt | ast.expr, name: str) -> None:
        for module, what in BANNED_MODULES.items():
            if name == module or name.startswith(f"{module}."):
                self.report(node, what)
        put_back = self.path == PUTS_IMPORT_BACK and name == "builtins.__import__"
        is_written = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if name in BANNED_NAMES and not (put_back and is_written):
            self.report(node, BANNED_NAMES[name])
        if name in EXITS and self.path not in MAY_EXIT:
            self.report(node, "exit")
        parts = name.split(".")
        if parts[-1] in BANNED_MEMBERS:
            self.report(node, BANNED_MEMBERS[parts[-1]])
        if parts[:2] == ["numpy", "random"] and len(parts) > 2 and parts[2] not in SEEDED:
            self.report(node, "global randomness")

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.check_name(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if node.level == 0:
                self.check_name(node, f"{node.module}.{alias.name}")

    def visit_Name(self, node: ast.Name) -> None:
        self.check_name(node, self.full_name(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.check_name(node, self.full_name(node))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = self.full_name(node.func)
        if name == "numpy.load" and not _refuses_pickle(node):
            self.report(node, "np.load")
        if name.split(".")[-1] == "QPainter" and id(node) not in self.closed_painters:
            self.report(node, "QPainter")
        if name == "numpy.random.default_rng" and not (node.args or node.keywords):
            self.report(node, "global randomness")
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is None:
            self.report(node, "bare except")
        self.generic_visit(node)


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name of a file stands for, wherever in the file it is imported."""
    meaning = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                meaning[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                meaning[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return meaning


def _refuses_pickle(call: ast.Call) -> bool:
    return any(
        keyword.arg == "allow_pickle"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
        for keyword in call.keywords
    )


def lint(source: str, path: str) -> list[str]:
    """Every banned construct of one file, as ``path:line: what``."""
    found = Lint(ast.parse(source), path).found
    return [f"{path}:{line}: {what}" for line, what in sorted(found)]


def test_the_program_contains_none_of_them() -> None:
    files = [file for package in ("visualnn", "ui") for file in (ROOT / package).rglob("*.py")]
    assert files
    found = []
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        found += lint(file.read_text(encoding="utf-8"), path)
    assert found == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import pickle", "pickle"),
        ("from pickle import loads", "pickle"),
        ("import shelve as drawer", "pickle"),
        ("eval('1')", "eval"),
        ("compile('1', 'x', 'eval')", "eval"),
        ("exec('1')", "exec"),
        ("__import__('x')", "import by name"),
        ("import yaml", "yaml"),
        ("import tarfile", "tarfile"),
        ("archive.extractall(folder)", "extractall"),
        ("opened().extractall()", "extractall"),
        ("import numpy as np\nnp.load(file)", "np.load"),
        ("import numpy\nnumpy.load(file, allow_pickle=True)", "np.load"),
        ("from numpy import load\nload(file, allow_pickle=flag)", "np.load"),
        ("from PySide6.QtWidgets import QTextBrowser", "QTextBrowser"),
        ("from PySide6 import QtWidgets\nQtWidgets.QTextBrowser()", "QTextBrowser"),
        ("document.setHtml(text)", "HTML"),
        ("self.page().setHtml(text)", "HTML"),
        ("from PySide6.QtGui import QPainter\np = QPainter(image)", "QPainter"),
        ("from PySide6 import QtGui as gui\ndraw(gui.QPainter(image))", "QPainter"),
        ("from PySide6.QtGui import QPainter as P\np = P(image)", "QPainter"),
        ("try:\n    a()\nexcept:\n    b()", "bare except"),
        ("import os\nos.system('x')", "os.system"),
        ("from os import system as run\nrun('x')", "os.system"),
        ("import subprocess", "subprocess"),
        ("from subprocess import run", "subprocess"),
        ("import sys\nsys.exit(1)", "exit"),
        ("from sys import exit as leave\nleave()", "exit"),
        ("raise SystemExit", "exit"),
        ("import random", "global randomness"),
        ("from random import choice", "global randomness"),
        ("import numpy as np\nnp.random.seed(1)", "global randomness"),
        ("import numpy as np\ndraw = np.random.normal", "global randomness"),
        ("from numpy import random\nrandom.rand(3)", "global randomness"),
        ("from numpy.random import shuffle", "global randomness"),
        ("import numpy as np\nnp.random.default_rng()", "global randomness"),
        ("import socket", "network"),
        ("import urllib.request", "network"),
        ("from PySide6 import QtNetwork", "network"),
    ],
)
def test_each_is_caught(source: str, what: str) -> None:
    caught = {line.rsplit(": ", 1)[1] for line in lint(source, "ui/planted.py")}
    assert caught == {what}


@pytest.mark.parametrize(
    "source",
    [
        "with QPainter(image) as p, QPainter(other) as q:\n    p.drawLine(line)",
        "import numpy as np\nnp.load(file, allow_pickle=False)",
        "import numpy as np\nnp.random.default_rng([seed, 3])",
        "import numpy as np\ndef f(g: np.random.Generator) -> None: ...",
        "from numpy.random import Generator, PCG64",
        "application.exec()\nre.compile('a')\nmodel.eval()\nfolder.random",
        "from urllib.parse import quote",
        "def draw(random: Generator) -> float:\n    return random.uniform()",
        "try:\n    a()\nexcept ValueError:\n    b()",
    ],
)
def test_what_only_looks_like_one_passes(source: str) -> None:
    assert lint(source, "ui/planted.py") == []


def test_only_the_command_may_exit() -> None:
    source = "import sys\nsys.exit(main())"
    assert lint(source, "ui/cli/command.py") == []
    assert lint(source, "ui/shell/window.py") == ["ui/shell/window.py:2: exit"]


def test_one_file_may_put_the_function_that_imports_back_and_not_call_it() -> None:
    written = "import builtins\nbuiltins.__import__ = replaced"
    assert lint(written, PUTS_IMPORT_BACK) == []
    assert lint(written, "ui/shell/window.py") == ["ui/shell/window.py:2: import by name"]
    called = "import builtins\nbuiltins.__import__('x')"
    assert lint(called, PUTS_IMPORT_BACK) == [f"{PUTS_IMPORT_BACK}:2: import by name"]
