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
        raise LessonError(
            _advice(
                halves and size // 2 <= limits.bytes,
                N_("the data would take {size} MB, more than {most} MB; use fewer examples"),
                N_(
                    "the data would take {size} MB, more than {most} MB; use fewer examples, or "
                    'dtype = "float32", with which they fit'
                ),
            ),
            place=spec.where("data"),
            size=size >> 20,
            most=limits.bytes >> 20,
        )
    if largest <= limits.bytes:
        return
    fits = halves and largest // 2 <= limits.bytes
    if plan.validation_rows > plan.batch:
        raise LessonError(
            _advice(
                fits,
                N_(
                    "the {rows} validation examples are computed at once and would take {size} MB, "
                    "more than {most} MB; validate on fewer, or use fewer units"
                ),
                N_(
                    "the {rows} validation examples are computed at once and would take {size} MB, "
                    'more than {most} MB; say dtype = "float32", with which they fit, or validate '
                    "on fewer"
                ),
            ),
            place=spec.where("data"),
            rows=plan.validation_rows,
            size=largest >> 20,
            most=limits.bytes >> 20,
        )
    raise LessonError(
        _advice(
            fits,
            N_(
                "one iteration would take {size} MB, more than {most} MB; use a smaller "
                "batch or fewer units"
            ),
            N_(
                "one iteration would take {size} MB, more than {most} MB; use a smaller "
                'batch or fewer units, or dtype = "float32", with which it fits'
            ),
        ),
        place=spec.where("batch"),
        size=largest >> 20,
        most=limits.bytes >> 20,
    )


def _advice(halved_fits: bool, usual: str, halving: str) -> str:
    """The sentence with advice that helps."""
    return halving if halved_fits else usual
