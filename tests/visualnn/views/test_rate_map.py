"""The map of rate and momentum says how runs really go in the long run."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.lesson.variants import open_named_variant
from visualnn.ops.functions import FUNCTIONS
from visualnn.run.history import History
from visualnn.views import VIEWS
from visualnn.views.base import UnsuitedError
from visualnn.views.moments import moment_at
from visualnn.views.rate_map import (
    RULES,
    LongRun,
    best_on_map,
    border_rates,
    long_run,
    place_on_map,
    quadratic_of,
    rate_map_of,
    updates_to_tenth,
)

VIEW = VIEWS["landscape"]
MAP = VIEWS["rate-map"]
STEPS, LAST = 600, 300
FACTOR_TOLERANCE = 0.01
"""Of a factor read off a run: what is left of the beginning, and of two eigenvalues of one size."""


def walk(function: str, rule: str, rate: float, momentum: float) -> Lesson:
    start = [0.7, -0.4][: FUNCTIONS[function].dimension]
    extra = {} if rule == "sgd" else {"momentum": momentum}
    return from_dict(
        {
            "format": 1,
            "name": "walk",
            "title": {"en": "A walk", "ko": "걷기"},
            "epochs": STEPS,
            "function": {"kind": function, "start": start},
            "optimizer": {"kind": rule, "lr": rate, **extra},
        }
    )


@pytest.mark.parametrize("kind", [name for name, op in FUNCTIONS.items() if op.curvatures])
def test_curvatures_are_those_of_the_slopes(kind: str) -> None:
    op = FUNCTIONS[kind]
    for axis, curvature in enumerate(op.curvatures):
        side = np.zeros(op.dimension)
        side[axis] = 0.5
        for place in (np.zeros(op.dimension), np.full(op.dimension, 1.3)):
            ahead, behind = (op.compute("grad_w", np.array(1.0), place + n * side) for n in (1, -1))
            np.testing.assert_allclose(ahead - behind, 2 * curvature * side, atol=1e-12)


@pytest.mark.parametrize("function", ["bowl", "ravine", "parabola"])
@pytest.mark.parametrize(
    ("rule", "rate", "momentum"),
    [
        ("sgd", 0.02, 0.0),
        ("sgd", 0.09, 0.0),
        ("sgd", 0.11, 0.0),
        ("momentum", 0.01, 0.9),
        ("momentum", 0.09, 0.9),
        ("momentum", 0.17, 0.7),
        ("momentum", 0.18, 0.7),
        ("nesterov", 0.03, 0.9),
        ("nesterov", 0.06, 0.9),
        ("nesterov", 0.09, 0.9),
        ("nesterov", 0.09, 0.3),
    ],
)
def test_the_factor_is_that_of_a_run(
    function: str, rule: str, rate: float, momentum: float
) -> None:
    lesson = walk(function, rule, rate, momentum)
    history = History(lesson.program, lesson.start)
    history.run_to(STEPS)
    with np.errstate(all="ignore"):
        distances = np.abs(history.trails["w"]).max(axis=1)
    factor, kind = long_run(rule, FUNCTIONS[function].curvatures, rate, momentum)
    whole = distances[np.isfinite(distances) & (distances > 1e-250) & (distances < 1e250)]
    half = len(whole) // 2
    # swings hide behind zeros: the largest of a stretch is compared
    one, other = whole[half - 40 : half].max(), whole[-40:].max()
    found = math.exp(math.log(other / one) / (len(whole) - half))
    assert found == pytest.approx(factor, abs=FACTOR_TOLERANCE)
    assert (kind is LongRun.LEAVES) == (factor >= 1.0)
    signs = np.sign(history.trails["w"][20 : len(whole)])
    crosses = ((signs[1:] * signs[:-1]) < 0).any()
    if kind is not LongRun.LEAVES:
        assert crosses == (kind is LongRun.SWINGS)


def test_borders_are_those_that_the_lesson_tells() -> None:
    ravine = FUNCTIONS["ravine"].curvatures
    borders = (("sgd", 0.0, 2.0), ("momentum", 0.9, 3.8), ("nesterov", 0.9, 3.8 / 2.8))
    for rule, momentum, most in borders:
        rate = most / 20
        assert long_run(rule, ravine, 0.999 * rate, momentum)[0] < 1.0
        assert long_run(rule, ravine, 1.001 * rate, momentum)[1] is LongRun.LEAVES


def test_the_best_pair_is_distills() -> None:
    # Goh 2017: (√κ − 1) / (√κ + 1), at η = (2 / (√λ₁ + √λ₂))², μ = that number squared
    low, high = 1.0, 20.0
    best = (math.sqrt(high / low) - 1) / (math.sqrt(high / low) + 1)
    rate = (2 / (math.sqrt(low) + math.sqrt(high))) ** 2
    factor, _kind = long_run("momentum", (low, high), rate, best**2)
    assert factor == pytest.approx(best, rel=1e-6)
    found = rate_map_of("momentum", FUNCTIONS["ravine"])
    assert found is not None
    assert best <= found.factors.min() < best + 0.03


def spectral_radius(rule: str, curvature: float, rate: float, momentum: float) -> float:
    """The same factor a second way: one update as a matrix on (place, velocity), its eigenvalues
    by LAPACK. v ← μ v + c w, w ← w − η v; with Nesterov's w ← w − η (c w + μ v)."""
    velocity = np.array([curvature, momentum])
    step = velocity if rule != "nesterov" else np.array([curvature, 0.0]) + momentum * velocity
    matrix = np.array([np.array([1.0, 0.0]) - rate * step, velocity])
    return float(np.abs(np.linalg.eigvals(matrix)).max())


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
@pytest.mark.parametrize("function", ["bowl", "ravine", "parabola"])
def test_every_factor_of_the_map_is_the_spectral_radius_of_one_update(
    function: str, rule: str
) -> None:
    curvatures = FUNCTIONS[function].curvatures
    found = rate_map_of(rule, FUNCTIONS[function])
    assert found is not None
    for m in range(0, len(found.momenta), 9):
        for n in range(0, len(found.rates), 7):
            pair = float(found.rates[n]), float(found.momenta[m])
            wanted = max(spectral_radius(rule, curvature, *pair) for curvature in curvatures)
            # where two eigenvalues meet, LAPACK has half the digits
            assert found.factors[m, n] == pytest.approx(wanted, abs=2e-8)
            factor, kind = long_run(rule, curvatures, *pair)
            assert found.factors[m, n] == pytest.approx(factor, abs=1e-12)
            assert list(LongRun)[int(found.kinds[m, n])] is kind


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("function", ["bowl", "ravine", "parabola"])
def test_no_pair_around_is_better_than_the_best(function: str, rule: str) -> None:
    landscape = FUNCTIONS[function]
    best = best_on_map(rule, landscape)
    found = rate_map_of(rule, landscape)
    assert found is not None
    factors = found.factors if rule != "sgd" else found.factors[:1]
    assert best.factor <= factors.min() + 1e-9
    for rate in (0.98, 0.999, 1.001, 1.02):
        for momentum in (0.0,) if rule == "sgd" else (-0.01, -0.001, 0.001, 0.01):
            pair = best.rate * rate, max(best.momentum + momentum, 0.0)
            factor, _kind = long_run(rule, landscape.curvatures, *pair)
            assert factor >= best.factor - 1e-9


def test_the_best_pairs_are_those_of_the_papers() -> None:
    ravine = FUNCTIONS["ravine"]
    kappa = 20.0
    assert best_on_map("sgd", ravine).factor == pytest.approx((kappa - 1) / (kappa + 1))
    root = math.sqrt(kappa)
    momentum = best_on_map("momentum", ravine)
    assert momentum.factor == pytest.approx((root - 1) / (root + 1), abs=1e-7)
    # Lessard, Recht and Packard 2016, Proposition 1: 1 − 2 / √(3κ + 1)
    nesterov = best_on_map("nesterov", ravine)
    assert nesterov.factor == pytest.approx(1 - 2 / math.sqrt(3 * kappa + 1), abs=1e-7)


@pytest.mark.parametrize("rule", RULES)
def test_a_walker_swings_and_leaves_from_the_borders_on(rule: str) -> None:
    curvatures = FUNCTIONS["ravine"].curvatures
    momenta = np.zeros(1) if rule == "sgd" else np.linspace(0.0, 0.98, 15)
    swinging, leaving = border_rates(rule, curvatures, momenta)
    for momentum, swing, leave in zip(momenta, swinging, leaving, strict=True):
        kinds = [
            long_run(rule, curvatures, rate, float(momentum))[1]
            for rate in (0.999 * swing, 1.001 * swing, 0.999 * leave, 1.001 * leave)
        ]
        assert kinds == [LongRun.STRAIGHT, LongRun.SWINGS, LongRun.SWINGS, LongRun.LEAVES]


@pytest.mark.parametrize("factor", [0.1, 0.5, 0.91, 0.999])
def test_so_many_updates_make_it_ten_times_nearer(factor: float) -> None:
    assert factor ** updates_to_tenth(factor) == pytest.approx(0.1)
    assert updates_to_tenth(1.0) == math.inf
    assert updates_to_tenth(1.2) == math.inf
    assert updates_to_tenth(0.0) == 0.0


def test_the_map_is_the_table() -> None:
    lesson = walk("ravine", "momentum", 0.09, 0.9)
    history = History(lesson.program, lesson.start)
    moment = moment_at(lesson, history, 0, MAP)
    table = MAP.table(moment, "map")
    found = rate_map_of("momentum", FUNCTIONS["ravine"])
    assert found is not None
    assert len(table.rows) == found.factors.size
    for rate, momentum, factor, updates, kind in table.rows[::97]:
        ravine = FUNCTIONS["ravine"].curvatures
        told = long_run("momentum", ravine, float(rate or 0), float(momentum or 0))
        assert factor == pytest.approx(told[0], abs=1e-12)
        assert kind == told[1]
        assert (updates is None) == (kind == LongRun.LEAVES)
    place = place_on_map(lesson, FUNCTIONS["ravine"])
    assert place is not None
    assert (place.rate, place.momentum) == (0.09, 0.9)
    (here,) = MAP.table(moment, "here").records
    assert (here["lr"], here["momentum"], here["factor"]) == (0.09, 0.9, place.factor)
    best = {row["rule"]: row for row in MAP.table(moment, "best").records}
    assert set(best) == set(RULES)
    assert best["momentum"]["factor"] == best_on_map("momentum", FUNCTIONS["ravine"]).factor


def test_the_pair_of_now_follows_the_schedule() -> None:
    lesson = open_named_variant("schedules", "step")
    history = History(lesson.program, lesson.start)
    for iteration, rate in ((3, 0.09), (60, 0.09 * 0.3**2)):
        now = moment_at(lesson, history, lesson.program.end_of(iteration), MAP)
        (here,) = MAP.table(now, "here").records
        assert here["lr"] == pytest.approx(rate)


def test_where_there_is_no_map() -> None:
    assert rate_map_of("adam", FUNCTIONS["ravine"]) is None
    assert rate_map_of("sgd", FUNCTIONS["rosenbrock"]) is None
    assert rate_map_of("sgd", FUNCTIONS["saddle"]) is None
    adam = open_named("trajectories")
    assert place_on_map(adam, FUNCTIONS["beale"]) is None
    with pytest.raises(UnsuitedError, match="quadratic"):
        quadratic_of(open_named_variant("descent", "saddle"))
    with pytest.raises(UnsuitedError, match="quadratic"):
        quadratic_of(open_named("xor"))


def test_a_rule_that_divides_has_the_map_of_momentum_and_no_place_on_it() -> None:
    lesson = open_named_variant("trajectories", "adam")
    history = History(lesson.program, lesson.start)
    moment = moment_at(lesson, history, 0, MAP)
    assert MAP.table(moment, "here").rows == ()
    own = open_named_variant("trajectories", "momentum")
    other = moment_at(own, History(own.program, own.start), 0, MAP)
    assert MAP.table(moment, "map").rows == MAP.table(other, "map").rows


@pytest.mark.parametrize("variant", ["cosine", "step"])
def test_the_step_at_the_first_rate_is_the_step_made_longer(variant: str) -> None:
    lesson = open_named_variant("schedules", variant)
    history = History(lesson.program, lesson.start)
    for iteration in (3, 60):
        now = moment_at(lesson, history, lesson.program.end_of(iteration), VIEW)
        rows = VIEW.table(now, "schedule").records
        before = history.at(lesson.program.start_of(iteration)).values["w"]
        step = now.values["w"] - before
        lr, first = float(now.values["lr"]), 0.09
        if lr == first:
            assert rows == []
            continue
        (row,) = rows
        assert (row["lr"], row["first_lr"]) == (lr, first)
        noisy = -first * now.values["d.w"]
        np.testing.assert_allclose(np.array([row["dw0"], row["dw1"]], float), noisy, rtol=1e-9)
        np.testing.assert_allclose(
            np.array([row["dw0"], row["dw1"]], float), step * first / lr, rtol=1e-9
        )


def test_without_a_schedule_nothing_is_told_of_it() -> None:
    lesson = walk("ravine", "momentum", 0.09, 0.9)
    history = History(lesson.program, lesson.start)
    assert VIEW.table(moment_at(lesson, history, 9, VIEW), "schedule").rows == ()
