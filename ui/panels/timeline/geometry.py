"""The timeline's geometry: a run as a strip, from all its iterations down to single instructions.

The axis counts iterations; instruction k of n in iteration i ends at i + k/n, so the end of an
iteration is the beginning of the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ui.kit.geometry.box import Box
from ui.kit.geometry.stretch import Stretch
from visualnn.dataclass import dataclass
from visualnn.lesson import Lesson
from visualnn.program import Program

APART_PIXELS = 5.0
"""Pixels between two instructions from which on single ones can be pointed at."""
LANE_PIXELS = 56.0
"""Pixels of an iteration from which on its phases are shown."""


@dataclass(frozen=True)
class Strip:
    """The places of the parts of the timeline, from above: the readout, the curve's track, the
    phase lane (of no height while it is not shown), the marks, the numbers of iterations."""

    readout: Box
    track: Box
    lane: Box
    marks: Box
    numbers: Box


def strip(width: float, height: float, factor: float, *, lane: bool) -> Strip:
    """The parts of a strip; `factor` scales what does not grow with the widget."""
    left, room = 16 * factor, max(width - 32 * factor, 1.0)
    top = 4 * factor
    readout = Box(left, top, room, 20 * factor)
    numbers = Box(left, height - 16 * factor, room, 14 * factor)
    marks = Box(left, numbers.top - 11 * factor, room, 11 * factor)
    tall = 15 * factor if lane else 0.0
    phases = Box(left, marks.top - tall, room, tall)
    above = readout.bottom + 3 * factor
    track = Box(left, above, room, max(phases.top - above, 1.0))
    return Strip(readout, track, phases, marks, numbers)


def place_of(program: Program, tick: int) -> float:
    """The place of a tick on the axis."""
    place = program.locate(tick)
    return place.iteration + place.done / max(len(program.instructions(place.iteration)), 1)


def tick_at(program: Program, place: float, iterations: int, *, fine: bool) -> int:
    """The tick at a place: the nearest instruction if `fine`, otherwise the nearest end of an
    iteration (or the very beginning)."""
    place = max(0.0, min(place, float(iterations))) if math.isfinite(place) else 0.0
    if not fine:
        nearest = math.floor(place + 0.5)
        return program.end_of(nearest - 1) if nearest else 0
    iteration = min(int(place), iterations - 1)
    count = len(program.instructions(iteration))
    return program.start_of(iteration) + math.floor((place - iteration) * count + 0.5)


def place_in_run(lesson: Lesson, tick: int) -> float:
    """The place of a tick on the axis of a run, at whose end the pass lies that closes it."""
    return min(place_of(lesson.program, tick), float(lesson.iterations))


def tick_in_run(lesson: Lesson, place: float, *, fine: bool) -> int:
    """The tick at a place on the axis of a run, at whose end it closes."""
    tick = tick_at(lesson.program, place, lesson.iterations, fine=fine)
    return lesson.last_tick if tick >= lesson.program.start_of(lesson.iterations) else tick


def is_fine(program: Program, stretch: Stretch, width: float) -> bool:
    """Whether single instructions can be told apart."""
    return width / stretch.length >= APART_PIXELS * len(program.closing)


def has_lane(stretch: Stretch, width: float) -> bool:
    """Whether iterations are wide enough for their phases."""
    return width / stretch.length >= LANE_PIXELS


def least_length(program: Program, width: float) -> float:
    """The shortest stretch worth looking at: one iteration, or as much of it as shows every
    instruction well apart."""
    return min(1.0, width / (2 * APART_PIXELS * max(len(program.closing), 1)))


@dataclass(frozen=True)
class Segment:
    """A phase of an iteration: from which place to which, and how many instructions it has."""

    phase: str
    begin: float
    end: float
    count: int


def segments(program: Program, stretch: Stretch, iterations: int) -> Iterator[Segment]:
    """The phases of all iterations that a stretch shows, in order."""
    first = max(0, math.floor(stretch.first))
    for iteration in range(first, min(iterations, math.ceil(stretch.end))):
        instructions = program.instructions(iteration)
        begin = 0
        for done, instruction in enumerate(instructions, 1):
            last = done == len(instructions)
            if last or instructions[done].phase != instruction.phase:
                share = 1 / len(instructions)
                yield Segment(
                    instruction.phase,
                    iteration + begin * share,
                    iteration + done * share,
                    done - begin,
                )
                begin = done


def clusters(xs: Sequence[float], apart: float) -> tuple[tuple[int, ...], ...]:
    """The numbers of places that are drawn less than `apart` pixels after the first of their
    group; a group is one mark. `xs` ascend."""
    groups: list[list[int]] = []
    for n, x in enumerate(xs):
        if groups and x - xs[groups[-1][0]] < apart:
            groups[-1].append(n)
        else:
            groups.append([n])
    return tuple(map(tuple, groups))


def next_of(ticks: Sequence[int], now: int) -> int:
    """The tick a click on a mark leads to: its first after `now`, or else its first."""
    return min((tick for tick in ticks if tick > now), default=min(ticks))
