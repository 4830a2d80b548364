"""A session does what its record says: every wish from several places, and each verb."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.recording import Log, plain
from tests.ui.runs import bursting, lesson, opened
from tests.ui.session.test_wishes import EXAMPLES
from ui.session import wishes
from ui.session.session import Session
from visualnn.expr import Source

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
