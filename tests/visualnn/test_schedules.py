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
]  # fmt: skip


@pytest.mark.parametrize(("kind", "settings", "rate"), KERAS)
def test_keras_counts_updates_from_nought(
    kind: str, settings: Mapping[str, Setting], rate: Callable[[int], float]
) -> None:
    expected = [rate(step) for step in range(15)]
    np.testing.assert_allclose(rates(kind, settings, 15, "keras"), expected, rtol=1e-12)
    assert schedule_of(kind, "keras").counter == "k"


def test_a_line_gives_its_card_all_that_it_reads() -> None:
    for conventions in SCHEDULES.values():
        for convention, schedule in conventions.items():
            op, reads, writes = schedule.line
            assert op.inputs == (*reads[:-1], "n")
            assert (reads[0], writes) == ("lr0", "lr")
            assert reads[-1] in ({"k"} if convention == "keras" else {"epoch", "k"})


def test_a_peak_is_reached_once_and_the_end_lies_below_the_start() -> None:
    cycle = rates("one_cycle", {}, 100)
    assert int(cycle.argmax()) == 29
    assert [cycle[0], cycle[29], cycle[99]] == pytest.approx([0.0004, 0.01, 4e-8], rel=1e-9)


@pytest.mark.parametrize(
    ("kind", "convention", "settings", "sentence"),
    [
        ("noam", "pytorch", {}, "unknown schedule noam; known are constant, step"),
        ("warm_up", "keras", {}, "warm_up has no convention keras; it has pytorch"),
        ("step", "pytorch", {"power": 2.0}, "step has no power; it has lr0, gamma, period"),
    ],
)
def test_what_is_not_known_is_refused(
    kind: str, convention: str, settings: Mapping[str, Setting], sentence: str
) -> None:
    with pytest.raises(SettingError, match=sentence):
        rates(kind, settings, 3, convention)
