"""What can become of one node of a file's tree: another relation, number, condition, or no call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from .kept import names_called

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
PAINTING = ("paint", "_paint", "draw", "_draw", "sizeHint", "minimumSizeHint")
"""How the names of functions begin whose numbers are lengths in pixels."""

ROUNDING = 1e-6
"""Numbers below it are tolerances for rounding."""

Change = Callable[[], None]


def changes(node: ast.AST, home: str) -> Iterator[tuple[str, Change]]:
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
        or bool(names_called(each) & {"_", "N_", "str", "join"})
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
    if 0 < number < ROUNDING:
        return  # what is rounded away, where half or twice as much does the same
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
