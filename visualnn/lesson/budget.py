"""What is too large is refused before anything is allocated."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ..compiler import Plan, judged_outputs, judging
from ..errors import LessonError
from ..network import INPUT
from ..text import N_
from .blame import blamed_on
from .parts import Limits, Outline

MAX_PART_EXAMPLE_COUNT = 64
"""Validation examples of a part, at most: more would not be faster, and hold longer still whoever
waits for a key."""


def plan_in_budget(drawn: Outline, limits: Limits) -> Plan:
    """The plan of a lesson, as it fits into memory: validation examples that do not fit at once are
    computed in parts. Raises LessonError, before anything is allocated, for what would not fit into
    memory or on a screen all the same."""
    spec, network, plan = drawn.spec, drawn.network, drawn.plan
    parameters = sum(math.prod(parameter.shape) for parameter in network.parameters)
    if parameters > limits.parameters:
        raise LessonError(
            N_("the network has {count} parameters, more than {most}; use fewer units"),
            place=spec.where("layers"),
            count=parameters,
            most=limits.parameters,
        )
    _refuse_data(drawn, limits)
    values = sum(math.prod(network.shapes[use.writes]) for use in network.applications)
    width = np.dtype(spec.dtype).itemsize
    with blamed_on(spec, "optimizer"):
        arrays = plan.rule.arrays + plan.callbacks.copies
    iteration = arrays * parameters + 3 * values * plan.batch
    largest = width * (iteration + 3 * values * plan.validation_rows)
    if largest <= limits.bytes:
        return plan
    with blamed_on(spec, "loss"):
        kept = plan.validation_rows and _kept_of_an_example(drawn) * plan.validation_rows
    fitting = (limits.bytes // width - iteration - kept) // (3 * values)
    if kept and fitting >= 1:
        return replace(plan, part=min(fitting, MAX_PART_EXAMPLE_COUNT))
    is_validated = width * iteration <= limits.bytes
    if is_validated:
        size = width * (iteration + kept + 3 * values)
        fits = spec.dtype == "float64" and size // 2 <= limits.bytes
        template = _of_validation(fits=fits)
    else:
        size = width * iteration
        fits = spec.dtype == "float64" and size // 2 <= limits.bytes
        template = _of_an_iteration(fits=fits)
    raise LessonError(
        template,
        place=spec.where("data" if is_validated else "batch"),
        rows=plan.validation_rows,
        size=size >> 20,
        most=limits.bytes >> 20,
    )


def _refuse_data(drawn: Outline, limits: Limits) -> None:
    """Raise LessonError for more examples than fit into memory."""
    spec, data = drawn.spec, drawn.data
    width = np.dtype(spec.dtype).itemsize
    size = width * sum(array.size for array in (data.x, data.t, data.val_x, data.val_t))
    if size > limits.bytes:
        template = N_("the data would take {size} MB, more than {most} MB; use fewer examples")
        if spec.dtype == "float64" and size // 2 <= limits.bytes:
            template = N_(
                "the data would take {size} MB, more than {most} MB; use fewer examples, or "
                'dtype = "float32", with which they fit'
            )
        place = spec.where("data")
        raise LessonError(template, place=place, size=size >> 20, most=limits.bytes >> 20)


def _kept_of_an_example(drawn: Outline) -> int:
    """Numbers of a validation example that are there at once although the network computes in
    parts: the prepared inputs, targets, and what loss and metrics read and make, at most."""
    network, plan = drawn.network, drawn.plan
    judged = judging(network, plan)
    outputs = judged_outputs(network, judged)
    largest = max((math.prod(network.shapes[use.writes]) for use in outputs), default=1)
    inputs = sum(math.prod(shape[1:]) for shape in (drawn.data.x.shape, network.shapes[INPUT]))
    return 2 * inputs + (2 + len(outputs) + len(judged)) * largest


def _of_validation(*, fits: bool) -> str:
    """Why the validation examples are refused; `fits` says whether float32 would do."""
    if fits:
        return N_(
            "an iteration and the {rows} validation examples would take {size} MB, more than "
            '{most} MB; say dtype = "float32", with which they fit, or keep fewer of them'
        )
    return N_(
        "an iteration and the {rows} validation examples would take {size} MB, more than "
        "{most} MB; keep fewer of them, or use fewer units"
    )


def _of_an_iteration(*, fits: bool) -> str:
    """Why an iteration is refused; `fits` says whether float32 would do."""
    if fits:
        return N_(
            "one iteration would take {size} MB, more than {most} MB; use a smaller batch or fewer "
            'units, or dtype = "float32", with which it fits'
        )
    return N_(
        "one iteration would take {size} MB, more than {most} MB; use a smaller "
        "batch or fewer units"
    )
