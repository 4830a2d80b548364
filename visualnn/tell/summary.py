"""The summary of a network: a table of its layers, and the card of one of them with all arithmetic.

Both are made from a lesson's outline, so they take no longer for a large network than for a small.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .. import figures
from ..errors import UnknownNameError
from ..expr import Expr, Number
from ..lesson import Outline
from ..lesson.file import FunctionLessonSpec, LessonBase, LessonSpec, LossSpec
from ..ops.sliding import AXES
from ..tables import table
from ..text import _, language
from .measure import TOTAL, DerivedCount, Measures, Sight, batched_text, formula_text, measures_of

__all__ = ["arithmetic", "bytes_text", "card", "is_layer", "sight_text", "summary"]


def summary(lesson: Outline) -> str:
    """The layers with their shapes, parameters, multiply-adds, memory and sight, and the sums."""
    network, spec = lesson.network, lesson.spec
    if isinstance(spec, FunctionLessonSpec):
        heading = spec.title.in_language(language())
        return "\n".join([heading, "", *_closing_of_function(lesson, spec)])
    *layers, whole = measures_of(network)
    width = np.dtype(spec.dtype).itemsize
    heads = (
        _("layer"),
        _("kind"),
        _("output"),
        _("multiply-adds"),
        _("memory"),
        _("sees"),
        _("parameters"),
    )
    first = ("x", _("input"), batched_text(network.shapes["x"]), "", "", "", "0")
    rows = [heads, first, *(_row(layer, width) for layer in layers)]
    return "\n".join(
        [spec.title.in_language(language()), "", *table(rows), "", *_closing(lesson, whole, width)]
    )


def _row(layer: Measures, width: int) -> tuple[str, ...]:
    words = _("frozen")
    if layer.counts_statistics:
        words = _("{n} not trained").format(n=figures.count(layer.frozen.value))
    return (
        layer.name,
        layer.kind,
        batched_text(layer.shape),
        figures.count(layer.multiply_adds.value) if layer.multiply_adds.value else "",
        bytes_text(layer.kept.value * width),
        sight_text(layer.sees),
        _with_result(layer.parameters) + (f" ({words})" if layer.frozen.value else ""),
    )


def _closing(lesson: Outline, whole: Measures, width: int) -> Iterator[str]:
    spec = lesson.spec
    count, frozen = whole.parameters.value, whole.frozen.value
    yield _("{n} parameters, {size} bytes in {dtype}").format(
        n=figures.count(count), size=figures.count(count * width), dtype=spec.dtype
    )
    if frozen:
        words = (
            _("{trained} of them are trained, {frozen} are not")
            if whole.counts_statistics
            else _("{trained} of them are trained, {frozen} are frozen")
        )
        yield words.format(trained=figures.count(count - frozen), frozen=figures.count(frozen))
    if whole.statistics and not whole.counts_statistics:
        words = _("not counted, because nothing trains them: {names}")
        yield words.format(names=_listed(whole.statistics))
    words = _("one example: {n} multiply-adds, {size} bytes kept for the way back")
    yield words.format(
        n=figures.count(whole.multiply_adds.value), size=figures.count(whole.kept.value * width)
    )
    assert isinstance(spec, LessonSpec)  # noqa: S101  there are two kinds of lessons
    words = _("loss {loss}; optimizer {optimizer}, η = {lr}; {rows} examples, batch {batch}")
    yield words.format(
        loss=" + ".join([spec.loss.kind, *map(_further, spec.losses)]),
        optimizer=spec.optimizer.kind,
        lr=figures.result(spec.optimizer.lr),
        rows=figures.count(lesson.plan.rows),
        batch=lesson.plan.batch,
    )
    yield from _schedule(spec)


def _listed(names: tuple[str, ...]) -> str:
    """Names, of many the first and how many more there are."""
    if len(names) <= 4:
        return ", ".join(names)
    return f"{', '.join(names[:2])}, … ({len(names)})"


def _closing_of_function(lesson: Outline, spec: FunctionLessonSpec) -> Iterator[str]:
    """A function has no layers to be counted: how many walkers, and what moves them."""
    (w,) = lesson.network.parameters
    walkers = w.shape[0] if len(w.shape) > 1 else 1
    words = _("function {function} of {w}, {n} walkers; optimizer {optimizer}, η = {lr}")
    yield words.format(
        function=spec.function.kind,
        w=w.name,
        n=walkers,
        optimizer=spec.optimizer.kind,
        lr=figures.result(spec.optimizer.lr),
    )
    yield from _schedule(spec)


def _schedule(spec: LessonBase) -> Iterator[str]:
    if spec.schedule is not None:
        yield _("schedule of η: {kind}").format(kind=spec.schedule.kind)


def _further(loss: LossSpec) -> str:
    """The loss of another output: ``0.3·kind(output)``"""
    weight = "" if loss.weight in (None, 1) else f"{figures.result(loss.weight)}·"
    return f"{weight}{loss.kind}({loss.output})"


# -- the card of one layer -------------------------------------------------------------------------


def is_layer(lesson: Outline, name: str) -> bool:
    """Whether a name is that of a layer, or of the network as a whole."""
    if lesson.network.writes_loss:
        return False
    return name == TOTAL or any(layer.name == name for layer in lesson.network.layers)


def card(lesson: Outline, name: str) -> str:
    """All that is counted in a layer, or in the whole network, each count with its arithmetic.

    Raises UnknownNameError for another name.
    """
    if not is_layer(lesson, name):
        raise UnknownNameError(
            "there is no layer {name}; there are {known}",
            name=name,
            known=", ".join([*(layer.name for layer in lesson.network.layers), TOTAL]),
        )
    # a layer may be called like the whole; then it is the layer
    measures = next(each for each in measures_of(lesson.network) if each.name == name)
    width = np.dtype(lesson.spec.dtype).itemsize
    return "\n".join(_lines(measures, width))


def arithmetic(measures: Measures, column: str, width: int, output: str = "") -> tuple[str, ...]:
    """How the number in a column of the table of shapes comes about, in lines; `width` is the bytes
    of a number, `output` the shape as the table writes it. Nothing for a column without
    arithmetic."""
    kept = measures.kept.value
    match column:
        case "output":
            words = AXES[-len(measures.lengths) :] if measures.lengths else ()
            lines = (
                _equation(_(word), one) for word, one in zip(words, measures.lengths, strict=False)
            )
            return (*lines, " = ".join((_("output"), output or batched_text(measures.shape))))
        case "parameters":
            return (_equation(_("parameters"), measures.parameters),)
        case "trainable":
            every, frozen = measures.parameters.value, measures.frozen.value
            difference = f"{figures.count(every)} − {figures.count(frozen)}"
            parts = (_("trainable"), difference, figures.count(every - frozen))
            return (" = ".join(parts),)
        case "multiply_adds":
            return (_equation(_("multiply-adds"), measures.multiply_adds),)
        case "bytes":
            size = _("{n} bytes").format(n=figures.count(kept * width))
            return (
                _equation(_("numbers kept for one example"), measures.kept),
                " = ".join((_("memory"), f"{figures.count(kept)}·{width}", size)),
            )
        case "sees":
            return tuple(_sight_lines(measures))
    return ()


def _lines(measures: Measures, width: int) -> Iterator[str]:
    yield " · ".join(filter(None, (measures.name, measures.kind)))
    yield " = ".join((_("output"), batched_text(measures.shape)))
    for word, length in zip(AXES[-len(measures.lengths) :], measures.lengths, strict=False):
        yield _equation(_(word), length)
    yield _equation(_("parameters"), measures.parameters)
    if measures.frozen.value:
        yield _equation(_("frozen"), measures.frozen)
    yield _equation(_("multiply-adds"), measures.multiply_adds)
    yield _equation(_("numbers kept for one example"), measures.kept)
    kept = measures.kept.value
    size = _("{n} bytes").format(n=figures.count(kept * width))
    yield " = ".join((_("memory"), f"{figures.count(kept)}·{width}", size))
    yield from _sight_lines(measures)


def _sight_lines(measures: Measures) -> Iterator[str]:
    if measures.sees is None:
        yield " = ".join((_("sees"), _("all of its example")))
        return
    words = AXES[-len(measures.sees) :] if len(measures.sees) <= len(AXES) else ()
    for word, axis in zip(words, measures.sees, strict=False):
        name = _("sees, {axis}").format(axis=_(word)) if len(words) > 1 else _("sees")
        yield _equation(name, DerivedCount(axis.size))


def _equation(name: str, count: DerivedCount) -> str:
    """``name = symbols = numbers = result``, without what says the same twice."""
    parts = [count.symbols, formula_text(count.tree, _whole), figures.count(count.value)]
    if parts[1] == parts[2]:
        del parts[1]
    return " = ".join([name, *filter(None, parts)])


def _with_result(count: DerivedCount) -> str:
    """``2·8 + 8 = 24``"""
    numbers = formula_text(count.tree, _whole)
    whole = figures.count(count.value)
    return numbers if numbers == whole else f"{numbers} = {whole}"


def _whole(leaf: Number) -> str:
    number = leaf.number
    return figures.count(int(number)) if number == int(number) else figures.line(number)


def sight_text(sees: Sight) -> str:
    return _("all") if sees is None else "×".join(_whole_text(axis.size) for axis in sees)


def _whole_text(tree: Expr) -> str:
    return figures.line(tree.value)


def bytes_text(count: int) -> str:
    """A count of bytes as text, large counts to four digits in a larger unit."""
    for unit, size in (("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{figures.result(count / size)} {unit}"
    return f"{count} B"
