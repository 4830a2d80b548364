"""What the lessons on descent claim without quoting it, computed from the lessons."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from visualnn.figures import result
from visualnn.lesson import open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.shelf import shipped
from visualnn.lesson.variants import LESSON_RUN, open_named_variant
from visualnn.ops import Array
from visualnn.ops.functions import FUNCTIONS
from visualnn.race.race import best_of, race, racing, search, walked
from visualnn.race.standings import Standing
from visualnn.run.history import History
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at
from visualnn.views.rate_map import best_on_map, long_run

LESSON = ""
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Those that a search tries where none are named."""


def way(name: str, variant: str = LESSON, *changes: Change) -> Array:
    """The places of a whole run, ``(updates + 1, dimension)``."""
    run = open_named_variant(name, variant, changes) if variant else open_changed(name, changes)
    return walked(run).places


def factors(places: Array) -> Array:
    """By how much each number is multiplied from update to update."""
    return places[1:10] / places[:9]


# -- gradient descent


@pytest.mark.parametrize(
    ("variant", "factor"), [(LESSON, 0.4), ("small", 0.98), ("swing", -0.8), ("large", -1.1)]
)
def test_on_the_bowl_each_update_multiplies_by_the_factor_that_is_told(
    variant: str, factor: float
) -> None:
    np.testing.assert_allclose(factors(way("descent", variant)), factor, rtol=1e-12)


def test_at_a_rate_of_one_it_swings_between_two_places() -> None:
    places = way("descent", LESSON, Change("optimizer.lr", 1.0))
    np.testing.assert_allclose(places[2:], places[:-2])
    assert (places[1] == -places[0]).all()


def test_on_the_saddle_it_leaves_the_ridge() -> None:
    places = way("descent", "saddle")
    np.testing.assert_allclose(factors(places)[:, 1], 1.6)
    heights = FUNCTIONS["saddle"].compute("forward", places)
    assert abs(heights[10]) < 0.02 < heights[0]
    assert places[30, 1] > 100


def test_on_the_plateau_it_hardly_moves() -> None:
    heights = FUNCTIONS["plateau"].compute("forward", way("descent", "plateau"))
    assert heights[0] - heights[60] < 0.2


def test_of_two_valleys_the_walker_stays_in_the_higher_and_the_ball_does_not() -> None:
    ground = FUNCTIONS["double_well"]
    valley, ball = way("descent", "valley"), way("descent", "ball")
    assert valley[0] == ball[0]
    assert valley[35:] == pytest.approx(ground.local_minima[0][0], abs=5e-3)
    assert ball[100] == pytest.approx(ground.lowest[0][0], abs=2e-2)
    start = Change("function.start", [1.2])
    assert way("descent", "ball", start)[100] == pytest.approx(ground.local_minima[0][0], abs=5e-2)


def test_the_ball_has_the_energy_that_is_told_and_the_hill_is_lower() -> None:
    run = open_named_variant("descent", "ball")
    walked_way = walked(run)
    told = walked_way.energy_at(6)
    assert told is not None
    parts = told.height, told.kinetic, told.energy
    assert tuple(map(result, parts)) == ("0.9588", "0.5833", "1.542")
    between = np.linspace(-0.5, 0.5, 100_001)[:, None]
    hill = float(FUNCTIONS["double_well"].compute("forward", between).max())
    assert result(hill) == "1.008"
    crossed = int(np.flatnonzero(walked_way.places[:, 0] < 0.0)[0])
    before = [walked_way.energy_at(n) for n in range(crossed)]
    assert all(each is not None and each.energy > hill for each in before)
    late = walked_way.energy_at(35)
    assert late is not None
    assert late.energy < hill


# -- optimizer trajectories


def test_the_numbers_that_the_map_is_told_with_are_those_of_the_map() -> None:
    ravine = FUNCTIONS["ravine"]
    assert round(long_run("sgd", ravine.curvatures, 0.09, 0.0)[0], 4) == 0.91
    assert round(long_run("momentum", ravine.curvatures, 0.09, 0.9)[0], 4) == 0.9487
    best = best_on_map("momentum", ravine)
    told = tuple(round(each, 4) for each in (best.rate, best.momentum, best.factor))
    assert told == (0.1336, 0.4026, 0.6345)
    text = {
        each: shipped()["trajectories"].joinpath(f"{each}.md").read_text() for each in ("en", "ko")
    }
    for number in ("0.91", "0.9487", *map(str, told)):
        assert all(number in each for each in text.values())


def raced(*changes: Change) -> tuple[Standing, ...]:
    """Who comes how far, the lesson's runs with some changes."""
    base = open_changed("trajectories", changes)
    runs = {LESSON_RUN: base}
    for each in base.variants:
        runs[each.id] = open_named_variant("trajectories", each.id, changes)
    return race(racing(runs))


def test_an_iteration_of_adam_has_nine_lines_and_of_sgd_four() -> None:
    lines = [
        len(run.program.closing)
        for run in (open_named("trajectories"), open_named_variant("trajectories", "adam"))
    ]
    assert lines == [4, 9]


def test_at_one_rate_rmsprop_is_first_and_sgd_second() -> None:
    first, second, *_rest = raced()
    assert (first.id, second.id) == ("rmsprop", LESSON_RUN)


def test_at_the_best_rates_they_are_there_when_the_lesson_says() -> None:
    base = open_named("trajectories")
    variants = {each.id: open_named_variant("trajectories", each.id) for each in base.variants}
    runs = {LESSON_RUN: base, **variants}
    told = {"rmsprop": 7, "adagrad": 9, "nadam": 37, "nesterov": 67, LESSON_RUN: None}
    found = list(search(racing({name: runs[name] for name in told}), RATES))
    best = best_of(found)
    for name, reached in told.items():
        (one,) = [each for each in found if each.id == name and each.rate == best[name]]
        assert one.reached == reached
    assert best["nesterov"] == 0.03


@pytest.mark.parametrize(
    ("ground", "rate", "first"),
    [("bowl", 0.09, "momentum"), ("himmelblau", 0.01, LESSON_RUN), ("plateau", 0.09, "rmsprop")],
)
def test_on_other_grounds_others_win(ground: str, rate: float, first: str) -> None:
    changes = Change("function.kind", ground), Change("optimizer.lr", rate)
    assert raced(*changes)[0].id == first


# -- learning-rate schedules


def test_the_wait_on_a_plateau_is_counted_as_the_lesson_says() -> None:
    run = open_named_variant("schedules", "plateau")
    history = History(run.program, run.start)
    rates = [float(history.at(run.program.start_of(n)).values["lr"]) for n in range(101)]
    lowered = [n for n in range(1, 101) if rates[n] < rates[n - 1]]
    assert lowered[0] == 27
    assert rates[27] == pytest.approx(0.3 * rates[26])
    assert min(rates) == rates[-1] == 0.01
    assert float(history.at(run.program.start_of(26)).values["plateau.best"]) < 0  # L is never
    keras = Change("callbacks.reduce_on_plateau.convention", "keras")
    other = open_named_variant("schedules", "plateau", [keras])
    rates = walked(other).rates.tolist()
    assert rates[25] == 0.09
    assert rates[26] == pytest.approx(0.027)


def test_the_ways_of_a_plateau_have_the_rates_that_their_updates_took() -> None:
    run = open_named_variant("schedules", "plateau")
    history, view = History(run.program, run.start), VIEWS["landscape"]
    for iteration in (20, 26, 27, 60):
        now = moment_at(run, history, run.program.end_of(iteration), view)
        rows = view.table(now, "ways").records
        for n in range(iteration + 1):
            after = history.at(run.program.end_of(n)).values
            before = history.at(run.program.start_of(n)).values
            step = -float(rows[n]["lr"] or 0.0) * after["d.w"]
            np.testing.assert_allclose(after["w"], before["w"] + step, rtol=1e-12)


# -- SGD or Adam?


@cache
def trained(variant: str) -> History:
    run = (
        open_named("sgd-or-adam")
        if variant == LESSON
        else open_named_variant("sgd-or-adam", variant)
    )
    history = History(run.program, run.start)
    history.run_to(run.iterations)
    return history


@cache
def right(variant: str, epochs: int) -> float:
    """The share of the pictures kept aside that a run gets right after some epochs."""
    return float(trained(variant).curves["val.accuracy"][epochs - 1])


def test_the_network_on_pictures_has_as_many_numbers_as_the_lesson_says() -> None:
    run = open_named("sgd-or-adam")
    assert sum(math.prod(each.shape) for each in run.network.trained) == 79_510
    assert (len(run.data.x), len(run.data.val_x)) == (1600, 400)
    assert run.program.iterations == 50


def test_adam_moves_a_number_by_its_rate_at_first() -> None:
    for variant, length in (("adam", 0.001), (LESSON, None)):
        history = trained(variant)
        values = history.at(history.program.end_of(0)).values
        moved = abs(float(values["output.b"][0]))
        wanted = 0.01 * abs(float(values["d.output.b"][0])) if length is None else length
        assert moved == pytest.approx(wanted, rel=1e-3)


def test_after_five_epochs_adam_leads_and_most_of_it_is_the_rate() -> None:
    sgd, large, adam, rmsprop = (right(n, 5) for n in (LESSON, "sgd-large", "adam", "rmsprop"))
    assert adam - sgd > 0.1
    # of 400 pictures, two standard deviations of a difference
    assert abs(adam - rmsprop) < 2 * math.sqrt(2 * adam * (1 - adam) / 400)
    assert large - sgd > 0.5 * (adam - sgd)


def test_along_two_weights_alone_hardly_anything_is_left_to_gain() -> None:
    run = open_named("sgd-or-adam")
    view, stop = VIEWS["loss-plane"], next(each for each in run.stops if each.name == "two-weights")
    moment = moment_at(run, trained(LESSON), stop.tick, view, stop.focus)
    heights = [float(row[2] or 0.0) for row in view.table(moment, "grid").rows]
    now = float(moment.computed["L"])
    assert 0.95 * now < min(heights) <= now
    assert max(heights) > 1.05 * now


def test_after_forty_epochs_all_are_almost_the_same() -> None:
    found = [right(name, 40) for name in (LESSON, "sgd-large", "adam", "rmsprop")]
    assert max(found) - min(found) < 0.05
