"""What is too large is refused before anything is allocated."""

from __future__ import annotations

import math

import numpy as np

from ..errors import LessonError
from ..text import N_
from .blame import blamed_on
from .parts import Limits, Outline


def check_budget(drawn: Outline, limits: Limits) -> None:
    """Refuse, before anything is allocated, what would not fit into memory or on a screen."""
    spec, network, plan = drawn.spec, drawn.network, drawn.plan
    parameters = sum(math.prod(parameter.shape) for parameter in network.parameters)
    if parameters > limits.parameters:
        raise LessonError(
            N_("the network has {count} parameters, more than {most}; use fewer units"),
            place=spec.where("layers"),
            count=parameters,
            most=limits.parameters,
        )
    values = sum(math.prod(network.shapes[use.writes]) for use in network.applications)
    width = np.dtype(spec.dtype).itemsize
    with blamed_on(spec, "optimizer"):
        arrays = plan.rule.arrays + plan.callbacks.copies
    largest = width * (arrays * parameters + 3 * values * (plan.batch + plan.validation_rows))
    size = width * sum(
        array.size for array in (drawn.data.x, drawn.data.t, drawn.data.val_x, drawn.data.val_t)
    )
    halves = spec.dtype == "float64"
    if size > limits.bytes:
        template = N_("the data would take {size} MB, more than {most} MB; use fewer examples")
        if halves and size // 2 <= limits.bytes:
            template = N_(
                "the data would take {size} MB, more than {most} MB; use fewer examples, or "
                'dtype = "float32", with which they fit'
            )
        place = spec.where("data")
        raise LessonError(template, place=place, size=size >> 20, most=limits.bytes >> 20)
    if largest > limits.bytes:
        fits = halves and largest // 2 <= limits.bytes
        is_validated = plan.validation_rows > plan.batch
        # what is left of the budget beside an iteration, in examples that are checked on
        left = limits.bytes // width - arrays * parameters - 3 * values * plan.batch
        count = max(0, left // (3 * values))
        more = max(0, (left + limits.bytes // width) // (3 * values)) if halves else 0
        raise LessonError(
            _of_validation(fits, count, more) if is_validated else _of_an_iteration(fits=fits),
            place=spec.where("data" if is_validated else "batch"),
            rows=plan.validation_rows,
            size=largest >> 20,
            most=limits.bytes >> 20,
            count=count,
            more=more,
        )


def _of_validation(fits: bool, count: int, more: int) -> str:
    """Why the validation examples are refused; `fits` says whether float32 would do, `count` how
    many would fit, and `more` how many in float32, 0 where it is that already."""
    if fits:
        return N_(
            "the {rows} validation examples are computed at once and would take {size} MB, more "
            'than {most} MB; say dtype = "float32", with which they fit, or keep {count} of them'
        )
    if count and more:
        return N_(
            "the {rows} validation examples are computed at once and would take {size} MB, more "
            'than {most} MB; keep {count} of them, {more} with dtype = "float32", or use fewer '
            "units"
        )
    if count:
        return N_(
            "the {rows} validation examples are computed at once and would take {size} MB, more "
            "than {most} MB; keep {count} of them, or use fewer units"
        )
    return N_(
        "the {rows} validation examples are computed at once and would take {size} MB, more than "
        "{most} MB; use fewer units"
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
