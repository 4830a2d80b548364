"""What the card says about one number: an explanation as blocks of text with doors.

Everything has its place in one order, so that the eye learns it: the name, what the operation
does, formula, symbols, numbers, result; then what it is made from, what it is used by, and where
that was. Pure functions of a frame; nothing here paints.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import Enum

from ui.kit.geometry.flow import Block, Run, Size, Style
from ui.kit.geometry.sentence import filled
from visualnn import figures
from visualnn.expr import Number, Source, Token
from visualnn.initializers import Given, rule_of
from visualnn.names import display, gradient_of, label
from visualnn.tell.explain import Explanation, GradientCheck, Origin, Partial
from visualnn.tell.frame import Frame
from visualnn.tell.meanings import meaning_of
from visualnn.tell.places import can_change, name_of
from visualnn.text import N_, _

__all__ = ["MOST_NUMBERS", "Ask", "explained", "nothing_yet"]

MOST_NUMBERS = 12
"""Numbers that the list shows before it is opened."""
MOST_DOTS = 3
"""Terms still to come that are shown as dots of their own."""
AGREE = 1e-5
"""Relative difference up to which a gradient and its check are called the same."""


class Ask(Enum):
    """The doors of the card that are no numbers."""

    DIGITS = "digits"
    EDIT = "edit"
    CHECK = "check"
    ORIGIN = "origin"
    TROUBLE = "trouble"
    MORE = "more"


def nothing_yet() -> tuple[Block, ...]:
    """What stands in the card before there is anything to explain."""
    return (
        Block((Run(_("Nothing is computed yet."), Style.STRONG),)),
        Block(
            (
                Run(
                    _(
                        "Press → or Space for the first instruction. Here you will see how its "
                        "number is made: the formula, the numbers put into it, and the result."
                    ),
                    Style.SOFT,
                ),
            )
        ),
        Block(
            (Run(_("Click any number, anywhere, to have it explained."), Style.SOFT),),
        ),
    )


def explained(
    frame: Frame,
    told: Explanation,
    *,
    digits: bool = False,
    everything: bool = False,
    check: GradientCheck | None = None,
) -> tuple[Block, ...]:
    """The card of `told`, which is the frame's explanation. `digits` writes the result in full,
    `everything` lists all numbers it is made from."""
    partial = told.partial if told.partial and told.partial.shown < told.partial.terms else None
    return (
        *_head(told),
        *_lines(told, partial),
        *_result(frame, told, digits=digits, waiting=partial is not None),
        *_trouble(frame, told),
        *_change(told, waiting=partial is not None),
        *_made_from(told, everything),
        *_origin(frame, told),
        *_used_by(told),
        *_checked(told, check),
        *_foot(frame, told),
    )


# -- the head: what number, made by which operation


def _head(told: Explanation) -> Iterable[Block]:
    yield Block((Run(name_of(told.place), Style.STRONG),), Size.TITLE)
    instruction = told.instruction
    if instruction is None:
        return
    title = _(instruction.op.title)
    if instruction.rule != "forward":
        title = _("{operation}, its gradient").format(operation=title)
    yield Block((Run(title, Style.STRONG),), space=0.5)
    about: tuple[Run, ...] = (Run(_(instruction.op.about), Style.SOFT),)
    if instruction.rule != "forward":
        about = _of_a_gradient(told.place)
    yield Block(about, space=0, lines=2)


def _of_a_gradient(place: Source) -> tuple[Run, ...]:
    """What a gradient is; what the operation does forwards would be said of another number."""
    name = gradient_of(place.name)
    if name is None:
        return (Run(""),)
    part = name.rpartition(".")[2].rstrip("0123456789")
    if part in {"use", "sum"}:
        whole = Source(name.rpartition(".")[0], place.index)
        words = _("The part of the slope at {name} that comes by one way through the network.")
    else:
        whole = Source(name, place.index)
        words = _("How fast the loss grows as {name} grows.")
    return tuple(
        Run(run.text, run.style | Style.SOFT, run.target)
        for run in filled(words, name=Run(name_of(whole), Style.SOFT))
    )


# -- formula, symbols, numbers


def _lines(told: Explanation, partial: Partial | None) -> Iterable[Block]:
    if told.formula:
        yield Block((Run(told.formula, Style.SOFT),), maths=True, hang=2.5, space=1.5)
    symbols, numbers, rest = told.symbols, told.numbers, 0
    added: frozenset[Source] = frozenset()
    if partial is not None:
        symbols, numbers, rest = partial.symbols, partial.numbers, partial.terms - partial.shown
        added = frozenset(partial.added)
    for tokens, space in ((symbols, 1.0), (numbers, 0.5)):
        if tokens:
            runs = (*_tokens(tokens, added), *_dots(rest))
            yield Block(runs, mark="=", maths=True, space=space)
    if told.partial is not None and told.partial.terms > 1:
        yield _subtotal(told.partial)


def _tokens(tokens: Sequence[Token], added: frozenset[Source]) -> Iterable[Run]:
    for token in tokens:
        if token.source is None:
            yield Run(token.text, Style.SOFT)
        else:
            style = Style.STRONG if token.source in added else Style.PLAIN
            yield Run(token.text, style, token.source)


def _dots(rest: int) -> Iterable[Run]:
    """Terms that are still to come."""
    for _place in range(min(rest, MOST_DOTS)):
        yield Run(" + …", Style.FAINT)


def _subtotal(partial: Partial) -> Block:
    runs = filled(
        _("after {shown} of {terms} terms: {value}"),
        shown=Run(str(partial.shown)),
        terms=Run(str(partial.terms)),
        value=Run(figures.result(partial.subtotal), _signed(partial.subtotal) | Style.STRONG),
    )
    return Block(runs, mark="=" if partial.exact else "≈", space=0.5)


# -- the result


def _result(frame: Frame, told: Explanation, *, digits: bool, waiting: bool) -> Iterable[Block]:
    if waiting:
        yield Block((Run("–", Style.FAINT),), Size.TITLE, mark="=", space=1)
        return
    number = frame.values[told.place.name][told.place.index]
    short = figures.result(number)
    text = figures.full(number) if digits else short
    style = _signed(told.value) | Style.STRONG | Style.NUMBER
    if frame.instruction is not None and told.tick == frame.tick and told.instruction is not None:
        style |= Style.CURRENT
    runs = [Run(text, style, Ask.DIGITS)]
    if can_change(told.place):
        runs += [Run("\N{EM SPACE}"), Run("✎", Style.SOFT, Ask.EDIT)]
    # To so many more digits the printed numbers no longer give the result.
    exact = told.instruction is None or (told.exact and text == short)
    yield Block(tuple(runs), Size.TITLE, mark="=" if exact else "≈", space=1)


def _signed(value: float) -> Style:
    if value > 0:
        return Style.POSITIVE
    return Style.NEGATIVE if value < 0 else Style.PLAIN


def _trouble(frame: Frame, told: Explanation) -> Iterable[Block]:
    """In words, if the number is none."""
    if math.isfinite(told.value):
        return
    words = (
        _("Not a number: this has no result, like 0 / 0 or ∞ − ∞.")
        if math.isnan(told.value)
        else _("Infinite: the result is larger than this type of number can hold.")
    )
    yield Block((Run(words, Style.WARNING),), space=0.5)
    trouble = frame.trouble
    if trouble is None or (trouble.place == told.place and trouble.tick == told.tick):
        return
    made = frame.lesson.program.at(trouble.tick)
    name = Run(f"{name_of(trouble.place)} = {figures.result(trouble.value)}", Style.STRONG)
    sentence = (
        filled(_("The first number that is not finite: {name}."), name=_door(name, Ask.TROUBLE))
        if made is None
        else filled(
            _("The first number that is not finite: {name}, made by {operation}."),
            name=_door(name, Ask.TROUBLE),
            operation=Run(_(made.op.title)),
        )
    )
    yield Block(sentence, space=0.5)


def _door(run: Run, target: object) -> Run:
    return Run(run.text, run.style, target)


def _change(told: Explanation, *, waiting: bool) -> Iterable[Block]:
    """Old → new, where the number replaced another one."""
    if told.before is None or waiting:
        return
    if math.isnan(told.before) and math.isnan(told.value) and told.origin is not Origin.EDITED:
        return
    change = told.value - told.before
    runs = (
        Run(figures.result(told.before), _signed(told.before) | Style.NUMBER),
        Run(" → ", Style.SOFT),
        Run(figures.result(told.value), _signed(told.value) | Style.NUMBER),
        Run(", ", Style.SOFT),
        *filled(
            _("changed by {difference}"),
            difference=Run(_plus(change), _signed(change) | Style.NUMBER),
        ),
    )
    if told.origin is Origin.EDITED:
        words = (Run("✎ ", Style.STRONG), Run(_("You changed this number.")))
        yield Block(words, space=1)
    yield Block(runs, space=0.5)


def _plus(value: float) -> str:
    text = figures.result(value)
    return f"+{text}" if value > 0 else text


# -- where it is from and where it goes


def _heading(text: str, *more: Run) -> Block:
    return Block((Run(text, Style.SOFT), *more), Size.SMALL, space=2, rule=True)


def _made_from(told: Explanation, everything: bool) -> Iterable[Block]:
    numbers = told.made_from
    if not numbers:
        return
    shown = numbers if everything else numbers[:MOST_NUMBERS]
    yield _heading(_("made from"))
    for place, number in enumerate(shown):
        yield _row(number, space=0.5 if place == 0 else 0.0)
    rest = len(numbers) - len(shown)
    if rest:
        more = _("and {count} more").format(count=rest)
        yield Block((Run(more, Style.SOFT | Style.ACTION, Ask.MORE),), space=0)


def _row(number: Number, space: float) -> Block:
    value = figures.line(number.number)
    name = number.label if number.source is None else name_of(number.source)
    return Block(
        (Run(name, Style.PLAIN, number.source),),
        value=Run(value, _signed(number.number) | Style.NUMBER, number.source),
        space=space,
    )


def _used_by(told: Explanation) -> Iterable[Block]:
    if not told.used_by:
        return
    yield _heading(_("used by"))
    runs: list[Run] = []
    for use in told.used_by:
        if runs:
            runs.append(Run(", ", Style.SOFT))
        runs.append(Run(display(use.instruction.writes), Style.PLAIN, use))
    yield Block(tuple(runs), space=0.5)


def _origin(frame: Frame, told: Explanation) -> Iterable[Block]:
    """A sentence for a number that no instruction made."""
    match told.origin:
        case Origin.COMPUTED:
            return
        case Origin.DATA:
            yield _told(_of_the_data(frame, told.place))
        case Origin.SETTING:
            if told.place.name in {p.name for p in frame.lesson.network.parameters}:
                yield from _first(frame, told.place)  # a frozen one
                return
            words = meaning_of(told.place.name) or N_("A setting of the lesson.")
            yield _told((Run(_(words)),))
        case Origin.FIRST:
            yield from _first(frame, told.place)
        case Origin.EDITED:
            yield _told((Run(_("What follows is computed from the new number.")),))


def _told(runs: tuple[Run, ...]) -> Block:
    return Block(runs, space=2, rule=True)


def _of_the_data(frame: Frame, place: Source) -> tuple[Run, ...]:
    templates = {
        ("data", "x"): _("From the data “{title}”: row {row}, input {column}, counted from 0."),
        ("data", "t"): _("From the data “{title}”: row {row}, target {column}, counted from 0."),
        ("val", "x"): _(
            "From the part of “{title}” kept for validation: row {row}, input {column}, "
            "counted from 0."
        ),
        ("val", "t"): _(
            "From the part of “{title}” kept for validation: row {row}, target {column}, "
            "counted from 0."
        ),
    }
    words = place.name.split(".")
    row, *column = place.index or (0,)
    return filled(
        templates.get((words[0], words[-1]), templates["data", "x"]),
        title=Run(_(frame.lesson.data.title)),
        row=Run(str(row), Style.STRONG),
        column=Run(",".join(map(str, column)) or "0", Style.STRONG),
    )


def _first(frame: Frame, place: Source) -> Iterable[Block]:
    """How a parameter or an optimizer's memory begins."""
    meaning = meaning_of(place.name)
    found = [p for p in frame.lesson.network.parameters if p.name == place.name]
    if not found and meaning is not None:
        yield _told((Run(_(meaning)),))
        return
    if not found:
        first = float(frame.lesson.start[place.name][place.index])
        if first:
            told = filled(
                _("The optimizer's memory. It starts at {first}."), first=Run(figures.line(first))
            )
            yield _told(told)
            return
        yield _told((Run(_("The optimizer's memory. It starts at 0.")),))
        return
    origin = frame.lesson.inherited.get(place.name)
    if origin is not None:
        words = _("The first value: {name} of the lesson {lesson} after {iterations} iterations.")
        yield _told(
            filled(
                words,
                name=Run(display(origin.name), Style.STRONG),
                lesson=Run(origin.lesson),
                iterations=Run(str(origin.iterations)),
            )
        )
        return
    drawn = rule_of(found[0].first)
    if isinstance(drawn, Given):
        yield _told((Run(_("The first value, as the lesson gives it.")),))
        return
    if not drawn.random:
        first = float(frame.lesson.start[place.name][place.index])
        told = (
            filled(
                _("The first value: {first}, as for every number of this parameter."),
                first=Run(figures.line(first)),
            )
            if first
            else (Run(_("The first value: zero, as for every number of this parameter.")),)
        )
        yield _told(told)
        return
    seed = float(frame.values["seed"])
    yield _told(
        filled(
            _("The first value, drawn at random from the seed {seed}: {rule}."),
            seed=Run(figures.line(seed), Style.NUMBER, Source("seed")),
            rule=Run(_(drawn.title), Style.STRONG),
        )
    )
    yield Block((Run(drawn.formula, Style.SOFT),), maths=True, hang=2.5, space=0.5)
    fans = f"fan_in = {found[0].fan_in},  fan_out = {found[0].fan_out}"
    yield Block((Run(fans, Style.SOFT),), maths=True, space=0)
    if drawn.reference:
        yield Block((Run(drawn.reference, Style.FAINT),), Size.SMALL, space=0.5)


# -- the check of a gradient


def _checked(told: Explanation, check: GradientCheck | None) -> Iterable[Block]:
    if gradient_of(told.place.name) is None or told.instruction is None:
        return
    if check is None:
        door = Run(_("Check this gradient"), Style.ACTION, Ask.CHECK)
        yield Block((door,), space=2)
        return
    layer = told.instruction.layer
    name = str(Source(label(check.value.name, layer), check.value.index))
    gradient = str(Source(label(check.place.name, layer), check.place.index))
    yield _heading(_("two more forward passes"))
    yield Block(
        filled(
            _("h = {step}: the loss with a little more and a little less of {name}"),
            step=Run(figures.line(check.step), Style.NUMBER),
            name=Run(name, Style.PLAIN, check.value),
        ),
        space=0.5,
    )
    rows = (
        (f"L({name} + h)", figures.full(check.more)),
        (f"L({name} − h)", figures.full(check.less)),
        ("(L₊ − L₋) / 2h", figures.line(check.estimate)),
        (gradient, figures.line(check.gradient)),
        (_("relative difference"), figures.compact(_difference(check), digits=2)),
    )
    for text, value in rows:
        yield Block((Run(text, Style.SOFT),), value=Run(value, Style.NUMBER), space=0)
    yield _verdict(check)


def _difference(check: GradientCheck) -> float:
    largest = max(abs(check.gradient), abs(check.estimate))
    return abs(check.gradient - check.estimate) / largest if largest else 0.0


def _verdict(check: GradientCheck) -> Block:
    apart = abs(check.gradient - check.estimate)
    # Below this, the subtraction of two losses has no digits left to compare.
    noise = 1e-15 * max(abs(check.more), 1.0) / check.step
    if apart <= AGREE * max(abs(check.gradient), abs(check.estimate)) + noise:
        runs = (Run("✓ ", Style.GOOD), Run(_("They agree."), Style.GOOD))
    else:
        runs = (
            Run("✗ ", Style.WRONG),
            Run(
                _(
                    "They differ. At a kink, as max(0, z) has at 0, the slopes to both sides are "
                    "not the same."
                ),
                Style.WRONG,
            ),
        )
    return Block(runs, space=0.5)


# -- the foot: when it was made


def _foot(frame: Frame, told: Explanation) -> Iterable[Block]:
    program = frame.lesson.program
    place = program.locate(told.tick)
    runs: tuple[Run, ...] = (Run(_("from the start"), Style.FAINT),)
    instruction = program.at(told.tick)
    if instruction is not None:
        words = _("iteration {iteration} · {phase} · instruction {number} of {count}").format(
            iteration=place.iteration,
            phase=_(instruction.phase.label),
            number=place.done,
            count=len(program.instructions(place.iteration)),
        )
        runs = (Run(words, Style.FAINT),)
    yield Block(runs, Size.SMALL, space=2, rule=True)
    if told.tick != frame.tick and told.origin not in {Origin.DATA, Origin.SETTING}:
        door = Run(_("Go to where it was made"), Style.SOFT | Style.ACTION, Ask.ORIGIN)
        yield Block((door,), Size.SMALL, space=0)
    if told.instruction is not None and told.instruction.op.reference:
        yield Block((Run(told.instruction.op.reference, Style.FAINT),), Size.SMALL, space=0)


# -- sentences with doors in them
