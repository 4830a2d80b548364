"""Where a number came from: the card of one element, read from the trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from ..company.asked import AskedPoint
from ..dataclass import dataclass
from ..errors import ShapeError, UnknownNameError
from ..expr import Expr, Number, Source, Sum, Token, abridge, begun
from ..names import ASKED, close_to, gradient_of
from ..ops import Array
from ..program import Instruction, Phase, Program
from ..run.history import History
from ..text import N_
from .short_form import ShortForm, short_form_of
from .trees import Trees
from .uses import Use, tree_of, uses_of
from .written import adds_up, number_line, symbol_line

if TYPE_CHECKING:
    from .why import Reason


class Origin(StrEnum):
    """The way a number came into the state."""

    COMPUTED = "computed"
    DATA = "data"
    SETTING = "setting"
    FIRST = "first"
    """A parameter or a memory as it was before the first tick."""
    EDITED = "edited"
    ASKED = "asked"
    """Of a point that the network was asked about; it is not in the batch."""


@dataclass(frozen=True)
class Partial:
    """The sum of an explanation, added up to a term."""

    shown: int
    terms: int
    symbols: tuple[Token, ...]
    numbers: tuple[Token, ...]
    subtotal: float
    exact: bool
    added: tuple[Source, ...]
    """The numbers in the term that was added last."""


@dataclass(frozen=True)
class Explanation:
    """One number: what it is, how it was made, from what, and for what it is used."""

    place: Source
    origin: Origin
    tick: int
    """The tick at which the number was written; 0 if it was there from the start."""
    value: float
    instruction: Instruction | None = None
    formula: str = ""
    symbols: tuple[Token, ...] = ()
    numbers: tuple[Token, ...] = ()
    exact: bool = True
    """Whether the printed numbers give the printed result; if not, it is written with ≈."""
    before: float | None = None
    """The number before the instruction overwrote it; None if nothing was overwritten."""
    made_from: tuple[Number, ...] = ()
    used_by: tuple[Use, ...] = ()
    terms: int = 1
    """The count of terms of the sum that gives the number; 1 while they are not all made."""
    is_whole: bool = True
    """Whether every term of its sum is made. While they are not, `made_from` is where the first of
    them come from."""
    partial: Partial | None = None
    why: Reason | None = None
    """What stands out in its expression; None where nothing does."""
    short: ShortForm | None = None
    """What algebra makes of it together with the instruction before, where that is shorter."""


def explain(
    history: History,
    tick: int,
    place: Source,
    term: int | None = None,
    asked: AskedPoint | None = None,
    trees: Trees | None = None,
) -> Explanation:
    """The card of the number at `place` as it stands at `tick`; with `term`, its sum up to that
    term only. The numbers of the point `asked` can be explained too. With `trees` the end of a very
    long sum is left to be made by them.

    Raises UnknownNameError for a name that has no value at that tick, ShapeError for an index
    outside of it.
    """
    program = history.program
    state = history.at(tick)
    if asked is not None and place.name in asked.values:
        return _of_the_asked(asked, state.values, tick, place, term, trees)
    if place.name not in state.values:
        raise _missing(program, place.name)
    value = _number(state.values, place)
    made = program.written_at(place.name, tick)
    edited = history.laid.last_laid(place, made or 0, tick)
    if edited is not None:
        before = float(_before_edit(history, place.name, edited)[place.index])
        return Explanation(
            place,
            Origin.EDITED,
            edited,
            value,
            before=before,
            used_by=uses_of(program, place.name, edited),
        )
    prepared = program.prepared.get(place.name)
    if made is None and prepared is None:
        uses = uses_of(program, place.name, program.start_of(program.locate(tick).iteration))
        return Explanation(place, _origin(program, place.name), 0, value, used_by=uses)
    made = made or 0
    instruction = prepared or program.at(made)
    assert instruction is not None  # noqa: S101  a name that was written has its instruction
    earlier = history.before(made).values if made else history.start
    told = Explanation(
        place,
        Origin.COMPUTED,
        made,
        value,
        instruction,
        before=float(earlier[place.name][place.index]) if instruction.overwrites else None,
        used_by=uses_of(program, place.name, made),
    )
    return replace(
        _opened_up(
            told, instruction, earlier, term, _rows(program, instruction, earlier), trees=trees
        ),
        short=short_form_of(program, instruction, earlier, place.index),
    )


def _of_the_asked(
    asked: AskedPoint,
    values: Mapping[str, Array],
    tick: int,
    place: Source,
    term: int | None,
    trees: Trees | None,
) -> Explanation:
    """The card of a number of the point that the network was asked about."""
    value = _number(asked.values, place)
    instruction = asked.instructions.get(place.name)
    told = Explanation(place, Origin.ASKED, tick, value, instruction)
    if instruction is None:
        return told
    return _opened_up(told, instruction, {**values, **asked.values}, term, trees=trees)


def _opened_up(
    told: Explanation,
    instruction: Instruction,
    earlier: Mapping[str, Array],
    term: int | None,
    rows: frozenset[str] = frozenset(),
    *,
    trees: Trees | None = None,
) -> Explanation:
    """The explanation with the arithmetic of its instruction, which read `earlier`."""
    if trees is None:
        tree = tree_of(instruction, earlier, told.place.index)
    else:
        tree = trees.tree_of(instruction, earlier, told.place.index)
        if not trees.is_made:
            return _beginning(told, instruction, tree)
        return trees.once(term, lambda: _told(told, instruction, tree, term, rows))
    return _told(told, instruction, tree, term, rows)


def _told(
    told: Explanation,
    instruction: Instruction,
    tree: Expr,
    term: int | None,
    rows: frozenset[str],
) -> Explanation:
    from .why import reason_of  # nothing is asked for before the first number is

    shown = abridge(tree)
    return replace(
        told,
        formula=instruction.formula,
        symbols=symbol_line(shown),
        numbers=number_line(shown),
        exact=adds_up(shown, told.value),
        made_from=_made_from(tree),
        terms=len(_sum(tree)),
        partial=None if term is None else _partial(_sum(tree), term),
        why=reason_of(tree, told.place, rows),
    )


def _beginning(told: Explanation, instruction: Instruction, tree: Expr) -> Explanation:
    """The explanation as far as the terms of its sum are made."""
    shown = abridge(tree)
    return replace(
        told,
        formula=instruction.formula,
        symbols=symbol_line(shown),
        numbers=number_line(shown),
        made_from=_made_from(begun(tree)),
        is_whole=False,
    )


def _made_from(tree: Expr) -> tuple[Number, ...]:
    """The named numbers in a tree, each once."""
    return tuple({leaf.source: leaf for leaf in tree.leaves() if leaf.source}.values())


_ROWED_PHASES = frozenset({Phase.FORWARD, Phase.LOSS, Phase.BACKWARD})


def _rows(
    program: Program, instruction: Instruction, values: Mapping[str, Array]
) -> frozenset[str]:
    """The names that an instruction reads whose first axis counts the examples of the batch."""
    if instruction.phase not in _ROWED_PHASES or "x" not in values or not values["x"].ndim:
        return frozenset()
    batch = len(values["x"])
    return frozenset(
        name
        for name in instruction.reads
        if values[name].shape[:1] == (batch,)
        and name not in program.carried
        and gradient_of(name) not in program.parameters
    )


def terms_of(history: History, tick: int, place: Source) -> int:
    """The count of terms of the sum that gives the number at `place`.

    Raises UnknownNameError and ShapeError as `explain` does.
    """
    return explain(history, tick, place).terms


def _missing(program: Program, name: str) -> UnknownNameError:
    """Why a name has no value: nothing is called so, or it is made at another time."""
    if name.startswith(ASKED):
        return UnknownNameError(
            N_("{name} has a value while the network is asked about a point"), name=name
        )
    usual, closing = program.shapes[False], program.shapes[True]
    if name in usual or (name in closing and program.iterations == 1):
        return UnknownNameError("{name} has no value at this tick", name=name)
    if name in closing:
        return UnknownNameError(
            "{name} is made only in the last iteration of an epoch, {first} for example",
            name=name,
            first=program.iterations - 1,
        )
    guess = close_to(name, closing)
    template = (
        N_("nothing is called {name}; did you mean {guess}?")
        if guess
        else N_("nothing is called {name}; there are {known}")
    )
    return UnknownNameError(template, name=name, guess=guess, known=", ".join(closing))


def _number(values: Mapping[str, Array], place: Source) -> float:
    if place.name not in values:
        raise UnknownNameError("{name} has no value at this tick", name=place.name)
    array = values[place.name]
    if array.ndim and not place.index:
        raise ShapeError(
            "{name} is many numbers; say which one, like {example}",
            name=place.name,
            example=Source(place.name, (0,) * array.ndim),
        )
    fits = len(place.index) == array.ndim and all(
        0 <= i < n for i, n in zip(place.index, array.shape, strict=True)
    )
    if not fits:
        raise ShapeError(
            "{place} does not exist: {name} has the shape {shape}",
            place=place,
            name=place.name,
            shape=array.shape,
        )
    return float(array[place.index])


def _before_edit(history: History, name: str, tick: int) -> Array:
    """The array as a tick left it, before anything was laid over it."""
    program = history.program
    instruction = program.at(tick)
    if instruction is None:
        return history.start[name]
    if instruction.writes != name:
        return history.before(tick).values[name]
    earlier = history.before(tick).values
    reads = [earlier[read] for read in instruction.reads]
    shape = history.at(tick).values[name].shape
    return instruction.compute(reads, shape, history.start[program.carried[0]].dtype)


def _origin(program: Program, name: str) -> Origin:
    if name.removeprefix("val.") in ("data.x", "data.t", "data.columns"):
        return Origin.DATA
    memories = tuple(f".{parameter}" for parameter in program.parameters)
    if name in program.parameters or name.endswith(memories):
        return Origin.FIRST
    return Origin.SETTING


def _sum(tree: Expr) -> tuple[Expr, ...]:
    """The terms of the sum that the number is made of: the tree itself, or its longest sum."""
    if isinstance(tree, Sum):
        return tree.flat_terms
    inner = (_sum(part) for part in tree.parts)
    return max(inner, key=len, default=(tree,)) if tree.parts else (tree,)


def _partial(terms: tuple[Expr, ...], shown: int) -> Partial:
    kept = terms[: max(1, min(shown, len(terms)))]
    so_far = abridge(Sum(kept))
    return Partial(
        len(kept),
        len(terms),
        symbol_line(so_far),
        number_line(so_far),
        so_far.value,
        adds_up(so_far),
        tuple(leaf.source for leaf in kept[-1].leaves() if leaf.source),
    )


@dataclass(frozen=True)
class GradientCheck:
    """A gradient compared with two extra forward passes, one with a little more of the value and
    one with less."""

    place: Source
    value: Source
    """The number that was changed."""
    at: float
    step: float
    more: float
    """The loss with value + step."""
    less: float
    """The loss with value − step."""
    gradient: float

    @property
    def estimate(self) -> float:
        """(L(value + step) − L(value − step)) / (2 · step)"""
        return (self.more - self.less) / (2 * self.step)


def check_gradient(history: History, tick: int, place: Source) -> GradientCheck:
    """Compare one gradient with a central difference of the batch's own loss, computed in float64.

    Raises UnknownNameError if `place` is no gradient of a value that the forward pass reads.
    """
    program = history.program
    name = gradient_of(place.name)
    made = program.written_at(place.name, tick)
    if name is None or made is None or program.written_at("L", made) is None:
        raise UnknownNameError("{name} is not a gradient that was computed", name=place.name)
    iteration = program.locate(made).iteration
    if name not in program.shapes[program.is_closing(iteration)]:
        raise UnknownNameError("{name} is one of several paths; check their sum", name=place.name)
    value = Source(name, place.index)
    before = history.at(program.written_at("L", made) or 0).values
    at = _number(before, value)
    step = 1e-5 * max(1.0, abs(at))
    more, less = (_loss_with(history, iteration, value, at + d) for d in (step, -step))
    return GradientCheck(
        place, value, at, step, more, less, _number(history.at(made).values, place)
    )


def _loss_with(history: History, iteration: int, place: Source, number: float) -> float:
    """The loss of an iteration's batch if one number were another."""
    program = history.program
    start = program.start_of(iteration)
    values = {n: a.astype(np.float64) for n, a in history.at(start).values.items()}
    shapes = program.shapes[program.is_closing(iteration)]
    if place.name in program.carried:
        _set(values, place, number)
    for tick, instruction in enumerate(program.instructions(iteration), start + 1):
        name = instruction.writes
        reads = [values[read] for read in instruction.reads]
        values[name] = instruction.compute(reads, shapes[name], np.dtype(np.float64))
        laid = history.laid.at(tick)
        for edit in laid:
            values[edit.place.name] = values[edit.place.name].copy()
            edit.lay(values[edit.place.name])
        if place.name in (name, *(edit.place.name for edit in laid)):
            _set(values, place, number)
        if name == "L":
            break
    return float(values["L"])


def _set(values: dict[str, Array], place: Source, number: float) -> None:
    values[place.name] = values[place.name].copy()
    values[place.name][place.index] = number
