"""Schedules by Keras' formulas in plain numbers, what each line reads, and refusals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from visualnn.errors import SettingError
from visualnn.schedules import SCHEDULES, Setting, rates, schedule_of

KERAS: list[tuple[str, Mapping[str, Setting], Callable[[int], float]]] = [
    ("constant", {"lr0": 0.2}, lambda step: 0.2),
    ("step", {"lr0": 0.2, "gamma": 0.5, "period": 4.0}, lambda step: 0.2 * 0.5 ** (step // 4)),
    ("exponential", {"lr0": 0.2, "gamma": 0.5, "period": 4.0},
     lambda step: 0.2 * math.pow(0.5, step / 4)),
    ("polynomial", {"lr0": 0.2, "end_lr": 0.05, "power": 3.0, "period": 10.0},
     lambda step: 0.15 * (1 - min(step, 10) / 10) ** 3 + 0.05),
    ("cosine", {"lr0": 0.2, "alpha": 0.1, "period": 10.0},
     lambda step: 0.2 * (0.9 * 0.5 * (1 + math.cos(math.pi * min(step, 10) / 10)) + 0.1)),
    ("cosine", {"lr0": 0.2, "alpha": 0.1, "period": 8.0, "warm_up": 4.0, "first_share": 0.25},
     lambda step: 0.05 + 0.15 * step / 4 if step < 4 else
     0.2 * (0.9 * 0.5 * (1 + math.cos(math.pi * min(step - 4, 8) / 8)) + 0.1)),
    ("cosine_restarts", {"lr0": 0.2, "alpha": 0.1, "period": 4.0, "shrink": 0.5},
     lambda step: 0.2 * (0.9 * 0.5 ** (step // 4) * 0.5 *
                         (1 + math.cos(math.pi * (step / 4 % 1))) + 0.1)),
    # waves of 2, 4 and 8 counts, then 16
    ("growing_cosine_restarts",
     {"lr0": 0.2, "alpha": 0.1, "period": 2.0, "shrink": 0.5, "growth": 2.0},
     lambda step: 0.2 * (0.9 * 0.5 ** (i := (step >= 2) + (step >= 6) + (step >= 14)) * 0.5 *
                         (1 + math.cos(math.pi * (step - (0, 2, 6, 14)[i]) / 2 ** (i + 1))) + 0.1)),
    ("multi_step", {"lr0": 0.2, "milestones": (3.0, 4.0), "rates": (0.1, 0.7)},
     lambda step: 0.2 if step <= 3 else 0.1 if step <= 4 else 0.7),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "settings", "rate"), KERAS)
def test_keras_counts_updates_from_nought(
    kind: str, settings: Mapping[str, Setting], rate: Callable[[int], float]
) -> None:
    expected = [rate(step) for step in range(15)]
    np.testing.assert_allclose(rates(kind, settings, 15, "keras"), expected, rtol=1e-12)
    assert schedule_of(kind, "keras").counter == "k"


def test_a_line_gives_its_card_all_that_it_reads() -> None:
    for kind, conventions in SCHEDULES.items():
        for convention, schedule in conventions.items():
            known = {*schedule.settings, schedule.counter}
            for op, reads, writes in schedule.lines:
                assert (
                    op.inputs == tuple("n" if name == schedule.counter else name for name in reads)
                    or "wave" in op.inputs
                )
                assert set(reads) <= known
                known.add(writes)
            assert "lr0" in schedule.settings
            assert schedule.lines[-1][2] == "lr"
            assert schedule.counter == (
                "k" if convention == "keras" or kind == "one_cycle" else "epoch"
            )


def test_a_warm_up_rises_in_a_line_and_then_lets_the_schedule_begin() -> None:
    plain = rates("exponential", {"gamma": 0.5}, 10)
    warm = rates("exponential", {"gamma": 0.5, "warm_up": 4.0, "first_share": 0.2}, 14)
    np.testing.assert_allclose(warm[:4], plain[0] * np.array([0.2, 0.4, 0.6, 0.8]), rtol=1e-12)
    np.testing.assert_allclose(warm[4:], plain, rtol=1e-12)


def test_a_restart_comes_on_its_count_however_large() -> None:
    many = rates("growing_cosine_restarts", {"lr0": 1.0, "period": 1.0, "growth": 3.0}, 9842)
    assert [n for n in range(9842) if many[n] == 1] == [(3**i - 1) // 2 for i in range(10)]


def test_a_schedule_can_follow_the_other_counter() -> None:
    followed = schedule_of("growing_cosine_restarts").following("k")
    assert followed.counter == "k"
    assert [reads[-1] for _, reads, _ in followed.lines] == ["k", "k", "restarts", "wave"]


def test_a_peak_is_reached_once_and_the_end_lies_below_the_start() -> None:
    cycle = rates("one_cycle", {}, 100)
    assert int(cycle.argmax()) == 29
    assert [cycle[0], cycle[29], cycle[99]] == pytest.approx([0.0004, 0.01, 4e-8], rel=1e-9)


@pytest.mark.parametrize(
    ("kind", "convention", "settings", "sentence"),
    [
        ("noam", "pytorch", {}, "unknown schedule noam; known are constant, step"),
        ("warm_up", "keras", {}, "warm_up has no convention keras; it has pytorch"),
        ("one_cycle", "pytorch", {"warm_up": 2.0}, "one_cycle has no warm_up"),
        ("step", "pytorch", {"first_share": 0.1}, "step has no first_share"),
        ("step", "pytorch", {"power": 2.0}, "step has no power; it has lr0, gamma, period"),
    ],
)
def test_what_is_not_known_is_refused(
    kind: str, convention: str, settings: Mapping[str, Setting], sentence: str
) -> None:
    with pytest.raises(SettingError, match=sentence):
        rates(kind, settings, 3, convention)
