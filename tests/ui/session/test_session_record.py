"""A session does what its record says: every wish from several places, and each verb."""

from __future__ import annotations

import copy
import inspect
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import cycle, islice
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.recording import Log, plain
from tests.ui.runs import bursting, lesson, opened
from tests.ui.session.test_wishes import EXAMPLES
from ui.session import wishes
from ui.session.checkpoint import checkpoint, resumed
from ui.session.session import Session
from visualnn.errors import VisualnnError
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame

QUESTIONS = (
    "tick", "last_tick", "grain", "speed", "place", "written", "breakpoints", "is_followed",
    "has_trouble", "can_undo", "can_redo", "has_parting", "left_out", "dismissible", "rate",
    "rate_text", "seed", "lesson_name", "lesson_title", "playing", "is_resuming", "drift", "shapes",
)  # fmt: skip
"""What a session is asked after each wish."""
SIGNALS = ("failed", "checked", "recorded", "lesson_wished", "playing_changed")
ODD = (
    wishes.Seek(-3),
    wishes.Seek(10**9),
    wishes.Visit(Source("nothing")),
    wishes.Visit(Source("output.W", (9, 9))),
    wishes.Visit(Source("d.hidden.W", (0, 0))),
    wishes.LookAt(Source("output.b", (0,))),
    wishes.CheckGradient(),
    wishes.SeekOrigin(),
    wishes.Edit(Source("x", (0, 0)), 1.0),
    wishes.Edit(Source("output.b", (0,)), math.nan),
    wishes.Edit(Source("lr"), 0.25),
    wishes.Edit(Source("lr"), math.inf),
    wishes.Undo(),
    wishes.Redo(),
    wishes.Redo(),
    wishes.StepUnit(2, -1),
    wishes.StepUnit(3, +1),
    wishes.StepUnit(9, +1),
    wishes.SetGrain(5),
    wishes.Step(+1),
    wishes.Step(-1),
    wishes.SetGrain(17),
    wishes.SetGrain(2),
    wishes.StepOut(),
    wishes.LookBack(-1),
    wishes.LookBack(-1),
    wishes.LookBack(+1),
    wishes.SeekStop(-1),
    wishes.ToggleBreakpoint("nothing"),
    wishes.ToggleCondition("L <"),
    wishes.ToggleCondition("L < 0.7"),
    wishes.ToggleWatch("hidden.W[0,1]"),
    wishes.ToggleWatch("hidden.W[0,1]"),
    wishes.ToggleWatch("nothing"),
    wishes.Turn("optimizer.lr", "0.3"),
    wishes.Turn("nothing", "1"),
    wishes.Undo(),
    wishes.Keep(),
    wishes.BringToFront("kept-1"),
    wishes.Lead("kept-1"),
    wishes.LeaveOut("kept-1"),
    wishes.BringBack("kept-1"),
    wishes.Dismiss("kept-1"),
    wishes.AnswerQuestion("nothing", "nothing", 1.0),
    wishes.Seek(20, leaves=True),
    wishes.SeekEnd(),
    wishes.SeekStart(),
)
"""Wishes that are refused, or that depend on what was wished before."""


def state(session: Session) -> Mapping[str, str]:
    told = {name: plain(getattr(session, name)) for name in QUESTIONS}
    told["breakpoints"] = plain(sorted(session.breakpoints))
    told["runs"] = plain(len(session.runs))
    told["front"] = plain(session.front is not None)
    told["stops"] = plain([session.has_stop(way) for way in (-1, 1)])
    told["looks"] = plain([session.can_look_back(way) for way in (-1, 1)])
    told["granted"] = plain(len(session.granted))
    frame = session.frame
    if frame is not None:
        told["focus"] = plain(frame.focus)
        told["names"] = plain(sorted(frame.values))
        told["place"] += f" {plain(frame.place)}"
    return told


def record(session: Session, places: tuple[int, ...], name: str) -> None:
    log = Log(name, lambda: state(session))
    for name in SIGNALS:
        getattr(session, name).connect(log.hear(name))
    log.did("at the beginning")
    for place in places:
        session.grant(wishes.Seek(place))
        session.finish()
        for wish in (*EXAMPLES, *ODD):
            if isinstance(wish, wishes.BeginStudy):
                continue  # in processes of its own: test_studying
            session.grant(wish)
            session.finish()
            log.did(plain(wish))
    log.end()


@pytest.mark.parametrize("name", ["xor", "logistic", "trajectories", "burst"])
def test_every_wish_does_what_its_record_says(qtbot: QtBot, patient: None, name: str) -> None:
    session = opened(bursting() if name == "burst" else lesson(name))
    record(session, (1, 50), f"session/wishes-{name}")


def test_every_verb_does_what_its_record_says(qtbot: QtBot, patient: None) -> None:
    session = opened(lesson("xor"))
    log = Log("session/verbs", lambda: state(session))
    for name in SIGNALS:
        getattr(session, name).connect(log.hear(name))
    verbs = [name for name, verb in vars(Session).items() if inspect.isfunction(verb)]
    session.seek(30)
    session.look_at(Source("output.b", (0,)))
    log.did("looked at")
    for name in verbs * 2:
        verb = getattr(session, name)
        needed = [
            p
            for p in inspect.signature(verb).parameters.values()
            if p.default is inspect.Parameter.empty
        ]
        if not needed:
            verb()
            session.finish()
            log.did(name)
        elif [p.name for p in needed] == ["direction"]:
            for direction in (-1, 1):
                verb(direction)
                session.finish()
                log.did(f"{name} {direction}")
        session.pause()
    log.end()


# -- what panels are shown while something follows the hand ----------------------------------------

MOST_LETTERS = 400
"""So much of a value is written down at most."""
HANDS: tuple[tuple[str, Callable[[Session], object]], ...] = (
    ("points at a weight", lambda session: session.point_at(Source("hidden.W", (0, 1)))),
    ("points at it again", lambda session: session.point_at(Source("hidden.W", (0, 1)))),
    ("points at nothing", lambda session: session.point_at(None)),
    ("pins a unit", lambda session: session.pin(Source("hidden.a", (0, 2)))),
    ("pulls a weight", lambda session: session.pull(Source("output.b", (0,)), 0.5)),
    ("shows it", lambda session: session.show_pulled()),
    ("shows it again", lambda session: session.show_pulled()),
    ("pulls on", lambda session: session.pull(Source("output.b", (0,)), 0.75)),
    ("shows that", lambda session: session.show_pulled()),
    ("lets go and puts back", lambda session: session.let_go(kept=False)),
    ("lets go of nothing", lambda session: session.let_go(kept=True)),
    ("pulls once more", lambda session: session.pull(Source("output.b", (0,)), 0.25)),
    ("shows this", lambda session: session.show_pulled()),
    ("keeps it", lambda session: session.let_go(kept=True)),
    ("pulls what is no parameter", lambda session: session.pull(Source("x", (0, 0)), 0.25)),
    ("shows nothing", lambda session: session.show_pulled()),
    ("pulls and steps", lambda session: session.pull(Source("hidden.b", (0,)), 0.25)),
    ("steps", lambda session: session.over()),
    ("unpins", lambda session: session.pin(None)),
    ("draws a point", lambda session: session.sketch((0.25, 0.75))),
    ("draws on", lambda session: session.sketch((0.5, 0.5))),
    ("asks about it", lambda session: session.grant(wishes.Ask((0.5, 0.5)))),
    ("asks no more", lambda session: session.grant(wishes.Ask(None))),
    ("pulls a start", lambda session: session.pull_start((0.5, -0.5))),
    ("shows the start", lambda session: session.show_pulled()),
    ("keeps the start", lambda session: session.let_go(kept=True)),
    ("follows a number", lambda session: session.watch_numbers(("hidden.W[0,1]", "L"))),
    ("leaves the others alone", lambda session: session.watch_runs(watched=False)),
    ("looks at them again", lambda session: session.watch_runs(watched=True)),
    ("holds them", lambda session: session.hold_company(held=True)),
    ("lets them go", lambda session: session.hold_company(held=False)),
    ("undoes", lambda session: session.undo()),
    ("plays", lambda session: session.play()),
    ("halts", lambda session: session.halt()),
    ("cancels", lambda session: session.cancel()),
    ("looks anew", lambda session: session.refresh()),
)


def told(thing: object) -> str:
    """A value of a frame in words: of an array its shape and its sum."""
    if isinstance(thing, np.ndarray):
        return f"{thing.shape} {float(thing.sum()):.5g}" if thing.dtype.kind in "fiub" else "texts"
    if isinstance(thing, Mapping):
        return ", ".join(f"{key}: {told(value)}" for key, value in list(thing.items())[:12])
    return plain(thing)[:MOST_LETTERS]


def frame_state(frame: Frame | None) -> dict[str, str]:
    if frame is None:
        return {}
    left_out = {"lesson", "leader"}
    found = {
        f"frame {each.name}": told(getattr(frame, each.name))
        for each in fields(frame)
        if each.name not in left_out
    }
    found["frame values"] = f"{len(frame.values)} {told(dict(sorted(frame.values.items())))}"
    for name in ("runs", "written", "is_own_run", "unfinished"):
        found[f"frame {name}"] = told(getattr(frame, name))
    return found


@pytest.mark.parametrize("name", ["xor", "trajectories"])
def test_what_follows_the_hand_is_shown_as_its_record_says(
    qtbot: QtBot, patient: None, name: str
) -> None:
    session = opened(lesson(name))
    shown: list[Frame] = []
    session.moved.connect(shown.append)

    def now() -> Mapping[str, str]:
        count = len(shown)
        last = shown[-1] if shown else None
        return {**state(session), **frame_state(last), "pictures": str(count)}

    log = Log(f"session/hands-{name}", now)
    for heard in SIGNALS:
        getattr(session, heard).connect(log.hear(heard))
    session.seek(30)
    session.finish()
    log.did("at the beginning")
    for words, act in HANDS:
        act(session)
        if not session.playing:
            session.finish()
        log.did(words)
    log.end()


# -- what is kept of a session, and what is read of it ---------------------------------------------

SPOILT: tuple[object, ...] = (-1, 0, 2, 10**9, 0.5, "x", "", None, True, [], [0], {}, "hidden.W")
"""What stands in the place of a value of a checkpoint; three are tried on each."""


def leaves(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all values in plain data, also of tables and lists."""
    if path:
        yield path
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, dict):
        inner = data.items()
    elif isinstance(data, list):
        inner = enumerate(data)
    for key, value in inner:
        yield from leaves(value, (*path, key))


def replaced(data: Any, path: tuple[str | int, ...], value: object) -> Any:
    """The data with another value at a place; without it if the value is `leaves`."""
    made = copy.deepcopy(data)
    within = made
    for key in path[:-1]:
        within = within[key]
    if value is leaves:
        del within[path[-1]]
    else:
        within[path[-1]] = value
    return made


def resumed_as(what: Lesson, data: object) -> str:
    """What is read of a checkpoint, or how it is refused."""
    try:
        found = resumed(what, data)
    except (TypeError, ValueError, KeyError, IndexError, VisualnnError) as error:
        return f"{type(error).__name__} {str(error)[:80]}"
    position = found.position
    runs = [each.run for each in position.company.companions.values()]
    told = (
        found.way, found.eye, found.grain, sorted(position.breakpoints), position.conditions,
        position.watching.pinned, position.pinned, position.point, position.trail.left,
        position.trail.returned, dict(position.said), position.company.leader.id,
        [(run.id, run.kind, run.mark, run.of, run.number, run.is_left_out, run.is_in_front)
         for run in (position.company.leader, *runs)],
        position.history.undo_count, position.lesson.variant,
        [len(each) for each in position.history.changes], sorted(position.quoted.numbers),
    )  # fmt: skip
    return plain(told)


def test_a_checkpoint_is_written_and_read_as_its_record_says(qtbot: QtBot, patient: None) -> None:
    what = lesson("xor")
    session = opened(what)
    session.seek(40)
    weight = Source("hidden.W", (0, 1))
    for wish in (
        wishes.LookAt(weight),
        wishes.Edit(weight, 0.5),
        wishes.Edit(Source("hidden.b", (0,)), math.inf),
        wishes.Edit(weight, 0.25),
        wishes.Undo(),
        wishes.Keep(),
        wishes.Step(+1),
        wishes.ToggleBreakpoint("hidden.a"),
        wishes.ToggleCondition("L < 0.1"),
        wishes.ToggleWatch("output.b[0]"),
        wishes.LookAt(Source("output.b", (0,))),
        wishes.LookBack(-1),
        wishes.Ask((0.25, 0.5)),
    ):
        session.grant(wish)
        session.finish()
    session.pin(weight)
    log = Log("session/checkpoint", dict)
    data = json.loads(json.dumps(checkpoint(session.position, 2)))
    log.say(json.dumps(data, indent=1))
    whole = resumed_as(what, data)
    log.say(whole)
    values = cycle((leaves, *SPOILT))
    for path in leaves(data):
        if path[0] == "numbers" and len(path) > 1:
            continue  # which are compared elsewhere, once the way is gone
        for value in islice(values, 3):
            told = resumed_as(what, replaced(data, path, value))
            words = "left out" if value is leaves else repr(value)
            log.say(f"{'.'.join(map(str, path))} {words}: {'as whole' if told == whole else told}")
    log.end()
