"""The search of the best rates, its record, and what the lesson's prose says of races."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from visualnn.errors import DataError
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import changed, open_changed
from visualnn.lesson.variants import LESSON_RUN, open_named_variant, open_variant
from visualnn.race.race import (
    Race,
    at_rate,
    best_of,
    race,
    racing,
    search,
    search_steps,
    walked,
)
from visualnn.race.record import hash_of, read_record, write_record
from visualnn.run.starting import start_edits
from visualnn.views import UnsuitedError

RATES = (0.001, 0.03, 0.3, 3.0)


def small(**more: object) -> Race:
    base = from_dict(
        {
            "format": 2,
            "name": "walk",
            "title": {"en": "A walk", "ko": "산책"},
            "epochs": 30,
            "function": {"kind": "ravine", "start": [-2.0, 1.0]},
            "optimizer": {"kind": "sgd", "lr": 0.01},
            "variants": [
                {
                    "id": "adam",
                    "title": {"en": "Adam", "ko": "Adam"},
                    "set": {"optimizer.kind": "adam"},
                }
            ],
            **more,
        }
    )
    return racing({LESSON_RUN: base, "adam": open_variant(base, "adam")})


def test_every_rate_is_walked_for_every_run_and_the_best_is_the_best() -> None:
    runs = small()
    found = list(search(runs, RATES))
    assert [(each.id, each.rate) for each in found] == [
        (name, rate) for name in runs.lessons for rate in RATES
    ]
    for name, rate in best_of(found).items():
        orders = {each.rate: each.order for each in found if each.id == name}
        assert orders[rate] == min(orders.values())
        (alone,) = race(Race({name: at_rate(runs.lessons[name], rate)}))
        assert alone.order == orders[rate]


def test_a_record_is_read_again_only_for_the_runs_that_it_is_about(tmp_path: Path) -> None:
    runs, path = small(), tmp_path / "race.toml"
    written = write_record(path, runs, RATES, list(search(runs, RATES)))
    assert read_record(path, runs) == written
    assert set(written.best) == {LESSON_RUN, "adam"}
    assert written.rates == RATES
    moved = Race(runs.lessons, {"adam": start_edits(runs.lessons["adam"].start["w"], (1.0, 1.0))})
    for other in (small(epochs=31), small(optimizer={"kind": "momentum", "lr": 0.01}), moved):
        assert hash_of(other) != written.hash
        assert read_record(path, other) is None
    titled = {"run_title": {"en": "SGD", "ko": "SGD"}, "breakpoints": [{"when": "L < 1"}]}
    knobs = {"knobs": [{"key": "optimizer.lr", "choices": [0.1, 0.2]}]}
    for same in (small(optimizer={"kind": "sgd", "lr": 0.02}), small(**titled), small(**knobs)):
        assert read_record(path, same) == written  # no walk of the search depends on these
    alone = Race({LESSON_RUN: runs.lessons[LESSON_RUN]})
    assert read_record(path, alone) is None
    assert read_record(tmp_path / "none.toml", runs) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "format = 1",
        "no toml",
        'format = 1\nhash = "x"\nrates = ["a"]\n[best]\nlesson = 1.0',
        'format = 1\nhash = "x"\nrates = [0.1]\n[best]\nlesson = -1.0',
        'format = 1\nhash = "x"\nrates = [0.1]\n[best]\nlesson = inf',
        "\x00\xff",
    ],
)
def test_what_is_no_record_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "race.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match="no record of a search"):
        read_record(path, small())


def test_a_network_and_several_starts_cannot_race() -> None:
    with pytest.raises(UnsuitedError, match="trains a network"):
        racing({LESSON_RUN: open_named("xor")})
    several = small().lessons[LESSON_RUN]
    changes = [Change("function.start", [[1.0, 1.0], [2.0, 2.0]])]
    with pytest.raises(UnsuitedError, match="one start; this lesson has 2"):
        racing({LESSON_RUN: changed(several, changes)})


# -- what the prose of the lesson says ---------------------------------------------------------


def shipped(*changes: Change) -> Race:
    base = open_changed("trajectories", changes)
    lessons: dict[str, Lesson] = {LESSON_RUN: base}
    for variant in base.variants:
        lessons[variant.id] = open_named_variant("trajectories", variant.id, changes, base)
    return racing(lessons)


@pytest.mark.parametrize(
    ("kind", "lr", "first"),
    [
        ("ravine", 0.09, "rmsprop"),
        ("bowl", 0.09, "momentum"),
        ("himmelblau", 0.01, LESSON_RUN),
        ("plateau", 0.09, "rmsprop"),
    ],
)
def test_who_is_first_on_which_ground(kind: str, lr: float, first: str) -> None:
    found = race(shipped(Change("function.kind", kind), Change("optimizer.lr", lr)))
    assert found[0].id == first
    assert found[0].reached is not None


def test_what_is_said_of_the_race_on_the_ravine() -> None:
    runs = shipped()
    assert set(runs.rates.values()) == {0.09}
    found = {each.id: each for each in race(runs)}
    assert found[LESSON_RUN].place == 2
    assert [name for name, each in found.items() if each.diverged is not None] == ["nesterov"]


def test_what_is_said_of_each_at_its_best() -> None:
    runs = shipped()
    rates = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
    best = best_of(search(runs, rates))
    found = race(runs.at_rates(best))
    assert [(each.id, each.reached) for each in found[:4]] == [
        ("rmsprop", 7),
        ("adagrad", 9),
        ("nadam", 37),
        ("nesterov", 67),
    ]
    assert best["nesterov"] == 0.03
    assert next(each for each in found if each.id == LESSON_RUN).reached is None


def test_radam_does_not_divide_in_its_first_five_updates() -> None:
    from visualnn.run.history import History
    from visualnn.views.landscape import LandscapeView, update_of
    from visualnn.views.moments import moment_at

    opened = shipped().lessons["radam"]
    history = History(opened.program, opened.start)
    divides = []
    for n in range(8):
        moment = moment_at(opened, history, opened.program.end_of(n), LandscapeView())
        divides.append(update_of(moment).scaling is not None)
    assert divides == [False] * 5 + [True] * 3


@pytest.mark.parametrize(
    ("rule", "most"), [("sgd", 2.0), ("momentum", 3.8), ("nesterov", 3.8 / 2.8)]
)
def test_how_large_a_rate_each_rule_bears_on_a_curvature_of_20(rule: str, most: float) -> None:
    ends = {}
    for share in (0.97, 1.03):
        lesson = from_dict(
            {
                "format": 1,
                "name": "walk",
                "title": {"en": "A walk", "ko": "산책"},
                "epochs": 400,
                "function": {"kind": "ravine", "start": [0.0, 1.0]},
                "optimizer": {"kind": rule, "lr": share * most / 20},
            }
        )
        (found,) = race(racing({LESSON_RUN: lesson}))
        ends[share] = found.height
    assert ends[0.97] < 10 < ends[1.03]


def test_what_was_laid_over_a_run_is_walked_with_it() -> None:
    runs = small()
    start = start_edits(runs.lessons["adam"].start["w"], (0.5, -0.25))
    moved = racing(runs.lessons, {"adam": start})
    for name, way in {
        name: walked(each, moved.laid.get(name, ())) for name, each in moved.lessons.items()
    }.items():
        assert way.places[0].tolist() == ([0.5, -0.25] if name == "adam" else [-2.0, 1.0])
    found = {(each.id, each.rate): each for each in search(moved, RATES)}
    for rate in RATES:
        lesson = at_rate(moved.lessons["adam"], rate)
        assert found["adam", rate].height == walked(lesson, start).heights[-1]


def test_the_steps_of_a_search_are_short_and_come_to_the_same() -> None:
    runs = small(epochs=600)
    steps = list(search_steps(runs, RATES[:2]))
    assert sum(each is None for each in steps) == 2 * 2 * 3
    assert [each for each in steps if each is not None] == list(search(runs, RATES[:2]))


def test_in_float32_each_is_at_its_best_too() -> None:
    runs = small(dtype="float32")
    best = best_of(search(runs, (0.1, 0.3)))
    assert set(best.values()) <= {0.1, 0.3}
    assert runs.at_rates(best).rates == {n: float(np.float32(rate)) for n, rate in best.items()}
