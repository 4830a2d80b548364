"""Reports: traces and cards as text to read and as plain data for other programs.

Everything here only reads a history; the same history always gives the same report.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .. import figures
from ..expr import Source, Token
from ..lesson import Lesson
from ..names import display
from ..ops import Array, Shape
from ..program import Instruction
from ..run.history import History
from ..tables import table
from ..text import N_, _, language
from .explain import Explanation, Origin, explain

__all__ = [
    "Traced",
    "card",
    "ending_data",
    "ending_text",
    "shape_text",
    "title",
    "trace",
    "trace_data",
    "trace_text",
]

FEW = 8
"""A value of at most so many numbers is written out whole."""

_ORIGINS: Mapping[Origin, str] = {
    Origin.DATA: N_("given by the data"),
    Origin.SETTING: N_("a setting of the lesson"),
    Origin.FIRST: N_("the first value, before any training"),
    Origin.EDITED: N_("set by hand at tick {tick}"),
}


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
    """The lesson's title in the current language."""
    return lesson.spec.title.in_language(language())


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
            indices = list(np.ndindex(shape)) if math.prod(shape) <= FEW else [(0,) * len(shape)]
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
    name = _place(explained.place)
    if explained.instruction is not None and explained.instruction.overwrites:
        return f"{name} ← {' = '.join(parts)} {sign} {result}"
    return f"{' = '.join([name, *parts])} {sign} {result}"


def _written(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _place(place: Source) -> str:
    index = f"[{','.join(map(str, place.index))}]" if place.index else ""
    return display(place.name) + index


def trace_data(lesson: Lesson, history: History, iterations: int = 1) -> dict[str, object]:
    """A trace as plain data, ready for JSON; numbers that are not finite are None there."""
    return {
        "lesson": lesson.name,
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
        "value": value if math.isfinite(value) else None,
        "made_from": [str(leaf.source) for leaf in explained.made_from],
    }


# -- the card of one number ------------------------------------------------------------------------


def card(explained: Explanation, lesson: Lesson | None = None) -> str:
    """All that is known about one number, as lines of text; of a first value that another lesson
    trained, its lesson knows."""
    name = _place(explained.place)
    lines = [f"{name} = {figures.full(explained.value)}"]
    instruction = explained.instruction
    origin = lesson.inherited.get(explained.place.name) if lesson else None
    if instruction is None and origin is not None and explained.origin is Origin.FIRST:
        told = _("{name} of the lesson {lesson} after {iterations} iterations")
        lines.append(
            told.format(
                name=display(origin.name), lesson=origin.lesson, iterations=origin.iterations
            )
        )
    elif instruction is None:
        lines.append(_(_ORIGINS[explained.origin]).format(tick=explained.tick))
    else:
        where = _("tick {tick}, {phase}, {layer}").format(
            tick=explained.tick, phase=_(instruction.phase.label), layer=instruction.layer
        )
        lines += [where, "", explained.formula, line(explained)]
    if explained.before is not None:
        lines.append(_("before: {number}").format(number=figures.full(explained.before)))
    if explained.made_from:
        lines += ["", _("made from")]
        lines += [
            f"    {_place(leaf.source)} = {figures.full(leaf.number)}"
            for leaf in explained.made_from
            if leaf.source is not None
        ]
    if explained.used_by:
        uses = (f"{display(use.instruction.writes)} ({use.tick})" for use in explained.used_by)
        lines += ["", _("used by") + " " + ", ".join(uses)]
    return "\n".join(lines)


# -- how a run went --------------------------------------------------------------------------------


def ending_data(lesson: Lesson, history: History) -> dict[str, float]:
    """The loss and the metrics of the last iteration that was computed."""
    if history.furthest == 0:
        return {}
    return {name: float(curve[-1]) for name, curve in history.curves.items() if len(curve)}


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
                place=_place(history.trouble.place),
                number=figures.result(history.trouble.value),
                tick=history.trouble.tick,
            )
        )
    return "\n".join(lines)


def _answers(lesson: Lesson, history: History, most: int = 8) -> Iterator[str]:
    """What goes in, what comes out and what should, for the first rows of the last batch; of a
    function, where the first walkers are."""
    values = history.at(history.program.end_of(history.furthest - 1)).values
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
