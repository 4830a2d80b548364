"""The settings with which both sides of the comparison of schedules run."""

from __future__ import annotations

from collections.abc import Mapping

COUNTS = 40

CASES: Mapping[str, Mapping[str, float | tuple[float, ...]]] = {
    "step": {"lr0": 0.1, "gamma": 0.5, "period": 7.0},
    "multi_step": {"lr0": 0.1, "gamma": 0.5, "milestones": (5.0, 6.0, 20.0)},
    "exponential": {"lr0": 0.1, "gamma": 0.9},
    "polynomial": {"lr0": 0.1, "end_lr": 0.0, "power": 2.0, "period": 25.0},
    "cosine": {"lr0": 0.1, "end_lr": 0.01, "period": 39.0},
    "cosine_restarts": {"lr0": 0.1, "end_lr": 0.01, "period": 9.0},
    "warm_up": {"lr0": 0.1, "first_share": 0.25, "period": 12.0},
    # a peak of 0.1, reached at 30 % of 41 updates; 1/25 of it first, 1/10000 of that last
    "one_cycle": {"lr0": 0.004, "peak_lr": 0.1, "end_lr": 4e-7, "turn": 0.3 * 41 - 1, "last": 40.0},
}
