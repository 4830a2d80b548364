"""What stays as it is when breaks are planted, because no behaviour depends on it.

Docstrings, annotations, ``__all__``, ``__repr__``, ``slots`` and ``frozen``, log entries, lengths
in pixels; nor how large a limit is that stands in capitals or in `Limits`: its size is a decision,
and a test that repeats it would prove nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

PIXELS = frozenset({
    "px", "font", "addSpacing", "setContentsMargins", "setSpacing", "setFixedHeight",
    "setFixedWidth", "setFixedSize", "setMinimumWidth", "setMaximumWidth", "setMinimumHeight",
    "setStretchFactor", "setIconSize", "setStyleSheet", "adjusted", "QSize", "QSizeF", "QPen",
    "QColor", "setPen", "setFont", "setWidthF", "translated", "setInterval", "addStretch",
    "setColumnStretch", "setHandleWidth", "setOpacity", "setAlpha", "setRenderHint", "hairline",
})  # fmt: skip
"""Calls that say how something looks: they are kept, and the numbers in them."""
LENGTHS = frozenset({"width", "height", "unit", "px"})
"""A number worked out from these is a length in pixels."""
SILENT = frozenset({"_log", "logging", "super", "warnings"})
"""Calls on these tell nobody who sits at the window."""


def kept(tree: ast.Module) -> set[int]:
    """The nodes that stay as they are, with everything in them."""
    roots = [root for node in ast.walk(tree) for root in (*_told(node), *_looks(node))]
    roots += [node for node in tree.body if _is_table(node)]
    found = {id(node) for root in roots for node in ast.walk(root)}
    dropped = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return found | {id(node) for node in dropped if names_called(node.value) & (PIXELS | SILENT)}


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
        case ast.Lambda(args=arguments):
            # what a signal brings and nobody reads
            given = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
            yield from (default for each, default in given if each.arg.startswith("_"))
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
        case ast.Call() if names_called(node) & (PIXELS | {"TypeVar", "ParamSpec"}):
            yield node
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")))):
            # how wide an overlay is, and how far from above
            given = (*node.args, *(each.value for each in node.keywords))
            yield from (each for each in given if _is_number(each))
        case ast.Call(
            func=ast.Name(id="max"),
            args=[ast.Constant() as floor, length] | [length, ast.Constant() as floor],
        ):
            if _is_length(length):
                yield floor  # what is left of a length is a pixel at least
        case ast.keyword(arg="space" | "priority" | "least_width" | "least_height"):
            yield node  # lengths, and a rank of which the order counts
        case ast.Assign(targets=[ast.Name(id="wanted_pixels" | "least_pixels")]):
            yield node
        case ast.BinOp(left=left, right=right):
            if any(_names(each) & {"unit", "px"} for each in (*ast.walk(left), *ast.walk(right))):
                yield node


def _is_length(node: ast.AST) -> bool:
    """Whether a number is worked out from lengths in pixels."""
    return any(_names(each) & LENGTHS for each in ast.walk(node))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}


def _is_table(node: ast.stmt) -> bool:
    """Whether a statement says what a module hands out, or how large a limit is."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    number = isinstance(getattr(node, "value", None), ast.Constant | ast.BinOp | ast.UnaryOp)
    capital = bool(names) and all(name.lstrip("_").isupper() for name in names)
    pixels = bool(names) and all(name.endswith("_PIXELS") for name in names)
    return "__all__" in names or (capital and (number or pixels))


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


def names_called(node: ast.AST) -> set[str]:
    return _names(node.func) if isinstance(node, ast.Call) else set()
