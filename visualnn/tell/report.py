"""Reports: traces and cards as text to read and as plain data for other programs.

Everything here only reads a history; the same history always gives the same report.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from .. import figures
from ..dataclass import dataclass
from ..expr import Source, Token
from ..lesson import Lesson
from ..names import display
from ..ops import Array, Shape
from ..program import Instruction
from ..run.curves import closed_curves
from ..run.history import History
from ..tables import table
from ..text import _, language
from .card import CardLine, CardPart, Context, card_lines
from .explain import Explanation, Origin, explain
from .places import name_of
from .uses import Use

__all__ = [
    "Traced",
    "card",
    "card_data",
    "ending_data",
    "ending_text",
    "shape_text",
    "title",
    "trace",
    "trace_data",
    "trace_text",
]

WHOLE_VALUE_NUMBER_COUNT = 8
"""Values of at most this many numbers are written out whole."""


@dataclass(frozen=True)
class Traced:
    """An instruction that was done, and how the numbers it wrote were made."""

    tick: int
    iteration: int
    instruction: Instruction
    shape: Shape
    elements: tuple[Explanation, ...]
    """Every number of a small value, otherwise the first."""

    @property
    def numbers(self) -> int:
        return math.prod(self.shape)


def title(lesson: Lesson) -> str:
    """The lesson's title in the current language; a variant's own behind it."""
    told = [lesson.spec.title.in_language(language())]
    told += [
        each.title.in_language(language()) for each in lesson.variants if each.id == lesson.variant
    ]
    return " · ".join(told)


def shape_text(shape: Shape) -> str:
    """A shape as it is said: ``4×8``, or that it is one number."""
    return "×".join(map(str, shape)) if shape else _("one number")


# -- traces ----------------------------------------------------------------------------------------


def trace(history: History, iterations: int = 1, first: int = 0) -> Iterator[Traced]:
    """Every instruction of some iterations, in order."""
    program = history.program
    for iteration in range(first, first + iterations):
        start = program.start_of(iteration)
        for tick, instruction in enumerate(program.instructions(iteration), start + 1):
            shape = history.at(tick).values[instruction.writes].shape
            indices = (
                list(np.ndindex(shape))
                if math.prod(shape) <= WHOLE_VALUE_NUMBER_COUNT
                else [(0,) * len(shape)]
            )
            elements = tuple(
                explain(history, tick, Source(instruction.writes, index)) for index in indices
            )
            yield Traced(tick, iteration, instruction, shape, elements)


def trace_text(lesson: Lesson, history: History, iterations: int = 1) -> Iterator[str]:
    """The lines of a trace: a heading per iteration and phase, then instruction by instruction."""
    yield f"{title(lesson)} · {lesson.name} · {lesson.spec.dtype}"
    iteration, phase = -1, ""
    for traced in trace(history, iterations):
        if traced.iteration != iteration:
            iteration, phase = traced.iteration, ""
            words = _("iteration {n} of {all}").format(n=iteration, all=lesson.iterations)
            yield f"\n=== {words} ==="
        if traced.instruction.phase != phase:
            phase = traced.instruction.phase
            words = _(traced.instruction.phase.label)
            yield f"\n--- {words} ---"
        yield ""
        shape = shape_text(traced.shape)
        instruction = traced.instruction
        yield f"{traced.tick}  {display(instruction.writes)}  ({shape})  {instruction.formula}"
        yield from (f"    {line(element)}" for element in traced.elements)
        left = traced.numbers - len(traced.elements)
        if left:
            yield "    " + _("… and {n} more").format(n=left)


def line(explained: Explanation) -> str:
    """One number as one line: its name, the symbols, the numbers put in, the result."""
    result = figures.result(explained.value)
    parts = [_written(explained.symbols), _written(explained.numbers)]
    parts = [part for part in parts if part]
    if parts and parts[-1] == result:
        parts.pop()
    sign = "=" if explained.exact else "≈"
    name = name_of(explained.place)
    if explained.instruction is not None and explained.instruction.overwrites:
        return f"{name} ← {' = '.join(parts)} {sign} {result}"
    return f"{' = '.join([name, *parts])} {sign} {result}"


def _written(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def trace_data(lesson: Lesson, history: History, iterations: int = 1) -> dict[str, object]:
    """A trace as plain data, ready for JSON; numbers that are not finite are None there."""
    return {
        "lesson": lesson.name,
        **({} if lesson.variant is None else {"variant": lesson.variant}),
        "dtype": lesson.spec.dtype,
        "instructions": [_traced_data(traced) for traced in trace(history, iterations)],
    }


def _traced_data(traced: Traced) -> dict[str, object]:
    instruction = traced.instruction
    return {
        "tick": traced.tick,
        "iteration": traced.iteration,
        "phase": str(instruction.phase),
        "layer": instruction.layer,
        "name": instruction.writes,
        "reads": list(instruction.reads),
        "shape": list(traced.shape),
        "formula": instruction.formula,
        "elements": [_element_data(element) for element in traced.elements],
    }


def _element_data(explained: Explanation) -> dict[str, object]:
    value = explained.value
    return {
        "index": list(explained.place.index),
        "symbols": _written(explained.symbols),
        "numbers": _written(explained.numbers),
        "result": figures.result(value),
        "exact": bool(explained.exact),
        "value": _finite(value),
        "made_from": [str(leaf.source) for leaf in explained.made_from],
    }


# -- the card of one number ------------------------------------------------------------------------


def card(context: Context, explained: Explanation) -> str:
    """All that is known about one number, as lines of text."""
    whole = replace(explained, partial=None)
    told = card_lines(context, whole, digits=True, everything=True)
    found = {part: [line for line in told if line.part is part] for part in CardPart}
    (name,), (result,) = found[CardPart.NAME], found[CardPart.RESULT]
    lines = [f"{name.text} = {result.words[0].text}"]
    instruction = explained.instruction
    if explained.origin is Origin.ASKED:
        lines += _texts(found[CardPart.WHEN])
    if instruction is not None:
        where = _("tick {tick}, {phase}, {layer}").format(
            tick=explained.tick, phase=_(instruction.phase.label), layer=instruction.layer
        )
        if explained.origin is Origin.ASKED:
            where = _("tick {tick}, {layer}").format(tick=explained.tick, layer=instruction.layer)
        lines += [where, "", *_texts(found[CardPart.FORMULA]), line(explained)]
        mark = _("why:")
        lines += [f"{mark} {text}" for text in _texts(found[CardPart.WHY])]
        lines += _texts(found[CardPart.SHORT_FORM])
    elif explained.origin is Origin.EDITED:
        lines.append(_("set by hand at tick {tick}").format(tick=explained.tick))
    for part in (
        CardPart.ORIGIN,
        CardPart.RULE,
        CardPart.FANS,
        CardPart.RULE_SOURCE,
        CardPart.TROUBLE,
    ):
        lines += _texts(found[part])
    for change in found[CardPart.CHANGE]:
        before = change.words[0].number
        if before is not None:
            lines.append(_("before: {number}").format(number=figures.full(before)))
    if found[CardPart.MADE_FROM]:
        lines += ["", _("made from")]
        lines += [
            f"    {row.text} = {figures.full(row.value.number)}"
            for row in found[CardPart.MADE_FROM]
            if row.value is not None and row.value.number is not None
        ]
    for used in found[CardPart.USED_BY]:
        uses = ((word.text, word.door) for word in used.words)
        names = [f"{name} ({use.tick})" for name, use in uses if isinstance(use, Use)]
        lines += ["", _("used by") + " " + ", ".join(names)]
    return "\n".join(lines)


def card_data(explained: Explanation) -> dict[str, object]:
    """The card as plain data for JSON; a number that is not finite is None."""
    instruction = explained.instruction
    return {
        "name": explained.place.name,
        **_element_data(explained),
        "tick": explained.tick,
        "phase": None if instruction is None else str(instruction.phase),
        "layer": None if instruction is None else instruction.layer,
        "formula": explained.formula,
        "why": None if explained.why is None else explained.why.text,
        "before": _finite(explained.before),
        "made_from": [
            {"name": str(leaf.source or leaf.label), "value": _finite(leaf.value)}
            for leaf in explained.made_from
        ],
        "used_by": [
            {"name": use.instruction.writes, "tick": use.tick} for use in explained.used_by
        ],
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _texts(lines: Sequence[CardLine]) -> list[str]:
    return [line.text for line in lines]


# -- how a run went --------------------------------------------------------------------------------


def ending_data(lesson: Lesson, history: History) -> dict[str, float]:
    """The loss and the metrics after the last update: those of the pass that closes the run, and
    of the last evaluation."""
    if history.furthest == 0:
        return {}
    return {name: float(curve[-1]) for name, curve in closed_curves(history).items() if len(curve)}


def ending_text(lesson: Lesson, history: History) -> str:
    """How far the run came, its last loss and metrics, and what the network says to some
    examples."""
    lines = [
        _("{name}: {n} of {all} iterations").format(
            name=title(lesson), n=history.furthest, all=lesson.iterations
        )
    ]
    if history.stopped is not None and history.furthest >= history.stopped:
        epochs = history.stopped // lesson.program.iterations
        lines.append(_("ended by itself after {n} epochs: nothing got better").format(n=epochs))
    found = ending_data(lesson, history)
    lines += [f"    {name} = {figures.line(value)}" for name, value in found.items()]
    if history.furthest:
        lines += ["", *_answers(lesson, history)]
    if history.trouble is not None:
        lines.append(
            _("first number that is not finite: {place} = {number}, made at tick {tick}").format(
                place=name_of(history.trouble.place),
                number=figures.result(history.trouble.value),
                tick=history.trouble.tick,
            )
        )
    return "\n".join(lines)


def _answers(lesson: Lesson, history: History, most: int = 8) -> Iterator[str]:
    """What goes in, what comes out and what should, for the first rows of the batch that closes the
    run; of a function, where the first walkers are."""
    values = history.at(lesson.closing_tick(history.furthest)).values
    if lesson.network.writes_loss:
        walkers = np.atleast_2d(values["w"])[:most]
        yield from table([(display("w"),), *((_row(w),) for w in walkers)])
        return
    x, y, t = values["x"], values[lesson.network.output], values["t"]
    if x[0].size > most or y[0].size > most:
        return
    heads = (display("x"), display(lesson.network.output), display("t"))
    examples = zip(x[:most], y[:most], t[:most], strict=True)
    yield from table([heads, *(tuple(map(_row, example)) for example in examples)])


def _row(numbers: Array) -> str:
    return " ".join(map(figures.table, numbers.flat))
