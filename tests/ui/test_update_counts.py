"""One count of updates on a screen: every picture counts as far as the frame does, in every lesson
at every stop, and within an update."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, Run, lesson
from tests.ui.strokes import texts_of
from ui.kit.panel import Panel
from ui.panels.curves.panel import CurvesPanel
from ui.panels.landscape.panel import LandscapePanel
from visualnn.lesson import Lesson, shipped
from visualnn.views.base import UnsuitedError
from visualnn.views.landscape import landscape_of

COUNTS = re.compile(r"(before update|after) (\d+)\b")
QUICK_ITERATIONS = 60
"""Farther stops are left to the lessons that take no time to go there."""


def panels_of(opened: Lesson, qtbot: QtBot) -> tuple[Panel, ...]:
    made: list[Panel] = [CurvesPanel(LOOK)]
    try:
        landscape_of(opened)
        made.append(LandscapePanel(LOOK))
    except UnsuitedError:
        pass
    for panel in made:
        qtbot.addWidget(panel)
        panel.resize(900, 520)
        panel.show()
    return tuple(made)


def ticks_of(opened: Lesson) -> Iterator[int]:
    """Every stop, and around it the instructions in which an update goes on and ends."""
    program, quick = opened.program, len(opened.program.parameters) < 20
    for stop in opened.stops:
        iteration = program.locate(stop.tick).iteration
        if iteration > QUICK_ITERATIONS and not quick:
            continue
        yield stop.tick
        if iteration < opened.iterations:
            end = program.end_of(iteration)
            yield from (tick for tick in (end - 2, end - 1, end, end + 1) if tick >= 0)


@pytest.mark.parametrize("name", list(shipped()))
def test_every_picture_counts_the_updates_that_are_done(name: str, qtbot: QtBot) -> None:
    opened = lesson(name)
    run = Run(opened, *panels_of(opened, qtbot))
    for tick in sorted(set(ticks_of(opened))):
        run.go(tick)
        done = opened.program.updates_done(tick)
        for panel in run.panels:
            told = {(how, int(n)) for how, n in COUNTS.findall(" ".join(texts_of(panel)))}
            measured = len(panel.frame.curves) > 1 if panel.frame else False
            for how, count in told:
                # what is measured once an epoch says its own, earlier count
                fits = count == done or (how == "after" and measured and count < done)
                assert fits, (name, tick, type(panel).__name__, told, done)


def test_the_updates_that_are_done_are_those_that_all_parameters_have_had() -> None:
    for name in ("xor", "logistic", "trajectories", "overfitting"):
        program = lesson(name).program
        for iteration in (0, 1, program.iterations - 1):
            ticks = range(program.start_of(iteration) + 1, program.end_of(iteration) + 1)
            counts = [program.updates_done(tick) for tick in ticks]
            assert counts[0] == iteration
            assert counts[-1] == iteration + 1
            assert all(after - before in {0, 1} for before, after in pairwise(counts))
            written = {
                program.written_at(each, ticks[counts.index(iteration + 1)])
                for each in program.parameters
            }
            assert min(tick or 0 for tick in written) >= ticks[0]
