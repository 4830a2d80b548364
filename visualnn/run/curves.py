"""Curves up to a tick. The n-th number of a curve is what was found after n updates.

A history takes a number down once its iteration is done. The pass that closes a run updates
nothing, so its loss and metrics are behind the last of them: they are found with the parameters
that the run ends with.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from ..machine.machine import frozen
from ..ops import Array
from ..program import Program
from .history import History

__all__ = ["closed_curves", "curves_at", "iterations_of_number", "with_values"]


def iterations_of_number(program: Program, name: str) -> int:
    """How many iterations one number of a curve stands for: those of an epoch, for what is
    measured at its end, else one."""
    is_closing = program.done_after(name, 0) is None and program.iterations > 1
    return program.iterations if is_closing else 1


def with_values(
    program: Program, curves: Mapping[str, Array], tick: int, values: Mapping[str, Array]
) -> Mapping[str, Array]:
    """The curves, and behind the number of the last iteration that is done what the iteration of
    the tick has written for good by then; `values` are those at the tick. A curve that knows that
    number already is the same object."""
    place = program.locate(tick)
    iteration, found = place.iteration, dict(curves)
    for name, curve in curves.items():
        written = program.last_writing(name, iteration)
        if written is None or written > place.done or name in program.carried:
            continue
        if len(curve) == iteration // iterations_of_number(program, name):
            found[name] = frozen(np.append(curve, values[name]))
    return MappingProxyType(found)


def curves_at(
    program: Program, curves: Mapping[str, Array], tick: int, values: Mapping[str, Array]
) -> Mapping[str, Array]:
    """The numbers of the curves that are written by a tick, however far they were computed;
    `values` are those at the tick."""
    iteration = program.locate(tick).iteration
    done = iteration + (tick >= program.end_of(iteration))
    until = {
        name: curve[: done // iterations_of_number(program, name)] for name, curve in curves.items()
    }
    return with_values(program, until, tick, values)


def closed_curves(history: History) -> Mapping[str, Array]:
    """The curves of all iterations that were computed, and of the pass that closes a run of so
    many updates: one number more for everything that is found in every iteration."""
    program = history.program
    tick = program.closing_tick(history.furthest)
    curves = history.curves  # behind the tick it may be that nothing is written
    return curves_at(program, curves, tick, history.at(tick).values)
