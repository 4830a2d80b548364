"""One-place breaks of a source file: what can be changed in it, and the file with one change.

Not planted is what no behaviour depends on: docstrings, annotations, ``__all__``, ``__repr__``,
``slots`` and ``frozen``, log entries, lengths in pixels; nor how large a limit is that stands in
capitals or in `Limits`: its size is a decision, and a test that repeats it would prove nothing.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    kept, homes, lines = _kept(tree), _homes(tree), _lines(tree)
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
            first, last = lines[id(node)]
            line = getattr(node, "lineno", first)
            yield Break(room, file, place, way, line, (first, last), inside, name)


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
        case ast.keyword(arg="slots" | "frozen"):
            yield node  # that nobody assigns to a field is what the type checker sees to
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
        case ast.Assign(targets=[ast.Name(id="wanted_pixels" | "least_pixels")]):
            yield node
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
    if number + 1 != number:
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
