"""Several networks asked as one: what they say together, and who learns from what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualnn import api
from visualnn.errors import VisualnnError

X = np.array([[0.0, 1.0], [1.0, 0.5], [0.3, -1.0], [2.0, 2.0]])
T = np.eye(3)[[0, 2, 1, 1]]


def ensemble(kind: str, own_losses: bool = False, **settings: object) -> api.Model:
    """Three networks of one layer, and what they say together."""
    members = [f"m{n}" for n in range(3)]
    layers: list[dict[str, Any]] = [
        {"name": name, "kind": "dense", "units": 3, "activation": "softmax", "inputs": ["x"]}
        for name in members
    ]
    layers.append({"name": "all", "kind": kind, "inputs": members, **settings})
    loss = {"kind": "categorical_cross_entropy"}
    losses: dict[str, Any] = {"loss": loss}
    if own_losses:
        losses["losses"] = [{**loss, "output": name} for name in members]
    lesson = {"layers": layers, "optimizer": {"kind": "sgd", "lr": 0.1}, "seed": 3, **losses}
    return api.network(lesson, x=X, t=T)


def outputs(model: api.Model) -> list[np.ndarray]:
    return [model.value(f"m{n}.a") for n in range(3)]


def test_the_mean_is_the_mean() -> None:
    model = ensemble("average")
    model.forward()
    np.testing.assert_allclose(model.value("all.z"), np.mean(outputs(model), axis=0), rtol=1e-12)


def test_the_largest_is_the_largest() -> None:
    model = ensemble("maximum")
    model.forward()
    np.testing.assert_array_equal(model.value("all.z"), np.max(outputs(model), axis=0))


def test_a_vote_counts_first_choices() -> None:
    model = ensemble("vote", own_losses=True)
    model.forward()
    choices = np.stack([each.argmax(axis=1) for each in outputs(model)])
    votes = np.stack([(choices == j).mean(axis=0) for j in range(3)], axis=1)
    np.testing.assert_allclose(model.value("all.z"), votes, rtol=1e-12)
    assert len({tuple(each) for each in choices.tolist()}) > 1


@pytest.mark.parametrize("kind", ["average", "maximum"])
def test_members_learn_through_what_they_say_together(kind: str) -> None:
    model = ensemble(kind)
    loss = model.forward()
    model.backward()
    gradient = np.array(model.gradient("m1.W"))
    weights = np.array(model.value("m1.W"))
    for place in np.ndindex(weights.shape):
        found = []
        for step in (1e-6, -1e-6):
            moved = weights.copy()
            moved[place] += step
            other = ensemble(kind)
            other.set("m1.W", moved)
            found.append(other.forward())
        assert gradient[place] == pytest.approx((found[0] - found[1]) / 2e-6, rel=1e-5, abs=1e-8)
    assert loss > 0


@pytest.mark.parametrize(
    ("kind", "settings"),
    [("vote", {}), ("average", {"joint": False}), ("maximum", {"joint": False})],
)
def test_members_may_learn_each_by_itself(kind: str, settings: dict[str, object]) -> None:
    """Training together changes nothing for a member: its steps are those it takes alone."""
    model = ensemble(kind, own_losses=True, **settings)
    first = {word: np.array(model.value(f"m1.{word}")) for word in ("W", "b")}
    alone = api.network(
        {
            "layers": [{"name": "m1", "kind": "dense", "units": 3, "activation": "softmax"}],
            "loss": {"kind": "categorical_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        },
        x=X,
        t=T,
    )
    for word, value in first.items():
        alone.set(f"m1.{word}", value)
    model.run(5)
    alone.run(5)
    for word in first:
        np.testing.assert_allclose(
            model.value(f"m1.{word}"), alone.value(f"m1.{word}"), rtol=1e-12, atol=1e-14
        )


def test_a_vote_alone_teaches_nobody() -> None:
    model = ensemble("vote")
    model.forward()
    before = np.array(model.value("m0.W"))
    model.run(3)
    np.testing.assert_array_equal(model.value("m0.W"), before)


def test_members_of_different_shapes_are_refused() -> None:
    with pytest.raises(VisualnnError, match="values of one shape"):
        api.network(
            {
                "layers": [
                    {"name": "a", "kind": "dense", "units": 2, "inputs": ["x"]},
                    {"name": "b", "kind": "dense", "units": 3, "inputs": ["x"]},
                    {"name": "all", "kind": "average", "inputs": ["a", "b"]},
                ],
                "loss": {"kind": "mean_squared_error"},
                "optimizer": {"kind": "sgd", "lr": 0.1},
            },
            x=X,
            t=X,
        )
