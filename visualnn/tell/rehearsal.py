"""A rehearsal: every instruction of a lesson done once, so that what opens also runs.

The first iteration and the first that closes an epoch are computed, and of every value that is
written one number is explained and the explanation compared with it. The same is done with each
variant of the lesson.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..dataclass import dataclass
from ..errors import LessonError, LessonFaults, Remark, VisualnnError
from ..expr import Source
from ..lesson import Lesson
from ..lesson.change import parse_change
from ..lesson.changes import changed, description_of
from ..lesson.file import LessonSpec, Link
from ..lesson.knobs import Knob, refused_setting
from ..lesson.variants import Variant, open_variant, refused_variant
from ..run.history import History
from ..text import N_
from .explain import explain
from .review import Divergence, divergence_of, reviewed, warnings_of

__all__ = ["Rehearsal", "refuse_experiments", "rehearse", "rehearse_knob", "rehearse_variant"]

TURNED_SETTING_COUNT = 12
"""Settings up to which all of a knob are tried, and not only its ends."""


@dataclass(frozen=True)
class Rehearsal:
    """The counts of instructions, parameters and stops that were tried without a fault."""

    instructions: int
    parameters: int
    stops: int
    diverged: int | None = None
    """The first iteration in which L is no finite number."""
    divergence: Divergence | None = None
    """What wrote the first number that is not finite."""
    remarks: tuple[Remark, ...] = ()
    """What may surprise in how the data were read."""


def rehearse(lesson: Lesson) -> Rehearsal:
    """Do every instruction once. Raises LessonError, at the layer of the instruction that cannot be
    done, and LessonFaults for what a review finds."""
    faults = list(reviewed(lesson))
    if faults:
        raise LessonFaults(faults)
    program = lesson.program
    history = History(program, lesson.start)
    done = 0
    for iteration in sorted({0, program.iterations - 1}):
        for tick in range(program.start_of(iteration) + 1, program.end_of(iteration) + 1):
            _try(lesson, history, tick)
            done += 1
    for stop in lesson.stops:
        if stop.tick <= program.end_of(program.iterations - 1) and stop.focus is not None:
            _explained(lesson, history, stop.tick, stop.focus)
    parameters = sum(math.prod(parameter.shape) for parameter in lesson.network.parameters)
    remarks = tuple(remark for remark in lesson.data.remarks if remark.is_notable)
    remarks += tuple(warnings_of(lesson))
    found = divergence_of(lesson, history)
    remarks += () if found is None else (found.remark,)
    diverged = None if found is None else _diverged(history)
    return Rehearsal(done, parameters, len(lesson.stops), diverged, found, remarks)


def rehearse_variant(lesson: Lesson, variant: Variant) -> Rehearsal:
    """Build a variant of a lesson and do every instruction of it once. Raises LessonError, or
    LessonFaults, where the lesson has the change that is to blame."""
    made = open_variant(lesson, variant.id)
    try:
        return rehearse(made)
    except LessonError as error:
        raise refused_variant(lesson.spec, variant, error, description_of(made.spec)[0]) from error


def rehearse_knob(lesson: Lesson, knob: Knob) -> Rehearsal:
    """Turn a knob of a lesson to both of its ends, or to each of its choices, and do every
    instruction there once. Raises LessonError where the lesson has the knob."""
    ends = knob.settings if knob.own_title or len(knob.settings) <= TURNED_SETTING_COUNT else ()
    found = None
    for setting in ends or (knob.settings[0], knob.settings[-1]):
        try:
            found = rehearse(changed(lesson, setting.changes_of(lesson.spec)))
        except VisualnnError as error:
            raise refused_setting(lesson.spec, knob, setting.word, error) from error
    assert found is not None  # noqa: S101  a knob has settings
    return found


def refuse_experiments(lesson: Lesson) -> None:
    """Make every experiment that the prose of a lesson offers. Raises LessonError, at its link,
    for one that cannot be."""
    for page in lesson.spec.prose.values():
        for stop in lesson.spec.stops:
            for link in page.links(stop.id):
                if link.settings:
                    _make(lesson, link)


def _make(lesson: Lesson, link: Link) -> None:
    try:
        changed(lesson, map(parse_change, link.settings))
    except VisualnnError as error:
        reason = VisualnnError(error.template, **error.params)  # without the place that it had
        raise LessonError(
            N_("the experiment {name} cannot be: {reason}"),
            place=link.place,
            name=link.target,
            reason=reason,
        ) from error


def _diverged(history: History) -> int | None:
    """The first iteration in which L is no finite number."""
    (wild,) = np.nonzero(~np.isfinite(history.curves["L"]))
    return int(wild[0]) if wild.size else None


def _try(lesson: Lesson, history: History, tick: int) -> None:
    instruction = lesson.program.at(tick)
    assert instruction is not None  # noqa: S101  ticks from 1 on have one
    try:
        value = history.at(tick).values[instruction.writes]
    except (VisualnnError, ValueError, ArithmeticError, IndexError) as error:
        raise LessonError(
            N_("{name} cannot be computed: {reason}"),
            place=lesson.spec.where(*_keys(lesson, instruction.layer)),
            name=instruction.writes,
            reason=error,
        ) from error
    _explained(lesson, history, tick, Source(instruction.writes, (0,) * np.ndim(value)))


def _explained(lesson: Lesson, history: History, tick: int, place: Source) -> None:
    known = history.at(tick).values
    if place.name not in known:
        return  # it will be written later in the iteration
    try:
        explain(history, tick, place)
    except VisualnnError as error:
        raise LessonError(
            N_("{name} cannot be explained: {reason}"),
            place=lesson.spec.where(),
            name=place,
            reason=error,
        ) from error


def _keys(lesson: Lesson, layer: str) -> Iterator[str | int]:
    """Where in the lesson file a layer is described; nothing for what is no layer."""
    layers = lesson.spec.layers if isinstance(lesson.spec, LessonSpec) else ()
    for n, each in enumerate(layers):
        if each.name == layer:
            yield from ("layers", n)
