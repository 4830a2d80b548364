"""Where the parts of the timeline stand, and which tick is meant by a place: as the record says."""

from __future__ import annotations

from functools import partial

from tests.ui.panels.sweeping import GeometryRecord
from tests.ui.runs import lesson
from ui.kit.geometry.stretch import Stretch
from ui.panels.timeline import geometry as timeline


def test_places_and_ticks_are_those_that_the_record_says() -> None:
    record = GeometryRecord("timeline")
    for lane in (False, True):
        record.sweep(f"strip, lane {lane}", partial(timeline.strip, lane=lane))
    what = lesson("xor")
    program = what.program
    end = program.end_of(3)
    record.each("place", lambda tick: timeline.place_of(program, tick), range(0, end, 3))
    places = [*(n / 23 for n in range(-20, 90)), float("nan"), float("inf"), 999.99, 1000.0, 2000.0]
    for fine in (False, True):
        record.each(
            f"tick, fine {fine}",
            lambda at, fine=fine: timeline.tick_at(program, at, 1000, fine=fine),
            places,
        )
        record.each(
            f"tick in the run, fine {fine}",
            lambda at, fine=fine: timeline.tick_in_run(what, at, fine=fine),
            places,
        )
    record.each(
        "place in the run",
        partial(timeline.place_in_run, what),
        range(what.last_tick - 60, what.last_tick + 1),
    )
    for length in (0.5, 1.0, 4.0):
        stretch = Stretch(1.25, length)
        record.each(f"fine, {length}", partial(timeline.is_fine, program, stretch), range(2400))
        record.each(f"lane, {length}", partial(timeline.has_lane, stretch), range(600))
        record.each(
            f"phases, {length}",
            lambda n, stretch=stretch: list(timeline.segments(program, stretch, n)),
            (1, 2, 3, 1000),
        )
    record.each("least length", partial(timeline.least_length, program), range(1, 1200, 7))
    record.each("groups", lambda apart: timeline.clusters((0, 4, 8, 20, 21, 40), apart), range(45))
    record.each("next", lambda now: timeline.next_of((3, 9, 15), now), range(18))
    record.end()
