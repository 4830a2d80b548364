"""A moment: read off a run, whatever the size of its history, with the parameters of the trace."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.company.company import company_of
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.run.history import MEGABYTE, History
from visualnn.tell.frame import frame_at
from visualnn.views import VIEWS
from visualnn.views.activation import activated
from visualnn.views.landscape import walker_ways
from visualnn.views.moments import moment_at, moment_of, moments_of_runs

SMALLEST = 1000
"""A budget in bytes that no row fits in."""


def lesson() -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "epochs": 3,
            "data": {"source": "moons", "n": 20, "noise": 0.1},
            "batch": {"size": 10},
            "layers": [
                {"name": "h", "kind": "dense", "units": 3},
                {"name": "p", "kind": "prelu"},
                {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
            ],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": 0.5},
        }
    )


@pytest.mark.parametrize("budget", [SMALLEST, 256 * MEGABYTE], ids=["large", "small"])
def test_after_the_update_the_parameters_before_it_are_known(budget: int) -> None:
    small = lesson()
    program = small.program
    history = History(program, small.start, budget)
    assert history.large == (budget == SMALLEST)
    for iteration in (2, 0, 3):
        start = {
            name: np.array(history.at(program.start_of(iteration)).values[name])
            for name in program.parameters
        }
        last = program.end_of(iteration)
        for tick in range(program.start_of(iteration) + 1, last + 1):
            now = moment_at(small, history, tick, VIEWS["values"])
            painted = moment_of(frame_at(small, history, tick))
            for name, array in start.items():
                np.testing.assert_array_equal(now.computed[name], array)
                np.testing.assert_array_equal(painted.computed[name], array)
        now = moment_at(small, history, last, VIEWS["values"])
        for name, array in start.items():
            assert not np.array_equal(now.values[name], array)
        np.testing.assert_array_equal(
            now.computed["h.z"], now.computed["x"] @ start["h.W"] + start["h.b"]
        )


def test_a_learned_slope_is_the_one_that_training_used() -> None:
    small = lesson()
    history = History(small.program, small.start)
    tick = small.program.end_of(2)
    alpha = np.array(history.at(small.program.start_of(2)).values["p.alpha"])
    now = moment_at(small, history, tick, VIEWS["activation"], Source("p.z", (0, 0)))
    assert float(now.values["p.alpha"][0]) != float(alpha[0])
    slope = activated(now).slope
    assert slope is not None
    assert set(slope.ravel().tolist()) == {1.0, float(alpha[0])}


@pytest.mark.parametrize("name", ["trajectories", "schedules"])
def test_a_run_that_passes_by_is_where_its_trail_says(name: str) -> None:
    """At the highest speed one whose memory holds another place stands nowhere."""
    leading = open_named(name)
    history = History(leading.program, leading.start)
    company = company_of(leading)
    history.run_to(12)
    tick = leading.program.end_of(11)
    elsewhere = leading.program.start_of(3)
    company.follow(history, elsewhere)
    while min(run.furthest for run in company.runs.values()) < 12:
        company.follow(history, elsewhere)
    passing = frame_at(leading, history, tick, company=company.runs, leader=company.leader)
    assert all(run.values is None for run in company.runs.values())
    seen = moments_of_runs(passing)
    assert company.stand(leading.program, tick, lambda: False)
    standing = frame_at(leading, history, tick, company=company.runs, leader=company.leader)
    there = moments_of_runs(standing)
    assert seen.keys() == there.keys() == {company.leader.id, *company.runs}
    for run, moment in there.items():
        for way, other in zip(walker_ways(seen[run]), walker_ways(moment), strict=True):
            np.testing.assert_array_equal(way.places, other.places)
            np.testing.assert_array_equal(way.heights, other.heights)
    early = frame_at(leading, history, tick - 1, company=passing.company, leader=company.leader)
    assert moments_of_runs(early).keys() == {company.leader.id}
