"""Where the hidden space and its slider stand: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from tests.ui.panels.sweeping import GeometryRecord
from ui.panels.hidden_space import geometry as space


def test_parts_and_slider_stand_where_the_record_says() -> None:
    record = GeometryRecord("hidden_space")
    for button, choosing in ((0.0, False), (120.0, True)):
        record.sweep(
            f"button {button}, choosing {choosing}",
            partial(space.layout, button=button, choosing=choosing),
        )
    spans = (0.0, 1e-120, 1e-9, 0.03, 0.96, 1.0, 1.05, 1.9, 4.9, 7.0, 9.7, 11.0, 960.0, 1e99, 1e101)
    record.each(
        "ends",
        lambda low, high: space.axis_ends([np.array([[-low, high], [high, -low / 3]])]),
        product(spans, spans),
    )
    nan = np.array([[np.nan, 1.0], [2.0, np.inf], [3.0, 4.0]])
    record.each("ends of what is not finite", lambda each: space.axis_ends([nan[each:]]), range(3))
    steps = [n / 16 for n in range(-8, 64)]
    for count in (1, 2, 4):
        ends = [space.axis_ends([np.array([[-n, 2.0 * n + 1]])]) for n in range(count)]
        stages = [np.array([[n, n**2.0]]) for n in range(count)]
        track = space.Track(50.0, 250.0, count)
        record.each(
            f"places of {count}",
            lambda at, count=count, ends=ends, stages=stages: [
                (place, place.is_stop, space.between(stages, place),
                 space.ends_between(ends, place))
                for place in [space.StagePlace.at(at, count)]
            ],
            steps,
        )  # fmt: skip
        record.each(f"pixel of a place of {count}", track.x, steps)
        record.each(f"place of {count}", lambda x, track=track: track.place(x, 5), range(30, 270))
        for direction, stops in product((-1, 1), (False, True)):
            record.each(
                f"step {direction} of {count}, stops {stops}",
                lambda at, count=count, direction=direction, stops=stops: space.stepped(
                    at, count, direction, stops=stops
                ),
                steps,
            )
    record.each(
        "no track", lambda right: space.Track(50.0, right, 3).place(51, 5), (40.0, 50.0, 60.0)
    )
    record.each(
        "labels",
        lambda width, gap: space.label_places((width, 30.0, width), (20, 100, 190), 0, 200, gap),
        product(range(10, 120, 5), (0, 10)),
    )
    record.end()
