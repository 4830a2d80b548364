"""What the lessons on descent claim without quoting it, computed from the lessons."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.variants import open_named_variant
from visualnn.ops import Array
from visualnn.ops.functions import FUNCTIONS
from visualnn.race.race import walked

LESSON = ""


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
