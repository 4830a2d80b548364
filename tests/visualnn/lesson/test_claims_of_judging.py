"""What the lessons on fitting and on ensembles say of their runs without quoting it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import prod

import numpy as np

from visualnn.lesson import Lesson, open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.studies import offers_of
from visualnn.lesson.variants import open_variant
from visualnn.ops import Array
from visualnn.run.history import History

BEST, PATIENCE = 283, 50
DIGIT = 100
MEMBERS = range(1, 6)


@cache
def fitted(variant: str = "") -> History:
    lesson = open_named("overfitting")
    return trained(open_variant(lesson, variant) if variant else lesson)


def trained(lesson: Lesson) -> History:
    history = History(lesson.program, lesson.start)
    history.run_to(lesson.iterations, halting=True)
    return history


@cache
def asked(seed: int = 1) -> Mapping[str, Array]:
    """What the ensemble knows after its last evaluation."""
    lesson = open_changed("ensembles", (Change("seed", seed),))
    history = trained(lesson)
    return history.at(lesson.program.end_of(lesson.iterations - 1)).values


def right(outputs: Array, targets: Array) -> float:
    return float((outputs.argmax(axis=1) == targets.argmax(axis=1)).mean())


def test_the_validation_error_turns_where_the_lesson_says_and_the_training_error_does_not() -> None:
    curves = fitted().curves
    validation, training = curves["val.L"], curves["L"]
    assert int(validation.argmin()) == BEST
    assert (np.diff(training[BEST + 1 : 1000]) < 0).all()
    assert abs(validation[BEST] - 0.09) < 0.01
    assert validation[-1] > 3 * validation[BEST]
    assert fitted("stopped").stopped == BEST + PATIENCE + 1


def test_few_units_underfit_some_fit_and_many_overfit() -> None:
    ends = {
        name: (fitted(name).curves["L"][-1], fitted(name).curves["val.L"][-1])
        for name in ("", "one", "five")
    }
    assert ends[""][0] < ends["five"][0] < ends["one"][0]
    assert ends["five"][1] < ends[""][1] < ends["one"][1]


def test_more_points_bring_the_two_errors_together() -> None:
    curves = trained(open_changed("overfitting", (Change("data.n", 400),))).curves
    assert f"{curves['L'][-1]:.3g}" == "0.0841"
    assert f"{curves['val.L'][-1]:.3g}" == "0.113"


def test_three_of_five_take_the_nine_for_a_three_and_the_mean_does_not() -> None:
    values = asked()
    assert values["val.t"][DIGIT].argmax() == 9
    opinions = np.array([values[f"val.m{n}.a"][DIGIT] for n in MEMBERS])
    assert opinions.argmax(axis=1).tolist() == [3, 3, 3, 9, 9]
    assert opinions.mean(axis=0).argmax() == opinions.max(axis=0).argmax() == 9


def test_a_member_learns_as_if_it_were_alone() -> None:
    alone = open_variant(open_named("ensembles"), "alone")
    history = trained(alone)
    values = history.at(alone.program.end_of(alone.iterations - 1)).values
    for name in ("h1.W", "m1.W", "val.m1.a"):
        assert np.array_equal(values[name], asked()[name])


def test_the_large_network_has_about_as_many_numbers_and_more_digits_right() -> None:
    lesson = open_named("ensembles")
    wide = open_variant(lesson, "wide")
    counts = [sum(prod(each.shape) for each in made.network.parameters) for made in (lesson, wide)]
    assert counts == [3050, 3010]
    values = trained(wide).at(wide.program.end_of(wide.iterations - 1)).values
    assert float(values["val.accuracy"]) > float(asked()["val.accuracy"])


def test_single_runs_lie_further_apart_than_ensembles() -> None:
    together, single = [], []
    for seed in (1, 2, 3, 4):
        values = asked(seed)
        together.append(float(values["val.accuracy"]))
        single += [right(values[f"val.m{n}.a"], values["val.t"]) for n in MEMBERS]
        losses = [float(values[f"val.m{n}.L"]) for n in MEMBERS]
        assert float(values["val.all.L"]) < np.mean(losses)
    assert np.std(single) > 2 * np.std(together)
    assert np.mean(single) < np.mean(together)


def glorot(seed: int) -> Lesson:
    rule = [Change(f"layers.{name}.weights", "glorot_uniform") for name in ("hidden", "output")]
    return open_changed("xor", (*rule, Change("seed", seed)))


def test_two_of_forty_seeds_fail_with_glorot_because_units_die() -> None:
    ends = {seed: trained(glorot(seed)).curves["L"][-1] for seed in range(40)}
    assert [seed for seed, loss in ends.items() if loss > 0.2] == [9, 33]
    he = [trained(open_changed("xor", (Change("seed", seed),))) for seed in range(40)]
    assert max(history.curves["L"][-1] for history in he) < 0.1
    lesson = glorot(9)
    values = trained(lesson).at(lesson.program.end_of(lesson.iterations - 1)).values
    assert int((values["hidden.a"] == 0).all(axis=0).sum()) == 7
    assert [f"{answer:.2f}" for answer in values["output.a"].ravel()].count("0.66") == 3


def test_a_seed_moves_a_rule_further_than_another_rule_does_and_some_rules_stay_apart() -> None:
    offer = offers_of(open_named("initialisation"))[0]
    ends: dict[str, list[float]] = {}
    for places in offer.places:
        for seed in range(offer.seed_count):
            changes = (*offer.changes(places), Change("seed", seed))
            history = trained(open_changed("initialisation", changes))
            ends.setdefault(offer.words(places)[0], []).append(float(history.curves["val.L"][-1]))
    glorot_ends = ends["Glorot"]
    assert (f"{min(glorot_ends):.2f}", f"{max(glorot_ends):.2f}") == ("0.74", "1.11")
    pairs = zip(glorot_ends, ends["LeCun"], strict=True)
    between = max(abs(one - other) for one, other in pairs)
    assert max(glorot_ends) - min(glorot_ends) > between
    for seed in range(offer.seed_count):
        assert min(ends, key=lambda rule: ends[rule][seed]) == "orthogonal"
    assert all(f"{end:.1f}" == "2.3" for end in (*ends["zeros"], *ends["small normal, 0.01"]))


def test_dropout_closes_the_gap_with_every_seed_and_betters_the_network_with_some() -> None:
    offer = offers_of(open_named("dropout"))[0]
    ends: dict[str, list[tuple[float, float]]] = {}
    for places in offer.places:
        for seed in range(offer.seed_count):
            changes = (*offer.changes(places), Change("seed", seed))
            curves = trained(open_changed("dropout", changes)).curves
            end = float(curves["L"][-1]), float(curves["val.L"][-1])
            ends.setdefault(offer.words(places)[0], []).append(end)
    without, half, most = (ends[name] for name in ("without", "p = 0.5", "p = 0.8"))
    pairs = list(zip(without, half, most, strict=True))
    assert max(training for training, _ in without) < min(training for training, _ in half)
    better = [one[1] > other[1] for one, other, _ in pairs]
    assert 0 < sum(better) < len(better)
    assert all(far[1] > one[1] and far[1] > other[1] for one, other, far in pairs)
    spread = [value for _, value in half]
    assert min(spread) < max(value for _, value in without)
    assert max(spread) > min(value for _, value in without)


def test_a_normalised_network_survives_larger_rates_but_not_every_one() -> None:
    offer = offers_of(open_named("batch-norm"))[0]
    ends: dict[tuple[str, ...], list[float]] = {}
    for places in offer.places:
        for seed in range(offer.seed_count):
            changes = (*offer.changes(places), Change("seed", seed))
            curves = trained(open_changed("batch-norm", changes)).curves
            ends.setdefault(offer.words(places), []).append(float(curves["val.L"][-1]))
    assert max(ends["0.3", "without"] + ends["0.3", "normalised"]) < 0.5
    assert max(ends["1", "normalised"] + ends["2", "normalised"]) < 0.3
    assert min(ends["1", "without"] + ends["2", "without"]) > 1.6
    assert min(ends["5", "normalised"] + ends["5", "without"]) > 1.8
