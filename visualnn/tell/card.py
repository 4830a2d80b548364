"""What is said about one number, once for everybody who says it: lines of words with doors.

Everything has its place in one order, so that the eye learns it: the name, what the operation
does, formula, symbols, numbers, result; then what it is made from, what it is used by, and where
that was. Pure functions of an explanation and its context. Two print it: the card of the window,
and :func:`visualnn.tell.report.card` as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, Flag, auto

from .. import figures
from ..expr import Number, Source, Token
from ..initializers import Given, rule_of
from ..lesson import Lesson
from ..names import display, gradient_of, label
from ..ops import Array
from ..run.history import History, NonFinite
from ..text import N_, _, parted
from .explain import Explanation, GradientCheck, Origin, Partial
from .frame import Frame
from .meanings import meaning_of
from .places import can_change, name_of

__all__ = ["MOST_NUMBERS", "Ask", "Context", "Line", "Part", "Role", "Words", "told_card"]

MOST_NUMBERS = 12
"""Numbers that the list shows before it is opened."""
MOST_DOTS = 3
"""Terms still to come that are shown as dots of their own."""
AGREE = 1e-5
"""Relative difference up to which a gradient and its check are called the same."""


class Role(Flag):
    """What words are in a line. At most one of those that a colour shows is used at a time."""

    PLAIN = 0
    SOFT = auto()
    """Text beside the text."""
    FAINT = auto()
    """What waits, or is rarely read."""
    STRONG = auto()
    NUMBER = auto()
    POSITIVE = auto()
    NEGATIVE = auto()
    GOOD = auto()
    WRONG = auto()
    WARNING = auto()
    ACTION = auto()
    """A door that does something."""
    CURRENT = auto()
    """What the current instruction wrote."""


class Part(Enum):
    """What a line of the card says."""

    NAME = auto()
    OPERATION = auto()
    ABOUT = auto()
    FORMULA = auto()
    SYMBOLS = auto()
    NUMBERS = auto()
    SUBTOTAL = auto()
    RESULT = auto()
    TROUBLE = auto()
    EDITED = auto()
    CHANGE = auto()
    HEADING = auto()
    MADE_FROM = auto()
    MORE = auto()
    ORIGIN = auto()
    RULE = auto()
    """How a first value is drawn."""
    FANS = auto()
    RULE_SOURCE = auto()
    USED_BY = auto()
    CHECK = auto()
    CHECK_STEP = auto()
    CHECK_ROW = auto()
    VERDICT = auto()
    WHEN = auto()
    GO = auto()
    SOURCE = auto()


class Ask(Enum):
    """The doors of the card that are no numbers."""

    DIGITS = "digits"
    EDIT = "edit"
    CHECK = "check"
    ORIGIN = "origin"
    TROUBLE = "trouble"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a line."""

    text: str
    role: Role = Role.PLAIN
    door: object = None
    """Where it leads: a number, a use, or something to ask for."""
    number: float | None = None
    """The number that the text writes, for whoever writes it in full."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the card, or with `value` one row of a list of named numbers."""

    part: Part
    words: tuple[Words, ...]
    mark: str = ""
    """What stands before it: = or ≈."""
    value: Words | None = None

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True)
class Context:
    """What a card needs to know besides the explanation."""

    lesson: Lesson
    tick: int
    """Where the learner stands."""
    values: Mapping[str, Array]
    """What is known there."""
    trouble: NonFinite | None
    """The first number that is not finite, as far as was computed."""

    @classmethod
    def of(cls, frame: Frame) -> Context:
        """The context of what is painted."""
        return cls(frame.lesson, frame.tick, frame.values, frame.trouble)

    @classmethod
    def at(cls, lesson: Lesson, history: History, tick: int) -> Context:
        """The context of a tick."""
        return cls(lesson, tick, history.at(tick).values, history.trouble)


def filled(template: str, **parts: Words) -> tuple[Words, ...]:
    """The sentence with words in its gaps ``{name}``; what the words say is never read as a
    template. Raises KeyError for a gap that nothing is given for."""
    return tuple(parts[text] if is_gap else Words(text) for is_gap, text in parted(template))


def told_card(
    context: Context,
    told: Explanation,
    *,
    digits: bool = False,
    everything: bool = False,
    check: GradientCheck | None = None,
) -> tuple[Line, ...]:
    """What is said about a number, line by line. `digits` writes the result in full, `everything`
    lists all numbers it is made from."""
    partial = told.partial if told.partial and told.partial.shown < told.partial.terms else None
    return (
        *_head(told),
        *_lines(told, partial),
        *_result(context, told, digits=digits, waiting=partial is not None),
        *_trouble(context, told),
        *_change(told, waiting=partial is not None),
        *_made_from(told, everything),
        *_origin(context, told),
        *_used_by(told),
        *_checked(told, check),
        *_foot(context, told),
    )


# -- the head: what number, made by which operation


def _head(told: Explanation) -> Iterable[Line]:
    yield Line(Part.NAME, (Words(name_of(told.place), Role.STRONG),))
    instruction = told.instruction
    if instruction is None:
        return
    title = _(instruction.op.title)
    if instruction.rule != "forward":
        title = _("{operation}, its gradient").format(operation=title)
    yield Line(Part.OPERATION, (Words(title, Role.STRONG),))
    about: tuple[Words, ...] = (Words(_(instruction.op.about), Role.SOFT),)
    if instruction.rule != "forward":
        about = _of_a_gradient(told.place)
    yield Line(Part.ABOUT, about)


def _of_a_gradient(place: Source) -> tuple[Words, ...]:
    """What a gradient is; what the operation does forwards would be said of another number."""
    name = gradient_of(place.name)
    if name is None:
        return (Words(""),)
    part = name.rpartition(".")[2].rstrip("0123456789")
    if part in {"use", "sum"}:
        whole = Source(name.rpartition(".")[0], place.index)
        words = _("The part of the slope at {name} that comes by one way through the network.")
    else:
        whole = Source(name, place.index)
        words = _("How fast the loss grows as {name} grows.")
    return tuple(
        Words(run.text, run.role | Role.SOFT, run.door)
        for run in filled(words, name=Words(name_of(whole), Role.SOFT))
    )


# -- formula, symbols, numbers


def _lines(told: Explanation, partial: Partial | None) -> Iterable[Line]:
    if told.formula:
        yield Line(Part.FORMULA, (Words(told.formula, Role.SOFT),))
    symbols, numbers, rest = told.symbols, told.numbers, 0
    added: frozenset[Source] = frozenset()
    if partial is not None:
        symbols, numbers, rest = partial.symbols, partial.numbers, partial.terms - partial.shown
        added = frozenset(partial.added)
    for part, tokens in ((Part.SYMBOLS, symbols), (Part.NUMBERS, numbers)):
        if tokens:
            runs = (*_tokens(tokens, added), *_dots(rest))
            yield Line(part, runs, "=")
    if told.partial is not None and told.partial.terms > 1:
        yield _subtotal(told.partial)


def _tokens(tokens: Sequence[Token], added: frozenset[Source]) -> Iterable[Words]:
    for token in tokens:
        if token.source is None:
            yield Words(token.text, Role.SOFT)
        else:
            style = Role.STRONG if token.source in added else Role.PLAIN
            yield Words(token.text, style, token.source)


def _dots(rest: int) -> Iterable[Words]:
    """Terms that are still to come."""
    for _place in range(min(rest, MOST_DOTS)):
        yield Words(" + …", Role.FAINT)


def _subtotal(partial: Partial) -> Line:
    runs = filled(
        _("after {shown} of {terms} terms: {value}"),
        shown=Words(str(partial.shown)),
        terms=Words(str(partial.terms)),
        value=Words(figures.result(partial.subtotal), _signed(partial.subtotal) | Role.STRONG),
    )
    return Line(Part.SUBTOTAL, runs, "=" if partial.exact else "≈")


# -- the result


def _result(context: Context, told: Explanation, *, digits: bool, waiting: bool) -> Iterable[Line]:
    if waiting:
        yield Line(Part.RESULT, (Words("–", Role.FAINT),), "=")
        return
    number = context.values[told.place.name][told.place.index]
    short = figures.result(number)
    text = figures.full(number) if digits else short
    style = _signed(told.value) | Role.STRONG | Role.NUMBER
    if told.tick == context.tick > 0 and told.instruction is not None:
        style |= Role.CURRENT
    runs = [Words(text, style, Ask.DIGITS, float(number))]
    if can_change(told.place):
        runs += [Words("\N{EM SPACE}"), Words("✎", Role.SOFT, Ask.EDIT)]
    # To so many more digits the printed numbers no longer give the result.
    exact = told.instruction is None or (told.exact and text == short)
    yield Line(Part.RESULT, tuple(runs), "=" if exact else "≈")


def _signed(value: float) -> Role:
    if value > 0:
        return Role.POSITIVE
    return Role.NEGATIVE if value < 0 else Role.PLAIN


def _trouble(context: Context, told: Explanation) -> Iterable[Line]:
    """In words, if the number is none."""
    if math.isfinite(told.value):
        return
    words = (
        _("Not a number: this has no result, like 0 / 0 or ∞ − ∞.")
        if math.isnan(told.value)
        else _("Infinite: the result is larger than this type of number can hold.")
    )
    yield Line(Part.TROUBLE, (Words(words, Role.WARNING),))
    trouble = context.trouble
    if trouble is None or (trouble.place == told.place and trouble.tick == told.tick):
        return
    made = context.lesson.program.at(trouble.tick)
    name = Words(f"{name_of(trouble.place)} = {figures.result(trouble.value)}", Role.STRONG)
    sentence = (
        filled(_("The first number that is not finite: {name}."), name=_door(name, Ask.TROUBLE))
        if made is None
        else filled(
            _("The first number that is not finite: {name}, made by {operation}."),
            name=_door(name, Ask.TROUBLE),
            operation=Words(_(made.op.title)),
        )
    )
    yield Line(Part.TROUBLE, sentence)


def _door(run: Words, target: object) -> Words:
    return Words(run.text, run.role, target)


def _change(told: Explanation, *, waiting: bool) -> Iterable[Line]:
    """Old → new, where the number replaced another one."""
    if told.before is None or waiting:
        return
    if math.isnan(told.before) and math.isnan(told.value) and told.origin is not Origin.EDITED:
        return
    change = told.value - told.before
    runs = (
        Words(figures.result(told.before), _signed(told.before) | Role.NUMBER, number=told.before),
        Words(" → ", Role.SOFT),
        Words(figures.result(told.value), _signed(told.value) | Role.NUMBER),
        Words(", ", Role.SOFT),
        *filled(
            _("changed by {difference}"),
            difference=Words(_plus(change), _signed(change) | Role.NUMBER),
        ),
    )
    if told.origin is Origin.EDITED:
        words = (Words("✎ ", Role.STRONG), Words(_("You changed this number.")))
        yield Line(Part.EDITED, words)
    yield Line(Part.CHANGE, runs)


def _plus(value: float) -> str:
    text = figures.result(value)
    return f"+{text}" if value > 0 else text


# -- where it is from and where it goes


def _heading(text: str) -> Line:
    return Line(Part.HEADING, (Words(text, Role.SOFT),))


def _made_from(told: Explanation, everything: bool) -> Iterable[Line]:
    numbers = told.made_from
    if not numbers:
        return
    shown = numbers if everything else numbers[:MOST_NUMBERS]
    yield _heading(_("made from"))
    yield from map(_row, shown)
    rest = len(numbers) - len(shown)
    if rest:
        more = _("and {count} more").format(count=rest)
        yield Line(Part.MORE, (Words(more, Role.SOFT | Role.ACTION, Ask.MORE),))


def _row(number: Number) -> Line:
    value = figures.line(number.number)
    name = number.label if number.source is None else name_of(number.source)
    style = _signed(number.number) | Role.NUMBER
    return Line(
        Part.MADE_FROM,
        (Words(name, Role.PLAIN, number.source),),
        value=Words(value, style, number.source, number.number),
    )


def _used_by(told: Explanation) -> Iterable[Line]:
    if not told.used_by:
        return
    yield _heading(_("used by"))
    runs: list[Words] = []
    for use in told.used_by:
        if runs:
            runs.append(Words(", ", Role.SOFT))
        runs.append(Words(display(use.instruction.writes), Role.PLAIN, use))
    yield Line(Part.USED_BY, tuple(runs))


def _origin(context: Context, told: Explanation) -> Iterable[Line]:
    """A sentence for a number that no instruction made."""
    match told.origin:
        case Origin.COMPUTED:
            return
        case Origin.DATA:
            yield _told(_of_the_data(context, told.place))
        case Origin.SETTING:
            if told.place.name in {p.name for p in context.lesson.network.parameters}:
                yield from _first(context, told.place)  # a frozen one
                return
            words = meaning_of(told.place.name) or N_("A setting of the lesson.")
            yield _told((Words(_(words)),))
        case Origin.FIRST:
            yield from _first(context, told.place)
        case Origin.EDITED:
            yield _told((Words(_("What follows is computed from the new number.")),))


def _told(runs: tuple[Words, ...]) -> Line:
    return Line(Part.ORIGIN, runs)


def _of_the_data(context: Context, place: Source) -> tuple[Words, ...]:
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
        title=Words(_(context.lesson.data.title)),
        row=Words(str(row), Role.STRONG),
        column=Words(",".join(map(str, column)) or "0", Role.STRONG),
    )


def _first(context: Context, place: Source) -> Iterable[Line]:
    """How a parameter or an optimizer's memory begins."""
    meaning = meaning_of(place.name)
    found = [p for p in context.lesson.network.parameters if p.name == place.name]
    if not found and meaning is not None:
        yield _told((Words(_(meaning)),))
        return
    if not found:
        first = float(context.lesson.start[place.name][place.index])
        if first:
            told = filled(
                _("The optimizer's memory. It starts at {first}."), first=Words(figures.line(first))
            )
            yield _told(told)
            return
        yield _told((Words(_("The optimizer's memory. It starts at 0.")),))
        return
    origin = context.lesson.inherited.get(place.name)
    if origin is not None:
        words = _("The first value: {name} of the lesson {lesson} after {iterations} iterations.")
        yield _told(
            filled(
                words,
                name=Words(display(origin.name), Role.STRONG),
                lesson=Words(origin.lesson),
                iterations=Words(str(origin.iterations)),
            )
        )
        return
    drawn = rule_of(found[0].first)
    if isinstance(drawn, Given):
        yield _told((Words(_("The first value, as the lesson gives it.")),))
        return
    if not drawn.random:
        first = float(context.lesson.start[place.name][place.index])
        told = (
            filled(
                _("The first value: {first}, as for every number of this parameter."),
                first=Words(figures.line(first)),
            )
            if first
            else (Words(_("The first value: zero, as for every number of this parameter.")),)
        )
        yield _told(told)
        return
    seed = float(context.values["seed"])
    yield _told(
        filled(
            _("The first value, drawn at random from the seed {seed}: {rule}."),
            seed=Words(figures.line(seed), Role.NUMBER, Source("seed")),
            rule=Words(_(drawn.title), Role.STRONG),
        )
    )
    yield Line(Part.RULE, (Words(drawn.formula, Role.SOFT),))
    fans = f"fan_in = {found[0].fan_in},  fan_out = {found[0].fan_out}"
    yield Line(Part.FANS, (Words(fans, Role.SOFT),))
    if drawn.reference:
        yield Line(Part.RULE_SOURCE, (Words(drawn.reference, Role.FAINT),))


# -- the check of a gradient


def _checked(told: Explanation, check: GradientCheck | None) -> Iterable[Line]:
    if gradient_of(told.place.name) is None or told.instruction is None:
        return
    if check is None:
        door = Words(_("Check this gradient"), Role.ACTION, Ask.CHECK)
        yield Line(Part.CHECK, (door,))
        return
    layer = told.instruction.layer
    name = str(Source(label(check.value.name, layer), check.value.index))
    gradient = str(Source(label(check.place.name, layer), check.place.index))
    yield _heading(_("two more forward passes"))
    yield Line(
        Part.CHECK_STEP,
        filled(
            _("h = {step}: the loss with a little more and a little less of {name}"),
            step=Words(figures.line(check.step), Role.NUMBER),
            name=Words(name, Role.PLAIN, check.value),
        ),
    )
    rows = (
        (f"L({name} + h)", figures.full(check.more)),
        (f"L({name} − h)", figures.full(check.less)),
        ("(L₊ − L₋) / 2h", figures.line(check.estimate)),
        (gradient, figures.line(check.gradient)),
        (_("relative difference"), figures.compact(_difference(check), digits=2)),
    )
    for text, value in rows:
        yield Line(Part.CHECK_ROW, (Words(text, Role.SOFT),), value=Words(value, Role.NUMBER))
    yield _verdict(check)


def _difference(check: GradientCheck) -> float:
    largest = max(abs(check.gradient), abs(check.estimate))
    return abs(check.gradient - check.estimate) / largest if largest else 0.0


def _verdict(check: GradientCheck) -> Line:
    apart = abs(check.gradient - check.estimate)
    # Below this, the subtraction of two losses has no digits left to compare.
    noise = 1e-15 * max(abs(check.more), 1.0) / check.step
    if apart <= AGREE * max(abs(check.gradient), abs(check.estimate)) + noise:
        runs = (Words("✓ ", Role.GOOD), Words(_("They agree."), Role.GOOD))
    else:
        runs = (
            Words("✗ ", Role.WRONG),
            Words(
                _(
                    "They differ. At a kink, as max(0, z) has at 0, the slopes to both sides are "
                    "not the same."
                ),
                Role.WRONG,
            ),
        )
    return Line(Part.VERDICT, runs)


# -- the foot: when it was made


def _foot(context: Context, told: Explanation) -> Iterable[Line]:
    program = context.lesson.program
    place = program.locate(told.tick)
    runs: tuple[Words, ...] = (Words(_("from the start"), Role.FAINT),)
    instruction = program.at(told.tick)
    if instruction is not None:
        words = _("iteration {iteration} · {phase} · instruction {number} of {count}").format(
            iteration=place.iteration,
            phase=_(instruction.phase.label),
            number=place.done,
            count=len(program.instructions(place.iteration)),
        )
        runs = (Words(words, Role.FAINT),)
    yield Line(Part.WHEN, runs)
    if told.tick != context.tick and told.origin not in {Origin.DATA, Origin.SETTING}:
        door = Words(_("Go to where it was made"), Role.SOFT | Role.ACTION, Ask.ORIGIN)
        yield Line(Part.GO, (door,))
    if told.instruction is not None and told.instruction.op.reference:
        yield Line(Part.SOURCE, (Words(told.instruction.op.reference, Role.FAINT),))


# -- sentences with doors in them
