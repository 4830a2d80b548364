"""Touch anything and ask why: knobs answered, numbers pulled, the loss over a number, and the
sentence under a result."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from unittest.mock import patch

from PySide6.QtWidgets import QApplication

from ui.session.wishes import Arrive, SetKeys
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import Lesson, open_named
from visualnn.run.history import History
from visualnn.tell import why
from visualnn.tell.explain import explain
from visualnn.views import slope
from visualnn.views.moments import moment_at

from .timing import Measured, at_least, at_most, percentile
from .turns import many_terms
from .window import furnished

KNOB_COUNT = 40
WARM_COUNT = 2
"""The first turns, which import what no other needs again."""
PULL_COUNT = 120
SLOPE_COUNT = 30
HALF_OF_101 = 50
PLACES = {"xor": Source("hidden.W", (1, 3)), "lenet": Source("c1.W", (0, 0, 2, 2))}


def touching() -> Iterator[Measured]:
    """What the hand does, in the window with every panel at 1280×800; and what it is told."""
    for name, iteration, key, values, goal in (
        ("xor", 100, "optimizer.lr", ("0.3", "0.1"), 100.0),
        ("digits", 45, "layers.hidden.units", ("16", "32"), 250.0),
    ):
        yield _knob(open_named(name), iteration, key, values, goal)
    yield _pulled("xor", 100, 60.0)
    yield _pulled("lenet", 1, 20.0)
    yield _slope("xor", 4.0)
    yield _slope("lenet", 60.0)
    yield _why_of_cards()
    yield _why_of_many()


def _knob(
    lesson: Lesson, iteration: int, key: str, values: tuple[str, str], goal: float
) -> Measured:
    """From another setting to the changed run at the same place, painted."""
    application, window = furnished(lesson)
    _go(application, window, iteration)
    taken = []
    for n in range(KNOB_COUNT):
        begun = time.process_time()
        window.session.grant(SetKeys((f"{key}={values[n % 2]}",)))
        window.session._going.finish()  # noqa: SLF001  the runs beside are not waited for
        window.repaint()
        taken.append((time.process_time() - begun) * 1e3)
    taken = taken[WARM_COUNT:]
    window.close()
    what = f"{lesson.name}: knob turned → painted, p95 (median {statistics.median(taken):.0f} ms)"
    return at_most(what, percentile(taken, 0.95), goal, "ms")


def _pulled(name: str, iteration: int, goal: float) -> Measured:
    """Pictures of a pulled number that fit into a second, every panel live."""
    application, window = furnished(open_named(name))
    _go(application, window, iteration)
    session, place = window.session, PLACES[name]
    taken = []
    for n in range(PULL_COUNT):
        begun = time.process_time()
        session.pull(place, 0.01 * (n + 1))
        session.show_pulled()
        window.repaint()
        taken.append(time.process_time() - begun)
    session.let_go(kept=False)
    window.close()
    what = f"{name}: a number is pulled, every panel live"
    return at_least(what, 1 / statistics.median(taken), goal, "/s")


def _go(application: QApplication, window: Window, iteration: int) -> None:
    program = window.session.position.lesson.program
    window.session.grant(Arrive(program.end_of(iteration), None))
    window.session.finish()
    application.processEvents()


def _slope(name: str, goal: float) -> Measured:
    """The loss over a weight at 101 places."""
    lesson = open_named(name)
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(1)
    moment = moment_at(lesson, history, tick, slope.SlopeView(), PLACES[name])
    taken = []
    with patch.object(slope, "HALF", HALF_OF_101):
        count = len(slope.slope_of(moment).losses)
        for _n in range(SLOPE_COUNT):
            begun = time.process_time()
            slope.slope_of(moment)
            taken.append((time.process_time() - begun) * 1e3)
    return at_most(f"{name}: slope of {count} points", statistics.median(taken), goal, "ms")


def _why_of_cards() -> Measured:
    """The sentence under each result of an iteration of XOR, the slowest one of the medians."""
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    slowest = 0.0
    for tick in range(1, lesson.program.end_of(0) + 1):
        instruction = lesson.program.at(tick)
        assert instruction is not None  # noqa: S101  ticks from 1 on have one
        value = history.at(tick).values[instruction.writes]
        taken = _asked_why(history, tick, Source(instruction.writes, (0,) * value.ndim), 20)
        slowest = max(slowest, statistics.median(taken))
    return at_most("why line of a card, the slowest of XOR", slowest, 0.5, "ms")


def _why_of_many() -> Measured:
    """The sentence under a sum of 90 000 terms."""
    lesson = many_terms()
    history = History(lesson.program, lesson.start)
    tick = lesson.program.start_of(0)
    while (made := lesson.program.at(tick)) is None or made.writes != "output.xW":
        tick += 1
    taken = _asked_why(history, tick, Source("output.xW", (0, 0)), 10)
    return at_most("why line of a sum of 90,000 terms", statistics.median(taken), 5.0, "ms")


def _asked_why(history: History, tick: int, place: Source, count: int) -> list[float]:
    """Milliseconds of the processor for the sentence alone, as the explanation asks for it."""
    taken: list[float] = []
    asked = why.reason_of

    def measured(*given: object) -> object:
        begun = time.process_time()
        found = asked(*given)  # type: ignore[arg-type]
        taken.append((time.process_time() - begun) * 1e3)
        return found

    with patch.object(why, "reason_of", measured):
        for _n in range(count):
            explain(history, tick, place)
    return taken or [0.0]
