"""Every optimizer walks where PyTorch's walks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.reference.optimizers import CASES, LANDSCAPES, STEPS
from visualnn import api
from visualnn.machine.trajectory import trajectory
from visualnn.ops.functions import FUNCTIONS
from visualnn.optimizers import KINDS

TOLERANCE = 1e-9
"""Relative, and absolute for coordinates below 1e-3. The worst case, Adamax in Rosenbrock's valley,
is off by 5e-11."""

CHAOTIC = {("nadam with a short memory", "rosenbrock"): 35}
"""Walks that throw themselves about, and for how many steps they are compared: from then on the
last bit of the start decides where they go, whoever computes them."""


Places = NDArray[np.float64]


def walk(name: str, where: str, nudge: float = 0.0) -> Places:
    case, landscape = CASES[name], LANDSCAPES[where]
    start = np.array(landscape.start) * (1 + nudge)
    return trajectory(case.kind, case.settings_on(landscape), start, landscape.gradient, STEPS)


@pytest.mark.parametrize("where", LANDSCAPES)
@pytest.mark.parametrize("name", CASES)
def test_a_walk_equals_pytorch(name: str, where: str) -> None:
    steps = CHAOTIC.get((name, where), STEPS)
    walked = walk(name, where)[: steps + 1]
    with np.load(Path(__file__).parent / "optimizers.npz", allow_pickle=False) as stored:
        np.testing.assert_allclose(
            walked, stored[f"{name}: {where}"][: steps + 1], rtol=TOLERANCE, atol=TOLERANCE * 1e-3
        )


@pytest.mark.parametrize(("name", "where"), CHAOTIC)
def test_what_is_not_compared_to_the_end_cannot_be(name: str, where: str) -> None:
    apart = np.abs(walk(name, where, 1e-15) - walk(name, where)).max(axis=1)
    assert apart[CHAOTIC[name, where]] < 1e-9
    assert apart[-1] > 1e-6


def test_every_kind_is_compared_and_moves() -> None:
    assert {case.kind for case in CASES.values()} == set(KINDS)
    with np.load(Path(__file__).parent / "optimizers.npz", allow_pickle=False) as stored:
        assert set(stored) == {f"{name}: {where}" for name in CASES for where in LANDSCAPES}
        for places in stored.values():
            assert places.shape == (STEPS + 1, 2)
            assert np.abs(places[-1] - places[0]).max() > 1e-3


# -- the same walks as programs: lessons on a function --------------------------------------------


def programmed(kind: str, convention: str, settings: Mapping[str, float], where: str) -> Places:
    """Where a lesson on a landscape is after each of its iterations."""
    model = api.network(
        {
            "function": {"kind": where, "start": list(LANDSCAPES[where].start)},
            "optimizer": {"kind": kind, "convention": convention, **settings},
        }
    )
    places = [model.value("w")]
    for _ in range(STEPS):
        model.update()
        places.append(model.value("w"))
    return np.array(places)


@pytest.mark.parametrize("where", LANDSCAPES)
@pytest.mark.parametrize("name", CASES)
def test_a_lesson_on_a_function_walks_where_pytorch_walks(name: str, where: str) -> None:
    case, steps = CASES[name], CHAOTIC.get((name, where), STEPS)
    walked = programmed(case.kind, "pytorch", case.settings_on(LANDSCAPES[where]), where)
    with np.load(Path(__file__).parent / "optimizers.npz", allow_pickle=False) as stored:
        np.testing.assert_allclose(
            walked[: steps + 1],
            stored[f"{name}: {where}"][: steps + 1],
            rtol=TOLERANCE,
            atol=TOLERANCE * 1e-3,
        )


EVERY = [(kind, convention) for kind, found in KINDS.items() for convention in found.conventions]


@pytest.mark.parametrize("where", LANDSCAPES)
@pytest.mark.parametrize(("kind", "convention"), EVERY)
def test_a_lesson_on_a_function_walks_as_its_optimizer_alone(
    kind: str, convention: str, where: str
) -> None:
    op, settings = FUNCTIONS[where], {"lr": LANDSCAPES[where].small}
    alone = trajectory(
        kind,
        settings,
        np.array(LANDSCAPES[where].start),
        lambda w: op.compute("grad_w", np.array(1.0), w),
        STEPS,
        convention,
    )
    np.testing.assert_array_equal(programmed(kind, convention, settings, where), alone)
