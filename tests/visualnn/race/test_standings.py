"""Standings and fairness: who is where, by hand, and the rule that the rates keep."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualnn.ops.functions import FUNCTIONS
from visualnn.race.fairness import FairnessRule, fairness_of
from visualnn.race.standings import Standing, placed, standing_of
from visualnn.views.landscape import WalkerWay


def way(kind: str, *places: tuple[float, float]) -> WalkerWay:
    return WalkerWay.along(FUNCTIONS[kind], np.array(places), np.full(len(places), 0.1))


def standing(kind: str, *places: tuple[float, float]) -> Standing:
    return standing_of("a", 0.1, way(kind, *places), FUNCTIONS[kind].lowest_height)


def test_a_standing_is_read_off_the_way() -> None:
    found = standing("bowl", (3.0, 4.0), (0.0006, 0.0008), (1.0, 0.0))
    assert (found.updates, found.height, found.distance) == (2, 1.0, 1.0)
    assert found.reached == 1  # within 0.001, the end included
    assert found.diverged is None


def test_the_nearest_of_several_minima_counts() -> None:
    found = standing("himmelblau", (0.0, 0.0), (3.5844, -1.8481))
    assert found.reached == 1
    assert found.distance == pytest.approx(
        math.dist((3.5844, -1.8481), (3.584428340330492, -1.848126526964404))
    )


@pytest.mark.parametrize(
    ("last", "diverged"), [((31.0, 31.0), None), ((32.0, 32.0), 2), ((math.nan, 0.0), 2)]
)
def test_a_run_has_left_when_it_is_a_thousand_times_as_high(
    last: tuple[float, float], diverged: int | None
) -> None:
    assert standing("bowl", (1.0, 1.0), (2.0, 2.0), last).diverged == diverged


def test_where_nothing_is_lowest_no_run_leaves_by_falling() -> None:
    found = standing("saddle", (1.0, 0.1), (0.0, 1e9))
    assert (found.distance, found.reached, found.diverged) == (None, None, None)
    assert standing("saddle", (1.0, 0.1), (0.0, math.inf)).diverged == 1


def entry(name: str, **more: object) -> Standing:
    known: dict[str, object] = {
        "rate": 0.1, "updates": 9, "height": 1.0, "distance": 1.0, "reached": None, "diverged": None
    }  # fmt: skip
    return Standing(name, **{**known, **more})  # type: ignore[arg-type]


def test_who_is_first() -> None:
    runs = [
        entry("gone", diverged=3, distance=1e9),
        entry("far", distance=2.0),
        entry("near", distance=0.5),
        entry("late", reached=8),
        entry("early", reached=2, distance=0.7),
        entry("also-near", distance=0.5),
        entry("nowhere", distance=math.nan),
    ]
    found = {each.id: each.place for each in placed(runs)}
    assert found == {
        "early": 1, "late": 2, "near": 3, "also-near": 3, "far": 5, "nowhere": 6, "gone": 7
    }  # fmt: skip


def test_without_a_minimum_the_lowest_is_first() -> None:
    runs = [entry("a", distance=None, height=2.0), entry("b", distance=None, height=-3.0)]
    assert [each.id for each in placed(runs)] == ["b", "a"]


def test_the_rule_is_what_the_rates_keep() -> None:
    same = {"a": 0.1, "b": 0.1}
    assert fairness_of(same).rule is FairnessRule.SAME
    assert fairness_of(same).text == "Same rate for all: 0.1."
    changing = fairness_of(same, changing=["b"])
    assert changing.rule is FairnessRule.CHANGING
    assert changing.text.startswith("Not the same rate all the way: it began with a 0.1, b 0.1.")
    assert "B 0.1" in changing.told({"b": "B"})
    assert "rate 0.1" in changing.told({"b": "rate 0.1"})  # a name that says it says it once
    assert "rate 0.1 0.1" not in changing.told({"b": "rate 0.1"})
    other = fairness_of({**same, "b": 0.2})
    assert other.rule is FairnessRule.UNEQUAL
    assert "a 0.1, b 0.2" in other.text
    best = {"a": 0.1, "b": 0.3}
    fair = fairness_of(best, best, (0.1, 0.3, 1.0))
    assert fair.rule is FairnessRule.BEST
    assert fair.text == "Each at its best of these rates: 0.1, 0.3, 1."
    assert fairness_of({**best, "b": 0.2}, best, (0.1, 0.3, 1.0)).rule is FairnessRule.UNEQUAL
