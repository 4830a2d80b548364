"""What the keys of a knob have to agree on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ...errors import LessonError
from ...text import N_
from .knob_specs import MAX_SETTING_COUNT, KnobChoiceSpec, KnobSpec
from .places import KeyPath
from .spec import LessonBase
from .variant_changes import changes_of
from .variant_specs import SHARED_KEYS

__all__ = ["knob_disagreements", "range_of"]

_ROUNDED_DIGITS = 12
"""Digits to which a value of a range is rounded, so that 0.1 three times is 0.3."""


def knob_disagreements(spec: LessonBase) -> Iterator[LessonError]:
    """Everything in the knobs and studies of a lesson that contradicts something else."""
    seen: set[str] = set()
    for n, knob in enumerate(spec.knobs):
        keys: KeyPath = ("knobs", n)
        yield from _of_knob(spec, keys, knob)
        if knob.id in seen:
            yield _fault(
                spec, keys, N_("{name} is there already; names are used once"), name=knob.id
            )
        seen.add(knob.id)
    for n, study in enumerate(spec.studies):
        for key in study.set:
            yield from _shared(spec, ("studies", n, "set", key), key)
        for m, knob in enumerate(study.over):
            yield from _of_knob(spec, ("studies", n, "over", m), knob)
    turned = set(_turned_keys(spec))
    for n, stop in enumerate(spec.stops):
        for key, keys, _value in changes_of(spec, stop.set):
            if key not in turned:
                sentence = N_("no knob turns {key}; a stop sets what the learner sees turned")
                yield _fault(spec, ("stops", n, "set", *keys), sentence, key=key)


def _turned_keys(spec: LessonBase) -> Iterator[str]:
    """The key paths that the knobs of a lesson turn."""
    for knob in spec.knobs:
        if knob.key is not None:
            yield knob.key
        for choice in knob.choices:
            if isinstance(choice, KnobChoiceSpec):
                yield from (key for key, _keys, _value in changes_of(spec, choice.set))


def _of_knob(spec: LessonBase, keys: KeyPath, knob: KnobSpec) -> Iterator[LessonError]:
    """What contradicts something else in one knob, or in one axis of a study."""
    yield from _form(spec, keys, knob)
    if knob.key is not None:
        yield from _shared(spec, (*keys, "key"), knob.key)
    for m, choice in enumerate(knob.choices):
        if isinstance(choice, KnobChoiceSpec):
            at: KeyPath = (*keys, "choices", m)
            if not choice.without and not list(changes_of(spec, choice.set)):
                name = choice.title.en
                yield _fault(spec, at, N_("the choice {name} changes nothing"), name=name)
            for key in choice.set:
                yield from _shared(spec, (*at, "set", key), key)
            for k, key in enumerate(choice.without):
                yield from _shared(spec, (*at, "without", k), key)


def _form(spec: LessonBase, keys: KeyPath, knob: KnobSpec) -> Iterator[LessonError]:
    tables = [isinstance(choice, KnobChoiceSpec) for choice in knob.choices]
    is_range = knob.from_ is not None or knob.to is not None
    if bool(knob.choices) == is_range:
        yield _fault(spec, keys, N_("a knob has either choices or a range from … to"))
    elif knob.choices:
        yield from _choices(spec, keys, knob, tables)
    else:
        yield from _range(spec, keys, knob)
    if any(tables) and (not all(tables) or knob.key is not None or knob.title is None):
        yield _fault(
            spec,
            keys,
            N_("choices that set several keys need a title of the knob, no key, and no others"),
        )
    elif not any(tables) and knob.key is None:
        yield _fault(spec, keys, N_("a knob needs the key that it turns"))


def _choices(
    spec: LessonBase, keys: KeyPath, knob: KnobSpec, tables: Sequence[bool]
) -> Iterator[LessonError]:
    if len(knob.choices) < 2:
        yield _fault(spec, (*keys, "choices"), N_("a knob needs two choices at least"))
    for key in ("step", "log"):
        if getattr(knob, key) not in {None, False}:
            yield _fault(spec, (*keys, key), N_("{key} belongs to a range from … to"), key=key)
    names = [c.title.en if isinstance(c, KnobChoiceSpec) else repr(c) for c in knob.choices]
    for m, name in enumerate(names):
        if name in names[:m]:
            yield _fault(
                spec,
                (*keys, "choices", m),
                N_("{name} is there already; names are used once"),
                name=name,
            )


def _range(spec: LessonBase, keys: KeyPath, knob: KnobSpec) -> Iterator[LessonError]:
    if knob.from_ is None or knob.to is None:
        yield _fault(spec, keys, N_("a range needs both from and to"))
        return
    if not knob.from_ < knob.to:
        yield _fault(spec, (*keys, "to"), N_("a range goes from the smaller to the larger value"))
        return
    if knob.log and knob.step is not None:
        yield _fault(spec, (*keys, "step"), N_("a range with log has no step"))
    elif knob.log and knob.from_ <= 0:
        yield _fault(spec, (*keys, "from"), N_("a range with log begins above 0"))
    elif knob.step is not None and knob.step <= 0:
        yield _fault(spec, (*keys, "step"), N_("a step is larger than 0"))
    elif not knob.log and (knob.to - knob.from_) / (knob.step or 1) >= MAX_SETTING_COUNT:
        yield _fault(
            spec,
            (*keys, "step"),
            N_("a knob has at most {count} values; let the step be larger"),
            count=MAX_SETTING_COUNT,
        )


def range_of(knob: KnobSpec) -> tuple[int | float, ...]:
    """The values of a range that agrees with itself; its end is the last one."""
    assert knob.from_ is not None  # noqa: S101  `_range` looked
    assert knob.to is not None  # noqa: S101
    if knob.log:
        least, most = (math.floor(math.log10(each)) for each in (knob.from_, knob.to))
        inner = [float(f"{m}e{power}") for power in range(least, most + 1) for m in (1, 3)]
    else:
        step = knob.step or 1
        count = math.floor((knob.to - knob.from_) / step + 1e-9)
        inner = [_rounded(knob.from_ + n * step) for n in range(count + 1)]
    kept = [value for value in inner if knob.from_ < value < knob.to]
    whole = isinstance(knob.from_, int) and isinstance(knob.to, int)
    if whole and (knob.log or isinstance(knob.step or 1, int)):
        kept = [int(value) for value in kept]
    return (knob.from_, *kept, knob.to)


def _rounded(value: float) -> int | float:
    return value if isinstance(value, int) else float(f"{value:.{_ROUNDED_DIGITS}g}")


def _shared(spec: LessonBase, keys: KeyPath, key: str) -> Iterator[LessonError]:
    if key.split(".")[0] in SHARED_KEYS:
        yield _fault(spec, keys, N_("{key} says who the lesson is and cannot be turned"), key=key)


def _fault(spec: LessonBase, keys: KeyPath, template: str, **params: object) -> LessonError:
    return LessonError(template, place=spec.where(*keys), **params)
