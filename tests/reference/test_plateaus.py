"""A learning rate on a plateau is PyTorch's, epoch by epoch; Keras' and its early stopping follow
their rules as they are written down here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.reference.plateaus import CASES, EPOCHS, FIRST, Case
from visualnn.compiler import EarlyStopping, ReduceOnPlateau
from visualnn.ops import Array

Floats = NDArray[np.float64]


def told(
    callback: ReduceOnPlateau | EarlyStopping, numbers: Sequence[float], larger: bool, name: str
) -> Floats:
    """What a callback's lines write under a name in each epoch, computed by their cards."""
    values: dict[str, Array] = {"lr": np.array(FIRST)}
    values |= {word: np.array(value) for word, value in callback.settings.items()}
    values |= {word: np.array(value) for word, value in callback.memory.items()}
    worst = np.finfo(np.float64).max
    values[f"{callback.prefix}.best"] = np.array(-worst if larger else worst)
    found = []
    for number in numbers:
        values["watched"] = np.array(number)
        for op, reads, writes in callback.lines("watched", larger, ()):
            values[writes] = op.compute("forward", *(values[word] for word in reads))
        found.append(float(values[name]))
    return np.array(found)


@pytest.mark.parametrize("name", CASES)
def test_the_rate_on_a_plateau_equals_pytorch(name: str) -> None:
    case = CASES[name]
    with np.load(Path(__file__).parent / "plateaus.npz", allow_pickle=False) as stored:
        np.testing.assert_array_equal(stored[f"{name}: watched"], case.numbers)
        rates = told(case.plateau, case.numbers.tolist(), case.larger, "lr")
        np.testing.assert_array_equal(rates, stored[f"{name}: lr"])
    assert len(set(rates)) >= 3


def keras_rates(case: Case) -> Floats:
    """ReduceLROnPlateau of Keras 3.15 without cooldown, from its rule."""
    plateau, rate, wait = case.plateau, FIRST, 0
    best = -np.inf if case.larger else np.inf
    rates = []
    for number in case.numbers:
        if number > best + plateau.margin if case.larger else number < best - plateau.margin:
            best, wait = number, 0
        else:
            wait += 1
            if wait >= plateau.patience and rate > plateau.min_lr:
                rate, wait = max(rate * plateau.factor, plateau.min_lr), 0
        rates.append(rate)
    return np.array(rates)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].plateau.patience >= 1])
def test_the_rate_on_a_plateau_follows_keras(name: str) -> None:
    case = CASES[name]
    plateau = replace(case.plateau, convention="keras")
    rates = told(plateau, case.numbers.tolist(), case.larger, "lr")
    np.testing.assert_array_equal(rates, keras_rates(replace(case, plateau=plateau)))


def cooled_rates(plateau: ReduceOnPlateau, numbers: Sequence[float]) -> list[float]:
    """Both libraries' rules for a number that should fall, with their counters."""
    best, bad, cooling, rate, rates = np.inf, 0, 0.0, FIRST, []
    for number in numbers:
        if plateau.convention == "keras":
            if cooling > 0:
                cooling, bad = cooling - 1, 0
            if number < best - plateau.margin:
                best, bad = number, 0
            elif cooling <= 0:
                bad += 1
                if bad >= plateau.patience:
                    rate, cooling, bad = rate * plateau.factor, plateau.cooldown, 0
        else:
            better = number < best * (1 - plateau.margin)
            best, bad = (number, 0) if better else (best, bad + 1)
            if cooling > 0:
                cooling, bad = cooling - 1, 0
            if bad > plateau.patience:
                rate, cooling, bad = rate * plateau.factor, plateau.cooldown, 0
        rates.append(rate)
    return rates


@pytest.mark.parametrize("convention", ["pytorch", "keras"])
@pytest.mark.parametrize("cooldown", [1, 2, 3])
def test_epochs_of_a_cooldown_do_not_count(convention: str, cooldown: int) -> None:
    numbers = [1.0, *[0.9] * 9, 0.5, *[0.5] * 12, 0.4, *[0.4] * 9]
    plateau = ReduceOnPlateau(2, 0.5, cooldown=cooldown, convention=convention)
    rates = told(plateau, numbers, False, "lr")
    np.testing.assert_allclose(rates, cooled_rates(plateau, numbers), rtol=1e-15)
    assert len(set(rates)) > 3


def test_pytorch_waits_one_epoch_longer() -> None:
    flat = [1.0] * EPOCHS
    first = {}
    for convention in ("pytorch", "keras"):
        rates = told(ReduceOnPlateau(4, 0.5, convention=convention), flat, False, "lr")
        first[convention] = int(np.argmax(rates < FIRST))
    assert first == {"pytorch": 5, "keras": 4}


def keras_stop(numbers: Sequence[float], patience: int, delta: float, larger: bool) -> int | None:
    """The epoch in which EarlyStopping of Keras 3.15 ends the training, from its rule."""
    best, wait = (-np.inf if larger else np.inf), 0
    for epoch, number in enumerate(numbers):
        wait += 1
        if number - delta > best if larger else number + delta < best:
            best, wait = number, 0
        elif wait >= patience:
            return epoch
    return None


@pytest.mark.parametrize("delta", [0.0, 0.01, 0.2])
@pytest.mark.parametrize("patience", [1, 3, 8])
@pytest.mark.parametrize("name", CASES)
def test_the_training_ends_where_keras_ends_it(name: str, patience: int, delta: float) -> None:
    case = CASES[name]
    stops = told(EarlyStopping(patience, delta), case.numbers.tolist(), case.larger, "stopped")
    expected = keras_stop(case.numbers.tolist(), patience, delta, case.larger)
    assert (int(stops.argmax()) if stops.any() else None) == expected
    if expected is not None:
        assert stops[expected:].all()  # once over, it stays over
