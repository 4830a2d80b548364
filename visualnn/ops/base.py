"""An op is one card: a rule for whole arrays, its twin for one element, a formula, an example.

A card is a frozen dataclass; its fields are the settings that never change while a network runs.
Its rules are
methods, and each has up to three forms that stand next to each other:

``forward(self, x, W)``
    The readable rule on arrays. The first line of its docstring is the formula the learner sees.
``forward_at(self, at, x, W)``
    Its *twin*: the expression of the single element `at` over the same, now named, arrays.
``forward_bound(self, out, x, W)``
    Optional, where speed was measured to matter: the same rule as calls without arguments that
    write into
    `out`. The machine runs these; where there are none it runs the readable rule and copies.

``grad_x`` is the rule for the gradient with respect to the input ``x``. Besides forward's inputs a
gradient rule may
read ``g``, the gradient of the output, and the output itself under the name the card gives it in
``output``.

A card that lacks a twin, a formula or an example is refused when its class is made.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, Number, Source, lift
from .measure import Reach

Array = NDArray[Any]
Shape = tuple[int, ...]
Call = Callable[[], object]
Gives = Literal["numbers", "shares", "logs"]
"""What an op makes: any numbers; shares, which are between 0 and 1 and neither of them, as a loss
with logarithms needs them; or logarithms of shares."""

_registry: dict[str, type[Op]] = {}
REGISTRY = MappingProxyType(_registry)
"""Every card by its class name; the contract tests walk over it."""


@dataclass(frozen=True, slots=True)
class Named:
    """An array that names its elements, so that a twin can quote them."""

    name: str
    data: Array
    label: str = ""

    def __getitem__(self, at: int | Index) -> Number:
        index = at if isinstance(at, tuple) else (at,)
        source = Source(self.name, index)
        spelled = str(Source(self.label, index) if self.label else source)
        return Number(spelled, float(self.data[index]), source)

    @property
    def shape(self) -> Shape:
        return self.data.shape

    def number(self) -> Number:
        """The one number of a scalar."""
        return self[()]

    def count(self, *at: int) -> int:
        """The element as a whole number, for rules in which it picks a row or a class."""
        return int(self.data[at])


@dataclass(frozen=True)
class Op:
    """The base of every card. Subclass it with ``card=False`` for a shared base that is no card
    itself."""

    title: ClassVar[str] = ""
    """The name of the operation, a catalogue entry (English)."""
    about: ClassVar[str] = ""
    """One sentence on what it does, a catalogue entry (English)."""
    reference: ClassVar[str] = ""
    """Paper or documentation that the formula follows."""
    output: ClassVar[str] = "out"
    """What the output is called in the formula and in gradient rules."""
    elementwise: ClassVar[bool] = False
    """Whether each output element depends on the same element of each input (and on scalars) by +
    − × ÷ √ max only,
    so that neighbours in memory may be computed in one call without changing a bit."""

    channelwise: ClassVar[bool] = False
    """Whether the numbers of a channel, or of a unit, are made from the same channel of each input
    alone: from the same place of axis 1, or of the only axis."""

    gives: ClassVar[Gives] = "numbers"
    """What the output is, as far as a loss that reads it wants to know."""
    alone: ClassVar[int | None] = None
    """What the output of a single unit always is, where the units of a row are compared."""

    curve: ClassVar[bool] = False
    """Whether the output, one number, is worth a curve over the iterations."""
    trailed: ClassVar[bool] = False
    """Whether what it reads is worth a trail: all of its numbers at every iteration."""
    batched: ClassVar[bool] = True
    """Whether the first axis of the output is the batch, or whatever else may have any length."""
    unquoted: ClassVar[Mapping[str, frozenset[str]]] = MappingProxyType({})
    """Rule → what it reads without computing with it: it says how long or where, and stands in no
    formula."""

    opaque: ClassVar[bool] = False
    """Whether elements have no formula of their own, because all are drawn or found at once."""

    variants: ClassVar[tuple[Mapping[str, Any], ...]] = ({},)
    """Settings on which the contract is tested."""

    whole: ClassVar[bool] = False
    """Whether a number of the output may be made from all numbers of its example, wherever they
    stand."""

    inputs: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[tuple[str, ...]] = ()
    rule_inputs: ClassVar[MappingProxyType[str, tuple[str, ...]]] = MappingProxyType({})

    def __init_subclass__(cls, *, card: bool = True, **options: Any) -> None:
        super().__init_subclass__(**options)
        if not card:
            return
        rules = _rules(cls)
        _refuse_half(cls, rules)
        reads = {name: _inputs(rule) for name, rule in rules.items()}
        cls.inputs = reads["forward"]
        cls.rules = tuple(rules)
        cls.rule_inputs = MappingProxyType(reads)
        _refuse_unknown(cls)
        register(cls)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        """Small inputs for `forward`, clear of kinks and ties, on which the contract is tested."""
        raise NotImplementedError

    def edges(self) -> tuple[tuple[Array, ...], ...]:
        """Inputs at kinks, ties and cut-offs, on which rule, twin and bound calls must agree
        although there is no slope to compare with."""
        return ()

    def shape(self, *shapes: Shape) -> Shape:
        """The output's shape from the inputs' shapes; raises ShapeError where they do not fit.
        Default: the first's."""
        first, *others = shapes
        for name, other in zip(self.inputs[1:], others, strict=True):
            if other not in (first, ()):
                raise ShapeError(
                    "{op} needs {name} of shape {first}, not {other}",
                    op=self.title,
                    name=name,
                    first=first,
                    other=other,
                )
        return first

    def refuse_batch(self, *shapes: Shape) -> None:
        """Raise BatchError for a batch that the rule has no meaning for; `shape` may be asked for
        one example of it."""

    def reach(self, *shapes: Shape) -> tuple[Reach, ...]:
        """How far one place of the output reaches into the first input, along each axis behind
        batch and channel; nothing where it is made from the same place alone."""
        return ()

    def lengths(self, *shapes: Shape) -> tuple[Expr, ...]:
        """The arithmetic of the output's lengths behind batch and channel, where there is any."""
        return ()

    def multiply_adds(self, *shapes: Shape) -> Expr:
        """How often a weight is multiplied and the product added to a sum, for a batch of one.

        What is done number by number, and sums without weights, do not count, as in the papers.
        """
        return lift(0)

    def formula(self, rule: str = "forward") -> str:
        """The formula of a rule, one line of mathematics."""
        return (inspect.getdoc(getattr(self, rule)) or "").splitlines()[0]

    def compute(self, rule: str, *arrays: Array) -> Array:
        """The readable rule, its result read-only."""
        with np.errstate(all="ignore"):
            # a view: some rules hand back an input, which stays as writable as it was
            result = np.asarray(getattr(self, rule)(*arrays)).view()
        result.setflags(write=False)
        return result

    def bind(self, rule: str, out: Array, arrays: Sequence[Array]) -> tuple[Call, ...]:
        """The rule as calls that read `arrays` and write `out`, whatever those hold when the calls
        are made."""
        bound = getattr(self, f"{rule}_bound", None)
        if bound is not None:
            return tuple(bound(out, *arrays))
        readable = getattr(self, rule)
        return (lambda: np.copyto(out, readable(*arrays)),)

    def explain(self, rule: str, at: Index, arrays: Sequence[Named]) -> Expr:
        """The expression of element `at`."""
        tree: Expr = getattr(self, f"{rule}_at")(at, *arrays)
        return tree


def register(cls: type[Op]) -> None:
    """Enter a card that is whole; raises TypeError for a name that another card has."""
    name = cls.__name__
    if name in _registry and _registry[name].__module__ != cls.__module__:
        raise TypeError(f"{name} is a card of {_registry[name].__module__} already")
    _registry[name] = cls


def _rules(cls: type[Op]) -> dict[str, Callable[..., Array]]:
    """The readable rules of a card by name: forward, then the gradients."""
    gradients = [n for n in dir(cls) if n.startswith("grad_") and not n.endswith(("_at", "_bound"))]
    named = {name: getattr(cls, name, None) for name in ("forward", *gradients)}
    return {name: rule for name, rule in named.items() if inspect.isfunction(rule)}


def _inputs(rule: Callable[..., Array]) -> tuple[str, ...]:
    """What a rule is given, by name. Hundreds of cards are made at every start, and
    `inspect.signature` takes ten times as long."""
    code = inspect.unwrap(rule).__code__
    given = code.co_argcount + bool(code.co_flags & inspect.CO_VARARGS)
    return code.co_varnames[1:given]


def _refuse_half(cls: type[Op], rules: Mapping[str, Callable[..., Array]]) -> None:
    """Raise TypeError for a card that lacks something a learner or a test needs."""
    if "forward" not in rules:
        raise TypeError(f"{cls.__name__} has no forward rule")
    for name, rule in rules.items():
        if not hasattr(cls, f"{name}_at"):
            raise TypeError(f"{cls.__name__}.{name} has no twin {name}_at")
        if not inspect.getdoc(rule):
            raise TypeError(f"{cls.__name__}.{name} has no formula")
    if cls.example is Op.example:
        raise TypeError(f"{cls.__name__} has no example")
    if not cls.title or not cls.about:
        raise TypeError(f"{cls.__name__} has no title or no sentence about it")


def _refuse_unknown(cls: type[Op]) -> None:
    """Raise TypeError for a gradient rule of something, or from something, that forward does not
    have."""
    known = {"g", cls.output, *cls.inputs}
    unknown = {
        word for name in cls.rules[1:] for word in cls.rule_inputs[name] if word not in known
    }
    unknown |= {n for n in cls.rules[1:] if n.removeprefix("grad_") not in cls.inputs}
    if unknown:
        raise TypeError(f"{cls.__name__} speaks of {sorted(unknown)}, which forward does not have")
