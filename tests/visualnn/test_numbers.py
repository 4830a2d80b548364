"""Numbers that are known from outside: by hand, from theory, or from the other precision."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from visualnn.initializers import Given
from visualnn.machine.machine import Machine

from .nets import CORNERS, NETS, XOR, Net, alone, curve, dense, make, pictures, xor


def trained(net: Net, iterations: int) -> Machine:
    machine = Machine(net.program, net.start)
    while (machine.iteration, machine.done) != (iterations, 1):
        machine.step()
    return machine


def test_one_unit_by_hand() -> None:
    """x = 2, w = 3, b = 1, t = 9, η = 0.05: 7, loss 4, slopes −8 and −4; then 8 and loss 1."""
    net = alone()
    length = len(net.program.closing)
    states = net.run(2 * length)
    first, second = states[length].values, states[2 * length].values
    known = {
        "out.z": 7.0,
        "L": 4.0,
        "d.out.z": -4.0,
        "d.out.W": -8.0,
        "d.out.b": -4.0,
        "out.W": 3.4,
        "out.b": 1.2,
    }
    for name, number in known.items():
        assert first[name].item() == pytest.approx(number, rel=0, abs=1e-12)
    assert second["out.z"].item() == pytest.approx(8, rel=0, abs=1e-12)
    assert second["L"].item() == pytest.approx(1, rel=0, abs=1e-12)


def test_momentum_by_hand() -> None:
    """v is 0 · μ − 8, then −8 · 0.5 − 4; w moves by 0.05 of it."""
    unit = dense("out", 1, weights=Given(((3.0,),)), bias=Given((1.0,)))
    net = make(
        (unit,), np.array([[2.0]]), np.array([[9.0]]), loss="mean_squared_error",
        optimizer="momentum", settings={"lr": 0.05, "momentum": 0.5},
    )  # fmt: skip
    length = len(net.program.closing)
    states = net.run(2 * length)
    assert states[length].values["v.out.W"].item() == pytest.approx(-8, abs=1e-12)
    assert states[length].values["out.W"].item() == pytest.approx(3.4, abs=1e-12)
    assert states[2 * length].values["v.out.W"].item() == pytest.approx(-8, abs=1e-12)
    assert states[2 * length].values["out.W"].item() == pytest.approx(3.8, abs=1e-12)


def test_adam_moves_by_its_rate_at_first() -> None:
    """m̂ = g and v̂ = g² in the first iteration, so that each step is η · g / (|g| + ε)."""
    net = NETS["residual"]()
    end = len(net.program.closing)
    values = net.run(end)[end].values
    for name in net.program.parameters:
        g = values[f"d.{name}"]
        np.testing.assert_allclose(values[f"mhat.{name}"], g, rtol=1e-12)
        np.testing.assert_allclose(values[f"vhat.{name}"], g**2, rtol=1e-9)
        step = values[name] - net.start[name]
        np.testing.assert_allclose(step, -0.02 * g / (abs(g) + 1e-8), rtol=1e-8, atol=1e-15)


def test_xor_is_solved_from_nearly_every_start() -> None:
    solved = 0
    for seed in range(10):
        net = xor(seed, lr=0.1)
        outputs = trained(net, 1000).view("out.a")
        solved += bool((abs(outputs - XOR) < 0.1).all())
    assert solved >= 9


def test_one_unit_cannot_learn_xor() -> None:
    """Every output ends at one half and the loss at ln 2."""
    for seed in range(3):
        unit = dense("out", 1, "sigmoid", weights="he_normal")
        net = make(
            (unit,), CORNERS, XOR, loss="binary_cross_entropy", settings={"lr": 0.1}, seed=seed
        )
        machine = trained(net, 1000)
        assert (abs(machine.view("out.a") - 0.5) < 0.1).all()
        assert machine.view("L").item() == pytest.approx(math.log(2), abs=0.001)


@pytest.mark.parametrize(("gate", "targets"), [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1])])
def test_one_unit_learns_what_a_line_divides(gate: str, targets: list[float]) -> None:
    unit = dense("out", 1, "sigmoid")
    net = make(
        (unit,), CORNERS, np.array(targets)[:, None], loss="binary_cross_entropy",
        settings={"lr": 0.5},
    )  # fmt: skip
    outputs = trained(net, 1000).view("out.a")[:, 0]
    assert (outputs > 0.5).tolist() == [bool(target) for target in targets]


@pytest.mark.parametrize("make_net", [xor, pictures, curve])
def test_both_precisions_tell_the_same_story(make_net: Callable[..., Net]) -> None:
    double, single = make_net(), make_net(dtype="float32")
    ticks = double.program.end_of(6)
    for wide, narrow in zip(double.run(ticks), single.run(ticks), strict=True):
        assert wide.values.keys() == narrow.values.keys()
        for name, value in narrow.values.items():
            assert value.dtype == np.float32
            np.testing.assert_allclose(value, wide.values[name], rtol=1e-4, atol=1e-4)


def test_the_first_loss_of_a_network_that_says_nothing_is_that_of_guessing() -> None:
    """With all weights 0 each of three classes has a third, and the loss is ln 3."""
    x, t = np.ones((4, 2)), np.array([[0.0], [1.0], [2.0], [0.0]])
    unit = dense("out", 3, "softmax", weights="zeros")
    net = make((unit,), x, t, loss="categorical_cross_entropy", classes=3, metrics=("accuracy",))
    values = net.run(len(net.program.closing))[-1].values
    np.testing.assert_allclose(values["out.a"], 1 / 3)
    assert values["L"].item() == pytest.approx(math.log(3), rel=1e-12)
    assert values["accuracy"].item() == 0.5  # of equal shares the first class counts
