"""What is said about one number, once for everybody who says it: lines of words with doors.

Everything has its place in one order, so that the eye learns it: the name, what the operation
does, formula, symbols, numbers, result; then what it is made from, what it is used by, and where
that was. Pure functions of an explanation and its context. Two print it: the card of the window,
and :func:`visualnn.tell.report.card` as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, Flag, auto
from typing import TYPE_CHECKING

from .. import figures
from ..company.asked import AskedPoint
from ..dataclass import dataclass
from ..expr import Number, Source, Token
from ..initializers import Given, rule_of
from ..lesson import Lesson
from ..names import display, gradient_of, label, whole_gradient
from ..ops import Array
from ..run.history import History, NonFinite
from ..text import N_, _, parted
from .explain import Explanation, GradientCheck, Origin, Partial
from .frame import Frame
from .meanings import meaning_of
from .places import can_change, name_of

if TYPE_CHECKING:
    from .why import Said

__all__ = [
    "LISTED_NUMBER_COUNT",
    "CardLine",
    "CardPart",
    "CardRequest",
    "CardWords",
    "Context",
    "Role",
    "card_lines",
]

LISTED_NUMBER_COUNT = 12
"""Numbers that the list shows before it is opened."""
MAX_DOT_COUNT = 3
"""Terms still to come that are shown as dots of their own."""
GRADIENT_RELATIVE_TOLERANCE = 1e-5
"""Relative difference up to which a gradient and its check are called the same."""


class Role(Flag):
    """The role of words in a line. Roles that are shown by a colour exclude one another."""

    PLAIN = 0
    SOFT = auto()
    """Text beside the text."""
    FAINT = auto()
    """A number that is not computed yet, or a text that is rarely read."""
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
    """A number that the current instruction wrote."""

    __hash__ = object.__hash__  # as that of CardPart


class CardPart(Enum):
    """The subject of a line of the card."""

    NAME = auto()
    OPERATION = auto()
    ABOUT = auto()
    FORMULA = auto()
    SYMBOLS = auto()
    NUMBERS = auto()
    SUBTOTAL = auto()
    RESULT = auto()
    WHY = auto()
    SHORT_FORM = auto()
    TROUBLE = auto()
    EDITED = auto()
    CHANGE = auto()
    HEADING = auto()
    MADE_FROM = auto()
    MORE = auto()
    ORIGIN = auto()
    RULE = auto()
    """The rule by which a first value is drawn."""
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

    __hash__ = object.__hash__  # Enum's own, in Python, is asked for in every line of every card


class CardRequest(Enum):
    """The requests that a click on the card can make."""

    DIGITS = "digits"
    EDIT = "edit"
    CHECK = "check"
    ORIGIN = "origin"
    TROUBLE = "trouble"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class CardWords:
    """A piece of a line."""

    text: str
    role: Role = Role.PLAIN
    door: object = None
    """The target of a click: a number, a use, or a request."""
    number: float | None = None
    """The number that the text writes, for whoever writes it in full."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of the card, or with `value` one row of a list of named numbers."""

    part: CardPart
    words: tuple[CardWords, ...]
    mark: str = ""
    """The sign before the line: = or ≈."""
    value: CardWords | None = None

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True)
class Context:
    """The facts a card is written from besides the explanation."""

    lesson: Lesson
    tick: int
    """The tick at which the learner stands."""
    values: Mapping[str, Array]
    """Name → array, of every value that exists at that tick."""
    trouble: NonFinite | None
    """The first number that is not finite, as far as was computed."""

    @classmethod
    def of(cls, frame: Frame) -> Context:
        """The context of what is painted."""
        return cls(frame.lesson, frame.tick, frame.values, frame.trouble)

    @classmethod
    def at(
        cls, lesson: Lesson, history: History, tick: int, asked: AskedPoint | None = None
    ) -> Context:
        """The context of a tick, and of a point that the network was asked about there."""
        values = history.at(tick).values
        if asked is not None:
            values = {**values, **asked.values}
        return cls(lesson, tick, values, history.trouble)


def fill(template: str, **parts: CardWords) -> tuple[CardWords, ...]:
    """The sentence with words in its gaps ``{name}``; what the words say is never read as a
    template. Raises KeyError for a gap that nothing is given for."""
    return tuple(parts[text] if is_gap else CardWords(text) for is_gap, text in parted(template))


def card_lines(
    context: Context,
    told: Explanation,
    *,
    digits: bool = False,
    everything: bool = False,
    check: GradientCheck | None = None,
) -> tuple[CardLine, ...]:
    """The lines of the card about a number. `digits` writes the result in full, `everything`
    lists all numbers it is made from."""
    partial = told.partial if told.partial and told.partial.shown < told.partial.terms else None
    return (
        *_head(told),
        *_lines(told, partial),
        *_result(context, told, digits=digits, waiting=partial is not None),
        *_why(told, waiting=partial is not None),
        *_trouble(context, told),
        *_change(told, waiting=partial is not None),
        *_made_from(told, everything),
        *_origin(context, told),
        *_used_by(told),
        *_checked(told, check),
        *_foot(context, told),
    )


# -- the head: what number, made by which operation


def _head(told: Explanation) -> Iterable[CardLine]:
    yield CardLine(CardPart.NAME, (CardWords(name_of(told.place), Role.STRONG),))
    instruction = told.instruction
    if instruction is None:
        return
    title = _(instruction.op.title)
    if instruction.rule != "forward":
        title = _("{operation}, its gradient").format(operation=title)
    yield CardLine(CardPart.OPERATION, (CardWords(title, Role.STRONG),))
    about: tuple[CardWords, ...] = (CardWords(_(instruction.op.about), Role.SOFT),)
    if instruction.rule != "forward":
        about = _of_a_gradient(told.place)
    yield CardLine(CardPart.ABOUT, about)


def _of_a_gradient(place: Source) -> tuple[CardWords, ...]:
    """What a gradient is; what the operation does forwards would be said of another number."""
    name = gradient_of(place.name)
    if name is None:
        return (CardWords(""),)
    whole_name = gradient_of(whole_gradient(place.name)) or name
    if whole_name != name:
        whole = Source(whole_name, place.index)
        words = _("The part of the slope at {name} that comes by one way through the network.")
    else:
        whole = Source(name, place.index)
        words = _("How fast the loss grows as {name} grows.")
    return tuple(
        CardWords(run.text, run.role | Role.SOFT, run.door)
        for run in fill(words, name=CardWords(name_of(whole), Role.SOFT))
    )


# -- formula, symbols, numbers


def _lines(told: Explanation, partial: Partial | None) -> Iterable[CardLine]:
    if told.formula:
        yield CardLine(CardPart.FORMULA, (CardWords(told.formula, Role.SOFT),))
    symbols, numbers, rest = told.symbols, told.numbers, 0
    added: frozenset[Source] = frozenset()
    if partial is not None:
        symbols, numbers, rest = partial.symbols, partial.numbers, partial.terms - partial.shown
        added = frozenset(partial.added)
    for part, tokens in ((CardPart.SYMBOLS, symbols), (CardPart.NUMBERS, numbers)):
        if tokens:
            runs = (*_tokens(tokens, added), *_dots(rest))
            yield CardLine(part, runs, "=")
    if told.partial is not None and told.partial.terms > 1:
        yield _subtotal(told.partial)


def _tokens(tokens: Sequence[Token], added: frozenset[Source]) -> Iterable[CardWords]:
    for token in tokens:
        if token.source is None:
            yield CardWords(token.text, Role.SOFT)
        else:
            style = Role.STRONG if token.source in added else Role.PLAIN
            yield CardWords(token.text, style, token.source)


def _dots(rest: int) -> Iterable[CardWords]:
    """Terms that are still to come."""
    for _place in range(min(rest, MAX_DOT_COUNT)):
        yield CardWords(" + …", Role.FAINT)


def _subtotal(partial: Partial) -> CardLine:
    runs = fill(
        _("after {shown} of {terms} terms: {value}"),
        shown=CardWords(str(partial.shown)),
        terms=CardWords(str(partial.terms)),
        value=CardWords(figures.result(partial.subtotal), _signed(partial.subtotal) | Role.STRONG),
    )
    return CardLine(CardPart.SUBTOTAL, runs, "=" if partial.exact else "≈")


# -- the result


def _result(
    context: Context, told: Explanation, *, digits: bool, waiting: bool
) -> Iterable[CardLine]:
    if waiting:
        yield CardLine(CardPart.RESULT, (CardWords("–", Role.FAINT),), "=")
        return
    number = context.values[told.place.name][told.place.index]
    short = figures.result(number)
    text = figures.full(number) if digits else short
    style = _signed(told.value) | Role.STRONG | Role.NUMBER
    if told.origin is Origin.COMPUTED and told.tick == context.tick > 0:
        style |= Role.CURRENT
    runs = [CardWords(text, style, CardRequest.DIGITS, float(number))]
    if can_change(told.place):
        runs += [CardWords("\N{EM SPACE}"), CardWords("✎", Role.SOFT, CardRequest.EDIT)]
    # To so many more digits the printed numbers no longer give the result.
    exact = told.instruction is None or (told.exact and text == short)
    yield CardLine(CardPart.RESULT, tuple(runs), "=" if exact else "≈")


def _why(told: Explanation, *, waiting: bool) -> Iterable[CardLine]:
    """The sentence about what stands out, and what algebra makes of the number."""
    if waiting:
        return
    if told.why is not None:
        parts = {gap: _part(said) for gap, said in told.why.parts.items()}
        words = [
            run
            for is_gap, text in parted(told.why.template)
            for run in (parts[text] if is_gap else (CardWords(text),))
        ]
        yield CardLine(CardPart.WHY, tuple(words))
    if told.short is not None:
        runs = (
            CardWords(_("shorter: "), Role.SOFT),
            *_tokens(told.short.symbols, frozenset()),
            CardWords(" = ", Role.SOFT),
            *_tokens(told.short.numbers, frozenset()),
            CardWords(" = " if told.short.exact else " ≈ ", Role.SOFT),
            CardWords(figures.result(told.short.value), _signed(told.short.value) | Role.NUMBER),
        )
        yield CardLine(CardPart.SHORT_FORM, runs)


def _part(said: Said) -> tuple[CardWords, ...]:
    """What fills a gap: words, or an expression whose names are doors."""
    if isinstance(said, str):
        return (CardWords(said, Role.STRONG),)
    return tuple(
        CardWords(token.text, Role.PLAIN, token.source) for token in said.tokens(lambda n: n.label)
    )


def _signed(value: float) -> Role:
    if value > 0:
        return Role.POSITIVE
    return Role.NEGATIVE if value < 0 else Role.PLAIN


def _trouble(context: Context, told: Explanation) -> Iterable[CardLine]:
    """In words, if the number is none."""
    if math.isfinite(told.value):
        return
    words = (
        _("Not a number: this has no result, like 0 / 0 or ∞ − ∞.")
        if math.isnan(told.value)
        else _("Infinite: the result is larger than this type of number can hold.")
    )
    yield CardLine(CardPart.TROUBLE, (CardWords(words, Role.WARNING),))
    trouble = context.trouble
    if trouble is None or (trouble.place == told.place and trouble.tick == told.tick):
        return
    made = context.lesson.program.at(trouble.tick)
    name = CardWords(f"{name_of(trouble.place)} = {figures.result(trouble.value)}", Role.STRONG)
    sentence = (
        fill(
            _("The first number that is not finite: {name}."), name=_door(name, CardRequest.TROUBLE)
        )
        if made is None
        else fill(
            _("The first number that is not finite: {name}, made by {operation}."),
            name=_door(name, CardRequest.TROUBLE),
            operation=CardWords(_(made.op.title)),
        )
    )
    yield CardLine(CardPart.TROUBLE, sentence)


def _door(run: CardWords, target: object) -> CardWords:
    return CardWords(run.text, run.role, target)


def _change(told: Explanation, *, waiting: bool) -> Iterable[CardLine]:
    """Old → new, where the number replaced another one."""
    if told.before is None or waiting:
        return
    if math.isnan(told.before) and math.isnan(told.value) and told.origin is not Origin.EDITED:
        return
    change = told.value - told.before
    runs = (
        CardWords(
            figures.result(told.before), _signed(told.before) | Role.NUMBER, number=told.before
        ),
        CardWords(" → ", Role.SOFT),
        CardWords(figures.result(told.value), _signed(told.value) | Role.NUMBER),
        CardWords(", ", Role.SOFT),
        *fill(
            _("changed by {difference}"),
            difference=CardWords(_plus(change), _signed(change) | Role.NUMBER),
        ),
    )
    if told.origin is Origin.EDITED:
        words = (CardWords("✎ ", Role.STRONG), CardWords(_("You changed this number.")))
        yield CardLine(CardPart.EDITED, words)
    yield CardLine(CardPart.CHANGE, runs)


def _plus(value: float) -> str:
    text = figures.result(value)
    return f"+{text}" if value > 0 else text


# -- where it is from and where it goes


def _heading(text: str) -> CardLine:
    return CardLine(CardPart.HEADING, (CardWords(text, Role.SOFT),))


def _made_from(told: Explanation, everything: bool) -> Iterable[CardLine]:
    numbers = told.made_from
    if not numbers:
        return
    if not told.is_whole:
        waiting = _("the other terms are being made")
        yield CardLine(CardPart.MORE, (CardWords(waiting, Role.SOFT),))
        return
    shown = numbers if everything else numbers[:LISTED_NUMBER_COUNT]
    yield _heading(_("made from"))
    yield from map(_row, shown)
    rest = len(numbers) - len(shown)
    if rest:
        more = _("and {count} more").format(count=rest)
        yield CardLine(CardPart.MORE, (CardWords(more, Role.SOFT | Role.ACTION, CardRequest.MORE),))


def _row(number: Number) -> CardLine:
    value = figures.line(number.number)
    name = number.label if number.source is None else name_of(number.source)
    style = _signed(number.number) | Role.NUMBER
    return CardLine(
        CardPart.MADE_FROM,
        (CardWords(name, Role.PLAIN, number.source),),
        value=CardWords(value, style, number.source, number.number),
    )


def _used_by(told: Explanation) -> Iterable[CardLine]:
    if not told.used_by:
        return
    yield _heading(_("used by"))
    runs: list[CardWords] = []
    for use in told.used_by:
        if runs:
            runs.append(CardWords(", ", Role.SOFT))
        runs.append(CardWords(display(use.instruction.writes), Role.PLAIN, use))
    yield CardLine(CardPart.USED_BY, tuple(runs))


def _origin(context: Context, told: Explanation) -> Iterable[CardLine]:
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
            yield _told((CardWords(_(words)),))
        case Origin.FIRST:
            yield from _first(context, told.place)
        case Origin.ASKED:
            if told.instruction is None:
                words = _("The point that the network is asked about, as the data would have it.")
                yield _told((CardWords(words),))
        case Origin.EDITED:
            yield _told((CardWords(_("What follows is computed from the new number.")),))


def _told(runs: tuple[CardWords, ...]) -> CardLine:
    return CardLine(CardPart.ORIGIN, runs)


def _of_the_data(context: Context, place: Source) -> tuple[CardWords, ...]:
    templates = {
        ("data", "x"): _("From the data “{title}”: example {row}, input {column}, counted from 0."),
        ("data", "t"): _(
            "From the data “{title}”: example {row}, target {column}, counted from 0."
        ),
        ("val", "x"): _(
            "From the part of “{title}” kept for validation: example {row}, input {column}, "
            "counted from 0."
        ),
        ("val", "t"): _(
            "From the part of “{title}” kept for validation: example {row}, target {column}, "
            "counted from 0."
        ),
    }
    words = place.name.split(".")
    row, *column = place.index or (0,)
    return fill(
        templates.get((words[0], words[-1]), templates["data", "x"]),
        title=CardWords(_(context.lesson.data.title)),
        row=CardWords(str(row), Role.STRONG),
        column=CardWords(",".join(map(str, column)) or "0", Role.STRONG),
    )


def _first(context: Context, place: Source) -> Iterable[CardLine]:
    """How a parameter or an optimizer's memory begins."""
    meaning = meaning_of(place.name)
    found = [p for p in context.lesson.network.parameters if p.name == place.name]
    if not found and meaning is not None:
        yield _told((CardWords(_(meaning)),))
        return
    if not found:
        first = float(context.lesson.start[place.name][place.index])
        if first:
            told = fill(
                _("The optimizer's memory. It starts at {first}."),
                first=CardWords(figures.line(first)),
            )
            yield _told(told)
            return
        yield _told((CardWords(_("The optimizer's memory. It starts at 0.")),))
        return
    origin = context.lesson.inherited.get(place.name)
    if origin is not None and origin.file:
        words = _("The first value: {name} of the file {file}.")
        name = CardWords(display(origin.name), Role.STRONG)
        yield _told(fill(words, name=name, file=CardWords(origin.file)))
        return
    if origin is not None:
        words = _("The first value: {name} of the lesson {lesson} after {iterations} iterations.")
        yield _told(
            fill(
                words,
                name=CardWords(display(origin.name), Role.STRONG),
                lesson=CardWords(origin.lesson),
                iterations=CardWords(str(origin.iterations)),
            )
        )
        return
    drawn = rule_of(found[0].first)
    if isinstance(drawn, Given):
        yield _told((CardWords(_("The first value, as the lesson gives it.")),))
        return
    if not drawn.random:
        first = float(context.lesson.start[place.name][place.index])
        told = (
            fill(
                _("The first value: {first}, as for every number of this parameter."),
                first=CardWords(figures.line(first)),
            )
            if first
            else (CardWords(_("The first value: zero, as for every number of this parameter.")),)
        )
        yield _told(told)
        return
    seed = float(context.values["seed"])
    yield _told(
        fill(
            _("The first value, drawn at random from the seed {seed}: {rule}."),
            seed=CardWords(figures.line(seed), Role.NUMBER, Source("seed")),
            rule=CardWords(_(drawn.title), Role.STRONG),
        )
    )
    yield CardLine(CardPart.RULE, (CardWords(drawn.formula, Role.SOFT),))
    fans = f"fan_in = {found[0].fan_in},  fan_out = {found[0].fan_out}"
    yield CardLine(CardPart.FANS, (CardWords(fans, Role.SOFT),))
    if drawn.reference:
        yield CardLine(CardPart.RULE_SOURCE, (CardWords(drawn.reference, Role.FAINT),))


# -- the check of a gradient


def _checked(told: Explanation, check: GradientCheck | None) -> Iterable[CardLine]:
    if gradient_of(told.place.name) is None or told.instruction is None:
        return
    if check is None:
        door = CardWords(_("Check this gradient"), Role.ACTION, CardRequest.CHECK)
        yield CardLine(CardPart.CHECK, (door,))
        return
    layer = told.instruction.layer
    name = str(Source(label(check.value.name, layer), check.value.index))
    gradient = str(Source(label(check.place.name, layer), check.place.index))
    yield _heading(_("two more forward passes"))
    yield CardLine(
        CardPart.CHECK_STEP,
        fill(
            _("h = {step}: the loss with a little more and a little less of {name}"),
            step=CardWords(figures.line(check.step), Role.NUMBER),
            name=CardWords(name, Role.PLAIN, check.value),
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
        yield CardLine(
            CardPart.CHECK_ROW, (CardWords(text, Role.SOFT),), value=CardWords(value, Role.NUMBER)
        )
    yield _verdict(check)


def _difference(check: GradientCheck) -> float:
    largest = max(abs(check.gradient), abs(check.estimate))
    return abs(check.gradient - check.estimate) / largest if largest else 0.0


def _verdict(check: GradientCheck) -> CardLine:
    apart = abs(check.gradient - check.estimate)
    # Below this, the subtraction of two losses has no digits left to compare.
    noise = 1e-15 * max(abs(check.more), 1.0) / check.step
    if apart <= GRADIENT_RELATIVE_TOLERANCE * max(abs(check.gradient), abs(check.estimate)) + noise:
        runs = (CardWords("✓ ", Role.GOOD), CardWords(_("They agree."), Role.GOOD))
    else:
        runs = (
            CardWords("✗ ", Role.WRONG),
            CardWords(
                _(
                    "They differ. At a kink, as max(0, z) has at 0, the slopes to both sides are "
                    "not the same."
                ),
                Role.WRONG,
            ),
        )
    return CardLine(CardPart.VERDICT, runs)


# -- the foot: when it was made


def _foot(context: Context, told: Explanation) -> Iterable[CardLine]:
    program = context.lesson.program
    place = program.locate(told.tick)
    runs: tuple[CardWords, ...] = (CardWords(_("from the start"), Role.FAINT),)
    instruction = program.at(told.tick)
    if told.origin is Origin.ASKED:
        runs = (CardWords(_("asked at this tick; not in the batch"), Role.FAINT),)
    elif instruction is not None:
        words = _("iteration {iteration} · {phase} · instruction {number} of {count}").format(
            iteration=place.iteration,
            phase=_(instruction.phase.label),
            number=place.done,
            count=len(program.instructions(place.iteration)),
        )
        runs = (CardWords(words, Role.FAINT),)
    yield CardLine(CardPart.WHEN, runs)
    if told.tick != context.tick and told.origin not in {Origin.DATA, Origin.SETTING}:
        door = CardWords(_("Go to where it was made"), Role.SOFT | Role.ACTION, CardRequest.ORIGIN)
        yield CardLine(CardPart.GO, (door,))
    if told.instruction is not None and told.instruction.op.reference:
        yield CardLine(CardPart.SOURCE, (CardWords(told.instruction.op.reference, Role.FAINT),))


# -- sentences with doors in them
