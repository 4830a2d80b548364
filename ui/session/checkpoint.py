"""Checkpoint: all that a learner made of a lesson, as plain data, and a position made from it.

It holds no numbers of the run: the tick and what was changed say what they are. A fingerprint of
those at the tick says whether they are the same again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from visualnn.company.companion import Companion
from visualnn.company.companion_run import CompanionRun, RunKind
from visualnn.company.company import COMPANY_BYTES, KEPT_RUN_BYTES, MAX_RUN_COUNT
from visualnn.company.quoted import quoted_of
from visualnn.dataclass import dataclass
from visualnn.expr import Index
from visualnn.grain import Grain
from visualnn.journal.fingerprint import fingerprint
from visualnn.lesson import Lesson
from visualnn.lesson.file import LESSON_RUN
from visualnn.program import Program
from visualnn.run.history import Edit, History
from visualnn.tell.frame import Focus

from .position import HISTORY_BYTES, Position, Way
from .prepared import BOOKMARK_COUNT, Bookmark, Prepared
from .reading import (
    index,
    number,
    place,
    plain_number,
    plain_place,
    point,
    switch,
    table,
    text,
    whole,
)
from .trail import SPOTS, Spot, Trail

__all__ = ["Resumed", "checkpoint", "resumed"]

EDIT_COUNT = 100_000
"""Edits that a run may have, those included that were taken back."""
ANSWER_COUNT = 10_000
BREAKPOINT_COUNT = 10_000


@dataclass(frozen=True)
class Resumed:
    """A position as a checkpoint says, and the way from the beginning of the lesson to where the
    learner was."""

    position: Position
    way: Way
    eye: Index | None
    """The row and unit to stay on, once the way is gone."""
    grain: int
    fingerprint: Mapping[str, Any]


# -- to plain data ---------------------------------------------------------------------------------


def checkpoint(position: Position, grain: int) -> dict[str, object] | None:
    """What all wishes until now have come to, as JSON can hold it; None where a run was changed in
    other ways than number by number, or its lesson was."""
    runs = (position.lesson, *(each.run.opened for each in position.company.companions.values()))
    turns = position.turns
    if turns.done or turns.undone or any(run.changes for run in runs if run is not None):
        return None
    histories = [position.history, *(_histories(position).values())]
    if not all(isinstance(e, Edit) for h in histories for laid in h.changes for e in laid):
        return None
    frame, focus = position.frame, position.focus
    return {
        "tick": position.tick,
        "focus": plain_place(focus.place) if focus else None,
        "term": focus.term if focus else None,
        "eye": None if position.eye is None else [*position.eye],
        "pinned": plain_place(position.pinned) if position.pinned else None,
        "point": None if position.point is None else [*map(plain_number, position.point)],
        "grain": grain,
        "breakpoints": sorted(position.breakpoints),
        "conditions": [*map(str, position.conditions)],
        "followed": [*position.watching.pinned],
        "trail": [
            [_spot(s) for s in pile] for pile in (position.trail.left, position.trail.returned)
        ],
        "said": [[*key, said] for key, said in _answers(position).items()],
        "hands": [[*key, *counts] for key, counts in position.prepared.class_counts.items()],
        "bookmarks": [
            [n, b.tick, b.sentence, plain_place(b.place) if b.place else None, b.panel]
            for n, b in position.prepared.bookmarks.items()
        ],
        "leader": _run(position, position.company.leader, position.history, position.lesson),
        "runs": [
            _run(position, each.run, each.history, each.run.opened)
            for each in position.company.companions.values()
        ],
        "numbers": fingerprint(frame.values if frame else {}),
    }


def _histories(position: Position) -> dict[str, History]:
    """The histories of the runs beside the leading one, as far as they have one."""
    companions = position.company.companions
    return {name: each.history for name, each in companions.items() if each.history is not None}


def _answers(position: Position) -> dict[tuple[str, str, str], float | str]:
    lesson = position.first_lesson
    here = {lesson.name, lesson.spec.beside}
    return {key: said for key, said in position.said.items() if key[0] in here}


def _spot(spot: Spot) -> list[object]:
    return [spot.tick, plain_place(spot.place) if spot.place else None]


def _run(
    position: Position, run: CompanionRun, history: History | None, lesson: Lesson | None
) -> dict[str, object]:
    """A run of the company: what it is called, whose lesson it runs, and what was changed in it."""
    known: dict[str, object] = {
        "id": run.id,
        "kind": str(run.kind),
        "number": run.number,
        "of": run.of,
        "mark": run.mark,
        "left_out": run.is_left_out,
        "front": run.is_in_front,
    }
    is_touched = history is not None and (history.can_undo or history.can_redo)
    if lesson is None or not (is_touched or run.kind in {RunKind.KEPT, RunKind.GHOST}):
        return known
    known["lesson"] = _lesson_id(position, lesson)
    if history is not None:
        known |= {"changes": [*_chain(history.changes)], "now": history.undo_count}
    return known


def _lesson_id(position: Position, lesson: Lesson) -> str:
    """The id of the run that a lesson brings with this lesson: itself, a variant, the one
    beside."""
    first = position.first_lesson
    if lesson is first:
        return first.variant or LESSON_RUN
    if lesson.variant is not None:
        return lesson.variant
    if lesson is first.base:
        return LESSON_RUN
    return first.spec.beside or LESSON_RUN


def _chain(changes: Sequence[Sequence[object]]) -> Iterator[list[object]]:
    """Each of some tuples of edits as the number of edits that it has in common with the one before
    it, and those that follow."""
    before: Sequence[object] = ()
    for laid in changes:
        same = 0
        while same < min(len(before), len(laid)) and before[same] == laid[same]:
            same += 1
        yield [same, *([e.tick, plain_place(e.place), plain_number(e.value)] for e in laid[same:])]  # type: ignore[attr-defined]
        before = laid


# -- and back --------------------------------------------------------------------------------------


def resumed(lesson: Lesson, data: object) -> Resumed:
    """The position that a checkpoint of this lesson describes. Nothing is computed yet.

    Raises TypeError, ValueError, KeyError or IndexError for what is no checkpoint of this lesson,
    VisualnnError if one of its runs cannot be opened.
    """
    data = table(data)
    position = Position(lesson)
    _take_runs(position, data)
    position.breakpoints = frozenset(map(text, _list(data["breakpoints"], BREAKPOINT_COUNT)))
    position.take_conditions(map(text, _list(data["conditions"], BREAKPOINT_COUNT)))
    for followed in _list(data["followed"], BREAKPOINT_COUNT):
        position.watching.toggle(text(followed))
    position.pinned = None if data["pinned"] is None else place(data["pinned"])
    position.point = None if data["point"] is None else _point_of(data["point"])
    left, returned = (tuple(map(_spot_of, _list(p, 2 * SPOTS))) for p in _list(data["trail"], 2))
    position.trail = Trail(left, returned)
    position.said = MappingProxyType(
        {
            (text(name), text(stop), text(question)): text(said)
            if isinstance(said, str)
            else number(said)
            for name, stop, question, said in _list(data["said"], ANSWER_COUNT)
        }
    )
    position.prepared = _prepared(data)
    tick = min(max(whole(data["tick"]), 0), position.lesson.last_tick)
    term = None if data["term"] is None else whole(data["term"])
    focus = None if data["focus"] is None else Focus(place(data["focus"]), term)
    eye = None if data["eye"] is None else index(data["eye"])
    grain = int(Grain(whole(data["grain"])))
    return Resumed(position, Way(tick, focus), eye, grain, table(data["numbers"]))


def _list(value: object, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError(value)
    return value


def _prepared(data: Mapping[str, Any]) -> Prepared:
    """What was prepared for a class; a checkpoint of before there was such a thing has none."""
    counts = {
        (text(stop), text(question)): tuple(map(whole, counts))
        for stop, question, *counts in _list(data.get("hands", []), ANSWER_COUNT)
    }
    bookmarks = {
        whole(n): Bookmark(
            whole(at), text(said), None if there is None else place(there), text(panel)
        )
        for n, at, said, there, panel in _list(data.get("bookmarks", []), BOOKMARK_COUNT)
    }
    return Prepared(MappingProxyType(counts), MappingProxyType(bookmarks))


def _point_of(value: object) -> tuple[float, ...]:
    """A point that a network can be asked about."""
    found = point(value)
    if not all(map(math.isfinite, found)):
        raise ValueError(value)
    return found


def _spot_of(value: object) -> Spot:
    tick, there = _list(value, 2)
    return Spot(whole(tick), None if there is None else place(there))


def _take_runs(position: Position, data: Mapping[str, Any]) -> None:
    """Let the runs of a checkpoint stand beside the position, and its leader lead."""
    runs = [table(each) for each in _list(data["runs"], MAX_RUN_COUNT - 1)]
    leader = table(data["leader"])
    marks = [whole(each["mark"]) for each in (leader, *runs)]
    if len(set(marks)) < len(marks) or not set(marks) <= set(range(MAX_RUN_COUNT)):
        raise ValueError(marks)
    brought = dict(position.company.companions)
    companions = [_companion(position, brought, each) for each in runs]
    called = _called(leader, position.company.leader, position.lesson)
    if "lesson" in leader or leader["id"] != position.company.leader.id:
        name = text(leader.get("lesson", leader["id"]))
        position.lesson = _lesson_of(position, brought, name)
        position.history = _history_of(position.lesson, leader, HISTORY_BYTES)
        position.quoted = quoted_of(position.lesson)
        position.watching.take(position.history, position.lesson.iterations)
        called = _called(leader, position.company.leader, position.lesson)
    position.company.arrange(companions, called)


def _companion(
    position: Position, brought: Mapping[str, Companion], data: Mapping[str, Any]
) -> Companion:
    name = text(data["id"])
    if "lesson" not in data and name in brought:
        companion = brought[name]
        companion.run = replace(
            companion.run,
            mark=whole(data["mark"]),
            is_left_out=switch(data["left_out"]),
            is_in_front=switch(data["front"]),
        )
        return companion
    lesson = _lesson_of(position, brought, text(data.get("lesson", name)))
    history = _history_of(lesson, data, KEPT_RUN_BYTES)
    return Companion.of(_called(data, None, lesson), lesson, history)


def _called(data: Mapping[str, Any], known: CompanionRun | None, lesson: Lesson) -> CompanionRun:
    """What a run is called among the others."""
    title = next((each.title for each in lesson.variants if each.id == lesson.variant), None)
    run = known
    if run is None or run.id != data["id"]:
        kind = RunKind(text(data["kind"]))
        own = None if kind is RunKind.BESIDE else title or lesson.spec.run_title
        run = CompanionRun(text(data["id"]), lesson.name, kind, own, whole(data["number"]))
    return replace(
        run,
        of=text(data["of"]),
        mark=whole(data["mark"]),
        is_left_out=switch(data["left_out"]),
        is_in_front=switch(data["front"]),
        opened=lesson,
    )


def _lesson_of(position: Position, brought: Mapping[str, Companion], name: str) -> Lesson:
    first = position.first_lesson
    if name == (first.variant or LESSON_RUN):
        return first
    if name not in brought:
        raise KeyError(name)
    return brought[name].opened(COMPANY_BYTES // MAX_RUN_COUNT)[0]


def _history_of(lesson: Lesson, data: Mapping[str, Any], budget: int) -> History:
    history = History(lesson.program, lesson.start, budget)
    if "changes" in data:
        changes = [*_changes_of(lesson, _list(data["changes"], EDIT_COUNT))]
        now = whole(data["now"])
        if not 0 <= now < len(changes):
            raise IndexError(now)
        history.take_changes(changes, now)
    return history


def _changes_of(lesson: Lesson, chain: Sequence[object]) -> Iterator[tuple[Edit, ...]]:
    before: tuple[Edit, ...] = ()
    for link in chain:
        same, *rest = _list(link, EDIT_COUNT)
        edits = [_edit_of(lesson, each) for each in rest]
        before = (*before[: whole(same)], *edits)
        if any(a.tick > b.tick for a, b in pairwise(before)):
            raise ValueError(link)
        yield before


def _edit_of(lesson: Lesson, data: object) -> Edit:
    tick, there, value = _list(data, 3)
    edit = Edit(whole(tick), place(there), number(value))
    if not 0 <= edit.tick <= lesson.last_tick or not _is_there(lesson.program, edit):
        raise ValueError(data)
    return edit


def _is_there(program: Program, edit: Edit) -> bool:
    """Whether a program has such a number at that tick."""
    now, name, at = program.locate(edit.tick), edit.place.name, edit.place.index
    done = program.done_after(name, now.iteration)
    shape = program.shapes[program.is_closing(now.iteration)].get(name)
    is_known = name in program.carried or (done is not None and done <= now.done)
    return (
        is_known
        and shape is not None
        and len(at) == len(shape)
        and all(0 <= i < n for i, n in zip(at, shape, strict=True))
    )
