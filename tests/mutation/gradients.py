"""Would the contract tests notice any slip in a gradient? Makes every one-place slip and asks them.

``python -m tests.mutation.gradients`` changes one place after the other in the gradient rules of
all cards, readable and bound: a sign, an operator, a constant, a transpose, the function called,
one argument for another, one call less. Each time the contract tests of that rule are run.
``python -m tests.mutation.gradients Conv2d`` takes only the cards whose name or file contains a
word.
The exit code is 1 if a slip went unnoticed.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType

import numpy as np
import pytest

from tests.visualnn.ops import test_contract as contract
from visualnn.ops import REGISTRY, Op
from visualnn.ops.many import Many

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
}
RELATIONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
FUNCTIONS = {
    "add": "subtract",
    "subtract": "add",
    "multiply": "divide",
    "divide": "multiply",
    "maximum": "minimum",
    "minimum": "maximum",
    "greater": "less",
    "less": "greater",
    "exp": "expm1",
    "log": "log1p",
    "sqrt": "square",
    "square": "sqrt",
    "tanh": "sin",
    "sign": "abs",
    "sum": "mean",
    "mean": "sum",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
}
ONLY_A_SHAPE = {
    "along", "broadcast_to", "constant", "empty_like", "full", "full_like", "len", "notes",
    "notes_like", "ones_like", "outputs", "zeros_like",
}  # fmt: skip
"""Functions that take no more of an array than its shape: any other of that shape will do."""
EQUIVALENT = {
    # the branch is not taken there, or the factor is 1 or −1, whichever way it is used
    "CategoricalCrossEntropy.grad_a: 1 → 2",
    "SparseCategoricalCrossEntropy.grad_a: 1 → 2",
    "CategoricalCrossEntropy.grad_a_bound: 1 → 2",
    # what is divided by 0 there is overwritten with 0 in the end
    "CategoricalCrossEntropy.grad_a_bound: without call 5",
    "ELU.grad_z: 0 → 1",
    "SELU.grad_z: 0 → 1",
    "Hinge.grad_a: -along(g, a) * t → -along(g, a) / t",
    "SquaredHinge.grad_a: -along(g, a) * 2 * t → -along(g, a) * 2 / t",
    "CategoricalHinge.grad_a: -1 → +1",  # of a table with two axes the last is the second
}
"""Slips that change no number, so that no test can notice them."""
SHAPES = {"dtype", "ndim", "shape", "size"}


@dataclass(frozen=True)
class Slip:
    """One place of one rule changed: the card, its rule, the method, and the changed source."""

    card: str
    rule: str
    method: str
    what: str
    line: int
    tree: ast.FunctionDef

    def __str__(self) -> str:
        return f"{self.card}.{self.method}: {self.what} (line {self.line})"


def slips(words: Sequence[str] = ()) -> Iterator[Slip]:
    """Every slip in the gradient rules of the cards that the words name; of all without words."""
    for card in sorted(REGISTRY):
        cls = REGISTRY[card]
        if words and not any(word in f"{card} {cls.__module__}" for word in words):
            continue
        for rule in cls.rules[1:]:
            word = "grad_part" if issubclass(cls, Many) else rule
            for method in (word, f"{word}_bound"):
                if _home(cls, method) not in {None, Op, Many}:
                    yield from _slips_of(card, rule, method)


def _slips_of(card: str, rule: str, method: str) -> Iterator[Slip]:
    tree = _method(REGISTRY[card], method)
    arguments = [argument.arg for argument in tree.args.args if argument.arg not in {"self", "out"}]
    body = len(tree.body) and isinstance(tree.body[0], ast.Expr)  # the formula
    count = sum(1 for statement in tree.body[body:] for _ in ast.walk(statement))
    for place in range(count):
        for nth in range(len(arguments) + 2):
            changed = copy.deepcopy(tree)
            nodes = [node for statement in changed.body[body:] for node in ast.walk(statement)]
            before = ast.unparse(nodes[place])
            if not _change(nodes[place], nth, arguments, _only_for_their_shape(changed)):
                break
            ast.fix_missing_locations(changed)
            line = getattr(nodes[place], "lineno", 0)
            what = f"{before} → {ast.unparse(nodes[place])}"
            if isinstance(nodes[place], ast.Return):
                what = f"without call {nth + 1}"
            if f"{card}.{method}: {what}" not in EQUIVALENT:
                yield Slip(card, rule, method, what, line, changed)


@cache
def _module(name: str) -> ast.Module:
    return ast.parse(inspect.getsource(sys.modules[name]))


def _home(cls: type[Op], name: str) -> type | None:
    """The class that a card has a method from: itself, or a base that it shares with others."""
    return next((base for base in cls.__mro__ if name in vars(base)), None)


def _method(cls: type[Op], name: str) -> ast.FunctionDef:
    """The source of a method, wherever the card has it from."""
    home = _home(cls, name)
    assert home is not None
    for node in _module(home.__module__).body:
        if isinstance(node, ast.ClassDef) and node.name == home.__name__:
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and each.name == name:
                    return each
    raise LookupError(f"{cls.__name__}.{name} has no source")


def _only_for_their_shape(tree: ast.FunctionDef) -> set[int]:
    """The names that are used for nothing but their shape or type, and numbers that are negated."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            found.add(id(node.operand))
        if isinstance(node, ast.Attribute) and node.attr in SHAPES:
            found |= {id(child) for child in ast.walk(node)}
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in ONLY_A_SHAPE:
                found |= {id(child) for each in node.args for child in ast.walk(each)}
    return found


def _change(node: ast.AST, nth: int, arguments: list[str], shapes: set[int]) -> bool:
    """Change a node in its `nth` way; False where there are no more ways."""
    match node:
        case ast.BinOp(op=op) if nth == 0 and type(op) in OPERATORS:
            node.op = OPERATORS[type(op)]()
            return True
        case ast.Compare(ops=[op]) if nth == 0 and type(op) in RELATIONS:
            node.ops = [RELATIONS[type(op)]()]
            return True
        case ast.UnaryOp(op=ast.USub()) if nth == 0:
            node.op = ast.UAdd()
            return True
        case ast.Constant(value=bool()):
            return False
        case ast.Constant() if id(node) in shapes:  # −1 stands for whatever is left, and −2 too
            return False
        case ast.Constant(value=int() | float() as number) if nth == 0:
            node.value = number + 1
            return True
        case ast.Attribute(attr="T") if nth == 0 and isinstance(node.value, ast.Name):
            node.attr = "real"
            return True
        case ast.Attribute(attr=attr) if nth == 0 and attr in FUNCTIONS:
            node.attr = FUNCTIONS[attr]
            return True
        case ast.Return(value=ast.Tuple(elts=calls)) if nth < len(calls):
            del calls[nth]
            return True
        case ast.Name(id=name, ctx=ast.Load()) if name in arguments and id(node) not in shapes:
            others = [argument for argument in arguments if argument != name]
            if nth < len(others):
                node.id = others[nth]
                return True
    return False


CHECKS: tuple[Callable[[str, str], None], ...] = (
    contract.test_a_rule_keeps_its_shape_and_its_inputs,
    contract.test_the_bound_calls_write_what_the_rule_gives_and_hold_nothing_back,
    contract.test_the_bound_calls_agree_at_the_edges,
    contract.test_a_bound_rule_leaves_nothing_it_needs_in_the_notebook,
    contract.test_the_twin_gives_every_element,
    contract.test_a_gradient_is_the_slope_of_forward,
)


def noticed(slip: Slip) -> bool:
    """Whether a contract test of the rule fails with the slip in it. The card is mended again."""
    cls = REGISTRY[slip.card]
    own = vars(cls).get(slip.method)
    home = _home(cls, slip.method)
    assert home is not None
    module = ast.Module([slip.tree], [])
    scope = dict(vars(sys.modules[home.__module__]))
    exec(compile(module, str(slip), "exec"), scope)  # noqa: S102  our own code, changed by us
    changed: FunctionType = scope[slip.method]
    try:
        setattr(cls, slip.method, changed)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for check in CHECKS:
                check(slip.card, slip.rule)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001  whatever it is, it was noticed
        return True
    finally:
        if own is None:
            delattr(cls, slip.method)
        else:
            setattr(cls, slip.method, own)
    return False


def main(words: Sequence[str]) -> int:
    """Make every slip, and print those that nobody noticed; 0 if there are none."""
    say = sys.stdout.write
    begun = time.monotonic()
    missed, count = 0, 0
    for slip in slips(words):
        count += 1
        if not noticed(slip):
            missed += 1
            say(f"MISSED {slip}\n")
            sys.stdout.flush()
    say(f"noticed {count - missed} of {count} slips in {time.monotonic() - begun:.0f} s\n")
    return 0 if count and not missed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
