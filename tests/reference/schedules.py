"""The settings with which both sides of the comparison of schedules run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Setting = float | tuple[float, ...]
COUNTS = 40
LR = 0.1


@dataclass(frozen=True)
class Case:
    """A schedule and its settings by our names, over a first rate of LR."""

    kind: str
    convention: str
    settings: Mapping[str, Setting]


PYTORCH: Mapping[str, tuple[Mapping[str, Setting], ...]] = {
    "constant": ({},),
    "step": ({"gamma": 0.5, "period": 7.0}, {"gamma": 1.1, "period": 1.0}),
    "multi_step": (
        {"gamma": 0.5, "milestones": (5.0, 6.0, 20.0)},
        {"gamma": 0.9, "milestones": (1.0,)},
    ),
    "exponential": ({"gamma": 0.9}, {"gamma": 1.05}),
    "polynomial": (
        {"end_lr": 0.0, "power": 2.0, "period": 25.0},
        {"end_lr": 0.0, "power": 1.0, "period": 50.0},
    ),
    "cosine": ({"end_lr": 0.01, "period": 39.0}, {"end_lr": 0.002, "period": 13.0}),
    "cosine_restarts": ({"end_lr": 0.01, "period": 9.0}, {"end_lr": 0.0, "period": 4.0}),
    "growing_cosine_restarts": (
        {"end_lr": 0.01, "period": 3.0, "growth": 2.0},
        {"end_lr": 0.0, "period": 1.0, "growth": 3.0},
    ),
    "warm_up": ({"first_share": 0.25, "period": 12.0}, {"first_share": 1 / 3, "period": 5.0}),
    # a peak of 0.1·25, reached at 30 % of 41 updates; then down to 1/10000 of the first rate
    "one_cycle": (
        {"peak_lr": LR * 25, "end_lr": LR / 1e4, "turn": 0.3 * 41 - 1, "last": 40.0},
        {"peak_lr": LR * 10, "end_lr": LR / 50, "turn": 0.5 * 60 - 1, "last": 59.0},
    ),
}
KERAS: Mapping[str, tuple[Mapping[str, Setting], ...]] = {
    "constant": ({},),
    "step": ({"gamma": 0.5, "period": 7.0}, {"gamma": 0.96, "period": 2.0}),
    "multi_step": (
        {"milestones": (5.0, 6.0, 20.0), "rates": (0.05, 0.02, 0.3)},
        {"milestones": (9.0,), "rates": (0.01,)},
    ),
    "exponential": ({"gamma": 0.5, "period": 7.0}, {"gamma": 0.96, "period": 2.0}),
    "polynomial": (
        {"end_lr": 0.01, "power": 2.0, "period": 25.0},
        {"end_lr": 0.001, "power": 0.5, "period": 30.0},
    ),
    "cosine": ({"alpha": 0.1, "period": 39.0}, {"alpha": 0.0, "period": 50.0}),
    "cosine_restarts": (
        {"alpha": 0.1, "shrink": 1.0, "period": 9.0},
        {"alpha": 0.02, "shrink": 0.8, "period": 4.0},
    ),
    "growing_cosine_restarts": (
        {"alpha": 0.1, "shrink": 1.0, "period": 5.0, "growth": 2.0},
        {"alpha": 0.02, "shrink": 0.8, "period": 4.0, "growth": 1.5},
    ),
}
WARMED: Mapping[str, tuple[str, ...]] = {
    "pytorch": ("step", "exponential", "polynomial", "cosine", "growing_cosine_restarts"),
    # the one schedule of Keras that has a warm-up
    "keras": ("cosine",),
}
WARM_UP: Mapping[str, Setting] = {"warm_up": 6.0, "first_share": 0.2}


def _cases() -> dict[str, Case]:
    cases = {}
    for convention, kinds in (("pytorch", PYTORCH), ("keras", KERAS)):
        for kind, given in kinds.items():
            for n, settings in enumerate(given):
                cases[f"{convention} {kind} {n}"] = Case(kind, convention, settings)
                if kind in WARMED[convention]:
                    warm = {**settings, **WARM_UP}
                    cases[f"{convention} warmed {kind} {n}"] = Case(kind, convention, warm)
    return cases


CASES: Mapping[str, Case] = _cases()
