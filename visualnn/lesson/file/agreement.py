"""Whether the parts of a lesson agree with each other: what no single field can decide.

Only what the files themselves say is judged here. Whether `hidden.xW` is ever written, and whether
an index lies inside its shape, the engine knows once the program is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import LessonError, TextPosition, VisualnnError
from ...layers import KINDS
from ...names import PROGRAM_NAMES, close_to
from ...network import INPUT
from ...text import N_
from .data_sources import source_of
from .data_specs import DataSpec, FileDataSpec, TableData
from .formats import keys_of_later_formats, later_format
from .knob_agreement import knob_disagreements
from .layer_specs import dense_units
from .loss_agreement import objective_disagreements, trained_outputs
from .markdown import NOTES
from .places import KeyPath
from .prose import Prose, ProseQuestion, Section
from .spec import LessonBase, LessonSpec
from .stop_specs import ChoiceQuestion, QuestionSpec, StopSpec
from .variant_changes import changes_of
from .variant_specs import ALL_RUNS, LESSON_RUN, SHARED_KEYS

PROSE_FORMAT = 2
"""The format since which prose has conditions, times and measures."""

_RULE_CHOICES = {
    "sign": ("negative", "zero", "positive"),
    "compare": ("less", "equal", "greater"),
}


_CELL = N_(
    "{kind} has tanh and sigmoid inside its cell, and they cannot be changed; leave "
    "activation = {activation} out"
)
_WITH_CELLS = {
    "rnn": N_(
        "the activation of rnn is inside its cell; write nonlinearity = tanh or relu instead of "
        "activation = {activation}"
    ),
    "lstm": _CELL,
    "gru": _CELL,
}
"""Kinds of layers whose activation would be that of the cell → what is said of one."""


def disagreements(spec: LessonBase) -> Iterator[LessonError]:
    """Everything in the lesson that contradicts something else in it."""
    yield from keys_of_later_formats(spec)
    if spec.beside == spec.name:
        yield _fault(spec, ("beside",), N_("a lesson cannot run beside itself"))
    yield from _variants(spec)
    yield from knob_disagreements(spec)
    if isinstance(spec, LessonSpec):
        yield from _repeated(spec, ("metrics",), spec.metrics)
        yield from _repeated(spec, ("gradients",), spec.gradients)
        yield from _data(spec)
        yield from _layers(spec)
        yield from objective_disagreements(spec)
    if spec.desk is not None:
        yield from _repeated(spec, ("desk", "views"), spec.desk.views)
    yield from _repeated(spec, ("stops",), [stop.id for stop in spec.stops], "id")
    for n, stop in enumerate(spec.stops):
        if stop.id == NOTES:
            yield _fault(
                spec,
                ("stops", n, "id"),
                N_("{name} heads what is for whoever presents; call the stop differently"),
                name=stop.id,
            )
        yield from _repeated(spec, ("stops", n, "views"), stop.views or ())
        if stop.times_updates and isinstance(spec, LessonSpec):
            yield _fault(
                spec,
                ("stops", n, "times_updates"),
                N_("the time of an update is measured in a race on a function, not of a network"),
            )
        keys = ("stops", n, "questions")
        yield from _repeated(spec, keys, [question.id for question in stop.questions], "id")
        for m, question in enumerate(stop.questions):
            yield from _later_answers(spec, (*keys, m), question)
            if isinstance(question, ChoiceQuestion):
                yield from _choice(spec, (*keys, m), question)
            elif (question.answer is None) == (question.correct is None):
                yield _fault(
                    spec,
                    (*keys, m),
                    N_("the question {id} needs one of answer and correct, not both"),
                    id=question.id,
                )


def _fault(spec: LessonBase, keys: KeyPath, template: str, **params: object) -> LessonError:
    return LessonError(template, place=spec.where(*keys), **params)


def _repeated(
    spec: LessonBase, keys: KeyPath, names: Sequence[str], key: str | None = None
) -> Iterator[LessonError]:
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            place = (*keys, n, key) if key else (*keys, n)
            yield _fault(spec, place, N_("{name} is there already; names are used once"), name=name)
        seen.add(name)


def _variants(spec: LessonBase) -> Iterator[LessonError]:
    yield from _repeated(spec, ("variants",), [variant.id for variant in spec.variants], "id")
    for n, variant in enumerate(spec.variants):
        keys: KeyPath = ("variants", n)
        if variant.id in {spec.name, LESSON_RUN, ALL_RUNS}:
            yield _fault(
                spec,
                (*keys, "id"),
                N_("{name} already stands for the lesson itself; give the variant another id"),
                name=variant.id,
            )
        elif variant.id == spec.beside:
            yield _fault(
                spec,
                (*keys, "id"),
                N_("{name} is the lesson beside this one; give the variant another id"),
                name=variant.id,
            )
        if not variant.set and not variant.without:
            yield _fault(
                spec,
                keys,
                N_("the variant {name} changes nothing; say what in set"),
                name=variant.id,
            )
        found = {key: written for key, written, _value in changes_of(spec, variant.set)}
        for key, written in found.items():
            yield from _change(spec, (*keys, "set", *written), key)
        for m, key in enumerate(variant.without):
            yield from _change(spec, (*keys, "without", m), key)
            if key in found:
                yield _fault(
                    spec,
                    (*keys, "without", m),
                    N_("{key} is both set and taken away; leave one of them out"),
                    key=key,
                )


def _change(spec: LessonBase, keys: KeyPath, key: str) -> Iterator[LessonError]:
    if key.split(".")[0] in SHARED_KEYS:
        yield _fault(
            spec, keys, N_("{key} is the same in every variant and cannot be changed"), key=key
        )


def _data(spec: LessonSpec) -> Iterator[LessonError]:
    data = spec.data
    if isinstance(data, TableData):
        yield from _table(spec, data)
    elif not isinstance(data, FileDataSpec):
        yield from _known_classes(spec, data)
    if isinstance(data.validation, str) and not isinstance(data, FileDataSpec):
        yield _fault(
            spec,
            ("data", "validation"),
            N_("only data of a file are checked with another file; write a share such as 0.2"),
        )
    if data.scale is not None and data.standardise:
        yield _fault(
            spec,
            ("data", "standardise"),
            N_("scale changes nothing before standardise; leave one of them out"),
        )
    if data.reconstruct and data.classes is not None:
        yield _fault(
            spec,
            ("data", "classes"),
            N_("with reconstruct the inputs are the targets, not classes; leave one of them out"),
        )


def _known_classes(spec: LessonSpec, data: DataSpec) -> Iterator[LessonError]:
    try:
        source = source_of(data, spec.where("data"))
    except VisualnnError as error:
        yield _fault(spec, ("data",), error.template, **error.params)
        return
    if data.classes is None or data.reconstruct:
        return
    if source.classes is None:
        yield _fault(
            spec,
            ("data", "classes"),
            N_("{source} has no classes but numbers; leave classes out"),
            source=spec.data.source,
        )
    elif data.classes < source.classes:
        yield _fault(
            spec,
            ("data", "classes"),
            N_("{source} has {known} classes, more than {classes}"),
            source=spec.data.source,
            known=source.classes,
            classes=data.classes,
        )


def _table(spec: LessonSpec, data: TableData) -> Iterator[LessonError]:
    yield from _ragged(spec, ("data", "inputs"), data.inputs)
    yield from _ragged(spec, ("data", "targets"), data.targets)
    if len(data.inputs) != len(data.targets):
        yield _fault(
            spec,
            ("data", "targets"),
            N_("{targets} targets do not fit {inputs} inputs; each example has one of both"),
            targets=len(data.targets),
            inputs=len(data.inputs),
        )
    yield from _aside(spec, data)
    if data.classes is None:
        return
    for n, row in enumerate(data.targets):
        is_onehot = len(row) == data.classes and sorted(row) == [0] * (len(row) - 1) + [1]
        if not is_onehot and (len(row) != 1 or row[0] not in range(data.classes)):
            yield _fault(
                spec,
                ("data", "targets", n),
                N_("with classes, a target is one whole number from 0 to {last}"),
                last=data.classes - 1,
            )
            return


def _aside(spec: LessonSpec, data: TableData) -> Iterator[LessonError]:
    """The rows that are kept aside are there, each once, and leave something to train on."""
    if not isinstance(data.validation, tuple):
        return
    seen: set[int] = set()
    for n, row in enumerate(data.validation):
        if row >= len(data.inputs) or row in seen:
            yield _fault(
                spec,
                ("data", "validation", n),
                N_("there is no row {row}; the last is {last}")
                if row >= len(data.inputs)
                else N_("the row {row} is kept aside already"),
                row=row,
                last=len(data.inputs) - 1,
            )
            return
        seen.add(row)
    if len(seen) == len(data.inputs):
        yield _fault(
            spec, ("data", "validation"), N_("no row is left to train on; keep fewer aside")
        )


def _ragged(
    spec: LessonSpec, keys: KeyPath, rows: Sequence[Sequence[float]]
) -> Iterator[LessonError]:
    for n, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield _fault(
                spec,
                (*keys, n),
                N_("this row has {count} numbers, the first has {first}"),
                count=len(row),
                first=len(rows[0]),
            )
            return


def _layers(spec: LessonSpec) -> Iterator[LessonError]:
    yield from _repeated(spec, ("layers",), [layer.name for layer in spec.layers], "name")
    known = [INPUT]
    read = trained_outputs(spec)
    for n, layer in enumerate(spec.layers):
        if layer.name in PROGRAM_NAMES:
            yield _fault(
                spec,
                ("layers", n, "name"),
                N_("{name} is a name that the program itself uses; call the layer differently"),
                name=layer.name,
            )
        inputs = layer.inputs or (known[-1],)
        read |= set(inputs)
        yield from _inputs(spec, n, known)
        kind = KINDS[layer.kind]
        if not kind.least_inputs <= len(inputs) <= kind.most_inputs:
            yield _fault(
                spec,
                ("layers", n, "inputs"),
                N_("the layer {name} reads {count} inputs; its kind, {kind}, needs {needed}"),
                name=layer.name,
                count=len(inputs),
                kind=layer.kind,
                needed=kind.needed_inputs(),
            )
        if layer.kind in _WITH_CELLS and layer.activation != "none":
            yield _fault(
                spec,
                ("layers", n, "activation"),
                _WITH_CELLS[layer.kind],
                kind=layer.kind,
                activation=layer.activation,
            )
        units = dense_units(layer)
        if units is not None:
            yield from _first_values(spec, n, units, layer.settings)
        known.append(layer.name)
    for n, layer in enumerate(spec.layers[:-1]):
        if layer.name not in read:
            yield _fault(spec, ("layers", n, "name"), N_("no layer reads {name}"), name=layer.name)


def _inputs(spec: LessonSpec, n: int, known: Sequence[str]) -> Iterator[LessonError]:
    for m, name in enumerate(spec.layers[n].inputs or ()):
        if name in known:
            continue
        guess = close_to(name, known)
        template = (
            N_("there is no earlier layer {name}; did you mean {guess}?")
            if guess
            else N_("there is no earlier layer {name}; there are {known}")
        )
        yield _fault(
            spec,
            ("layers", n, "inputs", m),
            template,
            name=name,
            guess=guess,
            known=", ".join(known),
        )


def _first_values(
    spec: LessonSpec, n: int, units: int, settings: Mapping[str, Any]
) -> Iterator[LessonError]:
    """Weights and biases of a dense layer that are written down must fit its number of units."""
    weights, bias = settings["weights"], settings["bias"]
    if isinstance(weights, tuple):
        keys = ("layers", n, "weights")
        yield from _ragged(spec, keys, weights)
        if len(weights[0]) != units:
            yield _fault(
                spec,
                (*keys, 0),
                N_("a row of weights has one number for each of the {units} units, not {count}"),
                units=units,
                count=len(weights[0]),
            )
    if isinstance(bias, tuple) and len(bias) != units:
        yield _fault(
            spec,
            ("layers", n, "bias"),
            N_("the bias has one number for each of the {units} units, not {count}"),
            units=units,
            count=len(bias),
        )


def _later_answers(
    spec: LessonBase, keys: KeyPath, question: QuestionSpec
) -> Iterator[LessonError]:
    """Numbers of other iterations that the format of the lesson does not ask for."""
    for key in ("answer", "other"):
        answer = getattr(question, key, None)
        if answer is not None and answer.is_placed and spec.format < PROSE_FORMAT:
            yield later_format(f"“{answer}”", PROSE_FORMAT, spec.where(*keys, key))


def _choice(spec: LessonBase, keys: KeyPath, question: ChoiceQuestion) -> Iterator[LessonError]:
    yield from _repeated(spec, (*keys, "choices"), question.choices)
    yield from _choice_keys(spec, keys, question)
    if question.rule is None:
        if question.correct is not None and question.correct not in question.choices:
            yield _fault(
                spec,
                (*keys, "correct"),
                N_("{correct} is not one of the choices"),
                correct=question.correct,
            )
    elif sorted(question.choices) != sorted(_RULE_CHOICES[question.rule]):
        yield _fault(
            spec,
            (*keys, "choices"),
            N_("the rule {rule} decides between {choices}"),
            rule=question.rule,
            choices=", ".join(_RULE_CHOICES[question.rule]),
        )


def _choice_keys(
    spec: LessonBase, keys: KeyPath, question: ChoiceQuestion
) -> Iterator[LessonError]:
    """Who decides: the file with `correct`, or a rule with the numbers it reads, never both."""
    needed = {
        None: {"correct"},
        "sign": {"answer"},
        "compare": {"answer", "other"},
    }[question.rule]
    for key in ("correct", "answer", "other"):
        given = getattr(question, key) is not None
        if key in needed and not given:
            yield _fault(spec, keys, N_("the question {id} lacks {key}"), id=question.id, key=key)
        elif given and key not in needed:
            template = (
                N_("{key} has no meaning without a rule")
                if question.rule is None
                else N_("{key} has no meaning with the rule {rule}")
            )
            yield _fault(spec, (*keys, key), template, key=key, rule=question.rule)


# -- prose against lesson.toml


class _IdWords(NamedTuple):
    """What is said of an id that one file has and the other has not."""

    unknown: str
    guess: str
    missing: str


def prose_disagreements(spec: LessonBase, prose: Prose) -> Iterator[LessonError]:
    """Everything in which a page and `lesson.toml` contradict each other."""
    title = spec.title.in_language(prose.language)
    if prose.title != title:
        yield LessonError(
            N_("the title here is {here}, in lesson.toml it is {there}"),
            place=prose.place,
            here=f"“{prose.title}”",
            there=f"“{title}”",
        )
    yield from _same_order(
        [(section.id, section.place) for section in prose.sections],
        [stop.id for stop in spec.stops],
        prose.end,
        _IdWords(
            N_("lesson.toml has no stop {name}"),
            N_("lesson.toml has no stop {name}; did you mean {guess}?"),
            N_("the stop {name} of lesson.toml is missing here"),
        ),
    )
    sections = {section.id: section for section in reversed(prose.sections)}  # the first of twins
    for stop in spec.stops:
        if stop.id in sections:
            yield from _section(sections[stop.id], stop)
            yield from _later_prose(spec, prose, stop.id)
            yield from _companions(spec, prose, stop.id)
            yield from _led_runs(spec, prose, stop.id)


def _section(section: Section, stop: StopSpec) -> Iterator[LessonError]:
    yield from _same_order(
        [(question.id, question.place) for question in section.questions],
        [question.id for question in stop.questions],
        section.place,
        _IdWords(
            N_("lesson.toml has no question {name} here"),
            N_("lesson.toml has no question {name} here; did you mean {guess}?"),
            N_("the question {name} of lesson.toml is missing here"),
        ),
    )
    words = {question.id: question for question in section.questions}
    for question in stop.questions:
        if question.id in words:
            choices = question.choices if isinstance(question, ChoiceQuestion) else ()
            yield from _choices(words[question.id], choices)


def _choices(question: ProseQuestion, choices: Sequence[str]) -> Iterator[LessonError]:
    found = [choice.id for choice in question.choices]
    if found == list(choices):
        return
    if not choices:
        template = N_("the question {id} asks for a number and has no choices")
    elif sorted(found) == sorted(choices):
        template = N_("the choices of {id} stand in another order than in lesson.toml: {choices}")
    else:
        template = N_("the choices of {id} are {found}, in lesson.toml they are {choices}")
    yield LessonError(
        template,
        place=question.place,
        id=question.id,
        found=", ".join(found) or "—",
        choices=", ".join(choices),
    )


def _same_order(
    found: Sequence[tuple[str, TextPosition]],
    expected: Sequence[str],
    end: TextPosition,
    words: _IdWords,
) -> Iterator[LessonError]:
    """The same ids in the same order; a missing one is told at the end."""
    complete = True
    seen: set[str] = set()
    for name, place in found:
        if name not in expected:
            guess = close_to(name, expected)
            template = words.guess if guess else words.unknown
            yield LessonError(template, place=place, name=name, guess=guess)
            complete = False
        elif name in seen:
            yield LessonError(
                N_("{name} is there already; names are used once"), place=place, name=name
            )
            complete = False
        seen.add(name)
    for name in expected:
        if name not in seen:
            yield LessonError(words.missing, place=end, name=name)
            complete = False
    if not complete:
        return
    for (name, place), wanted in zip(found, expected, strict=False):
        if name != wanted:
            yield LessonError(
                N_("{name} stands where {wanted} belongs; lesson.toml gives the order"),
                place=place,
                name=name,
                wanted=wanted,
            )
            return


def _later_prose(spec: LessonBase, prose: Prose, stop: str) -> Iterator[LessonError]:
    """What the prose of a stop says that the format of the lesson does not know."""
    if spec.format >= PROSE_FORMAT:
        return
    for words in prose.conditionals(stop):
        yield later_format("{? … : … | … }", PROSE_FORMAT, words.place)
    for quote in prose.quotes(stop):
        quotation = quote.quotation
        if quotation.updates is not None or quotation.measure is not None:
            yield later_format(f"{{{quotation}}}", PROSE_FORMAT, quote.place)


def _led_runs(spec: LessonBase, prose: Prose, stop: str) -> Iterator[LessonError]:
    """What the prose of a stop lets lead and the lesson does not bring."""
    runs = (LESSON_RUN, *(variant.id for variant in spec.variants))
    for link in prose.links(stop):
        scheme, _colon, run = link.target.partition(":")
        if scheme == "run" and run not in runs:
            yield LessonError(
                N_("the lesson brings no run {name} that could lead; it brings {known}"),
                place=link.place,
                name=run,
                known=", ".join(runs),
            )


def _companions(spec: LessonBase, prose: Prose, stop: str) -> Iterator[LessonError]:
    for quote in prose.quotes(stop):
        lesson = quote.quotation.lesson
        if lesson is not None and lesson not in spec.quotable:
            template = (
                N_("only runs beside this one can be quoted, {known}, not {lesson}")
                if spec.quotable
                else N_("to quote {lesson}, say in lesson.toml: {line}")
            )
            known, line = ", ".join(spec.quotable), f'beside = "{lesson}"'
            yield LessonError(template, place=quote.place, known=known, lesson=lesson, line=line)
