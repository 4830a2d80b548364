"""The energy of a walker with momentum is that of a ball with friction."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.variants import open_named_variant
from visualnn.race.race import walked
from visualnn.run.history import History
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at

VIEW = VIEWS["landscape"]


def ball(rate: float, momentum: float, updates: int, **more: object) -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": "ball",
            "title": {"en": "A ball", "ko": "공"},
            "epochs": updates,
            "function": {"kind": "parabola", "start": [1.0]},
            "optimizer": {"kind": "momentum", "lr": rate, "momentum": momentum},
            **more,
        }
    )


def test_with_short_steps_it_is_the_energy_of_a_damped_oscillator() -> None:
    # w″ = −2 w − γ w′ on L = w², solved in closed form: time is √η an update
    friction, rate = 0.5, 1e-6
    step = math.sqrt(rate)
    way = walked(ball(rate, 1 - friction * step, 4000))
    swinging = math.sqrt(2.0 - friction**2 / 4)
    for update in (500, 1500, 4000):
        time = update * step
        damping = math.exp(-friction * time / 2)
        cosine, sine = math.cos(swinging * time), math.sin(swinging * time)
        place = damping * (cosine + friction / (2 * swinging) * sine)
        velocity = -damping * 2.0 / swinging * sine
        found = way.energy_at(update)
        assert found is not None
        assert found.height == pytest.approx(place**2, abs=3e-3)
        assert found.speed == pytest.approx(abs(velocity), abs=3e-3)
        assert found.energy == pytest.approx(place**2 + velocity**2 / 2, abs=4e-3)


def test_friction_only_takes_and_without_it_the_energy_stays() -> None:
    def energies(momentum: float) -> np.ndarray:
        way = walked(ball(1e-4, momentum, 1500))
        found = [way.energy_at(n) for n in range(1501)]
        return np.array([math.nan if each is None else each.energy for each in found])

    assert (np.diff(energies(0.98)) < 0).all()
    free = energies(1.0 - 1e-12)
    np.testing.assert_allclose(free, 1.0, atol=0.02)


def test_the_kinetic_part_is_that_of_the_velocity_in_the_state() -> None:
    # PyTorch's step is −η v, so ½ ‖Δw‖² / η = ½ η ‖v‖²
    lesson = open_named_variant("trajectories", "momentum")
    history = History(lesson.program, lesson.start)
    for iteration in (0, 7, 30):
        now = moment_at(lesson, history, lesson.program.end_of(iteration), VIEW)
        row = VIEW.table(now, "energy").records[-1]
        velocity, rate = now.values["v.w"], float(now.values["lr"])
        assert row["iteration"] == iteration + 1
        assert row["kinetic"] == pytest.approx(0.5 * rate * float(velocity @ velocity))
        height = 0.5 * now.values["w"][0] ** 2 + 10 * now.values["w"][1] ** 2
        assert row["height"] == pytest.approx(float(height))
        assert row["energy"] == row["height"] + row["kinetic"]  # type: ignore[operator]


def test_at_the_start_it_is_all_height_and_rules_without_a_velocity_have_none() -> None:
    lesson = open_named_variant("trajectories", "momentum")
    first = VIEW.table(
        moment_at(lesson, History(lesson.program, lesson.start), 0, VIEW), "energy"
    ).records[0]
    assert (first["height"], first["speed"], first["energy"]) == (30.5, 0.0, 30.5)
    adam = open_named_variant("trajectories", "adam")
    moment = moment_at(adam, History(adam.program, adam.start), 0, VIEW)
    assert VIEW.table(moment, "energy").rows == ()


def test_where_the_walker_has_left_there_is_none() -> None:
    way = walked(ball(3.0, 0.9, 2000))
    assert not np.isfinite(way.heights[-1])
    assert way.energy_at(3) is not None
    assert way.energy_at(len(way.places) - 1) is None
