"""Would the tests notice? Plants one-place breaks in the window and in lesson reading, at random.

``python -m tests.mutate_rooms`` plants 150 of all the breaks there are, the same ones each time;
``--seed 7`` plants others, ``--count 20`` fewer, ``--room session`` only those of a room, and words
only those whose names contain one of them. ``--list`` only names them. No file is changed: the
interpreter that runs the tests is given the broken module. The exit code is 1 if the tests missed a
break that is not in `UNNOTICEABLE`.

Not planted is what no behaviour depends on: docstrings, annotations, ``__all__``, ``__repr__``,
``slots``, log entries, lengths in pixels; nor how large a limit is that stands in capitals or in
`Limits`: its size is a decision, and a test that repeats it would prove nothing.
"""

from __future__ import annotations

import argparse
import ast
import faulthandler
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
TEST_SECONDS = 45
"""After so long a test is taken to hang."""
ROOM_SECONDS = 900
"""After so long the tests of a room are."""

MOST_NEAR = 60
"""So many tests that call the broken function are asked before all the others."""
HUNG = -1
TESTS_FAILED = 1
"""What pytest returns where tests were run and one failed."""
FAILURES = ("FAILED", "ERROR")


@dataclass(frozen=True)
class Room:
    """Files that belong together and the tests that guard them, as patterns; those that guard them
    most closely come first, because the first failure ends the run."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    first: tuple[str, ...] = ()
    """The tests to ask first about what no function does: the fields of a table, for example."""

    def paths(self) -> list[str]:
        """The files of the room, seen from the root."""
        return _matching(self.files)

    def guards(self) -> list[str]:
        """The files of its tests."""
        return _matching(self.tests)


ROOMS = (
    Room(
        "reading",
        ("visualnn/lesson/*.py", "visualnn/lesson/file/*.py"),
        (
            "tests/visualnn/lesson/file/test_*.py",
            "tests/visualnn/lesson/test_*.py",
            "tests/visualnn/compiler/test_objective.py",
            "tests/visualnn/compiler/test_scheduled.py",
            "tests/visualnn/compiler/test_callbacks.py",
            "tests/visualnn/test_initializers.py",
            "tests/visualnn/tell/test_data_report.py",
            "tests/ui/panels/lesson/test_*.py",
            "tests/ui/test_function_lesson.py",
        ),
        ("tests/visualnn/lesson/file/test_lesson_file.py::test_the_published_schema_is_fresh",),
    ),
    Room(
        "session",
        ("ui/session/*.py",),
        (
            "tests/ui/session/test_*.py",
            "tests/ui/commands/test_*.py",
            "tests/ui/shell/test_window*.py",
        ),
    ),
    Room(
        "commands",
        ("ui/commands/*.py", "ui/kit/typed.py"),
        (
            "tests/ui/kit/test_typed.py",
            "tests/ui/commands/test_*.py",
            "tests/ui/shell/test_window*.py",
        ),
    ),
    Room(
        "shell",
        ("ui/shell/*.py", "ui/kit/guard.py", "ui/kit/overlay.py"),
        (
            "tests/ui/kit/test_guard.py",
            "tests/ui/kit/test_overlay.py",
            "tests/ui/shell/test_*.py",
            "tests/ui/commands/test_*.py",
        ),
    ),
    Room(
        "panels",
        ("ui/panels/**/*.py",),
        (
            "tests/ui/panels/**/test_*.py",
            "tests/ui/test_*.py",
            "tests/ui/shell/test_window_by_hand.py",
        ),
    ),
)
"""Every room that breaks are planted in. A pattern may match nothing."""

UNNOTICEABLE: dict[str, str] = {
    "commands/help columns: 2 → 1": (
        "the heading of a menu counts as two rows; the columns are about equally high with one too"
    ),
    "commands/help columns: 2 → 3": "with three rows for a heading they are so as well",
    "commands/takeaway copy_view: True → False": (
        "the first part is copied of all there are; that no other is made saves time only"
    ),
    "commands/palette Palette._move: 1 → 2": "rows are moved by one or by eight, never by two",
    "commands/palette Palette._sieve: 1 → 0": (
        "how high a list of nothing would be: it is hidden then"
    ),
    "lesson/outline _walk: 1 → 0": "how wide the data of a lesson without data are",
    "lesson/outline _walk: 1 → 2": "the same: there are no rows of them",
    "lesson/toml_text _check_structure: 0 → 1 (9)": (
        "where the start of a line is looked for: a first line that is empty makes no difference"
    ),
    "lesson/plan _augment: 1 → 2": (
        "whether the shape of an example suits is asked there, and any number of examples will do"
    ),
    "kit/overlay Overlay.dismiss: without self._under.removeEventFilter(self)": (
        "Qt forgets the filter itself once the overlay is deleted, at the end of the same turn"
    ),
    "shell/arrangement _widest: 0 → 1": (
        "the width of a column without panels: what it is compared with is never less than 1"
    ),
    "shell/desk Desk.set_look: without self._last = None": (
        "another size gives another arrangement in any case, and another theme needs none"
    ),
}
"""Breaks that change nothing a person could notice, and why."""


def _matching(patterns: Sequence[str]) -> list[str]:
    """The files that match, each once, in the order of the patterns."""
    found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return list(dict.fromkeys(path.relative_to(ROOT).as_posix() for path in found))


# -- breaks ----------------------------------------------------------------------------------------

RELATIONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
SIGNS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
PIXELS = frozenset({
    "px", "font", "addSpacing", "setContentsMargins", "setSpacing", "setFixedHeight",
    "setFixedWidth", "setFixedSize", "setMinimumWidth", "setMaximumWidth", "setMinimumHeight",
    "setStretchFactor", "setIconSize", "setStyleSheet", "adjusted", "QSize", "QSizeF", "QPen",
    "QColor", "setPen", "setFont", "setWidthF", "translated", "setInterval", "addStretch",
    "setColumnStretch", "setHandleWidth", "setOpacity", "setAlpha", "setRenderHint", "hairline",
})  # fmt: skip
"""Calls that say how something looks: they are kept, and the numbers in them."""
SILENT = frozenset({"_log", "logging", "super", "warnings"})
"""Calls on these tell nobody who sits at the window."""
PAINTING = ("paint", "_paint", "draw", "_draw", "sizeHint", "minimumSizeHint")
"""How the names of functions begin whose numbers are lengths in pixels."""

Change = Callable[[], None]


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
    home: str
    """The function or class that it is in."""
    name: str
    """The same and what became of what, numbered where it is there more than once."""

    def __str__(self) -> str:
        return f"{self.name}   ({self.file}:{self.line})"


@cache
def breaks(room: Room) -> tuple[Break, ...]:
    """Every break of the files of a room."""
    files = room.paths()
    return tuple(found for file in files for found in breaks_of(room.name, file, _source(file)))


@cache
def _source(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def breaks_of(room: str, file: str, source: str) -> Iterator[Break]:
    """Every break of a file."""
    tree = ast.parse(source)
    kept, homes = _kept(tree), _homes(tree)
    times: Counter[str] = Counter()
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in kept:
            continue
        home = homes.get(id(node), "")
        for way, (what, _change) in enumerate(_changes(node, home)):
            inside = home
            if isinstance(node, ast.FunctionDef):
                inside = f"{home}.{node.name}".lstrip(".")
            module = "/".join(Path(file).with_suffix("").parts[-2:])
            name = f"{module} {inside}".rstrip() + f": {what}"
            times[name] += 1
            name += f" ({times[name]})" if times[name] > 1 else ""
            yield Break(room, file, place, way, getattr(node, "lineno", 0), inside, name)


def planted(source: str, place: int, way: int) -> ast.Module:
    """The tree of a file with a break in it."""
    tree = ast.parse(source)
    homes = _homes(tree)
    node = next(node for n, node in enumerate(ast.walk(tree)) if n == place)
    _what, change = list(_changes(node, homes.get(id(node), "")))[way]
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


def _kept(tree: ast.Module) -> set[int]:
    """The nodes that stay as they are, with everything in them."""
    roots = [root for node in ast.walk(tree) for root in (*_told(node), *_looks(node))]
    roots += [node for node in tree.body if _is_table(node)]
    kept = {id(node) for root in roots for node in ast.walk(root)}
    dropped = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return kept | {id(node) for node in dropped if _names_called(node.value) & (PIXELS | SILENT)}


def _told(node: ast.AST) -> Iterator[ast.AST]:
    """What says something to readers, type checkers and importers, and does nothing."""
    match node:
        case ast.ClassDef(name="Limits") | ast.FunctionDef(name="__repr__"):
            yield node
        case ast.Assert() | ast.Import() | ast.ImportFrom():
            yield node
        case ast.FunctionDef(args=arguments, returns=returns, decorator_list=decorators):
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            types = [each.annotation for each in every]
            yield from (each for each in (*types, returns, *decorators) if each is not None)
        case ast.AnnAssign(annotation=annotation) if not _is_field(annotation):
            yield annotation
        case ast.keyword(arg="slots"):
            yield node
        case ast.UnaryOp(op=ast.UAdd(), operand=direction):
            yield direction  # of +1 only the sign counts
        case ast.Compare(left=ast.Name(id="direction"), comparators=[ast.Constant() as zero]):
            yield zero  # it is −1 or +1
        case ast.Call(args=[*_, ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1) as one)]):
            yield one  # of −1 too
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Expr(value=ast.Constant()):
            yield node


def _looks(node: ast.AST) -> Iterator[ast.AST]:
    """Lengths in pixels, and other numbers that only say how something looks."""
    match node:
        case ast.Call() if _names_called(node) & (PIXELS | {"TypeVar", "ParamSpec"}):
            yield node
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")))):
            # how wide an overlay is
            yield from (each for each in node.args if isinstance(each, ast.Constant))
        case ast.keyword(arg="space" | "priority" | "least_width" | "least_height"):
            yield node  # lengths, and a rank of which the order counts
        case ast.BinOp(left=left, right=right):
            if any(_names(each) & {"unit", "px"} for each in (*ast.walk(left), *ast.walk(right))):
                yield node


def _is_table(node: ast.stmt) -> bool:
    """Whether a statement says what a module hands out, or how large a limit is."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    number = isinstance(getattr(node, "value", None), ast.Constant | ast.BinOp | ast.UnaryOp)
    capital = bool(names) and all(name.lstrip("_").isupper() for name in names)
    return "__all__" in names or (capital and number)


def _is_field(annotation: ast.expr) -> bool:
    """Whether an annotation is a rule of a lesson file rather than a type."""
    return any(isinstance(node, ast.Call) for node in ast.walk(annotation))


def _names(func: ast.AST) -> set[str]:
    """The last name of what is called, and the first."""
    names = {func.attr} if isinstance(func, ast.Attribute) else set()
    first: ast.AST = func
    while isinstance(first, ast.Attribute | ast.Call):
        first = first.value if isinstance(first, ast.Attribute) else first.func
    return names | ({first.id} if isinstance(first, ast.Name) else set())


def _names_called(node: ast.AST) -> set[str]:
    return _names(node.func) if isinstance(node, ast.Call) else set()


def _changes(node: ast.AST, home: str) -> Iterator[tuple[str, Change]]:
    """What can become of a node: words for it, and what does it."""
    function = home.rpartition(".")[2]
    yield from _relations(node)
    yield from _conditions(node)
    if not function.startswith(PAINTING):
        yield from _numbers(node)
    yield from _calls(node)
    yield from _statements(node, function)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _to(node: ast.AST, attribute: str, value: Any) -> tuple[str, Change]:
    """Another value of an attribute of the node."""
    before, now = _text(node), getattr(node, attribute)
    setattr(node, attribute, value)
    after = _text(node)
    setattr(node, attribute, now)
    return f"{before} → {after}", lambda: setattr(node, attribute, value)


def _relations(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Compare(left=left, ops=[op]):
            others = RELATIONS[type(op)]
            if isinstance(left, ast.Name) and left.id == "direction":
                others = others[-1:]  # it is −1 or +1 there, never 0
            for other in others:
                yield _to(node, "ops", [other()])
        case ast.Compare(ops=[first, *others]):
            yield _to(node, "ops", [RELATIONS[type(first)][0](), *others])
            last = RELATIONS[type(others[-1])][0]()
            yield _to(node, "ops", [first, *others[:-1], last])


def _conditions(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.BoolOp(op=op):
            yield _to(node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if not isinstance(test, ast.Compare):
                negated = ast.UnaryOp(ast.Not(), test)
                what = f"{type(node).__name__.lower()} {_text(test)} → not"
                yield what, lambda: setattr(node, "test", negated)
        case ast.comprehension(ifs=[_, *_]):
            what = f"for {_text(node.target)} if {_text(node.ifs[0])} → all"
            yield what, lambda: setattr(node, "ifs", [])
        case ast.UnaryOp(op=ast.Not()):
            yield f"{_text(node)} → without not", lambda: _become(node, node.operand)
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value}", lambda: setattr(node, "value", not value)


def _numbers(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.BinOp(op=op, left=left, right=right) if type(op) in SIGNS:
            if not _are_words(left) and not _are_words(right):
                yield _to(node, "op", SIGNS[type(op)]())
        case ast.AugAssign(op=op, value=value) if type(op) in SIGNS:
            if not _are_words(value):
                yield _to(node, "op", SIGNS[type(op)]())
        case ast.UnaryOp(op=ast.UAdd()):
            yield _to(node, "op", ast.USub())
        case ast.Call(args=[*_, ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)) as back]):
            yield f"{_text(back)} → 1", lambda: setattr(back, "op", ast.UAdd())
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            for other in _other_numbers(number):
                what = f"{number} → {other}"
                yield what, lambda other=other: setattr(node, "value", other)  # type: ignore[misc]


def _are_words(node: ast.expr) -> bool:
    """Whether the operand of a + is a text or a list, which have no minus."""
    return any(
        isinstance(each, ast.JoinedStr | ast.List | ast.Tuple | ast.Dict)
        or (isinstance(each, ast.Constant) and isinstance(each.value, str | bytes))
        or bool(_names_called(each) & {"_", "N_", "str", "join"})
        for each in ast.walk(node)
    )


def _calls(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in SWAPPED:
            yield _to(node, "func", ast.Name(SWAPPED[name], ast.Load()))
        case ast.Expr(value=ast.Call()):
            yield f"without {_text(node)}", lambda: setattr(node, "value", ast.Constant(None))


def _statements(node: ast.AST, function: str) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Assign(targets=[ast.Attribute()]) if function != "__init__":
            nothing = ast.Expr(ast.Constant(None))
            yield f"without {_text(node)}", lambda: _become(node, nothing)
        case ast.FunctionDef(returns=returns) if returns is not None:
            for n, stmt in enumerate(_returns(node)):
                for default in _defaults(ast.unparse(returns), stmt):
                    what = f"{_text(stmt)} → {_text(default)}"
                    yield what, _returning(node, n, default)


def _other_numbers(number: float) -> Iterator[float]:
    yield number + 1
    if number >= 1 and isinstance(number, int):
        yield number - 1
    if number and (number >= 4 or isinstance(number, float)):
        yield number * 2
        yield number // 2 if isinstance(number, int) else number / 2


def _become(node: ast.AST, other: ast.AST) -> None:
    """Put another node in the place of this one."""
    line = {name: getattr(node, name) for name in node._attributes if hasattr(node, name)}
    node.__class__ = other.__class__
    node.__dict__.clear()
    node.__dict__.update({**other.__dict__, **line})


def _returns(function: ast.FunctionDef) -> list[ast.Return]:
    """The return statements of a function, but not of those in it."""
    found: list[ast.Return] = []
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.Return) and node.value is not None:
            found.append(node)
        elif not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(node)
    return found


def _defaults(type_: str, stmt: ast.Return) -> Iterator[ast.expr]:
    """What the statement could return instead and still fit the type."""
    assert stmt.value is not None
    now = ast.unparse(stmt.value)
    words = {"int": "0", "float": "0.0", "str": "''"}
    if type_ == "bool":
        if not isinstance(stmt.value, ast.Compare | ast.BoolOp | ast.Constant):
            yield ast.UnaryOp(ast.Not(), stmt.value)
    elif type_.endswith("| None"):
        if now != "None":
            yield ast.Constant(None)
    elif type_ in words:
        if now != words[type_]:
            yield ast.parse(words[type_], mode="eval").body
    elif type_.startswith(("list[", "tuple[", "Sequence[")) and "..." in f"{type_}...":
        empty = "[]" if type_.startswith("list") else "()"
        if now != empty and (type_.endswith(", ...]") or not type_.startswith("tuple")):
            yield ast.parse(empty, mode="eval").body
    elif type_.startswith(("dict[", "Mapping[")) and now != "{}":
        yield ast.Dict([], [])


def _returning(function: ast.FunctionDef, n: int, value: ast.expr) -> Change:
    return lambda: setattr(_returns(function)[n], "value", value)


def sample(rooms: Sequence[Room], count: int, seed: int, words: Sequence[str] = ()) -> list[Break]:
    """So many breaks, as many of each room as of any other."""
    chosen: list[Break] = []
    for n, room in enumerate(rooms):
        found = [b for b in breaks(room) if not words or any(word in str(b) for word in words)]
        random.Random(f"{seed} {room.name}").shuffle(found)  # noqa: S311  no secret
        share = count // len(rooms) + (n < count % len(rooms))
        chosen += found[:share]
    return chosen


# -- asking the tests ------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What came of a break."""

    CAUGHT = "caught"
    HUNG = "hung"
    """A test did not come to an end any more, and was ended."""
    UNNOTICEABLE = "nothing to notice"
    MISSED = "MISSED"


@dataclass(frozen=True)
class Guards:
    """The tests of a room, and which of them call what."""

    tests: tuple[str, ...]
    first: tuple[str, ...]
    calls: Mapping[str, frozenset[str]]
    """Test → the functions of the room that it calls, as ``file function``."""

    def nearest(self, planting: Break) -> list[str]:
        """The tests that call the broken function, those first that call little else."""
        asked = f"{planting.file} {planting.home}"
        callers = [
            test
            for test, called in self.calls.items()
            if any(each == asked or each.startswith(f"{asked}.") for each in called)
        ]
        return sorted(callers, key=lambda test: len(self.calls[test])) or list(self.first)


def guards_of(room: Room) -> tuple[Guards | None, str]:
    """What the tests of a room call, and the test that fails without any break, if there is one."""
    tests = tuple(room.guards())
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "calls.json"
        code, told = _asked("--note", str(notes), *tests)
        if code:
            return None, told
        found = json.loads(notes.read_text(encoding="utf-8"))
    files = set(room.paths())
    calls = {
        test: frozenset(each for each in called if each.partition(" ")[0] in files)
        for test, called in found.items()
    }
    return Guards(tests, room.first, calls), ""


def judge(planting: Break | None, guards: Guards) -> tuple[Verdict, str]:
    """What the tests say of a break, or of the code as it is, and the test that said it.

    Those that call the broken function are asked first, and all of them before it counts as
    missed.
    """
    place = ["", "0", "0"]
    if planting is not None:
        place = [planting.file, str(planting.place), str(planting.way)]
    near = guards.nearest(planting)[:MOST_NEAR] if planting is not None else []
    code, told = _asked("--plant", *place, *near) if near else (0, "")
    if code not in {HUNG, TESTS_FAILED}:
        code, told = _asked("--plant", *place, *guards.tests)
    return {HUNG: Verdict.HUNG, 0: Verdict.MISSED}.get(code, Verdict.CAUGHT), told


def _asked(*arguments: str) -> tuple[int, str]:
    """The exit code of tests in an interpreter of their own, and the line about the first that
    failed."""
    environment = {**os.environ, "CI": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tests.mutate_rooms", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  our own tests
            command, cwd=ROOT, env=environment, timeout=ROOM_SECONDS, capture_output=True,
            check=False, text=True, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return HUNG, ""
    if "Timeout (" in done.stderr:
        return HUNG, ""
    lines = done.stdout.splitlines()
    return done.returncode, next((each for each in lines if each.startswith(FAILURES)), "")


class Watch:
    """A plugin for pytest: no example is shrunk, a test that hangs ends the run, and what each test
    calls of this program is noted if somebody wants to know."""

    def __init__(self, notes: Path | None = None) -> None:
        self._stderr = os.fdopen(os.dup(2), "w")  # pytest takes the other one
        self._notes = notes
        self._calls: dict[str, set[str]] = {}
        self._files: dict[str, str] = {}

    def pytest_sessionstart(self) -> None:
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("unshrunk", deadline=None, derandomize=True, phases=phases)
        settings.load_profile("unshrunk")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        faulthandler.dump_traceback_later(TEST_SECONDS, exit=True, file=self._stderr)
        if self._notes is not None:
            called = self._calls.setdefault(item.nodeid.partition("[")[0], set())
            sys.settrace(lambda frame, _event, _arg: self._note(frame.f_code, called))
        try:
            return (yield)
        finally:
            sys.settrace(None)
            faulthandler.cancel_dump_traceback_later()

    def _note(self, code: CodeType, called: set[str]) -> None:
        file = self._files.get(code.co_filename)
        if file is None:
            path = Path(code.co_filename)
            ours = path.is_relative_to(ROOT / "ui") or path.is_relative_to(ROOT / "visualnn")
            file = path.relative_to(ROOT).as_posix() if ours else ""
            self._files[code.co_filename] = file
        if file:
            called.add(f"{file} {code.co_qualname.replace('<locals>.', '')}")

    def pytest_sessionfinish(self) -> None:
        if self._notes is not None:
            calls = {test: sorted(called) for test, called in self._calls.items()}
            self._notes.write_text(json.dumps(calls), encoding="utf-8")


_PLANTING = """
import importlib.machinery
from pathlib import Path

_loader = importlib.machinery.SourceFileLoader
_healthy = _loader.get_code


def _get_code(self, fullname):
    if self.path == {target!r}:
        return compile(Path({broken!r}).read_text("utf-8"), self.path, "exec", dont_inherit=True)
    return _healthy(self, fullname)


_loader.get_code = _get_code
"""
"""What gives an interpreter the broken module; it imports nothing that was not there already."""


def run_planted(file: str, place: int, way: int, tests: Sequence[str]) -> int:
    """Run tests in this interpreter, which gets a broken module where it asks for `file`; so does
    each interpreter that a test starts."""
    if not file:
        return run_tests(tests)
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.py"
        broken.write_text(ast.unparse(planted(_source(file), place, way)), encoding="utf-8")
        planting = _PLANTING.format(target=str(ROOT / file), broken=str(broken))
        (Path(folder) / "sitecustomize.py").write_text(planting, encoding="utf-8")
        paths = [folder, os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        exec(compile(planting, "sitecustomize.py", "exec"), {})  # noqa: S102  the lines above
        return run_tests(tests)


def run_tests(tests: Sequence[str], notes: Path | None = None) -> int:
    """Run tests in this interpreter up to the first that fails."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0"]
    return int(pytest.main([*options, *tests], plugins=[Watch(notes)]))


def run(
    chosen: Sequence[Break],
    guards: Mapping[str, Guards],
    told: Callable[[Break, Verdict, str], object],
    workers: int = 2,
) -> dict[Break, Verdict]:
    """The verdict on each break; `guards` are the tests by the names of the rooms."""
    verdicts: dict[Break, Verdict] = {}

    def one(planting: Break) -> None:
        verdict, test = judge(planting, guards[planting.room])
        if verdict is Verdict.MISSED and planting.name in UNNOTICEABLE:
            verdict = Verdict.UNNOTICEABLE
        verdicts[planting] = verdict
        told(planting, verdict, test)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, chosen))
    return verdicts


def main(arguments: Sequence[str]) -> int:
    """Plant a sample of breaks and say what came of them; 0 if none was missed."""
    if arguments[:1] == ["--plant"]:
        file, place, way, *tests = arguments[1:]
        return run_planted(file, int(place), int(way), tests)
    if arguments[:1] == ["--note"]:
        return run_tests(arguments[2:], Path(arguments[1]))
    parser = argparse.ArgumentParser(prog="python -m tests.mutate_rooms")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", action="append", choices=[room.name for room in ROOMS])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args(arguments)
    say = sys.stdout.write
    rooms = [room for room in ROOMS if not asked.room or room.name in asked.room]
    chosen = sample(rooms, asked.count, asked.seed, asked.words)
    if asked.list or not chosen:
        say("".join(f"{planting}\n" for planting in chosen) or "no break is called that\n")
        return 0 if chosen else 1
    begun = time.monotonic()
    guards: dict[str, Guards] = {}
    for room in rooms:
        known, test = guards_of(room)
        if known is None:
            say(f"the tests of {room.name} fail without any break: {test}\n")
            return 1
        guards[room.name] = known

    def told(planting: Break, verdict: Verdict, test: str) -> None:
        say(f"{verdict:18}{planting}   {test.removeprefix('FAILED ')[:90]}\n")
        sys.stdout.flush()

    verdicts = run(chosen, guards, told, asked.workers)
    by_room: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for planting, verdict in verdicts.items():
        by_room[planting.room][verdict] += 1
    for name, count in by_room.items():
        each = ", ".join(f"{number} {verdict}" for verdict, number in sorted(count.items()))
        say(f"{name:12}{count.total():5} planted: {each}\n")
    caught = sum(v in {Verdict.CAUGHT, Verdict.HUNG} for v in verdicts.values())
    real = sum(v is not Verdict.UNNOTICEABLE for v in verdicts.values())
    say(f"noticed {caught} of {real} in {time.monotonic() - begun:.0f} s\n")
    return 0 if caught == real else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
