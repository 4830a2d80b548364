"""Variants: the runs that a lesson brings besides its own, each built when somebody asks for it.

A variant that cannot be built is no reason not to open its lesson: whoever opens the variant is
told, at the line of the change that is to blame, and ``visualnn check`` opens all of them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ..errors import LessonError, LessonFaults, TextPosition, UnknownNameError, VisualnnError
from ..text import N_
from .change import Change, apply_change, merged
from .changes import DATA_KEYS, built, description_of, opened_with
from .file import LESSON_RUN, LessonBase
from .file.places import Key, spelled
from .file.variant_changes import changes_of
from .opening import assemble
from .parts import LARGE, Lesson, Limits, Variant, limits_of, variants_of
from .shelf import is_architecture, specification

__all__ = [
    "LESSON_RUN",
    "Variant",
    "build_variant",
    "open_named_variant",
    "open_variant",
    "refused_variant",
    "variant_named",
]


def variant_named(variants: Iterable[Variant], name: str) -> Variant:
    """The variant of an id; raises UnknownNameError with the ids there are."""
    variants = tuple(variants)
    for variant in variants:
        if variant.id == name:
            return variant
    raise UnknownNameError(
        N_("there is no variant {name}; there are {known}"),
        name=name,
        known=", ".join([LESSON_RUN, *(each.id for each in variants)]),
    )


def open_variant(lesson: Lesson, name: str) -> Lesson:
    """The variant of an id, ready to run; of a lesson that is a variant itself, its sibling.

    Stops, prose and `beside` stay as far as they still hold. Raises UnknownNameError for an unknown
    id, LessonError or LessonFaults at the change that cannot be made.
    """
    base = lesson.base or lesson
    return build_variant(base.spec, name, limits=base.limits, base=base)


def build_variant(
    spec: LessonBase,
    name: str,
    more: Iterable[Change] = (),
    *,
    limits: Limits | None = None,
    base: Lesson | None = None,
) -> Lesson:
    """The variant of an id of a lesson that need not be built itself, with `more` changes on top.

    `base` is that lesson, if it is built: its examples are shared where they are the same.
    Otherwise it is built, with `more` too, when somebody asks the variant for its base. Raises what
    :func:`open_variant` raises, and UnknownNameError for a key of `more` that does not exist.
    """
    limits = limits or limits_of(spec)
    variant = variant_named(variants_of(spec), name)
    description, sources = description_of(spec.with_all_stops)
    before = copy.deepcopy([description.get(key) for key in DATA_KEYS])
    for change in variant.changes:
        try:
            apply_change(description, change)
        except VisualnnError as error:
            raise _refusal(variant, error, _place(spec, variant, [change])) from None
    more = tuple(more)
    for change in more:
        apply_change(description, change)
    same = [description.get(key) for key in DATA_KEYS] == before
    data = base.data if base is not None and same else None
    try:
        made = built(copy.deepcopy(description), sources, limits, data)
    except LessonError as error:
        if more:  # which of them is to blame is not asked
            raise
        raise refused_variant(spec, variant, error, description) from None

    @cache
    def open_base() -> Lesson:
        if base is not None:
            return base
        return opened_with(spec, more, limits) if more else assemble(spec, limits=limits)

    return replace(made, variant=name, open_base=open_base, changes=merged(more))


def open_named_variant(
    lesson: str, name: str, more: Iterable[Change] = (), base: Lesson | None = None
) -> Lesson:
    """The variant of an id of a lesson that is found by its name or path, with `more` changes on
    top; raises what :func:`build_variant` raises. `base` is that lesson, if it is built already."""
    limits = LARGE if is_architecture(lesson) else None
    return build_variant(specification(lesson), name, more, limits=limits, base=base)


def refused_variant(
    spec: LessonBase, variant: Variant, error: LessonError, description: Mapping[str, Any]
) -> LessonError:
    """What is wrong with the `description` of a variant, told where the lesson `spec` has the
    change that is to blame."""
    faults = error.faults if isinstance(error, LessonFaults) else (error,)
    told = []
    for fault in faults:
        place = fault.place
        if not place.line:
            place = _place(spec, variant, _blamed(variant, fault.path, description))
        told.append(_refusal(variant, fault, place))
    return told[0] if len(told) == 1 else LessonFaults(told)


def _refusal(variant: Variant, why: VisualnnError, place: TextPosition) -> LessonError:
    reason = VisualnnError(why.template, **why.params)  # without the place that it had
    return LessonError(
        N_("the variant {variant} cannot be built: {reason}"),
        place=place,
        variant=variant.id,
        reason=reason,
    )


def _blamed(variant: Variant, path: str, description: Mapping[str, Any]) -> Sequence[Change]:
    """The changes that a fault at a key path comes from: the one that wrote there or nearest to it,
    or all of them."""
    nearest: list[tuple[int, Change]] = []
    for change in variant.changes:
        written = _written(change.key, description)
        if _is_inside(path, written) or _is_inside(written, path):
            nearest.append((len(written), change))
    if not nearest:
        return variant.changes
    most = max(length for length, _change in nearest)
    return [change for length, change in nearest if length == most]


def _is_inside(path: str, table: str) -> bool:
    return path == table or path.startswith((f"{table}.", f"{table}["))


def _written(key: str, description: Mapping[str, Any]) -> str:
    """The key of a change as faults write it: `layers[0].units` for `layers.hidden.units`."""
    keys: list[Key] = []
    table: Any = description
    for name in key.split("."):
        if isinstance(table, list):
            names = [row.get("name") for row in table]
            if name not in names:
                return key
            keys.append(names.index(name))
            table = table[names.index(name)]
        else:
            keys.append(name)
            table = table.get(name) if isinstance(table, dict) else None
    return spelled(tuple(keys))


def _place(spec: LessonBase, variant: Variant, changes: Sequence[Change]) -> TextPosition:
    """The place of a change of a variant, or of the variant if it is one of several."""
    n = [each.id for each in spec.variants].index(variant.id)
    written = spec.variants[n]
    if len(changes) != 1:
        return spec.where("variants", n)
    key = changes[0].key
    for path, keys, _value in changes_of(spec, written.set):
        if path == key:
            return spec.where("variants", n, "set", *keys)
    return spec.where("variants", n, "without", written.without.index(key))
