"""Starting elsewhere: all walkers on a bare function begin at another place, and go back
together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from visualnn.company.companion_run import RunKind
from visualnn.errors import VisualnnError
from visualnn.run.edits import Edit
from visualnn.run.history import History
from visualnn.run.starting import WaysAhead, start_edits, start_of
from visualnn.views.base import UnsuitedError
from visualnn.views.landscape import landscape_of

if TYPE_CHECKING:
    from visualnn.company.company import Company
    from visualnn.lesson import Lesson
    from visualnn.ops.landscape import Landscape

__all__ = ["follow_start", "runs_at_start", "start_at", "ways_ahead"]

STAYING = frozenset({RunKind.KEPT, RunKind.GHOST})
"""Runs that stay as somebody left them."""


def start_at(lesson: Lesson, history: History, company: Company, start: tuple[float, ...]) -> None:
    """Let the leading run, and all beside it that walk on the same function and that nobody kept,
    begin at a place. Raises UnsuitedError for a lesson with a network, ShapeError for what is no
    start; nothing is changed then."""
    landscape_of(lesson)
    edits = start_edits(lesson.start["w"], start)
    history.edit_together(edits)
    for name in runs_at_start(lesson, company):
        company.change(name, lambda other: other.edit_together(edits))


def follow_start(
    lesson: Lesson,
    history: History,
    company: Company,
    before: tuple[Edit, ...],
    *,
    is_undone: bool,
) -> bool:
    """After the leading run's last change was undone, or made again: let the runs that changed
    their start together with it do the same. `before` is what was laid over its start; whether the
    start was changed for all."""
    now = start_of(history.laid.items)
    if now == before:
        return False
    moved = [n for n in runs_at_start(lesson, company) if _goes_along(company, n, before, now)]
    for name in moved:
        company.change(name, _undo if is_undone else _redo)
    return bool(moved)


def _undo(history: History) -> None:
    history.undo()


def _redo(history: History) -> None:
    history.redo()


def _goes_along(
    company: Company, name: str, before: tuple[Edit, ...], now: tuple[Edit, ...]
) -> bool:
    """Whether the next change of a run, back or on, is that of its start from `before` to `now`."""
    history = company.history_of(name)
    if history is None or start_of(history.laid.items) != before:
        return False
    changes, here = history.changes, history.undo_count
    beside = [changes[n] for n in (here - 1, here + 1) if 0 <= n < len(changes)]
    return any(start_of(items) == now for items in beside)


def ways_ahead(
    lesson: Lesson, leading: History, company: Company, tick: int, start: tuple[float, ...]
) -> WaysAhead:
    """The ways of the same runs from a place, as far as the leading run is at a tick. Raises what
    `start_at` raises."""
    landscape_of(lesson)
    iteration = leading.program.locate(tick).iteration
    updates = iteration + (tick >= leading.program.end_of(iteration))
    runs = {company.leader.id: (leading, updates)}
    for name in runs_at_start(lesson, company):
        history, iterations = company.history_of(name), company.lesson_of(name).iterations
        if history is not None:
            runs[name] = history, min(updates, iterations)
    return WaysAhead(runs, start)


def runs_at_start(leading: Lesson, company: Company) -> Iterator[str]:
    """The ids of the runs that start where the leading one does; none beside one with a network."""
    try:
        ground = landscape_of(leading)
    except UnsuitedError:
        return
    for name, run in company.runs.items():
        if run.kind not in STAYING and _walks_on(company, name, ground):
            yield name


def _walks_on(company: Company, name: str, ground: Landscape) -> bool:
    """Whether a run has one walker on a function; one that cannot be opened has none."""
    try:
        lesson = company.lesson_of(name)
        return landscape_of(lesson) is ground and lesson.start["w"].ndim == 1
    except VisualnnError:
        return False
