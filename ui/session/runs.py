"""Runs shown together: what a wish changes in the company, and the ghost that an edit leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType

from visualnn.company.companion import Companion
from visualnn.company.companion_run import PastRun, RunKind
from visualnn.company.company import KEPT_RUN_BYTES
from visualnn.errors import DataError
from visualnn.machine.machine import frozen
from visualnn.ops import Array
from visualnn.text import N_

from . import wishes
from .position import Position

__all__ = ["GHOST_ID", "RunWish", "change_company", "ghost_of", "leave_ghost"]

MAX_PAST_ITERATION_COUNT = 20_000
"""Of a run with more iterations nothing is kept before a change of all runs."""
GHOST_ID = "ghost"
"""The id of the run as it was before the last change."""
RunWish = wishes.Keep | wishes.Dismiss | wishes.LeaveOut | wishes.BringBack | wishes.BringToFront


def change_company(position: Position, wish: RunWish) -> None:
    """Change which runs are shown, and how. Raises VisualnnError if there is no such run, no room
    for one more, or the network is too large to be kept; nothing is changed then."""
    company = position.company
    match wish:
        case wishes.Keep():
            _keep(position)
        case wishes.Dismiss(run):
            if run == GHOST_ID:
                company.tell_past({})
            if run != GHOST_ID or run in company.runs:
                company.dismiss(run)
        case wishes.LeaveOut(run):
            company.leave_out(run, is_left_out=True)
        case wishes.BringBack(run):
            company.leave_out(run, is_left_out=False)
        case wishes.BringToFront(run):
            company.bring_to_front(run)


def _keep(position: Position) -> None:
    if position.history.large:
        raise DataError(N_("this network is too large for a second run of it to be kept"))
    numbers = {position.company.leader.number} | {
        run.number for run in position.company.runs.values()
    }
    number = max(numbers) + 1
    position.company.add(_as_it_is(position, f"kept-{number}", RunKind.KEPT, number))


def _as_it_is(position: Position, name: str, kind: RunKind, number: int = 0) -> Companion:
    """The leading run as it is now, under another name."""
    run = position.company.leader.renamed(name, kind, number)
    return Companion.of(run, position.lesson, position.history.fork(KEPT_RUN_BYTES))


def ghost_of(position: Position) -> Companion | None:
    """The run as it is now, before a change; None where somebody keeps it already, or its network
    is too large."""
    history = position.history
    if history.large or position.company.holds(position.lesson, history):
        return None
    return _as_it_is(position, GHOST_ID, RunKind.GHOST)


def pasts_of(position: Position, names: Iterable[str]) -> dict[str, PastRun]:
    """What is known of runs before a change of all of them, of the leading one too if it is among
    them; nothing of a very long one."""
    company, found = position.company, {}
    for name in names:
        is_leading = name == company.leader.id
        history = position.history if is_leading else company.history_of(name)
        if history is not None and history.furthest <= MAX_PAST_ITERATION_COUNT:
            found[name] = PastRun(_copied(history.curves), _copied(history.trails))
    return found


def _copied(numbers: Mapping[str, Array]) -> Mapping[str, Array]:
    """Numbers that stay when the run that they are of goes another way."""
    return MappingProxyType({name: frozen(array.copy()) for name, array in numbers.items()})


def leave_ghost(
    position: Position, ghost: Companion | None, pasts: Mapping[str, PastRun] | None = None
) -> None:
    """After a change: let the run before it stand beside the new one, unless there is no room, or
    the change led back to what it was. Where all runs were changed, `pasts` are what they were."""
    company = position.company
    company.tell_past(pasts or {})
    if GHOST_ID in company.runs:
        company.dismiss(GHOST_ID)
    if ghost is not None:
        with suppress(DataError):
            company.add(ghost)
