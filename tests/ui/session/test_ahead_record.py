"""How far playing may go at once, and at what it halts, is as the record says."""

from __future__ import annotations

import time

from tests.ui.recording import Record, plain
from tests.ui.runs import lesson
from ui.session import ahead
from ui.session.position import Position, Way
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import changed
from visualnn.machine.walk import Grain
from visualnn.text import use_language

STOPPING = 'callbacks.early_stopping={monitor = "L", patience = 3, min_delta = 0.01}'


def at(position: Position, tick: int) -> Position:
    position.pass_through(Way(tick))
    return position


def test_how_far_one_may_go_at_once_is_as_its_record_says(patient: None) -> None:
    use_language("en")
    record = Record("session/ahead")
    xor = Position(lesson("xor"))
    program = xor.history.program
    for grain in Grain:
        reached = [ahead.after_steps(at(xor, tick), grain, steps) for tick in (0, 7, 40)
                   for steps in (0, 1, 3)]  # fmt: skip
        record.say(f"{grain.name}: {reached}")
    for furthest in (0, 1, 30, 400, xor.lesson.iterations):
        xor.history.run_to(furthest)
        ticks = (0, 1, program.end_of(0), program.end_of(0) + 1, program.end_of(28),
                 program.end_of(29), program.end_of(390), xor.lesson.last_tick)  # fmt: skip
        for tick in ticks:
            if tick <= program.end_of(max(furthest - 1, 0)):
                # no time is left: of what is new one iteration is computed
                goal = ahead.fast_goal(at(xor, tick), time.perf_counter() - 9.0, 0.0)
                record.say(f"{furthest} known, at {tick}: {goal}")
    for text in ("L < 0.6", "hidden.W[0,1] > 0", "L < 0", "mean(hidden.a) >= 0"):
        xor.toggle_condition(text)
        for here, there in (
            (0, 5),
            (0, program.end_of(0)),
            (3, 4_000),
            (program.end_of(40), 9_000),
        ):
            record.say(
                f"{text} from {here} to {there}: {ahead.condition_before(at(xor, here), there)}"
            )
    for name in ("hidden.a", "L", "d.output.b", "nothing"):
        xor.breakpoints = frozenset({name})
        for here, there in ((0, 5), (0, 200), (6, 7), (60, 61), (60, 2_000)):
            record.say(f"{name} from {here} to {there}: {ahead.halt_before(at(xor, here), there)}")
    record.say(f"its end: {ahead.end_before(at(xor, 0), 9_000)}")
    stopping = Position(changed(lesson("xor"), [parse_change(STOPPING)]))
    last = stopping.lesson.last_tick
    over = ahead.end_before(at(stopping, 0), last)
    record.say(f"stopped early: {over} of {last}")
    for there in ((over or 0) - 1, over or 0, (over or 0) + 1):
        record.say(f"  by {there}: {plain(ahead.end_before(at(stopping, 0), there))}")
    record.end()
